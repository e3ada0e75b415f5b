//! What refers to a dictionary or has a syntax of its own.

use xmlrpc::{Struct, Value};

use super::Row;
use crate::world::double;

pub(crate) fn rows() -> Vec<Row> {
    vec![
        term("payment_method", 2, 1, "1 (credit card), 2 (bank transfer), 3 (cash), 4 (cheque), 5 (other)"),
        term("i_password_policy", 3, 1, "1 (Default), 2 (Medium), 3 (Strong)"),
        term("i_time_zone", 1, 370, "the ids of the time zone dictionary (370 is UTC)"),
        term("i_export_type", 2, 1, "1 (CSV), 2 (XLSX)"),
        term(
            "start_page",
            3,
            1,
            "1 (My CDRs), 2 (Customers), 3 (Call records), 4 (My preferences), 5 (Overview)",
        ),
        i_lang(),
        payment_currency(),
        accounts_matching_rule(),
        dns_alias(),
    ]
}

/// A number of a dictionary.
pub(crate) fn term(parameter: &'static str, other: i64, default: i64, allowed: &str) -> Row {
    let rule = format!("must be one of {allowed}");
    Row::new(parameter, default)
        .keeps(other)
        .keeps(default)
        .shows(other.to_string(), other)
        .shows(double(&format!("{other}.0")), other)
        .shows(Value::Nil, default)
        .bad(0, &rule)
        .bad(-1, &rule)
        .bad(100_000, &rule)
        .bad(i64::MAX, &rule)
        .bad("first", "must be an integer")
        .bad("", "must be an integer")
        .bad(double("1.5"), "must be an integer")
        .bad(Struct::new(), "must be an integer, not struct")
}

pub(crate) fn i_lang() -> Row {
    const RULE: &str = "must be one of ar, de, en, es, fr, it, ja, nl, pl, pt, ru, tr, uk, zh";
    Row::new("i_lang", "en")
        .keeps("ru")
        .keeps("en")
        .shows(Value::Nil, "en")
        .shows("", "en")
        .bad("xx", RULE)
        .bad("english", RULE)
        .bad(1, RULE)
        .bad(true, "must be a string, not boolean")
}

pub(crate) fn payment_currency() -> Row {
    const RULE: &str = "is not an ISO 4217 currency code (three capital letters, such as USD)";
    Row::new("payment_currency", "USD")
        .keeps("EUR")
        .keeps("JPY")
        .shows(Value::Nil, "USD")
        .shows("", "USD")
        .bad("eur", RULE)
        .bad("XXX", RULE)
        .bad("EURO", RULE)
        .bad(978, RULE)
        .bad(true, "must be a string, not boolean")
}

fn accounts_matching_rule() -> Row {
    Row::new("accounts_matching_rule", "")
        .keeps("1000[1-9]$")
        .keeps("(?!test)")
        .shows(1, "1")
        .shows(Value::Nil, "")
        .keeps("")
        .keeps("a".repeat(255))
        .bad("a".repeat(256), "may have at most 255 characters")
        .bad("a\nb", "may not contain control characters")
        .bad("1000[", "must be a regular expression such as 1000[1-9]$")
        .bad(true, "must be a string, not boolean")
}

fn dns_alias() -> Row {
    const RULE: &str = "must be a host name such as portal.example.com";
    Row::new("dns_alias", "")
        .keeps("portal.example.com")
        .shows("Second.Example.COM", "second.example.com")
        .keeps("xn--80ak6aa92e.example")
        .shows(Value::Nil, "")
        .keeps("")
        .bad("localhost", RULE)
        .bad("http://portal.example.com", RULE)
        .bad("портал.рф", RULE)
        .bad("10.0.0.1", RULE)
        .bad("-a.example.com", RULE)
        .bad(format!("{}.example.com", "a.".repeat(130)), "may have at most 253 characters")
        .bad(true, "must be a string, not boolean")
}
