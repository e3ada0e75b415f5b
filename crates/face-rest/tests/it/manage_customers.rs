//! What a reseller does to a customer once he is made: change, block, remove, list.

use std::sync::Arc;

use app::verify::verify;
use axum::body::Body;
use http::Request;
use http::header::HeaderValue;
use party::ids::ROOT;
use party::rights::{Manage, RightsChange};
use support::installations;
use tokio::task::JoinSet;

use crate::world::{ACME, Answer, Form, SECRET, World, all_rights, encode, everywhere, form, post, with};

const NOBODY: &str = "5a4e96a030046095c7ef280f";
const WRITES: [&str; 4] = ["customer/update", "customer/block", "customer/unblock", "customer/delete"];

fn about(customer: &str, more: &[(&str, &str)]) -> Form {
    let base = [("customerId", customer), ("resellerName", ACME), ("resellerPassword", SECRET)];
    with(&form(&base), more)
}

async fn check(world: &World, operation: &str, form: &Form, status: u64, parameter: Option<&str>) -> Answer {
    let answer = world.post(operation, form).await;
    assert_eq!((answer.status, answer.parameter.as_deref()), (status, parameter), "{operation} {form:?}");
    answer
}

async fn list(world: &World, reseller: &str, more: &[(&str, &str)]) -> Answer {
    let base = form(&[("resellerName", reseller), ("resellerPassword", SECRET)]);
    let answer = world.post("customer/list", &with(&base, more)).await;
    assert_eq!(answer.status, 0, "{}", answer.body);
    answer
}

async fn user_of(world: &World, customer: &str, name: &str) -> String {
    let user = with(&world.valid("user/create"), &[("customerId", customer), ("username", name)]);
    let answer = world.post("user/create", &user).await;
    answer.json["userId"].as_str().unwrap().to_owned()
}

/// Every invariant of the stored data still holds.
async fn sound(world: &World) {
    assert_eq!(verify(&world.installation.app).await.unwrap(), []);
}

