//! The rules of architecture and style that the compiler cannot check, each one a function with a violating sample.
//!
//! A gate looks at the repository's text (and the crate graph) and returns what breaks its rule; it changes nothing. Every
//! rule is stated at the top of the module that holds it.

mod layers;
mod prose;
mod purity;
mod scan;
mod size;
mod source;
mod sql;
mod wire_names;

use std::fmt;
use std::path::Path;

use anyhow::{Result, bail};

use self::source::{RustFile, Tree};

/// Checks the whole repository.
///
/// Fails when a rule is broken, after printing every place; files that grow large are listed without failing.
pub(crate) fn run(root: &Path) -> Result<()> {
    let tree = Tree::read(root)?;
    for warning in size::warnings(&tree) {
        eprintln!("warning: {warning}");
    }
    let findings = check(root, &tree)?;
    for finding in &findings {
        eprintln!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        count => bail!("{count} violations; the rules are stated in xtask/src/tidy"),
    }
}

fn check(root: &Path, tree: &Tree) -> Result<Vec<Finding>> {
    let gates: &[fn(&Tree) -> Vec<Finding>] = &[
        layers::pure_crates_name_no_machinery,
        prose::modules_have_headers,
        prose::nothing_is_left_over,
        prose::links_resolve,
        prose::words_are_ours,
        purity::money_never_floats,
        purity::pure_crates_take_time_and_chance,
        size::files_and_functions_are_short,
        sql::statements_stay_in_the_store,
        sql::statements_are_not_formatted,
        sql::placeholders_ascend,
        wire_names::wire_names_stay_in_the_faces,
    ];
    let mut findings = layers::dependencies_point_inwards(&layers::packages(root)?);
    findings.extend(gates.iter().flat_map(|gate| gate(tree)));
    Ok(findings)
}

/// One place where a rule is broken.
#[derive(Debug, PartialEq)]
struct Finding {
    path: String,
    /// Counted from 1; 0 where the rule is about the whole file.
    line: usize,
    message: String,
}

impl Finding {
    fn at(file: &RustFile, offset: usize, message: String) -> Self {
        Self { path: file.path.clone(), line: file.line(offset), message }
    }

    fn of_file(path: &str, message: String) -> Self {
        Self { path: path.to_owned(), line: 0, message }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.message),
            line => write!(f, "{}:{line}: {}", self.path, self.message),
        }
    }
}

/// How the gates' tests state what they expect: the lines, counted over a sample tree, that a gate finds.
#[cfg(test)]
#[track_caller]
fn check_gate(gate: fn(&Tree) -> Vec<Finding>, files: &[(&str, &str)], expected: &[&str]) {
    let found: Vec<_> = gate(&Tree::sample(files)).iter().map(ToString::to_string).collect();
    let matches = found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| a.starts_with(b));
    assert!(matches, "expected {expected:#?}\nfound {found:#?}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_repository_is_tidy() {
        let root = crate::workspace_root().unwrap();
        let findings = check(&root, &Tree::read(&root).unwrap()).unwrap();
        let lines: Vec<_> = findings.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "{}", lines.join("\n"));
    }
}
