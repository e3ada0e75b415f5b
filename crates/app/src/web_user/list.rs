//! Reading the web users of a customer, page by page.

use party::access::View;
use party::ids::{CustomerId, WebUserId};
use party::web_user::AccessLevel;
use store::Lock;
use store::tables::web_users::{self, WebUser};

use crate::app::App;
use crate::context::Context;
use crate::customer::find::FindCustomerError;
use crate::customer::locate;

/// A web user without his secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebUserLine {
    /// His number.
    pub id: WebUserId,
    /// The name that he signs in with; without one he cannot.
    pub login: Option<String>,
    /// What he may see and do.
    pub access_level: AccessLevel,
    /// Made with the customer.
    pub is_default: bool,
    /// May not sign in.
    pub blocked: bool,
}

/// At most `limit` web users of the customer, or of the caller where none is named, with numbers above `after`,
/// ascending.
///
/// # Errors
/// There is no such customer in the caller's branch, or the store's.
pub async fn list(
    app: &App,
    context: &Context,
    customer: Option<CustomerId>,
    after: WebUserId,
    limit: i64,
) -> Result<Vec<WebUserLine>, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("web_user.list", move |tx| {
            let (_, customer) = locate::owner::<View>(tx, &caller, customer, Lock::Share)?;
            let page = web_users::list(tx, customer.key, after, limit)?;
            Ok(page.into_iter().map(line).collect())
        })
        .await
}

fn line(web_user: WebUser) -> WebUserLine {
    WebUserLine {
        id: web_user.id,
        login: web_user.login,
        access_level: web_user.access_level,
        is_default: web_user.is_default,
        blocked: web_user.blocked,
    }
}
