//! Files on their way to be imported: kept in memory between upload and end, each for the session that sent it.
//!
//! What is kept is bounded: one file for each session, so many bytes for all of them together, half an hour after the last
//! look at it; and one import at a time is under way for each customer, for its passwords take the processor for minutes. A
//! file may hold passwords and is nowhere else: of one that is imported no more is kept than may be shown, and with the
//! process all is gone. What must be right does not depend on it: an import is one transaction, and a job is started once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::customer::fields::CustomerField;
use app::import::{ImportField, Mapping, Progress, UserField};
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
    /// On whose behalf the file was sent.
    customer: CustomerId,
    pub(crate) subject: Subject,
    /// To whom what is made belongs, whoever the session acts for by then.
    pub(crate) owner: CustomerId,
    pub(crate) owner_name: String,
    /// Bytes that the table takes.
    size: usize,
    place: Mutex<Place>,
}

struct Place {
    seen: Timestamp,
    stage: Stage,
    table: Arc<Table>,
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

/// Why a file is not taken, or not imported now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    /// There is no room for another file.
    Full,
    /// Another import of the same customer is under way.
    Busy,
}

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
        (session, customer): (TokenHash, CustomerId),
        subject: Subject,
        (owner, owner_name): (CustomerId, String),
        table: Table,
    ) -> Self {
        let id: [u8; 16] = app.random();
        Self {
            id: id.iter().map(|byte| format!("{byte:02x}")).collect(),
            session,
            customer,
            subject,
            owner,
            owner_name,
            size: bytes_of(&table),
            place: Mutex::new(Place { seen: app.now(), stage: Stage::Uploaded, table: Arc::new(table) }),
        }
    }

    /// A made-up one.
    #[cfg(test)]
    pub(crate) fn sample(subject: Subject, text: &str, table: Table) -> Self {
        Self {
            id: "0123456789abcdef".to_owned(),
            session: TokenHash::default(),
            customer: CustomerId(7),
            subject,
            owner: CustomerId(7),
            owner_name: text.to_owned(),
            size: 0,
            place: Mutex::new(Place { seen: Timestamp(0), stage: Stage::Uploaded, table: Arc::new(table) }),
        }
    }

    /// How far it is.
    pub(crate) fn stage(&self) -> Stage {
        self.place().stage.clone()
    }

    /// What the file holds; of one that is imported, what may be shown.
    pub(crate) fn table(&self) -> Arc<Table> {
        Arc::clone(&self.place().table)
    }

    /// It was rehearsed. One that is started is not turned back.
    pub(crate) fn check(&self, checked: Checked) {
        let mut place = self.place();
        if matches!(place.stage, Stage::Uploaded | Stage::Checked(_)) {
            place.stage = Stage::Checked(Arc::new(checked));
        }
    }

    /// Starts it, if nothing is wrong with it; to one caller alone it says that it did.
    fn start(&self) -> Option<(Columns, Arc<Progress>)> {
        let mut place = self.place();
        let Stage::Checked(checked) = &place.stage else { return None };
        if !checked.wrong.is_empty() {
            return None;
        }
        let (columns, progress) = (checked.columns.clone(), Arc::<Progress>::default());
        place.stage = Stage::Running(Arc::clone(&progress));
        Some((columns, progress))
    }

    /// What came of the start. What is imported is kept as far as it may be shown.
    pub(crate) fn end(&self, now: Timestamp, stage: Stage) {
        let mut place = self.place();
        if let Stage::Done(columns, _) = &stage {
            let table = Arc::make_mut(&mut place.table);
            match self.subject {
                Subject::Customers => columns.mapping::<CustomerField>().keep_open(table),
                Subject::Users => columns.mapping::<UserField>().keep_open(table),
            }
        }
        (place.seen, place.stage) = (now, stage);
    }

    /// Whether both are of one session, or of one customer.
    fn is_of_the_same(&self, other: &Self) -> bool {
        self.session == other.session || self.customer == other.customer
    }

    fn is_running(&self) -> bool {
        matches!(self.place().stage, Stage::Running(..))
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Imports {
    /// Keeps `job` instead of what its session had before.
    ///
    /// # Errors
    /// There is no room, or what the session had before is being imported.
    pub(crate) fn add(&self, job: Job, now: Timestamp) -> Result<Arc<Job>, Wait> {
        let mut jobs = self.kept(now);
        if jobs.iter().any(|kept| kept.session == job.session && kept.is_running()) {
            return Err(Wait::Busy);
        }
        jobs.retain(|kept| kept.session != job.session);
        let size: usize = jobs.iter().map(|kept| kept.size).sum();
        if BYTES_MAX < size.saturating_add(job.size) {
            return Err(Wait::Full);
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

    /// Starts `job`, if nothing is wrong with it; to one caller alone it says that it did.
    ///
    /// # Errors
    /// Another one of the same session or customer is under way.
    pub(crate) fn start(&self, job: &Job, now: Timestamp) -> Result<Option<(Columns, Arc<Progress>)>, Wait> {
        let jobs = self.kept(now);
        if jobs.iter().any(|kept| kept.id != job.id && kept.is_of_the_same(job) && kept.is_running()) {
            return Err(Wait::Busy);
        }
        Ok(job.start())
    }

    /// Forgets `job`: nobody is there any more who could look at it.
    pub(crate) fn forget(&self, job: &Job, now: Timestamp) {
        self.kept(now).retain(|kept| kept.id != job.id);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn job(id: &str, session: u8, customer: i64) -> Job {
        let row = |number, name: &str| sheets::Row {
            number,
            cells: [name, "Secret-1", "noted"].map(str::to_owned).to_vec(),
        };
        let headings = ["name", "password", "notes"].map(str::to_owned).to_vec();
        let table = Table { headings, rows: vec![row(2, "a"), row(3, "b")] };
        let session: TokenHash = [session; 32];
        let id = id.to_owned();
        Job { id, session, customer: CustomerId(customer), ..Job::sample(Subject::Users, "x", table) }
    }

    fn ready() -> Checked {
        let columns = Columns(["username", "password", ""].map(str::to_owned).to_vec());
        Checked { columns, ..Checked::default() }
    }

    const NOW: Timestamp = Timestamp(1);

    #[test]
    fn one_import_of_a_customer_is_under_way_at_a_time() {
        let imports = Imports::default();
        let [own, colleagues, others] = [("own", 1, 7), ("colleagues", 2, 7), ("others", 3, 8)]
            .map(|(id, session, customer)| imports.add(job(id, session, customer), NOW).ok().unwrap());
        for job in [&own, &colleagues, &others] {
            assert!(imports.start(job, NOW).unwrap().is_none(), "its rows are to be looked at first");
            job.check(ready());
        }
        assert!(imports.start(&own, NOW).unwrap().is_some());
        assert!(imports.start(&own, NOW).unwrap().is_none(), "it is started once");
        assert_eq!(imports.start(&colleagues, NOW).err(), Some(Wait::Busy));
        assert!(imports.start(&others, NOW).unwrap().is_some());
        assert_eq!(imports.add(job("next", 1, 7), NOW).err(), Some(Wait::Busy));
        own.end(NOW, Stage::Done(ready().columns, Arc::default()));
        assert!(imports.start(&colleagues, NOW).unwrap().is_some());
        assert!(imports.add(job("next", 1, 7), NOW).is_ok());
        assert!(imports.find("own", own.session, NOW).is_none());
        imports.forget(&others, NOW);
        assert!(imports.find("others", others.session, NOW).is_none());
    }

    #[test]
    fn of_what_is_imported_that_is_kept_which_may_be_shown() {
        let job = job("own", 1, 7);
        job.check(ready());
        let cells = || job.table().rows.iter().map(|row| row.cells.join("|")).collect::<Vec<_>>();
        job.end(NOW, Stage::Checked(Arc::new(ready())));
        assert_eq!(cells(), ["a|Secret-1|noted", "b|Secret-1|noted"], "it can be started again");
        job.end(NOW, Stage::Done(ready().columns, Arc::default()));
        assert_eq!(cells(), ["a||", "b||"]);
    }
}
