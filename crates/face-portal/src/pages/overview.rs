//! The first page: what there is, how it came to that, who stands below, what was done last.

use app::Timestamp;
use app::audit_log::{self, AuditLine, ListAudit, Names};
use app::overview::{self, Count, Funds, Movement};
use askama::Template;
use charging::PostingKind;
use party::web_user::{Area, Reach};

use crate::entry::{Access, Entry};
use crate::i18n::Reader;
use crate::log_words::{self, Linked};
use crate::page::{Frame, Menu};
use crate::pages::money::card;
use crate::pages::{customers, users};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::{
    BalanceBar, BarChart, Cell, Column, EmptyState, LineChart, Point, Row, Stack, StatCard, Table,
};
use crate::visit::Visit;

pub(crate) const ROUTE: Route = Route::new("/");

/// Days that the charts show, today among them.
const DAYS: i64 = 30;
const DAY_MICROS: i64 = 86_400_000_000;
/// Lines of the tables of what came last.
const LAST: usize = 8;

pub(crate) fn entries() -> Vec<Entry> {
    vec![Entry::new("overview", ROUTE, Access::SignedInOrActing).get(show).linked(Menu::Main, "nav-overview")]
}

#[derive(Template)]
#[template(path = "pages/overview.html")]
struct OverviewPage {
    frame: Frame,
    cards: Vec<StatCard>,
    line: Option<LineChart>,
    bars: Option<BarChart>,
    movements: Option<Table>,
    changes: Option<Table>,
}

impl OverviewPage {
    fn bare(frame: Frame) -> Self {
        Self { frame, cards: Vec::new(), line: None, bars: None, movements: None, changes: None }
    }

    /// Shows what there is of each commodity, and of the first that moved how it did.
    fn with_funds(mut self, funds: &[Funds], now: Timestamp) -> Self {
        self.cards.extend(funds.iter().map(|funds| funds_card(&self.frame, funds)));
        if let Some(moved) = funds.iter().find(|funds| !funds.movements.is_empty()) {
            let days = days(&self.frame.reader, moved, now);
            self.line = Some(line_chart(&self.frame, moved, &days));
            self.bars = Some(bar_chart(&self.frame, moved, &days));
        }
        let mut last: Vec<Movement> =
            funds.iter().flat_map(|funds| funds.movements.iter().copied()).collect();
        last.sort_by_key(|movement| std::cmp::Reverse((movement.at_micros, movement.posting)));
        last.truncate(LAST);
        self.movements = Some(movements_table(&self.frame, &last));
        self
    }

