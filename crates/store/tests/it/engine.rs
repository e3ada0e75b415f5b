//! What a transaction promises, whichever engine carries it out.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};

use store::{Lane, Location, Lock, Migration, MigrationSet, Param, PostgresOptions, Store, StoreError, Tx};
use tokio::task::JoinSet;

use crate::support::{Fresh, conformance, numbered};

pub(crate) const SQLITE: Migration = Migration {
    version: 1,
    name: "notes",
    sql: "CREATE TABLE counter (name TEXT NOT NULL PRIMARY KEY, next INTEGER NOT NULL) STRICT;
          CREATE TABLE note (id INTEGER NOT NULL PRIMARY KEY, body TEXT, raw BLOB, amount INTEGER) STRICT;
          CREATE TABLE reply (id INTEGER NOT NULL PRIMARY KEY,
              note INTEGER NOT NULL REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED) STRICT;
          CREATE INDEX note_body ON note (body);",
};
pub(crate) const POSTGRES: Migration = Migration {
    version: 1,
    name: "notes",
    sql: "CREATE TABLE counter (name TEXT NOT NULL PRIMARY KEY, next INT8 NOT NULL);
          CREATE TABLE note (id INT8 NOT NULL PRIMARY KEY, body TEXT, raw BYTEA, amount INT8);
          CREATE TABLE reply (id INT8 NOT NULL PRIMARY KEY,
              note INT8 NOT NULL REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED);
          CREATE INDEX note_body ON note (body);",
};
pub(crate) const NOTES: MigrationSet = MigrationSet { sqlite: &[SQLITE], postgres: &[POSTGRES] };
conformance! { crate::engine::NOTES;
    an_answer_is_durable_for_everybody
    an_error_undoes_only_itself
    a_violation_fails_only_itself
    a_deferred_violation_fails_only_itself
    lanes_differ_in_nothing_but_speed
    a_statement_error_cannot_be_swallowed
    increments_lose_nothing
    a_conflict_touches_no_row
    a_violation_is_inconsistent
    a_panic_is_a_defect_and_the_engine_lives
    a_read_sees_one_snapshot
    a_read_cannot_write
    one_row_means_one_row
    values_come_back_as_they_were
    parameters_go_by_number
    wrong_statements_are_defects
    both_ways_of_waiting_work
    closing_finishes_what_is_queued
    ids_are_given_once
}

pub(crate) fn put(tx: &mut Tx<'_>, id: i64, body: &str) -> Result<(), StoreError> {
    tx.execute_one("INSERT INTO note (id, body) VALUES ($1, $2)", &[id.into(), body.into()])
}

pub(crate) fn notes(tx: &mut Tx<'_>) -> Result<Vec<(i64, String)>, StoreError> {
    tx.query("SELECT id, body FROM note ORDER BY id", &[], |row| Ok((row.int(0)?, row.text(1)?)))
}

pub(crate) async fn stored(store: &Store) -> Vec<(i64, String)> {
    store.read("notes", notes).await.unwrap()
}

fn owned(rows: &[(i64, &str)]) -> Vec<(i64, String)> {
    rows.iter().map(|(id, body)| (*id, (*body).to_owned())).collect()
}

async fn an_answer_is_durable_for_everybody(fresh: &Fresh) {
    let other = fresh.reopen();
    for id in 0..20 {
        fresh.store.write("put", move |tx| put(tx, id, "x")).await.unwrap();
        assert_eq!(stored(&other).await.len(), usize::try_from(id).unwrap() + 1);
    }
    other.close();
}

/// Holds the only writer of `store` until the returned sender is used, so that what is queued meanwhile is one batch.
pub(crate) async fn hold(store: &Store) -> mpsc::Sender<()> {
    let (started, begun) = mpsc::channel();
    let (release, released) = mpsc::channel();
    let store = store.clone();
    tokio::spawn(async move {
        let released = Mutex::new(released);
        let holding = store.write("hold", move |_| {
            started.send(()).unwrap();
            released.lock().unwrap().recv().unwrap();
            Ok::<_, StoreError>(())
        });
        holding.await.unwrap();
    });
    tokio::task::spawn_blocking(move || begun.recv().unwrap()).await.unwrap();
    release
}

