//! Making a routing group.

use party::access::{AddRoutingGroup, Grant};
use party::ids::{CustomerId, RoutingGroupId};
use party::routing_group::{RoutingGroup, RoutingGroupTerms};
use serde::{Deserialize, Serialize};
use store::tables::routing_groups;

use crate::app::{App, Sequence};
use crate::audit;
use crate::context::Context;
use crate::owned::{self, CreateOwnedError, Deed, Effect};

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
    let deed = Deed { owner, operation: "routing_group.create", object: format!("routing_group:{id}") };
    owned::create(app, context, deed, move |tx, grant: &Grant<AddRoutingGroup>| {
        let group = RoutingGroup { id, owner: grant.subject(), terms: terms.clone() };
        routing_groups::insert(tx, grant, &group)?;
        let made = Effect { before: None, after: Some(audit::routing_group(&group)) };
        Ok((CreatedRoutingGroup { routing_group_id: id.0 }, made))
    })
    .await
}
