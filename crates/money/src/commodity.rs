//! What a balance is counted in.
//!
//! It promises a stable text for each commodity, fit for storage. It does not know how one commodity is
//! exchanged for another.

use std::fmt;

use thiserror::Error;

use crate::currency::Currency;

/// Seven small letters, so it can never be the code of a currency.
const MESSAGE_CREDITS: &str = "credits";

/// What an amount is counted in: a currency, or the right to send messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Commodity {
    /// Money.
    Currency(Currency),
    /// Message credits: one sends one part of one message.
    MessageCredits,
}

/// The text names no commodity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("neither an ISO 4217 currency code nor \"credits\"")]
pub struct UnknownCommodity;

impl Commodity {
    /// Reads the text that [`Commodity::as_str`] writes.
    pub fn parse(text: &str) -> Result<Self, UnknownCommodity> {
        if text == MESSAGE_CREDITS {
            return Ok(Self::MessageCredits);
        }
        Currency::parse(text).map(Self::Currency).map_err(|_| UnknownCommodity)
    }

    /// The stable text: the currency's code, or `credits`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Currency(currency) => currency.as_str(),
            Self::MessageCredits => MESSAGE_CREDITS,
        }
    }

    /// The currency, if this commodity is money.
    pub fn currency(self) -> Option<Currency> {
        match self {
            Self::Currency(currency) => Some(currency),
            Self::MessageCredits => None,
        }
    }
}

impl From<Currency> for Commodity {
    fn from(currency: Currency) -> Self {
        Self::Currency(currency)
    }
}

impl fmt::Display for Commodity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_commodity_survives_its_text() {
        let currencies = Currency::all().map(Commodity::Currency);
        for commodity in currencies.chain([Commodity::MessageCredits]) {
            assert_eq!(Commodity::parse(commodity.as_str()), Ok(commodity));
            assert_eq!(commodity.to_string(), commodity.as_str());
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "usd", "CREDITS", "Credits", "SMS", "credits "] {
            assert_eq!(Commodity::parse(text), Err(UnknownCommodity), "{text:?}");
        }
    }
}
