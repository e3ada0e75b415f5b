//! A workbook made front to back: each part is compressed as it is written and its size is told after it, so that nothing
//! is kept but the row in hand. What names the sheets comes last, when their number is known.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};

use super::number::{DIGITS_MAX, Number};
use super::text::escaped;
use crate::formula;
use crate::table::column_name;
use crate::write::Cell;

/// Rows of a sheet, the headings included (Excel's specifications and limits).
const ROWS_MAX: usize = 1_048_576;

/// Characters of a cell (as above). Programs call a workbook with more damaged, so that the rest is cut off.
const CELL_CHARS_MAX: usize = 32_767;

/// Characters of a sheet's name (as above), and what may not stand in it.
const NAME_CHARS_MAX: usize = 31;
const NAME_FORBIDDEN: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A part is a sheet unless another type is told for it: so the number of sheets need not be known here.
const CONTENT_TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;

const TOP_RELATIONSHIPS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

/// Style 0 is plain, style 1 is bold, for the headings.
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#;

/// The headings stay in sight.
const SHEET_HEAD: &str = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultColWidth="18" defaultRowHeight="15"/><sheetData>"#;

const SHEET_FOOT: &str = "</sheetData></worksheet>";

/// A workbook on the way.
pub(crate) struct Writer {
    archive: ZipWriter<StreamWriter<Outlet>>,
    outlet: Outlet,
    name: String,
    headings: Vec<Cell>,
    sheets: usize,
    /// Rows of the present sheet, and how many it may have.
    rows: usize,
    rows_max: usize,
    line: String,
}

/// Where the archive goes: it is taken from here while the archive is written.
#[derive(Clone, Default)]
struct Outlet(Arc<Mutex<Vec<u8>>>);

impl Outlet {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Writer {
    pub(crate) fn new(name: &str, headings: &[String]) -> io::Result<Self> {
        let outlet = Outlet::default();
        let mut writer = Self {
            archive: ZipWriter::new_stream(outlet.clone()),
            outlet,
            name: name.replace(NAME_FORBIDDEN, " "),
            headings: headings.iter().map(Cell::text).collect(),
            sheets: 0,
            rows: 0,
            rows_max: ROWS_MAX,
            line: String::new(),
        };
        writer.part("[Content_Types].xml", CONTENT_TYPES)?;
        writer.part("_rels/.rels", TOP_RELATIONSHIPS)?;
        writer.part("xl/styles.xml", STYLES)?;
        writer.begin_sheet()?;
        Ok(writer)
    }

    pub(crate) fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        if self.rows == self.rows_max {
            self.archive.write_all(SHEET_FOOT.as_bytes())?;
            self.begin_sheet()?;
        }
        self.write_row(cells, "")
    }

    pub(crate) fn take(&mut self) -> Vec<u8> {
        self.outlet.take()
    }

    pub(crate) fn finish(mut self) -> io::Result<Vec<u8>> {
        self.archive.write_all(SHEET_FOOT.as_bytes())?;
        let (workbook, relationships) = (self.workbook(), self.relationships());
        self.part("xl/workbook.xml", &workbook)?;
        self.part("xl/_rels/workbook.xml.rels", &relationships)?;
        self.archive.finish()?;
        Ok(self.outlet.take())
    }

    fn begin_sheet(&mut self) -> io::Result<()> {
        self.sheets += 1;
        self.rows = 0;
        self.start(&format!("xl/worksheets/sheet{}.xml", self.sheets))?;
        self.archive.write_all(SHEET_HEAD.as_bytes())?;
        let headings = self.headings.clone();
        self.write_row(&headings, " s=\"1\"")
    }

    fn write_row(&mut self, cells: &[Cell], style: &str) -> io::Result<()> {
        self.rows += 1;
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        line.push_str("<row r=\"");
        push(&mut line, self.rows);
        line.push_str("\">");
        for (index, cell) in cells.iter().enumerate() {
            let (kind, open, text, close) = match cell {
                Cell::Empty => continue,
                Cell::Number(number) if is_exact(number) => ("n", "<v>", number.as_str().into(), "</v>"),
                Cell::Number(text) => (TEXT, OPEN, text.as_str().into(), CLOSE),
                Cell::Text(text) => (TEXT, OPEN, formula::neutralised(text), CLOSE),
            };
            line.push_str("<c r=\"");
            line.push_str(&column_name(index + 1));
            push(&mut line, self.rows);
            line.push('"');
            line.push_str(style);
            line.push_str(" t=\"");
            line.push_str(kind);
            line.push_str("\">");
            line.push_str(open);
            escaped(cut(&text), &mut line);
            line.push_str(close);
            line.push_str("</c>");
        }
        line.push_str("</row>");
        self.archive.write_all(line.as_bytes())?;
        self.line = line;
        Ok(())
    }

