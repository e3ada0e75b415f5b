//! A file on its way: every row as it would be imported with what is wrong with it, the import while it goes on, and its end.

use std::sync::Arc;

use app::import::{ImportField, Mapping};
use askama::Template;
use party::ids::CustomerId;

use super::run::{DonePage, ProgressPage};
use super::words::{self, Words};
use super::{COLUMNS, JOB, ROUTE, START, find, for_subject, path_of};
use crate::imports::{Checked, Job, Stage, Subject};
use crate::page::Frame;
use crate::pages::{customers, users};
use crate::reply::{Failure, Reply};
use crate::route::Path;
use crate::ui::{Cell, Column, EmptyState, Form, Pager, Row, Table};
use crate::visit::{Fields, Visit};

/// Rows of a page.
const ROWS: usize = 50;

/// Characters of a cell that are shown.
const CELL_CHARS_MAX: usize = 80;

/// What stands for a secret.
const SECRET: &str = "••••••••";

#[derive(Template)]
#[template(path = "pages/import_rows.html")]
struct RowsPage {
    frame: Frame,
    lead: String,
    /// What must be done first; empty where nothing is wrong.
    alert: String,
    /// The ways to the other half: all rows, or those that are wrong alone.
    views: Vec<(Path, String, bool)>,
    table: Table,
    start: Option<Form>,
    columns: Path,
    other_file: Path,
}

/// Which rows are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Asked {
    /// How many rows stand before the page.
    from: usize,
    /// Those that are wrong alone.
    only_wrong: bool,
}

impl Asked {
    fn read(query: &Fields) -> Self {
        Self { from: query.text("from").parse().unwrap_or(0), only_wrong: query.text("rows") == "wrong" }
    }

    fn path(self, job: &Job) -> Path {
        let from = if self.from == 0 { String::new() } else { self.from.to_string() };
        path_of(JOB, job).with("rows", if self.only_wrong { "wrong" } else { "" }).with("from", &from)
    }
}

impl RowsPage {
    fn new<K: Words>(frame: Frame, job: &Job, checked: &Checked, asked: Asked) -> Self {
        let reader = &frame.reader;
        let (all, wrong) = (words::count(job.table().rows.len()), words::count(checked.wrong_rows()));
        let whole = |only_wrong| Asked { from: 0, only_wrong }.path(job);
        let views = [(false, "import-rows-all", all), (true, "import-rows-wrong", wrong)].map(
            |(only_wrong, key, count)| {
                (whole(only_wrong), reader.t1(key, "count", count), asked.only_wrong == only_wrong)
            },
        );
        let alert = match checked.stopped {
            Some(key) => frame.t(key),
            None if 0 < wrong => reader.t1("import-wrong", "count", wrong),
            None => String::new(),
        };
        let start = alert.is_empty().then(|| {
            let key = match job.subject {
                Subject::Customers => "import-start-customers",
                Subject::Users => "import-start-users",
            };
            Form::new(&frame, path_of(START, job), reader.t1(key, "count", all))
        });
        Self {
            lead: reader.t1("import-rows-lead", "owner", job.owner_name.as_str()),
            alert,
            views: if wrong == 0 { Vec::new() } else { views.to_vec() },
            table: table::<K>(&frame, job, checked, asked),
            start,
            columns: path_of(COLUMNS, job),
            other_file: ROUTE.path(),
            frame,
        }
    }

    fn title(&self) -> String {
        self.frame.t("import-rows-title")
    }
}

pub(super) async fn show(visit: Visit) -> Result<Reply, Failure> {
    let job = find(&visit)?;
    match job.stage() {
        Stage::Uploaded => Ok(Reply::see(path_of(COLUMNS, &job))),
        Stage::Checked(checked) => {
            let asked = Asked::read(&visit.query);
            for_subject!(job.subject, page(&visit, &job, &checked, asked))
        }
        Stage::Running(progress) => Reply::page(&ProgressPage::new(visit.frame(), &job, &progress)),
        Stage::Done(_, made) => {
            let list = list_of(&job, visit.session()?.customer.key.id);
            Reply::page(&DonePage::new(visit.frame(), &job, list, made.len()))
        }
    }
}

/// The rows again, for another import is under way: this one can be started when it has ended.
pub(super) fn busy(visit: &Visit, job: &Job) -> Result<Reply, Failure> {
    match job.stage() {
        Stage::Checked(checked) => for_subject!(job.subject, busy_page(visit, job, &checked)),
        Stage::Uploaded | Stage::Running(..) | Stage::Done(..) => Ok(Reply::see(path_of(JOB, job))),
    }
}

/// Where what was made is listed for one whose own customer is `own`.
fn list_of(job: &Job, own: CustomerId) -> Path {
    match (job.subject, job.owner) {
        (Subject::Customers, owner) if owner == own => customers::ROUTE.path(),
        (Subject::Customers, owner) => customers::path_of(owner),
        (Subject::Users, owner) if owner == own => users::path(),
        (Subject::Users, owner) => users::path_of(owner),
    }
}

fn page<K: Words>(visit: &Visit, job: &Job, checked: &Arc<Checked>, asked: Asked) -> Result<Reply, Failure> {
    Reply::page(&RowsPage::new::<K>(visit.frame(), job, checked, asked))
}

