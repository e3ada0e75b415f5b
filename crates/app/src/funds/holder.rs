//! Finding whose funds somebody wants to look at: his own, or those of somebody below him.

use charging::Holder;
use party::access::{Caller, Refusal, View};
use party::account::Account;
use party::customer::Customer;
use store::{Lock, StoreError, Tx};

use super::FundsOf;
use crate::account::hold::{ChangeAccountError, Held, hold};
use crate::customer::locate;
use crate::customer::update::{self, Found};

/// Whose funds are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HolderLookup {
    /// The caller's own.
    Own,
    /// Somebody's below him.
    Of(FundsOf),
}

/// Why no such holder was found.
#[derive(Debug, thiserror::Error)]
pub enum FindHolderError {
    /// There is no such customer in the caller's branch, or he is not the owner's.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such account, or it is not the owner's.
    #[error("there is no such account")]
    UnknownAccount,
    /// The account spends its customer's funds.
    #[error("the account spends its customer's funds")]
    NoFunds,
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(FindHolderError);

impl From<ChangeAccountError> for FindHolderError {
    fn from(error: ChangeAccountError) -> Self {
        match error {
            // A read has no key that could be in conflict.
            ChangeAccountError::Unknown | ChangeAccountError::Conflict(_) => Self::UnknownAccount,
            ChangeAccountError::Refused(refusal) => Self::Refused(refusal),
            ChangeAccountError::Store(error) => Self::Store(error),
        }
    }
}

/// A holder whom the caller may look at.
pub(crate) struct FoundHolder {
    /// The customer who holds, or whose the account is.
    pub(crate) customer: Customer,
    /// The account, if it is one that holds.
    pub(crate) account: Option<Account>,
}

impl FoundHolder {
    pub(crate) fn holder(&self) -> Holder {
        Holder { customer: self.customer.key, account: self.account.as_ref().map(|account| account.id) }
    }
}

/// The holder whom `lookup` names.
pub(crate) fn find(
    tx: &mut Tx<'_>,
    caller: &Caller,
    lookup: &HolderLookup,
) -> Result<FoundHolder, FindHolderError> {
    match lookup {
        HolderLookup::Own => {
            let (_, customer) = locate::owner::<View>(tx, caller, None, Lock::Share)?;
            Ok(FoundHolder { customer, account: None })
        }
        HolderLookup::Of(FundsOf::Customer { id, owner }) => {
            let Found { customer, .. }: Found<View> = update::find(tx, caller, *id, *owner)?;
            Ok(FoundHolder { customer, account: None })
        }
        HolderLookup::Of(FundsOf::Account(lookup)) => {
            let Held { customer, stored, .. }: Held<View> = hold(tx, caller, lookup)?;
            stored.account.endpoint().ok_or(FindHolderError::NoFunds)?;
            Ok(FoundHolder { customer, account: Some(stored.account) })
        }
    }
}
