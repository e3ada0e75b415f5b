//! Web users: whose credentials these are, a password that serves once, and blocks.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use app::PeerAddress;
use app::customer::block::set_blocked;
use app::web_user::create::{CreateWebUser, create};
use face_xmlrpc::Options;
use party::ids::CustomerId;
use party::password::Password;
use party::web_user::AccessLevel;
use support::{ROOT_WEB_PASSWORD, installations};
use xmlrpc::{Fault, Struct, Value, write_call};

use crate::client::{Client, PATH, post, send};
use crate::world::{WEB_PASSWORD, World, int, of_struct, refused, text};

fn credentials(username: &str, password: &str) -> Struct {
    Struct::new().with("username", username).with("password", password)
}

/// Customer and access level, if they are let in.
async fn sign_in(caller: &Client, username: &str, password: &str) -> Result<(i64, String), Fault> {
    let answer = caller.call("authCustomer", credentials(username, password)).await?;
    assert!(0 < int(&answer, "i_web_user"));
    Ok((int(&answer, "i_customer"), text(&answer, "i_access_level").to_owned()))
}

fn denied<T>() -> Result<T, Fault> {
    refused(403, "Authentication failed")
}

fn by_one_time<T>() -> Result<T, Fault> {
    refused(410, "Authenticated with a One Time Password")
}

/// A further web user of a customer; his number.
async fn further(world: &World, customer: i64, login: &str, access_level: AccessLevel) -> i64 {
    let request = CreateWebUser {
        customer: Some(CustomerId(customer)),
        login: login.parse().unwrap(),
        password: Password::parse(WEB_PASSWORD).unwrap(),
        access_level,
    };
    let installation = &world.installation;
    create(&installation.app, &installation.operator(), request).await.unwrap().web_user_id
}

async fn one_time(caller: &Client, login: &str) -> Result<String, Fault> {
    let answer = caller.call("resetCustomerOneTimePassword", Struct::new().with("web_login", login)).await?;
    Ok(text(&answer, "password").to_owned())
}

#[tokio::test]
async fn credentials_tell_customer_web_user_and_level() {
    for world in World::all().await {
        let call_shop = Struct::new().with("callshop_enabled", 1);
        let (acme, client) = world.reseller_with(&world.root, "acme", call_shop).await;
        let (below, _) = world.reseller(&client, "below").await;
        let info = world.info(&world.root, acme).await;
        let answer = world.root.call("authCustomer", credentials("acme", WEB_PASSWORD)).await.unwrap();
        assert_eq!(int(&answer, "i_web_user"), int(&info, "i_web_user"));
        assert_eq!(text(&answer, "i_access_level"), text(&info, "i_access_level"));
        for (login, level, shown) in [
            ("a", AccessLevel::Administrator, "ADMINISTRATOR"),
            ("r", AccessLevel::Reporter, "REPORTER"),
            ("b", AccessLevel::Billing, "BILLING"),
            ("n", AccessLevel::Noc, "NOC"),
            ("c", AccessLevel::CallShopOperator, "CALL_SHOP_OPERATOR"),
        ] {
            let id = further(&world, acme, login, level).await;
            assert_eq!(sign_in(&client, login, WEB_PASSWORD).await, Ok((acme, shown.to_owned())), "{id}");
        }
        let administrator = |id: i64| Ok((id, "ADMINISTRATOR".to_owned()));
        for (caller, login, password, expected) in [
            (&world.root, "root", ROOT_WEB_PASSWORD, administrator(1)),
            (&world.root, "below", WEB_PASSWORD, administrator(below)),
            (&client, "acme", WEB_PASSWORD, administrator(acme)),
            (&client, "below", WEB_PASSWORD, administrator(below)),
            (&client, "root", ROOT_WEB_PASSWORD, denied()),
            (&world.client("below"), "acme", WEB_PASSWORD, denied()),
            (&world.root, "acme", "wrong", denied()),
            (&world.root, "acme", crate::world::API_PASSWORD, denied()),
            (&world.root, "Acme", WEB_PASSWORD, denied()),
            (&world.root, "nobody", WEB_PASSWORD, denied()),
            (&world.root, "", WEB_PASSWORD, denied()),
        ] {
            assert_eq!(sign_in(caller, login, password).await, expected, "{}: {login}", world.engine());
        }
    }
}

