//! The schema of a SQLite database as text that changes only when the schema does.

use std::path::Path;

use super::{open_read, unavailable};
use crate::error::StoreError;

/// One column or constraint per line, tables in order of name, each followed by its indexes.
pub(crate) fn schema_dump(path: &Path) -> Result<String, StoreError> {
    let connection = open_read(path)?;
    let read = || {
        let mut statement = connection.prepare(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             ORDER BY tbl_name, CASE type WHEN 'table' THEN 0 ELSE 1 END, type, name",
        )?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        rows.map(|sql| Ok(normalise(&sql?))).collect::<rusqlite::Result<String>>()
    };
    read().map_err(|error| unavailable(path, &error))
}

/// SQLite keeps the text of a definition as it was written. Comments and layout are dropped, quoted text is kept, and
/// the outermost list gets one item per line.
fn normalise(sql: &str) -> String {
    let mut text = String::new();
    let mut depth = 0_u32;
    let mut rest = sql.trim();
    while let Some(next) = rest.chars().next() {
        let (taken, after) = rest.split_at(token_length(rest, next));
        rest = after;
        match next {
            _ if taken.starts_with("--") || taken.starts_with("/*") => space(&mut text),
            _ if next.is_whitespace() => space(&mut text),
            '(' => {
                depth += 1;
                text.push_str(if depth == 1 { "(\n  " } else { "(" });
            }
            ')' => {
                text.truncate(text.trim_end().len());
                text.push_str(if depth == 1 { "\n)" } else { ")" });
                depth = depth.saturating_sub(1);
            }
            ',' => {
                text.truncate(text.trim_end().len());
                text.push_str(if depth == 1 { ",\n  " } else { ", " });
            }
            _ => text.push_str(taken),
        }
    }
    text.truncate(text.trim_end().len());
    text.push_str(";\n");
    text
}

/// One blank, and none after a blank or an opening parenthesis.
fn space(text: &mut String) {
    if !text.ends_with([' ', '(', '\n']) {
        text.push(' ');
    }
}

/// How many bytes of `rest` belong together: a comment, a quoted word, or one character.
fn token_length(rest: &str, next: char) -> usize {
    let through = |start: usize, end: &str| {
        let found = rest.get(start..).and_then(|tail| tail.find(end));
        found.map_or(rest.len(), |at| start + at + end.len())
    };
    match next {
        '-' if rest.starts_with("--") => through(2, "\n"),
        '/' if rest.starts_with("/*") => through(2, "*/"),
        '\'' => through(1, "'"),
        '"' => through(1, "\""),
        _ => next.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sql: &str, expected: &str) {
        assert_eq!(normalise(sql), expected);
    }

    #[test]
    fn layout_and_comments_do_not_show() {
        check(
            "CREATE TABLE a ( -- the first\n  x INTEGER NOT NULL,y TEXT CHECK (y IN ('a -- b' ,'c''d')) /* odd */\n) STRICT",
            "CREATE TABLE a (\n  x INTEGER NOT NULL,\n  y TEXT CHECK (y IN ('a -- b', 'c''d'))\n) STRICT;\n",
        );
        check("CREATE INDEX i\n ON a (x,  y)", "CREATE INDEX i ON a (\n  x,\n  y\n);\n");
    }
}
