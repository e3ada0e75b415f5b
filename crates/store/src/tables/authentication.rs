//! Who calls: everything that is asked about one who presents himself, in one statement.
//!
//! A statement answers with him and everybody above him, so that a block anywhere above is seen with the same
//! snapshot as his password. It reads what authentication and rights need and nothing else of a customer.

use party::billing::ApiRevision;
use party::ids::{BranchId, CustomerId, CustomerKey};
use party::rights::Rights;

use super::api_credentials::ApiCredential;
use super::columns::Columns;
use super::customers::{parse_lineage, read_rights};
use crate::error::StoreError;
use crate::tx::{Row, Tx};

/// A customer who may have API access, before his password was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiCaller {
    /// Branch and number.
    pub key: CustomerKey,
    /// What he may do.
    pub rights: Rights,
    /// What his programs speak.
    pub api_revision: ApiRevision,
    /// He, or one above him, is blocked.
    pub blocked: bool,
    /// What his password is checked against; none: nothing is right.
    pub credential: Option<ApiCredential>,
}

/// What stands above a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Above {
    /// Every ancestor from root to the owner; empty for root alone.
    pub lineage: Vec<CustomerId>,
    /// He, or one of them, is blocked.
    pub blocked: bool,
}

/// Everybody above `$who`, level by level, beside him; then his credential. Whoever stands directly below root has
/// his own branch, hence the exception for root's. A ring of owners, which nobody can make, ends at some level.
macro_rules! caller_statement {
    ($who:literal) => {
        concat!(
            "WITH RECURSIVE above (level, branch_id, customer_id, owner_id, lineage, blocked, accounts_rights, \
             customers_rights, tariffs_rights, vouchers_rights, flags, depth_max, api_revision) AS (\
             SELECT CAST(0 AS BIGINT), c.branch_id, c.customer_id, c.owner_id, c.lineage, c.blocked, \
             c.accounts_rights, c.customers_rights, c.tariffs_rights, c.vouchers_rights, c.flags, c.depth_max, \
             c.api_revision FROM ",
            $who,
            " UNION ALL SELECT a.level + 1, o.branch_id, o.customer_id, o.owner_id, o.lineage, o.blocked, \
             o.accounts_rights, o.customers_rights, o.tariffs_rights, o.vouchers_rights, o.flags, o.depth_max, \
             o.api_revision FROM above a JOIN customer o \
             ON o.branch_id = CASE WHEN a.owner_id = 1 THEN 1 ELSE a.branch_id END \
             AND o.customer_id = a.owner_id WHERE a.level < 100) \
             SELECT a.level, a.blocked, a.branch_id, a.customer_id, a.lineage, a.accounts_rights, \
             a.customers_rights, a.tariffs_rights, a.vouchers_rights, a.flags, a.depth_max, a.api_revision, \
             k.digest_user, k.sealed, k.is_off FROM above a LEFT JOIN api_credential k \
             ON a.level = 0 AND k.branch_id = a.branch_id AND k.customer_id = a.customer_id"
        )
    };
}

/// The statements say 1 for root and for his branch, and 100 for a depth that no tree comes near.
const _: () = assert!(
    CustomerKey::ROOT.id.0 == 1 && CustomerKey::ROOT.branch.0 == 1 && Rights::DEPTH_MAX < 100,
    "the statements know root"
);

/// The customer whose own web user, the one that was made with him, signs in as `login`.
///
/// # Errors
/// The engine's; an ancestor that is missing.
pub fn find_by_web_login(tx: &mut Tx<'_>, login: &str) -> Result<Option<ApiCaller>, StoreError> {
    let sql = caller_statement!(
        "claim l JOIN web_user w ON w.branch_id = l.branch_id AND w.web_user_id = l.id AND w.is_default = 1 \
         JOIN customer c ON c.branch_id = w.branch_id AND c.customer_id = w.customer_id \
         WHERE l.kind = 'login' AND l.value = $1 AND l.noun = 'web_user'"
    );
    find(tx, sql, login)
}

