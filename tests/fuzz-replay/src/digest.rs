//! The answer of a Digest client: no text is fatal, and one secret at most makes it right.

use httpdigest::{Algorithm, Authorization, Nonces, VerifyError};

const REALM: &str = "Tollgate";
const TARGET: &str = "/xmlapi/xmlapi";

/// The input is a header's value, and after a line feed, if there is one, the bytes of a user's secret.
pub fn digest(data: &[u8]) {
    let mut parts = data.splitn(2, |byte| *byte == b'\n');
    let (header, secret) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let Ok(header) = str::from_utf8(header) else { return };
    let Ok(answer) = Authorization::parse(header) else { return };
    assert_eq!(
        Authorization::parse(&format!("{header} , ")).as_ref(),
        Ok(&answer),
        "a list may end in a comma"
    );
    check_secrets(&answer, secret);
    assert!(Nonces::new([7; 32], 300).check(answer.nonce(), 0).is_err(), "this nonce was never issued");
}

fn check_secrets(answer: &Authorization, secret: &[u8]) {
    let verify = |secret: &[u8]| answer.verify("POST", TARGET, REALM, secret);
    let length = answer.algorithm().digest_length();
    assert_eq!(length, if answer.algorithm() == Algorithm::Md5 { 16 } else { 32 });
    let verdict = verify(secret);
    let other: Vec<u8> = (0..length).map(|at| !secret.get(at).copied().unwrap_or_default()).collect();
    match verdict {
        Ok(()) => assert_eq!(verify(&other), Err(VerifyError::WrongResponse)),
        Err(VerifyError::WrongResponse) => {}
        Err(refused) => {
            assert_eq!(verify(&other), Err(refused), "realm and address do not hang on the secret")
        }
    }
}
