//! The second step of signing in, as its person manages it: setting it up, recovery codes, turning it off.

use app::second_factor::{
    self, ChangeSecondFactorError, RECOVERY_CODES, RecoveryCode, SecondFactorState, SharedSecret,
};
use askama::Template;
use party::password::Password;

use crate::entry::{Access, Entry};
use crate::page::{Frame, Menu};
use crate::pages::sign_in;
use crate::pages::sign_in_code::code_field;
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::{Badge, Button, Field, Form, Kind, QrPicture, Tone};
use crate::visit::Visit;

pub(crate) const ROUTE: Route = Route::new("/second-factor");
const BEGIN: Route = Route::new("/second-factor/begin");
const SET_UP: Route = Route::new("/second-factor/set-up");
const CODES: Route = Route::new("/second-factor/recovery-codes");
const TURN_OFF: Route = Route::new("/second-factor/turn-off");

/// With so few recovery codes it is time for new ones.
const FEW_CODES: i64 = 3;

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("second-factor", ROUTE, Access::SignedIn)
            .get(show)
            .linked(Menu::Person, "nav-second-factor"),
        Entry::new("second-factor-begin", BEGIN, Access::SignedIn).post(begin),
        Entry::new("second-factor-set-up", SET_UP, Access::SignedIn).get(show_secret).post(confirm),
        Entry::new("second-factor-codes", CODES, Access::SignedIn).get(ask_renew).post(renew),
        Entry::new("second-factor-off", TURN_OFF, Access::SignedIn).get(ask_turn_off).post(turn_off),
    ]
}

#[derive(Template)]
#[template(path = "pages/second_factor.html")]
struct SecondFactorPage {
    frame: Frame,
    status: Badge,
    /// What is so, in sentences.
    facts: Vec<String>,
    /// It is time for new recovery codes.
    warning: String,
    begin: Option<Button>,
    links: Vec<(Path, String)>,
}

#[derive(Template)]
#[template(path = "pages/second_factor_set_up.html")]
struct SetUpPage {
    frame: Frame,
    picture: Option<QrPicture>,
    /// For a program on the same device.
    uri: String,
    /// The secret in groups, for typing.
    secret: String,
    form: Form,
}

#[derive(Template)]
#[template(path = "pages/recovery_codes.html")]
struct CodesPage {
    frame: Frame,
    codes: Vec<String>,
    back: Path,
}

/// A form that asks for proof before something is done.
#[derive(Template)]
#[template(path = "pages/second_factor_ask.html")]
struct AskPage {
    frame: Frame,
    title: String,
    text: String,
    back: Path,
    form: Form,
}

impl SecondFactorPage {
    fn new(frame: Frame, state: SecondFactorState) -> Self {
        let badge = |key, tone| Badge { text: frame.t(key), tone };
        match state {
            SecondFactorState::Off => Self {
                status: badge("second-factor-off", Tone::Plain),
                facts: Vec::new(),
                warning: String::new(),
                begin: Some(Button::new(&frame, BEGIN.path(), frame.t("second-factor-begin")).primary()),
                links: Vec::new(),
                frame,
            },
            SecondFactorState::On { since, recovery_codes } => Self {
                status: badge("second-factor-on", Tone::Good),
                facts: vec![
                    frame.reader.t1("second-factor-since", "moment", frame.reader.moment(since).text),
                    frame.reader.t1("second-factor-codes-left", "count", recovery_codes),
                ],
                warning: if recovery_codes <= FEW_CODES {
                    frame.t("second-factor-few-codes")
                } else {
                    String::new()
                },
                begin: None,
                links: vec![
                    (CODES.path(), frame.t("second-factor-renew")),
                    (TURN_OFF.path(), frame.t("second-factor-turn-off")),
                ],
                frame,
            },
        }
    }

    fn title(&self) -> String {
        self.frame.t("second-factor-title")
    }
}

impl SetUpPage {
    fn new(frame: Frame, login: &str, secret: &SharedSecret, error: String) -> Self {
        let secret = secret.reveal();
        let uri = uri(&frame.brand_name, login, &secret);
        let mut form = Form::new(&frame, SET_UP.path(), frame.t("second-factor-confirm"));
        let hint = frame.t("second-factor-code-hint");
        form.fields = vec![Field { hint, ..code_field(&frame, error) }];
        form.cancel = Some((ROUTE.path(), frame.t("cancel")));
        Self {
            picture: QrPicture::of(&uri, frame.t("second-factor-picture")),
            uri,
            secret: grouped(&secret),
            frame,
            form,
        }
    }

