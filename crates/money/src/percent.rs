//! Percentages.
//!
//! It promises exact text in both directions. It does not apply a percentage to anything, so it never rounds.

use std::fmt;

use crate::decimal::{DecimalError, format_decimal, parse_decimal};

/// A signed percentage in steps of 10^-10 percent: fifteen percent is 15 × 10^10 units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Percent(i64);

impl Percent {
    /// Decimal places kept; one API client is known to send `1e-09`.
    pub const SCALE: u8 = 10;
    /// No percent at all.
    pub const ZERO: Self = Self(0);

    /// A percentage of `units` × 10^-10 percent.
    pub const fn from_units(units: i64) -> Self {
        Self(units)
    }

    /// Reads decimal text exactly, without a percent sign; see [`parse_decimal`].
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        parse_decimal(text, Self::SCALE).map(Self)
    }

    /// The percentage in steps of 10^-10 percent.
    pub const fn units(self) -> i64 {
        self.0
    }

    /// The shortest decimal, without a percent sign: `15`, `0.000000001`.
    pub fn to_decimal(self) -> String {
        format_decimal(self.0, Self::SCALE)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", self.to_decimal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<(i64, &str), DecimalError>) {
        let actual = Percent::parse(text).map(|percent| (percent.units(), percent.to_decimal()));
        assert_eq!(actual, expected.map(|(units, decimal)| (units, decimal.to_owned())));
    }

    #[test]
    fn percentages_are_read_and_written_exactly() {
        check("15", Ok((150_000_000_000, "15")));
        check("-2.50", Ok((-25_000_000_000, "-2.5")));
        check("1e-09", Ok((10, "0.000000001")));
        check("1e-11", Err(DecimalError::TooPrecise));
        check("15%", Err(DecimalError::Malformed));
        assert_eq!(Percent::from_units(10).to_string(), "0.000000001 %");
    }
}
