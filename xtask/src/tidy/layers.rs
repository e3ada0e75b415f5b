//! Dependencies point inwards: a crate may use only crates that stand above it in `ORDER`.
//!
//! The faces see neither the store nor each other, so that deleting a face leaves the rest building. The pure crates
//! decide, and therefore name no runtime, no socket, no database and no wire format of the edge.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Finding;
use super::source::{Tree, pattern};
use crate::process;

/// Every crate of the product and of its tests, innermost first.
const ORDER: &[&str] = &[
    "xmlrpc",
    "httpdigest",
    "sheets",
    "money",
    "messaging",
    "party",
    "charging",
    "store",
    "app",
    "support",
    "delivery",
    "face-xmlrpc",
    "face-rest",
    "face-portal",
    "fuzz-replay",
    "model-test",
    "roles",
    "tollgate",
    "bench",
];

/// The crates that decide and never do.
pub(super) const PURE: &[&str] = &["money", "party", "charging", "messaging", "xmlrpc", "httpdigest"];

const FACES: &[&str] = &["face-xmlrpc", "face-rest", "face-portal"];

/// What a pure crate must not know.
const MACHINERY: &[&str] = &["tokio", "axum", "rusqlite", "postgres", "hyper", "serde_json"];

/// One crate as cargo sees it.
#[derive(Deserialize)]
pub(super) struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// Absent for an ordinary dependency, else `dev` or `build`.
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// The crates of the workspace.
pub(super) fn packages(root: &Path) -> Result<Vec<Package>> {
    let command = &mut process::cargo(root);
    let printed = process::capture(command.args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: Metadata =
        serde_json::from_str(&printed).context("cannot read what `cargo metadata` printed")?;
    Ok(metadata.packages)
}

/// The crate graph; the developer's tool is no part of the product and depends on none of it.
pub(super) fn dependencies_point_inwards(packages: &[Package]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in packages {
        let forbidden =
            package.dependencies.iter().filter_map(|dependency| forbidden(&package.name, dependency));
        findings.extend(forbidden.map(|why| Finding::of_file(&package.name, why)));
        if package.name != "xtask" && rank(&package.name).is_none() {
            findings.push(Finding::of_file(
                &package.name,
                "this crate has no place in the order of crates".into(),
            ));
        }
    }
    findings
}

/// Code of the pure crates; tests may use machinery.
pub(super) fn pure_crates_name_no_machinery(tree: &Tree) -> Vec<Finding> {
    let machinery = pattern(&format!(r"\b({})\b", MACHINERY.join("|")));
    let mut findings = Vec::new();
    for file in tree.of_crates(PURE) {
        for (offset, found) in file.in_code(&machinery).filter(|(offset, _)| !file.is_test(*offset)) {
            findings.push(Finding::at(file, offset, format!("a pure crate must not know `{found}`")));
        }
    }
    findings
}

fn forbidden(crate_name: &str, dependency: &Dependency) -> Option<String> {
    let name = dependency.name.as_str();
    let is_for_tests = dependency.kind.as_deref() == Some("dev");
    if !is_for_tests && PURE.contains(&crate_name) && MACHINERY.contains(&name) {
        return Some(format!("a pure crate must not depend on {name}"));
    }
    let inner = rank(name)?;
    if FACES.contains(&crate_name) && (FACES.contains(&name) || (!is_for_tests && name == "store")) {
        return Some(format!("a face must not depend on {name}"));
    }
    match rank(crate_name) {
        Some(outer) if inner < outer => None,
        _ => Some(format!("must not depend on {name}: dependencies point inwards")),
    }
}

fn rank(name: &str) -> Option<usize> {
    ORDER.iter().position(|candidate| *candidate == name)
}

#[cfg(test)]
mod tests {
    use super::super::check_gate;
    use super::*;

    #[track_caller]
    fn check(name: &str, dependency: &str, kind: Option<&str>, is_allowed: bool) {
        let dependency = Dependency { name: dependency.into(), kind: kind.map(Into::into) };
        let package = Package { name: name.into(), dependencies: vec![dependency] };
        let findings = dependencies_point_inwards(&[package]);
        assert_eq!(findings.is_empty(), is_allowed, "{findings:?}");
    }

    #[test]
    fn a_crate_uses_only_what_stands_above_it() {
        check("party", "money", None, true);
        check("money", "party", None, false);
        check("money", "party", Some("dev"), false);
        check("app", "store", None, true);
        check("store", "app", None, false);
        check("tollgate", "face-rest", None, true);
        check("xtask", "tollgate", None, false);
        check("xtask", "clap", None, true);
    }

    #[test]
    fn faces_see_neither_the_store_nor_each_other() {
        check("face-rest", "app", None, true);
        check("face-rest", "store", None, false);
        check("face-rest", "store", Some("dev"), true);
        check("face-rest", "face-xmlrpc", None, false);
        check("face-xmlrpc", "face-rest", Some("dev"), false);
    }

    #[test]
    fn pure_crates_take_no_machinery() {
        check("charging", "tokio", None, false);
        check("charging", "tokio", Some("dev"), true);
        check("app", "tokio", None, true);
    }

    #[test]
    fn a_new_crate_needs_a_place() {
        check("billing", "thiserror", None, false);
    }

    #[test]
    fn pure_code_names_no_machinery() {
        let text = "//! tokio in prose\nuse tokio::time;\nconst A: &str = \"axum\";\n#[cfg(test)]\nmod tests { use serde_json::Value; }\n";
        check_gate(
            pure_crates_name_no_machinery,
            &[("crates/party/src/a.rs", text)],
            &["crates/party/src/a.rs:2: "],
        );
        check_gate(pure_crates_name_no_machinery, &[("crates/app/src/a.rs", text)], &[]);
    }
}
