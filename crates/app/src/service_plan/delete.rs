//! Removing a service plan that no account has.

use party::access::{DeleteTariff, Grant};
use party::ids::{CustomerId, ServicePlanId};
use store::Tx;
use store::tables::{references, service_plans};

use crate::app::App;
use crate::audit;
use crate::context::Context;
use crate::owned::{self, Deed, DeleteOwnedError, Effect};

/// Removes the service plan `id` of `owner`, or of the caller where none is named.
///
/// # Errors
/// [`DeleteOwnedError`], in the order in which it lists them; that the right is missing, after what is not there.
pub async fn delete(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    id: ServicePlanId,
) -> Result<(), DeleteOwnedError> {
    let deed = Deed { owner, operation: "service_plan.delete", object: format!("service_plan:{id}") };
    let load = move |tx: &mut Tx<'_>, owner| service_plans::load_for_update(tx, owner, id);
    let unknown = || DeleteOwnedError::Unknown;
    owned::change(app, context, deed, load, unknown, move |tx, grant: &Grant<DeleteTariff>, plan| {
        if !references::to_service_plan(tx, plan.owner.branch, id, 1)?.is_empty() {
            return Err(DeleteOwnedError::InUse);
        }
        service_plans::delete(tx, grant, id)?;
        Ok(Effect { before: Some(audit::service_plan(&plan)), after: None })
    })
    .await
}
