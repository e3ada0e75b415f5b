//! The program as its users meet it: a process with an address, spoken to by clients that nobody here wrote, killed at
//! bad moments and started again on what it left behind.
//!
//! Every test has an installation and a port of its own. The environment names what may be used: a PostgreSQL server
//! (`TOLLGATE_TEST_POSTGRES`), a Python with the pinned clients (`TOLLGATE_TEST_PYTHON`), the folder of the pinned Node
//! clients (`TOLLGATE_TEST_NODE_MODULES`), a browser (`TOLLGATE_TEST_CHROMIUM`). What is absent is said aloud and skipped; in continuous integration it is an
//! error. `cargo xtask test` provides all of them.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod both;
mod clients;
mod database;
mod demo;
mod hostile;
mod messaging;
mod portal;
mod rush;
mod samples;
mod server;
mod site;
mod storm;
mod tour;
mod voice;
mod wire;

/// One `#[test]` per promise and engine: on SQLite the site is what the named constructor makes, on PostgreSQL a
/// configured one. A promise is a `fn(&Site)`.
macro_rules! on_both_engines {
    ($sqlite:ident; $($promise:ident)*) => {
        mod on_sqlite {
            $(#[test] fn $promise() { super::$promise(&$crate::site::Site::$sqlite()); })*
        }
        mod on_postgres {
            $(#[test] fn $promise() {
                if let Some(site) = $crate::site::Site::on_postgres() {
                    super::$promise(&site);
                }
            })*
        }
    };
}
pub(crate) use on_both_engines;

/// What the environment says under `name`. Where it says nothing, the test must be skipped, and this says so aloud.
fn offered(name: &str, what: &str) -> Option<String> {
    let value = std::env::var(name).ok();
    if value.is_none() {
        skip(&format!("{what}: {name} is not set"));
    }
    value
}

/// Tells that a test is skipped; in continuous integration nothing may be.
fn skip(reason: &str) {
    let is_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(!is_ci, "continuous integration skips nothing, but {reason}");
    // Not `eprintln!`: the test harness would swallow it.
    let line = format!("skipped: {reason}\n");
    std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes()).unwrap();
}
