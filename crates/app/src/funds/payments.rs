//! Reading payments.

use charging::{Holder, Payment, PaymentId};
use party::access::{Caller, Refusal, View};
use party::ids::CustomerId;
use store::tables::payments;
pub use store::tables::payments::PaymentPage;
use store::{Lock, StoreError, Tx};

use super::FundsOf;
use crate::account::hold::{ChangeAccountError, Held, hold};
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
    /// There is no such account, or it is not the owner's.
    #[error("there is no such account")]
    UnknownAccount,
    /// The customer or the holder of the account made no such payment.
    #[error("there is no such payment of theirs")]
    Unknown,
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(FindPaymentError);

/// The payment `id` that whom `of` names made.
///
/// # Errors
/// [`FindPaymentError`].
pub async fn find(
    app: &App,
    context: &Context,
    of: FundsOf,
    id: PaymentId,
) -> Result<Payment, FindPaymentError> {
    let caller = context.caller.clone();
    app.store()
        .read("payment.find", move |tx| {
            let payer = payer(tx, &caller, &of)?;
            payments::load(tx, payer, id)?.ok_or(FindPaymentError::Unknown)
        })
        .await
}

/// A page of the payments of whom `of` names; without one, of every customer directly below `owner` and of the holders of
/// his accounts, where the owner is the caller if nobody is named. Ascending by number.
///
/// # Errors
/// [`FindPaymentError`].
pub async fn list(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    of: Option<FundsOf>,
    page: PaymentPage,
) -> Result<Vec<Payment>, FindPaymentError> {
    let caller = context.caller.clone();
    app.store()
        .read("payment.list", move |tx| {
            if let Some(of) = &of {
                let payer = payer(tx, &caller, of)?;
                return Ok(payments::list_of_payer(tx, payer, page)?);
            }
            let owner = match locate::owner::<View>(tx, &caller, owner, Lock::Share) {
                Ok((_, owner)) => owner,
                Err(LocateError::Refused(_)) => return Err(FindPaymentError::NoOwner),
                Err(LocateError::Store(error)) => return Err(error.into()),
            };
            Ok(payments::list_of_owner(tx, owner.key, page)?)
        })
        .await
}

fn payer(tx: &mut Tx<'_>, caller: &Caller, of: &FundsOf) -> Result<Holder, FindPaymentError> {
    match of {
        FundsOf::Customer { id, owner } => {
            let found: Found<View> = update::find(tx, caller, *id, *owner)?;
            Ok(found.customer.key.into())
        }
        FundsOf::Account(lookup) => match hold::<View>(tx, caller, lookup) {
            Ok(Held { customer, stored, .. }) => Ok(Holder::of_account(customer.key, stored.account.id)),
            Err(ChangeAccountError::Refused(_)) => Err(FindPaymentError::NoOwner),
            Err(ChangeAccountError::Unknown | ChangeAccountError::Conflict(_)) => {
                Err(FindPaymentError::UnknownAccount)
            }
            Err(ChangeAccountError::Store(error)) => Err(error.into()),
        },
    }
}
