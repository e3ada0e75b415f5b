//! Everything that is stored, row by row: for tests of what must not change anything.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use postgres::{Client, NoTls, SimpleQueryMessage};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

/// A row as its engine writes it. Both engines store the same, but need not write it alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoredRow {
    /// The table.
    pub table: String,
    /// The values, each with the name of its column.
    pub values: Vec<(String, String)>,
}

impl fmt::Display for StoredRow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values: Vec<String> =
            self.values.iter().map(|(column, value)| format!("{column}={value}")).collect();
        write!(formatter, "{}: {}", self.table, values.join(", "))
    }
}

/// What has changed: each row that is gone behind a `-`, each that has come behind a `+`.
#[must_use]
pub fn difference(before: &[StoredRow], after: &[StoredRow]) -> Vec<String> {
    let (before, after): (BTreeSet<_>, BTreeSet<_>) = (before.iter().collect(), after.iter().collect());
    let gone = before.difference(&after).map(|row| format!("- {row}"));
    let come = after.difference(&before).map(|row| format!("+ {row}"));
    gone.chain(come).collect()
}

/// What is in a database file.
pub(crate) fn of_file(file: &Path) -> Vec<StoredRow> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut tables = connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut rows = Vec::new();
    for table in tables {
        let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut found = statement.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let value = |at| written(row.get_ref(at).unwrap());
            let values = columns.iter().enumerate().map(|(at, column)| (column.clone(), value(at)));
            rows.push(StoredRow { table: table.clone(), values: values.collect() });
        }
    }
    rows
}

/// What is in the schema that `url` leads to.
pub(crate) fn of_schema(url: &str) -> Vec<StoredRow> {
    // The driver may not be used on a thread that serves a runtime.
    std::thread::scope(|scope| scope.spawn(|| rows_of_schema(url)).join().unwrap())
}

fn rows_of_schema(url: &str) -> Vec<StoredRow> {
    let mut client = Client::connect(url, NoTls).unwrap();
    let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()";
    let tables: Vec<String> = client.query(tables, &[]).unwrap().iter().map(|row| row.get(0)).collect();
    let mut rows = Vec::new();
    for table in tables {
        for message in client.simple_query(&format!("TABLE {table}")).unwrap() {
            let SimpleQueryMessage::Row(row) = message else { continue };
            let value = |at| row.get(at).unwrap_or("null").to_owned();
            let values = row.columns().iter().enumerate();
            let values = values.map(|(at, column)| (column.name().to_owned(), value(at))).collect();
            rows.push(StoredRow { table: table.clone(), values });
        }
    }
    rows
}

fn written(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "null".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => {
            let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("\\x{}", digits.concat())
        }
    }
}
