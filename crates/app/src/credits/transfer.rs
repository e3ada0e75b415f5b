//! Giving credits to a customer below, or taking them back.

use charging::{
    Balance, Entry, Funds, Posting, PostingId, PostingKind, SystemAccount, TransferError, transfer,
};
use money::{Amount, Commodity};
use party::access::{Caller, Grant, MoveFunds, Refusal};
use party::billing::BillingType;
use party::customer::Customer;
use party::ids::CustomerKey;
use party::names::CustomerName;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::tables::claims::{self, ClaimKind};
use store::tables::ledger;
use store::{Lock, StoreError, Tx};

use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::locate;
use crate::idempotency::{IdempotencyConflict, write_once};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferCredits {
    /// Who is given to, or taken from.
    pub customer: CustomerName,
    /// How many credits, in 10^-8; negative takes back.
    pub units: i64,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditsAfter {
    /// The customer's credits, in 10^-8.
    pub units: i64,
}

/// Why nothing moved.
#[derive(Debug, thiserror::Error)]
pub enum TransferCreditsError {
    /// There is no such customer at all.
    #[error("there is no such customer")]
    UnknownCustomer,
    /// The customer is not below the caller.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A postpaid customer is not given credits: he pays afterwards.
    #[error("a postpaid customer cannot be given credits")]
    Postpaid,
    /// The giving side has less than that, or the sum does not fit.
    #[error(transparent)]
    Transfer(#[from] TransferError),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(TransferCreditsError);

/// Moves credits from the caller to the customer. Root, who is not billed, gives what the installation issues.
///
/// # Errors
/// [`TransferCreditsError`], in the order in which it lists them.
pub async fn transfer_credits(
    app: &App,
    context: &Context,
    request: TransferCredits,
) -> Result<CreditsAfter, TransferCreditsError> {
    let posting = PostingId(app.next_id(Sequence::Record).await?);
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "credits.transfer", move |tx| {
        let (grant, customer) = find_taker(tx, &within.caller, &request.customer)?;
        let amount = Amount::new(request.units, Commodity::MessageCredits);
        let (mut giver, mut taker) = load_both(tx, &within.caller, customer.key)?;
        let (giver_before, taker_before) = (giver, taker);
        let funds = giver.as_mut().map_or(Funds::System(SystemAccount::Issued), Funds::Of);
        let Some(entry) = transfer(funds, &mut taker, amount)? else {
            return Ok(CreditsAfter { units: taker.amount.units() });
        };
        write(tx, &within, &grant, posting, entry)?;
        ledger::update_balance(tx, &grant, &taker_before, taker.amount)?;
        if let (Some(before), Some(after)) = (giver_before, giver) {
            ledger::update_balance(tx, &grant, &before, after.amount)?;
        }
        let change = Change {
            customer: customer.key,
            operation: "credits.transfer",
            object: format!("customer:{}", customer.key.id),
            before: Some(json!({ "credits": taker_before.amount.to_decimal() })),
            after: Some(json!({ "credits": taker.amount.to_decimal() })),
        };
        audit::record(tx, &within, audit_id, change)?;
        Ok(CreditsAfter { units: taker.amount.units() })
    })
    .await
}

fn find_taker(
    tx: &mut Tx<'_>,
    caller: &Caller,
    name: &CustomerName,
) -> Result<(Grant<MoveFunds>, Customer), TransferCreditsError> {
    let claim = claims::find(tx, ClaimKind::CustomerName, name.as_str())?;
    let key = claim.and_then(|claim| claim.customer()).ok_or(TransferCreditsError::UnknownCustomer)?;
    let (grant, customer) = locate::by_key::<MoveFunds>(tx, caller, key, Lock::Share)?;
    if caller.customer_id() == Some(customer.key.id) {
        return Err(Refusal::Absent.into());
    }
    if customer.profile.billing_type == BillingType::Postpaid {
        return Err(TransferCreditsError::Postpaid);
    }
    Ok((grant, customer))
}

/// The caller's balance, unless he is root or the system, and the taker's. Always in this order, the higher in the
/// tree first, so that two transfers never wait for each other.
fn load_both(
    tx: &mut Tx<'_>,
    caller: &Caller,
    taker: CustomerKey,
) -> Result<(Option<Balance>, Balance), StoreError> {
    let missing = || StoreError::inconsistent("a customer lacks a balance");
    let giver = match caller {
        Caller::Customer { key, .. } if *key != CustomerKey::ROOT => {
            Some(ledger::load_balance(tx, *key, Commodity::MessageCredits)?.ok_or_else(missing)?)
        }
        Caller::Customer { .. } | Caller::System => None,
    };
    let taker = ledger::load_balance(tx, taker, Commodity::MessageCredits)?.ok_or_else(missing)?;
    Ok((giver, taker))
}

fn write(
    tx: &mut Tx<'_>,
    context: &Context,
    grant: &Grant<MoveFunds>,
    id: PostingId,
    entry: Entry,
) -> Result<(), StoreError> {
    let branch = grant.subject().branch;
    let posting = Posting { id, branch, kind: PostingKind::CreditTransfer, entries: vec![entry] };
    ledger::insert_posting(tx, grant, &posting, context.now.0, context.request_id.as_str())
}
