//! Who did what to whom: append-only, written in the same transaction as what it describes.

use party::ids::{CustomerId, CustomerKey};

use super::columns::Columns;
use super::customers::{lineage_below, lineage_end, parse_lineage};
use crate::error::StoreError;
use crate::tx::{Param, Row, Tx};

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
    /// Its number.
    pub id: i64,
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
    /// Those that were written down before this one: its moment and its number.
    pub before: Option<(i64, i64)>,
    /// Those about this object alone.
    pub object: Option<ObjectFilter>,
    /// Those of this actor alone.
    pub actor: Option<ActorFilter>,
    /// Those of these use cases alone.
    pub operations: Option<Vec<&'static str>>,
    /// Those that came through this face alone.
    pub face: Option<String>,
    /// At most so many.
    pub limit: i64,
    /// Skip so many.
    pub offset: i64,
}

/// Which object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectFilter {
    /// As it is written down: `customer:9`.
    pub object: String,
    /// Only where the state after matches this pattern, as LIKE does.
    pub after: Option<String>,
}

/// Which actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActorFilter {
    /// The one who is written down so.
    Exactly(String),
    /// Everybody who is written down with this and a blank at the beginning: `web_user:3`, whosever he is and whomever he
    /// acts as.
    Beginning(String),
}

/// A page is taken from an index that knows all about which lines are wanted; what a line says is joined to it. What is
/// empty does not select, here and below. A sign before a column keeps an index out of the way where another is better.
macro_rules! page {
    ($at:literal, $by:literal, $scope:expr, $page:literal) => {
        concat!(
            "SELECT a.audit_id, a.at_micros, a.actor, a.face, a.operation, a.object, a.before, a.after, a.request_id, \
             a.customer_id, a.lineage FROM (SELECT branch_id, audit_id FROM audit WHERE ",
            $at,
            " >= $1 AND ",
            $at,
            " <= $2 AND NOT (at_micros = $3 AND audit_id >= $4) \
             AND ($5 = '' OR $5 LIKE '%,' || operation || ',%') AND ($6 = '' OR face = $6) AND ",
            $by,
            $scope,
            " ORDER BY ",
            $at,
            " DESC, audit_id DESC ",
            $page,
            ") page \
             JOIN audit a ON a.branch_id = page.branch_id AND a.audit_id = page.audit_id \
             ORDER BY a.at_micros DESC, a.audit_id DESC"
        )
    };
}

/// The statements for everything, for one branch, and for the part of it at and below a customer.
macro_rules! pages {
    (by time, $by:literal) => {
        pages!("at_micros", $by, " AND branch_id = $11")
    };
    (by $at:literal, $by:literal) => {
        pages!($at, $by, " AND +branch_id = $11")
    };
    ($at:literal, $by:literal, $branch:literal) => {
        [
            page!($at, $by, "", "LIMIT $11 OFFSET $12"),
            page!($at, $by, $branch, "LIMIT $12 OFFSET $13"),
            page!(
                $at,
                $by,
                concat!(
                    $branch,
                    " AND ((lineage = $12 AND customer_id = $13) OR (lineage >= $14 AND lineage < $15))"
                ),
                "LIMIT $16 OFFSET $17"
            ),
        ]
    };
}

/// Of the part of a branch at and below a customer, all that there is, where it is little.
macro_rules! little {
    ($columns:literal, $end:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM (SELECT branch_id, audit_id FROM audit WHERE branch_id = $1 AND lineage = $2 AND customer_id = $3 \
             UNION ALL SELECT branch_id, audit_id FROM audit WHERE branch_id = $1 AND lineage >= $4 AND lineage < $5",
            $end
        )
    };
}

/// How many lines count as little. Where there are more, the lines of the branch are passed over from the end until enough
/// are found, in an index that says of each whether it is wanted.
const LITTLE: i64 = 5_000;

/// The lines that `filter` wants, the newest first.
///
/// # Errors
/// The engine's.
pub fn list(tx: &mut Tx<'_>, filter: &AuditFilter) -> Result<Vec<AuditEntry>, StoreError> {
    let CustomerKey { branch, id } = filter.below;
    if filter.below == CustomerKey::ROOT {
        return list_much(tx, filter, &[]);
    }
    if branch.0 == id.0 {
        return list_much(tx, filter, &[branch.0.into()]);
    }
    // Somebody in the middle of a branch may be in most of its lines, or in a few among a million.
    let Some(below) = Below::find(tx, filter.below)? else { return Ok(Vec::new()) };
    if below.count(tx)? <= LITTLE {
        return list_little(tx, filter, &below);
    }
    list_much(tx, filter, &below.params())
}

/// Which texts of `lineage` those below a customer have, and which he has himself.
struct Below {
    customer: CustomerKey,
    lineage: String,
    from: String,
    until: String,
}

impl Below {
    fn find(tx: &mut Tx<'_>, customer: CustomerKey) -> Result<Option<Self>, StoreError> {
        let sql = "SELECT lineage FROM customer WHERE branch_id = $1 AND customer_id = $2";
        let lineage =
            tx.query_opt(sql, &[customer.branch.0.into(), customer.id.0.into()], |row| row.text(0))?;
        Ok(lineage.map(|lineage| {
            let from = lineage_below(&lineage, customer.id);
            let until = lineage_end(&from);
            Self { customer, lineage, from, until }
        }))
    }

