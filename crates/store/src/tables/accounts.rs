//! Accounts.

use std::collections::HashMap;

use messaging::{EmailTemplate, FinalStatusPush, MailAddress, SourceAddress, UrlTemplate};
use party::access::{AddAccount, DeleteAccount, EditAccount, Grant};
use party::account::{Account, AccountProfile, Funding};
use party::contact::PhoneNumber;
use party::ids::{AccountId, BranchId, CustomerId, CustomerKey, ObjectId};

use super::columns::Columns;
use super::customers::name_key;
use super::endpoints;
use super::found_by::FoundBy;
use super::web_users::{OneTimePassword, read_one_time};
use crate::error::StoreError;
use crate::tx::{Lock, Param, Row, Tx};

/// The columns of an account, in the order in which they are read.
macro_rules! columns {
    () => {
        "branch_id, account_id, object_id, customer_id, funding, blocked, username, password_hash, contact_name, \
         email, phone, push_kind, push_url, push_to, push_subject, push_body, source_address_swappable, \
         source_address, one_time_hash, one_time_until_micros"
    };
}

/// An account and what its password is checked against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAccount {
    /// The account.
    pub account: Account,
    /// Argon2id, in its own text form.
    pub password_hash: String,
    /// A password that serves once, beside the other.
    pub one_time: Option<OneTimePassword>,
}

/// Writes a new account. Its names and object id are claimed, and the endpoint of one with funds of its own is written,
/// beside, by the caller.
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
        ", username_key, contact_key, email_key, phone_key, lineage) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, \
         $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, \
         (SELECT CASE lineage WHEN '' THEN '' ELSE lineage || '/' END || CAST(customer_id AS TEXT) \
         FROM customer WHERE branch_id = $1 AND customer_id = $4))"
    );
    let object_id = account.object_id.to_string();
    let profile = &account.profile;
    let username_key = name_key(profile.username.as_str());
    let [contact_key, email_key, phone_key] = search_keys(profile);
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
        Param::Null,
        Param::Null,
        username_key.as_str().into(),
        contact_key.as_deref().into(),
        email_key.as_deref().into(),
        phone_key.as_deref().into(),
    ];
    tx.execute_one(sql, &params)
}

/// Writes everything about an account that can change but its secrets. A new name is claimed, and the old one released,
/// beside, by the caller.
///
/// # Errors
/// The engine's; the account is gone.
pub fn update(tx: &mut Tx<'_>, grant: &Grant<EditAccount>, account: &Account) -> Result<(), StoreError> {
    assert_eq!(grant.subject(), account.customer, "the grant is about the account's customer");
    let sql = "UPDATE account SET blocked = $1, username = $2, contact_name = $3, email = $4, phone = $5, \
               push_kind = $6, push_url = $7, push_to = $8, push_subject = $9, push_body = $10, \
               source_address_swappable = $11, source_address = $12, username_key = $13, \
               contact_key = $14, email_key = $15, phone_key = $16 \
               WHERE branch_id = $17 AND customer_id = $18 AND account_id = $19";
    let profile = &account.profile;
    let username_key = name_key(profile.username.as_str());
    let [contact_key, email_key, phone_key] = search_keys(profile);
    let [push_kind, push_url, push_to, push_subject, push_body] =
        push_params(profile.final_status_push.as_ref());
    let params = [
        account.blocked.into(),
        profile.username.as_str().into(),
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
        username_key.as_str().into(),
        contact_key.as_deref().into(),
        email_key.as_deref().into(),
        phone_key.as_deref().into(),
        account.customer.branch.0.into(),
        account.customer.id.0.into(),
        account.id.0.into(),
    ];
    tx.execute_one(sql, &params)?;
    match account.endpoint() {
        Some(endpoint) => endpoints::update(tx, grant, account.id, endpoint),
        None => Ok(()),
    }
}

/// By what an account is searched besides its name: contact person, e-mail address, telephone.
fn search_keys(profile: &AccountProfile) -> [Option<String>; 3] {
    [
        FoundBy::Contact.key(profile.contact_name.as_str()),
        profile.email.as_ref().and_then(|email| FoundBy::Email.key(email.as_str())),
        profile.phone.as_ref().and_then(|phone| FoundBy::Phone.key(phone.as_str())),
    ]
}

/// Sets what the password of an account is checked against.
///
/// # Errors
/// The engine's; the customer has no such account.
pub fn set_password(
    tx: &mut Tx<'_>,
    grant: &Grant<EditAccount>,
    id: AccountId,
    password_hash: &str,
) -> Result<(), StoreError> {
    write_password(tx, grant.subject(), id, password_hash)
}

