//! Every operation of both catalogues, asked for by those who must not have it: with no, wrong, expired, blocked and
//! foreign credentials, and with right ones for what is somebody else's. Who is answered all the same is listed in
//! `contracts/credential-exceptions.txt`, and that list only shrinks: `TOLLGATE_BLESS=1` takes lines out and never puts
//! any in.

use std::collections::BTreeSet;
use std::path::Path;

use app::secrets::InstallationKey;
use face_xmlrpc::catalogue::{METHODS, Method};
use httpdigest::Nonces;
use serde_json::{Value, json};

use super::Unchanged;
use super::samples::{
    Cast, Described, Person, Sample, borrowed, described, get, rest_samples, set, voice_sample, with,
};
use crate::on_both_engines;
use crate::server::Server;
use crate::site::Site;
use crate::wire::{
    Answer, Caller, Connection, Digested, VOICE_PATH, answer_of, call_document, encode_form, quoted,
};

on_both_engines! { on_sqlite; nobody_does_what_he_may_not }

/// Answered to everybody, on every listener.
const OPEN_PATHS: &[&str] = &["/healthz", "/metrics", "/readyz", "/services/rest/openapi.json"];

const EXCEPTIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../contracts/credential-exceptions.txt");

/// How many lines that file has. Only ever lowered.
const EXCEPTIONS_COUNT: usize = 5;

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
    exceptions.extend(sweep_voice(&unchanged.server, &cast, &PastNonces::of(site)));
    check_one_time_password(&mut voice, &cast.expired);
    check_list(&exceptions);
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
        for sample in rest_samples(operation) {
            exceptions.extend(sweep_operation(connection, cast, operation, &sample, false));
            if operation.by_get {
                // Told once, by POST.
                sweep_operation(connection, cast, operation, &sample, true);
            }
        }
    }
    exceptions
}

