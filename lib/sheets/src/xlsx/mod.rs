//! XLSX workbooks: a ZIP archive of XML parts (ECMA-376 parts 1 and 2).
//!
//! A workbook of a stranger is read part by part through one meter, so that a small file cannot become a large one; nothing
//! that the file says about sizes is believed.

mod formats;
mod number;
mod package;
mod sheet;
mod strings;
mod text;
pub(crate) mod write;

use self::package::{Package, Stop};
use crate::table::{Bounds, Gatherer, ReadError, Table};

pub(crate) fn read(bytes: &[u8], bounds: &Bounds) -> Result<Table, ReadError> {
    let mut package = Package::open(bytes, bounds.unpacked_bytes_max).ok_or(ReadError::Damaged)?;
    read_package(&mut package, bounds).map_err(|stop| match stop {
        Stop::Refused(error) => error,
        Stop::Broken if package.is_exhausted() => ReadError::TooMuchUnpacked(bounds.unpacked_bytes_max),
        Stop::Broken => ReadError::Damaged,
    })
}

fn read_package(package: &mut Package<'_>, bounds: &Bounds) -> Result<Table, Stop> {
    let workbook = package::workbook(package)?;
    let cells_max = (bounds.rows_max + 1).saturating_mul(bounds.columns_max);
    let context = sheet::Context {
        strings: strings::read(package, workbook.strings.as_deref(), cells_max)?,
        formats: formats::read(package, workbook.styles.as_deref(), cells_max)?,
        is_1904: workbook.is_1904,
    };
    let mut gatherer = Gatherer::new(bounds);
    sheet::read(package, &workbook.sheet, &context, &mut gatherer)?;
    Ok(gatherer.finish()?)
}
