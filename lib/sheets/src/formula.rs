//! Cells that a spreadsheet would take for a formula. Such a text gets an apostrophe before it, which spreadsheets take for
//! "this is text" and which ends the danger in every program (OWASP, "CSV Injection").
//!
//! A text that has apostrophes before such a beginning gets one more, so that taking one away restores every text.

use std::borrow::Cow;

/// `text` as it is written: what would run is text.
pub(crate) fn neutralised(text: &str) -> Cow<'_, str> {
    if is_dangerous(text.trim_start_matches('\'')) {
        return Cow::Owned(format!("'{text}"));
    }
    Cow::Borrowed(text)
}

/// What [`neutralised`] made `text` of.
pub(crate) fn restored(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_dangerous(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

fn is_dangerous(text: &str) -> bool {
    // The wide forms are taken for the narrow ones by some East Asian versions.
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, written: &str) {
        assert_eq!(neutralised(text), written);
        assert_eq!(restored(written), text);
    }

    #[test]
    fn what_would_run_becomes_text_and_is_restored() {
        for text in ["=1+1", "+49 30 1234", "-2+3", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1"] {
            check(text, &format!("'{text}"));
        }
        for text in ["", "Acme", "'tis", "1=1", "a@b", " =1", "''"] {
            check(text, text);
        }
        check("'=1", "''=1");
        check("''-1", "'''-1");
    }
}
