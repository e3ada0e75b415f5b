//! The writer. Its bytes are part of compatibility, so every rule is here and each has a golden test.
//!
//! - Declaration `<?xml version="1.0" encoding="UTF-8"?>` and a line feed, then no white space between elements.
//! - Every value names its type; an empty string is `<string></string>`, never `<string/>`.
//! - `<int>` as long as the number fits 32 bits, since several clients read neither `<i4>` nor `<i8>`; `<i8>` beyond.
//! - A carriage return is written `&#13;`, as readers turn a bare one into a line feed.
//! - A character XML 1.0 does not allow becomes U+FFFD: one NUL stored long ago must not make an answer unreadable.
//! - `faultCode` inside text is written `fault&#67;ode`, the same text to an XML reader. Real clients decide that an
//!   answer is a fault by searching the body for `faultCode` or `<fault>`, and a customer may call himself anything.
//!   Names of struct members are left alone: who names a member `faultCode` means it (`system.multicall` does).
//!
//! The writer follows the value by calling itself, so the depth of a value is its maker's responsibility.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::chars::is_xml_char;
use crate::fault::Fault;
use crate::value::{Struct, Value};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// The document that answers a call with a value.
pub fn write_response(value: &Value) -> String {
    let mut out = String::from(DECLARATION);
    out.push_str("<methodResponse><params><param>");
    push_value(&mut out, value);
    out.push_str("</param></params></methodResponse>");
    out
}

/// The document that answers a call with a fault: `faultCode`, then `faultString`, no other members.
pub fn write_fault(fault: &Fault) -> String {
    let mut out = String::from(DECLARATION);
    out.push_str("<methodResponse><fault>");
    push_value(&mut out, &Value::from(fault.clone()));
    out.push_str("</fault></methodResponse>");
    out
}

/// The document that calls a method. `<params>` is always there, also when there are none.
pub fn write_call(method: &str, params: &[Value]) -> String {
    let mut out = String::from(DECLARATION);
    out.push_str("<methodCall><methodName>");
    push_text(&mut out, method);
    out.push_str("</methodName><params>");
    for param in params {
        out.push_str("<param>");
        push_value(&mut out, param);
        out.push_str("</param>");
    }
    out.push_str("</params></methodCall>");
    out
}

fn push_value(out: &mut String, value: &Value) {
    out.push_str("<value>");
    match value {
        Value::Nil => out.push_str("<nil/>"),
        Value::Int(number) if i32::try_from(*number).is_ok() => push_scalar(out, "int", &number.to_string()),
        Value::Int(number) => push_scalar(out, "i8", &number.to_string()),
        Value::Bool(flag) => push_scalar(out, "boolean", if *flag { "1" } else { "0" }),
        Value::Double(lexeme) => push_scalar(out, "double", lexeme.as_str()),
        Value::Str(text) => push_scalar(out, "string", text),
        Value::DateTime(text) => push_scalar(out, "dateTime.iso8601", text),
        Value::Base64(bytes) => push_scalar(out, "base64", &STANDARD.encode(bytes)),
        Value::Array(items) => push_array(out, items),
        Value::Struct(members) => push_struct(out, members),
    }
    out.push_str("</value>");
}

fn push_scalar(out: &mut String, tag: &str, text: &str) {
    push_tag(out, "<", tag);
    push_text(out, text);
    push_tag(out, "</", tag);
}

fn push_tag(out: &mut String, opening: &str, tag: &str) {
    out.push_str(opening);
    out.push_str(tag);
    out.push('>');
}

fn push_array(out: &mut String, items: &[Value]) {
    out.push_str("<array><data>");
    for item in items {
        push_value(out, item);
    }
    out.push_str("</data></array>");
}

fn push_struct(out: &mut String, members: &Struct) {
    out.push_str("<struct>");
    for (name, value) in members.iter() {
        out.push_str("<member><name>");
        push_escaped(out, name);
        out.push_str("</name>");
        push_value(out, value);
        out.push_str("</member>");
    }
    out.push_str("</struct>");
}

fn push_text(out: &mut String, text: &str) {
    // Most texts are plain; only one with a `C` can have the word in it.
    if text.bytes().all(|byte| is_plain(byte) && byte != b'C') {
        return out.push_str(text);
    }
    let mut pieces = text.split("faultCode");
    push_escaped(out, pieces.next().unwrap_or_default());
    for piece in pieces {
        out.push_str("fault&#67;ode");
        push_escaped(out, piece);
    }
}

fn push_escaped(out: &mut String, text: &str) {
    if text.bytes().all(is_plain) {
        return out.push_str(text);
    }
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\r' => out.push_str("&#13;"),
            allowed if is_xml_char(allowed) => out.push(allowed),
            _ => out.push(char::REPLACEMENT_CHARACTER),
        }
    }
}

/// Whether it is written as it is.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'<' | b'>' | b'&')
}
