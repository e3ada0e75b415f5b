//! Removing a tariff on which nobody is.

use party::access::{DeleteTariff, Refusal};
use party::ids::{CustomerId, TariffId};
use store::tables::tariffs;
use store::{Lock, StoreError};

use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::locate::{self, LocateError};
use crate::idempotency::{IdempotencyConflict, write_once};

/// Why a tariff or routing group was not removed.
#[derive(Debug, thiserror::Error)]
pub enum DeleteOwnedError {
    /// The owner is absent, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The owner has no such thing.
    #[error("the owner has no such thing")]
    Unknown,
    /// A customer refers to it.
    #[error("a customer refers to it")]
    InUse,
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<LocateError> for DeleteOwnedError {
    fn from(error: LocateError) -> Self {
        match error {
            LocateError::Refused(refusal) => Self::Refused(refusal),
            LocateError::Store(error) => Self::Store(error),
        }
    }
}

/// Removes the tariff `id` of `owner`, or of the caller where none is named.
///
/// # Errors
/// [`DeleteOwnedError`], in the order in which it lists them.
pub async fn delete(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    id: TariffId,
) -> Result<(), DeleteOwnedError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "tariff.delete", move |tx| {
        let (grant, owner) = locate::owner::<DeleteTariff>(tx, &within.caller, owner, Lock::Share)?;
        let tariff = tariffs::load_for_update(tx, owner.key, id)?.ok_or(DeleteOwnedError::Unknown)?;
        if tariffs::is_used(tx, id)? {
            return Err(DeleteOwnedError::InUse);
        }
        tariffs::delete(tx, &grant, id)?;
        let change = Change {
            customer: owner.key,
            operation: "tariff.delete",
            object: format!("tariff:{id}"),
            before: Some(audit::tariff(&tariff)),
            after: None,
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}
