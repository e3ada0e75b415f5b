//! The figures of the overview: thirty whole days however much moved, in the reader's zone; everybody below.

use std::time::Duration;

use charging::{Entry, LedgerAccount, Posting, PostingId, PostingKind, SystemAccount};
use money::{Amount, Commodity};
use party::access::{Caller, MoveFunds};
use party::dictionary::TimeZone;
use party::ids::{CustomerId, CustomerKey, ROOT};
use store::Lock;
use store::tables::{customers, ledger};

use super::people;
use super::world::{World, everywhere};

/// More than the day's: one in seven minutes for thirty-five days.
const MOVEMENTS: i64 = 7_200;
const STEP: i64 = 420_000_000;

/// Books message credits on `customer`, a movement every [`STEP`] until now: up, up and down, by kinds of their own.
/// Tells when each was booked, and how much.
async fn book(world: &World, customer: CustomerId, first_posting: i64) -> Vec<(i64, i64)> {
    let now = world.installation.clock.now().0;
    let movements: Vec<(i64, i64)> = (0..MOVEMENTS)
        .map(|index| (now - (MOVEMENTS - index) * STEP, if index % 3 == 2 { -5 - index } else { 3 + index }))
        .collect();
    let booked = movements.clone();
    let written = world.installation.app.store().write("test", move |tx| {
        let key = CustomerKey::under(CustomerKey::ROOT, customer);
        let found = customers::load(tx, key, Lock::Update)?.unwrap();
        let grant = Caller::operator().grant::<MoveFunds>(&found).unwrap();
        let balance = ledger::load_balance(tx, key, Commodity::MessageCredits)?.unwrap();
        let mut after = balance.amount;
        for (id, (at, units)) in (first_posting..).zip(&booked) {
            let (system, mine) =
                (LedgerAccount::System(SystemAccount::Adjustments), LedgerAccount::Balance(balance.id));
            let (debit, credit, kind) = match units.is_positive() {
                true => (system, mine, PostingKind::Adjustment),
                false => (mine, system, PostingKind::CreditTransfer),
            };
            let amount = Amount::new(units.abs() * 100_000_000, Commodity::MessageCredits);
            let entries = vec![Entry { debit, credit, amount }];
            let posting = Posting { id: PostingId(id), branch: key.branch, kind, entries };
            ledger::insert_posting(tx, &grant, &posting, *at, "request")?;
            let moved = Amount::new(units * 100_000_000, Commodity::MessageCredits);
            after = after.checked_add(moved).unwrap();
        }
        ledger::update_balance(tx, &grant, &balance, after)
    });
    written.await.unwrap();
    movements
}

/// The rows of the table whose caption begins with `caption`, cell by cell.
fn rows(page: &str, caption: &str) -> Vec<Vec<String>> {
    let table = page.split(&format!("<caption class=\"hidden\">{caption}")).nth(1).expect(caption);
    let table = table.split("</table>").next().unwrap();
    let body = table.split("<tbody>").nth(1).unwrap();
    let text = |cell: &str| {
        let parts = cell.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text));
        parts.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ").replace(',', "")
    };
    let cells =
        |row: &str| row.split("<t").skip(1).filter(|cell| cell.starts_with(['h', 'd'])).map(text).collect();
    body.split("<tr>").skip(1).map(cells).collect()
}

