//! `blockCustomer` and `unblockCustomer`: article 3000083421. They reach the whole branch below the caller, and a block
//! holds for everybody below the blocked.

use app::customer::block::set_blocked;
use app::{App, Context};
use party::ids::CustomerId;
use xmlrpc::{Fault, Struct};

use super::{acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, optional, required};
use crate::fault::of_block_customer;
use crate::parameters::Parameters;

/// The row of `blockCustomer`.
pub(crate) const BLOCK: Method = Method {
    name: "blockCustomer",
    summary: "Blocks a customer anywhere below the caller, and everybody below him.",
    source: "3000083421",
    acting_for: Some("i_wholesaler"),
    parameters: &[PARAMETERS],
    returns: "nothing more",
};

/// The row of `unblockCustomer`.
pub(crate) const UNBLOCK: Method = Method {
    name: "unblockCustomer",
    summary: "Lifts the block of a customer anywhere below the caller.",
    source: "3000083421",
    acting_for: Some("i_wholesaler"),
    parameters: &[PARAMETERS],
    returns: "nothing more",
};

const PARAMETERS: &[Parameter] = &[
    optional(
        "i_wholesaler",
        Kind::Integer,
        "on whose behalf: the caller, or a customer in his branch; required in trusted mode",
    ),
    required("i_customer", Kind::Integer, "the customer's number"),
];

/// Sets or lifts the block.
pub(crate) async fn call(
    app: &App,
    context: &Context,
    parameters: &Parameters<'_>,
    blocked: bool,
) -> Result<Struct, Fault> {
    let customer = CustomerId(parameters.required_int("i_customer")?);
    let above = acting_for(context, parameters, "i_wholesaler")?;
    let set = set_blocked(app, context, customer, above, blocked).await;
    set.map_err(|error| of_block_customer(&error, &context.request_id))?;
    Ok(ok())
}
