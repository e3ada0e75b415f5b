//! Every parameter of every operation with values that no rule admits.

use face_xmlrpc::catalogue::{Kind, METHODS, Parameter};
use serde_json::{Value, json};

use super::Unchanged;
use super::samples::{Cast, Described, borrowed, described, rest_sample, set, voice_sample, with};
use crate::on_both_engines;
use crate::site::Site;
use crate::wire::{Caller, Connection, answer_of, call_document, encode_form};

on_both_engines! { on_sqlite; rest_fields voice_fields }

/// A site with its cast, and a customer of the caller's that may be asked about.
fn prepare(site: &Site) -> (Unchanged<'_>, Cast, Connection) {
    let server = site.start();
    let root = &site.logins().root;
    let mut rest = Connection::open(server.address()).unwrap();
    let mut voice = Caller::open(server.address(), &root.web_login, &root.api_password).unwrap();
    let cast = Cast::assemble(site, &mut voice, &mut rest);
    (Unchanged::from_now(site, server), cast, rest)
}

fn rest_fields(site: &Site) {
    let (unchanged, cast, mut rest) = prepare(site);
    let mut taken = Vec::new();
    for operation in described(&mut rest) {
        let sample = rest_sample(&operation);
        let by = if sample.is_user { &cast.users[0] } else { &cast.caller };
        // One operation judges some of its parameters last: they must not miss each other.
        let form = operation.form(operation.name == "customer/create");
        let form = set(&form, sample.name, Some(&by.name));
        let form = set(&form, sample.password, Some(&by.password));
        for (name, schema) in &operation.properties {
            // Its user's form is an alternative to the reseller's, and refused beside it.
            if operation.name == "user/changePassword" && ["username", "password"].contains(&name.as_str()) {
                continue;
            }
            for value in rest_values(name, schema) {
                let answer = rest.rest(&operation.name, &borrowed(&set(&form, name, Some(&value)))).unwrap();
                if answer["status"] == 0 || answer["status"] == "0" {
                    taken.push(format!("{}: {name}={:.60?}", operation.name, value));
                    continue;
                }
                check_rest(&operation.name, name, &value, &answer, 2);
            }
            check_presence(&mut rest, &operation, &form, name);
        }
        check_undecodable(&mut rest, &operation.name, &form);
    }
    assert!(taken.is_empty(), "not refused: {taken:#?}");
    unchanged.verify();
}

#[track_caller]
fn check_rest(operation: &str, name: &str, value: &str, answer: &Value, status: i64) {
    let shown: String = value.chars().take(60).collect();
    assert_eq!(answer["status"], status, "{operation}: {name}={shown:?}: {answer}");
    assert_eq!(answer["parameter"], name, "{operation}: {name}={shown:?}: {answer}");
    let message = answer["message"].as_str().unwrap();
    assert!(message.len() < 500, "{operation}: {name}={shown:?}: {answer}");
    if value.len() == OVER_LONG {
        assert!(message.contains(name) && message.contains("Allowed: "), "{operation}: {name}: {answer}");
    }
}

/// Missing, empty, given twice, and in another case, which is another name.
fn check_presence(rest: &mut Connection, operation: &Described, form: &[(String, String)], name: &str) {
    let ask = |rest: &mut Connection, form: &[(String, String)]| {
        rest.rest(&operation.name, &borrowed(form)).unwrap()
    };
    let two = ["a value", "another value"].map(|value| (name.to_owned(), value.to_owned()));
    let twice = [&set(form, name, None)[..], &two].concat();
    check_rest(&operation.name, name, "twice", &ask(rest, &twice), 2);
    // `integrationId` is required by a setting of the reseller, and may be empty.
    if !operation.required.iter().any(|required| required == name) {
        return;
    }
    for form in [set(form, name, None), set(form, name, Some(""))] {
        check_rest(&operation.name, name, "missing", &ask(rest, &form), 1);
    }
    let value = &form.iter().find(|(given, _)| given == name).unwrap().1;
    let shouted = [&set(form, name, None)[..], &[(name.to_uppercase(), value.clone())]].concat();
    check_rest(&operation.name, name, "in capitals", &ask(rest, &shouted), 1);
}

/// Bytes that are no text, in names and values of body and query.
fn check_undecodable(rest: &mut Connection, operation: &str, form: &[(String, String)]) {
    let form = encode_form(&borrowed(form));
    for rubbish in [
        b"x=\xff".as_slice(),
        b"x=\xc0\x80",
        b"x=%C0%80",
        b"x=%ED%A0%80",
        b"%F4%90%80%80=x",
        b"x=%",
        b"x=%0",
        b"x=%u0041",
        b"\xfe\xff",
    ] {
        let body = [form.as_bytes(), b"&", rubbish].concat();
        let answer = rest.post(&format!("/services/rest/{operation}"), "", body).unwrap();
        let told: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((answer.status, &told["status"]), (200, &json!(2)), "{operation}: {rubbish:?}: {told}");
    }
}

