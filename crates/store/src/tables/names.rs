//! What the things and people are called that the audit log speaks of by number. Nobody, once gone, has a name.

use party::ids::{AccountId, BranchId, CustomerId, CustomerKey, ObjectId, WebUserId};

use super::claims;
use super::columns::Columns;
use crate::error::StoreError;
use crate::tx::Tx;

/// The key and the name of the customer `id`.
///
/// # Errors
/// The engine's.
pub fn of_customer(tx: &mut Tx<'_>, id: CustomerId) -> Result<Option<(CustomerKey, String)>, StoreError> {
    let Some(key) = claims::find_customer(tx, id)? else { return Ok(None) };
    let sql = "SELECT name FROM customer WHERE branch_id = $1 AND customer_id = $2";
    let name = tx.query_opt(sql, &[key.branch.0.into(), key.id.0.into()], |row| row.text(0))?;
    Ok(name.map(|name| (key, name)))
}

/// The login of the web user `id` of a customer of `branch`.
///
/// # Errors
/// The engine's.
pub fn of_web_user(tx: &mut Tx<'_>, branch: BranchId, id: WebUserId) -> Result<Option<String>, StoreError> {
    let sql = "SELECT login FROM web_user WHERE branch_id = $1 AND web_user_id = $2";
    let login = tx.query_opt(sql, &[branch.0.into(), id.0.into()], |row| row.opt_text(0))?;
    Ok(login.flatten())
}

/// The user name of the account `id` of a customer of `branch`, and the account's other id.
///
/// # Errors
/// The engine's.
pub fn of_account(
    tx: &mut Tx<'_>,
    branch: BranchId,
    id: AccountId,
) -> Result<Option<(String, ObjectId)>, StoreError> {
    let sql = "SELECT username, object_id FROM account WHERE branch_id = $1 AND account_id = $2";
    tx.query_opt(sql, &[branch.0.into(), id.0.into()], |row| {
        let mut columns = Columns::of("account", row);
        Ok((columns.text()?, columns.parse(str::parse::<ObjectId>)?))
    })
}

/// The name of the tariff `id` of `owner`.
///
/// # Errors
/// The engine's.
pub fn of_tariff(tx: &mut Tx<'_>, owner: CustomerKey, id: i64) -> Result<Option<String>, StoreError> {
    let sql = "SELECT name FROM tariff WHERE branch_id = $1 AND owner_id = $2 AND tariff_id = $3";
    tx.query_opt(sql, &[owner.branch.0.into(), owner.id.0.into(), id.into()], |row| row.text(0))
}

/// The name of the routing group `id` of `owner`.
///
/// # Errors
/// The engine's.
pub fn of_routing_group(tx: &mut Tx<'_>, owner: CustomerKey, id: i64) -> Result<Option<String>, StoreError> {
    let sql =
        "SELECT name FROM routing_group WHERE branch_id = $1 AND owner_id = $2 AND routing_group_id = $3";
    tx.query_opt(sql, &[owner.branch.0.into(), owner.id.0.into(), id.into()], |row| row.text(0))
}

/// The name of the service plan `id` of `owner`.
///
/// # Errors
/// The engine's.
pub fn of_service_plan(tx: &mut Tx<'_>, owner: CustomerKey, id: i64) -> Result<Option<String>, StoreError> {
    let sql = "SELECT name FROM service_plan WHERE branch_id = $1 AND owner_id = $2 AND service_plan_id = $3";
    tx.query_opt(sql, &[owner.branch.0.into(), owner.id.0.into(), id.into()], |row| row.text(0))
}
