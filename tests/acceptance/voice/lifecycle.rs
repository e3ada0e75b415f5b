//! One customer from his first balance to his removal: money, payments, passwords, blocks, his tariff, and what the audit
//! log keeps of it all. The sums are those of the imitated product's own test, which compares them exactly.

use serde_json::{Value, json};

use super::{answer, assert_same, fault};
use crate::clients::VoiceClient;

const LOGIN: &str = "lifecycle";
const PASSWORD: &str = "Lifecycle-password-1";

/// All of it.
pub(super) fn lifecycle(client: &mut VoiceClient) {
    let terms = json!({ "name": "Lifecycle", "currency": "USD" });
    let tariff = json!({ "i_tariff": answer(client, "createTariff", &terms)["i_tariff"] });
    let wanted = json!({
        "name": "Lifecycle",
        "web_login": LOGIN,
        "web_password": PASSWORD,
        "i_tariff": tariff["i_tariff"],
        "balance": 100,
    });
    let number = answer(client, "createCustomer", &wanted)["i_customer"].clone();
    let him = json!({ "i_customer": number });
    money(client, &him);
    payments(client, &him);
    low_balance(client, &him);
    passwords(client, &him);
    blocks(client, &him);
    the_tariff(client, &him, &tariff);
    assert_eq!(records(client, &him), EVERYTHING);
    answer(client, "deleteCustomer", &him);
    assert_eq!(fault(client, "updateCustomer", &him), (401, "Wrong i_customer".into()));
    answer(client, "deleteTariff", &tariff);
    assert_eq!(fault(client, "getTariffInfo", &tariff), (401, "Wrong i_tariff".into()));
    let removal = json!({ "resource": format!("customers:i_customer={number}"), "action": "D" });
    let removed = answer(client, "getAuditLogs", &removal);
    assert_eq!(removed["records"].as_array().unwrap().len(), 1, "the record outlives him: {removed}");
}

/// `members` and more.
fn with(members: &Value, more: Value) -> Value {
    let parts = [members.clone(), more];
    parts
        .into_iter()
        .flat_map(|part| part.as_object().unwrap().clone())
        .collect::<serde_json::Map<_, _>>()
        .into()
}

#[track_caller]
fn check_balance(client: &mut VoiceClient, him: &Value, expected: f64) {
    let told = answer(client, "getCustomerInfo", him)["customer"]["balance"].clone();
    assert_same(client, &json!({ "balance": told }), &json!({ "balance": expected }));
}

fn money(client: &mut VoiceClient, him: &Value) {
    check_balance(client, him, -100.0);
    let paid =
        json!({ "payment_notes": "by <cheque> & post", "payment_time": "09:57:29.000 GMT Wed Nov 18 2009" });
    for (method, amount, more, expected) in [
        ("customerDebit", 50.12, json!({}), -49.88),
        ("customerAddFunds", 20.12, paid, -70.0),
        ("customerCredit", 22.12, json!({}), -92.12),
    ] {
        let booked = with(him, with(&more, json!({ "amount": amount, "currency": "USD" })));
        answer(client, method, &booked);
        check_balance(client, him, expected);
        let foreign = with(&booked, json!({ "currency": "JPY" }));
        assert_eq!(fault(client, method, &foreign), (401, "Wrong currency".into()));
    }
    check_balance(client, him, -92.12);
}

/// The one that was a payment, in a list and by its number.
fn payments(client: &mut VoiceClient, him: &Value) {
    let listed = answer(client, "getPaymentsList", him)["payments"].clone();
    let [paid] = listed.as_array().unwrap().as_slice() else { panic!("{listed} is not one payment") };
    let expected = json!({
        "i_payment": paid["i_payment"],
        "i_customer": him["i_customer"],
        "i_account": null,
        "payment_time": "09:57:29.000 GMT Wed Nov 18 2009",
        "amount": 20.12,
        "currency": "USD",
        "tx_id": null,
        "tx_error": null,
        "tx_result": 1,
        "by_credit_debit_card": false,
        "by_voucher": false,
        "notes": "by <cheque> & post",
    });
    assert_same(client, paid, &expected);
    let told = answer(client, "getPaymentInfo", &with(him, json!({ "i_payment": paid["i_payment"] })));
    assert_same(client, &told, &with(&expected, json!({ "result": "OK" })));
    let later = with(him, json!({ "start_date": "20091118T09:57:30" }));
    assert_eq!(answer(client, "getPaymentsList", &later)["payments"], json!([]));
}

