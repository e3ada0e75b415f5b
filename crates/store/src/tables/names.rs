//! What the things and people are called that the audit log speaks of by number. Nobody, once gone, has a name.
//!
//! Names are asked for together: so many numbers take a statement.

use party::ids::{AccountId, BranchId, CustomerId, CustomerKey, ObjectId, WebUserId};

use super::chunk::{CHUNK, chunk_params, of_chunk};
use super::columns::Columns;
use crate::error::StoreError;
use crate::tx::{Param, Row, Tx};

/// The keys and the names of those of `customers` who are there.
///
/// # Errors
/// The engine's.
pub fn of_customers(
    tx: &mut Tx<'_>,
    customers: &[CustomerId],
) -> Result<Vec<(CustomerKey, String)>, StoreError> {
    let sql = concat!(
        "SELECT c.branch_id, c.customer_id, c.name FROM claim k JOIN customer c ON c.branch_id = k.branch_id \
         AND c.customer_id = k.id WHERE ",
        of_chunk!("k.value"),
        " AND k.kind = 'customer_id'"
    );
    let mut found = Vec::new();
    for chunk in customers.chunks(CHUNK) {
        let numbers: Vec<String> = chunk.iter().map(CustomerId::to_string).collect();
        let nobody = std::iter::repeat("");
        let params: Vec<Param<'_>> =
            numbers.iter().map(String::as_str).chain(nobody).take(CHUNK).map(Param::Text).collect();
        found.extend(tx.query(sql, &params, |row| {
            let mut columns = Columns::of("customer", row);
            let key = CustomerKey { branch: BranchId(columns.int()?), id: CustomerId(columns.int()?) };
            Ok((key, columns.text()?))
        })?);
    }
    Ok(found)
}

/// The logins of those web users of customers of `branch` who are there and have one.
///
/// # Errors
/// The engine's.
pub fn of_web_users(
    tx: &mut Tx<'_>,
    branch: BranchId,
    ids: &[WebUserId],
) -> Result<Vec<(WebUserId, String)>, StoreError> {
    let sql = concat!(
        "SELECT web_user_id, login FROM web_user WHERE ",
        of_chunk!("web_user_id"),
        " AND branch_id = $17 AND login IS NOT NULL"
    );
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    of_ids(tx, sql, &ids, &[branch.0.into()], |row| Ok((WebUserId(row.int(0)?), row.text(1)?)))
}

/// The user names of those accounts of customers of `branch` that are there, and their other ids.
///
/// # Errors
/// The engine's.
pub fn of_accounts(
    tx: &mut Tx<'_>,
    branch: BranchId,
    ids: &[AccountId],
) -> Result<Vec<(AccountId, String, ObjectId)>, StoreError> {
    let sql = concat!(
        "SELECT account_id, username, object_id FROM account WHERE ",
        of_chunk!("account_id"),
        " AND branch_id = $17"
    );
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    of_ids(tx, sql, &ids, &[branch.0.into()], |row| {
        let mut columns = Columns::of("account", row);
        Ok((AccountId(columns.int()?), columns.text()?, columns.parse(str::parse::<ObjectId>)?))
    })
}

/// The names of those tariffs of `owner` that are there.
///
/// # Errors
/// The engine's.
pub fn of_tariffs(
    tx: &mut Tx<'_>,
    owner: CustomerKey,
    ids: &[i64],
) -> Result<Vec<(i64, String)>, StoreError> {
    let sql = concat!(
        "SELECT tariff_id, name FROM tariff WHERE ",
        of_chunk!("tariff_id"),
        " AND branch_id = $17 AND owner_id = $18"
    );
    of_owner(tx, sql, owner, ids)
}

/// The names of those routing groups of `owner` that are there.
///
/// # Errors
/// The engine's.
pub fn of_routing_groups(
    tx: &mut Tx<'_>,
    owner: CustomerKey,
    ids: &[i64],
) -> Result<Vec<(i64, String)>, StoreError> {
    let sql = concat!(
        "SELECT routing_group_id, name FROM routing_group WHERE ",
        of_chunk!("routing_group_id"),
        " AND branch_id = $17 AND owner_id = $18"
    );
    of_owner(tx, sql, owner, ids)
}

/// The names of those service plans of `owner` that are there.
///
/// # Errors
/// The engine's.
pub fn of_service_plans(
    tx: &mut Tx<'_>,
    owner: CustomerKey,
    ids: &[i64],
) -> Result<Vec<(i64, String)>, StoreError> {
    let sql = concat!(
        "SELECT service_plan_id, name FROM service_plan WHERE ",
        of_chunk!("service_plan_id"),
        " AND branch_id = $17 AND owner_id = $18"
    );
    of_owner(tx, sql, owner, ids)
}

fn of_owner(
    tx: &mut Tx<'_>,
    sql: &'static str,
    owner: CustomerKey,
    ids: &[i64],
) -> Result<Vec<(i64, String)>, StoreError> {
    let whose = [owner.branch.0.into(), owner.id.0.into()];
    of_ids(tx, sql, ids, &whose, |row| Ok((row.int(0)?, row.text(1)?)))
}

/// Runs `sql` for every chunk of `ids`; `whose` are the parameters after those of the chunk.
fn of_ids<T>(
    tx: &mut Tx<'_>,
    sql: &'static str,
    ids: &[i64],
    whose: &[Param<'static>],
    read: impl Fn(&dyn Row) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(CHUNK) {
        let mut params = chunk_params(chunk.iter().copied());
        params.extend_from_slice(whose);
        found.extend(tx.query(sql, &params, &read)?);
    }
    Ok(found)
}
