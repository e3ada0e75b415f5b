//! Rows found by the beginning of any of several texts about them: first those that are found by the first text, in its
//! order, then those by the second and by none before it, and so on, forwards and backwards from any row.
//!
//! Each text has an index of its own. No more rows are looked at than the caller allows, so that a search which leaves out
//! nearly all of what it finds costs no more than another; where that ends it, it says so.

use super::by_name::Place;
use super::customers::name_key;
use crate::error::StoreError;

/// Rows that are looked at at once where some of them are left out.
const CHUNK: i64 = 250;

/// A text by which somebody is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum FoundBy {
    /// His name.
    #[default]
    Name,
    /// His company.
    Company,
    /// The contact person.
    Contact,
    /// The e-mail address.
    Email,
    /// The login that was made with him.
    Login,
    /// The telephone.
    Phone,
    /// The host name of his site.
    HostName,
}

impl FoundBy {
    /// Every one, in the order in which rows are found.
    pub const ALL: [Self; 7] =
        [Self::Name, Self::Company, Self::Contact, Self::Email, Self::Login, Self::Phone, Self::HostName];

    /// By what a text of this kind is searched and sorted; none: nothing finds it.
    pub(super) fn key(self, text: &str) -> Option<String> {
        let key = match self {
            // However it is grouped. Migration 20 leaves out the same characters.
            Self::Phone => text.replace(['+', ' ', '-', '(', ')', '.', '/'], ""),
            _ => text.to_owned(),
        };
        Some(name_key(&key)).filter(|key| !key.is_empty())
    }

    /// Whether no earlier one of `texts` finds what `text` tells of a row by what is searched for.
    pub(super) fn is_first<'t>(self, texts: &[Self], searched: &str, text: impl Fn(Self) -> &'t str) -> bool {
        let finds = |by: &Self| {
            let (Some(prefix), Some(key)) = (by.key(searched), by.key(text(*by))) else { return false };
            key.starts_with(&prefix)
        };
        !texts.iter().take_while(|by| **by != self).any(finds)
    }
}

/// A row that was looked at.
pub(super) struct Candidate<R> {
    pub(super) row: R,
    /// By what it stands where it stands.
    pub(super) key: String,
    pub(super) id: i64,
    /// It is wanted: no filter leaves it out, and no earlier text finds it.
    pub(super) is_wanted: bool,
}

/// What is searched for.
pub(super) struct Walk<'a> {
    pub(super) text: &'a str,
    /// From where, among what is found by `by`.
    pub(super) from: &'a Place,
    pub(super) by: FoundBy,
    pub(super) descending: bool,
    /// At most so many rows.
    pub(super) limit: i64,
    /// Looking at so many at most.
    pub(super) looks_max: i64,
}

/// The next rows that are looked at: what finds them, between which keys, but the row with this number at the nearer one,
/// from the last to the first, at most so many.
pub(super) struct Step {
    pub(super) by: FoundBy,
    pub(super) low: String,
    pub(super) high: String,
    pub(super) id: i64,
    pub(super) descending: bool,
    pub(super) limit: i64,
}

/// The wanted rows, each with what found it and its key; and whether looking ended before the limit was reached.
pub(super) type Walked<R> = (Vec<(FoundBy, String, R)>, bool);

impl Walk<'_> {
    /// Looks for rows by `texts`, in their order; `look` looks at the next ones.
    pub(super) fn through<R>(
        &self,
        texts: &[FoundBy],
        mut look: impl FnMut(&Step) -> Result<Vec<Candidate<R>>, StoreError>,
    ) -> Result<Walked<R>, StoreError> {
        let is_backwards = matches!(self.from, Place::Before(..));
        let mut found = Vec::new();
        let mut looks = self.looks_max;
        let mut is_cut = false;
        for by in self.ahead(texts, is_backwards) {
            let Some(prefix) = by.key(self.text) else { continue };
            let mut place = if by == self.by { self.from.clone() } else { Place::Start };
            let mut limit = self.left(&found);
            while 0 < self.left(&found) {
                if looks == 0 {
                    is_cut = true;
                    break;
                }
                let descending = self.descending != is_backwards;
                let (low, high, id) = place.between(&prefix, descending);
                let limit_now = limit.min(looks);
                let step = Step { by, low, high, id, descending, limit: limit_now };
                let candidates = look(&step)?;
                let looked_at = i64::try_from(candidates.len()).unwrap_or(i64::MAX);
                looks -= looked_at;
                if let Some(last) = candidates.last() {
                    place = Place::After(last.key.clone(), last.id);
                }
                let wanted = candidates.into_iter().filter(|candidate| candidate.is_wanted);
                let room = usize::try_from(self.left(&found)).unwrap_or_default();
                found.extend(wanted.take(room).map(|candidate| (by, candidate.key, candidate.row)));
                if looked_at < limit_now {
                    break;
                }
                limit = CHUNK;
            }
        }
        if is_backwards {
            found.reverse();
        }
        Ok((found, is_cut))
    }

    /// The texts that are still to be looked at.
    fn ahead(&self, texts: &[FoundBy], is_backwards: bool) -> Vec<FoundBy> {
        let mut texts = texts.to_vec();
        if is_backwards {
            texts.reverse();
        }
        let begin = match self.from {
            Place::Start => 0,
            Place::After(..) | Place::Before(..) => texts.iter().position(|by| *by == self.by).unwrap_or(0),
        };
        texts.split_off(begin)
    }

    fn left<R>(&self, found: &[R]) -> i64 {
        self.limit.saturating_sub(i64::try_from(found.len()).unwrap_or(i64::MAX))
    }
}
