//! The language files: each says the same things about the same values, and no template says anything beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use crate::i18n::catalogues;

type Messages = BTreeMap<String, BTreeSet<String>>;

fn messages(language: &str, sources: &[&str]) -> Messages {
    let mut messages = Messages::new();
    for source in sources {
        let resource = parser::parse(*source).unwrap_or_else(|(_, errors)| panic!("{language}: {errors:?}"));
        for entry in resource.body {
            match entry {
                Entry::Message(message) => {
                    let mut variables = BTreeSet::new();
                    of_pattern(&message.value.unwrap(), &mut variables);
                    let before = messages.insert(message.id.name.to_owned(), variables);
                    assert_eq!(before, None, "{language}: {} stands twice", message.id.name);
                }
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
                other => panic!("{language}: {other:?}"),
            }
        }
    }
    messages
}

fn of_pattern(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            of_expression(expression, variables);
        }
    }
}

fn of_expression(expression: &Expression<&str>, variables: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => of_inline(inline, variables),
        Expression::Select { selector, variants } => {
            of_inline(selector, variables);
            variants.iter().for_each(|variant| of_pattern(&variant.value, variables));
        }
    }
}

fn of_inline(inline: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = inline {
        variables.insert(id.name.to_owned());
    }
}

#[test]
fn every_language_says_everything_about_the_same_values() {
    let (language, sources) = catalogues()[0];
    assert!(50 < messages(language, sources).len());
    assert_eq!(differences(catalogues()), [""; 0]);
}

/// What each language says otherwise than the first: what it lacks, what it adds, what it says about other values.
pub(super) fn differences(catalogues: &[(&str, &[&str])]) -> Vec<String> {
    let mut languages = catalogues.iter().map(|(language, sources)| (language, messages(language, sources)));
    let (_, first) = languages.next().unwrap();
    let of = |(language, messages): (&&str, Messages)| {
        let keys: BTreeSet<&String> = first.keys().chain(messages.keys()).collect();
        let differ = keys.into_iter().filter(|key| first.get(*key) != messages.get(*key));
        differ.map(|key| format!("{language}: {key}")).collect::<Vec<_>>()
    };
    languages.flat_map(of).collect()
}

#[test]
fn every_key_that_is_written_down_is_there() {
    let (language, sources) = catalogues()[0];
    let known = messages(language, sources);
    for path in files(&["templates", "src/pages", "src/ui", "src/page.rs", "src/i18n"]) {
        let text = std::fs::read_to_string(&path).unwrap();
        for call in ["t(\"", "t1(\"", "tn(\""] {
            for key in text.split(&format!(".{call}")).skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(known.contains_key(key), "{}: no text for {key}", path.display());
            }
        }
    }
}

#[test]
fn templates_hold_no_text_of_their_own() {
    // Programs to copy are no pages: they speak their own languages.
    let is_page = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "html");
    for path in files(&["templates"]).into_iter().filter(is_page) {
        let text = std::fs::read_to_string(&path).unwrap();
        let bare = without(&without(&without(&text, "{%", "%}"), "{{", "}}"), "<", ">");
        let words: Vec<&str> =
            bare.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).collect();
        assert_eq!(words, [""; 0], "{}", path.display());
        assert!(!text.contains("|safe") && !text.contains("| safe"), "{}", path.display());
    }
}

/// `text` without what stands between `open` and `close`.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut left = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        left.push_str(before);
        rest = after.split_once(close).map_or("", |(_, after)| after);
    }
    left + rest
}

fn files(places: &[&str]) -> Vec<PathBuf> {
    let mut open: Vec<PathBuf> =
        places.iter().map(|place| Path::new(env!("CARGO_MANIFEST_DIR")).join(place)).collect();
    let mut files = Vec::new();
    while let Some(path) = open.pop() {
        match path.is_dir() {
            true => open.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path())),
            false => files.push(path),
        }
    }
    assert!(!files.is_empty());
    files
}
