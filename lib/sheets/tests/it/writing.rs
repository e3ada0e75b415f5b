//! What foreign programs see of what is written, and what writing costs.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use sheets::{Cell, Format, Writer};
use zip::ZipArchive;

use crate::written;

fn sample() -> Vec<u8> {
    written(Format::Csv, &headings(), &body())
}

fn headings() -> Vec<String> {
    ["name", "balance"].map(str::to_owned).to_vec()
}

fn body() -> Vec<Vec<Cell>> {
    vec![
        vec![Cell::text("Acme, \"Inc\""), Cell::Number("-12.5".to_owned())],
        vec![
            Cell::text("=HYPERLINK(\"http://evil.example\")"),
            Cell::Number("92233720368.54775807".to_owned()),
        ],
        vec![Cell::text("Жук"), Cell::Empty],
    ]
}

#[test]
fn another_csv_reader_reads_it() {
    let bytes = sample();
    let text = bytes.strip_prefix("\u{FEFF}".as_bytes()).expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    let rows: Vec<Vec<String>> =
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
    assert_eq!(
        rows,
        [
            ["name", "balance"],
            ["Acme, \"Inc\"", "-12.5"],
            ["'=HYPERLINK(\"http://evil.example\")", "92233720368.54775807"],
            ["Жук", ""],
        ]
    );
}

#[test]
fn another_workbook_reader_reads_it() {
    let bytes = written(Format::Xlsx, &headings(), &body());
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(workbook.sheet_names(), ["table"]);
    let range = workbook.worksheet_range("table").unwrap();
    let rows: Vec<Vec<Data>> = range.rows().map(<[Data]>::to_vec).collect();
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(
        rows,
        [
            vec![text("name"), text("balance")],
            vec![text("Acme, \"Inc\""), Data::Float(-12.5)],
            // More digits than a spreadsheet keeps are written as text.
            vec![text("'=HYPERLINK(\"http://evil.example\")"), text("92233720368.54775807")],
            vec![text("Жук"), Data::Empty],
        ]
    );
}

#[test]
fn what_is_ready_can_be_sent_before_the_end() {
    for format in Format::ALL {
        let mut writer = Writer::new(format, "table", &headings()).unwrap();
        let (mut sent, mut most) = (0, 0);
        for number in 0..50_000_u64 {
            // What cannot be compressed to nothing.
            let noise = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            writer.row(&[Cell::text(format!("{noise:x}")), Cell::integer(7)]).unwrap();
            let ready = writer.take().len();
            (sent, most) = (sent + ready, most.max(ready));
        }
        assert!(500_000 < sent, "{format:?}: {sent} bytes were ready before the end");
        assert!(most < 200_000, "{format:?}: {most} bytes at once");
    }
}

/// A sheet has 1,048,576 rows (Excel's specifications and limits): what is beyond stands in the next, under the same headings.
#[test]
fn what_is_more_than_a_sheet_holds_is_in_the_next() {
    const ROWS: usize = 1_048_577;
    let mut writer = Writer::new(Format::Xlsx, "table", &["number".to_owned()]).unwrap();
    let (mut file, mut most) = (Vec::new(), 0);
    for number in 0..ROWS {
        writer.row(&[Cell::Number(number.to_string())]).unwrap();
        let ready = writer.take();
        most = most.max(ready.len());
        file.extend(ready);
    }
    file.extend(writer.finish().unwrap());
    assert!(most < 200_000, "{most} bytes at once");
    let mut archive = ZipArchive::new(Cursor::new(file)).unwrap();
    // The headings of each, and all numbers.
    for (sheet, rows, last) in [(1, 1_048_576, "1048574"), (2, 3, "1048576")] {
        let mut part = archive.by_name(&format!("xl/worksheets/sheet{sheet}.xml")).unwrap();
        let mut xml = String::new();
        part.read_to_string(&mut xml).unwrap();
        assert_eq!(xml.matches("<row ").count(), rows, "sheet {sheet}");
        assert!(
            xml.contains(">number<")
                && xml.ends_with(&format!("<v>{last}</v></c></row></sheetData></worksheet>"))
        );
    }
    assert!(archive.by_name("xl/worksheets/sheet3.xml").is_err());
}
