//! Money is looked at, booked on and booked back: once, exactly, by those who may, and by nobody else.

use app::customer::find::{self, Lookup};
use app::funds::holdings;
use app::funds::{FundsOf, HolderLookup};
use futures_util::future::join_all;
use http::Method;
use party::billing::BillingType;
use party::customer::BillingChoice;
use party::ids::{CustomerId, ROOT};
use party::rights::Flag;
use party::web_user::AccessLevel;

use super::people;
use super::users::wrong;
use super::world::{Answer, Browser, World, everywhere};

/// A reseller with 100 credits, and his customer, who pays before use.
pub(super) async fn family(world: &World) -> (CustomerId, CustomerId) {
    let prepaid = |draft: &mut party::customer::Draft| {
        draft.billing_type = BillingChoice::Explicit(BillingType::Prepaid);
    };
    let acme = world
        .customer(ROOT, "acme", |draft| {
            prepaid(draft);
            draft.change.rights = draft.change.rights.with(Flag::Callshop, true);
        })
        .await;
    let shop = world
        .customer(acme, "shop", |draft| {
            prepaid(draft);
            draft.change.rights.depth_max = Some(0);
        })
        .await;
    let request =
        app::credits::transfer::TransferCredits { customer: "acme".parse().unwrap(), units: 10_000_000_000 };
    let (app, operator) = (&world.installation.app, world.installation.operator());
    app::credits::transfer::transfer_credits(app, &operator, request).await.unwrap();
    (acme, shop)
}

/// Money and credits of a customer.
pub(super) async fn has(world: &World, customer: CustomerId) -> (String, String) {
    let (app, operator) = (&world.installation.app, world.installation.operator());
    let view = find::find(app, &operator, Lookup::Id(customer)).await.unwrap();
    (view.money.amount.to_decimal(), view.credits.amount.to_decimal())
}

/// The key of the form at `path`.
pub(super) async fn key(browser: &Browser<'_>, path: &str) -> String {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.body);
    key_of(&page)
}

