//! Documents around values, and generated values.

use proptest::collection::vec;
use proptest::prelude::*;
use xmlrpc::{Lexeme, Limits, ParseError, Struct, Value, parse_call};

/// Enough room for documents that are large on purpose.
pub(crate) const ROOMY: Limits =
    Limits { body_bytes_max: 1 << 28, depth_max: 32, nodes_max: 20_000, text_bytes_max: 1 << 18 };

/// A call with one parameter; `inner` stands where `<value>` belongs.
pub(crate) fn call_around(inner: &str) -> String {
    format!("<methodCall><methodName>m</methodName><params><param>{inner}</param></params></methodCall>")
}

/// The one parameter of a call.
pub(crate) fn parse_param(body: &[u8], limits: &Limits) -> Result<Value, ParseError> {
    let mut params = parse_call(body, None, limits)?.params;
    assert_eq!(params.len(), 1);
    Ok(params.remove(0))
}

pub(crate) fn text(text: &str) -> Value {
    Value::Str(text.to_owned())
}

pub(crate) fn double(text: &str) -> Value {
    Value::Double(text.parse().unwrap())
}

/// Any value whose text XML can carry, nested a few levels.
pub(crate) fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Nil),
        any::<i64>().prop_map(Value::Int),
        any::<i32>().prop_map(|n| Value::Int(n.into())),
        any::<bool>().prop_map(Value::Bool),
        lexemes().prop_map(Value::Double),
        xml_texts().prop_map(Value::Str),
        "[0-9]{8}T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{3})?".prop_map(Value::DateTime),
        vec(any::<u8>(), 0..40).prop_map(Value::Base64),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::Array),
            vec((xml_texts(), inner), 0..6)
                .prop_map(|members| Value::Struct(members.into_iter().collect::<Struct>())),
        ]
    })
}

pub(crate) fn lexemes() -> impl Strategy<Value = Lexeme> {
    "[+-]?([0-9]{1,12}(\\.[0-9]{0,9})?|\\.[0-9]{1,9})([eE][+-]?[0-9]{1,3})?"
        .prop_map(|text| text.parse().unwrap())
}

/// Text XML can carry, with more than its share of what writers get wrong.
pub(crate) fn xml_texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[ -~]{0,12}",
        2 => "[\\t\\n\\r <>&;\"'\\]]{0,6}",
        1 => "\\PC{0,6}",
        1 => Just("faultCode".to_owned()),
        1 => Just("<fault>".to_owned()),
        1 => Just("]]>".to_owned()),
    ];
    vec(piece, 0..4).prop_map(|pieces| pieces.concat().replace(['\u{FFFE}', '\u{FFFF}'], ""))
}
