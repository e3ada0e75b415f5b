//! Texts with `{{placeholders}}` for the facts of a message that has reached its final status.
//!
//! It promises that a template names only placeholders that exist (SMS dialect's reference, section 4.4), so
//! that filling it cannot fail. It does not know where the facts come from or how they are printed.

use std::fmt;

use thiserror::Error;

const OPEN: &str = "{{";
const CLOSE: &str = "}}";
const SUBJECT_LENGTH_MAX: usize = 255;
const BODY_LENGTH_MAX: usize = 10_000;

/// A fact about a message that a push can report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placeholder {
    /// `status`: the final status as text.
    Status,
    /// `statusCode`: the final status as a number.
    StatusCode,
    /// `id`: the message's document id.
    Id,
    /// `timestamp`: when the final status arrived.
    Timestamp,
    /// `from`: the source address.
    From,
    /// `to`: the recipient.
    To,
    /// `text`: the content of the message.
    Text,
    /// `chargedAmount`: what the message cost.
    ChargedAmount,
    /// `numberOfParts`: how many parts it took.
    NumberOfParts,
}

impl Placeholder {
    /// Every placeholder, in the order of the reference.
    pub const ALL: [Self; 9] = [
        Self::Status,
        Self::StatusCode,
        Self::Id,
        Self::Timestamp,
        Self::From,
        Self::To,
        Self::Text,
        Self::ChargedAmount,
        Self::NumberOfParts,
    ];

    /// The name between the braces; case matters.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::StatusCode => "statusCode",
            Self::Id => "id",
            Self::Timestamp => "timestamp",
            Self::From => "from",
            Self::To => "to",
            Self::Text => "text",
            Self::ChargedAmount => "chargedAmount",
            Self::NumberOfParts => "numberOfParts",
        }
    }

    fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|placeholder| placeholder.name() == name)
    }
}

/// What is wrong with the braces of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PlaceholderError {
    /// A name that stands for nothing.
    #[error(
        "unknown placeholder; known are status, statusCode, id, timestamp, from, to, text, chargedAmount and \
         numberOfParts"
    )]
    Unknown,
    /// `{{` without `}}`, or the other way round.
    #[error("a placeholder is written {{{{name}}}}, with both pairs of braces")]
    Unbalanced,
}

/// Why a text is no template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TemplateError {
    /// Too many characters.
    #[error("at most {max} characters are allowed")]
    TooLong {
        /// The most characters that this kind of template may have.
        max: usize,
    },
    /// A control character; a body may have tabs and line breaks, a subject may not.
    #[error("control characters are not allowed (a body may have tabs and line breaks)")]
    ControlCharacter,
    /// The braces are wrong.
    #[error(transparent)]
    Placeholder(#[from] PlaceholderError),
}

/// The subject or the body of an e-mail. Single braces are ordinary text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    source: String,
    segments: Segments,
}

impl Template {
    /// Reads a subject: one line of at most 255 characters, no control characters.
    pub fn parse_subject(text: &str) -> Result<Self, TemplateError> {
        Self::parse(text, SUBJECT_LENGTH_MAX, char::is_control)
    }

    /// Reads a body: at most 10,000 characters, no control characters but tab, line feed and carriage return.
    pub fn parse_body(text: &str) -> Result<Self, TemplateError> {
        Self::parse(text, BODY_LENGTH_MAX, |character| {
            character.is_control() && !matches!(character, '\t' | '\n' | '\r')
        })
    }

    /// The template as it was given.
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// The placeholders in the order they appear, repeats included.
    pub fn placeholders(&self) -> impl Iterator<Item = Placeholder> {
        self.segments.placeholders()
    }

    /// The text with every placeholder replaced by what `lookup` says, unchanged.
    pub fn fill(&self, lookup: impl Fn(Placeholder) -> String) -> String {
        self.segments.fill(lookup)
    }

    fn parse(text: &str, max: usize, is_forbidden: impl Fn(char) -> bool) -> Result<Self, TemplateError> {
        if max < text.chars().count() {
            return Err(TemplateError::TooLong { max });
        }
        if text.chars().any(is_forbidden) {
            return Err(TemplateError::ControlCharacter);
        }
        Ok(Self { source: text.to_owned(), segments: Segments::parse(text)? })
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

/// A template cut at its placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Segments(Vec<Segment>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Text(String),
    Placeholder(Placeholder),
}

impl Segments {
    pub(crate) fn parse(text: &str) -> Result<Self, PlaceholderError> {
        let mut segments = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPEN) {
            let (name, after) = after.split_once(CLOSE).ok_or(PlaceholderError::Unbalanced)?;
            segments.push(plain(before)?);
            segments.push(Segment::Placeholder(Placeholder::by_name(name).ok_or(PlaceholderError::Unknown)?));
            rest = after;
        }
        segments.push(plain(rest)?);
        Ok(Self(segments))
    }

