//! Reading the web users of a customer: page by page, and one of them.

use party::access::{Caller, View};
use party::customer::Customer;
use party::ids::{CustomerId, WebUserId};
use party::password::PasswordPolicy;
use party::rights::Rights;
use party::web_user::AccessLevel;
use store::tables::second_factors;
use store::tables::web_users::{self, WebUser};
use store::{Lock, Tx};

use super::permit;
use crate::app::{App, Timestamp};
use crate::context::Context;
use crate::customer::find::FindCustomerError;
use crate::customer::locate::{self, LocateError};

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
    /// Until when a password serves him that serves once; perhaps that is over.
    pub one_time_until: Option<Timestamp>,
    /// Signing in asks him for a code.
    pub has_second_factor: bool,
}

/// Whose web users they are, as far as managing them goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employer {
    /// His number.
    pub id: CustomerId,
    /// His name.
    pub name: String,
    /// What the passwords of his web users must look like.
    pub password_policy: PasswordPolicy,
    /// What he has: his web users may have no more.
    pub rights: Rights,
    /// Whether the caller may make, change and remove his web users.
    pub is_managed: bool,
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
    Ok(page(app, context, customer, after, limit).await?.1)
}

/// The same, and whose they are.
///
/// # Errors
/// As there.
pub async fn page(
    app: &App,
    context: &Context,
    customer: Option<CustomerId>,
    after: WebUserId,
    limit: i64,
) -> Result<(Employer, Vec<WebUserLine>), FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("web_user.list", move |tx| {
            let customer = owner_of(tx, &caller, customer)?;
            let page = web_users::list(tx, customer.key, after, limit)?;
            let secured = second_factors::list_web_users(tx, customer.key)?;
            let lines = page.into_iter().map(|web_user| line(web_user, &secured)).collect();
            Ok((employer(&caller, &customer), lines))
        })
        .await
}

/// The web user `id` of the customer, or of the caller where none is named, and whose he is.
///
/// # Errors
/// There is no such customer in the caller's branch, or no such web user of his, or the store's.
pub async fn find(
    app: &App,
    context: &Context,
    customer: Option<CustomerId>,
    id: WebUserId,
) -> Result<(Employer, WebUserLine), FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("web_user.find", move |tx| {
            let customer = owner_of(tx, &caller, customer)?;
            let found = web_users::load(tx, customer.key.branch, id)?;
            let found = found.filter(|web_user| web_user.customer == customer.key);
            let web_user = found.ok_or(FindCustomerError::Unknown)?;
            let secured = second_factors::list_web_users(tx, customer.key)?;
            Ok((employer(&caller, &customer), line(web_user, &secured)))
        })
        .await
}

fn owner_of(tx: &mut Tx<'_>, caller: &Caller, named: Option<CustomerId>) -> Result<Customer, LocateError> {
    let (_, customer) = locate::owner::<View>(tx, caller, named, Lock::Share)?;
    Ok(customer)
}

fn employer(caller: &Caller, customer: &Customer) -> Employer {
    Employer {
        id: customer.key.id,
        name: customer.profile.name.as_str().to_owned(),
        password_policy: customer.profile.password_policy,
        rights: customer.profile.rights,
        is_managed: permit(caller, customer).is_ok(),
    }
}

/// `secured` are those web users of the customer whose second factor is on.
fn line(web_user: WebUser, secured: &[WebUserId]) -> WebUserLine {
    WebUserLine {
        id: web_user.id,
        login: web_user.login,
        access_level: web_user.access_level,
        is_default: web_user.is_default,
        blocked: web_user.blocked,
        has_second_factor: secured.contains(&web_user.id),
        one_time_until: web_user.one_time.map(|one_time| Timestamp(one_time.until_micros)),
    }
}
