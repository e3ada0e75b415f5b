//! The part of the manual that is made from the catalogue.

use std::fmt::Write as _;

use crate::catalogue::{Member, OPERATIONS, Operation, Origin, Parameter, Presence, Shape};
use crate::golden;
use crate::status::Status;

const MARKER: &str =
    "<!-- From here on, this page is made from the catalogue: crates/face-rest/src/catalogue.rs -->\n";

#[test]
fn the_manual_says_what_the_catalogue_says() {
    golden::check_after("docs/rest.md", MARKER, &text());
}

fn text() -> String {
    let mut text = statuses();
    for operation in &OPERATIONS {
        text.push_str(&section(operation));
    }
    text
}

fn statuses() -> String {
    let mut text = "\n## Statuses\n\n| status | meaning | source |\n|---|---|---|\n".to_owned();
    for status in Status::ALL {
        let source = if (100..200).contains(&status.code()) { "ours" } else { "platform" };
        writeln!(text, "| {} | {} | {source} |", status.code(), status.meaning()).unwrap();
    }
    text
}

fn section(operation: &Operation) -> String {
    let methods = if operation.by_get { "GET, POST" } else { "POST" };
    let source = match operation.origin {
        Origin::Documented => "",
        Origin::Ours => " Ours: the platform documents no such operation.",
    };
    let mut text = format!("\n## {methods} {}\n\n{}{source}\n", operation.path(), operation.summary);
    if !operation.notes.is_empty() {
        write!(text, "\n{}\n", operation.notes).unwrap();
    }
    text.push_str("\n| parameter | required | what | allowed | example |\n|---|---|---|---|---|\n");
    text.extend(operation.parameters.iter().map(row));
    write!(text, "\nSuccess: `{}`\n\n", success(operation.success)).unwrap();
    text.extend(operation.success.iter().map(lines));
    text.push_str("Statuses: ");
    let codes: Vec<String> = operation.statuses.iter().map(|status| status.code().to_string()).collect();
    writeln!(text, "{}", codes.join(", ")).unwrap();
    text
}

fn row(parameter: &Parameter) -> String {
    let field = parameter.field;
    let required = match parameter.presence {
        Presence::Required => "yes".to_owned(),
        Presence::Optional(default) => format!("no; without it: {default}"),
        Presence::RequiredSinceNewer => {
            "in revision 2, where it may be empty; in revision 1 no, without it: empty".to_owned()
        }
        Presence::OptionalSinceNewer => "no; in revision 1 ignored".to_owned(),
        Presence::RequiredInForm(form) => format!("in the {form}'s form"),
        Presence::OptionalByPost(default) => format!("no, and by POST only; without it: {default}"),
    };
    let (name, what, rule, example) = (field.name, field.description, field.rule, field.example);
    format!("| `{name}` | {required} | {what} | {rule} | `{example}` |\n")
}

fn success(members: &[Member]) -> String {
    let members: Vec<String> =
        members.iter().map(|member| format!("\"{}\":{}", member.name, example(member))).collect();
    format!("{{{}}}", members.join(","))
}

fn example(member: &Member) -> String {
    match member.shape {
        Shape::Value | Shape::ValueOrNull => member.example.to_owned(),
        Shape::Lines(members) => format!("[{}]", success(members)),
    }
}

/// What each line of a list holds; nothing for any other member.
fn lines(list: &Member) -> String {
    let Shape::Lines(members) = list.shape else { return String::new() };
    let mut text = format!("| member of `{}` | what |\n|---|---|\n", list.name);
    for member in members {
        let or_null = if matches!(member.shape, Shape::ValueOrNull) { " Null: none." } else { "" };
        writeln!(text, "| `{}` | {}{or_null} |", member.name, member.description).unwrap();
    }
    text.push('\n');
    text
}
