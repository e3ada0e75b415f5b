//! The schema that the migrations make is the one that the contract files show, and both engines' mean the same.

use std::path::PathBuf;

use store::{EngineKind, MigrationSet};

use crate::support::{Fresh, run};

fn contract(engine: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../../contracts/schema.{engine}.sql"))
}

#[track_caller]
fn check(fresh: &Fresh, engine: &str) {
    let dump = fresh.store.schema_dump().unwrap();
    if std::env::var_os("TOLLGATE_BLESS").is_some() {
        std::fs::write(contract(engine), &dump).unwrap();
    }
    let expected = std::fs::read_to_string(contract(engine)).unwrap_or_default();
    assert_eq!(dump, expected, "contracts/schema.{engine}.sql is stale: run with TOLLGATE_BLESS=1");
}

#[test]
fn sqlite_has_the_schema_of_the_contract() {
    run(EngineKind::Sqlite, MigrationSet::PRODUCT, async |fresh| check(fresh, "sqlite"));
}

#[test]
fn postgres_has_the_schema_of_the_contract() {
    run(EngineKind::Postgres, MigrationSet::PRODUCT, async |fresh| check(fresh, "postgres"));
}

/// (table, column, type, may be null) of every column in a dump, in the words of PostgreSQL.
fn columns(engine: &str) -> Vec<String> {
    let dump = std::fs::read_to_string(contract(engine)).unwrap();
    let mut columns = Vec::new();
    let mut table = String::new();
    for line in dump.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
            table = rest.split([' ', '(']).next().unwrap().to_owned();
            continue;
        }
        let words: Vec<&str> = line.trim_end_matches(',').split_whitespace().collect();
        let kind = match words.get(1).copied() {
            Some("INTEGER" | "INT8" | "bigint") => "integer",
            Some("TEXT" | "text") => "text",
            Some("BLOB" | "BYTEA" | "bytea") => "bytes",
            _ => continue,
        };
        let not_null = line.to_uppercase().contains("NOT NULL");
        columns.push(format!(
            "{table}.{} {kind} {}",
            words[0],
            if not_null { "not null" } else { "nullable" }
        ));
    }
    columns.sort();
    columns
}

#[test]
fn both_schemas_mean_the_same() {
    let (sqlite, postgres) = (columns("sqlite"), columns("postgres"));
    assert!(150 < sqlite.len(), "the dump was understood");
    assert_eq!(sqlite, postgres);
}