async fn an_error_undoes_only_itself(fresh: &Fresh) {
    let store = fresh.reopen_with_one_writer();
    let mut kept = Vec::new();
    // An engine may have to learn from the first time that jobs are undone.
    for round in [0, 10] {
        let release = hold(&store).await;
        let (first, second, third, fourth, ()) = tokio::join! { biased;
            store.write("first", move |tx| put(tx, round + 1, "first")),
            store.write("second", move |tx| {
                put(tx, round + 2, "second")?;
                Err::<(), _>(StoreError::inconsistent("as the closure likes"))
            }),
            store.write("third", move |tx| { put(tx, round + 3, "third")?; notes(tx) }),
            store.write("fourth", |_| Err::<(), _>(StoreError::Busy)),
            async move { release.send(()).unwrap() },
        };
        assert_eq!(first, Ok(()));
        assert_eq!(second, Err(StoreError::inconsistent("as the closure likes")));
        kept.extend(owned(&[(round + 1, "first"), (round + 3, "third")]));
        assert_eq!(third, Ok(kept.clone()));
        assert_eq!(fourth, Err(StoreError::Busy));
        assert_eq!(stored(&store).await, kept);
    }
    store.close();
}

async fn a_violation_fails_only_itself(fresh: &Fresh) {
    let store = fresh.reopen_with_one_writer();
    let release = hold(&store).await;
    let absent = "UPDATE note SET body = 'x' WHERE id = 99";
    let (first, twice, none, last, ()) = tokio::join! { biased;
        store.write("first", |tx| put(tx, 1, "first")),
        store.write("twice", |tx| put(tx, 2, "a").and_then(|()| put(tx, 2, "b"))),
        store.write("none", move |tx| { put(tx, 3, "undone")?; tx.execute_one(absent, &[]) }),
        store.write("last", |tx| put(tx, 4, "last")),
        async move { release.send(()).unwrap() },
    };
    assert_eq!((first, last), (Ok(()), Ok(())));
    assert!(matches!(twice, Err(StoreError::Inconsistent { .. })), "{twice:?}");
    assert!(matches!(none, Err(StoreError::Inconsistent { statement, .. }) if statement == absent));
    assert_eq!(stored(&store).await, owned(&[(1, "first"), (4, "last")]));
    store.close();
}

async fn a_deferred_violation_fails_only_itself(fresh: &Fresh) {
    let store = fresh.reopen_with_one_writer();
    let release = hold(&store).await;
    let orphan = |tx: &mut Tx<'_>| tx.execute_one("INSERT INTO reply (id, note) VALUES (1, 99)", &[]);
    let (first, second, third, ()) = tokio::join! { biased;
        store.write("first", |tx| put(tx, 1, "first")),
        store.write("orphan", orphan),
        store.write("third", |tx| put(tx, 3, "third")),
        async move { release.send(()).unwrap() },
    };
    assert_eq!((first, third), (Ok(()), Ok(())));
    assert!(matches!(second, Err(StoreError::Inconsistent { statement: "COMMIT", .. })), "{second:?}");
    assert_eq!(stored(&store).await, owned(&[(1, "first"), (3, "third")]));
    store.close();
}

async fn a_statement_error_cannot_be_swallowed(fresh: &Fresh) {
    let swallow = |tx: &mut Tx<'_>| {
        put(tx, 1, "kept?")?;
        drop(tx.execute("INSERT INTO note (id) VALUES (1)", &[]));
        Ok::<_, StoreError>(())
    };
    let answer = fresh.store.write("swallow", swallow).await;
    assert!(matches!(answer, Err(StoreError::Inconsistent { .. })), "{answer:?}");
    assert_eq!(stored(&fresh.store).await, []);
}

