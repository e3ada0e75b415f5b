//! `createTariff`: article 3000098586.

use app::tariff::create::create;
use app::{App, Context};
use party::dictionary::TariffType;
use party::tariff::TariffTerms;
use party::text::Title;
use xmlrpc::{Fault, Struct};

use super::tariff_terms::{TERMS, change};
use super::{OWNER, acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, optional, required};
use crate::fault::{bad, of_create_owned};
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "createTariff",
    summary: "Creates a tariff of the caller, or of i_customer. Currency and type never change.",
    source: "3000098586",
    acting_for: Some("i_customer"),
    parameters: &[PARAMETERS, TERMS],
    returns: "i_tariff (Integer)",
};

const PARAMETERS: &[Parameter] = &[
    OWNER,
    required("name", Kind::String, "1 to 128 characters"),
    required("currency", Kind::String, "ISO 4217 code"),
    optional("i_tariff_type", Kind::Integer, "a term of the dictionary tariff_types; 1"),
];

/// Creates it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let name = Title::parse(&parameters.required_string("name")?).map_err(|error| bad("name", error))?;
    let currency = parameters.required_currency("currency")?;
    let owner = acting_for(context, parameters, "i_customer")?;
    let change = change(parameters, None)?;
    let tariff_type = parameters.term("i_tariff_type", TariffType::new)?.unwrap_or(TariffType::DEFAULT);
    let terms = TariffTerms { tariff_type, ..TariffTerms::new(name, currency) }.with(change);
    let created = create(app, context, owner, terms).await;
    let needed = "bit 0 (add) of tariffs_mgmt";
    let created = created.map_err(|error| of_create_owned(&error, needed, &context.request_id))?;
    Ok(ok().with("i_tariff", created.tariff_id))
}
