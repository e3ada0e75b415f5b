//! The same values through an independent implementation, both ways.

use std::collections::BTreeMap;

use dxr::Value as Theirs;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use xmlrpc::{Limits, Struct, Value, parse_call, parse_response, write_call, write_response};

/// Values both sides can express; a struct's members are in name order, as theirs always are.
/// They write a carriage return bare, which any reader takes for a line feed, so there is none.
fn common_values() -> impl Strategy<Value = Theirs> {
    let leaf = prop_oneof![
        Just(Theirs::Nil),
        any::<i32>().prop_map(Theirs::Integer),
        any::<i64>().prop_filter("fits i4", |n| i32::try_from(*n).is_err()).prop_map(Theirs::Long),
        any::<bool>().prop_map(Theirs::Boolean),
        (-1e15..1e15f64).prop_map(Theirs::Double),
        prop::num::f64::NORMAL.prop_map(Theirs::Double),
        common_texts().prop_map(Theirs::String),
        "20[0-9]{2}0[1-9][12][0-8]T[01][0-9]:[0-5][0-9]:[0-5][0-9]"
            .prop_map(|text| Theirs::DateTime(text.parse().unwrap())),
        vec(any::<u8>(), 0..40).prop_map(Theirs::Base64),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Theirs::Array),
            btree_map(common_names(), inner, 0..6).prop_map(Theirs::Struct),
        ]
    })
}

fn common_texts() -> impl Strategy<Value = String> {
    crate::support::xml_texts().prop_map(|text| text.replace('\r', ""))
}

/// They refuse a member whose name is empty or blank.
fn common_names() -> impl Strategy<Value = String> {
    common_texts().prop_map(|text| format!("n{text}"))
}

/// Their value in our terms.
fn ours(value: &Theirs) -> Value {
    match value {
        Theirs::Integer(n) => Value::Int((*n).into()),
        Theirs::Long(n) => Value::Int(*n),
        Theirs::Boolean(flag) => Value::Bool(*flag),
        Theirs::String(text) => Value::Str(text.clone()),
        Theirs::Double(number) => Value::Double(number.to_string().parse().unwrap()),
        Theirs::DateTime(date) => Value::DateTime(date.to_string()),
        Theirs::Base64(bytes) => Value::Base64(bytes.clone()),
        Theirs::Struct(members) => {
            let members: &BTreeMap<String, Theirs> = members;
            Value::Struct(members.iter().map(|(name, value)| (name.clone(), ours(value))).collect::<Struct>())
        }
        Theirs::Array(items) => Value::Array(items.iter().map(ours).collect()),
        Theirs::Nil => Value::Nil,
        other => panic!("a type this test does not know: {other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn we_read_what_they_write(value in common_values()) {
        let body = dxr::MethodResponse { value: value.clone() }.to_xml().unwrap();
        prop_assert_eq!(parse_response(body.as_bytes(), None, &Limits::default()), Ok(Ok(ours(&value))));

        let body = dxr::MethodCall { name: "m".into(), params: vec![value.clone()] }.to_xml().unwrap();
        let call = parse_call(body.as_bytes(), None, &Limits::default()).unwrap();
        prop_assert_eq!((call.method.as_str(), call.params), ("m", vec![ours(&value)]));
    }

    #[test]
    fn they_read_what_we_write(value in common_values()) {
        let read = dxr::MethodResponse::from_xml(&write_response(&ours(&value))).unwrap();
        prop_assert_eq!(&read.value, &value);

        let body = write_call("m", &[ours(&value)]);
        let call = dxr::MethodCall::from_xml(&body).unwrap();
        prop_assert_eq!((call.name.as_ref(), call.params), ("m", vec![value]));
    }
}

#[test]
fn faults_agree_both_ways() {
    let (code, string) = (410, "Parameter <name> is required");
    let body = xmlrpc::write_fault(&xmlrpc::Fault { code, string: string.into() });
    let read = dxr::FaultResponse::from_xml(&body).unwrap().fault;
    assert_eq!((read.code(), read.string()), (code, string));

    let body = dxr::FaultResponse { fault: read }.to_xml().unwrap();
    let expected = xmlrpc::Fault { code, string: string.into() };
    assert_eq!(parse_response(body.as_bytes(), None, &Limits::default()), Ok(Err(expected)));
}
