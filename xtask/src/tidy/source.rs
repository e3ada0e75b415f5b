//! The repository as text, and Rust files told apart into code, string literals and comments.
//!
//! Positions are byte offsets into the file's text, and blanked code keeps every offset and every line where it was.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result};
use fancy_regex::Regex;

use super::scan::{Kind, next_token};

/// Folders that hold nothing of ours, wherever they lie.
const FOREIGN_FOLDERS: &[&str] = &[".git", "target", "node_modules", "tollgate-data"];

/// All files of the repository.
pub(super) struct Tree {
    pub(super) texts: Vec<TextFile>,
    /// The paths of what is not text.
    pub(super) others: Vec<String>,
    pub(super) rust: Vec<RustFile>,
}

/// Any text file; the path is relative to the repository's root and divided by slashes.
pub(super) struct TextFile {
    pub(super) path: String,
    pub(super) text: String,
}

/// A Rust file, scanned.
pub(super) struct RustFile {
    pub(super) path: String,
    pub(super) text: String,
    /// The text with the insides of literals and all comments blanked.
    pub(super) code: String,
    /// The insides of string literals, as written.
    pub(super) strings: Vec<Piece>,
    /// Comments with their markers.
    pub(super) comments: Vec<Piece>,
    is_all_test: bool,
    tests: Vec<Range<usize>>,
}

/// A part of a file.
pub(super) struct Piece {
    pub(super) offset: usize,
    pub(super) text: String,
}

impl Tree {
    /// Reads everything below the root; of what is not text the path alone.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let (mut texts, mut others) = (Vec::new(), Vec::new());
        read_folder(root, "", &mut texts, &mut others)?;
        Ok(Self { others, ..Self::new(texts) })
    }

    fn new(texts: Vec<TextFile>) -> Self {
        let is_rust = |file: &&TextFile| file.path.ends_with(".rs");
        let mut rust: Vec<_> =
            texts.iter().filter(is_rust).map(|file| RustFile::scan(&file.path, &file.text)).collect();
        mark_test_modules(&mut rust);
        Self { texts, others: Vec::new(), rust }
    }

    /// A tree out of thin air, for the gates' own tests.
    #[cfg(test)]
    pub(super) fn sample(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| TextFile { path: (*path).into(), text: (*text).into() };
        Self::new(files.iter().map(file).collect())
    }

    /// The Rust files of the named crates, wherever these lie.
    pub(super) fn of_crates<'a>(&'a self, names: &'a [&str]) -> impl Iterator<Item = &'a RustFile> {
        self.rust.iter().filter(|file| names.contains(&file.crate_name()))
    }
}

