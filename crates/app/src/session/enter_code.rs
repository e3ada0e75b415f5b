//! The second step of signing in: a code beside the password that was right a moment ago.

use std::net::IpAddr;

use party::customer::Customer;
use party::ids::CustomerKey;
use serde_json::json;
use store::tables::pending_sign_ins::{self, PendingSignIn};
use store::{StoreError, Tx};

use super::find::admit;
use super::object_of;
use super::sign_in::{NewSession, Proven, SignedInSession, Visitor};
use super::token::SessionToken;
use crate::app::{App, Sequence, Timestamp};
use crate::request_id::RequestId;
use crate::second_factor::{self, Owner, Proof, Typed};
use crate::throttle::Throttled;

/// Who shows a code, and from where.
#[derive(Debug, Clone)]
pub struct EnterCode {
    /// What the browser was given when the password was right.
    pub token: SessionToken,
    /// The code, or a recovery code, as it was typed.
    pub code: String,
    /// Only people of this customer and of those below him are let in; none: everybody.
    pub within: Option<CustomerKey>,
    /// From where.
    pub peer: Option<IpAddr>,
    /// What his browser calls itself.
    pub user_agent: String,
    /// Finds the log line and the audit record.
    pub request_id: RequestId,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum EnterCodeError {
    /// The code is none of his, or was used.
    #[error("the code is wrong")]
    Denied,
    /// Too many failures: nothing was checked.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The password was right too long ago, or is another by now, or the person may no longer sign in.
    #[error("the sign-in has ended")]
    Ended,
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whether the sign-in that `token` is of waits for a code.
///
/// # Errors
/// The store's.
pub async fn is_waiting(
    app: &App,
    token: &SessionToken,
    within: Option<CustomerKey>,
) -> Result<bool, StoreError> {
    Ok(waiting(app, token, within).await?.is_some())
}

/// Begins the session, whose token is another one, if the code is right. A code and a recovery code serve once.
///
/// # Errors
/// [`EnterCodeError`].
pub async fn enter_code(app: &App, request: EnterCode) -> Result<SignedInSession, EnterCodeError> {
    let pending = waiting(app, &request.token, request.within).await?.ok_or(EnterCodeError::Ended)?;
    let visitor = Visitor {
        within: request.within,
        peer: request.peer,
        user_agent: request.user_agent.clone(),
        request_id: request.request_id.clone(),
    };
    let context = visitor.context(app);
    let owner = Owner { customer: pending.customer, person: pending.person };
    let attempt = app.code_attempt(context.face, &object_of(pending.person))?;
    let typed = Typed::parse(&request.code);
    let (key, tried, now) = (app.key().clone(), typed.clone(), context.now);
    let checked = app
        .store()
        .read("session.try_code", move |tx| second_factor::check(tx, &key, owner, &tried, now))
        .await?;
    attempt.settle(checked.is_some())?;
    if checked.is_none() {
        return Err(EnterCodeError::Denied);
    }
    let proven = Proven {
        customer: pending.customer,
        person: pending.person,
        credential: pending.credential,
        by_one_time_password: pending.must_change_password,
    };
    let token = SessionToken::generate(app, pending.customer.branch);
    let new = NewSession::of(&visitor, &token, proven, now);
    let (audit_id, key) = (app.next_id(Sequence::Record).await?, app.key().clone());
    let must_change_password = pending.must_change_password;
    app.store()
        .write("session.enter_code", move |tx| {
            if pending_sign_ins::delete(tx, pending.customer.branch, &pending.token_hash)? == 0
                || admitted(tx, &pending, now)?.is_none()
            {
                return Err(EnterCodeError::Ended);
            }
            // Of many who show the same code at the same time, one is let in.
            let proof = second_factor::check(tx, &key, owner, &typed, now)?.ok_or(EnterCodeError::Denied)?;
            second_factor::spend(tx, owner, proof)?;
            let said = match proof {
                Proof::Step(_) => json!({ "second_factor": "code" }),
                Proof::RecoveryCode(_) => json!({ "second_factor": "recovery code" }),
            };
            Ok(new.write(tx, &context, audit_id, Some(said))?)
        })
        .await?;
    Ok(SignedInSession { token, must_change_password })
}

/// The sign-in that `token` is of, if it goes on.
async fn waiting(
    app: &App,
    token: &SessionToken,
    within: Option<CustomerKey>,
) -> Result<Option<PendingSignIn>, StoreError> {
    let (branch, hash, now) = (token.branch(app), token.hash(), app.now());
    app.store()
        .read("session.pending", move |tx| {
            let Some(pending) = pending_sign_ins::load(tx, branch, &hash)? else { return Ok(None) };
            let customer = admitted(tx, &pending, now)?;
            let is_within =
                customer.is_some_and(|customer| within.is_none_or(|within| customer.is_within(within)));
            Ok(is_within.then_some(pending))
        })
        .await
}

/// The customer of the person, if that one may still sign in.
fn admitted(
    tx: &mut Tx<'_>,
    pending: &PendingSignIn,
    now: Timestamp,
) -> Result<Option<Customer>, StoreError> {
    if pending.expires_at_micros <= now.0 {
        return Ok(None);
    }
    let found = admit(tx, pending.customer, pending.person, &pending.credential, now.0)?;
    Ok(found.map(|(customer, _)| customer))
}
