//! Documents made to hurt, and documents cut short.

use proptest::collection::vec;
use proptest::prelude::*;
use xmlrpc::{Limits, ParseErrorKind, Struct, Value, parse_call, parse_response, write_call};

use crate::support::{ROOMY, call_around, double, parse_param, text};

#[track_caller]
fn check(body: &[u8], limits: &Limits, expected: Result<(), ParseErrorKind>) {
    let outcome = parse_call(body, None, limits);
    assert_eq!(outcome.map(|_| ()).map_err(|error| error.kind()), expected);
}

fn nested(levels: usize) -> String {
    let (open, close) = ("<value><array><data>", "</data></array></value>");
    call_around(&format!("{}{}", open.repeat(levels), close.repeat(levels)))
}

fn nested_structs(levels: usize) -> String {
    let (open, close) = ("<value><struct><member><name>a</name>", "</member></struct></value>");
    call_around(&format!("{}<value/>{}", open.repeat(levels), close.repeat(levels)))
}

fn sample() -> String {
    let row = Struct::new()
        .with("name", "Müller & Söhne <faultCode>\r\n")
        .with("balance", double("-1.50"))
        .with("none", Value::Nil)
        .with("when", Value::DateTime("20260131T23:59:59".into()))
        .with("blob", Value::Base64(vec![0, 1, 2, 255]))
        .with("list", vec![Value::Int(1), Value::Int(1 << 40), Value::Bool(true), text("")]);
    write_call("update", &[Value::from(row), text("x")])
        .replace("<string>x</string>", "<![CDATA[x]]><!-- c -->")
}

#[test]
fn billion_laughs_are_refused_before_the_first() {
    let mut body = String::from("<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\">");
    for level in 1..10 {
        body += &format!("<!ENTITY lol{level} \"{}\">", format!("&lol{};", level - 1).repeat(10));
    }
    body += "]>";
    body += &call_around("<value>&lol9;</value>");
    check(body.as_bytes(), &ROOMY, Err(ParseErrorKind::DoctypeRefused));
    check(call_around("<value>&lol9;</value>").as_bytes(), &ROOMY, Err(ParseErrorKind::UnknownEntity));
}

#[test]
fn an_external_entity_is_refused() {
    let body = format!(
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{}",
        call_around("<value>&x;</value>")
    );
    check(body.as_bytes(), &ROOMY, Err(ParseErrorKind::DoctypeRefused));
}

#[test]
fn nesting_ends_at_the_limit() {
    for make in [nested as fn(usize) -> String, |levels| nested_structs(levels - 1)] {
        check(make(32).as_bytes(), &ROOMY, Ok(()));
        for levels in [33, 10_000, 1_000_000] {
            check(make(levels).as_bytes(), &ROOMY, Err(ParseErrorKind::TooDeep));
        }
    }
}

#[test]
fn no_configuration_lifts_the_ceiling_of_depth() {
    let limits = Limits { depth_max: usize::MAX, ..ROOMY };
    check(nested_structs(Limits::DEPTH_CEILING - 1).as_bytes(), &limits, Ok(()));
    check(nested_structs(Limits::DEPTH_CEILING).as_bytes(), &limits, Err(ParseErrorKind::TooDeep));
    check(nested(1_000_000).as_bytes(), &limits, Err(ParseErrorKind::TooDeep));
}

#[test]
fn foreign_nesting_ends_at_the_first_element() {
    check("<a>".repeat(1_000_000).as_bytes(), &ROOMY, Err(ParseErrorKind::UnknownElement));
}

#[test]
fn attributes_are_not_looked_at() {
    let attributes: String = (0..100_000).map(|n| format!(" a{}='{n}'", n % 50_000)).collect();
    check(call_around(&format!("<value{attributes}>x</value>")).as_bytes(), &ROOMY, Ok(()));
}

#[test]
fn values_are_counted() {
    let list = |count: usize| {
        call_around(&format!(
            "<value><array><data>{}</data></array></value>",
            "<value><int>1</int></value>".repeat(count)
        ))
    };
    check(list(19_999).as_bytes(), &ROOMY, Ok(()));
    check(list(20_000).as_bytes(), &ROOMY, Err(ParseErrorKind::TooManyValues));
    check(list(1_000_000).as_bytes(), &ROOMY, Err(ParseErrorKind::TooManyValues));
}

