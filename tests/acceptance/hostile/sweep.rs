//! Every operation of both catalogues, asked for by those who must not have it. What is not refused is listed in
//! `contracts/credential-exceptions.txt`, so that the list can only change visibly; `TOLLGATE_BLESS=1` writes it anew.

use std::path::Path;

use face_xmlrpc::catalogue::{METHODS, Method};
use serde_json::{Value, json};

use super::Unchanged;
use super::samples::{
    Cast, Described, Person, borrowed, described, get, rest_sample, set, voice_sample, with,
};
use crate::on_both_engines;
use crate::server::Server;
use crate::site::Site;
use crate::wire::{Caller, Connection, VOICE_PATH, answer_of, call_document, encode_form};

on_both_engines! { on_sqlite; nobody_does_what_he_may_not }

/// Answered to everybody, on every listener.
const OPEN_PATHS: &[&str] = &["/healthz", "/metrics", "/readyz", "/services/rest/openapi.json"];

const EXCEPTIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../contracts/credential-exceptions.txt");

fn nobody_does_what_he_may_not(site: &Site) {
    let server = site.start();
    let address = server.address();
    let root = &site.logins().root;
    let mut rest = Connection::open(address).unwrap();
    let mut voice = Caller::open(address, &root.web_login, &root.api_password).unwrap();
    let cast = Cast::assemble(site, &mut voice, &mut rest);
    let own = [
        ("resellerName", cast.caller.name.as_str()),
        ("resellerPassword", &cast.caller.password),
        ("name", "own"),
        ("integrationId", ""),
    ];
    assert_eq!(rest.rest("customer/create", &own).unwrap()["status"], 0);

    let unchanged = Unchanged::from_now(site, server);
    let mut exceptions = open_paths(&mut rest);
    exceptions.extend(sweep_rest(&mut rest, &cast));
    exceptions.extend(sweep_voice(&unchanged.server, &cast));
    check_golden(&exceptions);
    unchanged.verify();
}

