//! Customers as a tree, and blocking and removing one.

use http::Method;
use party::billing::BillingType;
use party::customer::{BillingChoice, Draft};
use party::ids::{CustomerId, ROOT};
use party::rights::Manage;
use party::text::Line;
use party::web_user::AccessLevel;

use super::world::{Browser, World, everywhere};

/// The nodes that the page shows, one a line: depth, name, count.
fn nodes(page: &str) -> Vec<String> {
    let mut depth: usize = 0;
    let mut nodes = Vec::new();
    let tree = page.split("class=\"card tree\"").nth(1).unwrap_or_default();
    for part in tree.split('<').skip(1) {
        match part.split(['>', ' ']).next().unwrap() {
            "ul" => depth += 1,
            "/ul" => depth -= 1,
            _ if part.starts_with("a class=\"twig-name\"") => {
                nodes.push(format!("{depth} {}", part.split('>').nth(1).unwrap().trim()));
            }
            _ if part.starts_with("span class=\"twig-count\"") => {
                let count = part.split('>').nth(1).unwrap();
                nodes.last_mut().unwrap().push_str(&format!(" ({count})"));
            }
            "/div" if depth == 0 => break,
            _ => {}
        }
    }
    nodes
}

/// The numbers among what a page tells of a customer.
fn counts(page: &str) -> Vec<&str> {
    let facts = page.split("<dd>").skip(1).map(|fact| fact.split("</span>").next().unwrap());
    facts.map(|fact| fact.rsplit('>').next().unwrap()).collect()
}

async fn tree(browser: &Browser<'_>, path: &str) -> Vec<String> {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    nodes(&answer.body)
}

#[tokio::test]
async fn the_tree_opens_along_one_branch() {
    everywhere(async |world: &World| {
        let acme = world.customer(ROOT, "acme", |_| ()).await;
        let beta = world.customer(acme, "Beta", |_| ()).await;
        let alpha = world.customer(acme, "alpha", |_| ()).await;
        let deep = world.customer(beta, "deep", |_| ()).await;
        let deeper = world.customer(deep, "deeper", |_| ()).await;
        let other = world.customer(ROOT, "other", |_| ()).await;
        let browser = world.browser().signed_in("acme").await;
        let closed = ["1 alpha", "1 Beta (1 customer)"];
        let open = ["1 alpha", "1 Beta (1 customer)", "2 deep (1 customer)"];
        let all = ["1 alpha", "1 Beta (1 customer)", "2 deep (1 customer)", "3 deeper"];
        for (path, expected) in [
            ("/customers/tree".to_owned(), closed.as_slice()),
            (format!("/customers/tree?open={acme}"), &closed),
            (format!("/customers/tree?open={alpha}"), &closed),
            (format!("/customers/tree?open={beta}"), &open),
            (format!("/customers/tree?open={deep}"), &all),
            (format!("/customers/tree?open={deeper}"), &all),
            ("/customers/tree?open=nonsense&after=x".to_owned(), &closed),
        ] {
            assert_eq!(tree(&browser, &path).await, expected, "{path}");
        }
        for hidden in [ROOT, other, CustomerId(999)] {
            assert_eq!(browser.get(&format!("/customers/tree?open={hidden}")).await.status, 404, "{hidden}");
        }
        let page = browser.get(&format!("/customers/tree?open={beta}")).await.body;
        assert!(page.contains(&format!("href=\"/customers?owner={beta}\"")), "{page}");
        let table = browser.get(&format!("/customers?owner={beta}")).await.body;
        assert!(table.contains(&format!("href=\"/customers/tree?open={beta}\"")), "{table}");
        // Root sees through the branches.
        let root = world.browser();
        root.sign_in(support::ROOT_NAME, support::ROOT_WEB_PASSWORD).await.is_sent_to("/");
        let seen = tree(&root, &format!("/customers/tree?open={deep}")).await;
        let expected = [
            "1 acme (2 customers)",
            "2 alpha",
            "2 Beta (1 customer)",
            "3 deep (1 customer)",
            "4 deeper",
            "1 other",
        ];
        assert_eq!(seen, expected);
        let none = world.browser().signed_in("alpha").await.get("/customers/tree").await.body;
        assert!(none.contains("No customers yet"), "{none}");
    })
    .await;
}

