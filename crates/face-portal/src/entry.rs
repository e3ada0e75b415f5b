//! What stands at one place of the site: whom it is there for, what answers there, and in which menu it is linked.

use std::pin::Pin;

use app::session;
use party::rights::Rights;
use party::web_user::{Area, Reach};

use crate::page::Menu;
use crate::reply::{Failure, Reply};
use crate::route::Route;
use crate::visit::Visit;

/// Bytes of a form that are read: a style sheet of 64 Ki characters, written in the longest way.
const FORM_BYTES_MAX: usize = 1024 * 1024;

/// Answers one request.
pub(crate) type Handler =
    Box<dyn Fn(Visit) -> Pin<Box<dyn Future<Output = Result<Reply, Failure>> + Send>> + Send + Sync>;

/// Whom a page is there for. For everybody else there is none.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Access {
    /// Everybody, signed in or not.
    Anyone,
    /// Everybody who is signed in and acts as nobody else: what is about the person himself.
    SignedIn,
    /// Everybody who is signed in, also as a customer below.
    SignedInOrActing,
    /// Holders of accounts.
    Holder,
    /// Web users who get so far in this area, of customers who have what the page is about.
    Staff {
        /// What the page is about.
        area: Area,
        /// How far one must get there.
        reach: Reach,
        /// What the customer must have.
        has: fn(&Rights) -> bool,
    },
}

/// One page, or several requests at one place.
pub(crate) struct Entry {
    /// What the log calls it.
    pub(crate) name: &'static str,
    pub(crate) route: Route,
    pub(crate) access: Access,
    pub(crate) get: Option<Handler>,
    pub(crate) post: Option<Handler>,
    /// A person looks at it, and may be sent back to it.
    pub(crate) is_page: bool,
    /// In which menu it is linked, and the key of its label.
    pub(crate) link: Option<(Menu, &'static str)>,
    /// It is there for one who must first choose another password.
    pub(crate) is_open_while_locked: bool,
    /// What is posted needs no token: nobody is signed in yet.
    pub(crate) is_without_token: bool,
    /// How many bytes of a form are read.
    pub(crate) form_bytes_max: usize,
}

impl Access {
    /// Whether the page is there for the visitor.
    pub(crate) fn admits(self, visit: &Visit) -> bool {
        match self {
            Self::Anyone => true,
            Self::SignedIn => visit.person.as_ref().is_some_and(|(session, _)| session.acting.is_none()),
            Self::SignedInOrActing => visit.person.is_some(),
            Self::Holder => visit
                .person
                .as_ref()
                .is_some_and(|(session, _)| matches!(session.identity, session::Identity::Account(_))),
            Self::Staff { area, reach, has } => {
                let customer = visit.person.as_ref().map(|(session, _)| &session.customer.profile.rights);
                reach <= visit.reach(area) && customer.is_some_and(has)
            }
        }
    }
}

impl Entry {
    /// A page called `name` in the log.
    pub(crate) fn new(name: &'static str, route: Route, access: Access) -> Self {
        Self {
            name,
            route,
            access,
            get: None,
            post: None,
            is_page: true,
            link: None,
            is_open_while_locked: false,
            is_without_token: false,
            form_bytes_max: FORM_BYTES_MAX,
        }
    }

    /// Shows it.
    pub(crate) fn get<F>(mut self, handler: impl Fn(Visit) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Reply, Failure>> + Send + 'static,
    {
        self.get = Some(Box::new(move |visit| Box::pin(handler(visit))));
        self
    }

    /// Takes what its form posts.
    pub(crate) fn post<F>(mut self, handler: impl Fn(Visit) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Reply, Failure>> + Send + 'static,
    {
        self.post = Some(Box::new(move |visit| Box::pin(handler(visit))));
        self
    }

    /// Links it in a menu.
    pub(crate) fn linked(self, menu: Menu, key: &'static str) -> Self {
        Self { link: Some((menu, key)), ..self }
    }

    /// Leaves it open to one who must first choose another password.
    pub(crate) fn open_while_locked(self) -> Self {
        Self { is_open_while_locked: true, ..self }
    }

    /// Takes what is posted without a token.
    pub(crate) fn without_token(self) -> Self {
        Self { is_without_token: true, ..self }
    }

    /// Takes forms with files, of so many bytes in all.
    pub(crate) fn taking_files(self, form_bytes_max: usize) -> Self {
        Self { form_bytes_max, ..self }
    }

    /// Something that no person looks at.
    pub(crate) fn file(self) -> Self {
        Self { is_page: false, ..self }
    }
}
