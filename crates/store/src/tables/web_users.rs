//! Logins of customers to the self-care site. The default one is made with the customer.

use party::access::{DeleteCustomer, EditCustomer, Grant, ManageWebUsers};
use party::ids::{BranchId, CustomerId, CustomerKey, WebUserId};
use party::web_user::AccessLevel;

use super::columns::Columns;
use super::found_by::FoundBy;
use crate::error::StoreError;
use crate::tx::{Lock, Row, Tx};

/// A login of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebUser {
    /// Its number.
    pub id: WebUserId,
    /// Whose it is.
    pub customer: CustomerKey,
    /// The name to sign in with; without one nobody can.
    pub login: Option<String>,
    /// Argon2id, in its own text form; without one nobody can sign in.
    pub password_hash: Option<String>,
    /// What it may see and do.
    pub access_level: AccessLevel,
    /// Made with the customer.
    pub is_default: bool,
    /// May not sign in. Never the default one.
    pub blocked: bool,
    /// A password that serves once, beside the other.
    pub one_time: Option<OneTimePassword>,
}

/// A password that serves once and not for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTimePassword {
    /// Argon2id, in its own text form.
    pub hash: String,
    /// From when on it serves no more, in microseconds since 1970.
    pub until_micros: i64,
}

/// Every column of the table, in the order in which rows are written and read.
macro_rules! columns {
    () => {
        "branch_id, customer_id, web_user_id, login, password_hash, access_level, is_default, blocked, \
         one_time_hash, one_time_until_micros"
    };
}

const SELECT_ONE: &str =
    concat!("SELECT ", columns!(), " FROM web_user WHERE branch_id = $1 AND web_user_id = $2");

/// Writes a new web user.
///
/// # Errors
/// The engine's.
pub fn insert<A>(tx: &mut Tx<'_>, _grant: &Grant<A>, web_user: &WebUser) -> Result<(), StoreError> {
    // Customers are searched by the login that was made with them, among those of one owner.
    let sql = concat!(
        "INSERT INTO web_user (",
        columns!(),
        ", login_key, owner_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
         (SELECT owner_id FROM customer WHERE branch_id = $1 AND customer_id = $2))"
    );
    let login_key =
        web_user.login.as_deref().filter(|_| web_user.is_default).and_then(|login| FoundBy::Login.key(login));
    let one_time = web_user.one_time.as_ref();
    let params = [
        web_user.customer.branch.0.into(),
        web_user.customer.id.0.into(),
        web_user.id.0.into(),
        web_user.login.as_deref().into(),
        web_user.password_hash.as_deref().into(),
        web_user.access_level.code().into(),
        web_user.is_default.into(),
        web_user.blocked.into(),
        one_time.map(|one_time| one_time.hash.as_str()).into(),
        one_time.map(|one_time| one_time.until_micros).into(),
        login_key.as_deref().into(),
    ];
    tx.execute_one(sql, &params)
}

/// Blocks a web user, or lifts the block.
///
/// # Errors
/// The engine's; there is no such web user.
pub fn set_blocked(
    tx: &mut Tx<'_>,
    grant: &Grant<ManageWebUsers>,
    id: WebUserId,
    blocked: bool,
) -> Result<(), StoreError> {
    let sql =
        "UPDATE web_user SET blocked = $1 WHERE branch_id = $2 AND customer_id = $3 AND web_user_id = $4";
    let key = grant.subject();
    tx.execute_one(sql, &[blocked.into(), key.branch.0.into(), key.id.0.into(), id.0.into()])
}

/// Sets what a web user may see and do.
///
/// # Errors
/// The engine's; there is no such web user.
pub fn set_access_level(
    tx: &mut Tx<'_>,
    grant: &Grant<ManageWebUsers>,
    id: WebUserId,
    level: AccessLevel,
) -> Result<(), StoreError> {
    let sql = "UPDATE web_user SET access_level = $1 WHERE branch_id = $2 AND customer_id = $3 AND web_user_id = $4";
    let key = grant.subject();
    tx.execute_one(sql, &[level.code().into(), key.branch.0.into(), key.id.0.into(), id.0.into()])
}

