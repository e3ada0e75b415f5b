//! How fast a client goes: where one connection is between requests and until when it may stay there.
//!
//! hyper has a single clock for idle time and head; here they are apart, and an answer that the client does
//! not take has a clock too. Knows bytes and instants, not HTTP.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use super::EdgeOptions;

/// The clock of one connection, shared by its socket, its requests and the task that runs both.
pub(super) struct Pace {
    limits: Limits,
    state: Mutex<State>,
}

impl Pace {
    pub(super) fn new(options: &EdgeOptions, now: Instant) -> Self {
        let limits = Limits {
            header: options.header_timeout,
            idle: options.idle_timeout,
            stall: options.body_timeout,
        };
        Self { limits, state: Mutex::new(State { phase: Phase::Head(now), stalled: None, unread: false }) }
    }

    /// A request's head is complete. Until the guard drops, the connection belongs to it.
    pub(super) fn begin_exchange(self: &Arc<Self>) -> Exchange {
        let mut state = self.state();
        state.phase = Phase::Exchange;
        state.unread = false;
        drop(state);
        Exchange(Arc::clone(self))
    }

    /// The request's body was given up before its end.
    pub(super) fn leave_unread(&self) {
        self.state().unread = true;
    }

    /// Whether the client may still be sending a body nobody reads.
    pub(super) fn is_unread(&self) -> bool {
        self.state().unread
    }

    /// When patience ends, unless something happens before.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let state = self.state();
        let phase_ends = match state.phase {
            Phase::Head(since) => since.checked_add(self.limits.header),
            Phase::Idle(since) => since.checked_add(self.limits.idle),
            Phase::Exchange => None,
        };
        let stall_ends = state.stalled.and_then(|since| since.checked_add(self.limits.stall));
        [phase_ends, stall_ends].into_iter().flatten().min()
    }

    fn received(&self) {
        let mut state = self.state();
        if matches!(state.phase, Phase::Idle(_)) {
            state.phase = Phase::Head(Instant::now());
        }
    }

    fn wrote<T>(&self, progress: &Poll<io::Result<T>>) {
        let mut state = self.state();
        if progress.is_ready() {
            state.stalled = None;
        } else {
            state.stalled.get_or_insert_with(Instant::now);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Held while a request is answered, until the last byte of the answer is handed to the socket.
pub(super) struct Exchange(Arc<Pace>);

impl Drop for Exchange {
    fn drop(&mut self) {
        self.0.state().phase = Phase::Idle(Instant::now());
    }
}

struct Limits {
    header: Duration,
    idle: Duration,
    stall: Duration,
}

struct State {
    phase: Phase,
    /// Since when the client has taken nothing of what is ready for it.
    stalled: Option<Instant>,
    unread: bool,
}

enum Phase {
    /// A head is due: since connecting, or since the first byte of a later one.
    Head(Instant),
    /// A request is running.
    Exchange,
    /// Answered, waiting for the next request.
    Idle(Instant),
}

/// A socket that tells its [`Pace`] what it does.
pub(super) struct Paced<S> {
    stream: S,
    pace: Arc<Pace>,
}

impl<S> Paced<S> {
    pub(super) fn new(stream: S, pace: Arc<Pace>) -> Self {
        Self { stream, pace }
    }

    pub(super) fn into_inner(self) -> S {
        self.stream
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if before < buffer.filled().len() {
            self.pace.received();
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.pace.wrote(&polled);
        polled
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.pace.wrote(&polled);
        polled
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_flush(cx);
        self.pace.wrote(&polled);
        polled
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.pace.wrote(&polled);
        polled
    }
}
