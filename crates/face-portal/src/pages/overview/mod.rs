//! The first page: what there is, how it came to that, who stands below, what was done last.

mod file;
mod history;

use app::Timestamp;
use app::audit_log::{self, AuditLine, ListAudit, Names};
use app::overview::{self, Below, Count, Counts, Figures, Funds, Lately, Movement};
use askama::Template;
use charging::PostingKind;
use party::web_user::{Area, Reach};

use self::file::File;
use crate::entry::{Access, Entry};
use crate::i18n::Reader;
use crate::log_words::{self, Linked};
use crate::page::{Frame, Menu};
use crate::pages::money::card;
use crate::pages::{customers, users};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::{
    BalanceBar, BarChart, Cell, Column, EmptyState, ExportLinks, LineChart, Row, StatCard, Table,
};
use crate::visit::Visit;

pub(crate) const ROUTE: Route = Route::new("/");

/// Lines of the tables of what came last.
const LAST: i64 = 8;

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("overview", ROUTE, Access::SignedInOrActing).get(show).linked(Menu::Main, "nav-overview"),
        file::entry(),
    ]
}

#[derive(Template)]
#[template(path = "pages/overview.html")]
struct OverviewPage {
    frame: Frame,
    cards: Vec<StatCard>,
    line: Option<LineChart>,
    bars: Option<BarChart>,
    movements: Option<(Table, Option<ExportLinks>)>,
    changes: Option<(Table, Option<ExportLinks>)>,
}

impl OverviewPage {
    fn bare(frame: Frame) -> Self {
        Self { frame, cards: Vec::new(), line: None, bars: None, movements: None, changes: None }
    }

    /// Shows what there is of each commodity, and of the first that moved how it did.
    fn with_figures(mut self, figures: &Figures, now: Timestamp) -> Self {
        self.cards.extend(figures.funds.iter().map(|funds| funds_card(&self.frame, funds)));
        if let Some(history) = &figures.history {
            let (line, bars) = history::charts(&self.frame, history, now);
            (self.line, self.bars) = (Some(line), Some(bars));
        }
        let last = last_movements(figures);
        self.movements = Some(with_file(&self.frame, movements_table(&self.frame, &last), File::Postings));
        self
    }

    fn with_changes(mut self, lines: &[AuditLine], names: &Names, linked: &Linked) -> Self {
        let table = changes_table(&self.frame, lines, names, linked);
        self.changes = Some(with_file(&self.frame, table, File::Changes));
        self
    }

    /// What came last.
    fn tables(&self) -> impl Iterator<Item = &(Table, Option<ExportLinks>)> {
        self.movements.iter().chain(&self.changes)
    }

