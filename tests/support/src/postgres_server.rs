//! The PostgreSQL server that tests may use, and one schema for each installation on it.

use std::io::Write;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use postgres::{Client, NoTls};

/// A URL of a server on which the user may create schemas.
const VARIABLE: &str = "TOLLGATE_TEST_POSTGRES";

/// A schema that nobody else uses, gone when dropped.
#[derive(Debug)]
pub(crate) struct Schema {
    server: String,
    name: String,
}

impl Schema {
    /// A new, empty one; `None` where no server is named.
    pub(crate) fn create() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = server()?;
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("tollgate_face_test_{}_{count}", std::process::id());
        run(&server, &format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}"));
        Some(Self { server, name })
    }

    /// The URL under which unqualified names mean this schema.
    pub(crate) fn url(&self) -> String {
        let separator = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{separator}options=-csearch_path%3D{}", self.server, self.name)
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        run(&self.server, &format!("DROP SCHEMA {} CASCADE", self.name));
    }
}

fn server() -> Option<String> {
    if let Ok(url) = std::env::var(VARIABLE) {
        return Some(url);
    }
    let is_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(!is_ci, "{VARIABLE} must be set in continuous integration");
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        // Not `eprintln!`: the test harness would swallow it.
        let line = format!("PostgreSQL half skipped: {VARIABLE} is not set\n");
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    });
    None
}

/// The driver may not be used on a thread that serves a runtime.
fn run(server: &str, statements: &str) {
    std::thread::scope(|scope| {
        let work = || Client::connect(server, NoTls).unwrap().batch_execute(statements).unwrap();
        scope.spawn(work).join().unwrap();
    });
}
