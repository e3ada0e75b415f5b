//! What only a file can do to us.

use store::{EngineKind, Location, MigrationSet, Param, Store, StoreError, Tx};

use crate::engine::{NOTES, put, stored};
use crate::support::{Fresh, numbered, run};

#[test]
fn a_full_disk_is_unavailable_and_passes() {
    run(EngineKind::Sqlite, NOTES, async |fresh: &Fresh| {
        let limit = |tx: &mut Tx<'_>| tx.query("PRAGMA max_page_count = 30", &[], |_| Ok(()));
        let unlimit = |tx: &mut Tx<'_>| tx.query("PRAGMA max_page_count = 100000", &[], |_| Ok(()));
        let large = |tx: &mut Tx<'_>| {
            put(tx, 1, "first")?;
            let insert = "INSERT INTO note (id, raw) VALUES (2, $1)";
            tx.execute_one(insert, &[Param::Blob(&[0; 1 << 20])])
        };
        fresh.store.write("limit", limit).await.unwrap();
        let answer = fresh.store.write("large", large).await;
        assert!(matches!(answer, Err(StoreError::Unavailable(_))), "{answer:?}");
        assert_eq!(stored(&fresh.store).await, []);
        fresh.store.write("small", |tx| put(tx, 3, "small")).await.unwrap();
        fresh.store.write("unlimit", unlimit).await.unwrap();
        fresh.store.write("large", large).await.unwrap();
    });
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.txt");
    std::fs::write(&path, "Dear customer, ".repeat(1000)).unwrap();
    let answer = Store::open(&Location::Sqlite(path));
    assert!(matches!(answer, Err(StoreError::Unavailable(_))), "{answer:?}");
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    run(EngineKind::Sqlite, NOTES, async |fresh: &Fresh| {
        for entry in std::fs::read_dir(fresh.folder.path()).unwrap() {
            let mode = entry.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    });
}

#[test]
fn the_log_is_written_back_on_closing() {
    run(EngineKind::Sqlite, NOTES, async |fresh: &Fresh| {
        fresh.store.write("put", |tx| put(tx, 1, "a")).await.unwrap();
        fresh.store.clone().close();
        let left = std::fs::read_dir(fresh.folder.path()).unwrap().count();
        assert_eq!(left, 1);
    });
}

#[test]
fn the_products_own_migrations_apply() {
    run(EngineKind::Sqlite, MigrationSet::PRODUCT, async |fresh: &Fresh| {
        assert_eq!(fresh.store.next_id(numbered("engine_test")).await, Ok(1));
    });
}
