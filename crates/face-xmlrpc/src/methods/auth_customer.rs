//! `authCustomer`: article 107430. For a site of the caller's own that lets his customers' web users in.

use app::authenticate::web_user::authenticate;
use app::{App, Context};
use party::password::Password;
use party::text::Line;
use xmlrpc::{Fault, Struct};

use super::ok;
use crate::catalogue::{Kind, Method, Parameter, required};
use crate::fault::{BY_ONE_TIME_PASSWORD, ONE_TIME_PASSWORD, bad, fault, of_authenticate};
use crate::parameters::Parameters;
use crate::wire;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "authCustomer",
    summary: "Tells whose web credentials these are: of the caller, or of a customer in his branch. A one-time password \
              that is right is used up and answered with fault 410.",
    source: "107430",
    acting_for: None,
    parameters: &[PARAMETERS],
    returns: "i_customer (Integer), i_web_user (Integer), i_access_level (String): ADMINISTRATOR, REPORTER, BILLING, \
              NOC or CALL_SHOP_OPERATOR",
};

const PARAMETERS: &[Parameter] = &[
    required("username", Kind::String, "a web login, at most 32 characters"),
    required("password", Kind::String, "the password of the self-care site, at most 128 characters"),
];

/// Tells it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let username = parameters.parsed("username", Line::<32>::parse)?;
    let username = username.ok_or_else(|| parameters.missing("username"))?;
    let password = parameters.required_string("password")?;
    let password = Password::parse(&password).map_err(|error| bad("password", error))?;
    let signed_in = authenticate(app, context, username.as_str(), &password).await;
    let signed_in = signed_in.map_err(|error| of_authenticate(&error, &context.request_id))?;
    if signed_in.by_one_time_password {
        return Err(fault(ONE_TIME_PASSWORD, BY_ONE_TIME_PASSWORD));
    }
    let out = ok().with("i_customer", signed_in.customer.id.0).with("i_web_user", signed_in.id.0);
    Ok(out.with("i_access_level", wire::access_level(signed_in.access_level)))
}
