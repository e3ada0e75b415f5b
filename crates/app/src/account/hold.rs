//! Finding an account on behalf of somebody, to change it: it is held until the transaction ends.

use party::access::{Action, Caller, Grant, Refusal};
use party::customer::Customer;
use party::ids::ObjectId;
use store::tables::accounts::{self, StoredAccount};
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::customers;
use store::{Lock, StoreError, Tx};

use crate::idempotency::IdempotencyConflict;

/// Why an account was not changed. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum ChangeAccountError {
    /// There is no such account at all.
    #[error("there is no such account")]
    Unknown,
    /// The account's customer stands outside the caller's branch, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An account that the caller may do `A` to, and its customer.
pub(super) struct Held<A> {
    pub(super) grant: Grant<A>,
    pub(super) customer: Customer,
    pub(super) stored: StoredAccount,
}

/// The account `id`. Its customer is held first: the higher in the tree is always locked before the lower.
pub(super) fn hold<A: Action>(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: ObjectId,
) -> Result<Held<A>, ChangeAccountError> {
    let unknown = ChangeAccountError::Unknown;
    let claim = claims::find(tx, ClaimKind::ObjectId, &id.to_string())?;
    let Some(claim) = claim else { return Err(unknown) };
    let Claimant::Account(id) = claim.claimant else { return Err(unknown) };
    // The account, and its customer with it, may be removed while this waits for either.
    let Some(key) = accounts::load_place(tx, claim.branch, id)? else { return Err(unknown) };
    let Some(customer) = customers::load(tx, key, Lock::Share)? else { return Err(unknown) };
    let grant = caller.grant(&customer)?;
    let stored = accounts::load(tx, claim.branch, id)?.ok_or(unknown)?;
    Ok(Held { grant, customer, stored })
}
