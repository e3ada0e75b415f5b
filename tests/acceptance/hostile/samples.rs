//! One harmless call of every operation of both dialects, for tests that spoil it or send it with wrong credentials. An
//! operation that a catalogue has and this table has not fails the tests.

use face_xmlrpc::catalogue::{Kind, Method, Parameter, Presence};
use serde_json::{Map, Value, json};

use crate::site::Site;
use crate::wire::{Answer, Caller, Connection};

/// Everybody who is needed to be refused.
pub(super) struct Cast {
    /// Stands below root, and asks for what is not his. In the messaging dialect as in the voice dialect, by the same
    /// name.
    pub(super) caller: Person,
    /// Whose password others try to guess.
    pub(super) guessed: Person,
    /// Root blocked him.
    pub(super) blocked: Person,
    /// His password is right, his programs are not let in.
    pub(super) without_access: Person,
    /// His password served once, for a day that is over.
    pub(super) expired: Person,
    /// Users, by name and password: one of the caller's, one whose customer is blocked, one whose customer's programs are
    /// not let in.
    pub(super) users: [Person; 3],
    /// What the caller must not see: the numbers, the name and the id of another's.
    pub(super) foreign: Foreign,
}

/// Whoever presents a name and a password.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) password: String,
}

/// Of another branch.
pub(super) struct Foreign {
    pub(super) i_customer: i64,
    pub(super) i_tariff: i64,
    pub(super) i_routing_group: i64,
    pub(super) i_web_user: i64,
    pub(super) i_billing_plan: i64,
    pub(super) i_account: i64,
    pub(super) name: String,
    pub(super) object_id: String,
    pub(super) user_id: String,
}

impl Cast {
    /// Makes those whom the site has not.
    pub(super) fn assemble(site: &Site, voice: &mut Caller, rest: &mut Connection) -> Self {
        let logins = site.logins();
        let caller = Person {
            name: logins.reseller_postpaid.name.clone(),
            password: logins.reseller_postpaid.api_password.clone(),
        };
        let people = [("guessed", 1), ("blocked", 1), ("without-access", 0)];
        let [guessed, blocked, without_access] = people.map(|(name, api_access)| {
            let members = json!({
                "name": name, "web_login": name, "web_password": PASSWORD, "api_password": PASSWORD,
                "api_access": api_access, "api_mgmt": 1, "customers_mgmt": 7, "i_tariff": logins.i_tariff,
            });
            voice.call("createCustomer", &members).unwrap().unwrap();
            Person { name: name.into(), password: PASSWORD.into() }
        });
        let expired = expired(site, voice, logins.i_tariff);
        let mut user_id = String::new();
        let users = [caller.name.as_str(), "blocked", "without-access"].map(|above| {
            let name = format!("user-of-{above}");
            let id = site.show_customer(above)["object_id"].as_str().unwrap().to_owned();
            let form = [
                ("resellerName", "root"),
                ("resellerPassword", &logins.root.api_password),
                ("username", &name),
                ("password", PASSWORD),
                ("customerId", &id),
                ("email", "a@b.example"),
                ("phoneNumber", "1"),
            ];
            let made = rest.rest("user/create", &form).unwrap();
            assert_eq!(made["status"], 0, "{made}");
            // The last one's customer is not below the caller.
            user_id = made["userId"].as_str().unwrap().to_owned();
            Person { name, password: PASSWORD.into() }
        });
        let number = site.show_customer("blocked")["customer"].as_i64().unwrap();
        voice.call("blockCustomer", &json!({ "i_customer": number })).unwrap().unwrap();
        let above = site.show_customer("without-access")["customer"].as_i64().unwrap();
        let told = json!({ "i_customer": above, "username": "user-of-without-access" });
        let account = voice.call("getAccountInfo", &told).unwrap().unwrap();
        let other = site.show_customer(&logins.reseller_prepaid.name);
        let plan = json!({ "name": "Foreign", "i_tariff": logins.i_tariff });
        let plan = voice.call("addBillingPlan", &plan).unwrap().unwrap();
        let foreign = Foreign {
            i_customer: other["customer"].as_i64().unwrap(),
            i_tariff: logins.i_tariff,
            i_routing_group: logins.i_routing_group,
            // The demo and the configured sites have one for each login; the first is root's.
            i_web_user: 1,
            i_billing_plan: plan["i_billing_plan"].as_i64().unwrap(),
            i_account: account["i_account"].as_i64().unwrap(),
            name: logins.reseller_prepaid.name.clone(),
            object_id: other["object_id"].as_str().unwrap().to_owned(),
            user_id,
        };
        Self { caller, guessed, blocked, without_access, expired, users, foreign }
    }