/// Removes a web user. His login is released, and his sessions are ended, beside, by the caller.
///
/// # Errors
/// The engine's; there is no such web user.
pub fn delete(tx: &mut Tx<'_>, grant: &Grant<ManageWebUsers>, id: WebUserId) -> Result<(), StoreError> {
    let sql = "DELETE FROM web_user WHERE branch_id = $1 AND customer_id = $2 AND web_user_id = $3";
    let key = grant.subject();
    tx.execute_one(sql, &[key.branch.0.into(), key.id.0.into(), id.0.into()])
}

/// Gives a web user a one-time password in place of the one that he had, or takes it away.
///
/// # Errors
/// The engine's; there is no such web user.
pub fn set_one_time(
    tx: &mut Tx<'_>,
    grant: &Grant<ManageWebUsers>,
    id: WebUserId,
    one_time: Option<&OneTimePassword>,
) -> Result<(), StoreError> {
    write_one_time(tx, grant.subject(), id, one_time)
}

/// Takes away the one-time password that was just used. The right password is all the permission that its end needs.
///
/// # Errors
/// The engine's; there is no such web user.
pub fn consume_one_time(tx: &mut Tx<'_>, customer: CustomerKey, id: WebUserId) -> Result<(), StoreError> {
    write_one_time(tx, customer, id, None)
}

fn write_one_time(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    id: WebUserId,
    one_time: Option<&OneTimePassword>,
) -> Result<(), StoreError> {
    let sql = "UPDATE web_user SET one_time_hash = $1, one_time_until_micros = $2 \
               WHERE branch_id = $3 AND customer_id = $4 AND web_user_id = $5";
    let params = [
        one_time.map(|one_time| one_time.hash.as_str()).into(),
        one_time.map(|one_time| one_time.until_micros).into(),
        customer.branch.0.into(),
        customer.id.0.into(),
        id.0.into(),
    ];
    tx.execute_one(sql, &params)
}

/// Sets what the password that a web user chose is checked against, and ends the one that served once. That he is signed
/// in is all the permission it needs.
///
/// # Errors
/// The engine's; there is no such web user.
pub fn set_own_password(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    id: WebUserId,
    password_hash: &str,
) -> Result<(), StoreError> {
    let sql = "UPDATE web_user SET password_hash = $1, one_time_hash = NULL, one_time_until_micros = NULL \
               WHERE branch_id = $2 AND customer_id = $3 AND web_user_id = $4";
    tx.execute_one(sql, &[password_hash.into(), customer.branch.0.into(), customer.id.0.into(), id.0.into()])
}

/// Sets what the login that was made with a customer is called; without a name nobody can sign in with it.
///
/// # Errors
/// The engine's; there is no such login.
pub fn set_default_login(
    tx: &mut Tx<'_>,
    grant: &Grant<EditCustomer>,
    login: Option<&str>,
) -> Result<(), StoreError> {
    let sql = "UPDATE web_user SET login = $1, login_key = $2 \
               WHERE branch_id = $3 AND customer_id = $4 AND is_default = 1";
    let (key, login_key) = (grant.subject(), login.and_then(|login| FoundBy::Login.key(login)));
    let params = [login.into(), login_key.as_deref().into(), key.branch.0.into(), key.id.0.into()];
    tx.execute_one(sql, &params)
}

/// Sets what the password of the login that was made with a customer is checked against. A one-time password ends with
/// the password that it stood beside: whoever changes one wants nobody let in by what was known before.
///
/// # Errors
/// The engine's; there is no such login.
pub fn set_default_password(
    tx: &mut Tx<'_>,
    grant: &Grant<EditCustomer>,
    password_hash: &str,
) -> Result<(), StoreError> {
    let sql = "UPDATE web_user SET password_hash = $1, one_time_hash = NULL, one_time_until_micros = NULL \
               WHERE branch_id = $2 AND customer_id = $3 AND is_default = 1";
    let key = grant.subject();
    tx.execute_one(sql, &[password_hash.into(), key.branch.0.into(), key.id.0.into()])
}

