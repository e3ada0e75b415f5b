//! `updateBillingPlan`: ours. What is not named stays; the currency may be named, but as it is.

use app::service_plan::update::update;
use app::{App, Context};
use party::ids::{ServicePlanId, TariffId};
use party::service_plan::ServicePlanChange;
use party::text::Title;
use xmlrpc::{Fault, Struct};

use super::service_plan_terms::{TERMS, change};
use super::{OWNER, acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, optional, required};
use crate::fault::of_update_service_plan;
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "updateBillingPlan",
    summary: "Changes a service plan of the caller, or of i_customer: what is named, and nothing else.",
    source: "ours, after updateTariff",
    acting_for: Some("i_customer"),
    parameters: &[PARAMETERS, TERMS],
    returns: "nothing more",
};

const PARAMETERS: &[Parameter] = &[
    required("i_billing_plan", Kind::Integer, "the service plan's number"),
    OWNER,
    optional("name", Kind::String, "1 to 128 characters"),
    optional("i_tariff", Kind::Integer, "a tariff of the owner's, in the same currency"),
];

/// Changes it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let id = ServicePlanId(parameters.required_int("i_billing_plan")?);
    let owner = acting_for(context, parameters, "i_customer")?;
    let name = parameters.parsed("name", Title::parse)?;
    let request = ServicePlanChange {
        tariff: parameters.int("i_tariff")?.map(TariffId),
        currency: parameters.currency("iso_4217")?,
        terms: change(parameters, name)?,
    };
    let updated = update(app, context, owner, id, request).await;
    updated.map_err(|error| of_update_service_plan(&error, &context.request_id))?;
    Ok(ok())
}
