//! What is known about one thing: facts in groups, each a term and what it is.

use askama::Template;

use super::{Cell, parts};
use crate::page::Frame;

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

/// Facts on the way to a [`Section`], made in the reader's language from keys of its texts.
pub(crate) struct Facts<'a> {
    frame: &'a Frame,
    facts: Vec<Fact>,
}

impl<'a> Facts<'a> {
    /// None yet.
    pub(crate) fn of(frame: &'a Frame) -> Self {
        Self { frame, facts: Vec::new() }
    }

    /// What the term `key` is.
    pub(crate) fn cell(mut self, key: &str, cell: Cell) -> Self {
        self.facts.push(Fact::new(self.frame.t(key), cell));
        self
    }

    /// A text, left out where it is empty.
    pub(crate) fn text(self, key: &str, text: &str) -> Self {
        if text.is_empty() { self } else { self.cell(key, Cell::Text(text.to_owned())) }
    }

    /// The text `value_key`.
    pub(crate) fn term(self, key: &str, value_key: &str) -> Self {
        let text = self.frame.t(value_key);
        self.cell(key, Cell::Text(text))
    }

    /// Yes or no.
    pub(crate) fn truth(self, key: &str, is_so: bool) -> Self {
        self.term(key, if is_so { "yes" } else { "no" })
    }

    /// The group of them.
    pub(crate) fn section(self, id: &'static str, key: &str) -> Section {
        Section { id, title: self.frame.t(key), facts: self.facts }
    }
}
