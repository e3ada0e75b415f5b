//! `createAccount`, parameter by parameter: what is taken is read back, what is not is refused by name.

use std::collections::BTreeSet;

use face_xmlrpc::catalogue::{self, Presence};
use xmlrpc::{Struct, Value};

use super::rows::families;
use super::{Owner, Shown, number};
use crate::create_customer::{Outcome, Row};
use crate::world::{World, double, int, merged, refused, text};

const TOLD: [&str; 5] = ["username", "web_password", "authname", "voip_password", "vm_password"];

/// What is shown of an account of root for which nothing was asked but what must be.
fn defaults(rows: &[Row]) -> Shown {
    let mut shown = Shown::from([
        ("result".to_owned(), "OK".into()),
        ("base_currency".to_owned(), "USD".into()),
        ("expired".to_owned(), false.into()),
        ("created_on".to_owned(), "00:00:00.000 GMT Thu Jan 01 2026".into()),
        ("registration_status".to_owned(), Value::Nil),
    ]);
    let of_rows = rows.iter().filter_map(|row| Some((row.parameter.to_owned(), row.default.clone()?)));
    shown.extend(of_rows);
    shown
}

/// Gives every value of a family of rows to an account of its own.
async fn check(family: usize) {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let agent = world.customer(&world.root, Struct::new()).await;
        let defaults = defaults(&families(&owner, agent).into_iter().flatten().collect::<Vec<_>>());
        let mut made = 0;
        for row in &families(&owner, agent)[family] {
            for (given, outcome) in &row.cases {
                made += usize::from(!matches!(outcome, Outcome::Refused(..)));
                check_case(&owner, &defaults, row, given, outcome).await;
            }
        }
        assert_eq!(owner.accounts().await.len(), made, "{}: a refused account exists", world.engine());
        world.check_sound().await;
    }
}

async fn check_case(owner: &Owner<'_>, defaults: &Shown, row: &Row, given: &Value, outcome: &Outcome) {
    let Row { parameter, .. } = row;
    let place = format!("{}: {parameter} = {given:.60?}", owner.world.engine());
    let request = merged(owner.least(), Struct::new().with(*parameter, given.clone()));
    let answer = owner.client.call("createAccount", request.clone()).await;
    if let Outcome::Refused(code, string) = outcome {
        assert_eq!(answer, refused(*code, string), "{place}");
        return;
    }
    let created = answer.unwrap_or_else(|fault| panic!("{place}: {fault}"));
    assert_eq!(created.len(), 7, "{place}: {created:?}");
    for name in TOLD {
        let expected = match request.get(name) {
            Some(Value::Int(number)) => number.to_string(),
            _ => text(&request, name).to_owned(),
        };
        assert_eq!(text(&created, name), expected, "{place}");
    }
    let info = owner.info(int(&created, "i_account")).await;
    let mut expected = defaults.clone();
    for name in ["username", "authname"] {
        expected.insert(name.to_owned(), text(&created, name).into());
    }
    expected.extend(identity(&created, &info));
    if let Outcome::Shown(shown) = outcome {
        expected.insert((*parameter).to_owned(), shown.clone());
    }
    assert_eq!(info, expected, "{place}");
}

/// The numbers that an account is given, of which one is known before: the other has its form.
fn identity(created: &Struct, info: &Shown) -> [(String, Value); 2] {
    let Value::Str(other_id) = &info["user_id"] else { panic!("{info:?}") };
    let is_lower_hex = other_id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    assert!(other_id.len() == 24 && is_lower_hex, "{other_id}");
    [
        ("i_account".to_owned(), int(created, "i_account").into()),
        ("user_id".to_owned(), other_id.as_str().into()),
    ]
}

#[tokio::test]
async fn texts_are_kept_as_they_are() {
    check(0).await;
}

#[tokio::test]
async fn flags_are_read_in_every_spelling_and_shown_in_one() {
    check(1).await;
}

#[tokio::test]
async fn numbers_are_exact_and_bounded() {
    check(2).await;
}

#[tokio::test]
async fn settings_are_terms_of_their_dictionaries() {
    check(3).await;
}

#[tokio::test]
async fn references_lead_somewhere() {
    check(4).await;
}

