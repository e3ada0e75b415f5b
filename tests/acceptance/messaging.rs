//! The messaging dialect as two foreign clients see it: the documented answers, to the byte.

mod lifecycle;

use serde_json::Value;

use self::lifecycle::lifecycle;
use crate::clients::{RestClient, RestRequest};
use crate::on_both_engines;
use crate::site::{Reseller, Site};
use crate::wire::Connection;

on_both_engines! { demo; python_requests curl a_compressed_body_is_refused_as_published }

fn python_requests(site: &Site) {
    converse(site, RestClient::requests);
}

fn curl(site: &Site) {
    converse(site, RestClient::curl);
}

const DONE: &str = r#"{"status":0}"#;

fn converse(site: &Site, connect: fn(std::net::SocketAddr) -> Option<RestClient>) {
    let server = site.start();
    let Some(client) = connect(server.address()) else { return };
    let logins = site.logins();
    let root_password = logins.root.api_password.as_str();
    let mut talk = Talk { client, reseller: &logins.reseller_postpaid };
    customer_and_user(&mut talk);
    customers_and_their_users(&mut talk);
    by_query_string(&mut talk);
    credits(&mut talk);
    resellers(&mut talk, root_password);
    repetitions(&mut talk);
    refusals(&mut talk);
    lifecycle(&mut talk, root_password);
    let user = &logins.user;
    let seen = talk.user_credits(&user.username, &user.password);
    assert_eq!(seen["status"], "0", "the first user of the installation: {seen}");
}

/// The one HTTP status that the edge answers before the dialect sees the request is in the document, too.
fn a_compressed_body_is_refused_as_published(site: &Site) {
    let server = site.start();
    let open = || Connection::open(server.address()).unwrap();
    let mut connection = open();
    connection.send(b"GET /services/rest/openapi.json HTTP/1.1\r\nHost: tollgate\r\n\r\n").unwrap();
    let document = read(&connection.read_answer().unwrap().body);
    let paths = document["paths"].as_object().unwrap();
    assert!(!paths.is_empty());
    for (path, methods) in paths {
        let answer = open().post(path, "Content-Encoding: gzip\r\n", b"\x1f\x8b").unwrap();
        assert_eq!(answer.status, 415, "{path}");
        for (method, described) in methods.as_object().unwrap() {
            let reference = described["responses"]["415"]["$ref"].as_str().unwrap_or_default();
            let published = document.pointer(reference.trim_start_matches('#'));
            let kind = published.and_then(|published| published["content"].get("text/plain"));
            assert!(kind.is_some(), "{method} {path} does not tell of 415");
        }
    }
}

/// One client and the reseller for whom it speaks.
struct Talk<'a> {
    client: RestClient,
    reseller: &'a Reseller,
}

impl Talk<'_> {
    fn send(&mut self, request: &RestRequest<'_>) -> String {
        self.client.send(request)
    }

    /// A creating operation by form, with the reseller's credentials.
    fn create(&mut self, operation: &str, fields: &[(&str, &str)]) -> String {
        self.create_once(operation, fields, None)
    }

    fn create_once(&mut self, operation: &str, fields: &[(&str, &str)], key: Option<&str>) -> String {
        let credentials = [
            ("resellerName", self.reseller.name.as_str()),
            ("resellerPassword", &self.reseller.api_password),
        ];
        let form = [fields, &credentials].concat();
        self.send(&RestRequest { operation, form: &form, key, ..RestRequest::default() })
    }

    /// An operation on credits by form, with the reseller's credentials.
    fn admin(&mut self, operation: &str, fields: &[(&str, &str)]) -> String {
        let credentials =
            [("reseller", self.reseller.name.as_str()), ("password", &self.reseller.api_password)];
        let form = [fields, &credentials].concat();
        self.send(&RestRequest { operation, form: &form, ..RestRequest::default() })
    }

    fn user_credits(&mut self, username: &str, password: &str) -> Value {
        let query = [("username", username), ("password", password)];
        let request = RestRequest {
            by_get: true,
            operation: "user/creditBalance",
            query: &query,
            ..RestRequest::default()
        };
        read(&self.send(&request))
    }
}