fn low_balance(client: &mut VoiceClient, him: &Value) {
    let off = answer(client, "getLowBalance", him);
    assert_eq!(off["threshold"], Value::Null, "{off}");
    let settings = json!({
        "threshold": 12.5,
        "notify_by_email": true,
        "charge_card": true,
        "charge_amount": 20.25,
        "i_debit_credit_card": null,
        "notification_retry_count": 3,
        "notification_retry_interval": 3600,
    });
    answer(client, "setLowBalance", &with(him, settings.clone()));
    let told = answer(client, "getLowBalance", him);
    assert_same(client, &told, &with(&settings, json!({ "result": "OK" })));
    answer(client, "setLowBalance", &with(him, json!({ "threshold": null })));
    assert_eq!(answer(client, "getLowBalance", him)["threshold"], Value::Null);
}

/// His own, one that serves once, and none of both after a change.
fn passwords(client: &mut VoiceClient, him: &Value) {
    let credentials = |password: &Value| json!({ "username": LOGIN, "password": password });
    let own = credentials(&json!(PASSWORD));
    let signed_in = answer(client, "authCustomer", &own);
    assert_eq!(signed_in["i_customer"], him["i_customer"]);
    assert_eq!(signed_in["i_access_level"], "ADMINISTRATOR");
    let one_time = |client: &mut VoiceClient| {
        let made = answer(client, "resetCustomerOneTimePassword", &json!({ "web_login": LOGIN }));
        credentials(&made["password"])
    };
    let served = (410, "Authenticated with a One Time Password".into());
    let denied = (403, "Authentication failed".to_owned());
    let once = one_time(client);
    assert_eq!(fault(client, "authCustomer", &once), served);
    assert_eq!(fault(client, "authCustomer", &once), denied);
    let unused = one_time(client);
    let change = with(him, json!({ "web_password": "Lifecycle-password-2", "description": "änd'ring <1>" }));
    answer(client, "updateCustomer", &change);
    assert_eq!(answer(client, "getCustomerInfo", him)["customer"]["description"], "änd'ring <1>");
    let changed = credentials(&json!("Lifecycle-password-2"));
    for old in [own, unused] {
        assert_eq!(fault(client, "authCustomer", &old), denied);
        answer(client, "authCustomer", &changed);
    }
}

fn blocks(client: &mut VoiceClient, him: &Value) {
    let credentials = json!({ "username": LOGIN, "password": "Lifecycle-password-2" });
    for (method, is_blocked) in [("blockCustomer", true), ("unblockCustomer", false)] {
        answer(client, method, him);
        assert_eq!(answer(client, "getCustomerInfo", him)["customer"]["blocked"], is_blocked);
        let let_in = client.call("authCustomer", std::slice::from_ref(&credentials)).is_ok();
        assert_eq!(let_in, !is_blocked);
    }
}

fn the_tariff(client: &mut VoiceClient, him: &Value, tariff: &Value) {
    answer(client, "updateTariff", &with(tariff, json!({ "name": "Längst & best", "connect_fee": 0.25 })));
    let told = answer(client, "getTariffInfo", tariff)["tariff"].clone();
    let told =
        json!({ "name": told["name"], "connect_fee": told["connect_fee"], "currency": told["currency"] });
    assert_same(client, &told, &json!({ "name": "Längst & best", "connect_fee": 0.25, "currency": "USD" }));
    let euro = with(tariff, json!({ "currency": "EUR" }));
    let never = "Parameter currency never changes after creation";
    assert_eq!(fault(client, "updateTariff", &euro), (400, never.into()));
    let in_use = "Tariff cannot be deleted: customers or service plans have it";
    assert_eq!(fault(client, "deleteTariff", tariff), (490, in_use.into()));
    assert_eq!(answer(client, "getCustomerInfo", him)["customer"]["i_tariff"], tariff["i_tariff"]);
}

/// Action and resource of what the audit log keeps about him, the newest first; `#` is his number.
const EVERYTHING: &[&str] = &[
    "U customers:i_customer=#",
    "U customers:i_customer=#",
    "U customers:i_customer=#",
    "OTP_RST web_users:i_web_user",
    "AUTH_OTP web_users:i_web_user",
    "OTP_RST web_users:i_web_user",
    "U customers:i_customer=#",
    "U customers:i_customer=#",
    "FUNDS credit:i_customer=#:amount=22.12 USD",
    "FUNDS add:i_customer=#:amount=20.12 USD",
    "FUNDS debit:i_customer=#:amount=50.12 USD",
    "A customers:i_customer=#",
];

fn records(client: &mut VoiceClient, him: &Value) -> Vec<String> {
    let listed = answer(client, "getAuditLogs", him);
    let number = format!("i_customer={}", him["i_customer"]);
    let shown = |record: &Value| {
        let resource = record["resource"].as_str().unwrap().replace(&number, "i_customer=#");
        let is_web_user = resource.starts_with("web_users:i_web_user=");
        let resource = if is_web_user { "web_users:i_web_user" } else { &resource };
        format!("{} {resource}", record["action"].as_str().unwrap())
    };
    listed["records"].as_array().unwrap().iter().map(shown).collect()
}
