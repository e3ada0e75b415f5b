//! Documents that must be read, documents that must be refused, and why.

use xmlrpc::{Call, Fault, Limits, ParseErrorKind, Struct, Value, parse_call, parse_response};

use crate::support::{call_around, double, parse_param, text};

#[track_caller]
fn check(inner: &str, expected: Value) {
    assert_eq!(parse_param(call_around(inner).as_bytes(), &Limits::default()), Ok(expected), "{inner}");
}

#[track_caller]
fn check_refused(inner: &str, kind: ParseErrorKind) {
    check_call_refused(&call_around(inner), kind);
}

#[track_caller]
fn check_call_refused(body: &str, kind: ParseErrorKind) {
    let outcome = parse_call(body.as_bytes(), None, &Limits::default());
    assert_eq!(outcome.map_err(|error| error.kind()), Err(kind), "{body}");
}

#[track_caller]
fn check_call(body: &str, method: &str, params: &[Value]) {
    let expected = Call { method: method.to_owned(), params: params.to_vec() };
    assert_eq!(parse_call(body.as_bytes(), None, &Limits::default()), Ok(expected), "{body}");
}

/// `body` holds the bytes of one `<value>`.
#[track_caller]
fn check_bytes(declared: &str, charset: Option<&str>, inner: &[u8], expected: Result<&str, ParseErrorKind>) {
    let mut body = declared.as_bytes().to_vec();
    body.extend(b"<methodCall><methodName>m</methodName><params><param><value>");
    body.extend(inner);
    body.extend(b"</value></param></params></methodCall>");
    let outcome = parse_call(&body, charset, &Limits::default());
    let expected = expected.map(|value| Call { method: "m".into(), params: vec![text(value)] });
    assert_eq!(outcome.map_err(|error| error.kind()), expected, "{declared} {charset:?}");
}

#[test]
fn strings_in_every_spelling_keep_their_blanks() {
    for inner in [
        "<value></value>",
        "<value/>",
        "<value><string/></value>",
        "<value><string></string></value>",
        "<value />",
    ] {
        check(inner, text(""));
    }
    check("<value>text</value>", text("text"));
    check("<value>  </value>", text("  "));
    check("<value> <string> a\tb \n</string> </value>", text(" a\tb \n"));
    check("<value><string>a\r\nb\rc&#13;</string></value>", text("a\nb\nc\r"));
}

#[test]
fn text_cdata_references_and_comments_are_one_text() {
    check(
        "<value>a<![CDATA[<b>&amp;]]>&lt;c&gt;<!-- no -->&amp;&quot;&apos;&#x20AC;&#8364;<?pi x?>d</value>",
        text("a<b>&amp;<c>&\"'€€d"),
    );
    check("<value><int>4<!-- -->2</int></value>", Value::Int(42));
    check("<value><!-- before --><int>1</int><!-- after --></value>", Value::Int(1));
}

#[test]
fn integers_of_every_name() {
    for tag in ["int", "i4", "i2", "i1", "i8", "ex:i8"] {
        check(&format!("<value><{tag}> 42\n</{tag}></value>"), Value::Int(42));
        check(&format!("<value><{tag}>-5</{tag}></value>"), Value::Int(-5));
        check(&format!("<value><{tag}>+007</{tag}></value>"), Value::Int(7));
        for wrong in ["", " ", "-", "1.0", "4 2", "0x10", "5a", "+-5", "١", "1e3", "&#160;1"] {
            check_refused(&format!("<value><{tag}>{wrong}</{tag}></value>"), ParseErrorKind::InvalidInt);
        }
        check_refused(
            &format!("<value><{tag}>9223372036854775808</{tag}></value>"),
            ParseErrorKind::IntOutOfRange,
        );
    }
    check("<value><int>-2147483648</int></value>", Value::Int(-2_147_483_648));
    check_refused("<value><int>2147483648</int></value>", ParseErrorKind::IntOutOfRange);
    check_refused("<value><i4>-2147483649</i4></value>", ParseErrorKind::IntOutOfRange);
    check("<value><i8>2147483648</i8></value>", Value::Int(2_147_483_648));
    check("<value><ex:i8>-9223372036854775808</ex:i8></value>", Value::Int(i64::MIN));
}

#[test]
fn booleans_in_digits_and_words() {
    for (sent, read) in [("0", false), ("1", true), ("false", false), (" true\n", true)] {
        check(&format!("<value><boolean>{sent}</boolean></value>"), Value::Bool(read));
    }
    for wrong in ["", "2", "01", "TRUE", "yes"] {
        check_refused(&format!("<value><boolean>{wrong}</boolean></value>"), ParseErrorKind::InvalidBoolean);
    }
}

