//! The transaction as statement code sees it: one set of calls, two drivers behind it.
//!
//! Statements use `$1`..`$n` and the three types that both engines share: 64-bit integer, text, bytes. This module
//! knows neither engine; it does know that a statement which promised one row must have touched one row.

use crate::error::StoreError;

/// A value on its way into a statement, or out of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Param<'a> {
    /// SQL `NULL`, of whatever type the statement wants.
    Null,
    /// `INT8` / `INTEGER`.
    Int(i64),
    /// `TEXT`. A NUL character is refused on both engines, because PostgreSQL cannot store it.
    Text(&'a str),
    /// `BYTEA` / `BLOB`.
    Blob(&'a [u8]),
}

/// How strongly a row that was read must be held until the transaction ends.
///
/// PostgreSQL takes a row lock. SQLite needs none: its write transaction excludes every other one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lock {
    /// Nobody may change the row; others may hold it too.
    Share,
    /// Nobody else may change or lock the row.
    Update,
}

/// One row of a result; columns count from zero.
pub trait Row {
    /// The value as stored. Errors with [`StoreError::Inconsistent`] for a column that is absent or of a type that
    /// the two engines do not share.
    fn value(&self, column: usize) -> Result<Param<'_>, StoreError>;

    /// An integer that may not be `NULL`.
    fn int(&self, column: usize) -> Result<i64, StoreError> {
        match self.value(column)? {
            Param::Int(value) => Ok(value),
            other => Err(unexpected(column, "an integer", other)),
        }
    }

    /// An integer or `NULL`.
    fn opt_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self.value(column)? {
            Param::Null => Ok(None),
            Param::Int(value) => Ok(Some(value)),
            other => Err(unexpected(column, "an integer or NULL", other)),
        }
    }

    /// Text that may not be `NULL`.
    fn text(&self, column: usize) -> Result<String, StoreError> {
        match self.value(column)? {
            Param::Text(value) => Ok(value.to_owned()),
            other => Err(unexpected(column, "text", other)),
        }
    }

    /// Text or `NULL`.
    fn opt_text(&self, column: usize) -> Result<Option<String>, StoreError> {
        match self.value(column)? {
            Param::Null => Ok(None),
            Param::Text(value) => Ok(Some(value.to_owned())),
            other => Err(unexpected(column, "text or NULL", other)),
        }
    }

    /// Bytes that may not be `NULL`.
    fn blob(&self, column: usize) -> Result<Vec<u8>, StoreError> {
        match self.value(column)? {
            Param::Blob(value) => Ok(value.to_owned()),
            other => Err(unexpected(column, "bytes", other)),
        }
    }

    /// Bytes or `NULL`.
    fn opt_blob(&self, column: usize) -> Result<Option<Vec<u8>>, StoreError> {
        match self.value(column)? {
            Param::Null => Ok(None),
            Param::Blob(value) => Ok(Some(value.to_owned())),
            other => Err(unexpected(column, "bytes or NULL", other)),
        }
    }

    /// A truth value, stored as 0 or 1. Any other integer is inconsistent.
    fn bool(&self, column: usize) -> Result<bool, StoreError> {
        match self.value(column)? {
            Param::Int(0) => Ok(false),
            Param::Int(1) => Ok(true),
            other => Err(unexpected(column, "0 or 1", other)),
        }
    }
}

/// One running transaction. Everything done through it is kept together or not at all.
pub struct Tx<'a> {
    driver: &'a mut dyn Driver,
}

/// What an engine must be able to do inside a transaction.
pub(crate) trait Driver {
    /// Runs a statement and tells how many rows it touched.
    fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64, StoreError>;

    /// Runs a statement that must touch exactly one row. An engine to which asking costs more than doing may return
    /// before it knows: what went wrong is then told with a later statement or at the end, and undoes the whole closure.
    fn execute_one(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<(), StoreError> {
        check_one_row(sql, self.execute(sql, params)?)
    }

    /// Runs a statement and shows each row; stops at the first error that `each` returns.
    fn query(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        lock: Option<Lock>,
        each: &mut dyn FnMut(&dyn Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

    /// Whether the transaction may change anything.
    fn is_write(&self) -> bool;
}

impl<'a> Tx<'a> {
    pub(crate) fn new(driver: &'a mut dyn Driver) -> Self {
        Self { driver }
    }

    /// Runs a statement and returns how many rows it touched.
    ///
    /// A statement that the engine refused undoes the whole closure, even if the closure then returns `Ok`.
    pub fn execute(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<u64, StoreError> {
        self.admit_write(sql)?;
        admit_params(sql, params)?;
        self.driver.execute(sql, params)
    }

    /// Runs a statement that must touch exactly one row; any other count is [`StoreError::Inconsistent`].
    ///
    /// PostgreSQL may find out only after the closure: its caller is told all the same, and nothing of it is kept.
    pub fn execute_one(&mut self, sql: &'static str, params: &[Param<'_>]) -> Result<(), StoreError> {
        self.admit_write(sql)?;
        admit_params(sql, params)?;
        self.driver.execute_one(sql, params)
    }

    /// Runs a statement and reads all its rows. Works for `INSERT … RETURNING` too.
    pub fn query<T>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        read: impl FnMut(&dyn Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        self.rows(sql, params, None, read)
    }

    /// Like [`Tx::query`] for at most one row; more than one is [`StoreError::Inconsistent`].
    pub fn query_opt<T>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        read: impl FnMut(&dyn Row) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let rows = self.rows(sql, params, None, read)?;
        at_most_one(sql, rows)
    }

    /// Like [`Tx::query`] for exactly one row; any other count is [`StoreError::Inconsistent`].
    pub fn query_one<T>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        read: impl FnMut(&dyn Row) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.query_opt(sql, params, read)?
            .ok_or_else(|| StoreError::inconsistent("no row instead of one").at(sql))
    }

    /// Like [`Tx::query`], and holds every row read until the transaction ends. The statement must be a plain
    /// `SELECT` without a locking clause. A read transaction cannot lock: [`StoreError::Defect`].
    pub fn query_locked<T>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        lock: Lock,
        read: impl FnMut(&dyn Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        self.admit_write(sql)?;
        self.rows(sql, params, Some(lock), read)
    }

    /// Like [`Tx::query_locked`] for at most one row.
    pub fn query_locked_opt<T>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        lock: Lock,
        read: impl FnMut(&dyn Row) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let rows = self.query_locked(sql, params, lock, read)?;
        at_most_one(sql, rows)
    }

