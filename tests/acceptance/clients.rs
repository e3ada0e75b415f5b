//! Clients that nobody here wrote, driven from here: each call goes through the foreign library and comes back as JSON.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::wire::{VOICE_PATH, answer_of, call_document};
use crate::{offered, skip};

/// Why a call of the voice dialect brought no answer, as the client shows it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// An XML-RPC fault.
    Fault(i64, String),
    /// An HTTP status other than 200.
    Http(u64),
}

/// A caller of the voice dialect.
pub(crate) struct VoiceClient {
    way: VoiceWay,
    /// Whether the client can tell the double 100.0 from the integer 100. JavaScript cannot.
    pub(crate) tells_doubles: bool,
}

enum VoiceWay {
    Script(Script),
    Curl { url: String, user: String },
}

/// Who calls, and where.
pub(crate) struct Access<'a> {
    pub(crate) address: SocketAddr,
    pub(crate) login: &'a str,
    pub(crate) password: &'a str,
}

impl Access<'_> {
    fn url(&self) -> String {
        format!("http://{}{VOICE_PATH}", self.address)
    }
}

impl VoiceClient {
    /// Python's `xmlrpc.client`.
    pub(crate) fn xmlrpc_client(access: &Access<'_>) -> Option<Self> {
        Self::script(python("voice_xmlrpc_client.py")?, access, true)
    }

    /// Python's `httplib2`.
    pub(crate) fn httplib2(access: &Access<'_>) -> Option<Self> {
        Self::script(python("voice_httplib2.py")?, access, true)
    }

    /// Node's `xmlrpc`.
    pub(crate) fn node(access: &Access<'_>) -> Option<Self> {
        let modules = offered("TOLLGATE_TEST_NODE_MODULES", "Node clients")?;
        let mut command = Command::new("node");
        command.arg(client_file("voice_node.js")).env("NODE_PATH", modules);
        Self::script(command, access, false)
    }

    /// curl, and a document written here.
    pub(crate) fn curl(access: &Access<'_>) -> Option<Self> {
        has_curl()?;
        let user = format!("{}:{}", access.login, access.password);
        Some(Self { way: VoiceWay::Curl { url: access.url(), user }, tells_doubles: true })
    }

    /// One call with these parameters.
    pub(crate) fn call(&mut self, method: &str, params: &[Value]) -> Result<Value, Refused> {
        match &mut self.way {
            VoiceWay::Script(script) => script.call(method, params),
            VoiceWay::Curl { url, user } => {
                let options = ["--digest", "--user", user, "--header", "Content-Type: text/xml"];
                let (status, body) = curl(&options, url, &call_document(method, params));
                match status {
                    200 => answer_of(&body).map_err(|fault| Refused::Fault(fault.code.into(), fault.string)),
                    status => Err(Refused::Http(status)),
                }
            }
        }
    }

    fn script(mut command: Command, access: &Access<'_>, tells_doubles: bool) -> Option<Self> {
        command.args([&access.url(), access.login, access.password]);
        Some(Self { way: VoiceWay::Script(Script::start(command)), tells_doubles })
    }
}

/// A request of the messaging dialect.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RestRequest<'a> {
    pub(crate) by_get: bool,
    pub(crate) operation: &'a str,
    pub(crate) query: &'a [(&'a str, &'a str)],
    pub(crate) form: &'a [(&'a str, &'a str)],
    pub(crate) key: Option<&'a str>,
}

/// A caller of the messaging dialect.
pub(crate) enum RestClient {
    /// Python's `requests`.
    Requests(Script),
    /// curl; the address.
    Curl(String),
}

impl RestClient {
    pub(crate) fn requests(address: SocketAddr) -> Option<Self> {
        let mut command = python("messaging_requests.py")?;
        command.arg(format!("http://{address}"));
        Some(Self::Requests(Script::start(command)))
    }

    pub(crate) fn curl(address: SocketAddr) -> Option<Self> {
        has_curl()?;
        Some(Self::Curl(format!("http://{address}")))
    }

    /// The body of the answer, whose HTTP status is 200.
    pub(crate) fn send(&mut self, request: &RestRequest<'_>) -> String {
        let (status, body) = match self {
            Self::Requests(script) => script.send(request),
            Self::Curl(base) => send_by_curl(base, request),
        };
        assert_eq!(status, 200, "{request:?}: {body}");
        body
    }
}

