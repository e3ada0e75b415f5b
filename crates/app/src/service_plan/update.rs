//! Changing a service plan, except its currency.

use party::access::{EditTariff, Grant, Refusal};
use party::ids::{CustomerId, ServicePlanId};
use party::service_plan::{self, PlanError, ServicePlan, ServicePlanChange};
use party::tariff::Tariff;
use store::tables::{service_plans, tariffs};
use store::{StoreError, Tx};

use crate::app::App;
use crate::audit;
use crate::context::Context;
use crate::idempotency::IdempotencyConflict;
use crate::owned::{self, Deed, Effect};

/// Why a service plan was not changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateServicePlanError {
    /// The owner is absent, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The owner has no such plan.
    #[error("the owner has no such service plan")]
    Unknown,
    /// Tariff or currency do not fit.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes the service plan `id` of `owner`, or of the caller where none is named. Where it is so already, nothing
/// happens.
///
/// # Errors
/// [`UpdateServicePlanError`], in the order in which it lists them; that the right is missing, after what is not there.
pub async fn update(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    id: ServicePlanId,
    change: ServicePlanChange,
) -> Result<(), UpdateServicePlanError> {
    let deed = Deed { owner, operation: "service_plan.update", object: format!("service_plan:{id}") };
    let wanted = change.tariff;
    let load = move |tx: &mut Tx<'_>, owner| {
        // The tariff first, as whoever removes one holds it before he asks for plans.
        let tariff = wanted.map(|tariff| tariffs::load(tx, owner, tariff)).transpose()?.flatten();
        Ok(service_plans::load_for_update(tx, owner, id)?.map(|plan| (plan, tariff)))
    };
    let unknown = || UpdateServicePlanError::Unknown;
    let work =
        move |tx: &mut Tx<'_>, grant: &Grant<EditTariff>, (before, tariff): (ServicePlan, Option<Tariff>)| {
            let after = service_plan::update(&before, change.clone(), tariff.as_ref())?;
            if after == before {
                return Ok(Effect::default());
            }
            service_plans::update(tx, grant, &after)?;
            let (before, after) = (audit::service_plan(&before), audit::service_plan(&after));
            Ok(Effect { before: Some(before), after: Some(after) })
        };
    owned::change(app, context, deed, load, unknown, work).await
}
