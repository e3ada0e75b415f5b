//! Writing a table, row by row: what is ready can be taken and sent at any time.

use std::io;

use crate::{Format, csv, xlsx};

/// A cell to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, which is never taken for a formula.
    Text(String),
    /// A plain decimal number, `-1234.5`: the writer trusts that it is one.
    Number(String),
}

impl Cell {
    /// A text; none: nothing.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// The number that `text` is, if it is a plain decimal; else the text.
    #[must_use]
    pub fn number_or_text(text: &str) -> Self {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if are_digits(whole) && are_digits(fraction) {
            Self::Number(text.to_owned())
        } else {
            Self::text(text)
        }
    }

    /// A whole number.
    #[must_use]
    pub fn integer(number: i64) -> Self {
        Self::Number(number.to_string())
    }
}

/// Writes one table.
pub struct Writer {
    inner: Inner,
}

enum Inner {
    Csv(Vec<u8>),
    Xlsx(Box<xlsx::write::Writer>),
}

impl Writer {
    /// Begins a file with a row of `headings`. The sheet of a workbook is called `name`.
    ///
    /// # Errors
    /// The archive cannot be written, which memory never causes.
    pub fn new(format: Format, name: &str, headings: &[String]) -> io::Result<Self> {
        match format {
            Format::Csv => {
                let mut out = Vec::new();
                csv::begin(&mut out);
                let headings: Vec<Cell> = headings.iter().map(Cell::text).collect();
                csv::write_row(&mut out, &headings);
                Ok(Self { inner: Inner::Csv(out) })
            }
            Format::Xlsx => {
                Ok(Self { inner: Inner::Xlsx(Box::new(xlsx::write::Writer::new(name, headings)?)) })
            }
        }
    }

    /// Writes a row. A workbook goes on in another sheet where one is full.
    ///
    /// # Errors
    /// As [`Writer::new`].
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        match &mut self.inner {
            Inner::Csv(out) => {
                csv::write_row(out, cells);
                Ok(())
            }
            Inner::Xlsx(writer) => writer.row(cells),
        }
    }

    /// Takes the bytes that are ready.
    pub fn take(&mut self) -> Vec<u8> {
        match &mut self.inner {
            Inner::Csv(out) => std::mem::take(out),
            Inner::Xlsx(writer) => writer.take(),
        }
    }

    /// Ends the file and takes its last bytes.
    ///
    /// # Errors
    /// As [`Writer::new`].
    pub fn finish(self) -> io::Result<Vec<u8>> {
        match self.inner {
            Inner::Csv(out) => Ok(out),
            Inner::Xlsx(writer) => writer.finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_decimals_are_numbers() {
        for text in ["0", "-12.5", "100.00", "007"] {
            assert_eq!(Cell::number_or_text(text), Cell::Number(text.to_owned()));
        }
        for text in ["-", "1.", ".5", "+1", "1,5", "1e3", "=1", "-1+2", "12%", " 1"] {
            assert_eq!(Cell::number_or_text(text), Cell::Text(text.to_owned()));
        }
        assert_eq!(Cell::number_or_text(""), Cell::Empty);
    }
}
