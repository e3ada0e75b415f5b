//! What differs between two states, field by field: the old value, then the new one. Long texts and long lists are folded.

use askama::Template;

use super::parts;

parts!(Changes, Change, Value);

/// The fields that differ.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/changes.html")]
pub(crate) struct Changes {
    /// Those that are shown at once.
    pub(crate) shown: Vec<Change>,
    /// Those that are shown when asked for.
    pub(crate) folded: Vec<Change>,
    /// What asks for them.
    pub(crate) more: String,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/change.html")]
pub(crate) struct Change {
    pub(crate) field: String,
    pub(crate) before: Option<Value>,
    pub(crate) after: Option<Value>,
    /// What is read out before the old value, and before the new one.
    pub(crate) before_label: String,
    pub(crate) after_label: String,
}

/// A value: the whole of a short text, or the beginning of a long one, which can be unfolded.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ui/value.html")]
pub(crate) struct Value {
    head: String,
    whole: Option<String>,
}

/// The longest text that is shown whole.
const WHOLE_CHARACTERS_MAX: usize = 80;
/// Characters of the beginning of a longer one.
const HEAD_CHARACTERS: usize = 40;

impl Value {
    /// This text.
    pub(crate) fn new(text: String) -> Self {
        let is_short = text.chars().nth(WHOLE_CHARACTERS_MAX).is_none() && !text.contains('\n');
        if is_short {
            return Self { head: text, whole: None };
        }
        let line = text.lines().next().unwrap_or_default();
        Self {
            head: format!("{}…", line.chars().take(HEAD_CHARACTERS).collect::<String>()),
            whole: Some(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, head: &str, is_folded: bool) {
        let value = Value::new(text.to_owned());
        assert_eq!((value.head.as_str(), value.whole.is_some()), (head, is_folded));
    }

    #[test]
    fn long_texts_are_folded() {
        check("", "", false);
        check(&"я".repeat(80), &"я".repeat(80), false);
        check(&"я".repeat(81), &format!("{}…", "я".repeat(40)), true);
        check("a\nb", "a…", true);
    }
}