#[tokio::test]
async fn a_node_with_many_customers_is_paged_and_an_open_one_is_on_its_page() {
    everywhere(async |world: &World| {
        let acme = world.customer(ROOT, "acme", |_| ()).await;
        let mut last = acme;
        for number in 10..62 {
            last = world.customer(acme, &format!("c{number}"), |_| ()).await;
        }
        world.customer(last, "below", |_| ()).await;
        let browser = world.browser().signed_in("acme").await;
        let page = browser.get("/customers/tree").await.body;
        assert_eq!(nodes(&page).len(), 50);
        let more = page.split("data-more href=\"").nth(1).unwrap().split('"').next().unwrap();
        let rest = tree(&browser, &more.replace("&#38;", "&")).await;
        assert_eq!(rest, ["1 c60", "1 c61 (1 customer)"]);
        let open = browser.get(&format!("/customers/tree?open={last}")).await.body;
        assert_eq!(nodes(&open), ["1 c61 (1 customer)", "2 below"]);
        assert!(open.contains("From the first") && !open.contains("data-more"), "{open}");
    })
    .await;
}

#[tokio::test]
async fn customers_are_filtered_by_how_they_pay() {
    everywhere(async |world: &World| {
        let owner = |draft: &mut Draft| draft.billing_type = BillingChoice::Explicit(BillingType::Postpaid);
        let acme = world.customer(ROOT, "acme", owner).await;
        for (name, pays) in
            [("a", BillingType::Prepaid), ("b", BillingType::Postpaid), ("c", BillingType::Postpaid)]
        {
            world.customer(acme, name, |draft| draft.billing_type = BillingChoice::Explicit(pays)).await;
        }
        let browser = world.browser().signed_in("acme").await;
        for (query, expected) in [
            ("pays=before", "a"),
            ("pays=after", "b c"),
            ("pays=after&direction=descending", "c b"),
            ("pays=after&order=number&search=c", "c"),
            ("pays=after&order=number", "b c"),
            ("pays=after&state=blocked", ""),
            ("pays=x", "a b c"),
        ] {
            let page = browser.get(&format!("/customers?{query}")).await.body;
            let rows = page.split("<th scope=\"row\">").skip(1);
            let names: Vec<&str> =
                rows.map(|row| row.split("\">").nth(1).unwrap().split('<').next().unwrap()).collect();
            assert_eq!(names.join(" "), expected, "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn customers_are_found_by_what_is_known_of_them() {
    everywhere(async |world: &World| {
        let acme = world.customer(ROOT, "acme", |_| ()).await;
        world.customer(acme, "sol", |_| ()).await;
        let company = |draft: &mut Draft| {
            draft.change.contact.company_name = Some(Line::parse("Solaris & Co").unwrap());
        };
        for number in 0..60 {
            world.customer(acme, &format!("c{number:02}"), company).await;
        }
        world.customer(acme, "solo", |_| ()).await;
        let browser = world.browser().signed_in("acme").await;
        let page = browser.get("/customers?search=SOL").await.body;
        assert_eq!(page.matches("<th scope=\"row\">").count(), 50);
        assert_eq!(page.matches("Company: Solaris &#38; Co").count(), 48, "{page}");
        let next = page.split("href=\"").find(|link| link.contains("after=") && link.contains("by=company"));
        let next = next.and_then(|link| link.split('"').next()).unwrap().replace("&#38;", "&");
        let page = browser.get(&next).await.body;
        assert_eq!(page.matches("Company: Solaris &#38; Co").count(), 12, "{page}");
        let previous = page.split("href=\"").find(|link| link.contains("before=")).unwrap();
        let previous = previous.split('"').next().unwrap().replace("&#38;", "&");
        let page = browser.get(&previous).await.body;
        assert!(page.contains(">sol</a>") && page.contains(">solo</a>"), "{page}");
        // Whoever is found is in the file; whom a name finds is not told by what else.
        let file = super::exports::downloaded(&browser.get("/customers/export?search=sol&format=csv").await);
        assert_eq!(file.len(), 63);
        let page = browser.get("/customers?search=c0").await.body;
        assert!(page.contains(">c09</a>") && !page.contains("Company: "), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_customer_is_blocked_after_a_look_at_what_it_touches() {
    everywhere(async |world: &World| {
        let acme = world.customer(ROOT, "acme", |_| ()).await;
        let mid = world.customer(acme, "mid", |_| ()).await;
        let leaf = world.customer(mid, "leaf", |_| ()).await;
        super::people::user(&world.installation, mid, "holder@mid").await;
        let browser = world.browser().signed_in("acme").await;
        let (detail, block) = (format!("/customers/{mid}"), format!("/customers/{mid}/block"));
        assert!(browser.get(&detail).await.body.contains(&format!("href=\"{block}\"")));
        let page = browser.get(&block).await.body;
        assert_eq!(counts(&page), ["1", "1", "1"], "{page}");
        browser.get(&format!("{detail}/unblock")).await.is_sent_to(&detail);
        browser.post(&block, &[]).await.is_sent_to(&detail);
        let page = browser.get(&detail).await.body;
        assert!(page.contains("The customer is blocked.") && page.contains("/unblock\""), "{page}");
        assert!(!page.contains("sign-in-as"), "{page}");
        browser.get(&block).await.is_sent_to(&detail);
        assert_eq!(world.browser().sign_in("leaf", super::world::SECRET).await.status, 422);

        let leaf = format!("/customers/{leaf}");
        browser.post(&format!("{leaf}/block"), &[]).await.is_sent_to(&leaf);
        let page = browser.get(&format!("{leaf}/unblock")).await.body;
        assert!(page.contains("Somebody above this customer is blocked too"), "{page}");
        let page = browser.get(&format!("{detail}/unblock")).await.body;
        assert_eq!(counts(&page), ["0", "1", "1", "1", "0", "0"], "{page}");
        assert!(!page.contains("Somebody above"), "{page}");
        browser.post(&format!("{leaf}/unblock"), &[]).await.is_sent_to(&leaf);
        browser.post(&format!("{detail}/unblock"), &[]).await.is_sent_to(&detail);
        assert!(browser.get(&detail).await.body.contains("The customer is unblocked."));
        world.browser().signed_in("leaf").await;
    })
    .await;
}

#[tokio::test]
async fn a_customer_is_removed_once_nobody_depends_on_him() {
    everywhere(async |world: &World| {
        let acme = world.customer(ROOT, "acme", |_| ()).await;
        let mid = world.customer(acme, "mid", |_| ()).await;
        let leaf = world.customer(mid, "leaf", |draft| draft.balance_units = 1_234_000_000).await;
        super::people::user(&world.installation, leaf, "holder@leaf").await;
        let browser = world.browser().signed_in("acme").await;
        for (id, why) in [(mid, "Delete the customers below first."), (leaf, "Delete the accounts first.")] {
            let path = format!("/customers/{id}/delete");
            let page = browser.get(&path).await.body;
            assert!(page.contains(why) && !page.contains("confirmation"), "{page}");
            let refused = browser.post(&path, &[]).await;
            assert!(refused.status == 422 && refused.body.contains(why), "{}", refused.body);
        }
        let last = world.customer(mid, "last", |draft| draft.balance_units = 1_234_000_000).await;
        let path = format!("/customers/{last}/delete");
        let page = browser.get(&path).await.body;
        assert!(page.contains("12.34") && page.contains("confirmation"), "{page}");
        browser.post(&path, &[]).await.is_sent_to(&format!("/customers?owner={mid}"));
        assert_eq!(browser.get(&format!("/customers/{last}")).await.status, 404);
        assert_eq!(browser.get(&path).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn who_may_not_block_or_remove_finds_no_way_to() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        let other = world.customer(ROOT, "other", |_| ()).await;
        let add_only = |draft: &mut Draft| draft.change.rights.customers = Some(Manage::ADD);
        let weak = world.customer(ROOT, "weak", add_only).await;
        let below_weak = world.customer(weak, "below-weak", add_only).await;
        world.web_user(acme, "reporter", AccessLevel::Reporter).await;
        for (login, id) in
            [("acme", other), ("acme", acme), ("acme", ROOT), ("reporter", shop), ("weak", below_weak)]
        {
            let browser = world.browser().signed_in(login).await;
            let page = browser.get(&format!("/customers/{id}")).await.body;
            for deed in ["block", "unblock", "delete"] {
                let path = format!("/customers/{id}/{deed}");
                assert!(!page.contains(&path), "{login} {path}");
                assert_eq!(browser.post(&path, &[]).await.status, 404, "{login} {path}");
                let asked = browser.send(Method::GET, &path, &[], true).await;
                assert_eq!(asked.status, 404, "{login} {path}");
            }
        }
    })
    .await;
}
