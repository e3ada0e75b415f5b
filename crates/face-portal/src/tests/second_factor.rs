//! The second step of signing in: set up, asked for, slowed down, turned off, and taken away by who may.

use std::time::Duration;

use app::account::AccountLookup;
use app::account::reset_second_factor::{has_second_factor, reset_second_factor};
use app::customer::update::{UpdateCustomer, update};
use party::password::Password;
use party::web_user::AccessLevel;
use totp_rs::{Builder, Secret};

use super::world::{Answer, Browser, SECRET, World, everywhere};

const SESSION: &str = "__Host-session";
const PENDING: &str = "__Host-pending";

/// What stands in `<code>` elements.
fn codes_of(page: &str) -> Vec<String> {
    let found = page.split("<code>").skip(1).filter_map(|rest| rest.split("</code>").next());
    found.map(str::to_owned).collect()
}

/// The program on the person's telephone.
pub(super) struct Telephone([u8; 20]);

impl Telephone {
    /// Reads the secret of the page that shows it.
    fn of(page: &Answer) -> Self {
        let text = codes_of(&page.body).remove(0).replace(' ', "");
        let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
        for c in text.bytes() {
            let value = if c.is_ascii_digit() { c - b'2' + 26 } else { c - b'A' };
            bits = bits << 5 | u32::from(value);
            held += 5;
            if 8 <= held {
                held -= 8;
                bytes.push(u8::try_from(bits >> held & 0xff).unwrap());
            }
        }
        Self(bytes.try_into().unwrap())
    }

    /// The code of this many steps after now.
    fn code(&self, world: &World, steps: i64) -> String {
        let seconds = world.installation.clock.now().seconds() + 30 * steps;
        let totp = Builder::new().with_secret(Secret::new_stack(self.0)).build().unwrap();
        totp.generate(u64::try_from(seconds).unwrap()).to_string()
    }
}

/// Turns the second step on: the telephone, and the recovery codes. The next code is a step later.
pub(super) async fn set_up(world: &World, browser: &Browser<'_>) -> (Telephone, Vec<String>) {
    browser.post("/second-factor/begin", &[]).await.is_sent_to("/second-factor/set-up");
    let telephone = Telephone::of(&browser.get("/second-factor/set-up").await);
    let code = telephone.code(world, 0);
    let shown = browser.post("/second-factor/set-up", &[("code", &code)]).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    world.installation.clock.advance(Duration::from_secs(60));
    (telephone, codes_of(&shown.body))
}

/// The second step of signing in.
async fn enter(browser: &Browser<'_>, code: &str) -> Answer {
    browser.send(http::Method::POST, "/sign-in/code", &[("code", code)], true).await
}

