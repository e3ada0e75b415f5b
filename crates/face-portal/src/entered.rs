//! What somebody typed into a form: read field by field into values of the core. What is wrong is remembered beside its
//! field, in the reader's words; the form is shown again with what was typed.

use std::collections::BTreeMap;
use std::fmt::Display;

use money::{DecimalError, parse_decimal};
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

    /// A whole number from nothing to `most`.
    pub(crate) fn count(&mut self, name: &'static str, most: i64) -> Option<i64> {
        let value = self.units(name, 0)?;
        if most < value {
            self.refuse(name, self.reader.t1("wrong-most", "most", self.reader.integer(most)));
            return None;
        }
        Some(value)
    }

    /// A decimal that is not negative, in steps of 10^-`scale`.
    pub(crate) fn units(&mut self, name: &'static str, scale: u8) -> Option<i64> {
        let text = self.reader.plain(self.form.text(name));
        match parse_decimal(&text, scale) {
            Ok(value) if value < 0 => self.refuse(name, self.reader.t("wrong-negative")),
            Ok(value) => return Some(value),
            Err(error) => self.refuse(name, decimal_error(self.reader, error, scale)),
        }
        None
    }

    /// The same, or nothing where nothing was typed.
    pub(crate) fn units_or_nothing(&mut self, name: &'static str, scale: u8) -> Option<Option<i64>> {
        if self.form.text(name).trim().is_empty() {
            return Some(None);
        }
        self.units(name, scale).map(Some)
    }

    /// One of a few, by its number or code.
    pub(crate) fn choice<T, E: Display>(
        &mut self,
        name: &'static str,
        find: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        find(self.form.text(name)).map_err(|_| self.refuse(name, self.reader.t("wrong-choice"))).ok()
    }

    /// The same, by a number.
    pub(crate) fn number<T, E: Display>(
        &mut self,
        name: &'static str,
        find: impl FnOnce(i64) -> Result<T, E>,
    ) -> Option<T> {
        self.choice(name, |text| {
            let number = text.parse().map_err(|_| String::new())?;
            find(number).map_err(|error| error.to_string())
        })
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

fn decimal_error(reader: &Reader, error: DecimalError, scale: u8) -> String {
    match error {
        DecimalError::Empty => reader.t("wrong-empty"),
        DecimalError::Malformed => reader.t("wrong-number"),
        DecimalError::TooPrecise if scale == 0 => reader.t("wrong-whole"),
        DecimalError::TooPrecise => reader.t1("wrong-precise", "count", i64::from(scale)),
        DecimalError::OutOfRange => reader.t("wrong-large"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;

    #[track_caller]
    fn check(language: &str, typed: &str, expected: Result<i64, &str>) {
        let reader = Reader::new(Locale::find(language).expect("a language"), "UTC");
        let form = Fields::of(vec![("x".to_owned(), typed.to_owned())]);
        let mut entered = Entered::new(&reader, &form);
        let read = entered.units("x", 2);
        let wrong = entered.wrong().fields.remove("x");
        assert_eq!(read.ok_or(wrong.unwrap_or_default().as_str()), expected, "{language} {typed}");
    }

    #[test]
    fn numbers_are_read_as_the_language_writes_them() {
        check("en", " 1.50 ", Ok(150));
        check("en", "1234.5", Ok(123_450));
        check("en", "1,234.5", Err("This is not a number."));
        check("ru", "1,5", Ok(150));
        check("ru", "1.5", Ok(150));
        check("ru", "1 234,5", Ok(123_450));
        check("ru", "1\u{a0}234", Ok(123_400));
        check("en", "", Err("Fill this in."));
        check("en", "-1", Err("It cannot be negative."));
        check("en", "1.234", Err("At most 2 decimals."));
        check("en", "99999999999999999999", Err("The number is too large."));
    }
}
