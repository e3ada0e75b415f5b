//! Acting as a customer below: a web user goes on in his own session with the rights of that customer, and no others.
//!
//! It is kept in the row of the session, not in one of its own: so whatever ends the session ends the acting, with no rule
//! beside it (signing out, revoking, an hour without use, a block of the person, another password). The row gets another
//! secret when acting begins and when it ends: whoever knew the one before has nothing, and a form that was opened on
//! behalf of the one is not accepted on behalf of the other.
//!
//! - An administrator acts, of a customer who may change the one acted as in every way: so nothing is gained by it. Nobody
//!   acts upwards, sideways, as a blocked one or below one, or as two at once.
//! - All of this is asked again at each click. Where it is no longer so, the acting is over: the session has no rights
//!   until it was handed back to the person.
//! - Who may sign in for the customer, and how, is not the acting one's to change.
//! - Beginning and end are written down about the customer, and every change names the person and the customer.

use party::access::{ActAs, Caller, Grant, Refusal};
use party::customer::Customer;
use party::ids::{CustomerId, CustomerKey};
use party::web_user::{AccessLevel, Area, Reach};
use serde_json::json;
use store::tables::web_sessions::{self, Person, WebSession};
use store::tables::{authentication, claims};
use store::{Lock, StoreError, Tx};

use super::find::{is_over, resume};
use super::sign_in::SESSIONS_MAX;
use super::token::SessionToken;
use super::{Identity, Session};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::{Actor, Context};
use crate::customer::locate;

/// What somebody is who acts as a customer below.
#[derive(Debug, Clone, PartialEq)]
pub struct Acting {
    /// The person's own customer.
    pub own: Customer,
    /// As whom he acts.
    pub customer: CustomerId,
    /// It cannot go on: the customer went, or one of the two may no longer. The session has no rights until
    /// [`end_acting`].
    pub is_over: bool,
}

/// Why nobody began to act as a customer.
#[derive(Debug, thiserror::Error)]
pub enum ActAsError {
    /// The session ended meanwhile.
    #[error("the session has ended")]
    Ended,
    /// The customer is absent, is the person's own, or the person may not.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The customer, or one above him, is blocked.
    #[error("the customer is blocked")]
    Blocked,
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(ActAsError);

/// Goes on in the session as `customer`. The session's token from now on.
///
/// # Errors
/// [`ActAsError`]; then everything is as before.
pub async fn act_as(
    app: &App,
    context: &Context,
    session: &Session,
    customer: CustomerId,
) -> Result<SessionToken, ActAsError> {
    let (branch, hash) = (session.own_customer().key.branch, session.token_hash);
    let token = SessionToken::generate(app, branch);
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    app.store()
        .write("session.act_as", move |tx| {
            let now = within.now.0;
            let stored = web_sessions::load(tx, branch, &hash)?.filter(|stored| !is_over(stored, now));
            let session = match &stored {
                Some(stored) => resume(tx, stored, now)?,
                None => None,
            };
            let (stored, session) = stored.zip(session).ok_or(ActAsError::Ended)?;
            let (grant, customer) = permit(tx, &session, customer)?;
            if !web_sessions::begin_acting(tx, branch, &hash, &token.hash(), &grant)? {
                return Err(ActAsError::Ended);
            }
            let change = Change {
                customer: customer.key,
                operation: "session.act_as",
                object: format!("customer:{}", customer.key.id),
                before: None,
                after: Some(json!({ "until_micros": stored.expires_at_micros })),
            };
            audit::record(tx, &in_person(&within, &session), audit_id, change)?;
            Ok(token.clone())
        })
        .await
}

/// Hands the session back to its person. The session's token from now on; none where it ended, or was handed back,
/// meanwhile.
///
/// # Errors
/// The store's.
pub async fn end_acting(
    app: &App,
    context: &Context,
    session: &Session,
) -> Result<Option<SessionToken>, StoreError> {
    let (own, hash) = (session.own_customer().key, session.token_hash);
    let token = SessionToken::generate(app, own.branch);
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = in_person(context, session);
    app.store()
        .write("session.return", move |tx| {
            let stored = web_sessions::load(tx, own.branch, &hash)?;
            let Some(customer) = stored.and_then(|stored| stored.acting_as) else { return Ok(None) };
            if !web_sessions::end_acting(tx, own.branch, &hash, &token.hash())? {
                return Ok(None);
            }
            record_end(tx, &within, audit_id, own, customer)?;
            Ok(Some(token.clone()))
        })
        .await
}

/// The customer `id`, if the person of `session`, who acts as nobody yet, may act as him at this moment.
pub(super) fn permit(
    tx: &mut Tx<'_>,
    session: &Session,
    id: CustomerId,
) -> Result<(Grant<ActAs>, Customer), ActAsError> {
    let Identity::WebUser { access_level, .. } = session.identity else {
        return Err(Refusal::Forbidden.into());
    };
    let own = &session.customer;
    let is_full =
        access_level == AccessLevel::Administrator && access_level.reach(Area::Customers) == Reach::Change;
    if !is_full || session.acting.is_some() || session.must_change_password {
        return Err(Refusal::Forbidden.into());
    }
    if own.key.id == id {
        return Err(Refusal::Absent.into());
    }
    let caller = Caller::Customer { key: own.key, rights: own.profile.rights };
    let (grant, customer) = locate::owner::<ActAs>(tx, &caller, Some(id), Lock::Share)?;
    if authentication::load_above(tx, customer.key)?.is_none_or(|above| above.blocked) {
        return Err(ActAsError::Blocked);
    }
    Ok((grant, customer))
}

/// Numbers for the records of what ends with as many sessions as one person can have.
pub(super) async fn record_ids(app: &App) -> Result<Vec<i64>, StoreError> {
    let mut ids = Vec::with_capacity(SESSIONS_MAX);
    for _ in 0..SESSIONS_MAX {
        ids.push(app.next_id(Sequence::Record).await?);
    }
    Ok(ids)
}

/// Writes down that acting ends with those sessions of a person that are about to end.
pub(super) fn record_ends(
    tx: &mut Tx<'_>,
    within: &Context,
    ids: &[i64],
    (own, person): (CustomerKey, Person),
    ends: impl Fn(&WebSession) -> bool,
) -> Result<(), StoreError> {
    let ending = web_sessions::list(tx, own, person)?.into_iter().filter(ends);
    for (id, customer) in ids.iter().zip(ending.filter_map(|stored| stored.acting_as)) {
        record_end(tx, within, *id, own, customer)?;
    }
    Ok(())
}

/// Writes it down about the customer; where he went, about who acted.
fn record_end(
    tx: &mut Tx<'_>,
    within: &Context,
    id: i64,
    own: CustomerKey,
    customer: CustomerId,
) -> Result<(), StoreError> {
    let change = Change {
        customer: claims::find_customer(tx, customer)?.unwrap_or(own),
        operation: "session.return",
        object: format!("customer:{customer}"),
        before: None,
        after: None,
    };
    audit::record(tx, within, id, change)
}

/// The same circumstances, of the person himself.
pub(super) fn in_person(context: &Context, session: &Session) -> Context {
    let actor = match &session.identity {
        Identity::WebUser { id, .. } => Actor::WebUser { id: *id, customer: session.own_customer().key.id },
        Identity::Account(account) => Actor::Account(account.id),
    };
    Context { actor, ..context.clone() }
}
