//! What is to happen when a customer has little left: kept here, acted upon elsewhere.

use charging::{ChargeAmountNeeded, LowBalance, LowBalanceChange};
use money::Commodity;
use party::access::{EditCustomer, Refusal, View};
use party::customer::Customer;
use party::ids::CustomerId;
use serde_json::{Value, json};
use store::tables::low_balances;
use store::{StoreError, Tx};

use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::locate;
use crate::customer::update::{self, Found};
use crate::idempotency::{IdempotencyConflict, write_once};

/// Why settings were neither told nor changed.
#[derive(Debug, thiserror::Error)]
pub enum LowBalanceError {
    /// The customer is absent, not the owner's, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The settings contradict each other.
    #[error(transparent)]
    Rule(#[from] ChargeAmountNeeded),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(LowBalanceError);

/// The settings of `customer`, who is directly below `owner` where one is named.
///
/// # Errors
/// [`LowBalanceError::Refused`], or the store's.
pub async fn find(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    customer: CustomerId,
) -> Result<LowBalance, LowBalanceError> {
    let caller = context.caller.clone();
    app.store()
        .read("low_balance.find", move |tx| {
            let found: Found<View> = update::find(tx, &caller, customer, owner)?;
            Ok(load(tx, &found.customer)?)
        })
        .await
}

/// Changes them.
///
/// # Errors
/// [`LowBalanceError`]; then nothing has changed.
pub async fn set(
    app: &App,
    context: &Context,
    owner: Option<CustomerId>,
    customer: CustomerId,
    change: LowBalanceChange,
) -> Result<(), LowBalanceError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "low_balance.set", move |tx| {
        // The customer is held for change, so that two changes at the same time follow one another.
        let found: Found<EditCustomer> = update::find(tx, &within.caller, customer, owner)?;
        let before = load(tx, &found.customer)?;
        let after = before.changed(change)?;
        if after == before {
            return Ok(());
        }
        low_balances::put(tx, &found.grant, &after)?;
        let key = found.customer.key;
        let change = Change {
            customer: key,
            operation: "customer.set_low_balance",
            object: format!("customer:{}", key.id),
            before: Some(describe(&before)),
            after: Some(describe(&after)),
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}

fn load(tx: &mut Tx<'_>, customer: &Customer) -> Result<LowBalance, StoreError> {
    let known = low_balances::load(tx, customer.key)?;
    Ok(known.unwrap_or_else(|| LowBalance::off(Commodity::Currency(customer.profile.base_currency))))
}

fn describe(low_balance: &LowBalance) -> Value {
    json!({
        "threshold": low_balance.threshold.map(|threshold| threshold.to_decimal()),
        "notify_by_email": low_balance.notify_by_email,
        "charge_card": low_balance.charge_card,
        "charge_amount": low_balance.charge_amount.to_decimal(),
        "retry_count": low_balance.retry_count,
        "retry_interval": low_balance.retry_interval,
    })
}
