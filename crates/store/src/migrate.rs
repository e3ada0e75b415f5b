//! Numbered schema steps, applied once each, and the proof that a database has exactly the steps this program knows.
//!
//! Every applied step leaves a row in the table `migration` with the SHA-256 of its text. A step that was edited
//! afterwards, a missing one, or one from a newer release is refused with a sentence that says which. Steps run in one
//! transaction under an exclusive lock, so that two programs starting together migrate once.

use sha2::{Digest, Sha256};

use crate::engine::EngineKind;

/// One step: `migrations/{sqlite,postgres}/NNNN_name.sql`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// Counts from 1 without gaps.
    pub version: i64,
    /// What the step is about, in `snake_case`.
    pub name: &'static str,
    /// Any number of statements, none of which begins or ends a transaction.
    pub sql: &'static str,
}

/// The same steps in the two dialects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MigrationSet {
    /// Steps for SQLite.
    pub sqlite: &'static [Migration],
    /// Steps for PostgreSQL.
    pub postgres: &'static [Migration],
}

/// A step that a database has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedMigration {
    /// See [`Migration::version`].
    pub version: i64,
    /// See [`Migration::name`].
    pub name: String,
    /// SHA-256 of the step's text, in lower-case hexadecimal.
    pub checksum: String,
    /// When it was applied, in microseconds since the Unix epoch.
    pub applied_at_micros: i64,
}

/// How far a database has come. It contains nothing that this program does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationState {
    /// What the database has, in order.
    pub applied: Vec<AppliedMigration>,
    /// What it still needs, in order.
    pub pending: Vec<Migration>,
}

/// Why a database cannot be migrated or used. `Display` is a sentence for the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MigrationError {
    /// The text of an applied step is not the text this program has.
    #[error("migration {version:04}_{name} is not the one this database was migrated with: its text differs")]
    Changed {
        /// The step's number.
        version: i64,
        /// The step's name in the database.
        name: String,
    },
    /// A later step is applied, this one is not.
    #[error("migration {version:04} is missing in this database although a later one is applied")]
    Gap {
        /// The missing step's number.
        version: i64,
    },
    /// The database is ahead of this program.
    #[error(
        "migration {version:04}_{name} is unknown to this program: the database belongs to a newer release"
    )]
    Unknown {
        /// The unknown step's number.
        version: i64,
        /// The unknown step's name.
        name: String,
    },
    /// A step failed; the database is as before.
    #[error("migration {version:04}_{name} failed and nothing was changed: {detail}")]
    Failed {
        /// The failing step's number.
        version: i64,
        /// The failing step's name.
        name: &'static str,
        /// What the engine said.
        detail: String,
    },
    /// The migrations compiled into this program are not numbered 1, 2, 3, ….
    #[error("this program's own migrations are numbered wrongly at {name}")]
    Misnumbered {
        /// The first step whose number is not the next one.
        name: &'static str,
    },
}

/// Reads the applied steps.
pub(crate) const SELECT_APPLIED: &str =
    "SELECT version, name, checksum, applied_at_micros FROM migration ORDER BY version";

/// Records an applied step.
pub(crate) const INSERT_APPLIED: &str =
    "INSERT INTO migration (version, name, checksum, applied_at_micros) VALUES ($1, $2, $3, $4)";

