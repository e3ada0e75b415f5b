//! Programs: a customer's API password, found by his web login (voice dialect) or by his name (messaging dialect).

use party::access::Caller;
use party::billing::ApiRevision;
use party::ids::CustomerKey;
use party::names::CustomerName;
use party::password::Password;
use party::rights::{Flag, Rights};
use store::StoreError;
use store::tables::authentication::{self, ApiCaller};

use crate::app::App;
use crate::secrets::{ApiDigests, InstallationKey};

/// A customer who may have API access, before his password was checked.
#[derive(Clone)]
pub struct ApiLogin {
    /// Who.
    pub key: CustomerKey,
    /// What he may do.
    pub rights: Rights,
    /// What his programs speak.
    pub api_revision: ApiRevision,
    /// What his password is checked against; none: nothing is right.
    pub digests: Option<ApiDigests>,
    /// The user name that the digests were made with.
    pub digest_user: String,
    /// He has switched his programs off.
    pub is_off: bool,
    /// He, or one above him, is blocked.
    pub blocked: bool,
}

impl ApiLogin {
    /// Whether his programs may call: he has the right, and has not switched them off.
    #[must_use]
    pub fn has_access(&self) -> bool {
        self.rights.flags.has(Flag::ApiAccess) && !self.is_off
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
        Caller::Customer { key: self.key, rights: self.rights }
    }
}

/// The customer whose web login is `login`.
///
/// # Errors
/// The store's.
pub async fn find_by_web_login(app: &App, login: &str) -> Result<Option<ApiLogin>, StoreError> {
    let login = login.to_owned();
    let found = app
        .store()
        .read("authenticate.web_login", move |tx| authentication::find_by_web_login(tx, &login))
        .await?;
    found.map(|caller| open(app.key(), caller)).transpose()
}

/// The customer called `name`.
///
/// # Errors
/// The store's.
pub async fn find_by_name(app: &App, name: &CustomerName) -> Result<Option<ApiLogin>, StoreError> {
    let name = name.clone();
    let found = app
        .store()
        .read("authenticate.name", move |tx| authentication::find_by_name(tx, name.as_str()))
        .await?;
    found.map(|caller| open(app.key(), caller)).transpose()
}

fn open(installation: &InstallationKey, caller: ApiCaller) -> Result<ApiLogin, StoreError> {
    let ApiCaller { key, rights, api_revision, blocked, credential } = caller;
    let is_off = credential.as_ref().is_some_and(|credential| credential.is_off);
    let (digests, digest_user) = match credential {
        None => (None, String::new()),
        Some(credential) => {
            let digests = ApiDigests::unseal(installation, key, &credential.sealed)
                .map_err(|error| StoreError::inconsistent(format!("table api_credential: {error}")))?;
            (Some(digests), credential.digest_user)
        }
    };
    Ok(ApiLogin { key, rights, api_revision, digests, digest_user, is_off, blocked })
}
