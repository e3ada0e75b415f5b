//! Reads the parameters of a Digest header: names, tokens and quoted strings, separated by commas.
//!
//! It promises never to read beyond its bounds and to refuse what is ambiguous. It knows nothing of what the
//! parameters mean.

use thiserror::Error;

/// Longest header looked at.
const HEADER_LENGTH_MAX: usize = 8192;
/// Most parameters looked at; the standard knows twelve.
const PARAMETERS_MAX: usize = 32;

/// Why an `Authorization` header cannot be used. A server answers each of them with a new challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ParseError {
    /// Another authentication scheme.
    #[error("the authentication scheme is not Digest")]
    NotDigest,
    /// More than 8192 bytes or 32 parameters.
    #[error("the header is too long")]
    TooLong,
    /// Not a list of `name=value`.
    #[error("the header is malformed")]
    Malformed,
    /// A parameter appears twice.
    #[error("a parameter is repeated")]
    Repeated,
    /// A parameter that must be there is not.
    #[error("the parameter {0} is missing")]
    Missing(&'static str),
    /// An algorithm other than MD5 and SHA-256.
    #[error("the algorithm is not supported")]
    UnsupportedAlgorithm,
    /// A quality of protection other than `auth`.
    #[error("the quality of protection is not supported")]
    UnsupportedQop,
    /// A hashed user name, or one in the extended notation of RFC 5987.
    #[error("hashed and extended user names are not supported")]
    UnsupportedUsername,
}

/// The parameters of one header, by lower-case name.
#[derive(Debug)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a whole header value, scheme included.
    pub(crate) fn read(header: &str) -> Result<Self, ParseError> {
        if HEADER_LENGTH_MAX < header.len() {
            return Err(ParseError::TooLong);
        }
        let (scheme, list) = header.trim_matches(BLANKS).split_once(BLANKS).ok_or(ParseError::NotDigest)?;
        if !scheme.eq_ignore_ascii_case("Digest") {
            return Err(ParseError::NotDigest);
        }
        let mut parameters = Self(Vec::new());
        let mut reader = Reader { rest: list };
        while reader.skip_to_element() {
            parameters.add(reader.parameter()?)?;
        }
        Ok(parameters)
    }

    /// Takes a parameter out of the list.
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        let index = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(index).1)
    }

    /// Takes a parameter that must be there.
    pub(crate) fn require(&mut self, name: &'static str) -> Result<String, ParseError> {
        self.take(name).ok_or(ParseError::Missing(name))
    }

    fn add(&mut self, (name, value): (String, String)) -> Result<(), ParseError> {
        if self.0.iter().any(|(known, _)| *known == name) {
            return Err(ParseError::Repeated);
        }
        if self.0.len() == PARAMETERS_MAX {
            return Err(ParseError::TooLong);
        }
        self.0.push((name, value));
        Ok(())
    }
}

const BLANKS: [char; 2] = [' ', '\t'];

struct Reader<'header> {
    rest: &'header str,
}

