//! Removing a routing group that nobody has.

use party::access::{DeleteRoutingGroup, Grant};
use party::ids::{CustomerId, RoutingGroupId};
use store::Tx;
use store::tables::{references, routing_groups};

use crate::app::App;
use crate::audit;
use crate::context::Context;
use crate::owned::{self, Deed, DeleteOwnedError, Effect};

/// Removes the routing group `id` of `owner`, or of the caller where none is named.
///
/// # Errors
/// [`DeleteOwnedError`], in the order in which it lists them; that the right is missing, after what is not there.
pub async fn delete(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    id: RoutingGroupId,
) -> Result<(), DeleteOwnedError> {
    let deed = Deed { owner, operation: "routing_group.delete", object: format!("routing_group:{id}") };
    let load = move |tx: &mut Tx<'_>, owner| routing_groups::load_for_update(tx, owner, id);
    let unknown = || DeleteOwnedError::Unknown;
    owned::change(app, context, deed, load, unknown, move |tx, grant: &Grant<DeleteRoutingGroup>, group| {
        if !references::to_routing_group(tx, id, 1)?.is_empty() {
            return Err(DeleteOwnedError::InUse);
        }
        routing_groups::delete(tx, grant, id)?;
        Ok(Effect { before: Some(audit::routing_group(&group)), after: None })
    })
    .await
}
