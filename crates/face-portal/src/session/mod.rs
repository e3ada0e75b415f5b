//! A browser's side of being signed in: the cookie, and what makes sure that a form was sent from a page of this site.

pub(crate) mod cookie;
pub(crate) mod guard;
