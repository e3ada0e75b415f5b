//! What a preview or a test of a push shows: what would be sent or was, word for word, and what came back.

use std::time::Duration;

use delivery::mail::TestedMail;
use delivery::push::{HttpAnswer, HttpRequest, PushFailure};
use messaging::FilledPush;

use crate::page::Frame;
use crate::ui::Transcript;

/// What there is to see besides the form.
pub(super) enum Seen {
    Nothing,
    /// What would be sent.
    Preview(FilledPush),
    /// The address that was called, and what came of it.
    Called(String, Result<HttpAnswer, PushFailure>),
    /// The mail that was sent, and what came of it.
    Mailed(TestedMail),
    /// Too many tests; wait so many seconds.
    Throttled(i64),
}

/// What was seen, as texts of machines.
pub(super) fn transcripts(frame: &Frame, seen: Seen) -> Vec<Transcript> {
    match seen {
        Seen::Nothing | Seen::Throttled(_) => Vec::new(),
        Seen::Preview(FilledPush::Url(url)) => vec![request(frame, "preview", "push-previewed", &url)],
        Seen::Preview(FilledPush::Email { to, subject, body }) => vec![Transcript {
            id: "preview",
            title: frame.t("push-previewed"),
            note: frame.t("push-sample"),
            text: format!("{}: {to}\n{}: {subject}\n\n{body}", frame.t("push-to"), frame.t("push-subject")),
            is_bad: false,
        }],
        Seen::Preview(FilledPush::Smpp) => Vec::new(),
        Seen::Called(url, answer) => {
            let is_unsent = matches!(answer, Err(PushFailure::Address(_) | PushFailure::Refused(_)));
            let title = if is_unsent { "push-previewed" } else { "push-sent" };
            vec![request(frame, "test", title, &url), answered(frame, answer)]
        }
        Seen::Mailed(mail) => {
            let answer = server_answer(frame, &mail);
            let sent = Transcript {
                id: "test",
                title: frame.t("push-sent"),
                note: frame.t("push-sample"),
                text: mail.message.trim_end().to_owned(),
                is_bad: false,
            };
            // What could not be written was not sent either.
            let sent = Some(sent).filter(|sent| !sent.text.is_empty());
            sent.into_iter().chain([answer]).collect()
        }
    }
}

/// The request, word for word; why there is none, where the address cannot be called.
fn request(frame: &Frame, id: &'static str, title: &str, url: &str) -> Transcript {
    let (text, note, is_bad) = match HttpRequest::get(url) {
        Ok(request) => (
            request.to_string().trim_end().to_owned(),
            frame.reader.tn("push-request", &[("method", request.method()), ("url", request.url())]),
            false,
        ),
        Err(error) => (error.to_string(), String::new(), true),
    };
    Transcript { id, title: frame.t(title), note, text, is_bad }
}

fn answered(frame: &Frame, answer: Result<HttpAnswer, PushFailure>) -> Transcript {
    let (title, note, text, is_bad) = match answer {
        Ok(answer) => ("push-answer", answer_note(frame, &answer), answer_text(&answer), false),
        Err(error) => {
            let key = match &error {
                PushFailure::Address(_) => "push-failed-address",
                PushFailure::Refused(_) => "push-failed-refused",
                PushFailure::Timeout(_) => "push-failed-timeout",
                PushFailure::Failed(_) => "push-failed-other",
            };
            ("push-no-answer", frame.t(key), error.to_string(), true)
        }
    };
    Transcript { id: "answer", title: frame.t(title), note, text, is_bad }
}

/// What the mail server said.
fn server_answer(frame: &Frame, mail: &TestedMail) -> Transcript {
    let id = "answer";
    match &mail.answer {
        Ok(text) => {
            let note = frame.reader.t1("push-answered", "millis", millis(frame, mail.elapsed));
            Transcript { id, title: frame.t("push-answer"), note, text: text.clone(), is_bad: false }
        }
        Err(text) => {
            let (title, note) = (frame.t("push-mail-refused"), frame.t("push-mail-refused-note"));
            Transcript { id, title, note, text: text.clone(), is_bad: true }
        }
    }
}

fn answer_note(frame: &Frame, answer: &HttpAnswer) -> String {
    let key = if answer.is_cut { "push-answered-cut" } else { "push-answered" };
    frame.reader.t1(key, "millis", millis(frame, answer.elapsed))
}

fn millis(frame: &Frame, elapsed: Duration) -> String {
    frame.reader.integer(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
}

/// Status line, headers, an empty line, body.
fn answer_text(answer: &HttpAnswer) -> String {
    let (code, reason) = answer.status;
    let mut text = format!("HTTP/1.1 {code} {reason}").trim_end().to_owned();
    text.push('\n');
    for (name, value) in &answer.headers {
        text.push_str(&format!("{name}: {value}\n"));
    }
    text.push('\n');
    text.push_str(&answer.body);
    text
}
