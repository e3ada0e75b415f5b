//! Choosing another password: who is signed in shows the one before, unless he came with one that served once.

use party::password::{Password, PasswordError};
use serde_json::json;
use store::tables::web_sessions::{self, Person};
use store::tables::{accounts, web_users};
use store::{StoreError, Tx};

use super::{Session, acting};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::authenticate::web_user::credential_of;
use crate::context::Context;
use crate::throttle::{Secret, Throttled};

/// Why the password is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ChangeOwnPasswordError {
    /// The password before is another.
    #[error("the current password is wrong")]
    WrongPassword,
    /// Too many failures: nothing was checked.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The new password breaks the policy.
    #[error("the new password {0}")]
    Policy(PasswordError),
    /// The new password is the one before.
    #[error("the new password is the current one")]
    Same,
    /// Who acts as a customer below changes no password.
    #[error("the password is not of the one who acts")]
    Acting,
    /// The session ended meanwhile, or the password was changed elsewhere.
    #[error("the session has ended")]
    Ended,
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sets the password of who is signed in. Every other session of his ends; this one goes on.
///
/// # Errors
/// [`ChangeOwnPasswordError`], in the order in which it lists them.
pub async fn change_password(
    app: &App,
    context: &Context,
    session: &Session,
    current: Option<&Password>,
    new: &Password,
) -> Result<(), ChangeOwnPasswordError> {
    let (key, person) = session.own().ok_or(ChangeOwnPasswordError::Acting)?;
    let usual = app.store().read("session.password", move |tx| password_hash(tx, key, person)).await?;
    let usual = usual.ok_or(ChangeOwnPasswordError::Ended)?;
    if !session.must_change_password {
        let attempt = app.login_attempt(context.face, context.peer, Secret::Password, session.login())?;
        let is_right = match current {
            Some(current) => app.hasher().verify(usual.as_deref(), current).await?,
            None => false,
        };
        attempt.settle(is_right)?;
        if !is_right {
            return Err(ChangeOwnPasswordError::WrongPassword);
        }
    }
    session.password_policy().check(new).map_err(ChangeOwnPasswordError::Policy)?;
    if app.hasher().verify(usual.as_deref(), new).await? {
        return Err(ChangeOwnPasswordError::Same);
    }
    let hash = app.hasher().hash(new, app.random()).await?;
    let audit_id = app.next_id(Sequence::Record).await?;
    let ids = acting::record_ids(app).await?;
    let (within, session) = (context.clone(), session.clone());
    app.store()
        .write("session.change_password", move |tx| {
            // What he was checked against must still be his password: it may have been taken from him meanwhile.
            if password_hash(tx, key, person)? != Some(usual.clone()) {
                return Err(ChangeOwnPasswordError::Ended);
            }
            let stored = web_sessions::load(tx, key.branch, &session.token_hash)?;
            if stored.is_none() {
                return Err(ChangeOwnPasswordError::Ended);
            }
            match person {
                Person::WebUser(id) => web_users::set_own_password(tx, key, id, &hash)?,
                Person::Account(id) => accounts::set_own_password(tx, key, id, &hash)?,
            }
            web_sessions::renew(tx, key.branch, &session.token_hash, &credential_of(Some(&hash)))?;
            let is_other = |stored: &web_sessions::WebSession| stored.token_hash != session.token_hash;
            acting::record_ends(tx, &within, &ids, (key, person), is_other)?;
            web_sessions::delete_others(tx, key, person, &session.token_hash)?;
            let after = Some(json!({ "password": "changed" }));
            let operation = match person {
                Person::WebUser(_) => "web_user.change_password",
                Person::Account(_) => "account.change_password",
            };
            let change = Change { customer: key, operation, object: session.object(), before: None, after };
            Ok(audit::record(tx, &within, audit_id, change)?)
        })
        .await
}

/// What the person's password is checked against, perhaps nothing; none where the person is gone. Held against change
/// where the transaction writes.
#[expect(clippy::option_option, reason = "a person without a password differs from nobody")]
fn password_hash(
    tx: &mut Tx<'_>,
    customer: party::ids::CustomerKey,
    person: Person,
) -> Result<Option<Option<String>>, StoreError> {
    Ok(match person {
        Person::WebUser(id) => {
            let found = if tx.is_write() {
                web_users::load_for_update(tx, customer.branch, id)?
            } else {
                web_users::load(tx, customer.branch, id)?
            };
            found.map(|web_user| web_user.password_hash)
        }
        Person::Account(id) => {
            let found = accounts::load_owned(tx, customer, id)?;
            found.map(|stored| Some(stored.password_hash))
        }
    })
}
