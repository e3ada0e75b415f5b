//! What only a server can do to us: conflicts, lost connections, absence.

use std::io::copy;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use store::{EngineKind, Location, Lock, MigrationSet, PostgresOptions, Store, StoreError, Tx};
use tokio::task::JoinSet;

use crate::engine::{NOTES, counted, hold, put, stored};
use crate::support::{Fresh, numbered, run};

const CONFLICT: &str = "DO $$ BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = '40001'; END $$";
const DIE: &str = "SELECT pg_terminate_backend(pg_backend_pid())";

#[test]
fn conflicts_are_run_again() {
    run(EngineKind::Postgres, NOTES, async |fresh: &Fresh| {
        let (count, next) = counted();
        let work = move |tx: &mut Tx<'_>| {
            put(tx, 1, "once")?;
            if next() < 2 {
                drop(tx.execute(CONFLICT, &[]));
            }
            Ok::<_, StoreError>(())
        };
        assert_eq!(fresh.store.write("conflict", work).await, Ok(()));
        assert_eq!(count.load(Ordering::SeqCst), 3);
        assert_eq!(stored(&fresh.store).await.len(), 1);
    });
}

#[test]
fn a_conflict_without_end_is_busy() {
    run(EngineKind::Postgres, NOTES, async |fresh: &Fresh| {
        let (count, next) = counted();
        let work = move |tx: &mut Tx<'_>| {
            next();
            tx.execute(CONFLICT, &[])
        };
        assert_eq!(fresh.store.write("conflict", work).await, Err(StoreError::Busy));
        assert_eq!(count.load(Ordering::SeqCst), 8);
    });
}

#[test]
fn a_victim_does_not_fail_its_neighbours() {
    run(EngineKind::Postgres, NOTES, async |fresh: &Fresh| {
        let store = fresh.reopen_with_one_writer();
        let release = hold(&store).await;
        let (_, next) = counted();
        let (first, conflict, dead, last, ()) = tokio::join! { biased;
            store.write("first", |tx| put(tx, 1, "first")),
            store.write("conflict", |tx| tx.execute(CONFLICT, &[])),
            store.write("dead", move |tx| {
                put(tx, 2, "second")?;
                if next() < 2 {
                    tx.query(DIE, &[], |row| row.bool(0))?;
                }
                Ok::<_, StoreError>(())
            }),
            store.write("last", |tx| put(tx, 3, "last")),
            async move { release.send(()).unwrap() },
        };
        assert_eq!((first, conflict), (Ok(()), Err(StoreError::Busy)));
        assert_eq!((dead, last), (Ok(()), Ok(())));
        assert_eq!(stored(&store).await.len(), 3);
        store.close();
    });
}

#[test]
fn batches_that_lock_crosswise_take_turns() {
    run(EngineKind::Postgres, NOTES, async |fresh: &Fresh| {
        let fill = |tx: &mut Tx<'_>| {
            (0..4).try_for_each(|id| {
                tx.execute_one("INSERT INTO note (id, amount) VALUES ($1, 0)", &[id.into()])
            })
        };
        fresh.store.write("fill", fill).await.unwrap();
        let mut tasks = JoinSet::new();
        for job in 0..400_i64 {
            let store = fresh.store.clone();
            let id = (job * 7) % 4;
            let increment = move |tx: &mut Tx<'_>| {
                let read = "SELECT amount FROM note WHERE id = $1";
                let amount = tx.query_locked(read, &[id.into()], Lock::Update, |row| row.int(0))?[0];
                tx.execute_one("UPDATE note SET amount = $1 WHERE id = $2", &[(amount + 1).into(), id.into()])
            };
            tasks.spawn(async move { store.write("increment", increment).await });
        }
        assert!(tasks.join_all().await.into_iter().all(|answer| answer == Ok(())));
        let read = |tx: &mut Tx<'_>| tx.query("SELECT amount FROM note ORDER BY id", &[], |row| row.int(0));
        assert_eq!(fresh.store.read("amounts", read).await, Ok(vec![100; 4]));
    });
}

#[test]
fn a_deadlock_is_run_again() {
    run(EngineKind::Postgres, NOTES, async |fresh: &Fresh| {
        fresh.store.write("put", |tx| put(tx, 1, "a").and_then(|()| put(tx, 2, "b"))).await.unwrap();
        let barrier = Arc::new(Barrier::new(2));
        let lock = |first: i64, second: i64| {
            let barrier = Arc::clone(&barrier);
            let (_, next) = counted();
            let store = fresh.reopen_with_one_writer();
            let work = move |tx: &mut Tx<'_>| {
                let sql = "SELECT id FROM note WHERE id = $1";
                let mut hold = |id: i64| tx.query_locked(sql, &[id.into()], Lock::Update, |row| row.int(0));
                hold(first)?;
                if next() == 0 {
                    barrier.wait();
                }
                hold(second)
            };
            async move { store.write("lock", work).await }
        };
        let (forth, back) = tokio::join!(lock(1, 2), lock(2, 1));
        assert_eq!((forth, back), (Ok(vec![2]), Ok(vec![1])));
    });
}

#[test]
fn a_connection_lost_before_commit_is_made_again() {
    run(EngineKind::Postgres, NOTES, async |fresh: &Fresh| {
        let (count, next) = counted();
        let work = move |tx: &mut Tx<'_>| {
            put(tx, 1, "once")?;
            if next() == 0 {
                tx.query(DIE, &[], |row| row.bool(0))?;
            }
            Ok::<_, StoreError>(())
        };
        assert_eq!(fresh.store.write("die", work).await, Ok(()));
        assert_eq!(count.load(Ordering::SeqCst), 2);
        assert_eq!(stored(&fresh.store).await.len(), 1);
    });
}

