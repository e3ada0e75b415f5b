//! Making a tariff.

use party::access::{AddTariff, Refusal};
use party::ids::{CustomerId, TariffId};
use party::tariff::{Tariff, TariffTerms};
use serde::{Deserialize, Serialize};
use store::tables::tariffs;
use store::{Lock, StoreError};

use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::locate::{self, LocateError};
use crate::idempotency::{IdempotencyConflict, write_once};

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedTariff {
    /// Its number.
    pub tariff_id: i64,
}

/// Why a tariff or routing group was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateOwnedError {
    /// The owner is absent, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<LocateError> for CreateOwnedError {
    fn from(error: LocateError) -> Self {
        match error {
            LocateError::Refused(refusal) => Self::Refused(refusal),
            LocateError::Store(error) => Self::Store(error),
        }
    }
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
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "tariff.create", move |tx| {
        let (grant, owner) = locate::owner::<AddTariff>(tx, &within.caller, owner, Lock::Share)?;
        let tariff = Tariff { id, owner: owner.key, terms: terms.clone() };
        tariffs::insert(tx, &grant, &tariff)?;
        let change = Change {
            customer: owner.key,
            operation: "tariff.create",
            object: format!("tariff:{id}"),
            before: None,
            after: Some(audit::tariff(&tariff)),
        };
        audit::record(tx, &within, audit_id, change)?;
        Ok(CreatedTariff { tariff_id: id.0 })
    })
    .await
}