    /// Whether this transaction may change anything.
    pub fn is_write(&self) -> bool {
        self.driver.is_write()
    }

    fn rows<T>(
        &mut self,
        sql: &'static str,
        params: &[Param<'_>],
        lock: Option<Lock>,
        mut read: impl FnMut(&dyn Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        admit_params(sql, params)?;
        let mut rows = Vec::new();
        let mut each = |row: &dyn Row| {
            rows.push(read(row)?);
            Ok(())
        };
        self.driver.query(sql, params, lock, &mut each).map_err(|error| error.at(sql))?;
        Ok(rows)
    }

    fn admit_write(&self, sql: &'static str) -> Result<(), StoreError> {
        if self.driver.is_write() {
            return Ok(());
        }
        Err(StoreError::Defect(format!("a read transaction cannot run: {sql}")))
    }
}

/// What a statement that promised to touch one row is held to.
pub(crate) fn check_one_row(sql: &'static str, rows: u64) -> Result<(), StoreError> {
    match rows {
        1 => Ok(()),
        rows => Err(StoreError::inconsistent(format!("{rows} rows touched instead of one")).at(sql)),
    }
}

fn admit_params(sql: &'static str, params: &[Param<'_>]) -> Result<(), StoreError> {
    let nul = params.iter().position(|param| matches!(param, Param::Text(text) if text.contains('\0')));
    match nul {
        None => Ok(()),
        Some(index) => {
            Err(StoreError::inconsistent(format!("text parameter ${} holds a NUL character", index + 1))
                .at(sql))
        }
    }
}

fn at_most_one<T>(sql: &'static str, mut rows: Vec<T>) -> Result<Option<T>, StoreError> {
    if rows.len() > 1 {
        return Err(StoreError::inconsistent(format!("{} rows instead of at most one", rows.len())).at(sql));
    }
    Ok(rows.pop())
}

/// Names the type that was found, not the value: it may be a customer's.
fn unexpected(column: usize, wanted: &str, found: Param<'_>) -> StoreError {
    let found = match found {
        Param::Null => "NULL",
        Param::Int(_) => "an integer",
        Param::Text(_) => "text",
        Param::Blob(_) => "bytes",
    };
    StoreError::inconsistent(format!("column {column} must be {wanted} but is {found}"))
}

impl From<i64> for Param<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<bool> for Param<'_> {
    fn from(value: bool) -> Self {
        Self::Int(i64::from(value))
    }
}

impl<'a> From<&'a str> for Param<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for Param<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a [u8]> for Param<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Blob(value)
    }
}

impl<'a, T: Into<Param<'a>>> From<Option<T>> for Param<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct One(Param<'static>);

    impl Row for One {
        fn value(&self, _column: usize) -> Result<Param<'_>, StoreError> {
            Ok(self.0)
        }
    }

    #[test]
    fn values_become_parameters() {
        let name = String::from("name");
        assert_eq!(Param::from(true), Param::Int(1));
        assert_eq!(Param::from(&name), Param::Text("name"));
        assert_eq!(Param::from(None::<i64>), Param::Null);
        assert_eq!(Param::from(Some([1_u8].as_slice())), Param::Blob(&[1]));
    }

    #[track_caller]
    fn check_bool(stored: Param<'static>, expected: Option<bool>) {
        assert_eq!(One(stored).bool(0).ok(), expected);
    }

    #[test]
    fn truth_is_zero_or_one() {
        check_bool(Param::Int(0), Some(false));
        check_bool(Param::Int(1), Some(true));
        check_bool(Param::Int(2), None);
        check_bool(Param::Null, None);
        check_bool(Param::Text("1"), None);
    }

    #[test]
    fn a_type_that_differs_is_inconsistent_and_keeps_the_value_to_itself() {
        let error = One(Param::Text("secret")).opt_int(3).unwrap_err();
        assert_eq!(error.detail(), "column 3 must be an integer or NULL but is text");
        assert_eq!(One(Param::Null).opt_int(0), Ok(None));
        assert!(One(Param::Null).int(0).is_err());
    }

    #[test]
    fn nul_is_refused_before_any_engine_sees_it() {
        let error = admit_params("SELECT $1, $2", &[Param::Int(1), Param::Text("a\0b")]).unwrap_err();
        assert_eq!(error.detail(), "text parameter $2 holds a NUL character [SELECT $1, $2]");
    }
}
