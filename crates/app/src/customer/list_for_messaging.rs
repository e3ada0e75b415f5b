//! Reading the caller's own customers in the order of their object ids, page by page.

use party::ids::ObjectId;
use store::tables::customer_lines;
pub use store::tables::customer_lines::MessagingLine;

use super::find::FindCustomerError;
use super::locate;
use crate::app::App;
use crate::context::Context;

/// At most `limit` customers directly below the caller, from the first above `after`. That one may be gone by now: his
/// place in the order is not.
///
/// # Errors
/// The store's; the system has no customers of its own.
pub async fn list(
    app: &App,
    context: &Context,
    after: Option<ObjectId>,
    limit: i64,
) -> Result<Vec<MessagingLine>, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("customer.list_for_messaging", move |tx| {
            let owner = locate::owner_to_view(tx, &caller, None)?;
            Ok(customer_lines::list(tx, owner, after, limit)?)
        })
        .await
}
