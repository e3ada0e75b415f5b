//! Blocking a customer and everybody below him, and lifting the block.

use party::access::{EditCustomer, Refusal};
use party::ids::CustomerId;
use serde_json::json;
use store::tables::customers;
use store::{Lock, StoreError};

use super::locate::{self, LocateError};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;

/// Why a block was neither set nor lifted.
#[derive(Debug, thiserror::Error)]
pub enum ChangeCustomerError {
    /// The customer is absent, is the caller himself, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<LocateError> for ChangeCustomerError {
    fn from(error: LocateError) -> Self {
        match error {
            LocateError::Refused(refusal) => Self::Refused(refusal),
            LocateError::Store(error) => Self::Store(error),
        }
    }
}

/// Blocks the customer, or lifts his block. Nothing happens where it is so already.
///
/// # Errors
/// [`ChangeCustomerError`]; nobody blocks himself or root.
pub async fn set_blocked(
    app: &App,
    context: &Context,
    customer: CustomerId,
    blocked: bool,
) -> Result<(), ChangeCustomerError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    app.store()
        .write("customer.set_blocked", move |tx| {
            let found = locate::owner::<EditCustomer>(tx, &within.caller, Some(customer), Lock::Update)?;
            let (grant, customer) = found;
            if customer.is_root() || within.caller.customer_id() == Some(customer.key.id) {
                return Err(Refusal::Forbidden.into());
            }
            if customer.blocked == blocked {
                return Ok(());
            }
            customers::set_blocked(tx, &grant, blocked)?;
            let change = Change {
                branch: customer.key.branch,
                operation: if blocked { "customer.block" } else { "customer.unblock" },
                object: format!("customer:{}", customer.key.id),
                before: Some(json!({ "blocked": customer.blocked })),
                after: Some(json!({ "blocked": blocked })),
            };
            Ok(audit::record(tx, &within, audit_id, change)?)
        })
        .await
}
