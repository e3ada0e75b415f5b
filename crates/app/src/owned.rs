//! What a customer owns and offers to those below him: tariffs, routing groups, service plans. Each is made, changed
//! and removed the same way: by the owner or on his behalf, once, and with a record in the audit log.

mod look;
mod references;

use party::access::{Action, Grant, Refusal, View};
use party::customer::Customer;
use party::ids::{CustomerId, CustomerKey, ROOT, ROOT_BRANCH};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::{Lock, StoreError, Tx};

pub use self::look::{Look, Place};
pub use self::references::{References, Referent};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::find::FindCustomerError;
use crate::customer::locate::{self, LocateError};
use crate::idempotency::{IdempotencyConflict, write_once};

/// Why a tariff or routing group was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateOwnedError {
    /// The owner is absent, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a tariff, routing group or service plan was not removed.
#[derive(Debug, thiserror::Error)]
pub enum DeleteOwnedError {
    /// The owner is absent, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The owner has no such thing.
    #[error("the owner has no such thing")]
    Unknown,
    /// Something else refers to it.
    #[error("something else refers to it")]
    InUse,
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A write: on whose behalf, and how the audit log names it and the thing.
pub(crate) struct Deed {
    /// The owner; none: the caller.
    pub(crate) owner: Option<CustomerId>,
    pub(crate) operation: &'static str,
    pub(crate) object: String,
}

/// How the thing looked before and after. Without either nothing happened, and nothing is recorded.
#[derive(Default)]
pub(crate) struct Effect {
    pub(crate) before: Option<Value>,
    pub(crate) after: Option<Value>,
}

/// Makes something of the owner's: `work` does it with the proof that the caller may do `A` on behalf of the owner.
pub(crate) async fn create<A, T, E>(
    app: &App,
    context: &Context,
    deed: Deed,
    mut work: impl FnMut(&mut Tx<'_>, &Grant<A>) -> Result<(T, Effect), E> + Send + 'static,
) -> Result<T, E>
where
    A: Action,
    T: Serialize + DeserializeOwned + Send + 'static,
    E: From<Refusal> + From<StoreError> + From<IdempotencyConflict> + Send + 'static,
{
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, deed.operation, move |tx| {
        let located = locate::owner::<A>(tx, &within.caller, deed.owner, Lock::Share);
        let (grant, owner) = located.map_err(LocateError::widen::<E>)?;
        let (answer, effect) = work(tx, &grant)?;
        record(tx, &within, owner.key, &deed, effect, audit_id)?;
        Ok(answer)
    })
    .await
}

/// Changes or removes what `load` finds of the owner's: `work` does it with the proof that the caller may do `A` on behalf
/// of the owner. What is not there is told before what is not permitted.
pub(crate) async fn change<A, O, E>(
    app: &App,
    context: &Context,
    deed: Deed,
    mut load: impl FnMut(&mut Tx<'_>, CustomerKey) -> Result<Option<O>, StoreError> + Send + 'static,
    unknown: fn() -> E,
    mut work: impl FnMut(&mut Tx<'_>, &Grant<A>, O) -> Result<Effect, E> + Send + 'static,
) -> Result<(), E>
where
    A: Action,
    E: From<Refusal> + From<StoreError> + From<IdempotencyConflict> + Send + 'static,
{
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, deed.operation, move |tx| {
        let located = locate::owner::<View>(tx, &within.caller, deed.owner, Lock::Share);
        let (_, owner) = located.map_err(LocateError::widen::<E>)?;
        let found = load(tx, owner.key)?.ok_or_else(unknown)?;
        let grant = within.caller.grant(&owner)?;
        let effect = work(tx, &grant, found)?;
        Ok(record(tx, &within, owner.key, &deed, effect, audit_id)?)
    })
    .await
}

fn record(
    tx: &mut Tx<'_>,
    context: &Context,
    customer: CustomerKey,
    deed: &Deed,
    Effect { before, after }: Effect,
    audit_id: i64,
) -> Result<(), StoreError> {
    if before.is_none() && after.is_none() {
        return Ok(());
    }
    let (operation, object) = (deed.operation, deed.object.clone());
    audit::record(tx, context, audit_id, Change { customer, operation, object, before, after })
}

/// What `load` finds of the owner's, who is the caller where none is named.
pub(crate) async fn read<T: Send + 'static>(
    app: &App,
    context: &Context,
    name: &'static str,
    owner: Option<CustomerId>,
    mut load: impl FnMut(&mut Tx<'_>, CustomerKey) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read(name, move |tx| {
            let (_, owner) = locate::owner::<View>(tx, &caller, owner, Lock::Share)?;
            Ok(load(tx, owner.key)?)
        })
        .await
}

