//! Whose session a token is, at this moment.

use party::ids::{CustomerId, CustomerKey};
use store::tables::web_sessions::{self, Person, WebSession};
use store::tables::{accounts, authentication, customers, web_users};
use store::{Lock, StoreError, Tx};

use super::acting::{self, ActAsError, Acting};
use super::token::SessionToken;
use super::{IDLE_MICROS, Identity, SEEN_EVERY_MICROS, Session};
use crate::app::App;
use crate::authenticate::web_user::credential_of;

/// The session that `token` is of, if it goes on: neither too old nor unused for too long, under the password that it
/// began with, of somebody who may still sign in.
///
/// # Errors
/// The store's.
pub async fn find(app: &App, token: &SessionToken) -> Result<Option<Session>, StoreError> {
    let (branch, hash, now) = (token.branch(app), token.hash(), app.now().0);
    let found = app
        .store()
        .read("session.find", move |tx| {
            let Some(stored) = web_sessions::load(tx, branch, &hash)? else { return Ok(None) };
            if is_over(&stored, now) {
                return Ok(None);
            }
            let session = resume(tx, &stored, now)?;
            Ok::<_, StoreError>(session.map(|session| (session, stored.seen_at_micros)))
        })
        .await?;
    let Some((session, seen_at_micros)) = found else { return Ok(None) };
    if seen_at_micros.saturating_add(SEEN_EVERY_MICROS) <= now {
        // It may have ended meanwhile; then the next click says so.
        app.store().write("session.touch", move |tx| web_sessions::touch(tx, branch, &hash, now)).await?;
    }
    Ok(Some(session))
}

/// Whether a session ended by itself.
pub(super) fn is_over(session: &WebSession, now_micros: i64) -> bool {
    session.expires_at_micros <= now_micros
        || session.seen_at_micros.saturating_add(IDLE_MICROS) <= now_micros
}

/// What goes on in a session that is not over by itself.
pub(super) fn resume(
    tx: &mut Tx<'_>,
    stored: &WebSession,
    now_micros: i64,
) -> Result<Option<Session>, StoreError> {
    let Some(identity) = identify(tx, stored.customer, stored.person, &stored.credential, now_micros)? else {
        return Ok(None);
    };
    let Some(customer) = customers::load(tx, stored.customer, Lock::Share)? else { return Ok(None) };
    if authentication::load_above(tx, customer.key)?.is_none_or(|above| above.blocked) {
        return Ok(None);
    }
    let (token_hash, must_change_password) = (stored.token_hash, stored.must_change_password);
    let in_person = Session { token_hash, customer, identity, must_change_password, acting: None };
    match stored.acting_as {
        Some(customer) => resume_acting(tx, in_person, customer).map(Some),
        None => Ok(Some(in_person)),
    }
}

/// The same on behalf of the customer below as whom the person acts, if he still may.
fn resume_acting(tx: &mut Tx<'_>, in_person: Session, customer: CustomerId) -> Result<Session, StoreError> {
    let found = match acting::permit(tx, &in_person, customer) {
        Ok((_, found)) => Some(found),
        Err(ActAsError::Store(error)) => return Err(error),
        Err(ActAsError::Ended | ActAsError::Refused(_) | ActAsError::Blocked) => None,
    };
    let acting = Some(Acting { own: in_person.customer.clone(), customer, is_over: found.is_none() });
    Ok(match found {
        Some(customer) => Session { customer, acting, ..in_person },
        None => Session { acting, ..in_person },
    })
}

/// Who the person is, if he may still sign in with the password whose digest is `credential`.
fn identify(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    person: Person,
    credential: &[u8; 32],
    now_micros: i64,
) -> Result<Option<Identity>, StoreError> {
    match person {
        Person::WebUser(id) => {
            let found = web_users::load(tx, customer.branch, id)?.filter(|web_user| {
                !web_user.blocked && credential_of(web_user.password_hash.as_deref()) == *credential
            });
            Ok(found.and_then(|web_user| {
                let (login, access_level) = (web_user.login?, web_user.access_level);
                Some(Identity::WebUser { id, login, access_level })
            }))
        }
        Person::Account(id) => {
            let found = accounts::load_owned(tx, customer, id)?.filter(|stored| {
                let account = &stored.account;
                let is_expired = account.endpoint().is_some_and(|endpoint| endpoint.is_expired(now_micros));
                !account.blocked && !is_expired && credential_of(Some(&stored.password_hash)) == *credential
            });
            Ok(found.map(|stored| Identity::Account(Box::new(stored.account))))
        }
    }
}
