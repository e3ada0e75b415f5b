//! Amounts of one commodity.
//!
//! It promises that amounts of different commodities are never added or compared, and that no operation
//! wraps. It does not round and does not know why the money moves.

use std::cmp::Ordering;
use std::fmt;

use thiserror::Error;

use crate::commodity::Commodity;
use crate::decimal::{DecimalError, format_decimal, parse_decimal};

/// A signed quantity of one commodity, in steps of 10^-8.
///
/// There is no total order: amounts of different commodities compare to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Amount {
    units: i64,
    commodity: Commodity,
}

/// Why two amounts have no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AmountError {
    /// The amounts are counted in different commodities.
    #[error("the amounts are of different commodities")]
    CommodityMismatch,
    /// The result does not fit in 64 bits of 10^-8.
    #[error("the amount is too large")]
    Overflow,
}

impl Amount {
    /// Decimal places kept: one unit is 10^-8 of the commodity.
    pub const SCALE: u8 = 8;

    /// An amount of `units` × 10^-8.
    pub const fn new(units: i64, commodity: Commodity) -> Self {
        Self { units, commodity }
    }

    /// Nothing, counted in `commodity`.
    pub const fn zero(commodity: Commodity) -> Self {
        Self::new(0, commodity)
    }

    /// Reads decimal text exactly; see [`parse_decimal`].
    pub fn parse(text: &str, commodity: Commodity) -> Result<Self, DecimalError> {
        Ok(Self::new(parse_decimal(text, Self::SCALE)?, commodity))
    }

    /// The quantity in steps of 10^-8.
    pub const fn units(self) -> i64 {
        self.units
    }

    /// What the amount is counted in.
    pub const fn commodity(self) -> Commodity {
        self.commodity
    }

    /// The sum of two amounts of the same commodity.
    pub fn checked_add(self, other: Self) -> Result<Self, AmountError> {
        self.same_commodity(other)?;
        self.with_units(self.units.checked_add(other.units))
    }

    /// The difference of two amounts of the same commodity.
    pub fn checked_sub(self, other: Self) -> Result<Self, AmountError> {
        self.same_commodity(other)?;
        self.with_units(self.units.checked_sub(other.units))
    }

    /// The same quantity with the other sign; fails for the one value that has no opposite.
    pub fn checked_neg(self) -> Result<Self, AmountError> {
        self.with_units(self.units.checked_neg())
    }

    /// The sum of amounts that are all counted in `commodity`, taken in 128 bits so that only the result must
    /// fit.
    pub fn sum(commodity: Commodity, amounts: impl IntoIterator<Item = Self>) -> Result<Self, AmountError> {
        let zero = Self::zero(commodity);
        let mut total: i128 = 0;
        for amount in amounts {
            zero.same_commodity(amount)?;
            total = total.checked_add(i128::from(amount.units)).ok_or(AmountError::Overflow)?;
        }
        zero.with_units(i64::try_from(total).ok())
    }

    /// Below zero.
    pub const fn is_negative(self) -> bool {
        self.units < 0
    }

    /// Above zero.
    pub const fn is_positive(self) -> bool {
        0 < self.units
    }

    /// Exactly nothing.
    pub const fn is_zero(self) -> bool {
        self.units == 0
    }

    /// The quantity as the shortest decimal, without the commodity: `-92.12`, `100`.
    pub fn to_decimal(self) -> String {
        format_decimal(self.units, Self::SCALE)
    }

    fn same_commodity(self, other: Self) -> Result<(), AmountError> {
        if self.commodity != other.commodity {
            return Err(AmountError::CommodityMismatch);
        }
        Ok(())
    }

    fn with_units(self, units: Option<i64>) -> Result<Self, AmountError> {
        units.map(|units| Self { units, ..self }).ok_or(AmountError::Overflow)
    }
}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.same_commodity(*other).ok().map(|()| self.units.cmp(&other.units))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_decimal(), self.commodity)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;
    use crate::currency::Currency;

    fn dollars(units: i64) -> Amount {
        Amount::new(units, Currency::parse("USD").unwrap().into())
    }

    fn credits(units: i64) -> Amount {
        Amount::new(units, Commodity::MessageCredits)
    }

    #[track_caller]
    fn check(actual: Result<Amount, AmountError>, expected: Result<i64, AmountError>) {
        assert_eq!(actual.map(Amount::units), expected);
    }

    #[test]
    fn arithmetic_is_checked_at_both_ends() {
        check(dollars(5).checked_add(dollars(-7)), Ok(-2));
        check(dollars(i64::MAX).checked_add(dollars(1)), Err(AmountError::Overflow));
        check(dollars(5).checked_sub(dollars(7)), Ok(-2));
        check(dollars(i64::MIN).checked_sub(dollars(1)), Err(AmountError::Overflow));
        check(dollars(5).checked_neg(), Ok(-5));
        check(dollars(i64::MIN).checked_neg(), Err(AmountError::Overflow));
    }

    #[test]
    fn commodities_do_not_mix() {
        check(dollars(5).checked_add(credits(5)), Err(AmountError::CommodityMismatch));
        check(dollars(5).checked_sub(credits(5)), Err(AmountError::CommodityMismatch));
        check(
            Amount::sum(Commodity::MessageCredits, [credits(1), dollars(1)]),
            Err(AmountError::CommodityMismatch),
        );
        assert_ne!(dollars(5), credits(5));
        assert_eq!(dollars(5).partial_cmp(&credits(6)), None);
        assert!(dollars(5) < dollars(6));
    }

    #[test]
    fn only_the_result_of_a_sum_must_fit() {
        check(Amount::sum(Commodity::MessageCredits, []), Ok(0));
        check(
            Amount::sum(Commodity::MessageCredits, [i64::MAX, i64::MAX, -i64::MAX].map(credits)),
            Ok(i64::MAX),
        );
        check(Amount::sum(Commodity::MessageCredits, [i64::MAX, 1].map(credits)), Err(AmountError::Overflow));
    }

    #[test]
    fn the_sign_is_told() {
        for units in [i64::MIN, -1, 0, 1, i64::MAX] {
            let amount = credits(units);
            assert_eq!(
                (amount.is_negative(), amount.is_zero(), amount.is_positive()),
                (units < 0, units == 0, 0 < units)
            );
        }
    }

    #[test]
    fn text_is_read_and_written_exactly() {
        let amount = Amount::parse("-92.12", dollars(0).commodity()).unwrap();
        assert_eq!(amount, dollars(-9_212_000_000));
        assert_eq!(amount.to_decimal(), "-92.12");
        assert_eq!(amount.to_string(), "-92.12 USD");
        assert_eq!(Amount::parse("1e-9", Commodity::MessageCredits), Err(DecimalError::TooPrecise));
    }

    proptest! {
        #[test]
        fn addition_agrees_with_another_decimal_library(
            left in -(1_i64 << 62)..1 << 62,
            right in -(1_i64 << 62)..1 << 62,
        ) {
            let decimal = |units| Decimal::from_i128_with_scale(i128::from(units), 8);
            let sum = dollars(left).checked_add(dollars(right)).unwrap();
            prop_assert_eq!(sum.to_decimal(), (decimal(left) + decimal(right)).normalize().to_string());
            prop_assert_eq!(sum.checked_sub(dollars(right)), Ok(dollars(left)));
            prop_assert_eq!(Amount::sum(sum.commodity(), [dollars(left), dollars(right)]), Ok(sum));
        }
    }
}
