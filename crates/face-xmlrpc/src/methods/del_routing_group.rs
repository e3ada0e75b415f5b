//! `delRoutingGroup`: article 3000051220. Refused while a customer refers to it (reference section 3.1).

use app::routing_group::delete::delete;
use app::{App, Context};
use party::ids::RoutingGroupId;
use xmlrpc::{Fault, Struct};

use super::{OWNER, acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, required};
use crate::fault::{OwnedWords, of_delete_owned};
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "delRoutingGroup",
    summary: "Removes a routing group of the caller, or of i_customer, that no customer and no account has.",
    source: "3000051220",
    acting_for: Some("i_customer"),
    parameters: &[PARAMETERS],
    returns: "nothing more",
};

const PARAMETERS: &[Parameter] =
    &[required("i_routing_group", Kind::Integer, "the routing group's number"), OWNER];

const WORDS: OwnedWords = OwnedWords {
    number: "i_routing_group",
    needed: "system_mgmt",
    in_use: "Routing group cannot be deleted: customers or accounts refer to it",
};

/// Removes it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let id = RoutingGroupId(parameters.required_int("i_routing_group")?);
    let owner = acting_for(context, parameters, "i_customer")?;
    let deleted = delete(app, context, owner, id).await;
    deleted.map_err(|error| of_delete_owned(&error, &WORDS, &context.request_id))?;
    Ok(ok())
}
