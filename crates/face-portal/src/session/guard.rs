//! Whether a form was sent from a page of this site, by the one to whom the page was shown.
//!
//! Two proofs: what the browser says about where the request comes from (`Sec-Fetch-Site`, `Origin`), and a token that
//! only pages of the session hold. Whoever is signed in needs the token, and the browser must not contradict; whoever is
//! not needs the browser's word.

use http::header::{HOST, ORIGIN};
use http::{HeaderMap, HeaderName};
use subtle::ConstantTimeEq;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What a browser says about where a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// From a page of this site, or from the person himself.
    Own,
    /// From elsewhere.
    Foreign,
    /// It says nothing.
    Unknown,
}

/// What the browser says.
pub(crate) fn origin(headers: &HeaderMap) -> Origin {
    if let Some(site) = headers.get(SEC_FETCH_SITE) {
        let is_own = site == "same-origin" || site == "none";
        return if is_own { Origin::Own } else { Origin::Foreign };
    }
    let Some(origin) = headers.get(ORIGIN) else { return Origin::Unknown };
    let authority =
        origin.to_str().ok().and_then(|text| text.split_once("://")).map(|(_, authority)| authority);
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let is_own = match (authority, host) {
        (Some(authority), Some(host)) => authority.eq_ignore_ascii_case(host),
        _ => false,
    };
    if is_own { Origin::Own } else { Origin::Foreign }
}

/// Whether a form is accepted; `expected` is the session's token, `given` the form's.
pub(crate) fn is_accepted(origin: Origin, expected: Option<&str>, given: &str) -> bool {
    match (origin, expected) {
        (Origin::Foreign, _) | (Origin::Unknown, None) => false,
        (Origin::Own, None) => true,
        (Origin::Own | Origin::Unknown, Some(expected)) => expected.as_bytes().ct_eq(given.as_bytes()).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(headers: &[(&'static str, &'static str)], expected: Origin) {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().expect("a value"));
        }
        assert_eq!(origin(&map), expected, "{headers:?}");
    }

    #[test]
    fn the_browser_is_believed() {
        let host = ("host", "portal.example:8443");
        check(&[host], Origin::Unknown);
        check(&[host, ("sec-fetch-site", "same-origin")], Origin::Own);
        check(&[host, ("sec-fetch-site", "none")], Origin::Own);
        check(&[host, ("sec-fetch-site", "same-site")], Origin::Foreign);
        check(
            &[host, ("sec-fetch-site", "cross-site"), ("origin", "https://portal.example:8443")],
            Origin::Foreign,
        );
        check(&[host, ("origin", "https://portal.example:8443")], Origin::Own);
        check(&[host, ("origin", "https://portal.example")], Origin::Foreign);
        check(&[host, ("origin", "https://evil.example")], Origin::Foreign);
        check(&[host, ("origin", "null")], Origin::Foreign);
        check(&[("origin", "https://portal.example")], Origin::Foreign);
    }

    #[test]
    fn who_is_signed_in_shows_the_token() {
        for (origin, expected, given, is_right) in [
            (Origin::Own, Some("token"), "token", true),
            (Origin::Unknown, Some("token"), "token", true),
            (Origin::Foreign, Some("token"), "token", false),
            (Origin::Own, Some("token"), "other", false),
            (Origin::Own, Some("token"), "", false),
            (Origin::Own, None, "", true),
            (Origin::Unknown, None, "", false),
            (Origin::Foreign, None, "", false),
        ] {
            assert_eq!(is_accepted(origin, expected, given), is_right, "{origin:?} {expected:?} {given}");
        }
    }
}