async fn increments_lose_nothing(fresh: &Fresh) {
    let start = |tx: &mut Tx<'_>| tx.execute_one("INSERT INTO note (id, amount) VALUES (1, 0)", &[]);
    fresh.store.write("start", start).await.unwrap();
    let increment = |tx: &mut Tx<'_>| {
        let read = "SELECT amount FROM note WHERE id = $1";
        let amount = tx.query_locked_opt(read, &[1.into()], Lock::Update, |row| row.int(0))?.unwrap();
        tx.execute_one("UPDATE note SET amount = $2 WHERE id = $1", &[1.into(), (amount + 1).into()])
    };
    let mut tasks = JoinSet::new();
    for _ in 0..200 {
        let store = fresh.store.clone();
        tasks.spawn(async move { store.write("increment", increment).await });
    }
    assert!(tasks.join_all().await.into_iter().all(|answer| answer == Ok(())));
    let amount = |tx: &mut Tx<'_>| tx.query_one("SELECT amount FROM note", &[], |row| row.int(0));
    assert_eq!(fresh.store.read("amount", amount).await, Ok(200));
}

async fn lanes_differ_in_nothing_but_speed(fresh: &Fresh) {
    let mut tasks = JoinSet::new();
    for id in 0..40_i64 {
        let store = fresh.store.clone();
        let lane = Lane([i64::MIN, -1, 0, 1, i64::MAX][usize::try_from(id % 5).unwrap()]);
        tasks.spawn(async move { store.write_in(lane, "put", move |tx| put(tx, id, "x")).await });
    }
    assert!(tasks.join_all().await.into_iter().all(|answer| answer == Ok(())));
    assert_eq!(stored(&fresh.store).await.len(), 40);
}

async fn a_conflict_touches_no_row(fresh: &Fresh) {
    let claim = |tx: &mut Tx<'_>| tx.execute("INSERT INTO note (id) VALUES (1) ON CONFLICT DO NOTHING", &[]);
    assert_eq!(fresh.store.write("claim", claim).await, Ok(1));
    assert_eq!(fresh.store.write("claim", claim).await, Ok(0));
}

async fn a_violation_is_inconsistent(fresh: &Fresh) {
    let twice = |tx: &mut Tx<'_>| {
        put(tx, 1, "a")?;
        put(tx, 1, "b")
    };
    let answer = fresh.store.write("twice", twice).await;
    assert!(matches!(answer, Err(StoreError::Inconsistent { .. })), "{answer:?}");
}

async fn a_panic_is_a_defect_and_the_engine_lives(fresh: &Fresh) {
    let store = fresh.reopen_with_one_writer();
    let release = hold(&store).await;
    let (first, second, ()) = tokio::join! { biased;
        store.write("first", |tx| {
            put(tx, 1, "undone")?;
            panic!("on purpose");
            #[expect(unreachable_code, reason = "gives the closure its type")]
            Ok::<(), StoreError>(())
        }),
        store.write("second", |tx| put(tx, 2, "second")),
        async move { release.send(()).unwrap() },
    };
    assert_eq!(first, Err(StoreError::Defect("first panicked: on purpose".to_owned())));
    assert_eq!(second, Ok(()));
    assert_eq!(stored(&store).await, owned(&[(2, "second")]));
    store.close();
}

async fn a_read_sees_one_snapshot(fresh: &Fresh) {
    fresh.store.write("put", |tx| put(tx, 1, "before")).await.unwrap();
    let store = fresh.store.clone();
    let seen = fresh.store.read("twice", move |tx| {
        let before = notes(tx)?;
        store.write_blocking("put", |tx| put(tx, 2, "meanwhile"))?;
        Ok::<_, StoreError>((before, notes(tx)?))
    });
    assert_eq!(seen.await, Ok((owned(&[(1, "before")]), owned(&[(1, "before")]))));
    assert_eq!(stored(&fresh.store).await.len(), 2);
}

async fn a_read_cannot_write(fresh: &Fresh) {
    let read = "SELECT id FROM note";
    let returning = "INSERT INTO note (id) VALUES (7) RETURNING id";
    let defects = fresh.store.read("writing", move |tx| {
        assert!(!tx.is_write());
        let refused = [
            put(tx, 1, "x"),
            tx.query_locked(read, &[], Lock::Share, |row| row.int(0)).map(drop),
            tx.query(returning, &[], |row| row.int(0)).map(drop),
        ];
        assert!(refused.iter().all(|answer| matches!(answer, Err(StoreError::Defect(_)))));
        Ok::<_, StoreError>(())
    });
    // The engine's own refusal of the last statement cannot be swallowed.
    assert!(matches!(defects.await, Err(StoreError::Defect(detail)) if detail.starts_with(returning)));
    assert_eq!(stored(&fresh.store).await, []);
}

