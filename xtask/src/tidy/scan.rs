//! Rust's tokens, just well enough to tell code from literals and comments; no grammar.

/// What a token is, as far as the gates care.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// Everything else, a word or a character at a time.
    Code,
    /// To the end of the line, or to the closing marker.
    Comment,
    /// A character literal with its quotes.
    Character,
    /// A string literal, and how many bytes open and close it.
    String { opening: usize, closing: usize },
}

/// The kind and length of the first token of a text that is not empty.
pub(super) fn next_token(rest: &str) -> (Kind, usize) {
    if rest.starts_with("//") {
        return (Kind::Comment, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (Kind::Comment, block_comment(rest));
    }
    if let Some(token) = raw_string(rest).or_else(|| escaped_string(rest)) {
        return token;
    }
    if let Some(length) = character(rest) {
        return (Kind::Character, length);
    }
    let word = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    (Kind::Code, word.max(rest.chars().next().map_or(1, char::len_utf8)))
}

/// Block comments nest.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut offset = 0;
    while let Some(tail) = rest.get(offset..).filter(|tail| !tail.is_empty()) {
        let step = if tail.starts_with("/*") {
            depth += 1;
            2
        } else if tail.starts_with("*/") {
            depth -= 1;
            2
        } else {
            tail.chars().next().map_or(1, char::len_utf8)
        };
        offset += step;
        if depth == 0 {
            break;
        }
    }
    offset
}

fn raw_string(rest: &str) -> Option<(Kind, usize)> {
    let after = ["r", "br", "cr"].into_iter().find_map(|prefix| rest.strip_prefix(prefix))?;
    let body = after.trim_start_matches('#');
    let hashes = after.len() - body.len();
    let opening = rest.len() - body.len() + 1;
    let end = format!("\"{}", "#".repeat(hashes));
    let inside = body.strip_prefix('"')?.find(&end)?;
    Some((Kind::String { opening, closing: end.len() }, opening + inside + end.len()))
}

fn escaped_string(rest: &str) -> Option<(Kind, usize)> {
    let body = ["\"", "b\"", "c\""].into_iter().find_map(|prefix| rest.strip_prefix(prefix))?;
    let opening = rest.len() - body.len();
    let inside = end_of_escaped(body, '"')?;
    Some((Kind::String { opening, closing: 1 }, opening + inside + 1))
}

/// A quote may also open a lifetime, which is code.
fn character(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('\'')?;
    let first = body.chars().next()?;
    let is_character = first == '\\' || body.get(first.len_utf8()..)?.starts_with('\'');
    is_character.then(|| end_of_escaped(body, '\''))?.map(|inside| inside + 2)
}

/// The offset of the closing quote of a literal's body.
fn end_of_escaped(body: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (offset, c) in body.char_indices() {
        if c == quote && !escaped {
            return Some(offset);
        }
        escaped = c == '\\' && !escaped;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, kind: Kind, token: &str) {
        assert_eq!(next_token(text), (kind, token.len()), "{text}");
        assert!(text.starts_with(token));
    }

    #[test]
    fn comments_end_at_the_line_or_at_their_own_marker() {
        check("// a\nb", Kind::Comment, "// a");
        check("/* a /* b */ c */ d", Kind::Comment, "/* a /* b */ c */");
        check("/* open", Kind::Comment, "/* open");
    }

    #[test]
    fn strings_end_at_their_own_quote() {
        check(r#""a\"b" c"#, Kind::String { opening: 1, closing: 1 }, r#""a\"b""#);
        check(r#"b"\\" c"#, Kind::String { opening: 2, closing: 1 }, r#"b"\\""#);
        check(r###"r#"a"b"# c"###, Kind::String { opening: 3, closing: 2 }, r###"r#"a"b"#"###);
        check(r#"br"a\" c"#, Kind::String { opening: 3, closing: 1 }, r#"br"a\""#);
    }

    #[test]
    fn a_quote_opens_a_character_or_a_lifetime() {
        check("'{' ", Kind::Character, "'{'");
        check(r"'\'' ", Kind::Character, r"'\''");
        check(r"'\u{7b}' ", Kind::Character, r"'\u{7b}'");
        check("'a>", Kind::Code, "'");
    }

    #[test]
    fn words_are_taken_whole() {
        check("attr\"x\"", Kind::Code, "attr");
        check("r#type", Kind::Code, "r");
        check("größe + 1", Kind::Code, "größe");
    }
}
