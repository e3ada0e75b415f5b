//! Changing a routing group.

use party::access::{EditRoutingGroup, Refusal};
use party::ids::{CustomerId, RoutingGroupId};
use party::routing_group::{RoutingGroup, RoutingGroupChange};
use store::tables::routing_groups;
use store::{Lock, StoreError};

use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::locate::{self, LocateError};
use crate::idempotency::{IdempotencyConflict, write_once};

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

impl From<LocateError> for UpdateRoutingGroupError {
    fn from(error: LocateError) -> Self {
        match error {
            LocateError::Refused(refusal) => Self::Refused(refusal),
            LocateError::Store(error) => Self::Store(error),
        }
    }
}

/// Changes the routing group `id` of `owner`, or of the caller where none is named. Where it is so already, nothing
/// happens.
///
/// # Errors
/// [`UpdateRoutingGroupError`], in the order in which it lists them.
pub async fn update(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    id: RoutingGroupId,
    change: RoutingGroupChange,
) -> Result<(), UpdateRoutingGroupError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "routing_group.update", move |tx| {
        let (grant, owner) = locate::owner::<EditRoutingGroup>(tx, &within.caller, owner, Lock::Share)?;
        let before = routing_groups::load_for_update(tx, owner.key, id)?;
        let before = before.ok_or(UpdateRoutingGroupError::Unknown)?;
        let after = RoutingGroup { terms: before.terms.clone().with(change.clone()), ..before };
        if after == before {
            return Ok(());
        }
        routing_groups::update(tx, &grant, &after)?;
        let change = Change {
            customer: owner.key,
            operation: "routing_group.update",
            object: format!("routing_group:{id}"),
            before: Some(audit::routing_group(&before)),
            after: Some(audit::routing_group(&after)),
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}