    fn params(&self) -> [Param<'_>; 5] {
        [
            self.customer.branch.0.into(),
            self.lineage.as_str().into(),
            self.customer.id.0.into(),
            self.from.as_str().into(),
            self.until.as_str().into(),
        ]
    }

    /// How many lines there are; no more than one more than [`LITTLE`] are counted.
    fn count(&self, tx: &mut Tx<'_>) -> Result<i64, StoreError> {
        let sql = little!("COUNT(*)", " LIMIT $6) AS counted");
        let mut params = self.params().to_vec();
        params.push((LITTLE + 1).into());
        tx.query_one(sql, &params, |row| row.int(0))
    }
}

/// The few come first, whatever the engine thinks of it: each is then looked up by its key.
fn list_little(tx: &mut Tx<'_>, filter: &AuditFilter, below: &Below) -> Result<Vec<AuditEntry>, StoreError> {
    let sql = little!(
        "a.audit_id, a.at_micros, a.actor, a.face, a.operation, a.object, a.before, a.after, a.request_id, \
         a.customer_id, a.lineage",
        ") little CROSS JOIN audit a \
         WHERE a.branch_id = little.branch_id AND a.audit_id = little.audit_id \
         AND +a.at_micros >= $6 AND +a.at_micros <= $7 AND NOT (a.at_micros = $8 AND a.audit_id >= $9) \
         AND ($10 = '' OR $10 LIKE '%,' || a.operation || ',%') AND ($11 = '' OR a.face = $11) \
         AND ($12 = '' OR a.object = $12) AND ($13 = '' OR a.after LIKE $13) \
         AND ($14 = '' OR (a.actor >= $14 AND a.actor < $15)) \
         ORDER BY +a.at_micros DESC, a.audit_id DESC LIMIT $16 OFFSET $17"
    );
    let wanted = Wanted::of(filter);
    let mut params = below.params().to_vec();
    params.extend(wanted.params());
    params.extend(wanted.page());
    tx.query(sql, &params, read)
}

/// `scope`: nothing for everything, a branch, or what [`Below`] takes.
fn list_much(
    tx: &mut Tx<'_>,
    filter: &AuditFilter,
    scope: &[Param<'_>],
) -> Result<Vec<AuditEntry>, StoreError> {
    let [of_all, of_branch, below_customer] = match (&filter.object, &filter.actor) {
        (Some(_), _) => pages!(
            by "at_micros",
            "object = $7 AND ($8 = '' OR after LIKE $8) AND ($9 = '' OR (actor >= $9 AND actor < $10))"
        ),
        (None, Some(ActorFilter::Exactly(_))) => {
            pages!(by "at_micros", "$7 = '' AND $8 = '' AND actor = $9 AND $10 <> ''")
        }
        (None, Some(ActorFilter::Beginning(_))) => {
            pages!(by "+at_micros", "$7 = '' AND $8 = '' AND actor >= $9 AND actor < $10")
        }
        (None, None) => pages!(by time, "$7 = '' AND $8 = '' AND $9 = '' AND $10 = ''"),
    };
    let sql = match scope {
        [] => of_all,
        [_] => of_branch,
        _ => below_customer,
    };
    let wanted = Wanted::of(filter);
    let mut params = wanted.params().to_vec();
    params.extend_from_slice(scope);
    params.extend(wanted.page());
    tx.query(sql, &params, read)
}

/// What a filter says besides whom it is about, as the statements take it.
struct Wanted<'a> {
    filter: &'a AuditFilter,
    before: (i64, i64),
    until_micros: i64,
    operations: String,
    actor: (String, String),
}

impl<'a> Wanted<'a> {
    fn of(filter: &'a AuditFilter) -> Self {
        let before = filter.before.unwrap_or((i64::MAX, i64::MAX));
        let operations = filter.operations.as_ref().map(|names| format!(",{},", names.join(",")));
        Self {
            filter,
            before,
            until_micros: filter.until_micros.min(before.0),
            operations: operations.unwrap_or_default(),
            actor: filter.actor.as_ref().map(ActorFilter::bounds).unwrap_or_default(),
        }
    }

    fn params(&self) -> [Param<'_>; 10] {
        let object = self.filter.object.as_ref();
        [
            self.filter.from_micros.into(),
            self.until_micros.into(),
            self.before.0.into(),
            self.before.1.into(),
            self.operations.as_str().into(),
            self.filter.face.as_deref().unwrap_or_default().into(),
            object.map_or("", |object| object.object.as_str()).into(),
            object.and_then(|object| object.after.as_deref()).unwrap_or_default().into(),
            self.actor.0.as_str().into(),
            self.actor.1.as_str().into(),
        ]
    }

    fn page(&self) -> [Param<'static>; 2] {
        [self.filter.limit.into(), self.filter.offset.into()]
    }
}

impl ActorFilter {
    /// Between which texts the actors are, byte by byte: a blank comes before an exclamation mark, and nothing that is
    /// written down comes between a text and the same with U+0001 after it.
    fn bounds(&self) -> (String, String) {
        match self {
            Self::Exactly(actor) => (actor.clone(), format!("{actor}\u{1}")),
            Self::Beginning(actor) => (format!("{actor} "), format!("{actor}!")),
        }
    }
}

fn read(row: &dyn Row) -> Result<AuditEntry, StoreError> {
    let mut columns = Columns::of("audit", row);
    Ok(AuditEntry {
        id: columns.int()?,
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