#[test]
fn doubles_keep_their_text() {
    for sent in ["1.10", "-0", "+5", "5.", ".5", "1e-09", "1E+22", "123456789012345678901234567890.000000001"]
    {
        check(&format!("<value><double>\n {sent} </double></value>"), double(sent));
    }
    for wrong in ["", "NaN", "inf", "-Infinity", "0x1p3", "1.5f", "1,5", "1 5", "1.2.3", "e5"] {
        check_refused(&format!("<value><double>{wrong}</double></value>"), ParseErrorKind::InvalidDouble);
    }
}

#[test]
fn dates_keep_their_text() {
    for sent in ["20260131T23:59:59", "2026-01-31T23:59:59Z", "20260131T23:59:59.000", "tomorrow", ""] {
        check(
            &format!("<value><dateTime.iso8601> {sent}\n</dateTime.iso8601></value>"),
            Value::DateTime(sent.to_owned()),
        );
    }
}

#[test]
fn base64_may_be_wrapped() {
    check(
        "<value><base64>YW55\r\n IGNh\n cm5hbA== \n</base64></value>",
        Value::Base64(b"any carnal".to_vec()),
    );
    check("<value><base64/></value>", Value::Base64(Vec::new()));
    for wrong in ["Y", "YW55=", "YW5*", "YW55IGNhcm5hbA", "YQ==YQ=="] {
        check_refused(&format!("<value><base64>{wrong}</base64></value>"), ParseErrorKind::InvalidBase64);
    }
}

#[test]
fn nil_in_every_spelling() {
    for inner in [
        "<nil/>",
        "<nil></nil>",
        "<ex:nil/>",
        " <nil> </nil> ",
        "<ex:nil xmlns:ex=\"http://ws.apache.org/xmlrpc/namespaces/extensions\"/>",
    ] {
        check(&format!("<value>{inner}</value>"), Value::Nil);
    }
    check_refused("<value><nil>0</nil></value>", ParseErrorKind::UnexpectedText);
}

#[test]
fn compounds_may_be_empty_and_indented() {
    for inner in ["<struct/>", "<struct></struct>", "<struct>\n</struct>"] {
        check(&format!("<value>{inner}</value>"), Value::Struct(Struct::new()));
    }
    for inner in [
        "<array><data/></array>",
        "<array><data></data></array>",
        "<array> <data>\n</data> </array>",
        "<array/>",
    ] {
        check(&format!("<value>{inner}</value>"), Value::Array(Vec::new()));
    }
    check(
        "<value>\n <struct>\n  <member>\n   <name> a b </name>\n   <value>1</value>\n  </member>\n  \
         <member><name/><value><array><data>\n<value><int>2</int></value>\n</data></array></value></member>\n </struct>\n</value>",
        Value::from(Struct::new().with(" a b ", "1").with("", vec![Value::Int(2)])),
    );
}

#[test]
fn the_last_of_equal_members_wins() {
    let member =
        |name: &str, n: i64| format!("<member><name>{name}</name><value><int>{n}</int></value></member>");
    check(
        &format!("<value><struct>{}{}{}</struct></value>", member("a", 1), member("b", 2), member("a", 3)),
        Value::from(Struct::new().with("a", 3).with("b", 2)),
    );
}

#[test]
fn misplaced_parts_of_a_value_are_refused() {
    use ParseErrorKind::*;
    let name = "<name>a</name>";
    for (inner, kind) in [
        ("<value><int>1</int><int>2</int></value>", SecondType),
        ("<value><nil/><nil/></value>", SecondType),
        ("<value><int>1</int>x</value>", UnexpectedText),
        ("<value>x<int>1</int></value>", UnexpectedText),
        ("<value><int>1</int><value/></value>", UnexpectedElement),
        ("<value><value/></value>", TypeExpected),
        ("<value><string>a<b/></string></value>", UnknownElement),
        ("<value><string>a<int>1</int></string></value>", UnexpectedElement),
        ("<value><float>1</float></value>", UnknownElement),
        ("<value><Int>1</Int></value>", UnknownElement),
        ("<value><array><value/></array></value>", ElementExpected("data")),
        ("<value><array><data/><data/></array></value>", UnexpectedElement),
        ("<value><array><data><int>1</int></data></array></value>", ElementExpected("value")),
        ("<value><array><data>x</data></array></value>", UnexpectedText),
        ("<value><struct><name/></struct></value>", ElementExpected("member")),
        ("<value><struct><member/></struct></value>", ElementExpected("name")),
        ("<value><struct><member><value/><name>a</name></member></struct></value>", ElementExpected("name")),
        (&format!("<value><struct><member>{name}</member></struct></value>"), ElementExpected("value")),
        (
            &format!("<value><struct><member>{name}<value/><value/></member></struct></value>"),
            UnexpectedElement,
        ),
        (
            &format!("<value><struct><member>{name}{name}<value/></member></struct></value>"),
            ElementExpected("value"),
        ),
        (&format!("<value><struct>x<member>{name}<value/></member></struct></value>"), UnexpectedText),
        ("", ElementExpected("value")),
        ("<value/><value/>", UnexpectedElement),
        ("5", UnexpectedText),
    ] {
        check_refused(inner, kind);
    }
}

