//! From the text of a typed element to its value. Blanks around the text are ignored, as clients that print documents
//! by hand leave line breaks there.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::error::ParseErrorKind;
use crate::chars::{is_blank, trim_blanks};
use crate::value::{Lexeme, Value};

/// `<int>`, `<i4>`, `<i2>`, `<i1>`: 32 bits for all of them, since senders do not heed the narrower widths.
pub(super) fn int(text: &str) -> Result<Value, ParseErrorKind> {
    match long(text)? {
        Value::Int(number) if i32::try_from(number).is_err() => Err(ParseErrorKind::IntOutOfRange),
        value => Ok(value),
    }
}

/// `<i8>`: 64 bits.
pub(super) fn long(text: &str) -> Result<Value, ParseErrorKind> {
    let trimmed = trim_blanks(text);
    let digits = trimmed.strip_prefix(['+', '-']).unwrap_or(trimmed);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ParseErrorKind::InvalidInt);
    }
    // Only the size can be wrong now.
    trimmed.parse().map(Value::Int).map_err(|_| ParseErrorKind::IntOutOfRange)
}

pub(super) fn boolean(text: &str) -> Result<Value, ParseErrorKind> {
    match trim_blanks(text) {
        "0" | "false" => Ok(Value::Bool(false)),
        "1" | "true" => Ok(Value::Bool(true)),
        _ => Err(ParseErrorKind::InvalidBoolean),
    }
}

pub(super) fn double(text: &str) -> Result<Value, ParseErrorKind> {
    let lexeme: Lexeme = trim_blanks(text).parse().map_err(|_| ParseErrorKind::InvalidDouble)?;
    Ok(Value::Double(lexeme))
}

/// Line breaks may stand anywhere: most encoders wrap at 76 characters.
pub(super) fn base64(text: &str) -> Result<Value, ParseErrorKind> {
    let unbroken = text.replace(is_blank, "");
    STANDARD.decode(unbroken).map(Value::Base64).map_err(|_| ParseErrorKind::InvalidBase64)
}
