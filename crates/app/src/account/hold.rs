//! Finding an account on behalf of somebody: to look at it, or to change it, when it is held until the transaction ends.

use party::access::{Action, Caller, Grant, Refusal, View};
use party::account::Funding;
use party::customer::Customer;
use party::ids::{AccountId, CustomerId, ObjectId};
use party::names::UserName;
use store::tables::accounts::{self, StoredAccount};
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::customers;
use store::{Lock, StoreError, Tx};

use crate::customer::locate;
use crate::idempotency::IdempotencyConflict;

/// Which account is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountLookup {
    /// One of either kind, by its object id, anywhere in the caller's branch.
    Any(ObjectId),
    /// One that spends its customer's funds, by its object id, anywhere in the caller's branch.
    User(ObjectId),
    /// One of `owner`, by its number.
    Number {
        /// Whose it is; none: the caller's.
        owner: Option<CustomerId>,
        /// Its number.
        id: AccountId,
    },
    /// One of `owner`, by its name.
    Name {
        /// Whose it is; none: the caller's.
        owner: Option<CustomerId>,
        /// Its name.
        username: UserName,
    },
}

impl From<ObjectId> for AccountLookup {
    fn from(id: ObjectId) -> Self {
        Self::User(id)
    }
}

/// Why an account was not changed. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum ChangeAccountError {
    /// There is no such account at all, or it is not the owner's.
    #[error("there is no such account")]
    Unknown,
    /// The account's customer, or the owner who was named, stands outside the caller's branch, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Lets an error say in its own words why an account was not found: `UnknownAccount`, `Refused`, `Conflict` and `Store`.
macro_rules! error_into {
    ($error:ty) => {
        impl From<$crate::account::hold::ChangeAccountError> for $error {
            fn from(error: $crate::account::hold::ChangeAccountError) -> Self {
                use $crate::account::hold::ChangeAccountError;
                match error {
                    ChangeAccountError::Unknown => Self::UnknownAccount,
                    ChangeAccountError::Refused(refusal) => Self::Refused(refusal),
                    ChangeAccountError::Conflict(conflict) => Self::Conflict(conflict),
                    ChangeAccountError::Store(error) => Self::Store(error),
                }
            }
        }
    };
}
pub(crate) use error_into;

locate::error_into!(ChangeAccountError);

/// An account that the caller may do `A` to, and its customer.
pub(crate) struct Held<A> {
    pub(crate) grant: Grant<A>,
    pub(crate) customer: Customer,
    pub(crate) stored: StoredAccount,
}

/// The account that `lookup` names. Its customer is held first: the higher in the tree is always locked before the lower.
/// What is not there is told before what is not permitted.
pub(crate) fn hold<A: Action>(
    tx: &mut Tx<'_>,
    caller: &Caller,
    lookup: &AccountLookup,
) -> Result<Held<A>, ChangeAccountError> {
    let (customer, stored) = match lookup {
        AccountLookup::Any(id) => find_by_object_id(tx, caller, *id)?,
        AccountLookup::User(id) => {
            let (customer, stored) = find_by_object_id(tx, caller, *id)?;
            (customer, stored.filter(|stored| stored.account.funding == Funding::Customer))
        }
        AccountLookup::Number { owner, id } => {
            let (_, customer) = locate::owner::<View>(tx, caller, *owner, Lock::Share)?;
            let stored = accounts::load_owned(tx, customer.key, *id)?;
            (customer, stored)
        }
        AccountLookup::Name { owner, username } => {
            let (_, customer) = locate::owner::<View>(tx, caller, *owner, Lock::Share)?;
            let claim = claims::find(tx, ClaimKind::Login, username.as_str())?;
            let stored = match claim.map(|claim| claim.claimant) {
                Some(Claimant::Account(id)) => accounts::load_owned(tx, customer.key, id)?,
                _ => None,
            };
            (customer, stored)
        }
    };
    let stored = stored.ok_or(ChangeAccountError::Unknown)?;
    let grant = caller.grant(&customer)?;
    Ok(Held { grant, customer, stored })
}

fn find_by_object_id(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: ObjectId,
) -> Result<(Customer, Option<StoredAccount>), ChangeAccountError> {
    let unknown = ChangeAccountError::Unknown;
    let claim = claims::find(tx, ClaimKind::ObjectId, &id.to_string())?;
    let Some(claim) = claim else { return Err(unknown) };
    let Claimant::Account(id) = claim.claimant else { return Err(unknown) };
    // The account, and its customer with it, may be removed while this waits for either.
    let Some(key) = accounts::load_place(tx, claim.branch, id)? else { return Err(unknown) };
    let Some(customer) = customers::load(tx, key, Lock::Share)? else { return Err(unknown) };
    let _: Grant<View> = caller.grant(&customer)?;
    let stored = accounts::load(tx, claim.branch, id)?;
    Ok((customer, stored))
}
