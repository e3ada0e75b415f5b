//! Web users: logins of a customer to the self-care site.
//!
//! Everybody may manage his own; those of a customer below are for who may change that customer.

pub mod block;
pub mod create;
pub mod list;
pub mod reset_one_time;

use party::access::{Caller, EditCustomer, Grant, ManageWebUsers, Refusal};
use party::customer::Customer;
use party::ids::CustomerId;
use store::{Lock, StoreError, Tx};

use crate::customer::locate::{self, LocateError};
use crate::idempotency::IdempotencyConflict;

/// Why a web user was not changed. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum ChangeWebUserError {
    /// The customer is absent, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The customer has no such web user.
    #[error("there is no such web user")]
    Unknown,
    /// The web user that was made with the customer cannot be blocked: block the customer.
    #[error("the default web user cannot be blocked")]
    Default,
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(ChangeWebUserError);

/// The customer whose web users are to be managed: the one named, else the caller; and the proof that the caller may.
fn customer(
    tx: &mut Tx<'_>,
    caller: &Caller,
    named: Option<CustomerId>,
) -> Result<(Grant<ManageWebUsers>, Customer), LocateError> {
    let (grant, customer) = locate::owner::<ManageWebUsers>(tx, caller, named, Lock::Share)?;
    permit(caller, &customer)?;
    Ok((grant, customer))
}

/// Web users of somebody below are managed by who may change him.
fn permit(caller: &Caller, customer: &Customer) -> Result<(), Refusal> {
    if caller.customer_id() == Some(customer.key.id) {
        return Ok(());
    }
    caller.grant::<EditCustomer>(customer).map(|_| ())
}
