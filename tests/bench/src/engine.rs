//! The two engines without the product: connections set up as the product sets them up, and nothing in between.
//!
//! Values are the three types that the engines share. This module knows no table.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use rusqlite::types::{ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Value {
    /// SQL `NULL`.
    Null,
    /// A whole number.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// A row with the names of its columns.
pub(crate) type Named = Vec<(String, Value)>;

/// Where a database is.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// A file.
    Sqlite(PathBuf),
    /// A server's database.
    Postgres(String),
}

/// A connection; statements are prepared once.
pub(crate) enum Connection {
    /// To a file.
    Sqlite(rusqlite::Connection),
    /// To a server.
    Postgres(Box<Client>),
}

/// A PostgreSQL connection with its statements.
pub(crate) struct Client {
    client: postgres::Client,
    statements: HashMap<String, postgres::Statement>,
}

/// The settings of the product's writing connection.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
     PRAGMA temp_store = MEMORY; PRAGMA cache_size = -24576; PRAGMA journal_size_limit = 67108864; \
     PRAGMA wal_autocheckpoint = 4000;";

impl Place {
    /// A connection with durable commits.
    pub(crate) fn connect(&self) -> Result<Connection> {
        match self {
            Self::Sqlite(path) => {
                let connection = rusqlite::Connection::open(path)?;
                connection.busy_timeout(std::time::Duration::from_secs(30))?;
                connection.set_prepared_statement_cache_capacity(1024);
                connection.execute_batch(PRAGMAS)?;
                Ok(Connection::Sqlite(connection))
            }
            Self::Postgres(url) => {
                let client = postgres::Client::connect(url, postgres::NoTls).context("connecting")?;
                Ok(Connection::Postgres(Box::new(Client { client, statements: HashMap::new() })))
            }
        }
    }

    /// How many connections the product writes with.
    pub(crate) fn writers(&self) -> usize {
        match self {
            Self::Sqlite(_) => 1,
            Self::Postgres(_) => 4,
        }
    }

    /// What the stored data takes on disk, in bytes.
    pub(crate) fn size_bytes(&self) -> Result<u64> {
        match self {
            Self::Sqlite(path) => {
                let size = |path: &Path| fs::metadata(path).map_or(0, |file| file.len());
                Ok(size(path) + size(&path.with_extension("db-wal")))
            }
            Self::Postgres(_) => {
                let size = self.connect()?.number("SELECT pg_database_size(current_database())", &[])?;
                Ok(u64::try_from(size)?)
            }
        }
    }
}

impl Connection {
    /// Runs statements without parameters.
    pub(crate) fn run(&mut self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(connection) => connection.execute_batch(sql)?,
            Self::Postgres(client) => client.client.batch_execute(sql)?,
        }
        Ok(())
    }

    /// Starts a transaction that writes.
    pub(crate) fn begin(&mut self) -> Result<()> {
        let immediate = matches!(self, Self::Sqlite(_));
        self.run(if immediate { "BEGIN IMMEDIATE" } else { "BEGIN" })
    }

    /// Ends it; durable when this returns.
    pub(crate) fn commit(&mut self) -> Result<()> {
        self.run("COMMIT")
    }

    /// Runs a prepared statement and tells how many rows it touched.
    pub(crate) fn execute(&mut self, sql: &str, params: &[Cow<'_, Value>]) -> Result<u64> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let params = params.iter().map(|value| Bound(value));
                Ok(statement.execute(rusqlite::params_from_iter(params))? as u64)
            }
            Self::Postgres(client) => {
                let Client { client, statements } = client.as_mut();
                let statement = prepared(client, statements, sql)?;
                let mut rows = client.query_raw(&statement, params.iter().map(|value| Bound(value)))?;
                while rows.next()?.is_some() {}
                Ok(rows.rows_affected().unwrap_or(0))
            }
        }
    }

    /// Every row that a statement answers with.
    pub(crate) fn rows(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Named>> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
                let params = rusqlite::params_from_iter(params.iter().map(Bound));
                let named = |row: &rusqlite::Row<'_>| {
                    let value =
                        |(at, name): (usize, &String)| Ok((name.clone(), from_sqlite(row.get_ref(at)?)));
                    names.iter().enumerate().map(value).collect::<rusqlite::Result<Named>>()
                };
                Ok(statement.query_map(params, named)?.collect::<rusqlite::Result<_>>()?)
            }
            Self::Postgres(client) => {
                let Client { client, statements } = client.as_mut();
                let statement = prepared(client, statements, sql)?;
                let rows = client.query_raw(&statement, params.iter().map(Bound))?.collect::<Vec<_>>()?;
                rows.iter().map(from_postgres).collect()
            }
        }
    }

    /// The one number that a statement answers with.
    pub(crate) fn number(&mut self, sql: &str, params: &[Value]) -> Result<i64> {
        match self.rows(sql, params)?.first().and_then(|row| row.first()) {
            Some((_, Value::Int(number))) => Ok(*number),
            other => bail!("{sql}: {other:?} is no number"),
        }
    }

    /// The engine's own name for its version.
    pub(crate) fn version(&mut self) -> Result<String> {
        match self {
            Self::Sqlite(_) => Ok(format!("SQLite {}", rusqlite::version())),
            Self::Postgres(_) => {
                let rows = self.rows("SELECT current_setting('server_version')", &[])?;
                let version = rows.first().and_then(|row| row.first());
                let Some((_, Value::Text(version))) = version else { bail!("the server tells no version") };
                Ok(format!("PostgreSQL {}", version.split(' ').next().unwrap_or_default()))
            }
        }
    }

    /// Stores many rows of one table in the fastest way that the engine has.
    pub(crate) fn store_many<'a>(
        &mut self,
        table: &str,
        columns: &str,
        sql: &str,
        rows: impl Iterator<Item = Vec<Cow<'a, Value>>>,
    ) -> Result<()> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                for row in rows {
                    statement.execute(rusqlite::params_from_iter(row.iter().map(|value| Bound(value))))?;
                }
                Ok(())
            }
            Self::Postgres(client) => {
                let copy = format!("COPY {table} ({columns}) FROM STDIN");
                let mut writer = std::io::BufWriter::with_capacity(1 << 16, client.client.copy_in(&copy)?);
                for row in rows {
                    std::io::Write::write_all(&mut writer, copy_line(&row).as_bytes())?;
                }
                let writer = writer.into_inner().map_err(|error| anyhow!("copying into {table}: {error}"))?;
                writer.finish()?;
                Ok(())
            }
        }
    }
}

