//! What an API password is checked against: its HA1 digests, sealed.

use httpdigest::{Algorithm, ha1};
use party::ids::CustomerKey;
use party::password::Password;
use subtle::ConstantTimeEq;

use super::key::{InstallationKey, UnsealError};

/// The HA1 digests of one API password, or of the password of an account's telephones (RFC 7616, 3.4.2), one for each algorithm. With them a request can be
/// verified; the password itself is not kept.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiDigests {
    md5: Vec<u8>,
    sha256: Vec<u8>,
}

const MD5_BYTES: usize = 16;

impl ApiDigests {
    /// The digests of `password` for `user` in `realm`.
    #[must_use]
    pub fn of(user: &str, realm: &str, password: &str) -> Self {
        Self {
            md5: ha1(Algorithm::Md5, user, realm, password),
            sha256: ha1(Algorithm::Sha256, user, realm, password),
        }
    }

    /// The digest for `algorithm`.
    #[must_use]
    pub fn ha1(&self, algorithm: Algorithm) -> &[u8] {
        match algorithm {
            Algorithm::Md5 => &self.md5,
            Algorithm::Sha256 => &self.sha256,
        }
    }

    /// Whether they are the digests of `password`, found out in constant time.
    #[must_use]
    pub fn verify(&self, user: &str, realm: &str, password: &Password) -> bool {
        let given = ha1(Algorithm::Sha256, user, realm, password.reveal());
        given.ct_eq(&self.sha256).into()
    }

    pub(crate) fn seal(
        &self,
        key: &InstallationKey,
        owner: CustomerKey,
        nonce: [u8; 12],
    ) -> Result<Vec<u8>, UnsealError> {
        self.seal_for(key, &row(owner), nonce)
    }

    /// Seals them for the row that `row` names.
    pub(crate) fn seal_for(
        &self,
        key: &InstallationKey,
        row: &str,
        nonce: [u8; 12],
    ) -> Result<Vec<u8>, UnsealError> {
        key.seal(&[self.md5.as_slice(), &self.sha256].concat(), row, nonce)
    }

    pub(crate) fn unseal(
        key: &InstallationKey,
        owner: CustomerKey,
        sealed: &[u8],
    ) -> Result<Self, UnsealError> {
        let bytes = key.unseal(sealed, &row(owner))?;
        let (md5, sha256) = bytes.split_at_checked(MD5_BYTES).ok_or(UnsealError)?;
        Ok(Self { md5: md5.to_owned(), sha256: sha256.to_owned() })
    }
}

/// Binds a sealed secret to its row: copied to another customer it does not open.
fn row(owner: CustomerKey) -> String {
    format!("api_credential/{}/{}", owner.branch, owner.id)
}
