//! Accounts.

use messaging::{EmailTemplate, FinalStatusPush, MailAddress, SourceAddress, UrlTemplate};
use party::access::{AddAccount, Grant};
use party::account::{Account, AccountProfile, Funding};
use party::contact::PhoneNumber;
use party::ids::{AccountId, BranchId, CustomerId, CustomerKey};

use super::columns::Columns;
use crate::error::StoreError;
use crate::tx::{Param, Row, Tx};

/// The columns of an account, in the order in which they are read.
macro_rules! columns {
    () => {
        "branch_id, account_id, object_id, customer_id, funding, blocked, username, password_hash, contact_name, \
         email, phone, push_kind, push_url, push_to, push_subject, push_body, source_address_swappable, \
         source_address"
    };
}

/// An account and what its password is checked against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAccount {
    /// The account.
    pub account: Account,
    /// Argon2id, in its own text form.
    pub password_hash: String,
}

/// Writes a new account. Its name and object id are claimed beside, by the caller.
///
/// # Errors
/// The engine's.
pub fn insert(
    tx: &mut Tx<'_>,
    _grant: &Grant<AddAccount>,
    account: &Account,
    password_hash: &str,
) -> Result<(), StoreError> {
    let sql = concat!(
        "INSERT INTO account (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
    );
    let object_id = account.object_id.to_string();
    let profile = &account.profile;
    let [push_kind, push_url, push_to, push_subject, push_body] =
        push_params(profile.final_status_push.as_ref());
    let params = [
        account.customer.branch.0.into(),
        account.id.0.into(),
        object_id.as_str().into(),
        account.customer.id.0.into(),
        account.funding.code().into(),
        account.blocked.into(),
        profile.username.as_str().into(),
        password_hash.into(),
        profile.contact_name.as_str().into(),
        profile.email.as_ref().map(MailAddress::as_str).into(),
        profile.phone.as_ref().map(PhoneNumber::as_str).into(),
        push_kind,
        push_url,
        push_to,
        push_subject,
        push_body,
        profile.source_address_swappable.into(),
        profile.source_address.as_ref().map(SourceAddress::as_str).into(),
    ];
    tx.execute_one(sql, &params)
}

/// The account `id` of a branch.
///
/// # Errors
/// The engine's.
pub fn load(tx: &mut Tx<'_>, branch: BranchId, id: AccountId) -> Result<Option<StoredAccount>, StoreError> {
    let sql = concat!("SELECT ", columns!(), " FROM account WHERE branch_id = $1 AND account_id = $2");
    tx.query_opt(sql, &[branch.0.into(), id.0.into()], read)
}

/// Whether `customer` has an account.
///
/// # Errors
/// The engine's.
pub fn has_any(tx: &mut Tx<'_>, customer: CustomerKey) -> Result<bool, StoreError> {
    let sql = "SELECT account_id FROM account WHERE branch_id = $1 AND customer_id = $2 LIMIT 1";
    Ok(tx.query_opt(sql, &[customer.branch.0.into(), customer.id.0.into()], |row| row.int(0))?.is_some())
}

/// At most `limit` accounts of `customer` with a number above `after`, ascending.
///
/// # Errors
/// The engine's.
pub fn list(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    after: AccountId,
    limit: i64,
) -> Result<Vec<Account>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM account WHERE branch_id = $1 AND customer_id = $2 AND account_id > $3 ORDER BY account_id LIMIT $4"
    );
    let params = [customer.branch.0.into(), customer.id.0.into(), after.0.into(), limit.into()];
    let stored = tx.query(sql, &params, read)?;
    Ok(stored.into_iter().map(|stored| stored.account).collect())
}

const PUSH_URL: i64 = 1;
const PUSH_EMAIL: i64 = 2;
const PUSH_SMPP: i64 = 3;

/// Kind, URL, recipient, subject, body.
fn push_params(push: Option<&FinalStatusPush>) -> [Param<'_>; 5] {
    let null = Param::Null;
    match push {
        None => [null; 5],
        Some(FinalStatusPush::Smpp) => [PUSH_SMPP.into(), null, null, null, null],
        Some(FinalStatusPush::Url(url)) => [PUSH_URL.into(), url.as_str().into(), null, null, null],
        Some(FinalStatusPush::Email(email)) => [
            PUSH_EMAIL.into(),
            null,
            email.to().as_str().into(),
            email.subject().as_str().into(),
            email.body().as_str().into(),
        ],
    }
}

fn read(row: &dyn Row) -> Result<StoredAccount, StoreError> {
    let mut columns = Columns::of("account", row);
    let branch = BranchId(columns.int()?);
    let id = AccountId(columns.int()?);
    let object_id = columns.parse(str::parse)?;
    let customer = CustomerKey { branch, id: CustomerId(columns.int()?) };
    let funding = columns.code(Funding::from_code)?;
    let blocked = columns.bool()?;
    let username = columns.parse(str::parse)?;
    let password_hash = columns.text()?;
    let profile = AccountProfile {
        username,
        contact_name: columns.line()?,
        email: columns.parse_opt(MailAddress::parse)?,
        phone: columns.parse_opt(PhoneNumber::parse)?,
        final_status_push: read_push(&mut columns)?,
        source_address_swappable: columns.bool()?,
        source_address: columns.parse_opt(SourceAddress::parse)?,
    };
    Ok(StoredAccount {
        account: Account { id, object_id, customer, funding, blocked, profile },
        password_hash,
    })
}

fn read_push(columns: &mut Columns<'_>) -> Result<Option<FinalStatusPush>, StoreError> {
    let kind = columns.opt_int()?;
    let url = columns.opt_text()?;
    let (to, subject, body) = (columns.opt_text()?, columns.opt_text()?, columns.opt_text()?);
    match (kind, url, to, subject, body) {
        (None, None, None, None, None) => Ok(None),
        (Some(PUSH_SMPP), None, None, None, None) => Ok(Some(FinalStatusPush::Smpp)),
        (Some(PUSH_URL), Some(url), None, None, None) => {
            columns.accept(UrlTemplate::parse(&url)).map(|url| Some(FinalStatusPush::Url(url)))
        }
        (Some(PUSH_EMAIL), None, Some(to), Some(subject), Some(body)) => {
            let email = columns.accept(EmailTemplate::parse(&to, &subject, &body))?;
            Ok(Some(FinalStatusPush::Email(email)))
        }
        _ => columns.accept(Err("the push columns do not fit together")),
    }
}
