//! Whose password was right, and who must still show a code before he has a session.
//!
//! Found by branch and hash like a session, and no session: what its token opens is the question for the code.

use party::ids::{BranchId, CustomerId, CustomerKey};

use super::columns::Columns;
use super::web_sessions::{Person, TokenHash, read_person, stored};
use crate::error::StoreError;
use crate::tx::{Param, Row, Tx};

/// Half of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingSignIn {
    /// What its secret hashes to.
    pub token_hash: TokenHash,
    /// The person's customer.
    pub customer: CustomerKey,
    /// Whose password was right.
    pub person: Person,
    /// A digest of what the password was checked against.
    pub credential: [u8; 32],
    /// He came with a password that serves once.
    pub must_change_password: bool,
    /// From when on it is over, in microseconds since 1970.
    pub expires_at_micros: i64,
}

/// Writes a new one. The right password is all the permission that it needs.
///
/// # Errors
/// The engine's.
pub fn insert(tx: &mut Tx<'_>, pending: &PendingSignIn) -> Result<(), StoreError> {
    let sql = "INSERT INTO pending_sign_in (branch_id, token_hash, customer_id, noun, id, credential, \
               must_change_password, expires_at_micros) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let (noun, id) = stored(pending.person);
    let params = [
        pending.customer.branch.0.into(),
        Param::Blob(&pending.token_hash),
        pending.customer.id.0.into(),
        noun.into(),
        id.into(),
        Param::Blob(&pending.credential),
        pending.must_change_password.into(),
        pending.expires_at_micros.into(),
    ];
    tx.execute_one(sql, &params)
}

/// The one with that hash in that branch.
///
/// # Errors
/// The engine's.
pub fn load(
    tx: &mut Tx<'_>,
    branch: BranchId,
    hash: &TokenHash,
) -> Result<Option<PendingSignIn>, StoreError> {
    let sql = "SELECT branch_id, token_hash, customer_id, noun, id, credential, must_change_password, \
               expires_at_micros FROM pending_sign_in WHERE branch_id = $1 AND token_hash = $2";
    tx.query_opt(sql, &[branch.0.into(), Param::Blob(hash)], read)
}

/// Ends one; tells how many ended.
///
/// # Errors
/// The engine's.
pub fn delete(tx: &mut Tx<'_>, branch: BranchId, hash: &TokenHash) -> Result<u64, StoreError> {
    let sql = "DELETE FROM pending_sign_in WHERE branch_id = $1 AND token_hash = $2";
    tx.execute(sql, &[branch.0.into(), Param::Blob(hash)])
}

/// Ends every one of a person.
///
/// # Errors
/// The engine's.
pub fn delete_of(tx: &mut Tx<'_>, customer: CustomerKey, person: Person) -> Result<u64, StoreError> {
    let sql =
        "DELETE FROM pending_sign_in WHERE branch_id = $1 AND customer_id = $2 AND noun = $3 AND id = $4";
    let (noun, id) = stored(person);
    tx.execute(sql, &[customer.branch.0.into(), customer.id.0.into(), noun.into(), id.into()])
}

/// Removes those of a branch that are over; tells how many were.
///
/// # Errors
/// The engine's.
pub fn delete_ended(tx: &mut Tx<'_>, branch: BranchId, now_micros: i64) -> Result<u64, StoreError> {
    let sql = "DELETE FROM pending_sign_in WHERE branch_id = $1 AND expires_at_micros <= $2";
    tx.execute(sql, &[branch.0.into(), now_micros.into()])
}

fn read(row: &dyn Row) -> Result<PendingSignIn, StoreError> {
    let mut columns = Columns::of("pending_sign_in", row);
    let branch = BranchId(columns.int()?);
    Ok(PendingSignIn {
        token_hash: columns.digest()?,
        customer: CustomerKey { branch, id: CustomerId(columns.int()?) },
        person: read_person(&mut columns)?,
        credential: columns.digest()?,
        must_change_password: columns.bool()?,
        expires_at_micros: columns.int()?,
    })
}
