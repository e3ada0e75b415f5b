//! `addBillingPlan`: known from a white-label mirror of the imitated documentation, whose table of parameters is
//! garbled (it lacks the name). The currency is the tariff's, where the mirror says USD.

use app::service_plan::create::create;
use app::{App, Context};
use party::ids::TariffId;
use party::service_plan::{ServicePlanDraft, ServicePlanTerms};
use party::text::Title;
use xmlrpc::{Fault, Struct};

use super::service_plan_terms::{TERMS, change};
use super::{OWNER, acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, required};
use crate::fault::{bad, of_create_service_plan};
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "addBillingPlan",
    summary: "Creates a service plan of the caller, or of i_customer, on one of the same owner's tariffs.",
    source: "support2.flysip.com, Tariffs; members of 107487",
    acting_for: Some("i_customer"),
    parameters: &[PARAMETERS, TERMS],
    returns: "i_billing_plan (Integer)",
};

const PARAMETERS: &[Parameter] = &[
    OWNER,
    required("name", Kind::String, "1 to 128 characters"),
    required("i_tariff", Kind::Integer, "a tariff of the owner's"),
];

/// Creates it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let name = Title::parse(&parameters.required_string("name")?).map_err(|error| bad("name", error))?;
    let tariff = TariffId(parameters.required_int("i_tariff")?);
    let owner = acting_for(context, parameters, "i_customer")?;
    let currency = parameters.currency("iso_4217")?;
    let terms = ServicePlanTerms::new(name).with(change(parameters, None)?);
    let created = create(app, context, owner, ServicePlanDraft { tariff, currency, terms }).await;
    let created = created.map_err(|error| of_create_service_plan(&error, &context.request_id))?;
    Ok(ok().with("i_billing_plan", created.service_plan_id))
}
