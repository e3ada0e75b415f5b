//! Saying what each column holds. The headings say most of it.

use app::import::{self, Customers, ImportError, ImportField, Mapping, MappingError, Problem, Stop, Users};
use askama::Template;
use sheets::Table;

use super::words::{self, Words};
use super::{COLUMNS, JOB, ROUTE, find, for_subject, path_of};
use crate::i18n::Reader;
use crate::imports::{Checked, Columns, Job, Stage, Subject, Wrong};
use crate::page::Frame;
use crate::reply::{Failure, Reply};
use crate::route::Path;
use crate::ui::{Choice, Field, Form, Kind};
use crate::visit::Visit;

/// Characters of a cell that are shown as an example.
const EXAMPLE_CHARS_MAX: usize = 40;
/// Rows that are looked at for examples, and how many of them are shown.
const EXAMPLE_ROWS_MAX: usize = 20;
const EXAMPLES_MAX: usize = 3;

#[derive(Template)]
#[template(path = "pages/import_columns.html")]
struct ColumnsPage {
    frame: Frame,
    form: Form,
}

impl ColumnsPage {
    fn new<K: Words>(frame: Frame, job: &Job, mapping: &Mapping<K::Field>, is_checked: bool) -> Self {
        let mut form = Form::new(&frame, path_of(COLUMNS, job), frame.t("import-check"));
        form.cancel = Some((ROUTE.path(), frame.t("import-other-file")));
        let error = mapping.check().err().filter(|_| is_checked);
        if let Some(MappingError::Missing(field)) = error {
            form.error = frame.reader.t1("import-missing", "label", K::label(&frame.reader, field));
        }
        let (choices, table) = (choices::<K>(&frame), job.table());
        form.fields = (0..table.headings.len())
            .map(|column| {
                let held = mapping.columns().get(column).copied().flatten();
                let is_second = held.is_some_and(|held| mapping.column_of(held) != Some(column));
                Field {
                    value: held.map(ImportField::name).unwrap_or_default().to_owned(),
                    hint: examples::<K>(&frame, &table, column, held),
                    error: if is_second && is_checked { frame.t("import-same") } else { String::new() },
                    ..Field::new(
                        field_name(column),
                        heading(&frame, &table, column),
                        Kind::Select(choices.clone()),
                    )
                }
            })
            .collect();
        Self { frame, form }
    }

    fn title(&self) -> String {
        self.frame.t("import-columns-title")
    }

    fn start(&self) -> Path {
        ROUTE.path()
    }
}

pub(super) async fn show(visit: Visit) -> Result<Reply, Failure> {
    let job = find(&visit)?;
    let columns = match job.stage() {
        Stage::Uploaded => None,
        Stage::Checked(checked) => Some(checked.columns.clone()),
        Stage::Running(..) | Stage::Done(..) => return Ok(Reply::see(path_of(JOB, &job))),
    };
    for_subject!(job.subject, page(&visit, &job, columns))
}

fn page<K: Words>(visit: &Visit, job: &Job, columns: Option<Columns>) -> Result<Reply, Failure> {
    let mapping = columns.map_or_else(
        || Mapping::guess(&job.table().headings, words::called::<K>),
        |columns| columns.mapping(),
    );
    Reply::page(&ColumnsPage::new::<K>(visit.frame(), job, &mapping, false))
}

pub(super) async fn save(visit: Visit) -> Result<Reply, Failure> {
    let job = find(&visit)?;
    let posted =
        (0..job.table().headings.len()).map(|column| visit.form.text(&field_name(column)).to_owned());
    let columns = Columns(posted.collect());
    match job.subject {
        Subject::Customers => check::<Customers>(&visit, &job, columns).await,
        Subject::Users => check::<Users>(&visit, &job, columns).await,
    }
}

/// Rehearses the file with these columns.
async fn check<K: Words>(visit: &Visit, job: &Job, columns: Columns) -> Result<Reply, Failure> {
    let mapping = columns.mapping::<K::Field>();
    if mapping.check().is_err() {
        return Reply::again(&ColumnsPage::new::<K>(visit.frame(), job, &mapping, true));
    }
    let rows = mapping.rows(&job.table());
    let problems = import::rehearse::<K>(visit.app(), &visit.context()?, Some(job.owner), &rows).await;
    let checked = match problems {
        Ok(problems) => told::<K>(&mapping, problems),
        Err(error) => stopped::<K>(&mapping, error)?,
    };
    job.check(checked);
    Ok(Reply::see(path_of(JOB, job)))
}

