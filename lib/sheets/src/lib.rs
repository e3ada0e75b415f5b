//! Tables of text as CSV and XLSX: read whole within bounds, written row by row. Knows nothing of what a table is about.
//!
//! - **Reading** takes bytes from a stranger. What a file may cost is bounded before it is spent: bytes, what they unpack to,
//!   rows, columns, the length of a cell, the text of all cells together. A refusal names the row and the column as a
//!   spreadsheet shows them. A cell is the text that a person sees: no number passes through a float.
//! - **Writing** needs the memory of a row, however many there are, and what is written can be sent at once: an XLSX file
//!   is made front to back like a CSV file.
//! - **Formulas** are never made of data: what a spreadsheet would run gets an apostrophe before it, and loses it when it
//!   is read here again.

mod csv;
mod formula;
mod table;
mod write;
mod xlsx;

pub use self::table::{Bounds, Place, ReadError, Row, Table};
pub use self::write::{Cell, Writer};

/// A format of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Comma-separated values (RFC 4180), in UTF-8.
    Csv,
    /// An Office Open XML workbook (ECMA-376).
    Xlsx,
}

impl Format {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Xlsx];

    /// What a file's name ends with, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// For `Content-Type`.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The format whose files end with `extension`.
    #[must_use]
    pub fn find(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.extension().eq_ignore_ascii_case(extension))
    }
}

/// The first table of a file of either format: what the file is, its content says. The first row that is not blank holds
/// the headings; blank rows are left out.
///
/// # Errors
/// [`ReadError`].
pub fn read(bytes: &[u8], bounds: &Bounds) -> Result<Table, ReadError> {
    if bounds.bytes_max < bytes.len() {
        return Err(ReadError::TooManyBytes(bounds.bytes_max));
    }
    // An OLE compound file: a workbook of before 2007, or a newer one behind a password.
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(ReadError::Protected);
    }
    if bytes.starts_with(b"PK\x03\x04") { xlsx::read(bytes, bounds) } else { csv::read(bytes, bounds) }
}
