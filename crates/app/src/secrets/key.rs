//! The installation's key: 32 bytes in a file, from which every other key is derived.

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The key that the installation's secrets are sealed under.
#[derive(Clone)]
pub struct InstallationKey {
    bytes: [u8; 32],
    /// Derived once: every request opens a seal.
    seal: [u8; 32],
}

/// The text of a key file is not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key file holds 64 hexadecimal digits")]
pub struct KeyError;

/// Sealed bytes do not open: another key, another row, or damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed secret does not open under this installation's key")]
pub struct UnsealError;

const NONCE_BYTES: usize = 12;

impl InstallationKey {
    /// The key made of these bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self { bytes, seal: mac(&bytes, b"seal", &[]) }
    }

    /// Reads the text of a key file.
    ///
    /// # Errors
    /// Anything but 64 hexadecimal digits, with white space around them.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(KeyError);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| KeyError)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| KeyError)?;
        }
        Ok(Self::new(bytes))
    }

    /// The text of its key file.
    #[must_use]
    pub fn to_file_text(&self) -> String {
        let digits: String = self.bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        digits + "\n"
    }

    /// A key for one purpose, which tells nothing about this one.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        mac(&self.bytes, purpose.as_bytes(), &[])
    }

    /// What tells this key from another without telling the key: kept in the database, so that a wrong key file is
    /// noticed at start.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let [a, b, c, d, e, f, g, h, ..] = self.derive("fingerprint");
        format!("{:016x}", u64::from_be_bytes([a, b, c, d, e, f, g, h]))
    }

    /// A keyed digest of a request's content: it may hold passwords, so a bare digest would invite guessing.
    #[must_use]
    pub fn request_fingerprint(&self, content: &[u8]) -> [u8; 32] {
        mac(&self.bytes, b"request", content)
    }

    /// A keyed digest of a recovery code: who reads the database alone cannot try codes against it.
    pub(crate) fn recovery_code_hash(&self, owned_code: &str) -> [u8; 32] {
        mac(&self.bytes, b"recovery code", owned_code.as_bytes())
    }

    /// What the branch in the token of a session is masked with: who holds a token does not learn in which branch he is.
    pub(crate) fn session_mask(&self, secret: &[u8]) -> i64 {
        let [a, b, c, d, e, f, g, h, ..] = mac(&self.bytes, b"session", secret);
        i64::from_be_bytes([a, b, c, d, e, f, g, h])
    }

    /// Seals `secret` for the row that `row` names; `nonce` is random.
    pub(crate) fn seal(
        &self,
        secret: &[u8],
        row: &str,
        nonce: [u8; NONCE_BYTES],
    ) -> Result<Vec<u8>, UnsealError> {
        let payload = Payload { msg: secret, aad: row.as_bytes() };
        let sealed = self.cipher().encrypt(&Nonce::from(nonce), payload).map_err(|_| UnsealError)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed for the row that `row` names.
    pub(crate) fn unseal(&self, sealed: &[u8], row: &str) -> Result<Vec<u8>, UnsealError> {
        let (nonce, text) = sealed.split_at_checked(NONCE_BYTES).ok_or(UnsealError)?;
        let nonce = <[u8; NONCE_BYTES]>::try_from(nonce).map_err(|_| UnsealError)?;
        let payload = Payload { msg: text, aad: row.as_bytes() };
        self.cipher().decrypt(&Nonce::from(nonce), payload).map_err(|_| UnsealError)
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&Key::from(self.seal))
    }
}

fn mac(key: &[u8; 32], purpose: &[u8], content: &[u8]) -> [u8; 32] {
    // Every length is a valid HMAC key.
    let mut mac = match <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key) {
        Ok(mac) => mac,
        Err(_) => return [0; 32],
    };
    mac.update(purpose);
    mac.update(&[0]);
    mac.update(content);
    mac.finalize().into_bytes().into()
}

impl fmt::Debug for InstallationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InstallationKey(masked)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_reads_back() {
        let key = InstallationKey::new([0xa7; 32]);
        let read = InstallationKey::parse(&key.to_file_text()).expect("a key");
        assert_eq!(read.fingerprint(), key.fingerprint());
        for bad in ["", "a7", &"g".repeat(64), &"a".repeat(63)] {
            assert_eq!(InstallationKey::parse(bad).err(), Some(KeyError), "{bad}");
        }
    }

    #[test]
    fn sealed_bytes_open_only_for_their_row_and_key() {
        let key = InstallationKey::new([1; 32]);
        let sealed = key.seal(b"secret", "row 1", [9; 12]).expect("sealed");
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
        assert_eq!(key.unseal(&sealed, "row 1").as_deref(), Ok(b"secret".as_slice()));
        assert_eq!(key.unseal(&sealed, "row 2"), Err(UnsealError));
        assert_eq!(InstallationKey::new([2; 32]).unseal(&sealed, "row 1"), Err(UnsealError));
        assert_eq!(key.unseal(&sealed[..11], "row 1"), Err(UnsealError));
    }
}
