//! What a customer's site shows that is no text: his logo, and the style sheet that he looks at before he saves it.

use party::access::{DeleteCustomer, Grant, ManageBrand};
use party::ids::CustomerKey;

use super::columns::Columns;
use super::customers;
use crate::error::StoreError;
use crate::tx::{Row, Tx};

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrandFile {
    /// What it is, for `Content-Type`.
    pub media_type: String,
    /// A digest of it, as addresses hold it.
    pub digest: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Which of a customer's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Logo,
    Draft,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Logo => "logo",
            Self::Draft => "draft",
        }
    }
}

/// Writes a customer's logo in the place of the one that he has, or takes it away.
///
/// # Errors
/// The engine's; the customer is gone.
pub fn put_logo(
    tx: &mut Tx<'_>,
    grant: &Grant<ManageBrand>,
    logo: Option<&BrandFile>,
) -> Result<(), StoreError> {
    match logo {
        Some(logo) => put(tx, grant, Kind::Logo, logo)?,
        None => delete(tx, grant, Kind::Logo)?,
    }
    customers::set_logo(tx, grant, logo.map(|logo| logo.digest.as_str()))
}

/// Writes the style sheet that a customer looks at, in the place of one before. No address holds its digest.
///
/// # Errors
/// The engine's.
pub fn put_draft(tx: &mut Tx<'_>, grant: &Grant<ManageBrand>, css: &str) -> Result<(), StoreError> {
    let draft = BrandFile {
        media_type: "text/css".to_owned(),
        digest: String::new(),
        bytes: css.as_bytes().to_vec(),
    };
    put(tx, grant, Kind::Draft, &draft)
}

/// Takes away the style sheet that was looked at.
///
/// # Errors
/// The engine's.
pub fn delete_draft(tx: &mut Tx<'_>, grant: &Grant<ManageBrand>) -> Result<(), StoreError> {
    delete(tx, grant, Kind::Draft)
}

/// A customer's logo.
///
/// # Errors
/// The engine's.
pub fn load_logo(tx: &mut Tx<'_>, customer: CustomerKey) -> Result<Option<BrandFile>, StoreError> {
    load(tx, customer, Kind::Logo)
}

/// The style sheet that a customer looks at.
///
/// # Errors
/// The engine's; it is no text.
pub fn load_draft(tx: &mut Tx<'_>, customer: CustomerKey) -> Result<Option<String>, StoreError> {
    let damaged = |_| StoreError::inconsistent("table brand_file: a style sheet is no text");
    let draft = load(tx, customer, Kind::Draft)?;
    draft.map(|draft| String::from_utf8(draft.bytes).map_err(damaged)).transpose()
}

/// Removes every file of a customer who goes.
///
/// # Errors
/// The engine's.
pub fn delete_all_of(tx: &mut Tx<'_>, grant: &Grant<DeleteCustomer>) -> Result<u64, StoreError> {
    let customer = grant.subject();
    let sql = "DELETE FROM brand_file WHERE branch_id = $1 AND customer_id = $2";
    tx.execute(sql, &[customer.branch.0.into(), customer.id.0.into()])
}

fn put(tx: &mut Tx<'_>, grant: &Grant<ManageBrand>, kind: Kind, file: &BrandFile) -> Result<(), StoreError> {
    let sql = "INSERT INTO brand_file (branch_id, customer_id, kind, media_type, digest, bytes) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (branch_id, customer_id, kind) \
               DO UPDATE SET media_type = excluded.media_type, digest = excluded.digest, bytes = excluded.bytes";
    let customer = grant.subject();
    let params = [
        customer.branch.0.into(),
        customer.id.0.into(),
        kind.as_str().into(),
        file.media_type.as_str().into(),
        file.digest.as_str().into(),
        file.bytes.as_slice().into(),
    ];
    tx.execute_one(sql, &params)
}

fn delete(tx: &mut Tx<'_>, grant: &Grant<ManageBrand>, kind: Kind) -> Result<(), StoreError> {
    let sql = "DELETE FROM brand_file WHERE branch_id = $1 AND customer_id = $2 AND kind = $3";
    let customer = grant.subject();
    let params = [customer.branch.0.into(), customer.id.0.into(), kind.as_str().into()];
    match tx.execute(sql, &params)? {
        0 | 1 => Ok(()),
        rows => Err(StoreError::inconsistent(format!("table brand_file: {rows} rows of one kind"))),
    }
}

fn load(tx: &mut Tx<'_>, customer: CustomerKey, kind: Kind) -> Result<Option<BrandFile>, StoreError> {
    let sql = "SELECT media_type, digest, bytes FROM brand_file \
               WHERE branch_id = $1 AND customer_id = $2 AND kind = $3";
    tx.query_opt(sql, &[customer.branch.0.into(), customer.id.0.into(), kind.as_str().into()], read)
}

fn read(row: &dyn Row) -> Result<BrandFile, StoreError> {
    let mut columns = Columns::of("brand_file", row);
    Ok(BrandFile { media_type: columns.text()?, digest: columns.text()?, bytes: columns.blob()? })
}
