//! Making a routing group.

use party::access::AddRoutingGroup;
use party::ids::{CustomerId, RoutingGroupId};
use party::routing_group::{RoutingGroup, RoutingGroupTerms};
use serde::{Deserialize, Serialize};
use store::Lock;
use store::tables::routing_groups;

use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::locate;
use crate::idempotency::write_once;
use crate::tariff::create::CreateOwnedError;

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedRoutingGroup {
    /// Its number.
    pub routing_group_id: i64,
}

/// Makes a routing group of `owner`, or of the caller where none is named.
///
/// # Errors
/// [`CreateOwnedError`].
pub async fn create(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    terms: RoutingGroupTerms,
) -> Result<CreatedRoutingGroup, CreateOwnedError> {
    let id = RoutingGroupId(app.next_id(Sequence::RoutingGroup).await?);
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "routing_group.create", move |tx| {
        let (grant, owner) = locate::owner::<AddRoutingGroup>(tx, &within.caller, owner, Lock::Share)?;
        let group = RoutingGroup { id, owner: owner.key, terms: terms.clone() };
        routing_groups::insert(tx, &grant, &group)?;
        let change = Change {
            customer: owner.key,
            operation: "routing_group.create",
            object: format!("routing_group:{id}"),
            before: None,
            after: Some(audit::routing_group(&group)),
        };
        audit::record(tx, &within, audit_id, change)?;
        Ok(CreatedRoutingGroup { routing_group_id: id.0 })
    })
    .await
}
