//! Currencies of ISO 4217.
//!
//! It promises that a [`Currency`] is a code in use today. It knows nothing of exchange rates or of how a
//! country prints money.

use std::fmt;

use thiserror::Error;

use crate::currency_table::{CURRENCIES, CurrencyRow};

/// An active currency or fund of ISO 4217 that has a minor unit; ordered by its code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(&'static CurrencyRow);

/// The text is not the alphabetic code of an active ISO 4217 currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not an ISO 4217 currency code (three capital letters, such as USD)")]
pub struct UnknownCurrency;

impl Currency {
    /// Looks up a code; only capital letters match, as the standard writes them.
    pub fn parse(code: &str) -> Result<Self, UnknownCurrency> {
        let found = CURRENCIES.binary_search_by(|row| row.code.cmp(code)).ok();
        found.and_then(|index| CURRENCIES.get(index)).map(Self).ok_or(UnknownCurrency)
    }

    /// The three capital letters.
    pub fn as_str(self) -> &'static str {
        self.0.code
    }

    /// The English name as ISO 4217 prints it.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Decimal digits of the minor unit: 2 for the dollar, 0 for the yen.
    pub fn digits(self) -> u8 {
        self.0.digits
    }

    /// Every active currency, by code.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        CURRENCIES.iter().map(Self)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, expected: Option<(&str, u8)>) {
        let found = Currency::parse(code).ok();
        assert_eq!(found.map(|currency| (currency.name(), currency.digits())), expected, "{code:?}");
        assert_eq!(found.map(Currency::as_str), expected.map(|_| code));
    }

    #[test]
    fn active_codes_are_known_with_their_digits() {
        check("USD", Some(("US Dollar", 2)));
        check("JPY", Some(("Yen", 0)));
        check("KWD", Some(("Kuwaiti Dinar", 3)));
        check("CLF", Some(("Unidad de Fomento", 4)));
        check("AED", Some(("UAE Dirham", 2)));
        check("ZWG", Some(("Zimbabwe Gold", 2)));
    }

    #[test]
    fn everything_else_is_unknown() {
        for code in ["", "usd", "Usd", "US", "USDX", " USD", "XXX", "XTS", "XAU", "DEM", "HRK", "ZWL", "ÄÖÜ"]
        {
            check(code, None);
        }
    }

    #[test]
    fn the_table_is_sorted_without_repeats_and_well_formed() {
        assert!(Currency::all().is_sorted_by(|left, right| left.as_str() < right.as_str()));
        for currency in Currency::all() {
            assert_eq!(currency.as_str().len(), 3);
            assert!(currency.as_str().bytes().all(|byte| byte.is_ascii_uppercase()));
            assert!(!currency.name().is_empty() && currency.digits() <= 4);
            assert_eq!(Currency::parse(currency.as_str()), Ok(currency));
        }
    }
}
