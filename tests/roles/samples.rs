//! What every operation is called with: one line for each parameter that has a name of its own.
//!
//! A new row of a catalogue needs nothing here as long as its required parameters are known. Else it needs one line: in
//! [`reference`], if the parameter names something of the target's (and a member of `Cast` to name), or in [`value`]. A
//! parameter of the messaging dialect has its example from the catalogue, so only those in [`rest_reference`] need a line.

use face_xmlrpc::catalogue::{Kind, METHODS, Method, Parameter, Presence};
use serde_json::Value as Json;
use xmlrpc::{Struct, Value};

use crate::client::{Credentials, Form};
use crate::world::{CALLER, CLERK, Cast, PASSWORD, TARGET};

/// Whose things a request names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// The target's.
    Targets,
    /// Nobody's: what is not there for somebody must sound like this.
    Nobodys,
}

const NOBODYS_NUMBER: i64 = 999_999;
const NOBODYS_NAME: &str = "nobody";
const NOBODYS_ID: &str = "0123456789abcdef01234567";

/// What a parameter of the voice dialect names that is the target's; none: it names nothing of anybody's.
fn reference(cast: &Cast, method: &Method, parameter: &str) -> Option<(Value, Value)> {
    let number = |targets: i64| Some((targets.into(), NOBODYS_NUMBER.into()));
    let name = |targets: &str| Some((targets.into(), NOBODYS_NAME.into()));
    match (method.name, parameter) {
        // Whose customer the target is, or who will own the new one.
        (_, "i_wholesaler") if method.parameter("i_customer").is_some() => number(cast.owner),
        (_, "i_wholesaler" | "i_customer") => number(cast.target),
        // Nil, which is nobody's.
        ("createCustomer", "i_tariff") => None,
        (_, "i_tariff") => number(cast.tariff),
        (_, "i_routing_group") => number(cast.routing_group),
        (_, "i_web_user") => number(cast.web_user),
        (_, "i_payment") => number(cast.payment),
        (_, "i_billing_plan") => number(cast.service_plan),
        (_, "i_account") => number(cast.account),
        ("getAccountInfo" | "authAccount" | "resetAccountOneTimePassword", "username") => name(CALLER),
        ("authCustomer", "username") | ("resetCustomerOneTimePassword", "web_login") => name(CLERK),
        ("getCustomerInfo", "name") => name(TARGET),
        _ => None,
    }
}

/// Any other value of a parameter of the voice dialect.
fn value(method: &Method, parameter: &str) -> Value {
    match (method.name, parameter) {
        ("createCustomer", "i_tariff") => Value::Nil,
        ("createAccount", name) => account_value(method, name),
        ("getDictionary", "name") => "currencies".into(),
        ("system.multicall", "calls") => Value::Array(Vec::new()),
        (_, "methodName") => "createCustomer".into(),
        (_, "name") => "New".into(),
        (_, "amount") => 1.into(),
        (_, "currency") => "USD".into(),
        (_, "i_password_policy") => 1.into(),
        (_, "password" | "web_password") => PASSWORD.into(),
        (method, parameter) => panic!("{method}: tests/roles/samples.rs has no line for {parameter}"),
    }
}

/// What an account is made with. What is not named here is nothing, in the kind of its parameter.
pub(crate) fn account_value(method: &Method, parameter: &str) -> Value {
    match parameter {
        "username" | "authname" => "new-caller".into(),
        "web_password" | "voip_password" => PASSWORD.into(),
        "vm_password" => "4711".into(),
        "i_time_zone" => 370.into(),
        "i_lang" => "en".into(),
        "payment_currency" => "USD".into(),
        "payment_method" | "i_export_type" | "i_password_policy" | "i_media_relay_type" => 1.into(),
        "lifetime" | "max_sessions" | "max_credit_time" => (-1).into(),
        _ => match method.parameter(parameter).map(|parameter| (parameter.presence, parameter.kind)) {
            Some((Presence::RequiredNullable | Presence::Nullable, _)) => Value::Nil,
            Some((_, Kind::String)) => "".into(),
            _ => 0.into(),
        },
    }
}

/// What a parameter of the messaging dialect names that is the target's.
fn rest_reference(cast: &Cast, form: &SignIn, parameter: &str) -> Option<(String, String)> {
    match parameter {
        "customerId" => Some((cast.target_id.clone(), NOBODYS_ID.to_owned())),
        "userId" => Some((cast.user_id.clone(), NOBODYS_ID.to_owned())),
        // In the older operations who asks is called `reseller`; in `customer-user/create` `customer` is a new name.
        "customer" if form.name == "reseller" => Some((TARGET.to_owned(), NOBODYS_NAME.to_owned())),
        "reseller" if form.name != "reseller" => Some((TARGET.to_owned(), NOBODYS_NAME.to_owned())),
        _ => None,
    }
}

