//! Users: the holder of an account, by his user name and password.

use party::access::Caller;
use party::account::{Account, Funding};
use party::ids::CustomerKey;
use party::names::UserName;
use party::password::Password;
use party::rights::Rights;
use store::StoreError;
use store::tables::accounts::StoredAccount;
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::{accounts, authentication};

use crate::app::App;
use crate::context::Actor;

/// A user whose password was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// His account.
    pub account: Account,
    /// His customer.
    pub customer: CustomerKey,
    /// What his password was found right by.
    pub(crate) password_hash: String,
}

impl User {
    /// As whom he acts: for himself alone, with no right over anything of his customer's.
    #[must_use]
    pub fn caller(&self) -> Caller {
        Caller::Customer { key: self.customer, rights: Rights::NONE }
    }

    /// How the audit log names him.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Account(self.account.id)
    }
}

/// Why a user was not let in.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticateUserError {
    /// There is no such user.
    #[error("there is no such user")]
    Unknown,
    /// The password is wrong.
    #[error("the password is wrong")]
    WrongPassword,
    /// The account, its customer, or one above is blocked.
    #[error("the account is blocked")]
    Blocked,
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The user called `username`, if `password` is his. An unknown name costs as much time as a wrong password.
///
/// # Errors
/// [`AuthenticateUserError`]; a block is told only to one who knows the password.
pub async fn authenticate(
    app: &App,
    username: &UserName,
    password: &Password,
) -> Result<User, AuthenticateUserError> {
    let found = find(app, username).await?;
    let hash = found.as_ref().map(|(stored, _)| stored.password_hash.as_str());
    let right = app.hasher().verify(hash, password).await?;
    match found {
        None => Err(AuthenticateUserError::Unknown),
        Some(_) if !right => Err(AuthenticateUserError::WrongPassword),
        Some((_, true)) => Err(AuthenticateUserError::Blocked),
        Some((StoredAccount { account, password_hash, .. }, false)) => {
            Ok(User { customer: account.customer, account, password_hash })
        }
    }
}

async fn find(app: &App, username: &UserName) -> Result<Option<(StoredAccount, bool)>, StoreError> {
    let username = username.clone();
    app.store()
        .read("authenticate.user", move |tx| {
            let Some(claim) = claims::find(tx, ClaimKind::Login, username.as_str())? else { return Ok(None) };
            let Claimant::Account(id) = claim.claimant else { return Ok(None) };
            let stored = accounts::load(tx, claim.branch, id)?;
            let Some(stored) = stored.filter(|stored| stored.account.funding == Funding::Customer) else {
                return Ok(None);
            };
            let above = authentication::load_above(tx, stored.account.customer)?
                .ok_or_else(|| StoreError::inconsistent("table account: its customer is gone"))?;
            let blocked = stored.account.blocked || above.blocked;
            Ok(Some((stored, blocked)))
        })
        .await
}
