//! How a customer's own programs sign in to the interfaces: with an API password, as long as he has them switched on.
//!
//! Whether he may use the interfaces at all is a right, given and taken from above ([`Flag::ApiAccess`]); without it
//! nothing here is there. Nobody does this for somebody below, not even as him: whoever manages the access of his
//! customers changes the customer.
//!
//! [`Flag::ApiAccess`]: party::rights::Flag::ApiAccess

mod calls;
pub(crate) mod credential;
mod find;
mod set_password;
mod switch;

use party::access::{Grant, ManageApi, Refusal};
use party::customer::Customer;
use party::password::PasswordError;
use store::{Lock, StoreError, Tx};

pub use self::calls::{CALLS_MAX, RecentCall, RecentCalls};
pub use self::find::{ApiSettings, ApiSwitch, FindApiSettingsError, find};
pub use self::set_password::set_password;
pub use self::switch::switch;
use crate::context::{Actor, Context};
use crate::customer::locate::{self, LocateError};
use crate::idempotency::IdempotencyConflict;

/// Why nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeApiAccessError {
    /// There is no caller any more, or he may not do this.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Without an API password there is nothing to switch.
    #[error("there is no API password")]
    NoPassword,
    /// The password breaks the customer's policy.
    #[error("the API password {0}")]
    Password(#[from] PasswordError),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(ChangeApiAccessError);

/// The caller, held until the transaction ends, and the proof that he may change how his programs sign in.
fn hold(tx: &mut Tx<'_>, context: &Context) -> Result<(Grant<ManageApi>, Customer), LocateError> {
    if matches!(context.actor, Actor::Acting { .. }) {
        return Err(Refusal::Forbidden.into());
    }
    locate::owner::<ManageApi>(tx, &context.caller, None, Lock::Update)
}
