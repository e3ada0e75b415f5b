//! Reading routing groups.

use party::access::View;
use party::ids::CustomerId;
use party::routing_group::RoutingGroup;
use store::Lock;
use store::tables::routing_groups;

use crate::app::App;
use crate::context::Context;
use crate::customer::find::FindCustomerError;
use crate::customer::locate;

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
    let caller = context.caller.clone();
    app.store()
        .read("routing_group.list", move |tx| {
            let (_, owner) = locate::owner::<View>(tx, &caller, owner, Lock::Share)?;
            Ok(routing_groups::list(tx, owner.key, limit, offset)?)
        })
        .await
}