/// The customer called `name`.
///
/// # Errors
/// The engine's; an ancestor that is missing.
pub fn find_by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<ApiCaller>, StoreError> {
    let sql = caller_statement!(
        "claim l JOIN customer c ON c.branch_id = l.branch_id AND c.customer_id = l.id \
         WHERE l.kind = 'customer_name' AND l.value = $1 AND l.noun = 'customer'"
    );
    find(tx, sql, name)
}

/// Who stands above the customer `key`, and whether he or one of them is blocked; nothing for nobody.
///
/// # Errors
/// The engine's; an ancestor that is missing.
pub fn load_above(tx: &mut Tx<'_>, key: CustomerKey) -> Result<Option<Above>, StoreError> {
    let sql = "WITH RECURSIVE above (level, branch_id, owner_id, lineage, blocked) AS (\
               SELECT CAST(0 AS BIGINT), branch_id, owner_id, lineage, blocked FROM customer \
               WHERE branch_id = $1 AND customer_id = $2 \
               UNION ALL SELECT a.level + 1, o.branch_id, o.owner_id, o.lineage, o.blocked \
               FROM above a JOIN customer o \
               ON o.branch_id = CASE WHEN a.owner_id = 1 THEN 1 ELSE a.branch_id END \
               AND o.customer_id = a.owner_id WHERE a.level < 100) \
               SELECT level, blocked, lineage FROM above";
    let people = tx.query(sql, &[key.branch.0.into(), key.id.0.into()], |row| {
        let mut columns = Columns::of("customer", row);
        let (level, blocked) = (columns.int()?, columns.bool()?);
        let lineage = if level == 0 { Some(columns.parse(parse_lineage)?) } else { None };
        Ok((lineage, blocked))
    })?;
    let Some((lineage, blocked)) = gather(people, Vec::len)? else { return Ok(None) };
    Ok(Some(Above { lineage, blocked }))
}

fn find(tx: &mut Tx<'_>, sql: &'static str, name: &str) -> Result<Option<ApiCaller>, StoreError> {
    let people = tx.query(sql, &[name.into()], read)?;
    let himself = gather(people, |(_, depth)| *depth)?;
    Ok(himself.map(|((caller, _), blocked)| ApiCaller { blocked, ..caller }))
}

/// The one whom all is about, and whether anybody is blocked; nothing for nobody. As many as his `depth` must be above
/// him.
fn gather<T>(
    people: Vec<(Option<T>, bool)>,
    depth: impl Fn(&T) -> usize,
) -> Result<Option<(T, bool)>, StoreError> {
    let (count, blocked) = (people.len(), people.iter().any(|(_, blocked)| *blocked));
    let Some(himself) = people.into_iter().find_map(|(himself, _)| himself) else { return Ok(None) };
    if count != depth(&himself) + 1 {
        return Err(StoreError::inconsistent("table customer: an ancestor is missing"));
    }
    Ok(Some((himself, blocked)))
}

/// He, with the number of those above him; nothing of an ancestor. And whether the row's customer is blocked.
fn read(row: &dyn Row) -> Result<(Option<(ApiCaller, usize)>, bool), StoreError> {
    let mut columns = Columns::of("customer", row);
    let (level, blocked) = (columns.int()?, columns.bool()?);
    if level != 0 {
        return Ok((None, blocked));
    }
    let key = CustomerKey { branch: BranchId(columns.int()?), id: CustomerId(columns.int()?) };
    let depth = columns.parse(parse_lineage)?.len();
    let rights = read_rights(&mut columns)?;
    let api_revision = columns.code(ApiRevision::from_code)?;
    let is_off = row.opt_int(CREDENTIAL_COLUMN + 1)? == Some(1);
    let credential = match (columns.opt_text()?, row.opt_blob(CREDENTIAL_COLUMN)?) {
        (Some(digest_user), Some(sealed)) => Some(ApiCredential { digest_user, sealed, is_off }),
        _ => None,
    };
    Ok((Some((ApiCaller { key, rights, api_revision, blocked, credential }, depth)), blocked))
}

/// Where the sealed digests are; whether they are switched off comes next.
const CREDENTIAL_COLUMN: usize = 13;
