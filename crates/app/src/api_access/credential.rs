//! Writing an API password: sealed digests, which hold the name that they were made for.

use party::access::Grant;
use party::ids::CustomerKey;
use party::password::Password;
use store::tables::api_credentials::{self, ApiCredential};
use store::{StoreError, Tx};

use crate::app::App;
use crate::secrets::{ApiDigests, InstallationKey};

/// What sealing takes besides the password: taken before the transaction, which may run twice.
#[derive(Debug, Clone)]
pub(crate) struct Sealing {
    key: InstallationKey,
    realm: String,
    nonce: [u8; 12],
}

impl Sealing {
    /// For one password.
    pub(crate) fn new(app: &App) -> Self {
        Self { key: app.key().clone(), realm: app.realm().to_owned(), nonce: app.random() }
    }

    fn seal(
        &self,
        customer: CustomerKey,
        digest_user: &str,
        password: &Password,
        is_off: bool,
    ) -> Result<ApiCredential, StoreError> {
        let sealed = ApiDigests::of(digest_user, &self.realm, password.reveal())
            .seal(&self.key, customer, self.nonce)
            .map_err(|error| StoreError::Defect(format!("an API credential cannot be sealed: {error}")))?;
        Ok(ApiCredential { digest_user: digest_user.to_owned(), sealed, is_off })
    }
}

/// Makes `password` the API password of `customer`, who has just been made, bound to `digest_user`.
pub(crate) fn insert<A>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    customer: CustomerKey,
    sealing: &Sealing,
    digest_user: &str,
    password: &Password,
) -> Result<(), StoreError> {
    let credential = sealing.seal(customer, digest_user, password, false)?;
    api_credentials::insert(tx, grant, customer, &credential)
}

/// Makes `password` the API password of the customer, bound to `digest_user`. Whether his programs are switched on stays
/// as it was.
pub(crate) fn replace<A>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    sealing: &Sealing,
    digest_user: &str,
    password: &Password,
) -> Result<(), StoreError> {
    let customer = grant.subject();
    let stored = api_credentials::load(tx, customer)?;
    let credential =
        sealing.seal(customer, digest_user, password, stored.is_some_and(|stored| stored.is_off))?;
    api_credentials::remove(tx, grant)?;
    api_credentials::insert(tx, grant, customer, &credential)
}
