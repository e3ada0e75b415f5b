//! What is laid down for the customers of a reseller: read by himself, changed by those above him.

use axum::body::Body;
use http::Request;
use http::header::{ALLOW, HeaderValue};
use party::ids::ROOT;
use party::rights::{Manage, RightsChange};

use crate::world::{ACME, Answer, Form, SECRET, World, all_rights, encode, everywhere, form, post, with};

fn asks(reseller: &str, more: &[(&str, &str)]) -> Form {
    with(&form(&[("resellerName", reseller), ("resellerPassword", SECRET)]), more)
}

async fn settings(world: &World, form: &Form) -> Answer {
    world.post("reseller/settings", form).await
}

async fn check(world: &World, form: &Form, status: u64, parameter: Option<&str>) {
    let answer = settings(world, form).await;
    assert_eq!(
        (answer.status, answer.parameter.as_deref()),
        (status, parameter),
        "{form:?}: {}",
        answer.body
    );
}

fn shown(billing_type: &str, free_credits: &str, revision: u8) -> String {
    format!(
        r#"{{"status":0,"defaultCustomerBillingType":"{billing_type}","freeCredits":{free_credits},"apiRevision":{revision}}}"#
    )
}

#[tokio::test]
async fn settings_are_read_and_changed_from_above() {
    everywhere(async |world| {
        world.reseller_below(ACME, SECRET, "below", &[("freeCredits", "2.5"), ("apiRevision", "1")]).await;
        let made = shown("POST_PAID", "2.5", 1);
        for form in [
            asks("below", &[]),
            asks("below", &[("reseller", "below")]),
            asks(ACME, &[("reseller", "below")]),
        ] {
            assert_eq!(settings(world, &form).await.body, made);
            let query = format!("/services/rest/reseller/settings?{}", encode(&form));
            assert_eq!(world.send(Request::get(query).body(Body::empty()).unwrap()).await.body, made);
        }
        assert_eq!(settings(world, &asks(ACME, &[])).await.body, shown("POST_PAID", "10", 2));
        let below = |more: &[(&str, &str)]| with(&asks(ACME, &[("reseller", "below")]), more);
        let everything =
            [("defaultCustomerBillingType", "PRE_PAID"), ("freeCredits", "0.00000001"), ("apiRevision", "2")];
        let answer = settings(world, &below(&everything)).await;
        assert_eq!(answer.body, shown("PRE_PAID", "0.00000001", 2));
        let answer = settings(world, &below(&[("freeCredits", "7"), ("apiRevision", "")])).await;
        assert_eq!(answer.body, shown("PRE_PAID", "7", 2), "what is not given stays");
        assert_eq!(settings(world, &asks("below", &[])).await.body, shown("PRE_PAID", "7", 2));
        let made = [
            ("resellerName", "below"),
            ("customer", "new"),
            ("username", "new"),
            ("applyFreeCredits", "true"),
        ];
        let answer =
            world.post("customer-user/create", &with(&world.valid("customer-user/create"), &made)).await;
        assert_eq!(answer.status, 0, "{}", answer.body);
        assert_eq!(world.credits("below", "new").await, "7");
    })
    .await;
}

#[tokio::test]
async fn nobody_changes_his_own() {
    everywhere(async |world| {
        for change in
            [("defaultCustomerBillingType", "PRE_PAID"), ("freeCredits", "99"), ("apiRevision", "1")]
        {
            check(world, &asks(ACME, &[change]), 1, Some("reseller")).await;
            check(world, &asks(ACME, &[change, ("reseller", ACME)]), 420, Some("reseller")).await;
        }
        assert_eq!(settings(world, &asks(ACME, &[])).await.body, shown("POST_PAID", "10", 2));
    })
    .await;
}

#[tokio::test]
async fn only_those_below_and_with_the_right() {
    everywhere(async |world| {
        world.reseller("foreign", &[]).await;
        world.reseller("poor", &[("billingType", "PRE_PAID")]).await;
        for (name, status) in [("nobody", 400), ("foreign", 420), ("root", 420)] {
            check(world, &asks(ACME, &[("reseller", name)]), status, Some("reseller")).await;
            let change = [("reseller", name), ("freeCredits", "1")];
            check(world, &asks(ACME, &change), status, Some("reseller")).await;
        }
        check(world, &asks("nobody", &[]), 400, Some("resellerName")).await;
        let weak = RightsChange { customers: Some(Manage::ADD), ..all_rights() };
        world.customer_with(ROOT, "weak", |draft| draft.change.rights = weak).await;
        world.customer("weak", "of-weak", &[]).await;
        check(world, &asks("weak", &[("reseller", "of-weak")]), 0, None).await;
        check(world, &asks("weak", &[("reseller", "of-weak"), ("freeCredits", "1")]), 101, None).await;
        world.reseller_below(ACME, SECRET, "prepaid", &[("billingType", "PRE_PAID")]).await;
        let postpaid = [("reseller", "prepaid"), ("defaultCustomerBillingType", "POST_PAID")];
        check(world, &asks(ACME, &postpaid), 321, None).await;
        for (parameter, values) in [
            ("reseller", ["a b", "a@b"]),
            ("defaultCustomerBillingType", ["x", "post_paid"]),
            ("freeCredits", ["-1", "1e3"]),
            ("apiRevision", ["0", "3"]),
        ] {
            for value in values {
                let change = [("reseller", "prepaid"), (parameter, value)];
                check(world, &asks(ACME, &change), 2, Some(parameter)).await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_get_changes_nothing() {
    everywhere(async |world| {
        world.reseller_below(ACME, SECRET, "below", &[]).await;
        let change = asks(ACME, &[("reseller", "below"), ("freeCredits", "5")]);
        let query = format!("/services/rest/reseller/settings?{}", encode(&change));
        let answer = world.send(Request::get(query).body(Body::empty()).unwrap()).await;
        assert_eq!((answer.http, answer.status), (405, 2));
        assert_eq!(answer.headers[ALLOW], "POST");
        assert_eq!(settings(world, &asks("below", &[])).await.body, shown("POST_PAID", "0", 2));
    })
    .await;
}

#[tokio::test]
async fn a_change_is_answered_again_under_its_key() {
    everywhere(async |world| {
        world.reseller_below(ACME, SECRET, "below", &[]).await;
        let keyed = async |form: &Form| {
            let mut request = post("reseller/settings", form);
            request.headers_mut().insert("idempotency-key", HeaderValue::from_static("key"));
            world.send(request).await
        };
        let change = asks(ACME, &[("reseller", "below"), ("freeCredits", "5")]);
        assert_eq!(keyed(&change).await.body, shown("POST_PAID", "5", 2));
        check(world, &with(&change, &[("freeCredits", "6")]), 0, None).await;
        assert_eq!(keyed(&change).await.body, shown("POST_PAID", "5", 2));
        assert_eq!(keyed(&with(&change, &[("freeCredits", "7")])).await.status, 100);
    })
    .await;
}