    fn title(&self) -> String {
        self.frame.t("nav-overview")
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let now = visit.app().now();
    let since = Timestamp(now.0.saturating_sub(DAYS * DAY_MICROS));
    let page = OverviewPage::bare(visit.frame());
    let (app, session) = (visit.app(), visit.session()?);
    if matches!(session.identity, app::session::Identity::Account(_)) {
        let funds = overview::of_account(app, session, since).await?;
        return Reply::page(&page.with_funds(funds.as_slice(), now));
    }
    let context = visit.context()?;
    let overview = overview::of_customer(app, &context, since).await?;
    let mut page = page;
    if Reach::See <= visit.reach(Area::Money) {
        page = page.with_funds(&[overview.money, overview.credits], now);
    }
    if customers::ACCESS.admits(&visit) {
        page.cards.push(count_card(
            &page.frame,
            "overview-customers",
            overview.customers,
            Some(customers::ROUTE.path()),
        ));
    }
    if Reach::See <= visit.reach(Area::Accounts) {
        let users = users::SEE.admits(&visit).then(|| users::ROUTE.path());
        page.cards.push(count_card(&page.frame, "overview-accounts", overview.accounts, users));
    }
    if Reach::See <= visit.reach(Area::Log) {
        let last = i64::try_from(LAST).unwrap_or(i64::MAX);
        let wanted = ListAudit { from: since, ..ListAudit::newest(last) };
        let lines = audit_log::list(app, &context, wanted).await?;
        let names = audit_log::names(app, &lines).await?;
        page.changes = Some(changes_table(&page.frame, &lines, &names, &Linked::of(&visit)));
    }
    Reply::page(&page)
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

fn count_card(frame: &Frame, key: &str, count: Count, path: Option<Path>) -> StatCard {
    let number = frame.reader.integer(count.counted);
    StatCard {
        label: frame.t(key),
        value: if count.is_more { frame.reader.t1("overview-more-than", "count", number) } else { number },
        unit: String::new(),
        note: String::new(),
        link: path.map(|path| (path, frame.t("overview-show-all"))),
        bar: None,
    }
}

/// One day of a balance.
struct Day {
    label: String,
    /// What there was at its end, in 10^-8.
    units: i64,
    /// How many movements of each kind.
    counts: [i64; PostingKind::ALL.len()],
}

/// The last days, the earliest first. Where not every movement was read, only days of which every one was.
fn days(reader: &Reader, funds: &Funds, now: Timestamp) -> Vec<Day> {
    let today = reader.day_of(now);
    let mut units = i128::from(funds.holding.balance.amount.units());
    let mut movements = funds.movements.iter().peekable();
    let mut days = Vec::new();
    let oldest = funds.movements.last().filter(|_| funds.is_cut);
    let oldest = oldest.map(|movement| reader.day_of(Timestamp(movement.at_micros)));
    for back in 0..DAYS {
        let Ok(day) = today.checked_sub(jiff::Span::new().days(back)) else { break };
        // Of today there is always something to show.
        if 0 < back && oldest.is_some_and(|oldest| day <= oldest) {
            break;
        }
        let end = i64::try_from(units).unwrap_or(if units < 0 { i64::MIN } else { i64::MAX });
        let mut counts = [0; PostingKind::ALL.len()];
        // A movement of tomorrow, by a clock that runs ahead, is today's.
        while let Some(movement) =
            movements.next_if(|movement| day <= reader.day_of(Timestamp(movement.at_micros)))
        {
            units -= i128::from(movement.amount.units());
            let kinds = PostingKind::ALL.iter().zip(&mut counts);
            kinds.filter(|(kind, _)| **kind == movement.kind).for_each(|(_, count)| *count += 1);
        }
        days.push(Day { label: reader.date(day), units: end, counts });
    }
    days.reverse();
    days
}

fn line_chart(frame: &Frame, funds: &Funds, days: &[Day]) -> LineChart {
    let (reader, commodity) = (&frame.reader, funds.holding.balance.commodity());
    let amount = |units| money::Amount::new(units, commodity);
    let shown = i64::try_from(days.len()).unwrap_or(DAYS);
    let title = reader.t1("overview-balance-chart", "days", reader.integer(shown));
    let (low, high) = (days.iter().map(|day| day.units).min(), days.iter().map(|day| day.units).max());
    let (low, high) = (low.unwrap_or(0), high.unwrap_or(0));
    let values = [("lowest", reader.amount(amount(low))), ("highest", reader.amount(amount(high)))];
    let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
    LineChart {
        id: "balance-chart",
        title: title.clone(),
        summary: reader.tn("overview-balance-summary", &values),
        points: days.iter().map(|day| Point { value: day.units }).collect(),
        highest: reader.number(amount(high.max(0))),
        lowest: reader.number(amount(low.min(0))),
        first: first_label(days),
        last: last_label(days),
        table_label: frame.t("show-as-table"),
        table: Table {
            caption: title,
            is_caption_shown: false,
            columns: vec![Column::text(frame.t("overview-day")), Column::number(frame.t("customer-balance"))],
            rows: days
                .iter()
                .map(|day| {
                    let number = reader.number(amount(day.units));
                    Row {
                        cells: vec![
                            Cell::Text(day.label.clone()),
                            Cell::Number(number, reader.unit(commodity)),
                        ],
                    }
                })
                .collect(),
            empty: nothing(frame),
            pager: None,
        },
    }
}

fn bar_chart(frame: &Frame, funds: &Funds, days: &[Day]) -> BarChart {
    let reader = &frame.reader;
    let is_there = |kind: &PostingKind| funds.movements.iter().any(|movement| movement.kind == *kind);
    let there: Vec<bool> = PostingKind::ALL.iter().map(is_there).collect();
    let chosen = |day: &Day| -> Vec<i64> {
        day.counts.iter().zip(&there).filter(|(_, there)| **there).map(|(count, _)| *count).collect()
    };
    let kinds = PostingKind::ALL.iter().zip(&there).filter(|(_, there)| **there);
    let legend: Vec<String> = kinds.map(|(kind, _)| frame.t(kind_key(*kind))).collect();
    let highest = days.iter().map(|day| day.counts.iter().sum()).max().unwrap_or(0);
    let total: i64 = days.iter().flat_map(|day| day.counts).sum();
    let mut columns = vec![Column::text(frame.t("overview-day"))];
    columns.extend(legend.iter().cloned().map(Column::number));
    let cells = |day: &Day| {
        let numbers = chosen(day).into_iter().map(|count| Cell::Number(reader.integer(count), String::new()));
        std::iter::once(Cell::Text(day.label.clone())).chain(numbers).collect()
    };
    BarChart {
        id: "movements-chart",
        title: frame.t("overview-movements-chart"),
        summary: reader.t1("overview-movements-summary", "count", total),
        legend,
        stacks: days.iter().map(|day| Stack { counts: chosen(day) }).collect(),
        highest: reader.integer(highest),
        first: first_label(days),
        last: last_label(days),
        table_label: frame.t("show-as-table"),
        table: Table {
            caption: frame.t("overview-movements-chart"),
            is_caption_shown: false,
            columns,
            rows: days.iter().map(|day| Row { cells: cells(day) }).collect(),
            empty: nothing(frame),
            pager: None,
        },
    }
}

fn first_label(days: &[Day]) -> String {
    days.first().map(|day| day.label.clone()).unwrap_or_default()
}

fn last_label(days: &[Day]) -> String {
    days.last().map(|day| day.label.clone()).unwrap_or_default()
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
    let mut full = OverviewPage::bare(frame.clone()).with_funds(&crate::tests::people::funds(now), now);
    let count = Count { counted: 10_000, is_more: true };
    full.cards.push(count_card(frame, "overview-customers", count, Some(customers::ROUTE.path())));
    full.changes = Some(changes_table(frame, &lines, &Names::default(), &Linked::default()));
    let mut empty = OverviewPage::bare(frame.clone()).with_funds(&[], now);
    empty.changes = Some(changes_table(frame, &[], &Names::default(), &Linked::default()));
    vec![full.render(), empty.render(), OverviewPage::bare(frame.clone()).render()]
}
