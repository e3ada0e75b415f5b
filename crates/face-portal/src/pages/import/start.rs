//! Sending the file.

use app::import::{BOUNDS, ImportField, ROWS_MAX};
use askama::Template;
use party::ids::CustomerId;
use sheets::Cell;

use super::words::{self, Words};
use super::{COLUMNS, EXAMPLE, ROUTE, SUBJECT_FIELD, for_subject, may, path_of};
use crate::export::{self, Exported, Exporting};
use crate::i18n::Reader;
use crate::imports::{Job, Subject, Wait};
use crate::page::Frame;
use crate::pages::users::{OWNER_FIELD, Owner};
use crate::reply::{Failure, Reply};
use crate::route::Path;
use crate::ui::{Choice, ExportLinks, Field, Form, Kind};
use crate::visit::Visit;

/// The file, and the little that a form says beside it.
pub(super) const FORM_BYTES_MAX: usize = BOUNDS.bytes_max + 64 * 1024;

const FILE_FIELD: &str = "file";
const FILE_TYPES: &str =
    ".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[derive(Template)]
#[template(path = "pages/import.html")]
struct ImportPage {
    frame: Frame,
    lead: String,
    form: Form,
    /// For each thing that can be imported: what it is called, what its columns are, and a file with their headings.
    guides: Vec<Guide>,
}

struct Guide {
    title: String,
    /// It is the one about what the form is about.
    is_open: bool,
    fields: Vec<String>,
    example: ExportLinks,
}

/// What the form is about.
struct Asked {
    subjects: Vec<Subject>,
    subject: Subject,
    owner: String,
    owner_name: String,
}

impl ImportPage {
    fn new(frame: Frame, asked: &Asked, error: String) -> Self {
        let mut form = Form::new(&frame, ROUTE.path(), frame.t("import-upload"));
        form.hidden = vec![(OWNER_FIELD, asked.owner.clone())];
        let choices = asked.subjects.iter().map(|subject| choice(&frame.reader, *subject)).collect();
        let most = frame.reader.integer(words::count(ROWS_MAX));
        form.fields = vec![
            Field {
                value: word(asked.subject).to_owned(),
                ..Field::new(SUBJECT_FIELD, frame.t("import-of"), Kind::Select(choices))
            },
            Field {
                hint: frame.reader.t1("import-file-hint", "most", most),
                error,
                is_required: true,
                ..Field::new(FILE_FIELD, frame.t("import-file"), Kind::File(FILE_TYPES))
            },
        ];
        let lead = frame.reader.t1("import-lead", "owner", asked.owner_name.as_str());
        let guides = asked.subjects.iter().map(|subject| guide(&frame, *subject, asked.subject)).collect();
        Self { frame, lead, form, guides }
    }

    fn title(&self) -> String {
        self.frame.t("import-title")
    }
}

/// Where something is imported for `owner`.
pub(super) fn path(subject: Subject, owner: Option<CustomerId>) -> Path {
    let owner = owner.map(|owner| owner.to_string()).unwrap_or_default();
    ROUTE.path().with(SUBJECT_FIELD, word(subject)).with(OWNER_FIELD, &owner)
}

pub(super) async fn show(visit: Visit) -> Result<Reply, Failure> {
    let (asked, _) = asked(&visit, visit.query.text(SUBJECT_FIELD), visit.query.text(OWNER_FIELD)).await?;
    Reply::page(&ImportPage::new(visit.frame(), &asked, String::new()))
}

