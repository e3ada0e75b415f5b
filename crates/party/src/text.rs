//! Free text with a published limit: the only way to hold one is to have parsed it.

use std::fmt;

/// Why a text was refused. The sentence completes "the field …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing was given where something is needed.
    #[error("must not be empty")]
    Empty,
    /// More characters than the field holds.
    #[error("may have at most {max} characters")]
    TooLong {
        /// The field's limit, in characters.
        max: usize,
    },
    /// A control character, or in a field of one line any line break.
    #[error("may not contain control characters")]
    ControlCharacter,
    /// White space, where a name may have none.
    #[error("may not contain white space")]
    WhiteSpace,
    /// White space at an end, or an invisible character that makes two names look alike or changes their direction.
    #[error("may not begin or end with white space, nor contain invisible or direction-changing characters")]
    Deceptive,
    /// A letter and its accent apart, where one character holds both: the same name could be written in two ways.
    #[error("must be in composed characters (Unicode normal form C)")]
    Decomposed,
    /// Not a host name.
    #[error("must be a host name such as portal.example.com")]
    NotAHostName,
}

/// One line of at most `MAX` characters, possibly empty, without control characters or Unicode's line separators.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Line<const MAX: usize>(String);

impl<const MAX: usize> Line<MAX> {
    /// Takes `text` if it keeps the rule.
    ///
    /// # Errors
    /// [`TextError::TooLong`] or [`TextError::ControlCharacter`].
    pub fn parse(text: &str) -> Result<Self, TextError> {
        check_length(text, MAX)?;
        // Unicode's own separators end a line, too, and are no control characters.
        if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
            return Err(TextError::ControlCharacter);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Display for Line<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The name of a thing that need not be unique: one line of 1 to 128 characters that are not all blank.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Title(Line<128>);

impl Title {
    /// Takes `text` if it keeps the rule.
    ///
    /// # Errors
    /// Blank, too long, or with control characters.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        if text.trim().is_empty() {
            return Err(TextError::Empty);
        }
        Line::parse(text).map(Self)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// Several lines of at most `MAX` characters in all: tabs and line breaks are welcome, other control characters not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Block<const MAX: usize>(String);

impl<const MAX: usize> Block<MAX> {
    /// Takes `text` if it keeps the rule.
    ///
    /// # Errors
    /// [`TextError::TooLong`] or [`TextError::ControlCharacter`].
    pub fn parse(text: &str) -> Result<Self, TextError> {
        check_length(text, MAX)?;
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(TextError::ControlCharacter);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text says neither yes nor no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be yes or no")]
pub struct NeitherYesNorNo;

/// Reads yes or no, as people and tables write them: `yes`, `true`, `1`, `no`, `false`, `0`, in any case.
///
/// # Errors
/// Anything else.
pub fn parse_truth(text: &str) -> Result<bool, NeitherYesNorNo> {
    let is_one_of = |words: [&str; 3]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is_one_of(["yes", "true", "1"]) {
        return Ok(true);
    }
    if is_one_of(["no", "false", "0"]) { Ok(false) } else { Err(NeitherYesNorNo) }
}

/// The word that [`parse_truth`] reads.
#[must_use]
pub fn truth_word(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

/// Refuses more than `max` characters (Unicode scalar values, not bytes).
pub(crate) fn check_length(text: &str, max: usize) -> Result<(), TextError> {
    // The byte length bounds the count from above, so most texts are never counted.
    if text.len() > max && text.chars().count() > max {
        return Err(TextError::TooLong { max });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<(), TextError>) {
        assert_eq!(Line::<4>::parse(text).map(|_| ()), expected, "{text:?}");
    }

    #[test]
    fn a_line_counts_characters_and_refuses_controls() {
        check("", Ok(()));
        check("абвг", Ok(()));
        check("абвгд", Err(TextError::TooLong { max: 4 }));
        check("a b ", Ok(()));
        check("a\nb", Err(TextError::ControlCharacter));
        check("a\u{85}b", Err(TextError::ControlCharacter));
        check("a\u{2028}b", Err(TextError::ControlCharacter));
        check("\u{2029}", Err(TextError::ControlCharacter));
        check("𝕏𝕏𝕏𝕏", Ok(()));
    }

    #[test]
    fn yes_and_no_are_read_as_they_are_written() {
        for is_so in [true, false] {
            assert_eq!(parse_truth(truth_word(is_so)), Ok(is_so));
        }
        assert_eq!((parse_truth("TRUE"), parse_truth("0")), (Ok(true), Ok(false)));
        for text in ["", "y", " yes", "2"] {
            assert_eq!(parse_truth(text), Err(NeitherYesNorNo), "{text:?}");
        }
    }

    #[test]
    fn a_block_may_have_lines_and_tabs() {
        assert!(Block::<9>::parse("a\r\n\tb").is_ok());
        assert_eq!(Block::<9>::parse("a\0b"), Err(TextError::ControlCharacter));
    }
}
