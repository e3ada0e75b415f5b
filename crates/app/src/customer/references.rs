//! What a customer or an account of an owner's may refer to.

use party::customer::Customer;
use party::ids::{CustomerId, RoutingGroupId};
use store::tables::{claims, customers, routing_groups};
use store::{Lock, StoreError, Tx};

/// Whether `owner` may give the routing group: it is his, or he was given it himself and passes it on.
pub(crate) fn may_give_routing_group(
    tx: &mut Tx<'_>,
    owner: &Customer,
    group: RoutingGroupId,
) -> Result<bool, StoreError> {
    let was_given = owner.profile.routing_group == Some(group);
    Ok(was_given || routing_groups::load(tx, owner.key, group)?.is_some())
}

/// Whether `agent` may earn a commission from what is `owner`'s: he is a customer of his.
pub(crate) fn may_earn_from(
    tx: &mut Tx<'_>,
    owner: &Customer,
    agent: CustomerId,
) -> Result<bool, StoreError> {
    let Some(agent) = claims::find_customer(tx, agent)? else { return Ok(false) };
    let agent = customers::load(tx, agent, Lock::Share)?;
    Ok(agent.is_some_and(|agent| agent.owner() == Some(owner.key.id)))
}
