//! What is written for readers: module headers, no leftovers of work in progress, links that lead somewhere, our own words.
//!
//! Whether a public item is documented is the compiler's business (`missing_docs`).

use std::collections::BTreeSet;

use super::Finding;
use super::source::{TextFile, Tree, found_in, line_of, pattern};

/// The machinery that may have helped to write a text is no part of it. Each word is in two parts, so that this list
/// does not find itself.
const FOREIGN_WORDS: &[(&str, &str)] = &[("assis", "tant"), ("L", "LM"), ("pro", "mpt")];

/// Written by tools, about other people's packages.
const LOCK_FILES: &[&str] = &["Cargo.lock", "package-lock.json"];

/// Every file of a crate's `src` begins by saying what it promises.
pub(super) fn modules_have_headers(tree: &Tree) -> Vec<Finding> {
    let sources = tree.rust.iter().filter(|file| file.path.contains("/src/"));
    let bare = sources.filter(|file| !file.text.starts_with("//!"));
    bare.map(|file| Finding::of_file(&file.path, "a module begins with a `//!` header".into())).collect()
}

/// No marker of unfinished work, no debugging aid, no silenced lint without a reason.
pub(super) fn nothing_is_left_over(tree: &Tree) -> Vec<Finding> {
    let marker = pattern(r"\b(TODO|FIXME|XXX)\b");
    let aid = pattern(r"\b(dbg|todo|unimplemented)!|#!?\[allow\(");
    let mut findings = Vec::new();
    for file in &tree.rust {
        let leftovers = file.in_comments(&marker).chain(file.in_code(&aid));
        findings.extend(
            leftovers.map(|(offset, found)| Finding::at(file, offset, format!("`{found}` is left over"))),
        );
    }
    for file in tree.texts.iter().filter(|file| has_extension(file, &["md", "toml", "sh", "py", "js", "sql"]))
    {
        findings.extend(
            found_in(&file.text, &marker)
                .map(|(offset, found)| at(file, offset, format!("`{found}` is left over"))),
        );
    }
    findings
}

/// Relative links of the documents lead to a file or folder of the repository.
pub(super) fn links_resolve(tree: &Tree) -> Vec<Finding> {
    let paths = all_paths(tree);
    let link = pattern(r"\]\([^)\s]+[^)]*\)");
    let mut findings = Vec::new();
    for file in tree.texts.iter().filter(|file| has_extension(file, &["md"])) {
        let prose = without_code(&file.text);
        for (offset, found) in found_in(&prose, &link) {
            let target = found
                .trim_start_matches("](")
                .trim_end_matches(')')
                .split_whitespace()
                .next()
                .unwrap_or_default();
            let is_broken = local_target(&file.path, target).is_some_and(|path| !paths.contains(&path));
            findings.extend(is_broken.then(|| at(file, offset, format!("`{target}` leads nowhere"))));
        }
    }
    findings
}

/// No word about the machinery of writing.
pub(super) fn words_are_ours(tree: &Tree) -> Vec<Finding> {
    let words: Vec<_> = FOREIGN_WORDS.iter().map(|(head, tail)| format!("{head}{tail}s?")).collect();
    let foreign = pattern(&format!(r"(?i)\b({})\b", words.join("|")));
    let mut findings = Vec::new();
    for file in tree.texts.iter().filter(|file| !LOCK_FILES.iter().any(|lock| file.path.ends_with(lock))) {
        let found = found_in(&file.text, &foreign);
        findings.extend(found.map(|(offset, word)| at(file, offset, format!("`{word}` has no place here"))));
    }
    findings
}

fn at(file: &TextFile, offset: usize, message: String) -> Finding {
    Finding { path: file.path.clone(), line: line_of(&file.text, offset), message }
}

fn has_extension(file: &TextFile, extensions: &[&str]) -> bool {
    file.path.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
}

/// Every file, and every folder that holds one.
fn all_paths(tree: &Tree) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for mut path in tree.texts.iter().map(|file| &file.path).chain(&tree.others).map(String::as_str) {
        while paths.insert(path.to_owned()) {
            path = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        }
    }
    paths
}

/// The repository path that a link of a document means; `None` for other sites and for places in the same document.
fn local_target(document: &str, target: &str) -> Option<String> {
    let path = target.split('#').next().filter(|path| !path.is_empty())?;
    if path.contains("://") || path.starts_with("mailto:") {
        return None;
    }
    let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The text with fenced blocks and code spans blanked, every offset kept.
fn without_code(text: &str) -> String {
    let mut prose = String::with_capacity(text.len());
    let mut is_fenced = false;
    for line in text.split_inclusive('\n') {
        let is_fence = line.trim_start().starts_with("```");
        let mut is_code = false;
        for c in line.chars() {
            is_code ^= c == '`';
            let hide = (is_code || is_fenced || is_fence) && c != '\n';
            if hide {
                prose.push_str(&" ".repeat(c.len_utf8()));
            } else {
                prose.push(c);
            }
        }
        is_fenced ^= is_fence;
    }
    prose
}

#[cfg(test)]
mod tests {
    use super::super::check_gate;
    use super::*;

    #[test]
    fn a_module_without_a_header_is_found() {
        let files = [
            ("crates/app/src/a.rs", "use b;"),
            ("crates/app/src/b.rs", "//! b"),
            ("crates/app/tests/c.rs", "use b;"),
        ];
        check_gate(modules_have_headers, &files, &["crates/app/src/a.rs: "]);
    }

    #[test]
    fn leftovers_are_found() {
        let text = "//! a\n// TODO b\nlet c = dbg!(1);\n#[allow(dead_code)]\nlet d = \"XXX\";\n";
        let files = [("crates/app/src/a.rs", text), ("docs/a.md", "One\nFIXME two\n")];
        let lines = [
            "crates/app/src/a.rs:2: ",
            "crates/app/src/a.rs:3: ",
            "crates/app/src/a.rs:4: ",
            "docs/a.md:2: ",
        ];
        check_gate(nothing_is_left_over, &files, &lines);
    }

    #[test]
    fn broken_links_are_found() {
        let text = "[a](b.md) [b](../README.md#top) [c](https://example.com/x) [d](#here)\n[e](../src) `[f](no)`\n[g](gone.md \"title\")\n```\n[h](no)\n```\n[i](../docs/b.md)";
        let files = [("docs/a.md", text), ("docs/b.md", ""), ("README.md", "[a](docs)"), ("src/c.txt", "")];
        check_gate(links_resolve, &files, &["docs/a.md:3: `gone.md` leads nowhere"]);
    }

    #[test]
    fn foreign_words_are_found() {
        let [first, second, third] =
            [0, 1, 2].map(|index| FOREIGN_WORDS[index]).map(|(head, tail)| format!("{head}{tail}"));
        let text = format!("A\nthe {first}s\n{}\n{third}ly\n", second.to_lowercase());
        let files = [("docs/a.md", text.as_str()), ("Cargo.lock", text.as_str())];
        check_gate(words_are_ours, &files, &["docs/a.md:2: ", "docs/a.md:3: "]);
    }
}