pub(super) async fn upload(visit: Visit) -> Result<Reply, Failure> {
    let (asked, owner) = asked(&visit, visit.form.text(SUBJECT_FIELD), visit.form.text(OWNER_FIELD)).await?;
    let again = |error| Reply::again(&ImportPage::new(visit.frame(), &asked, error));
    let Some(upload) = visit.form.upload(FILE_FIELD) else { return again(visit.t("import-no-file")) };
    let bytes = upload.bytes.clone();
    // A file may take a second to unpack: others are served meanwhile.
    let read = tokio::task::spawn_blocking(move || sheets::read(&bytes, &BOUNDS)).await;
    let table = match read.map_err(std::io::Error::other)? {
        Ok(table) if table.rows.is_empty() => return again(visit.t("import-file-empty")),
        Ok(table) => table,
        Err(error) => return again(words::unread(&visit.reader, error)),
    };
    let session = visit.session()?;
    let sender = (session.token_hash, session.customer.key.id);
    let job = Job::new(visit.app(), sender, asked.subject, (owner.id, owner.name), table);
    match visit.site.imports.add(job, visit.app().now()) {
        Ok(job) => Ok(Reply::see(path_of(COLUMNS, &job))),
        Err(Wait::Full) => again(visit.t("import-full")),
        Err(Wait::Busy) => again(visit.t("import-busy")),
    }
}

/// A file with nothing but the headings.
pub(super) async fn example(visit: Visit) -> Result<Reply, Failure> {
    let (asked, _) = asked(&visit, visit.query.text(SUBJECT_FIELD), "").await?;
    export::download(&visit, Example(asked.subject)).await
}

struct Example(Subject);

impl Exported for Example {
    fn name(&self) -> &'static str {
        word(self.0)
    }

    fn headings(&self, reader: &Reader) -> Vec<String> {
        for_subject!(self.0, labels(reader))
    }

    async fn next(&mut self, _: &Exporting) -> Result<Vec<Vec<Cell>>, Failure> {
        Ok(Vec::new())
    }
}

/// What may be imported, and for whom.
async fn asked(visit: &Visit, subject: &str, owner: &str) -> Result<(Asked, Owner), Failure> {
    let owner = Owner::named(visit, owner).await?;
    let subjects = [Subject::Customers, Subject::Users].into_iter().filter(|subject| may(visit, *subject));
    let subjects: Vec<Subject> = subjects.collect();
    let named = find(subject).or(if subject.is_empty() { subjects.first().copied() } else { None });
    let subject = named.filter(|subject| subjects.contains(subject)).ok_or(Failure::NotFound)?;
    let asked = Asked { subjects, subject, owner: owner.field(), owner_name: owner.name.clone() };
    Ok((asked, owner))
}

fn guide(frame: &Frame, subject: Subject, asked: Subject) -> Guide {
    let reader = &frame.reader;
    let example = EXAMPLE.path().with(SUBJECT_FIELD, word(subject));
    let links = export::links(frame, &example);
    Guide {
        title: choice(reader, subject).label,
        is_open: subject == asked,
        fields: for_subject!(subject, titles(reader)),
        example: ExportLinks { label: frame.t("import-example"), ..links },
    }
}

fn titles<K: Words>(reader: &Reader) -> Vec<String> {
    K::Field::all().iter().map(|field| words::title::<K>(reader, *field)).collect()
}

fn labels<K: Words>(reader: &Reader) -> Vec<String> {
    K::Field::all().iter().map(|field| K::label(reader, *field)).collect()
}

fn choice(reader: &Reader, subject: Subject) -> Choice {
    let label = match subject {
        Subject::Customers => reader.t("customers-title"),
        Subject::Users => reader.t("users-title"),
    };
    Choice { value: word(subject).to_owned(), label }
}

fn word(subject: Subject) -> &'static str {
    match subject {
        Subject::Customers => "customers",
        Subject::Users => "users",
    }
}

fn find(word_: &str) -> Option<Subject> {
    [Subject::Customers, Subject::Users].into_iter().find(|subject| word(*subject) == word_)
}

#[cfg(test)]
pub(super) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    let asked = |subjects: &[Subject], owner: &str| Asked {
        subjects: subjects.to_vec(),
        subject: Subject::Users,
        owner: owner.to_owned(),
        owner_name: text.to_owned(),
    };
    let both = asked(&[Subject::Customers, Subject::Users], "7");
    vec![
        ImportPage::new(frame.clone(), &both, String::new()).render(),
        ImportPage::new(frame.clone(), &asked(&[Subject::Users], ""), text.to_owned()).render(),
    ]
}
