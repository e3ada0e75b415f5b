//! Tables: a caption, headings that sort, rows whose first cell names them, and the way to the next page.

use askama::Template;

use super::form::Button;
use super::{Badge, Changes, EmptyState, Moment, Path, parts};

parts!(Table, Cell, Pager);

/// A table, or what stands in its place when it has no rows.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/table.html")]
pub(crate) struct Table {
    /// What the table is of. It is read out, and shown unless the page's title says it.
    pub(crate) caption: String,
    pub(crate) is_caption_shown: bool,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
    pub(crate) empty: EmptyState,
    pub(crate) pager: Option<Pager>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) label: String,
    /// Its cells are numbers: they stand at the right, digit under digit.
    pub(crate) is_number: bool,
    pub(crate) sort: Option<Sort>,
}

/// How a heading sorts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sort {
    /// Where the table is sorted by this column, or the other way round.
    pub(crate) path: Path,
    /// `ascending`, `descending` or `none`, for `aria-sort`.
    pub(crate) state: &'static str,
    /// The same in words; empty where it is not sorted by this.
    pub(crate) label: String,
}

/// One row; its first cell names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
}

/// What a cell, or a fact, holds.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/cell.html")]
pub(crate) enum Cell {
    /// Nothing.
    Empty,
    /// Text, perhaps of several lines.
    Text(String),
    /// Text that matters less.
    Muted(String),
    /// A link.
    Link(Path, String),
    /// A number and what it is counted in.
    Number(String, String),
    /// A word in a frame.
    Badge(Badge),
    /// A moment.
    Moment(Moment),
    /// Text that cannot stand so, and why.
    Wrong(String, String),
    /// Something to do.
    Button(Box<Button>),
    /// What differs between two states.
    Changes(Box<Changes>),
}

/// The way to the pages before and after.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/pager.html")]
pub(crate) struct Pager {
    pub(crate) label: String,
    pub(crate) previous: Option<Path>,
    pub(crate) previous_label: String,
    pub(crate) next: Option<Path>,
    pub(crate) next_label: String,
}

impl Column {
    /// A column of words.
    pub(crate) fn text(label: String) -> Self {
        Self { label, is_number: false, sort: None }
    }

    /// A column of numbers.
    pub(crate) fn number(label: String) -> Self {
        Self { label, is_number: true, sort: None }
    }

    /// The same, sorted by its heading.
    pub(crate) fn sorted(self, sort: Option<Sort>) -> Self {
        Self { sort, ..self }
    }
}

impl Table {
    fn cells<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = (&'a Column, &'a Cell)> {
        self.columns.iter().zip(&row.cells)
    }
}
