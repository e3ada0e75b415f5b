//! Running the program, as a command that ends and as a server that is told to.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The program with a clean environment.
pub(crate) fn tollgate<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tollgate"));
    let ours = std::env::vars_os().map(|(name, _)| name).filter(|name| {
        let name = name.to_string_lossy();
        name.starts_with("TOLLGATE_") || name == "RUST_LOG"
    });
    for name in ours {
        command.env_remove(name);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    /// The data that was printed.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        serde_json::from_str(&self.out).expect("JSON on standard output")
    }
}

/// Runs the program to its end.
pub(crate) fn run(arguments: &[&str]) -> Ended {
    ended(tollgate(arguments).output().unwrap())
}

/// Runs the program to its end on an embedded installation.
pub(crate) fn run_in(folder: &Path, arguments: &[&str]) -> Ended {
    ended(tollgate(arguments).arg("--data").arg(folder).output().unwrap())
}

pub(crate) fn ended(output: Output) -> Ended {
    Ended {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A cheap password hash: these tests are not about its cost.
pub(crate) const CHEAP: [&str; 2] = ["--password-hash-memory-kib=8", "--password-hash-passes=1"];

/// An installation of its own, gone when dropped.
pub(crate) struct Installation {
    root: TempDir,
}

impl Installation {
    /// Initialised, with root's passwords in the answer.
    pub(crate) fn new() -> (Self, Value) {
        let installation = Self { root: tempfile::tempdir().unwrap() };
        let made = run_in(&installation.folder(), &["init", "--json", CHEAP[0], CHEAP[1]]);
        (installation, made.json())
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.root.path().join("data")
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        run_in(&self.folder(), arguments)
    }
}

/// A running server; killed when dropped before it was stopped.
pub(crate) struct Server {
    child: Child,
    out: BufReader<Box<dyn Read + Send>>,
    err: BufReader<Box<dyn Read + Send>>,
}

impl Server {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out: Box<dyn Read + Send> = Box::new(child.stdout.take().unwrap());
        let err: Box<dyn Read + Send> = Box::new(child.stderr.take().unwrap());
        Self { child, out: BufReader::new(out), err: BufReader::new(err) }
    }

    /// The next line of standard output.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line
    }

    /// The first line of the log, from here on, that contains `words`.
    pub(crate) fn logged(&mut self, words: &str) -> String {
        loop {
            let mut line = String::new();
            let read = self.err.read_line(&mut line).unwrap();
            assert_ne!(read, 0, "the log ended without {words:?}");
            if line.contains(words) {
                return line;
            }
        }
    }

    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(sent.unwrap().success());
    }

    /// The exit code, and what was left to read.
    pub(crate) fn ended(mut self) -> Ended {
        let (mut out, mut err) = (String::new(), String::new());
        self.out.read_to_string(&mut out).unwrap();
        self.err.read_to_string(&mut err).unwrap();
        let code = self.child.wait().unwrap().code().expect("an exit code, not a signal");
        Ended { code, out, err }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The answer to one request without a body, as it came.
pub(crate) fn get(base: &str, path: &str) -> String {
    request(base, &format!("GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"))
}

/// The answer to a form.
pub(crate) fn post(base: &str, path: &str, form: &str) -> String {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n",
        form.len()
    );
    request(base, &(head + form))
}

fn request(base: &str, text: &str) -> String {
    let mut stream = TcpStream::connect(base.strip_prefix("http://").unwrap()).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}
