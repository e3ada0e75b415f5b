//! CSV as RFC 4180 has it, and as spreadsheets write it: with or without a byte order mark, separated by commas, semicolons
//! or tabs, lines ended in any of three ways, quotation marks within a cell that does not begin with one.

use std::borrow::Cow;

use crate::formula;
use crate::table::{Bounds, Gatherer, Place, ReadError, Table};
use crate::write::Cell;

const BYTE_ORDER_MARK: char = '\u{FEFF}';

pub(crate) fn read(bytes: &[u8], bounds: &Bounds) -> Result<Table, ReadError> {
    let text = std::str::from_utf8(bytes).map_err(|error| not_text(bytes, error.valid_up_to()))?;
    let mut gatherer = Gatherer::new(bounds);
    let mut parser = Parser::of(text);
    let mut cells = Vec::new();
    loop {
        let place = parser.place;
        let (cell, end) = parser.cell()?;
        gatherer.put(&mut cells, place, &cell)?;
        if end != End::Cell {
            gatherer.push(place.row, std::mem::take(&mut cells))?;
        }
        if end == End::Text {
            return gatherer.finish();
        }
    }
}

/// Makes a file begin so that spreadsheets take it for UTF-8.
pub(crate) fn begin(out: &mut Vec<u8>) {
    out.extend_from_slice(BYTE_ORDER_MARK.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Writes one row.
pub(crate) fn write_row(out: &mut Vec<u8>, cells: &[Cell]) {
    for (index, cell) in cells.iter().enumerate() {
        if 0 < index {
            out.push(b',');
        }
        match cell {
            Cell::Empty => {}
            Cell::Number(number) => out.extend_from_slice(number.as_bytes()),
            Cell::Text(text) => write_text(out, &formula::neutralised(text)),
        }
    }
    out.extend_from_slice(b"\r\n");
}

fn write_text(out: &mut Vec<u8>, text: &str) {
    let is_quoted = text.contains([',', ';', '\t', '"', '\r', '\n', BYTE_ORDER_MARK])
        || text.starts_with(' ')
        || text.ends_with(' ');
    if !is_quoted {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}

/// What follows a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Cell,
    Row,
    Text,
}

struct Parser<'a> {
    rest: &'a str,
    separator: char,
    place: Place,
}

impl<'a> Parser<'a> {
    /// A parser of `text` with the separator that makes most cells of the first row.
    fn of(text: &'a str) -> Self {
        let rest = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        let with = |separator| Self { rest, separator, place: Place { row: 1, column: 1 } };
        // Of equals the first is taken, which is the standard's.
        let separators = ['\t', ';', ','].into_iter();
        separators.max_by_key(|separator| with(*separator).row_length()).map_or(with(','), with)
    }

    /// How many cells the first row has that is not blank; none where it cannot be read.
    fn row_length(mut self) -> usize {
        let (mut length, mut is_blank) = (0, true);
        while let Ok((cell, end)) = self.cell() {
            length += 1;
            is_blank &= cell.trim().is_empty();
            match end {
                End::Cell => {}
                End::Row if is_blank => length = 0,
                End::Row | End::Text => return length,
            }
        }
        0
    }

    fn cell(&mut self) -> Result<(Cow<'a, str>, End), ReadError> {
        let place = self.place;
        let cell = match self.rest.strip_prefix('"') {
            Some(rest) => {
                self.rest = rest;
                self.quoted().ok_or(ReadError::UnclosedQuote(place))?
            }
            None => Cow::Borrowed(self.plain()),
        };
        let end = self.end().ok_or(ReadError::TextAfterQuote(place))?;
        Ok((cell, end))
    }

    fn plain(&mut self) -> &'a str {
        let length = self.rest.find([self.separator, '\r', '\n']).unwrap_or(self.rest.len());
        let (cell, rest) = self.rest.split_at(length);
        self.rest = rest;
        cell
    }

    /// What stands before the closing quotation mark; none where there is none.
    fn quoted(&mut self) -> Option<Cow<'a, str>> {
        let mut cell = Cow::Borrowed("");
        loop {
            let (part, rest) = self.rest.split_once('"')?;
            cell += part;
            match rest.strip_prefix('"') {
                Some(rest) => {
                    cell += "\"";
                    self.rest = rest;
                }
                None => {
                    self.rest = rest;
                    return Some(cell);
                }
            }
        }
    }

    /// Steps over what ends a cell; none where something else stands.
    fn end(&mut self) -> Option<End> {
        if self.rest.is_empty() {
            return Some(End::Text);
        }
        if let Some(rest) = self.rest.strip_prefix(self.separator) {
            self.rest = rest;
            self.place.column += 1;
            return Some(End::Cell);
        }
        let rest = self.rest.strip_prefix("\r\n").or_else(|| self.rest.strip_prefix(['\r', '\n']))?;
        self.rest = rest;
        self.place = Place { row: self.place.row + 1, column: 1 };
        Some(End::Row)
    }
}

/// Where the text ends that the first `length` bytes are.
fn not_text(bytes: &[u8], length: usize) -> ReadError {
    let text = bytes.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
    let mut parser = Parser::of(text);
    while let Ok((_, End::Cell | End::Row)) = parser.cell() {}
    ReadError::NotText(parser.place)
}
