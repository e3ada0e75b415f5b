//! Changing a tariff, except what never changes.

use party::access::{EditTariff, Grant, Refusal};
use party::ids::{CustomerId, TariffId};
use party::tariff::{self, FixedTerm, TariffChange};
use store::tables::tariffs;
use store::{StoreError, Tx};

use crate::app::App;
use crate::audit;
use crate::context::Context;
use crate::idempotency::IdempotencyConflict;
use crate::owned::{self, Deed, Effect};

/// Why a tariff was not changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateTariffError {
    /// The owner is absent, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The owner has no such tariff.
    #[error("the owner has no such tariff")]
    Unknown,
    /// What never changes was to change.
    #[error(transparent)]
    Fixed(#[from] FixedTerm),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes the tariff `id` of `owner`, or of the caller where none is named. Where it is so already, nothing happens.
///
/// # Errors
/// [`UpdateTariffError`], in the order in which it lists them; that the right is missing, after what is not there.
pub async fn update(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    id: TariffId,
    change: TariffChange,
) -> Result<(), UpdateTariffError> {
    let deed = Deed { owner, operation: "tariff.update", object: format!("tariff:{id}") };
    let load = move |tx: &mut Tx<'_>, owner| tariffs::load_for_update(tx, owner, id);
    let unknown = || UpdateTariffError::Unknown;
    owned::change(app, context, deed, load, unknown, move |tx, grant: &Grant<EditTariff>, before| {
        let after = tariff::update(&before, change.clone())?;
        if after == before {
            return Ok(Effect::default());
        }
        tariffs::update(tx, grant, &after)?;
        let (before, after) = (audit::tariff(&before), audit::tariff(&after));
        Ok(Effect { before: Some(before), after: Some(after) })
    })
    .await
}