#[tokio::test]
async fn it_is_on_when_a_code_was_right_and_then_asked_for() {
    everywhere(async |world: &World| {
        world.family().await;
        let browser = world.browser().signed_in("acme").await;
        let elsewhere = world.browser().signed_in("acme").await;
        browser.get("/second-factor/set-up").await.is_sent_to("/second-factor");
        browser.post("/second-factor/begin", &[]).await.is_sent_to("/second-factor/set-up");
        let page = browser.get("/second-factor/set-up").await;
        assert!(page.body.contains("<svg class=\"qr\"") && page.body.contains("otpauth://totp/"));
        let telephone = Telephone::of(&page);
        // Until a code was shown, nothing is asked for.
        world.browser().signed_in("acme").await;
        for code in ["", "000000", "ABCD-EFGH-JKLM-NPQR"] {
            let answer = browser.post("/second-factor/set-up", &[("code", code)]).await;
            assert!(answer.status == 422 && answer.body.contains("This code is wrong"), "{}", answer.body);
            assert_eq!(Telephone::of(&answer).0, telephone.0, "the secret stays");
        }
        let code = telephone.code(world, 0);
        let shown = browser.post("/second-factor/set-up", &[("code", &code)]).await;
        let codes = codes_of(&shown.body);
        assert_eq!((shown.status, codes.len()), (200, 10), "{}", shown.body);
        elsewhere.get("/").await.is_sent_to("/sign-in");
        elsewhere.set_cookie(SESSION, "");
        assert_eq!(browser.get("/").await.status, 200, "this session goes on");
        let page = browser.get("/second-factor").await.body;
        assert!(page.contains("10 recovery codes are left.") && !page.contains(&codes[0]), "{page}");
        browser.post("/second-factor/begin", &[]).await.is_sent_to("/second-factor");
        browser.get("/second-factor/set-up").await.is_sent_to("/second-factor");

        let answer = elsewhere.sign_in("acme", SECRET).await;
        answer.is_sent_to("/sign-in/code");
        assert_eq!(elsewhere.cookie(SESSION), None, "a right password is no session");
        let pending = elsewhere.cookie(PENDING).unwrap();
        elsewhere.get("/").await.is_sent_to("/sign-in");
        elsewhere.set_cookie(SESSION, &pending);
        elsewhere.get("/").await.is_sent_to("/sign-in");
        elsewhere.set_cookie(SESSION, "");
        assert!(elsewhere.get("/sign-in/code").await.body.contains("autocomplete=\"one-time-code\""));
        // The code that turned it on was taken.
        assert_eq!(enter(&elsewhere, &code).await.status, 422);
        world.installation.clock.advance(Duration::from_secs(60));
        enter(&elsewhere, &telephone.code(world, 0)).await.is_sent_to("/");
        let session = elsewhere.cookie(SESSION).unwrap();
        assert!(session != pending && elsewhere.cookie(PENDING).is_none());
        assert_eq!(elsewhere.get("/").await.status, 200);
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_code_serves_once_in_its_step_and_the_two_beside() {
    everywhere(async |world: &World| {
        world.family().await;
        let (telephone, _) = set_up(world, &world.browser().signed_in("acme").await).await;
        let clock = &world.installation.clock;
        let signing_in = async || {
            let browser = world.browser();
            browser.sign_in("acme", SECRET).await.is_sent_to("/sign-in/code");
            browser
        };
        for (steps, is_right) in [(-2, false), (2, false), (-1, true), (0, true), (1, true)] {
            let (browser, code) = (signing_in().await, telephone.code(world, steps));
            let answer = enter(&browser, &code).await;
            assert_eq!(answer.status, if is_right { 303 } else { 422 }, "{steps}");
            if is_right {
                // Neither it nor an earlier one is taken again.
                let again = signing_in().await;
                assert_eq!(enter(&again, &code).await.status, 422, "{steps}");
                assert_eq!(enter(&again, &telephone.code(world, steps - 1)).await.status, 422, "{steps}");
            }
            clock.advance(Duration::from_secs(600));
        }
        // Grouped as a telephone shows it.
        let (browser, code) = (signing_in().await, telephone.code(world, 0));
        enter(&browser, &format!(" {} {} ", &code[..3], &code[3..])).await.is_sent_to("/");
    })
    .await;
}

#[tokio::test]
async fn of_many_with_the_same_code_one_is_let_in() {
    everywhere(async |world: &World| {
        world.family().await;
        let (telephone, _) = set_up(world, &world.browser().signed_in("acme").await).await;
        let code = telephone.code(world, 0);
        let mut browsers = Vec::new();
        for _ in 0..4 {
            let browser = world.browser();
            browser.sign_in("acme", SECRET).await.is_sent_to("/sign-in/code");
            browsers.push(browser);
        }
        let [a, b, c, d] = &browsers[..] else { unreachable!() };
        let answers = tokio::join!(enter(a, &code), enter(b, &code), enter(c, &code), enter(d, &code));
        let statuses = [answers.0.status, answers.1.status, answers.2.status, answers.3.status];
        assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_serves_once_and_all_are_renewed() {
    everywhere(async |world: &World| {
        world.family().await;
        let owner = world.browser().signed_in("acme").await;
        let (telephone, codes) = set_up(world, &owner).await;
        let browser = world.browser();
        browser.sign_in("acme", SECRET).await.is_sent_to("/sign-in/code");
        enter(&browser, &codes[0].to_lowercase()).await.is_sent_to("/");
        browser.sign_in("acme", SECRET).await.is_sent_to("/sign-in/code");
        assert_eq!(enter(&browser, &codes[0]).await.status, 422);
        assert!(owner.get("/second-factor").await.body.contains("9 recovery codes are left."));
        let renewed = owner.post("/second-factor/recovery-codes", &[("code", "1")]).await;
        assert!(renewed.status == 422 && codes_of(&renewed.body).is_empty());
        let code = telephone.code(world, 0);
        let renewed = codes_of(&owner.post("/second-factor/recovery-codes", &[("code", &code)]).await.body);
        assert_eq!(renewed.len(), 10);
        assert_eq!(enter(&browser, &codes[1]).await.status, 422, "those before serve no more");
        enter(&browser, &renewed[9]).await.is_sent_to("/");
        // Another person's are nothing here.
        let other = world.browser();
        let (_, foreign) = set_up(world, &world.browser().signed_in("shop").await).await;
        other.sign_in("acme", SECRET).await.is_sent_to("/sign-in/code");
        assert_eq!(enter(&other, &foreign[0]).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn guessing_is_slowed_down_wherever_it_comes_from() {
    everywhere(async |world: &World| {
        world.family().await;
        let (telephone, _) = set_up(world, &world.browser().signed_in("acme").await).await;
        for from in 1..=12 {
            let mut browser = world.browser();
            browser.peer = [192, 0, 2, from].into();
            // A right password in between forgives nothing.
            browser.sign_in("acme", SECRET).await.is_sent_to("/sign-in/code");
            assert_eq!(enter(&browser, "000000").await.status, 422);
        }
        let mut browser = world.browser();
        browser.peer = [198, 51, 100, 1].into();
        browser.sign_in("acme", SECRET).await.is_sent_to("/sign-in/code");
        let answer = enter(&browser, &telephone.code(world, 0)).await;
        assert!(answer.body.contains("Too many attempts. Wait"), "{}", answer.body);
        world.installation.clock.advance(Duration::from_secs(60));
        enter(&browser, &telephone.code(world, 0)).await.is_sent_to("/");
    })
    .await;
}

#[tokio::test]
async fn the_first_step_does_not_last() {
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        let (telephone, _) = set_up(world, &world.browser().signed_in("acme").await).await;
        let browser = world.browser();
        browser.get("/sign-in/code").await.is_sent_to("/sign-in");
        enter(&browser, "000000").await.is_sent_to("/sign-in");
        // Five minutes.
        browser.sign_in("acme", SECRET).await.is_sent_to("/sign-in/code");
        world.installation.clock.advance(Duration::from_secs(299));
        assert_eq!(browser.get("/sign-in/code").await.status, 200);
        world.installation.clock.advance(Duration::from_secs(1));
        enter(&browser, &telephone.code(world, 0)).await.is_sent_to("/sign-in");
        assert!(browser.get("/sign-in").await.body.contains("That took too long."));
        // Another password meanwhile.
        browser.sign_in("acme", SECRET).await.is_sent_to("/sign-in/code");
        let other = Password::parse("Other-password-22").unwrap();
        let request = UpdateCustomer { web_password: Some(other), ..UpdateCustomer::default() };
        update(&world.installation.app, &world.installation.operator(), acme, request).await.unwrap();
        enter(&browser, &telephone.code(world, 0)).await.is_sent_to("/sign-in");
        // It leads on to where the person wanted to go, and nowhere else.
        for (next, to) in [("/customers?search=a", "/customers?search=a"), ("//evil.example", "/")] {
            world.installation.clock.advance(Duration::from_secs(60));
            let fields = [("login", "acme"), ("password", "Other-password-22"), ("next", next)];
            browser.send(http::Method::POST, "/sign-in", &fields, true).await;
            let code = telephone.code(world, 0);
            let fields = [("code", code.as_str()), ("next", next)];
            let foreign = browser.send(http::Method::POST, "/sign-in/code", &fields, false).await;
            assert_eq!(foreign.status, 403, "sent from elsewhere");
            browser.send(http::Method::POST, "/sign-in/code", &fields, true).await.is_sent_to(to);
        }
    })
    .await;
}

#[tokio::test]
async fn it_is_turned_off_with_both_factors() {
    everywhere(async |world: &World| {
        world.family().await;
        let owner = world.browser().signed_in("acme").await;
        for path in ["/second-factor/turn-off", "/second-factor/recovery-codes"] {
            assert_eq!(owner.get(path).await.status, 404, "there is nothing to turn off");
        }
        let (telephone, _) = set_up(world, &owner).await;
        let code = telephone.code(world, 0);
        for (password, code, said) in [
            ("wrong", code.as_str(), "That is not your current password."),
            ("", code.as_str(), "That is not your current password."),
            (SECRET, "000000", "This code is wrong"),
            (SECRET, "", "This code is wrong"),
        ] {
            let fields = [("password", password), ("code", code)];
            let answer = owner.post("/second-factor/turn-off", &fields).await;
            assert!(answer.status == 422 && answer.body.contains(said), "{}", answer.body);
        }
        let waiting = world.browser();
        waiting.sign_in("acme", SECRET).await.is_sent_to("/sign-in/code");
        let fields = [("password", SECRET), ("code", &code)];
        owner.post("/second-factor/turn-off", &fields).await.is_sent_to("/second-factor");
        waiting.get("/sign-in/code").await.is_sent_to("/sign-in");
        world.browser().signed_in("acme").await;
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn who_may_change_somebody_takes_it_from_him() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        let clerk = world.web_user(acme, "clerk", AccessLevel::Administrator).await;
        let default = world.default_web_user(acme).await;
        let admin = world.browser().signed_in("acme").await;
        set_up(world, &admin).await;
        set_up(world, &world.browser().signed_in("clerk").await).await;
        let path = format!("/web-users/{clerk}/second-factor");
        assert!(admin.get(&path).await.body.contains("Turn off the second step for clerk?"));
        admin.post(&path, &[]).await.is_sent_to(&format!("/web-users/{clerk}"));
        let clerks = world.browser().signed_in("clerk").await;
        assert_eq!(clerks.get(&path).await.status, 404, "there is none, and it would be his own");
        // Not one's own, not a stranger's, and by no one who may only look.
        assert_eq!(admin.post(&format!("/web-users/{default}/second-factor"), &[]).await.status, 404);
        world.web_user(acme, "watcher", AccessLevel::Reporter).await;
        let watcher = world.browser().signed_in("watcher").await;
        let below = world.browser().signed_in("shop").await;
        for browser in [&watcher, &below] {
            let path = format!("/web-users/{default}/second-factor");
            assert_eq!(browser.post(&path, &[]).await.status, 404);
        }
        // The default one's by another administrator, and one below.
        clerks.post(&format!("/web-users/{default}/second-factor"), &[]).await;
        world.browser().signed_in("acme").await;
        set_up(world, &below).await;
        let of_shop = world.default_web_user(shop).await;
        let path = format!("/web-users/{of_shop}/second-factor?customer={shop}");
        admin.post(&path, &[]).await.is_sent_to(&format!("/web-users/{of_shop}?customer={shop}"));
        world.browser().signed_in("shop").await;
        let said = world.operations().await;
        for operation in ["second_factor.turn_on", "web_user.reset_second_factor"] {
            assert!(said.contains(&operation.to_owned()), "{said:?}");
        }
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn the_holder_of_an_account_has_it_as_well() {
    everywhere(async |world: &World| {
        let (_, shop) = world.family().await;
        let id = super::people::user(&world.installation, shop, "holder@shop").await;
        let holder = world.browser().signed_in("holder@shop").await;
        let (telephone, _) = set_up(world, &holder).await;
        let browser = world.browser();
        browser.sign_in("holder@shop", SECRET).await.is_sent_to("/sign-in/code");
        enter(&browser, &telephone.code(world, 0)).await.is_sent_to("/");
        let (app, operator) = (&world.installation.app, world.installation.operator());
        let lookup = AccountLookup::User(id);
        assert!(has_second_factor(app, &operator, lookup.clone()).await.unwrap());
        reset_second_factor(app, &operator, lookup.clone()).await.unwrap();
        assert!(!has_second_factor(app, &operator, lookup).await.unwrap());
        world.browser().signed_in("holder@shop").await;
        world.is_sound().await;
    })
    .await;
}
