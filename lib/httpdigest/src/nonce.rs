//! Nonces that prove their own origin and age.
//!
//! A nonce is its time, eight random bytes and a keyed hash over both, in lower-case hexadecimal. It promises
//! that every server with the key recognises a nonce of any other, without storage, and that nobody else can
//! make one. That a nonce answered a request before is [`crate::ReplayGuard`]'s knowledge.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;

use crate::hex;

/// How far the clocks of servers that share a key may differ.
pub(crate) const CLOCK_SKEW_SECONDS_MAX: i64 = 30;

const STAMP_LENGTH: usize = 16;
/// Half of the hash: 128 bits cannot be guessed, and the header stays short.
const PROOF_LENGTH: usize = 16;
const NONCE_LENGTH: usize = STAMP_LENGTH + PROOF_LENGTH;
const HASH_BLOCK_LENGTH: usize = 64;

/// Makes and recognises nonces.
#[derive(Clone)]
pub struct Nonces {
    /// The key, filled up with zeros as HMAC itself does.
    padded_key: [u8; HASH_BLOCK_LENGTH],
    lifetime_seconds: i64,
}

/// When a nonce was issued, by the clock of the server that did; only [`Nonces::check`] gives one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct IssuedAt(pub(crate) i64);

/// Why a nonce is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NonceError {
    /// Not made with this key, or changed since.
    #[error("the nonce was not issued here")]
    Foreign,
    /// Ours, but outside its lifetime: challenge again with `stale=true`.
    #[error("the nonce is too old")]
    Stale,
}

impl Nonces {
    /// Nonces under a secret key, accepted for `lifetime_seconds` after they were issued.
    pub fn new(key: [u8; 32], lifetime_seconds: u32) -> Self {
        let mut padded_key = [0; HASH_BLOCK_LENGTH];
        for (padded, byte) in padded_key.iter_mut().zip(key) {
            *padded = byte;
        }
        Self { padded_key, lifetime_seconds: i64::from(lifetime_seconds) }
    }

    /// A new nonce of 64 hexadecimal digits; `random` keeps two of the same second apart.
    pub fn issue(&self, now_seconds: i64, random: [u8; 8]) -> String {
        let stamp = [now_seconds.to_be_bytes(), random].concat();
        let proof = self.keyed_hash(&stamp).finalize().into_bytes();
        hex::encode(&stamp) + &hex::encode(proof.get(..PROOF_LENGTH).unwrap_or(&proof))
    }

    /// Tells when a nonce was issued, if it was issued here and may still be used.
    ///
    /// A nonce from up to 30 seconds ahead is accepted: another server with a faster clock may have issued
    /// it.
    pub fn check(&self, nonce: &str, now_seconds: i64) -> Result<IssuedAt, NonceError> {
        let bytes: [u8; NONCE_LENGTH] = hex::decode(nonce).ok_or(NonceError::Foreign)?;
        let (stamp, proof) = bytes.split_at(STAMP_LENGTH);
        self.keyed_hash(stamp).verify_truncated_left(proof).map_err(|_| NonceError::Foreign)?;
        let time = stamp.first_chunk().ok_or(NonceError::Foreign)?;
        let issued = i64::from_be_bytes(*time);
        let age = now_seconds.saturating_sub(issued);
        if age < -CLOCK_SKEW_SECONDS_MAX || self.lifetime_seconds < age {
            return Err(NonceError::Stale);
        }
        Ok(IssuedAt(issued))
    }

    fn keyed_hash(&self, stamp: &[u8]) -> Hmac<Sha256> {
        Hmac::<Sha256>::new(&self.padded_key.into()).chain_update(stamp)
    }
}

/// The key stays out of logs.
impl fmt::Debug for Nonces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Nonces").field("lifetime_seconds", &self.lifetime_seconds).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ISSUED: i64 = 1_700_000_000;

    fn nonces() -> Nonces {
        Nonces::new(*b"thirty-two bytes of a secret key", 300)
    }

    #[test]
    fn the_spelling_is_stable() {
        let nonce = nonces().issue(ISSUED, [1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(nonce, "000000006553f10001020304050607080210fd7bbd2724e33a555194a8640a04");
    }

    #[track_caller]
    fn check(now_seconds: i64, expected: Result<(), NonceError>) {
        let nonce = nonces().issue(ISSUED, [0; 8]);
        assert_eq!(nonces().check(&nonce, now_seconds), expected.map(|()| IssuedAt(ISSUED)), "{now_seconds}");
    }

    #[test]
    fn a_nonce_lives_for_its_lifetime() {
        check(ISSUED, Ok(()));
        check(ISSUED + 300, Ok(()));
        check(ISSUED + 301, Err(NonceError::Stale));
        check(ISSUED - 30, Ok(()));
        check(ISSUED - 31, Err(NonceError::Stale));
        check(i64::MAX, Err(NonceError::Stale));
        check(i64::MIN, Err(NonceError::Stale));
    }

    #[test]
    fn other_texts_are_foreign() {
        let nonce = nonces().issue(ISSUED, [0; 8]);
        let longer = format!("{nonce}00");
        let (shorter, _) = nonce.split_at(62);
        let capitals = nonce.to_ascii_uppercase();
        for text in [
            "",
            "dcd98b7102dd2f0e8b11d0f600bfb0c093",
            &longer,
            shorter,
            &capitals,
            &"0".repeat(64),
            &"é".repeat(32),
        ] {
            assert_eq!(nonces().check(text, ISSUED), Err(NonceError::Foreign), "{text:?}");
        }
        let other_key = Nonces::new(*b"thirty-two bytes of another key!", 300);
        assert_eq!(other_key.check(&nonce, ISSUED), Err(NonceError::Foreign));
    }

    #[test]
    fn the_key_is_not_printed() {
        assert_eq!(format!("{:?}", nonces()), "Nonces { lifetime_seconds: 300, .. }");
    }

    proptest! {
        #[test]
        fn every_issued_nonce_is_recognised_and_no_changed_one(
            now: i64,
            random: [u8; 8],
            at in 0_usize..64,
            digit in "[0-9a-f]",
        ) {
            let nonce = nonces().issue(now, random);
            prop_assert_eq!(nonces().check(&nonce, now), Ok(IssuedAt(now)));
            let mut changed = nonce.clone();
            changed.replace_range(at..=at, &digit);
            let expected = if changed == nonce { Ok(IssuedAt(now)) } else { Err(NonceError::Foreign) };
            prop_assert_eq!(nonces().check(&changed, now), expected);
        }

        #[test]
        fn no_text_panics(text in ".{0,80}|[0-9a-f]{64}") {
            prop_assert_eq!(nonces().check(&text, ISSUED), Err(NonceError::Foreign));
        }
    }
}
