//! `deleteCustomer`: article 107421. Refused while he has customers or accounts: the safer of the two readings.

use app::customer::delete::delete;
use app::{App, Context};
use party::ids::CustomerId;
use xmlrpc::{Fault, Struct};

use super::{acting_for, acting_id, ok};
use crate::catalogue::{Kind, Method, Parameter, optional, required};
use crate::fault::of_delete_customer;
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "deleteCustomer",
    summary: "Removes a customer directly below the caller, or below i_wholesaler, who has no customers and no accounts.",
    source: "107421",
    acting_for: Some("i_wholesaler"),
    parameters: &[PARAMETERS],
    returns: "nothing more",
};

const PARAMETERS: &[Parameter] = &[
    optional(
        "i_wholesaler",
        Kind::Integer,
        "owner of the customer: the caller, or a customer in his branch; required in trusted mode",
    ),
    required("i_customer", Kind::Integer, "the customer's number"),
];

/// Removes him.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let customer = CustomerId(parameters.required_int("i_customer")?);
    let owner = acting_for(context, parameters, "i_wholesaler")?;
    let deleted = delete(app, context, customer, acting_id(context, owner)).await;
    deleted.map_err(|error| of_delete_customer(&error, &context.request_id))?;
    Ok(ok())
}
