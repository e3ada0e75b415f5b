//! `updateCustomer`: article 107419. Any parameter of `createCustomer`; what is not named stays.

use app::customer::fields::Seen;
use app::customer::update::{UpdateCustomer, update};
use app::{App, Context};
use money::Amount;
use party::customer::Change;
use party::ids::CustomerId;
use party::names::{CustomerName, WebLogin};
use party::password::Password;
use xmlrpc::{Fault, Struct};

use super::customer_settings::{self, AFTER_CONTACT, BEFORE_CONTACT};
use super::shared_settings::CONTACT;
use super::{acting_for, acting_id, ok};
use crate::catalogue::{Kind, Method, Parameter, nullable, optional, required};
use crate::fault::of_update_customer;
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "updateCustomer",
    summary: "Changes a customer directly below the caller, or below i_wholesaler: what is named, and nothing else.",
    source: "107419",
    acting_for: Some("i_wholesaler"),
    parameters: &[OWN, BEFORE_CONTACT, &CONTACT, AFTER_CONTACT],
    returns: "nothing more",
};

const OWN: &[Parameter] = &[
    optional(
        "i_wholesaler",
        Kind::Integer,
        "owner of the customer: the caller, or a customer in his branch; required in trusted mode",
    ),
    required("i_customer", Kind::Integer, "the customer's number"),
    optional(
        "name",
        Kind::String,
        "unique name, 1 to 64 characters; without a web_login asks for api_password",
    ),
    optional(
        "web_password",
        Kind::String,
        "password to sign in to the self-care site; keeps i_password_policy",
    ),
    nullable(
        "i_tariff",
        Kind::Integer,
        "tariff of the owner in the customer's currency, or nil for one of his own",
    ),
];

/// Changes him.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let customer = CustomerId(parameters.required_int("i_customer")?);
    let owner = acting_for(context, parameters, "i_wholesaler")?;
    let change = Change {
        name: parameters.parsed("name", str::parse::<CustomerName>)?,
        tariff: customer_settings::tariff(parameters)?,
        ..customer_settings::change(parameters)?
    };
    let request = UpdateCustomer {
        owner: acting_id(context, owner),
        change,
        web_login: parameters.parsed_or_none("web_login", str::parse::<WebLogin>)?,
        web_password: parameters.parsed("web_password", Password::parse)?,
        api_password: parameters.parsed_filled("api_password", Password::parse)?,
        balance_units: parameters.decimal("balance", Amount::SCALE)?,
        credit_limit_units: parameters.quantity("credit_limit", Amount::SCALE)?,
        seen: Seen::default(),
    };
    let updated = update(app, context, customer, request).await;
    updated.map_err(|error| of_update_customer(&error, &context.request_id))?;
    Ok(ok())
}
