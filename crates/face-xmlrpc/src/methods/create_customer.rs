//! `createCustomer`: article 107417, and reference section 4.

use app::customer::create::{CreateCustomer, create};
use app::{App, Context};
use money::Amount;
use party::customer::{Draft, TariffChoice};
use party::names::{CustomerName, WebLogin};
use party::password::Password;
use xmlrpc::{Fault, Struct};

use super::customer_settings::{self, AFTER_CONTACT, BEFORE_CONTACT};
use super::shared_settings::CONTACT;
use super::{acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, optional, required, required_nullable};
use crate::fault::{bad, of_create_customer};
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "createCustomer",
    summary: "Creates a customer below the caller, or below i_wholesaler.",
    source: "107417",
    acting_for: Some("i_wholesaler"),
    parameters: &[OWN, BEFORE_CONTACT, &CONTACT, AFTER_CONTACT],
    returns: "i_customer (Integer)",
};

const OWN: &[Parameter] = &[
    optional(
        "i_wholesaler",
        Kind::Integer,
        "owner of the new customer: the caller, or a customer in his branch; required in trusted mode",
    ),
    required("name", Kind::String, "unique name, 1 to 64 characters"),
    required(
        "web_password",
        Kind::String,
        "password to sign in to the self-care site; keeps i_password_policy",
    ),
    required_nullable(
        "i_tariff",
        Kind::Integer,
        "tariff of the owner, or nil for a tariff of his own (needs use_own_tariff of the owner, and no 0 here)",
    ),
];

/// Creates the customer. Required parameters are missed in the order observed on a live switch: tariff, name,
/// password (reference section 0, fact 6).
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let tariff = customer_settings::tariff(parameters)?.ok_or_else(|| parameters.missing("i_tariff"))?;
    let name: CustomerName =
        parameters.required_string("name")?.parse().map_err(|error| bad("name", error))?;
    let web_password = Password::parse(&parameters.required_string("web_password")?);
    let request = CreateCustomer {
        owner: acting_for(context, parameters, "i_wholesaler")?,
        draft: draft(parameters, name, tariff)?,
        web_login: parameters.parsed_filled("web_login", str::parse::<WebLogin>)?,
        web_password: Some(web_password.map_err(|error| bad("web_password", error))?),
        api_password: parameters.parsed_filled("api_password", Password::parse)?,
        free_credits: false,
    };
    let created = create(app, context, request).await;
    let created = created.map_err(|error| of_create_customer(&error, &context.request_id))?;
    Ok(ok().with("i_customer", created.customer_id))
}

fn draft(parameters: &Parameters<'_>, name: CustomerName, tariff: TariffChoice) -> Result<Draft, Fault> {
    Ok(Draft {
        balance_units: parameters.decimal("balance", Amount::SCALE)?.unwrap_or(0),
        credit_limit_units: parameters.quantity("credit_limit", Amount::SCALE)?.unwrap_or(0),
        change: customer_settings::change(parameters)?,
        ..Draft::new(name, tariff)
    })
}