#[tokio::test]
async fn both_parameters_are_needed_and_are_texts() {
    for world in World::all().await {
        let auth = |members| world.root.call("authCustomer", members);
        for (given, string) in [
            (Struct::new(), "Parameter username is required"),
            (Struct::new().with("username", "root"), "Parameter password is required"),
            (credentials("root", "x").with("password", Value::Nil), "Parameter password is required"),
            (credentials("root", ""), "Parameter password must not be empty"),
            (credentials("root", &"x".repeat(129)), "Parameter password may have at most 128 characters"),
            (
                credentials("root", "x").with("username", true),
                "Parameter username must be a string, not boolean",
            ),
        ] {
            assert_eq!(auth(given).await, refused(400, string), "{}", world.engine());
        }
        let reset = |members| world.root.call("resetCustomerOneTimePassword", members);
        assert_eq!(reset(Struct::new()).await, refused(400, "Parameter web_login is required"));
        for method in ["blockWebUser", "unblockWebUser"] {
            let change = |members| world.root.call(method, members);
            assert_eq!(change(Struct::new()).await, refused(400, "Parameter i_web_user is required"));
            let malformed = Struct::new().with("i_web_user", "x");
            assert_eq!(change(malformed).await, refused(400, "Parameter i_web_user must be an integer"));
        }
    }
}

#[tokio::test]
async fn a_one_time_password_serves_once_within_a_day() {
    for world in World::all().await {
        let (acme, client) = world.reseller(&world.root, "acme").await;
        let administrator = Ok((acme, "ADMINISTRATOR".to_owned()));
        let first = one_time(&client, "acme").await.unwrap();
        let second = one_time(&world.root, "acme").await.unwrap();
        assert_ne!(first, second);
        assert_eq!(sign_in(&client, "acme", &first).await, denied(), "the second took its place");
        assert_eq!(sign_in(&client, "acme", WEB_PASSWORD).await, administrator, "the usual one goes on");
        world.installation.clock.advance(Duration::from_secs(24 * 60 * 60 - 1));
        assert_eq!(sign_in(&client, "acme", &second).await, by_one_time(), "{}", world.engine());
        assert_eq!(sign_in(&client, "acme", &second).await, denied(), "{}", world.engine());
        let third = one_time(&client, "acme").await.unwrap();
        world.installation.clock.advance(Duration::from_secs(24 * 60 * 60));
        assert_eq!(sign_in(&client, "acme", &third).await, denied(), "{}", world.engine());
        assert_eq!(sign_in(&client, "acme", WEB_PASSWORD).await, administrator);
    }
}

/// Whoever changes the password wants nobody let in by what was known before; a new name changes nothing.
#[tokio::test]
async fn a_new_web_password_ends_the_one_time_password() {
    for world in World::all().await {
        let (acme, _) = world.reseller(&world.root, "acme").await;
        let below = world.least().with("name", "Below").with("i_wholesaler", acme).with("web_login", "below");
        let below = int(&world.root.call("createCustomer", below).await.unwrap(), "i_customer");
        let update = async |change: Struct| {
            world.client("acme").call("updateCustomer", change.with("i_customer", below)).await.unwrap();
        };
        let password = one_time(&world.root, "below").await.unwrap();
        update(Struct::new().with("web_login", "renamed").with("description", "x")).await;
        assert_eq!(sign_in(&world.root, "renamed", &password).await, by_one_time(), "{}", world.engine());
        for web_password in ["Another-1", "Another-1"] {
            let password = one_time(&world.root, "renamed").await.unwrap();
            update(Struct::new().with("web_password", web_password)).await;
            assert_eq!(sign_in(&world.root, "renamed", &password).await, denied(), "{}", world.engine());
        }
        let administrator = Ok((below, "ADMINISTRATOR".to_owned()));
        assert_eq!(sign_in(&world.root, "renamed", "Another-1").await, administrator, "{}", world.engine());
        // One that is given afterwards serves.
        let password = one_time(&world.root, "renamed").await.unwrap();
        assert_eq!(sign_in(&world.root, "renamed", &password).await, by_one_time(), "{}", world.engine());
    }
}

