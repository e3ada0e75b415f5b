//! Reading the accounts of a customer with their money, page by page.

use std::collections::HashMap;

use charging::Balance;
use party::access::View;
use party::account::Account;
use party::ids::{AccountId, CustomerId, CustomerKey};
use store::tables::{accounts, ledger};
use store::{Lock, StoreError, Tx};

use super::find::{FindAccountError, FoundAccount};
use crate::app::App;
use crate::context::Context;
use crate::customer::locate;

/// At most `limit` accounts of `owner`, or of the caller where nobody is named, ascending by number, after the first
/// `offset`.
///
/// # Errors
/// [`FindAccountError::Refused`], or the store's.
pub async fn list_page(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    offset: i64,
    limit: i64,
) -> Result<Vec<FoundAccount>, FindAccountError> {
    let caller = context.caller.clone();
    app.store()
        .read("account.list_page", move |tx| {
            let (_, owner) = locate::owner::<View>(tx, &caller, owner, Lock::Share)?;
            let page = accounts::list_page(tx, owner.key, offset, limit)?;
            let mut funds = funds_of(tx, owner.key, &page)?;
            let base = owner.profile.base_currency;
            let found = page.into_iter().map(|account| {
                let funds = funds.remove(&account.id);
                FoundAccount::new(account, funds, base)
            });
            Ok(found.collect())
        })
        .await
}

fn funds_of(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    page: &[Account],
) -> Result<HashMap<AccountId, Balance>, StoreError> {
    let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(HashMap::new()) };
    let balances = ledger::list_of_accounts(tx, customer, first.id, last.id)?;
    let of_account = |balance: Balance| balance.holder.account.map(|account| (account, balance));
    Ok(balances.into_iter().filter_map(of_account).collect())
}
