//! The program as a process: started, waited for, told to stop, killed. What it says is kept for failed tests.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long the program may take to say what is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program, with nothing of the developer's own settings.
pub(crate) fn tollgate(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tollgate"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("TOLLGATE_") {
            command.env_remove(name);
        }
    }
    command.env_remove("RUST_LOG").current_dir(folder).stdin(Stdio::null());
    command
}

/// A serving process; killed when dropped.
pub(crate) struct Server {
    process: Child,
    said: Arc<Said>,
    address: Option<SocketAddr>,
}

impl Server {
    /// Starts `command` and listens to what it says; [`Server::wait_for`] tells when it is ready.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let said = Arc::new(Said::default());
        said.listen_to(Stream::Output, process.stdout.take().unwrap());
        said.listen_to(Stream::Errors, process.stderr.take().unwrap());
        Self { process, said, address: None }
    }

    /// Its number at the operating system.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// What `find` makes of the first line, on either stream, of which it makes something.
    pub(crate) fn wait_for<T>(&self, what: &str, find: impl Fn(&str) -> Option<T>) -> T {
        self.said.wait_for(what, find)
    }

    /// Remembers where it serves.
    pub(crate) fn serving_at(mut self, address: SocketAddr) -> Self {
        self.address = Some(address);
        self
    }

    /// Where it serves.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address.expect("it is ready")
    }

    /// What it has printed so far, without its log.
    pub(crate) fn printed(&self) -> String {
        let state = self.said.state();
        let printed = state.lines.iter().filter(|(stream, _)| *stream == Stream::Output);
        printed.map(|(_, line)| format!("{line}\n")).collect()
    }

    /// Asks it to stop, as service managers do, and waits for its end.
    pub(crate) fn stop(mut self) -> ExitStatus {
        let id = self.process.id().to_string();
        // The shell's own `kill`: the program of that name is not everywhere.
        assert!(Command::new("sh").args(["-c", "kill -TERM \"$0\"", &id]).status().unwrap().success());
        self.process.wait().unwrap()
    }

    /// Ends it without a chance to do anything.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.process.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.end();
        }
        if thread::panicking() {
            eprintln!("the server said:\n{}", self.said.state().text());
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stream {
    Output,
    Errors,
}

/// The lines of both streams, in the order in which they came.
#[derive(Default)]
struct Said {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    lines: Vec<(Stream, String)>,
    streams_open: usize,
}

impl State {
    fn text(&self) -> String {
        self.lines.iter().map(|(_, line)| format!("{line}\n")).collect()
    }
}

impl Said {
    fn listen_to(self: &Arc<Self>, stream: Stream, source: impl Read + Send + 'static) {
        self.state().streams_open += 1;
        let said = Arc::clone(self);
        thread::spawn(move || {
            for line in BufReader::new(source).lines().map_while(Result::ok) {
                said.state().lines.push((stream, line));
                said.changed.notify_all();
            }
            said.state().streams_open -= 1;
            said.changed.notify_all();
        });
    }

    fn wait_for<T>(&self, what: &str, find: impl Fn(&str) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        let mut state = self.state();
        loop {
            if let Some(found) = state.lines.iter().find_map(|(_, line)| find(line)) {
                return found;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let hopeless = state.streams_open == 0 || left.is_zero();
            assert!(!hopeless, "waited in vain for {what}; it said:\n{}", state.text());
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
