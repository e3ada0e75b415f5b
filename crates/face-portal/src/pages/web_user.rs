//! One web user: what he may, and what can be done about him.

use app::web_user::block::set_blocked;
use app::web_user::delete::delete;
use app::web_user::list::{self, Employer, WebUserLine};
use app::web_user::reset_second_factor::reset_second_factor;
use app::web_user::set_access_level::{SetAccessLevelError, set_access_level};
use app::web_user::{ChangeWebUserError, reset_one_time};
use askama::Template;
use party::ids::{CustomerId, WebUserId};
use party::web_user::{Area, Reach};

use crate::entry::Entry;
use crate::page::Frame;
use crate::pages::confirm::ConfirmPage;
use crate::pages::web_users::{self, CHANGED, SEEN, customer_of, name_of, with_customer};
use crate::reply::{Failure, Reply};
use crate::route::{Path, Route};
use crate::ui::{Badge, Button, Cell, Confirmation, Facts, Form, Section};
use crate::visit::Visit;

const ROUTE: Route = Route::new("/web-users/{web_user}");
const LEVEL: Route = Route::new("/web-users/{web_user}/level");
const BLOCK: Route = Route::new("/web-users/{web_user}/block");
const UNBLOCK: Route = Route::new("/web-users/{web_user}/unblock");
const ONE_TIME: Route = Route::new("/web-users/{web_user}/one-time-password");
const SECOND_FACTOR: Route = Route::new("/web-users/{web_user}/second-factor");
const DELETE: Route = Route::new("/web-users/{web_user}/delete");

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("web-user", ROUTE, SEEN).get(show),
        Entry::new("web-user-level", LEVEL, CHANGED).post(change_level),
        Entry::new("web-user-block", BLOCK, CHANGED).post(block),
        Entry::new("web-user-unblock", UNBLOCK, CHANGED).post(unblock),
        Entry::new("web-user-one-time", ONE_TIME, CHANGED).get(ask_one_time).post(give_one_time),
        Entry::new("web-user-second-factor", SECOND_FACTOR, CHANGED)
            .get(ask_second_factor)
            .post(turn_second_factor_off),
        Entry::new("web-user-delete", DELETE, CHANGED).get(ask_delete).post(remove),
    ]
}

/// The page of this web user; without a customer, of one's own.
pub(crate) fn path(id: WebUserId, customer: Option<CustomerId>) -> Path {
    place(ROUTE, id, customer)
}

fn place(route: Route, id: WebUserId, customer: Option<CustomerId>) -> Path {
    with_customer(route.path_with(&[&id]), customer)
}

#[derive(Template)]
#[template(path = "pages/web_user.html")]
struct WebUserPage {
    frame: Frame,
    list: Path,
    name: String,
    status: Badge,
    facts: Section,
    /// What can be done about him; nothing by who may only look.
    actions: Vec<Action>,
    level: Option<Form>,
}

/// Something to do, and what comes of it.
struct Action {
    text: String,
    /// A page that asks first.
    link: Option<(Path, String)>,
    /// Done at once.
    button: Option<Button>,
}

#[derive(Template)]
#[template(path = "pages/one_time.html")]
struct OneTimePage {
    frame: Frame,
    login: String,
    password: String,
    back: Path,
}

/// Who looks at the page, as far as that matters to it.
#[derive(Clone, Copy, Default)]
struct Viewer {
    may_change: bool,
    is_himself: bool,
}

impl WebUserPage {
    fn new(
        frame: Frame,
        customer: Option<CustomerId>,
        employer: &Employer,
        line: &WebUserLine,
        viewer: Viewer,
    ) -> Self {
        let name = name_of(&frame.reader, line);
        let may_change = viewer.may_change && employer.is_managed;
        let is_further = !line.is_default && !viewer.is_himself;
        let actions = if may_change { actions(&frame, customer, line, viewer) } else { Vec::new() };
        let level = (may_change && is_further).then(|| level_form(&frame, customer, employer, line));
        Self {
            list: web_users::path(customer),
            status: web_users::status(&frame, line),
            facts: facts(&frame, employer, line, viewer.is_himself),
            frame,
            name,
            actions,
            level,
        }
    }

    fn title(&self) -> &str {
        &self.name
    }
}

impl OneTimePage {
    fn title(&self) -> String {
        self.frame.t("one-time-title")
    }
}

