//! Passwords in the clear, for as long as they must be, and the policies that they keep.

use std::fmt;

use crate::dictionary::{UnknownTerm, find_id};

/// A password as its owner typed it. Never shown: its `Debug` is masked and it has no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Why a password was refused. The sentence completes "the password …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Nothing was given.
    #[error("must not be empty")]
    Empty,
    /// Fewer characters than the policy asks for.
    #[error("must have at least {0} characters")]
    TooShort(usize),
    /// More characters than anybody types: hashing must stay bounded.
    #[error("may have at most {0} characters")]
    TooLong(usize),
    /// A control character, which no keyboard types.
    #[error("may not contain control characters")]
    ControlCharacter,
    /// The policy asks for a letter.
    #[error("must contain a letter")]
    NoLetter,
    /// The policy asks for a digit.
    #[error("must contain a digit")]
    NoDigit,
    /// The policy asks for both cases.
    #[error("must contain a capital and a small letter")]
    OneCase,
    /// The policy asks for something that is neither letter nor digit.
    #[error("must contain a character that is neither a letter nor a digit")]
    NoSymbol,
}

impl Password {
    /// The limit, in characters.
    pub const CHARACTERS_MAX: usize = 128;

    /// Takes `text` if it is a password at all; a policy may ask for more.
    ///
    /// # Errors
    /// Empty, longer than 128 characters, or with a control character.
    pub fn parse(text: &str) -> Result<Self, PasswordError> {
        if text.is_empty() {
            return Err(PasswordError::Empty);
        }
        if Self::CHARACTERS_MAX < text.chars().count() {
            return Err(PasswordError::TooLong(Self::CHARACTERS_MAX));
        }
        if text.chars().any(char::is_control) {
            return Err(PasswordError::ControlCharacter);
        }
        Ok(Self(text.to_owned()))
    }

    /// The secret itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(masked)")
    }
}

/// What a customer's passwords, and those of his web users, must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PasswordPolicy {
    /// Any password: the imitated interface documents no rule.
    Open,
    /// At least 8 characters with a letter and a digit.
    Medium,
    /// At least 12 characters with both cases, a digit and a symbol.
    Strong,
}

impl PasswordPolicy {
    /// Every policy with its id and name, ascending.
    pub const TERMS: &'static [(i64, &'static str)] = &[(1, "Default"), (2, "Medium"), (3, "Strong")];

    /// The policy `id`.
    ///
    /// # Errors
    /// There is no such policy.
    pub fn new(id: i64) -> Result<Self, UnknownTerm> {
        match id {
            1 => Ok(Self::Open),
            2 => Ok(Self::Medium),
            3 => Ok(Self::Strong),
            _ => Err(UnknownTerm("1 (Default), 2 (Medium), 3 (Strong)")),
        }
    }

    /// The policy that `text` names, by its number or by its name in any case.
    ///
    /// # Errors
    /// There is no such policy.
    pub fn find(text: &str) -> Result<Self, UnknownTerm> {
        // 0 is no policy.
        Self::new(find_id(Self::TERMS, text).unwrap_or(0))
    }

    /// The name.
    #[must_use]
    pub fn label(self) -> &'static str {
        Self::TERMS.iter().find(|(id, _)| *id == self.id()).map_or("", |(_, label)| label)
    }

    /// The number that refers to it.
    #[must_use]
    pub fn id(self) -> i64 {
        match self {
            Self::Open => 1,
            Self::Medium => 2,
            Self::Strong => 3,
        }
    }

    /// Whether `password` keeps the policy.
    ///
    /// # Errors
    /// The first thing that is missing.
    pub fn check(self, password: &Password) -> Result<(), PasswordError> {
        let length_min = match self {
            Self::Open => return Ok(()),
            Self::Medium => 8,
            Self::Strong => 12,
        };
        let text = password.reveal();
        let has = |class: fn(char) -> bool| text.chars().any(class);
        if text.chars().count() < length_min {
            return Err(PasswordError::TooShort(length_min));
        }
        if !has(char::is_alphabetic) {
            return Err(PasswordError::NoLetter);
        }
        if !has(char::is_numeric) {
            return Err(PasswordError::NoDigit);
        }
        if self == Self::Strong && !(has(char::is_lowercase) && has(char::is_uppercase)) {
            return Err(PasswordError::OneCase);
        }
        if self == Self::Strong && !has(|c| !c.is_alphanumeric()) {
            return Err(PasswordError::NoSymbol);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(policy: PasswordPolicy, text: &str, expected: Result<(), PasswordError>) {
        let password = Password::parse(text).expect("a password");
        assert_eq!(policy.check(&password), expected, "{text}");
    }

    #[test]
    fn policies() {
        use PasswordPolicy::{Medium, Open, Strong};
        check(Open, "x", Ok(()));
        check(Medium, "abc123", Err(PasswordError::TooShort(8)));
        check(Medium, "12345678", Err(PasswordError::NoLetter));
        check(Medium, "abcdefgh", Err(PasswordError::NoDigit));
        check(Medium, "abcdefg1", Ok(()));
        check(Strong, "abcdefghijk1", Err(PasswordError::OneCase));
        check(Strong, "Abcdefghijk1", Err(PasswordError::NoSymbol));
        check(Strong, "Abcdefghij1!", Ok(()));
    }

    #[test]
    fn policies_are_named_by_number_or_name() {
        for (id, label) in PasswordPolicy::TERMS {
            let policy = PasswordPolicy::new(*id).expect("a policy");
            assert_eq!(policy.label(), *label);
            assert_eq!(
                (PasswordPolicy::find(label), PasswordPolicy::find(&id.to_string())),
                (Ok(policy), Ok(policy))
            );
        }
        assert!(PasswordPolicy::find("").is_err() && PasswordPolicy::find("0").is_err());
    }

    #[test]
    fn a_password_is_bounded_and_masked() {
        assert_eq!(Password::parse(""), Err(PasswordError::Empty));
        assert_eq!(Password::parse(&"x".repeat(129)), Err(PasswordError::TooLong(128)));
        assert_eq!(Password::parse("a\0"), Err(PasswordError::ControlCharacter));
        assert_eq!(format!("{:?}", Password::parse("secret").expect("a password")), "Password(masked)");
    }
}
