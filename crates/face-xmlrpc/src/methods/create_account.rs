//! `createAccount`: article 107312. Where `createCustomer` asks for three parameters, this asks for nearly all.

use app::account::create_endpoint::{CreateEndpoint, CreateEndpointError, TakenName, create};
use app::{App, Context};
use money::Amount;
use party::account::Pin;
use party::ids::{CustomerId, ROOT, ServicePlanId};
use party::names::{UserName, VoipLogin};
use party::password::Password;
use xmlrpc::{Fault, Struct, Value};

use super::account_parameters::CREATED;
use super::generator::{Generated, generate};
use super::{account_settings, acting_for, acting_id, ok};
use crate::catalogue::{Method, Presence};
use crate::fault::account::{of_create_endpoint, taken_name};
use crate::fault::bad;
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "createAccount",
    summary: "Creates an account with funds of its own for the caller, or for i_customer. Any text may have patterns: \
              ${N:[0-9][1,3,5]} makes digits, ${P:8} a password, ${C:username} repeats another parameter.",
    source: "107312",
    acting_for: Some("i_customer"),
    parameters: CREATED,
    returns: "i_account (Integer), and as they were given or made: username, web_password, authname, voip_password, \
              vm_password (String)",
};

/// How often names are made anew where those that patterns made are taken.
const ATTEMPTS_MAX: usize = 20;

/// Creates the account.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let owner = acting_for(context, parameters, "i_customer")?;
    check_presence(parameters, acting_id(context, owner) == Some(ROOT))?;
    let mut attempts_left = ATTEMPTS_MAX;
    loop {
        attempts_left -= 1;
        let generated = generate(parameters, &mut || {
            let [byte] = app.random();
            byte
        })?;
        let parameters = Parameters::new(parameters.method(), &generated.members);
        match create(app, context, request(&parameters, owner)?).await {
            Ok(created) => return answer(&parameters, created.account_id),
            Err(CreateEndpointError::Taken(name))
                if 0 < attempts_left && can_be_another(&generated, name) => {}
            Err(error) => return Err(of_create_endpoint(&error, &context.request_id)),
        }
    }
}

/// Everything that must be there is, in the documented order; the routing group for accounts of root only.
fn check_presence(parameters: &Parameters<'_>, is_of_root: bool) -> Result<(), Fault> {
    for parameter in parameters.method().parameters() {
        let given = parameters.member(parameter.name);
        let has_value = given.is_some_and(|value| *value != Value::Nil);
        let is_enough = match parameter.presence {
            Presence::Required => has_value,
            Presence::RequiredNullable => given.is_some(),
            Presence::Optional => true,
            Presence::Nullable => has_value || parameter.name != "i_routing_group" || !is_of_root,
        };
        if !is_enough {
            return Err(parameters.missing(parameter.name));
        }
    }
    Ok(())
}

fn can_be_another(generated: &Generated, name: TakenName) -> bool {
    generated.is_drawn(taken_name(name))
}

fn request(parameters: &Parameters<'_>, owner: Option<CustomerId>) -> Result<CreateEndpoint, Fault> {
    let username = parameters.parsed("username", str::parse::<UserName>)?;
    let authname = parameters.parsed("authname", str::parse::<VoipLogin>)?;
    Ok(CreateEndpoint {
        owner,
        username: username.ok_or_else(|| parameters.missing("username"))?,
        web_password: password(parameters, "web_password")?,
        authname: authname.ok_or_else(|| parameters.missing("authname"))?,
        voip_password: password(parameters, "voip_password")?,
        pin: parameters.parsed_filled("vm_password", Pin::parse)?,
        service_plan: ServicePlanId(parameters.required_int("i_billing_plan")?),
        blocked: parameters.bool("blocked")?.unwrap_or(false),
        balance_units: parameters.decimal("balance", Amount::SCALE)?.unwrap_or(0),
        credit_limit_units: parameters.quantity("credit_limit", Amount::SCALE)?.unwrap_or(0),
        change: account_settings::defaults(account_settings::change(parameters)?),
    })
}

fn password(parameters: &Parameters<'_>, name: &str) -> Result<Password, Fault> {
    Password::parse(&parameters.required_string(name)?).map_err(|error| bad(name, error))
}

fn answer(parameters: &Parameters<'_>, account: i64) -> Result<Struct, Fault> {
    let told = ["username", "web_password", "authname", "voip_password", "vm_password"];
    told.into_iter().try_fold(ok().with("i_account", account), |answer, name| {
        Ok(answer.with(name, parameters.required_string(name)?))
    })
}
