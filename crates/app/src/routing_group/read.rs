//! Reading routing groups.

use party::access::View;
use party::customer::Customer;
use party::ids::{CustomerId, RoutingGroupId};
use party::routing_group::RoutingGroup;
use store::tables::{references, routing_groups};
use store::{Lock, StoreError, Tx};

use crate::app::App;
use crate::context::Context;
use crate::customer::find::FindCustomerError;
use crate::customer::locate;
use crate::owned::{self, Look, References};

/// The routing group `id` of `owner`, or of the caller where none is named; none if it is not his.
///
/// # Errors
/// There is no such owner in the caller's branch, or the store's.
pub async fn find(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    id: RoutingGroupId,
) -> Result<Option<RoutingGroup>, FindCustomerError> {
    let load = move |tx: &mut Tx<'_>, owner| routing_groups::load(tx, owner, id);
    owned::read(app, context, "routing_group.find", owner, load).await
}

/// The routing groups of `owner`, or of the caller where none is named, ascending by number.
///
/// # Errors
/// There is no such owner in the caller's branch, or the store's.
pub async fn list(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    offset: i64,
    limit: i64,
) -> Result<Vec<RoutingGroup>, FindCustomerError> {
    let load = move |tx: &mut Tx<'_>, owner| routing_groups::list(tx, owner, limit, offset);
    owned::read(app, context, "routing_group.list", owner, load).await
}

/// The caller's own routing groups, as `look` wants them.
///
/// # Errors
/// The store's.
pub async fn look(app: &App, context: &Context, look: Look) -> Result<Vec<RoutingGroup>, FindCustomerError> {
    let load = |tx: &mut Tx<'_>, owner| routing_groups::list(tx, owner, i64::MAX, 0);
    let groups = owned::read(app, context, "routing_group.look", None, load).await?;
    Ok(look.of(groups, |group| (group.terms.name.as_str(), group.id.0)))
}

/// The routing group that the caller was given, whoever above him owns it; none: he was given none.
///
/// # Errors
/// The store's.
pub async fn given(app: &App, context: &Context) -> Result<Option<RoutingGroup>, FindCustomerError> {
    owned::read_given(app, context, "routing_group.given", given_to).await
}

/// The routing group that `customer` was given.
pub(crate) fn given_to(tx: &mut Tx<'_>, customer: &Customer) -> Result<Option<RoutingGroup>, StoreError> {
    let Some(id) = customer.profile.routing_group else { return Ok(None) };
    // The nearest first: most were given one of their owner's.
    for ancestor in customer.lineage.iter().rev() {
        let found = routing_groups::load(tx, owned::key_above(customer, *ancestor), id)?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The routing group `id`, if `customer` or somebody between him and the caller owns it, or the caller does or was given it;
/// none: the caller has nothing to do with it. What is known of a group to which something of `customer`'s refers.
///
/// # Errors
/// There is no such customer in the caller's branch, or the store's.
pub async fn above(
    app: &App,
    context: &Context,
    customer: CustomerId,
    id: RoutingGroupId,
) -> Result<Option<RoutingGroup>, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("routing_group.above", move |tx| {
            let (_, customer) = locate::owner::<View>(tx, &caller, Some(customer), Lock::Share)?;
            let (_, own) = locate::owner::<View>(tx, &caller, None, Lock::Share)?;
            let path = customer.lineage.iter().copied().chain([customer.key.id]);
            let owners: Vec<CustomerId> = path.skip_while(|above| *above != own.key.id).collect();
            for owner in owners.into_iter().rev() {
                let found = routing_groups::load(tx, owned::key_above(&customer, owner), id)?;
                if found.is_some() {
                    return Ok(found);
                }
            }
            Ok(given_to(tx, &own)?.filter(|given| given.id == id))
        })
        .await
}

/// What refers to the caller's routing group `id`; none if it is not his.
///
/// # Errors
/// The store's.
pub async fn references(
    app: &App,
    context: &Context,
    id: RoutingGroupId,
) -> Result<Option<References>, FindCustomerError> {
    owned::read(app, context, "routing_group.references", None, move |tx, owner| {
        if routing_groups::load(tx, owner, id)?.is_none() {
            return Ok(None);
        }
        let found = references::to_routing_group(tx, id, References::ASKED)?;
        Ok(Some(References::of(found)))
    })
    .await
}
