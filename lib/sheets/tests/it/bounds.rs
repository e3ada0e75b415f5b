//! What a file may cost is bounded, whatever it says about itself.

use std::io::Write;

use sheets::{Bounds, Cell, Format, Place, ReadError};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::{WIDE, written};

#[track_caller]
fn check(bytes: &[u8], bounds: Bounds, error: ReadError) {
    assert_eq!(sheets::read(bytes, &bounds), Err(error));
}

#[test]
fn every_bound_is_told() {
    let headings = ["a", "b"].map(str::to_owned);
    let row = |text: &str| vec![Cell::text(text), Cell::text("x")];
    for format in Format::ALL {
        let bytes = written(format, &headings, &[row("1"), row("22"), row("333")]);
        let at = |row, column| Place { row, column };
        check(&bytes, Bounds { bytes_max: 10, ..WIDE }, ReadError::TooManyBytes(10));
        check(&bytes, Bounds { rows_max: 2, ..WIDE }, ReadError::TooManyRows(2));
        let columns = ReadError::TooManyColumns { place: at(1, 2), columns_max: 1 };
        check(&bytes, Bounds { columns_max: 1, ..WIDE }, columns);
        let long = ReadError::CellTooLong { place: at(4, 1), chars_max: 2 };
        check(&bytes, Bounds { cell_chars_max: 2, ..WIDE }, long);
        check(&bytes, Bounds { text_bytes_max: 6, ..WIDE }, ReadError::TooMuchText(6));
        assert!(
            sheets::read(&bytes, &Bounds { rows_max: 3, columns_max: 2, cell_chars_max: 3, ..WIDE }).is_ok()
        );
    }
}

/// A workbook of these parts.
fn workbook(parts: &[(&str, &[u8])]) -> Vec<u8> {
    const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let top = format!(
        "<Relationships><Relationship Id=\"r\" Type=\"{TYPE}/officeDocument\" Target=\"/xl/w.xml\"/></Relationships>"
    );
    let links = format!(
        "<Relationships><Relationship Id=\"r1\" Type=\"{TYPE}/worksheet\" Target=\"s.xml\"/>\
         <Relationship Id=\"r2\" Type=\"{TYPE}/sharedStrings\" Target=\"t.xml\"/>\
         <Relationship Id=\"r3\" Type=\"{TYPE}/styles\" Target=\"y.xml\"/></Relationships>"
    );
    let sheets = "<workbook><sheets><sheet r:id=\"r1\"/></sheets></workbook>";
    let fixed: [(&str, &[u8]); 3] = [
        ("_rels/.rels", top.as_bytes()),
        ("xl/_rels/w.xml.rels", links.as_bytes()),
        ("xl/w.xml", sheets.as_bytes()),
    ];
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (path, content) in fixed.iter().chain(parts) {
        archive.start_file(*path, options).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn bounds() -> Bounds {
    Bounds { unpacked_bytes_max: 1 << 20, text_bytes_max: 1 << 20, ..WIDE }
}

#[test]
fn a_small_file_cannot_become_a_large_one() {
    let zeros = vec![b' '; 4 << 20];
    let too_much = ReadError::TooMuchUnpacked(1 << 20);
    let sheet =
        b"<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>".as_slice();
    let bomb = workbook(&[("xl/s.xml", &zeros)]);
    assert!(bomb.len() < 10_000, "{}", bomb.len());
    check(&bomb, bounds(), too_much);
    check(&workbook(&[("xl/s.xml", sheet), ("xl/t.xml", &zeros)]), bounds(), too_much);
    check(&workbook(&[("xl/s.xml", sheet), ("xl/y.xml", &zeros)]), bounds(), too_much);
    // What is not needed is not unpacked.
    let strings = b"<sst><si><t>x</t></si></sst>".as_slice();
    let picture = workbook(&[("xl/s.xml", sheet), ("xl/t.xml", strings), ("xl/media/p.png", &zeros)]);
    assert_eq!(sheets::read(&picture, &bounds()).unwrap().headings, ["x"]);
}

#[test]
fn a_short_reference_cannot_become_much_text() {
    let long = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(50_000));
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(400);
    let sheet = format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
    let bytes = workbook(&[("xl/s.xml", sheet.as_bytes()), ("xl/t.xml", long.as_bytes())]);
    check(&bytes, bounds(), ReadError::TooMuchText(1 << 20));
}

#[test]
fn what_a_file_says_of_sizes_is_not_believed() {
    let strings =
        b"<sst count=\"99999999999999\" uniqueCount=\"99999999999999\"><si><t>x</t></si></sst>".as_slice();
    let sheet = b"<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1048576\">\
                  <c r=\"B1048576\" t=\"s\"><v>0</v></c></row></sheetData></worksheet>"
        .as_slice();
    let table = sheets::read(&workbook(&[("xl/s.xml", sheet), ("xl/t.xml", strings)]), &bounds()).unwrap();
    assert_eq!(table.headings, ["", "x"]);
    let far =
        b"<worksheet><sheetData><row><c r=\"XFD1\"><v>1</v></c></row></sheetData></worksheet>".as_slice();
    let error = ReadError::TooManyColumns { place: Place { row: 1, column: 16_384 }, columns_max: 500 };
    check(&workbook(&[("xl/s.xml", far)]), bounds(), error);
}

#[test]
fn what_is_no_workbook_is_damaged() {
    for sheet in [
        "",
        "<worksheet/>",
        "<worksheet><sheetData><row><c><v>1</v>",
        "<worksheet><sheetData><row r=\"2\"/><row r=\"1\"/></sheetData></worksheet>",
        "<worksheet><sheetData><row><c r=\"1A\"><v>1</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row><c t=\"s\"><v>5</v></c></row></sheetData></worksheet>",
        "<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet><sheetData><row><c><v>&a;</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row><c t=\"str\"><v>&a;</v></c></row></sheetData></worksheet>",
    ] {
        check(&workbook(&[("xl/s.xml", sheet.as_bytes())]), bounds(), ReadError::Damaged);
    }
    check(&workbook(&[]), bounds(), ReadError::Damaged);
}
