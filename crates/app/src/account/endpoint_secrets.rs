//! What the telephones and the voice mailbox of an account are opened with, sealed for its row.

use party::account::Pin;
use party::ids::{AccountId, CustomerKey};
use party::names::VoipLogin;
use party::password::Password;
use store::StoreError;

use crate::app::App;
use crate::secrets::{ApiDigests, InstallationKey};

/// Seals secrets within a transaction, once the row that they are sealed for is known.
#[derive(Clone)]
pub(super) struct Sealer {
    key: InstallationKey,
    realm: String,
    nonces: [[u8; 12]; 2],
}

impl Sealer {
    /// One for one transaction: its nonces serve once.
    pub(super) fn new(app: &App) -> Self {
        Self { key: app.key().clone(), realm: app.realm().to_owned(), nonces: [app.random(), app.random()] }
    }

    /// The digests of the password that telephones answer the registrar's challenge with.
    pub(super) fn voip(
        &self,
        customer: CustomerKey,
        id: AccountId,
        authname: &VoipLogin,
        password: &Password,
    ) -> Result<Vec<u8>, StoreError> {
        let digests = ApiDigests::of(authname.as_str(), &self.realm, password.reveal());
        let [nonce, _] = self.nonces;
        digests.seal_for(&self.key, &row("voip", customer, id), nonce).map_err(defect)
    }

    /// The PIN itself: so few digits would be guessed from any hash.
    pub(super) fn pin(&self, customer: CustomerKey, id: AccountId, pin: &Pin) -> Result<Vec<u8>, StoreError> {
        let [_, nonce] = self.nonces;
        self.key.seal(pin.reveal().as_bytes(), &row("pin", customer, id), nonce).map_err(defect)
    }
}

/// Binds a sealed secret to its row: copied to another account it does not open.
fn row(what: &str, customer: CustomerKey, id: AccountId) -> String {
    format!("endpoint/{what}/{}/{}/{id}", customer.branch, customer.id)
}

fn defect(error: impl std::fmt::Display) -> StoreError {
    StoreError::Defect(format!("a secret of an endpoint cannot be sealed: {error}"))
}