/// Sets the password that its holder chose. That he knew the one before is all the permission it needs.
///
/// # Errors
/// The engine's; the customer has no such account.
pub fn set_own_password(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    id: AccountId,
    password_hash: &str,
) -> Result<(), StoreError> {
    write_password(tx, customer, id, password_hash)
}

fn write_password(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    id: AccountId,
    password_hash: &str,
) -> Result<(), StoreError> {
    // A one-time password was given to one who had forgotten the other: with a new one it serves no more.
    let sql = "UPDATE account SET password_hash = $1, one_time_hash = NULL, one_time_until_micros = NULL \
               WHERE branch_id = $2 AND customer_id = $3 AND account_id = $4";
    tx.execute_one(sql, &[password_hash.into(), customer.branch.0.into(), customer.id.0.into(), id.0.into()])
}

/// Gives an account a one-time password in place of the one that it had.
///
/// # Errors
/// The engine's; the customer has no such account.
pub fn set_one_time(
    tx: &mut Tx<'_>,
    grant: &Grant<EditAccount>,
    id: AccountId,
    one_time: &OneTimePassword,
) -> Result<(), StoreError> {
    write_one_time(tx, grant.subject(), id, Some(one_time))
}

/// Takes away the one-time password that was just used. The right password is all the permission that its end needs.
///
/// # Errors
/// The engine's; the customer has no such account.
pub fn consume_one_time(tx: &mut Tx<'_>, customer: CustomerKey, id: AccountId) -> Result<(), StoreError> {
    write_one_time(tx, customer, id, None)
}

fn write_one_time(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    id: AccountId,
    one_time: Option<&OneTimePassword>,
) -> Result<(), StoreError> {
    let sql = "UPDATE account SET one_time_hash = $1, one_time_until_micros = $2 \
               WHERE branch_id = $3 AND customer_id = $4 AND account_id = $5";
    let params = [
        one_time.map(|one_time| one_time.hash.as_str()).into(),
        one_time.map(|one_time| one_time.until_micros).into(),
        customer.branch.0.into(),
        customer.id.0.into(),
        id.0.into(),
    ];
    tx.execute_one(sql, &params)
}

/// Removes an account. Its names and object id are released, and its balance closed, beside, by the caller.
///
/// # Errors
/// The engine's; the customer has no such account.
pub fn delete(tx: &mut Tx<'_>, grant: &Grant<DeleteAccount>, account: &Account) -> Result<(), StoreError> {
    if account.endpoint().is_some() {
        endpoints::delete(tx, grant, account.id)?;
    }
    let sql = "DELETE FROM account WHERE branch_id = $1 AND customer_id = $2 AND account_id = $3";
    let key = grant.subject();
    tx.execute_one(sql, &[key.branch.0.into(), key.id.0.into(), account.id.0.into()])
}

/// The account `id` of a branch; held against change where the transaction writes.
///
/// # Errors
/// The engine's.
pub fn load(tx: &mut Tx<'_>, branch: BranchId, id: AccountId) -> Result<Option<StoredAccount>, StoreError> {
    let sql = concat!("SELECT ", columns!(), " FROM account WHERE branch_id = $1 AND account_id = $2");
    let params = [branch.0.into(), id.0.into()];
    let found = match tx.is_write() {
        true => tx.query_locked_opt(sql, &params, Lock::Update, read)?,
        false => tx.query_opt(sql, &params, read)?,
    };
    let Some(found) = found else { return Ok(None) };
    let customer = found.stored.account.customer;
    Ok(with_endpoints(tx, customer, vec![found])?.pop())
}

/// The account `id`, if it is one of `customer`; held against change where the transaction writes.
///
/// # Errors
/// The engine's.
pub fn load_owned(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    id: AccountId,
) -> Result<Option<StoredAccount>, StoreError> {
    Ok(load(tx, customer.branch, id)?.filter(|stored| stored.account.customer == customer))
}

/// Whose the account `id` is, without holding it.
///
/// # Errors
/// The engine's.
pub fn load_place(
    tx: &mut Tx<'_>,
    branch: BranchId,
    id: AccountId,
) -> Result<Option<CustomerKey>, StoreError> {
    let sql = "SELECT customer_id FROM account WHERE branch_id = $1 AND account_id = $2";
    let params = [branch.0.into(), id.0.into()];
    tx.query_opt(sql, &params, |row| Ok(CustomerKey { branch, id: CustomerId(row.int(0)?) }))
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
    let page = tx.query(sql, &params, read)?;
    accounts_of(tx, customer, page)
}

