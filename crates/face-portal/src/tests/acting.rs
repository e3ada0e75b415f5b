//! Going on as a customer below: who may, what it is worth, what ends it, and what is written down.

use app::audit_log::{self, ListAudit};
use app::customer::block::set_blocked;
use app::customer::delete::delete;
use app::customer::update::{UpdateCustomer, update};
use app::session::{self, ChangeOwnPasswordError, Session, SessionToken};
use app::web_user;
use http::Method;
use party::customer::Draft;
use party::ids::{CustomerId, ROOT, WebUserId};
use party::password::Password;
use party::rights::{Manage, RightsChange};
use party::web_user::AccessLevel;

use super::world::{Browser, SECRET, World, everywhere};

const NAME: &str = "__Host-session";
const BANNER: &str = "class=\"acting\"";

/// acme, mid below him, leaf below mid; and beside acme another.
struct Family {
    acme: CustomerId,
    mid: CustomerId,
    leaf: CustomerId,
    other: CustomerId,
}

impl Family {
    async fn of(world: &World) -> Self {
        let acme = world.customer(ROOT, "acme", |_| ()).await;
        let mid = world.customer(acme, "mid", |_| ()).await;
        let leaf = world.customer(mid, "leaf", |draft| draft.change.rights.depth_max = Some(0)).await;
        Self { acme, mid, leaf, other: world.customer(ROOT, "other", |_| ()).await }
    }
}

fn sign_in_as(id: CustomerId) -> String {
    format!("/customers/{id}/sign-in-as")
}

/// acme's administrator, who acts as mid.
async fn acting<'a>(world: &'a World, family: &Family) -> Browser<'a> {
    let browser = world.browser().signed_in("acme").await;
    browser.post(&sign_in_as(family.mid), &[]).await.is_sent_to("/");
    browser
}

/// Actor, use case and object of what was done about those below root, the latest first.
async fn log(world: &World, below: CustomerId) -> Vec<String> {
    let wanted = ListAudit {
        customer: Some(below),
        operations: Some(vec![
            "session.act_as",
            "session.return",
            "session.sign_out",
            "session.revoke",
            "customer.block",
            "web_user.change_password",
        ]),
        ..ListAudit::newest(50)
    };
    let lines =
        audit_log::list(&world.installation.app, &world.installation.operator(), wanted).await.unwrap();
    let line =
        |line: audit_log::AuditLine| format!("{} {} {}", line.actor.unwrap(), line.operation, line.object);
    lines.into_iter().map(line).collect()
}

async fn session_of(world: &World, browser: &Browser<'_>) -> Option<Session> {
    let token = SessionToken::parse(&browser.cookie(NAME)?)?;
    session::find(&world.installation.app, &token).await.unwrap()
}

