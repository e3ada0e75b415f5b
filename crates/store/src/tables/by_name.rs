//! Lists in the order of names or of numbers, page by page: where a page begins, and between which keys it lies.

use super::customers::name_key;
use crate::error::StoreError;

/// From where a page goes on: name and number of the row next to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// From the first row.
    Start,
    /// What follows this row.
    After(String, i64),
    /// What comes before this row: the page ends just above it.
    Before(String, i64),
}

impl Place {
    /// The page as `find` finds it in one of the two orders, the other if `descending`. Backwards is forwards in the
    /// other order.
    pub(super) fn page<R>(
        &self,
        descending: bool,
        find: impl FnOnce(bool) -> Result<Vec<R>, StoreError>,
    ) -> Result<Vec<R>, StoreError> {
        let is_backwards = matches!(self, Self::Before(..));
        let mut rows = find(descending != is_backwards)?;
        if is_backwards {
            rows.reverse();
        }
        Ok(rows)
    }

    /// The number that a page by number is next to.
    pub(super) fn number(&self, descending: bool) -> i64 {
        match self {
            Self::After(_, id) | Self::Before(_, id) => *id,
            Self::Start if descending => i64::MAX,
            Self::Start => 0,
        }
    }

    /// Between which keys a page by name lies, of the names that begin with `prefix`, and which number at the nearer of the
    /// two is left out.
    pub(super) fn bounds(&self, prefix: &str, descending: bool) -> (String, String, i64) {
        let place = match self {
            Self::After(name, id) => Self::After(name_key(name), *id),
            Self::Before(name, id) => Self::Before(name_key(name), *id),
            Self::Start => Self::Start,
        };
        place.between(&name_key(prefix), descending)
    }

    /// The same where the texts are keys already.
    pub(super) fn between(&self, prefix: &str, descending: bool) -> (String, String, i64) {
        let (next_to, id) = match self {
            Self::After(key, id) | Self::Before(key, id) => (Some(key.clone()), *id),
            Self::Start => (None, 0),
        };
        let prefix = prefix.to_owned();
        // No name holds this character: it is no character of any script.
        let end = format!("{prefix}\u{10FFFF}");
        if descending {
            let high = next_to.filter(|name| *name < end).unwrap_or(end);
            (prefix, high, id)
        } else {
            let low = next_to.filter(|name| prefix < *name).unwrap_or(prefix);
            (low, end, id)
        }
    }
}
