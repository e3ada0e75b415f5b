//! Signing in and out, and what ends a session.

use std::time::Duration;

use app::customer::block::set_blocked;
use app::customer::update::{UpdateCustomer, update};
use app::web_user::reset_one_time;
use http::header::SET_COOKIE;
use party::ids::ROOT;
use party::password::Password;
use party::web_user::AccessLevel;

use super::world::{SECRET, World, everywhere};

const NAME: &str = "__Host-session";
const OTHER: &str = "Other-password-22";

#[tokio::test]
async fn a_session_begins_with_a_new_secure_cookie_and_ends_when_signed_out() {
    everywhere(async |world: &World| {
        world.family().await;
        let browser = world.browser();
        // Whatever the browser had before is not what it gets.
        let planted = "a".repeat(80);
        browser.set_cookie(NAME, &planted);
        browser.get("/").await.is_sent_to("/sign-in");
        let answer = browser.sign_in("acme", SECRET).await;
        let cookie = answer.headers[SET_COOKIE].to_str().unwrap();
        assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
        let first = browser.cookie(NAME).unwrap();
        assert_ne!(first, planted);
        assert_eq!(browser.get("/").await.status, 200);
        assert_eq!(browser.get("/sign-in").await.location(), "/");
        // Signing in again is another session, and the one before is over.
        browser.sign_in("acme", SECRET).await.is_sent_to("/");
        let second = browser.cookie(NAME).unwrap();
        assert_ne!(first, second);
        browser.set_cookie(NAME, &first);
        browser.get("/").await.is_sent_to("/sign-in");
        browser.set_cookie(NAME, &second);
        browser.post("/sign-out", &[]).await.is_sent_to("/sign-in");
        assert_eq!(browser.cookie(NAME), None);
        assert!(browser.get("/sign-in").await.body.contains("You are signed out."));
        browser.set_cookie(NAME, &second);
        browser.get("/").await.is_sent_to("/sign-in");
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_not_told_and_guessing_is_slowed_down() {
    everywhere(async |world: &World| {
        world.family().await;
        let browser = world.browser();
        let mut texts = Vec::new();
        for (login, password) in [("acme", "wrong"), ("nobody", SECRET), ("", ""), ("a\0b", SECRET)] {
            let answer = browser.sign_in(login, password).await;
            assert_eq!(answer.status, 422, "{login:?}");
            assert_eq!(browser.cookie(NAME), None);
            texts.push(answer.body.contains("The login or the password is wrong."));
        }
        assert_eq!(texts, [true; 4]);
        for _ in 0..8 {
            browser.sign_in("acme", "wrong").await;
        }
        let answer = browser.sign_in("acme", SECRET).await;
        assert!(answer.body.contains("Too many attempts. Wait"), "{}", answer.body);
        world.installation.clock.advance(Duration::from_secs(120));
        browser.sign_in("acme", SECRET).await.is_sent_to("/");
    })
    .await;
}

#[tokio::test]
async fn time_ends_a_session() {
    everywhere(async |world: &World| {
        world.family().await;
        let browser = world.browser().signed_in("acme").await;
        let clock = &world.installation.clock;
        clock.advance(Duration::from_secs(59 * 60));
        assert_eq!(browser.get("/").await.status, 200, "used within the hour");
        clock.advance(Duration::from_secs(60 * 60));
        browser.get("/").await.is_sent_to("/sign-in");
        let browser = world.browser().signed_in("acme").await;
        for _ in 0..14 {
            assert_eq!(browser.get("/").await.status, 200);
            clock.advance(Duration::from_secs(50 * 60));
        }
        assert_eq!(browser.get("/").await.status, 200, "within twelve hours");
        clock.advance(Duration::from_secs(50 * 60));
        browser.get("/").await.is_sent_to("/sign-in");
    })
    .await;
}

#[tokio::test]
async fn who_is_blocked_is_out_at_once() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        let (app, operator) = (&world.installation.app, world.installation.operator());
        let [above, below] =
            [world.browser().signed_in("acme").await, world.browser().signed_in("shop").await];
        set_blocked(app, &operator, acme, Some(ROOT), true).await.unwrap();
        above.get("/").await.is_sent_to("/sign-in");
        below.get("/").await.is_sent_to("/sign-in");
        assert_eq!(below.sign_in("shop", SECRET).await.status, 422);
        set_blocked(app, &operator, acme, Some(ROOT), false).await.unwrap();
        assert_eq!(below.get("/").await.status, 200, "the session was not ended, only not let in");
        let _ = shop;
    })
    .await;
}

