//! The tables of the overview as files.

use app::Timestamp;
use app::audit_log::{AuditLine, Names};
use app::overview::Movement;
use sheets::Cell;

use super::{changes, figures, history, kind_key, last_movements};
use crate::entry::{Access, Entry};
use crate::export::{self, Whole};
use crate::i18n::Reader;
use crate::log_words;
use crate::page::Frame;
use crate::reply::{Failure, Reply};
use crate::route::Route;
use crate::ui::ExportLinks;
use crate::visit::Visit;

const ROUTE: Route = Route::new("/overview/export");

/// Which table is asked for: where the query has nothing of it, the days of the charts.
const OF: &str = "of";

/// One of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum File {
    /// What both charts show, day by day.
    Days,
    /// What moved last.
    Postings,
    /// What was done last.
    Changes,
}

pub(super) fn entry() -> Entry {
    Entry::new("overview-export", ROUTE, Access::SignedInOrActing).get(download).file()
}

impl File {
    fn word(self) -> &'static str {
        match self {
            Self::Days => "",
            Self::Postings => "postings",
            Self::Changes => "changes",
        }
    }

    /// The ways to it from the table called `caption`.
    pub(super) fn links(self, frame: &Frame, caption: &str) -> ExportLinks {
        export::links(frame, &ROUTE.path().with(OF, self.word())).about(caption)
    }
}

async fn download(visit: Visit) -> Result<Reply, Failure> {
    let (reader, now) = (&visit.reader, visit.app().now());
    let asked = [File::Postings, File::Changes].into_iter().find(|file| file.word() == visit.query.text(OF));
    let table = match asked {
        Some(File::Changes) => {
            let (lines, names) = changes(&visit, now).await?.ok_or(Failure::NotFound)?;
            let keys = ["overview-what", "overview-object", "overview-who", "overview-when"];
            let rows = lines.iter().map(|line| change(reader, line, &names)).collect();
            Whole::new("changes", keys.map(|key| reader.t(key)).to_vec(), rows)
        }
        Some(File::Postings) => {
            let figures = figures(&visit, now).await?.ok_or(Failure::NotFound)?;
            let keys = ["overview-kind", "overview-amount", "customer-currency", "overview-when"];
            let rows = last_movements(&figures).iter().map(|one| movement(reader, one)).collect();
            Whole::new("postings", keys.map(|key| reader.t(key)).to_vec(), rows)
        }
        Some(File::Days) | None => {
            let figures = figures(&visit, now).await?.ok_or(Failure::NotFound)?;
            history::file(reader, figures.history.as_ref(), now)
        }
    };
    // What may be looked at was asked with what the page has.
    export::download(&visit, table).await
}

fn movement(reader: &Reader, movement: &Movement) -> Vec<Cell> {
    vec![
        Cell::text(reader.t(kind_key(movement.kind))),
        export::amount(movement.amount),
        Cell::text(movement.amount.commodity().as_str()),
        export::moment(reader, Timestamp(movement.at_micros)),
    ]
}

fn change(reader: &Reader, line: &AuditLine, names: &Names) -> Vec<Cell> {
    vec![
        Cell::text(log_words::operation(reader, &line.operation)),
        Cell::text(log_words::who(reader, &line.object, names)),
        Cell::text(log_words::actor(reader, line, names)),
        export::moment(reader, line.at),
    ]
}