    fn title(&self) -> String {
        self.frame.t("nav-overview")
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let now = visit.app().now();
    let mut page = OverviewPage::bare(visit.frame());
    if let Some(figures) = figures(&visit, now).await? {
        page = page.with_figures(&figures, now);
    }
    page.cards.extend(count_cards(&visit, &page.frame).await?);
    if let Some((lines, names)) = changes(&visit, now).await? {
        page = page.with_changes(&lines, &names, &Linked::of(&visit));
    }
    Reply::page(&page)
}

/// What there is and how it came about, where the person may look at it.
async fn figures(visit: &Visit, now: Timestamp) -> Result<Option<Figures>, Failure> {
    let lately = Lately { since: history::beginning(&visit.reader, now), last: LAST };
    let (app, session) = (visit.app(), visit.session()?);
    if matches!(session.identity, app::session::Identity::Account(_)) {
        let figures = overview::of_account(app, session, lately).await?;
        return Ok(Some(figures.unwrap_or(Figures { funds: Vec::new(), history: None })));
    }
    if visit.reach(Area::Money) < Reach::See {
        return Ok(None);
    }
    Ok(Some(overview::of_customer(app, &visit.context()?, lately).await?))
}

/// What was done last, where the person may look at it.
async fn changes(visit: &Visit, now: Timestamp) -> Result<Option<(Vec<AuditLine>, Names)>, Failure> {
    if visit.reach(Area::Log) < Reach::See {
        return Ok(None);
    }
    let wanted = ListAudit { from: history::beginning(&visit.reader, now), ..ListAudit::newest(LAST) };
    let lines = audit_log::list(visit.app(), &visit.context()?, wanted).await?;
    let names = audit_log::names(visit.app(), &lines).await?;
    Ok(Some((lines, names)))
}

/// What moved last of everything there is, the latest first.
fn last_movements(figures: &Figures) -> Vec<Movement> {
    let mut last: Vec<Movement> = figures.funds.iter().flat_map(|funds| funds.last.iter().copied()).collect();
    last.sort_by_key(|movement| std::cmp::Reverse((movement.at_micros, movement.posting)));
    last.truncate(usize::try_from(LAST).unwrap_or(usize::MAX));
    last
}

/// How many are below, as far as the person may look at them.
async fn count_cards(visit: &Visit, frame: &Frame) -> Result<Vec<StatCard>, Failure> {
    let sees_customers = customers::ACCESS.admits(visit);
    let sees_users = Reach::See <= visit.reach(Area::Accounts);
    if !sees_customers && !sees_users {
        return Ok(Vec::new());
    }
    let below = overview::below(visit.app(), &visit.context()?).await?;
    let mut cards = Vec::new();
    if sees_customers {
        cards.push(customers_card(frame, below.customers));
    }
    if sees_users {
        let path = users::SEE.admits(visit).then(|| users::ROUTE.path());
        cards.push(users_card(frame, &below, path));
    }
    Ok(cards)
}

/// What there is, as the pages about money show it, and whether it is little.
fn funds_card(frame: &Frame, funds: &Funds) -> StatCard {
    let mut card = card(frame, &funds.holding);
    if funds.is_low {
        card.note = frame.t("money-low");
        card.bar = card.bar.map(|bar| BalanceBar { is_low: true, ..bar });
    }
    card
}

/// How many customers there are in the whole branch, and how many of them are one's own.
fn customers_card(frame: &Frame, customers: Counts) -> StatCard {
    let note = frame.reader.t1("overview-customers-own", "count", number(&frame.reader, customers.own));
    count_card(frame, "overview-customers", customers.all, note, Some(customers::ROUTE.path()))
}

/// How many users there are in the whole branch, of either kind, and how many of them are one's own.
fn users_card(frame: &Frame, below: &Below, path: Option<Path>) -> StatCard {
    let reader = &frame.reader;
    let Below { senders, callers, .. } = below;
    let (messages, voice) = (number(reader, senders.all), number(reader, callers.all));
    let mut note = reader.tn("overview-users-kinds", &[("messages", &messages), ("voice", &voice)]);
    if senders.all != senders.own || callers.all != callers.own {
        let own = number(reader, senders.own.and(callers.own));
        note = format!("{note} {}", reader.t1("overview-users-own", "count", own));
    }
    count_card(frame, "overview-users", senders.all.and(callers.all), note, path)
}

fn count_card(frame: &Frame, label: &str, all: Count, note: String, path: Option<Path>) -> StatCard {
    StatCard {
        label: frame.t(label),
        value: number(&frame.reader, all),
        unit: String::new(),
        note,
        link: path.map(|path| (path, frame.t("overview-show-all"))),
        bar: None,
    }
}

fn number(reader: &Reader, count: Count) -> String {
    let number = reader.integer(count.counted);
    if count.is_more { reader.t1("overview-more-than", "count", number) } else { number }
}

/// A table with the ways to its file, where it has rows.
fn with_file(frame: &Frame, table: Table, file: File) -> (Table, Option<ExportLinks>) {
    let export = (!table.rows.is_empty()).then(|| file.links(frame, &table.caption));
    (table, export)
}

fn movements_table(frame: &Frame, movements: &[Movement]) -> Table {
    let reader = &frame.reader;
    let cells = |movement: &Movement| {
        let amount = movement.amount;
        vec![
            Cell::Text(frame.t(kind_key(movement.kind))),
            Cell::Number(reader.number(amount), reader.unit(amount.commodity())),
            Cell::Moment(reader.moment(Timestamp(movement.at_micros))),
        ]
    };
    Table {
        caption: frame.t("overview-movements"),
        is_caption_shown: true,
        columns: vec![
            Column::text(frame.t("overview-kind")),
            Column::number(frame.t("overview-amount")),
            Column::text(frame.t("overview-when")),
        ],
        rows: movements.iter().map(|movement| Row { cells: cells(movement) }).collect(),
        empty: EmptyState {
            title: frame.t("overview-no-movements"),
            text: frame.t("overview-no-movements-text"),
            action: None,
        },
        pager: None,
    }
}

fn changes_table(frame: &Frame, lines: &[AuditLine], names: &Names, linked: &Linked) -> Table {
    let reader = &frame.reader;
    let cells = |line: &AuditLine| {
        vec![
            Cell::Text(log_words::operation(reader, &line.operation)),
            log_words::object(reader, line, names, linked),
            Cell::Text(log_words::actor(reader, line, names)),
            Cell::Moment(reader.moment(line.at)),
        ]
    };
    let columns = ["overview-what", "overview-object", "overview-who", "overview-when"];
    Table {
        caption: frame.t("overview-changes"),
        is_caption_shown: true,
        columns: columns.map(|key| Column::text(frame.t(key))).to_vec(),
        rows: lines.iter().map(|line| Row { cells: cells(line) }).collect(),
        empty: EmptyState { title: frame.t("overview-no-changes"), text: String::new(), action: None },
        pager: None,
    }
}

/// What a kind of posting is called.
pub(crate) fn kind_key(kind: PostingKind) -> &'static str {
    match kind {
        PostingKind::OpeningBalance => "posting-opening-balance",
        PostingKind::FreeCredits => "posting-free-credits",
        PostingKind::CreditTransfer => "posting-credit-transfer",
        PostingKind::Payment => "posting-payment",
        PostingKind::Adjustment => "posting-adjustment",
        PostingKind::Closing => "posting-closing",
        PostingKind::Reversal => "posting-reversal",
    }
}

