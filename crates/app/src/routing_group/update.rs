//! Changing a routing group.

use party::access::{EditRoutingGroup, Grant, Refusal};
use party::ids::{CustomerId, RoutingGroupId};
use party::routing_group::{RoutingGroup, RoutingGroupChange};
use store::tables::routing_groups;
use store::{StoreError, Tx};

use crate::app::App;
use crate::audit;
use crate::context::Context;
use crate::idempotency::IdempotencyConflict;
use crate::owned::{self, Deed, Effect};

/// Why a routing group was not changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateRoutingGroupError {
    /// The owner is absent, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The owner has no such routing group.
    #[error("the owner has no such routing group")]
    Unknown,
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes the routing group `id` of `owner`, or of the caller where none is named. Where it is so already, nothing
/// happens.
///
/// # Errors
/// [`UpdateRoutingGroupError`], in the order in which it lists them; that the right is missing, after what is not there.
pub async fn update(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    id: RoutingGroupId,
    change: RoutingGroupChange,
) -> Result<(), UpdateRoutingGroupError> {
    let deed = Deed { owner, operation: "routing_group.update", object: format!("routing_group:{id}") };
    let load = move |tx: &mut Tx<'_>, owner| routing_groups::load_for_update(tx, owner, id);
    let unknown = || UpdateRoutingGroupError::Unknown;
    owned::change(app, context, deed, load, unknown, move |tx, grant: &Grant<EditRoutingGroup>, before| {
        let after = RoutingGroup { terms: before.terms.clone().with(change.clone()), ..before };
        if after == before {
            return Ok(Effect::default());
        }
        routing_groups::update(tx, grant, &after)?;
        let (before, after) = (audit::routing_group(&before), audit::routing_group(&after));
        Ok(Effect { before: Some(before), after: Some(after) })
    })
    .await
}
