//! Web users: what a login of a customer to the self-care site may see and do there.

use std::fmt;
use std::str::FromStr;

/// What a web user may see and do. The interfaces that a customer's programs call know no web users but the default one,
/// so a level bounds the self-care site alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccessLevel {
    /// Everything that the customer may.
    Administrator,
    /// See everything, change nothing.
    Reporter,
    /// See and change what is about money.
    Billing,
    /// See what is about calls and messages: the network operations centre.
    Noc,
    /// Serve the people in a call shop: see accounts and their calls, take their payments.
    CallShopOperator,
}

/// The text names no access level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be administrator, reporter, billing, noc or call_shop_operator")]
pub struct UnknownAccessLevel;

impl AccessLevel {
    /// Every level.
    pub const ALL: [Self; 5] =
        [Self::Administrator, Self::Reporter, Self::Billing, Self::Noc, Self::CallShopOperator];

    /// The word, in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Reporter => "reporter",
            Self::Billing => "billing",
            Self::Noc => "noc",
            Self::CallShopOperator => "call_shop_operator",
        }
    }

    /// The number under which it is stored.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            Self::Administrator => 1,
            Self::Reporter => 2,
            Self::Billing => 3,
            Self::Noc => 4,
            Self::CallShopOperator => 5,
        }
    }

    /// The level stored under `code`.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }
}

impl fmt::Display for AccessLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AccessLevel {
    type Err = UnknownAccessLevel;

    /// Reads the word, in either case.
    fn from_str(text: &str) -> Result<Self, UnknownAccessLevel> {
        let found = Self::ALL.into_iter().find(|level| level.as_str().eq_ignore_ascii_case(text));
        found.ok_or(UnknownAccessLevel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_lead_back() {
        for level in AccessLevel::ALL {
            assert_eq!(AccessLevel::from_code(level.code()), Some(level));
            assert_eq!(level.as_str().to_uppercase().parse(), Ok(level));
        }
        for code in [0, 6, -1] {
            assert_eq!(AccessLevel::from_code(code), None, "{code}");
        }
        for text in ["", "admin", "noc "] {
            assert_eq!(text.parse::<AccessLevel>(), Err(UnknownAccessLevel), "{text}");
        }
    }
}
