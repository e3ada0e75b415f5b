//! `updateAccount`: what is named changes and nothing else, and a refusal changes nothing at all.

use std::collections::BTreeSet;

use face_xmlrpc::catalogue::{self, Presence};
use xmlrpc::{Struct, Value};

use super::rows::families;
use super::{Owner, Shown, number};
use crate::create_customer::{Outcome, Row};
use crate::world::{World, double, merged, refused};

/// What the accounts of the table do not have already: each is made for itself.
const NOT_BEFORE: [&str; 4] = ["username", "authname", "web_password", "voip_password"];

/// What becomes of a value of the table of `createAccount` here. None: nothing changes, and nothing is refused.
fn outcome_here(row: &Row, given: &Value, outcome: &Outcome) -> Option<Outcome> {
    let method = catalogue::find("updateAccount").unwrap();
    let may_be_nil = method.parameter(row.parameter).unwrap().presence == Presence::Nullable;
    match (row.parameter, given) {
        (_, Value::Nil) if !may_be_nil => None,
        // Never a currency and never a language: an empty text asks for nothing.
        ("i_lang" | "payment_currency", Value::Str(text)) if text.is_empty() => None,
        _ => Some(outcome.clone()),
    }
}

/// An account that has something else than the default wherever it can.
async fn rich_account(owner: &Owner<'_>, rows: &[Row]) -> i64 {
    let mut request = Struct::new();
    for row in rows.iter().filter(|row| !NOT_BEFORE.contains(&row.parameter)) {
        request.insert(row.parameter, row.cases.first().unwrap().0.clone());
    }
    // Any password will do in the table, and money has its own bounds.
    request.insert("i_password_policy", 1);
    request.insert("balance", 0);
    request.insert("credit_limit", 0);
    owner.account(request).await
}

/// Gives every value of a family of rows to an account that has something else.
async fn check(family: usize) {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let agent = world.customer(&world.root, Struct::new()).await;
        let rows: Vec<Row> = families(&owner, agent).into_iter().flatten().collect();
        for row in &families(&owner, agent)[family] {
            let mut id = rich_account(&owner, &rows).await;
            for (given, outcome) in &row.cases {
                if row.parameter == "balance" {
                    // From the most that fits to the least is more than fits.
                    id = rich_account(&owner, &rows).await;
                }
                check_case(&owner, id, row, given, outcome).await;
            }
        }
        world.check_sound().await;
    }
}

async fn check_case(owner: &Owner<'_>, id: i64, row: &Row, given: &Value, outcome: &Outcome) {
    let place = format!("{}: {} = {given:.60?}", owner.world.engine(), row.parameter);
    let mut expected = owner.info(id).await;
    let mut request = Struct::new().with(row.parameter, given.clone());
    if row.parameter == "authname" {
        request.insert("voip_password", "Bound to the name 1");
    }
    let answer = owner.update(id, request).await;
    match outcome_here(row, given, outcome) {
        Some(Outcome::Refused(code, string)) => assert_eq!(answer, refused(code, &string), "{place}"),
        Some(Outcome::Shown(value)) => {
            assert_eq!(answer, Ok(()), "{place}");
            expected.insert(row.parameter.to_owned(), value);
        }
        Some(Outcome::Taken) | None => assert_eq!(answer, Ok(()), "{place}"),
    }
    assert_eq!(owner.info(id).await, expected, "{place}");
}

#[tokio::test]
async fn a_text_changes_and_nothing_else() {
    check(0).await;
}

#[tokio::test]
async fn a_flag_changes_and_nothing_else() {
    check(1).await;
}

#[tokio::test]
async fn a_number_changes_and_nothing_else() {
    check(2).await;
}

#[tokio::test]
async fn a_setting_changes_and_nothing_else() {
    check(3).await;
}

#[tokio::test]
async fn a_reference_changes_and_nothing_else() {
    check(4).await;
}

#[test]
fn the_parameters_are_those_of_a_create() {
    let names = |method: &str| -> BTreeSet<&str> {
        catalogue::find(method).unwrap().parameters().map(|parameter| parameter.name).collect()
    };
    let mut expected = names("createAccount");
    expected.insert("i_account");
    assert_eq!(names("updateAccount"), expected);
}

