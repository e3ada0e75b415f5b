//! Making a service plan on a tariff of its owner's.

use party::access::{AddTariff, Grant, Refusal};
use party::ids::{CustomerId, ServicePlanId};
use party::service_plan::{self, PlanError, ServicePlanDraft};
use serde::{Deserialize, Serialize};
use store::StoreError;
use store::tables::{service_plans, tariffs};

use crate::app::{App, Sequence};
use crate::audit;
use crate::context::Context;
use crate::idempotency::IdempotencyConflict;
use crate::owned::{self, Deed, Effect};

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedServicePlan {
    /// Its number.
    pub service_plan_id: i64,
}

/// Why a service plan was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateServicePlanError {
    /// The owner is absent, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
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

/// Makes a service plan of `owner`, or of the caller where none is named. Who may add tariffs may add plans.
///
/// # Errors
/// [`CreateServicePlanError`], in the order in which it lists them.
pub async fn create(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    draft: ServicePlanDraft,
) -> Result<CreatedServicePlan, CreateServicePlanError> {
    let id = ServicePlanId(app.next_id(Sequence::ServicePlan).await?);
    let deed = Deed { owner, operation: "service_plan.create", object: format!("service_plan:{id}") };
    owned::create(app, context, deed, move |tx, grant: &Grant<AddTariff>| {
        let tariff = tariffs::load(tx, grant.subject(), draft.tariff)?;
        let plan = service_plan::create(id, grant.subject(), draft.clone(), tariff.as_ref())?;
        service_plans::insert(tx, grant, &plan)?;
        let made = Effect { before: None, after: Some(audit::service_plan(&plan)) };
        Ok((CreatedServicePlan { service_plan_id: id.0 }, made))
    })
    .await
}
