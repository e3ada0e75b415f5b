//! What a reseller does to a user once he is made, and what the user does for himself.

use std::sync::Arc;

use app::account::change_password::change_own;
use app::authenticate::user::{AuthenticateUserError, authenticate};
use app::context::Actor;
use app::verify::verify;
use http::header::HeaderValue;
use party::ids::ROOT;
use party::matching_rule::MatchingRule;
use party::password::Password;
use party::rights::{Manage, RightsChange};
use support::installations;
use tokio::task::JoinSet;

use crate::world::{ACME, Answer, Form, SECRET, World, all_rights, everywhere, form, post, with};

const NOBODY: &str = "5a4e96a030046095c7ef280f";
const WRITES: [&str; 5] = ["user/update", "user/changePassword", "user/block", "user/unblock", "user/delete"];

fn about(user: &str, more: &[(&str, &str)]) -> Form {
    let base = [("userId", user), ("resellerName", ACME), ("resellerPassword", SECRET)];
    with(&form(&base), more)
}

/// Like [`about`], with what the operation needs besides.
fn needed(operation: &str, user: &str, more: &[(&str, &str)]) -> Form {
    let password: &[(&str, &str)] =
        if operation == "user/changePassword" { &[("newPassword", "another")] } else { &[] };
    with(&about(user, password), more)
}

async fn check(world: &World, operation: &str, form: &Form, status: u64, parameter: Option<&str>) {
    let answer = world.post(operation, form).await;
    assert_eq!((answer.status, answer.parameter.as_deref()), (status, parameter), "{operation} {form:?}");
}

async fn make(world: &World, customer: &str, name: &str) -> String {
    make_by(world, ACME, customer, name).await
}

async fn make_by(world: &World, reseller: &str, customer: &str, name: &str) -> String {
    let changes = [("resellerName", reseller), ("customerId", customer), ("username", name)];
    let answer = world.post("user/create", &with(&world.valid("user/create"), &changes)).await;
    assert_eq!(answer.status, 0, "{}", answer.body);
    answer.json["userId"].as_str().unwrap().to_owned()
}

async fn list(world: &World, customer: &str, more: &[(&str, &str)]) -> Answer {
    let base = [("customerId", customer), ("resellerName", ACME), ("resellerPassword", SECRET)];
    world.post("user/list", &with(&form(&base), more)).await
}

async fn sign_in(world: &World, name: &str, password: &str) -> u64 {
    world.post("user/creditBalance", &form(&[("username", name), ("password", password)])).await.status
}

/// Every invariant of the stored data still holds.
async fn sound(world: &World) {
    assert_eq!(verify(&world.installation.app).await.unwrap(), []);
}

