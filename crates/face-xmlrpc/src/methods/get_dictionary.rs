//! `getDictionary`: article 3000055804. A struct of id to label; `languages` has codes for ids.

use money::Currency;
use party::dictionary::{
    ExportType, Language, PaymentMethod, RoutingPolicy, StartPage, TariffType, Term, TimeZone,
};
use party::password::PasswordPolicy;
use xmlrpc::{Fault, Struct, Value};

use super::ok;
use crate::catalogue::{Kind, Method, Parameter, optional, required};
use crate::fault::bad;
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "getDictionary",
    summary: "Tells what a number or code of another method may refer to.",
    source: "3000055804",
    acting_for: None,
    parameters: &[PARAMETERS],
    returns: "dictionary (Struct): id to label",
};

const PARAMETERS: &[Parameter] = &[
    required(
        "name",
        Kind::String,
        "currencies, export_types, languages, password_policies, payment_methods, routing_policies, start_pages, tariff_types or timezones",
    ),
    optional("type", Kind::String, "for languages: web or ivr; web"),
];

/// Tells it.
pub(crate) fn call(parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let name = parameters.required_string("name")?;
    let dictionary = match name.as_str() {
        "currencies" => {
            labels(Currency::all().map(|currency| (currency.as_str().to_owned(), currency.name())))
        }
        "export_types" => terms(ExportType::all()),
        "languages" => languages(parameters)?,
        "password_policies" => {
            labels(PasswordPolicy::TERMS.iter().map(|(id, label)| (id.to_string(), *label)))
        }
        "payment_methods" => terms(PaymentMethod::all()),
        "routing_policies" => terms(RoutingPolicy::all()),
        "start_pages" => terms(StartPage::all()),
        "tariff_types" => terms(TariffType::all()),
        "timezones" => terms(TimeZone::all()),
        _ => {
            let allowed = METHOD.parameter("name").map_or("", |parameter| parameter.meaning);
            return Err(bad("name", format!("must be one of {allowed}")));
        }
    };
    Ok(ok().with("dictionary", dictionary))
}

/// The pages speak these languages, and so will the announcements.
fn languages(parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    match parameters.filled_string("type")?.as_deref() {
        None | Some("web" | "ivr") => {}
        Some(_) => return Err(bad("type", "must be web or ivr")),
    }
    Ok(labels(Language::TERMS.iter().map(|(code, label)| ((*code).to_owned(), *label))))
}

fn terms(terms: impl Iterator<Item = Term>) -> Struct {
    labels(terms.map(|term| (term.id.to_string(), term.label)))
}

fn labels(pairs: impl Iterator<Item = (String, &'static str)>) -> Struct {
    pairs.map(|(id, label)| (id, Value::from(label))).collect()
}