async fn one_row_means_one_row(fresh: &Fresh) {
    fresh.store.write("put", |tx| put(tx, 1, "a").and_then(|()| put(tx, 2, "b"))).await.unwrap();
    let change = "UPDATE note SET body = $1 WHERE id >= $2";
    let read = "SELECT id FROM note WHERE id >= $1";
    for (least, rows) in [(1, 2), (2, 1), (3, 0)] {
        let changed =
            fresh.store.write("change", move |tx| tx.execute_one(change, &["c".into(), least.into()])).await;
        let one =
            fresh.store.read("one", move |tx| tx.query_one(read, &[least.into()], |row| row.int(0))).await;
        let opt =
            fresh.store.read("opt", move |tx| tx.query_opt(read, &[least.into()], |row| row.int(0))).await;
        if rows == 1 {
            assert_eq!((changed, one, opt), (Ok(()), Ok(2), Ok(Some(2))));
            continue;
        }
        let detail = format!("{rows} rows touched instead of one");
        assert_eq!(changed, Err(StoreError::Inconsistent { statement: change, detail }));
        assert!(matches!(one, Err(StoreError::Inconsistent { statement, .. }) if statement == read));
        assert_eq!(opt.is_err(), rows == 2);
    }
    assert_eq!(stored(&fresh.store).await, owned(&[(1, "a"), (2, "c")]));
}

async fn values_come_back_as_they_were(fresh: &Fresh) {
    type Values = (Option<i64>, Option<String>, Option<Vec<u8>>);
    let rows: [Values; 4] = [
        (None, None, None),
        (Some(i64::MIN), Some(String::new()), Some(Vec::new())),
        (Some(i64::MAX), Some("Ω € 'quoted'".to_owned()), Some(vec![0, 255, 0])),
        (Some(0), Some("x".repeat(100_000)), Some(vec![7; 100_000])),
    ];
    for (id, row) in (0_i64..).zip(rows.clone()) {
        let insert = move |tx: &mut Tx<'_>| {
            let params = [id.into(), row.1.as_deref().into(), row.2.as_deref().into(), row.0.into()];
            tx.execute_one("INSERT INTO note (id, body, raw, amount) VALUES ($1, $2, $3, $4)", &params)
        };
        fresh.store.write("insert", insert).await.unwrap();
    }
    let read = |tx: &mut Tx<'_>| {
        let all = "SELECT amount, body, raw, amount = 0, 1 + 1 FROM note ORDER BY id";
        tx.query(all, &[], |row| {
            assert_eq!(
                (row.opt_int(3)?, row.int(4)?),
                (row.opt_int(0)?.map(|amount| i64::from(amount == 0)), 2)
            );
            Ok((row.opt_int(0)?, row.opt_text(1)?, row.opt_blob(2)?))
        })
    };
    assert_eq!(fresh.store.read("all", read).await.unwrap(), rows);
    let absent = |tx: &mut Tx<'_>| tx.query("SELECT id FROM note", &[], |row| row.int(9));
    assert!(matches!(fresh.store.read("absent", absent).await, Err(StoreError::Inconsistent { .. })));
    let nul = fresh.store.write("nul", |tx| put(tx, 9, "a\0b")).await;
    assert!(matches!(nul, Err(StoreError::Inconsistent { .. })), "{nul:?}");
}

