//! What a browser shows to go on with its session: 32 secret bytes, then the branch in which the session is kept, masked.
//!
//! With the branch in it, a session is found by the key of its own table, in its own branch. Masked under the
//! installation's key it tells the browser nothing; a mask that was tampered with leads to a branch that has no such hash.

use std::fmt;

use party::ids::BranchId;
use sha2::{Digest, Sha256};
use store::tables::web_sessions::TokenHash;

use crate::app::App;

const SECRET_BYTES: usize = 32;
const TEXT_LENGTH: usize = 2 * (SECRET_BYTES + 8);

/// The secret of one session.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken {
    secret: [u8; SECRET_BYTES],
    masked: i64,
}

impl SessionToken {
    /// A new one for a session in `branch`.
    pub(super) fn generate(app: &App, branch: BranchId) -> Self {
        let secret = app.random();
        Self { secret, masked: branch.0 ^ app.key().session_mask(&secret) }
    }

    /// Reads what a browser showed; none if it is no token at all.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (secret, masked) = Some(text).filter(|text| text.len() == TEXT_LENGTH)?.split_at_checked(64)?;
        let masked: [u8; 8] = parse_hex(masked)?;
        Some(Self { secret: parse_hex(secret)?, masked: i64::from_be_bytes(masked) })
    }

    /// What the browser keeps: 80 hexadecimal digits.
    #[must_use]
    pub fn reveal(&self) -> String {
        print_hex(&self.secret) + &print_hex(&self.masked.to_be_bytes())
    }

    /// What every form of the session carries, so that a form which was not made for it is recognised. Who knows it does
    /// not know the token.
    #[must_use]
    pub fn form_token(&self) -> String {
        let digest = Sha256::new().chain_update(b"form").chain_update(self.secret).finalize();
        print_hex(&digest)
    }

    pub(super) fn hash(&self) -> TokenHash {
        Sha256::digest(self.secret).into()
    }

    pub(super) fn branch(&self, app: &App) -> BranchId {
        BranchId(self.masked ^ app.key().session_mask(&self.secret))
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(masked)")
    }
}

/// A session's hash as text: what a page calls it by. It opens nothing.
#[must_use]
pub fn print_hash(hash: &TokenHash) -> String {
    print_hex(hash)
}

/// The hash that `text` is.
#[must_use]
pub fn parse_hash(text: &str) -> Option<TokenHash> {
    parse_hex(text)
}

fn print_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parse_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_says_nothing_of_itself() {
        let token = SessionToken { secret: [0xa5; 32], masked: -2 };
        let text = token.reveal();
        assert_eq!(SessionToken::parse(&text), Some(token.clone()));
        assert_eq!(format!("{token:?}"), "SessionToken(masked)");
        assert!(!text.contains(&token.form_token()) && !text.contains(&print_hash(&token.hash())));
        assert_ne!(token.form_token(), print_hash(&token.hash()));
    }

    #[test]
    fn what_is_no_token_is_none() {
        let sign = format!("+{}", "a".repeat(79));
        for text in ["", "a", &"a".repeat(79), &"g".repeat(80), &"a".repeat(81), &"é".repeat(40), &sign] {
            assert_eq!(SessionToken::parse(text), None, "{text}");
        }
    }
}
