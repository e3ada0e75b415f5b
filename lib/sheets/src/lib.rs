//! Tables of text as CSV and XLSX: read whole with bounds, written row by row.
