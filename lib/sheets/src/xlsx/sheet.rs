//! The cells of a sheet (ECMA-376 part 1, 18.3), row by row as they stand in the file.

use super::formats::Shown;
use super::number::Number;
use super::package::{Element, Package, Stop, Token};
use super::strings::Collector;
use super::text;
use crate::table::{Gatherer, Place, ReadError};

/// How many columns a sheet has at most (Excel's specifications and limits).
const COLUMNS_MAX: usize = 16_384;

/// What cells refer to.
pub(super) struct Context {
    pub(super) strings: Vec<String>,
    pub(super) formats: Vec<Shown>,
    pub(super) is_1904: bool,
}

/// Reads the sheet at `path`.
pub(super) fn read(
    package: &mut Package<'_>,
    path: &str,
    context: &Context,
    gatherer: &mut Gatherer<'_>,
) -> Result<(), Stop> {
    let mut part = package.part(path)?.ok_or(Stop::Broken)?;
    let mut place = Place { row: 0, column: 0 };
    let (mut cells, mut cell) = (Vec::new(), Source::default());
    loop {
        match part.next()? {
            Token::Open(element) if element.name == "row" => {
                place = Place { row: row_of(&element, place.row)?, column: 0 };
                cells.clear();
            }
            Token::Open(element) if element.name == "c" => {
                place.column = column_of(&element, place.column)?;
                cell = Source::of(&element);
            }
            Token::Close(name) if name == "c" => {
                let text = cell.text(place, context)?;
                gatherer.put(&mut cells, place, &text)?;
            }
            Token::Close(name) if name == "row" => gatherer.push(place.row, std::mem::take(&mut cells))?,
            Token::Close(name) if name == "sheetData" => return Ok(()),
            Token::End => return Err(Stop::Broken),
            token => cell.see(&token),
        }
    }
}

/// A cell as the file has it.
#[derive(Debug, Default)]
struct Source {
    kind: String,
    style: Option<usize>,
    value: String,
    is_value: bool,
    inline: Collector,
}

impl Source {
    fn of(element: &Element) -> Self {
        Self {
            kind: element.attribute("t").unwrap_or("n").to_owned(),
            style: element.attribute("s").and_then(|style| style.parse().ok()),
            ..Self::default()
        }
    }

    fn see(&mut self, token: &Token) {
        match token {
            Token::Open(element) if element.name == "v" => self.is_value = true,
            Token::Close(name) if name == "v" => self.is_value = false,
            Token::Text(text) if self.is_value => self.value.push_str(text),
            token => self.inline.see(token),
        }
    }

    fn text<'a>(&'a mut self, place: Place, context: &'a Context) -> Result<std::borrow::Cow<'a, str>, Stop> {
        let value = self.value.trim();
        match self.kind.as_str() {
            "inlineStr" => Ok(self.inline.take().into()),
            "str" => Ok(text::unescaped(&self.value).into()),
            "e" => Err(ReadError::FormulaError(place).into()),
            _ if value.is_empty() => Ok("".into()),
            "s" => {
                let string = value.parse().ok().and_then(|index: usize| context.strings.get(index));
                Ok(string.ok_or(Stop::Broken)?.into())
            }
            "b" => Ok(if matches!(value, "1" | "true") { "TRUE" } else { "FALSE" }.into()),
            "d" => Ok(value.into()),
            _ => {
                let Some(number) = Number::parse(value) else { return Ok(value.into()) };
                let shown = self.style.and_then(|style| context.formats.get(style)).copied();
                let text = shown.unwrap_or(Shown::Plain).text(&number, context.is_1904);
                Ok(text.unwrap_or_else(|| number.to_string()).into())
            }
        }
    }
}

/// The row that the element names, else the next. Rows ascend.
fn row_of(element: &Element, previous: usize) -> Result<usize, Stop> {
    let row = match element.attribute("r") {
        Some(text) => text.parse().map_err(|_| Stop::Broken)?,
        None => previous + 1,
    };
    if previous < row { Ok(row) } else { Err(Stop::Broken) }
}

/// The column that the element names, `AB12`, else the next.
fn column_of(element: &Element, previous: usize) -> Result<usize, Stop> {
    let Some(reference) = element.attribute("r") else { return Ok(previous + 1) };
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase);
    let column = letters.fold(0_usize, |column, letter| {
        column.saturating_mul(26).saturating_add(usize::from(letter - b'A') + 1)
    });
    if (1..=COLUMNS_MAX).contains(&column) { Ok(column) } else { Err(Stop::Broken) }
}
