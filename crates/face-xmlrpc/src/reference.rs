//! What the catalogue says, for people: the text of `system.methodHelp`, the reference page, the list of methods.

use std::fmt::Write;

use crate::catalogue::{METHODS, Method};
use crate::fault::CODES;

/// What `system.methodHelp` answers.
pub(crate) fn help(method: &Method) -> String {
    let mut text = format!("{}\n\n{}\n\nParameters:\n", method.name, method.summary);
    if method.parameters().next().is_none() {
        text.push_str("  none\n");
    }
    for parameter in method.parameters() {
        let (name, kind, presence) = (parameter.name, parameter.kind.name(), parameter.presence.name());
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {name} ({kind}, {presence}): {}", parameter.meaning);
    }
    let _ = write!(text, "\nReturns: {}.\n", method.returns);
    text
}

/// The reference page, in Markdown.
#[must_use]
pub fn reference_page() -> String {
    let mut page = String::from(
        "# Voice dialect: XML-RPC reference\n\n\
         Made from the catalogue in `crates/face-xmlrpc`; a test keeps it so. Call `POST /xmlapi/xmlapi` with HTTP \
         Digest: the user name is the web login, the password is the API password. Every method takes one struct and \
         answers with one that begins with `result: OK`; every refusal is a fault.\n\n## Fault codes\n\n\
         | code | meaning |\n| --- | --- |\n",
    );
    for (code, meaning) in CODES {
        let _ = writeln!(page, "| {code} | {meaning} |");
    }
    for method in METHODS.iter() {
        let _ = write!(page, "\n## {}\n\n{} Source: {}.\n\n", method.name, method.summary, method.source);
        if method.parameters().next().is_some() {
            page.push_str("| parameter | type | | meaning; default |\n| --- | --- | --- | --- |\n");
        }
        for parameter in method.parameters() {
            let (kind, presence) = (parameter.kind.name(), parameter.presence.name());
            let _ = writeln!(page, "| `{}` | {kind} | {presence} | {} |", parameter.name, parameter.meaning);
        }
        let _ = write!(page, "\nReturns {}.\n", method.returns);
    }
    page
}

/// Every method with its parameters, one line each: the contract file.
#[must_use]
pub fn method_list() -> String {
    let mut list = String::new();
    for method in METHODS.iter() {
        let _ = writeln!(list, "{}", method.name);
        for parameter in method.parameters() {
            let (kind, presence) = (parameter.kind.name(), parameter.presence.name());
            let _ = writeln!(list, "  {} {kind}, {presence}", parameter.name);
        }
    }
    list
}
