//! What is known about one thing: facts in groups, each a term and what it is.

use askama::Template;

use super::{Cell, parts};

parts!(Section);

/// A group of facts under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/section.html")]
pub(crate) struct Section {
    /// Unique on its page, for links to it.
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) facts: Vec<Fact>,
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) term: String,
    pub(crate) cell: Cell,
}

impl Fact {
    /// A term and what it is.
    pub(crate) fn new(term: String, cell: Cell) -> Self {
        Self { term, cell }
    }
}
