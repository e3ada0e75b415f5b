//! Forms. One that changes something is made from the frame of its page, and so has the token that the session asks for:
//! one without cannot be written down.

use std::borrow::Cow;

use askama::Template;

use super::{Path, parts};
use crate::page::Frame;

parts!(Form, Field, Matrix, Button, Confirmation, SearchBar);

/// A form that is posted.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/form.html")]
pub(crate) struct Form {
    action: Path,
    form_token: String,
    /// Why the form as a whole was not accepted; empty where it was, or was not sent yet.
    pub(crate) error: String,
    pub(crate) fields: Vec<Field>,
    /// What belongs together, below the fields that stand alone.
    pub(crate) groups: Vec<FieldGroup>,
    pub(crate) hidden: Vec<(&'static str, String)>,
    pub(crate) submit: String,
    /// What else can be done with what the fields hold.
    pub(crate) more: Vec<Submit>,
    pub(crate) cancel: Option<(Path, String)>,
}

/// A further button of a form: it posts the same fields, and `step` says that it was this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Submit {
    pub(crate) step: &'static str,
    pub(crate) label: String,
}

/// Fields that belong together, under a heading of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldGroup {
    /// For links to it.
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) hint: String,
    pub(crate) fields: Vec<Field>,
}

/// One field with its label, what it takes and what was wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/field.html")]
pub(crate) struct Field {
    pub(crate) name: Cow<'static, str>,
    pub(crate) label: String,
    pub(crate) kind: Kind,
    pub(crate) value: String,
    pub(crate) hint: String,
    pub(crate) error: String,
    /// For password managers (HTML section 4.10.18.7); empty: as the browser likes.
    pub(crate) autocomplete: &'static str,
    pub(crate) is_required: bool,
    /// Why it cannot be changed; empty where it can.
    pub(crate) locked: String,
}

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One line.
    Text,
    /// Several lines.
    Area,
    /// A file of the reader's machine, of one of these types; see [`Entry::taking_files`].
    ///
    /// [`Entry::taking_files`]: crate::entry::Entry::taking_files
    File(&'static str),
    /// A secret.
    Password,
    /// A number, which is checked by the use case.
    Number,
    /// A day and a time of day, where the reader is.
    Moment,
    /// Yes or no: the value `1` is yes.
    Checkbox,
    /// One of a few.
    Select(Vec<Choice>),
    /// One of a few, each with a sentence.
    Radios(Vec<DescribedChoice>),
    /// One of a few, on which depends what other fields there are: the button beside it posts the form with the step
    /// `show`.
    Switch(Vec<Choice>, String),
    /// Many times yes or no, in rows and columns; the label of the field is its caption.
    Matrix(Matrix),
}

/// Check boxes in rows and columns.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/matrix.html")]
pub(crate) struct Matrix {
    pub(crate) caption: String,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<MatrixRow>,
}

/// A row of check boxes, as many as there are columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MatrixRow {
    /// For links to it.
    pub(crate) id: &'static str,
    pub(crate) label: String,
    pub(crate) error: String,
    pub(crate) ticks: Vec<Tick>,
}

/// A check box of a matrix: the value `1` is yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tick {
    pub(crate) name: String,
    pub(crate) is_on: bool,
    /// Why it cannot be changed; empty where it can.
    pub(crate) locked: String,
}

/// One of a few values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
}

/// One of a few values that need a sentence each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DescribedChoice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) text: String,
}

/// A button that posts at once.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/button.html")]
pub(crate) struct Button {
    action: Path,
    form_token: String,
    label: String,
    hidden: Vec<(&'static str, String)>,
    /// `primary`, `quiet`, `danger` or empty.
    class: &'static str,
}

/// A question before something that cannot be undone: a page of its own, not a dialog.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/confirmation.html")]
pub(crate) struct Confirmation {
    pub(crate) text: String,
    /// What will come of it, point by point.
    pub(crate) effects: Vec<String>,
    pub(crate) button: Button,
    pub(crate) cancel: Path,
    pub(crate) cancel_label: String,
}

/// A search: a form that only asks.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/search.html")]
pub(crate) struct SearchBar {
    pub(crate) action: Path,
    pub(crate) fields: Vec<Field>,
    pub(crate) hidden: Vec<(&'static str, String)>,
    pub(crate) submit: String,
}

impl Form {
    /// A form without fields.
    pub(crate) fn new(frame: &Frame, action: Path, submit: String) -> Self {
        Self {
            action,
            form_token: frame.form_token.clone(),
            error: String::new(),
            fields: Vec::new(),
            groups: Vec::new(),
            hidden: Vec::new(),
            submit,
            more: Vec::new(),
            cancel: None,
        }
    }

    /// How it is written when it is sent: with files in the one way that can hold them.
    fn encoding(&self) -> &'static str {
        match self.has(|kind| matches!(kind, Kind::File(_))) {
            true => "multipart/form-data",
            false => "application/x-www-form-urlencoded",
        }
    }

