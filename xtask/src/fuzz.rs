//! Short fuzzing runs: what the fuzzer needs installed, the targets of `fuzz/` run, and what they found kept.
//!
//! It promises to work with the toolchain that builds everything else: coverage instrumentation needs no nightly compiler,
//! only the sanitizers do, and safe code gives those little to find. Everything built or invented goes below `target/`;
//! `fuzz/corpus` grows only by inputs that reach what no kept one reaches, and `cargo test` bounds it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;
use crate::setup::{self, Need};

/// The version that is installed and used.
const CARGO_FUZZ: &str = "0.13.2";

const NEEDS: &[Need] = &[Need { packages: &["g++"], is_met: || process::find_on_path("c++").is_some() }];

/// How much to run.
pub(crate) struct Plan {
    /// One target, or all of them.
    pub(crate) target: Option<String>,
    /// How long each target invents inputs.
    pub(crate) seconds: u32,
}

/// Runs the plan. Fails when a target fails; the others run all the same.
pub(crate) fn run(root: &Path, plan: &Plan) -> Result<()> {
    let targets = chosen(targets(root)?, plan.target.as_deref())?;
    setup::ensure_packages(NEEDS)?;
    let fuzzer = Fuzzer { root, program: ensure_cargo_fuzz(root)? };
    process::run(&mut fuzzer.command("build"))?;
    let mut failed = Vec::new();
    for target in targets {
        eprintln!("\n== {target}");
        if let Err(error) = fuzzer.fuzz(&target, plan.seconds) {
            eprintln!("error: {error:#}");
            failed.push(target);
        }
    }
    if !failed.is_empty() {
        bail!(
            "{} failed; each input lies below fuzz/artifacts: mend, and keep it in fuzz/corpus",
            failed.join(", ")
        );
    }
    Ok(())
}

/// The names of all targets, in order.
fn targets(root: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join("fuzz/fuzz_targets"))? {
        names.extend(entry?.path().file_stem().map(|stem| stem.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

fn chosen(targets: Vec<String>, wanted: Option<&str>) -> Result<Vec<String>> {
    let Some(wanted) = wanted else { return Ok(targets) };
    if !targets.iter().any(|target| target == wanted) {
        bail!("there is no target {wanted}; there are {}", targets.join(", "));
    }
    Ok(vec![wanted.to_owned()])
}

/// The pinned `cargo-fuzz`, below `target/` so that it replaces nobody's own.
fn ensure_cargo_fuzz(root: &Path) -> Result<PathBuf> {
    let home = root.join("target/fuzz/tools");
    let program = home.join("bin/cargo-fuzz");
    let version = process::capture(Command::new(&program).arg("--version")).unwrap_or_default();
    if version.split_whitespace().last() == Some(CARGO_FUZZ) {
        return Ok(program);
    }
    eprintln!("Installing cargo-fuzz {CARGO_FUZZ} into {}", home.display());
    let mut install = process::cargo(root);
    install.args([
        "install",
        "cargo-fuzz",
        "--version",
        CARGO_FUZZ,
        "--locked",
        "--quiet",
        "--force",
        "--root",
    ]);
    process::run(install.arg(&home))?;
    Ok(program)
}

struct Fuzzer<'a> {
    root: &'a Path,
    program: PathBuf,
}

impl Fuzzer<'_> {
    fn command(&self, verb: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(self.root).args(["fuzz", verb, "--sanitizer", "none", "--target-dir"]);
        command.arg(self.root.join("target/fuzz"));
        command
    }

    /// Invents inputs for a while, then keeps those that reach more than the kept ones do.
    fn fuzz(&self, target: &str, seconds: u32) -> Result<()> {
        let kept = self.root.join("fuzz/corpus").join(target);
        let invented = self.root.join("target/fuzz/corpus").join(target);
        fs::create_dir_all(&invented)?;
        let mut invent = self.command("run");
        invent.arg(target).args([&invented, &kept]).args(["--", "-verbosity=0", "-print_final_stats=1"]);
        invent.args([format!("-max_total_time={seconds}"), "-timeout=10".into()]);
        let dictionary = self.root.join("fuzz/dictionaries").join(target);
        if dictionary.is_file() {
            invent.arg(format!("-dict={}", dictionary.display()));
        }
        process::run(&mut invent)?;
        // Without counters: how often a line is reached is no reason to keep an input.
        let mut keep = self.command("run");
        keep.arg(target).args([&kept, &invented]);
        keep.args(["--", "-verbosity=0", "-merge=1", "-set_cover_merge=1", "-use_counters=0"]);
        process::run(&mut keep)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_has_a_corpus_and_a_build() {
        let root = crate::workspace_root().unwrap();
        let manifest = fs::read_to_string(root.join("fuzz/Cargo.toml")).unwrap();
        for target in targets(&root).unwrap() {
            assert!(manifest.contains(&format!("name = \"{target}\"")), "{target} is not in fuzz/Cargo.toml");
            assert!(root.join("fuzz/corpus").join(&target).is_dir(), "{target} has no corpus");
        }
    }

    #[test]
    fn one_target_or_all_are_chosen() {
        let targets = || vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(chosen(targets(), None).unwrap(), targets());
        assert_eq!(chosen(targets(), Some("b")).unwrap(), ["b"]);
        let refusal = chosen(targets(), Some("c")).unwrap_err().to_string();
        assert_eq!(refusal, "there is no target c; there are a, b");
    }
}