fn facts(frame: &Frame, employer: &Employer, line: &WebUserLine, is_himself: bool) -> Section {
    let mut facts = Facts::of(frame)
        .cell("web-user-level", Cell::Text(web_users::level_name(&frame.reader, line.access_level)))
        .text("web-user-customer", &employer.name)
        .term(
            "web-user-second-factor",
            if line.has_second_factor { "second-factor-on" } else { "second-factor-off" },
        );
    if let Some(until) = line.one_time_until {
        facts = facts.cell("web-user-one-time-until", Cell::Moment(frame.reader.moment(until)));
    }
    let note = match line {
        WebUserLine { is_default: true, .. } => Some("web-user-default-note"),
        _ if is_himself => Some("web-user-himself-note"),
        _ => None,
    };
    if let Some(note) = note {
        facts = facts.cell("web-user-note", Cell::Muted(frame.t(note)));
    }
    facts.section("web-user-facts", "web-user-facts")
}

fn actions(frame: &Frame, customer: Option<CustomerId>, line: &WebUserLine, viewer: Viewer) -> Vec<Action> {
    let asking = |route, key: &str| Action {
        text: frame.t(&format!("{key}-text")),
        link: Some((place(route, line.id, customer), frame.t(key))),
        button: None,
    };
    let mut actions = Vec::new();
    if line.login.is_some() {
        actions.push(asking(ONE_TIME, "web-user-one-time"));
    }
    if line.has_second_factor && !viewer.is_himself {
        actions.push(asking(SECOND_FACTOR, "web-user-second-factor-reset"));
    }
    if line.is_default || viewer.is_himself {
        return actions;
    }
    let (route, key) = if line.blocked { (UNBLOCK, "unblock") } else { (BLOCK, "block") };
    let label = frame.t(&format!("web-user-{key}"));
    let button = Button::new(frame, place(route, line.id, customer), label);
    let text = frame.t(&format!("web-user-{key}-text"));
    actions.push(Action { text, link: None, button: Some(button) });
    actions.push(asking(DELETE, "web-user-delete"));
    actions
}

fn level_form(frame: &Frame, customer: Option<CustomerId>, employer: &Employer, line: &WebUserLine) -> Form {
    let action = place(LEVEL, line.id, customer);
    let mut form = Form::new(frame, action, frame.t("web-user-level-change"));
    let has = line.access_level;
    form.fields = vec![web_users::level_field(frame, &employer.rights, Some(has), has.as_str().to_owned())];
    form
}

/// The web user whom a request is about.
struct Meant {
    customer: Option<CustomerId>,
    id: WebUserId,
}

impl Meant {
    fn read(visit: &Visit) -> Result<Self, Failure> {
        Ok(Self { customer: customer_of(visit)?, id: WebUserId(visit.number("web_user")?) })
    }

    fn place(&self, route: Route) -> Path {
        place(route, self.id, self.customer)
    }

