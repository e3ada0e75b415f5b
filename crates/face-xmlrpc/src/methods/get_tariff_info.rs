//! `getTariffInfo`: article 3000098586. Everything hangs under `tariff`.

use app::tariff::read::find;
use app::{App, Context};
use money::UnitPrice;
use party::ids::TariffId;
use party::tariff::Tariff;
use xmlrpc::{Fault, Struct, Value};

use super::{OWNER, acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, required};
use crate::fault::{of_find, wrong};
use crate::parameters::Parameters;
use crate::wire;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "getTariffInfo",
    summary: "Tells the terms of one tariff of the caller, or of i_customer.",
    source: "3000098586",
    acting_for: Some("i_customer"),
    parameters: &[PARAMETERS],
    returns: "tariff (Struct): i_tariff, i_customer and every parameter of createTariff",
};

const PARAMETERS: &[Parameter] = &[required("i_tariff", Kind::Integer, "the tariff's number"), OWNER];

/// Finds it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let id = TariffId(parameters.required_int("i_tariff")?);
    let owner = acting_for(context, parameters, "i_customer")?;
    let tariff = find(app, context, owner, id).await;
    let tariff = tariff.map_err(|error| of_find(&error, "i_customer", &context.request_id))?;
    Ok(ok().with("tariff", describe(&tariff.ok_or_else(|| wrong("i_tariff"))?)))
}

fn describe(tariff: &Tariff) -> Struct {
    let terms = &tariff.terms;
    let price = |price: UnitPrice| wire::lexeme(price.units(), UnitPrice::SCALE);
    Struct::new()
        .with("i_tariff", tariff.id.0)
        .with("i_customer", tariff.owner.id.0)
        .with("name", terms.name.as_str())
        .with("currency", terms.currency.as_str())
        .with("i_tariff_type", terms.tariff_type.id())
        .with("connect_fee", price(terms.connect_fee))
        .with("free_seconds", terms.free_seconds)
        .with("post_call_surcharge", wire::fraction(terms.post_call_surcharge))
        .with("grace_period", terms.grace_period_seconds)
        .with("loss_protection", terms.loss_protection)
        .with("max_loss", terms.loss_max.map_or(Value::Nil, price))
        .with("cost_round_up", terms.cost_round_up)
        .with("decimal_precision", terms.decimal_precision)
        .with("average_duration", terms.average_duration_seconds)
        .with("local_calling", terms.local_calling)
        .with("local_calling_cli_validation_rule", terms.local_calling_rule.as_str())
}
