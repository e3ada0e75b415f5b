//! The first answer to every write that came with a key, kept in the same transaction as what it did.

use party::access::{DeleteCustomer, Grant};
use party::ids::CustomerKey;

use crate::error::StoreError;
use crate::tx::Tx;

/// What is remembered about a keyed write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// Of the request's content.
    pub fingerprint: Vec<u8>,
    /// What was answered, in the use case's own form.
    pub answer: String,
}

/// What `caller` was answered under `key`.
///
/// # Errors
/// The engine's.
pub fn find(tx: &mut Tx<'_>, caller: CustomerKey, key: &str) -> Result<Option<Remembered>, StoreError> {
    let sql = "SELECT fingerprint, answer FROM idempotency \
               WHERE branch_id = $1 AND customer_id = $2 AND idempotency_key = $3";
    tx.query_opt(sql, &[caller.branch.0.into(), caller.id.0.into(), key.into()], |row| {
        Ok(Remembered { fingerprint: row.blob(0)?, answer: row.text(1)? })
    })
}

/// Reserves `key` for this transaction, before it does anything: a second one with the same key waits here and is
/// told no once the first has committed.
///
/// # Errors
/// The engine's.
pub fn reserve(
    tx: &mut Tx<'_>,
    caller: CustomerKey,
    key: &str,
    fingerprint: &[u8],
    at_micros: i64,
) -> Result<bool, StoreError> {
    let sql = "INSERT INTO idempotency (branch_id, customer_id, idempotency_key, fingerprint, answer, at_micros) \
               VALUES ($1, $2, $3, $4, '', $5) ON CONFLICT (branch_id, customer_id, idempotency_key) DO NOTHING";
    let params =
        [caller.branch.0.into(), caller.id.0.into(), key.into(), fingerprint.into(), at_micros.into()];
    Ok(tx.execute(sql, &params)? == 1)
}

/// Forgets every key of a customer who goes.
///
/// # Errors
/// The engine's.
pub fn delete_all_of(tx: &mut Tx<'_>, grant: &Grant<DeleteCustomer>) -> Result<u64, StoreError> {
    let caller = grant.subject();
    let sql = "DELETE FROM idempotency WHERE branch_id = $1 AND customer_id = $2";
    tx.execute(sql, &[caller.branch.0.into(), caller.id.0.into()])
}

/// Completes a reservation of this transaction with the answer.
///
/// # Errors
/// The engine's; nothing was reserved.
pub fn complete(tx: &mut Tx<'_>, caller: CustomerKey, key: &str, answer: &str) -> Result<(), StoreError> {
    let sql = "UPDATE idempotency SET answer = $1 \
               WHERE branch_id = $2 AND customer_id = $3 AND idempotency_key = $4";
    tx.execute_one(sql, &[answer.into(), caller.branch.0.into(), caller.id.0.into(), key.into()])
}