#[test]
fn a_real_client_that_forgets_an_opening_value_is_refused() {
    check_refused(
        "<value><struct><member><name>name</name><value><string>x</string></value></member>\
         <member><name>i_wholesaler</name><string>1</string></value></member></struct></value>",
        ParseErrorKind::ElementExpected("value"),
    );
}

#[test]
fn calls_with_and_without_params() {
    check_call("<methodCall><methodName>m</methodName></methodCall>", "m", &[]);
    check_call(
        "<methodCall><methodName>\n a.b \n</methodName><params/></methodCall>\n<!-- bye -->\n",
        "a.b",
        &[],
    );
    check_call(
        "\u{FEFF}<?xml version='1.0'?>\n<!-- hi -->\n<?style x?><methodCall a='1' b=\">\">\n<methodName>m</methodName>\n<params>\n</params>\n</methodCall >",
        "m",
        &[],
    );
    check_call(
        "<methodCall><methodName>m</methodName><params><param><value><i4>1</i4></value></param> <param><value>x</value></param></params></methodCall>",
        "m",
        &[Value::Int(1), text("x")],
    );
}

#[test]
fn calls_of_another_shape_are_refused() {
    use ParseErrorKind::*;
    for (body, kind) in [
        ("", UnexpectedEnd),
        ("  \n", UnexpectedEnd),
        ("hello", UnexpectedText),
        ("{\"method\":\"m\"}", UnexpectedText),
        ("x<methodCall/>", UnexpectedText),
        ("<html><body/></html>", UnknownElement),
        ("<methodResponse/>", ElementExpected("methodCall")),
        ("<methodCall/>", ElementExpected("methodName")),
        ("<methodCall><params/></methodCall>", ElementExpected("methodName")),
        ("<methodCall><methodName> </methodName></methodCall>", EmptyMethodName),
        ("<methodCall><methodName/></methodCall>", EmptyMethodName),
        ("<methodCall><methodName>m</methodName><param/></methodCall>", ElementExpected("params")),
        (
            "<methodCall><methodName>m</methodName><params><value/></params></methodCall>",
            ElementExpected("param"),
        ),
        ("<methodCall><methodName>m</methodName><params/><params/></methodCall>", UnexpectedElement),
        ("<methodCall><methodName>m</methodName></methodCall>junk", TrailingContent),
        ("<methodCall><methodName>m</methodName></methodCall><methodCall/>", TrailingContent),
        ("<methodCall><methodName>m</methodName></methodCall></methodCall>", MismatchedEndTag),
        ("<methodCall><methodName>m</methodName></methodcall>", MismatchedEndTag),
        ("<methodCall><methodName>m</params></methodCall>", MismatchedEndTag),
        ("<methodCall><methodName>m", UnexpectedEnd),
        ("<methodCall", MalformedMarkup),
        ("<methodCall <methodName>m</methodName></methodCall>", MalformedMarkup),
        ("<methodCall><methodName>a & b</methodName></methodCall>", MalformedReference),
        ("<methodCall><methodName>&nbsp;</methodName></methodCall>", UnknownEntity),
        ("<methodCall><methodName>&#xD800;</methodName></methodCall>", MalformedReference),
        ("<methodCall><methodName>&#1;</methodName></methodCall>", IllegalCharacter),
        ("<methodCall><methodName>&#0;</methodName></methodCall>", MalformedReference),
        ("<methodCall><methodName>&#xFFFF;</methodName></methodCall>", IllegalCharacter),
        (" <?xml version='1.0'?><methodCall><methodName>m</methodName></methodCall>", MalformedMarkup),
        ("<!DOCTYPE methodCall><methodCall><methodName>m</methodName></methodCall>", DoctypeRefused),
        ("<!doctype html><html></html>", DoctypeRefused),
        ("<!DOCTYPE methodCall [", DoctypeRefused),
    ] {
        check_call_refused(body, kind);
    }
}