fn busy_page<K: Words>(visit: &Visit, job: &Job, checked: &Arc<Checked>) -> Result<Reply, Failure> {
    let mut page = RowsPage::new::<K>(visit.frame(), job, checked, Asked { from: 0, only_wrong: false });
    page.alert = visit.t("import-busy");
    Reply::again(&page)
}

fn table<K: Words>(frame: &Frame, job: &Job, checked: &Checked, asked: Asked) -> Table {
    let mapping = checked.columns.mapping::<K::Field>();
    let held: Vec<(usize, K::Field)> =
        mapping.columns().iter().enumerate().filter_map(|(index, field)| Some((index, (*field)?))).collect();
    let mut columns = vec![Column::number(frame.t("import-row"))];
    columns.extend(held.iter().map(|(_, field)| {
        let label = K::label(&frame.reader, *field);
        if field.is_number() { Column::number(label) } else { Column::text(label) }
    }));
    let file = job.table();
    let is_shown = |row: &&sheets::Row| !asked.only_wrong || checked.of_row(row.number).next().is_some();
    let mut rows: Vec<&sheets::Row> =
        file.rows.iter().filter(is_shown).skip(asked.from).take(ROWS + 1).collect();
    let is_more = ROWS < rows.len();
    rows.truncate(ROWS);
    let step = |from| Asked { from, ..asked }.path(job);
    Table {
        caption: frame.t("import-rows-title"),
        is_caption_shown: false,
        columns,
        rows: rows.iter().map(|row| self::row(frame, row, &held, &mapping, checked)).collect(),
        empty: EmptyState { title: frame.t("none"), text: String::new(), action: None },
        pager: Some(Pager {
            label: frame.t("pages"),
            previous: (0 < asked.from).then(|| step(asked.from.saturating_sub(ROWS))),
            previous_label: frame.t("previous-page"),
            next: is_more.then(|| step(asked.from + ROWS)),
            next_label: frame.t("next-page"),
        }),
    }
}

fn row<F: ImportField>(
    frame: &Frame,
    row: &sheets::Row,
    held: &[(usize, F)],
    mapping: &Mapping<F>,
    checked: &Checked,
) -> Row {
    let is_mapped = |column: Option<usize>| {
        column.and_then(|column| mapping.columns().get(column).copied().flatten()).is_some()
    };
    let why = |is_meant: &dyn Fn(Option<usize>) -> bool| {
        let meant = checked.of_row(row.number).filter(|wrong| is_meant(wrong.column));
        meant.map(|wrong| (wrong.told)(&frame.reader)).collect::<Vec<_>>().join(" ")
    };
    let number = row.number.to_string();
    let mut cells = vec![match why(&|column| !is_mapped(column)) {
        why if why.is_empty() => Cell::Number(number, String::new()),
        why => Cell::Wrong(number, why),
    }];
    cells.extend(held.iter().map(|(index, field)| {
        let text = row.cells.get(*index).map_or("", String::as_str);
        let text = match text {
            "" => String::new(),
            _ if field.is_secret() => SECRET.to_owned(),
            text => cut(text, CELL_CHARS_MAX),
        };
        match why(&|column| column == Some(*index)) {
            why if !why.is_empty() => Cell::Wrong(text, why),
            _ if text.is_empty() => Cell::Empty,
            _ if field.is_number() => Cell::Number(text, String::new()),
            _ => Cell::Text(text),
        }
    }));
    Row { cells }
}

/// At most so many characters of a cell.
pub(super) fn cut(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}

#[cfg(test)]
pub(super) fn sample_job(text: &str) -> Job {
    let row = |number| sheets::Row { number, cells: vec![text.to_owned(), text.repeat(9), String::new()] };
    let headings = vec![text.to_owned(), "username".to_owned(), String::new()];
    let table = sheets::Table { headings, rows: (2..60).map(row).collect() };
    Job::sample(Subject::Users, text, table)
}

#[cfg(test)]
pub(super) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    use app::import::{Customers, Users};

    use crate::imports::{Columns, Wrong};

    let job = sample_job(text);
    let columns = || Columns(["password", "username", "email"].map(str::to_owned).to_vec());
    let wrong = |row, column| {
        let told = text.to_owned();
        Wrong { row, column, told: Box::new(move |_| told.clone()) }
    };
    let some = Checked {
        columns: columns(),
        wrong: vec![
            wrong(2, None),
            wrong(2, Some(0)),
            wrong(2, Some(2)),
            wrong(4, Some(1)),
            wrong(4, Some(1)),
        ],
        stopped: None,
    };
    let none = || Checked { columns: columns(), ..Checked::default() };
    let page = |checked: &Checked, query: &str| {
        RowsPage::new::<Users>(frame.clone(), &job, checked, Asked::read(&Fields::parse(query.as_bytes())))
            .render()
    };
    let stopped = |key| Checked { stopped: Some(key), ..none() };
    vec![
        page(&none(), ""),
        page(&some, "rows=wrong"),
        page(&some, "from=50"),
        page(&some, "from=5000"),
        page(&stopped("import-refused"), ""),
        page(&stopped("import-too-many"), ""),
        page(&stopped("import-broken"), ""),
        RowsPage::new::<Customers>(
            frame.clone(),
            &Job::sample(Subject::Customers, text, (*job.table()).clone()),
            &Checked { columns: Columns(vec![String::new(); 3]), ..Checked::default() },
            Asked { from: 0, only_wrong: false },
        )
        .render(),
    ]
}