/// A case: its name, what is sent, the status that must come back.
type Case = (&'static str, Vec<(String, String)>, i64);

fn sweep_operation(
    connection: &mut Connection,
    cast: &Cast,
    operation: &Described,
    sample: &Sample,
    by_get: bool,
) -> Vec<String> {
    let mut exceptions = Vec::new();
    let name = &operation.name;
    for (case, form, status) in cases(cast, operation, sample, by_get) {
        let (http, answer) = ask(connection, name, &form, by_get);
        if http == 200 && (answer["status"] == 0 || answer["status"] == "0") {
            exceptions.push(format!("{name} | {case} | answered"));
            continue;
        }
        assert_eq!((http, answer["status"].as_i64()), (200, Some(status)), "{name} | {case}: {answer}");
        assert!(answer["message"].is_string(), "{name} | {case}: {answer}");
    }
    exceptions
}

/// Whoever fails too often is not listened to for a while, so the guesses are about others than those who are right.
fn cases(cast: &Cast, operation: &Described, sample: &Sample, by_get: bool) -> Vec<Case> {
    let [user, blocked_user, user_without_access] = &cast.users;
    let form = operation.form_of(sample, false);
    let by = |person: &Person| {
        let form = set(&form, sample.name, Some(&person.name));
        set(&form, sample.password, Some(&person.password))
    };
    let wrong = |person: &Person| by(&Person { password: "wrong".into(), ..person.clone() });
    let unknown_name = format!("unknown-{}-{by_get}", operation.name.replace('/', "-"));
    let unknown = by(&Person { name: unknown_name, ..cast.guessed.clone() });
    let mut cases = vec![
        ("no credentials", set(&set(&form, sample.name, None), sample.password, None), 1),
        ("expired one-time password", by(&cast.expired), 3),
    ];
    if sample.is_user {
        cases.extend([
            ("wrong password", wrong(user), 3),
            ("unknown name", unknown, 3),
            ("blocked", by(blocked_user), 4),
            ("a reseller's credentials", by(&cast.caller), 3),
        ]);
        // He calls no interface of his customer's, so he is let in: tried only where that changes nothing.
        if !operation.required.iter().any(|name| name == "newPassword") {
            cases.push(("API access off", by(user_without_access), 3));
        }
        return cases;
    }
    cases.extend([
        ("wrong password", wrong(&cast.guessed), 3),
        ("unknown name", unknown, 400),
        ("blocked", by(&cast.blocked), 4),
        ("API access off", by(&cast.without_access), 3),
        ("a user's credentials", by(user), 400),
    ]);
    let anothers = sample.object.map(|object| match object {
        "customerId" => (object, &cast.foreign.object_id),
        "userId" => (object, &cast.foreign.user_id),
        _ => (object, &cast.foreign.name),
    });
    cases.extend(anothers.map(|(object, value)| {
        let asked = set(&by(&cast.caller), object, Some(value));
        ("foreign object", asked, 420)
    }));
    cases
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

fn sweep_voice(server: &Server, cast: &Cast, past: &PastNonces) -> Vec<String> {
    let address = server.address();
    let mut nobody = Connection::open(address).unwrap();
    let refused = [
        Person { password: "wrong".into(), ..cast.guessed.clone() },
        Person { name: "unknown-name".into(), ..cast.caller.clone() },
        cast.expired.clone(),
        cast.blocked.clone(),
        cast.without_access.clone(),
        cast.users[0].clone(),
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
        check_challenged(name, &answer, false);
        for caller in &mut refused {
            check_challenged(name, &caller.post("text/xml", &document).unwrap(), false);
        }
        let of_elsewhere = Digested { realm: "elsewhere".into(), ..caller.digest() };
        check_challenged(name, &post_with(&mut caller, &of_elsewhere, &document), false);
        check_expired(&mut caller, past, name, &document);
        for (parameter, params) in foreign_references(cast, method, &sample) {
            exceptions.extend(ask_for_foreign(&mut caller, method, parameter, &params));
        }
    }
    exceptions
}

/// The sample with each of its references pointing at something foreign, one after the other.
fn foreign_references(
    cast: &Cast,
    method: &'static Method,
    sample: &[Value],
) -> Vec<(&'static str, Vec<Value>)> {
    let references = method.parameters().filter_map(|parameter| {
        let value = cast.foreign_reference(method.name, parameter.name)?;
        Some((parameter.name, with(sample, parameter.name, value)?))
    });
    references.collect()
}

/// Nonces that this installation issued long ago.
struct PastNonces {
    nonces: Nonces,
}

impl PastNonces {
    fn of(site: &Site) -> Self {
        let key = InstallationKey::parse(&std::fs::read_to_string(site.key_file()).unwrap()).unwrap();
        Self { nonces: Nonces::new(key.derive("digest nonce"), 300) }
    }

    fn issue(&self) -> String {
        self.nonces.issue(1_000_000_000, *b"8 random")
    }
}

/// Right in everything but the age of its nonce: the client is told so, and may answer the new one.
fn check_expired(caller: &mut Caller, past: &PastNonces, method: &str, document: &str) {
    let expired = Digested { nonce: past.issue(), ..caller.digest() };
    let answer = post_with(caller, &expired, document);
    check_challenged(method, &answer, true);
    let fresh = quoted(answer.challenge.as_deref().unwrap(), "nonce").to_owned();
    let again = Digested { nonce: fresh, ..caller.digest() };
    let answer = post_with(caller, &again, &call_document("system.listMethods", &[]));
    assert_eq!(answer.status, 200, "{method}: {answer:?}");
}

fn post_with(caller: &mut Caller, digested: &Digested, document: &str) -> Answer {
    let headers = format!("Content-Type: text/xml\r\nAuthorization: {}\r\n", digested.header());
    caller.connection().post(VOICE_PATH, &headers, document).unwrap()
}

#[track_caller]
fn check_challenged(method: &str, answer: &Answer, is_stale: bool) {
    assert_eq!(answer.status, 401, "{method}: {answer:?}");
    let challenge = answer.challenge.as_deref().unwrap_or_default();
    assert!(challenge.contains("nonce=\""), "{method}: {answer:?}");
    assert_eq!(challenge.contains("stale=true"), is_stale, "{method}: {answer:?}");
}

/// A one-time password that was not used in time lets nobody in.
fn check_one_time_password(voice: &mut Caller, expired: &Person) {
    let members = json!({ "username": expired.name, "password": expired.password });
    let fault = voice.call("authCustomer", &members).unwrap().unwrap_err();
    assert_eq!((fault.code, fault.string.as_str()), (403, "Authentication failed"));
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

/// Compares who is answered with the list. What is new in it is written into the file by hand, with a higher
/// [`EXCEPTIONS_COUNT`], or better not at all.
#[track_caller]
fn check_list(exceptions: &[String]) {
    let told: BTreeSet<&str> = exceptions.iter().map(String::as_str).collect();
    let text = std::fs::read_to_string(Path::new(EXCEPTIONS)).unwrap();
    let listed: BTreeSet<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let new: Vec<_> = told.difference(&listed).collect();
    assert!(new.is_empty(), "answered, and must not be (the list in {EXCEPTIONS} only shrinks): {new:#?}");
    let gone: Vec<_> = listed.difference(&told).collect();
    if std::env::var("TOLLGATE_BLESS").is_ok_and(|value| value == "1") {
        let kept = text.lines().filter(|line| !gone.contains(&line)).map(|line| format!("{line}\n"));
        std::fs::write(EXCEPTIONS, kept.collect::<String>()).unwrap();
    } else {
        assert!(gone.is_empty(), "refused by now: TOLLGATE_BLESS=1 takes it out of {EXCEPTIONS}: {gone:#?}");
    }
    assert_eq!(told.len(), EXCEPTIONS_COUNT, "lower EXCEPTIONS_COUNT with every line that is taken out");
}
