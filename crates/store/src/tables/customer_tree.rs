//! The customers below one: the children of a node page by page, and what hangs on everybody below, counted no further
//! than somebody wants to know.
//!
//! No statement's cost depends on how many customers there are: each reads one page, or so many rows at most, from an index.

use std::collections::BTreeSet;

use party::customer::Customer;
use party::ids::{BranchId, CustomerId, CustomerKey};

use super::chunk::{CHUNK, chunk_params, of_chunk};
use super::columns::Columns;
use super::customers::{lineage_below, lineage_end, lineage_text, name_key};
use crate::error::StoreError;
use crate::tx::{Param, Row, Tx};

/// A customer as a node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeNode {
    /// His number.
    pub id: CustomerId,
    /// His name.
    pub name: String,
    /// His company, perhaps empty.
    pub company_name: String,
    /// Refused everything while blocked.
    pub blocked: bool,
    /// Customers directly below him, counted up to [`CHILDREN_MAX`] and one.
    pub children: i64,
}

/// As many children of a node are counted, and one more where there are more.
pub const CHILDREN_MAX: i64 = 1_000;

/// A customer below another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Below {
    /// His number.
    pub id: CustomerId,
    /// He, or somebody between the two, is blocked.
    pub blocked: bool,
}

/// Accounts that were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accounts {
    /// All.
    pub counted: i64,
    /// Those that are blocked themselves.
    pub blocked: i64,
}

/// What belongs to one customer and goes with him, each counted up to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owned {
    /// Logins to the self-care site.
    pub web_users: i64,
    /// Those of them that are blocked themselves.
    pub blocked_web_users: i64,
    /// Tariffs.
    pub tariffs: i64,
    /// Service plans.
    pub service_plans: i64,
    /// Routing groups.
    pub routing_groups: i64,
}

/// Balances that were looked at, and those of them that are not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balances {
    /// All.
    pub looked_at: i64,
    /// Those that hold or owe something.
    pub open: i64,
}

/// At most `limit` customers directly below `owner`, by name, from the one after `from` on.
///
/// # Errors
/// The engine's.
pub fn list_children(
    tx: &mut Tx<'_>,
    owner: CustomerId,
    from: Option<&(String, CustomerId)>,
    limit: i64,
) -> Result<Vec<TreeNode>, StoreError> {
    let sql = "SELECT c.customer_id, c.name, c.company_name, c.blocked, \
               (SELECT COUNT(*) FROM (SELECT k.customer_id FROM customer k WHERE k.owner_id = c.customer_id \
               LIMIT $1) AS counted) \
               FROM (SELECT branch_id, customer_id FROM customer WHERE owner_id = $2 AND name_key >= $3 \
               AND NOT (name_key = $3 AND customer_id <= $4) ORDER BY name_key, customer_id LIMIT $5) page \
               JOIN customer c ON c.branch_id = page.branch_id AND c.customer_id = page.customer_id \
               ORDER BY c.name_key, c.customer_id";
    let (name, id) = from.map_or((String::new(), 0), |(name, id)| (name_key(name), id.0));
    let counted = CHILDREN_MAX + 1;
    let params = [counted.into(), owner.0.into(), name.as_str().into(), id.into(), limit.into()];
    tx.query(sql, &params, |row| {
        let mut columns = Columns::of("customer", row);
        Ok(TreeNode {
            id: CustomerId(columns.int()?),
            name: columns.text()?,
            company_name: columns.text()?,
            blocked: columns.bool()?,
            children: columns.int()?,
        })
    })
}

