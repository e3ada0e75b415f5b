//! Looking through the customers of one owner, page by page.

use party::access::View;
use party::ids::CustomerId;
use store::Lock;
use store::tables::customer_search;
pub use store::tables::customer_search::{
    CustomerRow, CustomerSearch, Found, FoundBy, LOOKS_MAX, Listed, Place, State,
};

use super::find::FindCustomerError;
use super::locate;
use crate::app::App;
use crate::context::Context;

/// A page of the customers directly below `owner`, or below the caller where none is named.
///
/// # Errors
/// There is no such owner in the caller's branch, or the store's.
pub async fn search(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    wanted: CustomerSearch,
) -> Result<Listed<CustomerRow>, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("customer.search", move |tx| {
            let (_, owner) = locate::owner::<View>(tx, &caller, owner, Lock::Share)?;
            Ok(customer_search::search(tx, owner.key.id, &wanted)?)
        })
        .await
}