    fn title(&self) -> String {
        self.frame.t("second-factor-set-up")
    }
}

impl CodesPage {
    fn new(frame: Frame, codes: &[RecoveryCode]) -> Self {
        Self { frame, codes: codes.iter().map(RecoveryCode::reveal).collect(), back: ROUTE.path() }
    }

    fn title(&self) -> String {
        self.frame.t("recovery-codes-title")
    }
}

impl AskPage {
    /// Asks for a code before new recovery codes are made.
    fn renewing(frame: Frame, error: String) -> Self {
        let mut form = Form::new(&frame, CODES.path(), frame.t("second-factor-renew"));
        form.fields = vec![code_field(&frame, error)];
        let count = i64::try_from(RECOVERY_CODES).unwrap_or(i64::MAX);
        let text = frame.reader.t1("second-factor-renew-text", "count", count);
        Self::new(frame, "second-factor-renew", text, form)
    }

    /// Asks for both factors before the second goes.
    fn turning_off(frame: Frame, wrong_password: String, wrong_code: String) -> Self {
        let mut form = Form::new(&frame, TURN_OFF.path(), frame.t("second-factor-turn-off"));
        let password = Field {
            error: wrong_password,
            autocomplete: "current-password",
            is_required: true,
            ..Field::new("password", frame.t("password-current"), Kind::Password)
        };
        form.fields = vec![password, code_field(&frame, wrong_code)];
        let text = frame.t("second-factor-turn-off-text");
        Self::new(frame, "second-factor-turn-off", text, form)
    }

