//! Tables as files: what is stored is what is read, in either format, however long the table is.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::StreamExt;
use party::dictionary::ExportType;
use party::ids::{CustomerId, ROOT};
use party::text::Line;
use sheets::{Bounds, Cell, Format};
use support::TestInstallation;

use super::world::{Answer, World, everywhere};
use crate::export::{self, Exported, Exporting, ROWS};
use crate::i18n::{Locale, Reader};
use crate::reply::Failure;

const WIDE: Bounds = Bounds {
    bytes_max: 1 << 24,
    unpacked_bytes_max: 1 << 26,
    text_bytes_max: 1 << 24,
    rows_max: 100_000,
    columns_max: 100,
    cell_chars_max: 10_000,
};

/// The rows of a downloaded file, the headings first.
#[track_caller]
pub(crate) fn downloaded(answer: &Answer) -> Vec<Vec<String>> {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let table = sheets::read(&answer.bytes, &WIDE).unwrap();
    std::iter::once(table.headings).chain(table.rows.into_iter().map(|row| row.cells)).collect()
}

#[tokio::test]
async fn what_is_stored_is_what_is_downloaded() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        let mut ids = Vec::new();
        for (name, company, units) in
            [("alpha", "=1+1", -1_250_000_000), ("beta", "Жук; \"и\" , Ко", 1), ("gamma", "'=", 0)]
        {
            let made = world.customer(acme, name, |draft| {
                draft.change.contact.company_name = Some(Line::parse(company).unwrap());
                draft.balance_units = units;
                draft.credit_limit_units = 500_000_000;
            });
            ids.push(made.await.to_string());
        }
        let (alpha, beta, gamma, shop) = (&ids[0], &ids[1], &ids[2], shop.to_string());
        let row = |cells: [&str; 8]| cells.map(str::to_owned).to_vec();
        let headings =
            row(["Name", "Number", "Company", "Balance", "Credit limit", "Available", "Currency", "Status"]);
        let all = [
            headings.clone(),
            row(["alpha", alpha, "=1+1", "-12.5", "5", "-7.5", "USD", "Active"]),
            row(["beta", beta, "Жук; \"и\" , Ко", "0.00000001", "5", "5.00000001", "USD", "Active"]),
            row(["gamma", gamma, "'=", "0", "5", "5", "USD", "Active"]),
            row(["shop", &shop, "", "0", "0", "0", "USD", "Active"]),
        ];
        let browser = world.browser().signed_in("acme").await;
        for format in ["csv", "xlsx"] {
            let of = async |query: &str| {
                downloaded(&browser.get(&format!("/customers/export?format={format}{query}")).await)
            };
            assert_eq!(of("").await, all, "{format}");
            assert_eq!(of("&search=B").await, [headings.clone(), all[2].clone()], "{format}");
            assert_eq!(of("&state=blocked").await.len(), 1, "{format}");
            let turned: Vec<_> = std::iter::once(&all[0]).chain(all[1..].iter().rev()).cloned().collect();
            assert_eq!(of("&direction=descending").await, turned, "{format}");
            // Where a page of the list begins does not matter to the whole of it.
            assert_eq!(of(&format!("&after={beta}&name=beta")).await, all, "{format}");
        }
        let csv = browser.get("/customers/export?format=csv").await.body;
        assert!(csv.contains("\r\nalpha,") && csv.contains(",'=1+1,-12.5,"), "{csv}");
    })
    .await;
}

#[tokio::test]
async fn a_download_is_in_the_persons_own_format_and_language() {
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        world
            .customer(acme, "книга", |draft| {
                draft.change.export_type = Some(ExportType::new(2).unwrap());
                draft.change.language = Some(party::dictionary::Language::new("ru").unwrap());
            })
            .await;
        let book = world.browser().signed_in("книга").await;
        let answer = book.get("/customers/export").await;
        assert_eq!(answer.headers["content-type"], Format::Xlsx.media_type());
        assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"customers.xlsx\"");
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(downloaded(&answer)[0][0], "Имя");
        let page = book.get("/customers?state=active").await.body;
        let (xlsx, csv) = (page.find("format=xlsx").unwrap(), page.find("format=csv").unwrap());
        assert!(xlsx < csv && page.contains("/customers/export?state=active&#38;format=xlsx"), "{page}");
        let acme = world.browser().signed_in("acme").await;
        for query in ["", "?format=", "?format=pdf", "?format=CSV"] {
            let answer = acme.get(&format!("/customers/export{query}")).await;
            assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"customers.csv\"");
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_downloads_beside_or_above_his_branch_nor_what_he_may_not_see() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        let other = world.customer(ROOT, "other", |_| ()).await;
        world.web_user(acme, "noc", party::web_user::AccessLevel::Noc).await;
        let browser = world.browser().signed_in("acme").await;
        for (owner, status) in [(shop, 200), (other, 404), (ROOT, 404), (CustomerId(999_999), 404)] {
            let answer = browser.get(&format!("/customers/export?owner={owner}")).await;
            assert_eq!(answer.status, status, "{owner}");
        }
        let noc = world.browser().signed_in("noc").await;
        let shows_money = noc.get("/customers").await.body.contains("Balance");
        let headings = downloaded(&noc.get("/customers/export").await).remove(0);
        assert_eq!(headings.contains(&"Balance".to_owned()), shows_money);
    })
    .await;
}