async fn parameters_go_by_number(fresh: &Fresh) {
    fresh.store.write("put", |tx| put(tx, 1, "a")).await.unwrap();
    let change = |tx: &mut Tx<'_>| {
        tx.execute_one(
            "UPDATE note SET amount = $2, body = $3 WHERE id = $1",
            &[1.into(), 2.into(), "three".into()],
        )
    };
    fresh.store.write("change", change).await.unwrap();
    let twice = |tx: &mut Tx<'_>| {
        let sql = "SELECT body FROM note WHERE amount = $2 AND id = $1 AND id < $2";
        tx.query_one(sql, &[Param::Int(1), Param::Int(2)], |row| row.text(0))
    };
    assert_eq!(fresh.store.read("twice", twice).await.as_deref(), Ok("three"));
}

async fn wrong_statements_are_defects(fresh: &Fresh) {
    let wrong: [(&'static str, &'static [Param<'static>]); 4] = [
        ("SELECT nothing FROM nowhere", &[]),
        ("NOT A STATEMENT", &[]),
        ("UPDATE note SET amount = $1", &[]),
        ("UPDATE note SET amount = $1", &[Param::Int(1), Param::Int(2)]),
    ];
    for (sql, params) in wrong {
        let answer = fresh.store.write("wrong", move |tx| tx.execute(sql, params)).await;
        assert!(matches!(&answer, Err(StoreError::Defect(detail)) if detail.contains(sql)), "{answer:?}");
    }
    fresh.store.ping().await.unwrap();
}

async fn both_ways_of_waiting_work(fresh: &Fresh) {
    fresh.store.ping().await.unwrap();
    let store = fresh.store.clone();
    let thread = std::thread::spawn(move || {
        store.write_blocking("put", |tx| put(tx, 1, "a")).unwrap();
        store.read_blocking("notes", notes).unwrap()
    });
    assert_eq!(thread.join().unwrap(), stored(&fresh.store).await);
}

async fn closing_finishes_what_is_queued(fresh: &Fresh) {
    let store = fresh.reopen_with_one_writer();
    let release = hold(&store).await;
    let handle = store.clone();
    let (first, second, third, ()) = tokio::join! { biased;
        store.write("first", |tx| put(tx, 1, "a")),
        store.write("second", |tx| put(tx, 2, "b")),
        async { tokio::task::spawn_blocking(move || handle.close()).await },
        async move { release.send(()).unwrap() },
    };
    assert_eq!((first, second, third.is_ok()), (Ok(()), Ok(()), true));
    let late = store.write("late", |tx| put(tx, 3, "c")).await;
    assert_eq!(late, Err(StoreError::Unavailable("the store is closed".to_owned())));
    assert_eq!(stored(&fresh.store).await.len(), 2);
}

async fn ids_are_given_once(fresh: &Fresh) {
    let other = fresh.reopen();
    let mut tasks = JoinSet::new();
    for task in 0..50 {
        let store = if task % 2 == 0 { fresh.store.clone() } else { other.clone() };
        tasks.spawn(async move {
            let mut ids = Vec::new();
            for _ in 0..10 {
                ids.push(store.next_id(numbered("note")).await.unwrap());
            }
            ids
        });
    }
    let ids: BTreeSet<i64> = tasks.join_all().await.into_iter().flatten().collect();
    assert_eq!(ids.len(), 500);
    assert_eq!(ids.first(), Some(&1));
    let store = fresh.store.clone();
    let apart = tokio::task::spawn_blocking(move || store.next_id_blocking(numbered("reply")).unwrap());
    assert_eq!(apart.await.unwrap(), 1);
    // 500 ids in blocks of 64 over two handles: callers that waited did not reserve blocks of their own.
    let next = "SELECT next FROM counter WHERE name = 'note'";
    let reserved =
        fresh.store.read("next", move |tx| tx.query_one(next, &[], |row| row.int(0))).await.unwrap();
    assert!(reserved <= 1 + 64 * 9, "{reserved}");
    other.close();
}

#[test]
fn a_url_is_not_shown() {
    let location = Location::Postgres(PostgresOptions::new("postgres://me:secret@host/db"));
    assert!(!format!("{location:?}").contains("secret"));
}

/// Counts how often a closure ran.
pub(crate) fn counted() -> (Arc<AtomicU32>, impl Fn() -> u32 + Send + 'static) {
    let count = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&count);
    (count, move || counter.fetch_add(1, Ordering::SeqCst))
}
