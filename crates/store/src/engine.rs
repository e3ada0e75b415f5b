//! The store: closures go in, and come back answered once what they wrote is durable.
//!
//! Writers take everything that waits and commit it together; readers answer what waits from one snapshot. Which engine
//! does it is chosen by [`Location`] and shows nowhere else. The threads are ours, because connections block.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::{self, JoinHandle};

use tokio::sync::oneshot;

use crate::batch::{Access, Session, Turns, read_together, write_together};
use crate::error::StoreError;
use crate::ids::IdAllocator;
use crate::job::{Job, job, panic_message};
use crate::migrate::{AppliedMigration, MigrationSet, MigrationState};
use crate::postgres::{self, Connector, PostgresSession};
use crate::queue::Queue;
use crate::sqlite::{self, SqliteSession};
use crate::tx::Tx;

pub use crate::postgres::PostgresOptions;

/// Jobs that may wait for a writer, and as many for a reader, before callers are refused.
const QUEUE_MAX: usize = 10_000;

/// Jobs in one SQLite transaction: the knee of the curve is between 100 and 500.
const SQLITE_BATCH_MAX: usize = 256;

/// Jobs in one PostgreSQL transaction: beyond 64 subtransactions the server has to look them up on disk.
const POSTGRES_BATCH_MAX: usize = 64;

/// Reading connections to a SQLite file.
const SQLITE_READERS: usize = 4;

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file, created when absent. Not on a network disk: SQLite's locks do not hold there.
    Sqlite(PathBuf),
    /// A server that speaks PostgreSQL's protocol.
    Postgres(PostgresOptions),
}

/// What a write is about, as a number: writes of one lane are done by one writer, so that they share batches instead of
/// waiting for each other's locks. A good lane is named after the row that its writes hold. Only speed depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lane(pub i64);

/// Which engine is behind a [`Store`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EngineKind {
    /// The embedded one.
    Sqlite,
    /// PostgreSQL or something that speaks like it.
    Postgres,
}

/// A handle to the database; clones share its threads. Dropping the last one lets the threads finish what is queued;
/// [`Store::close`] also waits for them.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    backend: Backend,
    migrations: MigrationSet,
    writes: WriteQueues,
    reads: Arc<Queue<Box<dyn Job>>>,
    turns: Arc<Turns>,
    threads: Mutex<Vec<(Access, JoinHandle<()>)>>,
    ids: IdAllocator,
}

/// A queue for each writer.
struct WriteQueues {
    queues: Vec<Arc<Queue<Box<dyn Job>>>>,
    /// Whose turn it is to take what belongs to no lane.
    next: AtomicUsize,
}

enum Backend {
    Sqlite(PathBuf),
    Postgres(Arc<Connector>),
}

impl Store {
    /// Connects and starts the threads. Does not migrate: see [`Store::migration_state`] and [`Store::migrate`].
    ///
    /// Errors with [`StoreError::Unavailable`] when the file cannot be opened or the server does not answer.
    pub fn open(location: &Location) -> Result<Self, StoreError> {
        Self::open_with(location, MigrationSet::PRODUCT)
    }

