//! What we promise, as files: the list of methods and the reference page are made from the catalogue.
//!
//! `TOLLGATE_BLESS=1` writes them anew.

use std::path::PathBuf;

use face_xmlrpc::catalogue::{METHODS, Presence};
use face_xmlrpc::{method_list, reference_page};

/// A file of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Whether files are to be written instead of compared.
pub(crate) fn is_blessing() -> bool {
    std::env::var_os("TOLLGATE_BLESS").is_some()
}

#[track_caller]
fn check(path: &str, made: &str) {
    if is_blessing() {
        std::fs::write(repository(path), made).unwrap();
    }
    let kept = std::fs::read_to_string(repository(path)).unwrap_or_default();
    assert!(
        kept == made,
        "{path} is out of date: run the tests with TOLLGATE_BLESS=1 and read the difference"
    );
}

#[test]
fn the_list_of_methods_is_the_catalogue() {
    check("contracts/xmlrpc-methods.txt", &method_list());
}

#[test]
fn the_reference_page_is_the_catalogue() {
    check("docs/xmlrpc.md", &reference_page());
}

#[test]
fn the_catalogue_is_sorted_and_complete() {
    assert!(METHODS.is_sorted_by(|a, b| a.name < b.name));
    for method in METHODS.iter() {
        assert!(method.summary.ends_with('.') && !method.source.is_empty(), "{}", method.name);
        let mut names: Vec<_> = method.parameters().map(|parameter| parameter.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{}", method.name);
        // Whoever is acted for need not be named by one who acts for himself.
        let acting_for = method.acting_for.map(|name| method.parameter(name).unwrap().presence);
        assert!(acting_for.is_none_or(|presence| presence == Presence::Optional), "{}", method.name);
    }
}
