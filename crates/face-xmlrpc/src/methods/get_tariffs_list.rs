//! `getTariffsList`: article 3000098586.

use app::tariff::read::list;
use app::{App, Context};
use party::tariff::Tariff;
use party::text::Line;
use xmlrpc::{Fault, Struct, Value};

use super::{acting_for, ok, page};
use crate::catalogue::{Kind, Method, Parameter, optional};
use crate::fault::of_find;
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "getTariffsList",
    summary: "Lists the tariffs of the caller, or of i_customer, ascending by number.",
    source: "3000098586",
    acting_for: Some("i_customer"),
    parameters: &[PARAMETERS],
    returns: "tariffs (Array of Struct): i_tariff, name, currency, i_tariff_type",
};

const PARAMETERS: &[Parameter] = &[
    optional(
        "i_customer",
        Kind::Integer,
        "owner: the caller, or a customer in his branch; required in trusted mode",
    ),
    optional(
        "name_pattern",
        Kind::String,
        "only names like this: % is any text, _ any character, case does not matter; at most 128 characters",
    ),
    optional("offset", Kind::Integer, "skip so many; 0"),
    optional("limit", Kind::Integer, "at most so many, up to 10000; 10000"),
];

/// Lists them.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let owner = acting_for(context, parameters, "i_customer")?;
    let pattern = parameters.parsed_filled("name_pattern", Line::<128>::parse)?;
    let pattern = pattern.map(|pattern| pattern.as_str().to_owned());
    let (offset, limit) = page(parameters)?;
    let (offset, limit) =
        (usize::try_from(offset).unwrap_or(usize::MAX), usize::try_from(limit).unwrap_or(0));
    let tariffs = list(app, context, owner, pattern, offset, limit).await;
    let tariffs = tariffs.map_err(|error| of_find(&error, "i_customer", &context.request_id))?;
    let tariffs: Vec<Value> = tariffs.iter().map(describe).collect();
    Ok(ok().with("tariffs", tariffs))
}

fn describe(tariff: &Tariff) -> Value {
    let line = Struct::new()
        .with("i_tariff", tariff.id.0)
        .with("name", tariff.terms.name.as_str())
        .with("currency", tariff.terms.currency.as_str())
        .with("i_tariff_type", tariff.terms.tariff_type.id());
    Value::Struct(line)
}
