//! The one test command: checks first, then the services the tests need, then the tests.
//!
//! It promises that every failure of one run is reported (a failed step does not hide the later ones), that nothing it
//! started outlives it, and that the test runner's own closing lines are the last thing printed, because CI reads those.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::postgres::PrivatePostgres;
use crate::setup::{self, Clients};
use crate::{process, tidy};

/// The environment through which the tests learn what they may use: absent means "not here".
const POSTGRES: &str = "TOLLGATE_TEST_POSTGRES";
const PYTHON: &str = "TOLLGATE_TEST_PYTHON";
const NODE_MODULES: &str = "TOLLGATE_TEST_NODE_MODULES";
const CHROMIUM: &str = "TOLLGATE_TEST_CHROMIUM";

/// How much of the command to run.
pub(crate) struct Plan {
    /// Without services, foreign clients and documentation.
    pub(crate) fast: bool,
    /// Only the tests whose name contains this, and no other check.
    pub(crate) filter: Option<String>,
}

/// Runs the plan; the exit code says whether everything passed.
pub(crate) fn run(root: &Path, plan: &Plan) -> Result<ExitCode> {
    let mut steps = Steps::default();
    if plan.filter.is_none() {
        check(root, plan, &mut steps);
    }
    let services = if plan.fast { Services::default() } else { Services::start(root, &mut steps) };
    steps.summarize();
    let tests_pass = test(root, plan, &services)?;
    Ok(if tests_pass && steps.all_passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn check(root: &Path, plan: &Plan, steps: &mut Steps) {
    let cargo =
        |words: &[&str]| process::run(process::cargo(root).args(words).env("RUSTDOCFLAGS", "-D warnings"));
    steps.take("format", || cargo(&["fmt", "--all", "--check"]));
    steps.take("clippy", || cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]));
    steps.take("tidy", || tidy::run(root));
    if plan.fast {
        return;
    }
    steps.take("documentation", || cargo(&["doc", "--workspace", "--no-deps"]));
    steps.take("examples in documentation", || cargo(&["test", "--workspace", "--doc", "--quiet"]));
}

/// Whether all tests pass; a failure needs no words of ours, because the runner's are printed already.
fn test(root: &Path, plan: &Plan, services: &Services) -> Result<bool> {
    eprintln!("\n== tests");
    let mut command = process::cargo(root);
    if process::succeeds(process::cargo(root).args(["nextest", "--version"])) {
        command.args(["nextest", "run", "--workspace"]);
        if std::env::var("CI").is_ok_and(|value| value == "true") {
            command.args(["--profile", "ci"]);
        }
    } else {
        // Examples in documentation are a step of their own.
        command.args(["test", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    }
    command.args(&plan.filter);
    services.announce(&mut command);
    process::run_to_verdict(&mut command)
}

/// What the tests may use besides the repository.
#[derive(Default)]
struct Services {
    clients: Option<Clients>,
    postgres: Option<PrivatePostgres>,
}

impl Services {
    fn start(root: &Path, steps: &mut Steps) -> Self {
        let clients = steps.take("setup", || setup::ensure(root));
        let postgres = steps.take("private PostgreSQL", PrivatePostgres::start);
        Self { clients, postgres }
    }

    fn announce(&self, command: &mut Command) {
        for name in [POSTGRES, PYTHON, NODE_MODULES, CHROMIUM] {
            command.env_remove(name);
        }
        if let Some(postgres) = &self.postgres {
            command.env(POSTGRES, postgres.url());
        }
        if let Some(clients) = &self.clients {
            command.env(PYTHON, &clients.python).env(NODE_MODULES, &clients.node_modules);
            command.env(CHROMIUM, &clients.chromium);
        }
    }
}

/// The steps taken so far, in order.
#[derive(Default)]
struct Steps {
    taken: Vec<Step>,
}

struct Step {
    name: &'static str,
    elapsed: Duration,
    passed: bool,
}

impl Steps {
    /// Announces and takes one step; its failure is printed, remembered, and `None`.
    fn take<T>(&mut self, name: &'static str, step: impl FnOnce() -> Result<T>) -> Option<T> {
        eprintln!("\n== {name}");
        let start = Instant::now();
        let outcome = step();
        let elapsed = start.elapsed();
        if let Err(error) = &outcome {
            eprintln!("error: {name}: {error:#}");
        }
        self.taken.push(Step { name, elapsed, passed: outcome.is_ok() });
        outcome.ok()
    }

    /// Printed before the tests, so that the test runner has the last word.
    fn summarize(&self) {
        if self.taken.is_empty() {
            return;
        }
        eprintln!("\n== before the tests");
        eprint!("{}", self.table());
    }

    fn table(&self) -> String {
        let line = |step: &Step| {
            let verdict = if step.passed { "ok" } else { "FAILED" };
            format!("{verdict:<7}{:>8.1} s  {}\n", step.elapsed.as_secs_f64(), step.name)
        };
        self.taken.iter().map(line).collect()
    }

    fn all_passed(&self) -> bool {
        self.taken.iter().all(|step| step.passed)
    }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn a_failed_step_is_remembered_and_does_not_stop_the_next() {
        let mut steps = Steps::default();
        assert_eq!(steps.take("first", || -> Result<u8> { bail!("no") }), None);
        assert_eq!(steps.take("second", || Ok(2)), Some(2));
        for step in &mut steps.taken {
            step.elapsed = Duration::from_millis(1250);
        }
        assert_eq!(steps.table(), "FAILED      1.2 s  first\nok          1.2 s  second\n");
        assert!(!steps.all_passed());
    }

    #[test]
    fn without_services_the_tests_are_told_of_none() {
        let mut command = Command::new("true");
        command.env(POSTGRES, "postgres://left-over");
        Services::default().announce(&mut command);
        assert!(command.get_envs().all(|(_, value)| value.is_none()));
    }
}
