//! Tables as files: every row that a page's filters admit, however many there are.
//!
//! Rows are asked for a page at a time, and only when the browser has taken what came before: what is in hand is one page,
//! whatever the table holds, and one who hangs up ends the asking. A download that fails on its way breaks off, so that
//! half a table is never taken for a whole one.

use std::io;

use app::session::Session;
use app::{App, Context, Timestamp};
use axum::body::Body;
use futures_util::stream;
use money::Amount;
use party::dictionary::ExportType;
use sheets::{Cell, Format, Writer};

use crate::i18n::Reader;
use crate::page::Frame;
use crate::reply::{Failure, Reply};
use crate::route::Path;
use crate::ui::ExportLinks;
use crate::visit::Visit;

/// Rows that are asked for at once.
pub(crate) const ROWS: i64 = 500;

/// A table that can be downloaded: what it is called, its headings, and its rows page by page.
pub(crate) trait Exported: Send + 'static {
    /// What the file is called, without its ending.
    fn name(&self) -> &'static str;

    /// The headings, as the reader reads them.
    fn headings(&self, reader: &Reader) -> Vec<String>;

    /// The next rows, [`ROWS`] at most; none after the last.
    fn next(&mut self, by: &Exporting) -> impl Future<Output = Result<Vec<Vec<Cell>>, Failure>> + Send;
}

/// A table that is in hand whole, because its page is: it has few rows, and never more.
pub(crate) struct Whole {
    name: &'static str,
    headings: Vec<String>,
    rows: std::vec::IntoIter<Vec<Cell>>,
}

impl Whole {
    /// A table called `name`, headed by the texts `headings`.
    pub(crate) fn new(name: &'static str, headings: Vec<String>, rows: Vec<Vec<Cell>>) -> Self {
        Self { name, headings, rows: rows.into_iter() }
    }
}

impl Exported for Whole {
    fn name(&self) -> &'static str {
        self.name
    }

    fn headings(&self, _: &Reader) -> Vec<String> {
        self.headings.clone()
    }

    async fn next(&mut self, _: &Exporting) -> Result<Vec<Vec<Cell>>, Failure> {
        let most = usize::try_from(ROWS).unwrap_or(usize::MAX);
        Ok(self.rows.by_ref().take(most).collect())
    }
}

/// On whose behalf a table is read, and in which language it is told.
pub(crate) struct Exporting {
    pub(crate) app: App,
    pub(crate) context: Context,
    pub(crate) reader: Reader,
}

/// Answers with the whole of `table`, in the format that the query asks for, else in the person's own.
pub(crate) async fn download<T: Exported>(visit: &Visit, table: T) -> Result<Reply, Failure> {
    answer(visit, visit.context()?, table).await
}

/// The same with a table that is about money.
pub(crate) async fn download_about_money<T: Exported>(visit: &Visit, table: T) -> Result<Reply, Failure> {
    answer(visit, visit.context_about_money()?, table).await
}

async fn answer<T: Exported>(visit: &Visit, context: Context, table: T) -> Result<Reply, Failure> {
    let format = Format::find(visit.query.text("format")).unwrap_or(format_of(visit.session()?));
    let by = Exporting { app: visit.app().clone(), context, reader: visit.reader.clone() };
    Ok(Reply::Download {
        media_type: format.media_type(),
        file_name: format!("{}.{}", table.name(), format.extension()),
        body: body(format, by, table).await?,
    })
}

/// The whole of `table`. Its first page is there already: what cannot be had at all is told by a page.
pub(crate) async fn body<T: Exported>(format: Format, by: Exporting, mut table: T) -> Result<Body, Failure> {
    let writer = Writer::new(format, table.name(), &table.headings(&by.reader))?;
    let first = table.next(&by).await?;
    let download = Download { by, table, writer: Some(writer), ahead: Some(first) };
    Ok(Body::from_stream(stream::unfold(download, step)))
}

/// The ways to the download of a table: in the person's own format first. `path` has the page's filters.
pub(crate) fn links(frame: &Frame, path: &Path) -> ExportLinks {
    let mut formats = Format::ALL;
    formats.sort_by_key(|format| *format != frame.export_format);
    let link =
        |format: Format| (path.clone().with("format", format.extension()), format.extension().to_uppercase());
    ExportLinks { label: frame.t("export"), about: String::new(), links: formats.map(link).to_vec() }
}

/// The format in which a person has his downloads.
pub(crate) fn format_of(session: &Session) -> Format {
    let own = session.customer.profile.export_type;
    if own == ExportType::DEFAULT { Format::Csv } else { Format::Xlsx }
}

/// An amount as a plain decimal.
pub(crate) fn amount(amount: Amount) -> Cell {
    Cell::Number(amount.to_decimal())
}

/// A moment, with the offset of the reader's zone.
pub(crate) fn moment(reader: &Reader, at: Timestamp) -> Cell {
    Cell::text(reader.stamp(at))
}

struct Download<T> {
    by: Exporting,
    table: T,
    /// None once the file is ended.
    writer: Option<Writer>,
    /// Rows that are there already.
    ahead: Option<Vec<Vec<Cell>>>,
}

/// The next piece of the file.
async fn step<T: Exported>(mut download: Download<T>) -> Option<(io::Result<Vec<u8>>, Download<T>)> {
    let piece = download.piece().await.transpose()?;
    if let Err(error) = &piece {
        tracing::error!(error = %error, request.id = %download.by.context.request_id, "a download broke off");
        download.writer = None;
    }
    Some((piece, download))
}

impl<T: Exported> Download<T> {
    async fn piece(&mut self) -> io::Result<Option<Vec<u8>>> {
        while let Some(mut writer) = self.writer.take() {
            let rows = match self.ahead.take() {
                Some(rows) => rows,
                None => self.table.next(&self.by).await.map_err(io::Error::other)?,
            };
            if rows.is_empty() {
                return writer.finish().map(Some);
            }
            for row in &rows {
                writer.row(row)?;
            }
            let piece = writer.take();
            self.writer = Some(writer);
            // A workbook may keep back what it has not compressed yet.
            if !piece.is_empty() {
                return Ok(Some(piece));
            }
        }
        Ok(None)
    }
}
