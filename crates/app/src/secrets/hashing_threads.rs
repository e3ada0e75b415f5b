//! The threads that hash passwords: one for each processor, each with memory that it takes once.
//!
//! More threads would only take more memory. A thread goes from one hash to the next by itself, so that no processor
//! waits for a hash to be handed to it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use argon2::Block;
use store::StoreError;
use tokio::sync::oneshot;

/// What a hash is computed in; grows to what the largest one needs and stays.
pub(super) type Memory = Vec<Block>;

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

/// The way to the threads; they end when it is dropped.
pub(super) struct HashingThreads {
    jobs: Sender<Job>,
}

impl HashingThreads {
    /// Starts them.
    pub(super) fn start() -> Self {
        let (jobs, queue) = channel();
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            let queue = Arc::clone(&queue);
            let started =
                thread::Builder::new().name("hashing".to_owned()).spawn(move || work_through(&queue));
            if let Err(error) = started {
                tracing::error!(error = error.to_string(), "a hashing thread cannot be started");
            }
        }
        Self { jobs }
    }

    /// Does `work` in its turn, unless nobody waits for it any more by then.
    ///
    /// # Errors
    /// `work` panicked, or no thread could be started; a defect.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let (sender, receiver) = oneshot::channel();
        let job = move |memory: &mut Memory| {
            if !sender.is_closed() {
                // Whoever stopped waiting meanwhile misses nothing.
                drop(sender.send(work(memory)));
            }
        };
        let stopped = || StoreError::Defect("password hashing stopped".to_owned());
        self.jobs.send(Box::new(job)).map_err(|_| stopped())?;
        receiver.await.map_err(|_| stopped())
    }
}

fn work_through(queue: &Mutex<Receiver<Job>>) {
    let mut memory = Memory::new();
    loop {
        // Whoever waits for the next job holds the lock; the others wait for the lock.
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        if catch_unwind(AssertUnwindSafe(|| job(&mut memory))).is_err() {
            tracing::error!("password hashing panicked");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_told_and_the_threads_go_on() {
        let threads = HashingThreads::start();
        for _ in 0..64 {
            let failed = threads.run(|_| -> () { panic!("expected by the test") }).await;
            assert!(matches!(failed, Err(StoreError::Defect(_))));
        }
        assert_eq!(threads.run(|_| 7).await, Ok(7));
    }

    #[tokio::test]
    async fn work_that_nobody_waits_for_is_not_done() {
        let threads = HashingThreads::start();
        let holds = thread::available_parallelism().map_or(1, usize::from);
        let gates: Vec<_> = (0..holds).map(|_| channel::<()>()).collect();
        let (opens, gates): (Vec<_>, Vec<_>) = gates.into_iter().unzip();
        let held: Vec<_> = gates.into_iter().map(|gate| threads.run(move |_| gate.recv().is_err())).collect();
        let mut held: Vec<_> = held.into_iter().map(Box::pin).collect();
        // Polled once, each takes a thread.
        for one in &mut held {
            assert!(
                std::future::poll_fn(|context| std::task::Poll::Ready(one.as_mut().poll(context)))
                    .await
                    .is_pending()
            );
        }
        let (done, was_done) = channel();
        let mut abandoned = Box::pin(threads.run(move |_| done.send(())));
        assert!(
            std::future::poll_fn(|context| std::task::Poll::Ready(abandoned.as_mut().poll(context)))
                .await
                .is_pending()
        );
        drop(abandoned);
        drop(opens);
        for one in held {
            assert_eq!(one.await, Ok(true));
        }
        assert_eq!(threads.run(|_| ()).await, Ok(()));
        assert!(was_done.recv().is_err());
    }
}
