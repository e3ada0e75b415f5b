//! `getDictionary`: article 3000055804. A struct of id to label; `languages` has codes for ids.

use money::Currency;
use party::dictionary::{
    AccountStartPage, BillingCycle, CallerNameType, Codec, ExportType, IncomingAnonymousAction, Language,
    MediaRelayType, OnPaymentAction, PaymentMethod, RoutingPolicy, StartPage, TariffType, Term, TimeZone,
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
        "account_start_pages, billing_cycles, caller_name_types, codecs, currencies, export_types, incoming_anonymous_actions, languages, media_relay_types, on_payment_actions, password_policies, payment_methods, routing_policies, start_pages, tariff_types or timezones",
    ),
    optional("type", Kind::String, "for languages: web or ivr; web"),
];

/// Tells it.
pub(crate) fn call(parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let name = parameters.required_string("name")?;
    check_type(parameters)?;
    let dictionary = match name.as_str() {
        "account_start_pages" => terms(AccountStartPage::all()),
        "billing_cycles" => terms(BillingCycle::all()),
        "caller_name_types" => terms(CallerNameType::all()),
        "codecs" => terms(Codec::all()),
        "currencies" => {
            labels(Currency::all().map(|currency| (currency.as_str().to_owned(), currency.name())))
        }
        "export_types" => terms(ExportType::all()),
        "incoming_anonymous_actions" => terms(IncomingAnonymousAction::all()),
        "languages" => labels(Language::TERMS.iter().map(|(code, label)| ((*code).to_owned(), *label))),
        "media_relay_types" => terms(MediaRelayType::all()),
        "on_payment_actions" => terms(OnPaymentAction::all()),
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

/// The pages speak every language, and so will the announcements. A type that there is not is refused with every
/// dictionary: whoever sends one is mistaken.
fn check_type(parameters: &Parameters<'_>) -> Result<(), Fault> {
    match parameters.filled_string("type")?.as_deref() {
        None | Some("web" | "ivr") => Ok(()),
        Some(_) => Err(bad("type", "must be web or ivr")),
    }
}

fn terms(terms: impl Iterator<Item = Term>) -> Struct {
    labels(terms.map(|term| (term.id.to_string(), term.label)))
}

fn labels(pairs: impl Iterator<Item = (String, &'static str)>) -> Struct {
    pairs.map(|(id, label)| (id, Value::from(label))).collect()
}