#[tokio::test]
async fn another_password_ends_the_other_sessions() {
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        let [here, there] =
            [world.browser().signed_in("acme").await, world.browser().signed_in("acme").await];
        for (fields, said) in [
            ([SECRET, OTHER, SECRET], "The two passwords differ."),
            (["wrong", OTHER, OTHER], "That is not your current password."),
            ([SECRET, SECRET, SECRET], "That is your current password."),
            ([SECRET, "", ""], "Type a password."),
        ] {
            let [current, new, repeated] = fields;
            let fields = [("current", current), ("new", new), ("repeated", repeated)];
            let answer = here.post("/password", &fields).await;
            assert!(answer.status == 422 && answer.body.contains(said), "{said}: {}", answer.body);
        }
        here.post("/password", &[("current", SECRET), ("new", OTHER), ("repeated", OTHER)])
            .await
            .is_sent_to("/");
        assert!(here.get("/").await.body.contains("Your password is changed."));
        there.get("/").await.is_sent_to("/sign-in");
        assert_eq!(there.sign_in("acme", SECRET).await.status, 422);
        there.sign_in("acme", OTHER).await.is_sent_to("/");
        // Somebody else changes it: every session ends.
        let password = Some(Password::parse(SECRET).unwrap());
        let request = UpdateCustomer { web_password: password, ..UpdateCustomer::default() };
        update(&world.installation.app, &world.installation.operator(), acme, request).await.unwrap();
        here.get("/").await.is_sent_to("/sign-in");
        there.get("/").await.is_sent_to("/sign-in");
    })
    .await;
}

#[tokio::test]
async fn a_password_that_served_once_must_be_replaced() {
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        world.web_user(acme, "clerk", AccessLevel::Reporter).await;
        let operator = world.installation.operator();
        let once = reset_one_time::reset(&world.installation.app, &operator, "clerk").await.unwrap();
        let browser = world.browser();
        browser.sign_in("clerk", once.reveal()).await.is_sent_to("/password");
        browser.get("/customers").await.is_sent_to("/password");
        browser.post("/sessions/end-others", &[]).await.is_sent_to("/password");
        let page = browser.get("/password").await.body;
        assert!(!page.contains("name=\"current\"") && !page.contains("href=\"/customers\""), "{page}");
        browser.post("/password", &[("new", OTHER), ("repeated", OTHER)]).await.is_sent_to("/");
        assert_eq!(browser.get("/customers").await.status, 200);
        assert_eq!(world.browser().sign_in("clerk", once.reveal()).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_person_alone() {
    everywhere(async |world: &World| {
        world.family().await;
        let [here, there] =
            [world.browser().signed_in("acme").await, world.browser().signed_in("acme").await];
        let stranger = world.browser().signed_in("shop").await;
        let page = here.get("/sessions").await.body;
        assert_eq!(page.matches("<tr>").count(), 3, "{page}");
        let hash =
            page.split("name=\"session\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        stranger.post("/sessions/end", &[("session", &hash)]).await.is_sent_to("/sessions");
        assert_eq!(there.get("/").await.status, 200);
        assert_eq!(here.post("/sessions/end", &[("session", "x")]).await.status, 404);
        here.post("/sessions/end", &[("session", &hash)]).await.is_sent_to("/sessions");
        there.get("/").await.is_sent_to("/sign-in");
        there.sign_in("acme", SECRET).await;
        assert_eq!(here.get("/sessions/end-others").await.status, 200);
        here.post("/sessions/end-others", &[]).await.is_sent_to("/sessions");
        there.get("/").await.is_sent_to("/sign-in");
        assert_eq!(here.get("/").await.status, 200);
    })
    .await;
}
