//! Reading a row from left to right into values of the core.

use std::fmt::Display;

use party::text::{Block, Line, TextError};

use crate::error::StoreError;
use crate::tx::Row;

/// A row being read: each call takes the next column.
pub(super) struct Columns<'r> {
    row: &'r dyn Row,
    table: &'static str,
    next: usize,
}

impl<'r> Columns<'r> {
    pub(super) fn of(table: &'static str, row: &'r dyn Row) -> Self {
        Self { row, table, next: 0 }
    }

    pub(super) fn int(&mut self) -> Result<i64, StoreError> {
        let column = self.advance();
        self.row.int(column)
    }

    pub(super) fn opt_int(&mut self) -> Result<Option<i64>, StoreError> {
        let column = self.advance();
        self.row.opt_int(column)
    }

    pub(super) fn text(&mut self) -> Result<String, StoreError> {
        let column = self.advance();
        self.row.text(column)
    }

    pub(super) fn opt_text(&mut self) -> Result<Option<String>, StoreError> {
        let column = self.advance();
        self.row.opt_text(column)
    }

    pub(super) fn bool(&mut self) -> Result<bool, StoreError> {
        let column = self.advance();
        self.row.bool(column)
    }

    pub(super) fn blob(&mut self) -> Result<Vec<u8>, StoreError> {
        let column = self.advance();
        self.row.blob(column)
    }

    /// 32 bytes.
    pub(super) fn digest(&mut self) -> Result<[u8; 32], StoreError> {
        let column = self.advance();
        let bytes = self.row.blob(column)?;
        self.accept(bytes.try_into().map_err(|_| "must be 32 bytes"))
    }

    pub(super) fn line<const MAX: usize>(&mut self) -> Result<Line<MAX>, StoreError> {
        self.parse(Line::<MAX>::parse)
    }

    pub(super) fn block<const MAX: usize>(&mut self) -> Result<Block<MAX>, StoreError> {
        self.parse::<_, TextError>(Block::<MAX>::parse)
    }

    /// Text that the core parses.
    pub(super) fn parse<T, E: Display>(
        &mut self,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, StoreError> {
        let text = self.text()?;
        self.accept(parse(&text))
    }

    /// Text that the core parses, or nothing.
    pub(super) fn parse_opt<T, E: Display>(
        &mut self,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, StoreError> {
        let text = self.opt_text()?;
        text.map(|text| self.accept(parse(&text))).transpose()
    }

    /// An integer that the core decodes.
    pub(super) fn decode<T, E: Display>(
        &mut self,
        decode: impl FnOnce(i64) -> Result<T, E>,
    ) -> Result<T, StoreError> {
        let value = self.int()?;
        self.accept(decode(value))
    }

    /// An integer that the core decodes, or nothing.
    pub(super) fn decode_opt<T, E: Display>(
        &mut self,
        decode: impl FnOnce(i64) -> Result<T, E>,
    ) -> Result<Option<T>, StoreError> {
        let value = self.opt_int()?;
        self.accept(value.map(decode).transpose())
    }

    /// An integer that is the code of something.
    pub(super) fn code<T>(&mut self, decode: impl FnOnce(i64) -> Option<T>) -> Result<T, StoreError> {
        self.decode(|code| decode(code).ok_or("is no known code"))
    }

    /// What the core made of the column read last.
    pub(super) fn accept<T, E: Display>(&self, result: Result<T, E>) -> Result<T, StoreError> {
        result.map_err(|error| {
            StoreError::inconsistent(format!("table {}, column {}: {error}", self.table, self.next - 1))
        })
    }

    fn advance(&mut self) -> usize {
        self.next += 1;
        self.next - 1
    }
}
