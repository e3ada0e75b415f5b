//! Cookies. Over the network they are secure and bound to the host (`__Host-`, RFC 6265bis section 4.1.3.2); on the
//! machine's own addresses, where browsers refuse that without TLS, they have a plain name.

use std::net::IpAddr;

use app::session::CODE_MICROS;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

/// A cookie of this site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cookie {
    /// Whose session it is. Ends with the browser.
    Session,
    /// Whose password was right, and who is asked for a code.
    Pending,
    /// What to say on the next page.
    Notice,
    /// The language chosen.
    Language,
    /// The appearance chosen.
    Theme,
}

/// How long a choice is kept: a year.
const CHOICE_SECONDS: u32 = 31_536_000;
/// How long there is time for the next page.
const NOTICE_SECONDS: u32 = 60;

impl Cookie {
    fn name(self, host: &str) -> String {
        let name = match self {
            Self::Session => "session",
            Self::Pending => "pending",
            Self::Notice => "notice",
            Self::Language => "language",
            Self::Theme => "theme",
        };
        if is_own_machine(host) { format!("tollgate-{name}") } else { format!("__Host-{name}") }
    }

    /// What the browser sent. Two of one name are none: one of them is somebody else's.
    pub(crate) fn read(self, headers: &HeaderMap, host: &str) -> Option<String> {
        let name = self.name(host);
        let pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs = pairs.flat_map(|value| value.split(';'));
        let mut found =
            pairs.filter_map(|pair| pair.trim().split_once('=')).filter(|(given, _)| *given == name);
        let (_, value) = found.next()?;
        found.next().is_none().then(|| value.to_owned())
    }

    /// Sets it. `value` is ours, and has no character that a cookie cannot hold.
    pub(crate) fn set(self, host: &str, value: &str) -> Option<HeaderValue> {
        let lifetime = match self {
            Self::Session => String::new(),
            Self::Pending => format!("; Max-Age={}", CODE_MICROS / 1_000_000),
            Self::Notice => format!("; Max-Age={NOTICE_SECONDS}"),
            Self::Language | Self::Theme => format!("; Max-Age={CHOICE_SECONDS}"),
        };
        self.header(host, value, &lifetime)
    }

    /// Takes it away.
    pub(crate) fn remove(self, host: &str) -> Option<HeaderValue> {
        self.header(host, "", "; Max-Age=0")
    }

    fn header(self, host: &str, value: &str, lifetime: &str) -> Option<HeaderValue> {
        let secure = if is_own_machine(host) { "" } else { "; Secure" };
        let name = self.name(host);
        HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{lifetime}"))
            .ok()
    }
}

/// The site's own address as somebody who is signed in sees it, without a path. Over the network nobody is signed in
/// without TLS: the cookie does not come.
pub(crate) fn origin(host: &str) -> String {
    format!("{}://{host}", if is_own_machine(host) { "http" } else { "https" })
}

/// Whether `host`, as in the Host header, means the machine itself.
fn is_own_machine(host: &str) -> bool {
    let name = host_name(host);
    let is_loopback = |text: &str| text.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    name == "localhost" || is_loopback(name.trim_start_matches('[').trim_end_matches(']'))
}

/// The Host header without its port.
pub(crate) fn host_name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(host: &str, expected: &str) {
        let header = Cookie::Session.set(host, "token").expect("a header");
        assert_eq!(header.to_str().expect("text"), expected, "{host}");
        let mut headers = HeaderMap::new();
        let sent = expected.split(';').next().expect("a pair");
        headers.insert(COOKIE, format!("a=b; {sent}").parse().expect("a value"));
        assert_eq!(Cookie::Session.read(&headers, host).as_deref(), Some("token"));
        headers.append(COOKIE, sent.parse().expect("a value"));
        assert_eq!(Cookie::Session.read(&headers, host), None);
    }

    #[test]
    fn cookies_are_bound_to_the_host_unless_it_is_the_machine_itself() {
        let bound = "__Host-session=token; Path=/; HttpOnly; SameSite=Lax; Secure";
        for host in [
            "portal.example",
            "portal.example:8443",
            "192.0.2.1",
            "localhost.evil.example",
            "127.evil.example",
            "",
        ] {
            check(host, bound);
        }
        for host in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "[::1]"] {
            check(host, "tollgate-session=token; Path=/; HttpOnly; SameSite=Lax");
        }
    }
}
