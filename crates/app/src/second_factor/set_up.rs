//! Turning the second factor on: a secret is made, and a code that it makes is shown once.

use serde_json::json;
use store::tables::second_factors::{self, SecondFactor};
use store::tables::web_sessions::{self, WebSession};
use store::{StoreError, Tx};

use super::codes::{RecoveryCode, SharedSecret, Typed};
use super::recovery::{self, NewCodes};
use super::{ChangeSecondFactorError, Owner};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::session::{self, Session};

/// Makes the person a secret, in the place of one that he did not confirm. Signing in does not ask for it yet.
///
/// # Errors
/// [`ChangeSecondFactorError::OtherState`]: his second factor is on.
pub async fn begin(app: &App, context: &Context, session: &Session) -> Result<(), ChangeSecondFactorError> {
    let owner = Owner::of(session)?;
    let sealed = SharedSecret::generate(app).seal(app.key(), owner, app.random())?;
    let second_factor = SecondFactor { sealed, is_on: false, since_micros: context.now.0, last_step: 0 };
    app.store()
        .write("second_factor.begin", move |tx| {
            let Owner { customer, person } = owner;
            if second_factors::load(tx, customer, person)?.is_some_and(|found| found.is_on) {
                return Err(ChangeSecondFactorError::OtherState);
            }
            // Nothing to audit: until it is confirmed it opens and closes nothing.
            Ok(second_factors::put(tx, customer, person, &second_factor)?)
        })
        .await
}

/// The secret that the person has not confirmed yet; none where he sets nothing up.
///
/// # Errors
/// The store's.
pub async fn secret_being_set_up(app: &App, session: &Session) -> Result<Option<SharedSecret>, StoreError> {
    let Ok(owner) = Owner::of(session) else { return Ok(None) };
    let key = app.key().clone();
    app.store()
        .read("second_factor.secret", move |tx| {
            let found = unconfirmed(tx, owner)?;
            found.map(|found| SharedSecret::unseal(&key, owner, &found.sealed)).transpose()
        })
        .await
}

/// Turns the second factor on if `code` is one of its: from now on signing in asks for one. The person's other sessions,
/// which began without, end. Answers with his recovery codes, which nobody tells again.
///
/// # Errors
/// [`ChangeSecondFactorError`], but that no password is asked for.
pub async fn confirm(
    app: &App,
    context: &Context,
    session: &Session,
    code: &str,
) -> Result<Vec<RecoveryCode>, ChangeSecondFactorError> {
    let (owner, now) = (Owner::of(session)?, context.now);
    let attempt = app.code_attempt(context.face, &session.object())?;
    let found = app.store().read("second_factor.unconfirmed", move |tx| unconfirmed(tx, owner)).await?;
    let found = found.ok_or(ChangeSecondFactorError::OtherState)?;
    let secret = SharedSecret::unseal(app.key(), owner, &found.sealed)?;
    let step = match Typed::parse(code) {
        Typed::Code(code) => secret.step_of(&code, now),
        Typed::Recovery(_) | Typed::Nothing => None,
    };
    attempt.settle(step.is_some())?;
    let last_step = step.ok_or(ChangeSecondFactorError::WrongCode)?;
    let NewCodes { codes, hashes } = recovery::generate(app, owner);
    let second_factor = SecondFactor { is_on: true, since_micros: now.0, last_step, ..found.clone() };
    let audit_id = app.next_id(Sequence::Record).await?;
    let ids = session::record_ids(app).await?;
    let (within, session) = (context.clone(), session.clone());
    app.store()
        .write("second_factor.confirm", move |tx| {
            let Owner { customer, person } = owner;
            if unconfirmed(tx, owner)?.as_ref() != Some(&found) {
                return Err(ChangeSecondFactorError::OtherState);
            }
            if web_sessions::load(tx, customer.branch, &session.token_hash)?.is_none() {
                return Err(ChangeSecondFactorError::Ended);
            }
            second_factors::put(tx, customer, person, &second_factor)?;
            second_factors::put_recovery_codes(tx, customer, person, &hashes)?;
            let is_other = |stored: &WebSession| stored.token_hash != session.token_hash;
            session::record_ends(tx, &within, &ids, (customer, person), is_other)?;
            web_sessions::delete_others(tx, customer, person, &session.token_hash)?;
            let change = Change {
                customer,
                operation: "second_factor.turn_on",
                object: session.object(),
                before: Some(json!({ "second_factor": false })),
                after: Some(json!({ "second_factor": true })),
            };
            Ok(audit::record(tx, &within, audit_id, change)?)
        })
        .await?;
    Ok(codes)
}

fn unconfirmed(tx: &mut Tx<'_>, owner: Owner) -> Result<Option<SecondFactor>, StoreError> {
    Ok(second_factors::load(tx, owner.customer, owner.person)?.filter(|found| !found.is_on))
}