#[test]
fn a_connection_lost_during_commit_is_not_run_again() {
    run(EngineKind::Postgres, NOTES, async |fresh: &Fresh| {
        let trap = [
            "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS \
             'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'",
            "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON reply DEFERRABLE INITIALLY DEFERRED \
             FOR EACH ROW EXECUTE FUNCTION die()",
        ];
        for sql in trap {
            fresh.store.write("trap", move |tx| tx.execute(sql, &[])).await.unwrap();
        }
        let (count, next) = counted();
        let work = move |tx: &mut Tx<'_>| {
            next();
            put(tx, 1, "a")?;
            tx.execute_one("INSERT INTO reply (id, note) VALUES (1, 1)", &[])
        };
        let answer = fresh.store.write("work", work).await;
        assert!(matches!(answer, Err(StoreError::Unavailable(_))), "{answer:?}");
        assert_eq!(count.load(Ordering::SeqCst), 1);
        fresh.store.ping().await.unwrap();
    });
}

#[test]
fn a_server_that_vanishes_is_unavailable_and_found_again() {
    run(EngineKind::Postgres, NOTES, async |fresh: &Fresh| {
        let Location::Postgres(options) = &fresh.location else { panic!("not on PostgreSQL") };
        let config: postgres::Config = options.url.parse().unwrap();
        let mut relay = Relay::start(&config);
        let location =
            Location::Postgres(PostgresOptions { writers: 1, readers: 1, ..relay.through(&config, options) });
        let store = Store::open_with(&location, NOTES).unwrap();
        store.write("put", |tx| put(tx, 1, "a")).await.unwrap();
        relay.stop();
        let answer = store.write("put", |tx| put(tx, 2, "b")).await;
        assert!(matches!(answer, Err(StoreError::Unavailable(_))), "{answer:?}");
        relay.resume();
        let deadline = Instant::now() + Duration::from_secs(20);
        while store.ping().await.is_err() {
            assert!(Instant::now() < deadline, "not found again");
            thread::yield_now();
        }
        store.write("put", |tx| put(tx, 3, "c")).await.unwrap();
        assert_eq!(stored(&store).await.len(), 2);
        store.close();
    });
}

#[test]
fn a_server_that_never_was_is_unavailable() {
    let options = PostgresOptions::new("postgres://nobody@127.0.0.1:1/nothing");
    let answer = Store::open(&Location::Postgres(options));
    assert!(matches!(answer, Err(StoreError::Unavailable(_))), "{answer:?}");
}

#[test]
fn the_products_own_migrations_apply() {
    run(EngineKind::Postgres, MigrationSet::PRODUCT, async |fresh: &Fresh| {
        assert_eq!(fresh.store.next_id(numbered("engine_test")).await, Ok(1));
        let path = fresh.path("copy.db");
        fresh.store.backup(&path).unwrap();
        let copy = Store::open(&Location::Sqlite(path)).unwrap();
        assert!(copy.migration_state().unwrap().is_current());
    });
}

/// Passes bytes on to the server until it is stopped.
struct Relay {
    address: std::net::SocketAddr,
    server: (String, u16),
    open: Arc<AtomicBool>,
    streams: Arc<Mutex<Vec<TcpStream>>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Relay {
    fn start(config: &postgres::Config) -> Self {
        let postgres::config::Host::Tcp(host) = &config.get_hosts()[0] else {
            panic!("a TCP address is wanted")
        };
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let mut relay = Self {
            address: ([127, 0, 0, 1], 0).into(),
            server: (host.clone(), port),
            open: Arc::new(AtomicBool::new(false)),
            streams: Arc::default(),
            thread: None,
        };
        relay.resume();
        relay
    }

    fn through(&self, config: &postgres::Config, options: &PostgresOptions) -> PostgresOptions {
        let word = |name: &str, value: Option<&str>| {
            value.map_or(String::new(), |value| format!(" {name}='{value}'"))
        };
        let password = config.get_password().map(|password| String::from_utf8_lossy(password).into_owned());
        let url = format!("host=127.0.0.1 port={}", self.address.port())
            + &word("user", config.get_user())
            + &word("password", password.as_deref())
            + &word("dbname", config.get_dbname())
            + &word("options", config.get_options());
        PostgresOptions { url, ..options.clone() }
    }

    fn resume(&mut self) {
        let listener = TcpListener::bind(self.address).unwrap();
        self.address = listener.local_addr().unwrap();
        self.open.store(true, Ordering::SeqCst);
        let (open, streams, server) =
            (Arc::clone(&self.open), Arc::clone(&self.streams), self.server.clone());
        self.thread = Some(thread::spawn(move || {
            for client in listener.incoming().map(Result::unwrap) {
                if !open.load(Ordering::SeqCst) {
                    return;
                }
                let upstream = TcpStream::connect((server.0.as_str(), server.1)).unwrap();
                pump(&client, &upstream);
                pump(&upstream, &client);
                streams.lock().unwrap().extend([client, upstream]);
            }
        }));
    }

    fn stop(&mut self) {
        self.open.store(false, Ordering::SeqCst);
        drop(TcpStream::connect(self.address).unwrap());
        self.thread.take().unwrap().join().unwrap();
        for stream in self.streams.lock().unwrap().drain(..) {
            drop(stream.shutdown(Shutdown::Both));
        }
    }
}

fn pump(from: &TcpStream, to: &TcpStream) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    thread::spawn(move || drop(copy(&mut from, &mut to)));
}
