//! Why there is no page, in a page.

use askama::Template;

use crate::page::Frame;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "pages/error.html")]
struct ErrorPage {
    frame: Frame,
    kind: &'static str,
    request: String,
}

/// What is needed to say that something failed, kept aside before a handler takes the visit.
pub(crate) struct Excuse {
    frame: Frame,
    request_id: String,
}

impl Excuse {
    /// For this visit.
    pub(crate) fn of(visit: &Visit) -> Self {
        Self { frame: visit.frame(), request_id: visit.request_id.to_string() }
    }

    /// The page that says what `kind` of failure it was.
    pub(crate) fn page(self, kind: &'static str) -> Result<String, askama::Error> {
        let Self { frame, request_id } = self;
        let request = frame.reader.t1("error-request", "id", request_id);
        ErrorPage { frame, kind, request }.render()
    }
}

impl ErrorPage {
    fn title(&self) -> String {
        self.frame.t(&format!("error-{}-title", self.kind))
    }

    fn text(&self) -> String {
        self.frame.t(&format!("error-{}-text", self.kind))
    }
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    ["not-found", "forbidden", "method", "too-large", "unavailable", "internal"]
        .map(|kind| Excuse { frame: frame.clone(), request_id: text.to_owned() }.page(kind))
        .into()
}
