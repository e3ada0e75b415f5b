//! Those who hold accounts: let in, let in once, kept out, removed.

use std::time::Duration;

use xmlrpc::{Fault, Struct, Value};

use super::{Owner, done, number};
use crate::client::Client;
use crate::world::{World, double, int, refused, text};

const PASSWORD: &str = "Web-password-1";

/// The number of the account whose credentials these are.
async fn sign_in(caller: &Client, username: &str, password: &str) -> Result<i64, Fault> {
    let request = Struct::new().with("username", username).with("password", password);
    let answer = caller.call("authAccount", request).await?;
    assert_eq!(answer.len(), 2, "{answer:?}");
    Ok(int(&answer, "i_account"))
}

fn denied<T>() -> Result<T, Fault> {
    refused(403, "Authentication failed")
}

async fn one_time(caller: &Client, username: &str) -> Result<String, Fault> {
    let answer = caller.call("resetAccountOneTimePassword", Struct::new().with("username", username)).await?;
    Ok(text(&answer, "password").to_owned())
}

fn named(name: &str, email: &str) -> Struct {
    Struct::new().with("username", name).with("email", email)
}

#[tokio::test]
async fn credentials_tell_the_account() {
    for world in World::all().await {
        let (_, reseller) = world.reseller(&world.root, "reseller").await;
        let (_, beside) = world.reseller(&world.root, "beside").await;
        let owner = Owner::new(&world, &reseller).await;
        let id = owner.account(named("one", "one@example.com")).await;
        let twin = owner.account(named("twin", "both@example.com")).await;
        owner.account(named("other-twin", "both@example.com")).await;
        for (caller, username, password, expected) in [
            (&reseller, "one", PASSWORD, Ok(id)),
            (&reseller, "one@example.com", PASSWORD, Ok(id)),
            (&reseller, "twin", PASSWORD, Ok(twin)),
            // Those above may ask for everybody in their branch.
            (&world.root, "one", PASSWORD, Ok(id)),
            // Whose of the two would it be?
            (&reseller, "both@example.com", PASSWORD, denied()),
            (&beside, "one", PASSWORD, denied()),
            (&reseller, "one", "Web-password-2", denied()),
            (&reseller, "nobody", PASSWORD, denied()),
            // Neither a login of a customer nor what telephones sign in with.
            (&world.root, "reseller", crate::world::WEB_PASSWORD, denied()),
            (&reseller, "one", "Voip-password-1", denied()),
        ] {
            let outcome = sign_in(caller, username, password).await;
            assert_eq!(outcome, expected, "{}: {username} {password}", world.engine());
        }
        for (given, code, string) in [
            (Struct::new(), 400, "Parameter username is required"),
            (Struct::new().with("username", "one"), 400, "Parameter password is required"),
            (
                Struct::new().with("username", "one").with("password", ""),
                400,
                "Parameter password must not be empty",
            ),
        ] {
            let answer = reseller.call("authAccount", given).await;
            assert_eq!(answer, refused(code, string), "{}", world.engine());
        }
    }
}

#[tokio::test]
async fn a_one_time_password_serves_once_within_a_day() {
    let by_one_time = || refused(410, "Authenticated with a One Time Password");
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let id = owner.account(named("one", "one@example.com")).await;
        let first = one_time(&world.root, "one").await.unwrap();
        let second = one_time(&world.root, "one").await.unwrap();
        assert_ne!(first, second, "{}", world.engine());
        assert_eq!(sign_in(&world.root, "one", &first).await, denied(), "{}", world.engine());
        assert_eq!(
            sign_in(&world.root, "one@example.com", &second).await,
            by_one_time(),
            "{}",
            world.engine()
        );
        assert_eq!(sign_in(&world.root, "one", &second).await, denied(), "{}", world.engine());
        assert_eq!(sign_in(&world.root, "one", PASSWORD).await, Ok(id), "{}", world.engine());
        let late = one_time(&world.root, "one").await.unwrap();
        world.installation.clock.advance(Duration::from_secs(86_400));
        assert_eq!(sign_in(&world.root, "one", &late).await, denied(), "{}", world.engine());
        for (given, code, string) in [
            (Value::Nil, 400, "Parameter username is required"),
            ("".into(), 400, "Parameter username must not be empty"),
            ("nobody".into(), 401, "Wrong username"),
            ("root".into(), 401, "Wrong username"),
        ] {
            let request = Struct::new().with("username", given);
            let answer = world.root.call("resetAccountOneTimePassword", request).await;
            assert_eq!(answer, refused(code, string), "{}", world.engine());
        }
        world.check_sound().await;
    }
}

