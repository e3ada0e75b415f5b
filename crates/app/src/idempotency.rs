//! Writes that may be sent twice: the same key with the same content gets the first answer again.

use std::ops::ControlFlow;

use party::ids::CustomerKey;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::tables::idempotency;
use store::{Lane, StoreError, Tx};

use crate::app::App;
use crate::context::Context;

/// What a caller names a write with, and what tells one content from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    key: String,
    fingerprint: [u8; 32],
}

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an idempotency key has 1 to 255 visible ASCII characters")]
pub struct IdempotencyKeyError;

/// The key was used before, with another content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the idempotency key was used with a different request")]
pub struct IdempotencyConflict;

impl IdempotencyKey {
    /// The key `text` for a request whose content is `content`: operation and parameters, in one fixed form. The
    /// content may hold passwords; only a keyed digest of it is kept.
    ///
    /// # Errors
    /// Empty, too long, or with blanks, control or other characters.
    pub fn new(app: &App, text: &str, content: &[u8]) -> Result<Self, IdempotencyKeyError> {
        if text.is_empty() || 255 < text.len() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(IdempotencyKeyError);
        }
        Ok(Self { key: text.to_owned(), fingerprint: app.key().request_fingerprint(content) })
    }
}

/// What was answered to this request before, which ends it; where nothing was, `rehearse` may refuse it, or tells what the
/// work goes on with. Both look at one snapshot: between two, a twin of the request could be done, and its own work would
/// refuse this one.
pub(crate) async fn recall_or_rehearse<T, R, E>(
    app: &App,
    context: &Context,
    name: &'static str,
    mut rehearse: impl FnMut(&mut Tx<'_>) -> Result<R, E> + Send + 'static,
) -> Result<ControlFlow<T, R>, E>
where
    T: DeserializeOwned + Send + 'static,
    R: Send + 'static,
    E: From<StoreError> + From<IdempotencyConflict> + Send + 'static,
{
    let keyed = keyed(context);
    app.store()
        .read(name, move |tx| {
            let answered = match &keyed {
                Some((caller, key)) => answer_of::<T, E>(tx, *caller, key)?,
                None => None,
            };
            match answered {
                Some(answered) => Ok(ControlFlow::Break(answered)),
                None => rehearse(tx).map(ControlFlow::Continue),
            }
        })
        .await
}

/// Runs `work` in a write transaction, once for each key.
pub(crate) async fn write_once<T, E>(
    app: &App,
    context: &Context,
    name: &'static str,
    mut work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Serialize + DeserializeOwned + Send + 'static,
    E: From<StoreError> + From<IdempotencyConflict> + Send + 'static,
{
    // What one customer does meets at his own rows: his balance, himself as the owner of what he makes.
    let lane = Lane(context.acting_customer().unwrap_or(CustomerKey::ROOT).id.0);
    let Some((caller, key)) = keyed(context) else { return app.store().write_in(lane, name, work).await };
    let now = context.now;
    app.store()
        .write_in(lane, name, move |tx| {
            if !idempotency::reserve(tx, caller, &key.key, &key.fingerprint, now.0)? {
                let answered = answer_of::<T, E>(tx, caller, &key)?;
                return answered.ok_or_else(|| StoreError::inconsistent("a reserved key is gone").into());
            }
            let answer = work(tx)?;
            let text = serde_json::to_string(&answer)
                .map_err(|error| StoreError::Defect(format!("an answer cannot be written: {error}")))?;
            idempotency::complete(tx, caller, &key.key, &text)?;
            Ok(answer)
        })
        .await
}

fn keyed(context: &Context) -> Option<(CustomerKey, IdempotencyKey)> {
    let caller = context.acting_customer().unwrap_or(CustomerKey::ROOT);
    context.idempotency.clone().map(|key| (caller, key))
}

fn answer_of<T, E>(tx: &mut Tx<'_>, caller: CustomerKey, key: &IdempotencyKey) -> Result<Option<T>, E>
where
    T: DeserializeOwned,
    E: From<StoreError> + From<IdempotencyConflict>,
{
    let Some(remembered) = idempotency::find(tx, caller, &key.key)? else { return Ok(None) };
    if remembered.fingerprint != key.fingerprint {
        return Err(IdempotencyConflict.into());
    }
    serde_json::from_str(&remembered.answer)
        .map(Some)
        .map_err(|error| StoreError::inconsistent(format!("table idempotency: {error}")).into())
}
