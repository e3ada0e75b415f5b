//! Facts about the whole installation: the digest realm, the fingerprint of its key.

use crate::error::StoreError;
use crate::tx::Tx;

/// Writes a fact that was not there.
///
/// # Errors
/// The engine's; the fact is there already.
pub fn insert(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<(), StoreError> {
    tx.execute_one("INSERT INTO installation (name, value) VALUES ($1, $2)", &[name.into(), value.into()])
}

/// The fact `name`.
///
/// # Errors
/// The engine's.
pub fn find(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>, StoreError> {
    tx.query_opt("SELECT value FROM installation WHERE name = $1", &[name.into()], |row| row.text(0))
}
