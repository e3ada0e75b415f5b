//! Many at once: one wins, nothing is made twice, no credit is lost.

use std::sync::Arc;

use http::header::HeaderValue;
use support::installations;
use tokio::task::JoinSet;

use crate::world::{ACME, Form, SECRET, World, form, post, with};

const AT_ONCE: usize = 100;

/// Sends the same write many times at once and returns the sorted answers.
async fn at_once(
    world: &Arc<World>,
    operation: &'static str,
    form: &Form,
    key: Option<&'static str>,
) -> Vec<String> {
    let mut running = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (world, form) = (Arc::clone(world), form.clone());
        running.spawn(async move {
            let mut request = post(operation, &form);
            if let Some(key) = key {
                request.headers_mut().insert("idempotency-key", HeaderValue::from_static(key));
            }
            world.send(request).await.body
        });
    }
    let mut answers = running.join_all().await;
    answers.sort();
    answers
}

async fn worlds() -> Vec<Arc<World>> {
    let mut worlds = Vec::new();
    for installation in installations().await {
        worlds.push(Arc::new(World::open(installation).await));
    }
    worlds
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_a_hundred_identical_creates_wins() {
    for world in worlds().await {
        for (operation, status) in
            [("customer-user/create", 301), ("customer/create", 301), ("reseller/create", 401)]
        {
            let form = world.valid(operation);
            let answers = at_once(&world, operation, &form, None).await;
            let won = answers.iter().filter(|body| body.starts_with(r#"{"status":0"#)).count();
            let lost =
                answers.iter().filter(|body| body.starts_with(&format!(r#"{{"status":{status},"#))).count();
            assert_eq!((won, lost), (1, AT_ONCE - 1), "{operation}: {answers:?}");
        }
        let id = world.customer(ACME, "one", &[]).await;
        let form = with(&world.valid("user/create"), &[("customerId", &id)]);
        let answers = at_once(&world, "user/create", &form, None).await;
        assert_eq!(answers.iter().filter(|body| body.starts_with(r#"{"status":201,"#)).count(), AT_ONCE - 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_repetitions_under_one_key_are_one_write() {
    for world in worlds().await {
        let form = world.valid("customer/create");
        let mut answers = at_once(&world, "customer/create", &form, Some("the-one")).await;
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:?}");
        assert!(answers[0].starts_with(r#"{"status":0,"#), "{answers:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credits_given_at_once_add_up() {
    for world in worlds().await {
        world.customer(ACME, "pre", &[("billingType", "PRE_PAID")]).await;
        let give =
            form(&[("reseller", ACME), ("password", SECRET), ("customer", "pre"), ("creditsToAdd", "0.1")]);
        let answers = at_once(&world, "admin/addCredits", &give, None).await;
        assert!(answers.iter().all(|body| body.starts_with(r#"{"status":0,"#)), "{answers:?}");
        assert_eq!(
            (world.credits(ACME, "pre").await, world.credits(ACME, ACME).await),
            ("10".into(), "-10".into())
        );
    }
}
