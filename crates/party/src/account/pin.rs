//! The digits that open a voice mailbox from a telephone.

use std::fmt;

/// 1 to 16 digits. Never shown: its `Debug` is masked and it has no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

/// Why a PIN was refused. The sentence completes "the field …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to {} digits", Pin::DIGITS_MAX)]
pub struct PinError;

impl Pin {
    /// The limit, in digits; ours.
    pub const DIGITS_MAX: usize = 16;

    /// Takes `text` if it is made of digits, as the voice dialect documents.
    ///
    /// # Errors
    /// Empty, longer than 16, or with anything but the digits 0 to 9.
    pub fn parse(text: &str) -> Result<Self, PinError> {
        let is_made_of_digits = text.bytes().all(|byte| byte.is_ascii_digit());
        if text.is_empty() || Self::DIGITS_MAX < text.len() || !is_made_of_digits {
            return Err(PinError);
        }
        Ok(Self(text.to_owned()))
    }

    /// The secret itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(masked)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, PinError>) {
        let parsed = Pin::parse(text);
        assert_eq!(parsed.as_ref().map(Pin::reveal), expected.as_ref().map(|text| *text), "{text:?}");
    }

    #[test]
    fn a_pin_is_a_few_digits() {
        check("0", Ok("0"));
        check("0042", Ok("0042"));
        check("1234567890123456", Ok("1234567890123456"));
        for bad in ["", "12345678901234567", "12a", " 1", "-1", "٣٤"] {
            check(bad, Err(PinError));
        }
    }

    #[test]
    fn a_pin_is_not_shown() {
        let pin = Pin::parse("4711").expect("a PIN");
        assert_eq!(format!("{pin:?}"), "Pin(masked)");
    }
}
