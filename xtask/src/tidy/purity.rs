//! Purity: no binary fraction comes near money, and the pure crates take time and chance as parameters.
//!
//! Tests are free to use floats and clocks; what ships is not. A measurement handed to `metrics::` on the same line may be a
//! float, because that is the only number a histogram takes.

use fancy_regex::Regex;

use super::Finding;
use super::layers::PURE;
use super::source::{Tree, pattern};

/// The crates through which money flows.
const MONEY_FLOWS: &[&str] = &["money", "party", "charging", "messaging", "store", "app"];

/// No `f32` or `f64` where money flows.
pub(super) fn money_never_floats(tree: &Tree) -> Vec<Finding> {
    let float = pattern(r"(?m)^(?!.*\bmetrics::).*\b(f32|f64)\b");
    shipped_code(tree, MONEY_FLOWS, &float, |found| {
        format!("no `{found}` where money flows: amounts are integers")
    })
}

/// No ambient clock, no ambient randomness.
pub(super) fn pure_crates_take_time_and_chance(tree: &Tree) -> Vec<Finding> {
    let ambient = pattern(r"\b(SystemTime|Timestamp|Instant|Utc)::now\b|\brand::rng\s*\(|\bthread_rng\b");
    shipped_code(tree, PURE, &ambient, |found| {
        format!("`{found}` is ambient: take a time or a source of chance")
    })
}

fn shipped_code(tree: &Tree, crates: &[&str], pattern: &Regex, message: fn(&str) -> String) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.of_crates(crates) {
        let shipped = file.in_code(pattern).filter(|(offset, _)| !file.is_test(*offset));
        findings.extend(shipped.map(|(offset, found)| Finding::at(file, offset, message(found))));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::check_gate;
    use super::*;

    #[test]
    fn floats_near_money_are_found() {
        let text = "//! f64\nfn a(x: f64) -> u8 { let s = \"f32\"; b.as_secs_f64() }\nmetrics::gauge!(\"a\").set(b as f64);\n#[cfg(test)]\nfn c() -> f32 { 0.0 }\n";
        check_gate(money_never_floats, &[("crates/money/src/a.rs", text)], &["crates/money/src/a.rs:2: "]);
        check_gate(money_never_floats, &[("crates/tollgate/src/a.rs", text)], &[]);
        check_gate(money_never_floats, &[("crates/money/tests/a.rs", text)], &[]);
    }

    #[test]
    fn ambient_time_and_chance_are_found() {
        let text = "//! a\nlet a = Instant::now();\nlet b = rand::rng();\nlet c = jiff::Timestamp::now();\nlet d = clock.now();\n";
        let lines =
            ["lib/httpdigest/src/a.rs:2: ", "lib/httpdigest/src/a.rs:3: ", "lib/httpdigest/src/a.rs:4: "];
        check_gate(pure_crates_take_time_and_chance, &[("lib/httpdigest/src/a.rs", text)], &lines);
        check_gate(pure_crates_take_time_and_chance, &[("crates/app/src/a.rs", text)], &[]);
    }
}