impl Migration {
    /// SHA-256 of the text in lower-case hexadecimal. A checkout with CRLF line ends has the same checksum.
    pub fn checksum(&self) -> String {
        let digest = Sha256::digest(self.sql.replace("\r\n", "\n").as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    pub(crate) fn applied_at(&self, now_micros: i64) -> AppliedMigration {
        AppliedMigration {
            version: self.version,
            name: self.name.to_owned(),
            checksum: self.checksum(),
            applied_at_micros: now_micros,
        }
    }
}

impl MigrationSet {
    /// The steps of this product.
    pub const PRODUCT: Self = Self {
        sqlite: &[
            Migration {
                version: 1,
                name: "foundation",
                sql: include_str!("../migrations/sqlite/0001_foundation.sql"),
            },
            Migration {
                version: 2,
                name: "payments",
                sql: include_str!("../migrations/sqlite/0002_payments.sql"),
            },
            Migration {
                version: 3,
                name: "web_users",
                sql: include_str!("../migrations/sqlite/0003_web_users.sql"),
            },
            Migration {
                version: 4,
                name: "audit_log",
                sql: include_str!("../migrations/sqlite/0004_audit_log.sql"),
            },
            Migration {
                version: 5,
                name: "pages_by_object_id",
                sql: include_str!("../migrations/sqlite/0005_pages_by_object_id.sql"),
            },
            Migration {
                version: 6,
                name: "service_plans",
                sql: include_str!("../migrations/sqlite/0006_service_plans.sql"),
            },
            Migration {
                version: 7,
                name: "endpoints",
                sql: include_str!("../migrations/sqlite/0007_endpoints.sql"),
            },
            Migration {
                version: 8,
                name: "portal",
                sql: include_str!("../migrations/sqlite/0008_portal.sql"),
            },
            Migration { version: 9, name: "users", sql: include_str!("../migrations/sqlite/0009_users.sql") },
            Migration {
                version: 10,
                name: "outbox",
                sql: include_str!("../migrations/sqlite/0010_outbox.sql"),
            },
            Migration {
                version: 11,
                name: "acting",
                sql: include_str!("../migrations/sqlite/0011_acting.sql"),
            },
            Migration {
                version: 12,
                name: "second_factors",
                sql: include_str!("../migrations/sqlite/0012_second_factors.sql"),
            },
            Migration {
                version: 13,
                name: "money",
                sql: include_str!("../migrations/sqlite/0013_money.sql"),
            },
            Migration {
                version: 14,
                name: "audit_search",
                sql: include_str!("../migrations/sqlite/0014_audit_search.sql"),
            },
            Migration {
                version: 15,
                name: "brand_files",
                sql: include_str!("../migrations/sqlite/0015_brand_files.sql"),
            },
            Migration {
                version: 16,
                name: "api_switch",
                sql: include_str!("../migrations/sqlite/0016_api_switch.sql"),
            },
            Migration {
                version: 17,
                name: "customer_filters",
                sql: include_str!("../migrations/sqlite/0017_customer_filters.sql"),
            },
            Migration {
                version: 18,
                name: "figures",
                sql: include_str!("../migrations/sqlite/0018_figures.sql"),
            },
            Migration {
                version: 19,
                name: "audit_below",
                sql: include_str!("../migrations/sqlite/0019_audit_below.sql"),
            },
            Migration {
                version: 20,
                name: "search_keys",
                sql: include_str!("../migrations/sqlite/0020_search_keys.sql"),
            },
        ],
        postgres: &[
            Migration {
                version: 1,
                name: "foundation",
                sql: include_str!("../migrations/postgres/0001_foundation.sql"),
            },
            Migration {
                version: 2,
                name: "payments",
                sql: include_str!("../migrations/postgres/0002_payments.sql"),
            },
            Migration {
                version: 3,
                name: "web_users",
                sql: include_str!("../migrations/postgres/0003_web_users.sql"),
            },
            Migration {
                version: 4,
                name: "audit_log",
                sql: include_str!("../migrations/postgres/0004_audit_log.sql"),
            },
            Migration {
                version: 5,
                name: "pages_by_object_id",
                sql: include_str!("../migrations/postgres/0005_pages_by_object_id.sql"),
            },
            Migration {
                version: 6,
                name: "service_plans",
                sql: include_str!("../migrations/postgres/0006_service_plans.sql"),
            },
            Migration {
                version: 7,
                name: "endpoints",
                sql: include_str!("../migrations/postgres/0007_endpoints.sql"),
            },
            Migration {
                version: 8,
                name: "portal",
                sql: include_str!("../migrations/postgres/0008_portal.sql"),
            },
            Migration {
                version: 9,
                name: "users",
                sql: include_str!("../migrations/postgres/0009_users.sql"),
            },
            Migration {
                version: 10,
                name: "outbox",
                sql: include_str!("../migrations/postgres/0010_outbox.sql"),
            },
            Migration {
                version: 11,
                name: "acting",
                sql: include_str!("../migrations/postgres/0011_acting.sql"),
            },
            Migration {
                version: 12,
                name: "second_factors",
                sql: include_str!("../migrations/postgres/0012_second_factors.sql"),
            },
            Migration {
                version: 13,
                name: "money",
                sql: include_str!("../migrations/postgres/0013_money.sql"),
            },
            Migration {
                version: 14,
                name: "audit_search",
                sql: include_str!("../migrations/postgres/0014_audit_search.sql"),
            },
            Migration {
                version: 15,
                name: "brand_files",
                sql: include_str!("../migrations/postgres/0015_brand_files.sql"),
            },
            Migration {
                version: 16,
                name: "api_switch",
                sql: include_str!("../migrations/postgres/0016_api_switch.sql"),
            },
            Migration {
                version: 17,
                name: "customer_filters",
                sql: include_str!("../migrations/postgres/0017_customer_filters.sql"),
            },
            Migration {
                version: 18,
                name: "figures",
                sql: include_str!("../migrations/postgres/0018_figures.sql"),
            },
            Migration {
                version: 19,
                name: "audit_below",
                sql: include_str!("../migrations/postgres/0019_audit_below.sql"),
            },
            Migration {
                version: 20,
                name: "search_keys",
                sql: include_str!("../migrations/postgres/0020_search_keys.sql"),
            },
        ],
    };

    /// The steps of one dialect.
    pub fn of(&self, engine: EngineKind) -> &'static [Migration] {
        match engine {
            EngineKind::Sqlite => self.sqlite,
            EngineKind::Postgres => self.postgres,
        }
    }
}

impl MigrationState {
    /// Compares what a database has with what this program knows.
    pub(crate) fn compare(
        known: &'static [Migration],
        applied: Vec<AppliedMigration>,
    ) -> Result<Self, MigrationError> {
        for (expected, migration) in (1..).zip(known) {
            if migration.version != expected {
                return Err(MigrationError::Misnumbered { name: migration.name });
            }
        }
        let mut rest = known.iter();
        for (expected, found) in (1..).zip(&applied) {
            if found.version != expected {
                return Err(MigrationError::Gap { version: expected });
            }
            let (version, name) = (found.version, found.name.clone());
            let Some(migration) = rest.next() else {
                return Err(MigrationError::Unknown { version, name });
            };
            if found.checksum != migration.checksum() {
                return Err(MigrationError::Changed { version, name });
            }
        }
        Ok(Self { applied, pending: rest.copied().collect() })
    }

