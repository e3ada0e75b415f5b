//! Who is signed in to the self-care site.
//!
//! A session is found by branch and hash: the secret itself is in the cookie alone, and the cookie says the branch. So the
//! table stands in its branch like every other, and no index spans the installation. Whether a session still counts is
//! the use case's to say.

use party::access::{ActAs, DeleteAccount, DeleteCustomer, Grant, ManageWebUsers};
use party::ids::{AccountId, BranchId, CustomerId, CustomerKey, WebUserId};

use super::columns::Columns;
use crate::error::StoreError;
use crate::tx::{Param, Row, Tx};

/// What a session's secret hashes to.
pub type TokenHash = [u8; 32];

/// Who is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Person {
    /// A login of a customer.
    WebUser(WebUserId),
    /// The holder of an account.
    Account(AccountId),
}

/// One session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebSession {
    /// What its secret hashes to.
    pub token_hash: TokenHash,
    /// The person's customer.
    pub customer: CustomerKey,
    /// Who is signed in.
    pub person: Person,
    /// A digest of what the password was checked against.
    pub credential: [u8; 32],
    /// Nothing else is done before the password is another.
    pub must_change_password: bool,
    /// When it began, in microseconds since 1970.
    pub created_at_micros: i64,
    /// When it was last used, to the minute.
    pub seen_at_micros: i64,
    /// When it ends, whatever is done.
    pub expires_at_micros: i64,
    /// Where it was begun from.
    pub peer: String,
    /// What the browser called itself, in part.
    pub user_agent: String,
    /// The customer below as whom the web user goes on; none: on behalf of his own.
    pub acting_as: Option<CustomerId>,
}

macro_rules! columns {
    () => {
        "branch_id, token_hash, customer_id, noun, id, credential, must_change_password, created_at_micros, \
         seen_at_micros, expires_at_micros, peer, user_agent, acting_as_id"
    };
}

/// Writes a new session. The right password is all the permission that it needs.
///
/// # Errors
/// The engine's.
pub fn insert(tx: &mut Tx<'_>, session: &WebSession) -> Result<(), StoreError> {
    let sql = concat!(
        "INSERT INTO web_session (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    );
    let (noun, id) = stored(session.person);
    let params = [
        session.customer.branch.0.into(),
        Param::Blob(&session.token_hash),
        session.customer.id.0.into(),
        noun.into(),
        id.into(),
        Param::Blob(&session.credential),
        session.must_change_password.into(),
        session.created_at_micros.into(),
        session.seen_at_micros.into(),
        session.expires_at_micros.into(),
        session.peer.as_str().into(),
        session.user_agent.as_str().into(),
        session.acting_as.map(|customer| customer.0).into(),
    ];
    tx.execute_one(sql, &params)
}

/// The session with that hash in that branch.
///
/// # Errors
/// The engine's.
pub fn load(tx: &mut Tx<'_>, branch: BranchId, hash: &TokenHash) -> Result<Option<WebSession>, StoreError> {
    let sql = concat!("SELECT ", columns!(), " FROM web_session WHERE branch_id = $1 AND token_hash = $2");
    tx.query_opt(sql, &[branch.0.into(), Param::Blob(hash)], read)
}

/// Every session of a person, the last used first.
///
/// # Errors
/// The engine's.
pub fn list(tx: &mut Tx<'_>, customer: CustomerKey, person: Person) -> Result<Vec<WebSession>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM web_session WHERE branch_id = $1 AND customer_id = $2 AND noun = $3 AND id = $4 \
         ORDER BY seen_at_micros DESC, token_hash"
    );
    let (noun, id) = stored(person);
    tx.query(sql, &[customer.branch.0.into(), customer.id.0.into(), noun.into(), id.into()], read)
}

/// Notes that a session was used; one that ended meanwhile is none.
///
/// # Errors
/// The engine's.
pub fn touch(
    tx: &mut Tx<'_>,
    branch: BranchId,
    hash: &TokenHash,
    seen_at_micros: i64,
) -> Result<u64, StoreError> {
    let sql = "UPDATE web_session SET seen_at_micros = $1 WHERE branch_id = $2 AND token_hash = $3";
    tx.execute(sql, &[seen_at_micros.into(), branch.0.into(), Param::Blob(hash)])
}

/// Lets a session go on under the password that its person just chose.
///
/// # Errors
/// The engine's; the session ended meanwhile.
pub fn renew(
    tx: &mut Tx<'_>,
    branch: BranchId,
    hash: &TokenHash,
    credential: &[u8; 32],
) -> Result<(), StoreError> {
    let sql = "UPDATE web_session SET credential = $1, must_change_password = 0 \
               WHERE branch_id = $2 AND token_hash = $3";
    tx.execute_one(sql, &[Param::Blob(credential), branch.0.into(), Param::Blob(hash)])
}

/// Lets a session go on under another secret as the customer of the grant; tells whether there was such a session, and
/// one that acts as nobody.
///
/// # Errors
/// The engine's.
pub fn begin_acting(
    tx: &mut Tx<'_>,
    branch: BranchId,
    hash: &TokenHash,
    renewed: &TokenHash,
    grant: &Grant<ActAs>,
) -> Result<bool, StoreError> {
    let sql = "UPDATE web_session SET token_hash = $1, acting_as_id = $2 \
               WHERE branch_id = $3 AND token_hash = $4 AND acting_as_id IS NULL";
    let params = [Param::Blob(renewed), grant.subject().id.0.into(), branch.0.into(), Param::Blob(hash)];
    Ok(tx.execute(sql, &params)? == 1)
}

