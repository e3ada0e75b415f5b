//! Removing a routing group that nobody has.

use party::access::DeleteRoutingGroup;
use party::ids::{CustomerId, RoutingGroupId};
use store::Lock;
use store::tables::routing_groups;

use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::locate;
use crate::idempotency::write_once;
use crate::tariff::delete::DeleteOwnedError;

/// Removes the routing group `id` of `owner`, or of the caller where none is named.
///
/// # Errors
/// [`DeleteOwnedError`], in the order in which it lists them.
pub async fn delete(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    id: RoutingGroupId,
) -> Result<(), DeleteOwnedError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "routing_group.delete", move |tx| {
        let (grant, owner) = locate::owner::<DeleteRoutingGroup>(tx, &within.caller, owner, Lock::Share)?;
        let group = routing_groups::load_for_update(tx, owner.key, id)?.ok_or(DeleteOwnedError::Unknown)?;
        if routing_groups::is_used(tx, id)? {
            return Err(DeleteOwnedError::InUse);
        }
        routing_groups::delete(tx, &grant, id)?;
        let change = Change {
            customer: owner.key,
            operation: "routing_group.delete",
            object: format!("routing_group:{id}"),
            before: Some(audit::routing_group(&group)),
            after: None,
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}