    /// [`Store::open`] for a schema other than the product's.
    pub fn open_with(location: &Location, migrations: MigrationSet) -> Result<Self, StoreError> {
        let inner = match location {
            Location::Sqlite(path) => {
                let inner = Inner::new(Backend::Sqlite(path.clone()), migrations, 1);
                inner.start_sqlite(path)?;
                inner
            }
            Location::Postgres(options) => {
                let connector = Arc::new(Connector::new(options)?);
                let inner =
                    Inner::new(Backend::Postgres(Arc::clone(&connector)), migrations, options.writers);
                inner.start_postgres(&connector, options)?;
                inner
            }
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Runs `work` in a transaction that may write, and returns its value once everything it wrote is durable.
    ///
    /// `work` may run several times (conflicts, a lost connection) and must have no effect outside the transaction.
    /// `Err` undoes what it wrote and is returned as it is. It shares its transaction with whatever else waits, so it
    /// must not wait for another write. Accepted work is done even when the caller stops waiting.
    ///
    /// Errors of the store: [`StoreError::Busy`], [`StoreError::Unavailable`] (during COMMIT the outcome is unknown),
    /// [`StoreError::Inconsistent`] and [`StoreError::Defect`] (a panic in `work` is one).
    pub async fn write<T, E, F>(&self, name: &'static str, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        submit(self.inner.writes.any(), name, work).await
    }

    /// [`Store::write`] for work that mostly meets work of its own lane at the same rows.
    pub async fn write_in<T, E, F>(&self, lane: Lane, name: &'static str, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        submit(self.inner.writes.of(lane), name, work).await
    }

    /// Runs `work` in a read-only transaction that sees one snapshot of everything committed before it began.
    ///
    /// `work` may run several times. Errors as [`Store::write`]; writing or locking is [`StoreError::Defect`].
    pub async fn read<T, E, F>(&self, name: &'static str, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        submit(&self.inner.reads, name, work).await
    }

    /// [`Store::write`] for code that may block its thread.
    pub fn write_blocking<T, E, F>(&self, name: &'static str, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        submit_blocking(self.inner.writes.any(), name, work)
    }

    /// [`Store::read`] for code that may block its thread.
    pub fn read_blocking<T, E, F>(&self, name: &'static str, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        submit_blocking(&self.inner.reads, name, work)
    }

    /// Whether a reader and a writer serve now. Waits its turn in both queues.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let select = |tx: &mut Tx<'_>| tx.query_one("SELECT 1", &[], |row| row.int(0));
        self.read("ping", select).await?;
        self.write("ping", select).await?;
        Ok(())
    }

    /// Applies the pending migrations, stamped with `now_micros` (since the Unix epoch), and returns them. All or none
    /// are applied. Blocks the thread; other transactions may wait for it.
    pub fn migrate(&self, now_micros: i64) -> Result<Vec<AppliedMigration>, StoreError> {
        let known = self.inner.migrations.of(self.engine());
        match &self.inner.backend {
            Backend::Sqlite(path) => sqlite::migrate(path, known, now_micros),
            Backend::Postgres(connector) => apart(|| postgres::migrate(connector, known, now_micros)),
        }
    }

    /// What is applied and what is pending. Errors with [`StoreError::Migration`] when the database has anything that
    /// this program does not know. Blocks the thread.
    pub fn migration_state(&self) -> Result<MigrationState, StoreError> {
        let known = self.inner.migrations.of(self.engine());
        match &self.inner.backend {
            Backend::Sqlite(path) => sqlite::migration_state(path, known),
            Backend::Postgres(connector) => apart(|| postgres::migration_state(connector, known)),
        }
    }

    /// Writes one consistent snapshot to a new SQLite file, whichever engine this is. Refuses to overwrite. Work goes
    /// on meanwhile; the thread is blocked. Errors with [`StoreError::Backup`].
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        match &self.inner.backend {
            Backend::Sqlite(path) => sqlite::backup(path, to),
            Backend::Postgres(connector) => apart(|| postgres::backup(connector, &self.inner.migrations, to)),
        }
    }

    /// The schema as text that changes only when the schema does, in this engine's dialect. Blocks the thread.
    pub fn schema_dump(&self) -> Result<String, StoreError> {
        match &self.inner.backend {
            Backend::Sqlite(path) => sqlite::schema_dump(path),
            Backend::Postgres(connector) => apart(|| postgres::schema_dump(connector)),
        }
    }

    /// Which engine this is.
    pub fn engine(&self) -> EngineKind {
        match &self.inner.backend {
            Backend::Sqlite(_) => EngineKind::Sqlite,
            Backend::Postgres(_) => EngineKind::Postgres,
        }
    }

    /// Refuses new work, finishes what is queued, and returns once every connection is closed. Holds for all clones.
    /// Blocks the thread, which must not be one that runs a closure of this store.
    pub fn close(self) {
        // The writer goes last and alone: SQLite puts the log back into the file, and removes it, when the last
        // connection closes, unless another is closing at that moment.
        self.inner.reads.close();
        self.inner.join(Access::Read);
        self.inner.writes.close();
        self.inner.join(Access::Write);
    }

    pub(crate) fn ids(&self) -> &IdAllocator {
        &self.inner.ids
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Store").field("engine", &self.engine()).finish_non_exhaustive()
    }
}

impl Inner {
    fn new(backend: Backend, migrations: MigrationSet, writers: usize) -> Self {
        Self {
            backend,
            migrations,
            writes: WriteQueues::new(writers),
            reads: Arc::new(Queue::new(QUEUE_MAX)),
            turns: Arc::new(Turns::new()),
            threads: Mutex::new(Vec::new()),
            ids: IdAllocator::new(),
        }
    }

    fn start_sqlite(&self, path: &Path) -> Result<(), StoreError> {
        // The writer comes first: it creates the file and switches it to WAL. There is a queue for one.
        for queue in &self.writes.queues {
            let writer = SqliteSession::open(path.to_owned(), Access::Write)?;
            self.start_writer(queue, SQLITE_BATCH_MAX, writer)?;
        }
        for _ in 0..SQLITE_READERS {
            let reader = SqliteSession::open(path.to_owned(), Access::Read)?;
            self.start_reader(reader)?;
        }
        Ok(())
    }

    fn start_postgres(
        &self,
        connector: &Arc<Connector>,
        options: &PostgresOptions,
    ) -> Result<(), StoreError> {
        // The first connection only shows that the server is there; every thread makes its own.
        connector.probe()?;
        for queue in &self.writes.queues {
            let writer = PostgresSession::new(Arc::clone(connector), Access::Write);
            self.start_writer(queue, POSTGRES_BATCH_MAX, writer)?;
        }
        for _ in 0..options.readers.max(1) {
            let reader = PostgresSession::new(Arc::clone(connector), Access::Read);
            self.start_reader(reader)?;
        }
        Ok(())
    }

