//! A customer's own look. His style sheet is untrusted: it is parsed, and written anew with what is known to be harmless.
//!
//! What is left fetches nothing (no `@import`, no `@font-face`, no `url()` or anything else that names a resource), runs
//! nothing (no `expression()`, `behavior`, `-moz-binding`) and puts nothing over anything else (`position` is `static` or
//! `relative`; no offsets, transforms, stacking, places in a grid or negative margins). It is served as a file of its own,
//! never inside a page. What was left out is told, so that its author knows why. A sheet can still make its customer's own
//! pages hard to read: by colours, by sizes, by boxes too small for what is in them.
//!
//! It cannot hide that somebody acts as another. `assets/acting.css` settles every property of the banner, of what is around
//! it and of the box that everything else is in; it does so in a cascade layer, whose important declarations win over
//! whatever a sheet without layers says, and no sheet has any, for `@layer` is left out. The parts of an element that such a
//! rule does not settle (`::first-line`, `::picker()`, …) are out of a sheet's reach altogether.

mod rules;
#[cfg(test)]
mod tests;

use std::cell::RefCell;

use app::brand::digest_of;
use cssparser::{BasicParseErrorKind, ParseErrorKind, Parser, ParserInput, StyleSheetParser};

use self::rules::{Refusal, Rules};
use crate::route::Route;

/// Where a customer's style sheet is. The last part is the digest of what is served.
pub(crate) const ROUTE: Route = Route::new("/brand/{sheet}");
/// Where his logo is.
pub(crate) const LOGO: Route = Route::new("/brand/logo/{digest}");

/// The last part of [`ROUTE`] for the style sheet `css`.
pub(crate) fn sheet_name(css: &str) -> String {
    format!("{}.css", digest_of(css.as_bytes()))
}

/// A style sheet to begin with.
pub(crate) const EXAMPLE: &str = include_str!("../../../../docs/portal/example.css");

/// Bytes of a style sheet that are looked at.
const INPUT_BYTES_MAX: usize = 256 * 1024;
/// Bytes that are served; rules beyond are left out.
const OUTPUT_BYTES_MAX: usize = 128 * 1024;
/// Rules that are told to be left out.
const REMOVED_MAX: usize = 50;
/// Characters of a rule that are told.
const REMOVED_CHARACTERS_MAX: usize = 80;

/// A style sheet without what could harm.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Cleaned {
    /// What is served.
    pub(crate) css: String,
    /// What was left out, in its order.
    pub(crate) removed: Vec<Removed>,
}

/// A rule or a declaration that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Removed {
    /// Where it was, counted from 1.
    pub(crate) line: u32,
    /// How it began.
    pub(crate) text: String,
    /// Why.
    pub(crate) why: Why,
}

/// Why something was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// It names a resource.
    Fetches,
    /// It runs something.
    Runs,
    /// It could lie over the page.
    Covers,
    /// A part of an element that no rule reaches.
    Part,
    /// An at-rule that is not `@media` or `@supports`.
    AtRule,
    /// Blocks within blocks within blocks.
    TooDeep,
    /// The sheet is too long.
    TooLong,
    /// It is no rule, or none of those that are taken.
    Malformed,
}

/// `css` without what could harm. What is malformed is left out as a browser would, rule by rule; the result is the same
/// when it is cleaned again.
#[must_use]
pub(crate) fn clean(css: &str) -> Cleaned {
    let css = css.get(..css.floor_char_boundary(INPUT_BYTES_MAX)).unwrap_or_default();
    let (lines_before, css) = of_style_element(css).unwrap_or((0, css));
    let mut input = ParserInput::new(css);
    let mut parser = Parser::new(&mut input);
    let report = Report { lines_before, removed: RefCell::default() };
    let mut text = String::new();
    for rule in StyleSheetParser::new(&mut parser, &mut Rules::new(&report)) {
        let Some(rule) = report.kept(rule) else { continue };
        if OUTPUT_BYTES_MAX < text.len() + rule.len() {
            report.tell(0, &rule, Why::TooLong);
            break;
        }
        text.push_str(&rule);
    }
    Cleaned { css: text, removed: report.removed.into_inner() }
}

/// What stands in the first `<style>` of a piece of a page, and how many lines before: what `css` holds may be written as one
/// (voice reference, section 4.5, `css`).
fn of_style_element(text: &str) -> Option<(u32, &str)> {
    if !text.trim_start().starts_with('<') {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let open = lower.find("<style")?;
    let begin = open + lower.get(open..)?.find('>')? + 1;
    let rest = lower.get(begin..)?;
    let end = begin + rest.find("</style").unwrap_or(rest.len());
    let lines_before = text.get(..begin)?.matches('\n').count();
    Some((u32::try_from(lines_before).ok()?, text.get(begin..end)?))
}

/// What was left out so far.
struct Report {
    /// How many lines stand before the first that is looked at.
    lines_before: u32,
    removed: RefCell<Vec<Removed>>,
}

impl Report {
    /// The rule, unless it was left out, which is noted.
    fn kept(&self, rule: Result<String, (Refusal<'_>, &str)>) -> Option<String> {
        let (refusal, text) = match rule {
            Ok(rule) => return Some(rule),
            Err(refused) => refused,
        };
        let why = match refusal.kind {
            ParseErrorKind::Custom(why) => why,
            ParseErrorKind::Basic(BasicParseErrorKind::AtRuleInvalid(_)) => Why::AtRule,
            ParseErrorKind::Basic(_) => Why::Malformed,
        };
        self.tell(refusal.location.line.saturating_add(self.lines_before).saturating_add(1), text, why);
        None
    }

    fn tell(&self, line: u32, text: &str, why: Why) {
        let mut removed = self.removed.borrow_mut();
        if removed.len() < REMOVED_MAX {
            let words: Vec<&str> = text.split_whitespace().collect();
            let text = words.join(" ").chars().take(REMOVED_CHARACTERS_MAX).collect();
            removed.push(Removed { line, text, why });
        }
    }
}
