//! The users of a customer: those who send, and the accounts with funds of their own that call; searched, sorted, filtered,
//! page by page.

use app::account::search::{self, AccountRow, AccountSearch, FoundBy, LOOKS_MAX, Listed, Place};
use askama::Template;
use party::ids::{CustomerId, ObjectId};
use party::rights::{Manage, Rights};
use party::web_user::{Area, Reach};

use crate::entry::{Access, Entry};
use crate::export::{self, Exported, Exporting};
use crate::i18n::Reader;
use crate::listing::{self, Asked, Found};
use crate::page::{Frame, Menu};
use crate::pages::{customer, customers, endpoint_form, import, user, user_form};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::{Badge, Cell, Column, EmptyState, ExportLinks, Row, SearchBar, Table, Tone, Tool, Toolbar};
use crate::visit::Visit;

pub(crate) const ROUTE: Route = Route::new("/users");
const EXPORT: Route = Route::new("/users/export");

/// What the query and forms call the customer whose users are meant.
pub(crate) const OWNER_FIELD: &str = "customer";

/// Who may look at users: everybody may have some.
pub(crate) const SEE: Access = Access::Staff { area: Area::Accounts, reach: Reach::See, has: |_| true };

/// Who may make users.
pub(crate) const ADD: Access = Access::Staff {
    area: Area::Accounts,
    reach: Reach::Change,
    has: |rights| rights.accounts.contains(Manage::ADD),
};

/// Who may change users.
pub(crate) const EDIT: Access = Access::Staff {
    area: Area::Accounts,
    reach: Reach::Change,
    has: |rights| rights.accounts.contains(Manage::EDIT),
};

/// Who may remove users.
pub(crate) const DELETE: Access = Access::Staff {
    area: Area::Accounts,
    reach: Reach::Change,
    has: |rights| rights.accounts.contains(Manage::DELETE),
};

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("users", ROUTE, SEE).get(show).linked(Menu::Main, "nav-users"),
        Entry::new("users-export", EXPORT, SEE).get(download).file(),
    ]
}

/// The users of the person's own customer.
pub(crate) fn path() -> Path {
    ROUTE.path()
}

/// The users of the customer `owner`, who stands below the person's own.
pub(crate) fn path_of(owner: CustomerId) -> Path {
    ROUTE.path().with(OWNER_FIELD, &owner.to_string())
}

/// The customer whose users a page is about.
#[derive(Debug, Clone)]
pub(crate) struct Owner {
    pub(crate) id: CustomerId,
    pub(crate) object_id: ObjectId,
    pub(crate) name: String,
    /// What he has: his users may have no more.
    pub(crate) rights: Rights,
    /// He is the person's own customer, not one below.
    pub(crate) is_own: bool,
}

impl Owner {
    /// The one that a query or a form names; the person's own where it names nobody.
    pub(crate) async fn named(visit: &Visit, text: &str) -> Result<Self, Failure> {
        let own = visit.session()?.customer.key.id;
        let id = match text {
            "" => own,
            text => CustomerId(text.parse().map_err(|_| Failure::NotFound)?),
        };
        Self::find(visit, id).await
    }

    /// The one called `id`, if he is the person's own customer or stands below.
    pub(crate) async fn find(visit: &Visit, id: CustomerId) -> Result<Self, Failure> {
        let own = &visit.session()?.customer;
        let is_own = own.key.id == id;
        let customer = if is_own { own.clone() } else { customer::find_below(visit, id).await?.customer };
        let name = customer.profile.name.as_str().to_owned();
        let rights = customer.profile.rights;
        Ok(Self { id, object_id: customer.object_id, name, rights, is_own })
    }

    /// How queries and forms name him: the person's own customer needs no name.
    pub(crate) fn field(&self) -> String {
        if self.is_own { String::new() } else { self.id.to_string() }
    }

    /// The list of his users.
    pub(crate) fn users(&self) -> Path {
        if self.is_own { path() } else { path_of(self.id) }
    }

    /// What the list of his users is called.
    pub(crate) fn users_title(&self, frame: &Frame) -> String {
        match self.is_own {
            true => frame.t("users-title"),
            false => frame.reader.t1("users-title-of", "name", self.name.as_str()),
        }
    }
}

#[derive(Template)]
#[template(path = "pages/users.html")]
struct UsersPage {
    frame: Frame,
    title: String,
    /// The page of the customer whose users they are, where the person may look at it.
    owner: Option<(Path, String)>,
    toolbar: Toolbar,
    search: SearchBar,
    /// The search ended before the page was full.
    is_cut: bool,
    table: Table,
    export: ExportLinks,
}

/// What the person may see and do besides looking at the list.
#[derive(Clone, Copy)]
struct May {
    add: bool,
    see_money: bool,
    see_customers: bool,
}

