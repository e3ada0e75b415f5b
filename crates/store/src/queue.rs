//! A bounded queue between callers and the threads that own the connections.
//!
//! Pushing never waits: a full queue refuses, so that overload is answered instead of stored. A consumer waits for the
//! first item and then takes whatever else is there: light load makes small batches, no timer involved.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::error::StoreError;

/// Many producers, many consumers, first in first out.
pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    filled: Condvar,
    capacity: usize,
}

struct State<T> {
    items: VecDeque<T>,
    closed: bool,
}

impl<T> Queue<T> {
    pub(crate) fn new(capacity: usize) -> Self {
        let state = State { items: VecDeque::new(), closed: false };
        Self { state: Mutex::new(state), filled: Condvar::new(), capacity }
    }

    /// Errors: [`StoreError::Busy`] when full, [`StoreError::Unavailable`] when closed.
    pub(crate) fn push(&self, item: T) -> Result<(), StoreError> {
        let mut state = self.lock();
        if state.closed {
            return Err(StoreError::Unavailable("the store is closed".to_owned()));
        }
        if state.items.len() >= self.capacity {
            return Err(StoreError::Busy);
        }
        state.items.push_back(item);
        drop(state);
        self.filled.notify_one();
        Ok(())
    }

    /// Waits until there is something to take; `false` once the queue is closed and empty.
    pub(crate) fn wait(&self) -> bool {
        let mut state = self.lock();
        while state.items.is_empty() && !state.closed {
            state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        !state.items.is_empty()
    }

    /// Takes up to `most` items; none when another consumer was faster.
    pub(crate) fn take(&self, most: usize) -> Vec<T> {
        let mut state = self.lock();
        let count = most.min(state.items.len());
        state.items.drain(..count).collect()
    }

    /// Refuses new items; those already in the queue are still handed out.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_all();
    }

    /// No code that can panic runs under this lock, so a poisoned one is still whole.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hands_out_in_order_up_to_the_limit() {
        let queue = Queue::new(3);
        assert_eq!([1, 2, 3].map(|item| queue.push(item)), [Ok(()), Ok(()), Ok(())]);
        assert_eq!(queue.push(4), Err(StoreError::Busy));
        assert_eq!(queue.take(2), [1, 2]);
        assert_eq!(queue.take(2), [3]);
        assert_eq!(queue.take(2), []);
    }

    #[test]
    fn closing_drains_then_ends() {
        let queue = Queue::new(3);
        assert_eq!(queue.push(1), Ok(()));
        queue.close();
        assert!(queue.push(2).is_err());
        assert!(queue.wait());
        assert_eq!(queue.take(9), [1]);
        assert!(!queue.wait());
    }
}
