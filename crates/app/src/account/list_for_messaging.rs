//! Reading the accounts of a customer in the order of their object ids, page by page.

use party::access::View;
use party::account::Account;
use party::ids::ObjectId;
use store::Lock;
use store::tables::accounts;

use crate::app::App;
use crate::context::Context;
use crate::customer::find::{self, FindCustomerError, Lookup};
use crate::customer::locate;

/// At most `limit` accounts of `customer`, from the first above `after`. That one may be gone by now: its place in the
/// order is not.
///
/// # Errors
/// [`FindCustomerError`].
pub async fn list(
    app: &App,
    context: &Context,
    customer: ObjectId,
    after: Option<ObjectId>,
    limit: i64,
) -> Result<Vec<Account>, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("account.list_for_messaging", move |tx| {
            let key = find::key_of(tx, &Lookup::ObjectId(customer))?.ok_or(FindCustomerError::Unknown)?;
            let (_, customer) = locate::by_key::<View>(tx, &caller, key, Lock::Share)?;
            Ok(accounts::list_by_object_id(tx, customer.key, after, limit)?)
        })
        .await
}