#[test]
fn a_struct_of_many_members_is_read() {
    let members: String =
        (0..19_999).map(|n| format!("<member><name>n{}</name><value/></member>", n % 15_000)).collect();
    let value =
        parse_param(call_around(&format!("<value><struct>{members}</struct></value>")).as_bytes(), &ROOMY);
    let Ok(Value::Struct(members)) = value else { panic!("a struct") };
    assert_eq!(members.len(), 15_000);
}

#[test]
fn bodies_and_texts_are_measured() {
    let body = call_around("<value>12345678</value>");
    let exact = Limits { body_bytes_max: body.len(), text_bytes_max: 8, ..ROOMY };
    check(body.as_bytes(), &exact, Ok(()));
    check(
        body.as_bytes(),
        &Limits { body_bytes_max: body.len() - 1, ..exact },
        Err(ParseErrorKind::BodyTooLarge),
    );
    check(body.as_bytes(), &Limits { text_bytes_max: 7, ..exact }, Err(ParseErrorKind::TextTooLong));
    let pieces = call_around("<value>1&#50;<![CDATA[3]]>4<!-- -->5678</value>");
    check(pieces.as_bytes(), &Limits { text_bytes_max: 7, ..ROOMY }, Err(ParseErrorKind::TextTooLong));
    check(&vec![b' '; (1 << 20) + 1], &Limits::default(), Err(ParseErrorKind::BodyTooLarge));
}

#[test]
fn illegal_characters_are_refused_wherever_they_stand() {
    for illegal in ["\0", "\u{1}", "\u{b}", "\u{1f}", "\u{FFFE}", "\u{FFFF}"] {
        for inner in [
            format!("<value>{illegal}</value>"),
            format!("<value><![CDATA[{illegal}]]></value>"),
            format!("<!--{illegal}--><value/>"),
            format!("<value a='{illegal}'/>"),
        ] {
            check(call_around(&inner).as_bytes(), &ROOMY, Err(ParseErrorKind::IllegalCharacter));
        }
    }
    check(call_around("<value>\u{7f}\u{85}\u{FFFD}\u{10FFFF}</value>").as_bytes(), &ROOMY, Ok(()));
}

#[test]
fn utf_16_is_refused_with_and_without_a_mark() {
    for mark in ["\u{FEFF}", ""] {
        let units: Vec<u16> = format!("{mark}{}", call_around("<value/>")).encode_utf16().collect();
        for to_bytes in [u16::to_be_bytes, u16::to_le_bytes] {
            let body: Vec<u8> = units.iter().flat_map(|unit| to_bytes(*unit)).collect();
            check(&body, &ROOMY, Err(ParseErrorKind::UnsupportedEncoding));
        }
    }
}

#[test]
fn a_document_cut_anywhere_is_refused() {
    let body = sample().into_bytes();
    assert!(parse_call(&body, None, &ROOMY).is_ok());
    for length in 0..body.len() {
        assert!(parse_call(&body[..length], None, &ROOMY).is_err(), "cut at {length}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn noise_is_refused_or_read_but_never_fatal(body in vec(any::<u8>(), 0..200)) {
        let _ = parse_call(&body, None, &ROOMY);
        let _ = parse_call(&body, Some("windows-1252"), &ROOMY);
    }

    #[test]
    fn a_damaged_document_is_refused_or_read_but_never_fatal(
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut body = sample().into_bytes();
        for (place, byte) in damage {
            let place = place.index(body.len());
            body[place] = byte;
        }
        if let Err(error) = parse_call(&body, None, &ROOMY) {
            prop_assert!(error.position() <= body.len());
        }
    }

    #[test]
    fn shuffled_markup_is_refused_or_read_but_never_fatal(
        pieces in vec(prop::sample::select(PIECES.to_vec()), 0..40),
    ) {
        let body = pieces.concat();
        let _ = parse_call(body.as_bytes(), None, &ROOMY);
        let _ = parse_response(body.as_bytes(), None, &ROOMY);
    }
}

const PIECES: &[&str] = &[
    "<methodCall>",
    "<methodName>",
    "m",
    "</methodName>",
    "<params>",
    "<param>",
    "<value>",
    "</value>",
    "</param>",
    "</params>",
    "</methodCall>",
    "<struct>",
    "<member>",
    "<name>",
    "</name>",
    "</member>",
    "</struct>",
    "<array>",
    "<data>",
    "</data>",
    "</array>",
    "<nil/>",
    "<int>",
    "1",
    "</int>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?",
    "?>",
    "&amp;",
    "&",
    ";",
    "<",
    ">",
    "/",
    "<!",
    "<fault>",
    "</fault>",
    "<methodResponse>",
    "</methodResponse>",
    "\"",
    "'",
];