impl RustFile {
    fn scan(path: &str, text: &str) -> Self {
        let mut file = Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code: String::with_capacity(text.len()),
            strings: Vec::new(),
            comments: Vec::new(),
            is_all_test: is_test_path(path),
            tests: Vec::new(),
        };
        let mut rest = text;
        while !rest.is_empty() {
            let (kind, length) = next_token(rest);
            let (token, tail) = rest.split_at_checked(length).unwrap_or((rest, ""));
            file.push(kind, text.len() - rest.len(), token);
            rest = tail;
        }
        file.tests = test_items(&file.code);
        file
    }

    fn push(&mut self, kind: Kind, offset: usize, token: &str) {
        match kind {
            Kind::Code => self.code.push_str(token),
            Kind::Comment => {
                self.code.extend(blank(token));
                self.comments.push(Piece { offset, text: token.to_owned() });
            }
            Kind::Character => self.code.extend(blank(token)),
            Kind::String { opening, closing } => {
                let inside = token.get(opening..token.len().saturating_sub(closing)).unwrap_or_default();
                let (head, tail) = token.split_at_checked(opening + inside.len()).unwrap_or((token, ""));
                self.code.push_str(token.get(..opening).unwrap_or_default());
                self.code.extend(blank(head).skip(opening));
                self.code.push_str(tail);
                self.strings.push(Piece { offset: offset + opening, text: inside.to_owned() });
            }
        }
    }

    /// The folder name of the crate that the file belongs to; empty outside `crates/` and `lib/`.
    pub(super) fn crate_name(&self) -> &str {
        let mut parts = self.path.split('/');
        match (parts.next(), parts.next()) {
            (Some("crates" | "lib"), Some(name)) => name,
            (Some("xtask"), Some(_)) => "xtask",
            _ => "",
        }
    }

    /// The line, counted from 1, of an offset.
    pub(super) fn line(&self, offset: usize) -> usize {
        line_of(&self.text, offset)
    }

    /// Whether an offset lies in something that is compiled for tests only.
    pub(super) fn is_test(&self, offset: usize) -> bool {
        self.is_all_test || self.tests.iter().any(|range| range.contains(&offset))
    }

    /// Where a pattern occurs in the code, with what it matched.
    pub(super) fn in_code<'a>(&'a self, pattern: &'a Regex) -> impl Iterator<Item = (usize, &'a str)> {
        found_in(&self.code, pattern)
    }

    /// Where a pattern occurs in string literals, with what it matched.
    pub(super) fn in_strings<'a>(&'a self, pattern: &'a Regex) -> impl Iterator<Item = (usize, &'a str)> {
        found_in_pieces(&self.strings, pattern)
    }

    /// Where a pattern occurs in comments, with what it matched.
    pub(super) fn in_comments<'a>(&'a self, pattern: &'a Regex) -> impl Iterator<Item = (usize, &'a str)> {
        found_in_pieces(&self.comments, pattern)
    }
}

/// A constant pattern.
#[expect(
    clippy::expect_used,
    reason = "the patterns are constants, and the tests of the gates compile every one"
)]
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is well formed")
}

/// Where a pattern occurs in a text, with what it matched.
pub(super) fn found_in<'a>(text: &'a str, pattern: &'a Regex) -> impl Iterator<Item = (usize, &'a str)> {
    pattern.find_iter(text).map_while(Result::ok).map(|found| (found.start(), found.as_str()))
}

/// The line, counted from 1, of an offset.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|&byte| byte == b'\n').count() + 1
}

/// The offset just after the bracket that closes the one at `open`, or the end of blanked code.
pub(super) fn end_of_block(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return offset + 1;
        }
    }
    code.len()
}

fn read_folder(
    folder: &Path,
    prefix: &str,
    texts: &mut Vec<TextFile>,
    others: &mut Vec<String>,
) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut entries = entries.collect::<std::io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() && !FOREIGN_FOLDERS.contains(&name.as_str()) {
            read_folder(&entry.path(), &format!("{path}/"), texts, others)?;
        }
        if kind.is_file() {
            match String::from_utf8(fs::read(entry.path())?) {
                Ok(text) => texts.push(TextFile { path, text }),
                Err(_) => others.push(path),
            }
        }
    }
    Ok(())
}

fn blank(text: &str) -> impl Iterator<Item = char> {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' })
}

fn found_in_pieces<'a>(pieces: &'a [Piece], pattern: &'a Regex) -> impl Iterator<Item = (usize, &'a str)> {
    let in_piece = |piece: &'a Piece| {
        let offset = piece.offset;
        found_in(&piece.text, pattern).map(move |(at, found)| (offset + at, found))
    };
    pieces.iter().flat_map(in_piece)
}

fn is_test_path(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "tests" | "benches" | "tests.rs"))
}

/// The items that carry `#[cfg(test)]`, attribute included.
fn test_items(code: &str) -> Vec<Range<usize>> {
    let attribute = pattern(r"#\[cfg\((test|any\(test\b[^\]]*)\)\]");
    let item = |(start, found): (usize, &str)| {
        let from = start + found.len();
        let body = code.bytes().enumerate().skip(from).find(|(_, byte)| matches!(byte, b'{' | b';'));
        start
            ..body.map_or(code.len(), |(at, byte)| if byte == b';' { at + 1 } else { end_of_block(code, at) })
    };
    found_in(code, &attribute).map(item).collect()
}

