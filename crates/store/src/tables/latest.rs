//! Lists that begin with the latest, and are read page by page: by the key of a row at the edge of the page that is there.

/// Which page is wanted of rows that have keys of type `K`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page<K> {
    /// The first.
    Latest,
    /// The one that follows this row.
    OlderThan(K),
    /// The one that ends before this row.
    NewerThan(K),
}
