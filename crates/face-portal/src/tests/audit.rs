//! The audit log as a person reads it: what changed in words, found by what and by whom, of his own branch alone.

use std::time::Duration;

use app::customer::update::{self, UpdateCustomer};
use party::customer::Change;
use party::ids::{CustomerId, ROOT};
use party::password::Password;
use party::rights::{Manage, RightsChange};
use party::text::Block;
use party::web_user::AccessLevel;

use super::owned;
use super::world::{Browser, World, everywhere};

async fn change(world: &World, customer: CustomerId, change: UpdateCustomer) {
    let (app, operator) = (&world.installation.app, world.installation.operator());
    update::update(app, &operator, customer, change).await.unwrap();
}

/// How many lines a page of the log has.
async fn count(browser: &Browser<'_>, path: &str) -> usize {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.body.matches("<th scope=\"row\">").count()
}

#[tokio::test]
async fn what_changed_is_told_in_words_and_nothing_secret_is() {
    everywhere(async |world: &World| {
        let (_, shop) = world.family().await;
        let rights = RightsChange { customers: Some(Manage::ADD), ..RightsChange::default() };
        let change = Change {
            description: Block::parse(&"A long text. ".repeat(12)).ok(),
            rights,
            ..Change::default()
        };
        let secret = Password::parse("Another-secret-2").unwrap();
        super::audit::change(
            world,
            shop,
            UpdateCustomer { change, web_password: Some(secret), ..UpdateCustomer::default() },
        )
        .await;
        let page =
            world.browser().signed_in("acme").await.get(&format!("/audit?object=customer:{shop}")).await.body;
        let text =
            page.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text)).collect::<String>();
        assert!(
            text.contains("Rights over customers")
                && text.contains("add, edit, delete")
                && text.contains("→"),
            "{text}"
        );
        assert!(page.contains("<summary>A long text."), "{page}");
        assert!(text.contains("hidden") && !text.contains("Another-secret-2"), "{text}");
        assert!(page.contains(&format!("href=\"/customers/{shop}\">Customer shop</a>")), "{page}");
        assert!(text.contains("Your provider"), "the operator is not named below him: {text}");
    })
    .await;
}

