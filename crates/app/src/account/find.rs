//! Reading one account with its money.

use charging::{Balance, Holder};
use money::{Commodity, Currency};
use party::access::{Refusal, View};
use party::account::Account;
use store::StoreError;
use store::tables::ledger;

use super::hold::{AccountLookup, ChangeAccountError, Held, hold};
use crate::app::App;
use crate::context::Context;
use crate::customer::locate;

/// An account and what it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundAccount {
    /// The account.
    pub account: Account,
    /// Its funds, if they are its own.
    pub funds: Option<Balance>,
    /// What its funds are counted in, or its customer's if it spends his.
    pub currency: Currency,
}

/// Why no account was found.
#[derive(Debug, thiserror::Error)]
pub enum FindAccountError {
    /// There is no such account at all, or it is not the owner's.
    #[error("there is no such account")]
    Unknown,
    /// The owner stands outside the caller's branch.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(FindAccountError);

impl FoundAccount {
    /// `account` of a customer whose base currency is `base`.
    pub(super) fn new(account: Account, funds: Option<Balance>, base: Currency) -> Self {
        let currency = match funds.map(|funds| funds.commodity()) {
            Some(Commodity::Currency(currency)) => currency,
            Some(Commodity::MessageCredits) | None => base,
        };
        Self { account, funds, currency }
    }
}

/// The account that `lookup` names.
///
/// # Errors
/// [`FindAccountError`].
pub async fn find(
    app: &App,
    context: &Context,
    lookup: AccountLookup,
) -> Result<FoundAccount, FindAccountError> {
    let caller = context.caller.clone();
    app.store()
        .read("account.find", move |tx| {
            let found: Result<Held<View>, _> = hold(tx, &caller, &lookup);
            let Held { customer, stored, .. } = match found {
                Ok(held) => held,
                Err(ChangeAccountError::Unknown | ChangeAccountError::Conflict(_)) => {
                    return Err(FindAccountError::Unknown);
                }
                Err(ChangeAccountError::Refused(refusal)) => return Err(refusal.into()),
                Err(ChangeAccountError::Store(error)) => return Err(error.into()),
            };
            let account = stored.account;
            let funds = match account.endpoint() {
                Some(_) => {
                    let holder = Holder::of_account(customer.key, account.id);
                    Some(ledger::load_account_balance(tx, holder)?)
                }
                None => None,
            };
            Ok(FoundAccount::new(account, funds, customer.profile.base_currency))
        })
        .await
}
