//! Reading routing groups.

use party::ids::CustomerId;
use party::routing_group::RoutingGroup;
use store::tables::routing_groups;

use crate::app::App;
use crate::context::Context;
use crate::customer::find::FindCustomerError;
use crate::owned;

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
