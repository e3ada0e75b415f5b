//! A client of both dialects in a few lines, for tests that need hundreds of callers at once: blocking, one connection
//! each, no retries. A request whose answer did not arrive whole is an error, never an answer.

use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use md5::{Digest, Md5};
use serde_json::{Map, Number, Value, json};
use xmlrpc::{Fault, Lexeme, Limits, parse_response, write_call};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The path of the voice dialect.
pub(crate) const VOICE_PATH: &str = "/xmlapi/xmlapi";

/// One connection to a server, kept as long as both sides like.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
}

/// An HTTP answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) challenge: Option<String>,
    pub(crate) retry_after: Option<String>,
    pub(crate) body: String,
}

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    /// One operation of the messaging dialect.
    pub(crate) fn rest(&mut self, operation: &str, form: &[(&str, &str)]) -> io::Result<Value> {
        self.rest_once(operation, form, None)
    }

    /// The same, perhaps under an idempotency key.
    pub(crate) fn rest_once(
        &mut self,
        operation: &str,
        form: &[(&str, &str)],
        key: Option<&str>,
    ) -> io::Result<Value> {
        let mut headers = String::from("Content-Type: application/x-www-form-urlencoded\r\n");
        if let Some(key) = key {
            write!(headers, "Idempotency-Key: {key}\r\n").unwrap();
        }
        let answer = self.post(&format!("/services/rest/{operation}"), &headers, encode_form(form))?;
        Ok(serde_json::from_str(&answer.body)?)
    }

    /// Any body to any path, with any header lines.
    pub(crate) fn post(&mut self, path: &str, headers: &str, body: impl AsRef<[u8]>) -> io::Result<Answer> {
        let body = body.as_ref();
        let length = body.len();
        let head =
            format!("POST {path} HTTP/1.1\r\nHost: tollgate\r\nContent-Length: {length}\r\n{headers}\r\n");
        self.send(&[head.as_bytes(), body].concat())?;
        self.read_answer()
    }

    /// Bytes as they are.
    pub(crate) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.get_mut().write_all(bytes)
    }

    /// What comes until the server closes, which it must within `patience`.
    pub(crate) fn read_to_close(&mut self, patience: Duration) -> io::Result<Vec<u8>> {
        self.stream.get_ref().set_read_timeout(Some(patience))?;
        let mut rest = Vec::new();
        match self.stream.read_to_end(&mut rest) {
            // A server that cuts may leave bytes of ours unread, which resets the connection.
            Err(error) if error.kind() != io::ErrorKind::ConnectionReset => Err(error),
            _ => Ok(rest),
        }
    }

    /// The next answer.
    pub(crate) fn read_answer(&mut self) -> io::Result<Answer> {
        let status_line = self.read_line()?;
        let status = status_line.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or(io::ErrorKind::InvalidData)?;
        let (mut length, mut challenge, mut retry_after) = (0, None, None);
        loop {
            let line = self.read_line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().map_err(|_| io::ErrorKind::InvalidData)?,
                "www-authenticate" => challenge = Some(value.trim().to_owned()),
                "retry-after" => retry_after = Some(value.trim().to_owned()),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        let body = String::from_utf8(body).map_err(|_| io::ErrorKind::InvalidData)?;
        Ok(Answer { status, challenge, retry_after, body })
    }

    fn read_line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let whole = line.strip_suffix("\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
        Ok(whole.to_owned())
    }
}

/// A caller of the voice dialect.
pub(crate) struct Caller {
    connection: Connection,
    login: String,
    password: String,
    challenge: String,
    answered: u32,
}

impl Caller {
    /// Connects and fetches a challenge, so that the first call is answered at once.
    pub(crate) fn open(address: SocketAddr, login: &str, password: &str) -> io::Result<Self> {
        let mut connection = Connection::open(address)?;
        let refused = connection.post(VOICE_PATH, "", "")?;
        let challenge = refused.challenge.ok_or(io::ErrorKind::InvalidData)?;
        Ok(Self {
            connection,
            login: login.to_owned(),
            password: password.to_owned(),
            challenge,
            answered: 0,
        })
    }

    /// One call with one struct.
    pub(crate) fn call(&mut self, method: &str, members: &Value) -> io::Result<Result<Value, Fault>> {
        let answer = self.post("text/xml", call_document(method, std::slice::from_ref(members)))?;
        assert_eq!(answer.status, 200, "{}", answer.body);
        Ok(answer_of(&answer.body))
    }