/// How many customers stand below `customer`, at any depth; no more than `most` are counted.
///
/// # Errors
/// The engine's.
pub fn count_below(tx: &mut Tx<'_>, customer: &Customer, most: i64) -> Result<i64, StoreError> {
    if customer.key == CustomerKey::ROOT {
        let sql = "SELECT COUNT(*) FROM (SELECT owner_id FROM customer WHERE owner_id > 0 ORDER BY owner_id \
                   LIMIT $1) AS counted";
        return tx.query_one(sql, &[most.into()], |row| row.int(0));
    }
    let sql = "SELECT COUNT(*) FROM (SELECT lineage FROM customer WHERE branch_id = $1 AND lineage >= $2 \
               AND lineage < $3 ORDER BY lineage LIMIT $4) AS counted";
    let from = path(customer);
    let until = lineage_end(&from);
    let params = [customer.key.branch.0.into(), from.as_str().into(), until.as_str().into(), most.into()];
    tx.query_one(sql, &params, |row| row.int(0))
}

/// How many accounts with a funding of this code `customer` and everybody below him have; no more than `most` are counted.
///
/// # Errors
/// The engine's.
pub fn count_accounts_below(
    tx: &mut Tx<'_>,
    customer: &Customer,
    funding: i64,
    most: i64,
) -> Result<i64, StoreError> {
    if customer.key == CustomerKey::ROOT {
        let sql = "SELECT COUNT(*) FROM (SELECT branch_id FROM account WHERE funding = $1 ORDER BY branch_id \
                   LIMIT $2) AS counted";
        return tx.query_one(sql, &[funding.into(), most.into()], |row| row.int(0));
    }
    let from = path(customer);
    count_accounts_between(tx, customer.key, funding, (&from, &lineage_end(&from)), most)
}

/// How many accounts with a funding of this code `customer` has himself; no more than `most` are counted.
///
/// # Errors
/// The engine's.
pub fn count_own_accounts(
    tx: &mut Tx<'_>,
    customer: &Customer,
    funding: i64,
    most: i64,
) -> Result<i64, StoreError> {
    let own = path(customer);
    // No lineage comes between a text and the same with a slash.
    count_accounts_between(tx, customer.key, funding, (&own, &format!("{own}/")), most)
}

fn count_accounts_between(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    funding: i64,
    (from, until): (&str, &str),
    most: i64,
) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) FROM (SELECT lineage FROM account WHERE funding = $1 AND branch_id = $2 \
               AND lineage >= $3 AND lineage < $4 ORDER BY lineage LIMIT $5) AS counted";
    let params = [funding.into(), customer.branch.0.into(), from.into(), until.into(), most.into()];
    tx.query_one(sql, &params, |row| row.int(0))
}

/// What those directly below a customer, and his accounts, have for their lineage.
fn path(customer: &Customer) -> String {
    lineage_below(&lineage_text(&customer.lineage), customer.key.id)
}

/// The customers below `customer` at any depth, level by level; at most `most`.
///
/// # Errors
/// The engine's.
pub fn list_below(tx: &mut Tx<'_>, customer: CustomerId, most: usize) -> Result<Vec<Below>, StoreError> {
    let sql = concat!(
        "SELECT customer_id, owner_id, blocked FROM customer WHERE ",
        of_chunk!("owner_id"),
        " LIMIT $17"
    );
    let (mut found, mut asked, mut shut) = (Vec::<Below>::new(), 0, BTreeSet::new());
    let mut owners = vec![customer];
    while !owners.is_empty() && found.len() < most {
        let left = i64::try_from(most - found.len()).unwrap_or(i64::MAX);
        let mut params = chunk_params(owners.iter().map(|owner| owner.0));
        params.push(left.into());
        let read = |row: &dyn Row| Ok((CustomerId(row.int(0)?), CustomerId(row.int(1)?), row.bool(2)?));
        for (id, owner, blocked) in tx.query(sql, &params, read)? {
            let blocked = blocked || shut.contains(&owner);
            if blocked {
                shut.insert(id);
            }
            found.push(Below { id, blocked });
        }
        owners = found.iter().skip(asked).take(CHUNK).map(|below| below.id).collect();
        asked += owners.len();
    }
    Ok(found)
}

