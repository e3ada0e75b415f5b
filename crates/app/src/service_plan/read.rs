//! Reading service plans.

use party::ids::{CustomerId, ServicePlanId};
use party::service_plan::ServicePlan;
use store::tables::service_plans;

use crate::app::App;
use crate::context::Context;
use crate::customer::find::FindCustomerError;
use crate::owned::{self, NamedPage};

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
