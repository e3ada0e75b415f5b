//! `updateCustomer`: what is named changes and nothing else, and a refusal changes nothing at all.

mod credentials;
mod references;
mod revocation;
mod uniqueness;

use std::collections::BTreeSet;

use face_xmlrpc::catalogue;
use xmlrpc::{Struct, Value};

use crate::create_customer::{
    self, Known, Outcome, Row, Shown, defaults, flags, identity, numbers, settings, texts,
};
use crate::tree::Tree;
use crate::world::{World, array, double, int, merged, of_struct, refused};

/// What nil and an empty text switch off; nil leaves everything else as it is.
const SWITCHED_OFF_BY_NIL: [&str; 8] = [
    "web_login",
    "i_tariff",
    "i_routing_group",
    "i_commission_agent",
    "max_sessions",
    "max_calls_per_second",
    "accounts_matching_rule",
    "dns_alias",
];

/// What the customers of the table do not have already: an API password is bound to the login, a policy would refuse
/// passwords of the table, and money has its own bounds.
const NOT_BEFORE: [&str; 6] =
    ["i_wholesaler", "i_password_policy", "api_password", "balance", "credit_limit", "i_tariff"];

/// What becomes of a value of the table of `createCustomer` here. None: nothing changes, and nothing is refused.
fn outcome_here(row: &Row, given: &Value, outcome: &Outcome) -> Option<Outcome> {
    let switched_off = SWITCHED_OFF_BY_NIL.contains(&row.parameter);
    match (row.parameter, given) {
        (_, Value::Nil) if !switched_off => None,
        // Never a currency and never a language: an empty text asks for nothing.
        ("i_lang" | "payment_currency", Value::Str(text)) if text.is_empty() => None,
        // No request of this table asks for an own tariff beside.
        ("use_own_tariff", _) => match outcome {
            Outcome::Refused(403, _) => Some(Outcome::Shown(0.into())),
            other => Some(other.clone()),
        },
        _ => Some(outcome.clone()),
    }
}

/// A customer who has something else than the default wherever he can.
async fn rich_customer(world: &World, known: &Known, rows: &[Row]) -> i64 {
    let mut request = world.least().with("i_tariff", known.tariff);
    for row in rows.iter().filter(|row| !NOT_BEFORE.contains(&row.parameter)) {
        let unique = format!("u{}", world.new_name().rsplit(' ').next().unwrap());
        match (row.parameter, row.cases.first().unwrap()) {
            ("name" | "web_password", _) => {}
            ("web_login", _) => request.insert("web_login", unique),
            ("dns_alias", _) => request.insert("dns_alias", format!("{unique}.example.net")),
            (_, (given, _)) => request.insert(row.parameter, given.clone()),
        }
    }
    int(&world.root.call("createCustomer", request).await.unwrap(), "i_customer")
}

async fn shown(world: &World, id: i64) -> Shown {
    world.info(&world.root, id).await.into_iter().collect()
}

async fn check_row(world: &World, known: &Known, rows: &[Row], row: &Row) {
    let mut id = rich_customer(world, known, rows).await;
    let mut before = shown(world, id).await;
    for (given, outcome) in &row.cases {
        let place = format!("{}: {} = {given:.60?}", world.engine(), row.parameter);
        let answer = world.update(&world.root, id, Struct::new().with(row.parameter, given.clone())).await;
        let after = shown(world, id).await;
        let mut expected = before.clone();
        match outcome_here(row, given, outcome) {
            Some(Outcome::Refused(code, string)) => assert_eq!(answer, refused(code, &string), "{place}"),
            Some(Outcome::Shown(value)) => {
                assert_eq!(answer, Ok(()), "{place}");
                expected.insert(row.parameter.to_owned(), value);
            }
            Some(Outcome::Taken) | None => assert_eq!(answer, Ok(()), "{place}"),
        }
        assert_eq!(after, expected, "{place}");
        if after != before {
            id = rich_customer(world, known, rows).await;
            before = shown(world, id).await;
        }
    }
}

