//! Changing a tariff, except what never changes.

use party::access::{EditTariff, Refusal};
use party::ids::{CustomerId, TariffId};
use party::tariff::{self, FixedTerm, TariffChange};
use store::tables::tariffs;
use store::{Lock, StoreError};

use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::locate::{self, LocateError};
use crate::idempotency::{IdempotencyConflict, write_once};

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

impl From<LocateError> for UpdateTariffError {
    fn from(error: LocateError) -> Self {
        match error {
            LocateError::Refused(refusal) => Self::Refused(refusal),
            LocateError::Store(error) => Self::Store(error),
        }
    }
}

/// Changes the tariff `id` of `owner`, or of the caller where none is named. Where it is so already, nothing happens.
///
/// # Errors
/// [`UpdateTariffError`], in the order in which it lists them.
pub async fn update(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    id: TariffId,
    change: TariffChange,
) -> Result<(), UpdateTariffError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "tariff.update", move |tx| {
        let (grant, owner) = locate::owner::<EditTariff>(tx, &within.caller, owner, Lock::Share)?;
        let before = tariffs::load_for_update(tx, owner.key, id)?.ok_or(UpdateTariffError::Unknown)?;
        let after = tariff::update(&before, change.clone())?;
        if after == before {
            return Ok(());
        }
        tariffs::update(tx, &grant, &after)?;
        let change = Change {
            customer: owner.key,
            operation: "tariff.update",
            object: format!("tariff:{id}"),
            before: Some(audit::tariff(&before)),
            after: Some(audit::tariff(&after)),
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}
