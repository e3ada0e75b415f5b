//! Who may ask: unknown, wrong, blocked, without access, without the right.

use app::context::Actor;
use app::customer::block::set_blocked;
use app::customer::create::CreatedCustomer;
use party::ids::ROOT;
use party::rights::{Flags, Manage, RightsChange};

use crate::world::{ACME, Form, SECRET, World, all_rights, everywhere, form, with};

/// An operation of each group, with credentials of `name`.
fn questions(world: &World, name: &str, password: &str) -> [(&'static str, Form); 4] {
    let creates = [("resellerName", name), ("resellerPassword", password)];
    let credits = [("reseller", name), ("password", password)];
    [
        ("customer-user/create", with(&world.valid("customer-user/create"), &creates)),
        ("customer/create", with(&world.valid("customer/create"), &creates)),
        ("admin/addCredits", with(&form(&credits), &[("customer", "nobody"), ("creditsToAdd", "0")])),
        ("admin/balance", with(&form(&credits), &[("customer", "nobody")])),
    ]
}

async fn with_rights(world: &World, name: &str, rights: RightsChange) -> CreatedCustomer {
    world.customer_with(ROOT, name, |draft| draft.change.rights = rights).await
}

#[track_caller]
fn caller_of(answer: &crate::world::Answer) -> Option<&Actor> {
    answer.outcome.caller.as_ref()
}

async fn check(world: &World, name: &str, password: &str, expected: u64, is_proven: bool) {
    for (operation, form) in questions(world, name, password) {
        let answer = world.post(operation, &form).await;
        assert_eq!(answer.status, expected, "{operation} by {name}: {}", answer.body);
        assert_eq!(caller_of(&answer).is_some(), is_proven, "{operation} by {name}");
    }
}

#[tokio::test]
async fn credentials() {
    everywhere(async |world| {
        let acme = world.look_up(ACME).await.unwrap().customer.key.id;
        check(world, "nobody", SECRET, 400, false).await;
        check(world, ACME, "wrong", 3, false).await;
        check(world, ACME, "Secret", 3, false).await;
        let answer = world.post("customer/create", &world.valid("customer/create")).await;
        assert_eq!((answer.status, caller_of(&answer)), (0, Some(&Actor::Customer(acme))));
    })
    .await;
}

#[tokio::test]
async fn the_block_is_told_to_one_who_knows_the_password() {
    everywhere(async |world| {
        world.reseller_below(ACME, SECRET, "below", &[]).await;
        let (app, operator) = (&world.installation.app, world.installation.operator());
        let acme = world.look_up(ACME).await.unwrap().customer.key.id;
        set_blocked(app, &operator, acme, None, true).await.unwrap();
        for name in [ACME, "below"] {
            check(world, name, SECRET, 4, true).await;
            check(world, name, "wrong", 3, false).await;
        }
        set_blocked(app, &operator, acme, None, false).await.unwrap();
        assert_eq!(world.credits("below", "below").await, "0");
    })
    .await;
}

#[tokio::test]
async fn without_access_no_password_is_right() {
    everywhere(async |world| {
        with_rights(world, "switched-off", RightsChange { granted: Flags::NONE, ..all_rights() }).await;
        world.customer(ACME, "never-had-one", &[]).await;
        check(world, "switched-off", SECRET, 3, false).await;
        check(world, "never-had-one", SECRET, 3, false).await;
    })
    .await;
}

#[tokio::test]
async fn a_missing_right_is_a_status_of_its_own() {
    everywhere(async |world| {
        let no_customers = RightsChange { customers: Some(Manage::EDIT), ..all_rights() };
        let no_accounts = RightsChange { accounts: Some(Manage::EDIT), ..all_rights() };
        let no_depth = RightsChange { depth_max: Some(0), ..all_rights() };
        with_rights(world, "no-customers", no_customers).await;
        let himself = with_rights(world, "no-accounts", no_accounts).await;
        with_rights(world, "no-depth", no_depth).await;
        for (operation, name) in [
            ("customer-user/create", "no-customers"),
            ("customer-user/create", "no-accounts"),
            ("customer-user/create", "no-depth"),
            ("customer/create", "no-customers"),
            ("customer/create", "no-depth"),
            ("reseller/create", "no-customers"),
            ("reseller/create", "no-depth"),
        ] {
            let answer =
                world.post(operation, &with(&world.valid(operation), &[("resellerName", name)])).await;
            assert_eq!(answer.status, 101, "{operation} by {name}: {}", answer.body);
        }
        let customer = [("resellerName", "no-accounts"), ("customerId", &himself.object_id.to_string())];
        let answer = world.post("user/create", &with(&world.valid("user/create"), &customer)).await;
        assert_eq!(answer.status, 101, "{}", answer.body);
    })
    .await;
}

#[tokio::test]
async fn users_are_not_told_which_names_exist() {
    everywhere(async |world| {
        let pair =
            with(&world.valid("customer-user/create"), &[("customer", "acme-user"), ("username", "user")]);
        assert_eq!(world.post("customer-user/create", &pair).await.body, r#"{"status":0}"#);
        let ask = async |username: &str, password: &str| {
            world.post("user/creditBalance", &form(&[("username", username), ("password", password)])).await
        };
        let right = ask("user", "password").await;
        assert_eq!(right.body, r#"{"creditBalance":"0","status":"0"}"#);
        assert!(matches!(caller_of(&right), Some(Actor::Account(_))));
        let (wrong, unknown, reseller) =
            (ask("user", "wrong").await, ask("nobody", "password").await, ask(ACME, SECRET).await);
        assert_eq!((wrong.status, caller_of(&wrong)), (3, None));
        assert_eq!(wrong.body, unknown.body);
        assert_eq!(wrong.body, reseller.body);
        assert!(wrong.json["status"].is_number());

        let (app, operator) = (&world.installation.app, world.installation.operator());
        let customer = world.look_up("acme-user").await.unwrap().customer.key.id;
        set_blocked(app, &operator, customer, None, true).await.unwrap();
        assert_eq!(ask("user", "password").await.status, 4);
        assert_eq!(ask("user", "wrong").await.status, 3);
    })
    .await;
}
