//! Managing web users: one's own customer's and those of a customer below, by who may, and nobody himself.

use party::customer::Change;
use party::ids::ROOT;
use party::password::PasswordPolicy;
use party::rights::{Flag, RightsChange};
use party::web_user::AccessLevel;

use super::customer_form;
use super::world::{Answer, Browser, SECRET, World, everywhere};

/// Makes a web user by the form, and tells his number.
async fn made(browser: &Browser<'_>, query: &str, login: &str, level: &str) -> i64 {
    let fields = [("login", login), ("password", SECRET), ("level", level)];
    let answer = browser.post(&format!("/web-users/new{query}"), &fields).await;
    let path = answer.location().strip_prefix("/web-users/").unwrap_or_else(|| panic!("{}", answer.body));
    path.split('?').next().unwrap().parse().unwrap()
}

fn secret_of(answer: &Answer) -> String {
    answer.body.split("<code>").nth(1).unwrap().split("</code>").next().unwrap().to_owned()
}

#[tokio::test]
async fn a_web_user_is_made_changed_blocked_and_removed() {
    everywhere(async |world: &World| {
        world.family().await;
        let browser = world.browser().signed_in("acme").await;
        let id = made(&browser, "", "clerk", "noc").await;
        let page = format!("/web-users/{id}");
        assert!(browser.get(&page).await.body.contains("The web user can sign in now."));
        assert!(browser.get("/web-users").await.body.contains(&format!("href=\"{page}\">clerk</a>")));
        let clerk = world.browser().signed_in("clerk").await;
        assert_eq!(clerk.get("/web-users").await.status, 404, "a level without web users");
        browser.post(&format!("{page}/level"), &[("level", "reporter")]).await.is_sent_to(&page);
        assert_eq!(clerk.get("/web-users").await.status, 200, "it holds from the next click on");
        assert_eq!(browser.post(&format!("{page}/level"), &[("level", "emperor")]).await.status, 404);
        browser.post(&format!("{page}/block"), &[]).await.is_sent_to(&page);
        clerk.get("/").await.is_sent_to("/sign-in");
        assert_eq!(clerk.sign_in("clerk", SECRET).await.status, 422);
        browser.post(&format!("{page}/unblock"), &[]).await.is_sent_to(&page);
        assert_eq!(clerk.get("/").await.status, 200);
        let once = browser.post(&format!("{page}/one-time-password"), &[]).await;
        assert_eq!(once.status, 200);
        let once = secret_of(&once);
        assert!(browser.get(&page).await.body.contains("One-time password until"));
        assert!(!browser.get(&page).await.body.contains(&once), "it is shown once");
        world.browser().sign_in("clerk", &once).await.is_sent_to("/password");
        let question = browser.get(&format!("{page}/delete")).await;
        assert!(question.body.contains("Delete the web user clerk?"), "{}", question.body);
        browser.post(&format!("{page}/delete"), &[]).await.is_sent_to("/web-users");
        clerk.get("/").await.is_sent_to("/sign-in");
        assert_eq!(clerk.sign_in("clerk", SECRET).await.status, 422);
        assert_eq!(browser.get(&page).await.status, 404);
        made(&browser, "", "clerk", "billing").await;
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field() {
    everywhere(async |world: &World| {
        world
            .customer(ROOT, "strict", |draft| draft.change.password_policy = PasswordPolicy::new(3).ok())
            .await;
        let browser = world.browser().signed_in("strict").await;
        for (login, password, level, said) in [
            ("", SECRET, "noc", "A login has 1 to 32 characters"),
            ("two words", SECRET, "noc", "A login has 1 to 32 characters"),
            ("strict", SECRET, "noc", "This login is taken."),
            ("clerk", "", "noc", "Type a password."),
            ("clerk", "short", "noc", "At least 12 characters are needed."),
            ("clerk", SECRET, "", "Choose an access level."),
            ("clerk", SECRET, "call_shop_operator", "Choose an access level."),
        ] {
            let fields = [("login", login), ("password", password), ("level", level)];
            let answer = browser.post("/web-users/new", &fields).await;
            assert!(answer.status == 422 && answer.body.contains(said), "{said}: {}", answer.body);
            assert!(!answer.body.contains(SECRET), "a secret is not sent back");
        }
    })
    .await;
}

/// Without a call shop there is no operator of one; who was made one before stays what he is.
#[tokio::test]
async fn a_call_shop_operator_needs_a_call_shop() {
    const OPERATOR: &str = "value=\"call_shop_operator\"";
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        let give = async |is_on: bool| {
            let rights = RightsChange::default().with(Flag::Callshop, is_on);
            customer_form::changed(world, acme, Change { rights, ..Change::default() }).await;
        };
        let browser = world.browser().signed_in("acme").await;
        let id = world.web_user(acme, "clerk", AccessLevel::Noc).await;
        let (form, clerk) = ("/web-users/new", format!("/web-users/{id}"));
        let level = format!("{clerk}/level");
        let become_operator = [("level", "call_shop_operator")];
        for page in [form, &clerk] {
            assert!(!browser.get(page).await.body.contains(OPERATOR), "{page}");
        }
        assert_eq!(browser.post(&level, &become_operator).await.status, 404);
        let login = [("login", "counter"), ("password", SECRET), become_operator[0]];
        let refused = browser.post(form, &login).await;
        assert!(refused.status == 422 && !refused.body.contains(OPERATOR), "{}", refused.body);
        give(true).await;
        for page in [form, &clerk] {
            assert!(browser.get(page).await.body.contains(OPERATOR), "{page}");
        }
        browser.post(&level, &become_operator).await.is_sent_to(&clerk);
        assert_eq!(browser.post(form, &login).await.status, 303);
        give(false).await;
        assert!(browser.get(&clerk).await.body.contains(OPERATOR), "it is what he has");
        browser.post(&level, &become_operator).await.is_sent_to(&clerk);
        browser.post(&level, &[("level", "noc")]).await.is_sent_to(&clerk);
        assert!(!browser.get(&clerk).await.body.contains(OPERATOR));
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn nobody_changes_himself_or_the_default_one() {
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        let id = world.web_user(acme, "second", AccessLevel::Administrator).await;
        let browser = world.browser().signed_in("second").await;
        let default = world.default_web_user(acme).await;
        for id in [id, default] {
            let page = format!("/web-users/{id}");
            assert_eq!(browser.get(&page).await.status, 200);
            assert_eq!(browser.get(&format!("{page}/delete")).await.status, 404);
            for (deed, fields) in [("level", [("level", "noc")].as_slice()), ("block", &[]), ("delete", &[])]
            {
                assert_eq!(browser.post(&format!("{page}/{deed}"), fields).await.status, 404, "{id} {deed}");
            }
        }
        assert_eq!(browser.get("/web-users").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn those_of_a_customer_below_are_managed_by_who_may_change_him() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        let other = world.customer(ROOT, "other", |_| ()).await;
        let query = format!("?customer={shop}");
        let browser = world.browser().signed_in("acme").await;
        let id = made(&browser, &query, "clerk", "billing").await;
        let page = format!("/web-users/{id}");
        assert!(browser.get(&format!("/web-users{query}")).await.body.contains("Web users of shop"));
        browser.post(&format!("{page}/block{query}"), &[]).await.is_sent_to(&format!("{page}{query}"));
        // Foreign ids are absent, wherever they stand.
        let foreign = world.web_user(other, "foreign", AccessLevel::Reporter).await;
        let above = world.default_web_user(ROOT).await;
        for path in [
            format!("/web-users?customer={other}"),
            format!("/web-users?customer={ROOT}"),
            format!("/web-users/new?customer={other}"),
            format!("/web-users/{foreign}"),
            format!("/web-users/{foreign}?customer={other}"),
            format!("/web-users/{foreign}{query}"),
            format!("/web-users/{above}"),
            page.clone(),
            "/web-users?customer=x".to_owned(),
        ] {
            assert_eq!(browser.get(&path).await.status, 404, "{path}");
        }
        for path in [
            format!("/web-users/{foreign}/block"),
            format!("/web-users/{foreign}/delete{query}"),
            format!("/web-users/{foreign}/one-time-password?customer={other}"),
            format!("/web-users/new?customer={other}"),
            format!("{page}/unblock"),
        ] {
            let fields = [("login", "x"), ("password", SECRET), ("level", "noc")];
            assert_eq!(browser.post(&path, &fields).await.status, 404, "{path}");
        }
        // One who may only look is offered nothing, and gets nothing.
        world.web_user(acme, "watcher", AccessLevel::Reporter).await;
        let watcher = world.browser().signed_in("watcher").await;
        let seen = watcher.get(&format!("{page}{query}")).await;
        assert!(seen.status == 200 && !seen.body.contains("/one-time-password"), "{}", seen.body);
        assert!(!watcher.get("/web-users").await.body.contains("/web-users/new"));
        for path in ["/web-users/new".to_owned(), format!("{page}/block{query}")] {
            assert_eq!(watcher.post(&path, &[]).await.status, 404, "{path}");
        }
    })
    .await;
}
