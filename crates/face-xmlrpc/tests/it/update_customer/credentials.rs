//! Passwords and the names that they are bound to.

use xmlrpc::{Fault, Struct, Value};

use super::shown;
use crate::world::{API_PASSWORD, WEB_PASSWORD, World, int, refused};

const NEW_PASSWORD: &str = "New-password-1";

fn password_needed<T>() -> Result<T, Fault> {
    refused(400, "Parameter api_password is required: it is bound to the API user name, which changes")
}

/// Who signs in to the self-care site with these.
async fn signs_in(world: &World, login: &str, password: &str) -> Result<i64, Fault> {
    let credentials = Struct::new().with("username", login).with("password", password);
    Ok(int(&world.root.call("authCustomer", credentials).await?, "i_customer"))
}

#[tokio::test]
async fn a_new_web_password_replaces_the_old() {
    let denied = || refused(403, "Authentication failed");
    for world in World::all().await {
        let id = world.customer(&world.root, Struct::new().with("web_login", "acme")).await;
        assert_eq!(signs_in(&world, "acme", WEB_PASSWORD).await, Ok(id), "{}", world.engine());
        world.update(&world.root, id, Struct::new().with("web_password", NEW_PASSWORD)).await.unwrap();
        assert_eq!(signs_in(&world, "acme", WEB_PASSWORD).await, denied(), "{}", world.engine());
        assert_eq!(signs_in(&world, "acme", NEW_PASSWORD).await, Ok(id), "{}", world.engine());
        // The password goes with the login to its new name, and none of it is in the audit log.
        world.update(&world.root, id, Struct::new().with("web_login", "acme2")).await.unwrap();
        assert_eq!(signs_in(&world, "acme", NEW_PASSWORD).await, denied(), "{}", world.engine());
        assert_eq!(signs_in(&world, "acme2", NEW_PASSWORD).await, Ok(id), "{}", world.engine());
    }
}

#[tokio::test]
async fn a_new_api_password_replaces_the_old() {
    for world in World::all().await {
        let (id, _) = world.reseller(&world.root, "reseller").await;
        world.update(&world.root, id, Struct::new().with("api_password", NEW_PASSWORD)).await.unwrap();
        assert!(!world.is_let_in("reseller", API_PASSWORD).await, "{}", world.engine());
        assert!(world.is_let_in("reseller", NEW_PASSWORD).await, "{}", world.engine());
        // Neither nil nor an empty text takes it away.
        for nothing in [Value::Nil, "".into()] {
            world.update(&world.root, id, Struct::new().with("api_password", nothing)).await.unwrap();
            assert!(world.is_let_in("reseller", NEW_PASSWORD).await, "{}", world.engine());
        }
        // Who had none can be given one.
        let (plain, _) =
            world.reseller_with(&world.root, "plain", Struct::new().with("api_password", "")).await;
        assert!(!world.is_let_in("plain", API_PASSWORD).await, "{}", world.engine());
        world.update(&world.root, plain, Struct::new().with("api_password", API_PASSWORD)).await.unwrap();
        assert!(world.is_let_in("plain", API_PASSWORD).await, "{}", world.engine());
        world.check_sound().await;
    }
}

/// The stored digest holds the name that it was made for.
#[tokio::test]
async fn a_new_api_user_name_asks_for_a_new_password() {
    for world in World::all().await {
        let (id, _) = world.reseller(&world.root, "reseller").await;
        let before = shown(&world, id).await;
        for login in ["renamed".into(), "".into(), Value::Nil] {
            let answer = world.update(&world.root, id, Struct::new().with("web_login", login)).await;
            assert_eq!(answer, password_needed(), "{}", world.engine());
            assert_eq!(shown(&world, id).await, before, "{}", world.engine());
        }
        assert!(world.is_let_in("reseller", API_PASSWORD).await, "{}", world.engine());
        // The same name is no new one, and the customer's own name is not the one that counts here.
        let same = Struct::new().with("web_login", "reseller").with("name", "Renamed");
        assert_eq!(world.update(&world.root, id, same).await, Ok(()), "{}", world.engine());
        let both = Struct::new().with("web_login", "renamed").with("api_password", NEW_PASSWORD);
        assert_eq!(world.update(&world.root, id, both).await, Ok(()), "{}", world.engine());
        for (login, password, expected) in [
            ("reseller", API_PASSWORD, false),
            ("reseller", NEW_PASSWORD, false),
            ("renamed", API_PASSWORD, false),
            ("renamed", NEW_PASSWORD, true),
        ] {
            assert_eq!(world.is_let_in(login, password).await, expected, "{}: {login}", world.engine());
        }
        world.check_sound().await;
    }
}

/// Without a web login the customer's name is the API user name: the messaging dialect takes it.
#[tokio::test]
async fn without_a_login_the_name_counts() {
    for world in World::all().await {
        let with_password = Struct::new().with("api_password", API_PASSWORD);
        let id = world.customer(&world.root, with_password).await;
        let rename = Struct::new().with("name", "Renamed");
        assert_eq!(
            world.update(&world.root, id, rename.clone()).await,
            password_needed(),
            "{}",
            world.engine()
        );
        let both = rename.with("api_password", NEW_PASSWORD);
        assert_eq!(world.update(&world.root, id, both).await, Ok(()), "{}", world.engine());
        // Who has no API password is renamed as he likes.
        let plain = world.customer(&world.root, Struct::new()).await;
        for change in [Struct::new().with("name", "Plain"), Struct::new().with("web_login", "plain")] {
            assert_eq!(world.update(&world.root, plain, change).await, Ok(()), "{}", world.engine());
        }
    }
}

/// The policy after the change holds for the passwords of the change, and for none that was there before.
#[tokio::test]
async fn passwords_keep_the_policy() {
    for world in World::all().await {
        let id = world.customer(&world.root, Struct::new().with("web_password", "x")).await;
        let policy = |id: i64| Struct::new().with("i_password_policy", id);
        for (change, expected) in [
            (policy(2).with("web_password", "abc"), Some("web_password must have at least 8 characters")),
            (policy(2).with("api_password", "abcdefgh"), Some("api_password must contain a digit")),
            (policy(2), None),
            (Struct::new().with("web_password", "abc"), Some("web_password must have at least 8 characters")),
            (policy(1).with("web_password", "abc"), None),
        ] {
            let before = shown(&world, id).await;
            let answer = world.update(&world.root, id, change.clone()).await;
            let wanted = expected.map_or(Ok(()), |rule| refused(400, &format!("Parameter {rule}")));
            assert_eq!(answer, wanted, "{}: {change:?}", world.engine());
            if answer.is_err() {
                assert_eq!(shown(&world, id).await, before, "{}", world.engine());
            }
        }
    }
}

#[tokio::test]
async fn an_api_password_is_given_by_one_who_manages_them() {
    for world in World::all().await {
        let without = Struct::new().with("api_mgmt", 0);
        let (_, reseller) = world.reseller_with(&world.root, "reseller", without).await;
        let child = world.customer(&reseller, Struct::new()).await;
        for (parameter, given) in [("api_password", Value::from("x")), ("api_access", 1.into())] {
            let string = format!("Parameter {parameter} grants more than the owner may grant");
            let answer = world.update(&reseller, child, Struct::new().with(parameter, given)).await;
            assert_eq!(answer, refused(403, &string), "{}", world.engine());
        }
    }
}
