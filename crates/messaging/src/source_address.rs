//! The address a message is shown to come from.
//!
//! It promises one of the two shapes that the SMS dialect's reference documents (sections 1.4 and 4.6): a
//! number of 3 to 16 digits, or a short name in the GSM alphabet. It does not know who may use which address.

use std::fmt;

use thiserror::Error;

use crate::gsm::septets;

const DIGITS_MIN: usize = 3;
const DIGITS_MAX: usize = 16;
const CHARACTERS_MIN: usize = 2;
const SEPTETS_MAX: usize = 11;

/// A number of 3 to 16 digits, or a name of 2 to 11 GSM characters of which one at least is no digit.
///
/// A leading `+` is a character like any other, so `+48123456789` is one septet too long to be a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceAddress(String);

/// Why a text is no source address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SourceAddressError {
    /// Nothing was given.
    #[error("a source address cannot be empty")]
    Empty,
    /// All digits, but fewer than 3 or more than 16 of them.
    #[error("a source address of digits only must have 3 to 16 digits")]
    DigitCount,
    /// A character outside the GSM 03.38 alphabet and its extension table.
    #[error("a source address may only use digits or characters of the GSM 03.38 alphabet")]
    NotGsm,
    /// Not all digits, and shorter than 2 characters or longer than 11 septets.
    #[error(
        "a source address with other characters than digits must have 2 to 11 characters ({0})",
        EXTENSION_NOTE
    )]
    Length,
}

const EXTENSION_NOTE: &str = "^ { } [ ] ~ \\ | and the euro sign count as two";

impl SourceAddress {
    /// Accepts a text of one of the two shapes, unchanged.
    pub fn parse(text: &str) -> Result<Self, SourceAddressError> {
        if text.is_empty() {
            return Err(SourceAddressError::Empty);
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::accept(
                text,
                DIGITS_MIN <= text.len() && text.len() <= DIGITS_MAX,
                SourceAddressError::DigitCount,
            );
        }
        let length = septets(text).ok_or(SourceAddressError::NotGsm)?;
        let long_enough = CHARACTERS_MIN <= text.chars().count();
        Self::accept(text, long_enough && length <= SEPTETS_MAX, SourceAddressError::Length)
    }

    /// The address as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn accept(text: &str, fits: bool, error: SourceAddressError) -> Result<Self, SourceAddressError> {
        if fits { Ok(Self(text.to_owned())) } else { Err(error) }
    }
}

impl fmt::Display for SourceAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<(), SourceAddressError>) {
        let actual = SourceAddress::parse(text);
        assert_eq!(actual.as_ref().map(SourceAddress::as_str), expected.as_ref().map(|()| text), "{text:?}");
    }

    #[test]
    fn numbers_have_three_to_sixteen_digits() {
        let refused = Err(SourceAddressError::DigitCount);
        check("1", refused);
        check("12", refused);
        check("123", Ok(()));
        check("48123456789", Ok(()));
        check("1234567890123456", Ok(()));
        check("12345678901234567", refused);
    }

    #[test]
    fn names_have_two_characters_to_eleven_septets() {
        let refused = Err(SourceAddressError::Length);
        check("", Err(SourceAddressError::Empty));
        check("A", refused);
        check("+", refused);
        check("€", refused);
        check("A1", Ok(()));
        check("+1", Ok(()));
        check("€€", Ok(()));
        check("My Shop Ltd", Ok(()));
        check("My Shop Ltd.", refused);
        check("+4812345678", Ok(()));
        check("+48123456789", refused);
        check("€€€€€a", Ok(()));
        check("€€€€€ab", refused);
        check("€€€€€€", refused);
    }

    #[test]
    fn names_are_written_in_the_gsm_alphabet() {
        for text in ["Żabka", "a\tb", "caf\u{65}\u{301}", "١٢٣", "😀😀"] {
            check(text, Err(SourceAddressError::NotGsm));
        }
        check("Ñandú", Err(SourceAddressError::NotGsm));
        check("Ñandù", Ok(()));
    }

    proptest! {
        #[test]
        fn an_accepted_address_keeps_its_text_and_its_bounds(text in "[0-9]{0,20}|[a-z0-9€+]{0,14}|.{0,14}") {
            if let Ok(address) = SourceAddress::parse(&text) {
                prop_assert_eq!(address.as_str(), &text);
                prop_assert!(2 <= text.chars().count() && septets(&text).unwrap() <= 16);
            }
        }
    }
}
