//! Files of foreign programs are read, and foreign programs read what is written.
#![expect(clippy::unwrap_used, reason = "a broken expectation of a test's helper fails the test")]

mod bounds;
mod reading;
mod round_trip;
mod writing;

use sheets::{Bounds, Cell, Format, ReadError, Table, Writer};

/// Wide enough for every test that is not about bounds.
pub(crate) const WIDE: Bounds = Bounds {
    bytes_max: 1 << 24,
    unpacked_bytes_max: 1 << 26,
    text_bytes_max: 1 << 24,
    rows_max: 100_000,
    columns_max: 500,
    cell_chars_max: 100_000,
};

pub(crate) fn read(bytes: &[u8]) -> Result<Table, ReadError> {
    sheets::read(bytes, &WIDE)
}

/// Everything that a file holds, the headings first.
pub(crate) fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let table = read(bytes).unwrap();
    std::iter::once(table.headings).chain(table.rows.into_iter().map(|row| row.cells)).collect()
}

pub(crate) fn written(format: Format, headings: &[String], rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut writer = Writer::new(format, "table", headings).unwrap();
    let mut bytes = Vec::new();
    for row in rows {
        writer.row(row).unwrap();
        bytes.extend(writer.take());
    }
    bytes.extend(writer.finish().unwrap());
    bytes
}
