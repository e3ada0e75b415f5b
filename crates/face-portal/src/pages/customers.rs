//! The customers below somebody: searched, sorted, filtered, page by page.

use app::customer::search::{CustomerRow, CustomerSearch, FoundBy, Listed, Place, search};
use askama::Template;
use charging::{Balance, BalanceId, CreditLimit};
use money::Amount;
use party::ids::{CustomerId, CustomerKey, ROOT_BRANCH};
use party::rights::Rights;
use party::web_user::{Area, Reach};

use crate::entry::{Access, Entry};
use crate::export::{self, Exported, Exporting};
use crate::i18n::Reader;
use crate::listing::{self, Found};
use crate::page::{Frame, Menu};
use crate::pages::customers_asked::{Asked, search_bar};
use crate::pages::{customer, customer_form, customer_tree, import};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::{Badge, Cell, Column, EmptyState, ExportLinks, Row, SearchBar, Table, Tone, Views};
use crate::visit::Visit;

pub(crate) const ROUTE: Route = Route::new("/customers");

/// Who may look at customers: those who may have some.
pub(crate) const ACCESS: Access =
    Access::Staff { area: Area::Customers, reach: Reach::See, has: may_have_customers };

pub(super) const EXPORT: Route = Route::new("/customers/export");

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("customers", ROUTE, ACCESS).get(show).linked(Menu::Main, "nav-customers"),
        Entry::new("customers-export", EXPORT, ACCESS).get(download).file(),
    ]
}

/// Whether one with these rights may have customers below him.
pub(crate) fn may_have_customers(rights: &Rights) -> bool {
    0 < rights.depth_max
}

/// The customers directly below `owner`.
pub(crate) fn path_of(owner: CustomerId) -> Path {
    ROUTE.path().with("owner", &owner.to_string())
}

#[derive(Template)]
#[template(path = "pages/customers.html")]
struct CustomersPage {
    frame: Frame,
    /// Whose customers; none: one's own.
    owner: Option<(Path, String)>,
    views: Views,
    /// Where another one is made, by somebody who may.
    new: Option<Path>,
    import: Option<Path>,
    search: SearchBar,
    /// The search ended before the page was full.
    is_cut: bool,
    table: Table,
    export: ExportLinks,
}

/// What the person may do on the page.
#[derive(Debug, Clone, Copy, Default)]
struct Powers {
    sees_money: bool,
    adds: bool,
}

impl CustomersPage {
    fn new(
        frame: Frame,
        asked: &Asked,
        owner: Option<String>,
        found: &Found<CustomerRow>,
        powers: Powers,
    ) -> Self {
        let owner = asked.list.owner.zip(owner).map(|(id, name)| (customer::path(id), name));
        let new = powers.adds.then(|| customer_form::new_path(asked.list.owner));
        let import = powers.adds.then(|| import::customers_path(asked.list.owner));
        let views = customer_tree::views(&frame, asked.list.owner, false);
        let (search, table) =
            (search_bar(&frame, asked, powers.sees_money), table(&frame, asked, found, powers));
        let export = export::links(&frame, &asked.list.file_at(EXPORT));
        Self { frame, owner, views, new, import, search, is_cut: found.is_cut, table, export }
    }