    pub(crate) fn placeholders(&self) -> impl Iterator<Item = Placeholder> {
        self.0.iter().filter_map(|segment| match segment {
            Segment::Text(_) => None,
            Segment::Placeholder(placeholder) => Some(*placeholder),
        })
    }

    pub(crate) fn fill(&self, lookup: impl Fn(Placeholder) -> String) -> String {
        let mut filled = String::new();
        for segment in &self.0 {
            match segment {
                Segment::Text(text) => filled.push_str(text),
                Segment::Placeholder(placeholder) => filled.push_str(&lookup(*placeholder)),
            }
        }
        filled
    }
}

fn plain(text: &str) -> Result<Segment, PlaceholderError> {
    if text.contains(CLOSE) {
        return Err(PlaceholderError::Unbalanced);
    }
    Ok(Segment::Text(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Fills each placeholder with its name in angle brackets.
    #[track_caller]
    fn check(text: &str, expected: Result<&str, PlaceholderError>) {
        let filled = Template::parse_body(text)
            .map(|template| template.fill(|placeholder| format!("<{}>", placeholder.name())));
        let expected = expected.map(str::to_owned).map_err(TemplateError::Placeholder);
        assert_eq!(filled, expected, "{text:?}");
    }

    #[test]
    fn every_known_placeholder_is_filled() {
        check("", Ok(""));
        check("no placeholders, but { single } braces", Ok("no placeholders, but { single } braces"));
        check("{{id}}{{id}} is {{status}} ({{statusCode}})", Ok("<id><id> is <status> (<statusCode>)"));
        for placeholder in Placeholder::ALL {
            let name = placeholder.name();
            check(&format!("a{{{{{name}}}}}b"), Ok(&format!("a<{name}>b")));
        }
    }

    #[test]
    fn other_names_and_odd_braces_are_refused() {
        for text in ["{{}}", "{{ID}}", "{{ id }}", "{{unsubscribe}}", "{{{id}}}", "{{a{{id}}"] {
            check(text, Err(PlaceholderError::Unknown));
        }
        for text in ["{{", "{{id", "{{id}", "}}", "id}}", "{{id}}}}", "}}{{id}}"] {
            check(text, Err(PlaceholderError::Unbalanced));
        }
    }

    #[test]
    fn values_are_not_filled_again() {
        let template = Template::parse_body("{{text}}").unwrap();
        assert_eq!(template.fill(|_| "{{id}}".to_owned()), "{{id}}");
    }

    #[test]
    fn length_and_control_characters_are_bounded() {
        let too_long = |max| Err(TemplateError::TooLong { max });
        assert!(Template::parse_subject(&"ż".repeat(255)).is_ok());
        assert_eq!(Template::parse_subject(&"a".repeat(256)), too_long(255));
        assert!(Template::parse_body(&"ż".repeat(10_000)).is_ok());
        assert_eq!(Template::parse_body(&"a".repeat(10_001)), too_long(10_000));
        assert!(Template::parse_body("a\r\n\tb").is_ok());
        for text in ["a\rb", "a\nb", "a\tb", "a\0b"] {
            assert_eq!(Template::parse_subject(text), Err(TemplateError::ControlCharacter));
        }
        assert_eq!(Template::parse_body("a\0b"), Err(TemplateError::ControlCharacter));
    }

    #[test]
    fn the_messages_show_the_braces() {
        assert_eq!(
            PlaceholderError::Unbalanced.to_string(),
            "a placeholder is written {{name}}, with both pairs of braces"
        );
        for placeholder in Placeholder::ALL {
            assert!(PlaceholderError::Unknown.to_string().contains(placeholder.name()));
        }
    }

    proptest! {
        #[test]
        fn filling_with_the_placeholders_themselves_gives_the_source(
            text in "([a-z {}]|\\{\\{(id|to|text)\\}\\}){0,12}",
        ) {
            if let Ok(template) = Template::parse_body(&text) {
                prop_assert_eq!(template.fill(|placeholder| format!("{{{{{}}}}}", placeholder.name())), text);
            }
        }
    }
}
