//! `getAccountInfo` and `listAccounts`: which account, in what order, and with which sign.

use std::time::Duration;

use xmlrpc::{Struct, Value};

use super::{Owner, listed, number};
use crate::world::{World, array, double, int, merged, refused, text};

#[tokio::test]
async fn an_account_is_found_by_number_or_by_name() {
    for world in World::all().await {
        let (_, reseller) = world.reseller(&world.root, "reseller").await;
        let owner = Owner::new(&world, &world.root).await;
        let id = owner.account(Struct::new().with("username", "one")).await;
        let other = owner.account(Struct::new().with("username", "other")).await;
        for (request, expected) in [
            (number(id), Ok(id)),
            (Struct::new().with("username", "one"), Ok(id)),
            // The number outranks the name.
            (number(other).with("username", "one"), Ok(other)),
            (Struct::new().with("username", "nobody"), refused(401, "Wrong username")),
            // A login of somebody is no account.
            (Struct::new().with("username", "root"), refused(401, "Wrong username")),
            (Struct::new().with("username", "reseller"), refused(401, "Wrong username")),
            (number(0), refused(401, "Wrong i_account")),
            (number(i64::MAX), refused(401, "Wrong i_account")),
            (Struct::new(), refused(400, "Parameter i_account or username is required")),
            (
                Struct::new().with("i_account", Value::Nil).with("username", Value::Nil),
                refused(400, "Parameter i_account or username is required"),
            ),
            (Struct::new().with("i_account", "x"), refused(400, "Parameter i_account must be an integer")),
            (Struct::new().with("username", ""), refused(400, "Parameter username must not be empty")),
            (
                Struct::new().with("username", "a b"),
                refused(400, "Parameter username may not contain white space"),
            ),
            (
                Struct::new().with("username", true),
                refused(400, "Parameter username must be a string, not boolean"),
            ),
        ] {
            let answer = world.root.call("getAccountInfo", request.clone()).await;
            let found = answer.map(|info| int(&info, "i_account"));
            assert_eq!(found, expected, "{}: {request:?}", world.engine());
        }
        for (request, wrong) in
            [(number(id), "i_account"), (Struct::new().with("username", "one"), "username")]
        {
            let answer = reseller.call("getAccountInfo", request).await;
            assert_eq!(answer, refused(401, &format!("Wrong {wrong}")), "{}", world.engine());
        }
    }
}

#[tokio::test]
async fn a_password_is_never_told() {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let id = owner.account(Struct::new().with("vm_password", "4711")).await;
        for (method, request) in [("getAccountInfo", number(id)), ("listAccounts", Struct::new())] {
            let body = xmlrpc::write_call(method, &[request.into()]);
            let reply = world.root.post("text/xml", body).await;
            for secret in ["Web-password-1", "Voip-password-1", "4711", "password"] {
                let told = reply.text().replace("i_password_policy", "");
                assert!(!told.contains(secret), "{}: {method} tells {secret}", world.engine());
            }
        }
    }
}

#[tokio::test]
async fn a_line_of_a_list_says_what_is_published() {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let more = Struct::new()
            .with("username", "one")
            .with("description", "Pays late")
            .with("balance", double("-5.5"))
            .with("credit_limit", 20)
            .with("blocked", 1);
        let one = owner.account(more).await;
        let euros = super::plan(&world, &world.root, "EUR").await;
        let expiring =
            Struct::new().with("username", "other").with("i_billing_plan", euros).with("lifetime", 0);
        let other = owner.account(expiring).await;
        let line = |id: i64, name: &str| Struct::new().with("i_account", id).with("username", name);
        let rest = |members: Struct, balance: &str, limit: &str, currency: &str| -> Value {
            let money = members.with("balance", double(balance)).with("credit_limit", double(limit));
            money.with("base_currency", currency).with("registration_status", Value::Nil).into()
        };
        let one =
            line(one, "one").with("description", "Pays late").with("blocked", true).with("expired", false);
        let other = line(other, "other").with("description", "").with("blocked", false).with("expired", true);
        let expected = [rest(one, "-5.5", "20.0", "USD"), rest(other, "0.0", "0.0", "EUR")];
        let answer = world.root.call("listAccounts", Struct::new()).await.unwrap();
        assert_eq!(array(&answer, "accounts"), expected, "{}", world.engine());
    }
}

#[tokio::test]
async fn a_list_goes_page_by_page() {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let mut ids = Vec::new();
        for _ in 0..5 {
            ids.push(owner.account(Struct::new()).await);
        }
        for (given, expected) in [
            (Struct::new(), &ids[..]),
            (Struct::new().with("limit", 3), &ids[..3]),
            (Struct::new().with("limit", 3).with("offset", 1), &ids[1..4]),
            (Struct::new().with("offset", "3").with("limit", "10000"), &ids[3..]),
            (Struct::new().with("offset", 2_147_483_647), &[]),
            (Struct::new().with("limit", 0), &[]),
            (Struct::new().with("limit", Value::Nil).with("offset", Value::Nil), &ids[..]),
        ] {
            let found = listed(&world.root, given.clone()).await;
            assert_eq!(found, Ok(expected.to_vec()), "{}: {given:?}", world.engine());
        }
        for (given, string) in [
            (Struct::new().with("limit", 10_001), "Parameter limit may be at most 10000"),
            (Struct::new().with("limit", -1), "Parameter limit must not be negative"),
            (Struct::new().with("offset", -1), "Parameter offset must not be negative"),
            (Struct::new().with("offset", "x"), "Parameter offset must be an integer"),
        ] {
            let answer = listed(&world.root, given).await;
            assert_eq!(answer, refused(400, string), "{}", world.engine());
        }
    }
}

/// An account expires its days after it was made; a longer life revives it.
#[tokio::test]
async fn an_account_expires() {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let id = owner.account(Struct::new().with("lifetime", 2).with("username", "one")).await;
        let credentials = Struct::new().with("username", "one").with("password", "Web-password-1");
        let expired = async || {
            let info = owner.info(id).await;
            let signed_in = world.root.call("authAccount", credentials.clone()).await;
            // Whoever has expired is not let in.
            assert_eq!(signed_in.is_err(), info["expired"] == true.into(), "{}", world.engine());
            info["expired"].clone()
        };
        assert_eq!(expired().await, false.into(), "{}", world.engine());
        world.installation.clock.advance(Duration::from_secs(2 * 86_400 - 1));
        assert_eq!(expired().await, false.into(), "{}", world.engine());
        world.installation.clock.advance(Duration::from_secs(1));
        assert_eq!(expired().await, true.into(), "{}", world.engine());
        owner.update(id, Struct::new().with("lifetime", Value::Nil)).await.unwrap();
        assert_eq!(expired().await, false.into(), "{}", world.engine());
        let later = owner.info(owner.account(Struct::new()).await).await;
        assert_eq!(later["created_on"], "00:00:00.000 GMT Sat Jan 03 2026".into(), "{}", world.engine());
        let info = world.root.call("getAccountInfo", merged(number(id), Struct::new())).await.unwrap();
        assert_eq!(text(&info, "created_on"), "00:00:00.000 GMT Thu Jan 01 2026", "{}", world.engine());
    }
}