#[tokio::test]
async fn lines_are_found_by_object_actor_use_case_face_and_time() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        world.installation.clock.advance(Duration::from_secs(3_600));
        let tariff = owned::tariff_of(world, acme, "Retail").await;
        let clerk = world.web_user(acme, "clerk", AccessLevel::Administrator).await;
        let browser = world.browser().signed_in("clerk").await;
        let made = browser.post("/routing-groups/new", &[("name", "Main"), ("policy", "1")]).await;
        assert_eq!(made.status, 303, "{}", made.body);
        let edit = format!("{}/edit", made.location());
        browser.post(&edit, &[("name", "Second"), ("policy", "2")]).await.is_sent_to(made.location());
        let group = made.location().rsplit('/').next().unwrap();
        for (path, expected) in [
            (format!("/audit?object=routing_group:{group}"), 2),
            (format!("/audit?object_kind=routing_group&object_number={group}"), 2),
            (format!("/audit?object=tariff:{tariff}"), 1),
            ("/audit?object=tariff:999".to_owned(), 0),
            (format!("/audit?actor=web_user:{clerk}"), 3),
            (format!("/audit?actor_kind=web_user&actor_number={clerk}&operation=routing_group.update"), 1),
            (format!("/audit?actor=customer:{acme}"), 0),
            ("/audit?object=customer:shop".to_owned(), 1),
            ("/audit?object_kind=customer&object_number=shop&operation=customer.create".to_owned(), 1),
            ("/audit?object_kind=customer&object_number=clerk".to_owned(), 0),
            ("/audit?actor_kind=web_user&actor_number=clerk".to_owned(), 3),
            ("/audit?actor_kind=account&actor_number=clerk".to_owned(), 0),
            ("/audit?object_kind=customer&object_number=nobody".to_owned(), 0),
            ("/audit?actor=operator".to_owned(), 0),
            ("/audit?operation=customer.create".to_owned(), 2),
            ("/audit?operation=session.sign_in".to_owned(), 1),
            ("/audit?face=portal".to_owned(), 3),
            ("/audit?face=rest".to_owned(), 0),
            ("/audit?until=2026-01-01T00:30".to_owned(), 2),
            ("/audit?from=2026-01-01T00:30".to_owned(), 5),
            (format!("/audit?from=2026-01-01T00:30&object=customer:{shop}"), 0),
            ("/audit?object=%00&actor=x&operation=y&face=z&at=x&line=y".to_owned(), 7),
        ] {
            assert_eq!(count(&browser, &path).await, expected, "{path}");
        }
        let page = browser.get(&format!("/audit?object=routing_group:{group}")).await.body;
        assert!(page.contains("Web user clerk") && page.contains("Routing group “Second”"), "{page}");
        assert!(page.contains("Cheapest first") && page.contains("By preference"), "{page}");
        let misnamed = browser.get("/audit?object_kind=tariff&object_number=Retail").await;
        assert_eq!(
            (misnamed.status, misnamed.body.contains("id=\"object_number-error\"")),
            (422, true),
            "{}",
            misnamed.body
        );
        for (login, rows) in [("clerk", 3), ("nobody", 0)] {
            let path = format!("/audit/export?actor_kind=web_user&actor_number={login}&format=csv");
            let file = browser.get(&path).await;
            assert_eq!((file.status, file.body.lines().count()), (200, rows + 1), "{}", file.body);
        }
        let wrong = browser.get("/audit?from=yesterday").await;
        assert_eq!((wrong.status, wrong.body.contains("id=\"from-error\"")), (422, true), "{}", wrong.body);
        let root = world.browser();
        let root = {
            assert_eq!(root.sign_in("root", support::ROOT_WEB_PASSWORD).await.status, 303);
            root
        };
        assert!(4 <= count(&root, "/audit?actor=operator").await);
        assert_eq!(count(&root, &format!("/audit?actor=web_user:{clerk}")).await, 3);
    })
    .await;
}

#[tokio::test]
async fn everybody_reads_of_his_own_branch() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        let other = world.customer(ROOT, "other", |_| ()).await;
        let deep = world.customer(acme, "deep", |_| ()).await;
        let below = world.customer(deep, "below", |_| ()).await;
        for (login, seen, unseen) in [
            ("acme", vec![acme, shop, deep, below], vec![other, ROOT]),
            ("deep", vec![deep, below], vec![acme, shop, other]),
            ("shop", vec![shop], vec![acme, deep, below, other]),
        ] {
            let browser = world.browser().signed_in(login).await;
            for id in seen {
                assert_eq!(count(&browser, &format!("/audit?object=customer:{id}")).await, 1, "{login} {id}");
            }
            assert_eq!(count(&browser, "/audit?object=customer:other").await, 0, "{login}");
            for id in unseen {
                assert_eq!(count(&browser, &format!("/audit?object=customer:{id}")).await, 0, "{login} {id}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn pages_lead_to_older_lines_without_a_gap() {
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        for number in 0..110 {
            owned::tariff_of(world, acme, &format!("Tariff {number}")).await;
        }
        let browser = world.browser().signed_in("acme").await;
        let (mut path, mut sizes, mut seen) =
            ("/audit?operation=tariff.create".to_owned(), Vec::new(), std::collections::BTreeSet::new());
        loop {
            let page = browser.get(&path).await.body;
            let names = page.split("Tariff “").skip(1).map(|rest| rest.split('”').next().unwrap().to_owned());
            seen.extend(names);
            sizes.push(page.matches("<th scope=\"row\">").count());
            let Some(next) = page.split("rel=\"next\" href=\"").nth(1) else { break };
            path = next.split('"').next().unwrap().replace("&#38;", "&");
        }
        assert_eq!((sizes, seen.len()), (vec![50, 50, 10], 110));
    })
    .await;
}
