//! Customers are found, sorted and paged; the overview shows what there is.

use app::customer::delete;
use app::customer::update::{self, UpdateCustomer};
use app::funds::FundsOf;
use app::funds::book::{BookFunds, book_funds};
use app::funds::low_balance;
use charging::{FundsChange, LowBalanceChange};
use http::Method;
use money::{Amount, Commodity, Currency};
use party::billing::BillingType;
use party::customer::BillingChoice;
use party::ids::CustomerId;
use party::text::Line;
use party::web_user::AccessLevel;

use super::exports::downloaded;
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

/// Books on a customer in the name of the operator.
async fn book(world: &World, customer: CustomerId, change: FundsChange, units: i64) {
    let request = BookFunds {
        of: FundsOf::Customer { id: customer, owner: None },
        change,
        amount: Amount::new(units, Commodity::Currency(Currency::parse("USD").unwrap())),
        notes: Line::default(),
        happened_at: None,
    };
    book_funds(&world.installation.app, &world.installation.operator(), request).await.unwrap();
}

#[tokio::test]
async fn who_has_little_left_is_found_as_long_as_he_has() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        let idle = world.customer(acme, "idle", |_| ()).await;
        world.web_user(acme, "noc", AccessLevel::Noc).await;
        let (browser, noc) =
            (world.browser().signed_in("acme").await, world.browser().signed_in("noc").await);
        let is_low = async |expected: &str| {
            assert_eq!(names(&browser, "/customers?balance=low").await, expected);
            let file = downloaded(&browser.get("/customers/export?balance=low").await);
            let in_file: Vec<&str> = file[1..].iter().map(|row| row[0].as_str()).collect();
            assert_eq!(in_file.join(" "), expected);
            world.is_sound().await;
        };
        let threshold = async |of: CustomerId, units: Option<i64>| {
            let of = FundsOf::Customer { id: of, owner: None };
            let change = LowBalanceChange { threshold_units: Some(units), ..LowBalanceChange::default() };
            let (app, operator) = (&world.installation.app, world.installation.operator());
            low_balance::set(app, &operator, of, change).await.unwrap();
        };
        is_low("").await;
        threshold(shop, Some(500)).await;
        threshold(idle, Some(-500)).await;
        is_low("shop").await;
        book(world, shop, FundsChange::Payment, 500).await;
        is_low("").await;
        book(world, shop, FundsChange::Debit, 1).await;
        book(world, idle, FundsChange::Debit, 501).await;
        is_low("idle shop").await;
        assert_eq!(
            names(&browser, "/customers?balance=low&order=number&direction=descending").await,
            "shop idle"
        );
        assert_eq!(names(&browser, "/customers?balance=low&search=S&below=none&state=active").await, "shop");
        threshold(shop, None).await;
        is_low("idle").await;
        let credit = UpdateCustomer { credit_limit_units: Some(1), ..UpdateCustomer::default() };
        let (app, operator) = (&world.installation.app, world.installation.operator());
        update::update(app, &operator, idle, credit).await.unwrap();
        is_low("").await;
        threshold(shop, Some(500)).await;
        assert!(!noc.get("/customers").await.body.contains("name=\"balance\""), "he sees no money");
        assert_eq!(names(&noc, "/customers?balance=low").await, "idle shop", "nor who has little of it");
        assert_eq!(downloaded(&noc.get("/customers/export?balance=low").await).len(), 3);
        delete::delete(app, &operator, shop, None).await.unwrap();
        is_low("").await;
    })
    .await;
}

#[tokio::test]
async fn who_has_customers_is_found_as_long_as_he_has() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        let mall = world.customer(acme, "mall", |_| ()).await;
        let browser = world.browser().signed_in("acme").await;
        let is_split = async |some: &str, none: &str| {
            assert_eq!(names(&browser, "/customers?below=some").await, some);
            assert_eq!(names(&browser, "/customers?below=none&order=number").await, none);
            let file = downloaded(&browser.get("/customers/export?below=some").await);
            assert_eq!(file.len(), some.split_whitespace().count() + 1);
            world.is_sound().await;
        };
        is_split("", "mall shop").await;
        let kiosk = world.customer(mall, "kiosk", |_| ()).await;
        is_split("mall", "shop").await;
        let (app, operator) = (&world.installation.app, world.installation.operator());
        delete::delete(app, &operator, kiosk, None).await.unwrap();
        is_split("", "mall shop").await;
        world.customer(mall, "kiosk", |_| ()).await;
        app::customer::block::set_blocked(app, &operator, shop, None, true).await.unwrap();
        is_split("mall", "shop").await;
        assert_eq!(names(&browser, "/customers?below=none&state=blocked").await, "shop");
        assert_eq!(names(&browser, "/customers?below=some&state=blocked").await, "");
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
        let payer = payer.replace('\u{a0}', " ");
        assert!(payer.contains("123.45 USD available, 0.00 USD held, credit limit 0.00 USD"), "{payer}");
        assert!(payer.contains("Balance, last 30 days") && !payer.contains("Low balance"), "{payer}");
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
