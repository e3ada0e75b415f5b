//! The customers of one owner as a person looks through them: by the beginning of the name or of what else is known of them
//! ([`FoundBy`]), in either order, forwards and backwards from any row, however many there are.
//!
//! Every statement reads one page from one index: what it costs does not depend on how many customers there are.

use money::{Amount, Commodity, Currency};
use party::billing::BillingType;
use party::ids::CustomerId;

pub use super::by_name::Place;
use super::columns::Columns;
use super::customers::name_key;
pub use super::found_by::FoundBy;
use super::found_by::{Candidate, Walk};
use crate::error::StoreError;
use crate::tx::{Param, Row, Tx};

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerRow {
    /// His number.
    pub id: CustomerId,
    /// His name.
    pub name: String,
    /// His company, perhaps empty.
    pub company_name: String,
    /// Refused everything while blocked.
    pub blocked: bool,
    /// His money.
    pub balance: Amount,
    /// How far into debt; none: without limit.
    pub credit_limit: Option<Amount>,
    /// What of him begins with what was searched for; none: his name, or nothing was.
    pub found: Option<Found>,
}

/// What a row was found by, if not by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub by: FoundBy,
    /// How it is written.
    pub text: String,
    /// By what the row stands where it stands: for the page next to it.
    pub key: String,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<R> {
    /// Its rows, in their order.
    pub rows: Vec<R>,
    /// So many had to be left out that the search ended before the page was full.
    pub is_cut: bool,
}

/// Which customers are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// All.
    Any,
    /// Those who are not blocked themselves.
    Active,
    /// Those who are.
    Blocked,
}

impl State {
    /// Whether one who is blocked himself, or is not, is wanted.
    pub(super) fn admits(self, blocked: bool) -> bool {
        match self {
            Self::Any => true,
            Self::Active => !blocked,
            Self::Blocked => blocked,
        }
    }
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerSearch {
    /// Those of whom anything that is searched begins with this, in either case; empty: all.
    pub prefix: String,
    /// Those in this state.
    pub state: State,
    /// Those who pay in this way; none: all.
    pub billing_type: Option<BillingType>,
    /// Those who have customers below them, or those who have none; none: all.
    pub has_customers: Option<bool>,
    /// Those alone who can spend less than the threshold of which they are to be told.
    pub is_low: bool,
    /// In the order of numbers, not of names. What is searched by anything but the state goes by name whatever is said here.
    pub by_number: bool,
    /// From the last to the first.
    pub descending: bool,
    /// From where: name, or what the row was found by, and number of the row next to the page.
    pub from: Place,
    /// What that row was found by.
    pub found_by: FoundBy,
    /// At most so many.
    pub limit: i64,
    /// A search looks at no more rows than so many.
    pub looks_max: i64,
}

/// As many rows as a page is worth: looking at them takes some hundredths of a second.
pub const LOOKS_MAX: i64 = 5_000;

impl CustomerSearch {
    /// Everybody by name, from the first on.
    #[must_use]
    pub fn everybody(limit: i64) -> Self {
        Self {
            prefix: String::new(),
            state: State::Any,
            billing_type: None,
            has_customers: None,
            is_low: false,
            by_number: false,
            descending: false,
            from: Place::Start,
            found_by: FoundBy::Name,
            limit,
            looks_max: LOOKS_MAX,
        }
    }

