//! SQL is written once, in the store, as whole literals: never elsewhere, never glued together.
//!
//! SQLite reads `$1` as the *name* of a parameter and numbers names in order of appearance, while PostgreSQL reads the
//! number. Both agree only when the first appearances count up from `$1` without a gap, which is checked too.

use fancy_regex::Regex;

use super::Finding;
use super::source::{RustFile, Tree, end_of_block, found_in, line_of, pattern};

const STORE: &str = "store";

/// Copies every table there is, whatever its name: names come from the schema itself, quoted, and values are bound.
const SCHEMA_DRIVEN: &str = "crates/store/src/postgres/backup.rs";

/// They look at the engines from outside the product: one measures them alone, another compares every stored row before
/// and after, and takes databases away, one puts every stored row back, and the last reads every row there is.
const OUTSIDE_THE_PRODUCT: [&str; 4] =
    ["tests/bench/", "tests/acceptance/", "tests/support/src/snapshot.rs", "tests/support/src/contents.rs"];

/// A statement: the shouted form anywhere in a literal, the quiet form where the literal starts with it.
const STATEMENT: &str = r"(?x)
    \b ( SELECT\b[^;]*\bFROM | INSERT\s+INTO | UPDATE\s+\S+\s+SET | DELETE\s+FROM ) \b
    | (?is) ^\s* ( select\b[^;]*\bfrom | insert\s+into | update\s+\S+\s+set | delete\s+from ) \b";

/// No statement outside the store; tests ask the application, not its tables.
pub(super) fn statements_stay_in_the_store(tree: &Tree) -> Vec<Finding> {
    let statement = pattern(STATEMENT);
    let mut findings = Vec::new();
    let may_speak = |file: &RustFile| {
        matches!(file.crate_name(), STORE | "xtask")
            || OUTSIDE_THE_PRODUCT.iter().any(|folder| file.path.starts_with(folder))
    };
    for file in tree.rust.iter().filter(|file| !may_speak(file)) {
        let statements = file.in_strings(&statement);
        findings.extend(
            statements.map(|(offset, _)| Finding::at(file, offset, "SQL belongs to crates/store".into())),
        );
    }
    findings
}

/// No formatting macro makes a statement in the store.
pub(super) fn statements_are_not_formatted(tree: &Tree) -> Vec<Finding> {
    let statement = pattern(STATEMENT);
    let macros = pattern(r"\b(format|write|writeln|format_args)!\s*[(\[{]");
    let mut findings = Vec::new();
    for file in tree.of_crates(&[STORE]).filter(|file| file.path != SCHEMA_DRIVEN) {
        for (offset, found) in file.in_code(&macros).filter(|(offset, _)| !file.is_test(*offset)) {
            let end = end_of_block(&file.code, offset + found.len() - 1);
            if has_statement_within(file, offset..end, &statement) {
                findings.push(Finding::at(
                    file,
                    offset,
                    "a statement must be a literal: bind, do not format".into(),
                ));
            }
        }
    }
    findings
}

/// First appearances of placeholders count up from `$1`: in the store's literals, and in its statement files.
pub(super) fn placeholders_ascend(tree: &Tree) -> Vec<Finding> {
    let placeholder = pattern(r"\$[0-9]+");
    let mut findings = Vec::new();
    for file in tree.of_crates(&[STORE]) {
        for literal in file.strings.iter().filter(|literal| !file.is_test(literal.offset)) {
            let complaint = if is_piece(&literal.text) {
                out_of_order_in_piece(&literal.text, &placeholder)
            } else {
                out_of_order(&literal.text, &placeholder)
            };
            findings.extend(complaint.map(|why| Finding::at(file, literal.offset, why)));
        }
    }
    for file in
        tree.texts.iter().filter(|file| file.path.starts_with("crates/store/") && file.path.ends_with(".sql"))
    {
        let mut offset = 0;
        for statement in file.text.split_inclusive(';') {
            let line = line_of(&file.text, offset);
            let complaint = out_of_order(statement, &placeholder);
            findings.extend(complaint.map(|message| Finding { path: file.path.clone(), line, message }));
            offset += statement.len();
        }
    }
    findings
}

