//! Argon2id, bounded: few hashes at a time, off the request threads, and none for what was verified a moment ago.

use std::fmt;
use std::sync::Arc;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{self, Error as HashError};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use hmac::{Hmac, Mac};
use party::password::Password;
use quick_cache::sync::Cache;
use sha2::Sha256;
use store::StoreError;

use super::hashing_threads::{HashingThreads, Memory};

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashCost {
    memory_kib: u32,
    passes: u32,
}

/// A cost outside the bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a password hash takes 8 to 1048576 KiB of memory and 1 to 100 passes")]
pub struct HashCostError;

impl HashCost {
    /// The least that OWASP recommends: 19 MiB, two passes.
    pub const RECOMMENDED: Self = Self { memory_kib: 19_456, passes: 2 };

    /// A cost within the bounds.
    ///
    /// # Errors
    /// Outside them.
    pub fn new(memory_kib: u32, passes: u32) -> Result<Self, HashCostError> {
        if !(8..=1_048_576).contains(&memory_kib) || !(1..=100).contains(&passes) {
            return Err(HashCostError);
        }
        Ok(Self { memory_kib, passes })
    }
}

/// Verified logins that are remembered; each takes about 100 bytes.
const REMEMBERED_MAX: usize = 100_000;

/// Hashes and verifies passwords.
#[derive(Clone)]
pub struct PasswordHasher {
    inner: Arc<Inner>,
}

struct Inner {
    argon2: Argon2<'static>,
    threads: HashingThreads,
    process_key: [u8; 32],
    /// Keyed digests of (stored hash, password) pairs that were verified. A changed hash is another key, so nothing
    /// has to be dropped.
    verified: Cache<[u8; 32], ()>,
    /// What an unknown login is checked against, so that it costs what a known one costs.
    decoy: String,
}

impl fmt::Debug for PasswordHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHasher")
    }
}

impl PasswordHasher {
    /// A hasher with a cost; `process_key` is random and dies with the process.
    #[must_use]
    pub fn new(cost: HashCost, process_key: [u8; 32]) -> Self {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).unwrap_or(Params::DEFAULT);
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = hash_now(&argon2, "decoy", [7; 16], &mut Memory::new()).unwrap_or_default();
        let inner = Inner {
            argon2,
            threads: HashingThreads::start(),
            process_key,
            verified: Cache::new(REMEMBERED_MAX),
            decoy,
        };
        Self { inner: Arc::new(inner) }
    }

    /// The hash of `password`, in its own text form; `salt` is random.
    ///
    /// # Errors
    /// The hash could not be computed, which is a defect.
    pub async fn hash(&self, password: &Password, salt: [u8; 16]) -> Result<String, StoreError> {
        let (argon2, password) = (self.inner.argon2.clone(), password.clone());
        self.inner.threads.run(move |memory| hash_now(&argon2, password.reveal(), salt, memory)).await?
    }

    /// Whether `stored` is the hash of `password`. An absent hash is never right, and takes as long to find out.
    ///
    /// # Errors
    /// The hash could not be computed, which is a defect.
    pub async fn verify(&self, stored: Option<&str>, password: &Password) -> Result<bool, StoreError> {
        let known = stored.map(|stored| self.digest(stored, password));
        if known.is_some_and(|digest| self.inner.verified.get(&digest).is_some()) {
            return Ok(true);
        }
        let candidate = password.clone();
        let hash = stored.unwrap_or(&self.inner.decoy).to_owned();
        let verified = self.inner.threads.run(move |memory| verify_now(&hash, candidate.reveal(), memory));
        let right = verified.await?;
        match known {
            Some(digest) if right => {
                self.inner.verified.insert(digest, ());
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn digest(&self, stored: &str, password: &Password) -> [u8; 32] {
        let mut mac = match <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.inner.process_key) {
            Ok(mac) => mac,
            Err(_) => return [0; 32],
        };
        mac.update(stored.as_bytes());
        mac.update(&[0]);
        mac.update(password.reveal().as_bytes());
        mac.finalize().into_bytes().into()
    }
}

fn hash_now(
    argon2: &Argon2<'_>,
    password: &str,
    salt: [u8; 16],
    memory: &mut Memory,
) -> Result<String, StoreError> {
    let hash = Salt::new(&salt).map_err(HashError::from).and_then(|salt| {
        let output = compute(argon2, password, &salt, memory)?;
        Ok(PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(argon2.params())?,
            salt: Some(salt),
            hash: Some(output),
        })
    });
    hash.map(|hash| hash.to_string())
        .map_err(|error| StoreError::Defect(format!("a password could not be hashed: {error}")))
}

