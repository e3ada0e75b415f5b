//! Signing out.

use app::session;

use crate::entry::{Access, Entry};
use crate::pages::sign_in;
use crate::reply::{Failure, Reply};
use crate::route::Route;
use crate::session::cookie::Cookie;
use crate::visit::Visit;

pub(crate) const ROUTE: Route = Route::new("/sign-out");

pub(crate) fn entries() -> Vec<Entry> {
    vec![Entry::new("sign-out", ROUTE, Access::SignedInOrActing).post(sign_out).open_while_locked()]
}

async fn sign_out(visit: Visit) -> Result<Reply, Failure> {
    session::sign_out(visit.app(), &visit.context()?, visit.session()?).await?;
    let cookies = vec![Cookie::Session.remove(&visit.host)];
    Ok(Reply::See { path: sign_in::ROUTE.path(), notice: Some("signed-out"), cookies })
}
