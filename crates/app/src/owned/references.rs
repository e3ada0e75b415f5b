//! What refers to an owner's thing, and so keeps it from being removed.

pub use store::tables::references::Referent;

/// A few of those that refer to a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct References {
    /// By kind, then by number.
    pub some: Vec<Referent>,
    /// There are others.
    pub is_more: bool,
}

impl References {
    /// How many are told.
    const MOST: usize = 20;

    /// How many are asked for: one more than is told.
    pub(crate) const ASKED: i64 = 21;

    /// What was found of those that were asked for.
    pub(crate) fn of(mut found: Vec<Referent>) -> Self {
        let is_more = Self::MOST < found.len();
        found.truncate(Self::MOST);
        Self { some: found, is_more }
    }

    /// Whether nothing refers to the thing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.some.is_empty()
    }
}
