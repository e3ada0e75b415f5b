//! `blockAccount` and `unblockAccount`: article 107340.

use app::account::AccountLookup;
use app::account::block::set_blocked;
use app::{App, Context};
use party::ids::AccountId;
use xmlrpc::{Fault, Struct};

use super::account_parameters::ACCOUNT;
use super::{OWNER, acting_for, ok};
use crate::catalogue::Method;
use crate::fault::account::of_change_account;
use crate::parameters::Parameters;

/// The row of `blockAccount`.
pub(crate) const BLOCK: Method = Method {
    name: "blockAccount",
    summary: "Blocks an account of the caller, or of i_customer.",
    source: "107340",
    acting_for: Some("i_customer"),
    parameters: &[&[OWNER, ACCOUNT]],
    returns: "nothing more",
};

/// The row of `unblockAccount`.
pub(crate) const UNBLOCK: Method = Method {
    name: "unblockAccount",
    summary: "Lifts the block of an account of the caller, or of i_customer.",
    source: "107340",
    acting_for: Some("i_customer"),
    parameters: &[&[OWNER, ACCOUNT]],
    returns: "nothing more",
};

/// Sets or lifts the block; where it is so already, nothing happens.
pub(crate) async fn call(
    app: &App,
    context: &Context,
    parameters: &Parameters<'_>,
    blocked: bool,
) -> Result<Struct, Fault> {
    let id = AccountId(parameters.required_int("i_account")?);
    let lookup = AccountLookup::Number { owner: acting_for(context, parameters, "i_customer")?, id };
    let set = set_blocked(app, context, lookup, blocked).await;
    set.map_err(|error| of_change_account(&error, "i_account", &context.request_id))?;
    Ok(ok())
}
