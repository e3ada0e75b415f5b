//! The voice dialect as four foreign clients see it: what is sent comes back, and a refusal looks like one.

mod account;
mod lifecycle;

use serde_json::{Map, Value, json};

use self::account::account;
use self::lifecycle::lifecycle;
use crate::clients::{Access, Refused, VoiceClient};
use crate::on_both_engines;
use crate::site::{Logins, Site};

on_both_engines! { demo; python_xmlrpc_client python_httplib2 node_xmlrpc curl_digest }

fn python_xmlrpc_client(site: &Site) {
    converse(site, VoiceClient::xmlrpc_client);
}

fn python_httplib2(site: &Site) {
    converse(site, VoiceClient::httplib2);
}

fn node_xmlrpc(site: &Site) {
    converse(site, VoiceClient::node);
}

fn curl_digest(site: &Site) {
    converse(site, VoiceClient::curl);
}

/// Everything that one client is asked to show.
fn converse(site: &Site, connect: fn(&Access<'_>) -> Option<VoiceClient>) {
    let server = site.start();
    let logins = site.logins();
    let root = &logins.root;
    let access = Access { address: server.address(), login: &root.web_login, password: &root.api_password };
    let Some(mut client) = connect(&access) else { return };
    tariffs(&mut client);
    service_plans(&mut client);
    routing_groups(&mut client);
    customers(&mut client, logins);
    changes(&mut client, logins.i_tariff);
    lifecycle(&mut client);
    account(&mut client);
    dictionaries(&mut client);
    passwords(&mut client);
    introspection(&mut client);
    many_calls_in_one(&mut client);
    faults(&mut client, logins.i_tariff);
    let mut stranger = connect(&Access { password: "wrong", ..access }).unwrap();
    assert_eq!(stranger.call("listCustomers", &[json!({})]), Err(Refused::Http(401)));
}

fn tariffs(client: &mut VoiceClient) {
    let terms = json!({
        "name": "Gold, retail",
        "currency": "EUR",
        "connect_fee": 0.0125,
        "free_seconds": 5,
        "post_call_surcharge": 0.05,
        "grace_period": 2,
        "loss_protection": true,
        "max_loss": 1.5,
        "cost_round_up": true,
        "decimal_precision": 4,
        "average_duration": 180,
        "local_calling": true,
        "local_calling_cli_validation_rule": "^1212",
        "i_tariff_type": 1,
    });
    let made = answer(client, "createTariff", &terms);
    let told = answer(client, "getTariffInfo", &json!({ "i_tariff": made["i_tariff"] }));
    let mut expected = terms;
    expected["i_tariff"] = made["i_tariff"].clone();
    expected["i_customer"] = json!(1);
    assert_same(client, &told["tariff"], &expected);

    let plain = answer(client, "createTariff", &json!({ "name": "Plain", "currency": "USD" }));
    let told = answer(client, "getTariffInfo", &json!({ "i_tariff": plain["i_tariff"] }));
    assert_eq!(told["tariff"]["max_loss"], Value::Null, "nil is for no limit");

    let listed = answer(client, "getTariffsList", &json!({ "name_pattern": "GOLD%" }));
    let line = json!({
        "i_tariff": made["i_tariff"], "name": "Gold, retail", "currency": "EUR", "i_tariff_type": 1,
    });
    assert_eq!(listed["tariffs"], json!([line]));
    let nobody = answer(client, "getTariffsList", &json!({ "name_pattern": "Silver" }));
    assert_eq!(nobody["tariffs"], json!([]));
}

fn service_plans(client: &mut VoiceClient) {
    let tariff = answer(client, "createTariff", &json!({ "name": "For plans", "currency": "EUR" }));
    let terms = json!({
        "name": "Family & friends",
        "i_tariff": tariff["i_tariff"],
        "description": "first <try>",
        "iso_4217": "EUR",
        "billing_cycle": 1,
        "prepaid": false,
        "suspend_all_calls": true,
    });
    let made = answer(client, "addBillingPlan", &terms);
    let plan = json!({ "i_billing_plan": made["i_billing_plan"] });
    let mut expected = terms;
    expected["i_billing_plan"] = made["i_billing_plan"].clone();
    expected["i_customer"] = json!(1);
    let told = answer(client, "getServicePlanInfo", &plan);
    assert_same(client, &told["service_plan"], &expected);
    let mut change = plan.clone();
    change["name"] = json!("Friends");
    answer(client, "updateBillingPlan", &change);
    expected["name"] = json!("Friends");
    let listed = answer(client, "listBillingPlans", &json!({ "name_pattern": "friends" }));
    assert_same(client, &listed["service_plans"][0], &expected);
    answer(client, "deleteBillingPlan", &plan);
    let listed = answer(client, "listBillingPlans", &json!({ "name_pattern": "friends" }));
    assert_eq!(listed["service_plans"], json!([]));
}

fn routing_groups(client: &mut VoiceClient) {
    let terms = json!({ "name": "Cheapest & best", "policy": "weight", "description": "first <try>" });
    let made = answer(client, "addRoutingGroup", &terms);
    let listed = answer(client, "listRoutingGroups", &json!({}));
    let mut expected = terms;
    expected["i_routing_group"] = made["i_routing_group"].clone();
    assert!(listed["routing_groups"].as_array().unwrap().contains(&expected), "{listed}");
}

/// Every parameter of the page, told back member by member.
fn customers(client: &mut VoiceClient, logins: &Logins) {
    let agent = json!({ "name": "The agent", "web_password": "agent-password", "i_tariff": logins.i_tariff });
    let agent = answer(client, "createCustomer", &agent)["i_customer"].clone();
    let sent = every_parameter(logins, &agent);
    let help = client.call("system.methodHelp", &[json!("createCustomer")]).unwrap();
    let takes = help.as_str().unwrap().lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    for name in takes {
        assert!(sent.get(name).is_some(), "{name} is not tried");
    }
    let made = answer(client, "createCustomer", &sent);
    let number = &made["i_customer"];
    assert_eq!(made, json!({ "result": "OK", "i_customer": number }));

    let expected = as_told(&sent, number);
    for lookup in [json!({ "i_customer": number }), json!({ "name": sent["name"] })] {
        let told = answer(client, "getCustomerInfo", &lookup);
        let told = told["customer"].as_object().unwrap();
        assert!(!told.contains_key("web_password") && !told.contains_key("api_password"));
        let compared: Map<String, Value> = told
            .iter()
            .filter(|(name, _)| expected.contains_key(*name))
            .map(|(n, v)| (n.clone(), v.clone()))
            .collect();
        assert_same(client, &Value::Object(compared), &Value::Object(expected.clone()));
        assert_eq!(told["default_user"], true);
    }

    let listed = answer(client, "listCustomers", &json!({ "i_wholesaler": 1 }));
    let lines = listed["customers"].as_array().unwrap();
    let line = lines.iter().find(|line| line["i_customer"] == *number).unwrap();
    let expected = json!({
        "i_customer": number,
        "name": sent["name"],
        "web_login": sent["web_login"],
        "description": sent["description"],
        "balance": 100.0,
        "credit_limit": 2000.0,
        "base_currency": line["base_currency"],
    });
    assert_same(client, line, &expected);
    let first = answer(client, "listCustomers", &json!({ "offset": 0, "limit": 1 }));
    assert_eq!(first["customers"].as_array().unwrap().len(), 1);
}

/// Changed, blocked, let in again, removed; and made again under the same name.
fn changes(client: &mut VoiceClient, tariff: i64) {
    let wanted = json!({ "name": "Changing", "web_password": "Web-password-1", "i_tariff": tariff });
    for _ in 0..2 {
        let made = answer(client, "createCustomer", &wanted);
        let him = json!({ "i_customer": made["i_customer"] });
        let mut change = him.clone();
        change["balance"] = json!(12.5);
        change["max_sessions"] = json!(3);
        change["description"] = json!("changed");
        answer(client, "updateCustomer", &change);
        answer(client, "blockCustomer", &him);
        let told = answer(client, "getCustomerInfo", &him);
        let expected = json!({
            "name": "Changing", "balance": -12.5, "max_sessions": 3, "description": "changed", "blocked": true,
        });
        let told = told["customer"].as_object().unwrap().iter();
        let told: Map<String, Value> = told
            .filter(|(name, _)| expected.get(name.as_str()).is_some())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        assert_same(client, &Value::Object(told), &expected);
        answer(client, "unblockCustomer", &him);
        answer(client, "deleteCustomer", &him);
        assert_eq!(fault(client, "getCustomerInfo", &him), (401, "Wrong i_customer".into()));
    }
}

/// The request of the imitated product's own test, and what it leaves out.
fn every_parameter(logins: &Logins, agent: &Value) -> Value {
    let access_and_money = json!({
        "i_wholesaler": 1,
        "name": "Café Łódź & <Söhne>",
        "web_password": "Web-password-1!",
        "i_tariff": logins.i_tariff,
        "i_routing_group": logins.i_routing_group,
        "web_login": "every-parameter",
        "balance": 100,
        "credit_limit": 2000,
        "payment_currency": "EUR",
        "payment_method": 1,
        "min_payment_amount": 2.2,
        "api_access": 1,
        "api_password": "Api-password-1!",
        "i_commission_agent": agent,
        "commission_size": -2.5,
        "overcommit_protection": true,
        "overcommit_limit": 1e-9,
        "max_sessions": 30,
        "max_calls_per_second": 0.5,
    });
    let parts = [access_and_money, rights(), look(), contact()];
    parts.into_iter().flat_map(|part| part.as_object().unwrap().clone()).collect::<Map<_, _>>().into()
}

fn rights() -> Value {
    json!({
        "accounts_mgmt": 7,
        "customers_mgmt": 7,
        "system_mgmt": 1,
        "tariffs_mgmt": 7,
        "vouchers_mgmt": 5,
        "api_mgmt": 1,
        "max_depth": 9,
        "use_own_tariff": 1,
        "callshop_enabled": true,
        "did_pool_enabled": true,
        "ivr_apps_enabled": true,
        "asr_acd_enabled": true,
        "debit_credit_cards_enabled": true,
        "conferencing_enabled": false,
        "share_payment_processors": true,
        "dncl_enabled": true,
    })
}

fn look() -> Value {
    json!({
        "accounts_matching_rule": "1000[1-9]$",
        "description": "every parameter\nof the page",
        "i_password_policy": 3,
        "i_time_zone": 370,
        "i_lang": "ru",
        "i_export_type": 2,
        "start_page": 3,
        "css": "body > a::before { content: \"<&]]>\" }\n",
        "dns_alias": "every.example.com",
    })
}

fn contact() -> Value {
    json!({
        "company_name": "Söhne & Co",
        "salutation": "Mr.",
        "first_name": "Łukasz",
        "last_name": "O'Brien",
        "mid_init": "Q",
        "street_addr": "1 High Street",
        "state": "BC",
        "postal_code": "V5K 0A1",
        "city": "Vancouver",
        "country": "Canada",
        "contact": "the porter",
        "phone": "+1 604 555 0100",
        "fax": "+1 604 555 0101",
        "alt_phone": "+1 604 555 0102",
        "alt_contact": "the cook",
        "email": "a@example.com",
        "cc": "b@example.com",
        "bcc": "c@example.com",
        "mail_from": "\"Söhne\" <d@example.com>",
    })
}

/// What `getCustomerInfo` says about one who was made so: no passwords, the balance negated, doubles as doubles.
fn as_told(sent: &Value, number: &Value) -> Map<String, Value> {
    let mut told = sent.as_object().unwrap().clone();
    told.remove("web_password");
    told.remove("api_password");
    told.insert("balance".into(), json!(-100.0));
    told.insert("credit_limit".into(), json!(2000.0));
    told.insert("i_customer".into(), number.clone());
    told.insert("blocked".into(), json!(false));
    told.insert("i_access_level".into(), json!("ADMINISTRATOR"));
    told
}

fn dictionaries(client: &mut VoiceClient) {
    let mut told =
        |name: &str| answer(client, "getDictionary", &json!({ "name": name }))["dictionary"].clone();
    assert_eq!(told("timezones")["370"], "UTC");
    assert_eq!(told("currencies")["EUR"], "Euro");
    assert_eq!(told("languages")["ru"], "Русский");
    assert_eq!(told("export_types"), json!({ "1": "CSV", "2": "XLSX" }));
}

fn passwords(client: &mut VoiceClient) {
    let good = json!({ "i_password_policy": 3, "password": "Long-enough-password-1" });
    assert_eq!(answer(client, "validatePassword", &good), json!({ "result": "OK" }));
    let bad = json!({ "i_password_policy": 3, "password": "short", "web_label": "Secret" });
    assert_eq!(
        fault(client, "validatePassword", &bad),
        (400, "Secret must have at least 12 characters".into())
    );
    let bad = json!({ "i_password_policy": 3, "password": "short", "lang": "ru" });
    let (_, text) = fault(client, "validatePassword", &bad);
    assert_eq!(text, "Пароль должен содержать не менее 12 символов");
}

fn introspection(client: &mut VoiceClient) {
    let names = client.call("system.listMethods", &[]).unwrap();
    let names: Vec<&str> = names.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert!(names.is_sorted() && names.contains(&"createCustomer"), "{names:?}");
    for name in names {
        let help = client.call("system.methodHelp", &[json!(name)]).unwrap();
        assert!(help.as_str().unwrap().starts_with(name), "{help}");
    }
    let signature = client.call("system.methodSignature", &[json!("createCustomer")]).unwrap();
    assert_eq!(signature, json!([["struct", "struct"]]));
}

fn many_calls_in_one(client: &mut VoiceClient) {
    let call = |method: &str, members: Value| json!({ "methodName": method, "params": [members] });
    let calls = json!([
        call("validatePassword", json!({ "i_password_policy": 1, "password": "x" })),
        call("getTariffInfo", json!({ "i_tariff": 1_000_000 })),
        call("noSuchMethod", json!({})),
    ]);
    let answers = client.call("system.multicall", &[calls]).unwrap();
    let expected = json!([
        [{ "result": "OK" }],
        { "faultCode": 401, "faultString": "Wrong i_tariff" },
        { "faultCode": 404, "faultString": "Method noSuchMethod not found" },
    ]);
    assert_eq!(answers, expected);
}

fn faults(client: &mut VoiceClient, tariff: i64) {
    let mut check = |members: Value, code: i64, string: &str| {
        assert_eq!(fault(client, "createCustomer", &members), (code, string.to_owned()), "{members}");
    };
    // The order in which a live switch misses parameters.
    check(json!({}), 410, "Parameter i_tariff is required");
    check(json!({ "i_tariff": tariff }), 410, "Parameter name is required");
    check(json!({ "i_tariff": tariff, "name": "x" }), 410, "Parameter web_password is required");
    let made = json!({ "i_tariff": 1_000_000, "name": "x", "web_password": "x" });
    check(made, 401, "Wrong i_tariff");
    let taken = json!({ "i_tariff": tariff, "name": "The agent", "web_password": "x" });
    check(taken, 490, "Parameter name must be unique: it is already taken");
    let taken = json!({
        "i_tariff": tariff, "name": "x", "web_password": "x", "web_login": "every-parameter",
    });
    check(taken, 490, "Parameter web_login must be unique: it is already taken");
    let own = json!({ "i_tariff": null, "use_own_tariff": 0, "name": "x", "web_password": "x" });
    check(own, 403, "Parameter i_tariff may be nil only with the right use_own_tariff");
    // A tariff of his own: nil is a value, not a lack of one.
    let own = json!({ "i_tariff": null, "name": "On his own", "web_password": "x" });
    let own = answer(client, "createCustomer", &own);
    let told = answer(client, "getCustomerInfo", &json!({ "i_customer": own["i_customer"] }));
    assert_eq!(told["customer"]["i_tariff"], Value::Null);
    let (code, _) = fault(client, "getCustomerInfo", &json!({ "name": "nobody" }));
    assert_eq!(code, 401);
    assert_eq!(fault(client, "noSuchMethod", &json!({})), (404, "Method noSuchMethod not found".into()));
}

#[track_caller]
fn answer(client: &mut VoiceClient, method: &str, members: &Value) -> Value {
    let answer = client.call(method, std::slice::from_ref(members));
    let answer = answer.unwrap_or_else(|refused| panic!("{method} {members}: {refused:?}"));
    assert_eq!(answer["result"], "OK");
    answer
}

#[track_caller]
fn fault(client: &mut VoiceClient, method: &str, members: &Value) -> (i64, String) {
    match client.call(method, std::slice::from_ref(members)) {
        Err(Refused::Fault(code, string)) => (code, string),
        other => panic!("{method} {members}: {other:?} is no fault"),
    }
}

/// Equal member by member, in type as well, as far as the client tells types apart.
#[track_caller]
fn assert_same(client: &VoiceClient, told: &Value, expected: &Value) {
    let seen = |value: &Value| if client.tells_doubles { value.clone() } else { without_doubles(value) };
    let (told, expected) = (seen(told), seen(expected));
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(told.get(name), Some(value), "{name}");
    }
    assert_eq!(told, expected);
}

/// Whole doubles as integers.
fn without_doubles(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members.iter().map(|(name, value)| (name.clone(), without_doubles(value))).collect(),
        ),
        Value::Number(number) => match number.as_f64() {
            Some(number) if number.fract() == 0.0 => json!(number as i64),
            _ => value.clone(),
        },
        other => other.clone(),
    }
}