    fn new(frame: Frame, title_key: &str, text: String, mut form: Form) -> Self {
        form.cancel = Some((ROUTE.path(), frame.t("cancel")));
        Self { title: frame.t(title_key), frame, text, back: ROUTE.path(), form }
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn back_label(&self) -> String {
        self.frame.t("second-factor-title")
    }
}

/// What programs that make codes read (Key URI format): who gave the secret, whose it is, and the secret.
fn uri(issuer: &str, login: &str, secret: &str) -> String {
    let escaped = |text: &str| -> String {
        form_urlencoded::byte_serialize(text.as_bytes()).map(|part| part.replace('+', "%20")).collect()
    };
    let (issuer, login) = (escaped(issuer), escaped(login));
    format!(
        "otpauth://totp/{issuer}:{login}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30"
    )
}

/// Four characters at a time.
fn grouped(secret: &str) -> String {
    let characters: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = characters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let state = second_factor::state(visit.app(), visit.session()?).await?;
    Reply::page(&SecondFactorPage::new(visit.frame(), state))
}

async fn begin(visit: Visit) -> Result<Reply, Failure> {
    match second_factor::begin(visit.app(), &visit.context()?, visit.session()?).await {
        Ok(()) => Ok(Reply::see(SET_UP.path())),
        Err(error) => elsewhere(error),
    }
}

async fn show_secret(visit: Visit) -> Result<Reply, Failure> {
    set_up_page(&visit, String::new()).await
}

async fn confirm(visit: Visit) -> Result<Reply, Failure> {
    let code = visit.form.text("code");
    let confirmed = second_factor::confirm(visit.app(), &visit.context()?, visit.session()?, code).await;
    match confirmed {
        Ok(codes) => Reply::page(&CodesPage::new(visit.frame(), &codes)),
        Err(error) => match Wrong::of(&visit, &error) {
            Some(wrong) => set_up_page(&visit, wrong.code).await,
            None => elsewhere(error),
        },
    }
}

async fn set_up_page(visit: &Visit, error: String) -> Result<Reply, Failure> {
    let session = visit.session()?;
    let Some(secret) = second_factor::secret_being_set_up(visit.app(), session).await? else {
        return Ok(Reply::see(ROUTE.path()));
    };
    let is_again = !error.is_empty();
    let page = SetUpPage::new(visit.frame(), session.login(), &secret, error);
    if is_again { Reply::again(&page) } else { Reply::page(&page) }
}

async fn ask_renew(visit: Visit) -> Result<Reply, Failure> {
    asked(&visit, AskPage::renewing(visit.frame(), String::new())).await
}

async fn renew(visit: Visit) -> Result<Reply, Failure> {
    let (context, code) = (visit.context()?, visit.form.text("code"));
    match second_factor::renew_recovery_codes(visit.app(), &context, visit.session()?, code).await {
        Ok(codes) => Reply::page(&CodesPage::new(visit.frame(), &codes)),
        Err(error) => match Wrong::of(&visit, &error) {
            Some(wrong) => Reply::again(&AskPage::renewing(visit.frame(), wrong.code)),
            None => elsewhere(error),
        },
    }
}

async fn ask_turn_off(visit: Visit) -> Result<Reply, Failure> {
    asked(&visit, AskPage::turning_off(visit.frame(), String::new(), String::new())).await
}

async fn turn_off(visit: Visit) -> Result<Reply, Failure> {
    let password = Password::parse(visit.form.text("password")).ok();
    let (context, code) = (visit.context()?, visit.form.text("code"));
    let session = visit.session()?;
    match second_factor::turn_off(visit.app(), &context, session, password.as_ref(), code).await {
        Ok(()) => Ok(Reply::see_with(ROUTE.path(), "second-factor-off")),
        Err(error) => match Wrong::of(&visit, &error) {
            Some(wrong) => Reply::again(&AskPage::turning_off(visit.frame(), wrong.password, wrong.code)),
            None => elsewhere(error),
        },
    }
}

/// The page that asks, where there is something to ask about.
async fn asked(visit: &Visit, page: AskPage) -> Result<Reply, Failure> {
    match second_factor::state(visit.app(), visit.session()?).await? {
        SecondFactorState::On { .. } => Reply::page(&page),
        SecondFactorState::Off => Err(Failure::NotFound),
    }
}

/// What stands beside the fields.
struct Wrong {
    password: String,
    code: String,
}

impl Wrong {
    /// What the person can mend; none where that is nothing.
    fn of(visit: &Visit, error: &ChangeSecondFactorError) -> Option<Self> {
        let (mut password, mut code) = (String::new(), String::new());
        match error {
            ChangeSecondFactorError::WrongPassword => password = visit.t("password-wrong"),
            ChangeSecondFactorError::WrongCode => code = visit.t("code-wrong"),
            ChangeSecondFactorError::Throttled(throttled) => {
                let seconds = i64::try_from(throttled.seconds).unwrap_or(i64::MAX);
                code = visit.reader.t1("sign-in-throttled", "seconds", seconds);
            }
            ChangeSecondFactorError::OtherState
            | ChangeSecondFactorError::Acting
            | ChangeSecondFactorError::Ended
            | ChangeSecondFactorError::Store(_) => return None,
        }
        Some(Self { password, code })
    }
}

/// Another page of the person's was quicker: he is shown what is so now.
fn elsewhere(error: ChangeSecondFactorError) -> Result<Reply, Failure> {
    match error {
        ChangeSecondFactorError::Ended => Ok(Reply::see(sign_in::ROUTE.path())),
        ChangeSecondFactorError::Store(error) => Err(error.into()),
        ChangeSecondFactorError::WrongPassword
        | ChangeSecondFactorError::WrongCode
        | ChangeSecondFactorError::Throttled(_)
        | ChangeSecondFactorError::Acting
        | ChangeSecondFactorError::OtherState => Ok(Reply::see(ROUTE.path())),
    }
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    let since = app::Timestamp(1_767_225_600_000_000);
    let on = |recovery_codes| SecondFactorState::On { since, recovery_codes };
    let state = |state| SecondFactorPage::new(frame.clone(), state).render();
    let error = frame.t("code-wrong");
    let set_up = |error: &str| {
        let uri = uri(text, text, text);
        let picture = QrPicture::of(&uri, text.to_owned());
        let mut form = Form::new(frame, SET_UP.path(), text.to_owned());
        form.fields = vec![code_field(frame, error.to_owned())];
        SetUpPage { frame: frame.clone(), picture, uri, secret: grouped(text), form }.render()
    };
    let codes = vec![text.to_owned(); 2];
    vec![
        state(SecondFactorState::Off),
        state(on(10)),
        state(on(1)),
        set_up(""),
        set_up(&error),
        CodesPage { frame: frame.clone(), codes, back: ROUTE.path() }.render(),
        AskPage::renewing(frame.clone(), error.clone()).render(),
        AskPage::turning_off(frame.clone(), frame.t("password-wrong"), error).render(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_secret_is_escaped() {
        assert_eq!(
            uri("Acme & Söhne", "a:b c", "GEZD"),
            "otpauth://totp/Acme%20%26%20S%C3%B6hne:a%3Ab%20c?secret=GEZD&issuer=Acme%20%26%20S%C3%B6hne\
             &algorithm=SHA1&digits=6&period=30"
        );
        assert_eq!(grouped("GEZDGNBVG"), "GEZD GNBV G");
    }
}