#[tokio::test]
async fn every_setting_changes_alone_or_with_others() {
    everywhere(async |world| {
        let customer = world.customer(ACME, "one", &[]).await;
        let id = make(world, &customer, "before").await;
        let line = async || list(world, &customer, &[]).await.json["users"][0].clone();
        let made = serde_json::json!({
            "userId": id, "username": "before", "contactName": "", "email": "john@doe.com",
            "phoneNumber": "999444111", "finalStatusPush": null, "swappingSourceAddressAllowed": false,
            "sourceAddress": null, "blocked": false,
        });
        assert_eq!(line().await, made);
        let empty =
            [("email", ""), ("phoneNumber", ""), ("username", ""), ("swappingSourceAddressAllowed", "")];
        for nothing in [&[][..], &empty] {
            check(world, "user/update", &about(&id, nothing), 0, None).await;
            assert_eq!(line().await, made, "what is not given stays");
        }
        let push = r#"{"type":"EMAIL","data":{"to":"a@b.com","subject":"s","body":"b"}}"#;
        let everything = [
            ("contactName", "Jane"),
            ("email", "jane@doe.com"),
            ("phoneNumber", "+48 1"),
            ("finalStatusPush", push),
            ("swappingSourceAddressAllowed", "true"),
            ("sourceAddress", "Shop"),
            ("username", "after"),
        ];
        check(world, "user/update", &about(&id, &everything), 0, None).await;
        let push: serde_json::Value = serde_json::from_str(push).unwrap();
        let changed = serde_json::json!({
            "userId": id, "username": "after", "contactName": "Jane", "email": "jane@doe.com",
            "phoneNumber": "+48 1", "finalStatusPush": push, "swappingSourceAddressAllowed": true,
            "sourceAddress": "Shop", "blocked": false,
        });
        assert_eq!(line().await, changed);
        let none = [("contactName", ""), ("finalStatusPush", ""), ("sourceAddress", "")];
        check(world, "user/update", &about(&id, &none), 0, None).await;
        let line = line().await;
        assert_eq!(line["contactName"], "");
        assert!(line["finalStatusPush"].is_null() && line["sourceAddress"].is_null());
        assert_eq!(line["email"], "jane@doe.com");
        for (push, shown) in [
            (r#"{"type":"SMPP"}"#, r#"{"type":"SMPP"}"#),
            (
                r#"{"data":{"url":"http://a.b"},"type":"URL"}"#,
                r#"{"type":"URL","data":{"url":"http://a.b"}}"#,
            ),
        ] {
            check(world, "user/update", &about(&id, &[("finalStatusPush", push)]), 0, None).await;
            let shown: serde_json::Value = serde_json::from_str(shown).unwrap();
            assert_eq!(list(world, &customer, &[]).await.json["users"][0]["finalStatusPush"], shown);
        }
        sound(world).await;
    })
    .await;
}

#[tokio::test]
async fn a_name_is_claimed_and_given_back() {
    everywhere(async |world| {
        let customer = world.customer(ACME, "one", &[]).await;
        let (first, second) = (make(world, &customer, "first").await, make(world, &customer, "second").await);
        check(world, "user/update", &about(&first, &[("username", "second")]), 201, Some("username")).await;
        check(world, "user/update", &about(&first, &[("username", "first")]), 0, None).await;
        check(world, "user/update", &about(&first, &[("username", "third")]), 0, None).await;
        assert_eq!(
            (sign_in(world, "first", "password").await, sign_in(world, "third", "password").await),
            (3, 0)
        );
        check(world, "user/update", &about(&second, &[("username", "first")]), 0, None).await;
        let acme = world.look_up(ACME).await.unwrap().customer.key.id;
        let numbers = world.customer_with(acme, "numbers", |draft| {
            draft.change.accounts_matching_rule = Some(MatchingRule::parse("1000[1-9]$").ok());
        });
        let user = make(world, &numbers.await.object_id.to_string(), "10001").await;
        check(world, "user/update", &about(&user, &[("username", "10000")]), 2, Some("username")).await;
        check(world, "user/update", &about(&user, &[("username", "10002")]), 0, None).await;
        make(world, &customer, "10001").await;
        sound(world).await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_set_is_refused() {
    everywhere(async |world| {
        let customer = world.customer(ACME, "one", &[]).await;
        let id = make(world, &customer, "user").await;
        let long = "x".repeat(65);
        for (parameter, values) in [
            ("userId", &["x", "5a4e96a030046095c7ef280"][..]),
            ("contactName", &["a\nb", &long]),
            ("email", &["john", "john@doe"]),
            ("phoneNumber", &["x", "48-601"]),
            ("finalStatusPush", &["x", "{}", r#"{"type":"URL"}"#]),
            ("swappingSourceAddressAllowed", &["yes", "1"]),
            ("sourceAddress", &["12", "A"]),
            ("username", &["a b", &long]),
        ] {
            for value in values {
                check(world, "user/update", &about(&id, &[(parameter, value)]), 2, Some(parameter)).await;
            }
        }
        let long = "x".repeat(129);
        for value in ["a\0", &long] {
            let form = about(&id, &[("newPassword", value)]);
            check(world, "user/changePassword", &form, 2, Some("newPassword")).await;
        }
    })
    .await;
}

#[tokio::test]
async fn only_users_of_ones_own_customers_and_with_the_right() {
    everywhere(async |world| {
        world.reseller("foreign", &[]).await;
        let foreign = world.customer("foreign", "foreign-customer", &[]).await;
        let foreign_user = make_by(world, "foreign", &foreign, "foreign-user").await;
        let own = world.customer(ACME, "own", &[]).await;
        for operation in WRITES {
            for (id, status) in [(NOBODY, 200), (&own, 200), (&foreign_user, 420)] {
                check(world, operation, &needed(operation, id, &[]), status, Some("userId")).await;
            }
        }
        for (id, status) in [(NOBODY, 300), (&foreign_user, 300), (&foreign, 420)] {
            let answer = list(world, id, &[]).await;
            assert_eq!((answer.status, answer.parameter.as_deref()), (status, Some("customerId")));
        }
        let weak = RightsChange { accounts: Some(Manage::ADD), ..all_rights() };
        world.customer_with(ROOT, "weak", |draft| draft.change.rights = weak).await;
        let customer = world.customer("weak", "of-weak", &[]).await;
        let user = make_by(world, "weak", &customer, "weak-user").await;
        for operation in WRITES {
            check(world, operation, &needed(operation, &user, &[("resellerName", "weak")]), 101, None).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_blocked_user_is_told_so() {
    everywhere(async |world| {
        let customer = world.customer(ACME, "one", &[]).await;
        let id = make(world, &customer, "user").await;
        for (operation, blocked, status) in [("user/block", true, 4), ("user/unblock", false, 0)] {
            for _ in 0..2 {
                check(world, operation, &about(&id, &[]), 0, None).await;
                assert_eq!(sign_in(world, "user", "password").await, status);
                assert_eq!(list(world, &customer, &[]).await.json["users"][0]["blocked"], blocked);
            }
        }
        check(world, "user/block", &about(&id, &[]), 0, None).await;
        let own = form(&[("username", "user"), ("password", "password"), ("newPassword", "new")]);
        check(world, "user/changePassword", &own, 4, None).await;
        check(world, "user/update", &about(&id, &[("contactName", "Jane")]), 0, None).await;
        assert_eq!(sign_in(world, "user", "password").await, 4, "a change lifts no block");
    })
    .await;
}

#[tokio::test]
async fn a_removed_user_leaves_his_name() {
    everywhere(async |world| {
        let customer = world.customer(ACME, "one", &[]).await;
        let id = make(world, &customer, "user").await;
        check(world, "user/delete", &about(&id, &[]), 0, None).await;
        for operation in WRITES {
            check(world, operation, &needed(operation, &id, &[]), 200, Some("userId")).await;
        }
        assert_eq!(sign_in(world, "user", "password").await, 3);
        make(world, &customer, "user").await;
        sound(world).await;
    })
    .await;
}

#[tokio::test]
async fn a_password_is_changed_by_the_reseller_or_by_the_user() {
    everywhere(async |world| {
        let customer = world.customer(ACME, "one", &[]).await;
        let id = make(world, &customer, "user").await;
        check(world, "user/changePassword", &about(&id, &[("newPassword", "second")]), 0, None).await;
        assert_eq!(
            (sign_in(world, "user", "password").await, sign_in(world, "user", "second").await),
            (3, 0)
        );
        let own = form(&[("username", "user"), ("password", "second"), ("newPassword", "third")]);
        let answer = world.post("user/changePassword", &own).await;
        assert_eq!(answer.body, r#"{"status":0}"#);
        assert!(matches!(answer.outcome.caller, Some(Actor::Account(_))));
        assert_eq!((sign_in(world, "user", "second").await, sign_in(world, "user", "third").await), (3, 0));
        check(world, "user/changePassword", &own, 3, None).await;
        let unknown = with(&own, &[("username", "nobody")]);
        check(world, "user/changePassword", &unknown, 3, None).await;
        sound(world).await;
    })
    .await;
}

/// Who signed in before his password was taken from him cannot take it back.
#[tokio::test]
async fn a_user_changes_only_the_password_that_he_signed_in_with() {
    everywhere(async |world| {
        let customer = world.customer(ACME, "one", &[]).await;
        let id = make(world, &customer, "user").await;
        let (app, operator) = (&world.installation.app, world.installation.operator());
        let (name, old) = ("user".parse().unwrap(), Password::parse("password").unwrap());
        let user = authenticate(app, &name, &old).await.unwrap();
        check(world, "user/changePassword", &about(&id, &[("newPassword", "second")]), 0, None).await;
        let late = change_own(app, &operator, &user, &Password::parse("third").unwrap()).await;
        assert!(matches!(late, Err(AuthenticateUserError::WrongPassword)), "{late:?}");
        assert_eq!((sign_in(world, "user", "third").await, sign_in(world, "user", "second").await), (3, 0));
        check(world, "user/delete", &about(&id, &[]), 0, None).await;
        let gone = change_own(app, &operator, &user, &old).await;
        assert!(matches!(gone, Err(AuthenticateUserError::Unknown)), "{gone:?}");
    })
    .await;
}

#[tokio::test]
async fn the_forms_of_a_password_change_are_told_apart() {
    everywhere(async |world| {
        let customer = world.customer(ACME, "one", &[]).await;
        let id = make(world, &customer, "user").await;
        let own = form(&[("username", "user"), ("password", "password"), ("newPassword", "new")]);
        let resellers = about(&id, &[("newPassword", "new")]);
        for (base, name, parameter) in [
            (&own, "newPassword", "newPassword"),
            (&own, "username", "username"),
            (&own, "password", "password"),
            (&resellers, "newPassword", "newPassword"),
            (&resellers, "resellerName", "resellerName"),
            (&resellers, "resellerPassword", "resellerPassword"),
            (&resellers, "userId", "userId"),
        ] {
            check(world, "user/changePassword", &with(base, &[(name, "")]), 1, Some(parameter)).await;
        }
        let nobody = form(&[("newPassword", "new")]);
        check(world, "user/changePassword", &nobody, 1, Some("resellerName")).await;
        for both in [with(&resellers, &[("username", "user")]), with(&own, &[("userId", &id)])] {
            check(world, "user/changePassword", &both, 2, Some("username")).await;
        }
        check(world, "user/changePassword", &with(&resellers, &[("username", "")]), 0, None).await;
        for (name, value) in [("username", "a b"), ("password", "\0")] {
            check(world, "user/changePassword", &with(&own, &[(name, value)]), 2, Some(name)).await;
        }
        for (name, value) in [("resellerName", "a@b"), ("resellerPassword", "\0"), ("userId", "x")] {
            check(world, "user/changePassword", &with(&resellers, &[(name, value)]), 2, Some(name)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn pages_go_on_where_the_last_one_ended() {
    everywhere(async |world| {
        let customer = world.customer(ACME, "one", &[]).await;
        let mut ids = Vec::new();
        for _ in 0..3 {
            ids.push(make(world, &customer, &world.new_name()).await);
        }
        ids.sort();
        let page = async |more: &[(&str, &str)]| {
            let answer = list(world, &customer, more).await;
            let lines = answer.json["users"].as_array().unwrap();
            let ids: Vec<String> =
                lines.iter().map(|line| line["userId"].as_str().unwrap().to_owned()).collect();
            (ids, answer.json["hasMore"].as_bool().unwrap())
        };
        assert_eq!(page(&[]).await, (ids.clone(), false));
        assert_eq!(page(&[("limit", "2")]).await, (ids[..2].to_vec(), true));
        check(world, "user/delete", &about(&ids[1], &[]), 0, None).await;
        assert_eq!(page(&[("limit", "2"), ("after", &ids[1])]).await, (ids[2..].to_vec(), false));
        for (parameter, value) in [("limit", "0"), ("limit", "1001"), ("after", "x")] {
            let answer = list(world, &customer, &[(parameter, value)]).await;
            assert_eq!((answer.status, answer.parameter.as_deref()), (2, Some(parameter)));
        }
    })
    .await;
}

#[tokio::test]
async fn a_write_is_answered_again_under_its_key() {
    everywhere(async |world| {
        let customer = world.customer(ACME, "one", &[]).await;
        let id = make(world, &customer, "user").await;
        let keyed = async |operation: &str, form: &Form| {
            let mut request = post(operation, form);
            let key = HeaderValue::from_str(operation).unwrap();
            request.headers_mut().insert("idempotency-key", key);
            world.send(request).await
        };
        for operation in WRITES {
            for _ in 0..2 {
                let answer = keyed(operation, &needed(operation, &id, &[])).await;
                assert_eq!(answer.body, r#"{"status":0}"#, "{operation}");
            }
            assert_eq!(keyed(operation, &needed(operation, NOBODY, &[])).await.status, 100, "{operation}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_race_with_the_removal() {
    for installation in installations().await {
        let world = Arc::new(World::open(installation).await);
        let customer = world.customer(ACME, "one", &[]).await;
        let id = make(&world, &customer, "user").await;
        let mut running = JoinSet::new();
        for turn in 0..40 {
            let (world, id) = (Arc::clone(&world), id.clone());
            running.spawn(async move {
                let operation = if turn % 4 == 3 { "user/delete" } else { "user/update" };
                let name = format!("renamed-{turn}");
                (operation, world.post(operation, &about(&id, &[("username", &name)])).await.status)
            });
        }
        let answers = running.join_all().await;
        assert!(answers.iter().all(|(_, status)| [0, 200].contains(status)), "{answers:?}");
        assert_eq!(answers.iter().filter(|answer| **answer == ("user/delete", 0)).count(), 1);
        assert_eq!(list(&world, &customer, &[]).await.json["users"], serde_json::json!([]));
        sound(&world).await;
    }
}
