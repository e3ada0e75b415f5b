//! Going on as a customer below, and coming back. The banner of every page meanwhile is [`crate::page::ActingBanner`].

use app::session::{self, ActAsError};
use party::ids::CustomerId;

use crate::entry::{Access, Entry};
use crate::pages::customer_state::{AskPage, MAY_BLOCK};
use crate::pages::{customer, overview, sign_in};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::session::cookie::Cookie;
use crate::ui::EmptyState;
use crate::visit::Visit;

const SIGN_IN_AS: Route = Route::new("/customers/{customer}/sign-in-as");
pub(crate) const RETURN: Route = Route::new("/return");

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("customer-sign-in-as", SIGN_IN_AS, MAY_BLOCK).post(begin),
        Entry::new("return", RETURN, Access::SignedInOrActing).post(hand_back),
    ]
}

/// Where going on as this customer is posted to; none where the visitor may not.
pub(crate) fn path(visit: &Visit, id: CustomerId) -> Option<Path> {
    let is_in_person = visit.person.as_ref().is_some_and(|(session, _)| session.acting.is_none());
    (is_in_person && MAY_BLOCK.admits(visit)).then(|| SIGN_IN_AS.path_with(&[&id]))
}

async fn begin(visit: Visit) -> Result<Reply, Failure> {
    let id = CustomerId(visit.number("customer")?);
    match session::act_as(visit.app(), &visit.context()?, visit.session()?, id).await {
        Ok(token) => {
            let cookies = vec![Cookie::Session.set(&visit.host, &token.reveal())];
            Ok(Reply::See { path: overview::ROUTE.path(), notice: None, cookies })
        }
        Err(ActAsError::Blocked) => {
            let name = customer::find_below(&visit, id).await?.customer.profile.name.as_str().to_owned();
            Reply::again(&blocked_page(&visit.frame(), id, name))
        }
        Err(ActAsError::Ended) => Ok(Reply::see(sign_in::ROUTE.path())),
        Err(ActAsError::Refused(_)) => Err(Failure::NotFound),
        Err(ActAsError::Store(error)) => Err(error.into()),
    }
}

/// Gives the session back to its person, whether he asked for it or can no longer act.
pub(crate) async fn hand_back(visit: Visit) -> Result<Reply, Failure> {
    let session = visit.session()?;
    let (path, notice) = match &session.acting {
        Some(acting) if !acting.is_over => (customer::path(acting.customer), "acting-ended"),
        _ => (overview::ROUTE.path(), "acting-over"),
    };
    let Some(token) = session::end_acting(visit.app(), &visit.context()?, session).await? else {
        return Ok(Reply::see(overview::ROUTE.path()));
    };
    let cookies = vec![Cookie::Session.set(&visit.host, &token.reveal())];
    Ok(Reply::See { path, notice: Some(notice), cookies })
}

fn blocked_page(frame: &crate::page::Frame, id: CustomerId, name: String) -> AskPage {
    let title = frame.reader.t1("acting-title", "name", name.as_str());
    let why = EmptyState {
        title: frame.t("acting-blocked"),
        text: frame.t("acting-blocked-text"),
        action: Some((customer::path(id), frame.t("customer-back"))),
    };
    AskPage::refused(frame.clone(), id, name, title, why)
}

#[cfg(test)]
pub(crate) fn samples(frame: &crate::page::Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    use askama::Template;

    vec![blocked_page(frame, CustomerId(9), text.to_owned()).render()]
}
