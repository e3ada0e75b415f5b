//! `blockWebUser` and `unblockWebUser`: article 3000121328.

use app::web_user::block::set_blocked;
use app::{App, Context};
use party::ids::WebUserId;
use xmlrpc::{Fault, Struct};

use super::{acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, optional, required};
use crate::fault::of_change_web_user;
use crate::parameters::Parameters;

/// The row of the one in the catalogue.
pub(crate) const BLOCK: Method = Method {
    name: "blockWebUser",
    summary: "Keeps a web user of the caller, or of i_customer, from signing in.",
    source: "3000121328",
    acting_for: Some("i_customer"),
    parameters: &[PARAMETERS],
    returns: "i_web_user (Integer)",
};

/// The row of the other in the catalogue.
pub(crate) const UNBLOCK: Method = Method {
    name: "unblockWebUser",
    summary: "Lets a blocked web user of the caller, or of i_customer, sign in again.",
    source: "3000121328",
    acting_for: Some("i_customer"),
    parameters: &[PARAMETERS],
    returns: "i_web_user (Integer)",
};

const PARAMETERS: &[Parameter] = &[
    optional(
        "i_customer",
        Kind::Integer,
        "whose web user: the caller, or a customer in his branch; required in trusted mode",
    ),
    required("i_web_user", Kind::Integer, "the web user's number; not the customer's default one"),
];

/// Blocks him, or lifts his block; where it is so already, nothing happens.
pub(crate) async fn call(
    app: &App,
    context: &Context,
    parameters: &Parameters<'_>,
    blocked: bool,
) -> Result<Struct, Fault> {
    let customer = acting_for(context, parameters, "i_customer")?;
    let id = parameters.required_int("i_web_user")?;
    let done = set_blocked(app, context, customer, WebUserId(id), blocked).await;
    done.map_err(|error| of_change_web_user(&error, "i_web_user", &context.request_id))?;
    Ok(ok().with("i_web_user", id))
}