/// Marks the files that `#[cfg(test)] mod name;` names as tests from end to end.
fn mark_test_modules(files: &mut [RustFile]) {
    let declaration = pattern(r"\bmod\s+\w+\s*;");
    let mut test_modules = BTreeSet::new();
    for file in files.iter() {
        for (_, found) in file.in_code(&declaration).filter(|(offset, _)| file.is_test(*offset)) {
            let name = found.trim_start_matches("mod").trim_end_matches(';').trim();
            test_modules.insert(format!("{}/{name}", module_folder(&file.path)));
        }
    }
    for file in files {
        let stem = file.path.trim_end_matches(".rs");
        let is_in = |module: &String| {
            stem.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        file.is_all_test |= test_modules.iter().any(is_in);
    }
}

/// Where the modules that a file declares lie.
fn module_folder(path: &str) -> &str {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_root = ["mod.rs", "lib.rs", "main.rs"].iter().any(|name| path.rsplit('/').next() == Some(name));
    if is_root { folder } else { path.trim_end_matches(".rs") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> RustFile {
        RustFile::scan("crates/money/src/lib.rs", text)
    }

    #[track_caller]
    fn check(text: &str, code: &str, strings: &[&str], comments: &[&str]) {
        let file = file(text);
        let texts = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.clone()).collect::<Vec<_>>();
        assert_eq!(file.code, code);
        assert_eq!(file.code.len(), text.len(), "offsets move");
        assert_eq!(texts(&file.strings), strings);
        assert_eq!(texts(&file.comments), comments);
        for piece in file.strings.iter().chain(&file.comments) {
            assert!(text[piece.offset..].starts_with(&piece.text), "{:?} is not at its offset", piece.text);
        }
    }

    #[test]
    fn code_strings_and_comments_are_told_apart() {
        check("let a = 1; // why", "let a = 1;       ", &[], &["// why"]);
        check(r#"f("a // b", 'x')"#, r#"f("      ",    )"#, &["a // b"], &[]);
        check(r#"f("a\"b", b"c")"#, r#"f("    ", b" ")"#, &[r#"a\"b"#, "c"], &[]);
        check(r###"r#"say "hi""# + r"x""###, r###"r#"        "# + r" ""###, &[r#"say "hi""#, "x"], &[]);
        check("fn f<'a>(x: &'a str)", "fn f<'a>(x: &'a str)", &[], &[]);
        check("\"größe\nb\" // ü", "\"       \n \"      ", &["größe\nb"], &["// ü"]);
    }

    #[test]
    fn test_items_are_known() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() { }\n}\nfn c() {}\n";
        let file = file(text);
        for (name, expected) in [("fn a", false), ("fn b", true), ("fn c", false)] {
            assert_eq!(file.is_test(text.find(name).unwrap()), expected, "{name}");
        }
        assert_eq!(file.line(text.find("fn c").unwrap()), 6);
    }

    #[test]
    fn test_modules_in_their_own_files_are_known() {
        let tree = Tree::sample(&[
            ("crates/store/src/lib.rs", "//! a\n#[cfg(test)]\nmod suite;\nmod real;\n"),
            ("crates/store/src/suite.rs", "fn f() {}"),
            ("crates/store/src/suite/deep.rs", "fn f() {}"),
            ("crates/store/src/real.rs", "fn f() {}"),
            ("crates/store/tests/all.rs", "fn f() {}"),
        ]);
        let tests: Vec<_> = tree.rust.iter().map(|file| file.is_test(0)).collect();
        assert_eq!(tests, [false, true, true, false, true]);
        assert_eq!(tree.of_crates(&["store"]).count(), 5);
    }

    #[test]
    fn blocks_end_at_their_own_bracket() {
        assert_eq!(end_of_block("a { b { c } ( ) } d", 2), 17);
        assert_eq!(end_of_block("a { b", 2), 5);
    }
}