/// The parameters are those of the published page, in its order; those that must be there with the owner first.
#[tokio::test]
async fn the_catalogue_has_the_published_parameters_and_the_table_has_them_all() {
    let required = "username web_password authname voip_password max_sessions max_credit_time translation_rule \
        cli_translation_rule credit_limit i_billing_plan i_time_zone balance cpe_number vm_enabled \
        vm_password blocked i_lang payment_currency payment_method i_export_type lifetime preferred_codec \
        use_preferred_codec_only reg_allowed welcome_call_ivr on_payment_action min_payment_amount trust_cli \
        disallow_loops vm_notify_emails vm_forward_emails vm_del_after_fwd company_name salutation first_name last_name \
        mid_init street_addr state postal_code city country contact phone fax alt_phone alt_contact email cc bcc \
        i_password_policy i_media_relay_type";
    let optional = "i_routing_group i_account_class vm_timeout vm_check_number i_provisioning invoicing_enabled \
        i_invoice_template i_caller_name_type caller_name followme_enabled vm_dialin_access hide_own_cli \
        block_incoming_anonymous i_incoming_anonymous_action dnd_enabled pass_p_asserted_id \
        p_assrt_id_translation_rule dncl_lookup generate_ringbacktone allow_free_onnet_calls start_page \
        trust_privacy_hdrs privacy_schemas i_commission_agent commission_size lan_access batch_tag max_calls_per_second \
        description i_customer";
    let method = catalogue::find("createAccount").unwrap();
    let is_required =
        |presence: Presence| matches!(presence, Presence::Required | Presence::RequiredNullable);
    let names = |of_required: bool| -> Vec<&str> {
        let rows = method.parameters().filter(|row| is_required(row.presence) == of_required);
        rows.map(|row| row.name).collect()
    };
    assert_eq!(names(true), required.split_whitespace().collect::<Vec<_>>());
    let optional: BTreeSet<&str> = optional.split_whitespace().collect();
    assert_eq!(names(false).into_iter().collect::<BTreeSet<_>>(), optional);
    let world = World::all().await.swap_remove(0);
    let owner = Owner { world: &world, client: &world.root, plan: 1, routing_group: 1 };
    let rows: Vec<Row> = families(&owner, 2).into_iter().flatten().collect();
    let tested: Vec<&str> = rows.iter().map(|row| row.parameter).collect();
    let documented: BTreeSet<&str> = method.parameters().map(|row| row.name).collect();
    assert_eq!(tested.iter().copied().collect::<BTreeSet<_>>(), documented);
    assert_eq!(tested.len(), documented.len());
    for row in &rows {
        let refusals =
            row.cases.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Refused(..))).count();
        assert!(0 < refusals && refusals < row.cases.len(), "{}", row.parameter);
        assert!(row.cases.iter().any(|(given, _)| *given == Value::Nil), "{} is never nil", row.parameter);
    }
}

/// Each is missed before those that come after it on the page, whatever else is wrong.
#[tokio::test]
async fn what_must_be_there_is_missed_in_order() {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let (_, reseller) = world.reseller(&world.root, "reseller").await;
        let of_reseller = Owner::new(&world, &reseller).await;
        let full = owner.least();
        let method = catalogue::find("createAccount").unwrap();
        let mut missing: Vec<&str> =
            method.parameters().filter(|row| full.get(row.name).is_some()).map(|row| row.name).collect();
        let group = missing.iter().position(|name| *name == "i_routing_group");
        assert_eq!(group.map(|at| missing[at - 1]), Some("credit_limit"));
        let mut request = Struct::new().with("description", "a\nb").with("i_account_class", 7);
        while !missing.is_empty() {
            let name = missing.remove(0);
            let expected = refused(400, &format!("Parameter {name} is required"));
            let given = merged(request.clone(), Struct::new());
            assert_eq!(owner.client.call("createAccount", given).await, expected, "{}", world.engine());
            request.insert(name, full.get(name).cloned().unwrap());
        }
        // Then the rest is looked at.
        let answer = owner.client.call("createAccount", request).await;
        assert_eq!(answer, refused(401, "Wrong i_account_class"), "{}", world.engine());
        // Only accounts of root must be routed by a group of their own.
        let without: Struct =
            of_reseller.least().into_iter().filter(|(name, _)| name != "i_routing_group").collect();
        let made = reseller.call("createAccount", without.clone()).await.unwrap();
        let info = of_reseller.info(int(&made, "i_account")).await;
        assert_eq!(info["i_routing_group"], Value::Nil, "{}", world.engine());
        let for_root = world.root.call("createAccount", without).await;
        assert_eq!(for_root, refused(400, "Parameter i_routing_group is required"), "{}", world.engine());
    }
}

