//! The web users of one's own customer, or of one below: the list, and making another.

use app::customer::find::FindCustomerError;
use app::web_user::create::{self, CreateWebUser, CreateWebUserError};
use app::web_user::list::{self, Employer, WebUserLine};
use askama::Template;
use party::ids::{CustomerId, WebUserId};
use party::names::WebLogin;
use party::password::Password;
use party::rights::Rights;
use party::web_user::{AccessLevel, Area, Reach};

use crate::entry::{Access, Entry};
use crate::export;
use crate::i18n::Reader;
use crate::page::{Frame, Menu};
use crate::pages::{password, web_user, web_users_file};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::{
    Badge, Cell, Column, DescribedChoice, EmptyState, ExportLinks, Field, Form, Kind, Pager, Row, Table, Tone,
};
use crate::visit::Visit;

pub(crate) const ROUTE: Route = Route::new("/web-users");
const NEW: Route = Route::new("/web-users/new");

/// Who may look at web users.
pub(crate) const SEEN: Access = Access::Staff { area: Area::WebUsers, reach: Reach::See, has: everybody };
/// Who may make and change them.
pub(crate) const CHANGED: Access =
    Access::Staff { area: Area::WebUsers, reach: Reach::Change, has: everybody };

/// Rows of a page.
const ROWS: i64 = 50;

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("web-users", ROUTE, SEEN).get(show).linked(Menu::Main, "nav-web-users"),
        web_users_file::entry(),
        Entry::new("web-users-new", NEW, CHANGED).get(ask).post(make),
    ]
}

/// Every customer has web users.
fn everybody(_: &Rights) -> bool {
    true
}

/// The web users of this customer; none: of one's own.
pub(crate) fn path(customer: Option<CustomerId>) -> Path {
    with_customer(ROUTE.path(), customer)
}

/// The path of a page about web users of this customer.
pub(crate) fn with_customer(path: Path, customer: Option<CustomerId>) -> Path {
    path.with("customer", &customer.map(|id| id.to_string()).unwrap_or_default())
}

/// Whose web users a page is about; none: one's own.
pub(crate) fn customer_of(visit: &Visit) -> Result<Option<CustomerId>, Failure> {
    match visit.query.text("customer") {
        "" => Ok(None),
        text => text.parse().map(|id| Some(CustomerId(id))).map_err(|_| Failure::NotFound),
    }
}

/// Whose web users they are, in the trail of a page; nothing where they are one's own.
pub(crate) fn trail(customer: Option<CustomerId>, employer: &Employer) -> Option<(Path, String)> {
    customer.map(|id| (crate::pages::customer::path(id), employer.name.clone()))
}

#[derive(Template)]
#[template(path = "pages/web_users.html")]
struct WebUsersPage {
    frame: Frame,
    owner: Option<(Path, String)>,
    new: Option<Path>,
    table: Table,
    export: ExportLinks,
}

impl WebUsersPage {
    fn new(
        frame: Frame,
        customer: Option<CustomerId>,
        (employer, lines): &(Employer, Vec<WebUserLine>),
        after: WebUserId,
        may_change: bool,
    ) -> Self {
        let columns = ["web-user-login", "web-user-level", "web-user-status"];
        let most = usize::try_from(ROWS).unwrap_or(usize::MAX);
        let table = Table {
            caption: frame.t("web-users-title"),
            is_caption_shown: false,
            columns: columns.map(|key| Column::text(frame.t(key))).to_vec(),
            rows: lines.iter().take(most).map(|line| row(&frame, customer, line)).collect(),
            empty: EmptyState { title: frame.t("none"), text: String::new(), action: None },
            pager: pager(&frame, customer, lines.get(..most).filter(|_| most < lines.len()), after),
        };
        let new = (may_change && employer.is_managed).then(|| with_customer(NEW.path(), customer));
        let export = export::links(&frame, &web_users_file::path(customer));
        Self { owner: trail(customer, employer), frame, new, table, export }
    }

    fn title(&self) -> String {
        match &self.owner {
            Some((_, name)) => self.frame.reader.t1("web-users-title-of", "name", name.as_str()),
            None => self.frame.t("web-users-title"),
        }
    }
}

#[derive(Template)]
#[template(path = "pages/web_user_new.html")]
struct NewWebUserPage {
    frame: Frame,
    list: Path,
    form: Form,
}

/// What was typed, and what was wrong with it; empty where nothing was.
#[derive(Default)]
struct Typed {
    login: String,
    level: String,
    wrong_login: String,
    wrong_password: String,
    wrong_level: String,
}

