//! What the tests of the faces share: fresh installations, initialised, on every engine that is there.
//!
//! SQLite is always there. PostgreSQL is where `TOLLGATE_TEST_POSTGRES` names a server on which the user may create
//! schemas; its absence is said aloud, and is an error in continuous integration. Time stands still until a test
//! advances it, and chance comes from a seed, so a failure repeats. Knows no dialect.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod clock;
mod contents;
mod installation;
mod mail_server;
mod postgres_server;
mod snapshot;

pub use clock::{START, TestClock};
pub use contents::{StoredRow, difference};
pub use installation::{TestInstallation, installations};
pub use mail_server::{MailServer, TakenMail, Temper};
pub use snapshot::Snapshot;

/// Root's name and login: the reseller name that he uses in the messaging dialect, the user name in the voice dialect.
pub const ROOT_NAME: &str = "root";

/// What root signs in with.
pub const ROOT_WEB_PASSWORD: &str = "root-web-password";

/// What root's programs present.
pub const ROOT_API_PASSWORD: &str = "root-api-password";

/// The digest realm of every test installation.
pub const REALM: &str = "tollgate test";
