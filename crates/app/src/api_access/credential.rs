//! Putting an API password in the place of another.

use party::access::Grant;
use party::password::Password;
use store::tables::api_credentials::{self, ApiCredential};
use store::{StoreError, Tx};

use crate::app::App;
use crate::secrets::{ApiDigests, InstallationKey};

/// What sealing takes besides the password: taken before the transaction, which may run twice.
#[derive(Debug)]
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
    let sealed = ApiDigests::of(digest_user, &sealing.realm, password.reveal())
        .seal(&sealing.key, customer, sealing.nonce)
        .map_err(|error| StoreError::Defect(format!("an API credential cannot be sealed: {error}")))?;
    let is_off = stored.is_some_and(|stored| stored.is_off);
    api_credentials::remove(tx, grant)?;
    let credential = ApiCredential { digest_user: digest_user.to_owned(), sealed, is_off };
    api_credentials::insert(tx, grant, customer, &credential)
}
