//! `createTariff`: article 3000098586.

use app::tariff::create::create;
use app::{App, Context};
use money::{Commodity, Percent, UnitPrice};
use party::dictionary::TariffType;
use party::tariff::TariffTerms;
use party::text::{Line, Title};
use xmlrpc::{Fault, Struct};

use super::{acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, nullable, optional, required};
use crate::fault::{bad, of_create_owned};
use crate::parameters::{Nullable, Parameters};
use crate::wire::FRACTION_SCALE;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "createTariff",
    summary: "Creates a tariff of the caller, or of i_customer. Currency and type never change.",
    source: "3000098586",
    acting_for: Some("i_customer"),
    parameters: &[PARAMETERS],
    returns: "i_tariff (Integer)",
};

const PARAMETERS: &[Parameter] = &[
    optional(
        "i_customer",
        Kind::Integer,
        "owner: the caller, or a customer in his branch; required in trusted mode",
    ),
    required("name", Kind::String, "1 to 128 characters"),
    required("currency", Kind::String, "ISO 4217 code"),
    optional("i_tariff_type", Kind::Integer, "a term of the dictionary tariff_types; 1"),
    optional("connect_fee", Kind::Double, "charged once when a call is answered, at most 10 decimals; 0"),
    optional("free_seconds", Kind::Integer, "seconds at the start that cost nothing; 0"),
    optional(
        "post_call_surcharge",
        Kind::Double,
        "part of the cost added at the end, as a fraction from 0 up; 0",
    ),
    optional("grace_period", Kind::Integer, "a call that ends within so many seconds costs nothing; 0"),
    optional("loss_protection", Kind::Boolean, "whether a call that would lose money is refused; false"),
    nullable("max_loss", Kind::Double, "the loss that is borne all the same, from 0 up; nil for none"),
    optional("cost_round_up", Kind::Boolean, "whether the cost is rounded up; false"),
    optional("decimal_precision", Kind::Integer, "decimals that a cost keeps, 0 to 20; 20"),
    optional("average_duration", Kind::Integer, "expected call duration in seconds; 200"),
    optional(
        "local_calling",
        Kind::Boolean,
        "whether calls between neighbours have prices of their own; false",
    ),
    optional(
        "local_calling_cli_validation_rule",
        Kind::String,
        "which callers count as neighbours, at most 255 characters",
    ),
];

/// Creates it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let name = Title::parse(&parameters.required_string("name")?).map_err(|error| bad("name", error))?;
    let currency = parameters.required_currency("currency")?;
    let owner = acting_for(context, parameters, "i_customer")?;
    let terms = terms(parameters, TariffTerms::new(name, currency))?;
    let created = create(app, context, owner, terms).await;
    let needed = "bit 0 (add) of tariffs_mgmt";
    let created = created.map_err(|error| of_create_owned(&error, needed, &context.request_id))?;
    Ok(ok().with("i_tariff", created.tariff_id))
}

fn terms(parameters: &Parameters<'_>, default: TariffTerms) -> Result<TariffTerms, Fault> {
    let price = |units| UnitPrice::new(units, Commodity::Currency(default.currency));
    let count = |name: &str, default: i64| Ok::<_, Fault>(parameters.count(name)?.unwrap_or(default));
    let flag = |name: &str| Ok::<_, Fault>(parameters.bool(name)?.unwrap_or(false));
    let decimal_precision = count("decimal_precision", default.decimal_precision)?;
    if 20 < decimal_precision {
        return Err(bad("decimal_precision", "must be 0 to 20"));
    }
    let loss_max = match parameters.nullable_quantity("max_loss", UnitPrice::SCALE)? {
        Nullable::Absent | Nullable::Nil => None,
        Nullable::Given(units) => Some(price(units)),
    };
    Ok(TariffTerms {
        tariff_type: parameters.term("i_tariff_type", TariffType::new)?.unwrap_or(default.tariff_type),
        connect_fee: price(parameters.quantity("connect_fee", UnitPrice::SCALE)?.unwrap_or(0)),
        free_seconds: count("free_seconds", default.free_seconds)?,
        post_call_surcharge: {
            let units = parameters.quantity("post_call_surcharge", FRACTION_SCALE)?;
            units.map_or(default.post_call_surcharge, Percent::from_units)
        },
        grace_period_seconds: count("grace_period", default.grace_period_seconds)?,
        loss_protection: flag("loss_protection")?,
        loss_max,
        cost_round_up: flag("cost_round_up")?,
        decimal_precision,
        average_duration_seconds: count("average_duration", default.average_duration_seconds)?,
        local_calling: flag("local_calling")?,
        local_calling_rule: {
            let rule = parameters.parsed("local_calling_cli_validation_rule", Line::parse)?;
            rule.unwrap_or_default()
        },
        ..default
    })
}
