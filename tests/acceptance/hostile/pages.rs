//! Hostile text in every text that either dialect takes, and then every page of the portal in a real browser.
//!
//! Each field gets the longest payload that it takes, alone first and then together with all others: a field with a
//! grammar of its own may take none, and is listed here. A field that is added is tried without a line.

use face_xmlrpc::catalogue::{Kind, METHODS, Method};
use serde_json::{Map, Value, json};

use super::samples::{Described, borrowed, described, rest_sample, set, voice_sample};
use crate::on_both_engines;
use crate::portal::{Chromium, swept_pages, told};
use crate::site::{Logins, ROOT_NAME, Site};
use crate::wire::{Caller, Connection};

on_both_engines! { on_sqlite; nothing_that_was_written_runs }

/// What closes every quotation, element and raw text, and then runs a script or fetches something; longest first, because
/// fields differ in how much they take. `#` becomes a number, so that no two are alike.
const PAYLOADS: [&str; 11] = [
    "'\"></textarea></title></script><script>alert(#)</script><img src=//evil.test/# onerror=alert(#)>",
    "'\"><script>alert(#)</script><img src=//evil.test/#>",
    "<img src=//evil.test/#>\"<b>'",
    "\"><img/src/onerror=alert(#)>",
    "'onfocus='alert(#)'autofocus='",
    "\"<svg/onload=alert(#)>\"@evil.test",
    "'\"><i>#",
    "\"><i#>",
    "<#>",
    "'onfocus=alert//#@evil.test",
    "{\"type\":\"EMAIL\",\"data\":{\"to\":\"a@evil.test\",\"subject\":\"<script>alert(#)</script>\",\
     \"body\":\"</textarea><img src=//evil.test/# onerror=alert(#)>\"}}",
];

/// Methods that make something which has texts.
const MAKERS: [&str; 5] =
    ["createCustomer", "createAccount", "createTariff", "addBillingPlan", "addRoutingGroup"];

/// Fields that have a grammar in which nothing hostile can be written.
const STRICT: &[&str] = &[
    "addBillingPlan: iso_4217",
    "addRoutingGroup: policy",
    "createAccount: i_lang",
    "createAccount: payment_currency",
    "createCustomer: payment_currency",
    "createCustomer: i_lang",
    "createCustomer: dns_alias",
    "createTariff: currency",
    "customer-user/create: applyFreeCredits",
    "customer-user/create: phoneNumber",
    "customer/create: billingType",
    "customer/create: moCharge",
    "customer/create: rotationAlgorithm",
    "reseller/create: apiRevision",
    "reseller/create: billingType",
    "reseller/create: defaultCustomerBillingType",
    "reseller/create: freeCredits",
    "user/create: customerId",
    "user/create: phoneNumber",
    "user/create: swappingSourceAddressAllowed",
];

fn nothing_that_was_written_runs(site: &Site) {
    let Some(chromium) = Chromium::offered() else { return };
    let server = site.start();
    let logins = site.logins();
    let mut voice =
        Caller::open(server.address(), &logins.root.web_login, &logins.root.api_password).unwrap();
    let mut rest = Connection::open(server.address()).unwrap();
    let mut strict = Vec::new();
    let mut roles = Vec::new();
    for method in METHODS.iter().filter(|method| MAKERS.contains(&method.name)) {
        let (made, refused) = fill_by_voice(&mut voice, method, logins);
        strict.extend(refused.into_iter().map(|field| format!("{}: {field}", method.name)));
        roles.extend(login_of(method, &made));
    }
    let shown = site.show_customer(&logins.reseller_postpaid.name);
    let customer = shown["object_id"].as_str().unwrap();
    for operation in described(&mut rest).iter().filter(|operation| operation.name.ends_with("create")) {
        let refused = fill_by_messaging(&mut rest, operation, logins, customer);
        strict.extend(refused.into_iter().map(|field| format!("{}: {field}", operation.name)));
    }
    // Last, because he can change everybody's passwords.
    roles.push(json!({ "login": logins.root.web_login, "password": logins.root.web_password }));
    assert_eq!(strict, STRICT, "what takes nothing hostile");
    chromium
        .walk("hostile", &told(site, &server, &json!({ "roles": roles, "pages": swept_pages(), "most": 2 })));
}

