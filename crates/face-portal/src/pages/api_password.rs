//! Giving the customer's own programs another password.

use app::api_access::{self, ApiSettings, ApiSwitch, ChangeApiAccessError};
use askama::Template;
use party::password::Password;

use crate::entered::{Entered, Shown, Wrong};
use crate::entry::Entry;
use crate::page::Frame;
use crate::pages::{api, password, user_form};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::Form;
use crate::visit::{Fields, Visit};

pub(crate) const ROUTE: Route = Route::new("/api/password");

pub(crate) fn entries() -> Vec<Entry> {
    vec![Entry::new("api-password", ROUTE, api::CHANGED).get(show).post(set)]
}

#[derive(Template)]
#[template(path = "pages/form.html")]
struct ApiPasswordPage {
    frame: Frame,
    trail: (Path, String),
    title: String,
    lead: String,
    form: Form,
}

impl ApiPasswordPage {
    fn new(frame: Frame, settings: &ApiSettings, wrong: &Wrong) -> Self {
        let mut form = Form::new(&frame, ROUTE.path(), frame.t("api-password-set"));
        form.cancel = Some((api::ROUTE.path(), frame.t("cancel")));
        form.fields = user_form::password_fields(&Shown { frame: &frame, values: &Fields::default(), wrong });
        let policy = settings.customer.profile.password_policy;
        if let Some(first) = form.fields.first_mut() {
            first.hint = frame.t(&format!("password-policy-{}", policy.id()));
        }
        let lead = match settings.switch {
            ApiSwitch::NoPassword => "api-password-lead-first",
            ApiSwitch::On | ApiSwitch::Off => "api-password-lead",
        };
        Self {
            trail: (api::ROUTE.path(), frame.t("api-title")),
            title: frame.t("api-password-title"),
            lead: frame.t(lead),
            form,
            frame,
        }
    }

    fn title(&self) -> &str {
        &self.title
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let settings = api::find(&visit).await?;
    Reply::page(&ApiPasswordPage::new(visit.frame(), &settings, &Wrong::default()))
}

async fn set(visit: Visit) -> Result<Reply, Failure> {
    let settings = api::find(&visit).await?;
    let frame = visit.frame();
    let mut entered = Entered::new(&visit.reader, &visit.form);
    let typed = user_form::read_password(&mut entered, &visit.form, &frame);
    let mut wrong = entered.wrong();
    if let Some(typed) = typed {
        match replace(&visit, typed).await? {
            None => return Ok(Reply::see_with(api::ROUTE.path(), "api-password-set")),
            Some(reason) => wrong.refuse(user_form::PASSWORD, reason),
        }
    }
    Reply::again(&ApiPasswordPage::new(frame, &settings, &wrong))
}

/// Sets the password, or says why it is not accepted.
async fn replace(visit: &Visit, typed: Password) -> Result<Option<String>, Failure> {
    match api_access::set_password(visit.app(), &visit.context()?, typed).await {
        Ok(()) => Ok(None),
        Err(ChangeApiAccessError::Password(error)) => Ok(Some(password::reason(&visit.reader, error))),
        Err(ChangeApiAccessError::Store(error)) => Err(error.into()),
        Err(_) => Err(Failure::NotFound),
    }
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    use crate::tests::people;

    let customer = people::view(text).customer;
    let first = ApiSettings { customer, web_login: None, switch: ApiSwitch::NoPassword, calls: Vec::new() };
    let mut wrong = Wrong::default();
    wrong.refuse(user_form::PASSWORD, text.to_owned());
    let again = ApiSettings { switch: ApiSwitch::Off, ..first.clone() };
    let page = |settings, wrong| ApiPasswordPage::new(frame.clone(), settings, wrong).render();
    vec![page(&first, &Wrong::default()), page(&again, &wrong)]
}
