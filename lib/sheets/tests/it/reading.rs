//! Files of other programs, and what is said of those that are not right.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use sheets::{Place, ReadError};

use crate::{read, rows};

#[track_caller]
fn check(text: &str, expected: &[&[&str]]) {
    assert_eq!(rows(text.as_bytes()), expected, "{text:?}");
}

#[test]
fn csv_comes_in_many_shapes() {
    check("a,b\r\n1,2\r\n", &[&["a", "b"], &["1", "2"]]);
    check("\u{FEFF}a;b\n1;2", &[&["a", "b"], &["1", "2"]]);
    check("a\tb\r1\t2\r", &[&["a", "b"], &["1", "2"]]);
    check(
        "name;street, number;city\nx;y, 1;z\n",
        &[&["name", "street, number", "city"], &["x", "y, 1", "z"]],
    );
    check("\"a;b\",c,d\n1,2,3", &[&["a;b", "c", "d"], &["1", "2", "3"]]);
    check("a,b\n\"x \"\"y\"\"\",\"two\r\nlines\"\n", &[&["a", "b"], &["x \"y\"", "two\r\nlines"]]);
    check("a,b\n5\" pipe,'=1+1\n", &[&["a", "b"], &["5\" pipe", "=1+1"]]);
    check("one\nx\n", &[&["one"], &["x"]]);
    check("a,b,,\n1,,,\n", &[&["a", "b"], &["1", ""]]);
    check("a,b\n1\n", &[&["a", "b"], &["1", ""]]);
    check(";;\n\na;b;c\n;;\n1;2;3\n", &[&["a", "b", "c"], &["1", "2", "3"]]);
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_does() {
    let table = read(b"a,b\n\n\"x\ny\",1\n,\nz,2\n").unwrap();
    let numbers: Vec<usize> = table.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [3, 5]);
}

#[test]
fn what_is_not_right_is_told_with_its_place() {
    let at = |row, column| Place { row, column };
    for (bytes, error) in [
        (b"".as_slice(), ReadError::Empty),
        (b"\xEF\xBB\xBF\n\n", ReadError::Empty),
        (b"a,b\n1,caf\xE9\n", ReadError::NotText(at(2, 2))),
        (b"\xFF\xFEa\0", ReadError::NotText(at(1, 1))),
        (b"a,b\n1,\"x\n2,3\n", ReadError::UnclosedQuote(at(2, 2))),
        (b"a,b\n\"1\"x,2\n", ReadError::TextAfterQuote(at(2, 1))),
        (b"a,b\n1,2,,3\n", ReadError::BeyondHeadings(at(2, 4))),
        (b"\xD0\xCF\x11\xE0\xA1\xB1", ReadError::Protected),
        (b"PK\x03\x04nonsense", ReadError::Damaged),
    ] {
        assert_eq!(read(bytes), Err(error), "{bytes:?}");
    }
}

#[test]
fn a_workbook_reads_as_a_person_sees_it() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let headings = ["text", "whole", "money", "date", "moment", "percent", "padded", "truth", "formula"];
    for (column, heading) in (0..).zip(headings) {
        sheet.write(1, column, heading).unwrap();
    }
    let moment = ExcelDateTime::from_ymd(2026, 3, 14).unwrap().and_hms(15, 9, 26).unwrap();
    let date = ExcelDateTime::from_ymd(2026, 3, 14).unwrap();
    sheet.write(3, 0, " two\nlines & <more> _x0041_").unwrap();
    sheet.write(3, 1, 49_301_234_567_f64).unwrap();
    sheet.write(3, 2, 0.1 + 0.2).unwrap();
    sheet.write_with_format(3, 3, &date, &Format::new().set_num_format("dd.mm.yyyy")).unwrap();
    sheet.write_with_format(3, 4, &moment, &Format::new().set_num_format_index(22)).unwrap();
    sheet.write_with_format(3, 5, 0.125, &Format::new().set_num_format("0.0%")).unwrap();
    sheet.write_with_format(3, 6, 42, &Format::new().set_num_format("00000")).unwrap();
    sheet.write(3, 7, true).unwrap();
    sheet.write(3, 8, Formula::new("=1+1").set_result("2")).unwrap();
    workbook.add_worksheet().write(0, 0, "another").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let table = read(&bytes).unwrap();
    assert_eq!(table.headings, headings);
    assert_eq!(table.rows.len(), 1);
    assert_eq!(table.rows[0].number, 4);
    assert_eq!(
        table.rows[0].cells,
        [
            " two\nlines & <more> _x0041_",
            "49301234567",
            "0.3",
            "2026-03-14",
            "2026-03-14T15:09:26",
            "12.5%",
            "00042",
            "TRUE",
            "2"
        ]
    );
}

#[test]
fn a_formula_without_a_value_is_told() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "a").unwrap();
    sheet.write(1, 0, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    assert_eq!(read(&bytes), Err(ReadError::FormulaError(Place { row: 2, column: 1 })));
}
