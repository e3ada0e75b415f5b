//! The request that a push makes, exactly as it is written to the network.

use std::fmt;
use std::net::IpAddr;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::Url;

/// Why an address cannot be called.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the address cannot be read: {0}")]
pub struct BadAddress(String);

/// A GET request without a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    url: Url,
    headers: Vec<(&'static str, String)>,
}

impl HttpRequest {
    /// The request that calls `address`, which has no placeholders left. A user and a password in it go into a header, as
    /// RFC 7617 has it; what follows a `#` is not sent.
    ///
    /// # Errors
    /// It is no absolute http or https address.
    pub fn get(address: &str) -> Result<Self, BadAddress> {
        let mut url = Url::parse(address).map_err(|error| BadAddress(error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(BadAddress("not http or https".to_owned()));
        }
        let host = url.host_str().ok_or_else(|| BadAddress("no host".to_owned()))?;
        let host = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let agent = concat!("Tollgate/", env!("CARGO_PKG_VERSION"));
        let mut headers =
            vec![("Host", host), ("User-Agent", agent.to_owned()), ("Accept", "*/*".to_owned())];
        headers.extend(authorization(&url).map(|value| ("Authorization", value)));
        // An http address has a host, so neither of these fails.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        url.set_fragment(None);
        Ok(Self { url, headers })
    }

    /// `GET`.
    #[must_use]
    pub fn method(&self) -> &'static str {
        "GET"
    }

    /// The whole address.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Names and values, in their order.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.headers.iter().map(|(name, value)| (*name, value.as_str()))
    }

    pub(super) fn address(&self) -> &Url {
        &self.url
    }

    /// The address in numbers, where the host is one.
    pub(super) fn ip(&self) -> Option<IpAddr> {
        let host = self.url.host_str()?;
        host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host).parse().ok()
    }
}

/// The head as it is written, each line ended by a line feed here and by CR LF on the network.
impl fmt::Display for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.url.path();
        match self.url.query() {
            Some(query) => writeln!(f, "GET {path}?{query} HTTP/1.1")?,
            None => writeln!(f, "GET {path} HTTP/1.1")?,
        }
        self.headers.iter().try_for_each(|(name, value)| writeln!(f, "{name}: {value}"))
    }
}

/// `Basic` credentials for the user and the password of `url`.
fn authorization(url: &Url) -> Option<String> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let plain = [decoded(url.username()), vec![b':'], decoded(url.password().unwrap_or_default())].concat();
    Some(format!("Basic {}", BASE64_STANDARD.encode(plain)))
}

/// Percent-encoding undone.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let pair = match after {
            [high, low, ..] if *first == b'%' => hex(high).zip(hex(low)),
            _ => None,
        };
        bytes.push(pair.map_or(*first, |(high, low)| high << 4 | low));
        rest = if pair.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, url: &str, head: &str) {
        let request = HttpRequest::get(address).unwrap();
        let agent = concat!("User-Agent: Tollgate/", env!("CARGO_PKG_VERSION"), "\nAccept: */*\n");
        assert_eq!(
            (request.url(), request.to_string().as_str()),
            (url, head.replace("+agent\n", agent).as_str())
        );
    }

    #[test]
    fn requests_are_shown_as_they_are_written() {
        check(
            "https://push.example?code=2&text=a%20b",
            "https://push.example/?code=2&text=a%20b",
            "GET /?code=2&text=a%20b HTTP/1.1\nHost: push.example\n+agent\n",
        );
        check(
            "HTTP://Push.Example:8080/путь#part",
            "http://push.example:8080/%D0%BF%D1%83%D1%82%D1%8C",
            "GET /%D0%BF%D1%83%D1%82%D1%8C HTTP/1.1\nHost: push.example:8080\n+agent\n",
        );
        check(
            "http://пример.рф:80/",
            "http://xn--e1afmkfd.xn--p1ai/",
            "GET / HTTP/1.1\nHost: xn--e1afmkfd.xn--p1ai\n+agent\n",
        );
        check("http://[::1]:81/", "http://[::1]:81/", "GET / HTTP/1.1\nHost: [::1]:81\n+agent\n");
        check(
            "https://user:pa%20ss%zz@push.example/",
            "https://push.example/",
            "GET / HTTP/1.1\nHost: push.example\n+agent\nAuthorization: Basic dXNlcjpwYSBzcyV6eg==\n",
        );
    }

    #[test]
    fn hosts_in_numbers_are_seen_however_they_are_written() {
        for (address, expected) in [
            ("http://127.0.0.1/", Some("127.0.0.1")),
            ("http://2130706433/", Some("127.0.0.1")),
            ("http://0x7f.1/", Some("127.0.0.1")),
            ("http://0177.0.0.1/", Some("127.0.0.1")),
            ("http://[::ffff:10.0.0.1]/", Some("::ffff:10.0.0.1")),
            ("http://１２７.0.0.1/", Some("127.0.0.1")),
            ("http://push.example/", None),
        ] {
            let found = HttpRequest::get(address).unwrap().ip();
            assert_eq!(found, expected.map(|ip| ip.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn what_cannot_be_called_is_refused() {
        for address in
            ["", "push.example", "ftp://push.example/", "http://", "http://256.256.256.256/", "http://a b/"]
        {
            assert!(HttpRequest::get(address).is_err(), "{address}");
        }
    }
}
