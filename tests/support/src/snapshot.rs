//! What an installation holds at one moment, kept aside and put back: a test that spoils the same world a thousand times
//! need not make it a thousand times.
//!
//! It is put back behind the application's back, so only while nothing is at work. Numbers that one process has set
//! aside stay so: what is made afterwards has other numbers than what was put back over.

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use postgres::{Client, NoTls};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

/// The kept contents.
pub struct Snapshot {
    kept: Kept,
}

enum Kept {
    /// Of a database file: its copy.
    File { live: PathBuf, copy: PathBuf },
    /// Of a schema: another, gone when dropped, and what copies it back. There is a client until then.
    Schema { client: Mutex<Option<Box<Client>>>, name: String, put_back: String },
}

impl Snapshot {
    /// Keeps what is in the file `live`; the copy lies beside it.
    pub(crate) fn of_file(live: PathBuf, number: u32) -> Self {
        let copy = live.with_extension(format!("kept-{number}"));
        let source = Connection::open(&live).unwrap();
        source.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
        Self { kept: Kept::File { live, copy } }
    }

    /// Keeps what is in the schema `live` that `url` leads to. From now on its append-only tables let themselves be
    /// emptied.
    pub(crate) fn of_schema(url: &str, live: &str, number: u32) -> Self {
        let name = format!("{live}_kept_{number}");
        let (connect, create) =
            (url.to_owned(), format!("CREATE SCHEMA {name}; SET synchronous_commit = off"));
        let (client, tables) = elsewhere(move || {
            let mut client = Client::connect(&connect, NoTls).unwrap();
            client.batch_execute(&create).unwrap();
            let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()";
            let tables = client.query(tables, &[]).unwrap();
            let tables: Vec<String> = tables.iter().map(|row| row.get(0)).collect();
            (client, tables)
        });
        let mut keep = String::new();
        let mut put_back = String::new();
        for table in &tables {
            keep += &format!(
                "CREATE TABLE {name}.{table} AS TABLE {table}; ALTER TABLE {table} DISABLE TRIGGER USER;"
            );
            put_back += &format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM {name}.{table};");
        }
        let kept = Self { kept: Kept::Schema { client: Mutex::new(Some(Box::new(client))), name, put_back } };
        kept.run(&keep);
        kept
    }

    /// Puts it back; what came after it is gone.
    pub fn put_back(&self) {
        match &self.kept {
            Kept::File { live, copy } => put_file_back(live, copy),
            Kept::Schema { put_back, .. } => self.run(put_back),
        }
    }

    /// The driver may not be used on a thread that serves a runtime.
    fn run(&self, statements: &str) {
        let Kept::Schema { client, .. } = &self.kept else { return };
        elsewhere(|| client.lock().unwrap().as_mut().unwrap().batch_execute(statements).unwrap());
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        if let Kept::Schema { name, .. } = &self.kept {
            self.run(&format!("DROP SCHEMA {name} CASCADE"));
        }
        // Nor may it be hung up there.
        if let Kept::Schema { client, .. } = &self.kept {
            elsewhere(|| drop(client.lock().unwrap().take()));
        }
    }
}

fn put_file_back(live: &PathBuf, copy: &PathBuf) {
    let source = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut target = Connection::open(live).unwrap();
    target.pragma_update(None, "synchronous", "OFF").unwrap();
    target.busy_timeout(Duration::from_secs(60)).unwrap();
    let backup = Backup::new(&source, &mut target).unwrap();
    assert_eq!(backup.step(-1).unwrap(), StepResult::Done);
}

fn elsewhere<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join().unwrap())
}
