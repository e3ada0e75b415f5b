//! What an operator asks of a store: migrations, a dump of the schema, a backup.

use store::{EngineKind, Location, Migration, MigrationError, MigrationSet, Store, StoreError, Tx};

use crate::engine::{NOTES, POSTGRES, SQLITE};
use crate::support::{Fresh, conformance, numbered};

const ADDED: Migration = Migration { version: 2, name: "added", sql: "CREATE TABLE added (id BIGINT)" };
const ADDED_STRICT: Migration = Migration { sql: "CREATE TABLE added (id INTEGER) STRICT", ..ADDED };
const BROKEN: Migration = Migration { sql: "CREATE TABLE kept (id INTEGER); CREATE NONSENSE", ..ADDED };
const EDITED: Migration = Migration { sql: "CREATE TABLE other (id INTEGER)", ..SQLITE };

const NOTES_AND_ADDED: MigrationSet =
    MigrationSet { sqlite: &[SQLITE, ADDED_STRICT], postgres: &[POSTGRES, ADDED] };
const NOTES_AND_BROKEN: MigrationSet =
    MigrationSet { sqlite: &[SQLITE, BROKEN], postgres: &[POSTGRES, BROKEN] };
const NOTES_EDITED: MigrationSet = MigrationSet { sqlite: &[EDITED], postgres: &[EDITED] };

conformance! { crate::engine::NOTES;
    migrations_are_applied_once
    strange_schemas_are_refused
    a_failed_migration_leaves_nothing
    the_schema_is_dumped_alike_every_time
    a_backup_opens_and_equals
}

async fn migrations_are_applied_once(fresh: &Fresh) {
    let newer = Store::open_with(&fresh.location, NOTES_AND_ADDED).unwrap();
    let state = newer.migration_state().unwrap();
    assert_eq!((state.applied.len(), state.is_current()), (1, false));
    assert_eq!(state.applied[0].applied_at_micros, 1_000_000);
    let again = Store::open_with(&fresh.location, NOTES_AND_ADDED).unwrap();
    let threads =
        [newer.clone(), again].map(|store| std::thread::spawn(move || store.migrate(2_000_000).unwrap()));
    let done: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    assert_eq!(
        done.iter().map(|row| (row.version, row.applied_at_micros)).collect::<Vec<_>>(),
        [(2, 2_000_000)]
    );
    assert!(newer.migration_state().unwrap().is_current());
    let count = |tx: &mut Tx<'_>| tx.query_one("SELECT count(*) FROM added", &[], |row| row.int(0));
    assert_eq!(newer.read("count", count).await, Ok(0));
}

async fn strange_schemas_are_refused(fresh: &Fresh) {
    let edited = Store::open_with(&fresh.location, NOTES_EDITED).unwrap();
    let changed = MigrationError::Changed { version: 1, name: "notes".to_owned() };
    assert_eq!(edited.migration_state(), Err(changed.clone().into()));
    assert_eq!(edited.migrate(3), Err(changed.into()));
    Store::open_with(&fresh.location, NOTES_AND_ADDED).unwrap().migrate(4).unwrap();
    let unknown = MigrationError::Unknown { version: 2, name: "added".to_owned() };
    assert_eq!(fresh.store.migrate(5), Err(unknown.into()));
}

async fn a_failed_migration_leaves_nothing(fresh: &Fresh) {
    let broken = Store::open_with(&fresh.location, NOTES_AND_BROKEN).unwrap();
    let answer = broken.migrate(2);
    let failed = |error: &StoreError| {
        matches!(error, StoreError::Migration(MigrationError::Failed { version: 2, name: "added", .. }))
    };
    assert!(answer.as_ref().is_err_and(failed), "{answer:?}");
    assert_eq!(broken.migration_state().unwrap().applied.len(), 1);
    assert!(!broken.schema_dump().unwrap().contains("kept"));
}

async fn the_schema_is_dumped_alike_every_time(fresh: &Fresh) {
    let dump = fresh.store.schema_dump().unwrap();
    assert_eq!(fresh.reopen().schema_dump().unwrap(), dump);
    let expected = match fresh.store.engine() {
        EngineKind::Sqlite => {
            "CREATE TABLE note (\n  id INTEGER NOT NULL PRIMARY KEY,\n  body TEXT,\n  raw BLOB,\n  amount INTEGER\n) STRICT;\n\
             CREATE INDEX note_body ON note (\n  body\n);\n"
        }
        EngineKind::Postgres => {
            "CREATE TABLE note (\n  id bigint NOT NULL,\n  body text,\n  raw bytea,\n  amount bigint,\n  \
             CONSTRAINT note_pkey PRIMARY KEY (id)\n);\nCREATE INDEX note_body ON note USING btree (body);\n"
        }
    };
    assert!(dump.contains(expected), "{dump}");
}

async fn a_backup_opens_and_equals(fresh: &Fresh) {
    fresh.store.next_id(numbered("note")).await.unwrap();
    let fill = |tx: &mut Tx<'_>| {
        for id in 0..300 {
            let params = [id.into(), "body".into(), Some([1_u8, 2].as_slice()).into(), None::<i64>.into()];
            tx.execute_one("INSERT INTO note (id, body, raw, amount) VALUES ($1, $2, $3, $4)", &params)?;
        }
        tx.execute_one("INSERT INTO reply (id, note) VALUES (1, 299)", &[])
    };
    fresh.store.write("fill", fill).await.unwrap();
    let path = fresh.path("copy.db");
    fresh.store.backup(&path).unwrap();
    assert!(
        matches!(fresh.store.backup(&path), Err(StoreError::Backup(text)) if text.contains("is not overwritten"))
    );
    let names = std::fs::read_dir(fresh.folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!names.into_iter().any(|name| name.to_string_lossy().contains("partial")));

    let copy = Store::open_with(&Location::Sqlite(path), NOTES).unwrap();
    assert!(copy.migration_state().unwrap().is_current());
    assert_eq!(copy.engine(), EngineKind::Sqlite);
    for table in
        ["SELECT id, body, raw, amount FROM note ORDER BY id", "SELECT name, NULL, NULL, next FROM counter"]
    {
        let read = move |tx: &mut Tx<'_>| {
            tx.query(table, &[], |row| {
                Ok(format!("{:?} {:?} {:?} {:?}", row.value(0)?, row.value(1)?, row.value(2)?, row.value(3)?))
            })
        };
        let (original, copied) =
            (fresh.store.read("all", read).await.unwrap(), copy.read("all", read).await.unwrap());
        assert!(!copied.is_empty());
        assert_eq!(copied, original);
    }
    assert_eq!(copy.next_id(numbered("note")).await, Ok(65));
    copy.close();
}
