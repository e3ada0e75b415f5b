//! `authAccount`: article 107325. For a site of the caller's own that lets the holders of his accounts in.

use app::authenticate::account::authenticate;
use app::{App, Context};
use party::password::Password;
use party::text::Line;
use xmlrpc::{Fault, Struct};

use super::{OWNER, acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, required};
use crate::fault::{BY_ONE_TIME_PASSWORD, ONE_TIME_PASSWORD, bad, fault, of_authenticate};
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "authAccount",
    summary: "Tells whose web credentials these are: of an account in the branch of the caller, or of i_customer. A \
              one-time password that is right is used up and answered with fault 410.",
    source: "107325",
    acting_for: Some("i_customer"),
    parameters: &[PARAMETERS],
    returns: "i_account (Integer)",
};

const PARAMETERS: &[Parameter] = &[
    OWNER,
    required(
        "username",
        Kind::String,
        "the account's name, or an e-mail address that it alone has, at most 254 characters",
    ),
    required("password", Kind::String, "the password of the self-care site"),
];

/// Tells it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let owner = acting_for(context, parameters, "i_customer")?;
    let username = parameters.parsed("username", Line::<254>::parse)?;
    let username = username.ok_or_else(|| parameters.missing("username"))?;
    let password = parameters.required_string("password")?;
    let password = Password::parse(&password).map_err(|error| bad("password", error))?;
    let signed_in = authenticate(app, context, owner, username.as_str(), &password).await;
    let signed_in = signed_in.map_err(|error| of_authenticate(&error, &context.request_id))?;
    if signed_in.by_one_time_password {
        return Err(fault(ONE_TIME_PASSWORD, BY_ONE_TIME_PASSWORD));
    }
    Ok(ok().with("i_account", signed_in.id.0))
}
