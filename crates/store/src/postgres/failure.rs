//! What an error of the server or of the connection means for the transaction.

use tokio_postgres::Error;
use tokio_postgres::error::{DbError, Severity, SqlState};

use super::describe;
use crate::batch::{Access, Failure};
use crate::error::StoreError;

/// How much the failure of `sql` costs.
pub(super) fn classify(sql: &'static str, error: &Error, access: Access) -> Failure {
    let detail = format!("{sql}: {}", describe(error));
    let Some(refusal) = error.as_db_error() else {
        // Only a parameter that cannot be encoded fails without touching the connection.
        let local = std::error::Error::source(error).is_some_and(|source| !source.is::<std::io::Error>());
        return match local && !error.is_closed() {
            true => Failure::Refused(StoreError::Defect(detail)),
            false => Failure::Lost(StoreError::Unavailable(detail)),
        };
    };
    let code = refusal.code();
    let class = code.code().get(..2).unwrap_or_default();
    match class {
        _ if is_conflict(refusal) => Failure::Conflict(StoreError::Unavailable(detail)),
        _ if refusal.parsed_severity().is_some_and(|severity| severity != Severity::Error) => {
            Failure::Lost(StoreError::Unavailable(detail))
        }
        // Connection failure, also between a coordinator and its workers; outcome of a statement not known.
        "08" => Failure::Lost(StoreError::Unavailable(detail)),
        // Out of resources, stopped by the operator, a failing system or an internal error.
        "53" | "57" | "58" | "XX" => Failure::Refused(StoreError::Unavailable(detail)),
        // The server became a standby.
        _ if *code == SqlState::READ_ONLY_SQL_TRANSACTION && access == Access::Write => {
            Failure::Lost(StoreError::Unavailable(detail))
        }
        "23" => {
            let detail =
                refusal.constraint().map_or(detail, |name| format!("{} breaks {name}", refusal.message()));
            Failure::Refused(StoreError::Inconsistent { statement: sql, detail })
        }
        _ => Failure::Refused(StoreError::Defect(detail)),
    }
}

/// Serialization failure, deadlock, lock timeout, and a prepared statement whose tables were altered.
fn is_conflict(refusal: &DbError) -> bool {
    let code = refusal.code();
    *code == SqlState::T_R_SERIALIZATION_FAILURE
        || *code == SqlState::T_R_DEADLOCK_DETECTED
        || *code == SqlState::LOCK_NOT_AVAILABLE
        || (*code == SqlState::FEATURE_NOT_SUPPORTED && refusal.message().starts_with("cached plan"))
}
