//! The import itself: started once, looked at while it goes on, and what came of it.

use std::sync::Arc;

use app::import::{self, Customers, ImportError, Progress, Stop, Users};
use app::session::{self, SessionToken};
use app::{Context, StoreError};
use askama::Template;
use party::ids::ObjectId;
use sheets::{Cell, Table};

use super::words::{self, Words};
use super::{FILE, JOB, ROUTE, columns, find, path_of, rows};
use crate::export::{self, Exported, Exporting};
use crate::i18n::Reader;
use crate::imports::{Checked, Columns, Job, Stage, Subject};
use crate::page::Frame;
use crate::reply::{Failure, Reply};
use crate::route::Path;
use crate::site::Site;
use crate::ui::ExportLinks;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "pages/import_progress.html")]
pub(super) struct ProgressPage {
    frame: Frame,
    text: String,
    done: usize,
    all: usize,
}

#[derive(Template)]
#[template(path = "pages/import_done.html")]
pub(super) struct DonePage {
    frame: Frame,
    text: String,
    file: ExportLinks,
    list: (Path, String),
    another: Path,
}

impl ProgressPage {
    pub(super) fn new(frame: Frame, job: &Job, progress: &Progress) -> Self {
        let all = job.table().rows.len();
        let (prepared, written) = (progress.prepared(), progress.written());
        // The passwords take the time: writing is the last little.
        let (key, done) =
            if written == 0 { ("import-preparing", prepared) } else { ("import-writing", written) };
        let shown = |count| frame.reader.integer(words::count(count));
        let text = frame.reader.tn(key, &[("done", &shown(done)), ("all", &shown(all))]);
        Self { text, done, all, frame }
    }

    fn title(&self) -> String {
        self.frame.t("import-running-title")
    }
}

impl DonePage {
    pub(super) fn new(frame: Frame, job: &Job, list: Path, count: usize) -> Self {
        let (key, label) = match job.subject {
            Subject::Customers => ("import-done-customers", "import-to-customers"),
            Subject::Users => ("import-done-users", "import-to-users"),
        };
        let links = export::links(&frame, &path_of(FILE, job));
        Self {
            text: frame.reader.t1(key, "count", words::count(count)),
            file: ExportLinks { label: frame.t("import-result"), ..links },
            list: (list, frame.t(label)),
            another: ROUTE.path(),
            frame,
        }
    }

    fn title(&self) -> String {
        self.frame.t("import-done-title")
    }
}

/// Starts the import, unless it was started already or there is something wrong with it; either way its page says so. Where
/// another one is under way it is to be started later.
pub(super) async fn start(visit: Visit) -> Result<Reply, Failure> {
    let job = find(&visit)?;
    let (_, token) = visit.person.as_ref().ok_or(Failure::SignIn)?;
    let Ok(started) = visit.site.imports.start(&job, visit.app().now()) else {
        return rows::busy(&visit, &job);
    };
    if let Some((columns, progress)) = started {
        let run = Run {
            site: Arc::clone(&visit.site),
            job: Arc::clone(&job),
            token: token.clone(),
            context: visit.context()?,
            columns,
            progress,
        };
        tokio::spawn(run.until_it_ends());
    }
    Ok(Reply::see(path_of(JOB, &job)))
}

/// The rows with the numbers of what was made of them.
pub(super) async fn file(visit: Visit) -> Result<Reply, Failure> {
    let job = find(&visit)?;
    let Stage::Done(columns, made) = job.stage() else { return Err(Failure::NotFound) };
    export::download(&visit, ResultFile { subject: job.subject, table: job.table(), columns, made, next: 0 })
        .await
}

/// One import under way.
#[derive(Clone)]
struct Run {
    site: Arc<Site>,
    job: Arc<Job>,
    token: SessionToken,
    context: Context,
    columns: Columns,
    progress: Arc<Progress>,
}

type Outcome = Result<Vec<(i64, ObjectId)>, Unmade>;

/// Why nothing was imported.
enum Unmade {
    /// What is told of it.
    Stopped(Checked),
    /// Nobody is there any more to whom it could be told.
    SignedOut,
}

