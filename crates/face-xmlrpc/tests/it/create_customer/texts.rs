//! The texts: names, passwords, contact data.

use xmlrpc::{Struct, Value};

use super::Row;
use crate::world::double;

pub(crate) const DECEPTIVE: &str =
    "may not begin or end with white space, nor contain invisible or direction-changing characters";

pub(crate) fn rows() -> Vec<Row> {
    let contact = [
        ("company_name", 64),
        ("salutation", 16),
        ("first_name", 32),
        ("last_name", 32),
        ("mid_init", 8),
        ("street_addr", 128),
        ("state", 32),
        ("postal_code", 16),
        ("city", 64),
        ("country", 32),
        ("contact", 64),
        ("phone", 32),
        ("fax", 32),
        ("alt_phone", 32),
        ("alt_contact", 64),
        ("email", 254),
        ("cc", 254),
        ("bcc", 254),
        ("mail_from", 254),
    ];
    let contact = contact.into_iter().map(|(parameter, max)| line(parameter, max));
    contact.chain([name(), web_login(), web_password(), api_password(), description(), css()]).collect()
}

/// One line of free text.
pub(crate) fn line(parameter: &'static str, max: usize) -> Row {
    let row = Row::new(parameter, "").keeps("Ż<&>\"'9 ").bad("a\tb", "may not contain control characters");
    free_text(row, max)
}

fn description() -> Row {
    let row = Row::new("description", "").keeps("first line\r\n\tsecond <line>");
    free_text(row.bad("a\u{85}b", "may not contain control characters"), 255)
}

fn css() -> Row {
    let row = Row::new("css", "").keeps("<head><style>\n\tbody { color: #ffe; }\n</style></head>");
    // As many bytes as the longest text of a document may have.
    free_text(row.keeps("𝕏".repeat(65_536)), 65_536)
}

fn free_text(row: Row, max: usize) -> Row {
    let row = row
        .shows(Value::Nil, "")
        .keeps("")
        .keeps("я".repeat(max))
        .bad("я".repeat(max + 1), &format!("may have at most {max} characters"))
        .shows(42, "42")
        .shows(double("1.50"), "1.50");
    no_text(row)
}

fn name() -> Row {
    let row = Row::new("name", Value::Nil)
        .keeps("ТОВ \"Ромашка\" & Co <1>")
        .keeps("я".repeat(64))
        .shows(4711, "4711")
        .bad("я".repeat(65), "may have at most 64 characters")
        .bad("", "must not be empty")
        .refuses(Value::Nil, 410, "Parameter # is required")
        .bad("a\nb", "may not contain control characters")
        .bad(" a", DECEPTIVE)
        .bad("a\u{200b}b", DECEPTIVE);
    no_text(row)
}

fn web_login() -> Row {
    let row = Row::new("web_login", Value::Nil)
        .keeps("логін-1@example.com")
        .keeps("x".repeat(32))
        .shows(4711, "4711")
        .shows("", Value::Nil)
        .keeps(Value::Nil)
        .bad("x".repeat(33), "may have at most 32 characters")
        .bad("a b", "may not contain white space")
        .bad("a\u{202e}b", DECEPTIVE);
    no_text(row)
}

fn web_password() -> Row {
    let row = password("web_password")
        .refuses(Value::Nil, 410, "Parameter # is required")
        .bad("", "must not be empty");
    no_text(row)
}

fn api_password() -> Row {
    no_text(password("api_password").takes(Value::Nil).takes(""))
}

/// The default policy asks for nothing.
pub(crate) fn password(parameter: &'static str) -> Row {
    Row::never_shown(parameter)
        .takes("Пароль-1 \"<&>\"")
        .takes("x")
        .takes(12345)
        .takes("x".repeat(128))
        .bad("x".repeat(129), "may have at most 128 characters")
        .bad("a\tb", "may not contain control characters")
}

/// Values of other types; the sentence names the type.
pub(crate) fn no_text(row: Row) -> Row {
    row.bad(true, "must be a string, not boolean")
        .bad(Value::DateTime("20260101T00:00:00".to_owned()), "must be a string, not dateTime.iso8601")
        .bad(Value::Base64(b"a".to_vec()), "must be a string, not base64")
        .bad(vec!["a".into()], "must be a string, not array")
        .bad(Struct::new(), "must be a string, not struct")
}
