//! Giving a user another password, or one that serves once.

use app::account::change_password::change_password;
use app::account::create_endpoint::CreateEndpointError;
use app::account::reset_one_time;
use app::account::update_endpoint::{UpdateEndpoint, UpdateEndpointError, update};
use app::account::{AccountLookup, ChangeAccountError};
use askama::Template;
use party::account::Account;
use party::ids::ObjectId;
use party::password::{Password, PasswordPolicy};

use crate::entered::{Entered, Shown, Wrong};
use crate::entry::Entry;
use crate::page::Frame;
use crate::pages::{password, user, user_form, users};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::{Button, Form};
use crate::visit::{Fields, Visit};

const ROUTE: Route = Route::new("/users/{user}/password");
const ONE_TIME: Route = Route::new("/users/{user}/one-time-password");

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("user-password", ROUTE, users::EDIT).get(show).post(change),
        Entry::new("user-one-time-password", ONE_TIME, users::EDIT).post(give_one_time),
    ]
}

/// Where the user `id` is given another password.
pub(crate) fn path(id: ObjectId) -> Path {
    ROUTE.path_with(&[&id])
}

#[derive(Template)]
#[template(path = "pages/user_password.html")]
struct UserPasswordPage {
    frame: Frame,
    trail: (Path, String),
    form: Form,
    one_time: Button,
    /// The password that was just made, shown this one time.
    made: String,
}

impl UserPasswordPage {
    fn new(frame: Frame, account: &Account, wrong: &Wrong, made: String) -> Self {
        let id = account.object_id;
        let mut form = Form::new(&frame, path(id), frame.t("user-set-password"));
        form.cancel = Some((user::path(id), frame.t("cancel")));
        form.fields = user_form::password_fields(&Shown { frame: &frame, values: &Fields::default(), wrong });
        let policy = account.endpoint().map_or(PasswordPolicy::Open, |endpoint| endpoint.password_policy);
        if let Some(first) = form.fields.first_mut() {
            first.hint = frame.t(&format!("password-policy-{}", policy.id()));
        }
        Self {
            trail: (user::path(id), account.profile.username.as_str().to_owned()),
            one_time: Button::new(&frame, ONE_TIME.path_with(&[&id]), frame.t("user-one-time-give")),
            form,
            made,
            frame,
        }
    }

    fn title(&self) -> String {
        self.frame.t("user-password-title")
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let account = user::find(&visit).await?.account;
    Reply::page(&UserPasswordPage::new(visit.frame(), &account, &Wrong::default(), String::new()))
}

async fn change(visit: Visit) -> Result<Reply, Failure> {
    let account = user::find(&visit).await?.account;
    let frame = visit.frame();
    let mut entered = Entered::new(&visit.reader, &visit.form);
    let password = user_form::read_password(&mut entered, &visit.form, &frame);
    let mut wrong = entered.wrong();
    if let Some(password) = password {
        match set(&visit, &account, password).await? {
            Ok(()) => return Ok(Reply::see_with(user::path(account.object_id), "user-password-set")),
            Err(reason) => wrong.refuse(user_form::PASSWORD, reason),
        }
    }
    Reply::again(&UserPasswordPage::new(frame, &account, &wrong, String::new()))
}

/// Sets the password, or says why it is not accepted.
async fn set(visit: &Visit, account: &Account, password: Password) -> Result<Result<(), String>, Failure> {
    let (lookup, context) = (AccountLookup::Any(account.object_id), visit.context()?);
    if account.endpoint().is_none() {
        change_password(visit.app(), &context, lookup, &password).await?;
        return Ok(Ok(()));
    }
    let request = UpdateEndpoint { web_password: Some(password), ..UpdateEndpoint::default() };
    match update(visit.app(), &context, lookup, request).await {
        Ok(()) => Ok(Ok(())),
        Err(UpdateEndpointError::Endpoint(CreateEndpointError::WebPassword(error))) => {
            Ok(Err(password::reason(&visit.reader, error)))
        }
        Err(UpdateEndpointError::Endpoint(CreateEndpointError::Store(error))) => Err(error.into()),
        // Nothing else of what can be refused was asked for.
        Err(_) => Err(Failure::NotFound),
    }
}

async fn give_one_time(visit: Visit) -> Result<Reply, Failure> {
    let account = user::find(&visit).await?.account;
    let lookup = AccountLookup::Any(account.object_id);
    let made: Result<Password, ChangeAccountError> =
        reset_one_time::reset(visit.app(), &visit.context()?, lookup).await;
    let made = made?.reveal().to_owned();
    Reply::page(&UserPasswordPage::new(visit.frame(), &account, &Wrong::default(), made))
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    use crate::tests::people;

    let page = |account: &Account, wrong: &Wrong, made: &str| {
        UserPasswordPage::new(frame.clone(), account, wrong, made.to_owned()).render()
    };
    let (sender, caller) = (people::sender(text, None).account, people::caller().account);
    let mut wrong = Wrong::default();
    wrong.refuse(user_form::PASSWORD, text.to_owned());
    vec![
        page(&sender, &Wrong::default(), ""),
        page(&caller, &wrong, ""),
        page(&sender, &Wrong::default(), text),
    ]
}