impl NewWebUserPage {
    fn new(frame: Frame, customer: Option<CustomerId>, employer: &Employer, typed: Typed) -> Self {
        let mut form = Form::new(&frame, with_customer(NEW.path(), customer), frame.t("web-user-create"));
        form.fields = vec![
            Field {
                value: typed.login,
                error: typed.wrong_login,
                hint: frame.t("web-user-login-hint"),
                autocomplete: "off",
                is_required: true,
                ..Field::new("login", frame.t("web-user-login"), Kind::Text)
            },
            Field {
                error: typed.wrong_password,
                hint: frame.t(&format!("password-policy-{}", employer.password_policy.id())),
                autocomplete: "new-password",
                is_required: true,
                ..Field::new("password", frame.t("password"), Kind::Password)
            },
            Field { error: typed.wrong_level, ..level_field(&frame, &employer.rights, None, typed.level) },
        ];
        form.cancel = Some((path(customer), frame.t("cancel")));
        Self { frame, list: path(customer), form }
    }

    fn title(&self) -> String {
        self.frame.t("web-user-new")
    }
}

/// The choice of what a web user may see and do: what his customer's rights admit, and what he has already.
pub(crate) fn level_field(frame: &Frame, rights: &Rights, has: Option<AccessLevel>, value: String) -> Field {
    let is_offered = |level: &AccessLevel| level.is_within(rights) || has == Some(*level);
    let choice = |level: AccessLevel| DescribedChoice {
        value: level.as_str().to_owned(),
        label: level_name(&frame.reader, level),
        text: frame.t(&format!("access-level-{}-text", level_key(level))),
    };
    let choices = AccessLevel::ALL.into_iter().filter(is_offered).map(choice).collect();
    Field {
        value,
        is_required: true,
        ..Field::new("level", frame.t("web-user-level"), Kind::Radios(choices))
    }
}

/// What a level is called.
pub(crate) fn level_name(reader: &Reader, level: AccessLevel) -> String {
    reader.t(&format!("access-level-{}", level_key(level)))
}

fn level_key(level: AccessLevel) -> String {
    level.as_str().replace('_', "-")
}

/// Whether somebody may sign in.
pub(crate) fn status(frame: &Frame, line: &WebUserLine) -> Badge {
    let tone = match line {
        WebUserLine { blocked: true, .. } => Tone::Bad,
        WebUserLine { login: None, .. } => Tone::Plain,
        _ => Tone::Good,
    };
    Badge { text: frame.t(status_key(line)), tone }
}

/// The same as the key of a text.
pub(crate) fn status_key(line: &WebUserLine) -> &'static str {
    match line {
        WebUserLine { blocked: true, .. } => "status-blocked",
        WebUserLine { login: None, .. } => "web-user-no-login",
        _ => "status-active",
    }
}

/// What somebody is called: the default one has perhaps no login.
pub(crate) fn name_of(reader: &Reader, line: &WebUserLine) -> String {
    line.login.clone().unwrap_or_else(|| reader.t("web-user-default"))
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let customer = customer_of(&visit)?;
    let after = WebUserId(visit.query.text("after").parse().unwrap_or(0));
    let found = list::page(visit.app(), &visit.context()?, customer, after, ROWS + 1).await?;
    let may_change = Reach::Change <= visit.reach(Area::WebUsers);
    Reply::page(&WebUsersPage::new(visit.frame(), customer, &found, after, may_change))
}

async fn ask(visit: Visit) -> Result<Reply, Failure> {
    let (customer, employer) = managed(&visit).await?;
    let typed = Typed { level: AccessLevel::Reporter.as_str().to_owned(), ..Typed::default() };
    Reply::page(&NewWebUserPage::new(visit.frame(), customer, &employer, typed))
}