#[tokio::test]
async fn of_many_with_one_one_time_password_one_is_let_in() {
    for world in World::all().await {
        let password = one_time(&world.root, "root").await.unwrap();
        let attempt = || sign_in(&world.root, "root", &password);
        let (a, b, c, d) = tokio::join!(attempt(), attempt(), attempt(), attempt());
        let served = [a, b, c, d].into_iter().filter(|outcome| *outcome == by_one_time()).count();
        assert_eq!(served, 1, "{}", world.engine());
    }
}

#[tokio::test]
async fn one_time_passwords_are_given_in_ones_own_branch() {
    for world in World::all().await {
        let (_, client) = world.reseller(&world.root, "acme").await;
        world.reseller(&client, "below").await;
        world.reseller(&world.root, "beside").await;
        let no_right = Struct::new().with("customers_mgmt", 1);
        let (adder, adder_client) = world.reseller_with(&world.root, "adder", no_right).await;
        let leaf = world.least().with("i_wholesaler", adder).with("web_login", "leaf");
        world.root.call("createCustomer", leaf).await.unwrap();
        let wrong = refused(401, "Wrong web_login");
        let forbidden = refused(403, "No permission: bit 1 (edit) of customers_mgmt is needed");
        for (caller, login, expected) in [
            (&client, "acme", Ok(())),
            (&client, "below", Ok(())),
            (&client, "beside", wrong.clone()),
            (&client, "root", wrong.clone()),
            (&world.client("below"), "acme", wrong.clone()),
            (&world.root, "nobody", wrong.clone()),
            (&world.root, "", wrong),
            (&adder_client, "adder", Ok(())),
            (&adder_client, "leaf", forbidden),
        ] {
            let outcome = one_time(caller, login).await.map(|_| ());
            assert_eq!(outcome, expected, "{}: {login}", world.engine());
        }
    }
}

#[tokio::test]
async fn a_blocked_web_user_is_not_let_in() {
    for world in World::all().await {
        let (acme, client) = world.reseller(&world.root, "acme").await;
        let id = further(&world, acme, "reporter", AccessLevel::Reporter).await;
        let password = one_time(&client, "reporter").await.unwrap();
        let change = async |method: &str| {
            let answer = client.call(method, Struct::new().with("i_web_user", id)).await.unwrap();
            assert_eq!(int(&answer, "i_web_user"), id, "{method}");
        };
        let reporter = Ok((acme, "REPORTER".to_owned()));
        for _ in 0..2 {
            change("blockWebUser").await;
            assert_eq!(sign_in(&client, "reporter", WEB_PASSWORD).await, denied(), "{}", world.engine());
            assert_eq!(sign_in(&client, "reporter", &password).await, denied(), "{}", world.engine());
        }
        change("unblockWebUser").await;
        assert_eq!(sign_in(&client, "reporter", WEB_PASSWORD).await, reporter, "{}", world.engine());
        let (app, operator) = (&world.installation.app, world.installation.operator());
        set_blocked(app, &operator, CustomerId(acme), None, true).await.unwrap();
        assert_eq!(sign_in(&world.root, "reporter", WEB_PASSWORD).await, denied(), "{}", world.engine());
    }
}

