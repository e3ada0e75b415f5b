//! The self-care portal: pages for people, over the same use cases as the two dialects.
//!
//! It translates and decides nothing: a request becomes a use case's request, and what comes of it becomes a page. What a
//! person may see is his customer's rights, cut down by his access level (`party::web_user`).
//!
//! - Everything works without a script; nothing is fetched from elsewhere; every asset is part of the program.
//! - A page is answered only to who may see it: for everybody else it is not there.
//! - What is posted is accepted only from a form of the same session, sent from this site.
//! - Every text is in the language files, every text of a customer's is escaped, and a customer's style sheet is cleaned.
//!
//! How to add a page: `docs/portal/adding-a-page.md`.

mod assets;
mod brand;
mod customer_words;
mod entered;
mod entry;
mod export;
mod i18n;
mod imports;
mod listing;
mod log_words;
mod logo;
mod messaging_words;
mod once;
mod page;
mod pages;
mod posted;
mod reply;
mod route;
mod router;
mod session;
mod site;
mod start_page;
mod ui;
mod visit;

#[cfg(test)]
mod tests;

pub use router::router;
pub use site::{Endpoints, Options};
