//! The part of the manual that is made from the catalogue.

use std::fmt::Write as _;

use crate::catalogue::{Member, OPERATIONS, Operation, Origin, Parameter, Presence};
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
    write!(text, "\nSuccess: `{}`\n\nStatuses: ", success(operation.success)).unwrap();
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
    };
    let (name, what, rule, example) = (field.name, field.description, field.rule, field.example);
    format!("| `{name}` | {required} | {what} | {rule} | `{example}` |\n")
}

fn success(members: &[Member]) -> String {
    let members: Vec<String> =
        members.iter().map(|member| format!("\"{}\":{}", member.name, member.example)).collect();
    format!("{{{}}}", members.join(","))
}
