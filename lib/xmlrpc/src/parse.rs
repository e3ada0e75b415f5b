//! The parser: the grammar of calls and responses over the tokens of [`tokens`]. Strict about structure, generous about
//! what real clients vary in: missing `<params>`, empty elements in either spelling, blanks around numbers, types spelt
//! in Apache's `ex:` manner. It recurses once per nested value and checks the depth before it does.

mod charset;
mod error;
mod scalar;
mod tokens;

pub use error::{ParseError, ParseErrorKind};

use crate::chars::trim_blanks;
use crate::fault::{Fault, fault_from_value};
use crate::limits::Limits;
use crate::value::{Struct, Value};

use charset::Document;
use tokens::{Tag, Token, Tokens, Type};

/// A method call as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The method's name without blanks around it; never empty.
    pub method: String,
    /// The parameters in order; none when the call had no `<params>`.
    pub params: Vec<Value>,
}

/// Reads a call. `charset` is the charset parameter of the request's content type, if it had one: it outranks the XML
/// declaration, and a byte order mark outranks both (RFC 7303, section 3).
///
/// # Errors
///
/// What is wrong with the document, and at which byte of `body`.
pub fn parse_call(body: &[u8], charset: Option<&str>, limits: &Limits) -> Result<Call, ParseError> {
    parse_document(body, charset, limits, |grammar| grammar.call())
}

/// Reads a response: the one value it carries, or its fault. `charset` as for [`parse_call`].
///
/// # Errors
///
/// What is wrong with the document, and at which byte of `body`.
pub fn parse_response(
    body: &[u8],
    charset: Option<&str>,
    limits: &Limits,
) -> Result<Result<Value, Fault>, ParseError> {
    parse_document(body, charset, limits, |grammar| grammar.response())
}

fn parse_document<T>(
    body: &[u8],
    charset: Option<&str>,
    limits: &Limits,
    read: fn(&mut Grammar) -> Result<T, ParseError>,
) -> Result<T, ParseError> {
    if body.len() > limits.body_bytes_max {
        return Err(ParseError::new(ParseErrorKind::BodyTooLarge, limits.body_bytes_max));
    }
    let document = Document::decode(body, charset)?;
    let mut grammar = Grammar {
        tokens: Tokens::new(document.text(), limits.text_bytes_max),
        depth_left: limits.depth_max.min(Limits::DEPTH_CEILING),
        nodes_left: limits.nodes_max,
    };
    read(&mut grammar)
        .map_err(|error| ParseError::new(error.kind(), document.body_position(error.position())))
}

struct Grammar<'a> {
    tokens: Tokens<'a>,
    depth_left: usize,
    nodes_left: usize,
}