impl Reader<'_> {
    /// Skips blanks and empty list elements; false at the end.
    fn skip_to_element(&mut self) -> bool {
        self.rest = self.rest.trim_start_matches([' ', '\t', ',']);
        !self.rest.is_empty()
    }

    /// Reads `name=value` up to the comma or the end.
    fn parameter(&mut self) -> Result<(String, String), ParseError> {
        let (name, rest) = self.rest.split_once('=').ok_or(ParseError::Malformed)?;
        let name = name.trim_end_matches(BLANKS);
        if name.is_empty() || !name.bytes().all(is_token_byte) {
            return Err(ParseError::Malformed);
        }
        self.rest = rest.trim_start_matches(BLANKS);
        let value = match self.rest.strip_prefix('"') {
            Some(inside) => self.quoted(inside)?,
            None => self.unquoted()?,
        };
        self.rest = self.rest.trim_start_matches(BLANKS);
        if !self.rest.is_empty() && !self.rest.starts_with(',') {
            return Err(ParseError::Malformed);
        }
        Ok((name.to_ascii_lowercase(), value))
    }

    /// Reads to the closing quote; a backslash makes the next character ordinary.
    fn quoted(&mut self, inside: &str) -> Result<String, ParseError> {
        let mut value = String::new();
        let mut characters = inside.chars();
        while let Some(character) = characters.next() {
            let ordinary = match character {
                '"' => {
                    let left = characters.as_str().len();
                    self.rest = self.rest.get(self.rest.len() - left..).unwrap_or_default();
                    return Ok(value);
                }
                '\\' => characters.next().ok_or(ParseError::Malformed)?,
                other => other,
            };
            if ordinary.is_control() {
                return Err(ParseError::Malformed);
            }
            value.push(ordinary);
        }
        Err(ParseError::Malformed)
    }

    /// Reads to the comma, a blank or the end. More than a token is let through (a bare path, an empty
    /// `opaque`), because clients send it and it can be read in one way only.
    fn unquoted(&mut self) -> Result<String, ParseError> {
        let end = self.rest.find([' ', '\t', ',']).unwrap_or(self.rest.len());
        let (value, rest) = self.rest.split_at(end);
        if value.chars().any(|character| character == '"' || character.is_control()) {
            return Err(ParseError::Malformed);
        }
        self.rest = rest;
        Ok(value.to_owned())
    }
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(header: &str, expected: Result<&[(&str, &str)], ParseError>) {
        let actual = Parameters::read(header).map(|parameters| parameters.0);
        let owned = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        assert_eq!(actual, expected.map(owned), "{header:?}");
    }

    #[test]
    fn lists_are_read_in_every_tolerated_spelling() {
        check("Digest a=b", Ok(&[("a", "b")]));
        check("  dIGEST\t a = b ,,  C=\"d\" , ", Ok(&[("a", "b"), ("c", "d")]));
        check(r#"Digest a="x, y=\"z\" \\ \n",b=c"#, Ok(&[("a", r#"x, y="z" \ n"#), ("b", "c")]));
        check(r#"Digest a="",b=,c=/x?y=z"#, Ok(&[("a", ""), ("b", ""), ("c", "/x?y=z")]));
        check("Digest a=\"Łódź 😀\"", Ok(&[("a", "Łódź 😀")]));
        check("Digest ,", Ok(&[]));
    }

    #[test]
    fn other_schemes_are_told_apart() {
        for header in ["", " ", "Digest", "Digest ", "Basic dXNlcjpwYXNz", "DigestX a=b", "Bearer Digest a=b"]
        {
            check(header, Err(ParseError::NotDigest));
        }
    }

    #[test]
    fn what_cannot_be_read_in_one_way_is_refused() {
        for list in [
            "a",
            "a b",
            "=b",
            "a\"=b",
            "a b=c",
            "a=\"b",
            "a=\"b\\",
            "a=\"b\\\"",
            "a=b\"c",
            "a=\"b\"c",
            "a=b c",
            "a=\"b\" c=d",
            "a=\"b\nc\"",
            "a=\"b\\\nc\"",
            "a=b\0",
            "é=b",
        ] {
            check(&format!("Digest {list}"), Err(ParseError::Malformed));
        }
        check("Digest a=b, A=b", Err(ParseError::Repeated));
    }

    #[test]
    fn length_and_count_are_bounded() {
        let long = |length: usize| format!("Digest a={}", "b".repeat(length - 9));
        assert!(Parameters::read(&long(8192)).is_ok());
        check(&long(8193), Err(ParseError::TooLong));
        let many =
            |count: usize| format!("Digest {}", (0..count).map(|n| format!("p{n}=v,")).collect::<String>());
        assert_eq!(Parameters::read(&many(32)).map(|parameters| parameters.0.len()), Ok(32));
        check(&many(33), Err(ParseError::TooLong));
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_read_back(value in "[^\\x00-\\x1f\\x7f-\\u{9f}]{0,30}") {
            let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
            let mut parameters = Parameters::read(&format!("Digest a=\"{escaped}\", b=c")).unwrap();
            prop_assert_eq!(parameters.take("a"), Some(value));
            prop_assert_eq!(parameters.require("b"), Ok("c".to_owned()));
            prop_assert_eq!(parameters.require("b"), Err(ParseError::Missing("b")));
        }
    }
}
