//! Blocking a customer and everybody below him, and lifting the block.

use party::access::{EditCustomer, Refusal};
use party::customer::Customer;
use party::ids::CustomerId;
use serde_json::json;
use store::StoreError;
use store::tables::customers;

use super::find::Lookup;
use super::locate;
use super::update::{self, Found};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::idempotency::{IdempotencyConflict, write_once};

/// Why a block was neither set nor lifted.
#[derive(Debug, thiserror::Error)]
pub enum ChangeCustomerError {
    /// The one acted for is not in the caller's branch.
    #[error("the one acted for is not in the caller's branch")]
    WrongOwner,
    /// The customer is absent, is the caller himself, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(ChangeCustomerError);

/// Blocks the customer, or lifts his block. Nothing happens where it is so already. He may stand anywhere below the
/// caller, and below `above` where one is named, as the voice dialect documents for these two methods.
///
/// # Errors
/// [`ChangeCustomerError`]; nobody blocks himself or root.
pub async fn set_blocked(
    app: &App,
    context: &Context,
    customer: impl Into<Lookup>,
    above: Option<CustomerId>,
    blocked: bool,
) -> Result<(), ChangeCustomerError> {
    let customer = customer.into();
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "customer.set_blocked", move |tx| {
        if !update::may_act_for(tx, &within.caller, above)? {
            return Err(ChangeCustomerError::WrongOwner);
        }
        let found: Found<EditCustomer> = update::find(tx, &within.caller, customer.clone(), None)?;
        if above.is_some_and(|above| !found.customer.lineage.contains(&above)) {
            return Err(Refusal::Absent.into());
        }
        if found.customer.blocked == blocked {
            return Ok(());
        }
        let changed = Customer { blocked, ..found.customer.clone() };
        customers::update(tx, &found.grant, &changed)?;
        let change = Change {
            customer: changed.key,
            operation: if blocked { "customer.block" } else { "customer.unblock" },
            object: format!("customer:{}", changed.key.id),
            before: Some(json!({ "blocked": !blocked })),
            after: Some(json!({ "blocked": blocked })),
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}