    /// Whether it goes by number: no index holds the numbers of those who pay in one way, or have little left.
    #[must_use]
    pub fn is_by_number(&self) -> bool {
        let is_filtered = self.billing_type.is_some() || self.has_customers.is_some() || self.is_low;
        self.by_number && self.prefix.is_empty() && !is_filtered
    }
}

/// A page is taken from an index; what a row shows is joined to it.
macro_rules! page {
    ($state:expr, $place:literal, $order:literal) => {
        concat!(
            "SELECT c.customer_id, c.name, c.company_name, c.blocked, c.base_currency, b.units, \
             b.credit_limit_units FROM (SELECT branch_id, customer_id FROM customer WHERE ",
            $state,
            $place,
            ") page JOIN customer c ON c.branch_id = page.branch_id AND c.customer_id = page.customer_id \
             JOIN balance b ON b.branch_id = c.branch_id AND b.customer_id = c.customer_id AND b.account_id = 0 \
             AND b.commodity = c.base_currency ORDER BY ",
            $order
        )
    };
}

/// `$2` to `$3` are the bounds of the name; the row at the bound from which the page goes on is `$4`.
macro_rules! by_name {
    ($($state:literal),+) => {
        [
            page!(
                concat!($($state),+),
                "owner_id = $1 AND name_key >= $2 AND name_key < $3 AND NOT (name_key = $2 AND customer_id <= $4) \
                 ORDER BY name_key, customer_id LIMIT $5",
                "c.name_key, c.customer_id"
            ),
            page!(
                concat!($($state),+),
                "owner_id = $1 AND name_key >= $2 AND name_key <= $3 AND NOT (name_key = $3 AND customer_id >= $4) \
                 ORDER BY name_key DESC, customer_id DESC LIMIT $5",
                "c.name_key DESC, c.customer_id DESC"
            ),
        ]
    };
}

/// The same with what the index at hand does not hold: `$6` is the state and `$7` the way to pay, where one is wanted. Whether
/// one has customers is asked of each row that is looked at, by the least number, so that no engine reads the whole table.
macro_rules! by_name_filtered {
    (with: $index:literal) => {
        by_name_filtered!($index, "had_customers = 1 AND (SELECT MIN(d.customer_id) FROM customer d WHERE d.owner_id = customer.customer_id) IS NOT NULL AND ")
    };
    (without: $index:literal) => {
        by_name_filtered!($index, "(had_customers = 0 OR (SELECT MIN(d.customer_id) FROM customer d WHERE d.owner_id = customer.customer_id) IS NULL) AND ")
    };
    ($index:literal, $below:literal) => {
        by_name!($index, $below, "(blocked = $6 OR $6 < 0) AND (billing_type = $7 OR $7 < 0) AND ")
    };
}

macro_rules! by_number {
    ($state:literal) => {
        [
            page!(
                $state,
                "owner_id = $1 AND customer_id > $2 ORDER BY customer_id LIMIT $3",
                "c.customer_id"
            ),
            page!(
                $state,
                "owner_id = $1 AND customer_id < $2 ORDER BY customer_id DESC LIMIT $3",
                "c.customer_id DESC"
            ),
        ]
    };
}

/// `$2` to `$3` are the bounds of the text's key; the row at the bound from which the page goes on is `$4`. No filter is in
/// it: who it leaves out is told beside each row.
macro_rules! by_text {
    ($table:literal, $key:literal) => {
        [
            by_text!(
                $table,
                $key,
                concat!("NOT (customer_id <= $4 AND ", $key, " = $2) AND ", $key, " < $3"),
                ""
            ),
            by_text!(
                $table,
                $key,
                concat!("NOT (customer_id >= $4 AND ", $key, " = $3) AND ", $key, " <= $3"),
                " DESC"
            ),
        ]
    };
    ($table:literal, $key:literal, $place:expr, $order:literal) => {
        concat!(
            "SELECT c.customer_id, c.name, c.company_name, c.blocked, c.base_currency, b.units, \
             b.credit_limit_units, page.search_key, c.contact, c.email, w.login, c.phone, c.dns_alias, \
             c.billing_type, c.is_low, CASE WHEN c.had_customers = 1 AND (SELECT MIN(d.customer_id) FROM customer d \
             WHERE d.owner_id = c.customer_id) IS NOT NULL THEN c.had_customers ELSE c.had_customers * 0 END \
             FROM (SELECT branch_id, customer_id, ",
            $key,
            " AS search_key FROM ",
            $table,
            " WHERE owner_id = $1 AND ",
            $key,
            " >= $2 AND ",
            $place,
            " ORDER BY ",
            $key,
            $order,
            ", customer_id",
            $order,
            " LIMIT $5) page JOIN customer c ON c.branch_id = page.branch_id AND c.customer_id = page.customer_id \
             JOIN balance b ON b.branch_id = c.branch_id AND b.customer_id = c.customer_id AND b.account_id = 0 \
             AND b.commodity = c.base_currency LEFT JOIN web_user w ON w.branch_id = c.branch_id \
             AND w.customer_id = c.customer_id AND w.is_default = 1 ORDER BY page.search_key",
            $order,
            ", c.customer_id",
            $order
        )
    };
}

/// The wanted page of the customers directly below `owner`.
///
/// # Errors
/// The engine's.
pub fn search(
    tx: &mut Tx<'_>,
    owner: CustomerId,
    wanted: &CustomerSearch,
) -> Result<Listed<CustomerRow>, StoreError> {
    if !wanted.prefix.is_empty() {
        return search_by_texts(tx, owner, wanted);
    }
    let rows = wanted.from.page(wanted.descending, |descending| {
        if wanted.is_by_number() {
            return search_by_number(tx, owner, wanted, descending);
        }
        let (low, high, id) = wanted.from.bounds("", descending);
        search_by_name(
            tx,
            owner,
            wanted,
            &Bounds { low: &low, high: &high, id, descending, limit: wanted.limit },
        )
    });
    Ok(Listed { rows: rows?, is_cut: false })
}

/// How many customers stand directly below `owner`; no more than `most` are counted.
///
/// # Errors
/// The engine's.
pub fn count(tx: &mut Tx<'_>, owner: CustomerId, most: i64) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) FROM (SELECT customer_id FROM customer WHERE owner_id = $1 ORDER BY customer_id LIMIT $2) AS counted";
    tx.query_one(sql, &[owner.0.into(), most.into()], |row| row.int(0))
}

fn search_by_number(
    tx: &mut Tx<'_>,
    owner: CustomerId,
    wanted: &CustomerSearch,
    descending: bool,
) -> Result<Vec<CustomerRow>, StoreError> {
    let [ascending_sql, descending_sql] = match wanted.state {
        State::Any => by_number!(""),
        State::Active => by_number!("blocked = 0 AND "),
        State::Blocked => by_number!("blocked = 1 AND "),
    };
    let sql = if descending { descending_sql } else { ascending_sql };
    tx.query(sql, &[owner.0.into(), wanted.from.number(descending).into(), wanted.limit.into()], read)
}

fn search_by_name(
    tx: &mut Tx<'_>,
    owner: CustomerId,
    wanted: &CustomerSearch,
    bounds: &Bounds<'_>,
) -> Result<Vec<CustomerRow>, StoreError> {
    let mut params = bounds.params(owner).to_vec();
    let [ascending_sql, descending_sql] = match filtered_by_name(wanted) {
        Some(statements) => {
            params.extend(filter_params(wanted));
            statements
        }
        None => all_by_name(wanted.state, wanted.billing_type),
    };
    tx.query(if bounds.descending { descending_sql } else { ascending_sql }, &params, read)
}

/// Between which keys rows are looked for, but the one with this number at the nearer one.
struct Bounds<'a> {
    low: &'a str,
    high: &'a str,
    id: i64,
    descending: bool,
    limit: i64,
}

