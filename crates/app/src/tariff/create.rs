//! Making a tariff.

use party::access::{AddTariff, Grant};
use party::ids::{CustomerId, TariffId};
use party::tariff::{Tariff, TariffTerms};
use serde::{Deserialize, Serialize};
use store::tables::tariffs;

use crate::app::{App, Sequence};
use crate::audit;
use crate::context::Context;
use crate::owned::{self, CreateOwnedError, Deed, Effect};

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedTariff {
    /// Its number.
    pub tariff_id: i64,
}

/// Makes a tariff of `owner`, or of the caller where none is named.
///
/// # Errors
/// [`CreateOwnedError`].
pub async fn create(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    terms: TariffTerms,
) -> Result<CreatedTariff, CreateOwnedError> {
    let id = TariffId(app.next_id(Sequence::Tariff).await?);
    let deed = Deed { owner, operation: "tariff.create", object: format!("tariff:{id}") };
    owned::create(app, context, deed, move |tx, grant: &Grant<AddTariff>| {
        let tariff = Tariff { id, owner: grant.subject(), terms: terms.clone() };
        tariffs::insert(tx, grant, &tariff)?;
        let made = Effect { before: None, after: Some(audit::tariff(&tariff)) };
        Ok((CreatedTariff { tariff_id: id.0 }, made))
    })
    .await
}