/// As clients write it: everything there is, at once.
#[tokio::test]
async fn everything_at_once_is_read_back() {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let agent = world.customer(&world.root, Struct::new()).await;
        let rows: Vec<Row> = families(&owner, agent).into_iter().flatten().collect();
        let mut request = owner.least();
        let mut expected = defaults(&rows);
        for row in &rows {
            match row.cases.first().unwrap() {
                (given, Outcome::Shown(shown)) => {
                    request.insert(row.parameter, given.clone());
                    expected.insert(row.parameter.to_owned(), shown.clone());
                }
                (given, Outcome::Taken) => request.insert(row.parameter, given.clone()),
                (given, Outcome::Refused(..)) => panic!("{} begins with {given:?}", row.parameter),
            }
        }
        request.insert("no_such_parameter", "ignored");
        // The policy of this request holds for its passwords.
        request.insert("web_password", "Password-1");
        request.insert("voip_password", "Password-2");
        let created = owner.client.call("createAccount", request).await.unwrap();
        let info = owner.info(int(&created, "i_account")).await;
        expected.extend(identity(&created, &info));
        assert_eq!(info, expected, "{}", world.engine());
        world.check_sound().await;
    }
}

/// A name exists once among accounts, users and logins; what telephones sign in with once among its like.
#[tokio::test]
async fn what_must_be_unique_is_refused_by_name() {
    for world in World::all().await {
        let (_, reseller) = world.reseller(&world.root, "reseller").await;
        let (owner, other) = (Owner::new(&world, &world.root).await, Owner::new(&world, &reseller).await);
        let taken = Struct::new().with("username", "taken").with("authname", "telephone");
        owner.account(taken).await;
        for (parameter, value) in
            [("username", "taken"), ("username", "root"), ("username", "reseller"), ("authname", "telephone")]
        {
            for owner in [&owner, &other] {
                let string = format!("Parameter {parameter} must be unique: it is already taken");
                let answer = owner.create(Struct::new().with(parameter, value)).await;
                assert_eq!(answer, refused(490, &string), "{}: {parameter} {value}", world.engine());
            }
        }
        // Another case is another name, and the two kinds of names have nothing to do with each other.
        owner.account(Struct::new().with("username", "telephone").with("authname", "taken")).await;
        owner.account(Struct::new().with("username", "Taken").with("authname", "Telephone")).await;
        assert_eq!(owner.accounts().await.len(), 3, "{}", world.engine());
        world.check_sound().await;
    }
}

/// The rule of the customer, the policy of the account, the plan's currency.
#[tokio::test]
async fn rules_of_owner_and_account_hold() {
    for world in World::all().await {
        let rule = Struct::new().with("accounts_matching_rule", "1000[1-9]$");
        let (_, client) = world.reseller_with(&world.root, "ruled", rule).await;
        let owner = Owner::new(&world, &client).await;
        let named = |name: &str| Struct::new().with("username", name);
        let string =
            "Parameter username does not match the rule that the customer's account names must match";
        assert_eq!(owner.create(named("20001")).await, refused(400, string), "{}", world.engine());
        let id = owner.account(named("10001")).await;
        let changed = owner.update(id, named("other")).await;
        assert_eq!(changed, refused(400, string), "{}", world.engine());
        for parameter in ["web_password", "voip_password"] {
            let weak = named("10002").with("i_password_policy", 2).with(parameter, "short");
            let string = format!("Parameter {parameter} must have at least 8 characters");
            assert_eq!(owner.create(weak).await, refused(400, &string), "{}", world.engine());
        }
        let euros = super::plan(&world, &client, "EUR").await;
        let made = named("10003").with("i_billing_plan", euros).with("balance", double("1.5"));
        let info = owner.info(owner.account(made).await).await;
        assert_eq!(info["base_currency"], "EUR".into(), "{}", world.engine());
        // What he prefers to pay in is his affair.
        assert_eq!(info["payment_currency"], "USD".into(), "{}", world.engine());
        let other = Struct::new().with("i_billing_plan", euros);
        let string = "Parameter i_billing_plan must be in the currency of the account's balance, which does not change";
        assert_eq!(owner.update(id, other).await, refused(400, string), "{}", world.engine());
        assert_eq!(
            client
                .call("getAccountInfo", number(id))
                .await
                .map(|info| text(&info, "base_currency").to_owned()),
            Ok("USD".to_owned()),
            "{}",
            world.engine()
        );
    }
}
