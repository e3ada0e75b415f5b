//! What was booked on a holder: the list, and one posting with its entries.

use app::funds::holdings::Holdings;
use app::funds::postings::{self as booked, Booked, Doer, EntryKey, Of, Page, PostingView, Side};
use charging::{PostingId, SystemAccount};
use party::ids::CustomerKey;

use super::parts::{Beyond, DetailPage, ListPage, Trail};
use super::place::{Place, Whose, find, may_change};
use crate::export;
use crate::i18n::Reader;
use crate::log_words;
use crate::page::Frame;
use crate::pages::{customers, overview};
use crate::reply::{Failure, Reply};
use crate::route::Path;
use crate::ui::{
    Badge, Cell, Choice, Column, EmptyState, ExportLinks, Facts, Field, Kind, Pager, Row, SearchBar, Section,
    Table, Tone,
};
use crate::visit::{Fields, Visit};

/// Rows of a page.
const ROWS: i64 = 50;

/// What the list was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Asked {
    of: Of,
    page: Page<EntryKey>,
}

impl Asked {
    /// What the query says; what it does not say, or says wrongly, is as usual.
    fn read(query: &Fields) -> Self {
        let page = match (parse_key(query.text("after")), parse_key(query.text("before"))) {
            (Some(key), _) => Page::OlderThan(key),
            (None, Some(key)) => Page::NewerThan(key),
            (None, None) => Page::Latest,
        };
        Self { of: asked_of(query), page }
    }

    fn word(self) -> &'static str {
        match self.of {
            Of::Everything => "",
            Of::Money => "money",
            Of::Credits => "credits",
        }
    }

    fn path(self, whose: Whose) -> Path {
        self.path_at(Place::Postings, whose)
    }

    fn path_at(self, place: Place, whose: Whose) -> Path {
        place.path(whose, &[]).with("of", self.word())
    }
}

/// Of which balances the query asks.
pub(super) fn asked_of(query: &Fields) -> Of {
    match query.text("of") {
        "money" => Of::Money,
        "credits" => Of::Credits,
        _ => Of::Everything,
    }
}

/// Moment, posting and line, as in the address of a page.
fn print_key(key: EntryKey) -> String {
    format!("{}-{}-{}", key.at_micros, key.posting.0, key.line)
}

fn parse_key(text: &str) -> Option<EntryKey> {
    let mut numbers =
        text.split('-').map(|number| number.parse::<u64>().ok().and_then(|n| i64::try_from(n).ok()));
    let key = EntryKey {
        at_micros: numbers.next()??,
        posting: PostingId(numbers.next()??),
        line: numbers.next()??,
    };
    numbers.next().is_none().then_some(key)
}

pub(super) async fn list(visit: Visit) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let asked = Asked::read(&visit.query);
    let holdings = find(&visit, whose).await?;
    let context = visit.context_about_money()?;
    let (of, page) = (asked.of, asked.page);
    let mut lines = booked::list(visit.app(), &context, whose.lookup(), of, page, ROWS + 1).await?;
    let beyond = Beyond::cut(&mut lines, page, ROWS);
    Reply::page(&list_page(visit.frame(), whose, &holdings, asked, &lines, beyond))
}

pub(super) async fn show(visit: Visit) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let holdings = find(&visit, whose).await?;
    let view = find_posting(&visit, whose).await?;
    let may = May { change: may_change(&visit, whose), see_customers: customers::ACCESS.admits(&visit) };
    Reply::page(&page(visit.frame(), whose, &holdings, &view, may))
}

/// The posting that the path names, if it moved something of `whose`.
pub(super) async fn find_posting(visit: &Visit, whose: Whose) -> Result<PostingView, Failure> {
    let id = PostingId(visit.number("posting")?);
    let context = visit.context_about_money()?;
    booked::find(visit.app(), &context, whose.lookup(), id).await?.ok_or(Failure::NotFound)
}