/// Longer than any text of the messaging dialect may be.
const OVER_LONG: usize = 20_000;

/// Values that the published rule of a parameter excludes.
fn rest_values(name: &str, schema: &Value) -> Vec<String> {
    let anywhere = ["a\0b", "a\u{7}b", "a\u{1b}[31mb", "a\r\nSet-Cookie: b", "a\u{85}b"];
    let mut values: Vec<String> = anywhere.map(str::to_owned).into();
    values.push("x".repeat(OVER_LONG));
    if let Some(most) = schema["maxLength"].as_u64() {
        values.push("x".repeat(usize::try_from(most).unwrap() + 1));
        values.push("😀".repeat(usize::try_from(most).unwrap() + 1));
    }
    if let Some(words) = schema["enum"].as_array() {
        let words = words.iter().map(|word| word.as_str().unwrap());
        values.extend(words.flat_map(|word| [format!("{word} "), format!("{word}0"), format!("-{word}")]));
    }
    values.extend(special_values(name).into_iter().map(str::to_owned));
    values.extend(if name == "finalStatusPush" { pushes() } else { Vec::new() });
    values
}

/// By name, for those whose rule the document tells in prose. Every name stands here.
fn special_values(name: &str) -> Vec<&'static str> {
    const DECEPTIVE: [&str; 8] = [
        "\u{202e}txt.exe",
        "a\u{200b}b",
        "a\u{200d}b",
        "\u{feff}a",
        "\u{2066}a\u{2069}",
        "a\u{e0041}",
        "\u{a0}a",
        "a\u{3000}",
    ];
    const NUMBERS: [&str; 22] = [
        "NaN",
        "nan",
        "inf",
        "-Infinity",
        "1e400",
        "1e5",
        "1E5",
        "0x10",
        "0b1",
        "1_000",
        "1,5",
        "1 000",
        " 1",
        "1 ",
        "1x",
        "--1",
        "+-1",
        "1.2.3",
        "٣",
        "１",
        "½",
        "99999999999999999999999999999999999999",
    ];
    match name {
        "username" | "customer" | "name" | "resellerName" | "reseller" => DECEPTIVE.into(),
        "creditsToAdd" | "freeCredits" => {
            [&NUMBERS[..], &["1.000000001", "0.000000001", "92233720368.54775808", "-"]].concat()
        }
        "moCharge" => [&NUMBERS[..], &["1.5", "9223372036854775808", "-9223372036854775809"]].concat(),
        "applyFreeCredits" | "swappingSourceAddressAllowed" => {
            vec!["yes", "1", "0", "on", "true ", "tru", "\u{fb01}", "ｔｒｕｅ"]
        }
        "email" => vec![
            "a",
            "@b.example",
            "a@",
            "a@b",
            "a b@c.example",
            "a@b.example, c@d.example",
            "a@@b.example",
            "a@b.example\u{202e}",
        ],
        "phoneNumber" => vec!["abc", "123456789012345678901234567890123", "1;2", "٣٤٥", "1\t2"],
        "limit" => [&NUMBERS[..], &["0", "1001", "-1", "+1", "1.0"]].concat(),
        "customerId" | "userId" | "after" => vec![
            "5a4e96a030046095c7ef280",
            "5a4e96a030046095c7ef280f0",
            "5a4e96a030046095c7ef280g",
            "0x4e96a030046095c7ef280f",
            "5a4e96a030046095c7ef280 ",
            "５a4e96a030046095c7ef280f",
            "1",
            "-a4e96a030046095c7ef280f",
            "' OR 1=1 --",
        ],
        "sourceAddress" => vec!["1", "12", "12345678901234567", "a", "abcdefghijkl", "a\u{202e}b", "😀😀"],
        "contactName" | "integrationId" => vec!["a\u{2028}b"],
        "password"
        | "newPassword"
        | "resellerPassword"
        | "finalStatusPush"
        | "billingType"
        | "rotationAlgorithm"
        | "apiRevision"
        | "defaultCustomerBillingType" => Vec::new(),
        other => panic!("say here what {other} may not be"),
    }
}

