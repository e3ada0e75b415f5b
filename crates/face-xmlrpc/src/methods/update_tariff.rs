//! `updateTariff`: article 3000098586. What is not named stays; currency and type may be named, but as they are.

use app::tariff::update::update;
use app::{App, Context};
use party::dictionary::TariffType;
use party::ids::TariffId;
use party::tariff::TariffChange;
use party::text::Title;
use xmlrpc::{Fault, Struct};

use super::tariff_terms::{TERMS, change};
use super::{OWNER, acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, optional, required};
use crate::fault::of_update_tariff;
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "updateTariff",
    summary: "Changes a tariff of the caller, or of i_customer: what is named, and nothing else.",
    source: "3000098586",
    acting_for: Some("i_customer"),
    parameters: &[PARAMETERS, TERMS],
    returns: "nothing more",
};

const PARAMETERS: &[Parameter] = &[
    required("i_tariff", Kind::Integer, "the tariff's number"),
    OWNER,
    optional("name", Kind::String, "1 to 128 characters"),
    optional("currency", Kind::String, "never changes: the one that it has"),
    optional("i_tariff_type", Kind::Integer, "never changes: the one that it has"),
];

/// Changes it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let id = TariffId(parameters.required_int("i_tariff")?);
    let owner = acting_for(context, parameters, "i_customer")?;
    let name = parameters.parsed("name", Title::parse)?;
    let request = TariffChange {
        currency: parameters.currency("currency")?,
        tariff_type: parameters.term("i_tariff_type", TariffType::new)?,
        terms: change(parameters, name)?,
    };
    let updated = update(app, context, owner, id, request).await;
    updated.map_err(|error| of_update_tariff(&error, &context.request_id))?;
    Ok(ok())
}
