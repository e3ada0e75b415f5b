//! The page that one sees first.

use party::account::EndpointChange;
use party::customer::Draft;
use party::dictionary::{AccountStartPage, StartPage};
use party::ids::ROOT;
use party::web_user::AccessLevel;

use super::people;
use super::world::{SECRET, World, everywhere};

/// By `start_page`: of an administrator, of a web user who sees no money, and at a customer without customers.
const OF_CUSTOMERS: [(i64, [&str; 3]); 5] = [
    (1, ["/", "/", "/"]),
    (2, ["/customers", "/customers", "/"]),
    (3, ["/money/postings", "/", "/money/postings"]),
    (4, ["/password", "/password", "/password"]),
    (5, ["/", "/", "/"]),
];

const OF_ACCOUNTS: [(i64, &str); 2] = [(1, "/"), (4, "/account")];

fn starting(id: i64) -> impl FnOnce(&mut Draft) {
    move |draft| draft.change.start_page = Some(StartPage::new(id).unwrap())
}

#[tokio::test]
async fn one_begins_where_it_is_set() {
    assert_eq!(StartPage::all().map(|term| term.id).collect::<Vec<_>>(), OF_CUSTOMERS.map(|(id, _)| id));
    assert_eq!(
        AccountStartPage::all().map(|term| term.id).collect::<Vec<_>>(),
        OF_ACCOUNTS.map(|(id, _)| id)
    );
    everywhere(async |world: &World| {
        for (id, [administrator, noc, leaf]) in OF_CUSTOMERS {
            let customer = world.customer(ROOT, &format!("boss{id}"), starting(id)).await;
            world.web_user(customer, &format!("noc{id}"), AccessLevel::Noc).await;
            let bare = |draft: &mut Draft| {
                starting(id)(draft);
                draft.change.rights.depth_max = Some(0);
            };
            world.customer(ROOT, &format!("leaf{id}"), bare).await;
            for (login, path) in [("boss", administrator), ("noc", noc), ("leaf", leaf)] {
                let browser = world.browser();
                browser.sign_in(&format!("{login}{id}"), SECRET).await.is_sent_to(path);
                assert_eq!(browser.get(path).await.status, 200, "{login}{id}");
            }
        }
        for (id, path) in OF_ACCOUNTS {
            let customer = world.customer(ROOT, &format!("holders{id}"), starting(2)).await;
            let change = EndpointChange {
                start_page: Some(AccountStartPage::new(id).unwrap()),
                ..EndpointChange::default()
            };
            people::endpoint_with(&world.installation, customer, &format!("phone{id}"), change).await;
            world.browser().sign_in(&format!("phone{id}"), SECRET).await.is_sent_to(path);
            people::user(&world.installation, customer, &format!("user{id}@x")).await;
            world.browser().sign_in(&format!("user{id}@x"), SECRET).await.is_sent_to("/");
        }
    })
    .await;
}

#[tokio::test]
async fn one_goes_on_where_one_wanted_to() {
    everywhere(async |world: &World| {
        let boss = world.customer(ROOT, "boss", starting(2)).await;
        let clerk = world.web_user(boss, "clerk", AccessLevel::Reporter).await;
        let fields = |next| [("login", "boss"), ("password", SECRET), ("next", next)];
        for (next, path) in [("/sessions", "/sessions"), ("//evil.example", "/customers"), ("", "/customers")]
        {
            let answer = world.browser().send(http::Method::POST, "/sign-in", &fields(next), true).await;
            answer.is_sent_to(path);
        }
        let browser = world.browser();
        browser.sign_in("boss", SECRET).await.is_sent_to("/customers");
        browser.get("/sign-in").await.is_sent_to("/");
        // Whoever must choose another password begins when he has it.
        let page = browser.post(&format!("/web-users/{clerk}/one-time-password"), &[]).await.body;
        let once = page.split("<code>").nth(1).and_then(|rest| rest.split('<').next()).unwrap().to_owned();
        let clerk = world.browser();
        clerk.sign_in("clerk", &once).await.is_sent_to("/password");
        let new = [("new", "Another-password-2"), ("repeated", "Another-password-2")];
        clerk.post("/password", &new).await.is_sent_to("/customers");
        clerk
            .post("/password", &[("current", "Another-password-2"), ("new", SECRET), ("repeated", SECRET)])
            .await
            .is_sent_to("/");
    })
    .await;
}
