//! The second step of signing in: a code, where the person asked for one.

use app::session::{self, EnterCode, EnterCodeError, SessionToken};
use askama::Template;

use crate::entry::{Access, Entry};
use crate::page::Frame;
use crate::pages::sign_in;
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::session::cookie::Cookie;
use crate::ui::{Field, Form, Kind};
use crate::visit::Visit;

const ROUTE: Route = Route::new("/sign-in/code");

/// The page, and where to go from there.
pub(crate) fn path(next: &str) -> Path {
    ROUTE.path().with("next", next)
}

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("sign-in-code", ROUTE, Access::Anyone)
            .get(show)
            .post(enter)
            .open_while_locked()
            .without_token(),
    ]
}

#[derive(Template)]
#[template(path = "pages/sign_in_code.html")]
struct CodePage {
    frame: Frame,
    form: Form,
    other: Path,
}

impl CodePage {
    fn new(frame: Frame, next: &str, error: String) -> Self {
        let mut form = Form::new(&frame, ROUTE.path(), frame.t("sign-in"));
        form.hidden = vec![("next", next.to_owned())];
        form.fields = vec![code_field(&frame, error)];
        Self { other: sign_in::path(next), frame, form }
    }

    fn title(&self) -> String {
        self.frame.t("sign-in-code-title")
    }
}

/// The field for a code. What was typed is not sent back: it is a secret for some seconds more.
pub(crate) fn code_field(frame: &Frame, error: String) -> Field {
    Field {
        error,
        hint: frame.t("code-hint"),
        autocomplete: "one-time-code",
        is_required: true,
        ..Field::new("code", frame.t("code"), Kind::Text)
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let next = visit.query.text("next").to_owned();
    let Some(token) = visit.pending.clone() else { return Ok(Reply::see(sign_in::path(&next))) };
    if !session::is_waiting(visit.app(), &token, visit.look.within).await? {
        return Ok(begin_again(&visit, &next));
    }
    Reply::page(&CodePage::new(visit.frame(), &next, String::new()))
}

async fn enter(visit: Visit) -> Result<Reply, Failure> {
    let next = visit.form.text("next").to_owned();
    let Some(token) = visit.pending.clone() else { return Ok(Reply::see(sign_in::path(&next))) };
    let error = match session::enter_code(visit.app(), request(&visit, token)).await {
        Ok(signed_in) => return sign_in::welcome(visit, &signed_in).await,
        Err(EnterCodeError::Denied) => visit.t("code-wrong"),
        Err(EnterCodeError::Throttled(throttled)) => {
            let seconds = i64::try_from(throttled.seconds).unwrap_or(i64::MAX);
            visit.reader.t1("sign-in-throttled", "seconds", seconds)
        }
        Err(EnterCodeError::Ended) => return Ok(begin_again(&visit, &next)),
        Err(EnterCodeError::Store(error)) => return Err(error.into()),
    };
    Reply::again(&CodePage::new(visit.frame(), &next, error))
}

fn request(visit: &Visit, token: SessionToken) -> EnterCode {
    EnterCode {
        token,
        code: visit.form.text("code").to_owned(),
        within: visit.look.within,
        peer: visit.peer,
        user_agent: visit.user_agent.clone(),
        request_id: visit.request_id.clone(),
    }
}

/// The password was right too long ago.
fn begin_again(visit: &Visit, next: &str) -> Reply {
    let cookies = vec![Cookie::Pending.remove(&visit.host)];
    Reply::See { path: sign_in::path(next), notice: Some("sign-in-ended"), cookies }
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    vec![
        CodePage::new(frame.clone(), "", String::new()).render(),
        CodePage::new(frame.clone(), text, frame.t("code-wrong")).render(),
    ]
}
