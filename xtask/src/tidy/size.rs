//! Files stay under 800 lines and functions under 70; a file over 500 is worth a look for a seam.
//!
//! Exceptions are listed with their exact size in `tidy_exceptions.txt`, and that list may only shrink: a file or function
//! that grew beyond its entry, shrank below it, or no longer needs it, is a finding. Test functions may be as long as
//! their tables.

use super::Finding;
use super::source::{RustFile, Tree, end_of_block, pattern};

const FILE_LIMIT: usize = 800;
const FILE_WARNING: usize = 500;
const FUNCTION_LIMIT: usize = 70;

const EXCEPTIONS_PATH: &str = "xtask/src/tidy_exceptions.txt";
const EXCEPTIONS: &str = include_str!("../tidy_exceptions.txt");

/// No Rust file and no function over its limit, but for the exceptions.
pub(super) fn files_and_functions_are_short(tree: &Tree) -> Vec<Finding> {
    check(tree, EXCEPTIONS)
}

/// The files that are allowed but worth a look, longest first.
pub(super) fn warnings(tree: &Tree) -> Vec<String> {
    let mut long: Vec<_> = tree.rust.iter().map(|file| (line_count(file), &file.path)).collect();
    long.retain(|(lines, _)| *lines > FILE_WARNING);
    long.sort_by(|a, b| b.cmp(a));
    long.iter().map(|(lines, path)| format!("{path} has {lines} lines; look for a seam")).collect()
}

/// What is over its limit; `subject` is how the exceptions name it.
struct Oversized {
    subject: String,
    path: String,
    line: usize,
    lines: usize,
    limit: usize,
}

fn check(tree: &Tree, exceptions: &str) -> Vec<Finding> {
    let oversized: Vec<_> = tree.rust.iter().flat_map(oversized).collect();
    let listed: Vec<_> =
        exceptions.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let mut findings = Vec::new();
    for found in &oversized {
        if !listed.contains(&found.entry().as_str()) {
            let Oversized { path, line, lines, limit, .. } = found;
            let message = format!("{} lines, the limit is {limit} ({})", lines, found.subject);
            findings.push(Finding { path: path.clone(), line: *line, message });
        }
    }
    for entry in listed {
        if !oversized.iter().any(|found| found.entry() == entry) {
            let message = format!("`{entry}` is not the truth; this list may only shrink");
            findings.push(Finding::of_file(EXCEPTIONS_PATH, message));
        }
    }
    findings
}

impl Oversized {
    fn entry(&self) -> String {
        format!("{} {}", self.subject, self.lines)
    }
}

fn oversized(file: &RustFile) -> Vec<Oversized> {
    let path = &file.path;
    let whole = (format!("file {path}"), 0, line_count(file), FILE_LIMIT);
    let functions = functions(file).into_iter().map(|(name, line, lines)| {
        let subject = format!("function {path} {name}");
        (subject, line, lines, FUNCTION_LIMIT)
    });
    let all = std::iter::once(whole).chain(functions).filter(|(_, _, lines, limit)| lines > limit);
    all.map(|(subject, line, lines, limit)| Oversized { subject, path: path.clone(), line, lines, limit })
        .collect()
}

fn line_count(file: &RustFile) -> usize {
    file.text.lines().count()
}

/// The name, first line and length of every function with a body that is not for tests.
fn functions(file: &RustFile) -> Vec<(String, usize, usize)> {
    let head = pattern(r"\bfn\s+[A-Za-z_]\w*");
    let mut functions = Vec::new();
    for (start, found) in file.in_code(&head).filter(|(offset, _)| !file.is_test(*offset)) {
        if let Some(open) = body(&file.code, start + found.len()) {
            let name = found.trim_start_matches("fn").trim().to_owned();
            let first = file.line(start);
            let last = file.line(end_of_block(&file.code, open) - 1);
            functions.push((name, first, last - first + 1));
        }
    }
    functions
}

/// The offset of the bracket that opens a function's body, if it has one.
fn body(code: &str, from: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (offset, byte) in code.bytes().enumerate().skip(from) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b'{' if depth == 0 => return Some(offset),
            b';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::check_gate;
    use super::*;

    const PATH: &str = "crates/app/src/a.rs";

    /// A file of `lines` lines with one function, `long`, of `length` lines that starts on line 2.
    fn sample(lines: usize, length: usize) -> String {
        let function = format!("fn long(a: [u8; 2]) {{{}}}\n", "\n".repeat(length - 1));
        format!("//! a\n{function}{}", "// b\n".repeat(lines - length - 1))
    }

    #[track_caller]
    fn check_with(exceptions: &str, text: &str, expected: &[&str]) {
        let found: Vec<_> =
            check(&Tree::sample(&[(PATH, text)]), exceptions).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn long_files_and_functions_are_found() {
        check_gate(files_and_functions_are_short, &[(PATH, &sample(800, 70))], &[]);
        check_gate(
            files_and_functions_are_short,
            &[(PATH, &sample(801, 70))],
            &["crates/app/src/a.rs: 801 lines"],
        );
        check_gate(
            files_and_functions_are_short,
            &[(PATH, &sample(100, 71))],
            &["crates/app/src/a.rs:2: 71 lines"],
        );
    }

    #[test]
    fn test_tables_may_be_long() {
        let text = sample(100, 90).replace("fn long", "#[cfg(test)] fn long");
        check_gate(files_and_functions_are_short, &[(PATH, &text)], &[]);
    }

    #[test]
    fn the_list_of_exceptions_may_only_shrink() {
        let entry = "# why\nfunction crates/app/src/a.rs long 80\n";
        let untrue = "xtask/src/tidy_exceptions.txt: `function crates/app/src/a.rs long 80` is not the truth; this list may only shrink";
        let grown = "crates/app/src/a.rs:2: 81 lines, the limit is 70 (function crates/app/src/a.rs long)";
        let shrunk = "crates/app/src/a.rs:2: 79 lines, the limit is 70 (function crates/app/src/a.rs long)";
        check_with(entry, &sample(100, 80), &[]);
        check_with(entry, &sample(100, 81), &[grown, untrue]);
        check_with(entry, &sample(100, 79), &[shrunk, untrue]);
        check_with(entry, &sample(100, 60), &[untrue]);
    }

    #[test]
    fn large_files_are_listed_longest_first() {
        let tree =
            Tree::sample(&[(PATH, &sample(501, 9)), ("b.rs", &sample(700, 9)), ("c.rs", &sample(500, 9))]);
        let expected =
            ["b.rs has 700 lines; look for a seam", "crates/app/src/a.rs has 501 lines; look for a seam"];
        assert_eq!(warnings(&tree), expected);
    }
}
