//! Codes that count the time (RFC 6238), the secret that makes them, and recovery codes. Time and randomness are parameters.

use std::fmt;

use store::StoreError;
use store::tables::second_factors::RecoveryCodeHash;
use totp_rs::{Builder, Secret, Totp};

use super::Owner;
use crate::app::{App, Timestamp};
use crate::secrets::InstallationKey;

/// 160 bits, as RFC 4226 section 4 recommends.
const SECRET_BYTES: usize = 20;
/// 80 bits: hopeless to guess, and short enough to be typed.
const RECOVERY_BYTES: usize = 10;
const CODE_DIGITS: usize = 6;
const RECOVERY_CHARACTERS: usize = 16;
const GROUP: usize = 4;

/// RFC 4648 section 6.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Characters that nobody takes for another.
const RECOVERY_ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// What makes the codes of one person: known to him, and here.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedSecret([u8; SECRET_BYTES]);

/// What serves once in the place of a code.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

/// What somebody typed where a code was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Typed {
    /// Six digits.
    Code(String),
    /// A recovery code, in the one form that is hashed.
    Recovery(RecoveryCode),
    /// Neither.
    Nothing,
}

/// A code that was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Of this step since 1970.
    Step(i64),
    /// A recovery code.
    RecoveryCode(RecoveryCodeHash),
}

impl SharedSecret {
    pub(super) fn generate(app: &App) -> Self {
        Self(app.random())
    }

    /// The secret as programs take it: base32, 32 characters.
    #[must_use]
    pub fn reveal(&self) -> String {
        spell(&self.0, BASE32)
    }

    /// The step that `code` belongs to, if it is the present one or one of its neighbours: clocks differ.
    pub(super) fn step_of(&self, code: &str, now: Timestamp) -> Option<i64> {
        let step = self.totp()?.check(code, u64::try_from(now.seconds()).ok()?)?;
        i64::try_from(step).ok()
    }

    pub(super) fn seal(
        &self,
        key: &InstallationKey,
        owner: Owner,
        nonce: [u8; 12],
    ) -> Result<Vec<u8>, StoreError> {
        key.seal(&self.0, &owner.row(), nonce)
            .map_err(|error| StoreError::Defect(format!("a second factor cannot be sealed: {error}")))
    }

    pub(super) fn unseal(key: &InstallationKey, owner: Owner, sealed: &[u8]) -> Result<Self, StoreError> {
        let damaged = || StoreError::inconsistent("table second_factor: a sealed secret does not open");
        let bytes = key.unseal(sealed, &owner.row()).map_err(|_| damaged())?;
        bytes.try_into().map(Self).map_err(|_| damaged())
    }

    /// SHA-1, six digits, thirty seconds: what every program can, some of them silently nothing else.
    fn totp(&self) -> Option<Totp> {
        Builder::new().with_secret(Secret::new_stack(self.0)).build().ok()
    }
}

impl RecoveryCode {
    pub(super) fn generate(app: &App) -> Self {
        Self(spell(&app.random::<RECOVERY_BYTES>(), RECOVERY_ALPHABET))
    }

    /// The code as it is shown, in groups.
    #[must_use]
    pub fn reveal(&self) -> String {
        let mut text = String::new();
        for (index, character) in self.0.chars().enumerate() {
            if index != 0 && index % GROUP == 0 {
                text.push('-');
            }
            text.push(character);
        }
        text
    }

    pub(super) fn hash(&self, key: &InstallationKey, owner: Owner) -> RecoveryCodeHash {
        key.recovery_code_hash(&format!("{}/{}", owner.row(), self.0))
    }
}

impl Typed {
    /// Reads what was typed, however it was grouped.
    pub(crate) fn parse(text: &str) -> Self {
        // Nobody types more than a recovery code, generously spaced.
        let text = text.chars().take(4 * RECOVERY_CHARACTERS).filter(|c| !c.is_whitespace() && *c != '-');
        let text: String = text.map(|c| c.to_ascii_uppercase()).collect();
        if text.len() == CODE_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::Code(text);
        }
        let is_recovery =
            text.len() == RECOVERY_CHARACTERS && text.bytes().all(|byte| RECOVERY_ALPHABET.contains(&byte));
        if is_recovery { Self::Recovery(RecoveryCode(text)) } else { Self::Nothing }
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret(masked)")
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(masked)")
    }
}

