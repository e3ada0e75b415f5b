//! `updateRoutingGroup`: article 3000051220. What is not named stays.

use app::routing_group::update::update;
use app::{App, Context};
use party::ids::RoutingGroupId;
use party::routing_group::RoutingGroupChange;
use party::text::{Line, Title};
use xmlrpc::{Fault, Struct};

use super::add_routing_group::policy;
use super::{OWNER, acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, optional, required};
use crate::fault::of_update_routing_group;
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "updateRoutingGroup",
    summary: "Changes a routing group of the caller, or of i_customer: what is named, and nothing else.",
    source: "3000051220",
    acting_for: Some("i_customer"),
    parameters: &[PARAMETERS],
    returns: "nothing more",
};

const PARAMETERS: &[Parameter] = &[
    required("i_routing_group", Kind::Integer, "the routing group's number"),
    OWNER,
    optional("name", Kind::String, "1 to 128 characters"),
    optional("policy", Kind::String, "least_cost, preference or weight"),
    optional("description", Kind::String, "at most 255 characters"),
];

/// Changes it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let id = RoutingGroupId(parameters.required_int("i_routing_group")?);
    let owner = acting_for(context, parameters, "i_customer")?;
    let change = RoutingGroupChange {
        name: parameters.parsed("name", Title::parse)?,
        policy: parameters.parsed_filled("policy", policy)?,
        description: parameters.parsed("description", Line::parse)?,
    };
    let updated = update(app, context, owner, id, change).await;
    updated.map_err(|error| of_update_routing_group(&error, &context.request_id))?;
    Ok(ok())
}
