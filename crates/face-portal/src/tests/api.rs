//! The API page: for whom it is there, what it says, and what its password and its switch are worth at the interfaces.

use std::time::Duration;

use app::RequestOutcome;
use app::authenticate::api::{ApiLogin, find_by_name, find_by_web_login};
use app::context::Actor;
use http::Method;
use party::ids::ROOT;
use party::password::Password;
use party::rights::Flag;
use party::web_user::AccessLevel;

use super::world::{Browser, World, everywhere};

const FIRST: &str = "First-password-1";
const SECOND: &str = "Second-password-2";

/// What both interfaces find when acme's programs call with `password`: whether they are let in.
async fn is_let_in(world: &World, password: &str) -> bool {
    let app = &world.installation.app;
    let password = Password::parse(password).unwrap();
    let is_let_in = |login: ApiLogin| login.has_access() && login.verify(app, &password);
    let by_login = find_by_web_login(app, "acme").await.unwrap().is_some_and(is_let_in);
    let by_name = find_by_name(app, &"acme".parse().unwrap()).await.unwrap().is_some_and(is_let_in);
    assert_eq!(by_login, by_name);
    by_login
}

async fn set_password(browser: &Browser<'_>, new: &str, repeated: &str) -> (u16, String) {
    let answer = browser.post("/api/password", &[("password", new), ("repeated", repeated)]).await;
    (answer.status, answer.body)
}

#[tokio::test]
async fn a_password_is_set_and_switched_off_and_on() {
    everywhere(async |world: &World| {
        world.family().await;
        let browser = world.browser().signed_in("acme").await;
        let page = browser.get("/api").await.body;
        assert!(page.contains("No password yet") && !page.contains("Switch off"), "{page}");
        // Without a password there is nothing to switch.
        assert_eq!(browser.post("/api/switch", &[("on", "1")]).await.status, 404);

        assert_eq!(set_password(&browser, FIRST, FIRST).await.0, 303);
        assert!(is_let_in(world, FIRST).await && !is_let_in(world, SECOND).await);
        let page = browser.get("/api").await.body;
        assert!(page.contains("The API password is set.") && page.contains("Switch off"), "{page}");

        browser.post("/api/switch", &[("on", "0")]).await.is_sent_to("/api");
        assert!(!is_let_in(world, FIRST).await);
        assert!(browser.get("/api").await.body.contains("Switched off"));
        // Another password does not switch on.
        assert_eq!(set_password(&browser, SECOND, SECOND).await.0, 303);
        assert!(!is_let_in(world, SECOND).await);
        for _ in 0..2 {
            browser.post("/api/switch", &[("on", "1")]).await.is_sent_to("/api");
        }
        assert!(is_let_in(world, SECOND).await && !is_let_in(world, FIRST).await);
        assert_eq!(browser.post("/api/switch", &[("on", "2")]).await.status, 404);

        let done: Vec<String> = world.operations().await;
        let done = done.iter().filter(|operation| operation.starts_with("api_access"));
        let expected = ["switch_on", "set_password", "switch_off", "set_password"];
        assert_eq!(done.collect::<Vec<_>>(), expected.map(|name| format!("api_access.{name}")).each_ref());
        let log = browser.get("/audit").await.body;
        assert!(log.contains("API access switched off") && !log.contains(FIRST) && !log.contains(SECOND));
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_a_password_stands_beside_its_field() {
    everywhere(async |world: &World| {
        world
            .customer(ROOT, "acme", |draft| {
                draft.change.rights = draft.change.rights.with(Flag::ApiAccess, true);
                draft.change.password_policy = Some(party::password::PasswordPolicy::Strong);
            })
            .await;
        let browser = world.browser().signed_in("acme").await;
        for (new, repeated, said) in [
            (FIRST, SECOND, "repeated-error"),
            ("short", "short", "password-error"),
            ("", "", "password-error"),
            ("all-small-letters", "all-small-letters", "password-error"),
        ] {
            let (status, page) = set_password(&browser, new, repeated).await;
            assert_eq!(status, 422, "{new}");
            assert!(page.contains(&format!("id=\"{said}\"")), "{new}: {page}");
            assert!(new.is_empty() || !page.contains(new), "{new}: nothing secret is sent back");
            assert!(!is_let_in(world, FIRST).await);
        }
    })
    .await;
}

#[tokio::test]
async fn it_is_there_for_those_who_may_use_the_interfaces_alone() {
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        for level in AccessLevel::ALL.into_iter().skip(1) {
            world.web_user(acme, level.as_str(), level).await;
        }
        // Page, password, switch.
        for (login, statuses) in [
            ("acme", [200, 200, 405]),
            ("reporter", [200, 404, 404]),
            ("billing", [404, 404, 404]),
            ("noc", [404, 404, 404]),
            ("call_shop_operator", [404, 404, 404]),
            ("shop", [404, 404, 404]),
        ] {
            let browser = world.browser().signed_in(login).await;
            for (path, status) in ["/api", "/api/password", "/api/switch"].into_iter().zip(statuses) {
                let answer = browser.send(Method::GET, path, &[], true).await;
                assert_eq!(answer.status, status, "{login} {path}");
            }
            let is_linked = browser.get("/").await.body.contains("href=\"/api\"");
            assert_eq!(is_linked, statuses[0] == 200, "{login}");
        }
        let reporter = world.browser().signed_in("reporter").await.get("/api").await.body;
        assert!(reporter.contains("https://portal.example/voice") && !reporter.contains("/api/password"));
    })
    .await;
}

#[tokio::test]
async fn whoever_acts_as_a_customer_does_not_change_how_his_programs_sign_in() {
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        let browser = world.browser().signed_in("acme").await;
        assert_eq!(set_password(&browser, FIRST, FIRST).await.0, 303);
        world.web_user(ROOT, "operator", AccessLevel::Administrator).await;
        let operator = world.browser().signed_in("operator").await;
        operator.post(&format!("/customers/{acme}/sign-in-as"), &[]).await.is_sent_to("/");
        let page = operator.get("/api").await;
        assert!(page.status == 200 && !page.body.contains("/api/password"), "{}", page.body);
        assert_eq!(set_password(&operator, SECOND, SECOND).await.0, 404);
        assert_eq!(operator.post("/api/switch", &[("on", "0")]).await.status, 404);
        assert!(is_let_in(world, FIRST).await);
    })
    .await;
}

