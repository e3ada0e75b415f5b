//! E-mail addresses, by a rule small enough to print in a manual.
//!
//! It promises that an address can stand in a header without changing its meaning and has the shape
//! `local@domain.tld`. It does not promise that the mailbox exists, and it refuses the quoted and commented
//! forms of RFC 5322 that no customer types.

use std::fmt;

use thiserror::Error;

/// Longest address a mail path can carry (RFC 5321, section 4.5.3.1.3, without the angle brackets).
const LENGTH_MAX: usize = 254;

/// One `@`, something before it, and after it a domain of two or more labels made of letters, digits and
/// inner hyphens; at most 254 bytes; no blanks, control characters or any of `,;:<>()[]"\`. Letters outside
/// ASCII are accepted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MailAddress(String);

/// Why a text is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MailAddressError {
    /// Longer than 254 bytes.
    #[error("an e-mail address may have at most 254 characters")]
    TooLong,
    /// A blank, a control character, or punctuation that separates or comments addresses.
    #[error("an e-mail address cannot contain blanks, control characters or any of , ; : < > ( ) [ ] \" \\")]
    ForbiddenCharacter,
    /// No `@`, or more than one.
    #[error("an e-mail address must contain exactly one @")]
    NotOneAt,
    /// Nothing before the `@`.
    #[error("an e-mail address must have a name before the @")]
    NoLocalPart,
    /// What follows the `@` is not a dotted domain.
    #[error("an e-mail address must end with a domain such as example.com")]
    Domain,
}

impl MailAddress {
    /// Accepts an address by the rule above, unchanged.
    pub fn parse(text: &str) -> Result<Self, MailAddressError> {
        if LENGTH_MAX < text.len() {
            return Err(MailAddressError::TooLong);
        }
        if text.chars().any(is_forbidden) {
            return Err(MailAddressError::ForbiddenCharacter);
        }
        let (local, domain) = text.split_once('@').ok_or(MailAddressError::NotOneAt)?;
        if domain.contains('@') {
            return Err(MailAddressError::NotOneAt);
        }
        if local.is_empty() {
            return Err(MailAddressError::NoLocalPart);
        }
        if !domain.contains('.') || !domain.split('.').all(is_label) {
            return Err(MailAddressError::Domain);
        }
        Ok(Self(text.to_owned()))
    }

    /// The address as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_forbidden(character: char) -> bool {
    character.is_whitespace() || character.is_control() || ",;:<>()[]\"\\".contains(character)
}

fn is_label(label: &str) -> bool {
    let inner = !label.starts_with('-') && !label.ends_with('-');
    inner
        && !label.is_empty()
        && label.chars().all(|character| character.is_alphanumeric() || character == '-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<(), MailAddressError>) {
        let actual = MailAddress::parse(text);
        assert_eq!(actual.as_ref().map(MailAddress::as_str), expected.as_ref().map(|()| text), "{text:?}");
    }

    #[test]
    fn ordinary_addresses_are_accepted() {
        for text in [
            "john@doe.com",
            "user+tag@sub.example.co.uk",
            "a@b.c",
            "o'brien@example.com",
            "x_y-z.1@1-2.example",
            "Pelé@example.com",
            "user@пример.рф",
        ] {
            check(text, Ok(()));
        }
    }

    #[test]
    fn each_refusal_names_its_fact() {
        check("", Err(MailAddressError::NotOneAt));
        check("john.doe.com", Err(MailAddressError::NotOneAt));
        check("john@doe@example.com", Err(MailAddressError::NotOneAt));
        check("@example.com", Err(MailAddressError::NoLocalPart));
        for text in [
            "john@",
            "john@localhost",
            "john@.com",
            "john@doe.",
            "john@doe..com",
            "john@-doe.com",
            "john@d_e.com",
        ] {
            check(text, Err(MailAddressError::Domain));
        }
        for text in [
            "a b@c.d",
            "a@c.d ",
            "a@b.c,d@e.f",
            "a@b.c\r\nBcc: d@e.f",
            "<a@b.c>",
            "\"a\"@b.c",
            "a@b.c\0",
            "a\u{a0}b@c.d",
        ] {
            check(text, Err(MailAddressError::ForbiddenCharacter));
        }
    }

    #[test]
    fn the_length_is_bounded() {
        let longest = format!("{}@example.com", "a".repeat(254 - 12));
        check(&longest, Ok(()));
        check(&format!("a{longest}"), Err(MailAddressError::TooLong));
    }

    proptest! {
        #[test]
        fn an_accepted_address_cannot_break_a_header(text in "[a-z@., \r\n<>\"-]{0,20}|.{0,20}") {
            if let Ok(address) = MailAddress::parse(&text) {
                prop_assert_eq!(address.as_str(), &text);
                prop_assert!(!text.contains(['\r', '\n', ',', ' ', '<', '>']));
            }
        }
    }
}