    /// Whether a button comes before the one that the Enter key is meant to press.
    fn has_switch(&self) -> bool {
        self.has(|kind| matches!(kind, Kind::Switch(..)))
    }

    fn has(&self, is_wanted: fn(&Kind) -> bool) -> bool {
        let grouped = self.groups.iter().flat_map(|group| &group.fields);
        self.fields.iter().chain(grouped).any(|field| is_wanted(&field.kind))
    }
}

/// A field that was not accepted, as the summary at the head of a long form names it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wrong<'a> {
    id: &'a str,
    label: &'a str,
    error: &'a str,
}

impl Form {
    /// What was not accepted in a form with groups, which is too long to be looked through.
    fn wrong(&self) -> Vec<Wrong<'_>> {
        self.groups.iter().flat_map(|group| &group.fields).flat_map(Field::wrong).collect()
    }
}

impl Matrix {
    /// The check boxes of a row, each with its column.
    fn cells<'a>(&'a self, row: &'a MatrixRow) -> impl Iterator<Item = (&'a String, &'a Tick)> {
        self.columns.iter().zip(&row.ticks)
    }
}

impl Field {
    /// A field of one line that must be filled in.
    pub(crate) fn new(name: impl Into<Cow<'static, str>>, label: String, kind: Kind) -> Self {
        Self {
            name: name.into(),
            label,
            kind,
            value: String::new(),
            hint: String::new(),
            error: String::new(),
            autocomplete: "",
            is_required: false,
            locked: String::new(),
        }
    }

    fn wrong(&self) -> Vec<Wrong<'_>> {
        let rows = if let Kind::Matrix(matrix) = &self.kind { matrix.rows.as_slice() } else { &[] };
        let rows = rows.iter().map(|row| Wrong { id: row.id, label: &row.label, error: &row.error });
        let own = Wrong { id: &self.name, label: &self.label, error: &self.error };
        [own].into_iter().chain(rows).filter(|wrong| !wrong.error.is_empty()).collect()
    }

    /// For the style sheet: what needs the whole width says so.
    fn class(&self) -> &'static str {
        let is_wide = matches!(self.kind, Kind::Area | Kind::Matrix(_));
        match (is_wide, self.error.is_empty()) {
            (false, true) => "field",
            (true, true) => "field wide",
            (false, false) => "field wrong",
            (true, false) => "field wide wrong",
        }
    }

    fn is_locked(&self) -> bool {
        !self.locked.is_empty()
    }

    fn input_type(&self) -> &'static str {
        if self.kind == Kind::Moment {
            return "datetime-local";
        }
        if self.is_secret() { "password" } else { "text" }
    }

    /// What is sent back: no secret, and of a moment only what the browser's own field can hold.
    fn shown(&self) -> &str {
        let is_shown = match self.kind {
            Kind::Password => false,
            Kind::Moment => is_moment(&self.value),
            _ => true,
        };
        if is_shown { &self.value } else { "" }
    }

    fn is_secret(&self) -> bool {
        self.kind == Kind::Password
    }

    fn is_number(&self) -> bool {
        self.kind == Kind::Number
    }

    /// What describes the field, for `aria-describedby`.
    fn described_by(&self) -> String {
        let parts = [("hint", &self.hint), ("locked", &self.locked), ("error", &self.error)];
        let there = parts.iter().filter(|(_, text)| !text.is_empty());
        there.map(|(part, _)| format!("{}-{part}", self.name)).collect::<Vec<_>>().join(" ")
    }
}

/// Whether `text` has the form that a field of date and time gives: `2026-01-31T09:30`, perhaps with seconds.
fn is_moment(text: &str) -> bool {
    let form = "0000-00-00T00:00:00";
    let fits = |(form, c): (char, char)| if form == '0' { c.is_ascii_digit() } else { form == c };
    matches!(text.len(), 16 | 19) && form.chars().zip(text.chars()).all(fits)
}

impl Button {
    /// An ordinary button.
    pub(crate) fn new(frame: &Frame, action: Path, label: String) -> Self {
        let form_token = frame.form_token.clone();
        Self { action, form_token, label, hidden: Vec::new(), class: "" }
    }

    /// The same, saying what it is about.
    pub(crate) fn about(mut self, name: &'static str, value: String) -> Self {
        self.hidden.push((name, value));
        self
    }

    /// The same, for the one thing to do on a page.
    pub(crate) fn primary(self) -> Self {
        Self { class: "primary", ..self }
    }

    /// The same, looking like a link.
    pub(crate) fn quiet(self) -> Self {
        Self { class: "quiet", ..self }
    }

    /// The same, for what cannot be undone.
    pub(crate) fn danger(self) -> Self {
        Self { class: "danger", ..self }
    }
}