impl Bounds<'_> {
    fn params(&self, owner: CustomerId) -> [Param<'_>; 5] {
        [owner.0.into(), self.low.into(), self.high.into(), self.id.into(), self.limit.into()]
    }
}

/// By name, and then by what else is known of a customer.
fn search_by_texts(
    tx: &mut Tx<'_>,
    owner: CustomerId,
    wanted: &CustomerSearch,
) -> Result<Listed<CustomerRow>, StoreError> {
    let walk = Walk {
        text: &wanted.prefix,
        from: &wanted.from,
        by: wanted.found_by,
        descending: wanted.descending,
        limit: wanted.limit,
        looks_max: wanted.looks_max,
    };
    let (found, is_cut) = walk.through(&FoundBy::ALL, |step| {
        let (low, high) = (step.low.as_str(), step.high.as_str());
        let bounds = Bounds { low, high, id: step.id, descending: step.descending, limit: step.limit };
        let Some([ascending_sql, descending_sql]) = by_text(step.by) else {
            let rows = search_by_name(tx, owner, wanted, &bounds)?;
            return Ok(rows.into_iter().map(named).collect());
        };
        let sql = if bounds.descending { descending_sql } else { ascending_sql };
        tx.query(sql, &bounds.params(owner), |row| read_found(row, wanted, step.by))
    })?;
    let rows = found.into_iter().map(|(by, key, (row, text))| match by {
        FoundBy::Name => row,
        by => CustomerRow { found: Some(Found { by, text, key }), ..row },
    });
    Ok(Listed { rows: rows.collect(), is_cut })
}

/// The statements, forwards and backwards, that look at customers in the order of a text; those in the order of names know
/// of every filter, and are others.
fn by_text(by: FoundBy) -> Option<[&'static str; 2]> {
    Some(match by {
        FoundBy::Name => return None,
        FoundBy::Company => by_text!("customer", "company_key"),
        FoundBy::Contact => by_text!("customer", "contact_key"),
        FoundBy::Email => by_text!("customer", "email_key"),
        FoundBy::Login => by_text!("web_user", "login_key"),
        FoundBy::Phone => by_text!("customer", "phone_key"),
        FoundBy::HostName => by_text!("customer", "host_key"),
    })
}

/// A customer found by name: the statement left out everybody else.
fn named(row: CustomerRow) -> Candidate<(CustomerRow, String)> {
    Candidate { key: name_key(&row.name), id: row.id.0, is_wanted: true, row: (row, String::new()) }
}

