//! `deleteTariff`: article 3000098586. Refused while a customer or a service plan has it.

use app::tariff::delete::delete;
use app::{App, Context};
use party::ids::TariffId;
use xmlrpc::{Fault, Struct};

use super::{OWNER, acting_for, ok};
use crate::catalogue::{Kind, Method, Parameter, required};
use crate::fault::{OwnedWords, of_delete_owned};
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "deleteTariff",
    summary: "Removes a tariff of the caller, or of i_customer, that no customer and no service plan has.",
    source: "3000098586",
    acting_for: Some("i_customer"),
    parameters: &[PARAMETERS],
    returns: "nothing more",
};

const PARAMETERS: &[Parameter] = &[required("i_tariff", Kind::Integer, "the tariff's number"), OWNER];

const WORDS: OwnedWords = OwnedWords {
    number: "i_tariff",
    needed: "bit 2 (delete) of tariffs_mgmt",
    in_use: "Tariff cannot be deleted: customers or service plans have it",
};

/// Removes it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let id = TariffId(parameters.required_int("i_tariff")?);
    let owner = acting_for(context, parameters, "i_customer")?;
    let deleted = delete(app, context, owner, id).await;
    deleted.map_err(|error| of_delete_owned(&error, &WORDS, &context.request_id))?;
    Ok(ok())
}
