//! Programs: a customer's API password, found by his web login (voice dialect) or by his name (messaging dialect).

use party::access::Caller;
use party::customer::Customer;
use party::ids::CustomerKey;
use party::names::CustomerName;
use party::password::Password;
use party::rights::Flag;
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::{api_credentials, customers, web_users};
use store::{Lock, StoreError, Tx};

use crate::app::App;
use crate::secrets::ApiDigests;

/// A customer who may have API access, before his password was checked.
#[derive(Clone)]
pub struct ApiLogin {
    /// Who.
    pub customer: Customer,
    /// What his password is checked against; none: nothing is right.
    pub digests: Option<ApiDigests>,
    /// The user name that the digests were made with.
    pub digest_user: String,
    /// He, or one above him, is blocked.
    pub blocked: bool,
}

impl ApiLogin {
    /// Whether API calls are switched on for him.
    #[must_use]
    pub fn has_access(&self) -> bool {
        self.customer.profile.rights.flags.has(Flag::ApiAccess)
    }

    /// Whether `password` is his API password, found out in constant time.
    #[must_use]
    pub fn verify(&self, app: &App, password: &Password) -> bool {
        let digests = self.digests.as_ref();
        digests.is_some_and(|digests| digests.verify(&self.digest_user, app.realm(), password))
    }

    /// The caller that he is, once his password was found right.
    #[must_use]
    pub fn caller(&self) -> Caller {
        Caller::Customer { key: self.customer.key, rights: self.customer.profile.rights }
    }
}

/// The customer whose web login is `login`.
///
/// # Errors
/// The store's.
pub async fn find_by_web_login(app: &App, login: &str) -> Result<Option<ApiLogin>, StoreError> {
    let (key, login) = (app.key().clone(), login.to_owned());
    app.store()
        .read("authenticate.web_login", move |tx| {
            let Some(claim) = claims::find(tx, ClaimKind::Login, &login)? else { return Ok(None) };
            let Claimant::WebUser(id) = claim.claimant else { return Ok(None) };
            let Some(web_user) = web_users::load(tx, claim.branch, id)? else { return Ok(None) };
            if !web_user.is_default {
                return Ok(None);
            }
            load(tx, &key, web_user.customer)
        })
        .await
}

/// The customer called `name`.
///
/// # Errors
/// The store's.
pub async fn find_by_name(app: &App, name: &CustomerName) -> Result<Option<ApiLogin>, StoreError> {
    let (key, name) = (app.key().clone(), name.clone());
    app.store()
        .read("authenticate.name", move |tx| {
            let claim = claims::find(tx, ClaimKind::CustomerName, name.as_str())?;
            let Some(customer) = claim.and_then(|claim| claim.customer()) else { return Ok(None) };
            load(tx, &key, customer)
        })
        .await
}

fn load(
    tx: &mut Tx<'_>,
    key: &crate::secrets::InstallationKey,
    customer: CustomerKey,
) -> Result<Option<ApiLogin>, StoreError> {
    let Some(customer) = customers::load(tx, customer, Lock::Share)? else { return Ok(None) };
    let blocked = customers::is_branch_blocked(tx, &customer)?;
    let credential = api_credentials::load(tx, customer.key)?;
    let Some(credential) = credential else {
        return Ok(Some(ApiLogin { customer, digests: None, digest_user: String::new(), blocked }));
    };
    let digests = ApiDigests::unseal(key, customer.key, &credential.sealed)
        .map_err(|error| StoreError::inconsistent(format!("table api_credential: {error}")))?;
    Ok(Some(ApiLogin { customer, digests: Some(digests), digest_user: credential.digest_user, blocked }))
}
