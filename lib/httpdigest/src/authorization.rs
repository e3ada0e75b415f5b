//! The client's answer to a challenge.
//!
//! It promises to compare answers in constant time and over the bytes the client sent. It does not look up
//! users, judge nonces or remember answers.

use subtle::ConstantTimeEq;
use thiserror::Error;

use crate::algorithm::Algorithm;
use crate::hex;
use crate::parameters::{Parameters, ParseError};

/// Longest request counter read; the standard has eight digits.
const COUNTER_DIGITS_MAX: usize = 16;

/// The parameters of an `Authorization: Digest` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    username: String,
    realm: String,
    nonce: String,
    uri: String,
    response: String,
    algorithm: Algorithm,
    protection: Option<Protection>,
}

/// What an answer with `qop=auth` adds; absent in the older form of RFC 2069.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Protection {
    /// As sent, because the answer is a hash over it.
    qop: String,
    counter: String,
    client_nonce: String,
}

/// Why an answer is not the right one. A server tells its client none of this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum VerifyError {
    /// The answer is for another realm.
    #[error("the answer is for another realm")]
    WrongRealm,
    /// The answer is for another resource than the one requested.
    #[error("the answer is for another resource")]
    WrongUri,
    /// The password is wrong, or the answer was tampered with.
    #[error("the answer is wrong")]
    WrongResponse,
}

impl Authorization {
    /// Reads the header's value, liberally where it can be read in one way only: quoted or bare values, in
    /// any order, with unknown parameters among them.
    pub fn parse(header: &str) -> Result<Self, ParseError> {
        let mut parameters = Parameters::read(header)?;
        let hashed = parameters.take("userhash").is_some_and(|value| value.eq_ignore_ascii_case("true"));
        if hashed || parameters.take("username*").is_some() {
            return Err(ParseError::UnsupportedUsername);
        }
        let algorithm = match parameters.take("algorithm") {
            Some(name) => Algorithm::by_name(&name).ok_or(ParseError::UnsupportedAlgorithm)?,
            None => Algorithm::Md5,
        };
        Ok(Self {
            username: parameters.require("username")?,
            realm: parameters.require("realm")?,
            nonce: parameters.require("nonce")?,
            uri: parameters.require("uri")?,
            response: parameters.require("response")?,
            algorithm,
            protection: Protection::take(&mut parameters)?,
        })
    }

    /// The user name, with the header's quoting undone.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The nonce the answer was made for; see [`crate::Nonces::check`].
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// The algorithm the answer was made with: it decides which secret [`Authorization::verify`] needs.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Checks the answer for a request with this method and request target, both as they stood in the request
    /// line.
    ///
    /// `ha1` is the user's secret of [`crate::ha1`] under [`Authorization::algorithm`]. For an unknown user
    /// the caller passes any other bytes of that length, so that the work is the same.
    pub fn verify(
        &self,
        method: &str,
        request_target: &str,
        realm: &str,
        ha1: &[u8],
    ) -> Result<(), VerifyError> {
        let expected = self.expected_response(method, ha1);
        let response_matches =
            bool::from(expected.as_bytes().ct_eq(self.response.to_ascii_lowercase().as_bytes()));
        if self.realm != realm {
            return Err(VerifyError::WrongRealm);
        }
        if origin_form(&self.uri) != origin_form(request_target) {
            return Err(VerifyError::WrongUri);
        }
        if !response_matches {
            return Err(VerifyError::WrongResponse);
        }
        Ok(())
    }

    /// What makes this answer different from every other one, for the memory of answers that were used.
    ///
    /// Without a client's nonce every answer to one challenge is the same, so in that form a nonce serves
    /// once.
    pub(crate) fn identity(&self) -> [&str; 4] {
        let (counter, client_nonce) = match &self.protection {
            Some(protection) => (protection.counter.as_str(), protection.client_nonce.as_str()),
            None => ("", ""),
        };
        [&self.username, &self.nonce, counter, client_nonce]
    }

    fn expected_response(&self, method: &str, ha1: &[u8]) -> String {
        let secret = hex::encode(ha1);
        let request = hex::encode(&self.algorithm.digest(&[method, &self.uri]));
        let digest = match &self.protection {
            Some(Protection { qop, counter, client_nonce }) => {
                self.algorithm.digest(&[&secret, &self.nonce, counter, client_nonce, qop, &request])
            }
            None => self.algorithm.digest(&[&secret, &self.nonce, &request]),
        };
        hex::encode(&digest)
    }
}

impl Protection {
    fn take(parameters: &mut Parameters) -> Result<Option<Self>, ParseError> {
        let Some(qop) = parameters.take("qop") else {
            return Ok(None);
        };
        if !qop.eq_ignore_ascii_case("auth") {
            return Err(ParseError::UnsupportedQop);
        }
        let counter = parameters.require("nc")?;
        let counter_length = 1..=COUNTER_DIGITS_MAX;
        if !counter_length.contains(&counter.len()) || !counter.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(ParseError::Malformed);
        }
        Ok(Some(Self { qop, counter, client_nonce: parameters.require("cnonce")? }))
    }
}

/// Path and query of an address. Some clients name the whole address, in the header, in the request line, or
/// in both.
fn origin_form(target: &str) -> &str {
    match target.split_once("://") {
        Some((scheme, rest)) if is_http(scheme) => match rest.find(['/', '?']) {
            Some(start) => rest.split_at(start).1,
            None => "/",
        },
        _ => target,
    }
}

fn is_http(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
}

#[cfg(test)]
mod tests;