    /// Whether nothing is pending.
    pub fn is_current(&self) -> bool {
        self.pending.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Migration = Migration { version: 1, name: "first", sql: "CREATE TABLE a (x TEXT);\n" };
    const SECOND: Migration = Migration { version: 2, name: "second", sql: "CREATE TABLE b (x TEXT);\n" };
    const EDITED: Migration = Migration { sql: "CREATE TABLE c (x TEXT);\n", ..SECOND };
    const THIRD: Migration = Migration { version: 3, name: "third", sql: "" };

    #[track_caller]
    fn check(
        known: &'static [Migration],
        applied: &[Migration],
        expected: Result<&[Migration], MigrationError>,
    ) {
        let applied = applied.iter().map(|migration| migration.applied_at(7)).collect();
        let state = MigrationState::compare(known, applied);
        assert_eq!(state.map(|state| state.pending), expected.map(<[Migration]>::to_vec));
    }

    #[test]
    fn pending_is_what_follows_the_applied() {
        check(&[], &[], Ok(&[]));
        check(&[FIRST, SECOND], &[], Ok(&[FIRST, SECOND]));
        check(&[FIRST, SECOND], &[FIRST], Ok(&[SECOND]));
        check(&[FIRST, SECOND], &[FIRST, SECOND], Ok(&[]));
    }

    #[test]
    fn strange_databases_are_refused() {
        let (version, name) = (2, "second".to_owned());
        check(&[FIRST], &[FIRST, SECOND], Err(MigrationError::Unknown { version, name: name.clone() }));
        check(&[FIRST, SECOND], &[FIRST, EDITED], Err(MigrationError::Changed { version, name }));
        check(&[FIRST, SECOND, THIRD], &[FIRST, THIRD], Err(MigrationError::Gap { version }));
        check(&[FIRST, THIRD], &[FIRST], Err(MigrationError::Misnumbered { name: "third" }));
    }

    #[test]
    fn line_ends_do_not_change_the_checksum() {
        let dos = Migration { sql: "CREATE TABLE a (x TEXT);\r\n", ..FIRST };
        assert_eq!(dos.checksum(), FIRST.checksum());
        assert_eq!(THIRD.checksum(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
