//! The second factor of a web user or of the holder of an account, at the self-care site: a code of a program that shares a
//! secret with him (RFC 6238), or a recovery code, beside the password.
//!
//! It is the person's own to turn on and off. Turned on only when a code was right, so that nobody locks himself out; a
//! code is taken once; guessing is slowed down for the person, wherever it comes from. The interfaces of programs know no
//! second factor.

mod codes;
mod recovery;
mod set_up;
mod turn_off;

use party::ids::CustomerKey;
use store::tables::second_factors;
use store::tables::web_sessions::Person;
use store::{StoreError, Tx};

pub(crate) use self::codes::{Proof, Typed};
pub use self::codes::{RecoveryCode, SharedSecret};
pub use self::recovery::renew_recovery_codes;
pub use self::set_up::{begin, confirm, secret_being_set_up};
pub use self::turn_off::turn_off;
use crate::app::{App, Timestamp};
use crate::context::Context;
use crate::secrets::InstallationKey;
use crate::session::Session;
use crate::throttle::Throttled;

/// How many recovery codes there are at first.
pub const RECOVERY_CODES: usize = 10;

/// What a person has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactorState {
    /// His password lets him in.
    Off,
    /// Signing in asks for a code.
    On {
        /// Since when.
        since: Timestamp,
        /// Recovery codes that he has not used.
        recovery_codes: i64,
    },
}

/// Why a second factor is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ChangeSecondFactorError {
    /// The password is another.
    #[error("the password is wrong")]
    WrongPassword,
    /// The code is none of his, or was used.
    #[error("the code is wrong")]
    WrongCode,
    /// Too many failures: nothing was checked.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// It is on already, or not on, or not being set up: another page of his was quicker.
    #[error("the second factor is in another state")]
    OtherState,
    /// He acts as a customer, who has no second factor here.
    #[error("who acts as a customer has nothing of his own")]
    Acting,
    /// The session ended meanwhile.
    #[error("the session has ended")]
    Ended,
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the person who is signed in has.
///
/// # Errors
/// The store's.
pub async fn state(app: &App, session: &Session) -> Result<SecondFactorState, StoreError> {
    let Ok(Owner { customer, person }) = Owner::of(session) else { return Ok(SecondFactorState::Off) };
    app.store()
        .read("second_factor.state", move |tx| {
            let found = second_factors::load(tx, customer, person)?.filter(|found| found.is_on);
            let Some(found) = found else { return Ok(SecondFactorState::Off) };
            let recovery_codes = second_factors::count_recovery_codes(tx, customer, person)?;
            Ok(SecondFactorState::On { since: Timestamp(found.since_micros), recovery_codes })
        })
        .await
}

/// Whose second factor it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) customer: CustomerKey,
    pub(crate) person: Person,
}

impl Owner {
    /// Who is signed in, unless he acts as a customer.
    fn of(session: &Session) -> Result<Self, ChangeSecondFactorError> {
        let (customer, person) = session.own().ok_or(ChangeSecondFactorError::Acting)?;
        Ok(Self { customer, person })
    }

    /// Binds what is sealed or hashed to its row: copied to another it is worth nothing.
    fn row(self) -> String {
        let (noun, id) = match self.person {
            Person::WebUser(id) => ("web_user", id.0),
            Person::Account(id) => ("account", id.0),
        };
        format!("second_factor/{}/{}/{noun}/{id}", self.customer.branch, self.customer.id)
    }
}

/// What `typed` proves: nothing unless the person's second factor is on, and it is a code of his that was not taken, or a
/// recovery code that he has left.
pub(crate) fn check(
    tx: &mut Tx<'_>,
    key: &InstallationKey,
    owner: Owner,
    typed: &Typed,
    now: Timestamp,
) -> Result<Option<Proof>, StoreError> {
    let found = second_factors::load(tx, owner.customer, owner.person)?.filter(|found| found.is_on);
    let Some(found) = found else { return Ok(None) };
    match typed {
        Typed::Nothing => Ok(None),
        Typed::Code(code) => {
            let secret = SharedSecret::unseal(key, owner, &found.sealed)?;
            Ok(secret.step_of(code, now).filter(|step| found.last_step < *step).map(Proof::Step))
        }
        Typed::Recovery(code) => {
            let hash = code.hash(key, owner);
            let has = second_factors::has_recovery_code(tx, owner.customer, owner.person, &hash)?;
            Ok(has.then_some(Proof::RecoveryCode(hash)))
        }
    }
}

/// Takes what was proved: it proves nothing a second time.
pub(crate) fn spend(tx: &mut Tx<'_>, owner: Owner, proof: Proof) -> Result<(), StoreError> {
    let Owner { customer, person } = owner;
    match proof {
        Proof::Step(step) => second_factors::set_last_step(tx, customer, person, step),
        Proof::RecoveryCode(hash) => second_factors::delete_recovery_code(tx, customer, person, &hash),
    }
}

/// Checks `typed` before anything is done, at the price of a failure if it is wrong.
async fn try_code(
    app: &App,
    context: &Context,
    session: &Session,
    typed: Typed,
) -> Result<(), ChangeSecondFactorError> {
    let (owner, key, now) = (Owner::of(session)?, app.key().clone(), context.now);
    let attempt = app.code_attempt(context.face, &session.object())?;
    let checked = app.store().read("second_factor.try", move |tx| check(tx, &key, owner, &typed, now));
    let is_right = checked.await?.is_some();
    attempt.settle(is_right)?;
    if is_right { Ok(()) } else { Err(ChangeSecondFactorError::WrongCode) }
}
