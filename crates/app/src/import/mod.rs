//! Many customers, or many users, from the rows of a table: all of them or none.
//!
//! A table is first *rehearsed*: every row is read as a form would be, the names within the table are compared, and each row
//! is decided on a snapshot of what is stored, in small portions that nobody waits for. What is wrong with any row is told
//! for all of them. Then the passwords are hashed, and one transaction decides every row again and writes it: the decision
//! that counts, and the same (`docs/adr/0004`). So an import makes nothing that its form would not have made.

mod customers;
mod mapping;
mod users;

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use futures_util::{StreamExt, TryStreamExt, stream};
use party::access::{Caller, Refusal};
use party::ids::{CustomerId, CustomerKey, ObjectId};
use store::{Lane, StoreError, Tx};

pub use self::customers::{CustomerRefused, Customers, NewCustomer};
pub use self::mapping::{BOUNDS, Mapping, MappingError, is_secret_heading};
pub use self::users::{UserField, UserReason, Users};
use crate::app::App;
use crate::context::Context;

/// Rows of one import: they are one transaction, for which every other write waits.
pub const ROWS_MAX: usize = 10_000;

/// Rows that are rehearsed on one snapshot.
const PORTION: usize = 100;

/// What rows become.
pub trait Imported: fmt::Debug + Sized + Send + Sync + 'static {
    /// The name of the transaction, for the log.
    const OPERATION: &'static str;
    /// What a column may hold.
    type Field: ImportField;
    /// Why a text cannot be read.
    type Reason: Error + Send + Sync + 'static;
    /// What is asked for by a row.
    type Request: fmt::Debug + Send + Sync + 'static;
    /// Why it is refused.
    type Refused: Error + From<StoreError> + Send + Sync + 'static;
    /// What takes time before it is written.
    type Prepared: Send + 'static;
    /// What was made.
    type Made: fmt::Debug + Send + 'static;

    /// Reads a row. Texts are those of the mapped columns, the empty ones too.
    ///
    /// # Errors
    /// Every text that cannot be read, and what is missing.
    fn read(
        owner: Option<CustomerId>,
        texts: &[(Self::Field, String)],
    ) -> Result<Self::Request, Unread<Self>>;

    /// Decides whether the request is granted. Writes nothing.
    ///
    /// # Errors
    /// It is not.
    fn decide(tx: &mut Tx<'_>, caller: &Caller, request: &Self::Request) -> Result<(), Self::Refused>;

    /// Does what takes time.
    fn prepare(
        app: &App,
        request: &Self::Request,
    ) -> impl Future<Output = Result<Self::Prepared, StoreError>> + Send;

    /// Decides again, and writes.
    ///
    /// # Errors
    /// It is refused.
    fn write(
        tx: &mut Tx<'_>,
        context: &Context,
        request: &Self::Request,
        prepared: &Self::Prepared,
    ) -> Result<Self::Made, Self::Refused>;

    /// The numbers by which the dialects know what was made.
    fn ids(made: &Self::Made) -> (i64, ObjectId);

    /// What a refusal is about.
    ///
    /// # Errors
    /// It is not about this row alone.
    fn weigh(
        refused: Self::Refused,
        request: &Self::Request,
    ) -> Result<(Option<Self::Field>, Self::Refused), Stop>;
}

/// The texts that cannot be read, each with its reason.
pub type Unread<K> = Vec<(<K as Imported>::Field, <K as Imported>::Reason)>;

/// What a column may hold.
pub trait ImportField: fmt::Debug + Copy + Eq + Send + Sync + 'static {
    /// Every one, in the order in which a person thinks of them.
    fn all() -> &'static [Self];

    /// Its name: small letters and `_`.
    fn name(self) -> &'static str;

    /// Whether no row does without.
    fn is_required(self) -> bool;

    /// Whether it is never shown again.
    fn is_secret(self) -> bool;

    /// What no other row may have, if `text` is such a name.
    fn name_of(self, text: &str) -> Option<String>;

    /// Whether it is a number, which a spreadsheet may reckon with.
    fn is_number(self) -> bool;
}

/// A row of the table: its number there, and what it says of each field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<F> {
    /// For what is told about it.
    pub number: usize,
    /// Field by field; each field at most once.
    pub texts: Vec<(F, String)>,
}

