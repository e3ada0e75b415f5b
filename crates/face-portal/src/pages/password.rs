//! Choosing another password.

use app::session::{self, ChangeOwnPasswordError, Session};
use askama::Template;
use party::password::{Password, PasswordError, PasswordPolicy};

use crate::entry::{Access, Entry};
use crate::i18n::Reader;
use crate::page::{Frame, Menu};
use crate::pages::{overview, sign_in};
use crate::reply::{Failure, Reply};
use crate::route::Route;
use crate::start_page;
use crate::ui::{Field, Form, Kind};
use crate::visit::Visit;

pub(crate) const ROUTE: Route = Route::new("/password");

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("password", ROUTE, Access::SignedIn)
            .get(show)
            .post(change)
            .linked(Menu::Person, "nav-password")
            .open_while_locked(),
    ]
}

#[derive(Template)]
#[template(path = "pages/password.html")]
struct PasswordPage {
    frame: Frame,
    is_forced: bool,
    form: Form,
}

/// What was wrong with each field; empty where nothing was.
#[derive(Default)]
struct Wrong {
    form: String,
    current: String,
    new: String,
    repeated: String,
}

impl PasswordPage {
    fn new(frame: Frame, is_forced: bool, policy: PasswordPolicy, wrong: Wrong) -> Self {
        let mut form = Form::new(&frame, ROUTE.path(), frame.t("password-change"));
        form.error = wrong.form;
        let field = |name, key: &str, autocomplete, error| Field {
            error,
            autocomplete,
            is_required: true,
            ..Field::new(name, frame.t(key), Kind::Password)
        };
        if !is_forced {
            form.fields.push(field("current", "password-current", "current-password", wrong.current));
        }
        let hint = frame.t(&format!("password-policy-{}", policy.id()));
        form.fields.push(Field { hint, ..field("new", "password-new", "new-password", wrong.new) });
        form.fields.push(field("repeated", "password-repeated", "new-password", wrong.repeated));
        Self { frame, is_forced, form }
    }

    fn title(&self) -> String {
        self.frame.t("password-title")
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let session = visit.session()?;
    Reply::page(&page(&visit, session, Wrong::default()))
}

async fn change(visit: Visit) -> Result<Reply, Failure> {
    let session = visit.session()?;
    let (new, repeated) = (visit.form.text("new"), visit.form.text("repeated"));
    let again = |wrong| Reply::again(&page(&visit, session, wrong));
    let new = match Password::parse(new) {
        Ok(password) => password,
        Err(error) => return again(Wrong { new: reason(&visit.reader, error), ..Wrong::default() }),
    };
    if new.reveal() != repeated {
        return again(Wrong { repeated: visit.t("password-differs"), ..Wrong::default() });
    }
    let current = Password::parse(visit.form.text("current")).ok();
    let changed =
        session::change_password(visit.app(), &visit.context()?, session, current.as_ref(), &new).await;
    let wrong = match changed {
        Ok(()) if session.must_change_password => {
            return Ok(Reply::see_with(start_page::path(&visit), "password-changed"));
        }
        Ok(()) => return Ok(Reply::see_with(overview::ROUTE.path(), "password-changed")),
        Err(ChangeOwnPasswordError::WrongPassword) => {
            Wrong { current: visit.t("password-wrong"), ..Wrong::default() }
        }
        Err(ChangeOwnPasswordError::Throttled(throttled)) => {
            let seconds = i64::try_from(throttled.seconds).unwrap_or(i64::MAX);
            Wrong { form: visit.reader.t1("sign-in-throttled", "seconds", seconds), ..Wrong::default() }
        }
        Err(ChangeOwnPasswordError::Policy(error)) => {
            Wrong { new: reason(&visit.reader, error), ..Wrong::default() }
        }
        Err(ChangeOwnPasswordError::Same) => Wrong { new: visit.t("password-same"), ..Wrong::default() },
        Err(ChangeOwnPasswordError::Acting) => return Err(Failure::NotFound),
        Err(ChangeOwnPasswordError::Ended) => return Ok(Reply::see(sign_in::ROUTE.path())),
        Err(ChangeOwnPasswordError::Store(error)) => return Err(error.into()),
    };
    again(wrong)
}

fn page(visit: &Visit, session: &Session, wrong: Wrong) -> PasswordPage {
    PasswordPage::new(visit.frame(), session.must_change_password, session.password_policy(), wrong)
}

/// Why a password is not accepted.
pub(crate) fn reason(reader: &Reader, error: PasswordError) -> String {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    match error {
        PasswordError::Empty => reader.t("password-error-empty"),
        PasswordError::TooShort(least) => reader.t1("password-error-short", "count", count(least)),
        PasswordError::TooLong(most) => reader.t1("password-error-long", "count", count(most)),
        PasswordError::ControlCharacter => reader.t("password-error-control"),
        PasswordError::NoLetter => reader.t("password-error-letter"),
        PasswordError::NoDigit => reader.t("password-error-digit"),
        PasswordError::OneCase => reader.t("password-error-case"),
        PasswordError::NoSymbol => reader.t("password-error-symbol"),
    }
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, _text: &str) -> Vec<Result<String, askama::Error>> {
    let errors = [
        PasswordError::Empty,
        PasswordError::TooShort(8),
        PasswordError::TooLong(128),
        PasswordError::ControlCharacter,
        PasswordError::NoLetter,
        PasswordError::NoDigit,
        PasswordError::OneCase,
        PasswordError::NoSymbol,
    ];
    let wrong = errors.map(|error| Wrong { new: reason(&frame.reader, error), ..Wrong::default() });
    let pages = wrong.into_iter().map(|wrong| (false, PasswordPolicy::Strong, wrong));
    let first = [
        (true, PasswordPolicy::Open, Wrong::default()),
        (false, PasswordPolicy::Medium, Wrong { current: frame.t("password-wrong"), ..Wrong::default() }),
        (false, PasswordPolicy::Medium, Wrong { repeated: frame.t("password-differs"), ..Wrong::default() }),
        (false, PasswordPolicy::Medium, Wrong { new: frame.t("password-same"), ..Wrong::default() }),
    ];
    first
        .into_iter()
        .chain(pages)
        .map(|(is_forced, policy, wrong)| PasswordPage::new(frame.clone(), is_forced, policy, wrong).render())
        .collect()
}
