//! Routing groups, without their members.

use party::access::{AddRoutingGroup, DeleteCustomer, DeleteRoutingGroup, EditRoutingGroup, Grant};
use party::dictionary::RoutingPolicy;
use party::ids::{BranchId, CustomerId, CustomerKey, RoutingGroupId};
use party::routing_group::{RoutingGroup, RoutingGroupTerms};
use party::text::Title;

use super::columns::Columns;
use crate::error::StoreError;
use crate::tx::{Lock, Row, Tx};

/// Writes a new routing group.
///
/// # Errors
/// The engine's.
pub fn insert(
    tx: &mut Tx<'_>,
    grant: &Grant<AddRoutingGroup>,
    group: &RoutingGroup,
) -> Result<(), StoreError> {
    assert_eq!(grant.subject(), group.owner, "the grant is about the owner");
    let sql = "INSERT INTO routing_group (branch_id, routing_group_id, owner_id, name, policy, description) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    let params = [
        group.owner.branch.0.into(),
        group.id.0.into(),
        group.owner.id.0.into(),
        group.terms.name.as_str().into(),
        group.terms.policy.id().into(),
        group.terms.description.as_str().into(),
    ];
    tx.execute_one(sql, &params)
}

/// The routing group `id`, if `owner` owns it; held against change where the transaction writes.
///
/// # Errors
/// The engine's.
pub fn load(
    tx: &mut Tx<'_>,
    owner: CustomerKey,
    id: RoutingGroupId,
) -> Result<Option<RoutingGroup>, StoreError> {
    let sql = "SELECT branch_id, routing_group_id, owner_id, name, policy, description FROM routing_group \
               WHERE branch_id = $1 AND owner_id = $2 AND routing_group_id = $3";
    let params = [owner.branch.0.into(), owner.id.0.into(), id.0.into()];
    if tx.is_write() {
        return tx.query_locked_opt(sql, &params, Lock::Share, read);
    }
    tx.query_opt(sql, &params, read)
}

/// The routing group `id`, if `owner` owns it; nobody else may refer to it until the transaction ends.
///
/// # Errors
/// The engine's.
pub fn load_for_update(
    tx: &mut Tx<'_>,
    owner: CustomerKey,
    id: RoutingGroupId,
) -> Result<Option<RoutingGroup>, StoreError> {
    let sql = "SELECT branch_id, routing_group_id, owner_id, name, policy, description FROM routing_group \
               WHERE branch_id = $1 AND owner_id = $2 AND routing_group_id = $3";
    let params = [owner.branch.0.into(), owner.id.0.into(), id.0.into()];
    tx.query_locked_opt(sql, &params, Lock::Update, read)
}

/// Writes everything about a routing group that can change.
///
/// # Errors
/// The engine's; the routing group is gone.
pub fn update(
    tx: &mut Tx<'_>,
    grant: &Grant<EditRoutingGroup>,
    group: &RoutingGroup,
) -> Result<(), StoreError> {
    assert_eq!(grant.subject(), group.owner, "the grant is about the owner");
    let sql = "UPDATE routing_group SET name = $1, policy = $2, description = $3 \
               WHERE branch_id = $4 AND owner_id = $5 AND routing_group_id = $6";
    let params = [
        group.terms.name.as_str().into(),
        group.terms.policy.id().into(),
        group.terms.description.as_str().into(),
        group.owner.branch.0.into(),
        group.owner.id.0.into(),
        group.id.0.into(),
    ];
    tx.execute_one(sql, &params)
}

/// Removes the routing group `id`, which nobody has.
///
/// # Errors
/// The engine's; the owner has no such routing group.
pub fn delete(
    tx: &mut Tx<'_>,
    grant: &Grant<DeleteRoutingGroup>,
    id: RoutingGroupId,
) -> Result<(), StoreError> {
    let owner = grant.subject();
    let sql = "DELETE FROM routing_group WHERE branch_id = $1 AND owner_id = $2 AND routing_group_id = $3";
    tx.execute_one(sql, &[owner.branch.0.into(), owner.id.0.into(), id.0.into()])
}

/// The routing groups of `owner`, ascending by number, at most `limit`, skipping `offset`.
///
/// # Errors
/// The engine's.
pub fn list(
    tx: &mut Tx<'_>,
    owner: CustomerKey,
    limit: i64,
    offset: i64,
) -> Result<Vec<RoutingGroup>, StoreError> {
    let sql = "SELECT branch_id, routing_group_id, owner_id, name, policy, description FROM routing_group \
               WHERE branch_id = $1 AND owner_id = $2 ORDER BY routing_group_id LIMIT $3 OFFSET $4";
    tx.query(sql, &[owner.branch.0.into(), owner.id.0.into(), limit.into(), offset.into()], read)
}

/// The routing groups of `owner` that are called `name`, ascending by number.
///
/// # Errors
/// The engine's.
pub fn find_named(
    tx: &mut Tx<'_>,
    owner: CustomerKey,
    name: &str,
) -> Result<Vec<RoutingGroupId>, StoreError> {
    let sql = "SELECT routing_group_id FROM routing_group \
               WHERE branch_id = $1 AND owner_id = $2 AND name = $3 ORDER BY routing_group_id";
    let params = [owner.branch.0.into(), owner.id.0.into(), name.into()];
    tx.query(sql, &params, |row| row.int(0).map(RoutingGroupId))
}

/// Removes every routing group of a customer who goes; nobody has them, because nobody stands below him.
///
/// # Errors
/// The engine's.
pub fn delete_all_of(tx: &mut Tx<'_>, grant: &Grant<DeleteCustomer>) -> Result<u64, StoreError> {
    let owner = grant.subject();
    let sql = "DELETE FROM routing_group WHERE branch_id = $1 AND owner_id = $2";
    tx.execute(sql, &[owner.branch.0.into(), owner.id.0.into()])
}

fn read(row: &dyn Row) -> Result<RoutingGroup, StoreError> {
    let mut columns = Columns::of("routing_group", row);
    let branch = BranchId(columns.int()?);
    let id = RoutingGroupId(columns.int()?);
    let owner = CustomerKey { branch, id: CustomerId(columns.int()?) };
    let terms = RoutingGroupTerms {
        name: columns.parse(Title::parse)?,
        policy: columns.decode(RoutingPolicy::new)?,
        description: columns.line()?,
    };
    Ok(RoutingGroup { id, owner, terms })
}
