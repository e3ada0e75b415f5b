//! Moving credits and telling them: exact, and never more than there is.

use axum::body::Body;
use http::Request;
use support::ROOT_NAME;

use crate::world::{ACME, SECRET, World, encode, everywhere, form, password_of, with};

async fn add(world: &World, reseller: &str, customer: &str, credits: &str) -> (u64, String) {
    let base = [("reseller", reseller), ("password", password_of(reseller)), ("customer", customer)];
    let answer = world.post("admin/addCredits", &with(&form(&base), &[("creditsToAdd", credits)])).await;
    (answer.status, answer.body)
}

#[track_caller]
fn done((_, body): (u64, String), credits: &str) {
    assert_eq!(body, format!(r#"{{"status":0,"credits":{credits}}}"#));
}

/// A postpaid reseller with a prepaid and a postpaid customer, and a prepaid reseller with a customer.
async fn lay_out(world: &World) {
    world.reseller("poor", &[("billingType", "PRE_PAID")]).await;
    world.customer(ACME, "pre", &[("billingType", "PRE_PAID")]).await;
    world.customer(ACME, "post", &[]).await;
    world.customer("poor", "end", &[("billingType", "PRE_PAID")]).await;
}

#[tokio::test]
async fn credits_move_exactly() {
    everywhere(async |world| {
        lay_out(world).await;
        done(add(world, ACME, "pre", "1000").await, "1000");
        done(add(world, ACME, "pre", "0.00000001").await, "1000.00000001");
        done(add(world, ACME, "pre", "-0.5").await, "999.50000001");
        done(add(world, ACME, "pre", "0").await, "999.50000001");
        done(add(world, ACME, "pre", "+0.49999999").await, "1000");
        done(add(world, ACME, "pre", "-1000").await, "0");
        assert_eq!(world.credits(ACME, ACME).await, "0");
    })
    .await;
}

#[tokio::test]
async fn nobody_gives_what_he_has_not() {
    everywhere(async |world| {
        lay_out(world).await;
        assert_eq!(add(world, "poor", "end", "1").await.0, 320);
        done(add(world, ROOT_NAME, "poor", "5").await, "5");
        done(add(world, "poor", "end", "3").await, "3");
        assert_eq!(world.credits(ROOT_NAME, "poor").await, "2");
        assert_eq!(add(world, "poor", "end", "2.00000001").await.0, 320);
        assert_eq!(add(world, "poor", "end", "-3.00000001").await.0, 320);
        done(add(world, "poor", "end", "-3").await, "0");
        assert_eq!(world.credits("poor", "poor").await, "5");
        assert_eq!(add(world, ACME, "pre", "-1").await.0, 320);
    })
    .await;
}

#[tokio::test]
async fn sums_that_do_not_fit_are_refused() {
    everywhere(async |world| {
        lay_out(world).await;
        let most = "92233720368.54775807";
        done(add(world, ACME, "pre", most).await, most);
        assert_eq!(add(world, ACME, "pre", "0.00000001").await.0, 2);
        assert_eq!(add(world, ACME, "pre", "-92233720368.54775808").await.0, 2);
        assert_eq!(world.credits(ACME, "pre").await, most);
    })
    .await;
}

#[tokio::test]
async fn only_prepaid_customers_below_are_given_credits() {
    everywhere(async |world| {
        lay_out(world).await;
        for (reseller, customer, status) in [
            (ACME, "nobody", 300),
            (ACME, "end", 420),
            (ACME, ROOT_NAME, 420),
            (ACME, ACME, 420),
            (ACME, "post", 421),
            (ROOT_NAME, ROOT_NAME, 420),
        ] {
            for credits in ["1", "-1"] {
                assert_eq!(add(world, reseller, customer, credits).await.0, status, "{reseller} {customer}");
            }
        }
        done(add(world, ROOT_NAME, "end", "7").await, "7");
    })
    .await;
}

#[tokio::test]
async fn balances_are_told_to_those_above() {
    everywhere(async |world| {
        lay_out(world).await;
        done(add(world, ACME, "pre", "1.5").await, "1.5");
        for (reseller, customer, expected) in [
            (ACME, "pre", r#"{"status":0,"credits":1.5}"#),
            (ROOT_NAME, "pre", r#"{"status":0,"credits":1.5}"#),
            (ACME, ACME, r#"{"status":0,"credits":-1.5}"#),
        ] {
            let base =
                form(&[("reseller", reseller), ("password", password_of(reseller)), ("customer", customer)]);
            assert_eq!(world.post("admin/balance", &base).await.body, expected);
            let query = format!("/services/rest/admin/balance?{}", encode(&base));
            let by_get = world.send(Request::get(query).body(Body::empty()).unwrap()).await;
            assert_eq!(by_get.body, expected);
        }
        for (customer, status) in [("nobody", 300), ("end", 420), (ROOT_NAME, 420)] {
            let base = form(&[("reseller", ACME), ("password", SECRET), ("customer", customer)]);
            let answer = world.post("admin/balance", &base).await;
            assert_eq!((answer.status, answer.parameter.as_deref()), (status, Some("customer")));
            assert!(answer.json.get("credits").is_none());
        }
    })
    .await;
}