/// Makes something with each field hostile, then one thing with all; returns what made that, and who took nothing.
fn fill_by_voice(voice: &mut Caller, method: &Method, logins: &Logins) -> (Value, Vec<&'static str>) {
    let (mut hostile, mut strict) = (Map::new(), Vec::new());
    let texts = method.parameters().filter(|parameter| parameter.kind == Kind::String);
    for parameter in texts.filter(|parameter| !parameter.name.contains("password")) {
        let taken = PAYLOADS.iter().find(|payload| {
            let mut members = least(method, logins);
            members.insert(parameter.name.to_owned(), json!(numbered(payload)));
            voice.call(method.name, &Value::Object(members)).unwrap().is_ok()
        });
        match taken {
            Some(payload) => drop(hostile.insert(parameter.name.to_owned(), json!(numbered(payload)))),
            None => strict.push(parameter.name),
        }
    }
    let mut members = least(method, logins);
    members.extend(hostile);
    let members = Value::Object(members);
    let made = voice.call(method.name, &members).unwrap();
    assert!(made.is_ok(), "{}: {members}: {made:?}", method.name);
    (members, strict)
}

/// What a method cannot do without, with names that nobody has.
fn least(method: &Method, logins: &Logins) -> Map<String, Value> {
    let mut members = voice_sample(method, 1)[0].as_object().unwrap().clone();
    for (name, value) in [("i_tariff", logins.i_tariff), ("i_routing_group", logins.i_routing_group)] {
        if members.contains_key(name) {
            members.insert(name.to_owned(), json!(value));
        }
    }
    for name in ["name", "username", "authname", "web_login"] {
        if members.contains_key(name) {
            members.insert(name.to_owned(), json!(numbered("x#")));
        }
    }
    members
}

/// The sign-in of what was made, if it has one.
fn login_of(method: &Method, made: &Value) -> Option<Value> {
    let login = match method.name {
        "createCustomer" => &made["web_login"],
        "createAccount" => &made["username"],
        _ => return None,
    };
    Some(json!({ "login": login, "password": made["web_password"] }))
}

/// The same for an operation of the messaging dialect; returns who took nothing.
fn fill_by_messaging(
    rest: &mut Connection,
    operation: &Described,
    logins: &Logins,
    customer: &str,
) -> Vec<String> {
    let sample = rest_sample(operation);
    let signed = [sample.name, sample.password];
    let least = || {
        // A setting of the reseller asks for more than one operation itself does.
        let form = operation.form(operation.name == "customer/create");
        let form = set(&form, sample.name, Some(ROOT_NAME));
        let mut form = set(&form, sample.password, Some(&logins.root.api_password));
        for (name, value) in &mut form {
            match name.as_str() {
                "customerId" => *value = customer.to_owned(),
                "name" | "username" | "customer" => *value = numbered("x#"),
                _ => {}
            }
        }
        form
    };
    let takes = |name: &str, rest: &mut Connection| {
        PAYLOADS.iter().any(|payload| {
            let form = set(&least(), name, Some(&numbered(payload)));
            rest.rest(&operation.name, &borrowed(&form)).unwrap()["status"] == 0
        })
    };
    let names = operation.properties.keys().filter(|name| !signed.contains(&name.as_str()));
    names.filter(|name| !takes(name, rest)).cloned().collect()
}

/// `text` with the next number in it.
fn numbered(text: &str) -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    text.replace('#', &COUNT.fetch_add(1, Ordering::Relaxed).to_string())
}
