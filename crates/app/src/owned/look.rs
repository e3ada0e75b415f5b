//! Looking through an owner's things, page by page: by name or by number, in either order, from any row forwards and
//! backwards.
//!
//! One owner has few, and the two engines disagree on what case means beyond ASCII: so all of them are read, and what is
//! wanted is chosen here.

use std::cmp::Ordering;

/// Which of an owner's things somebody looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Only what has this in its name, whatever the case; empty: all.
    pub search: String,
    /// In the order of numbers, not of names.
    pub by_number: bool,
    /// From the last to the first.
    pub descending: bool,
    /// From where.
    pub place: Place,
    /// At most so many.
    pub limit: usize,
}

/// From where a page goes on: name and number of the row next to it, which need not be there any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// From the first row.
    Start,
    /// What follows this row.
    After(String, i64),
    /// What comes before this row: the page ends just above it.
    Before(String, i64),
}

/// A page, and whether there are rows before and after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// The rows, in the wanted order.
    pub rows: Vec<T>,
    /// Something comes before them.
    pub has_previous: bool,
    /// Something follows them.
    pub has_next: bool,
}

/// Where a row stands: its name in one case where names count, and its number.
type Key = (String, i64);

impl Look {
    /// The page of `all`; `named` tells name and number of a thing.
    pub(crate) fn of<T>(&self, all: Vec<T>, named: impl Fn(&T) -> (&str, i64)) -> Found<T> {
        let search = self.search.to_lowercase();
        let mut rows: Vec<(Key, T)> = Vec::new();
        for thing in all {
            let (name, number) = named(&thing);
            if name.to_lowercase().contains(&search) {
                rows.push((self.key(name, number), thing));
            }
        }
        rows.sort_by(|(left, _), (right, _)| self.compare(left, right));
        let (first, last) = self.bounds(&rows);
        let (has_previous, has_next) = (0 < first, last < rows.len());
        let page = rows.into_iter().skip(first).take(last - first);
        Found { rows: page.map(|(_, thing)| thing).collect(), has_previous, has_next }
    }

    /// Where the page begins and ends among the sorted `rows`.
    fn bounds<T>(&self, rows: &[(Key, T)]) -> (usize, usize) {
        let up_to = |key: &Key, wanted: Ordering| {
            rows.partition_point(|(row, _)| {
                let order = self.compare(row, key);
                order == Ordering::Less || order == wanted
            })
        };
        match &self.place {
            Place::Start => (0, self.limit.min(rows.len())),
            Place::After(name, number) => {
                let first = up_to(&self.key(name, *number), Ordering::Equal);
                (first, first.saturating_add(self.limit).min(rows.len()))
            }
            Place::Before(name, number) => {
                let last = up_to(&self.key(name, *number), Ordering::Less);
                (last.saturating_sub(self.limit), last)
            }
        }
    }

    fn key(&self, name: &str, number: i64) -> Key {
        (if self.by_number { String::new() } else { name.to_lowercase() }, number)
    }

    fn compare(&self, left: &Key, right: &Key) -> Ordering {
        if self.descending { right.cmp(left) } else { left.cmp(right) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [(&str, i64); 5] = [("beta", 1), ("Alpha", 2), ("Жук", 3), ("alpha", 4), ("gamma", 5)];

    #[track_caller]
    fn check(look: &Look, expected: &[i64], has_previous: bool, has_next: bool) {
        let found = look.of(ALL.to_vec(), |thing| *thing);
        let numbers: Vec<i64> = found.rows.iter().map(|(_, number)| *number).collect();
        assert_eq!(
            (numbers.as_slice(), found.has_previous, found.has_next),
            (expected, has_previous, has_next)
        );
    }

    fn look(place: Place, limit: usize) -> Look {
        Look { search: String::new(), by_number: false, descending: false, place, limit }
    }

    fn beside(name: &str, number: i64) -> (String, i64) {
        (name.to_owned(), number)
    }

    #[test]
    fn pages_go_on_from_any_row_even_one_that_is_gone() {
        let (after, before) = (|name, id| beside(name, id), |name, id| beside(name, id));
        let from = |(name, id): (String, i64)| Place::After(name, id);
        let until = |(name, id): (String, i64)| Place::Before(name, id);
        check(&look(Place::Start, 2), &[2, 4], false, true);
        check(&look(from(after("alpha", 4)), 2), &[1, 5], true, true);
        check(&look(from(after("gamma", 5)), 2), &[3], true, false);
        check(&look(from(after("b", 0)), 9), &[1, 5, 3], true, false);
        check(&look(until(before("Жук", 3)), 2), &[1, 5], true, true);
        check(&look(until(before("BETA", 1)), 2), &[2, 4], false, true);
        check(&look(until(before("alpha", 4)), 2), &[2], false, true);
        check(&look(Place::Start, usize::MAX), &[2, 4, 1, 5, 3], false, false);
        check(&look(Place::After("я".to_owned(), 9), 2), &[], true, false);
    }

    #[test]
    fn either_order_either_way() {
        let by_number = Look { by_number: true, ..look(Place::Start, 3) };
        check(&by_number, &[1, 2, 3], false, true);
        check(&Look { descending: true, ..by_number.clone() }, &[5, 4, 3], false, true);
        let place = Place::After("whatever".to_owned(), 3);
        check(&Look { place: place.clone(), ..by_number.clone() }, &[4, 5], true, false);
        check(&Look { place, descending: true, ..by_number }, &[2, 1], true, false);
        check(&Look { descending: true, ..look(Place::Start, 9) }, &[3, 5, 1, 4, 2], false, false);
    }

    #[test]
    fn a_search_looks_anywhere_in_a_name_whatever_the_case() {
        let search = |text: &str| Look { search: text.to_owned(), ..look(Place::Start, 9) };
        check(&search("ALPHA"), &[2, 4], false, false);
        check(&search("ж"), &[3], false, false);
        check(&search("am"), &[5], false, false);
        check(&search("%"), &[], false, false);
    }
}
