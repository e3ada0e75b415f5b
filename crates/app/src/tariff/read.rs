//! Reading tariffs.

use party::ids::{CustomerId, TariffId};
use party::tariff::Tariff;
use store::tables::tariffs;

use crate::app::App;
use crate::context::Context;
use crate::customer::find::FindCustomerError;
use crate::owned::{self, NamedPage};

/// The tariff `id` of `owner`, or of the caller where none is named; none if it is not his.
///
/// # Errors
/// There is no such owner in the caller's branch, or the store's.
pub async fn find(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    id: TariffId,
) -> Result<Option<Tariff>, FindCustomerError> {
    owned::read(app, context, "tariff.find", owner, move |tx, owner| tariffs::load(tx, owner, id)).await
}

/// The tariffs of `owner`, or of the caller where none is named, ascending by number.
///
/// # Errors
/// There is no such owner in the caller's branch, or the store's.
pub async fn list(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    page: NamedPage,
) -> Result<Vec<Tariff>, FindCustomerError> {
    let tariffs = owned::read(app, context, "tariff.list", owner, tariffs::list).await?;
    Ok(page.of(tariffs, |tariff| tariff.terms.name.as_str()))
}
