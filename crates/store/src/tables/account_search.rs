//! The accounts of one customer as a person looks through them: by the beginning of the name or of what else is known of them
//! ([`FoundBy`]), in either order, forwards and backwards from any row, however many there are.
//!
//! Every statement reads one page from one index: what it costs does not depend on how many accounts there are.

use money::{Amount, Commodity};
use party::account::Funding;
use party::ids::{AccountId, CustomerKey, ObjectId};

pub use super::by_name::Place;
use super::columns::Columns;
pub use super::customer_search::{Found, FoundBy, LOOKS_MAX, Listed, State};
use super::customers::name_key;
use super::found_by::{Candidate, Walk};
use crate::error::StoreError;
use crate::tx::{Param, Row, Tx};

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Its number.
    pub id: AccountId,
    /// Its other id.
    pub object_id: ObjectId,
    /// What its holder signs in with.
    pub username: String,
    /// Contact person, perhaps empty.
    pub contact_name: String,
    /// Refused everything while blocked.
    pub blocked: bool,
    /// What it has, if its funds are its own.
    pub balance: Option<Amount>,
    /// What of it begins with what was searched for; none: its name, or nothing was.
    pub found: Option<Found>,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSearch {
    /// Those of which anything that is searched begins with this, in either case; empty: all.
    pub prefix: String,
    /// Those in this state.
    pub state: State,
    /// In the order of numbers, not of names. A search for names goes by name whatever is said here.
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

/// A page is taken from an index; what a row shows is joined to it.
macro_rules! page {
    ($state:literal, $place:literal, $order:literal) => {
        concat!(
            "SELECT a.account_id, a.object_id, a.username, a.contact_name, a.blocked, a.funding, b.commodity, b.units \
             FROM (SELECT branch_id, customer_id, account_id FROM account WHERE ",
            $state,
            "branch_id = $1 AND customer_id = $2 AND ",
            $place,
            ") page JOIN account a ON a.branch_id = page.branch_id AND a.customer_id = page.customer_id \
             AND a.account_id = page.account_id LEFT JOIN balance b ON b.branch_id = a.branch_id \
             AND b.customer_id = a.customer_id AND b.account_id = a.account_id ORDER BY ",
            $order
        )
    };
}

/// `$3` to `$4` are the bounds of the name; the row at the bound from which the page goes on is `$5`.
macro_rules! by_name {
    ($state:literal) => {
        [
            page!(
                $state,
                "username_key >= $3 AND username_key < $4 AND NOT (username_key = $3 AND account_id <= $5) \
                 ORDER BY username_key, account_id LIMIT $6",
                "a.username_key, a.account_id"
            ),
            page!(
                $state,
                "username_key >= $3 AND username_key <= $4 AND NOT (username_key = $4 AND account_id >= $5) \
                 ORDER BY username_key DESC, account_id DESC LIMIT $6",
                "a.username_key DESC, a.account_id DESC"
            ),
        ]
    };
}

macro_rules! by_number {
    ($state:literal) => {
        [
            page!($state, "account_id > $3 ORDER BY account_id LIMIT $4", "a.account_id"),
            page!($state, "account_id < $3 ORDER BY account_id DESC LIMIT $4", "a.account_id DESC"),
        ]
    };
}

/// `$3` to `$4` are the bounds of the text's key; the row at the bound from which the page goes on is `$5`. No state is in it:
/// what it leaves out is told beside each row.
macro_rules! by_text {
    ($key:literal) => {
        [
            by_text!($key, concat!("NOT (account_id <= $5 AND ", $key, " = $3) AND ", $key, " < $4"), ""),
            by_text!($key, concat!("NOT (account_id >= $5 AND ", $key, " = $4) AND ", $key, " <= $4"), " DESC"),
        ]
    };
    ($key:literal, $place:expr, $order:literal) => {
        concat!(
            "SELECT a.account_id, a.object_id, a.username, a.contact_name, a.blocked, a.funding, b.commodity, b.units, \
             page.search_key, a.email, a.phone FROM (SELECT branch_id, customer_id, account_id, ",
            $key,
            " AS search_key FROM account WHERE branch_id = $1 AND customer_id = $2 AND ",
            $key,
            " >= $3 AND ",
            $place,
            " ORDER BY ",
            $key,
            $order,
            ", account_id",
            $order,
            " LIMIT $6) page JOIN account a ON a.branch_id = page.branch_id AND a.customer_id = page.customer_id \
             AND a.account_id = page.account_id LEFT JOIN balance b ON b.branch_id = a.branch_id \
             AND b.customer_id = a.customer_id AND b.account_id = a.account_id ORDER BY page.search_key",
            $order,
            ", a.account_id",
            $order
        )
    };
}

/// By what accounts are searched.
const TEXTS: [FoundBy; 4] = [FoundBy::Name, FoundBy::Contact, FoundBy::Email, FoundBy::Phone];

/// The wanted page of the accounts of `customer`.
///
/// # Errors
/// The engine's.
pub fn search(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    wanted: &AccountSearch,
) -> Result<Listed<AccountRow>, StoreError> {
    if !wanted.prefix.is_empty() {
        return search_by_texts(tx, customer, wanted);
    }
    let rows = wanted.from.page(wanted.descending, |descending| {
        if wanted.by_number {
            return search_by_number(tx, customer, wanted, descending);
        }
        let (low, high, id) = wanted.from.bounds("", descending);
        let bounds = Bounds { low: &low, high: &high, id, descending, limit: wanted.limit };
        search_by_name(tx, customer, wanted.state, &bounds)
    });
    Ok(Listed { rows: rows?, is_cut: false })
}

fn search_by_number(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    wanted: &AccountSearch,
    descending: bool,
) -> Result<Vec<AccountRow>, StoreError> {
    let [ascending_sql, descending_sql] = match wanted.state {
        State::Any => by_number!(""),
        State::Active => by_number!("blocked = 0 AND "),
        State::Blocked => by_number!("blocked = 1 AND "),
    };
    let sql = if descending { descending_sql } else { ascending_sql };
    let params = [
        customer.branch.0.into(),
        customer.id.0.into(),
        wanted.from.number(descending).into(),
        wanted.limit.into(),
    ];
    tx.query(sql, &params, read)
}

fn search_by_name(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    state: State,
    bounds: &Bounds<'_>,
) -> Result<Vec<AccountRow>, StoreError> {
    let [ascending_sql, descending_sql] = match state {
        State::Any => by_name!(""),
        State::Active => by_name!("blocked = 0 AND "),
        State::Blocked => by_name!("blocked = 1 AND "),
    };
    let sql = if bounds.descending { descending_sql } else { ascending_sql };
    tx.query(sql, &bounds.params(customer), read)
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
    fn params(&self, customer: CustomerKey) -> [Param<'_>; 6] {
        [
            customer.branch.0.into(),
            customer.id.0.into(),
            self.low.into(),
            self.high.into(),
            self.id.into(),
            self.limit.into(),
        ]
    }
}

/// By name, and then by what else is known of an account.
fn search_by_texts(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    wanted: &AccountSearch,
) -> Result<Listed<AccountRow>, StoreError> {
    let walk = Walk {
        text: &wanted.prefix,
        from: &wanted.from,
        by: wanted.found_by,
        descending: wanted.descending,
        limit: wanted.limit,
        looks_max: wanted.looks_max,
    };
    let (found, is_cut) = walk.through(&TEXTS, |step| {
        let (low, high) = (step.low.as_str(), step.high.as_str());
        let bounds = Bounds { low, high, id: step.id, descending: step.descending, limit: step.limit };
        let [ascending_sql, descending_sql] = match step.by {
            FoundBy::Contact => by_text!("contact_key"),
            FoundBy::Email => by_text!("email_key"),
            FoundBy::Phone => by_text!("phone_key"),
            _ => {
                let rows = search_by_name(tx, customer, wanted.state, &bounds)?;
                return Ok(rows.into_iter().map(named).collect());
            }
        };
        let sql = if bounds.descending { descending_sql } else { ascending_sql };
        tx.query(sql, &bounds.params(customer), |row| read_found(row, wanted, step.by))
    })?;
    let rows = found.into_iter().map(|(by, key, (row, text))| match by {
        FoundBy::Name => row,
        by => AccountRow { found: Some(Found { by, text, key }), ..row },
    });
    Ok(Listed { rows: rows.collect(), is_cut })
}

/// An account found by name: the statement left out every other.
fn named(row: AccountRow) -> Candidate<(AccountRow, String)> {
    Candidate { key: name_key(&row.username), id: row.id.0, is_wanted: true, row: (row, String::new()) }
}

/// The row with the text that it was found by.
fn read_found(
    row: &dyn Row,
    wanted: &AccountSearch,
    by: FoundBy,
) -> Result<Candidate<(AccountRow, String)>, StoreError> {
    let mut columns = Columns::of("account", row);
    let account = read_from(&mut columns)?;
    let key = columns.text()?;
    let (email, phone) = (columns.opt_text()?, columns.opt_text()?);
    let text = |by| match by {
        FoundBy::Name => account.username.as_str(),
        FoundBy::Contact => &account.contact_name,
        FoundBy::Email => email.as_deref().unwrap_or_default(),
        FoundBy::Phone => phone.as_deref().unwrap_or_default(),
        FoundBy::Company | FoundBy::Login | FoundBy::HostName => "",
    };
    let is_wanted = wanted.state.admits(account.blocked) && by.is_first(&TEXTS, &wanted.prefix, text);
    Ok(Candidate { id: account.id.0, key, is_wanted, row: (account.clone(), text(by).to_owned()) })
}

fn read(row: &dyn Row) -> Result<AccountRow, StoreError> {
    read_from(&mut Columns::of("account", row))
}

fn read_from(columns: &mut Columns<'_>) -> Result<AccountRow, StoreError> {
    let id = AccountId(columns.int()?);
    let object_id = columns.parse(str::parse)?;
    let (username, contact_name, blocked) = (columns.text()?, columns.text()?, columns.bool()?);
    let funding = columns.int()?;
    let commodity = columns.parse_opt(Commodity::parse)?;
    let balance = commodity.zip(columns.opt_int()?).map(|(commodity, units)| Amount::new(units, commodity));
    if balance.is_some() != (funding == Funding::OWN) {
        return Err(StoreError::inconsistent("table account: funding and balance do not fit together"));
    }
    Ok(AccountRow { id, object_id, username, contact_name, blocked, balance, found: None })
}
