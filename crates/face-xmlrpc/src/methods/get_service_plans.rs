//! `getServicePlanInfo`: article 107487, which shows the plan's members and leaves open under which name they hang; here
//! it is `service_plan`. `listBillingPlans` is ours.

use app::service_plan::read::{find, list};
use app::{App, Context};
use party::ids::ServicePlanId;
use party::service_plan::ServicePlan;
use xmlrpc::{Fault, Struct, Value};

use super::{NAME_PATTERN, OWNER, PAGE, acting_for, named_page, ok};
use crate::catalogue::{Kind, Method, Parameter, required};
use crate::fault::{of_find, wrong};
use crate::parameters::Parameters;

/// One of them, in the catalogue.
pub(crate) const INFO: Method = Method {
    name: "getServicePlanInfo",
    summary: "Tells the terms of one service plan of the caller, or of i_customer.",
    source: "107487",
    acting_for: Some("i_customer"),
    parameters: &[INFO_PARAMETERS],
    returns: "service_plan (Struct): i_billing_plan, i_tariff, i_customer, name, description, suspend_all_calls, billing_cycle, iso_4217, prepaid",
};

/// A page of them, in the catalogue.
pub(crate) const LIST: Method = Method {
    name: "listBillingPlans",
    summary: "Lists the service plans of the caller, or of i_customer, ascending by number.",
    source: "ours, after getTariffsList",
    acting_for: Some("i_customer"),
    parameters: &[&[OWNER, NAME_PATTERN], PAGE],
    returns: "service_plans (Array of Struct): the members of getServicePlanInfo",
};

const INFO_PARAMETERS: &[Parameter] =
    &[required("i_billing_plan", Kind::Integer, "the service plan's number"), OWNER];

/// Finds one.
pub(crate) async fn info(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let id = ServicePlanId(parameters.required_int("i_billing_plan")?);
    let owner = acting_for(context, parameters, "i_customer")?;
    let plan = find(app, context, owner, id).await;
    let plan = plan.map_err(|error| of_find(&error, "i_customer", &context.request_id))?;
    Ok(ok().with("service_plan", describe(&plan.ok_or_else(|| wrong("i_billing_plan"))?)))
}

/// Lists them.
pub(crate) async fn listed(
    app: &App,
    context: &Context,
    parameters: &Parameters<'_>,
) -> Result<Struct, Fault> {
    let owner = acting_for(context, parameters, "i_customer")?;
    let plans = list(app, context, owner, named_page(parameters)?).await;
    let plans = plans.map_err(|error| of_find(&error, "i_customer", &context.request_id))?;
    let plans: Vec<Value> = plans.iter().map(|plan| Value::Struct(describe(plan))).collect();
    Ok(ok().with("service_plans", plans))
}

fn describe(plan: &ServicePlan) -> Struct {
    Struct::new()
        .with("i_billing_plan", plan.id.0)
        .with("i_tariff", plan.tariff.0)
        .with("i_customer", plan.owner.id.0)
        .with("name", plan.terms.name.as_str())
        .with("description", plan.terms.description.as_str())
        .with("suspend_all_calls", plan.terms.suspend_all_calls)
        .with("billing_cycle", plan.terms.billing_cycle.id())
        .with("iso_4217", plan.currency.as_str())
        .with("prepaid", plan.terms.prepaid)
}
