//! What a request is called, where it came from and how it came out: the values that travel between the HTTP edge and
//! the faces as extensions. Promises plain values; knows no HTTP, no log format and no metric.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use party::ids::CustomerId;

use crate::context::Actor;

/// The name of one request: at least 16 hexadecimal digits, in every log line about it and in the
/// `X-Request-Id` header of its answer. The edge puts it among the request's extensions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequestId(pub Arc<str>);

impl RequestId {
    /// The id as written in headers and logs.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for RequestId {
    fn from(id: String) -> Self {
        Self(id.into())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The address of the client at the other end of the connection. The edge puts it among the request's extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PeerAddress(pub SocketAddr);

/// What a face tells about a request it answered. The face puts it among the answer's extensions; the edge
/// writes it into the request's log line and counts it.
///
/// `face`, `operation` and `code` become metric labels, so they come from the face's own closed lists. A
/// method name that a client made up is `other`, never the client's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestOutcome {
    /// Which face answered: `xmlrpc`, `rest`.
    pub face: &'static str,
    /// The operation in the dialect's words, `other` when the face does not know it.
    pub operation: String,
    /// Who asked, once proven by credentials; nobody when they were absent or wrong.
    pub caller: Option<Actor>,
    /// How it ended in the dialect's words: `ok`, a fault code, an error code.
    pub code: String,
    /// It did what it was asked to do.
    pub is_success: bool,
}

impl RequestOutcome {
    /// The customer by whose own credentials it was asked, if it was so.
    #[must_use]
    pub fn customer(&self) -> Option<CustomerId> {
        match self.caller {
            Some(Actor::Customer(id)) => Some(id),
            _ => None,
        }
    }
}