#[tokio::test]
async fn it_is_shown_on_every_page_and_every_change_names_both() {
    everywhere(async |world: &World| {
        let family = Family::of(world).await;
        let browser = acting(world, &family).await;
        let web_user = session_of(world, &browser).await.unwrap().context(
            &world.installation.app,
            None,
            String::from("request").into(),
        );
        let actor = web_user.actor.to_string();
        assert_eq!(
            actor.split_once(" of ").unwrap().1,
            format!("customer:{} as customer:{}", family.acme, family.mid)
        );
        for path in ["/", "/customers", "/customers/tree", "/nowhere", &format!("/customers/{}", family.leaf)]
        {
            let page = browser.get(path).await.body;
            assert!(page.contains(BANNER) && page.contains("You are signed in as mid."), "{path}: {page}");
            assert!(page.contains("Return to acme"), "{path}");
        }
        // He is where mid is, and sees what mid sees.
        assert_eq!(browser.get(&format!("/customers/{}", family.mid)).await.status, 404);
        browser
            .post(&format!("/customers/{}/block", family.leaf), &[])
            .await
            .is_sent_to(&format!("/customers/{}", family.leaf));
        let back = format!("/customers/{}", family.mid);
        browser.post("/return", &[]).await.is_sent_to(&back);
        let page = browser.get(&back).await.body;
        assert!(!page.contains(BANNER) && page.contains("You are signed in as yourself again."), "{page}");
        let (person, _) = actor.split_once(" as ").unwrap();
        let expected = [
            format!("{person} session.return customer:{}", family.mid),
            format!("{actor} customer.block customer:{}", family.leaf),
            format!("{person} session.act_as customer:{}", family.mid),
        ];
        assert_eq!(log(world, family.acme).await, expected);
        // mid reads that it was done, and not by whom.
        let own = world.browser().signed_in("mid").await.get("/").await.body;
        let (id, _) = person.strip_prefix("web_user:").unwrap().split_once(' ').unwrap();
        assert!(
            own.contains("Signed in as the customer") && !own.contains(&format!("Web user {id}<")),
            "{own}"
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_acts_upwards_sideways_or_without_the_right() {
    everywhere(async |world: &World| {
        let family = Family::of(world).await;
        let add_only = |draft: &mut Draft| draft.change.rights.customers = Some(Manage::ADD);
        let weak = world.customer(ROOT, "weak", add_only).await;
        let below_weak = world.customer(weak, "below-weak", add_only).await;
        for (login, level) in [
            ("reporter", AccessLevel::Reporter),
            ("billing", AccessLevel::Billing),
            ("noc", AccessLevel::Noc),
            ("clerk", AccessLevel::Administrator),
        ] {
            world.web_user(family.acme, login, level).await;
        }
        super::people::user(&world.installation, family.mid, "holder@mid").await;
        for (login, target, status) in [
            ("acme", family.acme, 404),
            ("acme", family.other, 404),
            ("acme", ROOT, 404),
            ("acme", CustomerId(999), 404),
            ("mid", family.acme, 404),
            ("mid", family.mid, 404),
            ("weak", below_weak, 404),
            ("reporter", family.mid, 404),
            ("billing", family.mid, 404),
            ("noc", family.mid, 404),
            ("holder@mid", family.leaf, 404),
            ("acme", family.leaf, 303),
            ("clerk", family.mid, 303),
        ] {
            let browser = world.browser().signed_in(login).await;
            let before = browser.cookie(NAME);
            let answer = browser.post(&sign_in_as(target), &[]).await;
            assert_eq!(answer.status, status, "{login} as {target}");
            let is_acting = session_of(world, &browser).await.unwrap().acting.is_some();
            assert_eq!(
                (is_acting, before == browser.cookie(NAME)),
                (status == 303, status != 303),
                "{login}"
            );
        }
        // Nobody acts as two at once.
        let browser = acting(world, &family).await;
        assert_eq!(browser.post(&sign_in_as(family.leaf), &[]).await.status, 404);
        assert!(!browser.get(&format!("/customers/{}", family.leaf)).await.body.contains("sign-in-as"));
    })
    .await;
}

#[tokio::test]
async fn nobody_acts_as_a_blocked_one_or_below_one() {
    everywhere(async |world: &World| {
        let family = Family::of(world).await;
        let operator = world.installation.operator();
        set_blocked(&world.installation.app, &operator, family.mid, None, true).await.unwrap();
        let browser = world.browser().signed_in("acme").await;
        for target in [family.mid, family.leaf] {
            let answer = browser.post(&sign_in_as(target), &[]).await;
            assert!(
                answer.status == 422 && answer.body.contains("This customer is blocked"),
                "{}",
                answer.body
            );
        }
        assert!(session_of(world, &browser).await.unwrap().acting.is_none());
        assert!(log(world, family.acme).await.iter().all(|line| !line.contains("act_as")));
    })
    .await;
}

#[tokio::test]
async fn a_secret_or_a_form_from_before_is_worth_nothing() {
    everywhere(async |world: &World| {
        let family = Family::of(world).await;
        let browser = world.browser().signed_in("acme").await;
        let (own, own_form) = (browser.cookie(NAME).unwrap(), browser.form_token().await);
        browser.post(&sign_in_as(family.mid), &[]).await.is_sent_to("/");
        let (acting, acting_form) = (browser.cookie(NAME).unwrap(), browser.form_token().await);
        assert!(own != acting && own_form != acting_form);
        // A form that was opened as oneself does nothing as the customer, and the other way round.
        let path = format!("/customers/{}/block", family.leaf);
        let post = async |token: &str| {
            browser.send(Method::POST, &path, &[("form_token", token)], true).await.status
        };
        assert_eq!(post(&own_form).await, 403);
        let planted = world.browser();
        planted.set_cookie(NAME, &own);
        planted.get("/").await.is_sent_to("/sign-in");
        browser.post("/return", &[]).await.is_sent_to(&format!("/customers/{}", family.mid));
        assert_eq!(post(&acting_form).await, 403);
        for stale in [own, acting] {
            planted.set_cookie(NAME, &stale);
            planted.get("/").await.is_sent_to("/sign-in");
        }
        assert_eq!(browser.get("/").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn what_is_the_customers_own_is_not_touched() {
    everywhere(async |world: &World| {
        let family = Family::of(world).await;
        let own = world.browser().signed_in("mid").await;
        let browser = acting(world, &family).await;
        for path in [
            "/password",
            "/sessions",
            "/sessions/end-others",
            "/second-factor",
            "/second-factor/begin",
            "/second-factor/turn-off",
        ] {
            assert_eq!(browser.get(path).await.status, 404, "{path}");
            let fields =
                [("current", SECRET), ("new", "Other-password-22"), ("repeated", "Other-password-22")];
            assert_eq!(browser.post(path, &fields).await.status, 404, "{path}");
        }
        let page = browser.get("/").await.body;
        assert!(!page.contains("href=\"/password\"") && !page.contains("href=\"/sessions\""), "{page}");
        // The use cases refuse as well.
        let app = &world.installation.app;
        let acting = session_of(world, &browser).await.unwrap();
        let context = acting.context(app, None, String::from("request").into());
        let password = Password::parse("Other-password-22").unwrap();
        let current = Password::parse(SECRET).unwrap();
        let changed = session::change_password(app, &context, &acting, Some(&current), &password).await;
        assert!(matches!(changed, Err(ChangeOwnPasswordError::Acting)), "{changed:?}");
        assert_eq!(session::list(app, &acting).await.unwrap(), []);
        assert_eq!(session::revoke_others(app, &context, &acting).await.unwrap(), 0);
        let others = session_of(world, &own).await.unwrap().token_hash;
        for hash in [others, acting.token_hash] {
            assert!(!session::revoke(app, &context, &acting, hash).await.unwrap());
        }
        assert_eq!((own.get("/").await.status, browser.get("/").await.status), (200, 200));
    })
    .await;
}

#[tokio::test]
async fn it_ends_with_the_session_of_its_person() {
    everywhere(async |world: &World| {
        let family = Family::of(world).await;
        let (app, operator) = (&world.installation.app, world.installation.operator());
        let out = async |browser: &Browser<'_>| browser.get("/").await.is_sent_to("/sign-in");
        // Signed out.
        let browser = acting(world, &family).await;
        let cookie = browser.cookie(NAME).unwrap();
        browser.post("/sign-out", &[]).await.is_sent_to("/sign-in");
        browser.set_cookie(NAME, &cookie);
        out(&browser).await;
        // Revoked from elsewhere, one and all.
        let there = world.browser().signed_in("acme").await;
        let browser = acting(world, &family).await;
        let hash = session::print_hash(&session_of(world, &browser).await.unwrap().token_hash);
        there.post("/sessions/end", &[("session", &hash)]).await.is_sent_to("/sessions");
        out(&browser).await;
        let browser = acting(world, &family).await;
        there.post("/sessions/end-others", &[]).await.is_sent_to("/sessions");
        out(&browser).await;
        // Another password, chosen elsewhere.
        let browser = acting(world, &family).await;
        let new = "Other-password-22";
        there
            .post("/password", &[("current", SECRET), ("new", new), ("repeated", new)])
            .await
            .is_sent_to("/");
        out(&browser).await;
        let about_mid: Vec<String> = log(world, family.mid).await;
        let ends = about_mid.iter().filter(|line| line.contains("session.return")).count();
        let begins = about_mid.iter().filter(|line| line.contains("session.act_as")).count();
        assert_eq!((begins, ends), (4, 4), "{about_mid:?}");
        // The person blocked, and his customer.
        world.web_user(family.acme, "clerk", AccessLevel::Administrator).await;
        let browser = world.browser().signed_in("clerk").await;
        browser.post(&sign_in_as(family.mid), &[]).await.is_sent_to("/");
        let session::Identity::WebUser { id, .. } = session_of(world, &browser).await.unwrap().identity
        else {
            panic!("a web user acts");
        };
        web_user::block::set_blocked(app, &operator, Some(family.acme), WebUserId(id.0), true).await.unwrap();
        out(&browser).await;
        there.post(&sign_in_as(family.mid), &[]).await.is_sent_to("/");
        set_blocked(app, &operator, family.acme, None, true).await.unwrap();
        out(&there).await;
    })
    .await;
}

#[tokio::test]
async fn it_is_over_when_one_of_the_two_no_longer_may() {
    everywhere(async |world: &World| {
        let family = Family::of(world).await;
        let (app, operator) = (&world.installation.app, world.installation.operator());
        let path = format!("/customers/{}/block", family.leaf);
        let is_over = async |browser: &Browser<'_>, form: &str, why: &str| {
            let cookie = browser.cookie(NAME);
            // What is posted on behalf of the customer is done for nobody.
            browser.send(Method::POST, &path, &[("form_token", form)], true).await.is_sent_to("/");
            assert_ne!(browser.cookie(NAME), cookie, "{why}");
            let page = browser.get("/").await;
            assert!(page.status == 200 && !page.body.contains(BANNER), "{why}: {}", page.body);
            assert!(page.body.contains("You could no longer act as that customer"), "{why}: {}", page.body);
            let leaf = app::customer::find::Lookup::Id(family.leaf);
            let leaf = app::customer::find::find(app, &operator, leaf).await;
            assert!(leaf.is_ok_and(|leaf| !leaf.customer.blocked), "{why}");
        };
        let browser = acting(world, &family).await;
        let form = browser.form_token().await;
        set_blocked(app, &operator, family.mid, None, true).await.unwrap();
        is_over(&browser, &form, "mid is blocked").await;
        set_blocked(app, &operator, family.mid, None, false).await.unwrap();
        let browser = acting(world, &family).await;
        let form = browser.form_token().await;
        let none = RightsChange { customers: Some(Manage::ADD), ..RightsChange::default() };
        let mut request = UpdateCustomer::default();
        request.change.rights = none;
        update(app, &operator, family.acme, request).await.unwrap();
        is_over(&browser, &form, "acme may no longer change customers").await;
        let mut request = UpdateCustomer::default();
        request.change.rights = RightsChange { customers: Some(Manage::ALL), ..RightsChange::default() };
        update(app, &operator, family.acme, request).await.unwrap();
        let gone = world.customer(family.acme, "gone", |_| ()).await;
        let browser = world.browser().signed_in("acme").await;
        browser.post(&sign_in_as(gone), &[]).await.is_sent_to("/");
        let form = browser.form_token().await;
        delete(app, &operator, gone, None).await.unwrap();
        is_over(&browser, &form, "the customer is gone").await;
        // Nothing that he could do before asks whether he still may.
        let browser = acting(world, &family).await;
        set_blocked(app, &operator, family.mid, None, true).await.unwrap();
        let over = session_of(world, &browser).await.unwrap();
        let context = over.context(app, None, String::from("request").into());
        assert!(set_blocked(app, &context, family.leaf, None, true).await.is_err());
        browser.get("/sign-in").await.is_sent_to("/");
        browser.post("/sign-out", &[]).await.is_sent_to("/sign-in");
    })
    .await;
}

#[tokio::test]
async fn no_right_is_gained() {
    everywhere(async |world: &World| {
        let family = Family::of(world).await;
        let browser = acting(world, &family).await;
        let acting = session_of(world, &browser).await.unwrap();
        let own = session_of(world, &world.browser().signed_in("mid").await).await.unwrap();
        let app = &world.installation.app;
        let caller = |session: &Session| session.context(app, None, String::from("request").into()).caller;
        assert_eq!(caller(&acting), caller(&own));
        browser.post("/return", &[]).await;
        browser.post(&sign_in_as(family.leaf), &[]).await.is_sent_to("/");
        // leaf has no customers, and so has who acts as him.
        for path in ["/customers", "/customers/tree", &format!("/customers/{}", family.mid)] {
            assert_eq!(browser.get(path).await.status, 404, "{path}");
        }
        assert_eq!(browser.post(&format!("/customers/{}/block", family.leaf), &[]).await.status, 404);
    })
    .await;
}
