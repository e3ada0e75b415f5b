//! A table that was read, where something stands in it, and what it may not exceed.

use std::fmt;

/// What a file may hold. Everything is counted while it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of the file.
    pub bytes_max: usize,
    /// Bytes of what is unpacked from it.
    pub unpacked_bytes_max: u64,
    /// Bytes of the text of all cells.
    pub text_bytes_max: usize,
    /// Rows that are not blank, without the headings.
    pub rows_max: usize,
    /// Columns.
    pub columns_max: usize,
    /// Characters of one cell.
    pub cell_chars_max: usize,
}

/// A cell, counted from 1 as a spreadsheet does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its row.
    pub row: usize,
    /// Its column.
    pub column: usize,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The first row, without what is empty at its end.
    pub headings: Vec<String>,
    /// The others.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which row of the file it is, counted from 1 as a spreadsheet does.
    pub number: usize,
    /// As many as there are headings.
    pub cells: Vec<String>,
}

/// Why a file is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The file is too large.
    #[error("the file has more than {0} bytes")]
    TooManyBytes(usize),
    /// What it unpacks to is too large.
    #[error("the file unpacks to more than {0} bytes")]
    TooMuchUnpacked(u64),
    /// All cells together are too long.
    #[error("the cells hold more than {0} bytes of text")]
    TooMuchText(usize),
    /// Too many rows.
    #[error("the file has more than {0} rows")]
    TooManyRows(usize),
    /// Too many columns.
    #[error("{place}: there are more than {columns_max} columns")]
    TooManyColumns {
        /// The first cell too many.
        place: Place,
        /// How many there may be.
        columns_max: usize,
    },
    /// A cell is too long.
    #[error("{place}: the cell has more than {chars_max} characters")]
    CellTooLong {
        /// Which.
        place: Place,
        /// How many it may have.
        chars_max: usize,
    },
    /// Not a single row.
    #[error("the file is empty")]
    Empty,
    /// Text in another encoding, or no text at all.
    #[error("{0}: the file is not UTF-8 text")]
    NotText(Place),
    /// A quotation mark that opens a cell and is not closed.
    #[error("{0}: a quotation mark is not closed")]
    UnclosedQuote(Place),
    /// Something between a closing quotation mark and the end of its cell.
    #[error("{0}: there is text after a closing quotation mark")]
    TextAfterQuote(Place),
    /// A row goes on after the last heading.
    #[error("{0}: there is no heading above this cell")]
    BeyondHeadings(Place),
    /// A formula that came to no value.
    #[error("{0}: the cell holds a formula's error")]
    FormulaError(Place),
    /// Behind a password, or of a format before XLSX.
    #[error("the workbook has a password, or is of the older format .xls")]
    Protected,
    /// No workbook, or a broken one.
    #[error("the workbook is damaged")]
    Damaged,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}, column {}", self.row, column_name(self.column))
    }
}

impl Place {
    /// The column as a spreadsheet calls it.
    #[must_use]
    pub fn column_name(self) -> String {
        column_name(self.column)
    }
}

/// The letters of the `number`th column: `A`, `Z`, `AA`.
pub(crate) fn column_name(mut number: usize) -> String {
    let mut letters = Vec::new();
    while let Some(left) = number.checked_sub(1) {
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or_default()));
        number = left / 26;
    }
    letters.iter().rev().collect()
}

/// Collects the rows of a table within bounds.
pub(crate) struct Gatherer<'a> {
    bounds: &'a Bounds,
    headings: Vec<String>,
    rows: Vec<Row>,
    text_bytes: usize,
}

impl<'a> Gatherer<'a> {
    pub(crate) fn new(bounds: &'a Bounds) -> Self {
        Self { bounds, headings: Vec::new(), rows: Vec::new(), text_bytes: 0 }
    }

    /// Puts `text` into the cell at `place` of the row `cells`, before anything is copied.
    pub(crate) fn put(&mut self, cells: &mut Vec<String>, place: Place, text: &str) -> Result<(), ReadError> {
        if text.is_empty() {
            return Ok(());
        }
        let columns_max = self.bounds.columns_max;
        if columns_max < place.column {
            return Err(ReadError::TooManyColumns { place, columns_max });
        }
        let chars_max = self.bounds.cell_chars_max;
        if chars_max < text.len() && chars_max < text.chars().count() {
            return Err(ReadError::CellTooLong { place, chars_max });
        }
        self.text_bytes = self.text_bytes.saturating_add(text.len());
        if self.bounds.text_bytes_max < self.text_bytes {
            return Err(ReadError::TooMuchText(self.bounds.text_bytes_max));
        }
        if cells.len() < place.column {
            cells.resize(place.column, String::new());
        }
        if let Some(cell) = place.column.checked_sub(1).and_then(|index| cells.get_mut(index)) {
            *cell = crate::formula::restored(text).to_owned();
        }
        Ok(())
    }

    /// Takes a whole row.
    pub(crate) fn push(&mut self, number: usize, mut cells: Vec<String>) -> Result<(), ReadError> {
        let used = cells.iter().rposition(|cell| !is_blank(cell)).map_or(0, |last| last + 1);
        if used == 0 {
            return Ok(());
        }
        if self.headings.is_empty() {
            cells.truncate(used);
            self.headings = cells;
            return Ok(());
        }
        let width = self.headings.len();
        if width < used {
            let beyond = cells.iter().skip(width).position(|cell| !is_blank(cell)).unwrap_or(0);
            return Err(ReadError::BeyondHeadings(Place { row: number, column: width + beyond + 1 }));
        }
        if self.bounds.rows_max <= self.rows.len() {
            return Err(ReadError::TooManyRows(self.bounds.rows_max));
        }
        cells.resize(width, String::new());
        self.rows.push(Row { number, cells });
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<Table, ReadError> {
        if self.headings.is_empty() {
            return Err(ReadError::Empty);
        }
        Ok(Table { headings: self.headings, rows: self.rows })
    }
}

fn is_blank(cell: &str) -> bool {
    cell.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_called_as_in_a_spreadsheet() {
        for (number, name) in
            [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA")]
        {
            assert_eq!(column_name(number), name);
        }
        assert_eq!(Place { row: 3, column: 28 }.to_string(), "row 3, column AB");
    }
}
