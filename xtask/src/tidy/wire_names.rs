//! The names of the imitated dialects stay in their faces: inside, things have the names of the field.
//!
//! The XML-RPC dialect writes `i_customer`, the REST dialect `resellerName`. Tests speak both, and so do the parts of the
//! program that print examples for people to paste. The placeholders of message templates keep their names too, because
//! customers write them into texts that are stored; nobody else speaks a dialect.

use super::Finding;
use super::source::{RustFile, Tree, pattern};

/// The crates that know no dialect.
const INNER: &[&str] = &["httpdigest", "money", "party", "charging", "messaging", "store", "app", "tollgate"];

/// The files whose words people read, write or paste, beginning with these paths.
const SPEAKERS: &[&str] =
    &["crates/messaging/src/template", "crates/tollgate/src/commands", "crates/tollgate/src/demo"];

/// No `i_…` in code or strings, no camel case string that would be a REST field.
pub(super) fn wire_names_stay_in_the_faces(tree: &Tree) -> Vec<Finding> {
    let of_xmlrpc = pattern(r"\bi_[a-z][a-z0-9_]*");
    let of_rest = pattern(r"^[a-z]+([A-Z][a-z0-9]*)+$");
    let mut findings = Vec::new();
    for file in tree.of_crates(INNER).filter(|file| !is_speaker(file)) {
        let in_code = file.in_code(&of_xmlrpc).chain(file.in_strings(&of_xmlrpc));
        let wire_names =
            in_code.chain(file.in_strings(&of_rest)).filter(|(offset, _)| !file.is_test(*offset));
        findings.extend(wire_names.map(|(offset, name)| {
            Finding::at(file, offset, format!("`{name}` is a name of the wire: only a face may know it"))
        }));
    }
    findings
}

fn is_speaker(file: &RustFile) -> bool {
    SPEAKERS.iter().any(|prefix| file.path.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::super::check_gate;
    use super::*;

    const TEXT: &str = "//! i_customer\nlet i_customer = 1;\nlet a = \"the i_tariff field\";\nlet b = \"resellerName\";\nlet c = (\"iPhone case\", fifi_x);\n";

    #[test]
    fn wire_names_outside_the_faces_are_found() {
        let lines = ["crates/app/src/a.rs:2: ", "crates/app/src/a.rs:3: ", "crates/app/src/a.rs:4: "];
        check_gate(wire_names_stay_in_the_faces, &[("crates/app/src/a.rs", TEXT)], &lines);
    }

    #[test]
    fn faces_tests_and_speakers_may_speak_the_dialects() {
        for path in ["crates/face-rest/src/a.rs", "crates/app/tests/a.rs", "crates/tollgate/src/demo.rs"] {
            check_gate(wire_names_stay_in_the_faces, &[(path, TEXT)], &[]);
        }
    }
}
