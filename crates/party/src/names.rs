//! Names that are unique over the whole installation: of customers, of logins, of hosts.

use std::fmt;
use std::str::FromStr;

use unicode_normalization::is_nfc;

use crate::text::{TextError, check_length};

/// A customer's name: 1 to 64 characters, no control, invisible or direction-changing characters, no white space at
/// its ends, composed (Unicode normal form C). Unique over the installation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomerName(String);

impl CustomerName {
    /// The limit, in characters.
    pub const CHARACTERS_MAX: usize = 64;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the messaging dialect takes it as the name of the one who asks: neither white space nor `@`.
    #[must_use]
    pub fn is_reseller_name(&self) -> bool {
        !self.0.contains(|c: char| c == '@' || c.is_whitespace())
    }
}

impl FromStr for CustomerName {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        check_name(text, Self::CHARACTERS_MAX)?;
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for CustomerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A name to sign in with: 1 to `MAX` characters under the rule of a [`CustomerName`], and no white space at all. All
/// logins share one name space.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LoginName<const MAX: usize>(String);

/// A customer's login to the self-care site and, with the API password, to the interfaces. The voice dialect
/// documents the limit of 32.
pub type WebLogin = LoginName<32>;

/// The name of an account: what its holder signs in and sends with, such as `customer@reseller`.
pub type UserName = LoginName<64>;

/// What the telephones of an account sign in with. Such logins share one name space of their own.
pub type VoipLogin = LoginName<64>;

impl<const MAX: usize> LoginName<MAX> {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> FromStr for LoginName<MAX> {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        if text.chars().any(char::is_whitespace) {
            return Err(TextError::WhiteSpace);
        }
        check_name(text, MAX)?;
        Ok(Self(text.to_owned()))
    }
}

impl<const MAX: usize> fmt::Display for LoginName<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A host name by which a branded portal is recognised: letters, digits and hyphens in dotted labels, kept in lower
/// case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostName(String);

impl HostName {
    /// The text, in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HostName {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        check_length(text, 253)?;
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let labels: Vec<&str> = text.split('.').collect();
        let numeric = labels.last().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
        if labels.len() < 2 || numeric || !labels.into_iter().all(label) {
            return Err(TextError::NotAHostName);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }
}

/// The rule that every name keeps.
fn check_name(text: &str, max: usize) -> Result<(), TextError> {
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    check_length(text, max)?;
    if text.chars().any(char::is_control) {
        return Err(TextError::ControlCharacter);
    }
    if text.trim() != text || text.chars().any(is_deceptive) {
        return Err(TextError::Deceptive);
    }
    // Refused, not composed: the digest of a login covers the bytes that its owner sends.
    if !is_nfc(text) {
        return Err(TextError::Decomposed);
    }
    Ok(())
}

/// Characters that show nothing or turn the text around: two names that differ only by them look the same.
fn is_deceptive(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{180e}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
    ) || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff0}'..='\u{ffff}')
        || matches!(c, '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, name: Result<(), TextError>, login: Result<(), TextError>) {
        assert_eq!(text.parse::<CustomerName>().map(|_| ()), name, "name {text:?}");
        assert_eq!(text.parse::<UserName>().map(|_| ()), login, "login {text:?}");
    }

    #[test]
    fn names_and_logins() {
        check("1212412@testReseller", Ok(()), Ok(()));
        check("Acme Telecom", Ok(()), Err(TextError::WhiteSpace));
        check("Ромашка", Ok(()), Ok(()));
        check("", Err(TextError::Empty), Err(TextError::Empty));
        check(" acme", Err(TextError::Deceptive), Err(TextError::WhiteSpace));
        check("ac\u{200b}me", Err(TextError::Deceptive), Err(TextError::Deceptive));
        check("ac\u{202e}me", Err(TextError::Deceptive), Err(TextError::Deceptive));
        check("ac\0me", Err(TextError::ControlCharacter), Err(TextError::ControlCharacter));
        check("José", Ok(()), Ok(()));
        check("Jose\u{301}", Err(TextError::Decomposed), Err(TextError::Decomposed));
        check("\u{212b}", Err(TextError::Decomposed), Err(TextError::Decomposed));
        check("\u{1112}\u{1161}", Err(TextError::Decomposed), Err(TextError::Decomposed));
        // No single character holds these two.
        check("x\u{301}", Ok(()), Ok(()));
        check(&"x".repeat(64), Ok(()), Ok(()));
        check(&"x".repeat(65), Err(TextError::TooLong { max: 64 }), Err(TextError::TooLong { max: 64 }));
    }

    #[test]
    fn host_names_are_kept_in_lower_case() {
        assert_eq!(
            "Portal.Example.COM".parse::<HostName>().map(|host| host.0),
            Ok("portal.example.com".to_owned())
        );
        for bad in
            ["", "localhost", "a..b", "-a.com", "a_b.com", "http://a.com", "a.com/", "a.com:80", "10.0.0.1"]
        {
            assert_eq!(bad.parse::<HostName>(), Err(TextError::NotAHostName), "{bad}");
        }
    }
}