    /// Any document, with the right credentials.
    pub(crate) fn post(&mut self, content_type: &str, document: impl AsRef<[u8]>) -> io::Result<Answer> {
        let headers = format!("Content-Type: {content_type}\r\nAuthorization: {}\r\n", self.authorization());
        self.connection.post(VOICE_PATH, &headers, document)
    }

    /// The connection, for requests that no caller makes.
    pub(crate) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// The right credentials for the next request.
    pub(crate) fn authorization(&mut self) -> String {
        self.digest().header()
    }

    /// The same before it is put together.
    pub(crate) fn digest(&mut self) -> Digested {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        self.answered += 1;
        Digested {
            login: self.login.clone(),
            password: self.password.clone(),
            realm: quoted(&self.challenge, "realm").to_owned(),
            nonce: quoted(&self.challenge, "nonce").to_owned(),
            uri: VOICE_PATH.to_owned(),
            nc: format!("{:08x}", self.answered),
            cnonce: format!("{:x}", COUNT.fetch_add(1, Ordering::Relaxed)),
        }
    }
}

/// An answer to a challenge: RFC 2617 with `qop=auth` and MD5.
#[derive(Debug, Clone)]
pub(crate) struct Digested {
    pub(crate) login: String,
    pub(crate) password: String,
    pub(crate) realm: String,
    pub(crate) nonce: String,
    pub(crate) uri: String,
    pub(crate) nc: String,
    pub(crate) cnonce: String,
}

impl Digested {
    /// The header's value; whatever the parts are, they agree with each other.
    pub(crate) fn header(&self) -> String {
        let Self { login, password, realm, nonce, uri, nc, cnonce } = self;
        let ha1 = md5(&format!("{login}:{realm}:{password}"));
        let ha2 = md5(&format!("POST:{uri}"));
        let response = md5(&format!("{ha1}:{nonce}:{nc}:{cnonce}:auth:{ha2}"));
        format!(
            "Digest username=\"{login}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", \
             qop=auth, nc={nc}, cnonce=\"{cnonce}\", response=\"{response}\""
        )
    }
}

/// A call's document. Whole numbers become integers, others doubles, null nil.
pub(crate) fn call_document(method: &str, params: &[Value]) -> String {
    write_call(method, &params.iter().map(to_wire).collect::<Vec<_>>())
}

/// What an answer's document says.
pub(crate) fn answer_of(document: &str) -> Result<Value, Fault> {
    parse_response(document.as_bytes(), None, &Limits::default()).unwrap().map(|value| from_wire(&value))
}

fn to_wire(value: &Value) -> xmlrpc::Value {
    match value {
        Value::Null => xmlrpc::Value::Nil,
        Value::Bool(flag) => xmlrpc::Value::Bool(*flag),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => xmlrpc::Value::Int(whole),
            None => xmlrpc::Value::Double(number.to_string().parse().unwrap()),
        },
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => xmlrpc::Value::Array(items.iter().map(to_wire).collect()),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| (name.clone(), to_wire(value)));
            xmlrpc::Value::Struct(members.collect())
        }
    }
}

fn from_wire(value: &xmlrpc::Value) -> Value {
    let double = |lexeme: &Lexeme| Number::from_f64(lexeme.as_str().parse().unwrap()).unwrap();
    match value {
        xmlrpc::Value::Nil => Value::Null,
        xmlrpc::Value::Int(number) => json!(number),
        xmlrpc::Value::Bool(flag) => json!(flag),
        xmlrpc::Value::Double(lexeme) => Value::Number(double(lexeme)),
        xmlrpc::Value::Str(text) => json!(text),
        xmlrpc::Value::Array(items) => items.iter().map(from_wire).collect(),
        xmlrpc::Value::Struct(members) => {
            let members = members.iter().map(|(name, value)| (name.to_owned(), from_wire(value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        other => panic!("no method answers with {other:?}"),
    }
}

/// A form body.
pub(crate) fn encode_form(form: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    pairs.join("&")
}

fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let escape = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(escape).collect()
}

/// A parameter of a challenge.
pub(crate) fn quoted<'a>(challenge: &'a str, name: &str) -> &'a str {
    let (_, rest) = challenge.split_once(&format!("{name}=\"")).unwrap();
    rest.split_once('"').unwrap().0
}

fn md5(text: &str) -> String {
    Md5::digest(text).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}