impl UsersPage {
    fn new(frame: Frame, asked: &Asked, owner: &Owner, found: &Found<AccountRow>, may: May) -> Self {
        let is_linked = !owner.is_own && may.see_customers;
        let create = may.add.then(|| user_form::new_path(owner));
        let mut toolbar = Toolbar::default();
        if let Some(path) = create.clone() {
            toolbar.tools.push(Tool::Page(path, frame.t("users-new")));
            toolbar.tools.push(Tool::Page(endpoint_form::new_path(owner), frame.t("endpoint-new")));
            let import = import::users_path((!owner.is_own).then_some(owner.id));
            toolbar.tools.push(Tool::Page(import, frame.t("import-link")));
        }
        Self {
            title: owner.users_title(&frame),
            owner: is_linked.then(|| (customer::path(owner.id), owner.name.clone())),
            search: asked.search_bar(&frame, frame.t("users-search"), frame.t("users-search-hint")),
            is_cut: found.is_cut,
            table: table(&frame, asked, found, may.see_money, create),
            toolbar,
            export: export::links(&frame, &asked.file_at(EXPORT)),
            frame,
        }
    }

    fn title(&self) -> &str {
        &self.title
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let owner = Owner::named(&visit, visit.query.text(OWNER_FIELD)).await?;
    let below = (!owner.is_own).then_some(owner.id);
    let asked = Asked::read(ROUTE, OWNER_FIELD, below, &visit.query);
    let wanted = wanted(&asked, asked.limit());
    let Listed { rows, is_cut } = search::search(visit.app(), &visit.context()?, asked.owner, wanted).await?;
    let may = May {
        add: ADD.admits(&visit),
        see_money: Reach::See <= visit.reach(Area::Money),
        see_customers: customers::ACCESS.admits(&visit),
    };
    Reply::page(&UsersPage::new(visit.frame(), &asked, &owner, &asked.cut(rows, is_cut), may))
}

/// What the list was asked for, as the use case asks it.
fn wanted(asked: &Asked, limit: i64) -> AccountSearch {
    AccountSearch {
        prefix: asked.search.clone(),
        state: asked.state,
        by_number: asked.by_number,
        descending: asked.descending,
        from: asked.place.clone(),
        found_by: asked.found_by,
        limit,
        looks_max: LOOKS_MAX,
    }
}

async fn download(visit: Visit) -> Result<Reply, Failure> {
    let owner = Owner::named(&visit, visit.query.text(OWNER_FIELD)).await?;
    let below = (!owner.is_own).then_some(owner.id);
    let asked = Asked::read(ROUTE, OWNER_FIELD, below, &visit.query);
    let wanted = AccountSearch {
        from: Place::Start,
        found_by: FoundBy::Name,
        looks_max: i64::MAX,
        ..wanted(&asked, export::ROWS)
    };
    let shows_money = Reach::See <= visit.reach(Area::Money);
    export::download(&visit, UsersFile { owner: below, wanted, shows_money }).await
}

/// The whole list.
struct UsersFile {
    owner: Option<CustomerId>,
    wanted: AccountSearch,
    shows_money: bool,
}

impl Exported for UsersFile {
    fn name(&self) -> &'static str {
        "users"
    }

    fn headings(&self, reader: &Reader) -> Vec<String> {
        let mut keys = vec!["user-name", "user-number", "user-object-id", "user-contact", "user-kind"];
        if self.shows_money {
            keys.extend(["user-balance", "customer-currency"]);
        }
        keys.push("user-status");
        keys.into_iter().map(|key| reader.t(key)).collect()
    }

    async fn next(&mut self, by: &Exporting) -> Result<Vec<Vec<sheets::Cell>>, Failure> {
        let rows = search::search(&by.app, &by.context, self.owner, self.wanted.clone()).await?.rows;
        if let Some(last) = rows.last() {
            let (found_by, key) = match &last.found {
                Some(found) => (found.by, found.key.clone()),
                None => (FoundBy::Name, last.username.clone()),
            };
            (self.wanted.from, self.wanted.found_by) = (Place::After(key, last.id.0), found_by);
        }
        Ok(rows.iter().map(|line| self.cells(&by.reader, line)).collect())
    }
}

impl UsersFile {
    fn cells(&self, reader: &Reader, line: &AccountRow) -> Vec<sheets::Cell> {
        use sheets::Cell;

        let mut cells = vec![
            Cell::text(&line.username),
            Cell::integer(line.id.0),
            Cell::text(line.object_id.to_string()),
            Cell::text(&line.contact_name),
            Cell::text(reader.t(kind_key(line.balance.is_some()))),
        ];
        if self.shows_money {
            let (sum, unit) = match line.balance {
                Some(balance) => (export::amount(balance), Cell::text(balance.commodity().as_str())),
                None => (Cell::Empty, Cell::Empty),
            };
            cells.extend([sum, unit]);
        }
        cells.push(Cell::text(reader.t(customers::status_key(line.blocked))));
        cells
    }
}