    fn start_writer(
        &self,
        queue: &Arc<Queue<Box<dyn Job>>>,
        batch_max: usize,
        session: impl Session + Send + 'static,
    ) -> Result<(), StoreError> {
        let (queue, turns) = (Arc::clone(queue), Arc::clone(&self.turns));
        self.start(Access::Write, "store-writer", move || serve_writes(&queue, &turns, batch_max, session))
    }

    fn start_reader(&self, session: impl Session + Send + 'static) -> Result<(), StoreError> {
        let queue = Arc::clone(&self.reads);
        self.start(Access::Read, "store-reader", move || serve_reads(&queue, session))
    }

    fn start(
        &self,
        access: Access,
        name: &str,
        work: impl FnOnce() + Send + 'static,
    ) -> Result<(), StoreError> {
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .spawn(work)
            .map_err(|error| StoreError::Unavailable(format!("starting {name}: {error}")))?;
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).push((access, thread));
        Ok(())
    }

    /// Waits for the end of the threads that have `access`.
    fn join(&self, access: Access) {
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        let (ending, staying) = std::mem::take(&mut *threads).into_iter().partition(|(of, _)| *of == access);
        *threads = staying;
        drop(threads);
        let ending: Vec<(Access, JoinHandle<()>)> = ending;
        for (_, thread) in ending {
            if thread.join().is_err() {
                tracing::error!("a store thread had ended early");
            }
        }
    }
}

impl WriteQueues {
    /// `writers` queues; one where none are asked for.
    fn new(writers: usize) -> Self {
        let queue = |_| Arc::new(Queue::new(QUEUE_MAX));
        Self { queues: (0..writers.max(1)).map(queue).collect(), next: AtomicUsize::new(0) }
    }

    fn of(&self, lane: Lane) -> &Queue<Box<dyn Job>> {
        self.at(lane.0.unsigned_abs() as usize)
    }

    fn any(&self) -> &Queue<Box<dyn Job>> {
        self.at(self.next.fetch_add(1, Ordering::Relaxed))
    }

    fn at(&self, number: usize) -> &Queue<Box<dyn Job>> {
        #[expect(clippy::indexing_slicing, reason = "a remainder by the length, which is positive")]
        &self.queues[number % self.queues.len()]
    }

    fn close(&self) {
        self.queues.iter().for_each(|queue| queue.close());
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.writes.close();
        self.reads.close();
    }
}

/// The life of a writer.
fn serve_writes(queue: &Queue<Box<dyn Job>>, turns: &Turns, batch_max: usize, mut session: impl Session) {
    while queue.wait() {
        // First the turn, then the jobs: what arrives while others are at it joins the batch.
        let turn = turns.take();
        let jobs = queue.take(batch_max);
        if !jobs.is_empty() {
            guard(&mut session, |session| write_together(session, turns, turn, jobs));
        }
    }
    session.finish();
}

/// The life of a reader.
fn serve_reads(queue: &Queue<Box<dyn Job>>, mut session: impl Session) {
    while queue.wait() {
        // One by one, so that no job waits behind a long one while another reader is idle.
        let now = queue.moment();
        guard(&mut session, |session| read_together(session, || queue.take_from_before(now)));
    }
    session.finish();
}

/// Closures are caught where they run; what panics here is the engine itself. Its jobs are dropped, which their callers
/// see as `Unavailable`, and the connection is not trusted any more.
fn guard<S: Session>(session: &mut S, work: impl FnOnce(&mut S)) {
    let done = catch_unwind(AssertUnwindSafe(|| work(&mut *session)));
    if let Err(panic) = done {
        tracing::error!(panic = panic_message(panic.as_ref()), "the store panicked");
        session.finish();
    }
}

async fn submit<T, E, F>(queue: &Queue<Box<dyn Job>>, name: &'static str, work: F) -> Result<T, E>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    // A caller that stopped waiting is the only reason for a send to fail.
    queue.push(job(name, work, |outcome| drop(sender.send(outcome))))?;
    receiver.await.unwrap_or_else(|_| Err(dropped(name).into()))
}

fn submit_blocking<T, E, F>(queue: &Queue<Box<dyn Job>>, name: &'static str, work: F) -> Result<T, E>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (sender, receiver) = mpsc::sync_channel(1);
    queue.push(job(name, work, move |outcome| drop(sender.send(outcome))))?;
    receiver.recv().unwrap_or_else(|_| Err(dropped(name).into()))
}

fn dropped(name: &str) -> StoreError {
    StoreError::Unavailable(format!("{name} was dropped by the engine, its outcome is not known"))
}

/// The driver of migrations and copies runs a runtime of its own inside each call, which is forbidden on a thread that
/// already serves one.
fn apart<T: Send>(work: impl FnOnce() -> Result<T, StoreError> + Send) -> Result<T, StoreError> {
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .name("store-task".to_owned())
            .spawn_scoped(scope, work)
            .map_err(|error| StoreError::Unavailable(format!("starting a thread: {error}")))?;
        thread
            .join()
            .unwrap_or_else(|panic| Err(StoreError::Defect(panic_message(panic.as_ref()).to_owned())))
    })
}