/// Gives every value of some rows to a customer who has something else.
async fn check(family: fn(&Known) -> Vec<Row>) {
    for world in World::all().await {
        let known = Known::make(&world).await;
        let rows = known.rows();
        for row in family(&known) {
            check_row(&world, &known, &rows, &row).await;
        }
        world.check_sound().await;
    }
}

#[tokio::test]
async fn a_text_changes_and_nothing_else() {
    check(|_| texts::rows()).await;
}

#[tokio::test]
async fn a_flag_changes_and_nothing_else() {
    check(|_| flags::rows()).await;
}

#[tokio::test]
async fn a_number_changes_and_nothing_else() {
    check(|_| numbers::rows()).await;
}

#[tokio::test]
async fn a_setting_changes_and_nothing_else() {
    check(|_| settings::rows()).await;
}

#[tokio::test]
async fn a_reference_changes_and_nothing_else() {
    check(create_customer::references::rows).await;
}

#[test]
fn the_parameters_are_those_of_a_create() {
    let names = |method: &str| -> BTreeSet<&str> {
        catalogue::find(method).unwrap().parameters().map(|parameter| parameter.name).collect()
    };
    let mut expected = names("createCustomer");
    expected.insert("i_customer");
    assert_eq!(names("updateCustomer"), expected);
}

#[tokio::test]
async fn everything_changes_at_once() {
    for world in World::all().await {
        let known = Known::make(&world).await;
        let rows = known.rows();
        let id = world.customer(&world.root, Struct::new()).await;
        let mut request = Struct::new().with("no_such_parameter", "ignored");
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
        // The strong policy of this request holds for its passwords.
        let passwords =
            Struct::new().with("web_password", "Strong-password-1").with("api_password", "Strong-password-2");
        assert_eq!(world.update(&world.root, id, merged(request, passwords)).await, Ok(()));
        let info = world.info(&world.root, id).await;
        expected.extend(identity(id, &info));
        assert_eq!(info.into_iter().collect::<Shown>(), expected, "{}", world.engine());
        world.check_sound().await;
    }
}

#[tokio::test]
async fn what_is_absent_stays() {
    for world in World::all().await {
        let known = Known::make(&world).await;
        let id = rich_customer(&world, &known, &known.rows()).await;
        let policy = Struct::new().with("i_password_policy", 2).with("balance", 7).with("credit_limit", 3);
        world.update(&world.root, id, policy).await.unwrap();
        let before = shown(&world, id).await;
        let nothing =
            ["i_password_policy", "balance", "credit_limit", "name", "web_password", "api_password"];
        let nil: Struct = nothing.into_iter().map(|name| (name.to_owned(), Value::Nil)).collect();
        for request in [Struct::new(), Struct::new().with("description", "new"), nil] {
            let changed = request.get("description").cloned();
            world.update(&world.root, id, request).await.unwrap();
            let mut expected = before.clone();
            if let Some(description) = changed {
                expected.insert("description".to_owned(), description.clone());
                assert_eq!(shown(&world, id).await, expected, "{}", world.engine());
                let back = before["description"].clone();
                world.update(&world.root, id, Struct::new().with("description", back)).await.unwrap();
            }
            assert_eq!(shown(&world, id).await, before, "{}", world.engine());
        }
    }
}

#[tokio::test]
async fn only_a_direct_customer_is_changed() {
    for world in World::all().await {
        let tree = Tree::grow(&world).await;
        for (caller, wholesaler, id, expected) in tree.direct_customers(&world.root) {
            let more = Struct::new().with("i_wholesaler", wholesaler).with("phone", "1");
            let answer = world.update(caller, id, more).await;
            assert_eq!(answer, expected, "{}: {caller:?} {wholesaler:?} {id}", world.engine());
        }
        for (given, code, string) in [
            (Value::Nil, 400, "Parameter i_customer is required"),
            ("first".into(), 400, "Parameter i_customer must be an integer"),
            (0.into(), 401, "Wrong i_customer"),
            (i64::MAX.into(), 401, "Wrong i_customer"),
        ] {
            let request = Struct::new().with("i_customer", given.clone()).with("name", "new");
            let answer = world.root.call("updateCustomer", request).await;
            assert_eq!(answer, refused(code, string), "{}: {given:?}", world.engine());
        }
    }
}

