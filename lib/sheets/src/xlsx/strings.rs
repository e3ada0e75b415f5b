//! The strings that cells share (ECMA-376 part 1, 18.4).

use super::package::{Package, Stop, Token};
use super::text;

/// Every shared string, at most `count_max`: a string that no cell can be left for is not needed.
pub(super) fn read(
    package: &mut Package<'_>,
    path: Option<&str>,
    count_max: usize,
) -> Result<Vec<String>, Stop> {
    let mut strings = Vec::new();
    let Some(path) = path else { return Ok(strings) };
    let Some(mut part) = package.part(path)? else { return Ok(strings) };
    let mut collector = Collector::default();
    while strings.len() < count_max {
        match part.next()? {
            Token::End => break,
            Token::Open(element) if element.name == "si" => collector = Collector::default(),
            Token::Close(name) if name == "si" => strings.push(collector.take()),
            token => collector.see(&token),
        }
    }
    Ok(strings)
}

/// Collects the text of a string, which may be in pieces of different looks, without what only says how it is read aloud.
#[derive(Debug, Default)]
pub(super) struct Collector {
    text: String,
    is_text: bool,
    is_phonetic: bool,
}

impl Collector {
    pub(super) fn see(&mut self, token: &Token) {
        match token {
            Token::Open(element) if element.name == "rPh" => self.is_phonetic = true,
            Token::Close(name) if name == "rPh" => self.is_phonetic = false,
            Token::Open(element) if element.name == "t" => self.is_text = !self.is_phonetic,
            Token::Close(name) if name == "t" => self.is_text = false,
            Token::Text(text) if self.is_text => self.text.push_str(text),
            Token::Open(_) | Token::Close(_) | Token::Text(_) | Token::End => {}
        }
    }

    pub(super) fn take(&mut self) -> String {
        text::unescaped(&std::mem::take(&mut self.text))
    }
}