/// What is wrong, column by column.
pub(super) fn told<K: Words>(mapping: &Mapping<K::Field>, problems: Vec<Problem<K>>) -> Checked {
    let wrong = problems.into_iter().map(|problem| {
        let column = problem.field.and_then(|field| mapping.column_of(field));
        let told = move |reader: &Reader| {
            let cause = words::cause(reader, &problem.cause);
            match problem.field.filter(|_| column.is_none()) {
                // Where no column holds the field, it must be said which it is.
                Some(field) => format!("{}: {cause}", K::label(reader, field)),
                None => cause,
            }
        };
        Wrong { row: problem.row, column, told: Box::new(told) }
    });
    Checked { columns: Columns::of(mapping), wrong: wrong.collect(), stopped: None }
}

/// What came of a file that could not even be rehearsed, or not be written.
pub(super) fn stopped<K: Words>(
    mapping: &Mapping<K::Field>,
    error: ImportError<K>,
) -> Result<Checked, Failure> {
    let key = match error {
        ImportError::Problems(problems) => return Ok(told(mapping, problems)),
        ImportError::Stopped(Stop::Store(error)) => return Err(error.into()),
        ImportError::Stopped(Stop::Refused(_)) => "import-refused",
        ImportError::TooManyRows => "import-too-many",
    };
    Ok(Checked { columns: Columns::of(mapping), wrong: Vec::new(), stopped: Some(key) })
}

fn choices<K: Words>(frame: &Frame) -> Vec<Choice> {
    let none = Choice { value: String::new(), label: frame.t("import-left-out") };
    let field = |field: &K::Field| Choice {
        value: field.name().to_owned(),
        label: words::title::<K>(&frame.reader, *field),
    };
    std::iter::once(none).chain(K::Field::all().iter().map(field)).collect()
}

fn field_name(column: usize) -> String {
    format!("column-{column}")
}

/// The heading, or the column's letter where it has none.
fn heading(frame: &Frame, table: &Table, column: usize) -> String {
    match table.headings.get(column).map(|heading| heading.trim()) {
        Some(heading) if !heading.is_empty() => heading.to_owned(),
        _ => {
            let place = sheets::Place { row: 1, column: column + 1 };
            frame.reader.t1("import-column", "column", place.column_name())
        }
    }
}

/// What stands in the column, unless nobody may see it: a secret is shown neither where it is read nor where it is left out.
fn examples<K: Words>(frame: &Frame, table: &Table, column: usize, held: Option<K::Field>) -> String {
    let heading = table.headings.get(column).map_or("", String::as_str);
    if held.is_some_and(ImportField::is_secret) || import::is_secret_heading(heading, words::called::<K>) {
        return String::new();
    }
    let cells = table.rows.iter().take(EXAMPLE_ROWS_MAX).filter_map(|row| row.cells.get(column));
    let cells = cells.filter(|cell| !cell.trim().is_empty()).take(EXAMPLES_MAX);
    let shown: Vec<String> = cells.map(|cell| super::rows::cut(cell, EXAMPLE_CHARS_MAX)).collect();
    if shown.is_empty() {
        return frame.t("import-column-empty");
    }
    frame.reader.t1("import-column-example", "cells", shown.join(" · "))
}

#[cfg(test)]
pub(super) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    let job = super::rows::sample_job(text);
    let guessed = Mapping::guess(&job.table().headings, words::called::<Users>);
    let twice = Columns(vec!["email".to_owned(); 3]).mapping();
    vec![
        ColumnsPage::new::<Users>(frame.clone(), &job, &guessed, false).render(),
        ColumnsPage::new::<Users>(frame.clone(), &job, &twice, true).render(),
        ColumnsPage::new::<Customers>(frame.clone(), &job, &Mapping::of(vec![None; 3]), true).render(),
    ]
}
