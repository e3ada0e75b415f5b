//! What was booked on a holder, and what he paid, as files.

use app::Timestamp;
use app::funds::postings::{self as booked, Booked, EntryKey, EntryView, Of, Page, PaymentLine, Side};
use charging::{PaymentId, PostingId};
use money::Amount;
use sheets::Cell;

use super::place::Whose;
use super::postings::{asked_of, doer_words, find_posting, side_words};
use crate::export::{self, Exported, Exporting, ROWS, Whole};
use crate::i18n::Reader;
use crate::log_words;
use crate::pages::overview;
use crate::reply::{Failure, Reply};
use crate::visit::Visit;

pub(super) async fn payments(visit: Visit) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    export::download_about_money(&visit, Payments { whose, page: Page::Latest }).await
}

pub(super) async fn postings(visit: Visit) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let of = asked_of(&visit.query);
    export::download_about_money(&visit, Postings { whose, of, page: Page::Latest }).await
}

/// Each entry as two lines, what it took and what it gave.
pub(super) async fn entries(visit: Visit) -> Result<Reply, Failure> {
    let view = find_posting(&visit, Whose::read(&visit)?).await?;
    let reader = &visit.reader;
    let line = |side: &Side, debit, credit, amount: Amount| {
        let commodity = Cell::text(amount.commodity().as_str());
        vec![Cell::text(side_words(reader, side)), debit, credit, commodity]
    };
    let lines = |entry: &EntryView| {
        let amount = || export::amount(entry.amount);
        [
            line(&entry.debit, amount(), Cell::Empty, entry.amount),
            line(&entry.credit, Cell::Empty, amount(), entry.amount),
        ]
    };
    let rows = view.entries.iter().flat_map(lines).collect();
    let headings = ["posting-side", "posting-debit", "posting-credit", "customer-currency"];
    let headings = headings.map(|key| reader.t(key)).to_vec();
    export::download_about_money(&visit, Whole::new("posting", headings, rows)).await
}

struct Payments {
    whose: Whose,
    page: Page<PaymentId>,
}

impl Exported for Payments {
    fn name(&self) -> &'static str {
        "payments"
    }

    fn headings(&self, reader: &Reader) -> Vec<String> {
        let keys = [
            "payment-number",
            "overview-amount",
            "customer-currency",
            "payment-paid-at",
            "money-notes",
            "payment-posting",
            "posting-reversed-by",
        ];
        keys.map(|key| reader.t(key)).to_vec()
    }

    async fn next(&mut self, by: &Exporting) -> Result<Vec<Vec<Cell>>, Failure> {
        let whose = self.whose.lookup();
        let lines = booked::list_payments(&by.app, &by.context, whose, self.page, ROWS).await?;
        if let Some(last) = lines.last() {
            self.page = Page::OlderThan(last.payment.id);
        }
        Ok(lines.iter().map(|line| payment(&by.reader, line)).collect())
    }
}

fn payment(reader: &Reader, line: &PaymentLine) -> Vec<Cell> {
    let payment = &line.payment;
    vec![
        Cell::integer(payment.id.0),
        export::amount(payment.amount),
        Cell::text(payment.amount.commodity().as_str()),
        export::moment(reader, Timestamp(payment.paid_at_micros)),
        Cell::text(payment.notes.as_str()),
        Cell::integer(payment.posting.0),
        number(line.reversed_by),
    ]
}

struct Postings {
    whose: Whose,
    of: Of,
    page: Page<EntryKey>,
}

impl Exported for Postings {
    fn name(&self) -> &'static str {
        "postings"
    }

    fn headings(&self, reader: &Reader) -> Vec<String> {
        let keys = [
            "posting-facts",
            "overview-kind",
            "overview-amount",
            "customer-currency",
            "overview-who",
            "posting-face",
            "overview-when",
            "posting-reversed-by",
        ];
        keys.map(|key| reader.t(key)).to_vec()
    }

    async fn next(&mut self, by: &Exporting) -> Result<Vec<Vec<Cell>>, Failure> {
        let whose = self.whose.lookup();
        let lines = booked::list(&by.app, &by.context, whose, self.of, self.page, ROWS).await?;
        if let Some(last) = lines.last() {
            self.page = Page::OlderThan(last.key);
        }
        Ok(lines.iter().map(|line| posting(&by.reader, line)).collect())
    }
}

fn posting(reader: &Reader, line: &Booked) -> Vec<Cell> {
    vec![
        Cell::integer(line.key.posting.0),
        Cell::text(reader.t(overview::kind_key(line.kind))),
        export::amount(line.amount),
        Cell::text(line.amount.commodity().as_str()),
        Cell::text(doer_words(reader, &line.by)),
        Cell::text(log_words::face(reader, &line.by.face)),
        export::moment(reader, Timestamp(line.key.at_micros)),
        number(line.reversed_by),
    ]
}

fn number(posting: Option<PostingId>) -> Cell {
    posting.map_or(Cell::Empty, |id| Cell::integer(id.0))
}