#[tokio::test]
async fn a_caller_needs_the_right_to_edit() {
    let forbidden = || refused(403, "No permission: bit 1 (edit) of customers_mgmt is needed");
    for world in World::all().await {
        for (login, mask, expected) in
            [("edit", 3, Ok(())), ("all", 7, Ok(())), ("add", 1, forbidden()), ("others", 5, forbidden())]
        {
            let masks = Struct::new().with("customers_mgmt", mask);
            let (_, caller) = world.reseller_with(&world.root, login, masks).await;
            let child = world.customer(&caller, Struct::new()).await;
            let before = world.info(&caller, child).await;
            let answer = world.update(&caller, child, Struct::new().with("phone", "1")).await;
            assert_eq!(answer, expected, "{}: {login}", world.engine());
            assert_eq!(world.info(&caller, child).await == before, answer.is_err(), "{login}");
            // Absence outranks permission.
            let foreign = world.customer(&world.root, Struct::new()).await;
            let answer = world.update(&caller, foreign, Struct::new()).await;
            assert_eq!(answer, refused(401, "Wrong i_customer"), "{}: {login}", world.engine());
        }
    }
}

/// A balance is set, not moved; the difference is posted, so that the books go on balancing.
#[tokio::test]
async fn a_balance_is_set() {
    for world in World::all().await {
        let (reseller_id, reseller) =
            world.reseller_with(&world.root, "reseller", Struct::new().with("balance", 50)).await;
        let id = world.customer(&reseller, Struct::new().with("balance", 10)).await;
        for (given, natural) in [
            ("100", "100.0"),
            ("100", "100.0"),
            ("-92.12", "-92.12"),
            ("0.30000000000000004", "0.3"),
            ("0", "0.0"),
            ("92233720368.54775807", "92233720368.54775807"),
        ] {
            world.update(&reseller, id, Struct::new().with("balance", double(given))).await.unwrap();
            let answer = reseller.call("listCustomers", Struct::new()).await.unwrap();
            let line = of_struct(&array(&answer, "customers")[0]).clone();
            assert_eq!(line.get("balance"), Some(&double(natural)), "{}: {given}", world.engine());
            world.check_sound().await;
        }
        // Nobody pays for it.
        let info = world.info(&world.root, reseller_id).await;
        assert_eq!(info.get("balance"), Some(&double("-50.0")), "{}", world.engine());
    }
}

/// What a customer may spend is a sum that must fit, whichever half of it comes last.
#[tokio::test]
async fn balance_and_credit_limit_fit_together() {
    let too_large = || refused(400, "Parameter balance is too large, by itself or with credit_limit");
    for world in World::all().await {
        let id = world.customer(&world.root, Struct::new().with("balance", 1)).await;
        for (parameter, given, expected) in [
            ("credit_limit", "92233720368.54775807", too_large()),
            ("credit_limit", "92233720367.54775807", Ok(())),
            ("balance", "1.00000001", too_large()),
            ("balance", "0", Ok(())),
            ("credit_limit", "0", Ok(())),
            ("balance", "92233720368.54775807", Ok(())),
            ("credit_limit", "0.00000001", too_large()),
        ] {
            let before = shown(&world, id).await;
            let answer = world.update(&world.root, id, Struct::new().with(parameter, double(given))).await;
            assert_eq!(answer, expected, "{}: {parameter} {given}", world.engine());
            assert_eq!(shown(&world, id).await == before, answer.is_err(), "{parameter} {given}");
        }
        world.check_sound().await;
    }
}