/// Further lines of a row: what is left out, what is put in.
const MORE_LINES: &[(&str, &str, &str)] = &[
    ("getCustomerInfo", "i_customer", "name"),
    ("getAccountInfo", "i_account", "username"),
    ("getPaymentsList", "i_customer", ""),
    ("getPaymentsList", "i_customer i_wholesaler", "i_account"),
    ("getLowBalance", "i_customer i_wholesaler", "i_account"),
    ("setLowBalance", "i_customer i_wholesaler", "i_account"),
    ("reseller/settings", "reseller", ""),
    ("reseller/settings", "", "freeCredits"),
];

/// Parameters that the description calls optional and this cast must give: its resellers speak the newer revision of the
/// messaging dialect, and whoever asks about an account says about which.
const GIVEN: &[(&str, &str)] = &[("customer/create", "integrationId"), ("getAccountInfo", "i_account")];

/// Operations that ask for a target with neither customers nor accounts.
const CHILDLESS: &[&str] = &["deleteCustomer", "customer/delete"];

/// A line of the table.
pub(crate) struct Line {
    /// What is left out or put in, compared with the line above; empty: it is the first of its row.
    pub(crate) variant: String,
    pub(crate) request: Request,
}

pub(crate) enum Request {
    /// A method with these parameters.
    Voice(&'static Method, Vec<&'static Parameter>),
    /// An operation.
    Rest(RestRequest),
}

pub(crate) struct RestRequest {
    pub(crate) operation: String,
    pub(crate) sign_in: SignIn,
    /// Names, each with its example.
    parameters: Vec<(String, String)>,
}

/// What the parameters are called in which somebody says who he is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SignIn {
    pub(crate) name: &'static str,
    password: &'static str,
}

impl SignIn {
    const RESELLER: Self = Self { name: "resellerName", password: "resellerPassword" };
    const OLDER: Self = Self { name: "reseller", password: "password" };
    pub(crate) const USER: Self = Self { name: "username", password: "password" };
    /// Every form.
    pub(crate) const ALL: [Self; 3] = [Self::RESELLER, Self::OLDER, Self::USER];
}

impl Line {
    /// The name of its row.
    pub(crate) fn operation(&self) -> &str {
        match &self.request {
            Request::Voice(method, _) => method.name,
            Request::Rest(rest) => &rest.operation,
        }
    }

    /// Its name, for the messages of failed tests.
    pub(crate) fn title(&self) -> String {
        format!("{} {}", self.operation(), self.variant)
    }

    /// Whether it is about a target with neither customers nor accounts.
    pub(crate) fn is_about_childless(&self) -> bool {
        CHILDLESS.contains(&self.operation())
    }

    /// Whether a user asks for himself.
    pub(crate) fn is_by_user(&self) -> bool {
        matches!(&self.request, Request::Rest(rest) if rest.sign_in == SignIn::USER)
    }

    /// Whether it names something of the target's.
    pub(crate) fn names_something(&self, cast: &Cast) -> bool {
        match &self.request {
            Request::Voice(method, given) => {
                given.iter().any(|parameter| reference(cast, method, parameter.name).is_some())
            }
            Request::Rest(rest) => {
                rest.parameters.iter().any(|(name, _)| rest_reference(cast, &rest.sign_in, name).is_some())
            }
        }
    }
}

/// What a method is called with.
pub(crate) fn params(cast: &Cast, method: &Method, given: &[&Parameter], whose: Whose) -> Vec<Value> {
    // These take their parameters one after the other.
    if method.name.starts_with("system.") {
        return given.iter().map(|parameter| value(method, parameter.name)).collect();
    }
    let member = |parameter: &&Parameter| {
        let chosen = match (reference(cast, method, parameter.name), whose) {
            (Some((targets, _)), Whose::Targets) => targets,
            (Some((_, nobodys)), Whose::Nobodys) => nobodys,
            (None, _) => value(method, parameter.name),
        };
        (parameter.name.to_owned(), chosen)
    };
    vec![Value::Struct(given.iter().map(member).collect::<Struct>())]
}

impl RestRequest {
    /// What is sent.
    pub(crate) fn form(&self, cast: &Cast, who: &Credentials, whose: Whose) -> Form {
        let mut form: Form = Vec::new();
        if let Credentials::Password(name, password) = who {
            form.push((self.sign_in.name.to_owned(), name.clone()));
            form.push((self.sign_in.password.to_owned(), password.clone()));
        }
        for (name, example) in &self.parameters {
            let chosen = match (rest_reference(cast, &self.sign_in, name), whose) {
                (Some((targets, _)), Whose::Targets) => targets,
                (Some((_, nobodys)), Whose::Nobodys) => nobodys,
                (None, _) => example.clone(),
            };
            form.push((name.clone(), chosen));
        }
        form
    }
}

