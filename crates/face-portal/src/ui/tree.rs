//! A tree of links, opened along one branch: nested lists, so that nothing of it depends on a script.

use askama::Template;

use super::{Badge, Path, parts};

parts!(Branch);

/// The children of one node, in part.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/branch.html")]
pub(crate) struct Branch {
    pub(crate) twigs: Vec<Twig>,
    /// To the first ones, where these are not.
    pub(crate) first: Option<(Path, String)>,
    /// To those who follow.
    pub(crate) more: Option<(Path, String)>,
}

/// One node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Twig {
    /// Unique on its page.
    pub(crate) id: String,
    /// The node's own page.
    pub(crate) path: Path,
    pub(crate) name: String,
    /// What is said beside the name; perhaps empty.
    pub(crate) note: String,
    pub(crate) badge: Option<Badge>,
    /// How many children it has, in words; empty where none.
    pub(crate) count: String,
    /// The page on which it is open, or closed where it is open; none where it has no children.
    pub(crate) toggle: Option<(Path, String)>,
    /// Its children, where it is open.
    pub(crate) below: Option<Branch>,
}
