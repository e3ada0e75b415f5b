//! `tollgate import`: many customers or users from a table, all of them or none.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::customer::create::CreateCustomerError;
use app::import::{
    self, BOUNDS, Cause, CustomerRefused, Customers, ImportError, ImportField, Imported, Mapping, Problem,
    Progress, Stop, Users,
};
use clap::{Args, Subcommand};
use sheets::{Cell, Place, Table, Writer};

use super::Outcome;
use super::output::tell;
use super::terminal::{Session, Who, with_session};
use crate::config::Settings;
use crate::failure::Failure;

/// How many wrong cells are told one by one.
const TOLD_MAX: usize = 100;

/// See `tollgate import --help`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a customer of each row. Fields are those of the self-care site's form: name, company_name, web_login, … A tariff,
    /// a routing group and a commission agent are named by number or by name.
    Customers(Import),
    /// Make a user of each row: username, password, customer, contact_name, email, phone, source_address,
    /// source_address_swappable, push_url.
    Users(Import),
}

/// See `tollgate import customers --help`.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// A CSV or XLSX file whose first row names its columns.
    file: PathBuf,
    #[command(flatten)]
    settings: Settings,
    /// Whose customers or users, by number or name.
    #[arg(long, value_name = "CUSTOMER", default_value = "1")]
    owner: Who,
    /// What a column holds where its heading does not say it; `COLUMN=` leaves the column out.
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = pair)]
    map: Vec<(String, String)>,
    /// Tell what is wrong with which row, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Write the rows with their new numbers to this file, which must not exist; its ending says the format.
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    result: Option<PathBuf>,
}

impl Command {
    pub(crate) fn run(&self) -> Outcome {
        match self {
            Self::Customers(import) => import.run::<Customers>("customers", is_taken),
            Self::Users(import) => import.run::<Users>("users", |_| None),
        }
    }
}

impl Import {
    /// `words` are those for a refusal whose own would puzzle an operator.
    fn run<K: Imported>(&self, noun: &str, words: fn(&K::Refused) -> Option<&'static str>) -> Outcome {
        let table = self.table()?;
        let mapping = self.mapping::<K::Field>(&table)?;
        let result = self.result.as_deref().map(ResultFile::create).transpose()?;
        let outcome = with_session(&self.settings, async |session| {
            let failed = |error| failure(&table, &mapping, error, words);
            let (count, made) = self.import::<K>(session, &table, &mapping).await.map_err(failed)?;
            let Some(made) = made else {
                return tell(&format!("nothing is wrong with the {count} rows; nothing was changed"));
            };
            if let Some(result) = &result {
                result.write::<K>(&table, &mapping, &made)?;
            }
            tell(&format!("{count} {noun} imported"))
        });
        if let (Err(_), Some(result)) = (&outcome, &result) {
            result.discard();
        }
        outcome
    }

    /// How many rows there are, and what was made of them, unless this is a dry run.
    async fn import<K: Imported>(
        &self,
        session: &Session,
        table: &Table,
        mapping: &Mapping<K::Field>,
    ) -> Result<(usize, Option<Vec<K::Made>>), Trouble<K>> {
        let (app, context) = (&session.app, session.context());
        let owner = Some(session.customer_id(&self.owner).await?);
        let rows = mapping.rows(table);
        if self.dry_run {
            let problems = import::rehearse::<K>(app, &context, owner, &rows).await?;
            if !problems.is_empty() {
                return Err(ImportError::Problems(problems).into());
            }
            return Ok((rows.len(), None));
        }
        let progress = Arc::<Progress>::default();
        let ready = import::prepare(app, &context, owner, &rows, &progress).await?;
        let made = import::write(app, &context, ready, &progress).await?;
        Ok((rows.len(), Some(made)))
    }

    fn table(&self) -> Result<Table, Failure> {
        let shown = self.file.display();
        let unread = |error| Failure::usage(format!("{shown} cannot be read: {error}"));
        let size = fs::metadata(&self.file).map_err(unread)?.len();
        // Of a larger file no more is read than tells that it is.
        if u64::try_from(BOUNDS.bytes_max).is_ok_and(|most| most < size) {
            return Err(Failure::new(format!("{shown}: the file has more than {} bytes", BOUNDS.bytes_max)));
        }
        let bytes = fs::read(&self.file).map_err(unread)?;
        sheets::read(&bytes, &BOUNDS).map_err(|error| Failure::new(format!("{shown}: {error}")))
    }

    /// What the headings say, and what the operator says instead.
    fn mapping<F: ImportField>(&self, table: &Table) -> Result<Mapping<F>, Failure> {
        let names = || F::all().iter().map(|field| field.name()).collect::<Vec<_>>().join(", ");
        let mut columns = Mapping::<F>::guess(&table.headings, |_| Vec::new()).columns().to_vec();
        for (heading, name) in &self.map {
            let found = table.headings.iter().position(|found| found == heading);
            let column = found.and_then(|index| columns.get_mut(index));
            let column = column.ok_or_else(|| Failure::usage(format!("there is no column {heading:?}")))?;
            let field = F::all().iter().copied().find(|field| field.name() == name);
            if field.is_none() && !name.is_empty() {
                return Err(
                    Failure::usage(format!("there is no field {name}")).hint(format!("one of {}", names()))
                );
            }
            *column = field;
        }
        let mapping = Mapping::of(columns);
        let hint = "--map COLUMN=FIELD says what a column holds";
        mapping.check().map_err(|error| Failure::usage(error.to_string()).hint(hint))?;
        Ok(mapping)
    }
}

