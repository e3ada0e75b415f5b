//! Signing in: one form for web users and holders of accounts.

use app::session::{self, SignIn, SignInError, SignInStep, SignedInSession};
use askama::Template;
use party::password::Password;

use crate::entry::{Access, Entry};
use crate::page::Frame;
use crate::pages::{overview, password, sign_in_code};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::session::cookie::Cookie;
use crate::start_page;
use crate::ui::{Field, Form, Kind};
use crate::visit::Visit;

pub(crate) const ROUTE: Route = Route::new("/sign-in");

/// Characters of a login that are looked at: the longest is an e-mail address.
const LOGIN_CHARACTERS_MAX: usize = 254;

/// The page, and where to go from there: a path of this site, or nothing.
pub(crate) fn path(next: &str) -> Path {
    ROUTE.path().with("next", if next == "/" { "" } else { next })
}

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("sign-in", ROUTE, Access::Anyone)
            .get(show)
            .post(sign_in)
            .open_while_locked()
            .without_token(),
    ]
}

#[derive(Template)]
#[template(path = "pages/sign_in.html")]
struct SignInPage {
    frame: Frame,
    form: Form,
}

impl SignInPage {
    fn new(frame: Frame, login: &str, next: &str, error: String) -> Self {
        let mut form = Form::new(&frame, ROUTE.path(), frame.t("sign-in"));
        form.error = error;
        form.hidden = vec![("next", next.to_owned())];
        form.fields = vec![
            Field {
                value: login.to_owned(),
                autocomplete: "username",
                is_required: true,
                ..Field::new("login", frame.t("login"), Kind::Text)
            },
            Field {
                autocomplete: "current-password",
                is_required: true,
                ..Field::new("password", frame.t("password"), Kind::Password)
            },
        ];
        Self { frame, form }
    }

    fn title(&self) -> String {
        self.frame.t("sign-in")
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    if visit.person.is_some() {
        return Ok(Reply::see(overview::ROUTE.path()));
    }
    Reply::page(&SignInPage::new(visit.frame(), "", visit.query.text("next"), String::new()))
}

async fn sign_in(visit: Visit) -> Result<Reply, Failure> {
    let (login, next) = (visit.form.text("login").trim(), visit.form.text("next"));
    let password = Password::parse(visit.form.text("password"));
    let denied = || visit.t("sign-in-denied");
    let error = match password {
        Ok(password) if login.chars().count() <= LOGIN_CHARACTERS_MAX && !login.contains('\0') => {
            let request = SignIn {
                login: login.to_owned(),
                password,
                within: visit.look.within,
                peer: visit.peer,
                user_agent: visit.user_agent.clone(),
                request_id: visit.request_id.clone(),
            };
            match session::sign_in(visit.app(), request).await {
                Ok(SignInStep::SignedIn(signed_in)) => return welcome(visit, &signed_in).await,
                Ok(SignInStep::CodeNeeded(token)) => {
                    let cookies = vec![Cookie::Pending.set(&visit.host, &token.reveal())];
                    return Ok(Reply::See { path: sign_in_code::path(next), notice: None, cookies });
                }
                Err(SignInError::Denied) => denied(),
                Err(SignInError::Throttled(throttled)) => {
                    let seconds = i64::try_from(throttled.seconds).unwrap_or(i64::MAX);
                    visit.reader.t1("sign-in-throttled", "seconds", seconds)
                }
                Err(SignInError::Store(error)) => return Err(error.into()),
            }
        }
        // It is nobody's password.
        _ => denied(),
    };
    Reply::again(&SignInPage::new(visit.frame(), login, next, error))
}

/// Ends the session that the browser had, if it had one, and gives it the new one.
///
/// He goes on to the page that he asked for before, or to the first one that is set for him.
pub(crate) async fn welcome(mut visit: Visit, signed_in: &SignedInSession) -> Result<Reply, Failure> {
    if let (Ok(context), Ok(before)) = (visit.context(), visit.session()) {
        session::sign_out(visit.app(), &context, before).await?;
    }
    let path = match visit.own_path(visit.form.text("next")) {
        _ if signed_in.must_change_password => password::ROUTE.path(),
        Some(next) => next,
        None => {
            let session = session::find(visit.app(), &signed_in.token).await?;
            visit.person = session.map(|session| (session, signed_in.token.clone()));
            start_page::path(&visit)
        }
    };
    let cookies = vec![
        Cookie::Session.set(&visit.host, &signed_in.token.reveal()),
        Cookie::Pending.remove(&visit.host),
    ];
    Ok(Reply::See { path, notice: None, cookies })
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    vec![
        SignInPage::new(frame.clone(), "", "", String::new()).render(),
        SignInPage::new(frame.clone(), text, text, text.to_owned()).render(),
    ]
}
