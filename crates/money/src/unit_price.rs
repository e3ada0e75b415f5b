//! Prices of one unit of something, and the place where money is rounded.
//!
//! It promises that a product is exact until it becomes an [`Amount`], and that it is rounded once, by a
//! rounding the caller names. It does not know what the units are (seconds, minutes, message parts).

use thiserror::Error;

use crate::amount::Amount;
use crate::commodity::Commodity;
use crate::decimal::{DecimalError, format_decimal, parse_decimal};

/// How many units of a price make one unit of an amount.
const PRICE_UNITS_PER_AMOUNT_UNIT: i128 = 10_i128.pow(UnitPrice::SCALE as u32 - Amount::SCALE as u32);

/// The price of one unit, in steps of 10^-10 of the commodity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnitPrice {
    units: i64,
    commodity: Commodity,
}

/// What happens to a fraction of 10^-8. Each treats negative amounts as the mirror of positive ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To the nearest; a half goes away from zero.
    HalfUp,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
}

/// Why a price and a quantity have no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PriceError {
    /// The number of things that the price is for must be at least one.
    #[error("a price must be for at least one unit")]
    PerNotPositive,
    /// The amount does not fit in 64 bits of 10^-8.
    #[error("the amount is too large")]
    Overflow,
}

impl UnitPrice {
    /// Decimal places kept: one unit is 10^-10 of the commodity.
    pub const SCALE: u8 = 10;

    /// A price of `units` × 10^-10.
    pub const fn new(units: i64, commodity: Commodity) -> Self {
        Self { units, commodity }
    }

    /// Reads decimal text exactly; see [`parse_decimal`].
    pub fn parse(text: &str, commodity: Commodity) -> Result<Self, DecimalError> {
        Ok(Self::new(parse_decimal(text, Self::SCALE)?, commodity))
    }

    /// The price in steps of 10^-10.
    pub const fn units(self) -> i64 {
        self.units
    }

    /// What the price is counted in.
    pub const fn commodity(self) -> Commodity {
        self.commodity
    }

    /// The price as the shortest decimal, without the commodity.
    pub fn to_decimal(self) -> String {
        format_decimal(self.units, Self::SCALE)
    }

    /// What `quantity` costs when the price is for `per` of them: 90 seconds at a price per 60 seconds.
    ///
    /// This is the one place where money is rounded, and it is rounded once, after the whole product.
    pub fn times_to_amount(self, quantity: i64, per: i64, rounding: Rounding) -> Result<Amount, PriceError> {
        if per < 1 {
            return Err(PriceError::PerNotPositive);
        }
        // Two 64-bit factors make at most 126 bits; the divisor has at most 70.
        let product = i128::from(self.units) * i128::from(quantity);
        let divisor = i128::from(per) * PRICE_UNITS_PER_AMOUNT_UNIT;
        let units = i64::try_from(divide(product, divisor, rounding)).map_err(|_| PriceError::Overflow)?;
        Ok(Amount::new(units, self.commodity))
    }
}

/// The quotient by a positive divisor.
fn divide(product: i128, divisor: i128, rounding: Rounding) -> i128 {
    let towards_zero = product / divisor;
    let rest = (product % divisor).abs();
    let away_from_zero = match rounding {
        Rounding::HalfUp => divisor - rest <= rest,
        Rounding::Up => rest != 0,
        Rounding::Down => false,
    };
    if away_from_zero { towards_zero + product.signum() } else { towards_zero }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::{Decimal, RoundingStrategy};

    use super::*;
    use crate::currency::Currency;

    fn price(text: &str) -> UnitPrice {
        UnitPrice::parse(text, Currency::parse("EUR").unwrap().into()).unwrap()
    }

    /// The same product under `HalfUp`, `Up` and `Down`.
    #[track_caller]
    fn check(text: &str, quantity: i64, per: i64, expected: [&str; 3]) {
        let roundings = [Rounding::HalfUp, Rounding::Up, Rounding::Down];
        let actual = roundings
            .map(|rounding| price(text).times_to_amount(quantity, per, rounding).unwrap().to_decimal());
        assert_eq!(actual, expected.map(str::to_owned), "{text} × {quantity} / {per}");
    }

    #[test]
    fn an_exact_product_is_not_rounded() {
        check("0.012", 90, 60, ["0.018"; 3]);
        check("0", 90, 60, ["0"; 3]);
        check("1.5", -2, 1, ["-3"; 3]);
        check("0.0000000001", 100, 1, ["0.00000001"; 3]);
    }

    #[test]
    fn a_fraction_follows_the_named_rounding() {
        check("1", 1, 3, ["0.33333333", "0.33333334", "0.33333333"]);
        check("2", 1, 3, ["0.66666667", "0.66666667", "0.66666666"]);
        check("0.000000005", 1, 1, ["0.00000001", "0.00000001", "0"]);
        check("0.0000000049", 1, 1, ["0", "0.00000001", "0"]);
        check("-0.000000005", 1, 1, ["-0.00000001", "-0.00000001", "0"]);
        check("-1", 1, 3, ["-0.33333333", "-0.33333334", "-0.33333333"]);
        check("0.0000000001", 1, 3, ["0", "0.00000001", "0"]);
    }

    #[test]
    fn impossible_products_are_refused() {
        let error = |units, quantity, per| {
            UnitPrice::new(units, Commodity::MessageCredits)
                .times_to_amount(quantity, per, Rounding::HalfUp)
                .err()
        };
        assert_eq!(error(1, 1, 0), Some(PriceError::PerNotPositive));
        assert_eq!(error(1, 1, -1), Some(PriceError::PerNotPositive));
        assert_eq!(error(i64::MAX, i64::MAX, 1), Some(PriceError::Overflow));
        assert_eq!(error(i64::MIN, i64::MIN, 1), Some(PriceError::Overflow));
        assert_eq!(error(i64::MIN, i64::MIN, i64::MAX), None);
        assert_eq!(error(i64::MAX, 100, 1), None);
        assert_eq!(error(i64::MAX, 101, 1), Some(PriceError::Overflow));
    }

    proptest! {
        #[test]
        fn another_decimal_library_rounds_the_same(
            units in -(1_i64 << 40)..1 << 40,
            quantity in 0_i64..1 << 20,
            for_one: bool,
        ) {
            let per = if for_one { 1 } else { 64 };
            let price = UnitPrice::new(units, Commodity::MessageCredits);
            let product = Decimal::from_i128_with_scale(i128::from(units), 10) * Decimal::from(quantity);
            let exact = product / Decimal::from(per);
            for (rounding, strategy) in [
                (Rounding::HalfUp, RoundingStrategy::MidpointAwayFromZero),
                (Rounding::Up, RoundingStrategy::AwayFromZero),
                (Rounding::Down, RoundingStrategy::ToZero),
            ] {
                let amount = price.times_to_amount(quantity, per, rounding).unwrap();
                let expected = exact.round_dp_with_strategy(8, strategy).normalize();
                prop_assert_eq!(amount.to_decimal(), expected.to_string());
            }
        }
    }
}