/// Something that is wrong with a row.
#[derive(Debug)]
pub struct Problem<K: Imported> {
    /// Which row.
    pub row: usize,
    /// On account of which field; none: the row as a whole.
    pub field: Option<K::Field>,
    /// What.
    pub cause: Cause<K>,
}

/// What is wrong.
#[derive(Debug)]
pub enum Cause<K: Imported> {
    /// A text cannot be read.
    Unread(K::Reason),
    /// An earlier row has the same name.
    Twice {
        /// Which.
        row: usize,
    },
    /// It is refused.
    Refused(K::Refused),
}

impl<K: Imported> fmt::Display for Cause<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unread(reason) => reason.fmt(f),
            Self::Twice { row } => write!(f, "is the same as in row {row}"),
            Self::Refused(refused) => refused.fmt(f),
        }
    }
}

/// Why nothing at all is imported, whatever the rows say.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// The owner is absent, or the caller may not add to him.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError<K: Imported> {
    /// More than [`ROWS_MAX`].
    #[error("an import has at most {ROWS_MAX} rows")]
    TooManyRows,
    /// Some rows are wrong: these.
    #[error("{} rows are wrong", .0.len())]
    Problems(Vec<Problem<K>>),
    /// Not on account of the rows.
    #[error(transparent)]
    Stopped(#[from] Stop),
}

impl<K: Imported> From<StoreError> for ImportError<K> {
    fn from(error: StoreError) -> Self {
        Self::Stopped(error.into())
    }
}

/// How far an import is. Shared with whoever shows it.
#[derive(Debug, Default)]
pub struct Progress {
    prepared: AtomicUsize,
    written: AtomicUsize,
}

impl Progress {
    /// Rows whose passwords are hashed.
    #[must_use]
    pub fn prepared(&self) -> usize {
        self.prepared.load(Ordering::Relaxed)
    }

    /// Rows that are written, though not yet for good.
    #[must_use]
    pub fn written(&self) -> usize {
        self.written.load(Ordering::Relaxed)
    }
}

/// Rows that may be written.
pub struct Ready<K: Imported> {
    rows: Arc<Vec<Asked<K>>>,
    prepared: Vec<K::Prepared>,
}

/// A row that could be read.
#[derive(Debug)]
struct Asked<K: Imported> {
    number: usize,
    request: K::Request,
}

/// Everything that is wrong with `rows`, as far as can be told now, row by row. What a row does not say of its owner goes to
/// `owner`, or to the caller where nobody is named.
///
/// # Errors
/// [`ImportError::TooManyRows`] and [`ImportError::Stopped`].
pub async fn rehearse<K: Imported>(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    rows: &[Row<K::Field>],
) -> Result<Vec<Problem<K>>, ImportError<K>> {
    Ok(try_out(app, context, owner, rows).await?.1)
}

/// Rehearses `rows` and, if nothing is wrong with them, does for each what takes time.
///
/// # Errors
/// [`ImportError`].
pub async fn prepare<K: Imported>(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    rows: &[Row<K::Field>],
    progress: &Progress,
) -> Result<Ready<K>, ImportError<K>> {
    let (rows, problems) = try_out::<K>(app, context, owner, rows).await?;
    if !problems.is_empty() {
        return Err(ImportError::Problems(problems));
    }
    let prepared = stream::iter(0..rows.len())
        .map(|index| prepare_one(app, Arc::clone(&rows), index, progress))
        // As many as are computed at once: whoever signs in meanwhile waits for one hash, not for thousands.
        .buffered(thread::available_parallelism().map_or(1, usize::from))
        .try_filter_map(async |prepared| Ok(prepared))
        .try_collect()
        .await?;
    Ok(Ready { rows, prepared })
}