impl Grammar<'_> {
    fn call(&mut self) -> Result<Call, ParseError> {
        self.expect_open(Tag::MethodCall)?;
        self.expect_open(Tag::MethodName)?;
        let method = trim_blanks(&self.read_text()?).to_owned();
        if method.is_empty() {
            return Err(self.error(ParseErrorKind::EmptyMethodName));
        }
        let mut params = Vec::new();
        if self.open_or_close(Tag::Params)? {
            while self.open_or_close(Tag::Param)? {
                params.push(self.read_param()?);
            }
            self.expect_close()?;
        }
        self.expect_end()?;
        Ok(Call { method, params })
    }

    fn response(&mut self) -> Result<Result<Value, Fault>, ParseError> {
        self.expect_open(Tag::MethodResponse)?;
        let outcome = match self.next_element()? {
            Some(Tag::Params) => {
                self.expect_open(Tag::Param)?;
                let value = self.read_param()?;
                self.expect_close()?;
                Ok(value)
            }
            Some(Tag::Fault) => Err(self.read_fault()?),
            _ => return Err(self.error(ParseErrorKind::ElementExpected("params"))),
        };
        self.expect_close()?;
        self.expect_end()?;
        Ok(outcome)
    }

    /// The inside of `<param>`, and its end.
    fn read_param(&mut self) -> Result<Value, ParseError> {
        self.expect_open(Tag::Value)?;
        let value = self.read_value()?;
        self.expect_close()?;
        Ok(value)
    }

    /// The inside of `<fault>`, and its end.
    fn read_fault(&mut self) -> Result<Fault, ParseError> {
        let value = self.read_param()?;
        fault_from_value(&value).ok_or_else(|| self.error(ParseErrorKind::InvalidFault))
    }

    /// The inside of `<value>`, and its end.
    fn read_value(&mut self) -> Result<Value, ParseError> {
        self.nodes_left =
            self.nodes_left.checked_sub(1).ok_or_else(|| self.error(ParseErrorKind::TooManyValues))?;
        self.depth_left =
            self.depth_left.checked_sub(1).ok_or_else(|| self.error(ParseErrorKind::TooDeep))?;
        let value = match self.tokens.next()? {
            Token::Close => Value::Str(self.tokens.take_text()),
            Token::End => return Err(self.error(ParseErrorKind::UnexpectedEnd)),
            Token::Open(tag) => {
                self.refuse_text()?;
                let value = self.read_typed(tag)?;
                self.expect_close_of_value()?;
                value
            }
        };
        self.depth_left += 1;
        Ok(value)
    }

    /// The inside of a type's element, and its end.
    fn read_typed(&mut self, tag: Tag) -> Result<Value, ParseError> {
        let Tag::Type(kind) = tag else { return Err(self.error(ParseErrorKind::TypeExpected)) };
        let converted = match kind {
            Type::Array => return self.read_array(),
            Type::Struct => return self.read_struct(),
            Type::Nil => {
                self.expect_close()?;
                return Ok(Value::Nil);
            }
            Type::Text => return Ok(Value::Str(self.read_text()?)),
            Type::DateTime => Ok(Value::DateTime(trim_blanks(&self.read_text()?).to_owned())),
            Type::Int => scalar::int(&self.read_text()?),
            Type::Long => scalar::long(&self.read_text()?),
            Type::Boolean => scalar::boolean(&self.read_text()?),
            Type::Double => scalar::double(&self.read_text()?),
            Type::Base64 => scalar::base64(&self.read_text()?),
        };
        converted.map_err(|kind| self.error(kind))
    }

    fn read_array(&mut self) -> Result<Value, ParseError> {
        let mut items = Vec::new();
        if self.open_or_close(Tag::Data)? {
            while self.open_or_close(Tag::Value)? {
                items.push(self.read_value()?);
            }
            self.expect_close()?;
        }
        Ok(Value::Array(items))
    }

    fn read_struct(&mut self) -> Result<Value, ParseError> {
        let mut members = Vec::new();
        while self.open_or_close(Tag::Member)? {
            self.expect_open(Tag::Name)?;
            let name = self.read_text()?;
            members.push((name, self.read_param()?));
        }
        Ok(Value::Struct(members.into_iter().collect::<Struct>()))
    }

    /// The text up to the end of the current element; a child element is refused.
    fn read_text(&mut self) -> Result<String, ParseError> {
        match self.tokens.next()? {
            Token::Close => Ok(self.tokens.take_text()),
            Token::Open(_) => Err(self.error(ParseErrorKind::UnexpectedElement)),
            Token::End => Err(self.error(ParseErrorKind::UnexpectedEnd)),
        }
    }

    /// The next child element, or `None` at the end of the current one; blanks before it are skipped.
    fn next_element(&mut self) -> Result<Option<Tag>, ParseError> {
        let token = self.tokens.next()?;
        self.refuse_text()?;
        match token {
            Token::Open(tag) => Ok(Some(tag)),
            Token::Close => Ok(None),
            Token::End => Err(self.error(ParseErrorKind::UnexpectedEnd)),
        }
    }

    /// True when `wanted` starts here, false when the current element ends here.
    fn open_or_close(&mut self, wanted: Tag) -> Result<bool, ParseError> {
        match self.next_element()? {
            Some(tag) if tag == wanted => Ok(true),
            Some(_) => Err(self.error(ParseErrorKind::ElementExpected(wanted.name()))),
            None => Ok(false),
        }
    }

    fn expect_open(&mut self, wanted: Tag) -> Result<(), ParseError> {
        if !self.open_or_close(wanted)? {
            return Err(self.error(ParseErrorKind::ElementExpected(wanted.name())));
        }
        Ok(())
    }

    fn expect_close(&mut self) -> Result<(), ParseError> {
        match self.next_element()? {
            None => Ok(()),
            Some(_) => Err(self.error(ParseErrorKind::UnexpectedElement)),
        }
    }

    fn expect_close_of_value(&mut self) -> Result<(), ParseError> {
        match self.next_element()? {
            None => Ok(()),
            Some(Tag::Type(_)) => Err(self.error(ParseErrorKind::SecondType)),
            Some(_) => Err(self.error(ParseErrorKind::UnexpectedElement)),
        }
    }

    /// Nothing but blanks and comments may follow the root element.
    fn expect_end(&mut self) -> Result<(), ParseError> {
        let token = self.tokens.next()?;
        if token != Token::End || self.tokens.has_text() {
            return Err(self.error(ParseErrorKind::TrailingContent));
        }
        Ok(())
    }

    fn refuse_text(&self) -> Result<(), ParseError> {
        if self.tokens.has_text() {
            return Err(self.error(ParseErrorKind::UnexpectedText));
        }
        Ok(())
    }

    fn error(&self, kind: ParseErrorKind) -> ParseError {
        ParseError::new(kind, self.tokens.position())
    }
}