    fn title(&self) -> String {
        match &self.owner {
            Some((_, name)) => self.frame.reader.t1("customers-title-of", "name", name.as_str()),
            None => self.frame.t("customers-title"),
        }
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let sees_money = Reach::See <= visit.reach(Area::Money);
    let (asked, context) = (Asked::read(&visit.query, sees_money), visit.context()?);
    let owner = match asked.list.owner {
        Some(id) => Some(customer::find_below(&visit, id).await?.customer.profile),
        None => None,
    };
    let may_have_more = owner.as_ref().is_none_or(|owner| may_have_customers(&owner.rights));
    let owner = owner.map(|owner| owner.name.as_str().to_owned());
    let wanted = asked.wanted(asked.list.limit());
    let Listed { rows, is_cut } = search(visit.app(), &context, asked.list.owner, wanted).await?;
    let found = asked.list.cut(rows, is_cut);
    let powers = Powers { sees_money, adds: may_have_more && customer_form::ADD.admits(&visit) };
    Reply::page(&CustomersPage::new(visit.frame(), &asked, owner, &found, powers))
}

async fn download(visit: Visit) -> Result<Reply, Failure> {
    let shows_money = Reach::See <= visit.reach(Area::Money);
    let asked = Asked::read(&visit.query, shows_money);
    if let Some(id) = asked.list.owner {
        customer::find_below(&visit, id).await?;
    }
    let wanted = CustomerSearch {
        from: Place::Start,
        found_by: FoundBy::Name,
        looks_max: i64::MAX,
        ..asked.wanted(export::ROWS)
    };
    export::download(&visit, CustomersFile { owner: asked.list.owner, wanted, shows_money }).await
}

/// The whole list.
struct CustomersFile {
    owner: Option<CustomerId>,
    wanted: CustomerSearch,
    shows_money: bool,
}

impl Exported for CustomersFile {
    fn name(&self) -> &'static str {
        "customers"
    }

    fn headings(&self, reader: &Reader) -> Vec<String> {
        let mut headings = vec!["customer-name", "customer-number", "customer-company"];
        if self.shows_money {
            headings.extend([
                "customer-balance",
                "customer-credit-limit",
                "customer-available",
                "customer-currency",
            ]);
        }
        headings.push("customer-status");
        headings.into_iter().map(|key| reader.t(key)).collect()
    }

    async fn next(&mut self, by: &Exporting) -> Result<Vec<Vec<sheets::Cell>>, Failure> {
        let rows = search(&by.app, &by.context, self.owner, self.wanted.clone()).await?.rows;
        if let Some(last) = rows.last() {
            let (found_by, key) = match &last.found {
                Some(found) => (found.by, found.key.clone()),
                None => (FoundBy::Name, last.name.clone()),
            };
            (self.wanted.from, self.wanted.found_by) = (Place::After(key, last.id.0), found_by);
        }
        Ok(rows.iter().map(|line| self.cells(by, line)).collect())
    }
}

impl CustomersFile {
    fn cells(&self, by: &Exporting, line: &CustomerRow) -> Vec<sheets::Cell> {
        use sheets::Cell;

        let mut cells =
            vec![Cell::text(&line.name), Cell::integer(line.id.0), Cell::text(&line.company_name)];
        if self.shows_money {
            let optional = |sum: Option<Amount>| sum.map_or(Cell::Empty, export::amount);
            cells.extend([
                export::amount(line.balance),
                optional(line.credit_limit),
                optional(spendable(line.balance, line.credit_limit)),
                Cell::text(line.balance.commodity().as_str()),
            ]);
        }
        cells.push(Cell::text(by.reader.t(status_key(line.blocked))));
        cells
    }
}

fn table(frame: &Frame, asked: &Asked, found: &Found<CustomerRow>, powers: Powers) -> Table {
    let mut columns = vec![
        Column::text(frame.t("customer-name")).sorted(Some(asked.list.sort(frame, false))),
        Column::number(frame.t("customer-number"))
            .sorted(asked.list.has_numbers_in_order().then(|| asked.list.sort(frame, true))),
        Column::text(frame.t("customer-company")),
    ];
    if powers.sees_money {
        columns.push(Column::number(frame.t("customer-balance")));
        columns.push(Column::number(frame.t("customer-available")));
    }
    columns.push(Column::text(frame.t("customer-status")));
    let shows_found = found.rows.iter().any(|row| row.found.is_some());
    columns.extend(shows_found.then(|| Column::text(frame.t("found-by"))));
    let row = |line: &CustomerRow| {
        let mut row = row(frame, line, powers.sees_money);
        row.cells.extend(shows_found.then(|| listing::found_cell(frame, line.found.as_ref())));
        row
    };
    Table {
        caption: frame.t("customers-title"),
        is_caption_shown: false,
        columns,
        rows: found.rows.iter().map(row).collect(),
        empty: empty(frame, asked, powers),
        pager: Some(asked.list.pager(frame, found, |row| (&row.name, row.id.0, row.found.as_ref()))),
    }
}