fn key_of(page: &Answer) -> String {
    let rest = page.body.split("name=\"once\" value=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// Fills in the form at `path` and sends it.
pub(super) async fn fill(browser: &Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
    let key = key(browser, path).await;
    let mut fields = fields.to_vec();
    fields.push(("once", &key));
    browser.post(path, &fields).await
}

/// Where the rows of a list lead, the first first.
pub(super) async fn listed(browser: &Browser<'_>, path: &str) -> Vec<String> {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.body);
    let cells = page.body.split("<th scope=\"row\"><a href=\"").skip(1);
    cells.map(|cell| cell.split('"').next().unwrap().to_owned()).collect()
}

pub(super) async fn is_sound(world: &World) {
    let violations = app::verify::verify(&world.installation.app).await.unwrap();
    assert_eq!(violations, [], "{}", world.installation.engine);
}

#[tokio::test]
async fn what_is_booked_is_shown_with_who_did_it() {
    everywhere(async |world: &World| {
        let (_, shop) = family(world).await;
        let browser = world.browser().signed_in("acme").await;
        let money = format!("/customers/{shop}/money");
        let fields = [("amount", " 1 234.50000001 "), ("at", "2025-12-31T18:30"), ("notes", "cash <b>")];
        fill(&browser, &format!("{money}/add-funds"), &fields).await.is_sent_to(&money);
        fill(&browser, &format!("{money}/credit"), &[("amount", ".5")]).await.is_sent_to(&money);
        fill(&browser, &format!("{money}/debit"), &[("amount", "2000")]).await.is_sent_to(&money);
        assert_eq!(has(world, shop).await.0, "-764.99999999");
        let page = browser.get(&money).await.body;
        assert!(page.contains("The balance is lowered.") && page.contains("\u{2212}764.99999999"), "{page}");
        let payments = listed(&browser, &format!("{money}/payments")).await;
        assert_eq!(payments.len(), 1);
        let payment = browser.get(&payments[0]).await.body;
        for text in
            ["1,234.50000001", "31 Dec 2025, 18:30", "1 Jan 2026, 00:00", "cash &#60;b&#62;", "Portal"]
        {
            assert!(payment.contains(text), "{text}: {payment}");
        }
        let postings = listed(&browser, &format!("{money}/postings")).await;
        assert_eq!(postings.len(), 3);
        let posting = browser.get(&postings[2]).await.body;
        for text in [
            "Payments received",
            ">shop<",
            "1,234.50000001",
            "Web user acme",
            "Customer acme",
            "Portal",
            "Total",
        ] {
            assert!(posting.contains(text), "{text}: {posting}");
        }
        assert_eq!(
            posting.matches("1,234.50000001").count(),
            5,
            "the amount, both sides, and their sums: {posting}"
        );
        assert_eq!(listed(&browser, &format!("{money}/postings?of=credits")).await, [""; 0]);
        assert_eq!(listed(&browser, &format!("{money}/postings?of=money")).await, postings);
        is_sound(world).await;
    })
    .await;
}

#[tokio::test]
async fn ten_equal_forms_at_once_book_once() {
    everywhere(async |world: &World| {
        let (acme, shop) = family(world).await;
        let browser = world.browser().signed_in("acme").await;
        let token = browser.form_token().await;
        let money = format!("/customers/{shop}/money");
        let cases = [("add-funds", "10"), ("credit", "5"), ("debit", "1"), ("transfer", "40")];
        for (form, amount) in cases {
            let path = format!("{money}/{form}");
            let once = key(&browser, &path).await;
            let fields = [("amount", amount), ("form_token", &token), ("once", &once)];
            let answers = join_all((0..10).map(|_| browser.send(Method::POST, &path, &fields, true))).await;
            for answer in answers {
                answer.is_sent_to(&money);
            }
            // A reload later, too.
            browser.send(Method::POST, &path, &fields, true).await.is_sent_to(&money);
            // What else is sent under the same key is not done, but asked for again under another.
            let other = [("amount", "7"), ("form_token", &token), ("once", &once)];
            let answer = browser.send(Method::POST, &path, &other, true).await;
            assert_eq!(answer.status, 422);
            assert!(answer.body.contains("sent before with other values"), "{}", answer.body);
            assert!(answer.body.contains("value=\"7\"") && key_of(&answer) != once, "{}", answer.body);
        }
        assert_eq!(has(world, shop).await, ("14".to_owned(), "40".to_owned()));
        assert_eq!(has(world, acme).await.1, "60");
        assert_eq!(listed(&browser, &format!("{money}/postings")).await.len(), 4);
        assert_eq!(listed(&browser, &format!("{money}/payments")).await.len(), 1);
        let without_key = browser.post(&format!("{money}/credit"), &[("amount", "1")]).await;
        assert_eq!(without_key.status, 422);
        is_sound(world).await;
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_is_kept_and_what_is_wrong_is_said_beside_it() {
    everywhere(async |world: &World| {
        let (_, shop) = family(world).await;
        let browser = world.browser().signed_in("acme").await;
        let long = "n".repeat(256);
        for (fields, field, reason) in [
            ([("amount", ""), ("at", ""), ("notes", "")], "amount", "Fill this in."),
            ([("amount", "1,5"), ("at", ""), ("notes", "")], "amount", "Type a number such as"),
            ([("amount", "ten"), ("at", ""), ("notes", "")], "amount", "Type a number such as"),
            ([("amount", "0"), ("at", ""), ("notes", "")], "amount", "more than zero"),
            ([("amount", "-5"), ("at", ""), ("notes", "")], "amount", "more than zero"),
            ([("amount", "0.000000001"), ("at", ""), ("notes", "")], "amount", "8"),
            ([("amount", "92233720368.6"), ("at", ""), ("notes", "")], "amount", "too large"),
            ([("amount", "92233720368"), ("at", ""), ("notes", "")], "amount", ""),
            ([("amount", "1"), ("at", "tomorrow"), ("notes", "")], "at", "Give a day"),
            ([("amount", "1"), ("at", ""), ("notes", &long)], "notes", "255"),
        ] {
            for form in ["add-funds", "credit", "debit"] {
                let path = format!("/customers/{shop}/money/{form}");
                let once = key(&browser, &path).await;
                let mut sent = fields.to_vec();
                sent.push(("once", &once));
                let answer = browser.post(&path, &sent).await;
                if reason.is_empty() {
                    continue;
                }
                assert_eq!(answer.status, 422, "{fields:?}");
                let said = wrong(&answer.body, field);
                assert!(said.contains(reason), "{fields:?}: {said}");
                assert_eq!(key_of(&answer), once, "nothing was done under the key");
                for (name, typed) in fields {
                    // A browser's field of date and time can hold, and send, nothing else.
                    let is_no_time = name == "at" && !typed.is_empty();
                    let is_kept =
                        typed.is_empty() || is_no_time || answer.body.contains(&format!("value=\"{typed}\""));
                    assert!(is_kept, "{name}: {}", answer.body);
                }
            }
        }
        // The largest amount was booked up twice and down once; what does not fit beside it is refused.
        is_sound(world).await;
    })
    .await;
}

#[tokio::test]
async fn a_comma_is_a_point_for_who_writes_it_so() {
    everywhere(async |world: &World| {
        let (_, shop) = family(world).await;
        let browser = world.browser().signed_in("acme").await;
        browser.post("/preferences", &[("language", "ru")]).await;
        let path = format!("/customers/{shop}/money/credit");
        fill(&browser, &path, &[("amount", "12,5")]).await.is_sent_to(&format!("/customers/{shop}/money"));
        assert_eq!(has(world, shop).await.0, "12.5");
    })
    .await;
}

#[tokio::test]
async fn a_protected_reseller_gives_no_more_than_he_covers() {
    everywhere(async |world: &World| {
        let acme = world
            .customer(ROOT, "acme", |draft| {
                draft.balance_units = 10_000_000_000;
                draft.change.overcommit_protection = Some(true);
            })
            .await;
        let shop = world.customer(acme, "shop", |_| ()).await;
        let browser = world.browser().signed_in("acme").await;
        let path = format!("/customers/{shop}/money/add-funds");
        let answer = fill(&browser, &path, &[("amount", "100.00000001")]).await;
        assert!(wrong(&answer.body, "amount").contains("overcommit protection"), "{}", answer.body);
        fill(&browser, &path, &[("amount", "100")]).await.is_sent_to(&format!("/customers/{shop}/money"));
        // A debit is undone as far as a credit could be booked.
        let debit = format!("/customers/{shop}/money/debit");
        fill(&browser, &debit, &[("amount", "60")]).await;
        let undone = listed(&browser, &format!("/customers/{shop}/money/postings")).await;
        fill(&browser, &path, &[("amount", "50")]).await;
        let answer = fill(&browser, &format!("{}/reverse", undone[0]), &[]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("overcommit protection"), "{}", answer.body);
        assert_eq!(has(world, shop).await.0, "90");
        is_sound(world).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_foreign_is_not_there() {
    everywhere(async |world: &World| {
        let (acme, shop) = family(world).await;
        let sibling = world.customer(acme, "sibling", |_| ()).await;
        let other = world.customer(ROOT, "other", |_| ()).await;
        let browser = world.browser().signed_in("acme").await;
        let token = browser.form_token().await;
        let (payment, posting) = people::pay(&world.installation, shop).await;
        let (foreign_payment, foreign_posting) = people::pay(&world.installation, other).await;
        let once = key(&browser, &format!("/customers/{shop}/money/credit")).await;
        for (customer, payment, posting) in [
            (other, foreign_payment, foreign_posting),
            (other, payment, posting),
            (sibling, payment, posting),
            (shop, foreign_payment, foreign_posting),
            (acme, payment, posting),
            (ROOT, payment, posting),
        ] {
            let money = format!("/customers/{customer}/money");
            let is_there = customer == sibling || customer == shop;
            let status = if is_there { 200 } else { 404 };
            for path in
                ["", "/payments", "/postings", "/add-funds", "/credit", "/debit", "/transfer", "/low-balance"]
            {
                assert_eq!(browser.get(&format!("{money}{path}")).await.status, status, "{money}{path}");
            }
            let one = [
                format!("/payments/{payment}"),
                format!("/postings/{posting}"),
                format!("/postings/{posting}/reverse"),
            ];
            for path in one {
                assert_eq!(browser.get(&format!("{money}{path}")).await.status, 404, "{money}{path}");
            }
            let fields = [("amount", "1"), ("once", &once), ("form_token", &token)];
            let mut posts = vec![format!("/postings/{posting}/reverse")];
            if !is_there {
                posts.extend(
                    ["/add-funds", "/credit", "/debit", "/transfer", "/low-balance"].map(str::to_owned),
                );
            }
            for path in posts {
                let answer = browser.send(Method::POST, &format!("{money}{path}"), &fields, true).await;
                assert_eq!(answer.status, 404, "{money}{path}");
            }
        }
        for id in ["x", "-1", "007", "99999999999999999999"] {
            for noun in ["payments", "postings"] {
                assert_eq!(browser.get(&format!("/money/{noun}/{id}")).await.status, 404, "{noun} {id}");
            }
        }
        assert_eq!(has(world, other).await.0, "10");
    })
    .await;
}

#[tokio::test]
async fn only_who_keeps_the_money_books() {
    everywhere(async |world: &World| {
        let (acme, shop) = family(world).await;
        let money = format!("/customers/{shop}/money");
        for (login, level, may) in [
            ("billing", AccessLevel::Billing, true),
            ("admin", AccessLevel::Administrator, true),
            ("reporter", AccessLevel::Reporter, false),
            ("noc", AccessLevel::Noc, false),
            ("counter", AccessLevel::CallShopOperator, false),
        ] {
            world.web_user(acme, login, level).await;
            let browser = world.browser().signed_in(login).await;
            if may {
                fill(&browser, &format!("{money}/add-funds"), &[("amount", "1")]).await.is_sent_to(&money);
                fill(&browser, &format!("{money}/transfer"), &[("amount", "1")]).await.is_sent_to(&money);
                let posting = listed(&browser, &format!("{money}/postings")).await.remove(0);
                assert_eq!(fill(&browser, &format!("{posting}/reverse"), &[]).await.status, 303);
                let low = [("threshold", "5"), ("retry_count", "0"), ("retry_interval", "0")];
                browser.post(&format!("{money}/low-balance"), &low).await.is_sent_to(&money);
                continue;
            }
            for form in ["add-funds", "credit", "debit", "transfer", "low-balance", "postings/1/reverse"] {
                let answer =
                    browser.post(&format!("{money}/{form}"), &[("amount", "1"), ("once", "k")]).await;
                assert_eq!(answer.status, 404, "{login} {form}");
            }
            let sees = level == AccessLevel::Reporter;
            assert_eq!(browser.get(&money).await.status, if sees { 200 } else { 404 }, "{login}");
            let own = level != AccessLevel::Noc;
            assert_eq!(browser.get("/money").await.status, if own { 200 } else { 404 }, "{login}");
            assert!(!sees || !browser.get(&money).await.body.contains("/add-funds"), "{login}");
        }
        assert_eq!(has(world, shop).await, ("2".to_owned(), "0".to_owned()));
        // Without the right to change customers nobody of the reseller's books.
        let weak = world
            .customer(ROOT, "weak", |draft| draft.change.rights.customers = Some(party::rights::Manage::ADD))
            .await;
        let below = world.customer(weak, "below", |draft| draft.change.rights.customers = None).await;
        let browser = world.browser().signed_in("weak").await;
        assert_eq!(browser.get(&format!("/customers/{below}/money")).await.status, 200);
        assert_eq!(browser.get(&format!("/customers/{below}/money/credit")).await.status, 404);
        is_sound(world).await;
    })
    .await;
}

#[tokio::test]
async fn a_low_balance_is_watched_and_shown() {
    everywhere(async |world: &World| {
        let (_, shop) = family(world).await;
        let browser = world.browser().signed_in("acme").await;
        let money = format!("/customers/{shop}/money");
        let path = format!("{money}/low-balance");
        let badge = "<span class=\"badge bad\">Low balance</span>";
        assert!(!browser.get(&money).await.body.contains(badge));
        let fields = [("threshold", "0.5"), ("notify", "1"), ("retry_count", "3"), ("retry_interval", "60")];
        browser.post(&path, &fields).await.is_sent_to(&money);
        assert!(browser.get(&money).await.body.contains(badge));
        assert!(world.browser().signed_in("shop").await.get("/money").await.body.contains(badge));
        let overview = world.browser().signed_in("shop").await.get("/").await.body;
        assert!(overview.contains("Low balance"), "{overview}");
        let form = browser.get(&path).await.body;
        assert!(
            form.contains("value=\"0.5\"") && form.contains(" checked") && form.contains("value=\"60\""),
            "{form}"
        );
        for (field, value) in
            [("threshold", "x"), ("retry_count", "-1"), ("retry_interval", "1.5"), ("retry_count", "")]
        {
            let answer = browser.post(&path, &[(field, value)]).await;
            assert_eq!(answer.status, 422);
            assert!(!wrong(&answer.body, field).is_empty(), "{field}: {}", answer.body);
        }
        // Who falls below it is written to, if what takes it from him is a posting undone, too.
        fill(&browser, &format!("{money}/add-funds"), &[("amount", "9")]).await.is_sent_to(&money);
        let paid = listed(&browser, &format!("{money}/postings")).await.remove(0);
        fill(&browser, &format!("{paid}/reverse"), &[]).await;
        let letters = app::outbox::claim_due(&world.installation.app, 9).await.unwrap();
        assert_eq!(letters.len(), 1, "{letters:?}");
        let off = [("threshold", ""), ("retry_count", "0"), ("retry_interval", "0")];
        browser.post(&path, &off).await.is_sent_to(&money);
        assert!(!browser.get(&money).await.body.contains(badge));
        let (app, operator) = (&world.installation.app, world.installation.operator());
        let of = FundsOf::Customer { id: shop, owner: None };
        let settings = holdings::find(app, &operator, HolderLookup::Of(of)).await.unwrap().low_balance;
        assert_eq!((settings.threshold, settings.notify_by_email, settings.retry_count), (None, false, 0));
    })
    .await;
}

#[tokio::test]
async fn accounts_with_funds_of_their_own_have_the_same_pages() {
    everywhere(async |world: &World| {
        let (_, shop) = family(world).await;
        people::endpoint(&world.installation, shop, "phone").await;
        let user = people::user(&world.installation, shop, "sender@shop").await;
        let browser = world.browser().signed_in("shop").await;
        let rows = browser.get("/users?search=phone").await.body;
        let path =
            rows.split("<th scope=\"row\"><a href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let money = format!("{path}/money");
        assert!(browser.get(&path).await.body.contains(&format!("href=\"{money}\"")));
        fill(&browser, &format!("{money}/add-funds"), &[("amount", "7.5")]).await.is_sent_to(&money);
        let page = browser.get(&money).await.body;
        assert!(page.contains("20.00") && !page.contains("/transfer"), "{page}");
        let postings = listed(&browser, &format!("{money}/postings")).await;
        assert_eq!(postings.len(), 2);
        assert_eq!(fill(&browser, &format!("{}/reverse", postings[0]), &[]).await.status, 303);
        assert!(browser.get(&money).await.body.contains("12.50"));
        assert_eq!(listed(&browser, &format!("{money}/payments")).await.len(), 1);
        assert_eq!(listed(&browser, "/money/postings").await, [""; 0], "an account's are its own");
        let low = [("threshold", "50"), ("retry_count", "0"), ("retry_interval", "0")];
        browser.post(&format!("{money}/low-balance"), &low).await.is_sent_to(&money);
        assert_eq!(
            browser.get(&format!("/users/{user}/money")).await.status,
            404,
            "it spends its customer's"
        );
        // Who owns the account's customer may, too; a stranger may not.
        let owner = world.browser().signed_in("acme").await;
        fill(&owner, &format!("{money}/debit"), &[("amount", "1")]).await.is_sent_to(&money);
        world.customer(ROOT, "other", |_| ()).await;
        let stranger = world.browser().signed_in("other").await;
        for path in ["", "/postings", "/credit"] {
            assert_eq!(stranger.get(&format!("{money}{path}")).await.status, 404, "{path}");
        }
        is_sound(world).await;
    })
    .await;
}

#[tokio::test]
async fn long_lists_are_read_page_by_page() {
    everywhere(async |world: &World| {
        let (_, shop) = family(world).await;
        for _ in 0..60 {
            people::pay(&world.installation, shop).await;
        }
        let browser = world.browser().signed_in("acme").await;
        for noun in ["postings", "payments"] {
            let first = format!("/customers/{shop}/money/{noun}");
            let rows = listed(&browser, &first).await;
            let next = link(&browser.get(&first).await.body, "next").unwrap();
            let rest = listed(&browser, &next).await;
            assert_eq!((rows.len(), rest.len()), (50, 10), "{noun}");
            let mut all: Vec<&String> = rows.iter().chain(&rest).collect();
            all.sort();
            all.dedup();
            assert_eq!(all.len(), 60, "{noun}");
            let page = browser.get(&next).await.body;
            assert_eq!(link(&page, "next"), None);
            assert_eq!(listed(&browser, &link(&page, "prev").unwrap()).await, rows, "{noun}");
        }
        let strange = format!("/customers/{shop}/money/postings?after=x&before=1-2&of=nothing");
        assert_eq!(listed(&browser, &strange).await.len(), 50);
    })
    .await;
}

fn link(page: &str, rel: &str) -> Option<String> {
    let rest = page.split(&format!("rel=\"{rel}\" href=\"")).nth(1)?;
    Some(rest.split('"').next()?.replace("&#38;", "&"))
}