    fn workbook(&self) -> String {
        let mut xml = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>"#.to_owned();
        for number in 1..=self.sheets {
            xml.push_str("<sheet name=\"");
            escaped(&sheet_name(&self.name, number).replace('"', " "), &mut xml);
            xml.push_str("\" sheetId=\"");
            push(&mut xml, number);
            xml.push_str("\" r:id=\"rId");
            push(&mut xml, number);
            xml.push_str("\"/>");
        }
        xml.push_str("</sheets></workbook>");
        xml
    }

    fn relationships(&self) -> String {
        const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let mut xml =
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#
                .to_owned();
        for number in 1..=self.sheets {
            xml.push_str(&format!(
                "<Relationship Id=\"rId{number}\" Type=\"{KIND}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
            ));
        }
        let last = self.sheets + 1;
        xml.push_str(&format!(
            "<Relationship Id=\"rId{last}\" Type=\"{KIND}/styles\" Target=\"styles.xml\"/></Relationships>"
        ));
        xml
    }

    fn part(&mut self, path: &str, content: &str) -> io::Result<()> {
        self.start(path)?;
        self.archive.write_all(content.as_bytes())
    }

    fn start(&mut self, path: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.archive.start_file(path, options.compression_level(Some(4)))?;
        self.archive.write_all(XML.as_bytes())
    }
}

const TEXT: &str = "inlineStr";
const OPEN: &str = "<is><t xml:space=\"preserve\">";
const CLOSE: &str = "</t></is>";

/// Whether a spreadsheet keeps every digit of a number: longer ones are written as text.
fn is_exact(number: &str) -> bool {
    number.bytes().filter(u8::is_ascii_digit).count() <= DIGITS_MAX && Number::parse(number).is_some()
}

fn cut(text: &str) -> &str {
    if text.len() <= CELL_CHARS_MAX {
        return text;
    }
    // A spreadsheet counts UTF-16 units.
    let mut units = 0;
    for (index, character) in text.char_indices() {
        units += character.len_utf16();
        if CELL_CHARS_MAX < units {
            return text.get(..index).unwrap_or(text);
        }
    }
    text
}

fn sheet_name(name: &str, number: usize) -> String {
    let suffix = if number == 1 { String::new() } else { format!(" {number}") };
    let name: String = name.chars().take(NAME_CHARS_MAX - suffix.len()).collect();
    format!("{}{suffix}", name.trim_end())
}

fn push(line: &mut String, number: usize) {
    // A string takes everything.
    let _ = write!(line, "{number}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_goes_on_in_another_sheet() {
        use calamine::{Data, Reader, Xlsx};

        let headings = ["number".to_owned()];
        let mut writer = Writer::new("a very long name that no sheet may have", &headings).expect("memory");
        writer.rows_max = 3;
        for number in 0..5 {
            writer.row(&[Cell::integer(number)]).expect("memory");
        }
        let bytes = writer.finish().expect("memory");
        let mut workbook: Xlsx<_> = Xlsx::new(io::Cursor::new(bytes)).expect("a workbook");
        let names = workbook.sheet_names();
        assert_eq!(
            names,
            [
                "a very long name that no sheet",
                "a very long name that no shee 2",
                "a very long name that no shee 3"
            ]
        );
        for (name, numbers) in names.iter().zip([&[0.0, 1.0][..], &[2.0, 3.0], &[4.0]]) {
            let sheet = workbook.worksheet_range(name).expect("a sheet");
            let mut rows = sheet.rows().map(|row| row[0].clone());
            assert_eq!(rows.next(), Some(Data::String("number".to_owned())));
            assert!(rows.eq(numbers.iter().map(|number| Data::Float(*number))), "{name}");
        }
    }

    #[test]
    fn a_cell_is_cut_at_what_programs_take() {
        assert_eq!(cut(&"\u{1F4F7}".repeat(20_000)).chars().count(), 16_383);
        assert_eq!(cut(&"x".repeat(32_767)).len(), 32_767);
    }
}
