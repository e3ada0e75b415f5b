//! Looking through an owner's things, page by page: by name or by number, in either order, from any row forwards and
//! backwards.
//!
//! One owner has few, and the two engines disagree on what case means beyond ASCII: so all of them are read, and what is
//! wanted is chosen here.

use std::cmp::Ordering;

pub use store::tables::by_name::Place;

/// Which of an owner's things somebody looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Only what has this in its name, whatever the case; empty: all.
    pub search: String,
    /// In the order of numbers, not of names.
    pub by_number: bool,
    /// From the last to the first.
    pub descending: bool,
    /// From where; the row next to it need not be there any more.
    pub place: Place,
    /// At most so many.
    pub limit: usize,
}

/// Where a row stands: its name in one case where names count, and its number.
type Key = (String, i64);

impl Look {
    /// The page of `all`; `named` tells name and number of a thing.
    pub(crate) fn of<T>(&self, all: Vec<T>, named: impl Fn(&T) -> (&str, i64)) -> Vec<T> {
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
        let page = rows.into_iter().take(last).skip(first);
        page.map(|(_, thing)| thing).collect()
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
    fn check(look: &Look, expected: &[i64]) {
        let found = look.of(ALL.to_vec(), |thing| *thing);
        let numbers: Vec<i64> = found.iter().map(|(_, number)| *number).collect();
        assert_eq!(numbers, expected, "{look:?}");
    }

    fn look(place: Place, limit: usize) -> Look {
        Look { search: String::new(), by_number: false, descending: false, place, limit }
    }

    #[test]
    fn pages_go_on_from_any_row_even_one_that_is_gone() {
        let after = |name: &str, number| Place::After(name.to_owned(), number);
        let before = |name: &str, number| Place::Before(name.to_owned(), number);
        check(&look(Place::Start, 2), &[2, 4]);
        check(&look(after("alpha", 4), 2), &[1, 5]);
        check(&look(after("gamma", 5), 2), &[3]);
        check(&look(after("b", 0), 9), &[1, 5, 3]);
        check(&look(before("Жук", 3), 2), &[1, 5]);
        check(&look(before("BETA", 1), 2), &[2, 4]);
        check(&look(before("alpha", 4), 2), &[2]);
        check(&look(Place::Start, usize::MAX), &[2, 4, 1, 5, 3]);
        check(&look(after("я", 9), 2), &[]);
    }

    #[test]
    fn either_order_either_way() {
        let by_number = Look { by_number: true, ..look(Place::Start, 3) };
        check(&by_number, &[1, 2, 3]);
        check(&Look { descending: true, ..by_number.clone() }, &[5, 4, 3]);
        let place = Place::After("whatever".to_owned(), 3);
        check(&Look { place: place.clone(), ..by_number.clone() }, &[4, 5]);
        check(&Look { place, descending: true, ..by_number }, &[2, 1]);
        check(&Look { descending: true, ..look(Place::Start, 9) }, &[3, 5, 1, 4, 2]);
    }

    #[test]
    fn a_search_looks_anywhere_in_a_name_whatever_the_case() {
        let search = |text: &str| Look { search: text.to_owned(), ..look(Place::Start, 9) };
        check(&search("ALPHA"), &[2, 4]);
        check(&search("ж"), &[3]);
        check(&search("am"), &[5]);
        check(&search("%"), &[]);
    }
}
