//! The address that a final status is pushed to over HTTP, with placeholders for the facts of the message.
//!
//! It promises an absolute http or https address whose host is fixed, and that a filled-in value cannot
//! change its structure. It does not resolve names, does not judge whether an address may be reached, and
//! sends nothing.

use std::fmt;
use std::fmt::Write as _;

use thiserror::Error;

use crate::template::{Placeholder, PlaceholderError, Segments};

const LENGTH_MAX: usize = 2048;

/// An absolute http or https address of at most 2048 characters, with placeholders after the host only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlTemplate {
    source: String,
    segments: Segments,
}

/// Why a text is no address to push to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum UrlTemplateError {
    /// More than 2048 characters.
    #[error("a URL may have at most 2048 characters")]
    TooLong,
    /// A blank, a control character or a backslash.
    #[error("a URL cannot contain blanks, control characters or backslashes")]
    ForbiddenCharacter,
    /// Another scheme, or none.
    #[error("a URL must begin with http:// or https://")]
    NotHttp,
    /// A placeholder where the host must be.
    #[error("placeholders are only allowed after the host of a URL")]
    PlaceholderInHost,
    /// No host, or one that cannot be read.
    #[error("a URL must name a host such as www.example.com, with a port from 1 to 65535 if any")]
    Host,
    /// The braces are wrong.
    #[error(transparent)]
    Placeholder(#[from] PlaceholderError),
}

impl UrlTemplate {
    /// Accepts an address by the rule above, unchanged.
    pub fn parse(text: &str) -> Result<Self, UrlTemplateError> {
        if LENGTH_MAX < text.chars().count() {
            return Err(UrlTemplateError::TooLong);
        }
        if text.chars().any(is_forbidden) {
            return Err(UrlTemplateError::ForbiddenCharacter);
        }
        let after_scheme = strip_scheme(text).ok_or(UrlTemplateError::NotHttp)?;
        let authority = after_scheme.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains("{{") {
            return Err(UrlTemplateError::PlaceholderInHost);
        }
        if !is_authority(authority) {
            return Err(UrlTemplateError::Host);
        }
        Ok(Self { source: text.to_owned(), segments: Segments::parse(text)? })
    }

    /// The template as it was given.
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// The placeholders in the order they appear, repeats included.
    pub fn placeholders(&self) -> impl Iterator<Item = Placeholder> {
        self.segments.placeholders()
    }

    /// The address with every placeholder replaced by what `lookup` says, percent-encoded as UTF-8.
    pub fn fill(&self, lookup: impl Fn(Placeholder) -> String) -> String {
        self.segments.fill(|placeholder| percent_encode(&lookup(placeholder)))
    }
}

impl fmt::Display for UrlTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

/// Readers of addresses disagree on whether a backslash ends the host, so it is refused with the blanks.
fn is_forbidden(character: char) -> bool {
    character.is_whitespace() || character.is_control() || character == '\\'
}

fn strip_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once("://")?;
    let known = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    known.then_some(rest)
}

/// `[user[:password]@]host[:port]` of RFC 3986, section 3.2, with a host that may be international.
fn is_authority(authority: &str) -> bool {
    let (user, host_and_port) = authority.split_once('@').unwrap_or(("", authority));
    let (host, port) = split_port(host_and_port);
    user.chars().all(is_user_character) && is_host(host) && port.is_none_or(is_port)
}

/// Cuts at the colon after the host; the colons of a bracketed IPv6 address stay with it.
fn split_port(host_and_port: &str) -> (&str, Option<&str>) {
    let bracket = host_and_port.rfind(']').unwrap_or(0);
    match host_and_port.rfind(':') {
        Some(colon) if bracket <= colon => {
            let (host, port) = host_and_port.split_at(colon);
            (host, port.strip_prefix(':'))
        }
        _ => (host_and_port, None),
    }
}

fn is_user_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:%".contains(character)
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return address.parse::<std::net::Ipv6Addr>().is_ok();
    }
    let fully_qualified = host.strip_suffix('.').unwrap_or(host);
    fully_qualified.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.chars().all(|character| character.is_alphanumeric() || character == '-' || character == '_')
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|number| number != 0)
}

