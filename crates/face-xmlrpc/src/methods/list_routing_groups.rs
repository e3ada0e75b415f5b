//! `listRoutingGroups`: article 3000051220.

use app::routing_group::read::list;
use app::{App, Context};
use party::routing_group::RoutingGroup;
use xmlrpc::{Fault, Struct, Value};

use super::{OWNER, PAGE, acting_for, ok, page};
use crate::catalogue::Method;
use crate::fault::of_find;
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "listRoutingGroups",
    summary: "Lists the routing groups of the caller, or of i_customer, ascending by number.",
    source: "3000051220",
    acting_for: Some("i_customer"),
    parameters: &[&[OWNER], PAGE],
    returns: "routing_groups (Array of Struct): i_routing_group, name, policy, description",
};

/// Lists them.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let owner = acting_for(context, parameters, "i_customer")?;
    let (offset, limit) = page(parameters)?;
    let groups = list(app, context, owner, offset, limit).await;
    let groups = groups.map_err(|error| of_find(&error, "i_customer", &context.request_id))?;
    let groups: Vec<Value> = groups.iter().map(describe).collect();
    Ok(ok().with("routing_groups", groups))
}

fn describe(group: &RoutingGroup) -> Value {
    let line = Struct::new()
        .with("i_routing_group", group.id.0)
        .with("name", group.terms.name.as_str())
        .with("policy", group.terms.policy.label())
        .with("description", group.terms.description.as_str());
    Value::Struct(line)
}
