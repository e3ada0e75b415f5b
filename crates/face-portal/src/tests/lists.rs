//! Customers are found, sorted and paged; the overview shows what there is.

use http::Method;
use party::billing::BillingType;
use party::customer::BillingChoice;

use super::world::{Browser, World, everywhere};

/// The names in the list, in its order, and the ways to other pages.
fn listed(page: &str) -> Vec<String> {
    let cells = page.split("<th scope=\"row\">").skip(1);
    cells.map(|cell| cell.split("\">").nth(1).unwrap().split('<').next().unwrap().to_owned()).collect()
}

fn link(page: &str, rel: &str) -> Option<String> {
    let rest = page.split(&format!("rel=\"{rel}\" href=\"")).nth(1)?;
    Some(rest.split('"').next()?.replace("&#38;", "&"))
}

async fn names(browser: &Browser<'_>, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    listed(&answer.body).join(" ")
}

#[tokio::test]
async fn customers_are_searched_sorted_and_filtered() {
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        for name in ["Beta", "alpha", "ALPHA-2", "Жук", "жаба"] {
            let blocked = name == "Beta";
            let id = world.customer(acme, name, |draft| draft.balance_units = 1).await;
            if blocked {
                let operator = world.installation.operator();
                app::customer::block::set_blocked(&world.installation.app, &operator, id, None, true)
                    .await
                    .unwrap();
            }
        }
        let browser = world.browser().signed_in("acme").await;
        for (path, expected) in [
            ("/customers", "alpha ALPHA-2 Beta shop жаба Жук"),
            ("/customers?direction=descending", "Жук жаба shop Beta ALPHA-2 alpha"),
            ("/customers?order=number", "shop Beta alpha ALPHA-2 Жук жаба"),
            ("/customers?order=number&direction=descending", "жаба Жук ALPHA-2 alpha Beta shop"),
            ("/customers?search=AL", "alpha ALPHA-2"),
            ("/customers?search=%D0%B6", "жаба Жук"),
            ("/customers?search=%25", ""),
            ("/customers?state=blocked", "Beta"),
            ("/customers?state=blocked&order=number", "Beta"),
            ("/customers?state=active&search=b", ""),
            ("/customers?state=active", "alpha ALPHA-2 shop жаба Жук"),
            ("/customers?after=nonsense&state=x&order=y", "alpha ALPHA-2 Beta shop жаба Жук"),
        ] {
            assert_eq!(names(&browser, path).await, expected, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn pages_lead_forwards_and_back_without_a_gap() {
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        for number in 0..120 {
            world.customer(acme, &format!("client {:03}", number * 7 % 120), |_| ()).await;
        }
        let browser = world.browser().signed_in("acme").await;
        for start in [
            "/customers",
            "/customers?direction=descending",
            "/customers?order=number",
            "/customers?search=client",
        ] {
            let mut path = start.to_owned();
            let mut pages = Vec::new();
            loop {
                let page = browser.get(&path).await.body;
                pages.push(listed(&page));
                match link(&page, "next") {
                    Some(next) => path = next,
                    None => break,
                }
            }
            let sizes: Vec<usize> = pages.iter().map(Vec::len).collect();
            let total = if start.contains("search") { 120 } else { 121 };
            assert_eq!(sizes, [50, 50, total - 100], "{start}");
            let mut all: Vec<String> = pages.iter().flatten().cloned().collect();
            all.sort();
            all.dedup();
            assert_eq!(all.len(), total, "{start}");
            for expected in pages.iter().rev().skip(1) {
                let page = browser.get(&path).await.body;
                path = link(&page, "prev").unwrap();
                assert_eq!(&listed(&browser.get(&path).await.body), expected, "{start}");
            }
            assert_eq!(link(&browser.get(&path).await.body, "prev"), None, "{start}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_overview_shows_what_there_is_and_how_it_came() {
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        world
            .customer(acme, "payer", |draft| {
                draft.balance_units = 12_345_000_000;
                draft.billing_type = BillingChoice::Explicit(BillingType::Prepaid);
            })
            .await;
        let payer = world.browser().signed_in("payer").await.get("/").await.body;
        assert!(payer.contains("123.45") && payer.contains("Opening balance"), "{payer}");
        assert!(payer.contains("<polyline") && payer.contains("<rect class=\"series-0\""), "{payer}");
        let acme = world.browser().signed_in("acme").await;
        let page = acme.send(Method::GET, "/", &[], true).await.body;
        assert!(page.contains("Customer made") && page.contains("Nothing was booked lately"), "{page}");
        let holder = super::people::user(
            &world.installation,
            super::people::id_of(&world.installation, "shop").await,
            "h@shop",
        );
        holder.await;
        let page = world.browser().signed_in("h@shop").await.get("/").await;
        assert!(page.status == 200 && !page.body.contains("Customer made"), "{}", page.body);
    })
    .await;
}