#[tokio::test]
async fn web_users_are_blocked_by_their_customer_and_those_above() {
    for world in World::all().await {
        let (acme, client) = world.reseller(&world.root, "acme").await;
        let (beside, _) = world.reseller(&world.root, "beside").await;
        let no_right = Struct::new().with("customers_mgmt", 1);
        let (adder, adder_client) = world.reseller_with(&client, "adder", no_right).await;
        let leaf = world.customer(&client, Struct::new().with("i_wholesaler", adder)).await;
        let of_acme = further(&world, acme, "of-acme", AccessLevel::Noc).await;
        let of_adder = further(&world, adder, "of-adder", AccessLevel::Noc).await;
        let of_leaf = further(&world, leaf, "of-leaf", AccessLevel::Noc).await;
        let of_beside = further(&world, beside, "of-beside", AccessLevel::Noc).await;
        let default = int(&world.info(&world.root, acme).await, "i_web_user");
        let (wrong_user, wrong_customer) =
            (refused(401, "Wrong i_web_user"), refused(401, "Wrong i_customer"));
        let is_default = refused(
            400,
            "Parameter i_web_user must not be the customer's default web user: block the customer instead",
        );
        let forbidden = refused(403, "No permission: bit 1 (edit) of customers_mgmt is needed");
        for (caller, customer, web_user, expected) in [
            (&client, None, of_acme, Ok(())),
            (&client, Some(acme), of_acme, Ok(())),
            (&client, Some(adder), of_adder, Ok(())),
            (&world.root, Some(leaf), of_leaf, Ok(())),
            (&adder_client, None, of_adder, Ok(())),
            (&adder_client, Some(leaf), of_leaf, forbidden),
            (&client, None, of_adder, wrong_user.clone()),
            (&client, None, of_beside, wrong_user.clone()),
            (&client, Some(adder), of_acme, wrong_user.clone()),
            (&client, None, 0, wrong_user),
            (&client, Some(beside), of_beside, wrong_customer.clone()),
            (&client, Some(1), 1, wrong_customer.clone()),
            (&adder_client, Some(acme), of_acme, wrong_customer),
            (&client, None, default, is_default.clone()),
            (&world.root, Some(acme), default, is_default),
        ] {
            for method in ["blockWebUser", "unblockWebUser"] {
                let members = Struct::new().with("i_web_user", web_user).with("i_customer", customer);
                let outcome = caller.call(method, members).await.map(|_| ());
                assert_eq!(outcome, expected, "{}: {method} {customer:?} {web_user}", world.engine());
            }
        }
    }
}

/// A trusted host names the customer where a web user is blocked; the other two find theirs by login.
#[tokio::test]
async fn a_trusted_host_may_do_all_of_it() {
    for installation in installations().await {
        let networks = vec!["10.1.0.0/16".parse().unwrap()];
        let options = Options { trusted_networks: networks, ..Options::default() };
        let world = World::of(installation, options);
        let web_user = further(&world, 1, "reporter", AccessLevel::Reporter).await;
        let call = async |method: &str, members: Struct| {
            let mut request = post(PATH, "text/xml", write_call(method, &[members.into()]));
            let peer = SocketAddr::new("10.1.2.3".parse::<IpAddr>().unwrap(), 40_000);
            request.extensions_mut().insert(PeerAddress(peer));
            let value = send(&world.router, request).await.outcome()?;
            Ok::<_, Fault>(of_struct(&value).clone())
        };
        let answer = call("authCustomer", credentials("root", ROOT_WEB_PASSWORD)).await.unwrap();
        assert_eq!(int(&answer, "i_customer"), 1);
        let named = Struct::new().with("i_web_user", web_user);
        let missing = refused(400, "Parameter i_customer is required");
        assert_eq!(call("blockWebUser", named.clone()).await, missing);
        assert!(call("blockWebUser", named.with("i_customer", 1)).await.is_ok(), "{}", world.engine());
        let answer =
            call("resetCustomerOneTimePassword", Struct::new().with("web_login", "root")).await.unwrap();
        let used = call("authCustomer", credentials("root", text(&answer, "password"))).await;
        assert_eq!(used, by_one_time(), "{}", world.engine());
    }
}