    /// The value that makes a parameter of the voice dialect point at something foreign; none for one that points at
    /// nothing of anybody's. A parameter that looks as if it did must be in one of the two lists.
    pub(super) fn foreign_reference(&self, method: &str, parameter: &str) -> Option<Value> {
        let foreign = &self.foreign;
        match (method, parameter) {
            (_, "i_customer" | "i_wholesaler" | "i_commission_agent") => Some(json!(foreign.i_customer)),
            (_, "i_tariff") => Some(json!(foreign.i_tariff)),
            (_, "i_routing_group") => Some(json!(foreign.i_routing_group)),
            (_, "i_web_user") => Some(json!(foreign.i_web_user)),
            (_, "i_billing_plan") => Some(json!(foreign.i_billing_plan)),
            (_, "i_account") => Some(json!(foreign.i_account)),
            ("getAccountInfo" | "resetAccountOneTimePassword", "username") => {
                Some(json!("user-of-without-access"))
            }
            // Nobody's, which must sound alike.
            (
                _,
                "i_payment"
                | "i_account_class"
                | "i_provisioning"
                | "i_invoice_template"
                | "i_debit_credit_card"
                | "br_i_debit_credit_card",
            ) => Some(json!(1)),
            ("getCustomerInfo", "name") => Some(json!(foreign.name)),
            ("resetCustomerOneTimePassword", "web_login") => Some(json!(foreign.name)),
            (_, term) if TERMS.contains(&term) => None,
            (method, unknown) if unknown.starts_with("i_") => {
                panic!("{method}: is {unknown} a term of a dictionary or something of somebody's?")
            }
            _ => None,
        }
    }
}

/// A customer of root with a one-time password that nobody used in time.
fn expired(site: &Site, voice: &mut Caller, i_tariff: i64) -> Person {
    let name = "expired".to_owned();
    let members = json!({
        "name": name, "web_login": name, "web_password": PASSWORD, "api_password": PASSWORD, "api_access": 1,
        "i_tariff": i_tariff,
    });
    voice.call("createCustomer", &members).unwrap().unwrap();
    let reset = voice.call("resetCustomerOneTimePassword", &json!({ "web_login": name })).unwrap().unwrap();
    site.execute("UPDATE web_user SET one_time_until_micros = 1 WHERE one_time_until_micros IS NOT NULL");
    Person { name, password: reset["password"].as_str().unwrap().to_owned() }
}

/// What a password of the cast is.
pub(super) const PASSWORD: &str = "Password-of-the-cast-1";

/// Parameters that number terms of dictionaries.
const TERMS: &[&str] = &[
    "i_password_policy",
    "i_lang",
    "i_time_zone",
    "i_export_type",
    "i_tariff_type",
    "i_media_relay_type",
    "i_caller_name_type",
    "i_incoming_anonymous_action",
];

/// What a method of the voice dialect is called with. `own_customer` is a customer of the caller's called `own`.
pub(super) fn voice_sample(method: &Method, own_customer: i64) -> Vec<Value> {
    match method.name {
        "system.listMethods" => return Vec::new(),
        "system.methodHelp" | "system.methodSignature" => return vec![json!("createCustomer")],
        "system.multicall" => return vec![json!([])],
        _ => {}
    }
    let is_needed = |parameter: &&Parameter| {
        matches!(parameter.presence, Presence::Required | Presence::RequiredNullable)
            || NEEDED.contains(&(method.name, parameter.name))
            || (PAYERS.contains(&method.name) && parameter.name == "i_customer")
    };
    let needed = method.parameters().filter(is_needed);
    let members = needed
        .map(|parameter| (parameter.name.to_owned(), voice_value(method.name, parameter, own_customer)));
    vec![Value::Object(members.collect())]
}

/// What is optional by itself, and needed here: somebody must be asked about, and an account of root needs a group.
const NEEDED: &[(&str, &str)] =
    &[("getCustomerInfo", "name"), ("getAccountInfo", "i_account"), ("createAccount", "i_routing_group")];

/// Methods that ask about a customer or an account: one of the two must be named.
const PAYERS: &[&str] = &["getLowBalance", "setLowBalance", "getPaymentInfo"];

/// A value of a required parameter; one that is new must be given one here.
fn voice_value(method: &str, parameter: &Parameter, own_customer: i64) -> Value {
    match (method, parameter.name) {
        ("createAccount", name) => account_value(name, parameter.kind),
        ("getDictionary", "name") => json!("currencies"),
        ("getCustomerInfo", "name") => json!("own"),
        (_, "name") => json!("Spoiled"),
        (_, "i_customer") => json!(own_customer),
        (_, "amount") => json!(1),
        (_, "currency") => json!("USD"),
        (_, "username" | "web_login") => json!("nobody"),
        (_, "password" | "web_password") => json!(PASSWORD),
        (
            _,
            "i_account" | "i_tariff" | "i_billing_plan" | "i_routing_group" | "i_web_user" | "i_payment"
            | "i_password_policy",
        ) => json!(1),
        (_, name) => panic!("{method}: no sample of {name}"),
    }
}

