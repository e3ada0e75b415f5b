//! How often calls may be set up.
//!
//! It promises an exact, non-negative rate. Measuring calls against it is not its business.

use std::fmt;

use thiserror::Error;

use crate::decimal::{DecimalError, format_decimal, parse_decimal};

/// A limit in calls per second, in steps of 10^-8; below one means less than a call each second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallRate(i64);

/// Why a text or a number is no call rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CallRateError {
    /// The text has no exact value at this scale.
    #[error(transparent)]
    Decimal(#[from] DecimalError),
    /// A rate cannot be below zero.
    #[error("a call rate cannot be negative")]
    Negative,
}

impl CallRate {
    /// Decimal places kept.
    pub const SCALE: u8 = 8;

    /// A rate of `units` × 10^-8 calls per second.
    pub const fn from_units(units: i64) -> Result<Self, CallRateError> {
        if units < 0 {
            return Err(CallRateError::Negative);
        }
        Ok(Self(units))
    }

    /// Reads decimal text exactly; see [`parse_decimal`].
    pub fn parse(text: &str) -> Result<Self, CallRateError> {
        Self::from_units(parse_decimal(text, Self::SCALE)?)
    }

    /// The rate in steps of 10^-8 calls per second; never negative.
    pub const fn units(self) -> i64 {
        self.0
    }

    /// The shortest decimal: `0.5`, `10`.
    pub fn to_decimal(self) -> String {
        format_decimal(self.0, Self::SCALE)
    }
}

impl fmt::Display for CallRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_decimal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, CallRateError>) {
        assert_eq!(CallRate::parse(text).map(CallRate::to_decimal), expected.map(str::to_owned));
    }

    #[test]
    fn rates_are_exact_and_never_negative() {
        check("0", Ok("0"));
        check("-0", Ok("0"));
        check("0.50", Ok("0.5"));
        check("10", Ok("10"));
        check("-0.1", Err(CallRateError::Negative));
        check("1e-9", Err(CallRateError::Decimal(DecimalError::TooPrecise)));
        check("fast", Err(CallRateError::Decimal(DecimalError::Malformed)));
        assert_eq!(CallRate::from_units(-1), Err(CallRateError::Negative));
    }
}
