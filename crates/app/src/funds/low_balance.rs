//! What is to happen when a customer or an account has little left: kept here, acted upon elsewhere.

use charging::{Balance, ChargeAmountNeeded, Holder, LowBalance, LowBalanceChange};
use money::{Amount, Commodity};
use party::access::{Action, Caller, EditAccount, EditCustomer, Grant, Refusal, View};
use serde_json::{Value, json};
use store::tables::{customers, ledger, low_balances};
use store::{StoreError, Tx};

use super::FundsOf;
use crate::account::hold::{self, Held, hold};
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
    /// There is no such account, or it is not the owner's.
    #[error("there is no such account")]
    UnknownAccount,
    /// The account spends its customer's funds.
    #[error("the account spends its customer's funds")]
    NoFunds,
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
hold::error_into!(LowBalanceError);

/// The settings of whom `of` names.
///
/// # Errors
/// [`LowBalanceError`].
pub async fn find(app: &App, context: &Context, of: FundsOf) -> Result<LowBalance, LowBalanceError> {
    let caller = context.caller.clone();
    app.store()
        .read("low_balance.find", move |tx| match &of {
            FundsOf::Customer { id, owner } => {
                let found: Found<View> = update::find(tx, &caller, *id, *owner)?;
                let base = Commodity::Currency(found.customer.profile.base_currency);
                Ok(load(tx, found.customer.key.into(), base)?)
            }
            FundsOf::Account(lookup) => {
                let (_, holder, commodity) = account::<View>(tx, &caller, lookup)?;
                Ok(load(tx, holder, commodity)?)
            }
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
    of: FundsOf,
    change: LowBalanceChange,
) -> Result<(), LowBalanceError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    // The customer or account is held for change, so that two changes at the same time follow one another.
    write_once(app, context, "low_balance.set", move |tx| match &of {
        FundsOf::Customer { id, owner } => {
            let found: Found<EditCustomer> = update::find(tx, &within.caller, *id, *owner)?;
            let base = Commodity::Currency(found.customer.profile.base_currency);
            let holder = found.customer.key.into();
            put(tx, &within, &found.grant, holder, base, change, audit_id)
        }
        FundsOf::Account(lookup) => {
            let (grant, holder, commodity) = account::<EditAccount>(tx, &within.caller, lookup)?;
            put(tx, &within, &grant, holder, commodity, change, audit_id)
        }
    })
    .await
}

/// The account that has funds of its own, and what they are counted in.
fn account<A: Action>(
    tx: &mut Tx<'_>,
    caller: &Caller,
    lookup: &crate::account::AccountLookup,
) -> Result<(Grant<A>, Holder, Commodity), LowBalanceError> {
    let held: Held<A> = hold(tx, caller, lookup)?;
    held.stored.account.endpoint().ok_or(LowBalanceError::NoFunds)?;
    let holder = Holder::of_account(held.customer.key, held.stored.account.id);
    let funds = ledger::load_account_balance(tx, holder)?;
    Ok((held.grant, holder, funds.commodity()))
}

fn put<A>(
    tx: &mut Tx<'_>,
    context: &Context,
    grant: &Grant<A>,
    holder: Holder,
    commodity: Commodity,
    change: LowBalanceChange,
    audit_id: i64,
) -> Result<(), LowBalanceError> {
    let before = load(tx, holder, commodity)?;
    let after = before.changed(change)?;
    if after == before {
        return Ok(());
    }
    low_balances::put(tx, grant, holder, &after)?;
    if holder.account.is_none() {
        let money = ledger::load_balance(tx, holder, commodity)?;
        let money = money.ok_or_else(|| StoreError::inconsistent("a customer lacks a balance"))?;
        let is_low = is_low(&after, &money)?;
        if is_low != self::is_low(&before, &money)? {
            customers::set_low(tx, grant, is_low)?;
        }
    }
    let operation = match holder.account {
        Some(_) => "account.set_low_balance",
        None => "customer.set_low_balance",
    };
    let change = Change {
        customer: holder.customer,
        operation,
        object: super::object_of(holder),
        before: Some(describe(&before)),
        after: Some(describe(&after)),
    };
    Ok(audit::record(tx, context, audit_id, change)?)
}

/// Whether little is left in `balance` by these settings.
pub(crate) fn is_low(settings: &LowBalance, balance: &Balance) -> Result<bool, StoreError> {
    let is_low = balance.available().and_then(|available| settings.is_low(available));
    is_low.map_err(|error| StoreError::inconsistent(format!("table low_balance: {error}")))
}

fn load(tx: &mut Tx<'_>, holder: Holder, commodity: Commodity) -> Result<LowBalance, StoreError> {
    Ok(low_balances::load(tx, holder)?.unwrap_or_else(|| LowBalance::off(commodity)))
}

fn describe(low_balance: &LowBalance) -> Value {
    let at_billing_run = low_balance.billing_run_charge_card;
    json!({
        "threshold": low_balance.threshold.map(Amount::to_decimal),
        "notify_by_email": low_balance.notify_by_email,
        "charge_card": low_balance.charge_card,
        "charge_amount": low_balance.charge_amount.to_decimal(),
        "retry_count": low_balance.retry_count,
        "retry_interval": low_balance.retry_interval,
        "billing_run_charge_amount": at_billing_run.then(|| low_balance.billing_run_charge_amount.to_decimal()),
    })
}
