//! The page that a person sees first, after signing in: what `start_page` of his customer says, or of his account. The
//! dictionaries `start_pages` and `account_start_pages` name pages of the imitated self-care site; these are ours in their
//! place. A page that is not there for the person gives way to the overview, which is there for everybody.

use app::session::Identity;
use party::account::Account;
use party::dictionary::{AccountStartPage, StartPage};

use crate::pages::{customers, money, overview, password, user};
use crate::route::Path;
use crate::visit::Visit;

/// The first page of the visitor.
pub(crate) fn path(visit: &Visit) -> Path {
    let Some((session, _)) = &visit.person else { return overview::ROUTE.path() };
    let chosen = match &session.identity {
        Identity::WebUser { .. } => of_customer(session.customer.profile.start_page),
        Identity::Account(account) => of_account(account),
    };
    let mut entries = visit.site.entries.iter();
    let entry = entries.find(|entry| entry.route.is_route_of(chosen.as_str()));
    if entry.is_some_and(|entry| entry.access.admits(visit)) { chosen } else { overview::ROUTE.path() }
}

/// For the web users of a customer. His own calls (1) are not recorded: the overview tells what he was charged last.
fn of_customer(start_page: StartPage) -> Path {
    match start_page.id() {
        2 => customers::ROUTE.path(),
        3 => money::own_postings(),
        4 => password::ROUTE.path(),
        _ => overview::ROUTE.path(),
    }
}

/// For the holder of an account. Calls (1) are not recorded here, either.
fn of_account(account: &Account) -> Path {
    match account.endpoint().map_or(AccountStartPage::DEFAULT, |endpoint| endpoint.start_page).id() {
        4 => user::OWN.path(),
        _ => overview::ROUTE.path(),
    }
}