#[tokio::test]
async fn ones_own_calls_are_shown_with_their_outcome() {
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        let other = world
            .customer(ROOT, "other", |draft| {
                draft.change.rights = draft.change.rights.with(Flag::ApiAccess, true);
            })
            .await;
        let app = &world.installation.app;
        let browser = world.browser().signed_in("acme").await;
        assert!(browser.get("/api").await.body.contains("No calls yet"));
        for (customer, face, operation, code) in [
            (acme, "xmlrpc", "listCustomers", "ok"),
            (acme, "rest", "admin/balance", "300"),
            (other, "xmlrpc", "listAccounts", "403"),
        ] {
            let outcome = RequestOutcome {
                face,
                operation: operation.to_owned(),
                caller: Some(Actor::Customer(customer)),
                code: code.to_owned(),
                is_success: code == "ok",
            };
            let took = Duration::from_millis(7);
            app.recent_calls().note(&outcome, app.now(), took, [198, 51, 100, 4].into());
        }
        let page = browser.get("/api").await.body;
        let texts: Vec<&str> =
            page.split('>').filter_map(|rest| rest.split('<').next()).map(str::trim).collect();
        let at = |text: &str| texts.iter().position(|shown| *shown == text);
        assert!(at("admin/balance").is_some() && at("admin/balance") < at("listCustomers"), "{page}");
        assert!(at("admin/balance") < at("Status 300") && at("Done").is_some(), "{page}");
        assert!(page.contains("198.51.100.4") && !page.contains("Fault 403"), "{page}");
        let theirs = world.browser().signed_in("other").await.get("/api").await.body;
        assert!(theirs.contains("Fault 403") && !theirs.contains("Status 300"), "{theirs}");
    })
    .await;
}
