//! Bodies: XML that is malformed, deep, huge or clever; compressed bodies; credentials that nobody was asked for.

use serde_json::{Value, json};

use super::Unchanged;
use crate::on_both_engines;
use crate::site::Site;
use crate::wire::{Answer, Caller, Connection, Digested, VOICE_PATH, answer_of, call_document};

on_both_engines! { on_sqlite; documents_are_read_with_care digest_answers_are_read_with_care }

fn documents_are_read_with_care(site: &Site) {
    let unchanged = Unchanged::from_now(site, site.start());
    let root = &site.logins().root;
    let mut voice = Caller::open(unchanged.server.address(), &root.web_login, &root.api_password).unwrap();
    for (what, document) in malformed() {
        let answer = voice.post("text/xml", &document).unwrap();
        assert_eq!(answer.status, 200, "{what}");
        let fault = answer_of(&answer.body).expect_err(what);
        let is_told = fault.code == 400 && fault.string.starts_with("The request is malformed: ");
        assert!(is_told && fault.string.len() < 200, "{what}: {fault}");
    }
    let listing = call_document("getDictionary", &[json!({ "name": "currencies" })]);
    for content_type in ["application/json", "application/octet-stream", "text/html; charset=utf-8", "x"] {
        let answer = voice.post(content_type, &listing).unwrap();
        assert!(answer_of(&answer.body).is_ok(), "any type of content is read as XML: {content_type}");
    }
    let answer = voice.post("text/xml; charset=utf-7", &listing).unwrap();
    assert_eq!(answer_of(&answer.body).unwrap_err().code, 400, "a charset that nobody reads");
    oversized_is_not_read(&mut voice);
    compressed_is_not_read(unchanged.server.address(), &mut voice);
    unchanged.verify();
}

/// Documents that are no calls.
fn malformed() -> Vec<(&'static str, Vec<u8>)> {
    let call = |inside: &str| {
        format!(
            "<?xml version=\"1.0\"?><methodCall><methodName>createCustomer</methodName><params><param><value>{inside}\
             </value></param></params></methodCall>"
        )
    };
    let name = |value: &str| {
        call(&format!("<struct><member><name>name</name><value>{value}</value></member></struct>"))
    };
    let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let outside = "<!DOCTYPE l [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>";
    let nested = |depth: usize| {
        call(&format!("{}{}", "<array><data><value>".repeat(depth), "</value></data></array>".repeat(depth)))
    };
    let utf16: Vec<u8> = call("1").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let latin = [name("").as_bytes(), b"\xe9"].concat();
    vec![
        ("nothing", Vec::new()),
        ("blanks", b" \r\n\t".to_vec()),
        ("a brace", b"{\"method\": \"listCustomers\"}".to_vec()),
        ("zeros", vec![0; 1000]),
        ("a picture", b"\x89PNG\r\n\x1a\n".to_vec()),
        ("entities that grow", format!("{laughs}{}", name("&b;")).into_bytes()),
        ("an entity from outside", format!("{outside}{}", name("&a;")).into_bytes()),
        ("a parameter entity", format!("<!DOCTYPE l [<!ENTITY % p \"x\">%p;]>{}", name("x")).into_bytes()),
        ("a DTD alone", b"<!DOCTYPE methodCall SYSTEM \"http://127.0.0.1:1/x\"><methodCall/>".to_vec()),
        ("an entity that is not there", name("&nbsp;").into_bytes()),
        ("an entity without end", name("a & b").into_bytes()),
        ("a reference to NUL", name("&#0;").into_bytes()),
        ("a reference to half a pair", name("&#xD800;").into_bytes()),
        ("a reference beyond", name("&#x110000;").into_bytes()),
        ("a control character", name("a\u{1}b").into_bytes()),
        ("no Unicode at all", latin),
        ("UTF-16", utf16),
        ("40 levels", nested(40).into_bytes()),
        ("10 000 levels", nested(10_000).into_bytes()),
        ("only openings", "<methodCall>".repeat(50_000).into_bytes()),
        ("only attributes", format!("<methodCall {}", "a=\"b\" ".repeat(100_000)).into_bytes()),
        (
            "20 001 values",
            call(&format!("<array><data>{}</data></array>", "<value/>".repeat(20_001))).into_bytes(),
        ),
        ("a long text", name(&"x".repeat(300 * 1024)).into_bytes()),
        ("a long comment without end", format!("{}<!--{}", name("x"), "-".repeat(500_000)).into_bytes()),
        ("CDATA without end", call("<string><![CDATA[x").into_bytes()),
        ("an instruction without end", b"<?xml version=\"1.0\"".to_vec()),
        ("two documents", [call("1"), call("1")].concat().into_bytes()),
        ("tags crossed", call("<struct><member></struct></member>").into_bytes()),
        ("a long integer", call("<int>9999999999999999999999</int>").into_bytes()),
        ("a hexadecimal integer", call("<i4>0x10</i4>").into_bytes()),
        ("an integer and more", call("<int>1 2</int>").into_bytes()),
        ("no number", call("<double>NaN</double>").into_bytes()),
        ("an infinite number", call("<double>inf</double>").into_bytes()),
        ("a boolean in between", call("<boolean>2</boolean>").into_bytes()),
        ("base64 that is none", call("<base64>*</base64>").into_bytes()),
        ("an unknown type", call("<decimal>1</decimal>").into_bytes()),
        ("a member without value", call("<struct><member><name>a</name></member></struct>").into_bytes()),
        ("no method", b"<methodCall><params/></methodCall>".to_vec()),
        (
            "two methods",
            b"<methodCall><methodName>a</methodName><methodName>b</methodName></methodCall>".to_vec(),
        ),
        ("a response", b"<methodResponse><params/></methodResponse>".to_vec()),
    ]
}

