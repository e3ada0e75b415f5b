//! Reading payments.

use charging::{Payment, PaymentId};
use party::access::{Refusal, View};
use party::ids::CustomerId;
use store::tables::payments;
pub use store::tables::payments::PaymentPage;
use store::{Lock, StoreError};

use crate::app::App;
use crate::context::Context;
use crate::customer::locate::{self, LocateError};
use crate::customer::update::{self, Found};

/// Why no payment was found.
#[derive(Debug, thiserror::Error)]
pub enum FindPaymentError {
    /// No such owner in the caller's branch.
    #[error("there is no such owner")]
    NoOwner,
    /// The owner has no such customer.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The customer made no such payment.
    #[error("the customer made no such payment")]
    Unknown,
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(FindPaymentError);

/// The payment `id` that `customer` made, who is directly below `owner` where one is named.
///
/// # Errors
/// [`FindPaymentError`].
pub async fn find(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    customer: CustomerId,
    id: PaymentId,
) -> Result<Payment, FindPaymentError> {
    let caller = context.caller.clone();
    app.store()
        .read("payment.find", move |tx| {
            let found: Found<View> = update::find(tx, &caller, customer, owner)?;
            payments::load(tx, found.customer.key, id)?.ok_or(FindPaymentError::Unknown)
        })
        .await
}

/// A page of the payments of `customer`, who is directly below `owner`; without one, of everybody directly below `owner`,
/// who is the caller where nobody is named. Ascending by number.
///
/// # Errors
/// [`FindPaymentError`].
pub async fn list(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    customer: Option<CustomerId>,
    page: PaymentPage,
) -> Result<Vec<Payment>, FindPaymentError> {
    let caller = context.caller.clone();
    app.store()
        .read("payment.list", move |tx| {
            if let Some(customer) = customer {
                let found: Found<View> = update::find(tx, &caller, customer, owner)?;
                return Ok(payments::list_of_payer(tx, found.customer.key, page)?);
            }
            let owner = match locate::owner::<View>(tx, &caller, owner, Lock::Share) {
                Ok((_, owner)) => owner,
                Err(LocateError::Refused(_)) => return Err(FindPaymentError::NoOwner),
                Err(LocateError::Store(error)) => return Err(error.into()),
            };
            Ok(payments::list_of_owner(tx, owner.key.id, page)?)
        })
        .await
}
