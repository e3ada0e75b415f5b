//! The Tollgate program.
fn main() {}