async fn make(visit: Visit) -> Result<Reply, Failure> {
    let (customer, employer) = managed(&visit).await?;
    let mut typed = Typed {
        login: visit.form.text("login").trim().to_owned(),
        level: visit.form.text("level").to_owned(),
        ..Typed::default()
    };
    let (login, level) = (typed.login.parse::<WebLogin>(), typed.level.parse::<AccessLevel>());
    let secret = Password::parse(visit.form.text("password"));
    if login.is_err() {
        typed.wrong_login = visit.t("web-user-login-wrong");
    }
    if let Err(error) = secret {
        typed.wrong_password = password::reason(&visit.reader, error);
    }
    if level.is_err() {
        typed.wrong_level = visit.t("web-user-level-wrong");
    }
    if let (Ok(login), Ok(password), Ok(access_level)) = (login, secret, level) {
        let request = CreateWebUser { customer, login, password, access_level };
        match create::create(visit.app(), &visit.context()?, request).await {
            Ok(made) => {
                let path = web_user::path(WebUserId(made.web_user_id), customer);
                return Ok(Reply::see_with(path, "web-user-created"));
            }
            Err(CreateWebUserError::LevelBeyondCustomer) => {
                typed.wrong_level = visit.t("web-user-level-wrong");
            }
            Err(CreateWebUserError::Taken) => typed.wrong_login = visit.t("web-user-login-taken"),
            Err(CreateWebUserError::Password(error)) => {
                typed.wrong_password = password::reason(&visit.reader, error);
            }
            Err(CreateWebUserError::Refused(_) | CreateWebUserError::Conflict(_)) => {
                return Err(Failure::NotFound);
            }
            Err(CreateWebUserError::Store(error)) => return Err(error.into()),
        }
    }
    Reply::again(&NewWebUserPage::new(visit.frame(), customer, &employer, typed))
}

/// Whose web users the page is about, if the person may manage them.
async fn managed(visit: &Visit) -> Result<(Option<CustomerId>, Employer), Failure> {
    let customer = customer_of(visit)?;
    let context = visit.context()?;
    let (employer, _) = list::page(visit.app(), &context, customer, WebUserId(0), 1).await?;
    if !employer.is_managed {
        return Err(FindCustomerError::Unknown.into());
    }
    Ok((customer, employer))
}

fn row(frame: &Frame, customer: Option<CustomerId>, line: &WebUserLine) -> Row {
    Row {
        cells: vec![
            Cell::Link(web_user::path(line.id, customer), name_of(&frame.reader, line)),
            Cell::Text(level_name(&frame.reader, line.access_level)),
            Cell::Badge(status(frame, line)),
        ],
    }
}

/// The first page, and the one after `shown`, where there are more.
fn pager(
    frame: &Frame,
    customer: Option<CustomerId>,
    shown: Option<&[WebUserLine]>,
    after: WebUserId,
) -> Option<Pager> {
    let previous = (WebUserId(0) < after).then(|| path(customer));
    let last = shown.and_then(<[WebUserLine]>::last);
    let next = last.map(|line| path(customer).with("after", &line.id.to_string()));
    if previous.is_none() && next.is_none() {
        return None;
    }
    Some(Pager {
        label: frame.t("pages"),
        previous,
        previous_label: frame.t("first-page"),
        next,
        next_label: frame.t("next-page"),
    })
}

/// Whose web users the samples show.
#[cfg(test)]
pub(crate) fn sample_employer(text: &str) -> Employer {
    Employer {
        id: CustomerId(7),
        name: text.to_owned(),
        password_policy: party::password::PasswordPolicy::Medium,
        rights: Rights::NONE,
        is_managed: true,
    }
}

/// Web users as the samples show them: the default one, one who may not sign in, one with everything.
#[cfg(test)]
pub(crate) fn sample_lines(text: &str) -> Vec<WebUserLine> {
    let line = |id, login: Option<&str>, access_level| WebUserLine {
        id: WebUserId(id),
        login: login.map(str::to_owned),
        access_level,
        is_default: id == 1,
        blocked: id == 2,
        has_second_factor: id == 3,
        one_time_until: (id == 3).then_some(app::Timestamp(1_767_225_600_000_000)),
    };
    vec![
        line(1, None, AccessLevel::Administrator),
        line(2, Some(text), AccessLevel::Noc),
        line(3, Some(text), AccessLevel::CallShopOperator),
    ]
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    let (employer, lines) = (sample_employer(text), sample_lines(text));
    let page = |customer, lines: &[WebUserLine], after, may_change| {
        let found = (employer.clone(), lines.to_vec());
        WebUsersPage::new(frame.clone(), customer, &found, WebUserId(after), may_change).render()
    };
    let many: Vec<WebUserLine> = lines.iter().cycle().take(51).cloned().collect();
    let typed = Typed {
        login: text.to_owned(),
        level: text.to_owned(),
        wrong_login: frame.t("web-user-login-taken"),
        wrong_password: frame.t("password-error-letter"),
        wrong_level: frame.t("web-user-level-wrong"),
    };
    let below = Some(CustomerId(7));
    vec![
        page(None, &lines, 0, false),
        page(below, &many, 3, true),
        page(None, &[], 0, true),
        NewWebUserPage::new(frame.clone(), None, &employer, Typed::default()).render(),
        NewWebUserPage::new(frame.clone(), below, &employer, typed).render(),
    ]
}
