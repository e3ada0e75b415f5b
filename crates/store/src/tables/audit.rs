//! Who did what to whom: append-only, written in the same transaction as what it describes.

use party::ids::BranchId;

use crate::error::StoreError;
use crate::tx::Tx;

/// One line of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// The branch of the object.
    pub branch: BranchId,
    /// Its number.
    pub id: i64,
    /// When, in microseconds since 1970.
    pub at_micros: i64,
    /// Who: `customer:7`, `trusted:10.0.0.1`, `operator`.
    pub actor: String,
    /// Through which face.
    pub face: &'static str,
    /// Which use case.
    pub operation: &'static str,
    /// To what: `customer:9`.
    pub object: String,
    /// Its state before, as JSON; none for what did not exist.
    pub before: Option<String>,
    /// Its state after, as JSON; none for what no longer exists. Never holds a secret.
    pub after: Option<String>,
    /// Finds the log line and the answer.
    pub request_id: String,
}

/// Appends `record`.
///
/// # Errors
/// The engine's.
pub fn append(tx: &mut Tx<'_>, record: &AuditRecord) -> Result<(), StoreError> {
    let sql = "INSERT INTO audit (branch_id, audit_id, at_micros, actor, face, operation, object, before, after, \
               request_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let params = [
        record.branch.0.into(),
        record.id.into(),
        record.at_micros.into(),
        record.actor.as_str().into(),
        record.face.into(),
        record.operation.into(),
        record.object.as_str().into(),
        record.before.as_deref().into(),
        record.after.as_deref().into(),
        record.request_id.as_str().into(),
    ];
    tx.execute_one(sql, &params)
}