/// The lines of every method.
pub(crate) fn voice_lines() -> Vec<Line> {
    METHODS.iter().copied().flat_map(lines_of_method).collect()
}

/// All that is required and whoever is named, with and without the one acted for.
fn lines_of_method(method: &'static Method) -> Vec<Line> {
    let is_required = |presence| matches!(presence, Presence::Required | Presence::RequiredNullable);
    let whom = method.acting_for.or_else(|| method.parameter("i_customer").map(|parameter| parameter.name));
    let is_given = |parameter: &&Parameter| {
        is_required(parameter.presence)
            || parameter.name == "i_customer"
            || whom == Some(parameter.name)
            || GIVEN.contains(&(method.name, parameter.name))
    };
    let whole: Vec<_> = method.parameters().filter(is_given).collect();
    let line = |variant: String, given| Line { variant, request: Request::Voice(method, given) };
    let changed = |left_out: &str, put_in: &str| {
        let kept = whole.iter().copied().filter(|given| !left_out.split(' ').any(|name| name == given.name));
        line(describe(left_out, put_in), kept.chain(method.parameter(put_in)).collect())
    };
    let mut lines = vec![line(String::new(), whole.clone())];
    let optional = whom.and_then(|whom| method.parameter(whom)).filter(|whom| !is_required(whom.presence));
    lines.extend(optional.map(|whom| changed(whom.name, "")));
    lines.extend(more_lines(method.name).map(|(_, left_out, put_in)| changed(left_out, put_in)));
    lines
}

/// The lines of every operation that `document` describes.
pub(crate) fn rest_lines(cast: &Cast, document: &Json) -> Vec<Line> {
    let paths = document["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, methods)| lines_of_operation(cast, path, methods)).collect()
}

fn lines_of_operation(cast: &Cast, path: &str, methods: &Json) -> Vec<Line> {
    let operation = path.strip_prefix("/services/rest/").unwrap();
    let content = &methods["post"]["requestBody"]["content"];
    let schema = &content["application/x-www-form-urlencoded"]["schema"];
    let properties = schema["properties"].as_object().unwrap();
    let required: Vec<&str> =
        schema["required"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let line = |sign_in: SignIn, variant: String, left_out: &str, put_in: &str| {
        let is_given = |name: &str| {
            let names = sign_in != SignIn::USER && rest_reference(cast, &sign_in, name).is_some();
            let is_wanted = required.contains(&name) || GIVEN.contains(&(operation, name)) || name == put_in;
            (names || is_wanted) && ![sign_in.name, sign_in.password, left_out].contains(&name)
        };
        let given = properties.iter().filter(|(name, _)| is_given(name));
        let example = |schema: &Json| schema["examples"][0].as_str().unwrap().to_owned();
        let parameters = given.map(|(name, schema)| (name.clone(), example(schema))).collect();
        let operation = operation.to_owned();
        Line { variant, request: Request::Rest(RestRequest { operation, sign_in, parameters }) }
    };
    let knows = |form: &SignIn| properties.contains_key(form.name) && properties.contains_key(form.password);
    let resellers = [SignIn::RESELLER, SignIn::OLDER].into_iter().find(knows);
    // Where a reseller must say who he is, a user's name and password are those of a new one.
    let is_resellers_alone = resellers.is_some_and(|form| required.contains(&form.name));
    let users = Some(SignIn::USER).filter(|form| !is_resellers_alone && knows(form));
    let first = resellers.or(users).expect("tests/roles/samples.rs does not know who asks");
    let mut lines = vec![line(first, String::new(), "", "")];
    lines
        .extend(users.filter(|users| *users != first).map(|users| line(users, "by the user".into(), "", "")));
    lines.extend(
        more_lines(operation)
            .map(|(_, left_out, put_in)| line(first, describe(left_out, put_in), left_out, put_in)),
    );
    lines
}

fn more_lines(operation: &str) -> impl Iterator<Item = &'static (&'static str, &'static str, &'static str)> {
    MORE_LINES.iter().filter(move |(name, _, _)| *name == operation)
}

fn describe(left_out: &str, put_in: &str) -> String {
    let said = [("without", left_out), ("with", put_in)].into_iter().filter(|(_, name)| !name.is_empty());
    said.map(|(word, name)| format!("{word} {name}")).collect::<Vec<_>>().join(", ")
}