/// A stored hash names what it was made with, which may be another cost than the present one.
fn verify_now(stored: &str, password: &str, memory: &mut Memory) -> bool {
    let Ok(stored) = PasswordHash::new(stored) else { return false };
    let (Some(salt), Some(expected)) = (&stored.salt, &stored.hash) else { return false };
    let again = of_stored(&stored).and_then(|argon2| compute(&argon2, password, salt, memory));
    // `Output` compares in constant time.
    again.is_ok_and(|again| again == *expected)
}

fn of_stored(stored: &PasswordHash) -> password_hash::Result<Argon2<'static>> {
    let algorithm = Algorithm::try_from(stored.algorithm.as_str())?;
    let version = stored.version.map_or(Ok(Version::default()), Version::try_from)?;
    Ok(Argon2::new(algorithm, version, Params::try_from(stored)?))
}

/// The hash itself, in memory that is used again: to take and clear it anew costs a twentieth of the hash.
fn compute(
    argon2: &Argon2<'_>,
    password: &str,
    salt: &Salt,
    memory: &mut Memory,
) -> password_hash::Result<Output> {
    let blocks = argon2.params().block_count();
    if memory.len() < blocks {
        memory.resize(blocks, Block::default());
    }
    let length = argon2.params().output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    let mut bytes = [0; Output::MAX_LENGTH];
    let out = bytes.get_mut(..length).ok_or(HashError::OutputSize)?;
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, out, memory)?;
    Ok(Output::new(out)?)
}

#[cfg(test)]
mod tests {
    use argon2::{PasswordHasher as _, PasswordVerifier as _};

    use super::*;

    const SALT: [u8; 16] = [3; 16];

    fn argon2(memory_kib: u32, passes: u32) -> Argon2<'static> {
        let params = Params::new(memory_kib, passes, 1, None).expect("within the bounds");
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
    }

    /// What the library makes with memory of its own is made in used memory too, and verified there.
    #[track_caller]
    fn check(memory_kib: u32, passes: u32, memory: &mut Memory) {
        let argon2 = argon2(memory_kib, passes);
        let expected = argon2.hash_password_with_salt(b"right", &SALT).expect("a hash").to_string();
        assert_eq!(hash_now(&argon2, "right", SALT, memory), Ok(expected.clone()));
        assert!(verify_now(&expected, "right", memory));
        assert!(!verify_now(&expected, "wrong", memory));
        let made = hash_now(&argon2, "other", SALT, memory).expect("a hash");
        let made = PasswordHash::new(&made).expect("the text form");
        assert!(argon2.verify_password(b"other", &made).is_ok());
    }

    #[test]
    fn used_memory_makes_no_difference() {
        let mut memory = Memory::new();
        for (memory_kib, passes) in [(64, 1), (256, 2), (8, 3), (64, 2)] {
            check(memory_kib, passes, &mut memory);
        }
    }

    #[test]
    fn what_is_no_hash_is_never_right() {
        let bare = "$argon2id$v=19$m=64,t=1,p=1";
        for stored in
            ["", "right", bare, "$argon2id$v=19$m=64,t=1,p=1$AwMDAwMDAwMDAwMDAwMDAw", "$scrypt$AAAA"]
        {
            assert!(!verify_now(stored, "right", &mut Memory::new()), "{stored}");
        }
    }
}