/// Writes every row, in one transaction; what was made is told in the order of the rows.
///
/// # Errors
/// [`ImportError`], about the first row that was refused. Nothing has changed then.
pub async fn write<K: Imported>(
    app: &App,
    context: &Context,
    ready: Ready<K>,
    progress: &Arc<Progress>,
) -> Result<Vec<K::Made>, ImportError<K>> {
    let Ready { rows, prepared } = ready;
    let (within, progress) = (context.clone(), Arc::clone(progress));
    let lane = Lane(context.acting_customer().unwrap_or(CustomerKey::ROOT).id.0);
    app.store()
        .write_in(lane, K::OPERATION, move |tx| {
            // A transaction may be run again.
            progress.written.store(0, Ordering::Relaxed);
            let mut made = Vec::with_capacity(rows.len());
            for (row, prepared) in rows.iter().zip(&prepared) {
                made.push(
                    K::write(tx, &within, &row.request, prepared)
                        .map_err(|refused| one_problem(row, refused))?,
                );
                progress.written.fetch_add(1, Ordering::Relaxed);
            }
            Ok(made)
        })
        .await
}

/// What the row at `index` needs; none where there is no such row.
async fn prepare_one<K: Imported>(
    app: &App,
    rows: Arc<Vec<Asked<K>>>,
    index: usize,
    progress: &Progress,
) -> Result<Option<K::Prepared>, StoreError> {
    let Some(row) = rows.get(index) else { return Ok(None) };
    let prepared = K::prepare(app, &row.request).await?;
    progress.prepared.fetch_add(1, Ordering::Relaxed);
    Ok(Some(prepared))
}

type TriedOut<K> = (Arc<Vec<Asked<K>>>, Vec<Problem<K>>);

/// The rows that can be read, and everything that is wrong with any.
async fn try_out<K: Imported>(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    rows: &[Row<K::Field>],
) -> Result<TriedOut<K>, ImportError<K>> {
    if ROWS_MAX < rows.len() {
        return Err(ImportError::TooManyRows);
    }
    let (asked, mut problems) = read::<K>(owner, rows);
    problems.extend(same_names(rows));
    let asked = Arc::new(asked);
    for start in (0..asked.len()).step_by(PORTION) {
        let (portion, caller) = (Arc::clone(&asked), context.caller.clone());
        let found = app.store().read("import.rehearse", move |tx| decide(tx, &caller, &portion, start));
        problems.extend(found.await?);
    }
    problems.sort_by_key(|problem| problem.row);
    Ok((asked, problems))
}

fn read<K: Imported>(owner: Option<CustomerId>, rows: &[Row<K::Field>]) -> (Vec<Asked<K>>, Vec<Problem<K>>) {
    let (mut asked, mut problems) = (Vec::new(), Vec::new());
    for row in rows {
        match K::read(owner, &row.texts) {
            Ok(request) => asked.push(Asked { number: row.number, request }),
            Err(wrong) => problems.extend(wrong.into_iter().map(|(field, reason)| Problem {
                row: row.number,
                field: Some(field),
                cause: Cause::Unread(reason),
            })),
        }
    }
    (asked, problems)
}

/// Names that an earlier row has, whether or not the rest of it can be read.
fn same_names<K: Imported>(rows: &[Row<K::Field>]) -> Vec<Problem<K>> {
    let (mut first, mut problems) = (HashMap::new(), Vec::new());
    for row in rows {
        for (field, text) in &row.texts {
            let Some(name) = field.name_of(text).filter(|name| !name.is_empty()) else { continue };
            let earlier = *first.entry((field.name(), name)).or_insert(row.number);
            if earlier != row.number {
                let cause = Cause::Twice { row: earlier };
                problems.push(Problem { row: row.number, field: Some(*field), cause });
            }
        }
    }
    problems
}

fn decide<K: Imported>(
    tx: &mut Tx<'_>,
    caller: &Caller,
    asked: &[Asked<K>],
    start: usize,
) -> Result<Vec<Problem<K>>, ImportError<K>> {
    let mut problems = Vec::new();
    for row in asked.iter().skip(start).take(PORTION) {
        if let Err(refused) = K::decide(tx, caller, &row.request) {
            match one_problem(row, refused) {
                ImportError::Problems(found) => problems.extend(found),
                error => return Err(error),
            }
        }
    }
    Ok(problems)
}

fn one_problem<K: Imported>(row: &Asked<K>, refused: K::Refused) -> ImportError<K> {
    match K::weigh(refused, &row.request) {
        Ok((field, refused)) => {
            ImportError::Problems(vec![Problem { row: row.number, field, cause: Cause::Refused(refused) }])
        }
        Err(stop) => stop.into(),
    }
}