    /// He and whose he is, if the person may change him.
    async fn managed(&self, visit: &Visit) -> Result<WebUserLine, Failure> {
        let (employer, line) = list::find(visit.app(), &visit.context()?, self.customer, self.id).await?;
        if employer.is_managed { Ok(line) } else { Err(Failure::NotFound) }
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let Meant { customer, id } = Meant::read(&visit)?;
    let (employer, line) = list::find(visit.app(), &visit.context()?, customer, id).await?;
    let viewer = Viewer {
        may_change: Reach::Change <= visit.reach(Area::WebUsers),
        is_himself: visit.session()?.web_user() == Some(id),
    };
    Reply::page(&WebUserPage::new(visit.frame(), customer, &employer, &line, viewer))
}

async fn change_level(visit: Visit) -> Result<Reply, Failure> {
    let meant = Meant::read(&visit)?;
    let level = visit.form.text("level").parse().map_err(|_| Failure::NotFound)?;
    set_access_level(visit.app(), &visit.context()?, meant.customer, meant.id, level).await.map_err(
        |error| match error {
            SetAccessLevelError::Refused(error) => refused(error),
            SetAccessLevelError::LevelBeyondCustomer => Failure::NotFound,
        },
    )?;
    Ok(Reply::see_with(meant.place(ROUTE), "web-user-level"))
}

async fn block(visit: Visit) -> Result<Reply, Failure> {
    let meant = Meant::read(&visit)?;
    set_blocked(visit.app(), &visit.context()?, meant.customer, meant.id, true).await.map_err(refused)?;
    Ok(Reply::see_with(meant.place(ROUTE), "web-user-blocked"))
}

async fn unblock(visit: Visit) -> Result<Reply, Failure> {
    let meant = Meant::read(&visit)?;
    set_blocked(visit.app(), &visit.context()?, meant.customer, meant.id, false).await.map_err(refused)?;
    Ok(Reply::see_with(meant.place(ROUTE), "web-user-unblocked"))
}

async fn ask_one_time(visit: Visit) -> Result<Reply, Failure> {
    let meant = Meant::read(&visit)?;
    let line = meant.managed(&visit).await?;
    let text = line.login.clone().ok_or(Failure::NotFound)?;
    Reply::page(&question(visit.frame(), &meant, ONE_TIME, "web-user-one-time", &text))
}

async fn give_one_time(visit: Visit) -> Result<Reply, Failure> {
    let meant = Meant::read(&visit)?;
    let line = meant.managed(&visit).await?;
    let login = line.login.ok_or(Failure::NotFound)?;
    let given = reset_one_time::reset(visit.app(), &visit.context()?, &login).await.map_err(refused)?;
    let password = given.reveal().to_owned();
    Reply::page(&OneTimePage { frame: visit.frame(), login, password, back: meant.place(ROUTE) })
}

async fn ask_second_factor(visit: Visit) -> Result<Reply, Failure> {
    let meant = Meant::read(&visit)?;
    let line = meant.managed(&visit).await?;
    if !line.has_second_factor || visit.session()?.web_user() == Some(line.id) {
        return Err(Failure::NotFound);
    }
    let name = name_of(&visit.reader, &line);
    Reply::page(&question(visit.frame(), &meant, SECOND_FACTOR, "web-user-second-factor-reset", &name))
}

async fn turn_second_factor_off(visit: Visit) -> Result<Reply, Failure> {
    let meant = Meant::read(&visit)?;
    reset_second_factor(visit.app(), &visit.context()?, meant.customer, meant.id).await.map_err(refused)?;
    Ok(Reply::see_with(meant.place(ROUTE), "web-user-second-factor"))
}

async fn ask_delete(visit: Visit) -> Result<Reply, Failure> {
    let meant = Meant::read(&visit)?;
    let line = meant.managed(&visit).await?;
    if line.is_default || visit.session()?.web_user() == Some(line.id) {
        return Err(Failure::NotFound);
    }
    let name = name_of(&visit.reader, &line);
    Reply::page(&question(visit.frame(), &meant, DELETE, "web-user-delete", &name))
}

async fn remove(visit: Visit) -> Result<Reply, Failure> {
    let meant = Meant::read(&visit)?;
    delete(visit.app(), &visit.context()?, meant.customer, meant.id).await.map_err(refused)?;
    Ok(Reply::see_with(web_users::path(meant.customer), "web-user-deleted"))
}

/// Asks whether to do what the button of `route` does; the texts begin with `key`.
fn question(frame: Frame, meant: &Meant, route: Route, key: &str, name: &str) -> ConfirmPage {
    let button = Button::new(&frame, meant.place(route), frame.t(key));
    let confirmation = Confirmation {
        text: frame.reader.t1(&format!("{key}-question"), "name", name),
        button: if route == ONE_TIME { button } else { button.danger() },
        effects: Vec::new(),
        cancel: meant.place(ROUTE),
        cancel_label: frame.t("cancel"),
    };
    ConfirmPage { title: frame.t(key), frame, confirmation }
}

/// What is not offered is not there.
fn refused(error: ChangeWebUserError) -> Failure {
    match error {
        ChangeWebUserError::Store(error) => error.into(),
        ChangeWebUserError::Refused(_)
        | ChangeWebUserError::Unknown
        | ChangeWebUserError::Default
        | ChangeWebUserError::Himself
        | ChangeWebUserError::Conflict(_) => Failure::NotFound,
    }
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    let employer = web_users::sample_employer(text);
    let mut pages = Vec::new();
    for line in web_users::sample_lines(text) {
        for (may_change, is_himself) in [(false, false), (true, false), (true, true)] {
            let viewer = Viewer { may_change, is_himself };
            let customer = is_himself.then_some(employer.id);
            pages.push(WebUserPage::new(frame.clone(), customer, &employer, &line, viewer).render());
        }
    }
    let meant = Meant { customer: Some(CustomerId(7)), id: WebUserId(3) };
    pages.push(question(frame.clone(), &meant, DELETE, "web-user-delete", text).render());
    let reset = "web-user-second-factor-reset";
    pages.push(question(frame.clone(), &meant, SECOND_FACTOR, reset, text).render());
    pages.push(question(frame.clone(), &meant, ONE_TIME, "web-user-one-time", text).render());
    let (login, password, back) = (text.to_owned(), text.to_owned(), meant.place(ROUTE));
    pages.push(OneTimePage { frame: frame.clone(), login, password, back }.render());
    pages
}
