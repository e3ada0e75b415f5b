//! `updateAccount`: article 107312. Any parameter of `createAccount`; what is not named stays.

use app::account::AccountLookup;
use app::account::update_endpoint::{UpdateEndpoint, update};
use app::{App, Context};
use money::Amount;
use party::account::{EndpointChange, Pin};
use party::ids::{AccountId, ServicePlanId};
use party::names::{UserName, VoipLogin};
use party::password::Password;
use xmlrpc::{Fault, Struct};

use super::account_parameters::UPDATED;
use super::{account_settings, acting_for, ok};
use crate::catalogue::Method;
use crate::fault::account::of_update_endpoint;
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "updateAccount",
    summary: "Changes an account of the caller, or of i_customer: what is named, and nothing else. Of one that spends \
              its customer's funds: username, web_password, blocked, contact, phone and email alone.",
    source: "107312",
    acting_for: Some("i_customer"),
    parameters: UPDATED,
    returns: "nothing more",
};

/// Changes it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let id = AccountId(parameters.required_int("i_account")?);
    let lookup = AccountLookup::Number { owner: acting_for(context, parameters, "i_customer")?, id };
    let change = EndpointChange {
        authname: parameters.parsed("authname", str::parse::<VoipLogin>)?,
        service_plan: parameters.int("i_billing_plan")?.map(ServicePlanId),
        ..account_settings::change(parameters)?
    };
    let request = UpdateEndpoint {
        username: parameters.parsed("username", str::parse::<UserName>)?,
        web_password: parameters.parsed("web_password", Password::parse)?,
        voip_password: parameters.parsed("voip_password", Password::parse)?,
        pin: pin(parameters)?,
        blocked: parameters.bool("blocked")?,
        balance_units: parameters.decimal("balance", Amount::SCALE)?,
        credit_limit_units: parameters.quantity("credit_limit", Amount::SCALE)?,
        change,
    };
    let updated = update(app, context, lookup, request).await;
    updated.map_err(|error| of_update_endpoint(&error, &context.request_id))?;
    Ok(ok())
}

/// An empty text takes the PIN away; nil leaves it, as it leaves passwords.
fn pin(parameters: &Parameters<'_>) -> Result<Option<Option<Pin>>, Fault> {
    match parameters.string("vm_password")? {
        None => Ok(None),
        Some(_) => parameters.parsed_filled("vm_password", Pin::parse).map(Some),
    }
}
