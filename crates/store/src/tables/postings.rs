//! Postings as they are read back: what moved one balance, page by page, and one posting whole, with who did it and which
//! posting undid which.

use charging::{Balance, Entry, LedgerAccount, Posting, PostingId, PostingKind};
use money::{Amount, Commodity};
use party::access::Grant;
use party::ids::{BranchId, CustomerId};

use super::columns::Columns;
use super::customers::parse_lineage;
use super::latest::Page;
use crate::error::StoreError;
use crate::tx::{Row, Tx};

/// Where an entry stands among those of its balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryKey {
    /// When it was made, in microseconds since 1970.
    pub at_micros: i64,
    /// Of which posting it is.
    pub posting: PostingId,
    /// Which of that posting's entries it is, from 1.
    pub line: i64,
}

/// What one entry did to a balance, and who did that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostingLine {
    /// Which entry it is.
    pub key: EntryKey,
    /// Why.
    pub kind: PostingKind,
    /// Positive: it came in; negative: it went out.
    pub amount: Amount,
    /// Which posting undid this one.
    pub reversed_by: Option<PostingId>,
    /// What the audit log says.
    pub recorded: Option<Recorded>,
}

/// What the audit log says of whoever made a posting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Who: `customer:7`, `trusted:10.0.0.1`, `operator`.
    pub actor: String,
    /// Through which face.
    pub face: String,
    /// The customer whom the record is about; unknown in the oldest ones.
    pub customer: Option<CustomerId>,
    /// His ancestors at that time, root first; none where he is unknown.
    pub lineage: Vec<CustomerId>,
}

/// One posting as it stands in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPosting {
    /// The posting.
    pub posting: Posting,
    /// When it was made, in microseconds since 1970.
    pub at_micros: i64,
    /// The request that made it.
    pub request_id: String,
    /// What the audit log says.
    pub recorded: Option<Recorded>,
    /// Which posting it undid.
    pub reverses: Option<PostingId>,
    /// Which posting undid it.
    pub reversed_by: Option<PostingId>,
}

/// The entries of one side of a balance from a key on: read from the index of that side, already in order, and only then
/// joined, so that a page costs a page however much there is. Everybody who acts in one request is the same, so any
/// record of the request tells who it was.
macro_rules! entries {
    ($side:literal, $beyond:literal, $order:literal) => {
        concat!(
            "SELECT e.at_micros, e.posting_id, e.line, p.kind, e.units, r.posting_id, a.actor, a.face, \
             a.customer_id, a.lineage FROM (SELECT branch_id, at_micros, posting_id, line, units FROM entry \
             WHERE branch_id = $1 AND ",
            $side,
            " = $2 AND ",
            $side,
            " > 0 AND (at_micros, posting_id, line) ",
            $beyond,
            " ($3, $4, $5) ORDER BY at_micros ",
            $order,
            ", posting_id ",
            $order,
            ", line ",
            $order,
            " LIMIT $6) e JOIN posting p ON p.branch_id = e.branch_id AND p.posting_id = e.posting_id \
             LEFT JOIN reversal r ON r.branch_id = e.branch_id AND r.reversed_id = e.posting_id \
             LEFT JOIN audit a ON a.branch_id = e.branch_id AND a.audit_id = (SELECT MIN(x.audit_id) FROM audit x \
             WHERE x.branch_id = p.branch_id AND x.request_id = p.request_id)"
        )
    };
}

/// A page of at most `limit` of what moved `balance`, the latest first.
///
/// # Errors
/// The engine's.
pub fn list_of_balance(
    tx: &mut Tx<'_>,
    balance: &Balance,
    page: Page<EntryKey>,
    limit: i64,
) -> Result<Vec<PostingLine>, StoreError> {
    const END: EntryKey = EntryKey { at_micros: i64::MAX, posting: PostingId(i64::MAX), line: i64::MAX };
    let (came, went, edge, is_backwards) = match page {
        Page::Latest => (entries!("credit", "<", "DESC"), entries!("debit", "<", "DESC"), END, false),
        Page::OlderThan(key) => (entries!("credit", "<", "DESC"), entries!("debit", "<", "DESC"), key, false),
        Page::NewerThan(key) => (entries!("credit", ">", "ASC"), entries!("debit", ">", "ASC"), key, true),
    };
    let params = [
        balance.holder.customer.branch.0.into(),
        balance.id.0.into(),
        edge.at_micros.into(),
        edge.posting.0.into(),
        edge.line.into(),
        limit.into(),
    ];
    let commodity = balance.commodity();
    let mut lines = tx.query(came, &params, |row| read_line(row, commodity))?;
    for line in tx.query(went, &params, |row| read_line(row, commodity))? {
        let amount = line.amount.checked_neg();
        let amount = amount.map_err(|error| StoreError::inconsistent(format!("table entry: {error}")))?;
        lines.push(PostingLine { amount, ..line });
    }
    lines.sort_by_key(|line| line.key);
    let most = usize::try_from(limit).unwrap_or_default();
    if is_backwards {
        lines.truncate(most);
        lines.reverse();
    } else {
        lines.reverse();
        lines.truncate(most);
    }
    Ok(lines)
}

