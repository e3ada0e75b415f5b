//! The sessions of one person: which there are, and ending them.

use party::ids::CustomerKey;
use serde_json::json;
use store::StoreError;
use store::tables::web_sessions::{self, Person};

use super::find::is_over;
use super::{Session, TokenHash, acting};
use crate::app::{App, Sequence, Timestamp};
use crate::audit::{self, Change};
use crate::context::Context;

/// One session of the person who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionLine {
    /// Which it is.
    pub token_hash: TokenHash,
    /// It is the one he asks in.
    pub is_current: bool,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// Where it was begun from.
    pub peer: String,
    /// What the browser called itself.
    pub user_agent: String,
}

/// Every session of the person, the last used first; none to one who acts as a customer.
///
/// # Errors
/// The store's.
pub async fn list(app: &App, session: &Session) -> Result<Vec<SessionLine>, StoreError> {
    let Some((customer, person)) = session.own() else { return Ok(Vec::new()) };
    let current = session.token_hash;
    let now = app.now().0;
    app.store()
        .read("session.list", move |tx| {
            let stored = web_sessions::list(tx, customer, person)?;
            // One that began with another password is over as well.
            let credential = stored.iter().find(|stored| stored.token_hash == current);
            let credential = credential.map(|stored| stored.credential);
            let lasting = stored
                .into_iter()
                .filter(|stored| !is_over(stored, now) && Some(stored.credential) == credential);
            Ok(lasting
                .map(|stored| SessionLine {
                    token_hash: stored.token_hash,
                    is_current: stored.token_hash == current,
                    created_at: Timestamp(stored.created_at_micros),
                    seen_at: Timestamp(stored.seen_at_micros),
                    peer: stored.peer,
                    user_agent: stored.user_agent,
                })
                .collect())
        })
        .await
}

/// Ends one of the person's sessions; tells whether there was such a one. To one who acts as a customer there is none.
///
/// # Errors
/// The store's.
pub async fn revoke(
    app: &App,
    context: &Context,
    session: &Session,
    hash: TokenHash,
) -> Result<bool, StoreError> {
    let Some(own) = session.own() else { return Ok(false) };
    Ok(0 < end(app, context, own, session.object(), Which::One(hash)).await?)
}

/// Ends every session of the person but the one he asks in; tells how many ended. To one who acts as a customer there is
/// none.
///
/// # Errors
/// The store's.
pub async fn revoke_others(app: &App, context: &Context, session: &Session) -> Result<u64, StoreError> {
    let Some(own) = session.own() else { return Ok(0) };
    end(app, context, own, session.object(), Which::AllBut(session.token_hash)).await
}

/// Ends the session, and with it the acting as a customer.
///
/// # Errors
/// The store's.
pub async fn sign_out(app: &App, context: &Context, session: &Session) -> Result<(), StoreError> {
    let own = (session.own_customer().key, session.person());
    let within = acting::in_person(context, session);
    end(app, &within, own, session.object(), Which::This(session.token_hash)).await?;
    Ok(())
}

/// Which sessions of a person end.
#[derive(Debug, Clone, Copy)]
enum Which {
    /// The one he asks in.
    This(TokenHash),
    /// One of them.
    One(TokenHash),
    /// Every one but this.
    AllBut(TokenHash),
}

async fn end(
    app: &App,
    context: &Context,
    (customer, person): (CustomerKey, Person),
    object: String,
    which: Which,
) -> Result<u64, StoreError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let ids = acting::record_ids(app).await?;
    let within = context.clone();
    app.store()
        .write("session.end", move |tx| {
            let own = (customer, person);
            let ended = match which {
                Which::This(hash) | Which::One(hash) => {
                    acting::record_ends(tx, &within, &ids, own, |stored| stored.token_hash == hash)?;
                    web_sessions::delete(tx, customer, person, &hash)?
                }
                Which::AllBut(hash) => {
                    acting::record_ends(tx, &within, &ids, own, |stored| stored.token_hash != hash)?;
                    web_sessions::delete_others(tx, customer, person, &hash)?
                }
            };
            if ended == 0 {
                return Ok(0);
            }
            let operation = match which {
                Which::This(_) => "session.sign_out",
                Which::One(_) | Which::AllBut(_) => "session.revoke",
            };
            let object = object.clone();
            let after = Some(json!({ "ended": ended }));
            audit::record(
                tx,
                &within,
                audit_id,
                Change { customer, operation, object, before: None, after },
            )?;
            Ok(ended)
        })
        .await
}
