//! Statements that ask about several numbers at once.

use crate::tx::Param;

/// Numbers that one statement asks about.
pub(super) const CHUNK: usize = 16;

/// Any of a chunk, whose numbers are the first parameters.
macro_rules! of_chunk {
    ($column:literal) => {
        concat!($column, " IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)")
    };
}
pub(super) use of_chunk;

/// The numbers of a chunk; where they are fewer, nobody takes the rest of the places.
pub(super) fn chunk_params(ids: impl Iterator<Item = i64>) -> Vec<Param<'static>> {
    ids.chain(std::iter::repeat(0)).take(CHUNK).map(Param::Int).collect()
}
