//! What a customer's API password is checked against: sealed bytes that only the key file opens.

use party::access::Grant;
use party::ids::CustomerKey;

use crate::error::StoreError;
use crate::tx::Tx;

/// A customer's API credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiCredential {
    /// The user name that the sealed digests were made with.
    pub digest_user: String,
    /// Sealed digests.
    pub sealed: Vec<u8>,
    /// Its customer has switched it off: nothing is right.
    pub is_off: bool,
}

/// Writes the credential of a new `customer`.
///
/// # Errors
/// The engine's.
pub fn insert<A>(
    tx: &mut Tx<'_>,
    _grant: &Grant<A>,
    customer: CustomerKey,
    credential: &ApiCredential,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO api_credential (branch_id, customer_id, digest_user, sealed, is_off) \
               VALUES ($1, $2, $3, $4, $5)";
    let params = [
        customer.branch.0.into(),
        customer.id.0.into(),
        credential.digest_user.as_str().into(),
        credential.sealed.as_slice().into(),
        credential.is_off.into(),
    ];
    tx.execute_one(sql, &params)
}

/// Switches the credential of the customer off or on; he must have one.
///
/// # Errors
/// The engine's; he has none.
pub fn set_off<A>(tx: &mut Tx<'_>, grant: &Grant<A>, is_off: bool) -> Result<(), StoreError> {
    let sql = "UPDATE api_credential SET is_off = $1 WHERE branch_id = $2 AND customer_id = $3";
    let key = grant.subject();
    tx.execute_one(sql, &[is_off.into(), key.branch.0.into(), key.id.0.into()])
}

/// Removes the credential of `customer`, if he has one.
///
/// # Errors
/// The engine's; he has several.
pub fn remove<A>(tx: &mut Tx<'_>, grant: &Grant<A>) -> Result<(), StoreError> {
    let sql = "DELETE FROM api_credential WHERE branch_id = $1 AND customer_id = $2";
    let key = grant.subject();
    match tx.execute(sql, &[key.branch.0.into(), key.id.0.into()])? {
        0 | 1 => Ok(()),
        rows => Err(StoreError::inconsistent(format!("table api_credential: {rows} rows of one customer"))),
    }
}

/// The credential of `customer`.
///
/// # Errors
/// The engine's.
pub fn load(tx: &mut Tx<'_>, customer: CustomerKey) -> Result<Option<ApiCredential>, StoreError> {
    let sql =
        "SELECT digest_user, sealed, is_off FROM api_credential WHERE branch_id = $1 AND customer_id = $2";
    tx.query_opt(sql, &[customer.branch.0.into(), customer.id.0.into()], |row| {
        Ok(ApiCredential { digest_user: row.text(0)?, sealed: row.blob(1)?, is_off: row.int(2)? != 0 })
    })
}
