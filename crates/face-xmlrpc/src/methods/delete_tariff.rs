//! `deleteTariff`: article 3000098586. Refused while a customer is on it.

use app::tariff::delete::delete;
use app::{App, Context};
use party::ids::TariffId;
use xmlrpc::{Fault, Struct};

use super::{acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, optional, required};
use crate::fault::of_delete_tariff;
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "deleteTariff",
    summary: "Removes a tariff of the caller, or of i_customer, on which no customer is.",
    source: "3000098586",
    acting_for: Some("i_customer"),
    parameters: &[PARAMETERS],
    returns: "nothing more",
};

const PARAMETERS: &[Parameter] = &[
    required("i_tariff", Kind::Integer, "the tariff's number"),
    optional(
        "i_customer",
        Kind::Integer,
        "owner: the caller, or a customer in his branch; required in trusted mode",
    ),
];

/// Removes it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let id = TariffId(parameters.required_int("i_tariff")?);
    let owner = acting_for(context, parameters, "i_customer")?;
    let deleted = delete(app, context, owner, id).await;
    deleted.map_err(|error| of_delete_tariff(&error, &context.request_id))?;
    Ok(ok())
}
