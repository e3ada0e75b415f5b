//! Who did what to whom: append-only, written in the same transaction as what it describes.

use party::ids::{CustomerId, CustomerKey};

use super::columns::Columns;
use super::customers::parse_lineage;
use crate::error::StoreError;
use crate::tx::{Row, Tx};

/// One line of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// The customer that the object is, or belongs to. He must still be there when the record is appended.
    pub customer: CustomerKey,
    /// Its number.
    pub id: i64,
    /// When, in microseconds since 1970.
    pub at_micros: i64,
    /// Who: `customer:7`, `trusted:10.0.0.1`, `operator`.
    pub actor: String,
    /// Through which face.
    pub face: &'static str,
    /// Which use case.
    pub operation: &'static str,
    /// To what: `customer:9`.
    pub object: String,
    /// Its state before, as JSON; none for what did not exist.
    pub before: Option<String>,
    /// Its state after, as JSON; none for what no longer exists. Never holds a secret.
    pub after: Option<String>,
    /// Finds the log line and the answer.
    pub request_id: String,
}

/// Appends `record`, with the place in the tree of the customer whom it is about.
///
/// # Errors
/// The engine's.
pub fn append(tx: &mut Tx<'_>, record: &AuditRecord) -> Result<(), StoreError> {
    let sql = "INSERT INTO audit (branch_id, audit_id, at_micros, actor, face, operation, object, before, after, \
               request_id, customer_id, lineage) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
               (SELECT lineage FROM customer WHERE branch_id = $1 AND customer_id = $11))";
    let params = [
        record.customer.branch.0.into(),
        record.id.into(),
        record.at_micros.into(),
        record.actor.as_str().into(),
        record.face.into(),
        record.operation.into(),
        record.object.as_str().into(),
        record.before.as_deref().into(),
        record.after.as_deref().into(),
        record.request_id.as_str().into(),
        record.customer.id.0.into(),
    ];
    tx.execute_one(sql, &params)
}

/// One line of the audit log, as it was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// When, in microseconds since 1970.
    pub at_micros: i64,
    /// Who.
    pub actor: String,
    /// Through which face.
    pub face: String,
    /// Which use case.
    pub operation: String,
    /// To what.
    pub object: String,
    /// Its state before, as JSON.
    pub before: Option<String>,
    /// Its state after, as JSON.
    pub after: Option<String>,
    /// Finds the log line and the answer.
    pub request_id: String,
    /// The customer that the object is, or belongs to; unknown for the oldest records.
    pub customer: Option<CustomerId>,
    /// His ancestors at that time, root first; none where he is unknown.
    pub lineage: Vec<CustomerId>,
}

/// Which lines are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditFilter {
    /// Those about this customer and everybody below him; about everybody where he is root.
    pub below: CustomerKey,
    /// From this moment on, in microseconds since 1970.
    pub from_micros: i64,
    /// Up to and including this moment.
    pub until_micros: i64,
    /// Those about this object alone.
    pub object: Option<String>,
    /// Those of these use cases alone.
    pub operations: Option<Vec<&'static str>>,
    /// Those whose state after matches this pattern, as LIKE does.
    pub after: Option<String>,
    /// At most so many.
    pub limit: i64,
    /// Skip so many.
    pub offset: i64,
}

/// What a line is read from.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT at_micros, actor, face, operation, object, before, after, request_id, customer_id, lineage \
             FROM audit WHERE ",
            $rest
        )
    };
}

/// Everything: `$5`, `$6` and `$7` are empty where they do not select, here and below.
const OF_ALL: &str = select!(
    "CAST($1 AS BIGINT) > 0 AND $2 = '' AND at_micros >= $3 AND at_micros <= $4 AND ($5 = '' OR object = $5) \
     AND ($6 = '' OR $6 LIKE '%,' || operation || ',%') AND ($7 = '' OR after LIKE $7) \
     ORDER BY at_micros DESC, audit_id DESC LIMIT $8 OFFSET $9"
);

/// One branch.
const OF_BRANCH: &str = select!(
    "branch_id = $1 AND $2 = '' AND at_micros >= $3 AND at_micros <= $4 AND ($5 = '' OR object = $5) \
     AND ($6 = '' OR $6 LIKE '%,' || operation || ',%') AND ($7 = '' OR after LIKE $7) \
     ORDER BY at_micros DESC, audit_id DESC LIMIT $8 OFFSET $9"
);

/// Of one branch, the part at and below a customer.
const BELOW_CUSTOMER: &str = select!(
    "branch_id = $1 AND '/' || lineage || '/' || customer_id || '/' LIKE $2 AND at_micros >= $3 \
     AND at_micros <= $4 AND ($5 = '' OR object = $5) AND ($6 = '' OR $6 LIKE '%,' || operation || ',%') \
     AND ($7 = '' OR after LIKE $7) ORDER BY at_micros DESC, audit_id DESC LIMIT $8 OFFSET $9"
);

/// The lines that `filter` wants, the newest first.
///
/// # Errors
/// The engine's.
pub fn list(tx: &mut Tx<'_>, filter: &AuditFilter) -> Result<Vec<AuditEntry>, StoreError> {
    let CustomerKey { branch, id } = filter.below;
    let is_top = branch.0 == id.0;
    let (sql, lineage) = match filter.below {
        CustomerKey::ROOT => (OF_ALL, String::new()),
        _ if is_top => (OF_BRANCH, String::new()),
        _ => (BELOW_CUSTOMER, format!("%/{id}/%")),
    };
    let operations = filter.operations.as_ref().map(|names| format!(",{},", names.join(",")));
    let params = [
        branch.0.into(),
        lineage.as_str().into(),
        filter.from_micros.into(),
        filter.until_micros.into(),
        filter.object.as_deref().unwrap_or_default().into(),
        operations.as_deref().unwrap_or_default().into(),
        filter.after.as_deref().unwrap_or_default().into(),
        filter.limit.into(),
        filter.offset.into(),
    ];
    tx.query(sql, &params, read)
}

fn read(row: &dyn Row) -> Result<AuditEntry, StoreError> {
    let mut columns = Columns::of("audit", row);
    Ok(AuditEntry {
        at_micros: columns.int()?,
        actor: columns.text()?,
        face: columns.text()?,
        operation: columns.text()?,
        object: columns.text()?,
        before: columns.opt_text()?,
        after: columns.opt_text()?,
        request_id: columns.text()?,
        customer: columns.opt_int()?.map(CustomerId),
        lineage: columns.parse_opt(parse_lineage)?.unwrap_or_default(),
    })
}
