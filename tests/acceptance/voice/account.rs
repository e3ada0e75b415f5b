//! One account with funds of its own, from a draw of its name to its removal, on root's own service plan. The sums are those
//! of the imitated product's own test of customers.

use serde_json::{Value, json};

use super::{answer, assert_same, fault};
use crate::clients::VoiceClient;

const PASSWORD: &str = "Account-password-1";

/// All of it.
pub(super) fn account(client: &mut VoiceClient) {
    let tariff = json!({ "name": "Calls", "currency": "USD" });
    let tariff = json!({ "i_tariff": answer(client, "createTariff", &tariff)["i_tariff"] });
    let plan = json!({ "name": "Calls", "i_tariff": tariff["i_tariff"] });
    let plan = json!({ "i_billing_plan": answer(client, "addBillingPlan", &plan)["i_billing_plan"] });
    let group = answer(client, "addRoutingGroup", &json!({ "name": "Calls" }));
    let group = json!({ "i_routing_group": group["i_routing_group"] });
    let wanted = wanted(&plan["i_billing_plan"], &group["i_routing_group"]);
    assert_eq!(
        fault(client, "createAccount", &without(&wanted, "cpe_number")),
        (400, "Parameter cpe_number is required".into())
    );
    let made = answer(client, "createAccount", &wanted);
    let account = json!({ "i_account": made["i_account"] });
    let name = made["username"].as_str().unwrap().to_owned();
    assert!(name.starts_with("acc") && name.len() == 9, "{name} was drawn by the pattern");
    assert_eq!(made["authname"], made["username"], "the copy of a drawn value");
    described(client, &account, &wanted, &name);
    money(client, &account);
    signing_in(client, &name, &account);
    assert_eq!(fault(client, "deleteBillingPlan", &plan).0, 490, "an account has it");
    answer(client, "deleteAccount", &account);
    assert_eq!(fault(client, "getAccountInfo", &account), (401, "Wrong i_account".into()));
    answer(client, "deleteBillingPlan", &plan);
    answer(client, "delRoutingGroup", &group);
    answer(client, "deleteTariff", &tariff);
}

/// What `createAccount` must be told.
fn wanted(plan: &Value, group: &Value) -> Value {
    let texts = "translation_rule cli_translation_rule cpe_number vm_notify_emails vm_forward_emails company_name \
                 salutation first_name last_name mid_init street_addr state postal_code city country contact phone fax \
                 alt_phone alt_contact email cc bcc";
    let mut wanted = json!({
        "username": "acc${N:[1-9][0-9][0-9][0-9][0-9][0-9]}",
        "web_password": PASSWORD,
        "authname": "${C:username}",
        "voip_password": "${P:12}",
        "max_sessions": 2,
        "max_credit_time": 3600,
        "credit_limit": 7.5,
        "i_routing_group": group,
        "i_billing_plan": plan,
        "i_time_zone": 370,
        "balance": 100,
        "vm_enabled": 1,
        "vm_password": "4711",
        "blocked": 0,
        "i_lang": "ru",
        "payment_currency": "EUR",
        "payment_method": 2,
        "i_export_type": 2,
        "lifetime": -1,
        "preferred_codec": 18,
        "use_preferred_codec_only": false,
        "reg_allowed": 1,
        "welcome_call_ivr": 0,
        "on_payment_action": null,
        "min_payment_amount": 5.25,
        "trust_cli": false,
        "disallow_loops": true,
        "vm_del_after_fwd": false,
        "i_password_policy": 1,
        "i_media_relay_type": 1,
    });
    for text in texts.split_whitespace() {
        wanted[text] = json!(format!("{text} <&> é"));
    }
    for short in ["salutation", "mid_init", "postal_code"] {
        wanted[short] = json!("<&>");
    }
    wanted
}

fn without(members: &Value, name: &str) -> Value {
    let mut members = members.as_object().unwrap().clone();
    members.remove(name);
    members.into()
}

fn with(members: &Value, more: &Value) -> Value {
    let parts = [members, more];
    let members = parts.into_iter().flat_map(|part| part.as_object().unwrap().clone());
    members.collect::<serde_json::Map<_, _>>().into()
}

/// Everything comes back, but the secrets, with the balance as a debt; in a list it is not.
fn described(client: &mut VoiceClient, account: &Value, wanted: &Value, name: &str) {
    let told = answer(client, "getAccountInfo", account);
    assert_eq!(told, answer(client, "getAccountInfo", &json!({ "username": name })));
    let secrets = ["web_password", "voip_password", "vm_password"];
    let mut expected = secrets.iter().fold(wanted.clone(), |wanted, secret| without(&wanted, secret));
    for (member, value) in [("username", json!(name)), ("authname", json!(name)), ("balance", json!(-100.0))]
    {
        expected[member] = value;
    }
    for (member, value) in expected.as_object().unwrap() {
        assert_same(client, &json!({ member: told[member] }), &json!({ member: value }));
    }
    let listed = answer(client, "listAccounts", &json!({}))["accounts"].clone();
    let line = listed.as_array().unwrap().iter().find(|line| line["i_account"] == account["i_account"]);
    let line = line.unwrap_or_else(|| panic!("{listed} lacks the account"));
    assert_same(client, &json!({ "balance": line["balance"] }), &json!({ "balance": 100.0 }));
    let change = with(account, &json!({ "description": "changed", "max_sessions": -1 }));
    answer(client, "updateAccount", &change);
    let told = answer(client, "getAccountInfo", account);
    assert_eq!((&told["description"], &told["max_sessions"]), (&json!("changed"), &json!(-1)), "{told}");
}

fn money(client: &mut VoiceClient, account: &Value) {
    for (method, amount, expected) in
        [("accountDebit", 50.12, -49.88), ("accountAddFunds", 20.12, -70.0), ("accountCredit", 22.12, -92.12)]
    {
        answer(client, method, &with(account, &json!({ "amount": amount, "currency": "USD" })));
        let balance = answer(client, "getAccountInfo", account)["balance"].clone();
        assert_same(client, &json!({ "balance": balance }), &json!({ "balance": expected }));
    }
    let paid = answer(client, "getPaymentsList", account)["payments"].clone();
    assert_eq!(paid.as_array().map(Vec::len), Some(1), "{paid}");
    answer(client, "setLowBalance", &with(account, &json!({ "threshold": 12.5 })));
    let told = answer(client, "getLowBalance", account)["threshold"].clone();
    assert_same(client, &json!({ "threshold": told }), &json!({ "threshold": 12.5 }));
}

/// By his own password, by the one that serves once, and not while he is blocked.
fn signing_in(client: &mut VoiceClient, name: &str, account: &Value) {
    let by = |password: &str| json!({ "username": name, "password": password });
    assert_eq!(answer(client, "authAccount", &by(PASSWORD))["i_account"], account["i_account"]);
    let reset = answer(client, "resetAccountOneTimePassword", &json!({ "username": name }));
    let once = reset["password"].as_str().unwrap().to_owned();
    assert_eq!(fault(client, "authAccount", &by(&once)).0, 410);
    assert_eq!(fault(client, "authAccount", &by(&once)).0, 403, "it served");
    answer(client, "blockAccount", account);
    assert_eq!(fault(client, "authAccount", &by(PASSWORD)).0, 403);
    answer(client, "unblockAccount", account);
    answer(client, "authAccount", &by(PASSWORD));
}
