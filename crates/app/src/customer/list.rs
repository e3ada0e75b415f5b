//! Reading the customers of one owner, page by page.

use party::ids::CustomerId;
use store::tables::customers;
pub use store::tables::customers::CustomerLine;

use super::find::FindCustomerError;
use super::locate;
use crate::app::App;
use crate::context::Context;

/// A page of the customers of one owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListCustomers {
    /// Whose customers; none: the caller's own.
    pub owner: Option<CustomerId>,
    /// Only numbers above this.
    pub after: CustomerId,
    /// Skip so many of them.
    pub offset: i64,
    /// At most so many.
    pub limit: i64,
}

/// The customers directly below the owner, ascending by number.
///
/// # Errors
/// There is no such owner in the caller's branch, or the store's.
pub async fn list(
    app: &App,
    context: &Context,
    request: ListCustomers,
) -> Result<Vec<CustomerLine>, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("customer.list", move |tx| {
            let owner = locate::owner_to_view(tx, &caller, request.owner)?;
            Ok(customers::list(tx, owner, request.after, request.limit, request.offset)?)
        })
        .await
}