/// The posting `id` of `branch`.
///
/// # Errors
/// The engine's.
pub fn load(tx: &mut Tx<'_>, branch: BranchId, id: PostingId) -> Result<Option<StoredPosting>, StoreError> {
    let sql = "SELECT debit, credit, commodity, units FROM entry WHERE branch_id = $1 AND posting_id = $2 \
               ORDER BY line";
    let params = [branch.0.into(), id.0.into()];
    let entries = tx.query(sql, &params, read_entry)?;
    let sql = "SELECT p.kind, p.at_micros, p.request_id, r.reversed_id, b.posting_id, a.actor, a.face, \
               a.customer_id, a.lineage FROM posting p \
               LEFT JOIN reversal r ON r.branch_id = p.branch_id AND r.posting_id = p.posting_id \
               LEFT JOIN reversal b ON b.branch_id = p.branch_id AND b.reversed_id = p.posting_id \
               LEFT JOIN audit a ON a.branch_id = p.branch_id AND a.audit_id = (SELECT MIN(x.audit_id) FROM audit x \
               WHERE x.branch_id = p.branch_id AND x.request_id = p.request_id) \
               WHERE p.branch_id = $1 AND p.posting_id = $2";
    tx.query_opt(sql, &params, |row| {
        let mut columns = Columns::of("posting", row);
        let kind = columns.code(PostingKind::from_code)?;
        Ok(StoredPosting {
            posting: Posting { id, branch, kind, entries: entries.clone() },
            at_micros: columns.int()?,
            request_id: columns.text()?,
            reverses: columns.opt_int()?.map(PostingId),
            reversed_by: columns.opt_int()?.map(PostingId),
            recorded: read_recorded(&mut columns)?,
        })
    })
}

/// Writes down that `posting` undoes `reversed`; tells whether nothing else did. Who comes second waits here for the
/// first.
///
/// # Errors
/// The engine's.
pub fn insert_reversal<A>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    reversed: PostingId,
    posting: PostingId,
) -> Result<bool, StoreError> {
    let sql = "INSERT INTO reversal (branch_id, reversed_id, posting_id) VALUES ($1, $2, $3) \
               ON CONFLICT (branch_id, reversed_id) DO NOTHING";
    let params = [grant.subject().branch.0.into(), reversed.0.into(), posting.0.into()];
    Ok(tx.execute(sql, &params)? == 1)
}

fn read_line(row: &dyn Row, commodity: Commodity) -> Result<PostingLine, StoreError> {
    let mut columns = Columns::of("entry", row);
    Ok(PostingLine {
        key: EntryKey { at_micros: columns.int()?, posting: PostingId(columns.int()?), line: columns.int()? },
        kind: columns.code(PostingKind::from_code)?,
        amount: Amount::new(columns.int()?, commodity),
        reversed_by: columns.opt_int()?.map(PostingId),
        recorded: read_recorded(&mut columns)?,
    })
}

fn read_recorded(columns: &mut Columns<'_>) -> Result<Option<Recorded>, StoreError> {
    let (actor, face) = (columns.opt_text()?, columns.opt_text()?);
    let customer = columns.opt_int()?.map(CustomerId);
    let lineage = columns.parse_opt(parse_lineage)?.unwrap_or_default();
    Ok(actor.zip(face).map(|(actor, face)| Recorded { actor, face, customer, lineage }))
}

fn read_entry(row: &dyn Row) -> Result<Entry, StoreError> {
    let mut columns = Columns::of("entry", row);
    let debit = columns.code(LedgerAccount::from_code)?;
    let credit = columns.code(LedgerAccount::from_code)?;
    let commodity = columns.parse(Commodity::parse)?;
    Ok(Entry { debit, credit, amount: Amount::new(columns.int()?, commodity) })
}
