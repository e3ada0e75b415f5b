//! The request body as handlers see it: counted, and never waited for longer than a limit. Knows nothing of
//! sizes: how large a body may be is the dialect's business.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep};

use super::pace::Pace;

/// The error a handler reads from a body whose next byte did not come in time. Handlers answer it in their
/// dialect's words; the connection closes after the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyStalled {
    /// How long nothing came.
    pub limit: Duration,
}

impl fmt::Display for BodyStalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no byte of the request body for {} ms", self.limit.as_millis())
    }
}

impl std::error::Error for BodyStalled {}

/// What is known about a request's body while and after it is read.
#[derive(Default)]
pub(super) struct Intake {
    bytes: AtomicU64,
    waiting: AtomicBool,
}

impl Intake {
    /// Bytes of content read so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Whether the handler is waiting for the client rather than the client for the handler.
    pub(super) fn is_waiting(&self) -> bool {
        self.waiting.load(Ordering::Relaxed)
    }
}

/// The body of one request with its clock.
pub(super) struct RequestBody {
    incoming: Incoming,
    limit: Duration,
    /// Made at the first wait: most bodies arrive together with their head.
    clock: Option<Pin<Box<Sleep>>>,
    intake: Arc<Intake>,
    pace: Arc<Pace>,
}

impl RequestBody {
    pub(super) fn new(incoming: Incoming, limit: Duration, intake: Arc<Intake>, pace: Arc<Pace>) -> Self {
        Self { incoming, limit, clock: None, intake, pace }
    }

    fn poll_stalled(&mut self, cx: &mut Context<'_>) -> Poll<BodyStalled> {
        let limit = self.limit;
        let clock = self.clock.get_or_insert_with(|| Box::pin(sleep(limit)));
        if !self.intake.waiting.swap(true, Ordering::Relaxed)
            && let Some(deadline) = Instant::now().checked_add(limit)
        {
            clock.as_mut().reset(deadline);
        }
        clock.as_mut().poll(cx).map(|()| BodyStalled { limit })
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let body = self.get_mut();
        let Poll::Ready(frame) = Pin::new(&mut body.incoming).poll_frame(cx) else {
            return body.poll_stalled(cx).map(|stalled| Some(Err(stalled.into())));
        };
        body.intake.waiting.store(false, Ordering::Relaxed);
        if let Some(Ok(frame)) = &frame
            && let Some(data) = frame.data_ref()
        {
            body.intake.bytes.fetch_add(data.len() as u64, Ordering::Relaxed);
        }
        Poll::Ready(frame.map(|frame| frame.map_err(BoxError::from)))
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}

impl Drop for RequestBody {
    fn drop(&mut self) {
        if !self.incoming.is_end_stream() {
            self.pace.leave_unread();
        }
    }
}
