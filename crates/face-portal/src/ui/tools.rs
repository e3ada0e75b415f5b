//! What can be done, and where else one can go: buttons beside a heading, and a choice between views of the same thing.

use askama::Template;

use super::{Button, Path, parts};
use crate::page::NavLink;

parts!(Toolbar, Views);

/// What can be done with the thing that a page is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "ui/toolbar.html")]
pub(crate) struct Toolbar {
    pub(crate) tools: Vec<Tool>,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tool {
    /// On a page of its own.
    Page(Path, String),
    /// On a page of its own that asks first: it cannot be undone.
    Danger(Path, String),
    /// At once.
    Button(Button),
}

/// Views of the same thing, of which one is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/views.html")]
pub(crate) struct Views {
    pub(crate) label: String,
    pub(crate) links: Vec<NavLink>,
}
