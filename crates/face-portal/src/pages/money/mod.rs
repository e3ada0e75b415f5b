//! Money: one's own to look at, that of a customer below or of one of one's accounts to book on.

mod book;
mod entries;
mod files;
mod low_balance;
mod parts;
mod payments;
mod place;
mod postings;
mod reverse;
mod transfer;

use app::funds::holdings::{Holding, Holdings};
use app::funds::postings::{self as booked, Of, Page};
use askama::Template;
use charging::{CreditLimit, FundsChange};

pub(crate) use self::entries::entries;
use self::parts::{Trail, name_of};
use self::place::{Place, find, may_change};
pub(crate) use self::place::{Whose, own_postings, path};
use crate::page::Frame;
use crate::reply::{Failure, Reply};
use crate::route::Path;
use crate::ui::{Badge, BalanceBar, Cell, Facts, Section, StatCard, Table, Tone};
use crate::visit::Visit;

/// Postings that are shown beside the balances.
const LAST: i64 = 8;

#[derive(Template)]
#[template(path = "pages/money.html")]
struct MoneyPage {
    frame: Frame,
    trail: Trail,
    title: String,
    low: Option<Badge>,
    actions: Vec<(Path, String)>,
    cards: Vec<StatCard>,
    low_balance: Section,
    postings: Table,
    links: Vec<(Path, String)>,
}

impl MoneyPage {
    fn new(
        frame: Frame,
        whose: Whose,
        holdings: &Holdings,
        postings: &[booked::Booked],
        may_change: bool,
    ) -> Self {
        let title = match whose {
            Whose::Own => frame.t("money-title"),
            _ => frame.reader.t1("money-title-of", "name", name_of(holdings)),
        };
        let mut actions = Vec::new();
        if may_change {
            let action = |place: Place, key: &str| (place.path(whose, &[]), frame.t(key));
            actions.push(action(Place::Book(FundsChange::Payment), "money-add-funds"));
            actions.push(action(Place::Book(FundsChange::Credit), "money-credit"));
            actions.push(action(Place::Book(FundsChange::Debit), "money-debit"));
            if holdings.credits.is_some() {
                actions.push(action(Place::Transfer, "money-transfer"));
            }
            actions.push(action(Place::LowBalance, "money-low-balance-change"));
        }
        let holding = |holding: &Holding| card(&frame, holding);
        Self {
            trail: Trail::to_holder(whose, holdings),
            title,
            low: holdings.is_low.then(|| Badge { text: frame.t("money-low"), tone: Tone::Bad }),
            actions,
            cards: std::iter::once(&holdings.money).chain(&holdings.credits).map(holding).collect(),
            low_balance: low_balance::section(&frame, holdings),
            postings: postings::table(&frame, whose, postings, frame.t("money-last-postings"), None),
            links: vec![
                (Place::Postings.path(whose, &[]), frame.t("money-all-postings")),
                (Place::Payments.path(whose, &[]), frame.t("money-payments")),
            ],
            frame,
        }
    }

    fn title(&self) -> &str {
        &self.title
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let whose = Whose::read(&visit)?;
    let holdings = find(&visit, whose).await?;
    let context = visit.context_about_money()?;
    let last =
        booked::list(visit.app(), &context, whose.lookup(), Of::Everything, Page::Latest, LAST).await?;
    Reply::page(&MoneyPage::new(visit.frame(), whose, &holdings, &last, may_change(&visit, whose)))
}

/// What there is of one commodity, how much of it can be spent, and what is held.
pub(crate) fn card(frame: &Frame, holding: &Holding) -> StatCard {
    let (reader, balance) = (&frame.reader, &holding.balance);
    let key = match balance.commodity() {
        money::Commodity::Currency(_) => "overview-balance",
        money::Commodity::MessageCredits => "overview-credits",
    };
    StatCard {
        label: frame.t(key),
        value: reader.number(balance.amount),
        unit: reader.unit(balance.commodity()),
        note: if holding.available.is_none() { frame.t("overview-no-limit") } else { String::new() },
        link: None,
        bar: bar(frame, holding),
    }
}

/// How much can be spent of what the holder has and of what he may owe.
fn bar(frame: &Frame, holding: &Holding) -> Option<BalanceBar> {
    let (available, CreditLimit::Of(limit)) = (holding.available?, holding.balance.credit_limit) else {
        return None;
    };
    let reader = &frame.reader;
    let texts = [
        ("available", reader.amount(available)),
        ("held", reader.amount(holding.held)),
        ("limit", reader.amount(limit)),
    ];
    let texts = texts.each_ref().map(|(name, text)| (*name, text.as_str()));
    // The bar is a picture: the whole of it is the limit and what there is above nothing.
    let own = i128::from(holding.balance.amount.units()).max(0);
    let whole = i128::from(limit.units()) + own;
    let share = i128::from(available.units()) * 100 / whole.max(1);
    let percent = u8::try_from(share.clamp(0, 100)).unwrap_or(0);
    Some(BalanceBar { percent, text: reader.tn("money-bar", &texts), is_low: percent < 20 })
}

/// What there is of one commodity, in numbers.
fn facts<'a>(frame: &'a Frame, holding: &Holding) -> Facts<'a> {
    let reader = &frame.reader;
    let cell = |amount: money::Amount| Cell::Number(reader.number(amount), reader.unit(amount.commodity()));
    let unlimited = || Cell::Text(frame.t("unlimited"));
    let limit = match holding.balance.credit_limit {
        CreditLimit::Of(limit) => cell(limit),
        CreditLimit::Unlimited => unlimited(),
    };
    Facts::of(frame)
        .cell("customer-balance", cell(holding.balance.amount))
        .cell("customer-available", holding.available.map_or_else(unlimited, cell))
        .cell("money-held", cell(holding.held))
        .cell("customer-credit-limit", limit)
}

/// The same under the name of the commodity.
fn beside(frame: &Frame, holding: &Holding) -> Section {
    match holding.balance.commodity() {
        money::Commodity::Currency(_) => facts(frame, holding).section("balance", "money-money"),
        money::Commodity::MessageCredits => facts(frame, holding).section("credits", "customer-credits"),
    }
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    use party::ids::{CustomerId, ObjectId};

    let holdings = crate::tests::people::holdings(text);
    let mut account = crate::tests::people::holdings(text);
    account.credits = None;
    account.is_low = false;
    let lines = crate::tests::people::booked(text);
    let customer = Whose::Customer(CustomerId(7));
    let mut pages = vec![
        MoneyPage::new(frame.clone(), Whose::Own, &holdings, &[], false).render(),
        MoneyPage::new(frame.clone(), customer, &holdings, &lines, true).render(),
        MoneyPage::new(
            frame.clone(),
            Whose::Account(ObjectId::compose(1, [0; 5], 1)),
            &account,
            &lines,
            true,
        )
        .render(),
    ];
    pages.extend(book::samples(frame, &holdings, text));
    pages.extend(transfer::samples(frame, &holdings, text));
    pages.extend(low_balance::samples(frame, &holdings, text));
    pages.extend(payments::samples(frame, &holdings, text));
    pages.extend(postings::samples(frame, &holdings, text));
    pages.extend(reverse::samples(frame, &holdings, text));
    pages
}