/// How many accounts these customers of one branch have; no more than `most` are counted.
///
/// # Errors
/// The engine's.
pub fn count_accounts(
    tx: &mut Tx<'_>,
    branch: BranchId,
    customers: &[CustomerId],
    most: i64,
) -> Result<Accounts, StoreError> {
    let sql = concat!(
        "SELECT COUNT(*), COUNT(CASE WHEN blocked <> 0 THEN 1 END) FROM (SELECT blocked FROM account WHERE ",
        of_chunk!("customer_id"),
        " AND branch_id = $17 LIMIT $18) AS counted"
    );
    let mut found = Accounts { counted: 0, blocked: 0 };
    for chunk in customers.chunks(CHUNK) {
        let mut params = chunk_params(chunk.iter().map(|customer| customer.0));
        params.extend([Param::Int(branch.0), Param::Int(most - found.counted)]);
        let (counted, blocked) = tx.query_one(sql, &params, |row| Ok((row.int(0)?, row.int(1)?)))?;
        found = Accounts { counted: found.counted + counted, blocked: found.blocked + blocked };
        if most <= found.counted {
            break;
        }
    }
    Ok(found)
}

/// The balances of these customers of one branch and of their accounts; no more than `most` are looked at.
///
/// # Errors
/// The engine's.
pub fn count_balances(
    tx: &mut Tx<'_>,
    branch: BranchId,
    customers: &[CustomerId],
    most: i64,
) -> Result<Balances, StoreError> {
    let sql = concat!(
        "SELECT COUNT(*), COUNT(CASE WHEN units <> 0 THEN 1 END) FROM (SELECT units FROM balance WHERE ",
        of_chunk!("customer_id"),
        " AND branch_id = $17 LIMIT $18) AS looked_at"
    );
    let mut counted = Balances { looked_at: 0, open: 0 };
    for chunk in customers.chunks(CHUNK) {
        let mut params = chunk_params(chunk.iter().map(|customer| customer.0));
        params.extend([Param::Int(branch.0), Param::Int(most - counted.looked_at)]);
        let (looked_at, open) = tx.query_one(sql, &params, |row| Ok((row.int(0)?, row.int(1)?)))?;
        counted = Balances { looked_at: counted.looked_at + looked_at, open: counted.open + open };
        if most <= counted.looked_at {
            break;
        }
    }
    Ok(counted)
}

/// What `customer` owns; no more than `most` of each are counted.
///
/// # Errors
/// The engine's.
pub fn count_owned(tx: &mut Tx<'_>, customer: CustomerKey, most: i64) -> Result<Owned, StoreError> {
    let sql = "SELECT (SELECT COUNT(*) FROM (SELECT web_user_id FROM web_user \
               WHERE branch_id = $1 AND customer_id = $2 LIMIT $3) AS w), \
               (SELECT COUNT(*) FROM (SELECT tariff_id FROM tariff \
               WHERE branch_id = $1 AND owner_id = $2 LIMIT $3) AS t), \
               (SELECT COUNT(*) FROM (SELECT service_plan_id FROM service_plan \
               WHERE branch_id = $1 AND owner_id = $2 LIMIT $3) AS p), \
               (SELECT COUNT(*) FROM (SELECT routing_group_id FROM routing_group \
               WHERE branch_id = $1 AND owner_id = $2 LIMIT $3) AS g), \
               (SELECT COUNT(*) FROM (SELECT web_user_id FROM web_user \
               WHERE branch_id = $1 AND customer_id = $2 AND blocked <> 0 LIMIT $3) AS b)";
    tx.query_one(sql, &[customer.branch.0.into(), customer.id.0.into(), most.into()], |row| {
        Ok(Owned {
            web_users: row.int(0)?,
            tariffs: row.int(1)?,
            service_plans: row.int(2)?,
            routing_groups: row.int(3)?,
            blocked_web_users: row.int(4)?,
        })
    })
}