/// Keeps the unreserved characters of RFC 3986, section 2.3, and encodes everything else.
fn percent_encode(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
            continue;
        }
        // Writing to a string cannot fail.
        let _ = write!(encoded, "%{byte:02X}");
    }
    encoded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<(), UrlTemplateError>) {
        let actual = UrlTemplate::parse(text);
        assert_eq!(actual.as_ref().map(UrlTemplate::as_str), expected.as_ref().map(|()| text), "{text:?}");
    }

    #[test]
    fn absolute_addresses_are_accepted() {
        for text in [
            "http://push.example.com",
            "https://myDRreceivingservice.com?MessageStatus={{statusCode}}&MessageId={{id}}",
            "HTTPS://push.example.com:8443/a/b?x=1#y",
            "http://localhost",
            "http://192.0.2.1:1/{{to}}",
            "http://[2001:db8::1]:8080/",
            "http://[::1]",
            "http://user:pa%20ss@push.example.com/",
            "http://my_host.example.com./",
            "http://пример.рф/путь",
            "http://push.example.com/?a={b}",
        ] {
            check(text, Ok(()));
        }
    }

    #[test]
    fn each_refusal_names_its_fact() {
        let table: [(UrlTemplateError, &[&str]); 6] = [
            (
                UrlTemplateError::NotHttp,
                &[
                    "",
                    "push.example.com",
                    "//push.example.com",
                    "ftp://a.b",
                    "http:/a.b",
                    "http:a.b",
                    "javascript:x",
                    "{{id}}",
                ],
            ),
            (
                UrlTemplateError::Host,
                &[
                    "http://",
                    "http:///path",
                    "http://?x",
                    "http://:80",
                    "http://a.b:",
                    "http://a.b:0",
                    "http://a.b:65536",
                    "http://a.b:+80",
                    "http://a..b",
                    "http://.a",
                    "http://a@b@c",
                    "http://[::1",
                    "http://[zz]",
                    "http://a%00b",
                    "http://{host}/",
                    "http://[::1]x:80/",
                ],
            ),
            (
                UrlTemplateError::PlaceholderInHost,
                &["http://{{to}}/", "http://{{to}}.example.com", "http://a.b:{{id}}/"],
            ),
            (
                UrlTemplateError::ForbiddenCharacter,
                &[
                    "http://a.b/ c",
                    " http://a.b",
                    "http://a.b/\r\n",
                    "http://a.b\\@c.d/",
                    "http://a.b/\u{a0}",
                    "http://a.b/\0",
                ],
            ),
            (
                UrlTemplateError::Placeholder(PlaceholderError::Unknown),
                &["http://a.b/?x={{MTMessageId}}", "http://a.b/{{}}", "http://a.b/{{a/b}}"],
            ),
            (
                UrlTemplateError::Placeholder(PlaceholderError::Unbalanced),
                &["http://a.b/{{id", "http://a.b/id}}", "http://a.b/{{id}}}}"],
            ),
        ];
        for (error, texts) in table {
            for text in texts {
                check(text, Err(error));
            }
        }
    }

    #[test]
    fn the_length_is_bounded() {
        let longest = format!("http://a.b/{}", "ż".repeat(2048 - 11));
        check(&longest, Ok(()));
        check(&format!("{longest}a"), Err(UrlTemplateError::TooLong));
    }

    #[test]
    fn values_are_percent_encoded_and_the_template_is_not() {
        let template = UrlTemplate::parse("http://a.b/%7B?to={{to}}&text={{text}}").unwrap();
        assert_eq!(template.placeholders().collect::<Vec<_>>(), [Placeholder::To, Placeholder::Text]);
        let filled = template.fill(|placeholder| match placeholder {
            Placeholder::To => "+48123".to_owned(),
            _ => "a&b=c d/€~{{id}}".to_owned(),
        });
        assert_eq!(filled, "http://a.b/%7B?to=%2B48123&text=a%26b%3Dc%20d%2F%E2%82%AC~%7B%7Bid%7D%7D");
    }

    proptest! {
        #[test]
        fn a_value_cannot_change_the_structure(value in ".{0,20}") {
            let template = UrlTemplate::parse("https://a.b/p?x={{text}}&y={{id}}").unwrap();
            let filled = template.fill(|_| value.clone());
            prop_assert!(filled.starts_with("https://a.b/p?x="));
            prop_assert!(filled.is_ascii());
            for (structure, count) in [('/', 3), ('?', 1), ('&', 1), ('=', 2), ('#', 0), (' ', 0)] {
                prop_assert_eq!(filled.matches(structure).count(), count);
            }
        }

        #[test]
        fn no_text_panics(text in "(https?://)?[a-z:@\\[\\]{}./?#]{0,30}|.{0,30}") {
            if let Ok(template) = UrlTemplate::parse(&text) {
                prop_assert_eq!(template.as_str(), &text);
            }
        }
    }
}