#[tokio::test]
async fn everything_changes_at_once_and_what_is_absent_stays() {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let agent = world.customer(&world.root, Struct::new()).await;
        let id = owner.account(Struct::new()).await;
        let mut expected: Shown = owner.info(id).await;
        let mut request = Struct::new();
        for row in families(&owner, agent).into_iter().flatten() {
            let (given, outcome) = row.cases.into_iter().next().unwrap();
            request.insert(row.parameter, given);
            if let Outcome::Shown(shown) = outcome {
                expected.insert(row.parameter.to_owned(), shown);
            }
        }
        let passwords = Struct::new().with("web_password", "Password-1").with("voip_password", "Password-2");
        assert_eq!(owner.update(id, merged(request.clone(), passwords)).await, Ok(()), "{}", world.engine());
        assert_eq!(owner.info(id).await, expected, "{}", world.engine());
        // Neither nothing nor nil where it says nothing changes anything.
        let method = catalogue::find("updateAccount").unwrap();
        let nil = method.parameters().filter(|row| row.presence == Presence::Optional);
        let nil: Struct = nil.map(|row| (row.name.to_owned(), Value::Nil)).collect();
        for nothing in [Struct::new(), Struct::new().with("no_such_parameter", 1), nil] {
            assert_eq!(owner.update(id, nothing).await, Ok(()), "{}", world.engine());
            assert_eq!(owner.info(id).await, expected, "{}", world.engine());
        }
        world.check_sound().await;
    }
}

/// What telephones sign in with is hashed into their password.
#[tokio::test]
async fn a_new_telephone_login_asks_for_a_new_password() {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let (one, other) = (owner.account(Struct::new()).await, owner.account(Struct::new()).await);
        let named = Struct::new().with("authname", "new");
        let string = "Parameter voip_password is required: it is bound to authname, which changes";
        assert_eq!(owner.update(one, named.clone()).await, refused(400, string), "{}", world.engine());
        let both = named.with("voip_password", "Voip-password-2");
        assert_eq!(owner.update(one, both.clone()).await, Ok(()), "{}", world.engine());
        // The same again is no change of the name.
        assert_eq!(owner.update(one, Struct::new().with("authname", "new")).await, Ok(()));
        let string = "Parameter authname must be unique: it is already taken";
        assert_eq!(owner.update(other, both.clone()).await, refused(490, string), "{}", world.engine());
        // The old one is free at once.
        let freed = Struct::new().with("authname", "newest").with("voip_password", "Voip-password-3");
        assert_eq!(owner.update(one, freed).await, Ok(()));
        assert_eq!(owner.update(other, both).await, Ok(()), "{}", world.engine());
        world.check_sound().await;
    }
}

#[tokio::test]
async fn an_update_needs_an_account_of_ones_own() {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let id = owner.account(Struct::new()).await;
        for (given, code, string) in [
            (Value::Nil, 400, "Parameter i_account is required"),
            ("first".into(), 400, "Parameter i_account must be an integer"),
            (0.into(), 401, "Wrong i_account"),
            ((-id).into(), 401, "Wrong i_account"),
            (i64::MAX.into(), 401, "Wrong i_account"),
        ] {
            let request = Struct::new().with("i_account", given.clone()).with("phone", "1");
            let answer = world.root.call("updateAccount", request).await;
            assert_eq!(answer, refused(code, string), "{}: {given:?}", world.engine());
        }
        let without = Struct::new().with("phone", "1");
        let answer = world.root.call("updateAccount", without).await;
        assert_eq!(answer, refused(400, "Parameter i_account is required"), "{}", world.engine());
    }
}

/// A balance is set, not moved; the difference is posted, so that the books go on balancing.
#[tokio::test]
async fn a_balance_is_set_and_fits_with_the_credit_limit() {
    let too_large = || refused(400, "Parameter balance is too large, by itself or with credit_limit");
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let id = owner.account(Struct::new().with("balance", 10)).await;
        for (given, shown) in [
            ("100", "-100.0"),
            ("100", "-100.0"),
            ("-92.12", "92.12"),
            ("0.30000000000000004", "-0.3"),
            ("1", "-1.0"),
        ] {
            owner.update(id, Struct::new().with("balance", double(given))).await.unwrap();
            assert_eq!(owner.info(id).await["balance"], double(shown), "{}: {given}", world.engine());
            world.check_sound().await;
        }
        for (parameter, given, expected) in [
            ("credit_limit", "92233720368.54775807", too_large()),
            ("credit_limit", "92233720367.54775807", Ok(())),
            ("balance", "1.00000001", too_large()),
            ("balance", "0", Ok(())),
            ("credit_limit", "0", Ok(())),
            ("balance", "92233720368.54775807", Ok(())),
            ("credit_limit", "0.00000001", too_large()),
        ] {
            let before = owner.info(id).await;
            let answer = owner.update(id, Struct::new().with(parameter, double(given))).await;
            assert_eq!(answer, expected, "{}: {parameter} {given}", world.engine());
            assert_eq!(owner.info(id).await == before, answer.is_err(), "{parameter} {given}");
        }
        world.check_sound().await;
        let both = number(id).with("balance", 5).with("credit_limit", 7);
        world.root.call("updateAccount", both).await.unwrap();
        let info = owner.info(id).await;
        assert_eq!((&info["balance"], &info["credit_limit"]), (&double("-5.0"), &double("7.0")));
    }
}
