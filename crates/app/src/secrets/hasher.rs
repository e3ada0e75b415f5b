//! Argon2id, bounded: few hashes at a time, off the request threads, and none for what was verified a moment ago.

use std::fmt;
use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use hmac::{Hmac, Mac};
use party::password::Password;
use quick_cache::sync::Cache;
use sha2::Sha256;
use store::StoreError;
use tokio::sync::Semaphore;

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
    /// As many hashes at a time as there are processors: more would only take memory.
    turns: Semaphore,
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
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let decoy = hash_now(&argon2, "decoy", [7; 16]).unwrap_or_default();
        let inner = Inner {
            argon2,
            turns: Semaphore::new(processors),
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
        self.in_turn(move || hash_now(&argon2, password.reveal(), salt)).await?
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
        let (argon2, candidate) = (self.inner.argon2.clone(), password.clone());
        let hash = stored.unwrap_or(&self.inner.decoy).to_owned();
        let right = self.in_turn(move || verify_now(&argon2, &hash, candidate.reveal())).await?;
        match known {
            Some(digest) if right => {
                self.inner.verified.insert(digest, ());
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let defect = |_| StoreError::Defect("password hashing stopped".to_owned());
        let _turn = self.inner.turns.acquire().await.map_err(defect)?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| StoreError::Defect(format!("password hashing failed: {error}")))
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

fn hash_now(argon2: &Argon2<'_>, password: &str, salt: [u8; 16]) -> Result<String, StoreError> {
    let hash = argon2.hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string())
        .map_err(|error| StoreError::Defect(format!("a password could not be hashed: {error}")))
}

fn verify_now(argon2: &Argon2<'_>, stored: &str, password: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|hash| argon2.verify_password(password.as_bytes(), &hash).is_ok())
}