fn oversized_is_not_read(voice: &mut Caller) {
    let answer = voice.post("text/xml", vec![b' '; (1 << 20) + 1]).unwrap();
    assert_eq!(answer_of(&answer.body).unwrap_err().string, "The request is larger than 1048576 bytes");
    let rest = voice.connection().post("/services/rest/admin/balance", "", vec![b'x'; (64 << 10) + 1]);
    let rest = rest.unwrap();
    let told: Value = serde_json::from_str(&rest.body).unwrap();
    assert_eq!((rest.status, &told["status"]), (413, &json!(2)));
}

/// Neither before nor after it is known who asks.
fn compressed_is_not_read(address: std::net::SocketAddr, voice: &mut Caller) {
    // The head of a gzip member; what follows would be looked at only by one who decompresses.
    let bomb = [b"\x1f\x8b\x08\0\0\0\0\0\0\x03".as_slice(), &[0xff; 60_000]].concat();
    for (path, coding) in [
        (VOICE_PATH, "gzip"),
        (VOICE_PATH, "deflate"),
        ("/services/rest/admin/balance", "gzip"),
        ("/services/rest/customer/create", "br"),
        ("/services/rest/customer/create", "identity, zstd"),
    ] {
        let headers = format!("Content-Encoding: {coding}\r\nAuthorization: {}\r\n", voice.authorization());
        let answer = Connection::open(address).unwrap().post(path, &headers, &bomb).unwrap();
        assert_eq!(answer.status, 415, "{path}: {coding}: {}", answer.body);
        assert!(answer.body.starts_with("content coding not understood"), "{path}: {}", answer.body);
    }
}

fn digest_answers_are_read_with_care(site: &Site) {
    let unchanged = Unchanged::from_now(site, site.start());
    let address = unchanged.server.address();
    let root = &site.logins().root;
    let mut voice = Caller::open(address, &root.web_login, &root.api_password).unwrap();
    let other = Site::on_sqlite();
    let other_server = other.start();
    let other_root = &other.logins().root;
    let mut foreign =
        Caller::open(other_server.address(), &other_root.web_login, &other_root.api_password).unwrap();

    let right = voice.digest();
    let strange = [
        Digested { realm: "Elsewhere".into(), ..right.clone() },
        Digested { realm: String::new(), ..right.clone() },
        Digested { uri: "/".into(), ..right.clone() },
        Digested { uri: format!("{VOICE_PATH}?x=1"), ..right.clone() },
        Digested { uri: "http://elsewhere.example/".into(), ..right.clone() },
        Digested { nonce: foreign.digest().nonce, ..right.clone() },
        Digested { nonce: String::new(), ..right.clone() },
        Digested { nonce: "0".repeat(right.nonce.len()), ..right.clone() },
        Digested { nonce: format!("{}00", right.nonce), ..right.clone() },
        Digested { nonce: right.nonce.to_uppercase() + "Z", ..right.clone() },
        Digested { nc: String::new(), ..right.clone() },
        Digested { nc: "zzzzzzzz".into(), ..right.clone() },
        Digested { nc: "-0000001".into(), ..right.clone() },
        Digested { login: "x".repeat(30_000), ..right.clone() },
        Digested { login: "r\u{43e}\u{43e}t".into(), ..right.clone() },
        Digested { password: "x".repeat(30_000), ..right.clone() },
    ];
    // Whoever fails too often is not listened to for a while; a success is forgiveness.
    let mut succeed =
        || assert!(voice.call("getDictionary", &json!({ "name": "currencies" })).unwrap().is_ok());
    for digest in strange {
        succeed();
        let shown = format!("{digest:.200?}");
        check_challenged(ask(address, &[&digest.header()]), false, &shown[..shown.len().min(400)]);
    }
    let header = right.header();
    let mangled = [
        header.replace("Digest ", "Basic "),
        header.replace("response=\"", "response=\"0"),
        header.replace("qop=auth", "qop=auth-int"),
        header.replace("qop=auth", "qop=auth, qop=auth"),
        header.replace("username=", "user="),
        format!("{header}, username=\"other\""),
        header.trim_end_matches('"').to_owned(),
        "Digest ".to_owned(),
        format!("Digest {}", ",".repeat(10_000)),
        format!("Digest username=\"{}", "\\\"".repeat(10_000)),
    ];
    for header in &mangled {
        succeed();
        check_challenged(ask(address, &[header]), false, &header[..header.len().min(200)]);
    }
    check_challenged(ask(address, &[&header, &header]), false, "two answers at once");
    assert_eq!(ask(address, &[&header]).status, 200, "what is wrong does not use up what is right");
    check_challenged(ask(address, &[&header]), true, "sent again");
    unchanged.verify();
}

fn ask(address: std::net::SocketAddr, authorizations: &[&str]) -> Answer {
    let lines: Vec<String> =
        authorizations.iter().map(|authorization| format!("Authorization: {authorization}\r\n")).collect();
    let headers = format!("Content-Type: text/xml\r\n{}", lines.concat());
    let document = call_document("createTariff", &[json!({})]);
    Connection::open(address).unwrap().post(VOICE_PATH, &headers, document).unwrap()
}

#[track_caller]
fn check_challenged(answer: Answer, is_stale: bool, what: &str) {
    assert_eq!(answer.status, 401, "{what}: {}", answer.body);
    let challenge = answer.challenge.unwrap_or_else(|| panic!("{what}: no challenge"));
    assert_eq!(challenge.contains("stale=true"), is_stale, "{what}: {challenge}");
}