fn has_statement_within(file: &RustFile, range: std::ops::Range<usize>, statement: &Regex) -> bool {
    file.in_strings(statement).any(|(offset, _)| range.contains(&offset))
}

fn out_of_order(statement: &str, placeholder: &Regex) -> Option<String> {
    let mut highest = 0_usize;
    for (_, found) in found_in(statement, placeholder) {
        let number: usize = found.trim_start_matches('$').parse().ok()?;
        if number > highest + 1 {
            return Some(format!(
                "`{found}` appears before `${}`: SQLite would bind them crosswise",
                highest + 1
            ));
        }
        highest = highest.max(number);
    }
    None
}

/// Whether a literal is a part of a statement that `concat!` puts together: it has no verb.
fn is_piece(literal: &str) -> bool {
    let first = literal.split_whitespace().next().unwrap_or_default();
    !["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains(&first)
}

/// What comes before a piece is not known here, so it may begin with any number; from there the same holds.
fn out_of_order_in_piece(piece: &str, placeholder: &Regex) -> Option<String> {
    let mut first_and_highest = None;
    for (_, found) in found_in(piece, placeholder) {
        let number: usize = found.trim_start_matches('$').parse().ok()?;
        let (first, highest) = first_and_highest.unwrap_or((number, number));
        if number < first || number > highest + 1 {
            return Some(format!("`{found}` appears out of order: SQLite would bind crosswise"));
        }
        first_and_highest = Some((first, highest.max(number)));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::check_gate;
    use super::*;

    #[test]
    fn statements_outside_the_store_are_found() {
        let text = r#"//! SELECT a FROM b
            let a = "SELECT a FROM b";
            let b = "x; UPDATE t SET a = 1";
            let c = "  delete from t";
            let d = "Choose a tariff from the list, then update the set";
            let e = "SELECT is a word";
        "#;
        let lines = ["crates/app/src/a.rs:2: ", "crates/app/src/a.rs:3: ", "crates/app/src/a.rs:4: "];
        let findings = statements_stay_in_the_store;
        check_gate(findings, &[("crates/app/src/a.rs", text)], &lines);
        check_gate(findings, &[("crates/store/src/a.rs", text)], &[]);
        check_gate(findings, &[("tests/bench/src/a.rs", text)], &[]);
    }

    #[test]
    fn formatted_statements_are_found() {
        let text = r#"//! a
            let a = format!("SELECT a FROM {table}");
            let b = write!(out, "delete from {}", table);
            let c = format!("cannot open {path}");
            let d = ["SELECT a FROM b"];
        "#;
        let lines = ["crates/store/src/a.rs:2: ", "crates/store/src/a.rs:3: "];
        check_gate(
            statements_are_not_formatted,
            &[("crates/store/src/a.rs", text), (SCHEMA_DRIVEN, text)],
            &lines,
        );
    }

    #[test]
    fn crossed_placeholders_are_found() {
        let text = r#"//! a
            let a = "UPDATE t SET a = $2 WHERE b = $1";
            let b = "UPDATE t SET a = $1 WHERE b = $2 AND c = $1 AND d = $3";
            let c = "UPDATE t SET a = $1 WHERE b = $3";
            let d = concat!("SELECT a FROM b WHERE c IN ($1, $2)", " AND d = $3 AND e = $4 AND f = $3 LIMIT $5");
            let e = concat!("SELECT a FROM b WHERE c = $1", " AND d = $3 AND e = $2");
            let f = concat!("SELECT a FROM b WHERE c = $1", " AND d = $2 AND e = $4");
            #[cfg(test)]
            mod tests { const D: &str = "parameter $2"; }
        "#;
        let lines = ["2", "4", "6", "7"].map(|line| format!("crates/store/src/a.rs:{line}: "));
        let lines = lines.each_ref().map(String::as_str);
        check_gate(placeholders_ascend, &[("crates/store/src/a.rs", text)], &lines);
        check_gate(placeholders_ascend, &[("crates/app/src/a.rs", text)], &[]);
    }

    #[test]
    fn statement_files_are_read_statement_by_statement() {
        let text = "SELECT $1;\nSELECT $1,\n $2;\nSELECT $2;\n";
        check_gate(placeholders_ascend, &[("crates/store/sql/a.sql", text)], &["crates/store/sql/a.sql:3: "]);
    }
}
