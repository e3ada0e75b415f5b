//! Who to write to and where. Free text throughout: neither dialect promises a format for a customer's contact data.

use crate::text::Line;

/// The contact data of a customer. Limits are ours where the imitated product's documentation is silent; 32 and 1 are
/// the widths seen in its own test data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// Company name.
    pub company_name: Line<64>,
    /// Form of address: Mr., Ms.
    pub salutation: Line<16>,
    /// First name.
    pub first_name: Line<32>,
    /// Last name.
    pub last_name: Line<32>,
    /// Middle initial.
    pub middle_initial: Line<8>,
    /// Street and number.
    pub street_address: Line<128>,
    /// Province or state.
    pub state: Line<32>,
    /// Postal code.
    pub postal_code: Line<16>,
    /// City.
    pub city: Line<64>,
    /// Country or region, as the customer writes it.
    pub country: Line<32>,
    /// Contact person.
    pub contact: Line<64>,
    /// Telephone.
    pub phone: Line<32>,
    /// Fax.
    pub fax: Line<32>,
    /// Second telephone.
    pub alternative_phone: Line<32>,
    /// Second contact person.
    pub alternative_contact: Line<64>,
    /// E-mail address or addresses.
    pub email: Line<254>,
    /// Copies of mails go here.
    pub cc: Line<254>,
    /// Blind copies of mails go here.
    pub bcc: Line<254>,
    /// The From header of mails sent on the customer's behalf.
    pub mail_from: Line<254>,
}

/// A telephone number as a person writes it: only `+`, blanks and digits, 1 to 32 characters. Nothing else is
/// checked, as the messaging dialect documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneNumber(String);

/// Why a telephone number was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("may contain only \"+\", blanks and digits, at most 32 characters")]
pub struct PhoneNumberError;

impl PhoneNumber {
    /// Takes `text` if it keeps the rule.
    ///
    /// # Errors
    /// Any other character, no character, or more than 32.
    pub fn parse(text: &str) -> Result<Self, PhoneNumberError> {
        let allowed = |byte: u8| byte == b'+' || byte == b' ' || byte.is_ascii_digit();
        if text.is_empty() || 32 < text.len() || !text.bytes().all(allowed) {
            return Err(PhoneNumberError);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers() {
        for good in ["999444111", "+48 601 000 000", "+", " "] {
            assert!(PhoneNumber::parse(good).is_ok(), "{good:?}");
        }
        for bad in ["", "0048-601", "+48\t1", "٣", &"9".repeat(33)] {
            assert_eq!(PhoneNumber::parse(bad), Err(PhoneNumberError), "{bad:?}");
        }
    }
}
