//! The way in: who asks, as the use cases know him, and whether he is let in.

use app::authenticate::api::{self, ApiLogin};
use app::context::Actor as ContextActor;
use app::{Context, Face};
use party::access::Caller;
use party::ids::CustomerId;
use support::TestInstallation;

use super::{Unexplained, unexplained};
use crate::operation::Actor;
use crate::tree::Tree;

/// The circumstances of a request by `actor`; none: he is not let in.
///
/// # Errors
/// What is found of him on the way in is not what the model says.
pub(crate) async fn enter(
    installation: &TestInstallation,
    tree: &Tree,
    actor: Actor,
) -> Result<Option<Context>, Unexplained> {
    let Actor::Customer(id) = actor else { return Ok(Some(installation.operator())) };
    let customer = tree.customer(id).ok_or("the one who asks is unknown")?;
    let name = customer.name.parse().map_err(unexplained)?;
    let login = api::find_by_name(&installation.app, &name).await.map_err(unexplained)?;
    let login = login.ok_or_else(|| format!("{} is not found by his name", customer.name))?;
    check_login(tree, id, &login)?;
    if let Some(web_login) = &customer.web_login {
        let same = api::find_by_web_login(&installation.app, web_login).await.map_err(unexplained)?;
        let same = same.ok_or_else(|| format!("{} is not found by his login {web_login}", customer.name))?;
        check_login(tree, id, &same)?;
    }
    let context = Context {
        caller: login.caller(),
        actor: ContextActor::Customer(CustomerId(id)),
        ..installation.operator()
    };
    Ok((!login.blocked).then_some(Context { face: Face::XmlRpc, ..context }))
}

fn check_login(tree: &Tree, id: i64, login: &ApiLogin) -> Result<(), Unexplained> {
    let Some(customer) = tree.customer(id) else { return Err("the one who asks is unknown".to_owned()) };
    let bound_to = login.digests.as_ref().map(|_| login.digest_user.clone());
    let found = (login.key.id.0, login.blocked, login.has_access(), bound_to);
    let has_access = customer.rights.has(crate::tree::API_ACCESS);
    let expected = (id, tree.is_shut_out(id), has_access, customer.api_user.clone());
    if found == expected {
        return Ok(());
    }
    Err(format!("on the way in, number, blocked, access, API user: {found:?}, must be {expected:?}"))
}

/// The one who asks, as the use cases know him once he is let in.
pub(crate) fn viewer(tree: &Tree, installation: &TestInstallation, id: i64) -> Result<Context, Unexplained> {
    let customer = tree.customer(id).ok_or("the onlooker is unknown")?;
    let rights = party::rights::Rights::NONE;
    let branch = tree.above(id).into_iter().rev().nth(1).unwrap_or(customer.id);
    let key = party::ids::CustomerKey { branch: party::ids::BranchId(branch), id: CustomerId(id) };
    Ok(Context { caller: Caller::Customer { key, rights }, ..installation.operator() })
}
