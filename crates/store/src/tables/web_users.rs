//! Logins of customers to the self-care site. The default one is made with the customer.

use party::access::{AddCustomer, Grant};
use party::ids::{BranchId, CustomerId, CustomerKey, WebUserId};

use crate::error::StoreError;
use crate::tx::{Row, Tx};

/// What a web user may see and do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccessLevel {
    /// Everything that the customer may.
    Administrator,
}

impl AccessLevel {
    fn code(self) -> i64 {
        match self {
            Self::Administrator => 1,
        }
    }

    fn from_code(code: i64) -> Result<Self, StoreError> {
        match code {
            1 => Ok(Self::Administrator),
            _ => Err(StoreError::inconsistent(format!("table web_user: access level {code} is unknown"))),
        }
    }
}

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
}

/// Writes a new web user.
///
/// # Errors
/// The engine's.
pub fn insert(tx: &mut Tx<'_>, _grant: &Grant<AddCustomer>, web_user: &WebUser) -> Result<(), StoreError> {
    let sql = "INSERT INTO web_user (branch_id, customer_id, web_user_id, login, password_hash, access_level, \
               is_default) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let params = [
        web_user.customer.branch.0.into(),
        web_user.customer.id.0.into(),
        web_user.id.0.into(),
        web_user.login.as_deref().into(),
        web_user.password_hash.as_deref().into(),
        web_user.access_level.code().into(),
        web_user.is_default.into(),
    ];
    tx.execute_one(sql, &params)
}

/// The web user `id` of a branch.
///
/// # Errors
/// The engine's.
pub fn load(tx: &mut Tx<'_>, branch: BranchId, id: WebUserId) -> Result<Option<WebUser>, StoreError> {
    let sql = "SELECT branch_id, customer_id, web_user_id, login, password_hash, access_level, is_default \
               FROM web_user WHERE branch_id = $1 AND web_user_id = $2";
    tx.query_opt(sql, &[branch.0.into(), id.0.into()], read)
}

/// The web user that was made with the customer.
///
/// # Errors
/// The engine's; there is none.
pub fn load_default(tx: &mut Tx<'_>, customer: CustomerKey) -> Result<WebUser, StoreError> {
    let sql = "SELECT branch_id, customer_id, web_user_id, login, password_hash, access_level, is_default \
               FROM web_user WHERE branch_id = $1 AND customer_id = $2 AND is_default = 1";
    tx.query_one(sql, &[customer.branch.0.into(), customer.id.0.into()], read)
}

fn read(row: &dyn Row) -> Result<WebUser, StoreError> {
    Ok(WebUser {
        customer: CustomerKey { branch: BranchId(row.int(0)?), id: CustomerId(row.int(1)?) },
        id: WebUserId(row.int(2)?),
        login: row.opt_text(3)?,
        password_hash: row.opt_text(4)?,
        access_level: AccessLevel::from_code(row.int(5)?)?,
        is_default: row.bool(6)?,
    })
}