fn open_paths(connection: &mut Connection) -> Vec<String> {
    let describe = |path: &&str| {
        let answer = get(connection, path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        format!("GET {path} | no credentials | answered")
    };
    OPEN_PATHS.iter().map(describe).collect()
}

fn sweep_rest(connection: &mut Connection, cast: &Cast) -> Vec<String> {
    let operations = described(connection);
    let mut exceptions = Vec::new();
    for operation in &operations {
        for by_get in [false, true].into_iter().filter(|by_get| operation.by_get || !by_get) {
            exceptions.extend(sweep_operation(connection, cast, operation, by_get));
        }
    }
    exceptions
}

fn sweep_operation(
    connection: &mut Connection,
    cast: &Cast,
    operation: &Described,
    by_get: bool,
) -> Vec<String> {
    let sample = rest_sample(operation);
    let Cast { caller, guessed, blocked, without_access, users, foreign } = cast;
    let [right, guessed, blocked, without_access] = if sample.is_user {
        let [user, blocked, without_access] = users.clone();
        [user.clone(), user, blocked, without_access]
    } else {
        [caller, guessed, blocked, without_access].map(Person::clone)
    };
    let form = operation.form(false);
    let by = |person: &Person| {
        let form = set(&form, sample.name, Some(&person.name));
        set(&form, sample.password, Some(&person.password))
    };
    let no_credentials = set(&set(&form, sample.name, None), sample.password, None);
    // Whoever fails too often is not listened to for a while, so every guess is about somebody else.
    let unknown_name = format!("unknown-{}-{by_get}", operation.name.replace('/', "-"));
    let unknown = Person { name: unknown_name, ..right.clone() };
    let wrong = Person { password: "wrong".into(), ..guessed };
    let mut cases = vec![
        ("no credentials", no_credentials, 1),
        ("wrong password", by(&wrong), 3),
        ("unknown name", by(&unknown), if sample.is_user { 3 } else { 400 }),
        ("blocked", by(&blocked), 4),
        ("API access off", by(&without_access), 3),
    ];
    let mut exceptions = Vec::new();
    let name = &operation.name;
    let anothers = sample.object.map(|object| match object {
        "customerId" => (object, &foreign.object_id),
        "userId" => (object, &foreign.user_id),
        _ => (object, &foreign.name),
    });
    match anothers {
        Some((object, value)) => cases.push(("foreign object", set(&by(&right), object, Some(value)), 420)),
        None => exceptions.push(format!("{name} | foreign object | names none")),
    }
    for (case, form, status) in cases {
        let (http, answer) = ask(connection, name, &form, by_get);
        if http == 200 && (answer["status"] == 0 || answer["status"] == "0") {
            exceptions.push(format!("{name} | {case} | answered"));
            continue;
        }
        assert_eq!((http, answer["status"].as_i64()), (200, Some(status)), "{name} | {case}: {answer}");
        assert!(answer["message"].is_string(), "{name} | {case}: {answer}");
    }
    if by_get { Vec::new() } else { exceptions }
}

fn ask(
    connection: &mut Connection,
    operation: &str,
    form: &[(String, String)],
    by_get: bool,
) -> (u16, Value) {
    let path = format!("/services/rest/{operation}");
    let form = encode_form(&borrowed(form));
    let answer = if by_get {
        get(connection, &format!("{path}?{form}"))
    } else {
        connection.post(&path, "", form).unwrap()
    };
    (answer.status, serde_json::from_str(&answer.body).unwrap())
}

fn sweep_voice(server: &Server, cast: &Cast) -> Vec<String> {
    let address = server.address();
    let mut nobody = Connection::open(address).unwrap();
    let refused = [
        Person { password: "wrong".into(), ..cast.guessed.clone() },
        Person { name: "unknown-name".into(), ..cast.caller.clone() },
        cast.blocked.clone(),
        cast.without_access.clone(),
    ];
    let mut refused = refused.map(|person| Caller::open(address, &person.name, &person.password).unwrap());
    let mut caller = Caller::open(address, &cast.caller.name, &cast.caller.password).unwrap();
    let own = caller.call("getCustomerInfo", &json!({ "name": "own" })).unwrap().unwrap();
    let own = own["customer"]["i_customer"].as_i64().unwrap();
    let mut exceptions = Vec::new();
    for method in METHODS.iter().copied() {
        let name = method.name;
        let sample = voice_sample(method, own);
        let document = call_document(name, &sample);
        let answer = nobody.post(VOICE_PATH, "Content-Type: text/xml\r\n", &document).unwrap();
        assert!(answer.status == 401 && answer.challenge.is_some(), "{name}, no credentials: {answer:?}");
        for caller in &mut refused {
            let answer = caller.post("text/xml", &document).unwrap();
            assert!(answer.status == 401 && answer.challenge.is_some(), "{name}: {answer:?}");
        }
        let references = method.parameters().filter_map(|parameter| {
            let value = cast.foreign_reference(name, parameter.name)?;
            Some((parameter.name, with(&sample, parameter.name, value)?))
        });
        let references: Vec<_> = references.collect();
        if references.is_empty() {
            exceptions.push(format!("{name} | foreign object | names none"));
        }
        for (parameter, params) in references {
            exceptions.extend(ask_for_foreign(&mut caller, method, parameter, &params));
        }
    }
    exceptions
}

/// Asked for alone and as one of several calls, a foreign object is not there.
fn ask_for_foreign(
    caller: &mut Caller,
    method: &Method,
    parameter: &str,
    params: &[Value],
) -> Option<String> {
    let answer = caller.post("text/xml", call_document(method.name, params)).unwrap();
    assert_eq!(answer.status, 200, "{}", method.name);
    let fault = match answer_of(&answer.body) {
        Ok(_) => return Some(format!("{} | foreign {parameter} | answered", method.name)),
        Err(fault) => fault,
    };
    // A foreign owner may be told as the wrong owner of what is asked for, and a right may be missing before that.
    let named = fault.string.strip_prefix("Wrong ").filter(|name| method.parameter(name).is_some());
    let is_told = (fault.code == 401 && named.is_some()) || fault.code == 403;
    assert!(is_told, "{}, foreign {parameter}: {fault}", method.name);
    let calls = json!([{ "methodName": method.name, "params": params }]);
    let answer = caller.post("text/xml", call_document("system.multicall", &[calls])).unwrap();
    let told = answer_of(&answer.body).unwrap();
    assert_eq!(told[0]["faultString"], fault.string, "{}: {told}", method.name);
    None
}

#[track_caller]
fn check_golden(exceptions: &[String]) {
    let mut said = String::from(
        "# Who is answered without credentials, or where a case of the credential sweep does not apply:\n\
         # operation | case | what happens. Everything else is refused as docs/status-and-faults.md says.\n",
    );
    for line in exceptions {
        said.push_str(line);
        said.push('\n');
    }
    if std::env::var("TOLLGATE_BLESS").is_ok_and(|value| value == "1") {
        std::fs::write(EXCEPTIONS, said).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(Path::new(EXCEPTIONS)).unwrap_or_default();
    assert!(said == expected, "differs from {EXCEPTIONS}; TOLLGATE_BLESS=1 writes:\n{said}");
}
