//! The customers of one owner as a person looks through them: by the beginning of the name, in either order, forwards and
//! backwards from any row, however many there are.
//!
//! Every statement reads one page from one index: what it costs does not depend on how many customers there are.

use money::{Amount, Commodity, Currency};
use party::billing::BillingType;
use party::ids::CustomerId;

pub use super::by_name::Place;
use super::columns::Columns;
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

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerSearch {
    /// Those whose name begins with this, in either case; empty: all.
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
    /// From where: name and number of the row next to the page.
    pub from: Place,
    /// At most so many.
    pub limit: i64,
}

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
            limit,
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

/// The wanted page of the customers directly below `owner`.
///
/// # Errors
/// The engine's.
pub fn search(
    tx: &mut Tx<'_>,
    owner: CustomerId,
    wanted: &CustomerSearch,
) -> Result<Vec<CustomerRow>, StoreError> {
    wanted.from.page(wanted.descending, |descending| {
        if wanted.is_by_number() {
            search_by_number(tx, owner, wanted, descending)
        } else {
            search_by_name(tx, owner, wanted, descending)
        }
    })
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
    descending: bool,
) -> Result<Vec<CustomerRow>, StoreError> {
    let (low, high, id) = wanted.from.bounds(&wanted.prefix, descending);
    let mut params: Vec<Param<'_>> =
        vec![owner.0.into(), low.as_str().into(), high.as_str().into(), id.into(), wanted.limit.into()];
    let [ascending_sql, descending_sql] = match filtered_by_name(wanted) {
        Some(statements) => {
            params.extend(filter_params(wanted));
            statements
        }
        None => all_by_name(wanted.state, wanted.billing_type),
    };
    tx.query(if descending { descending_sql } else { ascending_sql }, &params, read)
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
    let mut columns = Columns::of("customer", row);
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
    })
}
