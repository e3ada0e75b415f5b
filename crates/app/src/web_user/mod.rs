//! Web users: logins of a customer to the self-care site.
//!
//! Everybody may manage his own; those of a customer below are for who may change that customer.

pub mod block;
pub mod create;
pub mod delete;
pub mod list;
pub mod reset_one_time;
pub mod reset_second_factor;
pub mod set_access_level;

use party::access::{Caller, EditCustomer, Grant, ManageWebUsers, Refusal};
use party::customer::Customer;
use party::ids::{CustomerId, WebUserId};
use party::rights::Rights;
use store::tables::web_users::{self, WebUser};
use store::{Lock, StoreError, Tx};

use crate::context::{Actor, Context};
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
    /// The web user that was made with the customer stays as he is while the customer is there: block or remove the
    /// customer.
    #[error("the default web user is neither blocked nor removed, and stays an administrator")]
    Default,
    /// Nobody does this to himself: he would be out before he noticed.
    #[error("nobody blocks, removes or demotes himself")]
    Himself,
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

/// A further web user whom somebody else may change, held until the transaction ends.
struct Further {
    grant: Grant<ManageWebUsers>,
    web_user: WebUser,
    /// What his customer has.
    rights: Rights,
}

/// The web user `id` of `customer`, or of the caller where none is named: not the default one, and not who asks.
fn hold_further(
    tx: &mut Tx<'_>,
    context: &Context,
    named: Option<CustomerId>,
    id: WebUserId,
) -> Result<Further, ChangeWebUserError> {
    let (grant, customer) = customer(tx, &context.caller, named)?;
    let found = web_users::load_for_update(tx, customer.key.branch, id)?;
    let found = found.filter(|web_user| web_user.customer == customer.key);
    let web_user = found.ok_or(ChangeWebUserError::Unknown)?;
    if web_user.is_default {
        return Err(ChangeWebUserError::Default);
    }
    if is_himself(context, id) {
        return Err(ChangeWebUserError::Himself);
    }
    Ok(Further { grant, web_user, rights: customer.profile.rights })
}

fn is_himself(context: &Context, id: WebUserId) -> bool {
    matches!(context.actor, Actor::WebUser { id: actor, .. } | Actor::Acting { id: actor, .. } if actor == id)
}

/// Web users of somebody below are managed by who may change him.
fn permit(caller: &Caller, customer: &Customer) -> Result<(), Refusal> {
    if caller.customer_id() == Some(customer.key.id) {
        return Ok(());
    }
    caller.grant::<EditCustomer>(customer).map(|_| ())
}
