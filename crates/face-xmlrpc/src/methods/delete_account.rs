//! `deleteAccount`: article 107321. What the account has or owes does not keep it.

use app::account::AccountLookup;
use app::account::delete::delete;
use app::{App, Context};
use party::ids::AccountId;
use xmlrpc::{Fault, Struct};

use super::account_parameters::ACCOUNT;
use super::{OWNER, acting_for, ok};
use crate::catalogue::Method;
use crate::fault::account::of_delete_account;
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "deleteAccount",
    summary: "Removes an account of the caller, or of i_customer.",
    source: "107321",
    acting_for: Some("i_customer"),
    parameters: &[&[OWNER, ACCOUNT]],
    returns: "nothing more",
};

/// Removes it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let id = AccountId(parameters.required_int("i_account")?);
    let lookup = AccountLookup::Number { owner: acting_for(context, parameters, "i_customer")?, id };
    let deleted = delete(app, context, lookup).await;
    deleted.map_err(|error| of_delete_account(&error, &context.request_id))?;
    Ok(ok())
}
