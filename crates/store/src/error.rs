//! What can go wrong between the product and its database, sorted by who has to act.
//!
//! `Display` is short and safe to show to anybody: it never repeats what a driver said. What the driver said is in
//! the fields, for logs (`Debug` or [`StoreError::detail`]). Which peer hears which status is the faces' business.

use crate::migrate::MigrationError;

/// Why a transaction, a backup or a migration was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached, cannot write, or went away during COMMIT (the outcome is then unknown).
    #[error("storage is unavailable, try again later")]
    Unavailable(String),
    /// The queue is full, or the transaction kept losing against others. Nothing was written.
    #[error("storage is busy, try again")]
    Busy,
    /// Stored rows contradict what the product believes: a row count, a value, a constraint.
    #[error("stored data is inconsistent")]
    Inconsistent {
        /// The statement that met the contradiction; empty when none is to blame.
        statement: &'static str,
        /// What was expected and what was found, naming table and column, never a customer's data.
        detail: String,
    },
    /// The schema is not the one this program knows. The text is a sentence for the operator.
    #[error(transparent)]
    Migration(#[from] MigrationError),
    /// A backup could not be made. The text is a sentence for the operator.
    #[error("backup: {0}")]
    Backup(String),
    /// A fault of this program: a statement the engine rejects, a panic in a closure.
    #[error("storage defect")]
    Defect(String),
}

/// The two answers a peer can be given for a [`StoreError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreErrorKind {
    /// Nothing is wrong with the request: the same request may succeed later.
    Unavailable,
    /// Ours: trying again will not help, somebody must look.
    Defect,
}

impl StoreError {
    /// Shorthand for [`StoreError::Inconsistent`]; the transaction fills in the statement while it reads rows.
    pub fn inconsistent(detail: impl Into<String>) -> Self {
        Self::Inconsistent { statement: "", detail: detail.into() }
    }

    /// Which of the two answers a peer is given.
    pub fn kind(&self) -> StoreErrorKind {
        match self {
            Self::Unavailable(_) | Self::Busy => StoreErrorKind::Unavailable,
            Self::Inconsistent { .. } | Self::Migration(_) | Self::Backup(_) | Self::Defect(_) => {
                StoreErrorKind::Defect
            }
        }
    }

    /// What happened, in full, for logs only.
    pub fn detail(&self) -> String {
        match self {
            Self::Unavailable(detail) | Self::Backup(detail) | Self::Defect(detail) => detail.clone(),
            Self::Busy => "the queue is full or the transaction kept conflicting".to_owned(),
            Self::Inconsistent { statement: "", detail } => detail.clone(),
            Self::Inconsistent { statement, detail } => format!("{detail} [{statement}]"),
            Self::Migration(error) => error.to_string(),
        }
    }

    /// Names the statement, unless the error already names one.
    pub(crate) fn at(self, sql: &'static str) -> Self {
        match self {
            Self::Inconsistent { statement: "", detail } => Self::Inconsistent { statement: sql, detail },
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(error: StoreError, shown: &str, kind: StoreErrorKind, detail: &str) {
        assert_eq!((error.to_string().as_str(), error.kind()), (shown, kind));
        assert_eq!(error.detail(), detail);
    }

    #[test]
    fn peers_never_read_a_driver() {
        use StoreErrorKind::{Defect, Unavailable};
        check(
            StoreError::Unavailable("disk".into()),
            "storage is unavailable, try again later",
            Unavailable,
            "disk",
        );
        check(
            StoreError::Busy,
            "storage is busy, try again",
            Unavailable,
            "the queue is full or the transaction kept conflicting",
        );
        check(StoreError::Defect("no such table".into()), "storage defect", Defect, "no such table");
        check(
            StoreError::inconsistent("two rows").at("SELECT 1").at("SELECT 2"),
            "stored data is inconsistent",
            Defect,
            "two rows [SELECT 1]",
        );
    }
}
