//! Backups, and the check that finds what is broken.

use std::fs;
use std::path::Path;

use charging::Balance;
use money::{Amount, Commodity};
use party::access::{Caller, Grant, MoveFunds};
use party::ids::CustomerKey;
use store::tables::{customers, ledger};
use store::{Location, Lock, Store, StoreError};

use crate::support::{Installation, run_in};

/// Gives root one credit that no posting tells of, and returns the number of his balance.
fn forge_a_credit(database: &Path) -> i64 {
    let store = Store::open(&Location::Sqlite(database.to_owned())).unwrap();
    let forged = store.write_blocking("forge", |tx| {
        let root = customers::load(tx, CustomerKey::ROOT, Lock::Share)?.expect("root");
        let grant: Grant<MoveFunds> = Caller::operator().grant(&root).expect("the operator may");
        let before: Balance =
            ledger::load_balance(tx, root.key, Commodity::MessageCredits)?.expect("a balance");
        let more = before.amount.checked_add(Amount::new(1, Commodity::MessageCredits)).expect("a small sum");
        ledger::update_balance(tx, &grant, &before, more)?;
        Ok::<_, StoreError>(before.id.0)
    });
    store.close();
    forged.unwrap()
}

#[test]
fn a_balance_that_no_posting_explains_is_found() {
    let (installation, _) = Installation::new();
    let balance = forge_a_credit(&installation.folder().join("tollgate.db"));
    let broken = installation.run(&["check"]);
    assert_eq!(broken.code, 1, "{broken:?}");
    assert!(broken.out.contains("a balance is the sum of its entries (1 stored, 0 summed)"), "{broken:?}");
    assert_eq!(broken.err, "error: broken invariants: 1\n");
    let listed = installation.run(&["check", "--json"]);
    let violations: serde_json::Value = serde_json::from_str(&listed.out).unwrap();
    assert_eq!(
        (violations[0]["branch"].as_i64(), violations[0]["number"].as_i64()),
        (Some(1), Some(balance))
    );
}

#[test]
fn a_backup_is_a_whole_installation_together_with_the_key() {
    let (installation, _) = Installation::new();
    let restored = tempfile::tempdir().unwrap();
    let copy = restored.path().join("tollgate.db");
    let copy_text = copy.to_str().unwrap();
    assert_eq!(installation.run(&["backup", copy_text]).code, 0);
    fs::copy(installation.folder().join("key"), restored.path().join("key")).unwrap();
    assert_eq!(run_in(restored.path(), &["check"]).code, 0);
    let again = installation.run(&["backup", copy_text]);
    assert_eq!(again.code, 1, "{again:?}");
    assert!(again.err.contains("exists and is not overwritten"), "{again:?}");
}

#[track_caller]
fn check_refused(installation: &Installation, arguments: &[&str], error: &str, hint: &str) {
    let refused = installation.run(arguments);
    assert_eq!((refused.code, refused.out.as_str()), (1, ""), "{refused:?}");
    assert!(refused.err.starts_with(&format!("error: {error}")), "{refused:?}");
    assert!(refused.err.contains(&format!("\nhint: {hint}")), "{refused:?}");
}

#[test]
fn what_does_not_belong_together_is_not_opened() {
    let (installation, _) = Installation::new();
    let (other, _) = Installation::new();
    let realm = "the realm is \"Other\" here and \"Tollgate\" in the database";
    check_refused(&installation, &["check", "--realm", "Other"], realm, "every stored API password");
    let key = other.folder().join("key");
    let foreign = format!("{} is not the key of this database", key.display());
    check_refused(&installation, &["check", "--key-file", key.to_str().unwrap()], &foreign, "give key_file");
    fs::remove_file(installation.folder().join("tollgate.db")).unwrap();
    check_refused(&installation, &["check"], "there is no database at ", "`tollgate init` makes one");
    assert!(!installation.folder().join("tollgate.db").exists());
    let database = installation.folder().join("tollgate.db");
    Store::open(&Location::Sqlite(database)).unwrap().close();
    check_refused(&installation, &["serve"], "the database is not initialised", "run `tollgate init`");
}

#[test]
fn migrating_what_is_migrated_changes_nothing() {
    let (installation, _) = Installation::new();
    let migrated = installation.run(&["migrate", "--json"]);
    assert_eq!(migrated.json(), serde_json::json!([]));
    assert_eq!(installation.run(&["migrate"]).out, "the database is up to date\n");
}
