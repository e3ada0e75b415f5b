//! One directory behind two dialects: what one makes, the other reads, credits and gives users.

use serde_json::{Value, json};

use crate::on_both_engines;
use crate::site::{ROOT_NAME, Site};
use crate::wire::{Caller, Connection};

on_both_engines! { demo; made_by_voice_used_by_messaging made_by_messaging_found_by_voice }

fn made_by_voice_used_by_messaging(site: &Site) {
    let server = site.start();
    let root = &site.logins().root;
    let mut voice = Caller::open(server.address(), &root.web_login, &root.api_password).unwrap();
    let mut rest = Connection::open(server.address()).unwrap();
    let name = "Both worlds";
    let members = json!({
        "name": name, "web_password": "x", "i_tariff": site.logins().i_tariff, "balance": 12.5,
    });
    voice.call("createCustomer", &members).unwrap().unwrap();

    let at_reseller = [("reseller", ROOT_NAME), ("password", &root.api_password), ("customer", name)];
    let mut admin = |operation: &str, more: &[(&str, &str)]| {
        rest.rest(operation, &[&at_reseller[..], more].concat()).unwrap()
    };
    assert_eq!(admin("admin/balance", &[]), json!({ "status": 0, "credits": 0 }));
    let given = admin("admin/addCredits", &[("creditsToAdd", "25.25")]);
    assert_eq!(given, json!({ "status": 0, "credits": 25.25 }));
    assert_eq!(admin("admin/balance", &[]), json!({ "status": 0, "credits": 25.25 }));

    assert_eq!(customer_info(&mut voice, name)["balance"], -12.5, "credits are no money");
    // Neither dialect tells the other's id of a customer; the operator's command line does.
    let shown = site.show_customer(name);
    let id = shown["object_id"].as_str().unwrap();
    let user = [
        ("username", "user@both"),
        ("password", "both-password"),
        ("resellerName", ROOT_NAME),
        ("resellerPassword", &root.api_password),
        ("customerId", id),
        ("email", "user@example.com"),
        ("phoneNumber", "999444111"),
    ];
    assert_eq!(rest.rest("user/create", &user).unwrap()["status"], 0);
    let own = [("username", "user@both"), ("password", "both-password")];
    let seen = rest.rest("user/creditBalance", &own).unwrap();
    assert_eq!(seen, json!({ "creditBalance": "25.25", "status": "0" }));
}

fn made_by_messaging_found_by_voice(site: &Site) {
    let server = site.start();
    let reseller = &site.logins().reseller_postpaid;
    let mut rest = Connection::open(server.address()).unwrap();
    let mut voice = Caller::open(server.address(), &reseller.web_login, &reseller.api_password).unwrap();
    let credentials =
        [("resellerName", reseller.name.as_str()), ("resellerPassword", &reseller.api_password)];
    let customer = [("name", "made-by-rest"), ("integrationId", "7"), ("billingType", "PRE_PAID")];
    let made = rest.rest("customer/create", &[&customer[..], &credentials].concat()).unwrap();
    let pair = [
        ("customer", "pair@rest"),
        ("username", "pair@rest"),
        ("password", "x"),
        ("applyFreeCredits", "false"),
    ];
    assert_eq!(rest.rest("customer-user/create", &[&pair[..], &credentials].concat()).unwrap()["status"], 0);

    let found = customer_info(&mut voice, "made-by-rest");
    let shown = site.show_customer("made-by-rest");
    assert_eq!((&shown["object_id"], &shown["customer"]), (&made["customerId"], &found["i_customer"]));
    let owner = found["i_wholesaler"].clone();
    let expected = [
        ("name", json!("made-by-rest")),
        ("balance", json!(0.0)),
        ("credit_limit", json!(0.0)),
        ("blocked", json!(false)),
        ("api_access", json!(0)),
        ("customers_mgmt", json!(0)),
    ];
    for (member, value) in expected {
        assert_eq!(found[member], value, "{member}");
    }
    let found = customer_info(&mut voice, "pair@rest");
    assert_eq!(found["i_wholesaler"], owner, "both belong to the reseller");
    let listed = voice.call("listCustomers", &json!({})).unwrap().unwrap();
    let names: Vec<&Value> =
        listed["customers"].as_array().unwrap().iter().map(|line| &line["name"]).collect();
    assert!(names.contains(&&json!("made-by-rest")) && names.contains(&&json!("pair@rest")), "{listed}");

    // Nobody sees what stands beside his own branch.
    let other = &site.logins().reseller_prepaid;
    let mut stranger = Caller::open(server.address(), &other.web_login, &other.api_password).unwrap();
    let refused = stranger.call("getCustomerInfo", &json!({ "name": "made-by-rest" })).unwrap();
    assert_eq!(refused.unwrap_err().code, 401);
}

fn customer_info(voice: &mut Caller, name: &str) -> Value {
    voice.call("getCustomerInfo", &json!({ "name": name })).unwrap().unwrap()["customer"].clone()
}