/// At most `limit` accounts of `customer`, ascending by number, after the first `offset`.
///
/// # Errors
/// The engine's.
pub fn list_page(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    offset: i64,
    limit: i64,
) -> Result<Vec<Account>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM account WHERE branch_id = $1 AND customer_id = $2 ORDER BY account_id LIMIT $3 OFFSET $4"
    );
    let params = [customer.branch.0.into(), customer.id.0.into(), limit.into(), offset.into()];
    let page = tx.query(sql, &params, read)?;
    accounts_of(tx, customer, page)
}

/// The accounts with the e-mail address, wherever they are; at most `limit`.
///
/// # Errors
/// The engine's.
pub fn list_by_email(
    tx: &mut Tx<'_>,
    email: &str,
    limit: i64,
) -> Result<Vec<(CustomerKey, AccountId)>, StoreError> {
    let sql = "SELECT branch_id, customer_id, account_id FROM account WHERE email = $1 \
               ORDER BY branch_id, customer_id, account_id LIMIT $2";
    tx.query(sql, &[email.into(), limit.into()], |row| {
        let customer = CustomerKey { branch: BranchId(row.int(0)?), id: CustomerId(row.int(1)?) };
        Ok((customer, AccountId(row.int(2)?)))
    })
}

/// At most `limit` of the accounts of `customer` that spend his funds, in the order of their object ids, from the first
/// above `after`; from the very first where that is none.
///
/// # Errors
/// The engine's.
pub fn list_by_object_id(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    after: Option<ObjectId>,
    limit: i64,
) -> Result<Vec<Account>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM account WHERE branch_id = $1 AND customer_id = $2 AND object_id > $3 AND funding = $4 \
         ORDER BY object_id LIMIT $5"
    );
    let after = after.map(|after| after.to_string()).unwrap_or_default();
    let params = [
        customer.branch.0.into(),
        customer.id.0.into(),
        after.as_str().into(),
        Funding::CUSTOMER.into(),
        limit.into(),
    ];
    let page = tx.query(sql, &params, read)?;
    accounts_of(tx, customer, page)
}

/// A row of the table: what of an account stands in it, and the code of whose money it spends.
struct FoundAccount {
    stored: StoredAccount,
    funding: i64,
}

fn accounts_of(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    page: Vec<FoundAccount>,
) -> Result<Vec<Account>, StoreError> {
    let page = with_endpoints(tx, customer, page)?;
    Ok(page.into_iter().map(|stored| stored.account).collect())
}

/// Gives every account of a page, ascending by number or of one kind, the endpoint that it has. One statement reads all.
fn with_endpoints(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    page: Vec<FoundAccount>,
) -> Result<Vec<StoredAccount>, StoreError> {
    let own = page.iter().filter(|found| found.funding == Funding::OWN);
    let ids = own.map(|found| found.stored.account.id);
    let mut known = match (ids.clone().min(), ids.max()) {
        (Some(first), Some(last)) => endpoints::list(tx, customer, first, last)?,
        _ => HashMap::new(),
    };
    let complete = page.into_iter().map(|FoundAccount { mut stored, funding }| {
        let endpoint = known.remove(&stored.account.id);
        stored.account.funding = match (funding, endpoint) {
            (Funding::CUSTOMER, None) => Funding::Customer,
            (Funding::OWN, Some(endpoint)) => Funding::Own(Box::new(endpoint)),
            _ => {
                return Err(StoreError::inconsistent(
                    "table account: funding and endpoint do not fit together",
                ));
            }
        };
        Ok(stored)
    });
    complete.collect()
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

fn read(row: &dyn Row) -> Result<FoundAccount, StoreError> {
    let mut columns = Columns::of("account", row);
    let branch = BranchId(columns.int()?);
    let id = AccountId(columns.int()?);
    let object_id = columns.parse(str::parse)?;
    let customer = CustomerKey { branch, id: CustomerId(columns.int()?) };
    let funding = columns.int()?;
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
    let one_time = read_one_time(columns.opt_text()?, columns.opt_int()?)?;
    let account = Account { id, object_id, customer, funding: Funding::Customer, blocked, profile };
    Ok(FoundAccount { stored: StoredAccount { account, password_hash, one_time }, funding })
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