fn list_page(
    frame: Frame,
    whose: Whose,
    holdings: &Holdings,
    asked: Asked,
    lines: &[Booked],
    beyond: Beyond,
) -> ListPage {
    let place = |side: &str, line: &Booked| asked.path(whose).with(side, &print_key(line.key));
    let pager = Pager {
        label: frame.t("pages"),
        previous: lines.first().filter(|_| beyond.previous).map(|line| place("before", line)),
        previous_label: frame.t("newer-page"),
        next: lines.last().filter(|_| beyond.next).map(|line| place("after", line)),
        next_label: frame.t("older-page"),
    };
    let choice = |value: &str, key: &str| Choice { value: value.to_owned(), label: frame.t(key) };
    let choices = vec![
        choice("", "postings-of-everything"),
        choice("money", "money-money"),
        choice("credits", "customer-credits"),
    ];
    let search = holdings.credits.is_some().then(|| SearchBar {
        action: Place::Postings.path(whose, &[]),
        fields: vec![Field {
            value: asked.word().to_owned(),
            ..Field::new("of", frame.t("postings-of"), Kind::Select(choices))
        }],
        hidden: Vec::new(),
        submit: frame.t("filter"),
    });
    let mut table = table(&frame, whose, lines, frame.t("money-postings"), Some(pager));
    table.is_caption_shown = false;
    let trail = Trail::to_money(&frame, whose, holdings);
    let export = export::links(&frame, &asked.path_at(Place::PostingsFile, whose));
    ListPage { title: frame.t("money-postings"), trail, search, table, export, frame }
}

/// Postings as rows.
pub(super) fn table(
    frame: &Frame,
    whose: Whose,
    lines: &[Booked],
    caption: String,
    pager: Option<Pager>,
) -> Table {
    let shows_state = lines.iter().any(|line| line.reversed_by.is_some());
    let state = shows_state.then(|| Column::text(frame.t("list-state")));
    let columns = vec![
        Column::text(frame.t("overview-kind")),
        Column::number(frame.t("overview-amount")),
        Column::text(frame.t("overview-who")),
        Column::text(frame.t("overview-when")),
    ];
    Table {
        caption,
        is_caption_shown: true,
        columns: columns.into_iter().chain(state).collect(),
        rows: lines.iter().map(|line| row(frame, whose, line, shows_state)).collect(),
        empty: EmptyState {
            title: frame.t("postings-none"),
            text: frame.t("postings-none-text"),
            action: None,
        },
        pager,
    }
}

fn row(frame: &Frame, whose: Whose, line: &Booked, shows_state: bool) -> Row {
    let reader = &frame.reader;
    let path = Place::Posting.path(whose, &[&line.key.posting.0]);
    let cells = vec![
        Cell::Link(path, frame.t(overview::kind_key(line.kind))),
        Cell::Number(reader.number(line.amount), reader.unit(line.amount.commodity())),
        doer(frame, &line.by),
        Cell::Moment(reader.moment(app::Timestamp(line.key.at_micros))),
    ];
    let state = shows_state.then(|| state(frame, line.reversed_by.is_some()));
    Row { cells: cells.into_iter().chain(state).collect() }
}

/// Whether something was undone, as a cell.
pub(super) fn state(frame: &Frame, is_reversed: bool) -> Cell {
    reversal_badge(frame, is_reversed).map_or(Cell::Empty, Cell::Badge)
}

/// That something was undone.
pub(super) fn reversal_badge(frame: &Frame, is_reversed: bool) -> Option<Badge> {
    is_reversed.then(|| Badge { text: frame.t("posting-reversed"), tone: Tone::Plain })
}

/// Who did it; of those above nobody is named.
pub(super) fn doer(frame: &Frame, by: &Doer) -> Cell {
    let text = doer_words(&frame.reader, by);
    if by.actor.is_some() { Cell::Text(text) } else { Cell::Muted(text) }
}

/// The same in words.
pub(super) fn doer_words(reader: &Reader, by: &Doer) -> String {
    match &by.actor {
        Some(actor) => log_words::who(reader, actor, &by.names),
        None => reader.t("your-provider"),
    }
}