/// Lets a session go on under another secret on behalf of its person's own customer; tells whether there was such a
/// session, and one that acts as somebody. That he is signed in is all the permission it needs.
///
/// # Errors
/// The engine's.
pub fn end_acting(
    tx: &mut Tx<'_>,
    branch: BranchId,
    hash: &TokenHash,
    renewed: &TokenHash,
) -> Result<bool, StoreError> {
    let sql = "UPDATE web_session SET token_hash = $1, acting_as_id = NULL \
               WHERE branch_id = $2 AND token_hash = $3 AND acting_as_id IS NOT NULL";
    Ok(tx.execute(sql, &[Param::Blob(renewed), branch.0.into(), Param::Blob(hash)])? == 1)
}

/// Ends one session of a person, if it is his; tells how many ended.
///
/// # Errors
/// The engine's.
pub fn delete(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    person: Person,
    hash: &TokenHash,
) -> Result<u64, StoreError> {
    let sql = "DELETE FROM web_session \
               WHERE branch_id = $1 AND customer_id = $2 AND noun = $3 AND id = $4 AND token_hash = $5";
    let (noun, id) = stored(person);
    let params = [customer.branch.0.into(), customer.id.0.into(), noun.into(), id.into(), Param::Blob(hash)];
    tx.execute(sql, &params)
}

/// Ends every session of a person but one; tells how many ended.
///
/// # Errors
/// The engine's.
pub fn delete_others(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    person: Person,
    kept: &TokenHash,
) -> Result<u64, StoreError> {
    let sql = "DELETE FROM web_session \
               WHERE branch_id = $1 AND customer_id = $2 AND noun = $3 AND id = $4 AND token_hash <> $5";
    let (noun, id) = stored(person);
    let params = [customer.branch.0.into(), customer.id.0.into(), noun.into(), id.into(), Param::Blob(kept)];
    tx.execute(sql, &params)
}

/// Ends what is over: not used since `seen_before`, or older than it may become; tells how many ended.
///
/// # Errors
/// The engine's.
pub fn delete_ended(tx: &mut Tx<'_>, branch: BranchId, seen_before_micros: i64) -> Result<u64, StoreError> {
    let sql = "DELETE FROM web_session WHERE branch_id = $1 AND seen_at_micros < $2";
    tx.execute(sql, &[branch.0.into(), seen_before_micros.into()])
}

/// Ends every session of the web users of a customer who goes.
///
/// # Errors
/// The engine's.
pub fn delete_all_of(tx: &mut Tx<'_>, grant: &Grant<DeleteCustomer>) -> Result<u64, StoreError> {
    let customer = grant.subject();
    let sql = "DELETE FROM web_session WHERE branch_id = $1 AND customer_id = $2";
    tx.execute(sql, &[customer.branch.0.into(), customer.id.0.into()])
}

/// Ends every session of the holder of an account that goes.
///
/// # Errors
/// The engine's.
pub fn delete_of_account(
    tx: &mut Tx<'_>,
    grant: &Grant<DeleteAccount>,
    account: AccountId,
) -> Result<u64, StoreError> {
    let customer = grant.subject();
    let sql =
        "DELETE FROM web_session WHERE branch_id = $1 AND customer_id = $2 AND noun = 'account' AND id = $3";
    tx.execute(sql, &[customer.branch.0.into(), customer.id.0.into(), account.0.into()])
}

/// Ends every session of a web user who goes; tells how many ended.
///
/// # Errors
/// The engine's.
pub fn delete_of_web_user(
    tx: &mut Tx<'_>,
    grant: &Grant<ManageWebUsers>,
    web_user: WebUserId,
) -> Result<u64, StoreError> {
    let customer = grant.subject();
    let sql =
        "DELETE FROM web_session WHERE branch_id = $1 AND customer_id = $2 AND noun = 'web_user' AND id = $3";
    tx.execute(sql, &[customer.branch.0.into(), customer.id.0.into(), web_user.0.into()])
}

fn stored(person: Person) -> (&'static str, i64) {
    match person {
        Person::WebUser(id) => ("web_user", id.0),
        Person::Account(id) => ("account", id.0),
    }
}

fn read(row: &dyn Row) -> Result<WebSession, StoreError> {
    let mut columns = Columns::of("web_session", row);
    let branch = BranchId(columns.int()?);
    let token_hash = columns.digest()?;
    let customer = CustomerKey { branch, id: CustomerId(columns.int()?) };
    let (noun, id) = (columns.text()?, columns.int()?);
    let person = match noun.as_str() {
        "web_user" => Person::WebUser(WebUserId(id)),
        "account" => Person::Account(AccountId(id)),
        _ => return Err(StoreError::inconsistent(format!("table web_session: noun {noun} is unknown"))),
    };
    Ok(WebSession {
        token_hash,
        customer,
        person,
        credential: columns.digest()?,
        must_change_password: columns.bool()?,
        created_at_micros: columns.int()?,
        seen_at_micros: columns.int()?,
        expires_at_micros: columns.int()?,
        peer: columns.text()?,
        user_agent: columns.text()?,
        acting_as: columns.opt_int()?.map(CustomerId),
    })
}
