//! The JSON of a final-status push: what is accepted and printed again is accepted as the same, and what fills its
//! templates changes no address and adds no header.

use face_rest::fuzzing;
use messaging::{EmailTemplate, FinalStatusPush, Placeholder, UrlTemplate};
use serde_json::{Value, json};

/// What would end a host, a path, a query or a header, if it were let through.
const HOSTILE: &str = "@/?#&=\\ \r\nBcc: x\0{{id}}";

/// The input is the text of the parameter.
pub fn final_status_push(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let Some(push) = fuzzing::final_status_push(text) else { return };
    match &push {
        FinalStatusPush::Url(url) => check_url(url),
        FinalStatusPush::Email(email) => check_email(email),
        FinalStatusPush::Smpp => {}
    }
    assert_eq!(fuzzing::final_status_push(&print(&push).to_string()), Some(push), "{text}");
}

fn print(push: &FinalStatusPush) -> Value {
    match push {
        FinalStatusPush::Url(url) => json!({"type": "URL", "data": {"url": url.as_str()}}),
        FinalStatusPush::Email(email) => {
            let (to, subject, body) = (email.to().as_str(), email.subject().as_str(), email.body().as_str());
            json!({"type": "EMAIL", "data": {"to": to, "subject": subject, "body": body}})
        }
        FinalStatusPush::Smpp => json!({"type": "SMPP"}),
    }
}

fn check_url(url: &UrlTemplate) {
    assert_eq!(UrlTemplate::parse(url.as_str()).as_ref(), Ok(url));
    let filled = url.fill(hostile);
    for mark in ["@", "/", "?", "#", "&", "=", "\\"] {
        let count = |text: &str| text.matches(mark).count();
        assert_eq!(count(&filled), count(url.as_str()), "{mark} of {url}");
    }
    assert!(!filled.contains(|character: char| character.is_whitespace() || character.is_control()));
}

fn check_email(email: &EmailTemplate) {
    let (to, subject, body) = (email.to().as_str(), email.subject().as_str(), email.body().as_str());
    assert_eq!(EmailTemplate::parse(to, subject, body).as_ref(), Ok(email));
    assert!(!email.fill_subject(hostile).contains(char::is_control), "{subject}");
    assert_eq!(email.fill_body(|placeholder| format!("{{{{{}}}}}", placeholder.name())), body);
}

fn hostile(_: Placeholder) -> String {
    HOSTILE.to_owned()
}
