//! How a user is told what became of his messages: a form for each type, what it would send, and a test that really sends.

use app::account::test_push::{self, TestPushError};
use app::account::update::{UpdateAccount, UpdateAccountError, update};
use askama::Template;
use delivery::push::{HttpAnswer, HttpRequest, PushFailure};
use messaging::{DeliveryReport, FilledPush, FinalStatusPush, UrlTemplate};
use party::account::Account;
use party::ids::ObjectId;

use crate::entered::{Entered, Shown, Wrong};
use crate::entry::Entry;
use crate::page::Frame;
use crate::pages::{push_fields, user, users};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::{Form, Submit, Transcript};
use crate::visit::{Fields, Visit};

const ROUTE: Route = Route::new("/users/{user}/push");

pub(crate) fn entries() -> Vec<Entry> {
    vec![Entry::new("user-push", ROUTE, users::EDIT).get(show).post(act)]
}

/// Where the push of the user `id` is set.
pub(crate) fn path(id: ObjectId) -> Path {
    ROUTE.path_with(&[&id])
}

#[derive(Template)]
#[template(path = "pages/user_push.html")]
struct UserPushPage {
    frame: Frame,
    trail: (Path, String),
    form: Form,
    transcripts: Vec<Transcript>,
}

impl UserPushPage {
    fn new(frame: Frame, account: &Account, values: &Fields, wrong: &Wrong, seen: Seen) -> Self {
        let id = account.object_id;
        let mut form = Form::new(&frame, path(id), frame.t("user-save"));
        form.fields = push_fields::fields(&Shown { frame: &frame, values, wrong });
        form.cancel = Some((user::path(id), frame.t("cancel")));
        let step = |step, key: &str| Submit { step, label: frame.t(key) };
        let steps = push_fields::is_template(values).then(|| step("preview", "push-preview"));
        let test = push_fields::is_url(values).then(|| step("test", "push-test"));
        form.more = steps.into_iter().chain(test).collect();
        if let Seen::Throttled(seconds) = &seen {
            form.error = frame.reader.t1("push-throttled", "seconds", *seconds);
        }
        Self {
            trail: (user::path(id), account.profile.username.as_str().to_owned()),
            form,
            transcripts: transcripts(&frame, seen),
            frame,
        }
    }

    fn title(&self) -> String {
        self.frame.t("user-push")
    }
}

/// What there is to see besides the form.
enum Seen {
    Nothing,
    /// What would be sent.
    Preview(FilledPush),
    /// What was sent, and what came of it.
    Test(String, Result<HttpAnswer, PushFailure>),
    /// Too many tests; wait so many seconds.
    Throttled(i64),
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let account = user::find_sender(&visit).await?;
    let values = Fields::of(push_fields::values(account.profile.final_status_push.as_ref()));
    Reply::page(&UserPushPage::new(visit.frame(), &account, &values, &Wrong::default(), Seen::Nothing))
}

async fn act(visit: Visit) -> Result<Reply, Failure> {
    let account = user::find_sender(&visit).await?;
    let frame = visit.frame();
    let step = visit.form.text("step");
    if step == "show" {
        return Reply::page(&UserPushPage::new(
            frame,
            &account,
            &visit.form,
            &Wrong::default(),
            Seen::Nothing,
        ));
    }
    let mut entered = Entered::new(&visit.reader, &visit.form);
    let push = push_fields::read(&mut entered, &visit.form);
    let Some(push) = push else {
        let wrong = entered.wrong();
        return Reply::again(&UserPushPage::new(frame, &account, &visit.form, &wrong, Seen::Nothing));
    };
    let report = sample(&visit, &account);
    let seen = match (step, &push) {
        ("preview", Some(push)) => Seen::Preview(push.fill(&report)),
        ("test", Some(FinalStatusPush::Url(url))) => test(&visit, &account, url, &report).await?,
        ("preview" | "test", _) => Seen::Nothing,
        _ => return save(&visit, &account, push).await,
    };
    Reply::page(&UserPushPage::new(frame, &account, &visit.form, &Wrong::default(), seen))
}