/// A table of so many rows that knows how many were asked for.
struct Long {
    rows: usize,
    asked: Arc<AtomicUsize>,
}

impl Exported for Long {
    fn name(&self) -> &'static str {
        "long"
    }

    fn headings(&self, _: &Reader) -> Vec<String> {
        vec!["name".to_owned(), "balance".to_owned()]
    }

    async fn next(&mut self, _: &Exporting) -> Result<Vec<Vec<Cell>>, Failure> {
        let first = self.asked.load(Ordering::Relaxed);
        let last = self.rows.min(first + usize::try_from(ROWS).unwrap());
        self.asked.store(last, Ordering::Relaxed);
        // What cannot be compressed to nothing.
        let noise = |number: usize| number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let row = |number: usize| vec![Cell::text(format!("{:x}", noise(number))), Cell::integer(7)];
        Ok((first..last).map(row).collect())
    }
}

/// On whose behalf tables are read that no store has: one engine is as good as the other.
async fn exporting() -> (TestInstallation, Exporting) {
    let installation = TestInstallation::sqlite().await;
    let reader = Reader::new(Locale::fallback(), "UTC");
    let (app, context) = (installation.app.clone(), installation.operator());
    (installation, Exporting { app, context, reader })
}

/// Downloads a million rows and holds what was asked for against what was sent: what lies between them, and what is sent
/// at once, is all that is kept, however much is behind and ahead.
async fn check_a_million(format: Format, rows_kept_max: usize) {
    const LONG: usize = 1_000_000;
    let (_installation, by) = exporting().await;
    let asked = Arc::<AtomicUsize>::default();
    let table = Long { rows: LONG, asked: Arc::clone(&asked) };
    let body = export::body(format, by, table).await.unwrap();
    let mut pieces = body.into_data_stream();
    let (mut bytes, mut largest, mut told, mut kept) = (0, 0, 0, 0);
    while let Some(piece) = pieces.next().await {
        let piece = piece.unwrap();
        bytes += piece.len();
        largest = largest.max(piece.len());
        let until_here = asked.load(Ordering::Relaxed);
        kept = kept.max(until_here - told);
        told = until_here;
    }
    assert_eq!(told, LONG);
    assert!(8 * LONG < bytes, "{format:?}: {bytes} bytes");
    assert!(largest < 128 * 1024, "{format:?}: {largest} bytes in one piece");
    assert!(kept <= rows_kept_max, "{format:?}: {kept} rows in hand");
}

#[tokio::test]
async fn a_million_rows_of_text_are_never_in_hand() {
    check_a_million(Format::Csv, usize::try_from(ROWS).unwrap()).await;
}

#[tokio::test]
async fn a_million_rows_of_a_workbook_are_never_in_hand() {
    // It is compressed some pages at a time.
    check_a_million(Format::Xlsx, 10 * usize::try_from(ROWS).unwrap()).await;
}

#[tokio::test]
async fn rows_are_asked_for_only_as_they_are_taken() {
    let (_installation, by) = exporting().await;
    let asked = Arc::<AtomicUsize>::default();
    let table = Long { rows: 1_000_000, asked: Arc::clone(&asked) };
    let mut pieces = export::body(Format::Csv, by, table).await.unwrap().into_data_stream();
    for _ in 0..3 {
        pieces.next().await.unwrap().unwrap();
    }
    let page = usize::try_from(ROWS).unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 3 * page);
    // The browser hangs up: nothing else holds the table.
    drop(pieces);
    assert_eq!(Arc::strong_count(&asked), 1);
}

/// A table that cannot be read to its end.
struct Broken(usize);

impl Exported for Broken {
    fn name(&self) -> &'static str {
        "broken"
    }

    fn headings(&self, _: &Reader) -> Vec<String> {
        vec!["name".to_owned()]
    }

    async fn next(&mut self, _: &Exporting) -> Result<Vec<Vec<Cell>>, Failure> {
        self.0 = self.0.checked_sub(1).ok_or(Failure::NotFound)?;
        Ok(vec![vec![Cell::integer(1)]])
    }
}

#[tokio::test]
async fn half_a_table_is_not_taken_for_a_whole_one() {
    let (_installation, by) = exporting().await;
    assert!(matches!(export::body(Format::Csv, by, Broken(0)).await, Err(Failure::NotFound)));
    let (_installation, by) = exporting().await;
    let mut pieces = export::body(Format::Csv, by, Broken(2)).await.unwrap().into_data_stream();
    assert!(pieces.next().await.unwrap().is_ok());
    assert!(pieces.next().await.unwrap().is_ok());
    assert!(pieces.next().await.unwrap().is_err());
    assert!(pieces.next().await.is_none());
}
