//! XML-RPC values, calls, responses and faults: parser and writer, no sockets.
//!
//! The crate turns bytes into [`Value`]s and back. It does not know HTTP, authentication, methods or any product:
//! whoever uses it decides which number becomes money and which text becomes a date.
//!
//! What it promises:
//!
//! - The text of a `<double>` and of a `<dateTime.iso8601>` reaches the caller as it was sent; no number passes through
//!   a floating-point type.
//! - A hostile document costs no more than its [`Limits`] allow: the body is measured before anything else, nesting and
//!   the number of values are capped, a document type declaration is refused unread, and attributes are never looked at.
//! - The written bytes are fixed: the same value gives the same text, in the shape that the plainest clients
//!   (those that search the answer with regular expressions) can read. See [`write_response`].
//! - A [`ParseError`] is a fact and a position. It never quotes the document, which may hold passwords.
//!
//! ```
//! use xmlrpc::{Limits, Struct, Value, parse_call, write_response};
//!
//! let body = b"<methodCall><methodName>add</methodName><params><param><value><double>1.10</double></value></param></params></methodCall>";
//! let call = parse_call(body, Some("utf-8"), &Limits::default()).unwrap();
//! assert_eq!(call.method, "add");
//! let [Value::Double(price)] = call.params.as_slice() else { panic!("one double") };
//! assert_eq!(price.as_str(), "1.10");
//!
//! let answer = Value::from(Struct::new().with("result", "OK"));
//! assert!(write_response(&answer).contains("<member><name>result</name><value><string>OK</string></value></member>"));
//! ```

mod chars;
mod fault;
mod limits;
mod parse;
mod value;
mod write;

pub use fault::Fault;
pub use limits::Limits;
pub use parse::{Call, ParseError, ParseErrorKind, parse_call, parse_response};
pub use value::{Lexeme, LexemeError, Struct, Value};
pub use write::{write_call, write_fault, write_response};