fn prepared(
    client: &mut postgres::Client,
    statements: &mut HashMap<String, postgres::Statement>,
    sql: &str,
) -> Result<postgres::Statement> {
    if let Some(statement) = statements.get(sql) {
        return Ok(statement.clone());
    }
    let statement = client.prepare(sql).with_context(|| sql.to_owned())?;
    statements.insert(sql.to_owned(), statement.clone());
    Ok(statement)
}

fn from_sqlite(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_owned()),
        ValueRef::Null | ValueRef::Real(_) => Value::Null,
    }
}

fn from_postgres(row: &postgres::Row) -> Result<Named> {
    let columns = row.columns().iter().enumerate();
    columns.map(|(at, column)| Ok((column.name().to_owned(), row.try_get::<_, Read>(at)?.0))).collect()
}

/// A line of PostgreSQL's text form of COPY.
fn copy_line(row: &[Cow<'_, Value>]) -> String {
    let mut line = String::with_capacity(row.len() * 8);
    for (at, value) in row.iter().enumerate() {
        if at > 0 {
            line.push('\t');
        }
        match value.as_ref() {
            Value::Null => line.push_str("\\N"),
            Value::Int(number) => line.push_str(&number.to_string()),
            Value::Blob(bytes) => {
                line.push_str("\\\\x");
                bytes.iter().for_each(|byte| line.push_str(&format!("{byte:02x}")));
            }
            Value::Text(text) => {
                for c in text.chars() {
                    match c {
                        '\\' => line.push_str("\\\\"),
                        '\t' => line.push_str("\\t"),
                        '\n' => line.push_str("\\n"),
                        '\r' => line.push_str("\\r"),
                        other => line.push(other),
                    }
                }
            }
        }
    }
    line.push('\n');
    line
}

/// A value on its way into a statement of either engine.
#[derive(Debug)]
struct Bound<'a>(&'a Value);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

type ToSqlError = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Bound<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, ToSqlError> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(number) => number.to_sql(kind, out),
            Value::Text(text) => text.to_sql(kind, out),
            Value::Blob(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(_kind: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A value as the server sent it.
struct Read(Value);

impl<'a> FromSql<'a> for Read {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, ToSqlError> {
        Ok(Self(match *kind {
            Type::INT8 => Value::Int(i64::from_sql(kind, raw)?),
            Type::INT4 => Value::Int(i64::from(i32::from_sql(kind, raw)?)),
            Type::BYTEA => Value::Blob(raw.to_owned()),
            _ => Value::Text(String::from_sql(kind, raw)?),
        }))
    }

    fn from_sql_null(_kind: &Type) -> Result<Self, ToSqlError> {
        Ok(Self(Value::Null))
    }

    fn accepts(_kind: &Type) -> bool {
        true
    }
}