/// Pushes that are none.
fn pushes() -> Vec<String> {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let mut pushes: Vec<String> = [
        "{", "[]", "null", "1", "\"URL\"", "{}", "true", "{\"type\":1}", "{\"type\":null}", "{\"type\":\"url\"}",
        "{\"type\":\"URL\"}", "{\"type\":\"URL\",\"data\":null}", "{\"type\":\"URL\",\"data\":[]}",
        "{\"type\":\"URL\",\"data\":{\"url\":5}}", "{\"type\":\"URL\",\"data\":{\"url\":\"\"}}",
        "{\"type\":\"URL\",\"data\":{\"url\":\"javascript:alert(1)\"}}",
        "{\"type\":\"URL\",\"data\":{\"url\":\"file:///etc/passwd\"}}",
        "{\"type\":\"URL\",\"data\":{\"url\":\"http://\"}}",
        "{\"type\":\"URL\",\"data\":{\"url\":\"http://a.example/\\r\\nHost: b\"}}",
        "{\"type\":\"EMAIL\",\"data\":{\"to\":\"a@b.example\"}}",
        "{\"type\":\"EMAIL\",\"data\":{\"to\":\"a@b.example\\r\\nBcc: c@d.example\",\"subject\":\"s\",\"body\":\"b\"}}",
        "{\"type\":\"SMPP\"} {}", "{\"type\":\"SMPP\",}", "{'type':'SMPP'}", "{\"type\":\"\\ud800\"}", "NaN",
    ]
    .map(str::to_owned)
    .into();
    pushes.push(nested(8_000));
    pushes.push(format!("{{\"type\":\"SMPP\",\"data\":{}}}", nested(4_000)));
    pushes.push(format!("{{\"type\":\"SMPP\",\"data\":{:?}}}", "x".repeat(16 * 1024)));
    pushes
}

fn voice_fields(site: &Site) {
    let (unchanged, cast, _) = prepare(site);
    let root = &site.logins().root;
    let mut voice = Caller::open(unchanged.server.address(), &root.web_login, &root.api_password).unwrap();
    let own = site.show_customer(&cast.caller.name)["customer"].as_i64().unwrap();
    let mut taken = Vec::new();
    for method in METHODS.iter().copied() {
        let sample = voice_sample(method, own);
        for parameter in method.parameters() {
            for value in voice_values(parameter) {
                let Some(params) = with(&sample, parameter.name, value) else { continue };
                taken.extend(ask_voice(&mut voice, method.name, parameter.name, &params));
            }
        }
    }
    assert!(taken.is_empty(), "not refused: {taken:#?}");
    unchanged.verify();
}

/// What was wrongly taken, if it was.
fn ask_voice(voice: &mut Caller, method: &str, parameter: &str, params: &[Value]) -> Option<String> {
    let answer = voice.post("text/xml", call_document(method, params)).unwrap();
    let shown: String = params[0][parameter].to_string().chars().take(60).collect();
    assert_eq!(answer.status, 200, "{method}: {parameter}={shown}");
    let Err(fault) = answer_of(&answer.body) else { return Some(format!("{method}: {parameter}={shown}")) };
    assert!([400, 401, 403, 410].contains(&fault.code), "{method}: {parameter}={shown}: {fault}");
    assert!(fault.string.len() < 500, "{method}: {parameter}={shown}: {fault}");
    if params[0][parameter].as_str().is_some_and(is_over_long) {
        // A length is a matter of form, told by name before anything is looked up.
        let is_clear =
            fault.string.starts_with(&format!("Parameter {parameter} ")) || fault.string.contains("at most");
        assert!(fault.code == 400 && is_clear, "{method}: {parameter} may be too long: {fault}");
    }
    None
}

/// Longer than any text of the voice dialect may be, the style sheet apart.
fn is_over_long(text: &str) -> bool {
    256 <= text.chars().count()
}

/// Values that no parameter of its kind takes.
fn voice_values(parameter: &Parameter) -> Vec<Value> {
    let composed = [json!([]), json!([1]), json!({}), json!({ "a": { "b": [] } })];
    let numbers = [
        "NaN",
        "inf",
        "-inf",
        "Infinity",
        "0x10",
        "0b1",
        "1_000",
        "1,5",
        "1 000",
        "1x",
        "1e400",
        "--1",
        "٣",
        "½",
        "maybe",
        "99999999999999999999999999999999999999",
        "0.00000000000000000000001",
        "a\u{7f}b",
    ];
    let special: Vec<Value> = match parameter.kind {
        Kind::Integer => {
            let more = ["1.5", "9223372036854775808", "-9223372036854775809"];
            numbers.iter().chain(&more).map(|text| json!(text)).collect()
        }
        Kind::Double => {
            let more = ["1.0000000000001", "92233720368.54775808"];
            numbers.iter().chain(&more).map(|text| json!(text)).collect()
        }
        Kind::Boolean => [json!("maybe"), json!(2), json!(-1), json!("2"), json!("yes")].into(),
        // The one text that may be longer than a line or two.
        Kind::String if parameter.name == "css" => [json!("x".repeat(65_537))].into(),
        Kind::String => [json!("x".repeat(256)), json!("😀".repeat(256))].into(),
        Kind::Array => [json!("x"), json!(1)].into(),
    };
    // A list may be empty.
    let composed = composed.into_iter().filter(|value| parameter.kind != Kind::Array || *value != json!([]));
    composed.chain(special).collect()
}