#[tokio::test]
async fn a_new_password_takes_the_place_of_the_old() {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let id = owner.account(Struct::new().with("username", "one")).await;
        owner.update(id, Struct::new().with("web_password", "Web-password-2")).await.unwrap();
        assert_eq!(sign_in(&world.root, "one", PASSWORD).await, denied(), "{}", world.engine());
        assert_eq!(sign_in(&world.root, "one", "Web-password-2").await, Ok(id), "{}", world.engine());
        // The name goes with the account, the old one with nobody.
        owner.update(id, Struct::new().with("username", "two")).await.unwrap();
        assert_eq!(sign_in(&world.root, "one", "Web-password-2").await, denied(), "{}", world.engine());
        assert_eq!(sign_in(&world.root, "two", "Web-password-2").await, Ok(id), "{}", world.engine());
    }
}

#[tokio::test]
async fn a_blocked_account_is_not_let_in() {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let id = owner.account(Struct::new().with("username", "one")).await;
        let password = one_time(&world.root, "one").await.unwrap();
        for _ in 0..2 {
            assert_eq!(done(&world.root, "blockAccount", number(id)).await, Ok(()), "{}", world.engine());
            assert_eq!(owner.info(id).await["blocked"], 1.into(), "{}", world.engine());
            assert_eq!(sign_in(&world.root, "one", PASSWORD).await, denied(), "{}", world.engine());
            assert_eq!(sign_in(&world.root, "one", &password).await, denied(), "{}", world.engine());
        }
        for _ in 0..2 {
            assert_eq!(done(&world.root, "unblockAccount", number(id)).await, Ok(()), "{}", world.engine());
            assert_eq!(owner.info(id).await["blocked"], 0.into(), "{}", world.engine());
            assert_eq!(sign_in(&world.root, "one", PASSWORD).await, Ok(id), "{}", world.engine());
        }
        // A block of the customer holds for his accounts, and is not theirs.
        let (reseller_id, reseller) = world.reseller(&world.root, "reseller").await;
        let below = Owner::new(&world, &reseller).await;
        let theirs = below.account(Struct::new().with("username", "theirs")).await;
        let customer = Struct::new().with("i_customer", reseller_id);
        done(&world.root, "blockCustomer", customer.clone()).await.unwrap();
        assert_eq!(sign_in(&world.root, "theirs", PASSWORD).await, denied(), "{}", world.engine());
        let told = world.root.call("getAccountInfo", number(theirs).with("i_customer", reseller_id)).await;
        assert_eq!(int(&told.unwrap(), "blocked"), 0, "{}", world.engine());
        done(&world.root, "unblockCustomer", customer).await.unwrap();
        assert_eq!(sign_in(&world.root, "theirs", PASSWORD).await, Ok(theirs), "{}", world.engine());
    }
}

/// What it had or owed stays in the books, closed; its names are free, its number is not.
#[tokio::test]
async fn a_removed_account_is_gone() {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let kept = owner.account(Struct::new()).await;
        let mut last = 0;
        for balance in ["0", "-92.12", "92233720368.54775807"] {
            let names = Struct::new().with("username", "one").with("authname", "telephone");
            let id = owner.account(names.with("balance", double(balance))).await;
            assert!(last < id, "{}: a number is never given twice", world.engine());
            last = id;
            let funds = number(id).with("amount", 1).with("currency", "USD");
            if balance == "0" {
                done(&world.root, "accountAddFunds", funds).await.unwrap();
                done(&world.root, "setLowBalance", number(id).with("threshold", 1)).await.unwrap();
            }
            assert_eq!(done(&world.root, "deleteAccount", number(id)).await, Ok(()), "{}", world.engine());
            let gone = || refused::<()>(401, "Wrong i_account");
            for method in ["deleteAccount", "blockAccount", "updateAccount"] {
                assert_eq!(done(&world.root, method, number(id)).await, gone(), "{}", world.engine());
            }
            let told = world.root.call("getAccountInfo", Struct::new().with("username", "one")).await;
            assert_eq!(told, refused(401, "Wrong username"), "{}", world.engine());
            assert_eq!(owner.accounts().await, [kept], "{}", world.engine());
            assert_eq!(sign_in(&world.root, "one", PASSWORD).await, denied(), "{}", world.engine());
            world.check_sound().await;
        }
        for method in ["deleteAccount", "blockAccount", "unblockAccount"] {
            let missing = refused(400, "Parameter i_account is required");
            assert_eq!(done(&world.root, method, Struct::new()).await, missing, "{method}");
        }
    }
}