fn send_by_curl(base: &str, request: &RestRequest<'_>) -> (u64, String) {
    let mut url = format!("{base}/services/rest/{}", request.operation);
    let mut options: Vec<String> = Vec::new();
    for (name, value) in request.form {
        options.extend(["--data-urlencode".to_owned(), format!("{name}={value}")]);
    }
    if request.by_get {
        options.push("--get".to_owned());
        for (name, value) in request.query {
            options.extend(["--data-urlencode".to_owned(), format!("{name}={value}")]);
        }
    } else if !request.query.is_empty() {
        options.extend(["--request".to_owned(), "POST".to_owned()]);
        let pairs: Vec<String> =
            request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        url += &format!("?{}", pairs.join("&"));
    }
    if let Some(key) = request.key {
        options.extend(["--header".to_owned(), format!("Idempotency-Key: {key}")]);
    }
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    run_curl(&options, &url, None)
}

/// A foreign client in a process of its own: a line of JSON for each request, and one for each answer.
pub(crate) struct Script {
    process: Child,
    answers: BufReader<ChildStdout>,
}

impl Script {
    fn start(mut command: Command) -> Self {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        Self { process, answers }
    }

    fn call(&mut self, method: &str, params: &[Value]) -> Result<Value, Refused> {
        let answer = self.ask(&json!({ "method": method, "params": params }));
        if let Some(result) = answer.get("result") {
            return Ok(result.clone());
        }
        let fault = &answer["fault"];
        match answer["http"].as_u64() {
            Some(status) => Err(Refused::Http(status)),
            None => Err(Refused::Fault(
                fault["code"].as_i64().expect("a fault's code is a number"),
                fault["string"].as_str().expect("a fault's string is a text").to_owned(),
            )),
        }
    }

    fn send(&mut self, request: &RestRequest<'_>) -> (u64, String) {
        let headers = request.key.map_or(json!({}), |key| json!({ "Idempotency-Key": key }));
        let answer = self.ask(&json!({
            "method": if request.by_get { "GET" } else { "POST" },
            "path": format!("/services/rest/{}", request.operation),
            "query": request.query,
            "form": request.form,
            "headers": headers,
        }));
        (answer["http"].as_u64().unwrap(), answer["body"].as_str().unwrap().to_owned())
    }

    fn ask(&mut self, request: &Value) -> Value {
        let input = self.process.stdin.as_mut().unwrap();
        writeln!(input, "{request}").expect("the client reads");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        serde_json::from_str(&answer).unwrap_or_else(|_| panic!("the client did not answer {request}"))
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        // The end of its input is the end of the client.
        drop(self.process.stdin.take());
        self.process.wait().unwrap();
    }
}

fn curl(options: &[&str], url: &str, body: &str) -> (u64, String) {
    run_curl(&[options, &["--data-binary", "@-"]].concat(), url, Some(body))
}

/// The HTTP status and the body of the answer.
fn run_curl(options: &[&str], url: &str, body: Option<&str>) -> (u64, String) {
    let mut command = Command::new("curl");
    command.args(["--silent", "--show-error", "--max-time", "60", "--write-out", "\n%{http_code}"]);
    command.args(options).arg(url).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut process = command.spawn().unwrap();
    process.stdin.take().unwrap().write_all(body.unwrap_or_default().as_bytes()).unwrap();
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success(), "curl: {}", output.status);
    let said = String::from_utf8(output.stdout).unwrap();
    let (body, status) = said.rsplit_once('\n').unwrap();
    (status.parse().unwrap(), body.to_owned())
}

fn python(script: &str) -> Option<Command> {
    let mut command = Command::new(offered("TOLLGATE_TEST_PYTHON", "Python clients")?);
    // Nothing is left in the repository.
    command.arg(client_file(script)).env("PYTHONDONTWRITEBYTECODE", "1");
    Some(command)
}

fn client_file(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "../../tests/clients", name].iter().collect()
}

/// Whether curl is there.
pub(crate) fn has_curl() -> Option<()> {
    let there = Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_ok();
    if !there {
        skip("curl is not installed");
    }
    there.then_some(())
}
