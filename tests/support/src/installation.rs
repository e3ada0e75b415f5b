//! One installation: a migrated database with root in it, and the application on top.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use app::context::Actor;
use app::init::{Init, init};
use app::secrets::{HashCost, InstallationKey};
use app::{App, AppOptions, Context, Entropy, Face};
use money::Currency;
use party::access::Caller;
use party::password::Password;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use store::{Location, PostgresOptions, Store};
use tempfile::TempDir;

use crate::clock::{START, TestClock};
use crate::contents::{self, StoredRow};
use crate::postgres_server::Schema;
use crate::snapshot::Snapshot;
use crate::{REALM, ROOT_API_PASSWORD, ROOT_NAME, ROOT_WEB_PASSWORD};

/// An installation that nobody else uses; its database goes with it.
#[derive(Debug)]
pub struct TestInstallation {
    /// The application, with root in its database.
    pub app: App,
    /// Which engine it runs on, for the messages of failed tests.
    pub engine: &'static str,
    /// Its time.
    pub clock: TestClock,
    database: Database,
    snapshots: AtomicU32,
}

/// Dropped after the store was closed.
#[derive(Debug)]
enum Database {
    /// A file of a folder.
    File { folder: TempDir },
    /// A schema of a server.
    Schema(Schema),
}

impl Database {
    fn file_of(folder: &TempDir) -> PathBuf {
        folder.path().join("tollgate.db")
    }
}

/// One fresh installation on each engine that is there: always SQLite, PostgreSQL when a server is named.
pub async fn installations() -> Vec<TestInstallation> {
    let mut installations = vec![TestInstallation::sqlite().await];
    installations.extend(TestInstallation::postgres().await);
    installations
}

impl TestInstallation {
    /// One in a file of a temporary folder.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = Location::Sqlite(Database::file_of(&folder));
        Self::open("SQLite", &location, Database::File { folder }).await
    }

    /// One in a schema of the server that the environment names; `None` where it names none.
    pub async fn postgres() -> Option<Self> {
        let schema = Schema::create()?;
        let location = Location::Postgres(PostgresOptions::new(schema.url()));
        Some(Self::open("PostgreSQL", &location, Database::Schema(schema)).await)
    }

    /// The circumstances of a request by the operator, who may do everything: for laying out what a test needs.
    #[must_use]
    pub fn operator(&self) -> Context {
        operator(&self.app)
    }

    /// Keeps what is stored now, to be put back later. Nothing may be at work meanwhile.
    #[must_use]
    pub fn keep(&self) -> Snapshot {
        let number = self.snapshots.fetch_add(1, Ordering::Relaxed);
        match &self.database {
            Database::File { folder } => Snapshot::of_file(Database::file_of(folder), number),
            Database::Schema(schema) => Snapshot::of_schema(&schema.url(), schema.name(), number),
        }
    }

    /// Every stored row, by table, with the names of its columns; in no order. How far blocks of numbers are given out is
    /// left out: a refused request may take one.
    #[must_use]
    pub fn contents(&self) -> Vec<StoredRow> {
        let mut rows = match &self.database {
            Database::File { folder } => contents::of_file(&Database::file_of(folder)),
            Database::Schema(schema) => contents::of_schema(&schema.url()),
        };
        rows.retain(|row| row.table != "counter");
        rows
    }

    async fn open(engine: &'static str, location: &Location, database: Database) -> Self {
        let store = Store::open(location).unwrap();
        store.migrate(START.0).unwrap();
        let clock = TestClock::new();
        // The cheapest hash: what a hash costs is not what these tests are about.
        let options = AppOptions { realm: REALM.to_owned(), hash_cost: HashCost::new(8, 1).unwrap() };
        let app = App::new(store, InstallationKey::new([7; 32]), options, clock.as_clock(), seeded_entropy());
        init(&app, &operator(&app), root()).await.unwrap();
        Self { app, engine, clock, database, snapshots: AtomicU32::new(0) }
    }
}

impl Drop for TestInstallation {
    fn drop(&mut self) {
        // Clones of the application may live on in a router: the connections must be gone all the same.
        self.app.store().clone().close();
    }
}

fn operator(app: &App) -> Context {
    Context {
        caller: Caller::operator(),
        actor: Actor::Operator,
        face: Face::CommandLine,
        peer: None,
        now: app.now(),
        request_id: app.new_request_id(),
        idempotency: None,
    }
}

fn root() -> Init {
    Init {
        name: ROOT_NAME.parse().unwrap(),
        web_login: ROOT_NAME.parse().unwrap(),
        web_password: Password::parse(ROOT_WEB_PASSWORD).unwrap(),
        api_password: Password::parse(ROOT_API_PASSWORD).unwrap(),
        currency: Currency::parse("USD").unwrap(),
    }
}

fn seeded_entropy() -> Entropy {
    let generator = Mutex::new(StdRng::seed_from_u64(7));
    Arc::new(move |bytes| generator.lock().unwrap().fill_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use app::init::check_installation;

    use super::*;

    #[tokio::test]
    async fn an_installation_is_initialised_and_its_time_is_ours() {
        for installation in installations().await {
            check_installation(&installation.app).await.unwrap();
            assert_eq!(installation.app.now(), START);
            installation.clock.advance(Duration::from_secs(2));
            assert_eq!(installation.app.now().seconds(), START.seconds() + 2);
        }
    }
}
