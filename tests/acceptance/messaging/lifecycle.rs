//! A customer and his user from their making to their removal, by the operations that the platform does not document.

use serde_json::{Value, json};

use super::{DONE, Talk, object_id, read, status};
use crate::clients::RestRequest;

/// All of it; the root of the installation sets what the reseller may read.
pub(super) fn lifecycle(talk: &mut Talk<'_>, root_password: &str) {
    let fields = [("name", "lifecycle"), ("integrationId", "7"), ("billingType", "PRE_PAID")];
    let customer = object_id(&talk.create("customer/create", &fields), "customerId");
    let fields = [
        ("username", "first@lifecycle"),
        ("password", "first"),
        ("customerId", &customer),
        ("email", "first@example.com"),
        ("phoneNumber", "999444111"),
    ];
    let user = object_id(&talk.create("user/create", &fields), "userId");
    customer_changes(talk, &customer);
    user_changes(talk, &customer, &user);
    passwords(talk, &user);
    blocks(talk, &customer, &user);
    removals(talk, &customer, &user);
    settings(talk, root_password);
}

/// A page of a list, by GET; `about` besides the reseller's credentials.
fn list(talk: &mut Talk<'_>, operation: &str, about: &[(&str, &str)]) -> Value {
    let credentials = [
        ("resellerName", talk.reseller.name.as_str()),
        ("resellerPassword", &talk.reseller.api_password),
        ("limit", "1000"),
    ];
    let query = [about, &credentials].concat();
    let told =
        talk.client.send(&RestRequest { by_get: true, operation, query: &query, ..RestRequest::default() });
    let told = read(&told);
    assert_eq!((&told["status"], &told["hasMore"]), (&json!(0), &json!(false)), "{told}");
    told
}

fn customer_line(talk: &mut Talk<'_>, id: &str) -> Option<Value> {
    let listed = list(talk, "customer/list", &[]);
    let lines = listed["customers"].as_array().unwrap();
    lines.iter().find(|line| line["customerId"] == id).cloned()
}

fn customer_changes(talk: &mut Talk<'_>, customer: &str) {
    let mut expected = json!({
        "customerId": customer,
        "name": "lifecycle",
        "integrationId": "7",
        "billingType": "PRE_PAID",
        "rotationAlgorithm": "MAX_ROTATION",
        "moCharge": 0,
        "sourceAddress": null,
        "blocked": false,
        "credits": 0,
    });
    assert_eq!(customer_line(talk, customer), Some(expected.clone()));
    let change = [
        ("customerId", customer),
        ("name", "Lebenslauf-ü"),
        ("integrationId", "a&b=c+d"),
        ("rotationAlgorithm", "CONVERSATION"),
        ("moCharge", "-3"),
        ("sourceAddress", "Tollgate"),
    ];
    assert_eq!(talk.create("customer/update", &change), DONE);
    for (member, value) in [
        ("name", json!("Lebenslauf-ü")),
        ("integrationId", json!("a&b=c+d")),
        ("rotationAlgorithm", json!("CONVERSATION")),
        ("moCharge", json!(-3)),
        ("sourceAddress", json!("Tollgate")),
    ] {
        expected[member] = value;
    }
    assert_eq!(customer_line(talk, customer), Some(expected));
}

fn user_changes(talk: &mut Talk<'_>, customer: &str, user: &str) {
    let push = r#"{"type":"URL","data":{"url":"http://push.example.com/?s={{statusCode}}"}}"#;
    let change = [
        ("userId", user),
        ("username", "second@lifecycle"),
        ("contactName", "Jane & Söhne"),
        ("email", "second@example.com"),
        ("phoneNumber", "+48 601"),
        ("finalStatusPush", push),
        ("swappingSourceAddressAllowed", "true"),
        ("sourceAddress", "48123456789"),
    ];
    assert_eq!(talk.create("user/update", &change), DONE);
    let listed = list(talk, "user/list", &[("customerId", customer)]);
    let expected = json!({
        "userId": user,
        "username": "second@lifecycle",
        "contactName": "Jane & Söhne",
        "email": "second@example.com",
        "phoneNumber": "+48 601",
        "finalStatusPush": read(push),
        "swappingSourceAddressAllowed": true,
        "sourceAddress": "48123456789",
        "blocked": false,
    });
    assert_eq!(listed["users"], json!([expected]));
}

