//! The README's tour, taken: its calls run against a demo and answer what it says.
//!
//! A fenced block whose first line is `sh tour` after the backticks is run by bash; all blocks of the page run in order
//! against one demo. If the next fenced block is `text`, it says what the commands print: `…` stands for anything
//! within a line, and a line that is only `…` for any number of lines. The page speaks of `127.0.0.1:8080`. Logins are
//! shell variables named like the members of `tollgate demo --json`: `$ROOT_API_PASSWORD`, `$RESELLER_PREPAID_NAME`,
//! `$I_TARIFF`.

use std::net::SocketAddr;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::clients::has_curl;
use crate::site::Site;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");

#[test]
fn the_readme_says_what_happens() {
    let page = std::fs::read_to_string(README).unwrap_or_default();
    let steps = steps(&page);
    if steps.is_empty() {
        println!("README.md has no tour");
        return;
    }
    if has_curl().is_none() {
        return;
    }
    let site = Site::demo();
    let (server, ready) = site.start_demo();
    let variables = variables(&ready);
    for step in &steps {
        let said = take(step.script, server.address(), &variables);
        if let Some(expected) = step.expected {
            assert!(matches(expected, &said), "{}\nexpected:\n{expected}\nprinted:\n{said}", step.script);
        }
    }
}

/// A block to run and the block with what it prints.
#[derive(Debug, PartialEq, Eq)]
struct Step<'a> {
    script: &'a str,
    expected: Option<&'a str>,
}

fn steps(page: &str) -> Vec<Step<'_>> {
    let blocks = blocks(page);
    let after = blocks.iter().skip(1).map(Some).chain([None]);
    let with_next = blocks.iter().zip(after);
    with_next
        .filter(|((kind, _), _)| *kind == "sh tour")
        .map(|((_, script), next)| {
            let expected = next.filter(|(kind, _)| *kind == "text").map(|(_, text)| *text);
            Step { script, expected }
        })
        .collect()
}

/// Every fenced block: what stands after its backticks, and its text.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let parts: Vec<&str> = page.split("```").collect();
    let fenced = parts.iter().skip(1).step_by(2);
    fenced.map(|block| block.split_once('\n').unwrap_or((block, ""))).collect()
}

/// Runs a script as a reader would, and returns what it printed.
fn take(script: &str, address: SocketAddr, variables: &[(String, String)]) -> String {
    let script = script.replace("127.0.0.1:8080", &address.to_string());
    let mut command = Command::new("bash");
    command.args(["-eu", "-o", "pipefail", "-c", &script]).envs(variables.iter().cloned());
    let output = command.stdin(Stdio::null()).output().unwrap();
    let (said, errors) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{script}\n{}\n{said}{errors}", output.status);
    said
}

/// `{"root": {"web_login": "x"}}` is `ROOT_WEB_LOGIN=x`.
fn variables(ready: &Value) -> Vec<(String, String)> {
    let mut variables = Vec::new();
    for (name, value) in ready.as_object().unwrap() {
        match value {
            Value::Object(_) => {
                variables.extend(
                    self::variables(value)
                        .into_iter()
                        .map(|(inner, value)| (format!("{name}_{inner}"), value)),
                );
            }
            Value::String(text) => variables.push((name.clone(), text.clone())),
            other => variables.push((name.clone(), other.to_string())),
        }
    }
    variables.into_iter().map(|(name, value)| (name.to_uppercase(), value)).collect()
}

fn matches(expected: &str, said: &str) -> bool {
    let lines = |text: &'_ str| text.trim_end().lines().map(str::to_owned).collect::<Vec<_>>();
    lines_match(&lines(expected), &lines(said))
}

fn lines_match(expected: &[String], said: &[String]) -> bool {
    match expected {
        [] => said.is_empty(),
        [any, rest @ ..] if any == "…" => {
            (0..=said.len()).any(|skipped| lines_match(rest, &said[skipped..]))
        }
        [line, rest @ ..] => said
            .split_first()
            .is_some_and(|(first, said)| line_matches(line, first) && lines_match(rest, said)),
    }
}

fn line_matches(expected: &str, said: &str) -> bool {
    let Some((head, tail)) = expected.split_once('…') else { return expected == said };
    let Some(rest) = said.strip_prefix(head) else { return false };
    rest.char_indices().map(|(at, _)| at).chain([rest.len()]).any(|at| line_matches(tail, &rest[at..]))
}

#[test]
fn a_tour_is_read_from_a_page() {
    let page = "# T\n```sh tour\na\nb\n```\nprints\n\n```text\nc\n```\n```sh\nx\n```\n```sh tour\nd\n```\n";
    let expected = [Step { script: "a\nb\n", expected: Some("c\n") }, Step { script: "d\n", expected: None }];
    assert_eq!(steps(page), expected);
}

#[test]
fn ellipses_stand_for_anything() {
    #[track_caller]
    fn check(expected: &str, said: &str, is_match: bool) {
        assert_eq!(matches(expected, said), is_match, "{expected:?} {said:?}");
    }
    check("a\n", "a", true);
    check("a", "b", false);
    check("{\"id\":\"…\"}", "{\"id\":\"5a4e\"}\n", true);
    check("a…b…c", "a1b2c", true);
    check("a…b", "a1b2", false);
    check("a\n…\nz", "a\nb\nc\nz\n", true);
    check("a\n…\nz", "a\nz", true);
    check("a\n…", "b\nz", false);
}
