//! How a user is told what became of his messages: a form for each type, what it would send, and a test that really sends.

use app::account::test_push::{self, TestPush, TestPushError};
use app::account::update::{UpdateAccount, UpdateAccountError, update};
use askama::Template;
use messaging::{DeliveryReport, FinalStatusPush};
use party::account::Account;
use party::ids::ObjectId;

use crate::entered::{Entered, Shown, Wrong};
use crate::entry::Entry;
use crate::page::Frame;
use crate::pages::push_seen::{Seen, transcripts};
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
    fn new(frame: Frame, of: Of<'_>, values: &Fields, wrong: &Wrong, seen: Seen) -> Self {
        let id = of.account.object_id;
        let mut form = Form::new(&frame, path(id), frame.t("user-save"));
        form.fields = push_fields::fields(&Shown { frame: &frame, values, wrong });
        form.cancel = Some((user::path(id), frame.t("cancel")));
        let step = |step, key: &str| Submit { step, label: frame.t(key) };
        let steps = push_fields::is_template(values).then(|| step("preview", "push-preview"));
        let is_testable = push_fields::is_url(values) || of.sends_mail && push_fields::is_email(values);
        let test = is_testable.then(|| step("test", "push-test"));
        form.more = steps.into_iter().chain(test).collect();
        if let Seen::Throttled(seconds) = &seen {
            form.error = frame.reader.t1("push-throttled", "seconds", *seconds);
        }
        Self {
            trail: (user::path(id), of.account.profile.username.as_str().to_owned()),
            form,
            transcripts: transcripts(&frame, seen),
            frame,
        }
    }

    fn title(&self) -> String {
        self.frame.t("user-push")
    }
}

/// Whose push it is.
#[derive(Clone, Copy)]
struct Of<'a> {
    account: &'a Account,
    /// The installation has a mail server.
    sends_mail: bool,
}

impl<'a> Of<'a> {
    fn new(visit: &Visit, account: &'a Account) -> Self {
        Self { account, sends_mail: visit.site.options.mailer.is_some() }
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let account = user::find_sender(&visit).await?;
    let values = Fields::of(push_fields::values(account.profile.final_status_push.as_ref()));
    let of = Of::new(&visit, &account);
    Reply::page(&UserPushPage::new(visit.frame(), of, &values, &Wrong::default(), Seen::Nothing))
}

async fn act(visit: Visit) -> Result<Reply, Failure> {
    let account = user::find_sender(&visit).await?;
    let (frame, of) = (visit.frame(), Of::new(&visit, &account));
    let step = visit.form.text("step");
    if step == "show" {
        return Reply::page(&UserPushPage::new(frame, of, &visit.form, &Wrong::default(), Seen::Nothing));
    }
    let mut entered = Entered::new(&visit.reader, &visit.form);
    let push = push_fields::read(&mut entered, &visit.form);
    let Some(push) = push else {
        let wrong = entered.wrong();
        return Reply::again(&UserPushPage::new(frame, of, &visit.form, &wrong, Seen::Nothing));
    };
    let report = sample(&visit, &account);
    let seen = match (step, &push) {
        ("preview", Some(push)) => Seen::Preview(push.fill(&report)),
        ("test", Some(push)) => test(&visit, &account, push, &report).await?,
        ("preview" | "test", _) => Seen::Nothing,
        _ => return save(&visit, &account, push).await,
    };
    Reply::page(&UserPushPage::new(frame, of, &visit.form, &Wrong::default(), seen))
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
    push: &FinalStatusPush,
    report: &DeliveryReport,
) -> Result<Seen, Failure> {
    let options = &visit.site.options;
    if options.mailer.is_none() && matches!(push, FinalStatusPush::Email(_)) {
        return Ok(Seen::Nothing);
    }
    match test_push::permit(visit.app(), &visit.context()?, account.object_id, push, report).await {
        Ok(TestPush::Call(call)) => {
            let sent = call.url().to_owned();
            Ok(Seen::Called(sent, options.pushes.send_test(call).await))
        }
        Ok(TestPush::Mail(mail)) => match &options.mailer {
            Some(mailer) => Ok(Seen::Mailed(mailer.send_test(&mail).await)),
            None => Ok(Seen::Nothing),
        },
        Err(TestPushError::Throttled(throttled)) => {
            Ok(Seen::Throttled(i64::try_from(throttled.seconds).unwrap_or(i64::MAX)))
        }
        Err(TestPushError::NoRecipient) => Ok(Seen::Nothing),
        Err(TestPushError::Account(error)) => Err(error.into()),
    }
}

/// A made-up message of the user's that has just been delivered.
fn sample(visit: &Visit, account: &Account) -> DeliveryReport {
    DeliveryReport::sample(visit.app().now().seconds(), account.profile.source_address.as_ref())
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    use std::time::Duration;

    use delivery::mail::TestedMail;
    use delivery::push::{HttpAnswer, HttpRequest, PushFailure, RefusedAddress};

    use crate::tests::people;

    let page = |push: Option<FinalStatusPush>, seen: Seen| {
        let values = Fields::of(push_fields::values(push.as_ref()));
        let account = people::sender(text, push).account;
        let of = Of { account: &account, sends_mail: true };
        UserPushPage::new(frame.clone(), of, &values, &Wrong::default(), seen).render()
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
        page(Some(people::url_push()), Seen::Called("http://".to_owned(), Ok(answer(false)))),
        page(Some(people::url_push()), Seen::Called(url.clone(), Ok(answer(true)))),
    ];
    for (message, answer) in [(text, Ok(text)), (text, Err(text)), ("", Err("no address"))] {
        let answer = answer.map(str::to_owned).map_err(str::to_owned);
        let mailed = TestedMail { message: message.to_owned(), answer, elapsed: Duration::from_millis(12) };
        pages.push(page(Some(people::email_push(text)), Seen::Mailed(mailed)));
    }
    for failure in failures {
        pages.push(page(Some(people::url_push()), Seen::Called(url.clone(), Err(failure))));
    }
    pages
}