/// `bytes`, five bits to a character. Their number of bits is a multiple of five.
fn spell(bytes: &[u8], alphabet: &[u8; 32]) -> String {
    let (mut text, mut bits, mut held) = (String::new(), 0_u32, 0_u32);
    for byte in bytes {
        bits = (bits << 8 | u32::from(*byte)) & 0xfff;
        held += 8;
        while 5 <= held {
            held -= 5;
            let index = usize::try_from(bits >> held & 31).unwrap_or_default();
            text.extend(alphabet.get(index).map(|character| char::from(*character)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use party::ids::{AccountId, CustomerKey, WebUserId};
    use store::tables::web_sessions::Person;

    use super::*;

    /// The secret of the test vectors in RFC 6238 appendix B.
    fn secret() -> SharedSecret {
        SharedSecret(*b"12345678901234567890")
    }

    #[track_caller]
    fn check(seconds: i64, code: &str, expected: Option<i64>) {
        let now = Timestamp(seconds * 1_000_000);
        assert_eq!(secret().step_of(code, now), expected, "{code} at {seconds}");
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // The last six of the eight digits that the appendix prints.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            check(seconds, code, Some(seconds / 30));
        }
    }

    #[test]
    fn a_code_is_good_in_its_step_and_in_the_two_beside() {
        let (code, step) = ("279037", 2_000_000_000 / 30);
        let begins = step * 30;
        check(begins - 31, code, None);
        check(begins - 30, code, Some(step));
        check(begins, code, Some(step));
        check(begins + 59, code, Some(step));
        check(begins + 60, code, None);
        for other in ["", "27903", "2790370", "+79037", "２７９０３７", "279038"] {
            check(begins, other, None);
        }
        check(-1, code, None);
    }

    #[test]
    fn secrets_are_spelled_as_programs_take_them() {
        assert_eq!(secret().reveal(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(format!("{:?}", secret()), "SharedSecret(masked)");
        let code = RecoveryCode(spell(&[0xff; RECOVERY_BYTES], RECOVERY_ALPHABET));
        assert_eq!(code.reveal(), "9999-9999-9999-9999");
        assert_eq!(format!("{code:?}"), "RecoveryCode(masked)");
    }

    #[test]
    fn what_is_typed_is_read_however_it_is_grouped() {
        let code = |text: &str| Typed::Code(text.to_owned());
        assert_eq!(Typed::parse(" 123 456 "), code("123456"));
        assert_eq!(Typed::parse("123-456"), code("123456"));
        let recovery = Typed::Recovery(RecoveryCode("ABCDEFGHJKLMNPQR".to_owned()));
        for text in ["ABCD-EFGH-JKLM-NPQR", "abcdefghjklmnpqr", " abcd efgh jklm npqr "] {
            assert_eq!(Typed::parse(text), recovery, "{text}");
        }
        let long = "1".repeat(10_000);
        for text in ["", "12345", "1234567", "ABCD-EFGH-JKLM-NPQ1", "ABCD-EFGH-JKLM-NPQ", "١٢٣٤٥٦", &long]
        {
            assert_eq!(Typed::parse(text), Typed::Nothing, "{text}");
        }
    }

    #[test]
    fn what_is_kept_is_bound_to_its_person() {
        let key = InstallationKey::new([7; 32]);
        let owner = |person| Owner { customer: CustomerKey::ROOT, person };
        let (clerk, holder) = (owner(Person::WebUser(WebUserId(3))), owner(Person::Account(AccountId(3))));
        let sealed = secret().seal(&key, clerk, [9; 12]).expect("sealed");
        assert_eq!(SharedSecret::unseal(&key, clerk, &sealed), Ok(secret()));
        assert!(SharedSecret::unseal(&key, holder, &sealed).is_err());
        let code = RecoveryCode("ABCDEFGHJKLMNPQR".to_owned());
        assert_ne!(code.hash(&key, clerk), code.hash(&key, holder));
        assert_ne!(code.hash(&key, clerk), code.hash(&InstallationKey::new([8; 32]), clerk));
    }
}
