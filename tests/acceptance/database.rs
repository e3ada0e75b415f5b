//! A PostgreSQL database that nobody else uses, on the server that the environment offers.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use postgres::{Client, NoTls, SimpleQueryMessage};

use crate::offered;

/// Gone when dropped.
pub(crate) struct Database {
    server: String,
    name: String,
}

impl Database {
    /// A new one; `None` where no server is offered.
    pub(crate) fn create() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = offered("TOLLGATE_TEST_POSTGRES", "PostgreSQL")?;
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("tollgate_acceptance_{}_{count}", std::process::id());
        let database = Self { server, name };
        database.run(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", database.name));
        database.run(&format!("CREATE DATABASE {}", database.name));
        Some(database)
    }

    /// Where clients connect.
    pub(crate) fn url(&self) -> String {
        let (server, _) = self.server.rsplit_once('/').expect("the server's URL names a database");
        format!("{server}/{}", self.name)
    }

    /// A killed client's last statement may still be running on the server: waits until none is.
    pub(crate) fn wait_until_unused(&self) {
        let deadline = Instant::now() + Duration::from_secs(60);
        let mut client = Client::connect(&self.server, NoTls).unwrap();
        while self.is_used(&mut client) {
            assert!(Instant::now() < deadline, "the database is still in use");
            std::thread::yield_now();
        }
    }

    /// Every stored row.
    pub(crate) fn rows(&self) -> BTreeSet<String> {
        let mut client = Client::connect(&self.url(), NoTls).unwrap();
        let tables = client.query("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'", &[]);
        let mut rows = BTreeSet::new();
        for table in tables.unwrap() {
            let table: &str = table.get(0);
            for message in client.simple_query(&format!("TABLE {table}")).unwrap() {
                let SimpleQueryMessage::Row(row) = message else { continue };
                let values: Vec<_> = (0..row.len()).map(|column| row.get(column)).collect();
                rows.insert(format!("{table}: {values:?}"));
            }
        }
        rows
    }

    /// Runs a statement in it.
    pub(crate) fn execute(&self, statement: &str) {
        Client::connect(&self.url(), NoTls).unwrap().batch_execute(statement).unwrap();
    }

    /// Ends every connection and lets nobody in again.
    pub(crate) fn vanish(&self) {
        self.run(&format!("ALTER DATABASE {} ALLOW_CONNECTIONS false", self.name));
        self.run(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
            self.name
        ));
    }

    /// Lets everybody in again.
    pub(crate) fn reappear(&self) {
        self.run(&format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.name));
    }

    fn is_used(&self, client: &mut Client) -> bool {
        let sessions = client.query("TABLE pg_stat_activity", &[]).unwrap();
        let mut databases = sessions.iter().filter_map(|session| session.get::<_, Option<&str>>("datname"));
        databases.any(|database| database == self.name)
    }

    fn run(&self, statement: &str) {
        Client::connect(&self.server, NoTls).unwrap().batch_execute(statement).unwrap();
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.run(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}