/// Through what it was done, in words; what has none yet is called by its name.
pub(super) fn face(frame: &Frame, by: &Doer) -> Cell {
    if by.face.is_empty() { Cell::Empty } else { Cell::Text(log_words::face(&frame.reader, &by.face)) }
}

/// What the reader may do with a posting.
#[derive(Debug, Clone, Copy)]
struct May {
    change: bool,
    see_customers: bool,
}

fn page(frame: Frame, whose: Whose, holdings: &Holdings, view: &PostingView, may: May) -> DetailPage {
    let trail = Trail::to_money(&frame, whose, holdings)
        .and(Place::Postings.path(whose, &[]), frame.t("money-postings"));
    // A customer below is looked at from the money of whoever stands above him.
    let linked = (whose == Whose::Own && may.see_customers).then_some(holdings.customer.key);
    let action = (may.change && view.is_reversible)
        .then(|| (Place::Reverse.path(whose, &[&view.id.0]), frame.t("posting-reverse")));
    DetailPage {
        trail,
        title: frame.reader.t1("posting-title", "id", view.id.0.to_string()),
        badge: reversal_badge(&frame, view.reversed_by.is_some()),
        facts: facts(&frame, whose, view),
        entries: entries(&frame, view, linked),
        export: entries_export(&frame, whose, view),
        action,
        frame,
    }
}

/// What is known of a posting but for its entries.
pub(super) fn facts(frame: &Frame, whose: Whose, view: &PostingView) -> Section {
    let reader = &frame.reader;
    let posting = |id: PostingId| {
        let text = reader.t1("posting-title", "id", id.0.to_string());
        Cell::Link(Place::Posting.path(whose, &[&id.0]), text)
    };
    let mut facts = Facts::of(frame)
        .term("overview-kind", overview::kind_key(view.kind))
        .cell("overview-when", Cell::Moment(reader.moment(view.at)))
        .cell("overview-who", doer(frame, &view.by));
    for total in &view.totals {
        let amount = Cell::Number(reader.number(*total), reader.unit(total.commodity()));
        facts = facts.cell("overview-amount", amount);
    }
    if let Some(customer) = behind(view.by.actor.as_deref().unwrap_or_default()) {
        facts = facts.text("posting-on-behalf", &log_words::who(reader, customer, &view.by.names));
    }
    facts = facts.cell("posting-face", face(frame, &view.by)).text("posting-request", &view.request_id);
    if let Some(id) = view.payment {
        let text = reader.t1("payment-title", "id", id.0.to_string());
        let link = Cell::Link(Place::Payment.path(whose, &[&id.0]), text);
        facts = facts.cell("posting-payment-of", link);
    }
    if let Some(id) = view.reverses {
        facts = facts.cell("posting-reverses", posting(id));
    }
    if let Some(id) = view.reversed_by {
        facts = facts.cell("posting-reversed-by", posting(id));
    }
    facts.section("posting", "posting-facts")
}

/// Whose person a web user is who acted.
fn behind(actor: &str) -> Option<&str> {
    let person = actor.split_once(" as ").map_or(actor, |(person, _)| person);
    person.split_once(" of ").map(|(_, customer)| customer)
}

/// Each entry as two lines, what it took and what it gave, and under them what that is together.
/// Customers other than `linked` are linked, if it is there.
pub(super) fn entries(frame: &Frame, view: &PostingView, linked: Option<CustomerKey>) -> Table {
    let reader = &frame.reader;
    let number = |amount: money::Amount| Cell::Number(reader.number(amount), reader.unit(amount.commodity()));
    let side = |side: &Side| side_cell(frame, side, view.id, linked);
    let mut rows = Vec::new();
    for entry in &view.entries {
        rows.push(Row { cells: vec![side(&entry.debit), number(entry.amount), Cell::Empty] });
        rows.push(Row { cells: vec![side(&entry.credit), Cell::Empty, number(entry.amount)] });
    }
    for total in &view.totals {
        rows.push(Row { cells: vec![Cell::Text(frame.t("posting-total")), number(*total), number(*total)] });
    }
    Table {
        caption: frame.t("posting-entries"),
        is_caption_shown: true,
        columns: vec![
            Column::text(frame.t("posting-side")),
            Column::number(frame.t("posting-debit")),
            Column::number(frame.t("posting-credit")),
        ],
        rows,
        empty: EmptyState { title: frame.t("none"), text: String::new(), action: None },
        pager: None,
    }
}