fn nothing(frame: &Frame) -> EmptyState {
    EmptyState { title: frame.t("none"), text: String::new(), action: None }
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    let now = Timestamp(1_767_225_600_000_000);
    let line = |operation: &str, object: &str, actor: Option<&str>| AuditLine {
        record: 1,
        at: now,
        actor: actor.map(str::to_owned),
        face: "portal".to_owned(),
        operation: operation.to_owned(),
        object: object.to_owned(),
        customer: None,
        before: None,
        after: None,
        booked: None,
        request_id: text.to_owned(),
    };
    let lines = [
        line(text, text, Some(text)),
        line("customer.create", "customer:9", Some("customer:7")),
        line("customer.update", "customer:7", Some("web_user:3 of customer:7")),
        line("session.act_as", "customer:9", Some("web_user:3 of customer:7 as customer:9")),
        line("tariff.delete", "tariff:9", None),
    ];
    let mut full = OverviewPage::bare(frame.clone()).with_figures(&crate::tests::people::figures(now), now);
    let own = Count { counted: 17, is_more: false };
    let counts = Counts { all: Count { counted: 10_000, is_more: true }, own };
    let few = Counts { all: own, own };
    full.cards.push(customers_card(frame, counts));
    for (senders, callers) in [(counts, few), (few, few)] {
        full.cards.push(users_card(frame, &Below { customers: counts, senders, callers }, None));
    }
    full = full.with_changes(&lines, &Names::default(), &Linked::default());
    let nothing = Figures { funds: Vec::new(), history: None };
    let empty = OverviewPage::bare(frame.clone()).with_figures(&nothing, now);
    let empty = empty.with_changes(&[], &Names::default(), &Linked::default());
    vec![full.render(), empty.render(), OverviewPage::bare(frame.clone()).render()]
}
