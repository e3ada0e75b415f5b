//! Where the person is signed in, and ending it.

use app::session::{self, SessionLine};
use askama::Template;

use crate::entry::{Access, Entry};
use crate::export::{self, Whole};
use crate::i18n::Reader;
use crate::page::{Frame, Menu};
use crate::pages::confirm::ConfirmPage;
use crate::reply::{Failure, Reply};
use crate::route::Route;
use crate::ui::{Badge, Button, Cell, Column, Confirmation, EmptyState, ExportLinks, Row, Table, Tone};
use crate::visit::Visit;

pub(crate) const ROUTE: Route = Route::new("/sessions");
const EXPORT: Route = Route::new("/sessions/export");
const END: Route = Route::new("/sessions/end");
const END_OTHERS: Route = Route::new("/sessions/end-others");

pub(crate) fn entries() -> Vec<Entry> {
    vec![
        Entry::new("sessions", ROUTE, Access::SignedIn).get(show).linked(Menu::Person, "nav-sessions"),
        Entry::new("sessions-export", EXPORT, Access::SignedIn).get(download).file(),
        Entry::new("sessions-end", END, Access::SignedIn).post(end),
        Entry::new("sessions-end-others", END_OTHERS, Access::SignedIn).get(ask).post(end_others),
    ]
}

const COLUMNS: [&str; 5] =
    ["session-browser", "session-peer", "session-created", "session-seen", "session-state"];

#[derive(Template)]
#[template(path = "pages/sessions.html")]
struct SessionsPage {
    frame: Frame,
    table: Table,
    export: ExportLinks,
    has_others: bool,
}

impl SessionsPage {
    fn new(frame: Frame, lines: &[SessionLine]) -> Self {
        let table = Table {
            caption: frame.t("sessions-title"),
            is_caption_shown: false,
            columns: COLUMNS.map(|key| Column::text(frame.t(key))).to_vec(),
            rows: lines.iter().map(|line| row(&frame, line)).collect(),
            empty: EmptyState { title: frame.t("none"), text: String::new(), action: None },
            pager: None,
        };
        let has_others = lines.iter().any(|line| !line.is_current);
        let export = export::links(&frame, &EXPORT.path());
        Self { frame, table, export, has_others }
    }

    fn title(&self) -> String {
        self.frame.t("sessions-title")
    }

    fn end_others_path(&self) -> crate::route::Path {
        END_OTHERS.path()
    }
}

async fn show(visit: Visit) -> Result<Reply, Failure> {
    let lines = session::list(visit.app(), visit.session()?).await?;
    Reply::page(&SessionsPage::new(visit.frame(), &lines))
}

async fn download(visit: Visit) -> Result<Reply, Failure> {
    let lines = session::list(visit.app(), visit.session()?).await?;
    let reader = &visit.reader;
    let rows = lines.iter().map(|line| file_row(reader, line)).collect();
    let headings = COLUMNS.map(|key| reader.t(key)).to_vec();
    export::download(&visit, Whole::new("sessions", headings, rows)).await
}

fn file_row(reader: &Reader, line: &SessionLine) -> Vec<sheets::Cell> {
    let state = if line.is_current { reader.t("session-current") } else { String::new() };
    vec![
        sheets::Cell::text(browser(reader, line).unwrap_or_else(|unknown| unknown)),
        sheets::Cell::text(&line.peer),
        export::moment(reader, line.created_at),
        export::moment(reader, line.seen_at),
        sheets::Cell::text(state),
    ]
}

async fn end(visit: Visit) -> Result<Reply, Failure> {
    let hash = session::parse_hash(visit.form.text("session")).ok_or(Failure::NotFound)?;
    let ended = session::revoke(visit.app(), &visit.context()?, visit.session()?, hash).await?;
    if !ended {
        return Ok(Reply::see(ROUTE.path()));
    }
    Ok(Reply::see_with(ROUTE.path(), "session-ended"))
}

async fn ask(visit: Visit) -> Result<Reply, Failure> {
    Reply::page(&confirm_page(visit.frame()))
}

fn confirm_page(frame: Frame) -> ConfirmPage {
    let confirmation = Confirmation {
        text: frame.t("sessions-end-others-text"),
        effects: Vec::new(),
        button: Button::new(&frame, END_OTHERS.path(), frame.t("sessions-end-others")).danger(),
        cancel: ROUTE.path(),
        cancel_label: frame.t("cancel"),
    };
    ConfirmPage { title: frame.t("sessions-end-others"), frame, confirmation }
}

async fn end_others(visit: Visit) -> Result<Reply, Failure> {
    session::revoke_others(visit.app(), &visit.context()?, visit.session()?).await?;
    Ok(Reply::see_with(ROUTE.path(), "sessions-ended"))
}

fn row(frame: &Frame, line: &SessionLine) -> Row {
    let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
    let state = if line.is_current {
        Cell::Badge(Badge { text: frame.t("session-current"), tone: Tone::Plain })
    } else {
        let button = Button::new(frame, END.path(), frame.t("session-end"));
        Cell::Button(Box::new(button.about("session", session::print_hash(&line.token_hash))))
    };
    let reader = &frame.reader;
    Row {
        cells: vec![
            browser(reader, line).map_or_else(Cell::Muted, Cell::Text),
            text(&line.peer),
            Cell::Moment(reader.moment(line.created_at)),
            Cell::Moment(reader.moment(line.seen_at)),
            state,
        ],
    }
}

/// What the browser is called, or else that it did not say.
fn browser(reader: &Reader, line: &SessionLine) -> Result<String, String> {
    match line.user_agent.as_str() {
        "" => Err(reader.t("session-unknown")),
        user_agent => Ok(browser_name(user_agent).to_owned()),
    }
}

/// The name of a browser by what it calls itself, where that is one of the usual; else all that it says.
fn browser_name(user_agent: &str) -> &str {
    // The later ones call themselves by the names of the earlier ones, too.
    let known = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    known.iter().find(|(mark, _)| user_agent.contains(mark)).map_or(user_agent, |(_, name)| name)
}

#[cfg(test)]
pub(crate) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    let line = |is_current, text: &str| SessionLine {
        token_hash: [7; 32],
        is_current,
        created_at: app::Timestamp(1_767_225_600_000_000),
        seen_at: app::Timestamp(1_767_229_200_000_000),
        peer: text.to_owned(),
        user_agent: text.to_owned(),
    };
    vec![
        SessionsPage::new(frame.clone(), &[line(true, text)]).render(),
        SessionsPage::new(frame.clone(), &[line(true, text), line(false, text), line(false, "")]).render(),
        confirm_page(frame.clone()).render(),
    ]
}
