//! Values between our three types and whatever type the server says a parameter or column has.
//!
//! Columns are `INT8`, `TEXT` and `BYTEA` only; expressions in statements may still be `INT4` or `BOOL`, which SQLite
//! shows as integers, so they are integers here too.

use std::error::Error;

use postgres::Row as ServerRow;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::error::StoreError;
use crate::tx::{Param, Row};

/// A parameter, bound as the type that the prepared statement asks for.
#[derive(Debug)]
pub(super) struct Bound<'a>(pub(super) Param<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (self.0, kind) {
            (Param::Null, _) => Ok(IsNull::Yes),
            (Param::Int(value), &Type::INT8) => value.to_sql(kind, out),
            (Param::Int(value), &Type::INT4) => i32::try_from(value)?.to_sql(kind, out),
            (Param::Int(value), &Type::INT2) => i16::try_from(value)?.to_sql(kind, out),
            (Param::Int(value @ (0 | 1)), &Type::BOOL) => (value == 1).to_sql(kind, out),
            (Param::Text(value), &(Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME)) => {
                value.to_sql(kind, out)
            }
            (Param::Blob(value), &Type::BYTEA) => value.to_sql(kind, out),
            _ => Err(format!("a parameter does not fit the type {kind}").into()),
        }
    }

    fn accepts(_kind: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A parameter in the form in which it is sent; it outlives the call that gave it.
#[derive(Debug)]
pub(super) struct Encoded(Option<BytesMut>);

impl Encoded {
    /// Encodes `params` as the types that a statement asks for.
    pub(super) fn all(
        params: &[Param<'_>],
        types: &[Type],
    ) -> Result<Vec<Self>, Box<dyn Error + Sync + Send>> {
        let mut buffer = BytesMut::new();
        let encode = |(param, kind): (&Param<'_>, &Type)| {
            let is_null = Bound(*param).to_sql(kind, &mut buffer)?;
            let bytes = buffer.split();
            Ok(Self(matches!(is_null, IsNull::No).then_some(bytes)))
        };
        params.iter().zip(types).map(encode).collect()
    }
}

impl ToSql for Encoded {
    fn to_sql(&self, _kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let Some(bytes) = &self.0 else { return Ok(IsNull::Yes) };
        out.extend_from_slice(bytes);
        Ok(IsNull::No)
    }

    fn accepts(_kind: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A row as the server sent it.
pub(super) struct PostgresRow<'a>(pub(super) &'a ServerRow);

impl Row for PostgresRow<'_> {
    fn value(&self, column: usize) -> Result<Param<'_>, StoreError> {
        match self.0.try_get::<_, Option<Cell<'_>>>(column) {
            Ok(Some(Cell(value))) => Ok(value),
            Ok(None) => Ok(Param::Null),
            Err(error) => Err(StoreError::inconsistent(format!("column {column}: {error}"))),
        }
    }
}

struct Cell<'a>(Param<'a>);

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *kind {
            Type::INT8 => Param::Int(i64::from_sql(kind, raw)?),
            Type::INT4 => Param::Int(i32::from_sql(kind, raw)?.into()),
            Type::INT2 => Param::Int(i16::from_sql(kind, raw)?.into()),
            Type::BOOL => Param::from(bool::from_sql(kind, raw)?),
            Type::BYTEA => Param::Blob(raw),
            _ => Param::Text(<&str>::from_sql(kind, raw)?),
        }))
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::INT4 | Type::INT2 | Type::BOOL | Type::BYTEA)
            || <&str as FromSql>::accepts(kind)
    }
}