fn empty(frame: &Frame, asked: &Asked, powers: Powers) -> EmptyState {
    if asked.list.is_whole() {
        let text = frame.t("customers-none-text");
        let new = powers.adds.then(|| (customer_form::new_path(asked.list.owner), frame.t("customer-new")));
        return EmptyState { title: frame.t("customers-none"), text, action: new };
    }
    EmptyState {
        title: frame.t("customers-not-found"),
        text: frame.t("customers-not-found-text"),
        action: Some((asked.list.whole(), frame.t("customers-all"))),
    }
}

fn row(frame: &Frame, line: &CustomerRow, shows_money: bool) -> Row {
    let reader = &frame.reader;
    let company = match line.company_name.as_str() {
        "" => Cell::Empty,
        company => Cell::Text(company.to_owned()),
    };
    let mut cells = vec![
        Cell::Link(customer::path(line.id), line.name.clone()),
        Cell::Number(line.id.to_string(), String::new()),
        company,
    ];
    if shows_money {
        let unit = reader.unit(line.balance.commodity());
        cells.push(Cell::Number(reader.number(line.balance), unit.clone()));
        cells.push(available(frame, line.balance, line.credit_limit));
    }
    cells.push(Cell::Badge(status(frame, line.blocked)));
    Row { cells }
}

/// What can be spent, as the core reckons it.
pub(crate) fn available(frame: &Frame, balance: Amount, credit_limit: Option<Amount>) -> Cell {
    match spendable(balance, credit_limit) {
        Some(amount) => Cell::Number(frame.reader.number(amount), frame.reader.unit(amount.commodity())),
        None if credit_limit.is_none() => Cell::Text(frame.t("unlimited")),
        None => Cell::Empty,
    }
}

/// What can be spent; none: without limit.
fn spendable(balance: Amount, credit_limit: Option<Amount>) -> Option<Amount> {
    let credit_limit = credit_limit.map_or(CreditLimit::Unlimited, CreditLimit::Of);
    let nobody = CustomerKey { branch: ROOT_BRANCH, id: CustomerId(0) };
    let balance = Balance { id: BalanceId(0), holder: nobody.into(), amount: balance, credit_limit };
    // What does not fit is told as nothing: the balance beside it says enough.
    balance.available().ok().flatten()
}

/// Whether a customer is blocked.
pub(crate) fn status(frame: &Frame, blocked: bool) -> Badge {
    Badge { text: frame.t(status_key(blocked)), tone: if blocked { Tone::Bad } else { Tone::Good } }
}

/// The key of whether a customer or a user is blocked.
pub(crate) fn status_key(blocked: bool) -> &'static str {
    if blocked { "status-blocked" } else { "status-active" }
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    use money::{Commodity, Currency};

    use app::customer::search::Found as FoundText;

    use crate::visit::Fields;

    let asked = |query: &str| Asked::read(&Fields::parse(query.as_bytes()), true);
    let usd = Commodity::Currency(Currency::parse("USD").expect("a currency"));
    let line = |id, blocked, credit_limit: Option<i64>| CustomerRow {
        id: CustomerId(id),
        name: text.to_owned(),
        company_name: text.to_owned(),
        blocked,
        balance: Amount::new(-12_345_000_000, usd),
        credit_limit: credit_limit.map(|units| Amount::new(units, usd)),
        found: blocked.then(|| FoundText { by: FoundBy::Email, text: text.to_owned(), key: text.to_owned() }),
    };
    let none = Found::sample(Vec::new(), false);
    let some = Found::sample(vec![line(7, false, Some(5_000_000_000)), line(9, true, None)], true);
    let mut searched = asked("state=blocked&pays=after&below=some&balance=low&direction=descending&owner=3");
    text.clone_into(&mut searched.list.search);
    let all = Powers { sees_money: true, adds: true };
    vec![
        CustomersPage::new(frame.clone(), &asked(""), None, &none, all).render(),
        CustomersPage::new(frame.clone(), &searched, Some(text.to_owned()), &none, all).render(),
        CustomersPage::new(frame.clone(), &asked("order=number"), None, &some, all).render(),
        CustomersPage::new(frame.clone(), &searched, Some(text.to_owned()), &some, Powers::default())
            .render(),
    ]
}