async fn save(visit: &Visit, account: &Account, push: Option<FinalStatusPush>) -> Result<Reply, Failure> {
    let request = UpdateAccount { final_status_push: Some(push), ..UpdateAccount::default() };
    match update(visit.app(), &visit.context()?, account.object_id, request).await {
        Ok(()) => Ok(Reply::see_with(user::path(account.object_id), "user-saved")),
        Err(UpdateAccountError::Change(error)) => Err(error.into()),
        // The name was not to change.
        Err(UpdateAccountError::Taken | UpdateAccountError::Name(_)) => Err(Failure::NotFound),
    }
}

async fn test(
    visit: &Visit,
    account: &Account,
    url: &UrlTemplate,
    report: &DeliveryReport,
) -> Result<Seen, Failure> {
    let permitted = test_push::permit(visit.app(), &visit.context()?, account.object_id, url, report).await;
    match permitted {
        Ok(permitted) => {
            let sent = permitted.url().to_owned();
            let answer = visit.site.options.pushes.send_test(permitted).await;
            Ok(Seen::Test(sent, answer))
        }
        Err(TestPushError::Throttled(throttled)) => {
            Ok(Seen::Throttled(i64::try_from(throttled.seconds).unwrap_or(i64::MAX)))
        }
        Err(TestPushError::Account(error)) => Err(error.into()),
    }
}

/// A made-up message of the user's that has just been delivered.
fn sample(visit: &Visit, account: &Account) -> DeliveryReport {
    DeliveryReport::sample(visit.app().now().seconds(), account.profile.source_address.as_ref())
}

fn transcripts(frame: &Frame, seen: Seen) -> Vec<Transcript> {
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
        Seen::Test(url, answer) => {
            let is_unsent = matches!(answer, Err(PushFailure::Address(_) | PushFailure::Refused(_)));
            let title = if is_unsent { "push-previewed" } else { "push-sent" };
            vec![request(frame, "test", title, &url), answered(frame, answer)]
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

fn answer_note(frame: &Frame, answer: &HttpAnswer) -> String {
    let millis = i64::try_from(answer.elapsed.as_millis()).unwrap_or(i64::MAX);
    let key = if answer.is_cut { "push-answered-cut" } else { "push-answered" };
    frame.reader.t1(key, "millis", frame.reader.integer(millis))
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

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    use std::time::Duration;

    use delivery::push::RefusedAddress;

    use crate::tests::people;

    let page = |push: Option<FinalStatusPush>, seen: Seen| {
        let values = Fields::of(push_fields::values(push.as_ref()));
        let account = people::sender(text, push).account;
        UserPushPage::new(frame.clone(), &account, &values, &Wrong::default(), seen).render()
    };
    let report = DeliveryReport { text: text.to_owned(), ..DeliveryReport::sample(1_767_225_600, None) };
    let url = "https://push.example/?a=1".to_owned();
    let answer = |is_cut| HttpAnswer {
        status: (200, "OK"),
        headers: vec![("x-header".to_owned(), text.to_owned())],
        body: format!("{text}\r\n\0\u{1b}"),
        is_cut,
        elapsed: Duration::from_millis(1_234),
    };
    let failures = [
        PushFailure::Refused(RefusedAddress([127, 0, 0, 1].into())),
        PushFailure::Timeout(text.to_owned()),
        PushFailure::Failed(text.to_owned()),
        match HttpRequest::get("http://") {
            Err(error) => PushFailure::Address(error),
            Ok(request) => PushFailure::Failed(request.to_string()),
        },
    ];
    let mut pages = vec![
        page(None, Seen::Nothing),
        page(Some(FinalStatusPush::Smpp), Seen::Preview(FinalStatusPush::Smpp.fill(&report))),
        page(Some(people::url_push()), Seen::Preview(people::url_push().fill(&report))),
        page(Some(people::email_push(text)), Seen::Preview(people::email_push("{{text}}").fill(&report))),
        page(Some(people::url_push()), Seen::Throttled(7)),
        page(Some(people::url_push()), Seen::Test("http://".to_owned(), Ok(answer(false)))),
        page(Some(people::url_push()), Seen::Test(url.clone(), Ok(answer(true)))),
    ];
    for failure in failures {
        pages.push(page(Some(people::url_push()), Seen::Test(url.clone(), Err(failure))));
    }
    pages
}