/// What an account is asked for with: nothing of the parameter's kind, where that is not refused.
fn account_value(parameter: &str, kind: Kind) -> Value {
    match parameter {
        "username" | "authname" => json!("spoiled-account"),
        "web_password" | "voip_password" => json!(PASSWORD),
        "vm_password" => json!("4711"),
        "i_lang" => json!("en"),
        "payment_currency" => json!("USD"),
        "i_time_zone" => json!(370),
        "max_sessions" | "max_credit_time" | "lifetime" => json!(-1),
        "preferred_codec" | "on_payment_action" => Value::Null,
        "i_routing_group" | "i_billing_plan" | "payment_method" | "i_export_type" | "i_password_policy"
        | "i_media_relay_type" => {
            json!(1)
        }
        _ if kind == Kind::String => json!(""),
        _ => json!(0),
    }
}

/// The sample with one member set. An account is asked about in place of a customer.
pub(super) fn with(sample: &[Value], name: &str, value: Value) -> Option<Vec<Value>> {
    let mut members = sample.first()?.as_object()?.clone();
    members.insert(name.to_owned(), value);
    if name == "i_account" && sample.first()?.get(name).is_none() {
        members.remove("i_customer");
    }
    Some(vec![Value::Object(members)])
}

/// How an operation of the messaging dialect asks who is there, and what it names that may be another's.
pub(super) struct Sample {
    pub(super) name: &'static str,
    pub(super) password: &'static str,
    pub(super) is_user: bool,
    pub(super) object: Option<&'static str>,
}

/// The sample of an operation; its values are the examples of the served document.
pub(super) fn rest_sample(operation: &Described) -> Sample {
    rest_samples(operation).swap_remove(0)
}

/// The same for each form in which it can be asked for: by a reseller, by the user himself, or by either.
pub(super) fn rest_samples(operation: &Described) -> Vec<Sample> {
    let knows = |name: &str| operation.properties.contains_key(name);
    let among = |names: &[&'static str]| names.iter().copied().find(|name| knows(name));
    let sample = |name, password, is_user, object| Sample { name, password, is_user, object };
    let mut samples = Vec::new();
    if knows("resellerName") && knows("resellerPassword") {
        let object = among(&["customerId", "userId", "reseller"]);
        samples.push(sample("resellerName", "resellerPassword", false, object));
    } else if knows("reseller") && knows("password") {
        samples.push(sample("reseller", "password", false, among(&["customer"])));
    }
    // Where a reseller must say who he is, a user's name and password are those of a new one.
    let is_resellers = samples.iter().any(|sample| operation.required.iter().any(|name| name == sample.name));
    if !is_resellers && knows("username") && knows("password") {
        samples.push(sample("username", "password", true, None));
    }
    assert!(!samples.is_empty(), "{}: who asks?", operation.name);
    samples
}

/// An operation as the served document describes it.
pub(super) struct Described {
    pub(super) name: String,
    pub(super) by_get: bool,
    pub(super) properties: Map<String, Value>,
    pub(super) required: Vec<String>,
}

impl Described {
    /// The examples of everything required, of who asks and of what is asked about; or of everything.
    pub(super) fn form(&self, is_whole: bool) -> Vec<(String, String)> {
        self.form_of(&rest_sample(self), is_whole)
    }

    /// The same in one of its forms.
    pub(super) fn form_of(&self, sample: &Sample, is_whole: bool) -> Vec<(String, String)> {
        let special = [Some(sample.name), Some(sample.password), sample.object];
        let wanted = |name: &String| {
            is_whole || self.required.contains(name) || special.contains(&Some(name.as_str()))
        };
        let example = |schema: &Value| schema["examples"][0].as_str().unwrap().to_owned();
        let wanted = self.properties.iter().filter(|(name, _)| wanted(name));
        wanted.map(|(name, schema)| (name.clone(), example(schema))).collect()
    }
}

/// Every operation of the messaging dialect, from the document that the server gives to everybody.
pub(super) fn described(connection: &mut Connection) -> Vec<Described> {
    let answer = get(connection, "/services/rest/openapi.json");
    let document: Value = serde_json::from_str(&answer.body).unwrap();
    let describe = |(path, methods): (&String, &Value)| {
        let schema =
            &methods["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"];
        let required = schema["required"].as_array().unwrap().iter();
        Described {
            name: path.strip_prefix("/services/rest/").unwrap().to_owned(),
            by_get: methods.get("get").is_some(),
            properties: schema["properties"].as_object().unwrap().clone(),
            required: required.map(|name| name.as_str().unwrap().to_owned()).collect(),
        }
    };
    document["paths"].as_object().unwrap().iter().map(describe).collect()
}

/// A form with one value set, or taken out.
pub(super) fn set(form: &[(String, String)], name: &str, value: Option<&str>) -> Vec<(String, String)> {
    let mut form: Vec<_> = form.iter().filter(|(given, _)| given != name).cloned().collect();
    form.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    form
}

/// Pairs of borrowed texts, as the client takes them.
pub(super) fn borrowed(form: &[(String, String)]) -> Vec<(&str, &str)> {
    form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Reads a path without saying who asks.
pub(super) fn get(connection: &mut Connection, path: &str) -> Answer {
    connection.send(format!("GET {path} HTTP/1.1\r\nHost: tollgate\r\n\r\n").as_bytes()).unwrap();
    connection.read_answer().unwrap()
}
