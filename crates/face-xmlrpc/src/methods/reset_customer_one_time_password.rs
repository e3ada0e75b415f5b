//! `resetCustomerOneTimePassword`: article 107431.

use app::web_user::reset_one_time::reset;
use app::{App, Context};
use party::text::Line;
use xmlrpc::{Fault, Struct};

use super::ok;
use crate::catalogue::{Kind, Method, Parameter, required};
use crate::fault::of_change_web_user;
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "resetCustomerOneTimePassword",
    summary: "Makes a web user a password that serves once, within 24 hours, beside his own and in place of an earlier \
              one-time password.",
    source: "107431",
    acting_for: None,
    parameters: &[PARAMETERS],
    returns: "password (String), told this one time",
};

const PARAMETERS: &[Parameter] = &[required(
    "web_login",
    Kind::String,
    "of a web user of the caller, or of a customer in his branch; at most 32 characters",
)];

/// Makes it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let login = parameters.parsed("web_login", Line::<32>::parse)?;
    let login = login.ok_or_else(|| parameters.missing("web_login"))?;
    let password = reset(app, context, login.as_str()).await;
    let password = password.map_err(|error| of_change_web_user(&error, "web_login", &context.request_id))?;
    Ok(ok().with("password", password.reveal()))
}