/// Every day of the last thirty in `zone`, at the end of which there was what the movements until then make.
async fn shows_whole_days(world: &World, zone: &str, first_posting: i64) {
    let name = zone.replace('/', "-").to_lowercase();
    let time_zone = TimeZone::find(zone).unwrap();
    let customer = world.customer(ROOT, &name, |draft| draft.change.time_zone = Some(time_zone)).await;
    let movements = book(world, customer, first_posting).await;
    let page = world.browser().signed_in(&name).await.get("/").await.body;
    let (balances, counts) = (rows(&page, "Balance"), rows(&page, "Postings per day"));
    assert_eq!((balances.len(), counts.len()), (30, 30), "{zone}");
    let zone_of = jiff::tz::TimeZone::get(zone).unwrap();
    let day_of = |at: i64| jiff::Timestamp::from_microsecond(at).unwrap().to_zoned(zone_of.clone()).date();
    let today = day_of(world.installation.clock.now().0);
    for (back, (balance, count)) in (0..30_i64).rev().zip(balances.iter().zip(&counts)) {
        let day = today.checked_sub(jiff::Span::new().days(back)).unwrap();
        let label = format!("{} {} {}", day.day(), day.strftime("%b"), day.year());
        let units: i64 = movements.iter().filter(|(at, _)| day_of(*at) <= day).map(|(_, units)| units).sum();
        assert_eq!(balance, &[label.clone(), format!("{units} credits")], "{zone}");
        let of_day = movements.iter().filter(|(at, _)| day_of(*at) == day);
        let (up, down): (Vec<&(i64, i64)>, Vec<_>) = of_day.partition(|(_, units)| units.is_positive());
        // Transfers of credits come before corrections.
        assert_eq!(count, &[label, down.len().to_string(), up.len().to_string()], "{zone}");
    }
}

#[tokio::test]
async fn the_charts_show_thirty_whole_days_exactly() {
    everywhere(async |world: &World| {
        // It is the 11th of April: clocks changed within the last thirty days in one of the zones.
        world.installation.clock.advance(Duration::from_secs(100 * 86_400 + 5_000));
        shows_whole_days(world, "Asia/Kathmandu", 1_000_000).await;
        shows_whole_days(world, "Europe/Berlin", 2_000_000).await;
        // What is stored is sound but for the log, in which nobody wrote.
        let mut broken: Vec<String> = app::verify::verify(&world.installation.app)
            .await
            .unwrap()
            .into_iter()
            .map(|violation| violation.invariant)
            .collect();
        broken.dedup();
        assert_eq!(broken, ["a posting is described in the audit log"]);
    })
    .await;
}

/// The number of a card and what it says below.
fn card(page: &str, label: &str) -> (String, String) {
    let card = page.split(&format!("<h2 class=\"stat-label\">{label}</h2>")).nth(1).expect(label);
    let card = card.split("</section>").next().unwrap();
    let text = |start: &str| {
        let rest = card.split(start).nth(1).unwrap_or_default();
        rest.split('<').next().unwrap_or_default().to_owned()
    };
    (text("<span class=\"number\">"), text("<p class=\"stat-note\">"))
}

#[tokio::test]
async fn everybody_below_is_counted_by_kind() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        let deeper = world.customer(acme, "deeper", |_| ()).await;
        let deepest = world.customer(deeper, "deepest", |_| ()).await;
        world.customer(ROOT, "beside", |_| ()).await;
        let installation = &world.installation;
        for (customer, name) in [(acme, "a@acme"), (deepest, "b@deepest"), (deepest, "c@deepest")] {
            people::user(installation, customer, name).await;
        }
        people::endpoint(installation, shop, "voice@shop").await;
        let page = world.browser().signed_in("acme").await.get("/").await.body;
        let told = |number: &str, note: &str| (number.to_owned(), note.to_owned());
        assert_eq!(card(&page, "Customers"), told("3", "At any depth; directly below: 2"));
        assert_eq!(card(&page, "Users"), told("4", "Messages: 3, voice: 1. Your own: 1."));
        let page = world.browser().signed_in("deepest").await.get("/").await.body;
        assert_eq!(card(&page, "Customers"), told("0", "At any depth; directly below: 0"));
        assert_eq!(card(&page, "Users"), told("2", "Messages: 2, voice: 0."));
        // Who can have nobody below him is told of himself.
        let page = world.browser().signed_in("shop").await.get("/").await.body;
        assert!(!page.contains("At any depth"), "{page}");
        assert_eq!(card(&page, "Users"), told("1", "Messages: 0, voice: 1."));
    })
    .await;
}
