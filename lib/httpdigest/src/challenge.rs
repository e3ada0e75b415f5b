//! The challenge, in the one spelling that clients in the field are known to understand.

use crate::algorithm::Algorithm;

/// The value of a `WWW-Authenticate` header: `Digest realm="…", nonce="…", qop="auth"`.
///
/// `stale` tells the client that only the nonce was too old, so that it does not ask its user for another
/// password. MD5 is not named, because it is what an unnamed algorithm means and because some clients stumble
/// over the name; there is no `opaque`, because some do not return it. A server that offers two algorithms
/// sends two headers.
pub fn challenge(realm: &str, nonce: &str, stale: bool, algorithm: Algorithm) -> String {
    let algorithm = match algorithm {
        Algorithm::Md5 => "",
        Algorithm::Sha256 => ", algorithm=SHA-256",
    };
    let stale = if stale { ", stale=true" } else { "" };
    format!("Digest realm=\"{}\", nonce=\"{}\", qop=\"auth\"{algorithm}{stale}", escape(realm), escape(nonce))
}

/// The inside of a quoted string. A control character could end the header, so it is left out.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars().filter(|character| !character.is_control()) {
        if matches!(character, '"' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(realm: &str, stale: bool, algorithm: Algorithm, expected: &str) {
        assert_eq!(challenge(realm, "0a1b", stale, algorithm), expected);
    }

    #[test]
    fn challenges_are_spelled_exactly() {
        check("home", false, Algorithm::Md5, r#"Digest realm="home", nonce="0a1b", qop="auth""#);
        check("home", true, Algorithm::Md5, r#"Digest realm="home", nonce="0a1b", qop="auth", stale=true"#);
        check(
            "home",
            false,
            Algorithm::Sha256,
            r#"Digest realm="home", nonce="0a1b", qop="auth", algorithm=SHA-256"#,
        );
        check(
            "home",
            true,
            Algorithm::Sha256,
            r#"Digest realm="home", nonce="0a1b", qop="auth", algorithm=SHA-256, stale=true"#,
        );
    }

    #[test]
    fn a_realm_cannot_break_out_of_its_quotes() {
        check("a\"b\\c\r\nd", false, Algorithm::Md5, r#"Digest realm="a\"b\\cd", nonce="0a1b", qop="auth""#);
    }
}
