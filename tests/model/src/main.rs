//! Random requests by random callers on a random tree, through the real use cases on both engines; after each, what was
//! answered and what everybody sees is compared with a small model of the rules.
//!
//! A failure prints its seed and the shortest sequence that was found to fail. `TOLLGATE_MODEL_SEED=N` runs the case of
//! one seed again, `TOLLGATE_MODEL_CASES=N` so many cases, from that seed on if both are given.
#![expect(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod case;
mod choose;
mod operation;
mod steps;
mod tree;
mod watch;
mod world;

use std::collections::BTreeSet;

use crate::case::{Engine, Failure, run};
use crate::steps::{WEIGHTED, of_seed, shrink};

/// Where the seeds begin, and how many follow, where the environment says nothing else.
const FIRST_SEED: u64 = 1;
const CASES_ON_SQLITE: u64 = 40;
/// Every read is a few round trips there, so that a case takes thrice as long.
const CASES_ON_POSTGRES: u64 = 12;

#[test]
fn sqlite_does_as_the_model_says() {
    check(Engine::Sqlite, CASES_ON_SQLITE);
}

#[test]
fn postgres_does_as_the_model_says() {
    check(Engine::Postgres, CASES_ON_POSTGRES);
}

#[track_caller]
fn check(engine: Engine, usual: u64) {
    let seed = number("TOLLGATE_MODEL_SEED");
    let cases = number("TOLLGATE_MODEL_CASES").unwrap_or(if seed.is_some() { 1 } else { usual });
    let first = seed.unwrap_or(FIRST_SEED);
    let mut done = BTreeSet::new();
    for seed in first..first + cases {
        match run(engine, &of_seed(seed)) {
            None => return,
            Some(Ok(kinds)) => done.extend(kinds),
            Some(Err(failure)) => report(engine, seed, failure),
        }
    }
    let never: Vec<_> =
        WEIGHTED.iter().map(|(kind, _)| format!("{kind:?}")).filter(|kind| !done.contains(kind)).collect();
    assert!(cases < CASES_ON_SQLITE || never.is_empty(), "never done in {cases} cases: {never:?}");
}

#[track_caller]
fn report(engine: Engine, seed: u64, failure: Failure) -> ! {
    let shrunk = shrink(of_seed(seed), |steps| run(engine, steps)?.err().map(|failure| failure.at));
    let shortest = run(engine, &shrunk).and_then(Result::err).unwrap_or(failure);
    panic!(
        "seed {seed} fails on {engine:?}. The shortest sequence found:\n{}\
         Again: TOLLGATE_MODEL_SEED={seed} cargo test -p model-test {}\n",
        shortest.told,
        format!("{engine:?}").to_lowercase(),
    );
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} must be a number, not {text}")))
}