#[test]
fn encodings_by_mark_parameter_and_declaration() {
    use ParseErrorKind::*;
    let declared = |label: &str| format!("<?xml version=\"1.0\" encoding = '{label}' ?>");
    for label in ["utf-8", "UTF-8", "utf8"] {
        check_bytes(&declared(label), None, "é€".as_bytes(), Ok("é€"));
        check_bytes("", Some(label), "é€".as_bytes(), Ok("é€"));
        check_bytes("", Some(label), b"\xE9", Err(InvalidEncoding));
    }
    for label in ["us-ascii", "ASCII"] {
        check_bytes(&declared(label), None, b"e", Ok("e"));
        check_bytes("", Some(label), "é".as_bytes(), Err(InvalidEncoding));
    }
    for label in ["ISO-8859-1", "latin1"] {
        check_bytes(&declared(label), None, b"\xE9\xFF", Ok("éÿ"));
        check_bytes("", Some(label), b"\xE9\x80", Ok("é\u{80}"));
    }
    for label in ["windows-1252", "CP1252"] {
        check_bytes(&declared(label), None, b"\xE9\x80", Ok("é€"));
        check_bytes("", Some(label), b"\xE9\x80", Ok("é€"));
    }
    for label in ["utf-16", "UTF-7", "koi8-r", "x"] {
        check_bytes(&declared(label), None, b"e", Err(UnsupportedEncoding));
        check_bytes("", Some(label), b"e", Err(UnsupportedEncoding));
    }
    check_bytes("", None, "é".as_bytes(), Ok("é"));
    check_bytes("", None, b"\xE9", Err(InvalidEncoding));
    check_bytes("", Some("\"UTF-8\""), "é".as_bytes(), Ok("é"));
    check_bytes("", Some(""), "é".as_bytes(), Ok("é"));
    // The mark outranks the parameter, the parameter the declaration.
    check_bytes("\u{FEFF}", Some("iso-8859-1"), "é".as_bytes(), Ok("é"));
    check_bytes(&declared("koi8-r"), Some("utf-8"), "é".as_bytes(), Ok("é"));
    // Not a declaration.
    check_bytes("<?xml-style encoding='koi8-r'?>", None, "é".as_bytes(), Ok("é"));
}

#[test]
fn responses_carry_a_value_or_a_fault() {
    let parse =
        |body: &str| parse_response(body.as_bytes(), None, &Limits::default()).map_err(|error| error.kind());
    let fault =
        |members: &str| format!("<methodResponse><fault><value>{members}</value></fault></methodResponse>");
    let code = "<member><name>faultCode</name><value><int>4</int></value></member>";
    let string = "<member><name>faultString</name><value>no</value></member>";

    let value = "<methodResponse><params><param><value>x</value></param></params></methodResponse>";
    assert_eq!(parse(value), Ok(Ok(text("x"))));
    for members in [format!("{code}{string}"), format!("{string}{code}")] {
        let expected = Fault { code: 4, string: "no".into() };
        assert_eq!(parse(&fault(&format!("<struct>{members}</struct>"))), Ok(Err(expected)));
    }
    for members in [format!("<struct>{code}</struct>"), format!("<struct>{string}</struct>"), "x".into()] {
        assert_eq!(parse(&fault(&members)), Err(ParseErrorKind::InvalidFault));
    }
    for (body, kind) in [
        ("<methodResponse/>", ParseErrorKind::ElementExpected("params")),
        ("<methodResponse><params/></methodResponse>", ParseErrorKind::ElementExpected("param")),
        ("<methodResponse><fault/></methodResponse>", ParseErrorKind::ElementExpected("value")),
    ] {
        assert_eq!(parse(body), Err(kind), "{body}");
    }
}

#[test]
fn a_refusal_says_what_and_where_and_quotes_nothing() {
    let body = "<methodCall><methodName>m</methodName><secret/></methodCall>";
    let error = parse_call(body.as_bytes(), None, &Limits::default()).unwrap_err();
    assert_eq!(error.to_string(), "an element is not part of XML-RPC (at byte 38)");
    assert_eq!(body.find("<secret").unwrap(), error.position());
}

#[test]
fn positions_count_the_bytes_of_the_body() {
    for (body, charset, position) in [
        (&b"\xEF\xBB\xBF<!--\xC3\xA9--><b/>"[..], None, 12),
        (b"<!--\xE9\xE9--><b/>", Some("iso-8859-1"), 9),
        (b"<!--\x80\xE9--><b/>", Some("windows-1252"), 9),
        (b"<!--\xE9--><b/>", None, 4),
        (b"\xEF\xBB\xBF<b>\0", None, 6),
    ] {
        let error = parse_call(body, charset, &Limits::default()).unwrap_err();
        assert_eq!(error.position(), position, "{error}");
    }
}