fn table(
    frame: &Frame,
    asked: &Asked,
    found: &Found<AccountRow>,
    shows_money: bool,
    create: Option<Path>,
) -> Table {
    let mut columns = vec![
        Column::text(frame.t("user-name")).sorted(Some(asked.sort(frame, false))),
        Column::number(frame.t("user-number")).sorted(Some(asked.sort(frame, true))),
        Column::text(frame.t("user-contact")),
        Column::text(frame.t("user-kind")),
    ];
    if shows_money {
        columns.push(Column::number(frame.t("user-balance")));
    }
    columns.push(Column::text(frame.t("user-status")));
    let shows_found = found.rows.iter().any(|row| row.found.is_some());
    columns.extend(shows_found.then(|| Column::text(frame.t("found-by"))));
    Table {
        caption: frame.t("users-title"),
        is_caption_shown: false,
        columns,
        rows: found
            .rows
            .iter()
            .map(|line| {
                let mut row = row(frame, line, shows_money);
                row.cells.extend(shows_found.then(|| listing::found_cell(frame, line.found.as_ref())));
                row
            })
            .collect(),
        empty: empty(frame, asked, create),
        pager: Some(asked.pager(frame, found, |row| (&row.username, row.id.0, row.found.as_ref()))),
    }
}

fn empty(frame: &Frame, asked: &Asked, create: Option<Path>) -> EmptyState {
    if asked.is_whole() {
        let action = create.map(|path| (path, frame.t("users-new")));
        return EmptyState { title: frame.t("users-none"), text: frame.t("users-none-text"), action };
    }
    EmptyState {
        title: frame.t("users-not-found"),
        text: frame.t("users-not-found-text"),
        action: Some((asked.whole(), frame.t("users-all"))),
    }
}

fn row(frame: &Frame, line: &AccountRow, shows_money: bool) -> Row {
    let reader = &frame.reader;
    let contact = match line.contact_name.as_str() {
        "" => Cell::Empty,
        name => Cell::Text(name.to_owned()),
    };
    let mut cells = vec![
        Cell::Link(user::path(line.object_id), line.username.clone()),
        Cell::Number(line.id.to_string(), String::new()),
        contact,
        Cell::Badge(kind(frame, line.balance.is_some())),
    ];
    if shows_money {
        cells.push(line.balance.map_or(Cell::Empty, |balance| {
            Cell::Number(reader.number(balance), reader.unit(balance.commodity()))
        }));
    }
    cells.push(Cell::Badge(customers::status(frame, line.blocked)));
    Row { cells }
}

/// What a user is: one who sends at his customer's expense, or one who calls at his own.
pub(crate) fn kind(frame: &Frame, has_own_funds: bool) -> Badge {
    Badge { text: frame.t(kind_key(has_own_funds)), tone: Tone::Plain }
}

fn kind_key(has_own_funds: bool) -> &'static str {
    if has_own_funds { "user-kind-voice" } else { "user-kind-messages" }
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    use crate::visit::Fields;
    use money::{Amount, Commodity, Currency};

    let asked = |query: &str, owner| Asked::read(ROUTE, OWNER_FIELD, owner, &Fields::parse(query.as_bytes()));
    let usd = Commodity::Currency(Currency::parse("USD").expect("a currency"));
    let line = |id, blocked, units: Option<i64>| AccountRow {
        id: party::ids::AccountId(id),
        object_id: ObjectId::compose(7, [1; 5], 2),
        username: text.to_owned(),
        contact_name: text.to_owned(),
        blocked,
        balance: units.map(|units| Amount::new(units, usd)),
        found: blocked.then(|| search::Found {
            by: FoundBy::Email,
            text: text.to_owned(),
            key: text.to_owned(),
        }),
    };
    let owner = |is_own| Owner {
        id: CustomerId(7),
        object_id: ObjectId::compose(7, [1; 5], 3),
        name: text.to_owned(),
        rights: Rights::NONE,
        is_own,
    };
    let none = Found::sample(Vec::new(), false);
    let some = Found::sample(vec![line(7, false, None), line(9, true, Some(-12_345_000_000))], true);
    let mut searched = asked("state=blocked&direction=descending", Some(CustomerId(7)));
    searched.search = text.to_owned();
    let all = May { add: true, see_money: true, see_customers: true };
    let little = May { add: false, see_money: false, see_customers: false };
    vec![
        UsersPage::new(frame.clone(), &asked("", None), &owner(true), &none, all).render(),
        UsersPage::new(frame.clone(), &asked("", None), &owner(true), &none, little).render(),
        UsersPage::new(frame.clone(), &searched, &owner(false), &none, all).render(),
        UsersPage::new(frame.clone(), &asked("order=number", None), &owner(true), &some, all).render(),
        UsersPage::new(frame.clone(), &searched, &owner(false), &some, little).render(),
    ]
}
