//! What is unique over the whole installation: names, logins, host names, and the numbers by which either dialect
//! refers to something. A claim answers with branch and number, so it is also the first step of every look-up.

use party::ids::{AccountId, BranchId, CustomerId, CustomerKey, WebUserId};

use crate::error::StoreError;
use crate::tx::Tx;

/// Name spaces; a value is claimed once in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClaimKind {
    /// A customer's number.
    CustomerId,
    /// A customer's name.
    CustomerName,
    /// What anybody signs in with: a web user's login, an account's user name.
    Login,
    /// What the telephones of an account sign in with.
    VoipLogin,
    /// A host name of a branded portal.
    HostName,
    /// A 24-digit id of a customer or an account.
    ObjectId,
}

/// What a claim stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Claimant {
    /// A customer.
    Customer(CustomerId),
    /// A web user; the customer is found through him.
    WebUser(WebUserId),
    /// An account.
    Account(AccountId),
}

/// A claim that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Where the claimant's rows are.
    pub branch: BranchId,
    /// Who claimed it.
    pub claimant: Claimant,
}

impl Claim {
    /// The customer's key, if a customer claimed it.
    #[must_use]
    pub fn customer(&self) -> Option<CustomerKey> {
        match self.claimant {
            Claimant::Customer(id) => Some(CustomerKey { branch: self.branch, id }),
            Claimant::WebUser(_) | Claimant::Account(_) => None,
        }
    }
}

/// Takes `value`, unless it is taken; tells which.
///
/// # Errors
/// The engine's.
#[must_use = "a value that is taken must be refused"]
pub fn take(
    tx: &mut Tx<'_>,
    kind: ClaimKind,
    value: &str,
    branch: BranchId,
    claimant: Claimant,
) -> Result<bool, StoreError> {
    let (noun, id) = claimant.stored();
    let sql = "INSERT INTO claim (kind, value, branch_id, noun, id) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (kind, value) DO NOTHING";
    let params = [kind.stored().into(), value.into(), branch.0.into(), noun.into(), id.into()];
    Ok(tx.execute(sql, &params)? == 1)
}

/// Takes `new` in the place of `old`, either of which may be none; tells whether it was free. Where it was not, all is as it
/// was.
///
/// # Errors
/// The engine's; the old value is not claimed.
#[must_use = "a value that is taken must be refused"]
pub fn exchange(
    tx: &mut Tx<'_>,
    kind: ClaimKind,
    (old, new): (Option<&str>, Option<&str>),
    branch: BranchId,
    claimant: Claimant,
) -> Result<bool, StoreError> {
    if old == new {
        return Ok(true);
    }
    if let Some(new) = new
        && !take(tx, kind, new, branch, claimant)?
    {
        return Ok(false);
    }
    if let Some(old) = old {
        release(tx, kind, old)?;
    }
    Ok(true)
}

/// Gives back `value`, which is claimed.
///
/// # Errors
/// The engine's; the value is not claimed.
pub fn release(tx: &mut Tx<'_>, kind: ClaimKind, value: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM claim WHERE kind = $1 AND value = $2";
    tx.execute_one(sql, &[kind.stored().into(), value.into()])
}

/// Who claimed `value`.
///
/// # Errors
/// The engine's.
pub fn find(tx: &mut Tx<'_>, kind: ClaimKind, value: &str) -> Result<Option<Claim>, StoreError> {
    let sql = "SELECT branch_id, noun, id FROM claim WHERE kind = $1 AND value = $2";
    tx.query_opt(sql, &[kind.stored().into(), value.into()], |row| {
        let (noun, id) = (row.text(1)?, row.int(2)?);
        let claimant = Claimant::from_stored(&noun, id)
            .ok_or_else(|| StoreError::inconsistent(format!("table claim: noun {noun} is unknown")))?;
        Ok(Claim { branch: BranchId(row.int(0)?), claimant })
    })
}

/// Where the customer `id` is.
///
/// # Errors
/// The engine's.
pub fn find_customer(tx: &mut Tx<'_>, id: CustomerId) -> Result<Option<CustomerKey>, StoreError> {
    let claim = find(tx, ClaimKind::CustomerId, &id.to_string())?;
    Ok(claim.and_then(|claim| claim.customer()))
}

impl ClaimKind {
    pub(super) fn stored(self) -> &'static str {
        match self {
            Self::CustomerId => "customer_id",
            Self::CustomerName => "customer_name",
            Self::Login => "login",
            Self::VoipLogin => "voip_login",
            Self::HostName => "host_name",
            Self::ObjectId => "object_id",
        }
    }
}

impl Claimant {
    fn stored(self) -> (&'static str, i64) {
        match self {
            Self::Customer(id) => ("customer", id.0),
            Self::WebUser(id) => ("web_user", id.0),
            Self::Account(id) => ("account", id.0),
        }
    }

    fn from_stored(noun: &str, id: i64) -> Option<Self> {
        match noun {
            "customer" => Some(Self::Customer(CustomerId(id))),
            "web_user" => Some(Self::WebUser(WebUserId(id))),
            "account" => Some(Self::Account(AccountId(id))),
            _ => None,
        }
    }
}
