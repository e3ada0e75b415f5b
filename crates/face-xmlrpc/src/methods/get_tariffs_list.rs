//! `getTariffsList`: article 3000098586.

use app::tariff::read::list;
use app::{App, Context};
use party::tariff::Tariff;
use xmlrpc::{Fault, Struct, Value};

use super::{NAME_PATTERN, OWNER, PAGE, acting_for, named_page, ok};
use crate::catalogue::Method;
use crate::fault::of_find;
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "getTariffsList",
    summary: "Lists the tariffs of the caller, or of i_customer, ascending by number.",
    source: "3000098586",
    acting_for: Some("i_customer"),
    parameters: &[&[OWNER, NAME_PATTERN], PAGE],
    returns: "tariffs (Array of Struct): i_tariff, name, currency, i_tariff_type",
};

/// Lists them.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let owner = acting_for(context, parameters, "i_customer")?;
    let tariffs = list(app, context, owner, named_page(parameters)?).await;
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
