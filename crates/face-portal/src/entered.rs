//! What somebody typed into a form: read field by field into values of the core. What is wrong is remembered beside its
//! field, in the reader's words; the form is shown again with what was typed.

use std::collections::BTreeMap;

use party::text::TextError;

use crate::i18n::Reader;
use crate::page::Frame;
use crate::ui::{Field, Kind};
use crate::visit::Fields;

/// A form that is being read.
pub(crate) struct Entered<'a> {
    reader: &'a Reader,
    form: &'a Fields,
    wrong: Wrong,
}

/// What is wrong with a form, by field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wrong {
    fields: BTreeMap<&'static str, String>,
}

/// A form that is being shown: fields with their values and what is wrong with them.
pub(crate) struct Shown<'a> {
    pub(crate) frame: &'a Frame,
    pub(crate) values: &'a Fields,
    pub(crate) wrong: &'a Wrong,
}

impl<'a> Entered<'a> {
    /// Reads `form`, which was sent by `reader`.
    pub(crate) fn new(reader: &'a Reader, form: &'a Fields) -> Self {
        Self { reader, form, wrong: Wrong::default() }
    }

    /// A text that the core parses, without the blanks around it.
    pub(crate) fn text<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, TextError>,
    ) -> Option<T> {
        self.read(name, parse, text_error)
    }

    /// What `parse` makes of the field, without the blanks around it; `why` says why it makes nothing.
    pub(crate) fn read<T, E>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
        why: impl FnOnce(&Reader, E) -> String,
    ) -> Option<T> {
        let parsed = parse(self.form.text(name).trim());
        parsed.map_err(|error| self.refuse(name, why(self.reader, error))).ok()
    }

    /// The same, or nothing where nothing was typed.
    pub(crate) fn read_or_nothing<T, E>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
        why: impl FnOnce(&Reader, E) -> String,
    ) -> Option<Option<T>> {
        if self.form.text(name).trim().is_empty() {
            return Some(None);
        }
        self.read(name, parse, why).map(Some)
    }

    /// Whether a box is ticked.
    pub(crate) fn is_ticked(&self, name: &str) -> bool {
        self.form.text(name) == "1"
    }

    /// Says why the field `name` is not accepted.
    pub(crate) fn refuse(&mut self, name: &'static str, why: String) {
        self.wrong.refuse(name, why);
    }

    /// What is wrong.
    pub(crate) fn wrong(self) -> Wrong {
        self.wrong
    }
}

impl Wrong {
    /// Says why the field `name` is not accepted; the first reason stays.
    pub(crate) fn refuse(&mut self, name: &'static str, why: String) {
        self.fields.entry(name).or_insert(why);
    }
}

impl Shown<'_> {
    /// The field `name`, labelled by the text `label`.
    pub(crate) fn field(&self, name: &'static str, label: &str, kind: Kind) -> Field {
        Field {
            value: self.values.text(name).to_owned(),
            error: self.wrong.fields.get(name).cloned().unwrap_or_default(),
            ..Field::new(name, self.frame.t(label), kind)
        }
    }

    /// The same, with the text `hint` below the label.
    pub(crate) fn hinted(&self, name: &'static str, label: &str, kind: Kind, hint: &str) -> Field {
        Field { hint: self.frame.t(hint), ..self.field(name, label, kind) }
    }
}

/// Why a text is not accepted.
pub(crate) fn text_error(reader: &Reader, error: TextError) -> String {
    match error {
        TextError::Empty => reader.t("wrong-empty"),
        TextError::TooLong { max } => {
            reader.t1("wrong-long", "count", i64::try_from(max).unwrap_or(i64::MAX))
        }
        TextError::ControlCharacter => reader.t("wrong-control"),
        TextError::WhiteSpace => reader.t("wrong-blank"),
        TextError::Deceptive => reader.t("wrong-deceptive"),
        TextError::Decomposed => reader.t("wrong-decomposed"),
        TextError::NotAHostName => reader.t("wrong-host-name"),
    }
}
