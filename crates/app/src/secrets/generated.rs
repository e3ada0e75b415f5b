//! Passwords that the program makes up, for whoever brings none.

use party::password::{Password, PasswordPolicy};

use crate::app::Entropy;

/// Characters that nobody takes for another, and that no shell, URL or XML document takes for anything else.
const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
const GROUPS: usize = 4;
const GROUP_CHARACTERS: usize = 5;

/// A password that nobody can guess (116 bits) and that keeps every policy: `hT4wq-Bn7Yk-pXc2R-9ZgVd`.
#[must_use]
pub fn generate_password(entropy: &Entropy) -> Password {
    loop {
        let text = random_text(entropy);
        if let Ok(password) = Password::parse(&text)
            && PasswordPolicy::Strong.check(&password).is_ok()
        {
            return password;
        }
    }
}

fn random_text(entropy: &Entropy) -> String {
    let mut text = String::new();
    // Bytes beyond the last whole alphabet are dropped, so that no character is likelier than another.
    let fair = u8::MAX - u8::MAX % ALPHABET_LENGTH;
    let mut picked = 0;
    while picked < GROUPS * GROUP_CHARACTERS {
        let mut byte = [0];
        entropy(&mut byte);
        let [byte] = byte;
        let Some(character) = ALPHABET.get(usize::from(byte % ALPHABET_LENGTH)).filter(|_| byte < fair)
        else {
            continue;
        };
        if picked != 0 && picked % GROUP_CHARACTERS == 0 {
            text.push('-');
        }
        text.push(char::from(*character));
        picked += 1;
    }
    text
}

const ALPHABET_LENGTH: u8 = 56;

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::*;

    fn counting(step: u8) -> Entropy {
        let last = AtomicU8::new(0);
        Arc::new(move |bytes| bytes.fill_with(|| last.fetch_add(step, Ordering::Relaxed)))
    }

    #[track_caller]
    fn check(step: u8, expected: &str) {
        assert_eq!(generate_password(&counting(step)).reveal(), expected);
    }

    #[test]
    fn generated_passwords_are_fair_and_keep_the_strongest_policy() {
        assert_eq!(ALPHABET.len(), usize::from(ALPHABET_LENGTH));
        // Twenty characters of one case, then twenty without a digit, are thrown away.
        check(1, "stuvw-xyz23-45678-9ABCD");
        // Bytes from 224 on are skipped.
        check(41, "AtcM6-phSBu-dXGzi-TM6pY");
    }
}
