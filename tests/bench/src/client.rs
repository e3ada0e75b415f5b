//! A client of both dialects and of the portal that costs as little as it can: one connection, kept; one request at a time.
//!
//! Digest goes as real clients do it: one challenge, then every request is answered in advance with a rising counter,
//! until the server calls the nonce stale. Who asks for a page signs in first, and keeps his session.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use httpdigest::{Algorithm, ha1};
use md5::{Digest, Md5};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The path of the voice dialect.
const VOICE_PATH: &str = "/xmlapi/xmlapi";

/// What to send.
#[derive(Debug, Clone)]
pub(crate) enum Call {
    /// A document of the voice dialect.
    Voice(String),
    /// An operation of the messaging dialect and its form.
    Messaging(&'static str, String),
    /// The path and query of a page.
    Page(String),
}

/// One connection on behalf of one customer.
pub(crate) struct Client {
    stream: TcpStream,
    login: String,
    password: String,
    challenge: Option<Challenge>,
    session: Option<String>,
    request: Vec<u8>,
    answer: Vec<u8>,
}

struct Challenge {
    nonce: String,
    realm: String,
    secret: String,
    count: u32,
}

struct Head {
    status: u16,
    body_at: usize,
    body_bytes: usize,
}

impl Client {
    /// Connects.
    pub(crate) async fn open(address: SocketAddr, login: &str, password: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (request, answer) = (Vec::with_capacity(4096), Vec::with_capacity(1 << 16));
        let (login, password) = (login.to_owned(), password.to_owned());
        Ok(Self { stream, login, password, challenge: None, session: None, request, answer })
    }

    /// Sends `call` and returns the answer's body; a refusal in the terms of the dialect is an error.
    pub(crate) async fn call(&mut self, call: &Call) -> Result<&str> {
        let refused = match call {
            Call::Voice(document) => {
                self.voice(document).await?;
                Some("<fault>")
            }
            Call::Messaging(operation, form) => {
                self.messaging(operation, form).await?;
                Some("\"message\"")
            }
            Call::Page(path) => {
                self.page(path).await?;
                // A refusal has another status.
                None
            }
        };
        let head = parse_head(&self.answer)?.context("a whole answer")?;
        let body = self.answer.get(head.body_at..head.body_at + head.body_bytes).unwrap_or_default();
        let body = std::str::from_utf8(body)?;
        if head.status != 200 || refused.is_some_and(|refused| body.contains(refused)) {
            bail!("HTTP {}: {body}", head.status);
        }
        Ok(body)
    }

    /// The cookie of whoever signed in.
    pub(crate) fn session(&self) -> Option<&str> {
        self.session.as_deref()
    }

    async fn voice(&mut self, document: &str) -> Result<()> {
        for _ in 0..3 {
            let authorization = self.authorization();
            self.request.clear();
            let length = document.len();
            let head = format!(
                "POST {VOICE_PATH} HTTP/1.1\r\nHost: tollgate\r\nContent-Type: text/xml\r\n\
                 Content-Length: {length}\r\n{authorization}\r\n"
            );
            self.request.extend_from_slice(head.as_bytes());
            self.request.extend_from_slice(document.as_bytes());
            if self.exchange().await? != 401 {
                return Ok(());
            }
            self.challenge = Some(self.take_challenge()?);
        }
        bail!("challenged again and again")
    }

    async fn messaging(&mut self, operation: &str, form: &str) -> Result<()> {
        self.request.clear();
        let length = form.len();
        let head = format!(
            "POST /services/rest/{operation} HTTP/1.1\r\nHost: tollgate\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
        );
        self.request.extend_from_slice(head.as_bytes());
        self.request.extend_from_slice(form.as_bytes());
        self.exchange().await.map(|_| ())
    }

    async fn page(&mut self, path: &str) -> Result<()> {
        if self.session.is_none() {
            self.sign_in().await?;
        }
        let session = self.session.as_deref().unwrap_or_default();
        self.request.clear();
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: tollgate\r\nAccept: text/html\r\nCookie: {session}\r\n\r\n"
        );
        self.request.extend_from_slice(head.as_bytes());
        self.exchange().await.map(|_| ())
    }

    async fn sign_in(&mut self) -> Result<()> {
        let form = format!("login={}&password={}", self.login, self.password);
        let length = form.len();
        let request = format!(
            "POST /sign-in HTTP/1.1\r\nHost: tollgate\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}"
        );
        self.request.clear();
        self.request.extend_from_slice(request.as_bytes());
        self.exchange().await?;
        let answer = String::from_utf8_lossy(&self.answer);
        let cookie = answer.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            let is_session = name.eq_ignore_ascii_case("set-cookie") && value.starts_with("__Host-session=");
            is_session.then(|| value.split(';').next())?
        });
        self.session = Some(cookie.with_context(|| format!("{} is not let in", self.login))?.to_owned());
        Ok(())
    }

    /// Sends the request and reads the whole answer; returns its status.
    async fn exchange(&mut self) -> Result<u16> {
        self.stream.write_all(&self.request).await?;
        self.answer.clear();
        loop {
            if self.stream.read_buf(&mut self.answer).await? == 0 {
                bail!("the server hung up");
            }
            if let Some(head) = parse_head(&self.answer)?
                && head.body_at + head.body_bytes <= self.answer.len()
            {
                return Ok(head.status);
            }
        }
    }

    fn take_challenge(&self) -> Result<Challenge> {
        let text = String::from_utf8_lossy(&self.answer);
        let (nonce, realm) =
            (quoted(&text, "nonce").context("a nonce")?, quoted(&text, "realm").context("a realm")?);
        let secret = hex(&ha1(Algorithm::Md5, &self.login, realm, &self.password));
        Ok(Challenge { nonce: nonce.to_owned(), realm: realm.to_owned(), secret, count: 0 })
    }

    /// The header that answers the challenge in advance (RFC 2617, `qop=auth`); empty without one.
    fn authorization(&mut self) -> String {
        let Some(challenge) = &mut self.challenge else { return String::new() };
        challenge.count += 1;
        let Challenge { nonce, realm, secret, count } = challenge;
        let (login, cnonce) = (&self.login, "0a4f113b");
        let place = hex(&Md5::digest(format!("POST:{VOICE_PATH}")));
        let response = hex(&Md5::digest(format!("{secret}:{nonce}:{count:08x}:{cnonce}:auth:{place}")));
        format!(
            "Authorization: Digest username=\"{login}\", realm=\"{realm}\", nonce=\"{nonce}\", \
             uri=\"{VOICE_PATH}\", qop=auth, nc={count:08x}, cnonce=\"{cnonce}\", response=\"{response}\"\r\n"
        )
    }
}

/// The head of an answer, once it is there.
fn parse_head(answer: &[u8]) -> Result<Option<Head>> {
    let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(answer.get(..end).unwrap_or_default())?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).context("a status")?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    Ok(Some(Head { status, body_at: end + 4, body_bytes: length.context("a content length")? }))
}

fn quoted<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |half: u8| DIGITS.get(usize::from(half)).copied().unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_once_it_is_whole() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nx: y\r\n\r\nok";
        assert!(parse_head(&answer[..40]).unwrap().is_none());
        let head = parse_head(answer).unwrap().unwrap();
        assert_eq!((head.status, head.body_at, head.body_bytes), (200, 44, 2));
    }

    #[test]
    fn bytes_are_written_as_digits() {
        assert_eq!(hex(&[0x0a, 0xff]), "0aff");
    }
}
