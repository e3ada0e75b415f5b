//! What is written is read back.

use proptest::collection::vec;
use proptest::prelude::*;
use xmlrpc::{
    Call, Fault, Limits, Value, parse_call, parse_response, write_call, write_fault, write_response,
};

use crate::support::{values, xml_texts};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn responses(value in values()) {
        let read = parse_response(write_response(&value).as_bytes(), Some("utf-8"), &Limits::default());
        prop_assert_eq!(read, Ok(Ok(value)));
    }

    #[test]
    fn calls(method in "[a-zA-Z.&<]{1,20}", params in vec(values(), 0..4)) {
        let read = parse_call(write_call(&method, &params).as_bytes(), None, &Limits::default());
        prop_assert_eq!(read, Ok(Call { method, params }));
    }

    #[test]
    fn faults(code in any::<i32>(), string in xml_texts()) {
        let fault = Fault { code, string };
        let read = parse_response(write_fault(&fault).as_bytes(), None, &Limits::default());
        prop_assert_eq!(read, Ok(Err(fault)));
    }

    #[test]
    fn any_text_at_all_is_written_readable_and_without_the_marks_of_a_fault(text in any::<String>(), bytes in vec(any::<u8>(), 0..60)) {
        let legal = text.replace(|c: char| (c < ' ' && !"\t\n\r".contains(c)) || "\u{FFFE}\u{FFFF}".contains(c), "\u{FFFD}");
        let value = Value::Array(vec![Value::Str(text), Value::Base64(bytes.clone())]);
        let body = write_response(&value);
        prop_assert!(!body.contains("faultCode") && !body.contains("<fault>"));
        let read = parse_response(body.as_bytes(), None, &Limits::default());
        prop_assert_eq!(read, Ok(Ok(Value::Array(vec![Value::Str(legal), Value::Base64(bytes)]))));
    }
}