/// The logins of a customer, ascending by number.
///
/// # Errors
/// The engine's.
pub fn logins_of(tx: &mut Tx<'_>, customer: CustomerKey) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT login FROM web_user WHERE branch_id = $1 AND customer_id = $2 AND login IS NOT NULL \
               ORDER BY web_user_id";
    tx.query(sql, &[customer.branch.0.into(), customer.id.0.into()], |row| row.text(0))
}

/// Removes every web user of a customer who goes. Their logins are released beside, by the caller.
///
/// # Errors
/// The engine's.
pub fn delete_all_of(tx: &mut Tx<'_>, grant: &Grant<DeleteCustomer>) -> Result<u64, StoreError> {
    let customer = grant.subject();
    let sql = "DELETE FROM web_user WHERE branch_id = $1 AND customer_id = $2";
    tx.execute(sql, &[customer.branch.0.into(), customer.id.0.into()])
}

/// The web user `id` of a branch.
///
/// # Errors
/// The engine's.
pub fn load(tx: &mut Tx<'_>, branch: BranchId, id: WebUserId) -> Result<Option<WebUser>, StoreError> {
    tx.query_opt(SELECT_ONE, &[branch.0.into(), id.0.into()], read)
}

/// The same, held against change until the transaction ends. Whoever holds the customer as well takes him first.
///
/// # Errors
/// The engine's.
pub fn load_for_update(
    tx: &mut Tx<'_>,
    branch: BranchId,
    id: WebUserId,
) -> Result<Option<WebUser>, StoreError> {
    tx.query_locked_opt(SELECT_ONE, &[branch.0.into(), id.0.into()], Lock::Update, read)
}

/// The web user that was made with the customer.
///
/// # Errors
/// The engine's; there is none.
pub fn load_default(tx: &mut Tx<'_>, customer: CustomerKey) -> Result<WebUser, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM web_user WHERE branch_id = $1 AND customer_id = $2 AND is_default = 1"
    );
    tx.query_one(sql, &[customer.branch.0.into(), customer.id.0.into()], read)
}

/// At most `limit` web users of `customer` with a number above `after`, ascending.
///
/// # Errors
/// The engine's.
pub fn list(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    after: WebUserId,
    limit: i64,
) -> Result<Vec<WebUser>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM web_user WHERE branch_id = $1 AND customer_id = $2 AND web_user_id > $3 \
         ORDER BY web_user_id LIMIT $4"
    );
    let params = [customer.branch.0.into(), customer.id.0.into(), after.0.into(), limit.into()];
    tx.query(sql, &params, read)
}

fn read(row: &dyn Row) -> Result<WebUser, StoreError> {
    let mut columns = Columns::of("web_user", row);
    let customer = CustomerKey { branch: BranchId(columns.int()?), id: CustomerId(columns.int()?) };
    read_from(&mut columns, customer)
}

/// Takes the columns of a web user of `customer` that stand after the customer's.
pub(super) fn read_from(columns: &mut Columns<'_>, customer: CustomerKey) -> Result<WebUser, StoreError> {
    Ok(WebUser {
        customer,
        id: WebUserId(columns.int()?),
        login: columns.opt_text()?,
        password_hash: columns.opt_text()?,
        access_level: columns.code(AccessLevel::from_code)?,
        is_default: columns.bool()?,
        blocked: columns.bool()?,
        one_time: read_one_time(columns.opt_text()?, columns.opt_int()?)?,
    })
}

/// A one-time password, if hash and end are both there.
pub(super) fn read_one_time(
    hash: Option<String>,
    until: Option<i64>,
) -> Result<Option<OneTimePassword>, StoreError> {
    match (hash, until) {
        (None, None) => Ok(None),
        (Some(hash), Some(until_micros)) => Ok(Some(OneTimePassword { hash, until_micros })),
        _ => Err(StoreError::inconsistent("a one-time password and its end go together")),
    }
}
