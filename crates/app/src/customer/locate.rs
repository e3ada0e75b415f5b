//! Finding a customer on behalf of somebody: what stands outside his branch is absent.

use party::access::{Action, Caller, Grant, Refusal, View};
use party::customer::Customer;
use party::ids::{CustomerId, CustomerKey};
use store::tables::claims::{self, ClaimKind};
use store::tables::{customer_views, customers};
use store::{Lock, StoreError, Tx};

/// Why nobody was found.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LocateError {
    /// Nobody there, for this caller, or not permitted.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LocateError {
    /// The same, as what a use case refuses with.
    pub(crate) fn widen<E: From<Refusal> + From<StoreError>>(self) -> E {
        match self {
            Self::Refused(refusal) => refusal.into(),
            Self::Store(error) => error.into(),
        }
    }
}

/// Lets `?` make a [`LocateError`] an error of a use case that has the same two variants.
macro_rules! error_into {
    ($error:ty) => {
        impl From<$crate::customer::locate::LocateError> for $error {
            fn from(error: $crate::customer::locate::LocateError) -> Self {
                error.widen()
            }
        }
    };
}
pub(crate) use error_into;

/// The customer on whose behalf the caller acts: the one he names, else himself; and the proof that he may do `A`.
pub(crate) fn owner<A: Action>(
    tx: &mut Tx<'_>,
    caller: &Caller,
    named: Option<CustomerId>,
    lock: Lock,
) -> Result<(Grant<A>, Customer), LocateError> {
    let himself = match caller {
        Caller::Customer { key, .. } => Some(*key),
        Caller::System => None,
    };
    let key = match named {
        Some(id) if himself.is_some_and(|himself| himself.id == id) => himself,
        Some(id) => claims::find_customer(tx, id)?,
        None => himself,
    };
    by_key(tx, caller, key.ok_or(Refusal::Absent)?, lock)
}

/// The number of the customer on whose behalf the caller reads: the one he names, else himself. Nothing else of him is
/// loaded.
pub(crate) fn owner_to_view(
    tx: &mut Tx<'_>,
    caller: &Caller,
    named: Option<CustomerId>,
) -> Result<CustomerId, LocateError> {
    match (named, caller.customer_id()) {
        (None, himself) => Ok(himself.ok_or(Refusal::Absent)?),
        // Everybody may see himself.
        (Some(named), Some(himself)) if named == himself => Ok(himself),
        (Some(named), _) => {
            let place = customer_views::find_place(tx, ClaimKind::CustomerId, &named.to_string())?;
            let place = place.ok_or(Refusal::Absent)?;
            caller.grant_at::<View>(place.key, &place.lineage)?;
            Ok(place.key.id)
        }
    }
}

/// The customer `key`, and the proof that the caller may do `A` to him.
pub(crate) fn by_key<A: Action>(
    tx: &mut Tx<'_>,
    caller: &Caller,
    key: CustomerKey,
    lock: Lock,
) -> Result<(Grant<A>, Customer), LocateError> {
    let customer = customers::load(tx, key, lock)?.ok_or(Refusal::Absent)?;
    let grant = caller.grant(&customer)?;
    Ok((grant, customer))
}
