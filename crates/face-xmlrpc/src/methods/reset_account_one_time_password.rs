//! `resetAccountOneTimePassword`: article 107399.

use app::account::AccountLookup;
use app::account::reset_one_time::reset;
use app::{App, Context};
use party::names::UserName;
use xmlrpc::{Fault, Struct};

use super::{OWNER, acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, required};
use crate::fault::account::of_change_account;
use crate::fault::bad;
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "resetAccountOneTimePassword",
    summary: "Makes an account of the caller, or of i_customer, a password that serves once, within 24 hours, beside \
              its own and in place of an earlier one-time password.",
    source: "107399",
    acting_for: Some("i_customer"),
    parameters: &[PARAMETERS],
    returns: "password (String), told this one time",
};

const PARAMETERS: &[Parameter] = &[OWNER, required("username", Kind::String, "the account's name")];

/// Makes it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let owner = acting_for(context, parameters, "i_customer")?;
    let username = parameters.required_string("username")?;
    let username: UserName = username.parse().map_err(|error| bad("username", error))?;
    let password = reset(app, context, AccountLookup::Name { owner, username }).await;
    let password = password.map_err(|error| of_change_account(&error, "username", &context.request_id))?;
    Ok(ok().with("password", password.reveal()))
}
