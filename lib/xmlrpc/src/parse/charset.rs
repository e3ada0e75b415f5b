//! From bytes to legal XML characters. Picks the encoding, decodes, and refuses what XML 1.0 forbids, so that no later
//! step has to think about bytes. The markup stays unread.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use super::error::{ParseError, ParseErrorKind};
use crate::chars::is_xml_char;

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";
/// Starts of a document in UTF-16, with and without a byte order mark.
const UTF16_STARTS: [&[u8]; 4] = [b"\xFE\xFF", b"\xFF\xFE", b"\0<", b"<\0"];

/// The characters of a body, all of them legal in XML, and the way back to byte positions.
pub(super) struct Document<'a> {
    text: Cow<'a, str>,
    encoding: Encoding,
    mark_bytes: usize,
}

impl<'a> Document<'a> {
    /// Decodes a body; see [`parse_call`](crate::parse_call) for which statement about the encoding wins.
    pub(super) fn decode(body: &'a [u8], charset: Option<&str>) -> Result<Self, ParseError> {
        if UTF16_STARTS.iter().any(|start| body.starts_with(start)) {
            return Err(ParseError::new(ParseErrorKind::UnsupportedEncoding, 0));
        }
        let marked = body.strip_prefix(UTF8_MARK);
        let encoding = match marked {
            Some(_) => Encoding::Utf8,
            None => stated_encoding(body, charset)?,
        };
        let unmarked = marked.unwrap_or(body);
        let mark_bytes = body.len() - unmarked.len();
        let text = encoding
            .decode(unmarked)
            .map_err(|at| ParseError::new(ParseErrorKind::InvalidEncoding, at + mark_bytes))?;
        let document = Self { text, encoding, mark_bytes };
        match document.text.char_indices().find(|(_, character)| !is_xml_char(*character)) {
            Some((at, _)) => {
                Err(ParseError::new(ParseErrorKind::IllegalCharacter, document.body_position(at)))
            }
            None => Ok(document),
        }
    }

    /// The decoded document without its byte order mark.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The byte of the body that a byte of the text came from.
    pub(super) fn body_position(&self, text_position: usize) -> usize {
        match self.encoding {
            Encoding::Utf8 | Encoding::Ascii => text_position + self.mark_bytes,
            Encoding::Latin1 | Encoding::Windows1252 => {
                self.text.get(..text_position).map_or(text_position, |before| before.chars().count())
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Encoding {
    Utf8,
    Ascii,
    Latin1,
    Windows1252,
}

impl Encoding {
    fn from_label(label: &str) -> Option<Self> {
        match label.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "us-ascii" | "ascii" => Some(Self::Ascii),
            "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin1" | "latin-1" => Some(Self::Latin1),
            "windows-1252" | "cp1252" => Some(Self::Windows1252),
            _ => None,
        }
    }

    /// The text, or the position of the first byte that is not in the encoding.
    fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
        match self {
            Self::Utf8 => str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| error.valid_up_to()),
            Self::Ascii => match bytes.iter().position(|byte| !byte.is_ascii()) {
                Some(at) => Err(at),
                None => Self::Utf8.decode(bytes),
            },
            Self::Latin1 => Ok(encoding_rs::mem::decode_latin1(bytes)),
            Self::Windows1252 => Ok(WINDOWS_1252.decode_without_bom_handling(bytes).0),
        }
    }
}

fn stated_encoding(body: &[u8], charset: Option<&str>) -> Result<Encoding, ParseError> {
    let parameter = charset.map(|label| label.trim_matches(['"', ' '])).filter(|label| !label.is_empty());
    let Some(label) = parameter.map(str::as_bytes).or_else(|| declared_label(body)) else {
        return Ok(Encoding::Utf8);
    };
    str::from_utf8(label)
        .ok()
        .and_then(Encoding::from_label)
        .ok_or_else(|| ParseError::new(ParseErrorKind::UnsupportedEncoding, 0))
}

/// The encoding named in the XML declaration. A declaration that cannot be read names none: the markup is judged later.
fn declared_label(body: &[u8]) -> Option<&[u8]> {
    let rest = body.strip_prefix(b"<?xml")?;
    let declaration = rest.get(..find(rest, b"?>")?)?;
    if !declaration.first()?.is_ascii_whitespace() {
        return None;
    }
    let name = b"encoding";
    let after_name = declaration.get(find(declaration, name)? + name.len()..)?;
    let quoted = after_name.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, label) = quoted.split_first()?;
    label.get(..label.iter().position(|byte| byte == quote)?)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