/// The ways to the entries as a file.
pub(super) fn entries_export(frame: &Frame, whose: Whose, view: &PostingView) -> ExportLinks {
    export::links(frame, &Place::PostingFile.path(whose, &[&view.id.0]))
}

/// Whose the side is; other customers than `own` are linked, if it is there.
fn side_cell(frame: &Frame, side: &Side, posting: PostingId, own: Option<CustomerKey>) -> Cell {
    let words = side_words(&frame.reader, side);
    match side {
        Side::Above | Side::Gone => Cell::Muted(words),
        Side::Of { holder, .. }
            if holder.account.is_none() && own.is_some_and(|own| own != holder.customer) =>
        {
            Cell::Link(Place::Posting.path(Whose::Customer(holder.customer.id), &[&posting.0]), words)
        }
        Side::System(_) | Side::Of { .. } => Cell::Text(words),
    }
}

/// The same in words.
pub(super) fn side_words(reader: &Reader, side: &Side) -> String {
    match side {
        Side::System(account) => reader.t(system_key(*account)),
        Side::Above => reader.t("your-provider"),
        Side::Gone => reader.t("posting-side-gone"),
        Side::Of { holder, name } => match holder.account {
            Some(account) => reader.t1("noun-account", "id", account.to_string()),
            None => name.clone(),
        },
    }
}

fn system_key(account: SystemAccount) -> &'static str {
    match account {
        SystemAccount::OpeningBalances => "posting-side-opening-balances",
        SystemAccount::FreeCredits => "posting-side-free-credits",
        SystemAccount::Issued => "posting-side-issued",
        SystemAccount::Payments => "posting-side-payments",
        SystemAccount::Adjustments => "posting-side-adjustments",
        SystemAccount::Closed => "posting-side-closed",
    }
}

#[cfg(test)]
pub(super) fn samples(frame: &Frame, holdings: &Holdings, text: &str) -> Vec<Result<String, askama::Error>> {
    use askama::Template;
    use party::ids::CustomerId;

    let whose = Whose::Customer(CustomerId(7));
    let lines = crate::tests::people::booked(text);
    let asked = |query: &str| Asked::read(&Fields::parse(query.as_bytes()));
    let beyond = Beyond { previous: true, next: true };
    let list = |whose, asked, lines: &[Booked], beyond| {
        list_page(frame.clone(), whose, holdings, asked, lines, beyond).render()
    };
    let view = crate::tests::people::posting(text);
    let mut other = view.clone();
    other.reversed_by = Some(PostingId(9));
    other.reverses = Some(PostingId(8));
    other.payment = None;
    other.by = Doer { face: text.to_owned(), ..Doer::default() };
    vec![
        list(Whose::Own, asked(""), &[], Beyond::default()),
        list(whose, asked("of=credits&after=1-2-3"), &lines, beyond),
        page(frame.clone(), whose, holdings, &view, May { change: true, see_customers: true }).render(),
        page(frame.clone(), Whose::Own, holdings, &other, May { change: false, see_customers: true })
            .render(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_row_is_read_as_it_is_written() {
        let key = EntryKey { at_micros: 1_767_225_600_000_000, posting: PostingId(7), line: 2 };
        assert_eq!(parse_key(&print_key(key)), Some(key));
        for text in
            ["", "1", "1-2", "1-2-3-4", "1-2-x", "-1-2-3", "1--2-3", "99999999999999999999-1-1", " 1-2-3"]
        {
            assert_eq!(parse_key(text), None, "{text}");
        }
    }
}
