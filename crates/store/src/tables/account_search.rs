//! The accounts of one customer as a person looks through them: by the beginning of the name, in either order, forwards and
//! backwards from any row, however many there are.
//!
//! Every statement reads one page from one index: what it costs does not depend on how many accounts there are.

use money::{Amount, Commodity};
use party::account::Funding;
use party::ids::{AccountId, CustomerKey, ObjectId};

pub use super::by_name::Place;
use super::columns::Columns;
pub use super::customer_search::State;
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
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSearch {
    /// Those whose name begins with this, in either case; empty: all.
    pub prefix: String,
    /// Those in this state.
    pub state: State,
    /// In the order of numbers, not of names. A search for names goes by name whatever is said here.
    pub by_number: bool,
    /// From the last to the first.
    pub descending: bool,
    /// From where: name and number of the row next to the page.
    pub from: Place,
    /// At most so many.
    pub limit: i64,
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

/// The wanted page of the accounts of `customer`.
///
/// # Errors
/// The engine's.
pub fn search(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    wanted: &AccountSearch,
) -> Result<Vec<AccountRow>, StoreError> {
    wanted.from.page(wanted.descending, |descending| {
        if wanted.by_number && wanted.prefix.is_empty() {
            search_by_number(tx, customer, wanted, descending)
        } else {
            search_by_name(tx, customer, wanted, descending)
        }
    })
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
    wanted: &AccountSearch,
    descending: bool,
) -> Result<Vec<AccountRow>, StoreError> {
    let [ascending_sql, descending_sql] = match wanted.state {
        State::Any => by_name!(""),
        State::Active => by_name!("blocked = 0 AND "),
        State::Blocked => by_name!("blocked = 1 AND "),
    };
    let sql = if descending { descending_sql } else { ascending_sql };
    let (low, high, id) = wanted.from.bounds(&wanted.prefix, descending);
    let params: [Param<'_>; 6] = [
        customer.branch.0.into(),
        customer.id.0.into(),
        low.as_str().into(),
        high.as_str().into(),
        id.into(),
        wanted.limit.into(),
    ];
    tx.query(sql, &params, read)
}

fn read(row: &dyn Row) -> Result<AccountRow, StoreError> {
    let mut columns = Columns::of("account", row);
    let id = AccountId(columns.int()?);
    let object_id = columns.parse(str::parse)?;
    let (username, contact_name, blocked) = (columns.text()?, columns.text()?, columns.bool()?);
    let funding = columns.int()?;
    let commodity = columns.parse_opt(Commodity::parse)?;
    let balance = commodity.zip(columns.opt_int()?).map(|(commodity, units)| Amount::new(units, commodity));
    if balance.is_some() != (funding == Funding::OWN) {
        return Err(StoreError::inconsistent("table account: funding and balance do not fit together"));
    }
    Ok(AccountRow { id, object_id, username, contact_name, blocked, balance })
}
