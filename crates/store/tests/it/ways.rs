//! The ways to a PostgreSQL server: by TLS and by a socket of the file system, everything is as over a plain line.

use std::path::PathBuf;

use store::{Location, PostgresOptions, Store, StoreError, Tx};
use tokio::task::JoinSet;

use crate::engine::{NOTES, put, stored};
use crate::support::{Fresh, run_on, server, setting};

/// More than one record of TLS holds (RFC 8446, section 5.1), many times over.
const LONG: usize = 1_000_000;

/// The private server's TLS; none where another server is tested that does not speak it.
fn tls() -> Option<Fresh> {
    let server = server()?;
    if setting(&server, "ssl") == "off" {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "the server must speak TLS");
        return None;
    }
    let root_certificate = Some(PathBuf::from(setting(&server, "ssl_cert_file")));
    let options = PostgresOptions { root_certificate, ..PostgresOptions::new(server.clone()) };
    Some(Fresh::reached(server, options, NOTES))
}

/// The server's socket of the file system.
fn socket() -> Option<Fresh> {
    let server = server()?;
    let folder = setting(&server, "unix_socket_directories").replace('/', "%2F");
    let port = setting(&server, "port");
    let url = format!("postgres://postgres@{folder}:{port}/postgres");
    Some(Fresh::reached(server, PostgresOptions::new(url), NOTES))
}

/// How the session that asks is connected.
fn way(tx: &mut Tx<'_>) -> Result<(bool, bool), StoreError> {
    let sql = "SELECT ssl, inet_client_addr() IS NULL FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    tx.query_one(sql, &[], |row| Ok((row.bool(0)?, row.bool(1)?)))
}

fn long() -> Vec<u8> {
    (0..LONG).map(|index| u8::try_from(index % 251).unwrap()).collect()
}

fn put_long(tx: &mut Tx<'_>, id: i64) -> Result<(), StoreError> {
    let bytes = long();
    tx.execute_one(
        "INSERT INTO note (id, body, raw) VALUES ($1, 'long', $2)",
        &[id.into(), bytes.as_slice().into()],
    )
}

fn read_long(tx: &mut Tx<'_>) -> Result<Vec<Vec<u8>>, StoreError> {
    tx.query("SELECT raw FROM note WHERE body = 'long'", &[], |row| row.blob(0))
}

#[track_caller]
fn check(fresh: Option<Fresh>, expected: (bool, bool)) {
    let Some(fresh) = fresh else { return };
    run_on(&fresh, async |fresh| {
        let store = &fresh.store;
        assert_eq!(store.read("way", way).await, Ok(expected));
        assert_eq!(store.write("way", way).await, Ok(expected));
        // Answers that come in many pieces, and many that come in one.
        for id in 0..3 {
            store.write("long", move |tx| put_long(tx, id)).await.unwrap();
        }
        for id in 3..200 {
            store.write("short", move |tx| put(tx, id, "x")).await.unwrap();
        }
        let all = stored(store).await;
        assert_eq!(all.len(), 200);
        let raw = store.read("raw", read_long).await.unwrap();
        assert_eq!(raw.iter().filter(|bytes| **bytes == long()).count(), 3);
        // One that fails and one that waits for nobody use the same line afterwards.
        let twice = store.write("twice", |tx| put(tx, 7, "again")).await;
        assert!(matches!(twice, Err(StoreError::Inconsistent { .. })), "{twice:?}");
        let mut together = JoinSet::new();
        for id in 200..300 {
            let store = store.clone();
            together.spawn(async move { store.write("together", move |tx| put(tx, id, "x")).await });
        }
        for outcome in together.join_all().await {
            assert_eq!(outcome, Ok(()));
        }
        assert_eq!(stored(store).await.len(), 300);
    });
}

#[test]
fn by_tls() {
    check(tls(), (true, false));
}

#[test]
fn by_a_socket_of_the_file_system() {
    check(socket(), (false, true));
}

#[test]
fn what_a_url_asks_for_and_cannot_have_is_refused() {
    let url = "postgres://127.0.0.1,127.0.0.2/x?load_balance_hosts=random";
    let opened = Store::open_with(&Location::Postgres(PostgresOptions::new(url)), NOTES);
    let Err(error) = opened.map(|store| store.close()) else { panic!("it is not followed") };
    assert!(format!("{error:?}").contains("load_balance_hosts"), "{error:?}");
}

#[test]
fn a_server_whom_nobody_vouches_for_is_refused() {
    let Some(server) = server() else { return };
    let separator = if server.contains('?') { '&' } else { '?' };
    let url = format!("{server}{separator}sslmode=require");
    let opened = Store::open_with(&Location::Postgres(PostgresOptions::new(url)), NOTES);
    let Err(error) = opened.map(|store| store.close()) else { panic!("the authority is unknown") };
    assert!(format!("{error:?}").contains("certificate"), "{error:?}");
}
