//! A fresh database for each test, on either engine, and a list of promises that runs on both.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use postgres::{Client, NoTls};
use store::{EngineKind, Location, MigrationSet, PostgresOptions, Sequence, Store};
use tempfile::TempDir;

/// A URL of a server on which the user may create schemas.
const VARIABLE: &str = "TOLLGATE_TEST_POSTGRES";

/// One `#[test]` per promise and engine. A promise is an `async fn(&Fresh)`; the migrations are named from `crate`.
macro_rules! conformance {
    ($migrations:expr; $($promise:ident)*) => {
        mod on_sqlite {
            $(#[test] fn $promise() {
                $crate::support::run(::store::EngineKind::Sqlite, $migrations, super::$promise);
            })*
        }
        mod on_postgres {
            $(#[test] fn $promise() {
                $crate::support::run(::store::EngineKind::Postgres, $migrations, super::$promise);
            })*
        }
    };
}
pub(crate) use conformance;

/// A sequence with small blocks.
pub(crate) fn numbered(name: &'static str) -> Sequence {
    Sequence { name, block: 64 }
}

/// A migrated database that nobody else uses, gone when dropped.
pub(crate) struct Fresh {
    pub(crate) store: Store,
    pub(crate) location: Location,
    pub(crate) folder: TempDir,
    migrations: MigrationSet,
    schema: Option<(String, String)>,
}

/// Runs one test on one engine, unless that engine is not there.
pub(crate) fn run(engine: EngineKind, migrations: MigrationSet, test: impl AsyncFnOnce(&Fresh)) {
    let Some(fresh) = Fresh::open(engine, migrations) else { return };
    run_on(&fresh, test);
}

/// Runs one test on a database that is there.
pub(crate) fn run_on(fresh: &Fresh, test: impl AsyncFnOnce(&Fresh)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(test(fresh));
}

impl Fresh {
    /// `None` when the engine is PostgreSQL and no server is named.
    pub(crate) fn open(engine: EngineKind, migrations: MigrationSet) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let (location, schema) = match engine {
            EngineKind::Sqlite => (Location::Sqlite(folder.path().join("tollgate.db")), None),
            EngineKind::Postgres => {
                let server = server()?;
                let schema = new_schema(&server);
                (
                    Location::Postgres(PostgresOptions::new(in_schema(&server, &schema))),
                    Some((server, schema)),
                )
            }
        };
        Some(Self::migrated(location, folder, migrations, schema))
    }

    /// One on `server`, which is reached by `options`.
    pub(crate) fn reached(server: String, options: PostgresOptions, migrations: MigrationSet) -> Self {
        let schema = new_schema(&server);
        let options = PostgresOptions { url: in_schema(&options.url, &schema), ..options };
        let folder = tempfile::tempdir().unwrap();
        Self::migrated(Location::Postgres(options), folder, migrations, Some((server, schema)))
    }

    fn migrated(
        location: Location,
        folder: TempDir,
        migrations: MigrationSet,
        schema: Option<(String, String)>,
    ) -> Self {
        let store = Store::open_with(&location, migrations).unwrap();
        store.migrate(1_000_000).unwrap();
        Self { store, location, folder, migrations, schema }
    }

    /// Another handle to the same database, with connections of its own.
    pub(crate) fn reopen(&self) -> Store {
        Store::open_with(&self.location, self.migrations).unwrap()
    }

    /// Another handle whose jobs all meet in one writer.
    pub(crate) fn reopen_with_one_writer(&self) -> Store {
        let location = match &self.location {
            Location::Sqlite(path) => Location::Sqlite(path.clone()),
            Location::Postgres(options) => {
                Location::Postgres(PostgresOptions { writers: 1, ..options.clone() })
            }
        };
        Store::open_with(&location, self.migrations).unwrap()
    }

    /// A name for a file that does not exist.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        self.store.clone().close();
        if let Some((server, schema)) = &self.schema {
            admin(server, &format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}

/// The server's URL. Its absence is said aloud, and is an error in continuous integration.
pub(crate) fn server() -> Option<String> {
    if let Ok(url) = std::env::var(VARIABLE) {
        return Some(url);
    }
    assert_ne!(
        std::env::var("CI").as_deref(),
        Ok("true"),
        "{VARIABLE} must be set in continuous integration"
    );
    // Not `println!`: the test harness would swallow it.
    static SAID: Once = Once::new();
    let line = format!("PostgreSQL half skipped: {VARIABLE} is not set\n");
    SAID.call_once(|| std::io::stderr().write_all(line.as_bytes()).unwrap());
    None
}

pub(crate) fn admin(server: &str, sql: &str) {
    with_client(server, |client| client.batch_execute(sql).unwrap());
}

/// What the server says of one of its settings.
pub(crate) fn setting(server: &str, name: &str) -> String {
    with_client(server, |client| client.query_one(&format!("SHOW {name}"), &[]).unwrap().get(0))
}

/// The driver may not be used on a thread that serves a runtime.
fn with_client<T: Send>(server: &str, work: impl FnOnce(&mut Client) -> T + Send) -> T {
    std::thread::scope(|scope| {
        scope.spawn(|| work(&mut Client::connect(server, NoTls).unwrap())).join().unwrap()
    })
}

fn new_schema(server: &str) -> String {
    let schema = unique_name();
    admin(server, &format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}"));
    schema
}

fn in_schema(server: &str, schema: &str) -> String {
    let separator = if server.contains('?') { '&' } else { '?' };
    format!("{server}{separator}options=-csearch_path%3D{schema}")
}

fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("tollgate_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}
