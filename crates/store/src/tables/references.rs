//! What refers to a tariff, a routing group or a service plan: while anything does, the thing is not removed.
//!
//! Each question is answered with a few of those that refer, whichever are found first: a million may.

use party::ids::{AccountId, BranchId, CustomerId, RoutingGroupId, ServicePlanId, TariffId};

use crate::error::StoreError;
use crate::tx::{Param, Tx};

/// One that refers to a thing, and what it is called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Referent {
    /// A customer, by his name.
    Customer(CustomerId, String),
    /// A service plan, by its name.
    ServicePlan(ServicePlanId, String),
    /// An account, by its user name.
    Account(AccountId, String),
}

/// At most `most` of the customers who are on the tariff `id`, and of the service plans of `branch`, where it stands, that
/// have it.
///
/// # Errors
/// The engine's.
pub fn to_tariff(
    tx: &mut Tx<'_>,
    branch: BranchId,
    id: TariffId,
    most: i64,
) -> Result<Vec<Referent>, StoreError> {
    let sql = "SELECT customer_id, name FROM customer WHERE tariff_id = $1 LIMIT $2";
    let mut found = named(tx, sql, &[id.0.into(), most.into()], customer)?;
    let sql =
        "SELECT service_plan_id, name FROM service_plan WHERE branch_id = $1 AND tariff_id = $2 LIMIT $3";
    let plan = |id, name| Referent::ServicePlan(ServicePlanId(id), name);
    found.extend(named(tx, sql, &[branch.0.into(), id.0.into(), most.into()], plan)?);
    Ok(cut(found, most))
}

/// At most `most` of the customers and accounts, below the owner or deeper, that were given the routing group `id`.
///
/// # Errors
/// The engine's.
pub fn to_routing_group(tx: &mut Tx<'_>, id: RoutingGroupId, most: i64) -> Result<Vec<Referent>, StoreError> {
    let sql = "SELECT customer_id, name FROM customer WHERE routing_group_id = $1 LIMIT $2";
    let mut found = named(tx, sql, &[id.0.into(), most.into()], customer)?;
    let sql = "SELECT a.account_id, a.username FROM endpoint e JOIN account a ON a.branch_id = e.branch_id \
               AND a.customer_id = e.customer_id AND a.account_id = e.account_id \
               WHERE e.routing_group_id = $1 LIMIT $2";
    found.extend(named(tx, sql, &[id.0.into(), most.into()], account)?);
    Ok(cut(found, most))
}

/// At most `most` of the accounts that have the service plan `id`, which stands in `branch`.
///
/// # Errors
/// The engine's.
pub fn to_service_plan(
    tx: &mut Tx<'_>,
    branch: BranchId,
    id: ServicePlanId,
    most: i64,
) -> Result<Vec<Referent>, StoreError> {
    let sql = "SELECT a.account_id, a.username FROM endpoint e JOIN account a ON a.branch_id = e.branch_id \
               AND a.customer_id = e.customer_id AND a.account_id = e.account_id \
               WHERE e.branch_id = $1 AND e.service_plan_id = $2 LIMIT $3";
    let found = named(tx, sql, &[branch.0.into(), id.0.into(), most.into()], account)?;
    Ok(cut(found, most))
}

fn customer(id: i64, name: String) -> Referent {
    Referent::Customer(CustomerId(id), name)
}

fn account(id: i64, username: String) -> Referent {
    Referent::Account(AccountId(id), username)
}

fn named(
    tx: &mut Tx<'_>,
    sql: &'static str,
    params: &[Param<'_>],
    referent: impl Fn(i64, String) -> Referent,
) -> Result<Vec<Referent>, StoreError> {
    tx.query(sql, params, |row| Ok(referent(row.int(0)?, row.text(1)?)))
}

fn cut(mut found: Vec<Referent>, most: i64) -> Vec<Referent> {
    found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    found.sort();
    found
}