/// Why nothing was imported.
enum Trouble<K: Imported> {
    Import(ImportError<K>),
    Failure(Failure),
}

impl<K: Imported> From<ImportError<K>> for Trouble<K> {
    fn from(error: ImportError<K>) -> Self {
        Self::Import(error)
    }
}

impl<K: Imported> From<Failure> for Trouble<K> {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// The file that is to hold the rows with their numbers. It is there before anything is changed.
struct ResultFile {
    path: PathBuf,
    file: File,
    format: sheets::Format,
}

impl ResultFile {
    fn create(path: &Path) -> Result<Self, Failure> {
        let extension = path.extension().and_then(|extension| extension.to_str());
        let format = extension.and_then(sheets::Format::find);
        let format = format.ok_or_else(|| Failure::usage("the result's name must end with .csv or .xlsx"))?;
        let file = File::create_new(path)
            .map_err(|error| Failure::usage(format!("{} cannot be made: {error}", path.display())))?;
        Ok(Self { path: path.to_owned(), file, format })
    }

    /// Removes it, unless something is written in it.
    fn discard(&self) {
        if self.file.metadata().is_ok_and(|metadata| metadata.len() == 0) {
            // What is left is an empty file, which says as much.
            let _ = fs::remove_file(&self.path);
        }
    }

    fn write<K: Imported>(&self, table: &Table, mapping: &Mapping<K::Field>, made: &[K::Made]) -> Outcome {
        let mut headings = vec!["row".to_owned()];
        headings.extend(mapping.open_headings(&table.headings));
        headings.extend(["number", "object_id"].map(str::to_owned));
        let write = || {
            let mut file = &self.file;
            let mut writer = Writer::new(self.format, "result", &headings)?;
            for (row, made) in table.rows.iter().zip(made) {
                let (number, object_id) = K::ids(made);
                let mut cells = vec![Cell::integer(i64::try_from(row.number).unwrap_or(i64::MAX))];
                cells.extend(mapping.open_cells(row));
                cells.extend([Cell::integer(number), Cell::text(object_id.to_string())]);
                writer.row(&cells)?;
                file.write_all(&writer.take())?;
            }
            file.write_all(&writer.finish()?)?;
            file.sync_all()
        };
        write().map_err(|error| {
            let path = self.path.display();
            Failure::new(format!("everything was imported, but {path} cannot be written: {error}"))
        })
    }
}

fn failure<K: Imported>(
    table: &Table,
    mapping: &Mapping<K::Field>,
    trouble: Trouble<K>,
    words: fn(&K::Refused) -> Option<&'static str>,
) -> Failure {
    match trouble {
        Trouble::Failure(failure) => failure,
        Trouble::Import(ImportError::Stopped(Stop::Store(error))) => error.into(),
        Trouble::Import(ImportError::Problems(problems)) => {
            for problem in problems.iter().take(TOLD_MAX) {
                // Where standard error is closed there is nobody to tell.
                let _ = tell(&told(mapping, problem, words));
            }
            if let Some(more) = problems.len().checked_sub(TOLD_MAX).filter(|more| 0 < *more) {
                let _ = tell(&format!("and {more} more"));
            }
            let mut rows: Vec<usize> = problems.iter().map(|problem| problem.row).collect();
            rows.dedup();
            let all = table.rows.len();
            Failure::new(format!("{} of {all} rows are wrong; nothing was imported", rows.len()))
        }
        Trouble::Import(error) => Failure::new(error.to_string()),
    }
}

/// `row 7, column C (email): is no address`.
fn told<K: Imported>(
    mapping: &Mapping<K::Field>,
    problem: &Problem<K>,
    words: fn(&K::Refused) -> Option<&'static str>,
) -> String {
    let own = match &problem.cause {
        Cause::Refused(refused) => words(refused),
        Cause::Unread(_) | Cause::Twice { .. } => None,
    };
    let cause = own.map_or_else(|| problem.cause.to_string(), str::to_owned);
    let row = problem.row;
    let Some(field) = problem.field else { return format!("row {row}: {cause}") };
    match mapping.column_of(field) {
        Some(column) => {
            let place = Place { row, column: column + 1 };
            format!("{place} ({}): {cause}", field.name())
        }
        None => format!("row {row} ({}): {cause}", field.name()),
    }
}

fn is_taken(refused: &CustomerRefused) -> Option<&'static str> {
    matches!(refused, CustomerRefused::Create(CreateCustomerError::Taken(_))).then_some("is taken")
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (column, field) = text.rsplit_once('=').ok_or("must be COLUMN=FIELD")?;
    Ok((column.to_owned(), field.trim().to_owned()))
}
