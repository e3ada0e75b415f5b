//! The schema of a PostgreSQL database as text that changes only when the schema does.

use std::fmt::Write;

use postgres::Client;

use super::connect::Connector;
use super::unavailable;
use crate::error::StoreError;

const TABLES: &str = "SELECT c.oid::int8, c.relname::text FROM pg_class c \
     JOIN pg_namespace n ON n.oid = c.relnamespace \
     WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') ORDER BY c.relname::text COLLATE \"C\"";

/// One line per column, then per constraint.
const LINES: &str = "SELECT line FROM (\
     SELECT 0 AS part, a.attnum::int8 AS place, ''::text AS name, a.attname || ' ' || format_type(a.atttypid, a.atttypmod) \
       || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END \
       || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') AS line \
     FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
     WHERE a.attrelid = $1::int8::oid AND a.attnum > 0 AND NOT a.attisdropped \
     UNION ALL \
     SELECT 1, 0, conname::text, 'CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid) \
     FROM pg_constraint WHERE conrelid = $1::int8::oid AND contype IN ('p', 'u', 'c', 'f')\
     ) AS lines ORDER BY part, place, name COLLATE \"C\"";

/// Indexes that no constraint made. The schema's name is left out, so that any schema may hold the tables.
const INDEXES: &str = "SELECT replace(pg_get_indexdef(i.indexrelid), ' ON ' || quote_ident(current_schema()) || '.', ' ON ') \
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = $1::int8::oid \
     AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid) \
     ORDER BY c.relname::text COLLATE \"C\"";

/// One column or constraint per line, tables in order of name, each followed by its indexes.
pub(crate) fn schema_dump(connector: &Connector) -> Result<String, StoreError> {
    let mut client = connector.connect_plain()?;
    dump(&mut client).map_err(|error| unavailable("reading the schema", &error))
}

fn dump(client: &mut Client) -> Result<String, postgres::Error> {
    let mut text = String::new();
    for table in client.query(TABLES, &[])? {
        let (id, name): (i64, String) = (table.try_get(0)?, table.try_get(1)?);
        let lines = texts(client, LINES, id)?.join(",\n  ");
        // Writing to a String cannot fail.
        let _ = write!(text, "CREATE TABLE {name} (\n  {lines}\n);\n");
        for index in texts(client, INDEXES, id)? {
            let _ = writeln!(text, "{index};");
        }
    }
    Ok(text)
}

fn texts(client: &mut Client, sql: &str, id: i64) -> Result<Vec<String>, postgres::Error> {
    client.query(sql, &[&id])?.iter().map(|row| row.try_get(0)).collect()
}