fn customer_and_user(talk: &mut Talk<'_>) {
    let fields = [
        ("contactName", "John Doe & Söhne"),
        ("email", "john@doe.com"),
        ("username", "1212412@pair"),
        ("password", "p&ss word+é"),
        ("customer", "1212412@pair"),
        ("phoneNumber", "+48 999444111"),
        ("applyFreeCredits", "False"),
    ];
    assert_eq!(talk.create("customer-user/create", &fields), DONE);
    let expected = r#"{"creditBalance":"0","status":"0"}"#;
    let form = [("username", "1212412@pair"), ("password", "p&ss word+é")];
    let request = RestRequest { operation: "user/creditBalance", form: &form, ..RestRequest::default() };
    assert_eq!(talk.send(&request), expected);
    let request = RestRequest { by_get: true, query: &form, form: &[], ..request };
    assert_eq!(talk.send(&request), expected);
    assert_eq!(talk.user_credits("1212412@pair", "wrong")["status"], 3);
}

fn customers_and_their_users(talk: &mut Talk<'_>) {
    let made = talk.create(
        "customer/create",
        &[
            ("name", "test-customer"),
            ("integrationId", "crm-17"),
            ("rotationAlgorithm", "CONVERSATION"),
            ("billingType", "PRE_PAID"),
            ("moCharge", "42"),
            ("sourceAddress", "48123456789"),
        ],
    );
    let customer = object_id(&made, "customerId");
    let push = r#"{"type": "URL", "data": {"url": "http://push.example.com/?s={{statusCode}}"}}"#;
    let made = talk.create(
        "user/create",
        &[
            ("username", "first@test-customer"),
            ("password", "secret"),
            ("customerId", &customer),
            ("email", "first@example.com"),
            ("phoneNumber", "999444111"),
            ("finalStatusPush", push),
            ("swappingSourceAddressAllowed", "TRUE"),
            ("sourceAddress", "Tollgate"),
        ],
    );
    object_id(&made, "userId");
    assert_eq!(talk.user_credits("first@test-customer", "secret")["creditBalance"], "0");
}

/// The pages speak of request parameters: a query string does for POST as well.
fn by_query_string(talk: &mut Talk<'_>) {
    let (name, password) = (talk.reseller.name.as_str(), talk.reseller.api_password.as_str());
    let query = [
        ("name", "by-query"),
        ("integrationId", "q"),
        ("resellerName", name),
        ("resellerPassword", password),
    ];
    let request = RestRequest { operation: "customer/create", query: &query, ..RestRequest::default() };
    let made = talk.client.send(&request);
    object_id(&made, "customerId");
}

