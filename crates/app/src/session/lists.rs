//! The sessions of one person: which there are, and ending them.

use party::ids::CustomerKey;
use serde_json::json;
use store::tables::web_sessions;
use store::{StoreError, Tx};

use super::find::is_over;
use super::{Session, TokenHash};
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

/// Every session of the person, the last used first.
///
/// # Errors
/// The store's.
pub async fn list(app: &App, session: &Session) -> Result<Vec<SessionLine>, StoreError> {
    let (customer, person, current) = (session.customer.key, session.person(), session.token_hash);
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

/// Ends one of the person's sessions; tells whether there was such a one.
///
/// # Errors
/// The store's.
pub async fn revoke(
    app: &App,
    context: &Context,
    session: &Session,
    hash: TokenHash,
) -> Result<bool, StoreError> {
    let (customer, person) = (session.customer.key, session.person());
    let deed = Deed { operation: "session.revoke", object: session.object() };
    let ended =
        end(app, context, customer, deed, move |tx| web_sessions::delete(tx, customer, person, &hash));
    Ok(0 < ended.await?)
}

/// Ends every session of the person but the one he asks in; tells how many ended.
///
/// # Errors
/// The store's.
pub async fn revoke_others(app: &App, context: &Context, session: &Session) -> Result<u64, StoreError> {
    let (customer, person, kept) = (session.customer.key, session.person(), session.token_hash);
    let deed = Deed { operation: "session.revoke", object: session.object() };
    end(app, context, customer, deed, move |tx| web_sessions::delete_others(tx, customer, person, &kept))
        .await
}

/// Ends the session.
///
/// # Errors
/// The store's.
pub async fn sign_out(app: &App, context: &Context, session: &Session) -> Result<(), StoreError> {
    let (customer, person, hash) = (session.customer.key, session.person(), session.token_hash);
    let deed = Deed { operation: "session.sign_out", object: session.object() };
    end(app, context, customer, deed, move |tx| web_sessions::delete(tx, customer, person, &hash)).await?;
    Ok(())
}

/// What is written down when a session ends.
struct Deed {
    operation: &'static str,
    object: String,
}

async fn end(
    app: &App,
    context: &Context,
    customer: CustomerKey,
    deed: Deed,
    mut work: impl FnMut(&mut Tx<'_>) -> Result<u64, StoreError> + Send + 'static,
) -> Result<u64, StoreError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    app.store()
        .write(deed.operation, move |tx| {
            let ended = work(tx)?;
            if 0 < ended {
                let (operation, object) = (deed.operation, deed.object.clone());
                let after = Some(json!({ "ended": ended }));
                audit::record(
                    tx,
                    &within,
                    audit_id,
                    Change { customer, operation, object, before: None, after },
                )?;
            }
            Ok(ended)
        })
        .await
}
