//! From characters to start tags, end tags and the text between them. Text, CDATA sections and references are glued
//! into one text, comments and processing instructions vanish, `<a/>` reads as `<a></a>`, line ends become line feeds.
//! Attributes are skipped unread. Knows which elements exist, but not where they may stand.

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::error::{ParseError, ParseErrorKind};
use crate::chars::{is_blank, is_xml_char};

/// What the grammar sees.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// A start tag.
    Open(Tag),
    /// An end tag; that it matches its start tag has been checked.
    Close,
    /// The end of the document; whether elements are still open has not been checked.
    End,
}

/// The elements of XML-RPC.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    MethodCall,
    MethodResponse,
    MethodName,
    Params,
    Param,
    Fault,
    Value,
    Data,
    Member,
    Name,
    Type(Type),
}

/// The elements that may stand in a `<value>`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Nil,
    Int,
    Long,
    Boolean,
    Double,
    Text,
    DateTime,
    Base64,
    Array,
    Struct,
}

impl Tag {
    /// The element's name on the wire.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::MethodCall => "methodCall",
            Self::MethodResponse => "methodResponse",
            Self::MethodName => "methodName",
            Self::Params => "params",
            Self::Param => "param",
            Self::Fault => "fault",
            Self::Value => "value",
            Self::Data => "data",
            Self::Member => "member",
            Self::Name => "name",
            Self::Type(_) => "type",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        let tag = match name {
            "methodCall" => Self::MethodCall,
            "methodResponse" => Self::MethodResponse,
            "methodName" => Self::MethodName,
            "params" => Self::Params,
            "param" => Self::Param,
            "fault" => Self::Fault,
            "value" => Self::Value,
            "data" => Self::Data,
            "member" => Self::Member,
            "name" => Self::Name,
            _ => Self::Type(Type::from_name(name)?),
        };
        Some(tag)
    }
}

impl Type {
    /// The `ex:` names are Apache's extension types; the prefix is fixed in practice, so no namespace is looked up.
    fn from_name(name: &str) -> Option<Self> {
        match name {
            "nil" | "ex:nil" => Some(Self::Nil),
            "int" | "i4" | "i2" | "i1" | "ex:i2" | "ex:i1" => Some(Self::Int),
            "i8" | "ex:i8" => Some(Self::Long),
            "boolean" => Some(Self::Boolean),
            "double" => Some(Self::Double),
            "string" => Some(Self::Text),
            "dateTime.iso8601" => Some(Self::DateTime),
            "base64" => Some(Self::Base64),
            "array" => Some(Self::Array),
            "struct" => Some(Self::Struct),
            _ => None,
        }
    }
}

/// A reader of tokens that holds the text before the latest one.
pub(super) struct Tokens<'a> {
    reader: Reader<&'a [u8]>,
    /// An empty-element tag was given out as a start tag and owes its end tag.
    owes_close: bool,
    text: String,
    text_bytes_max: usize,
    position: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(document: &'a str, text_bytes_max: usize) -> Self {
        let reader = Reader::from_str(document);
        Self { reader, owes_close: false, text: String::new(), text_bytes_max, position: 0 }
    }

    /// The next token; the text before it is then at hand.
    pub(super) fn next(&mut self) -> Result<Token, ParseError> {
        self.text.clear();
        if std::mem::take(&mut self.owes_close) {
            return Ok(Token::Close);
        }
        loop {
            self.position = offset(self.reader.buffer_position());
            let event = self.reader.read_event();
            match event.map_err(|error| self.markup_error(&error))? {
                Event::Start(start) => return self.open(&start),
                Event::Empty(start) => {
                    self.owes_close = true;
                    return self.open(&start);
                }
                Event::End(_) => return Ok(Token::Close),
                Event::Eof => return Ok(Token::End),
                Event::Text(text) => self.push_text(&text.xml10_content())?,
                Event::CData(text) => self.push_text(&text.xml10_content())?,
                Event::GeneralRef(reference) => self.push_reference(&reference)?,
                Event::Comment(_) | Event::PI(_) => {}
                Event::Decl(_) if self.position == 0 => {}
                Event::Decl(_) => return Err(self.error(ParseErrorKind::MalformedMarkup)),
                Event::DocType(_) => return Err(self.error(ParseErrorKind::DoctypeRefused)),
            }
        }
    }

    /// Whether there is more than blanks before the latest token.
    pub(super) fn has_text(&self) -> bool {
        !self.text.chars().all(is_blank)
    }

    /// The text before the latest token.
    pub(super) fn take_text(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// Where the latest token starts, in bytes of the document.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    fn open(&self, start: &BytesStart) -> Result<Token, ParseError> {
        // The reader below looks for `>` only, so a tag that was never closed swallows the next one.
        if start.contains('<') {
            return Err(self.error(ParseErrorKind::MalformedMarkup));
        }
        match Tag::from_name(start.name().as_ref()) {
            Some(tag) => Ok(Token::Open(tag)),
            None => Err(self.error(ParseErrorKind::UnknownElement)),
        }
    }

    fn push_reference(&mut self, reference: &BytesRef) -> Result<(), ParseError> {
        let character =
            reference.resolve_char_ref().map_err(|_| self.error(ParseErrorKind::MalformedReference))?;
        match character {
            Some(character) if is_xml_char(character) => self.push_text(character.encode_utf8(&mut [0; 4])),
            Some(_) => Err(self.error(ParseErrorKind::IllegalCharacter)),
            None => match resolve_xml_entity(reference) {
                Some(text) => self.push_text(text),
                None => Err(self.error(ParseErrorKind::UnknownEntity)),
            },
        }
    }

    fn push_text(&mut self, text: &str) -> Result<(), ParseError> {
        if self.text.len() + text.len() > self.text_bytes_max {
            return Err(self.error(ParseErrorKind::TextTooLong));
        }
        self.text.push_str(text);
        Ok(())
    }

    /// The reader's errors quote the document, so only their kind is kept.
    fn markup_error(&self, error: &Error) -> ParseError {
        let kind = match error {
            Error::IllFormed(
                IllFormedError::MismatchedEndTag { .. } | IllFormedError::UnmatchedEndTag(_),
            ) => ParseErrorKind::MismatchedEndTag,
            Error::IllFormed(IllFormedError::UnclosedReference) => ParseErrorKind::MalformedReference,
            Error::IllFormed(IllFormedError::MissingDoctypeName)
            | Error::Syntax(SyntaxError::UnclosedDoctype) => ParseErrorKind::DoctypeRefused,
            _ => ParseErrorKind::MalformedMarkup,
        };
        self.error(kind)
    }

    fn error(&self, kind: ParseErrorKind) -> ParseError {
        ParseError::new(kind, self.position)
    }
}

/// The reader counts in `u64`; the document is in memory, so the count fits.
fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}
