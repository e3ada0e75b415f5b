//! Reading routing groups.

use party::ids::{CustomerId, RoutingGroupId};
use party::routing_group::RoutingGroup;
use store::tables::{references, routing_groups};

use crate::app::App;
use crate::context::Context;
use crate::customer::find::FindCustomerError;
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
    let load = move |tx: &mut store::Tx<'_>, owner| routing_groups::load(tx, owner, id);
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
    let load = move |tx: &mut store::Tx<'_>, owner| routing_groups::list(tx, owner, limit, offset);
    owned::read(app, context, "routing_group.list", owner, load).await
}

/// The caller's own routing groups, as `look` wants them.
///
/// # Errors
/// The store's.
pub async fn look(app: &App, context: &Context, look: Look) -> Result<Vec<RoutingGroup>, FindCustomerError> {
    let load = |tx: &mut store::Tx<'_>, owner| routing_groups::list(tx, owner, i64::MAX, 0);
    let groups = owned::read(app, context, "routing_group.look", None, load).await?;
    Ok(look.of(groups, |group| (group.terms.name.as_str(), group.id.0)))
}

/// The routing group that the caller was given, whoever above him owns it; none: he was given none.
///
/// # Errors
/// The store's.
pub async fn given(app: &App, context: &Context) -> Result<Option<RoutingGroup>, FindCustomerError> {
    owned::read_given(app, context, "routing_group.given", |tx, customer| {
        let Some(id) = customer.profile.routing_group else { return Ok(None) };
        // The nearest first: most were given one of their owner's.
        for ancestor in customer.lineage.iter().rev() {
            let found = routing_groups::load(tx, owned::key_above(customer, *ancestor), id)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
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
