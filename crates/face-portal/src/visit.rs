//! One request as a handler sees it: who asks, in which language, for what, with which fields.

use std::net::IpAddr;
use std::sync::Arc;

use app::brand::LogoPlace;
use app::session::{Session, SessionToken};
use app::{App, Context, RequestId};
use axum::body::Bytes;
use party::ids::CustomerKey;
use party::web_user::{Area, Reach};

use crate::i18n::Reader;
use crate::page::{Frame, Theme};
use crate::reply::Failure;
use crate::route::{Path, Route};
use crate::site::Site;

/// Names and values, as sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields {
    pairs: Vec<(String, String)>,
    uploads: Vec<Upload>,
}

/// A file that was sent in a form.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    /// The field's name.
    pub(crate) field: String,
    /// What it holds.
    pub(crate) bytes: Bytes,
}

/// The name and look of the site for this visitor.
#[derive(Debug, Clone)]
pub(crate) struct SiteLook {
    /// The name; none: the product's.
    pub(crate) name: Option<String>,
    /// The cleaned style sheet, perhaps empty.
    pub(crate) css: Arc<str>,
    /// The picture in the place of the name.
    pub(crate) logo: Option<LogoPlace>,
    /// Whose people may sign in here; none: everybody.
    pub(crate) within: Option<CustomerKey>,
}

/// One request.
pub(crate) struct Visit {
    pub(crate) site: Arc<Site>,
    /// Which route it came by.
    pub(crate) route: Route,
    /// The variable parts of the path.
    pub(crate) parts: Fields,
    /// The query.
    pub(crate) query: Fields,
    /// What was posted.
    pub(crate) form: Fields,
    /// Path and query, for coming back.
    pub(crate) here: String,
    /// The Host header.
    pub(crate) host: String,
    pub(crate) peer: Option<IpAddr>,
    pub(crate) user_agent: String,
    pub(crate) request_id: RequestId,
    pub(crate) reader: Reader,
    pub(crate) theme: Theme,
    pub(crate) look: SiteLook,
    /// What is said at the head of the page.
    pub(crate) notice: String,
    /// What a browser shows whose person is asked for a code.
    pub(crate) pending: Option<SessionToken>,
    /// Who is signed in.
    pub(crate) person: Option<(Session, SessionToken)>,
}

impl Fields {
    /// Reads `application/x-www-form-urlencoded` text.
    pub(crate) fn parse(text: &[u8]) -> Self {
        Self::of(form_urlencoded::parse(text).into_owned().collect())
    }

    /// These pairs.
    pub(crate) fn of(pairs: Vec<(String, String)>) -> Self {
        Self { pairs, uploads: Vec::new() }
    }

    /// The same with these as well.
    pub(crate) fn with(mut self, pairs: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        self.pairs.extend(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)));
        self
    }

    /// The same with files.
    pub(crate) fn with_uploads(self, uploads: Vec<Upload>) -> Self {
        Self { uploads, ..self }
    }

    /// The file in the field `name`; none where no file was chosen.
    pub(crate) fn upload(&self, name: &str) -> Option<&Upload> {
        self.uploads.iter().find(|upload| upload.field == name)
    }

    /// Whether anything is called `name`.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(given, _)| given == name)
    }

    /// Every pair but those called so, in one fixed form.
    pub(crate) fn written_without(&self, names: &[&str]) -> String {
        let kept = self.pairs.iter().filter(|(name, _)| !names.contains(&name.as_str()));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish()
    }

    /// The first value called `name`; empty where there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.pairs.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value)
    }
}

impl Visit {
    /// The application.
    pub(crate) fn app(&self) -> &App {
        &self.site.app
    }

    /// Who is signed in. The router has made sure that somebody is, on pages that ask for it.
    pub(crate) fn session(&self) -> Result<&Session, Failure> {
        self.person.as_ref().map(|(session, _)| session).ok_or(Failure::SignIn)
    }

    /// The circumstances of this request, for a use case.
    pub(crate) fn context(&self) -> Result<Context, Failure> {
        Ok(self.session()?.context(self.app(), self.peer, self.request_id.clone()))
    }

    /// The circumstances of this request, for a use case about money.
    pub(crate) fn context_about_money(&self) -> Result<Context, Failure> {
        Ok(self.session()?.context_about_money(self.app(), self.peer, self.request_id.clone()))
    }

    /// How far the person gets in `area`.
    pub(crate) fn reach(&self, area: Area) -> Reach {
        self.person.as_ref().map_or(Reach::Nothing, |(session, _)| session.reach(area))
    }

    /// The number in the path that stands for `name`.
    pub(crate) fn number(&self, name: &str) -> Result<i64, Failure> {
        let text = self.parts.text(name);
        // One way to write a number: each thing has one address.
        let number: i64 = text.parse().map_err(|_| Failure::NotFound)?;
        if number.to_string() == text { Ok(number) } else { Err(Failure::NotFound) }
    }

    /// What the page's layout needs.
    pub(crate) fn frame(&self) -> Frame {
        Frame::new(self)
    }

    /// The text `key` in the reader's language.
    pub(crate) fn t(&self, key: &str) -> String {
        self.reader.t(key)
    }

    /// A page of this site that the visitor asked to be sent to.
    pub(crate) fn own_path(&self, text: &str) -> Option<Path> {
        let pages = self.site.entries.iter().filter(|entry| entry.get.is_some() && entry.is_page);
        Path::own(text, pages.map(|entry| entry.route))
    }
}
