//! Looking through the accounts of one customer, page by page.

use party::access::View;
use party::ids::CustomerId;
use store::Lock;
use store::tables::account_search;
pub use store::tables::account_search::{
    AccountRow, AccountSearch, Found, FoundBy, LOOKS_MAX, Listed, Place, State,
};

use crate::app::App;
use crate::context::Context;
use crate::customer::find::FindCustomerError;
use crate::customer::locate;

/// A page of the accounts of `owner`, or of the caller where none is named.
///
/// # Errors
/// There is no such owner in the caller's branch, or the store's.
pub async fn search(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    wanted: AccountSearch,
) -> Result<Listed<AccountRow>, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("account.search", move |tx| {
            let (_, owner) = locate::owner::<View>(tx, &caller, owner, Lock::Share)?;
            Ok(account_search::search(tx, owner.key, &wanted)?)
        })
        .await
}
