//! The parts that pages are made of. Each is a struct with a template of its own under `templates/ui`, is given texts that
//! are already in the reader's language, and escapes them all. So a page never writes a table or a form by hand.

mod changes;
mod chart;
mod facts;
pub(crate) mod form;
mod qr;
mod table;
mod tools;
mod transcript;
mod tree;

use askama::Template;

pub(crate) use self::changes::{Change, Changes, Value};
pub(crate) use self::chart::{BarChart, LineChart, Point, Stack};
pub(crate) use self::facts::{Fact, Facts, Section};
pub(crate) use self::form::{
    Button, Choice, Confirmation, DescribedChoice, Field, FieldGroup, Form, Kind, SearchBar, Submit,
};
pub(crate) use self::qr::QrPicture;
pub(crate) use self::table::{Cell, Column, Pager, Row, Sort, Table};
pub(crate) use self::tools::{Tool, Toolbar, Views};
pub(crate) use self::transcript::Transcript;
pub(crate) use self::tree::{Branch, Twig};
use crate::i18n::Moment;
use crate::route::Path;

/// Declares that what a template makes is HTML: it has escaped what it was given.
macro_rules! parts {
    ($($part:ty),+ $(,)?) => {
        $(impl askama::filters::HtmlSafe for $part {})+
    };
}
use parts;

parts!(Badge, EmptyState, StatCard, BalanceBar, ExportLinks);

/// What a badge says about the thing beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// As it should be.
    Good,
    /// Somebody should look.
    Bad,
    /// Neither.
    Plain,
}

impl Tone {
    /// The class of the style sheet.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Plain => "plain",
        }
    }
}

/// A word in a small frame. The word carries the meaning, the colour only repeats it.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/badge.html")]
pub(crate) struct Badge {
    pub(crate) text: String,
    pub(crate) tone: Tone,
}

/// The ways to a table as a file.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/export.html")]
pub(crate) struct ExportLinks {
    pub(crate) label: String,
    /// Which table, where a page has several: it is read out. Else empty.
    pub(crate) about: String,
    /// Each with the name of its format.
    pub(crate) links: Vec<(Path, String)>,
}

impl ExportLinks {
    /// The same on a page with several tables; this one is called `caption`.
    pub(crate) fn about(self, caption: &str) -> Self {
        Self { about: caption.to_owned(), ..self }
    }
}

/// What stands where nothing is: why, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/empty.html")]
pub(crate) struct EmptyState {
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) action: Option<(Path, String)>,
}

/// One number that matters.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/stat.html")]
pub(crate) struct StatCard {
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) unit: String,
    pub(crate) note: String,
    pub(crate) link: Option<(Path, String)>,
    pub(crate) bar: Option<BalanceBar>,
}

/// How much of what can be spent is left: nothing of it by colour alone, the sentence says it all.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/bar.html")]
pub(crate) struct BalanceBar {
    /// 0 to 100.
    pub(crate) percent: u8,
    /// The whole sentence.
    pub(crate) text: String,
    /// Little is left.
    pub(crate) is_low: bool,
}