/// By the reseller, and by the user himself.
fn passwords(talk: &mut Talk<'_>, user: &str) {
    let name = "second@lifecycle";
    assert_eq!(talk.create("user/changePassword", &[("userId", user), ("newPassword", "se&cond")]), DONE);
    let form = [("username", name), ("password", "se&cond"), ("newPassword", "dritt+ß")];
    let own = RestRequest { operation: "user/changePassword", form: &form, ..RestRequest::default() };
    assert_eq!(talk.send(&own), DONE);
    assert_eq!(status(&talk.send(&own)), 3, "that password is no longer his");
    for old in ["first", "se&cond"] {
        assert_eq!(talk.user_credits(name, old)["status"], 3);
        assert_eq!(talk.user_credits(name, "dritt+ß")["status"], "0");
    }
}

/// A user by himself, and with his customer.
fn blocks(talk: &mut Talk<'_>, customer: &str, user: &str) {
    for (operation, about, expected) in [
        ("user/block", ("userId", user), json!(4)),
        ("user/unblock", ("userId", user), json!("0")),
        ("customer/block", ("customerId", customer), json!(4)),
        ("customer/unblock", ("customerId", customer), json!("0")),
    ] {
        assert_eq!(talk.create(operation, &[about]), DONE, "{operation}");
        assert_eq!(talk.user_credits("second@lifecycle", "dritt+ß")["status"], expected, "{operation}");
        let is_blocked = expected == 4;
        let shown = match about.0 {
            "userId" => list(talk, "user/list", &[("customerId", customer)])["users"][0]["blocked"].clone(),
            _ => customer_line(talk, customer).unwrap()["blocked"].clone(),
        };
        assert_eq!(shown, is_blocked, "{operation}");
    }
}

fn removals(talk: &mut Talk<'_>, customer: &str, user: &str) {
    let him = [("customerId", customer)];
    assert_eq!(status(&talk.create("customer/delete", &him)), 102, "he has a user");
    assert_eq!(talk.create("user/delete", &[("userId", user)]), DONE);
    assert_eq!(status(&talk.create("user/delete", &[("userId", user)])), 200);
    assert_eq!(talk.user_credits("second@lifecycle", "dritt+ß")["status"], 3);
    assert_eq!(talk.create("customer/delete", &him), DONE);
    assert_eq!(status(&talk.create("customer/delete", &him)), 300);
    assert_eq!(customer_line(talk, customer), None);
}

/// Read by the reseller, changed by whoever stands above him.
fn settings(talk: &mut Talk<'_>, root_password: &str) {
    let (name, password) = (talk.reseller.name.clone(), talk.reseller.api_password.clone());
    let own = [("resellerName", name.as_str()), ("resellerPassword", &password)];
    let operation = "reseller/settings";
    let by_get = RestRequest { by_get: true, operation, query: &own, ..RestRequest::default() };
    let before = read(&talk.send(&by_get));
    assert_eq!((&before["status"], &before["apiRevision"]), (&json!(0), &json!(2)), "{before}");
    let above = [
        ("resellerName", "root"),
        ("resellerPassword", root_password),
        ("reseller", &name),
        ("defaultCustomerBillingType", "PRE_PAID"),
        ("freeCredits", "12.5"),
        ("apiRevision", "1"),
    ];
    let after = r#"{"status":0,"defaultCustomerBillingType":"PRE_PAID","freeCredits":12.5,"apiRevision":1}"#;
    let change = RestRequest { operation, form: &above, ..RestRequest::default() };
    assert_eq!(talk.send(&change), after);
    assert_eq!(talk.send(&by_get), after);
    let himself = [&own[..], &[("reseller", &name), ("freeCredits", "99")]].concat();
    let himself = RestRequest { operation, form: &himself, ..RestRequest::default() };
    assert_eq!(status(&talk.send(&himself)), 420);
}
