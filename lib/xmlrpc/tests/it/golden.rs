//! The writer's bytes.

use xmlrpc::{Fault, Struct, Value, write_call, write_fault, write_response};

use crate::support::{double, text};

#[track_caller]
fn check(value: Value, written: &str) {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<methodResponse><params><param><value>{written}</value></param></params></methodResponse>"
    );
    assert_eq!(write_response(&value), document);
}

#[test]
fn scalars_name_their_type() {
    check(Value::Nil, "<nil/>");
    check(Value::Int(0), "<int>0</int>");
    check(Value::Bool(true), "<boolean>1</boolean>");
    check(Value::Bool(false), "<boolean>0</boolean>");
    check(double("-1.50"), "<double>-1.50</double>");
    check(double("1e-09"), "<double>1e-09</double>");
    check(text("OK"), "<string>OK</string>");
    check(text(""), "<string></string>");
    check(text(" \n\t"), "<string> \n\t</string>");
    check(
        Value::DateTime("20260131T23:59:59".into()),
        "<dateTime.iso8601>20260131T23:59:59</dateTime.iso8601>",
    );
    check(Value::Base64(b"any carnal pleas".to_vec()), "<base64>YW55IGNhcm5hbCBwbGVhcw==</base64>");
    check(Value::Base64(Vec::new()), "<base64></base64>");
}

#[test]
fn integers_are_int_while_they_fit_and_i8_beyond() {
    check(Value::Int(2_147_483_647), "<int>2147483647</int>");
    check(Value::Int(-2_147_483_648), "<int>-2147483648</int>");
    check(Value::Int(2_147_483_648), "<i8>2147483648</i8>");
    check(Value::Int(-2_147_483_649), "<i8>-2147483649</i8>");
    check(Value::Int(i64::MIN), "<i8>-9223372036854775808</i8>");
}

#[test]
fn compounds_hold_no_white_space_and_keep_their_order() {
    check(Value::Array(Vec::new()), "<array><data></data></array>");
    check(Value::Struct(Struct::new()), "<struct></struct>");
    check(
        Value::from(Struct::new().with("result", "OK").with("i_customer", 7).with("list", vec![Value::Nil])),
        "<struct><member><name>result</name><value><string>OK</string></value></member>\
         <member><name>i_customer</name><value><int>7</int></value></member>\
         <member><name>list</name><value><array><data><value><nil/></value></data></array></value></member></struct>",
    );
}

#[test]
fn text_is_escaped_and_made_legal() {
    check(text("a<b>&\"c'"), "<string>a&lt;b&gt;&amp;\"c'</string>");
    check(text("a\r\nb\r"), "<string>a&#13;\nb&#13;</string>");
    check(text("a\0b\u{1b}\u{FFFE}\u{FFFF}"), "<string>a\u{FFFD}b\u{FFFD}\u{FFFD}\u{FFFD}</string>");
    check(text("Žofie 🐎"), "<string>Žofie 🐎</string>");
    check(
        Value::from(Struct::new().with("a<\r\0", 1)),
        "<struct><member><name>a&lt;&#13;\u{FFFD}</name><value><int>1</int></value></member></struct>",
    );
}

#[test]
fn a_success_never_looks_like_a_fault_to_a_substring_search() {
    check(text("faultCode"), "<string>fault&#67;ode</string>");
    check(
        text("<fault>faultCodefaultCode</fault>"),
        "<string>&lt;fault&gt;fault&#67;odefault&#67;ode&lt;/fault&gt;</string>",
    );
    check(Value::DateTime("faultCode".into()), "<dateTime.iso8601>fault&#67;ode</dateTime.iso8601>");
    // These nine bytes spell the word in base64.
    check(Value::Base64(b"\x7d\xab\xa5\xb4\x2a\x1d\x7b".to_vec()), "<base64>fault&#67;odew==</base64>");
}

#[test]
fn a_member_may_be_named_fault_code_as_multicall_needs() {
    check(
        Value::from(Fault { code: 404, string: "no".into() }),
        "<struct><member><name>faultCode</name><value><int>404</int></value></member>\
         <member><name>faultString</name><value><string>no</string></value></member></struct>",
    );
}

#[test]
fn a_fault_is_its_code_then_its_string() {
    let fault = Fault { code: -410, string: "Parameter <name> is required".into() };
    assert_eq!(
        write_fault(&fault),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<methodResponse><fault><value><struct>\
         <member><name>faultCode</name><value><int>-410</int></value></member>\
         <member><name>faultString</name><value><string>Parameter &lt;name&gt; is required</string></value></member>\
         </struct></value></fault></methodResponse>"
    );
}

#[test]
fn a_call_always_has_params() {
    assert_eq!(
        write_call("system.listMethods", &[]),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<methodCall><methodName>system.listMethods</methodName><params></params></methodCall>"
    );
    assert_eq!(
        write_call("a&b", &[Value::Int(1), Value::Nil]),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<methodCall><methodName>a&amp;b</methodName><params>\
         <param><value><int>1</int></value></param><param><value><nil/></value></param></params></methodCall>"
    );
}
