//! Files on their way to be imported: kept in memory between upload and end, each for the session that sent it.
//!
//! What is kept is bounded: one file for each session, so many bytes for all of them together, half an hour after the last
//! look at it. It may hold passwords and is nowhere else; with the process it is gone. What must be right does not depend on
//! it: an import is one transaction, and a job is started once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::import::{ImportField, Mapping, Progress};
use app::session::TokenHash;
use app::{App, Timestamp};
use party::ids::{CustomerId, ObjectId};
use sheets::Table;

use crate::i18n::Reader;

/// Bytes of all tables together.
const BYTES_MAX: usize = 128 * 1024 * 1024;

/// How long a file is kept that nobody looks at.
const KEPT_MICROS: i64 = 30 * 60 * 1_000_000;

/// Every file on its way.
#[derive(Default)]
pub(crate) struct Imports {
    jobs: Mutex<Vec<Arc<Job>>>,
}

/// What rows become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Customers directly below the owner.
    Customers,
    /// Users of the owner.
    Users,
}

/// One file, and how far it is.
pub(crate) struct Job {
    /// What its address ends with; nobody can guess it.
    pub(crate) id: String,
    session: TokenHash,
    pub(crate) subject: Subject,
    /// To whom what is made belongs, whoever the session acts for by then.
    pub(crate) owner: CustomerId,
    pub(crate) owner_name: String,
    pub(crate) table: Table,
    /// Bytes that the table takes.
    size: usize,
    place: Mutex<Place>,
}

struct Place {
    seen: Timestamp,
    stage: Stage,
}

/// How far a file is.
#[derive(Clone)]
pub(crate) enum Stage {
    /// Its columns are to be named.
    Uploaded,
    /// Its rows were rehearsed.
    Checked(Arc<Checked>),
    /// It is being imported.
    Running(Arc<Progress>),
    /// It is imported: the numbers of what was made, row by row.
    Done(Columns, Arc<Vec<(i64, ObjectId)>>),
}

/// The names of what the columns hold; empty: nothing that is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Columns(pub(crate) Vec<String>);

/// What a rehearsal found.
#[derive(Default)]
pub(crate) struct Checked {
    pub(crate) columns: Columns,
    /// Row by row.
    pub(crate) wrong: Vec<Wrong>,
    /// The key of why a start came to nothing; none: there was none.
    pub(crate) stopped: Option<&'static str>,
}

/// Something that is wrong with a row.
pub(crate) struct Wrong {
    pub(crate) row: usize,
    /// Which column, counted from 0; none: the row as a whole.
    pub(crate) column: Option<usize>,
    pub(crate) told: Box<dyn Fn(&Reader) -> String + Send + Sync>,
}

/// There is no room for another file.
pub(crate) struct Full;

impl Columns {
    /// The names of `mapping`.
    pub(crate) fn of<F: ImportField>(mapping: &Mapping<F>) -> Self {
        let name = |column: &Option<F>| column.map(ImportField::name).unwrap_or_default().to_owned();
        Self(mapping.columns().iter().map(name).collect())
    }

    /// What has these names.
    pub(crate) fn mapping<F: ImportField>(&self) -> Mapping<F> {
        let find = |name: &String| F::all().iter().copied().find(|field| field.name() == name);
        Mapping::of(self.0.iter().map(find).collect())
    }
}

impl Checked {
    /// How many rows are wrong.
    pub(crate) fn wrong_rows(&self) -> usize {
        let mut rows: Vec<usize> = self.wrong.iter().map(|wrong| wrong.row).collect();
        rows.dedup();
        rows.len()
    }

    /// What is wrong with the row `number`.
    pub(crate) fn of_row(&self, number: usize) -> impl Iterator<Item = &Wrong> {
        let start = self.wrong.partition_point(|wrong| wrong.row < number);
        self.wrong.iter().skip(start).take_while(move |wrong| wrong.row == number)
    }
}

impl Job {
    /// A file that was just uploaded.
    pub(crate) fn new(
        app: &App,
        session: TokenHash,
        subject: Subject,
        (owner, owner_name): (CustomerId, String),
        table: Table,
    ) -> Self {
        let id: [u8; 16] = app.random();
        Self {
            id: id.iter().map(|byte| format!("{byte:02x}")).collect(),
            session,
            subject,
            owner,
            owner_name,
            size: bytes_of(&table),
            table,
            place: Mutex::new(Place { seen: app.now(), stage: Stage::Uploaded }),
        }
    }

    /// A made-up one.
    #[cfg(test)]
    pub(crate) fn sample(subject: Subject, text: &str, table: Table) -> Self {
        Self {
            id: "0123456789abcdef".to_owned(),
            session: TokenHash::default(),
            subject,
            owner: CustomerId(7),
            owner_name: text.to_owned(),
            size: 0,
            table,
            place: Mutex::new(Place { seen: Timestamp(0), stage: Stage::Uploaded }),
        }
    }

    /// How far it is.
    pub(crate) fn stage(&self) -> Stage {
        self.place().stage.clone()
    }

    /// It was rehearsed. One that is started is not turned back.
    pub(crate) fn check(&self, checked: Checked) {
        let mut place = self.place();
        if matches!(place.stage, Stage::Uploaded | Stage::Checked(_)) {
            place.stage = Stage::Checked(Arc::new(checked));
        }
    }

    /// Starts it, if nothing is wrong with it; to one caller alone it says that it did.
    pub(crate) fn start(&self) -> Option<(Columns, Arc<Progress>)> {
        let mut place = self.place();
        let Stage::Checked(checked) = &place.stage else { return None };
        if !checked.wrong.is_empty() {
            return None;
        }
        let (columns, progress) = (checked.columns.clone(), Arc::<Progress>::default());
        place.stage = Stage::Running(Arc::clone(&progress));
        Some((columns, progress))
    }

    /// What came of the start.
    pub(crate) fn end(&self, now: Timestamp, stage: Stage) {
        *self.place() = Place { seen: now, stage };
    }

    fn is_running(&self) -> bool {
        matches!(self.place().stage, Stage::Running(..))
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Imports {
    /// Keeps `job` instead of what its session had before; what is running goes on.
    ///
    /// # Errors
    /// There is no room.
    pub(crate) fn add(&self, job: Job, now: Timestamp) -> Result<Arc<Job>, Full> {
        let mut jobs = self.kept(now);
        jobs.retain(|kept| kept.session != job.session || kept.is_running());
        let size: usize = jobs.iter().map(|kept| kept.size).sum();
        if BYTES_MAX < size.saturating_add(job.size) {
            return Err(Full);
        }
        let job = Arc::new(job);
        jobs.push(Arc::clone(&job));
        Ok(job)
    }

    /// The job called `id` of a session.
    pub(crate) fn find(&self, id: &str, session: TokenHash, now: Timestamp) -> Option<Arc<Job>> {
        let jobs = self.kept(now);
        let job = jobs.iter().find(|job| job.id == id && job.session == session)?;
        job.place().seen = now;
        Some(Arc::clone(job))
    }

    /// What is still kept.
    fn kept(&self, now: Timestamp) -> MutexGuard<'_, Vec<Arc<Job>>> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.retain(|job| job.is_running() || now.0 < job.place().seen.0.saturating_add(KEPT_MICROS));
        jobs
    }
}

fn bytes_of(table: &Table) -> usize {
    let cells = table.rows.iter().flat_map(|row| &row.cells).chain(&table.headings);
    cells.map(|cell| cell.capacity() + std::mem::size_of::<String>()).sum()
}
