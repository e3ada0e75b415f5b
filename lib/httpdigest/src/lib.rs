//! Server side of HTTP Digest authentication (RFC 7616 and 2617): no sockets, no clock, no storage.
//!
//! A server challenges with [`challenge`] and a nonce of [`Nonces`], reads the answer with
//! [`Authorization::parse`], asks [`Nonces::check`] about its nonce, compares it with
//! [`Authorization::verify`], and last asks [`ReplayGuard::first_use`]. Nonces carry their own proof, so
//! every server that shares the key accepts them. Time and random bytes are parameters.
//!
//! The crate does not know users. It keeps to `qop="auth"` and to the form without `qop` of RFC 2069;
//! `auth-int`, session algorithms, hashed and RFC 5987 user names are refused.
//!
//! ```
//! use httpdigest::{Algorithm, Authorization, Nonces, ReplayGuard, challenge, ha1};
//!
//! let nonces = Nonces::new([7; 32], 300);
//! let mut replays = ReplayGuard::new(300, 100_000);
//! let nonce = nonces.issue(1_000, *b"8 random");
//! assert!(challenge("home", &nonce, false, Algorithm::Md5).starts_with("Digest realm=\"home\", nonce=\""));
//!
//! let header = format!(r#"Digest username="ann", realm="home", nonce="{nonce}", uri="/", response="00""#);
//! let answer = Authorization::parse(&header).unwrap();
//! let issued = nonces.check(answer.nonce(), 1_010).unwrap();
//! let secret = ha1(answer.algorithm(), answer.username(), "home", "password");
//! let right = answer.verify("POST", "/", "home", &secret).is_ok();
//! let accepted = right && replays.first_use(&answer, issued, 1_010);
//! assert!(!accepted);
//! ```

mod algorithm;
mod authorization;
mod challenge;
mod hex;
mod nonce;
mod parameters;
mod replay;

pub use algorithm::{Algorithm, ha1};
pub use authorization::{Authorization, VerifyError};
pub use challenge::challenge;
pub use nonce::{IssuedAt, NonceError, Nonces};
pub use parameters::ParseError;
pub use replay::ReplayGuard;