/// The row with the text that it was found by.
fn read_found(
    row: &dyn Row,
    wanted: &CustomerSearch,
    by: FoundBy,
) -> Result<Candidate<(CustomerRow, String)>, StoreError> {
    let mut columns = Columns::of("customer", row);
    let customer = read_from(&mut columns)?;
    let key = columns.text()?;
    let (contact, email) = (columns.text()?, columns.text()?);
    let (login, phone, host_name) = (columns.opt_text()?, columns.text()?, columns.opt_text()?);
    let billing_type = columns.code(BillingType::from_code)?;
    let (is_low, has_customers) = (columns.bool()?, columns.bool()?);
    let text = |by| match by {
        FoundBy::Name => customer.name.as_str(),
        FoundBy::Company => &customer.company_name,
        FoundBy::Contact => &contact,
        FoundBy::Email => &email,
        FoundBy::Login => login.as_deref().unwrap_or_default(),
        FoundBy::Phone => &phone,
        FoundBy::HostName => host_name.as_deref().unwrap_or_default(),
    };
    let is_admitted = wanted.state.admits(customer.blocked)
        && wanted.billing_type.is_none_or(|wanted| wanted == billing_type)
        && wanted.has_customers.is_none_or(|wanted| wanted == has_customers)
        && (is_low || !wanted.is_low);
    let is_wanted = is_admitted && by.is_first(&FoundBy::ALL, &wanted.prefix, text);
    Ok(Candidate { id: customer.id.0, key, is_wanted, row: (customer.clone(), text(by).to_owned()) })
}

/// The statements, forwards and backwards, that know of a state and a way to pay.
fn all_by_name(state: State, billing_type: Option<BillingType>) -> [&'static str; 2] {
    use BillingType::{Postpaid, Prepaid};

    // Of the blocked there is an index of their own, which the plus keeps in use.
    match (state, billing_type) {
        (State::Any, None) => by_name!(""),
        (State::Any, Some(Prepaid)) => by_name!("billing_type = 1 AND "),
        (State::Any, Some(Postpaid)) => by_name!("billing_type = 2 AND "),
        (State::Active, None) => by_name!("blocked = 0 AND "),
        (State::Active, Some(Prepaid)) => by_name!("blocked = 0 AND billing_type = 1 AND "),
        (State::Active, Some(Postpaid)) => by_name!("blocked = 0 AND billing_type = 2 AND "),
        (State::Blocked, None) => by_name!("blocked = 1 AND "),
        (State::Blocked, Some(Prepaid)) => by_name!("blocked = 1 AND +billing_type = 1 AND "),
        (State::Blocked, Some(Postpaid)) => by_name!("blocked = 1 AND +billing_type = 2 AND "),
    }
}

/// The statements that know of everything, if more is wanted than a state and a way to pay: from the index of the fewest.
fn filtered_by_name(wanted: &CustomerSearch) -> Option<[&'static str; 2]> {
    Some(match (wanted.is_low, wanted.has_customers, wanted.state) {
        (false, None, _) => return None,
        (true, None, _) => by_name_filtered!("is_low = 1 AND ", ""),
        (true, Some(true), _) => by_name_filtered!(with: "is_low = 1 AND +"),
        (true, Some(false), _) => by_name_filtered!(without: "is_low = 1 AND "),
        (false, Some(true), _) => by_name_filtered!(with: ""),
        (false, Some(false), State::Blocked) => by_name_filtered!(without: "blocked = 1 AND "),
        (false, Some(false), _) => by_name_filtered!(without: ""),
    })
}

fn filter_params(wanted: &CustomerSearch) -> [Param<'static>; 2] {
    let state: i64 = match wanted.state {
        State::Any => -1,
        State::Active => 0,
        State::Blocked => 1,
    };
    [state.into(), wanted.billing_type.map_or(-1, BillingType::code).into()]
}

fn read(row: &dyn Row) -> Result<CustomerRow, StoreError> {
    read_from(&mut Columns::of("customer", row))
}

fn read_from(columns: &mut Columns<'_>) -> Result<CustomerRow, StoreError> {
    let id = CustomerId(columns.int()?);
    let (name, company_name, blocked) = (columns.text()?, columns.text()?, columns.bool()?);
    let currency = Commodity::Currency(columns.parse(Currency::parse)?);
    Ok(CustomerRow {
        id,
        name,
        company_name,
        blocked,
        balance: Amount::new(columns.int()?, currency),
        credit_limit: columns.opt_int()?.map(|units| Amount::new(units, currency)),
        found: None,
    })
}
