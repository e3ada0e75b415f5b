//! A write that is sent again under its key is done once.

use axum::body::Body;
use http::Request;
use http::header::HeaderValue;

use crate::world::{ACME, Answer, Form, SECRET, World, everywhere, form, post, with};

async fn keyed(world: &World, operation: &str, form: &Form, keys: &[&[u8]]) -> Answer {
    let mut request: Request<Body> = post(operation, form);
    for key in keys {
        request.headers_mut().append("idempotency-key", HeaderValue::from_bytes(key).unwrap());
    }
    world.send(request).await
}

#[tokio::test]
async fn the_first_answer_is_given_again() {
    everywhere(async |world| {
        let id = world.customer(ACME, "pre", &[("billingType", "PRE_PAID")]).await;
        let user = with(&world.valid("user/create"), &[("customerId", &id)]);
        let credits =
            form(&[("reseller", ACME), ("password", SECRET), ("customer", "pre"), ("creditsToAdd", "5")]);
        let writes = [
            ("customer-user/create", world.valid("customer-user/create")),
            ("customer/create", world.valid("customer/create")),
            ("user/create", user),
            ("reseller/create", world.valid("reseller/create")),
            ("admin/addCredits", credits),
        ];
        for (operation, form) in &writes {
            let key = format!("key-of-{operation}");
            let first = keyed(world, operation, form, &[key.as_bytes()]).await;
            assert_eq!(first.status, 0, "{operation}: {}", first.body);
            // What is not a parameter of the operation does not make another request.
            for form in [form.clone(), with(form, &[("unknown", "1")])] {
                let again = keyed(world, operation, &form, &[key.as_bytes()]).await;
                assert_eq!(again.body, first.body, "{operation}");
            }
        }
        assert_eq!(world.credits(ACME, "pre").await, "5");
    })
    .await;
}

#[tokio::test]
async fn a_key_names_one_request() {
    everywhere(async |world| {
        world.customer(ACME, "pre", &[("billingType", "PRE_PAID")]).await;
        let credits =
            form(&[("reseller", ACME), ("password", SECRET), ("customer", "pre"), ("creditsToAdd", "5")]);
        assert_eq!(keyed(world, "admin/addCredits", &credits, &[b"key"]).await.status, 0);
        let more = with(&credits, &[("creditsToAdd", "6")]);
        assert_eq!(keyed(world, "admin/addCredits", &more, &[b"key"]).await.status, 100);
        assert_eq!(
            keyed(world, "customer/create", &world.valid("customer/create"), &[b"key"]).await.status,
            100
        );
        let pair = world.valid("customer-user/create");
        assert_eq!(keyed(world, "customer-user/create", &pair, &[b"key"]).await.status, 100);
        assert_eq!(keyed(world, "admin/addCredits", &more, &[b"other-key"]).await.status, 0);
        assert_eq!(world.credits(ACME, "pre").await, "11");
    })
    .await;
}

#[tokio::test]
async fn a_refusal_does_not_use_up_the_key() {
    everywhere(async |world| {
        world.customer(ACME, "pre", &[("billingType", "PRE_PAID")]).await;
        let take =
            form(&[("reseller", ACME), ("password", SECRET), ("customer", "pre"), ("creditsToAdd", "-5")]);
        assert_eq!(keyed(world, "admin/addCredits", &take, &[b"key"]).await.status, 320);
        let give = with(&take, &[("creditsToAdd", "5")]);
        assert_eq!(keyed(world, "admin/addCredits", &give, &[b"key"]).await.status, 0);
    })
    .await;
}

#[tokio::test]
async fn keys_of_two_resellers_do_not_meet() {
    everywhere(async |world| {
        world.reseller("second", &[]).await;
        for reseller in [ACME, "second"] {
            let form = with(&world.valid("customer/create"), &[("resellerName", reseller)]);
            assert_eq!(keyed(world, "customer/create", &form, &[b"key"]).await.status, 0);
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_no_key_is_refused() {
    everywhere(async |world| {
        let long = "k".repeat(256);
        let bad: [&[&[u8]]; 6] =
            [&[b""], &[b"a b"], &[b"\xff"], &[long.as_bytes()], &[b"a", b"a"], &[b"a", b"b"]];
        for keys in bad {
            let answer = keyed(world, "customer/create", &world.valid("customer/create"), keys).await;
            assert_eq!((answer.status, answer.parameter), (2, None), "{keys:?}");
            assert!(answer.json["message"].as_str().unwrap().contains("Idempotency-Key"));
        }
        let read = form(&[("reseller", ACME), ("password", SECRET), ("customer", ACME)]);
        assert_eq!(keyed(world, "admin/balance", &read, &[b""]).await.status, 0);
        let best = "k".repeat(255);
        let answer =
            keyed(world, "customer/create", &world.valid("customer/create"), &[best.as_bytes()]).await;
        assert_eq!(answer.status, 0);
    })
    .await;
}
