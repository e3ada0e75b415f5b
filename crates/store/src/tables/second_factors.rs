//! What people show beside their passwords: the sealed secret of a program that makes codes, and recovery codes by their
//! keyed hashes. Whether a text is a right code is the use case's to say.

use party::access::{DeleteAccount, DeleteCustomer, EditAccount, Grant, ManageWebUsers};
use party::ids::{AccountId, CustomerKey, WebUserId};

use super::columns::Columns;
use super::pending_sign_ins;
use super::web_sessions::{Person, stored};
use crate::error::StoreError;
use crate::tx::{Lock, Param, Row, Tx};

/// What a recovery code hashes to.
pub type RecoveryCodeHash = [u8; 32];

/// The second factor of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// The secret, which only the key file opens.
    pub sealed: Vec<u8>,
    /// Whether signing in asks for it; until then it is being set up.
    pub is_on: bool,
    /// Since when, in microseconds since 1970.
    pub since_micros: i64,
    /// The step of the last code that was taken, counted since 1970; before the first, 0.
    pub last_step: i64,
}

/// The second factor of a person, on or being set up. Held against change where the transaction writes.
///
/// # Errors
/// The engine's.
pub fn load(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    person: Person,
) -> Result<Option<SecondFactor>, StoreError> {
    let sql = "SELECT sealed, is_on, since_micros, last_step FROM second_factor \
               WHERE branch_id = $1 AND customer_id = $2 AND noun = $3 AND id = $4";
    let params = key(customer, person);
    if tx.is_write() {
        return tx.query_locked_opt(sql, &params, Lock::Update, read);
    }
    tx.query_opt(sql, &params, read)
}

/// Those web users of a customer whose second factor is on.
///
/// # Errors
/// The engine's.
pub fn list_web_users(tx: &mut Tx<'_>, customer: CustomerKey) -> Result<Vec<WebUserId>, StoreError> {
    let sql = "SELECT id FROM second_factor \
               WHERE branch_id = $1 AND customer_id = $2 AND noun = 'web_user' AND is_on = 1";
    tx.query(sql, &[customer.branch.0.into(), customer.id.0.into()], |row| Ok(WebUserId(row.int(0)?)))
}

/// Writes the second factor of a person, in the place of one that he has. That he is signed in is all the permission it
/// needs.
///
/// # Errors
/// The engine's.
pub fn put(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    person: Person,
    second_factor: &SecondFactor,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO second_factor (branch_id, customer_id, noun, id, sealed, is_on, since_micros, last_step) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (branch_id, customer_id, noun, id) \
               DO UPDATE SET sealed = excluded.sealed, is_on = excluded.is_on, \
               since_micros = excluded.since_micros, last_step = excluded.last_step";
    let [branch, customer, noun, id] = key(customer, person);
    let params = [
        branch,
        customer,
        noun,
        id,
        second_factor.sealed.as_slice().into(),
        second_factor.is_on.into(),
        second_factor.since_micros.into(),
        second_factor.last_step.into(),
    ];
    tx.execute_one(sql, &params)
}

/// Notes that the code of this step was taken.
///
/// # Errors
/// The engine's; the second factor is gone.
pub fn set_last_step(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    person: Person,
    last_step: i64,
) -> Result<(), StoreError> {
    let sql = "UPDATE second_factor SET last_step = $1 \
               WHERE branch_id = $2 AND customer_id = $3 AND noun = $4 AND id = $5";
    let [branch, customer, noun, id] = key(customer, person);
    tx.execute_one(sql, &[last_step.into(), branch, customer, noun, id])
}

/// Writes recovery codes in the place of those that the person has.
///
/// # Errors
/// The engine's.
pub fn put_recovery_codes(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    person: Person,
    hashes: &[RecoveryCodeHash],
) -> Result<(), StoreError> {
    delete_recovery_codes(tx, customer, person)?;
    let sql = "INSERT INTO recovery_code (branch_id, customer_id, noun, id, code_hash) \
               VALUES ($1, $2, $3, $4, $5)";
    for hash in hashes {
        let [branch, customer, noun, id] = key(customer, person);
        tx.execute_one(sql, &[branch, customer, noun, id, Param::Blob(hash)])?;
    }
    Ok(())
}

