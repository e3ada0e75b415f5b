//! Reading tariffs.

use party::ids::{CustomerId, TariffId};
use party::tariff::Tariff;
use store::tables::{references, tariffs};

use crate::app::App;
use crate::context::Context;
use crate::customer::find::FindCustomerError;
use crate::owned::{self, Look, NamedPage, References};

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

/// The caller's own tariffs, as `look` wants them.
///
/// # Errors
/// The store's.
pub async fn look(app: &App, context: &Context, look: Look) -> Result<Vec<Tariff>, FindCustomerError> {
    let tariffs = owned::read(app, context, "tariff.look", None, tariffs::list).await?;
    Ok(look.of(tariffs, |tariff| (tariff.terms.name.as_str(), tariff.id.0)))
}

/// The tariff that the caller was put on by his owner; none: he is on one of his own, or on none.
///
/// # Errors
/// The store's.
pub async fn given(app: &App, context: &Context) -> Result<Option<Tariff>, FindCustomerError> {
    owned::read_given(app, context, "tariff.given", |tx, customer| {
        let (Some(id), Some(owner)) = (customer.profile.tariff, customer.owner()) else { return Ok(None) };
        tariffs::load(tx, owned::key_above(customer, owner), id)
    })
    .await
}

/// What refers to the caller's tariff `id`; none if it is not his.
///
/// # Errors
/// The store's.
pub async fn references(
    app: &App,
    context: &Context,
    id: TariffId,
) -> Result<Option<References>, FindCustomerError> {
    owned::read(app, context, "tariff.references", None, move |tx, owner| {
        let Some(tariff) = tariffs::load(tx, owner, id)? else { return Ok(None) };
        let found = references::to_tariff(tx, tariff.owner.branch, id, References::ASKED)?;
        Ok(Some(References::of(found)))
    })
    .await
}
