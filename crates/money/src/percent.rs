//! Percentages.
//!
//! It promises exact text in both directions, and compares with a percentage of an amount without computing it, so it
//! never rounds.

use std::fmt;

use crate::amount::{Amount, AmountError};
use crate::decimal::{DecimalError, format_decimal, parse_decimal};

/// A hundred percent, in units.
const UNITS_OF_THE_WHOLE: i128 = 100 * 10_i128.pow(Percent::SCALE as u32);

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

    /// Whether `amount` is at most `base` with so many percent of `base` on top. Of a debt nothing comes on top: there,
    /// `amount` must not be above `base` itself. Exact: with one unit more, `amount` would be too much.
    pub fn allows_over(self, base: Amount, amount: Amount) -> Result<bool, AmountError> {
        if amount.commodity() != base.commodity() {
            return Err(AmountError::CommodityMismatch);
        }
        // 65 bits times 40, and 63 times 63: both sides fit in 128 bits.
        let excess = i128::from(amount.units()) - i128::from(base.units());
        let slack = i128::from(base.units().max(0)) * i128::from(self.0);
        Ok(excess * UNITS_OF_THE_WHOLE <= slack)
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
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;
    use crate::commodity::Commodity;
    use crate::currency::Currency;

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

    fn amount(units: i64) -> Amount {
        Amount::new(units, Commodity::MessageCredits)
    }

    #[track_caller]
    fn check_over(percent: &str, base: i64, most: i64) {
        let percent = Percent::parse(percent).expect("a percentage");
        assert_eq!(percent.allows_over(amount(base), amount(most)), Ok(true));
        if let Some(more) = most.checked_add(1) {
            assert_eq!(percent.allows_over(amount(base), amount(more)), Ok(false));
        }
    }

    #[test]
    fn a_percentage_on_top_is_a_bound_to_the_last_unit() {
        check_over("10", 100, 110);
        check_over("0", 100, 100);
        check_over("1e-10", 999_999_999_999, 999_999_999_999);
        check_over("1e-10", 1_000_000_000_000, 1_000_000_000_001);
        check_over("33.3333333333", 3, 3);
        check_over("33.3333333334", 3, 4);
        check_over("10", 0, 0);
        check_over("10", -100, -100);
        check_over("-10", 100, 90);
        check_over("100", i64::MAX, i64::MAX);
        check_over("922337203.6854775807", 1, 9_223_373);
        check_over("922337203.6854775807", i64::MAX, i64::MAX);
        check_over("10", i64::MIN, i64::MIN);
        let euros = Amount::new(1, Currency::parse("EUR").expect("a currency").into());
        assert_eq!(Percent::ZERO.allows_over(amount(1), euros), Err(AmountError::CommodityMismatch));
    }

    proptest! {
        #[test]
        fn the_bound_agrees_with_another_decimal_library(
            base in 0_i64..1 << 50, excess in 0_i64..1 << 40, percent in 0_i64..1 << 40,
        ) {
            let bound = Decimal::from(base) * Decimal::from_i128_with_scale(i128::from(percent), 12);
            let allowed = Percent::from_units(percent).allows_over(amount(base), amount(base + excess));
            prop_assert_eq!(allowed, Ok(Decimal::from(excess) <= bound));
        }
    }
}
