//! `addRoutingGroup`: article 3000051220.

use app::routing_group::create::create;
use app::{App, Context};
use party::dictionary::RoutingPolicy;
use party::routing_group::RoutingGroupTerms;
use party::text::{Line, Title};
use xmlrpc::{Fault, Struct};

use super::{OWNER, acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, optional, required};
use crate::fault::{bad, of_create_owned};
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "addRoutingGroup",
    summary: "Creates a routing group of the caller, or of i_customer.",
    source: "3000051220",
    acting_for: Some("i_customer"),
    parameters: &[PARAMETERS],
    returns: "i_routing_group (Integer)",
};

const PARAMETERS: &[Parameter] = &[
    OWNER,
    required("name", Kind::String, "1 to 128 characters"),
    optional("policy", Kind::String, "least_cost, preference or weight; least_cost"),
    optional("description", Kind::String, "at most 255 characters"),
];

/// Creates it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let name = Title::parse(&parameters.required_string("name")?).map_err(|error| bad("name", error))?;
    let terms = RoutingGroupTerms {
        name,
        policy: parameters.parsed_filled("policy", policy)?.unwrap_or(RoutingPolicy::DEFAULT),
        description: parameters.parsed("description", Line::parse)?.unwrap_or_default(),
    };
    let owner = acting_for(context, parameters, "i_customer")?;
    let created = create(app, context, owner, terms).await;
    let created = created.map_err(|error| of_create_owned(&error, "system_mgmt", &context.request_id))?;
    Ok(ok().with("i_routing_group", created.routing_group_id))
}

/// A policy by its label.
pub(crate) fn policy(label: &str) -> Result<RoutingPolicy, &'static str> {
    let known = RoutingPolicy::all().find(|term| term.label == label);
    known.and_then(|term| RoutingPolicy::new(term.id).ok()).ok_or("must be least_cost, preference or weight")
}
