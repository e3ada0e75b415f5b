//! How a request comes out: a page, another page to go to, or why there is none.

use app::StoreError;
use app::customer::find::FindCustomerError;
use askama::Template;
use axum::body::Body;
use http::{HeaderValue, StatusCode};

use crate::route::Path;

/// What a handler answers with.
#[derive(Debug)]
pub(crate) enum Reply {
    /// A page.
    Page(StatusCode, String),
    /// Go and look there.
    See {
        /// Where.
        path: Path,
        /// What is said there: the key of a text without its `notice-`.
        notice: Option<&'static str>,
        /// Cookies to set.
        cookies: Vec<Option<HeaderValue>>,
    },
    /// A file to keep, which may be made while it is sent.
    Download {
        /// For `Content-Type`.
        media_type: &'static str,
        /// What the browser should call it: letters, digits, `.`, `-` and `_`.
        file_name: String,
        /// What it holds.
        body: Body,
    },
    /// A file of the site.
    File {
        /// For `Content-Type`.
        media_type: &'static str,
        /// For `Cache-Control`.
        cache: &'static str,
        /// For `Content-Security-Policy`; none: as everywhere.
        policy: Option<&'static str>,
        /// What it holds.
        bytes: Vec<u8>,
    },
}

/// Why there is no page. Each has a page of its own that says so.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// There is none, or not for this person.
    #[error("not found")]
    NotFound,
    /// A form that was not sent from a page of this site and session.
    #[error("forbidden")]
    Forbidden,
    /// The page is not used that way.
    #[error("method not allowed")]
    Method,
    /// The form is too large.
    #[error("too large")]
    TooLarge,
    /// Nobody is signed in.
    #[error("not signed in")]
    SignIn,
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file cannot be made.
    #[error("a file cannot be made: {0}")]
    File(#[from] std::io::Error),
    /// A template's.
    #[error("a page cannot be rendered: {0}")]
    Render(#[from] askama::Error),
}

impl From<FindCustomerError> for Failure {
    fn from(error: FindCustomerError) -> Self {
        match error {
            FindCustomerError::Unknown | FindCustomerError::Refused(_) => Self::NotFound,
            FindCustomerError::Store(error) => Self::Store(error),
        }
    }
}

impl Reply {
    /// The page that `template` makes.
    pub(crate) fn page(template: &impl Template) -> Result<Self, Failure> {
        Ok(Self::Page(StatusCode::OK, template.render()?))
    }

    /// The same page again, because what was sent cannot be done.
    pub(crate) fn again(template: &impl Template) -> Result<Self, Failure> {
        Ok(Self::Page(StatusCode::UNPROCESSABLE_ENTITY, template.render()?))
    }

    /// Go to `path`.
    pub(crate) fn see(path: Path) -> Self {
        Self::See { path, notice: None, cookies: Vec::new() }
    }

    /// Go to `path`, where the text `notice-…` is said.
    pub(crate) fn see_with(path: Path, notice: &'static str) -> Self {
        Self::See { path, notice: Some(notice), cookies: Vec::new() }
    }
}

impl Failure {
    /// Status, and the middle of the keys of its texts.
    pub(crate) fn kind(&self) -> (StatusCode, &'static str) {
        match self {
            Self::NotFound | Self::SignIn => (StatusCode::NOT_FOUND, "not-found"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden"),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "method"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
            Self::Store(StoreError::Unavailable(_) | StoreError::Busy) => {
                (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
            }
            Self::Store(_) | Self::File(_) | Self::Render(_) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "internal")
            }
        }
    }
}
