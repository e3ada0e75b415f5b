//! Use cases: one file per operation. Loads, lets the core decide, writes, all in one transaction.
