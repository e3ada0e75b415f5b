//! The configuration file: TOML in, settings out. Every complaint names the file, the line and what is allowed there.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::catalogue::{SETTINGS, Setting};
use super::draft::{Draft, Given, Origin, bad_listener};
use super::{Listener, TlsFiles};
use crate::failure::Failure;

/// Takes everything that the file at `path` says.
pub(crate) fn read(draft: &mut Draft, path: &Path) -> Result<(), Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("{} cannot be read: {error}", path.display())))?;
    parse(draft, path, &text)
}

/// Takes everything that `text` says, as the file at `path`.
pub(crate) fn parse(draft: &mut Draft, path: &Path, text: &str) -> Result<(), Failure> {
    let file = File { path, text };
    let document = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Failure::usage(format!("{}: {}", file.origin(at), error.message()))
    })?;
    for (key, value) in document.get_ref() {
        let at = key.span().start;
        match value.get_ref() {
            DeValue::Table(table) if is_table(key.get_ref()) => {
                for (member, value) in table {
                    let dotted = format!("{}.{}", key.get_ref(), member.get_ref());
                    file.take(draft, &dotted, member.span().start, value)?;
                }
            }
            _ => file.take(draft, key.get_ref(), at, value)?,
        }
    }
    Ok(())
}

struct File<'a> {
    path: &'a Path,
    text: &'a str,
}

impl File<'_> {
    fn take(
        &self,
        draft: &mut Draft,
        key: &str,
        at: usize,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<(), Failure> {
        let Some(setting) = SETTINGS.iter().find(|setting| setting.key == key) else {
            let known = siblings(key).join(", ");
            return Err(Failure::usage(format!("{}: there is no {key}; there are {known}", self.origin(at))));
        };
        let given = match value.get_ref() {
            DeValue::Array(items) if setting.key == "listen" => {
                let listeners: Result<_, _> = items.iter().map(|item| self.listener(item)).collect();
                Given::Listeners(listeners?)
            }
            value => self.given(setting, at, value)?,
        };
        draft.take(setting, given, self.origin(at), self.folder())
    }

    fn given(&self, setting: &Setting, at: usize, value: &DeValue<'_>) -> Result<Given, Failure> {
        let given = match value {
            DeValue::String(text) => Some(Given::Text(text.clone().into_owned())),
            DeValue::Integer(number) => {
                i64::from_str_radix(number.as_str(), number.radix()).ok().map(Given::Number)
            }
            DeValue::Boolean(truth) => Some(Given::Truth(*truth)),
            DeValue::Array(items) => {
                let texts: Option<Vec<String>> = items.iter().map(|item| text(item.get_ref())).collect();
                texts.map(Given::Texts)
            }
            DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Table(_) => None,
        };
        let complaint = || format!("{}: {} must be {}", self.origin(at), setting.key, setting.allowed());
        given.ok_or_else(|| Failure::usage(complaint()))
    }

    /// One `[[listen]]` table.
    fn listener(&self, item: &Spanned<DeValue<'_>>) -> Result<Listener, Failure> {
        let origin = self.origin(item.span().start);
        let DeValue::Table(table) = item.get_ref() else { return Err(bad_listener(&origin)) };
        let (mut address, mut certificate, mut key) = (None, None, None);
        for (member, value) in table {
            let origin = self.origin(member.span().start);
            let slot = match member.get_ref().as_ref() {
                "address" => &mut address,
                "certificate_file" => &mut certificate,
                "key_file" => &mut key,
                other => {
                    let text = format!(
                        "{origin}: there is no {other} in listen; there are address, certificate_file, key_file"
                    );
                    return Err(Failure::usage(text));
                }
            };
            *slot = Some(
                text(value.get_ref()).filter(|text| !text.is_empty()).ok_or_else(|| bad_listener(&origin))?,
            );
        }
        let address =
            address.and_then(|address| address.parse().ok()).ok_or_else(|| bad_listener(&origin))?;
        let tls = match (certificate, key) {
            (None, None) => None,
            (Some(certificate), Some(key)) => {
                Some(TlsFiles { certificate: self.folder().join(certificate), key: self.folder().join(key) })
            }
            _ => return Err(bad_listener(&origin)),
        };
        Ok(Listener { address, tls })
    }

    fn origin(&self, at: usize) -> Origin {
        let before = self.text.get(..at).unwrap_or(self.text);
        Origin::File(self.path.to_owned(), before.matches('\n').count().saturating_add(1))
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }
}

fn text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.clone().into_owned()),
        _ => None,
    }
}

fn is_table(name: &str) -> bool {
    SETTINGS.iter().any(|setting| table_of(setting.key) == Some(name))
}

fn table_of(key: &str) -> Option<&str> {
    key.split_once('.').map(|(table, _)| table)
}

/// What could have been written where `key` stands.
fn siblings(key: &str) -> Vec<&'static str> {
    let table = table_of(key);
    let mut known: Vec<&str> = Vec::new();
    for setting in SETTINGS {
        let name = match table {
            Some(_) if table_of(setting.key) == table => setting.key,
            Some(_) => continue,
            None => table_of(setting.key).unwrap_or(setting.key),
        };
        if known.last() != Some(&name) {
            known.push(name);
        }
    }
    known
}
