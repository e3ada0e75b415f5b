//! Reading service plans.

use party::ids::{CustomerId, ServicePlanId};
use party::service_plan::ServicePlan;
use store::tables::{references, service_plans};

use crate::app::App;
use crate::context::Context;
use crate::customer::find::FindCustomerError;
use crate::owned::{self, Look, NamedPage, References};

/// The service plan `id` of `owner`, or of the caller where none is named; none if it is not his.
///
/// # Errors
/// There is no such owner in the caller's branch, or the store's.
pub async fn find(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    id: ServicePlanId,
) -> Result<Option<ServicePlan>, FindCustomerError> {
    let load = move |tx: &mut store::Tx<'_>, owner| service_plans::load_owned(tx, owner, id);
    owned::read(app, context, "service_plan.find", owner, load).await
}

/// The service plans of `owner`, or of the caller where none is named, ascending by number.
///
/// # Errors
/// There is no such owner in the caller's branch, or the store's.
pub async fn list(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    page: NamedPage,
) -> Result<Vec<ServicePlan>, FindCustomerError> {
    let plans = owned::read(app, context, "service_plan.list", owner, service_plans::list).await?;
    Ok(page.of(plans, |plan| plan.terms.name.as_str()))
}

/// The caller's own service plans, as `look` wants them.
///
/// # Errors
/// The store's.
pub async fn look(app: &App, context: &Context, look: Look) -> Result<Vec<ServicePlan>, FindCustomerError> {
    let plans = owned::read(app, context, "service_plan.look", None, service_plans::list).await?;
    Ok(look.of(plans, |plan| (plan.terms.name.as_str(), plan.id.0)))
}

/// What refers to the caller's service plan `id`; none if it is not his.
///
/// # Errors
/// The store's.
pub async fn references(
    app: &App,
    context: &Context,
    id: ServicePlanId,
) -> Result<Option<References>, FindCustomerError> {
    owned::read(app, context, "service_plan.references", None, move |tx, owner| {
        let Some(plan) = service_plans::load_owned(tx, owner, id)? else { return Ok(None) };
        let found = references::to_service_plan(tx, plan.owner.branch, id, References::ASKED)?;
        Ok(Some(References::of(found)))
    })
    .await
}
