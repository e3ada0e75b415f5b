//! The parts of a workbook, each read as a row of plain tokens, all through one meter.

use std::io::{self, BufReader, Cursor, Read};

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use crate::table::ReadError;

/// Why reading ends early.
pub(super) enum Stop {
    /// The file is not what it should be, or the meter ran out.
    Broken,
    /// For a reason of its own.
    Refused(ReadError),
}

impl From<ReadError> for Stop {
    fn from(error: ReadError) -> Self {
        Self::Refused(error)
    }
}

/// An archive and how many bytes may still be unpacked from it.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

/// One part on the way.
pub(super) struct Part<'a> {
    reader: Reader<BufReader<Metered<'a>>>,
    buffer: Vec<u8>,
}

/// What a part is made of, without prefixes of namespaces.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    Open(Element),
    Text(String),
    Close(String),
    End,
}

/// The beginning of an element.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

/// Which parts matter.
pub(super) struct Workbook {
    pub(super) sheet: String,
    pub(super) strings: Option<String>,
    pub(super) styles: Option<String>,
    /// Days are counted from 1904, not from 1900.
    pub(super) is_1904: bool,
}

struct Metered<'a> {
    file: Box<dyn Read + 'a>,
    left: &'a mut u64,
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        *self.left = self.left.saturating_sub(read as u64);
        if *self.left == 0 {
            return Err(io::Error::other("the part unpacks to too much"));
        }
        Ok(read)
    }
}

impl<'a> Package<'a> {
    /// Opens an archive of which at most `left` bytes may be unpacked.
    pub(super) fn open(bytes: &'a [u8], left: u64) -> Option<Self> {
        let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        Some(Self { archive, left: left.saturating_add(1) })
    }

    pub(super) fn is_exhausted(&self) -> bool {
        self.left == 0
    }

    /// The part called `name`, in whatever case; none where there is none.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Part<'_>>, Stop> {
        let is_meant = |found: &str| found.eq_ignore_ascii_case(name);
        let index = self.archive.file_names().position(|found| found.is_ok_and(|found| is_meant(&found)));
        let Some(index) = index else { return Ok(None) };
        let file = self.archive.by_index(index).map_err(|_| Stop::Broken)?;
        let mut reader =
            Reader::from_reader(BufReader::new(Metered { file: Box::new(file), left: &mut self.left }));
        reader.config_mut().expand_empty_elements = true;
        Ok(Some(Part { reader, buffer: Vec::new() }))
    }
}

impl Part<'_> {
    /// What comes next.
    pub(super) fn next(&mut self) -> Result<Token, Stop> {
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer).map_err(|_| Stop::Broken)?;
            return Ok(match event {
                Event::Start(start) | Event::Empty(start) => Token::Open(Element::of(&start)?),
                Event::End(end) => Token::Close(end.local_name().as_ref().to_owned()),
                Event::Text(text) => Token::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Token::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => Token::Text(resolved(&reference)?),
                Event::Eof => Token::End,
                // A document type declaration declares entities, of which a workbook has none.
                Event::DocType(_) => return Err(Stop::Broken),
                Event::Comment(_) | Event::PI(_) | Event::Decl(_) => continue,
            });
        }
    }
}

impl Element {
    fn of(start: &BytesStart<'_>) -> Result<Self, Stop> {
        let name = start.local_name().as_ref().to_owned();
        let mut attributes = Vec::new();
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| Stop::Broken)?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| Stop::Broken)?;
            attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
        }
        Ok(Self { name, attributes })
    }

    /// The value of the attribute `name`.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// Finds the first sheet and what its cells refer to.
pub(super) fn workbook(package: &mut Package<'_>) -> Result<Workbook, Stop> {
    let top = relationships(package, "_rels/.rels")?;
    let path = target(&top, "", |link| link.kind.ends_with("/officeDocument")).ok_or(Stop::Broken)?;
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
    let links = relationships(package, &joined(folder, &format!("_rels/{file}.rels")))?;
    let (sheet_id, is_1904) = first_sheet(package, &path)?;
    let of_kind = |kind: &str| target(&links, folder, |link| link.kind.ends_with(kind));
    Ok(Workbook {
        sheet: target(&links, folder, |link| link.id == sheet_id).ok_or(Stop::Broken)?,
        strings: of_kind("/sharedStrings"),
        styles: of_kind("/styles"),
        is_1904,
    })
}

struct Link {
    id: String,
    kind: String,
    target: String,
}

fn relationships(package: &mut Package<'_>, path: &str) -> Result<Vec<Link>, Stop> {
    let mut part = package.part(path)?.ok_or(Stop::Broken)?;
    let mut links = Vec::new();
    loop {
        match part.next()? {
            Token::Open(element) if element.name == "Relationship" => {
                let of = |name| element.attribute(name).unwrap_or_default().to_owned();
                links.push(Link { id: of("Id"), kind: of("Type"), target: of("Target") });
            }
            Token::End => return Ok(links),
            Token::Open(_) | Token::Text(_) | Token::Close(_) => {}
        }
    }
}

/// The relationship of the first sheet, and whether days are counted from 1904.
fn first_sheet(package: &mut Package<'_>, path: &str) -> Result<(String, bool), Stop> {
    let mut part = package.part(path)?.ok_or(Stop::Broken)?;
    let mut is_1904 = false;
    loop {
        match part.next()? {
            Token::Open(element) if element.name == "workbookPr" => {
                is_1904 = matches!(element.attribute("date1904"), Some("1" | "true"));
            }
            Token::Open(element) if element.name == "sheet" => {
                return Ok((element.attribute("id").ok_or(Stop::Broken)?.to_owned(), is_1904));
            }
            Token::End => return Err(Stop::Broken),
            Token::Open(_) | Token::Text(_) | Token::Close(_) => {}
        }
    }
}

fn target(links: &[Link], folder: &str, is_meant: impl Fn(&Link) -> bool) -> Option<String> {
    links.iter().find(|link| is_meant(link)).map(|link| joined(folder, &link.target))
}

/// Where `target` leads from `folder`.
fn joined(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut segments: Vec<&str> = folder.split('/').filter(|segment| !segment.is_empty()).collect();
    for segment in target.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    segments.join("/")
}

fn resolved(reference: &BytesRef<'_>) -> Result<String, Stop> {
    if let Some(text) = resolve_xml_entity(reference) {
        return Ok(text.to_owned());
    }
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Ok(character.to_string()),
        Ok(None) | Err(_) => Err(Stop::Broken),
    }
}
