//! A bounded queue between callers and the threads that own the connections.
//!
//! Pushing never waits: a full queue refuses, so that overload is answered instead of stored. A consumer waits for the
//! first item and then takes whatever else is there, at once or one by one: light load makes small batches, no timer
//! involved.

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
    /// Items handed out so far: the number of the first that is left.
    taken: u64,
    closed: bool,
}

/// A moment in the life of a queue: what was pushed before it can be told from what came later.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment(u64);

impl<T> Queue<T> {
    pub(crate) fn new(capacity: usize) -> Self {
        let state = State { items: VecDeque::new(), taken: 0, closed: false };
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
        state.taken += count as u64;
        state.items.drain(..count).collect()
    }

    /// Now.
    pub(crate) fn moment(&self) -> Moment {
        let state = self.lock();
        Moment(state.taken + state.items.len() as u64)
    }

    /// Takes one item that was pushed before `moment`; none when there is none left.
    pub(crate) fn take_from_before(&self, moment: Moment) -> Option<T> {
        let mut state = self.lock();
        if moment.0 <= state.taken {
            return None;
        }
        state.taken += 1;
        state.items.pop_front()
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
    fn what_came_later_is_left() {
        let queue = Queue::new(9);
        assert_eq!([1, 2, 3].map(|item| queue.push(item)), [Ok(()), Ok(()), Ok(())]);
        assert_eq!(queue.take(1), [1]);
        let moment = queue.moment();
        assert_eq!(queue.push(4), Ok(()));
        assert_eq!([(); 3].map(|()| queue.take_from_before(moment)), [Some(2), Some(3), None]);
        assert_eq!(queue.take_from_before(queue.moment()), Some(4));
        assert_eq!(queue.take_from_before(queue.moment()), None);
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
