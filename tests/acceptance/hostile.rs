//! What no well-meaning client sends: each of it gets a clear answer, changes nothing, and the program lives.

mod documents;
mod fields;
mod framing;
mod pages;
mod samples;
mod storage;
mod sweep;

use std::collections::BTreeSet;

use crate::server::Server;
use crate::site::Site;

/// A served site of which nothing is to change.
struct Unchanged<'a> {
    site: &'a Site,
    server: Server,
    before: BTreeSet<String>,
}

impl<'a> Unchanged<'a> {
    /// Everything that is stored from here on must stay as it is.
    fn from_now(site: &'a Site, server: Server) -> Self {
        Self { site, server, before: site.contents() }
    }

    /// Nothing has changed, every invariant holds, and the program still ends as it should.
    #[track_caller]
    fn verify(self) {
        let after = self.site.contents();
        let difference: Vec<_> = self.before.symmetric_difference(&after).collect();
        assert!(difference.is_empty(), "something changed: {difference:#?}");
        assert_eq!(self.server.stop().code(), Some(0));
        self.site.check();
    }
}
