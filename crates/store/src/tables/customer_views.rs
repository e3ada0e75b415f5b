//! A customer with what the reading methods tell beside him, in one statement each.
//!
//! What every customer has (a login row, two balances) is joined; where it is missing, nobody is found, and the caller
//! of this module has to tell that from a customer who is not there.

use charging::{Balance, BalanceId, CreditLimit};
use money::{Amount, Commodity};
use party::customer::Customer;
use party::ids::{BranchId, CustomerId, CustomerKey};

use super::claims::ClaimKind;
use super::columns::Columns;
use super::customers::{self, customer_columns, parse_lineage};
use super::web_users::{self, WebUser};
use crate::error::StoreError;
use crate::tx::{Row, Tx};

/// A customer, his login and what he has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerView {
    /// He.
    pub customer: Customer,
    /// The login that was made with him.
    pub web_user: WebUser,
    /// Whether he has an API password.
    pub has_api_password: bool,
    /// His money.
    pub money: Balance,
    /// His message credits.
    pub credits: Balance,
}

/// Where a customer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Branch and number.
    pub key: CustomerKey,
    /// Every ancestor from root to the owner; empty for root alone.
    pub lineage: Vec<CustomerId>,
}

/// A customer's message credits; without the balance that every customer has, none.
pub type Credits = Option<Balance>;

/// The customer who claimed `value`.
///
/// # Errors
/// The engine's.
pub fn find(tx: &mut Tx<'_>, kind: ClaimKind, value: &str) -> Result<Option<CustomerView>, StoreError> {
    // What is joined renames its columns, so that those of a customer need no prefix.
    let sql = concat!(
        "SELECT ",
        customer_columns!(),
        ", w_id, w_login, w_password_hash, w_access_level, w_is_default, w_blocked, w_one_time_hash, \
         w_one_time_until, m_id, m_units, m_limit, s_id, s_units, s_limit, \
         (SELECT COUNT(*) FROM api_credential k WHERE k.branch_id = l_branch AND k.customer_id = l_id) \
         FROM (SELECT branch_id AS l_branch, id AS l_id FROM claim \
         WHERE kind = $1 AND value = $2 AND noun = 'customer') l \
         JOIN customer ON branch_id = l_branch AND customer_id = l_id \
         JOIN (SELECT branch_id AS w_branch, customer_id AS w_customer, web_user_id AS w_id, login AS w_login, \
         password_hash AS w_password_hash, access_level AS w_access_level, is_default AS w_is_default, \
         blocked AS w_blocked, one_time_hash AS w_one_time_hash, one_time_until_micros AS w_one_time_until \
         FROM web_user) w ON w_branch = l_branch AND w_customer = l_id AND w_is_default = 1 \
         JOIN (SELECT branch_id AS m_branch, customer_id AS m_customer, commodity AS m_commodity, \
         balance_id AS m_id, units AS m_units, credit_limit_units AS m_limit FROM balance WHERE account_id = 0) m \
         ON m_branch = l_branch AND m_customer = l_id AND m_commodity = base_currency \
         JOIN (SELECT branch_id AS s_branch, customer_id AS s_customer, commodity AS s_commodity, \
         balance_id AS s_id, units AS s_units, credit_limit_units AS s_limit FROM balance WHERE account_id = 0) s \
         ON s_branch = l_branch AND s_customer = l_id AND s_commodity = $3"
    );
    let params = [kind.stored().into(), value.into(), Commodity::MessageCredits.as_str().into()];
    tx.query_opt(sql, &params, read)
}

/// Where the customer is who claimed `value`.
///
/// # Errors
/// The engine's.
pub fn find_place(tx: &mut Tx<'_>, kind: ClaimKind, value: &str) -> Result<Option<Place>, StoreError> {
    let sql = "SELECT c.branch_id, c.customer_id, c.lineage FROM claim l \
               JOIN customer c ON c.branch_id = l.branch_id AND c.customer_id = l.id \
               WHERE l.kind = $1 AND l.value = $2 AND l.noun = 'customer'";
    tx.query_opt(sql, &[kind.stored().into(), value.into()], |row| {
        read_place(&mut Columns::of("customer", row))
    })
}

/// Where the customer called `name` is, and his message credits.
///
/// # Errors
/// The engine's.
pub fn find_credits(tx: &mut Tx<'_>, name: &str) -> Result<Option<(Place, Credits)>, StoreError> {
    let sql = "SELECT c.branch_id, c.customer_id, c.lineage, b.balance_id, b.units, b.credit_limit_units \
               FROM claim l \
               JOIN customer c ON c.branch_id = l.branch_id AND c.customer_id = l.id \
               LEFT JOIN balance b ON b.branch_id = l.branch_id AND b.customer_id = l.id \
               AND b.account_id = 0 AND b.commodity = $1 \
               WHERE l.kind = 'customer_name' AND l.value = $2 AND l.noun = 'customer'";
    tx.query_opt(sql, &[Commodity::MessageCredits.as_str().into(), name.into()], |row| {
        let mut columns = Columns::of("customer", row);
        let place = read_place(&mut columns)?;
        let id = columns.opt_int()?;
        let credits = id.map(|id| read_balance(&mut columns, place.key, id, Commodity::MessageCredits));
        Ok((place, credits.transpose()?))
    })
}

fn read(row: &dyn Row) -> Result<CustomerView, StoreError> {
    let mut columns = Columns::of("customer", row);
    let customer = customers::read_from(&mut columns)?;
    let web_user = web_users::read_from(&mut columns, customer.key)?;
    let currency = Commodity::Currency(customer.profile.base_currency);
    let id = columns.int()?;
    let money = read_balance(&mut columns, customer.key, id, currency)?;
    let id = columns.int()?;
    let credits = read_balance(&mut columns, customer.key, id, Commodity::MessageCredits)?;
    let has_api_password = columns.int()? > 0;
    Ok(CustomerView { customer, web_user, has_api_password, money, credits })
}

fn read_place(columns: &mut Columns<'_>) -> Result<Place, StoreError> {
    let key = CustomerKey { branch: BranchId(columns.int()?), id: CustomerId(columns.int()?) };
    Ok(Place { key, lineage: columns.parse(parse_lineage)? })
}

/// What stands after the number of a balance: amount and limit.
fn read_balance(
    columns: &mut Columns<'_>,
    holder: CustomerKey,
    id: i64,
    commodity: Commodity,
) -> Result<Balance, StoreError> {
    let amount = Amount::new(columns.int()?, commodity);
    let limit = columns.opt_int()?.map(|units| CreditLimit::Of(Amount::new(units, commodity)));
    let credit_limit = limit.unwrap_or(CreditLimit::Unlimited);
    Ok(Balance { id: BalanceId(id), holder: holder.into(), amount, credit_limit })
}
