//! Reading accounts, page by page.

use party::access::View;
use party::account::Account;
use party::ids::{AccountId, CustomerId};
use store::{Lock, StoreError};

use crate::app::App;
use crate::context::Context;
use crate::customer::find::FindCustomerError;
use crate::customer::locate;

/// At most `limit` accounts of the customer with numbers above `after`, ascending.
///
/// # Errors
/// There is no such customer, or the store's.
pub async fn list(
    app: &App,
    context: &Context,
    customer: CustomerId,
    after: AccountId,
    limit: i64,
) -> Result<Vec<Account>, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("account.list", move |tx| {
            let (_, customer) = locate::owner::<View>(tx, &caller, Some(customer), Lock::Share)?;
            let accounts: Result<_, StoreError> =
                store::tables::accounts::list(tx, customer.key, after, limit);
            Ok(accounts?)
        })
        .await
}