/// A reseller who pays afterwards can always give.
fn credits(talk: &mut Talk<'_>) {
    let balance = [("customer", "test-customer")];
    let given = talk.admin("admin/addCredits", &[("customer", "test-customer"), ("creditsToAdd", "1000.5")]);
    assert_eq!(given, r#"{"status":0,"credits":1000.5}"#);
    let taken = talk.admin("admin/addCredits", &[("customer", "test-customer"), ("creditsToAdd", "-0.50")]);
    assert_eq!(taken, r#"{"status":0,"credits":1000}"#);
    let expected = r#"{"status":0,"credits":1000}"#;
    assert_eq!(talk.admin("admin/balance", &balance), expected);

    // Both methods and both places: the pages show a query string even for POST.
    let (name, password) = (talk.reseller.name.clone(), talk.reseller.api_password.clone());
    let query = [("customer", "test-customer"), ("reseller", &name), ("password", &password)];
    for by_get in [true, false] {
        let request =
            RestRequest { by_get, operation: "admin/balance", query: &query, ..RestRequest::default() };
        assert_eq!(talk.send(&request), expected, "GET: {by_get}");
    }
    assert_eq!(talk.user_credits("first@test-customer", "secret")["creditBalance"], "1000");
}

fn resellers(talk: &mut Talk<'_>, root_password: &str) {
    let form = [
        ("name", "below-root"),
        ("password", "Below-root-1"),
        ("resellerName", "root"),
        ("resellerPassword", root_password),
        ("billingType", "PRE_PAID"),
        ("freeCredits", "7"),
        ("apiRevision", "1"),
    ];
    let request = RestRequest { operation: "reseller/create", form: &form, ..RestRequest::default() };
    object_id(&talk.send(&request), "resellerId");
    // Revision 1 knows no required `integrationId`, and his customers are given what he gives for free.
    let below = [("resellerName", "below-root"), ("resellerPassword", "Below-root-1")];
    let form = [&[("name", "below-below"), ("billingType", "PRE_PAID")][..], &below].concat();
    let request = RestRequest { operation: "customer/create", form: &form, ..RestRequest::default() };
    object_id(&talk.send(&request), "customerId");
    let fields =
        [("username", "u@below"), ("password", "x"), ("customer", "u@below"), ("applyFreeCredits", "true")];
    let form = [&fields[..], &below].concat();
    let request = RestRequest { operation: "customer-user/create", form: &form, ..RestRequest::default() };
    assert_eq!(talk.send(&request), DONE);
    assert_eq!(talk.user_credits("u@below", "x")["creditBalance"], "7");
}

fn repetitions(talk: &mut Talk<'_>) {
    let fields = [("name", "only-once"), ("integrationId", "")];
    let first = talk.create_once("customer/create", &fields, Some("key-1"));
    object_id(&first, "customerId");
    assert_eq!(talk.create_once("customer/create", &fields, Some("key-1")), first);
    assert_eq!(status(&talk.create_once("customer/create", &fields, Some("key-2"))), 301);
    let other = [("name", "another"), ("integrationId", "")];
    let conflict = read(&talk.create_once("customer/create", &other, Some("key-1")));
    assert!(conflict["status"] != 0 && conflict["message"].is_string(), "{conflict}");
    assert_eq!(status(&talk.admin("admin/balance", &[("customer", "another")])), 300);
}

fn refusals(talk: &mut Talk<'_>) {
    assert_eq!(status(&talk.create("customer/create", &[("integrationId", "")])), 1);
    assert_eq!(status(&talk.create("customer/create", &[("name", "a b"), ("integrationId", "")])), 2);
    let taken = read(&talk.create("customer/create", &[("name", "test-customer"), ("integrationId", "")]));
    assert_eq!((&taken["status"], &taken["parameter"]), (&301.into(), &"name".into()));
    let nobody = [("customer", "nobody")];
    assert_eq!(status(&talk.admin("admin/balance", &nobody)), 300);
    let strangers = [("customer", "below-below")];
    assert_eq!(status(&talk.admin("admin/balance", &strangers)), 420);
    let too_much = [("customer", "test-customer"), ("creditsToAdd", "-1000.00000001")];
    assert_eq!(status(&talk.admin("admin/addCredits", &too_much)), 320);
    let form = [("reseller", "no-such-reseller"), ("password", "x"), ("customer", "test-customer")];
    let request = RestRequest { operation: "admin/balance", form: &form, ..RestRequest::default() };
    assert_eq!(status(&talk.send(&request)), 400);
    let form = [("reseller", talk.reseller.name.as_str()), ("password", "x"), ("customer", "test-customer")];
    let request = RestRequest { operation: "admin/balance", form: &form, ..RestRequest::default() };
    assert_eq!(status(&talk.send(&request)), 3);
}

fn read(body: &str) -> Value {
    serde_json::from_str(body).unwrap()
}

fn status(body: &str) -> i64 {
    read(body)["status"].as_i64().unwrap()
}

/// The id under `member` of an answer that has nothing else but the status.
#[track_caller]
fn object_id(body: &str, member: &str) -> String {
    let answer = read(body);
    let id = answer[member].as_str().unwrap_or_else(|| panic!("{body} has no {member}"));
    assert!(id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{body}");
    assert_eq!(body, format!(r#"{{"status":0,"{member}":"{id}"}}"#));
    id.to_owned()
}
