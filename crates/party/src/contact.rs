//! Who to write to and where. Free text throughout: neither dialect promises a format for a customer's contact data.

use crate::text::Line;

/// Declares the contact data once: what a customer has, and what of it is to change.
macro_rules! contact {
    ($($(#[$doc:meta])* $name:ident: $max:literal,)+) => {
        /// The contact data of a customer. Limits are ours where the imitated product's documentation is silent; 32 is
        /// the width seen in its own test data.
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct Contact {
            $($(#[$doc])* pub $name: Line<$max>,)+
        }

        /// What of the contact data is to change; what is not given stays.
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct ContactChange {
            $($(#[$doc])* pub $name: Option<Line<$max>>,)+
        }

        impl Contact {
            /// Changes what is given.
            pub fn apply(&mut self, change: ContactChange) {
                $(if let Some(text) = change.$name {
                    self.$name = text;
                })+
            }
        }
    };
}

contact! {
    /// Company name.
    company_name: 64,
    /// Form of address: Mr., Ms.
    salutation: 16,
    /// First name.
    first_name: 32,
    /// Last name.
    last_name: 32,
    /// Middle initial.
    middle_initial: 8,
    /// Street and number.
    street_address: 128,
    /// Province or state.
    state: 32,
    /// Postal code.
    postal_code: 16,
    /// City.
    city: 64,
    /// Country or region, as the customer writes it.
    country: 32,
    /// Contact person.
    contact: 64,
    /// Telephone.
    phone: 32,
    /// Fax.
    fax: 32,
    /// Second telephone.
    alternative_phone: 32,
    /// Second contact person.
    alternative_contact: 64,
    /// E-mail address or addresses.
    email: 254,
    /// Copies of mails go here.
    cc: 254,
    /// Blind copies of mails go here.
    bcc: 254,
    /// The From header of mails sent on the customer's behalf.
    mail_from: 254,
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
