//! What was said on a line, word for word.

use askama::Template;

use super::parts;

parts!(Transcript);

/// A text of a machine, under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/transcript.html")]
pub(crate) struct Transcript {
    /// Unique on its page, for links to it.
    pub(crate) id: &'static str,
    pub(crate) title: String,
    /// What to know about it, in a sentence.
    pub(crate) note: String,
    pub(crate) text: String,
    /// It is the text of a failure.
    pub(crate) is_bad: bool,
}

impl Transcript {
    /// The text without characters that a page cannot show.
    fn shown(&self) -> String {
        let is_hidden = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        self.text.replace("\r\n", "\n").replace(is_hidden, "\u{fffd}")
    }
}
