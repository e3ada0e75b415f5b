//! Documents printed by Python's `xmlrpc.client`, kept in `tests/corpus` (`generate.py` there made them).

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use xmlrpc::{Call, Fault, Limits, Struct, Value, parse_call, parse_response};

use crate::support::{double, parse_param, text};

fn corpus(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(format!("{name}.xml"));
    fs::read(path).unwrap()
}

fn expected_values() -> Vec<(&'static str, Value)> {
    let array = |items: &[Value]| Value::Array(items.to_vec());
    vec![
        ("nil", Value::Nil),
        ("int-zero", Value::Int(0)),
        ("int-smallest", Value::Int(-2_147_483_648)),
        ("int-largest", Value::Int(2_147_483_647)),
        ("true", Value::Bool(true)),
        ("false", Value::Bool(false)),
        ("double-plain", double("1.5")),
        ("double-small", double("1e-09")),
        ("double-large", double("1e+22")),
        ("double-negative-zero", double("-0.0")),
        ("string-plain", text("Jane Roe")),
        ("string-empty", text("")),
        ("string-blank", text(" \t\n ")),
        ("string-markup", text("<b>\"Fish\" & 'chips'</b> ]]>")),
        ("string-unicode", text("Žluťoučký kůň 🐎 \u{85}")),
        // Python writes carriage returns bare; every reader must take them for line feeds.
        ("string-line-ends", text("one\ntwo\nthree")),
        ("date", Value::DateTime("20260131T23:59:59".into())),
        ("bytes-wrapped", Value::Base64((0..=255).collect())),
        ("bytes-empty", Value::Base64(Vec::new())),
        ("array-empty", array(&[])),
        (
            "array-nested",
            array(&[
                Value::Int(1),
                array(&[Value::Int(2), array(&[Value::Int(3), text("four")])]),
                Value::Nil,
            ]),
        ),
        ("struct-empty", Value::Struct(Struct::new())),
        (
            "struct-nested",
            Struct::new()
                .with("name", "Jane & Co")
                .with("plan", Struct::new().with("i_plan", 7).with("price", double("0.1")))
                .with("tags", vec![text("a"), text("")])
                .into(),
        ),
    ]
}

#[test]
fn every_value_is_read_as_meant() {
    for (name, value) in expected_values() {
        assert_eq!(parse_param(&corpus(name), &Limits::default()), Ok(value), "{name}");
    }
}

#[test]
fn calls_and_answers_are_read_as_meant() {
    let limits = Limits::default();
    let listing = Call { method: "system.listMethods".into(), params: Vec::new() };
    assert_eq!(parse_call(&corpus("call-without-params"), None, &limits), Ok(listing));

    let params = vec![Struct::new().with("name", "Müller").into(), Value::Int(2)];
    let update = Call { method: "update".into(), params };
    assert_eq!(parse_call(&corpus("call-latin1"), None, &limits), Ok(update));

    let answer = Value::from(Struct::new().with("result", "OK"));
    assert_eq!(parse_response(&corpus("response"), None, &limits), Ok(Ok(answer)));

    let fault = Fault { code: 410, string: "Parameter name is required".into() };
    assert_eq!(parse_response(&corpus("response-fault"), None, &limits), Ok(Err(fault)));
}

#[test]
fn no_document_of_the_corpus_is_left_out() {
    let mut tested: BTreeSet<String> = expected_values().iter().map(|(name, _)| (*name).to_owned()).collect();
    tested.extend(["call-without-params", "call-latin1", "response", "response-fault"].map(str::to_owned));
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let kept: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "xml"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(tested, kept);
}
