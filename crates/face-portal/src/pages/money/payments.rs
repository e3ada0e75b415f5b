//! What a holder paid: the list, and one payment with how it was booked.

use app::Timestamp;
use app::funds::holdings::Holdings;
use app::funds::postings::{self as booked, Page, PaymentLine, PaymentView};
use charging::PaymentId;

use super::parts::{Beyond, DetailPage, ListPage, Trail};
use super::place::{Place, Whose, find};
use super::postings::{doer, entries, entries_export, face, reversal_badge, state};
use crate::export;
use crate::page::Frame;
use crate::reply::{Failure, Reply};
use crate::ui::{Cell, Column, EmptyState, Facts, Pager, Row, Table};
use crate::visit::Visit;

/// Rows of a page.
const ROWS: i64 = 50;

pub(super) async fn list(visit: Visit) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let holdings = find(&visit, whose).await?;
    let number = |name: &str| visit.query.text(name).parse().ok().map(PaymentId);
    let page = match (number("after"), number("before")) {
        (Some(id), _) => Page::OlderThan(id),
        (None, Some(id)) => Page::NewerThan(id),
        (None, None) => Page::Latest,
    };
    let context = visit.context_about_money()?;
    let mut lines = booked::list_payments(visit.app(), &context, whose.lookup(), page, ROWS + 1).await?;
    let beyond = Beyond::cut(&mut lines, page, ROWS);
    Reply::page(&list_page(visit.frame(), whose, &holdings, &lines, beyond))
}

pub(super) async fn show(visit: Visit) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let id = PaymentId(visit.number("payment")?);
    let holdings = find(&visit, whose).await?;
    let context = visit.context_about_money()?;
    let found = booked::find_payment(visit.app(), &context, whose.lookup(), id).await?;
    Reply::page(&page(visit.frame(), whose, &holdings, &found.ok_or(Failure::NotFound)?))
}

fn list_page(
    frame: Frame,
    whose: Whose,
    holdings: &Holdings,
    lines: &[PaymentLine],
    beyond: Beyond,
) -> ListPage {
    let place = |side: &str, line: &PaymentLine| {
        Place::Payments.path(whose, &[]).with(side, &line.payment.id.0.to_string())
    };
    let pager = Pager {
        label: frame.t("pages"),
        previous: lines.first().filter(|_| beyond.previous).map(|line| place("before", line)),
        previous_label: frame.t("newer-page"),
        next: lines.last().filter(|_| beyond.next).map(|line| place("after", line)),
        next_label: frame.t("older-page"),
    };
    let shows_state = lines.iter().any(|line| line.reversed_by.is_some());
    let state = shows_state.then(|| Column::text(frame.t("list-state")));
    let columns = vec![
        Column::text(frame.t("payment-number")),
        Column::number(frame.t("overview-amount")),
        Column::text(frame.t("payment-paid-at")),
        Column::text(frame.t("money-notes")),
    ];
    let table = Table {
        caption: frame.t("money-payments"),
        is_caption_shown: false,
        columns: columns.into_iter().chain(state).collect(),
        rows: lines.iter().map(|line| row(&frame, whose, line, shows_state)).collect(),
        empty: EmptyState {
            title: frame.t("payments-none"),
            text: frame.t("payments-none-text"),
            action: None,
        },
        pager: Some(pager),
    };
    let trail = Trail::to_money(&frame, whose, holdings);
    let export = export::links(&frame, &Place::PaymentsFile.path(whose, &[]));
    ListPage { title: frame.t("money-payments"), trail, search: None, table, export, frame }
}

fn row(frame: &Frame, whose: Whose, line: &PaymentLine, shows_state: bool) -> Row {
    let (reader, payment) = (&frame.reader, &line.payment);
    let path = Place::Payment.path(whose, &[&payment.id.0]);
    let notes = match payment.notes.as_str() {
        "" => Cell::Empty,
        notes => Cell::Text(notes.to_owned()),
    };
    let cells = vec![
        Cell::Link(path, reader.t1("payment-title", "id", payment.id.0.to_string())),
        Cell::Number(reader.number(payment.amount), reader.unit(payment.amount.commodity())),
        Cell::Moment(reader.moment(Timestamp(payment.paid_at_micros))),
        notes,
    ];
    let state = shows_state.then(|| state(frame, line.reversed_by.is_some()));
    Row { cells: cells.into_iter().chain(state).collect() }
}

fn page(frame: Frame, whose: Whose, holdings: &Holdings, view: &PaymentView) -> DetailPage {
    let (reader, payment, posting) = (&frame.reader, &view.payment, &view.posting);
    let title = reader.t1("payment-title", "id", payment.id.0.to_string());
    let amount = Cell::Number(reader.number(payment.amount), reader.unit(payment.amount.commodity()));
    let number = |id: i64| reader.t1("posting-title", "id", id.to_string());
    let posting_link = |id: i64| Cell::Link(Place::Posting.path(whose, &[&id]), number(id));
    let facts = Facts::of(&frame)
        .cell("overview-amount", amount)
        .cell("payment-paid-at", Cell::Moment(reader.moment(Timestamp(payment.paid_at_micros))))
        .cell("payment-booked-at", Cell::Moment(reader.moment(posting.at)))
        .cell("overview-who", doer(&frame, &posting.by))
        .cell("posting-face", face(&frame, &posting.by))
        .cell("payment-posting", posting_link(posting.id.0));
    let facts = match posting.reversed_by {
        Some(id) => facts.cell("posting-reversed-by", posting_link(id.0)),
        None => facts,
    };
    let facts = facts.text("money-notes", payment.notes.as_str()).section("payment", "payment-facts");
    let trail = Trail::to_money(&frame, whose, holdings)
        .and(Place::Payments.path(whose, &[]), frame.t("money-payments"));
    DetailPage {
        trail,
        badge: reversal_badge(&frame, posting.reversed_by.is_some()),
        facts,
        entries: entries(&frame, &view.posting, None),
        export: entries_export(&frame, whose, &view.posting),
        action: None,
        title,
        frame,
    }
}

#[cfg(test)]
pub(super) fn samples(frame: &Frame, holdings: &Holdings, text: &str) -> Vec<Result<String, askama::Error>> {
    use askama::Template;
    use party::ids::CustomerId;

    let whose = Whose::Customer(CustomerId(7));
    let mut view = crate::tests::people::payment(text);
    let line = |reversed_by| PaymentLine { payment: view.payment.clone(), reversed_by };
    let lines = [line(None), line(Some(charging::PostingId(9)))];
    let beyond = Beyond { previous: true, next: true };
    let mut pages = vec![
        list_page(frame.clone(), Whose::Own, holdings, &[], Beyond::default()).render(),
        list_page(frame.clone(), whose, holdings, &lines, beyond).render(),
        page(frame.clone(), whose, holdings, &view).render(),
    ];
    view.posting.reversed_by = Some(charging::PostingId(9));
    view.posting.by.actor = None;
    pages.push(page(frame.clone(), Whose::Own, holdings, &view).render());
    pages
}