impl Run {
    /// Does it, and says what came of it whatever that is.
    async fn until_it_ends(self) {
        let (site, job, columns) = (Arc::clone(&self.site), Arc::clone(&self.job), self.columns.clone());
        let imports = &site.imports;
        let outcome = tokio::spawn(async move {
            match self.job.subject {
                Subject::Customers => self.import::<Customers>().await,
                Subject::Users => self.import::<Users>().await,
            }
        });
        let stage = match outcome.await {
            Ok(Ok(made)) => Stage::Done(columns, Arc::new(made)),
            Ok(Err(Unmade::SignedOut)) => return imports.forget(&job, site.app.now()),
            Ok(Err(Unmade::Stopped(checked))) => Stage::Checked(Arc::new(checked)),
            Err(_) => Stage::Checked(Arc::new(broken(columns))),
        };
        job.end(site.app.now(), stage);
    }

    async fn import<K: Words>(&self) -> Outcome {
        let mapping = self.columns.mapping::<K::Field>();
        let (app, rows) = (&self.site.app, mapping.rows(&self.job.table()));
        let failed = |error: ImportError<K>| match error {
            ImportError::Stopped(Stop::Store(error)) => self.store_failed(&error),
            error => {
                let stopped = columns::stopped(&mapping, error);
                Unmade::Stopped(stopped.unwrap_or_else(|_| broken(self.columns.clone())))
            }
        };
        let ready =
            import::prepare::<K>(app, &self.context, Some(self.job.owner), &rows, &self.progress).await;
        let ready = ready.map_err(failed)?;
        // Hashing takes minutes: whoever was signed out meanwhile, or may less, writes nothing, or less.
        let session = session::find(app, &self.token).await.map_err(|error| self.store_failed(&error))?;
        let Some(session) = session else { return Err(Unmade::SignedOut) };
        let context = session.context(app, self.context.peer, self.context.request_id.clone());
        let made = import::write(app, &context, ready, &self.progress).await.map_err(failed)?;
        Ok(made.iter().map(K::ids).collect())
    }

    fn store_failed(&self, error: &StoreError) -> Unmade {
        tracing::error!(error = %error, request.id = %self.context.request_id, "an import failed");
        Unmade::Stopped(broken(self.columns.clone()))
    }
}

fn broken(columns: Columns) -> Checked {
    Checked { columns, wrong: Vec::new(), stopped: Some("import-broken") }
}

/// What came of every row.
struct ResultFile {
    subject: Subject,
    table: Arc<Table>,
    columns: Columns,
    made: Arc<Vec<(i64, ObjectId)>>,
    next: usize,
}

impl Exported for ResultFile {
    fn name(&self) -> &'static str {
        "imported"
    }

    fn headings(&self, reader: &Reader) -> Vec<String> {
        let mut headings = vec![reader.t("import-row")];
        headings.extend(match self.subject {
            Subject::Customers => self.open_headings::<Customers>(),
            Subject::Users => self.open_headings::<Users>(),
        });
        headings.extend([reader.t("customer-number"), reader.t("customer-object-id")]);
        headings
    }

    async fn next(&mut self, _: &Exporting) -> Result<Vec<Vec<Cell>>, Failure> {
        let rows = usize::try_from(export::ROWS).unwrap_or(usize::MAX);
        let first = self.next;
        self.next = first.saturating_add(rows);
        Ok(match self.subject {
            Subject::Customers => self.cells::<Customers>(first, rows),
            Subject::Users => self.cells::<Users>(first, rows),
        })
    }
}

impl ResultFile {
    fn open_headings<K: Words>(&self) -> Vec<String> {
        self.columns.mapping::<K::Field>().open_headings(&self.table.headings)
    }

    fn cells<K: Words>(&self, first: usize, count: usize) -> Vec<Vec<Cell>> {
        let mapping = self.columns.mapping::<K::Field>();
        let rows = self.table.rows.iter().zip(self.made.iter()).skip(first).take(count);
        rows.map(|(row, (number, object_id))| {
            let mut cells = vec![Cell::integer(words::count(row.number))];
            cells.extend(mapping.open_cells(row));
            cells.extend([Cell::integer(*number), Cell::text(object_id.to_string())]);
            cells
        })
        .collect()
    }
}

#[cfg(test)]
pub(super) fn samples(frame: &Frame, text: &str) -> Vec<Result<String, askama::Error>> {
    let job = super::rows::sample_job(text);
    let customers = Job::sample(Subject::Customers, text, (*job.table()).clone());
    vec![
        ProgressPage::new(frame.clone(), &job, &Progress::default()).render(),
        DonePage::new(frame.clone(), &job, ROUTE.path(), 1).render(),
        DonePage::new(frame.clone(), &customers, ROUTE.path(), 12_345).render(),
    ]
}
