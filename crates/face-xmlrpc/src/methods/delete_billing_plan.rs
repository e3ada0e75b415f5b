//! `deleteBillingPlan`: ours.

use app::service_plan::delete::delete;
use app::{App, Context};
use party::ids::ServicePlanId;
use xmlrpc::{Fault, Struct};

use super::{OWNER, acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, required};
use crate::fault::{OwnedWords, of_delete_owned};
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "deleteBillingPlan",
    summary: "Removes a service plan of the caller, or of i_customer, that no account has.",
    source: "ours, after deleteTariff",
    acting_for: Some("i_customer"),
    parameters: &[PARAMETERS],
    returns: "nothing more",
};

const PARAMETERS: &[Parameter] =
    &[required("i_billing_plan", Kind::Integer, "the service plan's number"), OWNER];

const WORDS: OwnedWords = OwnedWords {
    number: "i_billing_plan",
    needed: "bit 2 (delete) of tariffs_mgmt",
    in_use: "Service plan cannot be deleted: accounts have it",
};

/// Removes it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let id = ServicePlanId(parameters.required_int("i_billing_plan")?);
    let owner = acting_for(context, parameters, "i_customer")?;
    let deleted = delete(app, context, owner, id).await;
    deleted.map_err(|error| of_delete_owned(&error, &WORDS, &context.request_id))?;
    Ok(ok())
}
