//! The hash algorithms of Digest, and the secret that a server keeps for each user.

use md5::Md5;
use sha2::{Digest, Sha256};

/// A hash algorithm that a challenge may offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// What every client speaks, and what a challenge without a name means (RFC 2617).
    Md5,
    /// `SHA-256` of RFC 7616.
    Sha256,
}

impl Algorithm {
    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    /// Bytes of a digest, and so of what [`ha1`] returns.
    pub const fn digest_length(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha256 => 32,
        }
    }

    pub(crate) fn by_name(name: &str) -> Option<Self> {
        [Self::Md5, Self::Sha256].into_iter().find(|algorithm| algorithm.name().eq_ignore_ascii_case(name))
    }

    /// The digest of the parts joined by colons.
    pub(crate) fn digest(self, parts: &[&str]) -> Vec<u8> {
        let joined = parts.join(":");
        match self {
            Self::Md5 => Md5::digest(joined).to_vec(),
            Self::Sha256 => Sha256::digest(joined).to_vec(),
        }
    }
}

/// The raw digest of `username:realm:password`: what a server must keep for a user, and all that an impostor
/// needs.
///
/// It changes with the realm, so a realm is chosen once.
pub fn ha1(algorithm: Algorithm, username: &str, realm: &str, password: &str) -> Vec<u8> {
    algorithm.digest(&[username, realm, password])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;

    #[track_caller]
    fn check(algorithm: Algorithm, expected: &str) {
        let secret = ha1(algorithm, "Mufasa", "testrealm@host.com", "Circle Of Life");
        assert_eq!(hex::encode(&secret), expected);
        assert_eq!(secret.len(), algorithm.digest_length());
    }

    #[test]
    fn the_secret_is_the_raw_digest() {
        check(Algorithm::Md5, "939e7578ed9e3c518a452acee763bce9");
        check(Algorithm::Sha256, "3ba6cd94661c5ef34598040c868f13b8775df29109986be50ad35ae537dd3aa4");
    }

    #[test]
    fn names_match_in_any_case() {
        for (name, expected) in [
            ("MD5", Some(Algorithm::Md5)),
            ("md5", Some(Algorithm::Md5)),
            ("sha-256", Some(Algorithm::Sha256)),
            ("SHA256", None),
            ("MD5-sess", None),
            ("SHA-256-sess", None),
            ("SHA-512-256", None),
            ("", None),
        ] {
            assert_eq!(Algorithm::by_name(name), expected, "{name:?}");
        }
    }
}