/// Whether a recovery code is one that the person can still use.
///
/// # Errors
/// The engine's.
pub fn has_recovery_code(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    person: Person,
    hash: &RecoveryCodeHash,
) -> Result<bool, StoreError> {
    let sql = "SELECT id FROM recovery_code \
               WHERE branch_id = $1 AND customer_id = $2 AND noun = $3 AND id = $4 AND code_hash = $5";
    let [branch, customer, noun, id] = key(customer, person);
    let found = tx.query_opt(sql, &[branch, customer, noun, id, Param::Blob(hash)], |row| row.int(0))?;
    Ok(found.is_some())
}

/// Takes away a recovery code that was used.
///
/// # Errors
/// The engine's; it was used meanwhile.
pub fn delete_recovery_code(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    person: Person,
    hash: &RecoveryCodeHash,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM recovery_code \
               WHERE branch_id = $1 AND customer_id = $2 AND noun = $3 AND id = $4 AND code_hash = $5";
    let [branch, customer, noun, id] = key(customer, person);
    tx.execute_one(sql, &[branch, customer, noun, id, Param::Blob(hash)])
}

/// How many recovery codes a person has left.
///
/// # Errors
/// The engine's.
pub fn count_recovery_codes(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    person: Person,
) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) FROM recovery_code \
               WHERE branch_id = $1 AND customer_id = $2 AND noun = $3 AND id = $4";
    tx.query_one(sql, &key(customer, person), |row| row.int(0))
}

/// Removes a person's own second factor and all that belongs to it. His password and a code are all the permission that it
/// needs.
///
/// # Errors
/// The engine's.
pub fn delete_own(tx: &mut Tx<'_>, customer: CustomerKey, person: Person) -> Result<u64, StoreError> {
    delete_recovery_codes(tx, customer, person)?;
    pending_sign_ins::delete_of(tx, customer, person)?;
    let sql = "DELETE FROM second_factor WHERE branch_id = $1 AND customer_id = $2 AND noun = $3 AND id = $4";
    tx.execute(sql, &key(customer, person))
}

/// The same for a web user, by who manages him; tells how many were removed.
///
/// # Errors
/// The engine's.
pub fn delete_of_web_user(
    tx: &mut Tx<'_>,
    grant: &Grant<ManageWebUsers>,
    id: WebUserId,
) -> Result<u64, StoreError> {
    delete_own(tx, grant.subject(), Person::WebUser(id))
}

/// The same for the holder of an account, by who may change it; tells how many were removed.
///
/// # Errors
/// The engine's.
pub fn delete_of_holder(
    tx: &mut Tx<'_>,
    grant: &Grant<EditAccount>,
    id: AccountId,
) -> Result<u64, StoreError> {
    delete_own(tx, grant.subject(), Person::Account(id))
}

/// The same for an account that goes.
///
/// # Errors
/// The engine's.
pub fn delete_of_account(
    tx: &mut Tx<'_>,
    grant: &Grant<DeleteAccount>,
    id: AccountId,
) -> Result<u64, StoreError> {
    delete_own(tx, grant.subject(), Person::Account(id))
}

/// Removes everything of this kind that people of a customer have who goes.
///
/// # Errors
/// The engine's.
pub fn delete_all_of(tx: &mut Tx<'_>, grant: &Grant<DeleteCustomer>) -> Result<u64, StoreError> {
    let customer = grant.subject();
    let params = [customer.branch.0.into(), customer.id.0.into()];
    tx.execute("DELETE FROM recovery_code WHERE branch_id = $1 AND customer_id = $2", &params)?;
    tx.execute("DELETE FROM pending_sign_in WHERE branch_id = $1 AND customer_id = $2", &params)?;
    tx.execute("DELETE FROM second_factor WHERE branch_id = $1 AND customer_id = $2", &params)
}

fn delete_recovery_codes(tx: &mut Tx<'_>, customer: CustomerKey, person: Person) -> Result<u64, StoreError> {
    let sql = "DELETE FROM recovery_code WHERE branch_id = $1 AND customer_id = $2 AND noun = $3 AND id = $4";
    tx.execute(sql, &key(customer, person))
}

fn key(customer: CustomerKey, person: Person) -> [Param<'static>; 4] {
    let (noun, id) = stored(person);
    [customer.branch.0.into(), customer.id.0.into(), noun.into(), id.into()]
}

fn read(row: &dyn Row) -> Result<SecondFactor, StoreError> {
    let mut columns = Columns::of("second_factor", row);
    Ok(SecondFactor {
        sealed: columns.blob()?,
        is_on: columns.bool()?,
        since_micros: columns.int()?,
        last_step: columns.int()?,
    })
}