/// What `load` finds for the caller himself.
pub(crate) async fn read_given<T: Send + 'static>(
    app: &App,
    context: &Context,
    name: &'static str,
    mut load: impl FnMut(&mut Tx<'_>, &Customer) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read(name, move |tx| {
            let (_, customer) = locate::owner::<View>(tx, &caller, None, Lock::Share)?;
            Ok(load(tx, &customer)?)
        })
        .await
}

/// The key of `ancestor`, who stands above `customer`.
pub(crate) fn key_above(customer: &Customer, ancestor: CustomerId) -> CustomerKey {
    let branch = if ancestor == ROOT { ROOT_BRANCH } else { customer.key.branch };
    CustomerKey { branch, id: ancestor }
}

/// Which of an owner's things a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPage {
    /// Only names like this: `%` and `_` as in SQL's LIKE, whatever the case.
    pub pattern: Option<String>,
    /// Skip so many of them.
    pub offset: usize,
    /// At most so many.
    pub limit: usize,
}

impl NamedPage {
    /// All of them.
    pub const ALL: Self = Self { pattern: None, offset: 0, limit: usize::MAX };

    /// Those of `all` that the page shows. One owner has few, and the two engines disagree on what ILIKE and LIKE mean
    /// beyond ASCII.
    pub(crate) fn of<T>(&self, mut all: Vec<T>, name: impl Fn(&T) -> &str) -> Vec<T> {
        if let Some(pattern) = &self.pattern {
            all.retain(|thing| matches_pattern(name(thing), pattern));
        }
        all.into_iter().skip(self.offset).take(self.limit).collect()
    }
}

/// SQL's ILIKE: `%` is any text, `_` any character, case does not matter.
fn matches_pattern(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    // Of the text's prefixes, those that the pattern read so far matches.
    let mut matched = vec![false; text.len() + 1];
    if let Some(empty) = matched.first_mut() {
        *empty = true;
    }
    for wanted in pattern.to_lowercase().chars() {
        let mut next = vec![false; matched.len()];
        let mut any_before = false;
        for (length, slot) in next.iter_mut().enumerate() {
            let at = |index: usize| matched.get(index).copied().unwrap_or(false);
            any_before |= at(length);
            let one_shorter = length.checked_sub(1);
            *slot = match wanted {
                '%' => any_before,
                '_' => one_shorter.is_some_and(at),
                c => one_shorter.is_some_and(|before| at(before) && text.get(before) == Some(&c)),
            };
        }
        matched = next;
    }
    matched.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, pattern: &str, expected: bool) {
        assert_eq!(matches_pattern(text, pattern), expected, "{text} ~ {pattern}");
    }

    #[test]
    fn patterns() {
        check("Retail USD", "retail%", true);
        check("Retail USD", "%usd", true);
        check("Retail USD", "%TAIL%", true);
        check("Retail USD", "retail", false);
        check("Retail", "_etai_", true);
        check("", "%", true);
        check("", "_", false);
        check("Ромашка", "ром%", true);
        check(&"a".repeat(128), &"%a".repeat(60), true);
    }
}
