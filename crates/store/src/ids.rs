//! Small integers for the ids that peers see, handed out from blocks so that most of them cost no transaction.
//!
//! An id is given once, over all processes on the database. What is left of a block when the process ends is never
//! given: gaps are harmless, and the order of ids says nothing about the order of events.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use crate::engine::Store;
use crate::error::StoreError;
use crate::tx::{Param, Tx};

/// What is numbered, and how many numbers are reserved at once. A larger block means fewer reservations and larger
/// gaps after a restart: small for numbers that people see, large for those that nobody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sequence {
    /// The name of its row in the table `counter`.
    pub name: &'static str,
    /// Numbers reserved at once; positive.
    pub block: i64,
}

/// The row holds the first id that nobody has reserved; the first of all is 1.
const RESERVE: &str = "INSERT INTO counter (name, next) VALUES ($1, $2) \
     ON CONFLICT (name) DO UPDATE SET next = counter.next + $3 RETURNING next";

/// The blocks in hand, one for each kind of id.
#[derive(Debug)]
pub(crate) struct IdAllocator {
    counters: Mutex<HashMap<&'static str, Counter>>,
}

/// Held across a refill, so that everybody else who needs an id waits for that block instead of reserving another.
type Counter = Arc<tokio::sync::Mutex<Range<i64>>>;

impl Store {
    /// The next id of `sequence`. Starts at 1, has gaps.
    pub async fn next_id(&self, sequence: Sequence) -> Result<i64, StoreError> {
        let counter = self.ids().counter(sequence.name);
        let mut block = counter.lock().await;
        if block.is_empty() {
            *block = self.write("reserve_ids", move |tx| reserve(tx, sequence)).await?;
        }
        take(&mut block)
    }

    /// [`Store::next_id`] for code that may block its thread; not from within asynchronous code.
    pub fn next_id_blocking(&self, sequence: Sequence) -> Result<i64, StoreError> {
        let counter = self.ids().counter(sequence.name);
        let mut block = counter.blocking_lock();
        if block.is_empty() {
            *block = self.write_blocking("reserve_ids", move |tx| reserve(tx, sequence))?;
        }
        take(&mut block)
    }
}

impl IdAllocator {
    pub(crate) fn new() -> Self {
        Self { counters: Mutex::new(HashMap::new()) }
    }

    fn counter(&self, kind: &'static str) -> Counter {
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(counters.entry(kind).or_insert_with(|| Arc::new(tokio::sync::Mutex::new(0..0))))
    }
}

fn reserve(tx: &mut Tx<'_>, sequence: Sequence) -> Result<Range<i64>, StoreError> {
    let Sequence { name, block } = sequence;
    let params = [Param::Text(name), Param::Int(1 + block), Param::Int(block)];
    let end = tx.query_one(RESERVE, &params, |row| row.int(0))?;
    match end.checked_sub(block) {
        Some(start) if 1 <= start => Ok(start..end),
        _ => Err(StoreError::inconsistent(format!("counter.next of {name} is {end}"))),
    }
}

fn take(block: &mut Range<i64>) -> Result<i64, StoreError> {
    block.next().ok_or_else(|| StoreError::Defect("a reserved block of ids was empty".to_owned()))
}