#[tokio::test]
async fn every_setting_changes_alone_or_with_others() {
    everywhere(async |world| {
        let id = world.customer(ACME, "before", &[("billingType", "PRE_PAID")]).await;
        let line = |settings: &str| {
            format!(r#"{{"status":0,"customers":[{{"customerId":"{id}",{settings}}}],"hasMore":false}}"#)
        };
        let made = r#""name":"before","integrationId":"","billingType":"PRE_PAID","rotationAlgorithm":"MAX_ROTATION","moCharge":0,"sourceAddress":null,"blocked":false,"credits":0"#;
        assert_eq!(list(world, ACME, &[]).await.body, line(made));
        check(world, "customer/update", &about(&id, &[]), 0, None).await;
        check(world, "customer/update", &about(&id, &[("name", ""), ("moCharge", "")]), 0, None).await;
        assert_eq!(list(world, ACME, &[]).await.body, line(made), "what is not given stays");
        let everything = [
            ("name", "af\"ter"),
            ("integrationId", "their id"),
            ("rotationAlgorithm", "CONVERSATION"),
            ("billingType", ""),
            ("moCharge", "-42"),
            ("sourceAddress", "My Shop Ltd"),
        ];
        check(world, "customer/update", &about(&id, &everything), 0, None).await;
        let changed = r#""name":"af\"ter","integrationId":"their id","billingType":"PRE_PAID","rotationAlgorithm":"CONVERSATION","moCharge":-42,"sourceAddress":"My Shop Ltd","blocked":false,"credits":0"#;
        assert_eq!(list(world, ACME, &[]).await.body, line(changed));
        check(world, "customer/update", &about(&id, &[("moCharge", "7")]), 0, None).await;
        assert_eq!(list(world, ACME, &[]).await.body, line(&changed.replace("-42", "7")));
        let none = [("integrationId", ""), ("sourceAddress", ""), ("moCharge", "-42")];
        check(world, "customer/update", &about(&id, &none), 0, None).await;
        let cleared = changed.replace("their id", "").replace("\"My Shop Ltd\"", "null");
        assert_eq!(list(world, ACME, &[]).await.body, line(&cleared));
        sound(world).await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_set_is_refused() {
    everywhere(async |world| {
        let id = world.customer(ACME, "one", &[]).await;
        let long = "x".repeat(256);
        for (parameter, values) in [
            ("customerId", &["x", "5a4e96a030046095c7ef280"][..]),
            ("name", &["a b", "a\tb", &long[..65]]),
            ("integrationId", &["a\nb", &long]),
            ("rotationAlgorithm", &["max_rotation", "x"]),
            ("billingType", &["PRE_PAID", "POST_PAID", "x"]),
            ("moCharge", &["1.0", "x", "9223372036854775808"]),
            ("sourceAddress", &["12", "A", "Żabka"]),
        ] {
            for value in values {
                let form = about(&id, &[(parameter, value)]);
                check(world, "customer/update", &form, 2, Some(parameter)).await;
            }
        }
        world.customer(ACME, "two", &[]).await;
        for name in ["two", ACME] {
            check(world, "customer/update", &about(&id, &[("name", name)]), 301, Some("name")).await;
        }
        check(world, "customer/update", &about(&id, &[("name", "one")]), 0, None).await;
        check(world, "customer/update", &about(&id, &[("name", "three")]), 0, None).await;
        world.customer(ACME, "one", &[]).await;
        sound(world).await;
    })
    .await;
}

#[tokio::test]
async fn a_reseller_signs_in_under_his_new_name() {
    everywhere(async |world| {
        let below = world.reseller_below(ACME, SECRET, "below", &[]).await;
        let id = below.json["resellerId"].as_str().unwrap();
        check(world, "customer/update", &about(id, &[("name", "renamed")]), 0, None).await;
        assert_eq!(world.credits("renamed", "renamed").await, "0");
        let acme = world.look_up(ACME).await.unwrap().customer.key.id;
        let bound = world.customer_with_bound_password(acme, "bound").await.object_id.to_string();
        check(world, "customer/update", &about(&bound, &[("name", "free")]), 102, Some("name")).await;
        check(world, "customer/update", &about(&bound, &[("moCharge", "1")]), 0, None).await;
    })
    .await;
}

#[tokio::test]
async fn only_ones_own_customers_and_with_the_right() {
    everywhere(async |world| {
        world.reseller("foreign", &[]).await;
        let foreign = world.customer("foreign", "foreign-customer", &[]).await;
        let himself = world.look_up(ACME).await.unwrap().customer.object_id.to_string();
        let own = world.customer(ACME, "own", &[]).await;
        let user = user_of(world, &own, "user").await;
        for operation in WRITES {
            for (id, status) in [(NOBODY, 300), (&user, 300), (&foreign, 420), (&himself, 420)] {
                check(world, operation, &about(id, &[]), status, Some("customerId")).await;
            }
            check(world, operation, &about(&own, &[("resellerName", "nobody")]), 400, Some("resellerName"))
                .await;
        }
        let weak = RightsChange { customers: Some(Manage::ADD), ..all_rights() };
        world.customer_with(ROOT, "weak", |draft| draft.change.rights = weak).await;
        let of_weak = world.customer("weak", "of-weak", &[]).await;
        for operation in WRITES {
            let form = about(&of_weak, &[("resellerName", "weak")]);
            check(world, operation, &form, 101, None).await;
            check(world, operation, &about(&own, &[("resellerName", "weak")]), 420, Some("customerId")).await;
        }
        assert_eq!(list(world, "weak", &[]).await.json["customers"][0]["customerId"], of_weak.as_str());
    })
    .await;
}

#[tokio::test]
async fn a_block_reaches_the_users_until_it_is_lifted() {
    everywhere(async |world| {
        let id = world.customer(ACME, "one", &[]).await;
        user_of(world, &id, "user").await;
        let login = form(&[("username", "user"), ("password", "password")]);
        for (operation, blocked, status) in [("customer/block", true, 4), ("customer/unblock", false, 0)] {
            for _ in 0..2 {
                check(world, operation, &about(&id, &[]), 0, None).await;
                assert_eq!(world.post("user/creditBalance", &login).await.status, status);
                assert_eq!(list(world, ACME, &[]).await.json["customers"][0]["blocked"], blocked);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_customer_goes_when_nobody_depends_on_him() {
    everywhere(async |world| {
        let id = world.customer(ACME, "one", &[("billingType", "PRE_PAID")]).await;
        let user = user_of(world, &id, "user").await;
        check(world, "customer/delete", &about(&id, &[]), 102, Some("customerId")).await;
        let gone = with(&about("", &[("userId", &user)]), &[]);
        check(world, "user/delete", &gone, 0, None).await;
        let give =
            form(&[("reseller", ACME), ("password", SECRET), ("customer", "one"), ("creditsToAdd", "5")]);
        assert_eq!(world.post("admin/addCredits", &give).await.status, 0);
        check(world, "customer/delete", &about(&id, &[]), 0, None).await;
        for operation in WRITES {
            check(world, operation, &about(&id, &[]), 300, Some("customerId")).await;
        }
        world.customer(ACME, "one", &[]).await;

        let below = world.reseller_below(ACME, SECRET, "below", &[]).await;
        let below = below.json["resellerId"].as_str().unwrap();
        let leaf = world.customer("below", "leaf", &[]).await;
        check(world, "customer/delete", &about(below, &[]), 102, Some("customerId")).await;
        check(world, "customer/delete", &about(&leaf, &[]), 0, None).await;
        check(world, "customer/delete", &about(below, &[]), 0, None).await;
        sound(world).await;
    })
    .await;
}

#[tokio::test]
async fn pages_go_on_where_the_last_one_ended() {
    everywhere(async |world| {
        let mut ids = Vec::new();
        for _ in 0..5 {
            ids.push(world.customer(ACME, &world.new_name(), &[]).await);
        }
        ids.sort();
        let page = async |more: &[(&str, &str)]| {
            let answer = list(world, ACME, more).await;
            let lines = answer.json["customers"].as_array().unwrap();
            let ids: Vec<String> =
                lines.iter().map(|line| line["customerId"].as_str().unwrap().to_owned()).collect();
            (ids, answer.json["hasMore"].as_bool().unwrap())
        };
        assert_eq!(page(&[]).await, (ids.clone(), false));
        assert_eq!(page(&[("limit", "5")]).await, (ids.clone(), false));
        assert_eq!(page(&[("limit", "2")]).await, (ids[..2].to_vec(), true));
        check(world, "customer/delete", &about(&ids[1], &[]), 0, None).await;
        assert_eq!(page(&[("limit", "2"), ("after", &ids[1])]).await, (ids[2..4].to_vec(), true));
        assert_eq!(page(&[("limit", "2"), ("after", &ids[3])]).await, (ids[4..].to_vec(), false));
        assert_eq!(page(&[("after", &ids[4])]).await, (Vec::new(), false));
        for (parameter, values) in [("limit", ["0", "1001", "-1", "x"]), ("after", ["x", "1", "0", "-"])] {
            for value in values {
                let form = about("", &[(parameter, value)]);
                check(world, "customer/list", &form, 2, Some(parameter)).await;
            }
        }
        let query = encode(&about("", &[]));
        let by_get =
            Request::get(format!("/services/rest/customer/list?{query}")).body(Body::empty()).unwrap();
        assert_eq!(world.send(by_get).await.body, list(world, ACME, &[]).await.body);
    })
    .await;
}

#[tokio::test]
async fn a_write_is_answered_again_under_its_key() {
    everywhere(async |world| {
        let id = world.customer(ACME, "one", &[]).await;
        let keyed = async |operation: &str, form: &Form, key: &'static str| {
            let mut request = post(operation, form);
            request.headers_mut().insert("idempotency-key", HeaderValue::from_static(key));
            world.send(request).await.body
        };
        let rename = about(&id, &[("name", "renamed")]);
        for (operation, form, key) in [
            ("customer/update", rename.clone(), "update"),
            ("customer/block", about(&id, &[]), "block"),
            ("customer/unblock", about(&id, &[]), "unblock"),
            ("customer/delete", about(&id, &[]), "delete"),
        ] {
            for _ in 0..2 {
                assert_eq!(keyed(operation, &form, key).await, r#"{"status":0}"#, "{operation}");
            }
            let other = keyed(operation, &about(NOBODY, &[]), key).await;
            assert!(other.starts_with(r#"{"status":100,"#), "{operation}: {other}");
        }
        // Long after, the first answer is still the answer.
        assert_eq!(keyed("customer/update", &rename, "update").await, r#"{"status":0}"#);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_race_with_the_removal() {
    for installation in installations().await {
        let world = Arc::new(World::open(installation).await);
        let id = world.customer(ACME, "one", &[]).await;
        let mut running = JoinSet::new();
        for turn in 0..40 {
            let (world, id) = (Arc::clone(&world), id.clone());
            running.spawn(async move {
                let operation = if turn % 4 == 3 { "customer/delete" } else { "customer/update" };
                let name = format!("renamed-{turn}");
                (operation, world.post(operation, &about(&id, &[("name", &name)])).await.status)
            });
        }
        let answers = running.join_all().await;
        assert!(answers.iter().all(|(_, status)| [0, 300].contains(status)), "{answers:?}");
        assert_eq!(answers.iter().filter(|answer| **answer == ("customer/delete", 0)).count(), 1);
        assert_eq!(list(&world, ACME, &[]).await.json["customers"], serde_json::json!([]));
        sound(&world).await;
    }
}
