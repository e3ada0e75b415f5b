//! The audit log as a file: its lines in the reader's words, the newest first.

use app::audit_log::{self, AuditLine, ListAudit, Names};
use sheets::Cell;

use super::audit_values;
use crate::export::{self, Exported, Exporting};
use crate::i18n::Reader;
use crate::log_words;
use crate::reply::Failure;

/// The wanted part of the log; none of it where somebody is asked for whom nobody is called.
pub(super) struct AuditFile {
    wanted: Option<ListAudit>,
}

impl AuditFile {
    pub(super) fn new(wanted: Option<ListAudit>) -> Self {
        Self { wanted }
    }
}

impl Exported for AuditFile {
    fn name(&self) -> &'static str {
        "audit"
    }

    fn headings(&self, reader: &Reader) -> Vec<String> {
        let keys = [
            "audit-when",
            "audit-who",
            "audit-face",
            "audit-what",
            "audit-object",
            "audit-changes",
            "posting-request",
        ];
        keys.map(|key| reader.t(key)).to_vec()
    }

    async fn next(&mut self, by: &Exporting) -> Result<Vec<Vec<Cell>>, Failure> {
        let Some(wanted) = &mut self.wanted else { return Ok(Vec::new()) };
        let lines = audit_log::list(&by.app, &by.context, wanted.clone()).await?;
        if let Some(last) = lines.last() {
            wanted.before = Some((last.at, last.record));
        }
        let names = audit_log::names(&by.app, &lines).await?;
        Ok(lines.iter().map(|line| cells(&by.reader, line, &names)).collect())
    }
}

fn cells(reader: &Reader, line: &AuditLine, names: &Names) -> Vec<Cell> {
    vec![
        export::moment(reader, line.at),
        Cell::text(log_words::actor(reader, line, names)),
        Cell::text(log_words::face(reader, &line.face)),
        Cell::text(log_words::operation(reader, &line.operation)),
        Cell::text(log_words::who(reader, &line.object, names)),
        Cell::text(audit_values::told(reader, line)),
        Cell::text(&line.request_id),
    ]
}
