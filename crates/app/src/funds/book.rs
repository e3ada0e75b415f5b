//! Booking a payment or a correction on a customer's money.
//!
//! The owner's own money does not move with it: what he sells is not what he holds. It bounds what he gives, if he has
//! overcommit protection.

use charging::{
    Balance, BookError, Entry, FundsChange, Overcommit, Payment, PaymentId, Posting, PostingId, book,
};
use money::{Amount, Commodity};
use party::access::{EditCustomer, Refusal};
use party::customer::Customer;
use party::ids::{CustomerId, CustomerKey};
use party::text::Line;
use serde_json::json;
use store::tables::{ledger, payments};
use store::{StoreError, Tx};

use crate::app::{App, Sequence, Timestamp};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::locate;
use crate::customer::update::{self, Found};
use crate::idempotency::{IdempotencyConflict, write_once};

/// What is to be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookFunds {
    /// On whose money.
    pub customer: CustomerId,
    /// Who must own him; none: whoever does, below the caller.
    pub owner: Option<CustomerId>,
    /// A payment, or a correction up or down.
    pub change: FundsChange,
    /// How much; must be positive, in the customer's base currency.
    pub amount: Amount,
    /// What the caller notes about it.
    pub notes: Line<255>,
    /// When it happened, if it was not now. Of a payment it is kept; of a correction the audit record tells it.
    pub happened_at: Option<Timestamp>,
}

/// Why nothing was booked.
#[derive(Debug, thiserror::Error)]
pub enum BookFundsError {
    /// The customer is absent, not the owner's, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The ledger's rules.
    #[error(transparent)]
    Book(#[from] BookError),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(BookFundsError);

/// Books it. Answers with the payment's number, if it is one.
///
/// # Errors
/// [`BookFundsError`], in the order in which it lists them; then nothing has changed.
pub async fn book_funds(
    app: &App,
    context: &Context,
    request: BookFunds,
) -> Result<Option<i64>, BookFundsError> {
    let ids = Ids {
        posting: PostingId(app.next_id(Sequence::Record).await?),
        audit: app.next_id(Sequence::Record).await?,
        payment: match request.change {
            FundsChange::Payment => Some(PaymentId(app.next_id(Sequence::Payment).await?)),
            FundsChange::Credit | FundsChange::Debit => None,
        },
    };
    let within = context.clone();
    write_once(app, context, "funds.book", move |tx| {
        let found: Found<EditCustomer> = update::find(tx, &within.caller, request.customer, request.owner)?;
        // The owner's balance is held before the customer's, as everywhere.
        let overcommit = overcommit(tx, &found.owner)?;
        let before = money_of(tx, &found.customer)?;
        let mut after = before;
        let entry = book(&mut after, request.change, request.amount, overcommit)?;
        write(tx, &within, &found, &request, ids, entry)?;
        ledger::update_balance(tx, &found.grant, &before, after.amount)?;
        let change = describe(&request, found.customer.key, ids.payment, &before, &after);
        audit::record(tx, &within, ids.audit, change)?;
        Ok(ids.payment.map(|payment| payment.0))
    })
    .await
}

#[derive(Debug, Clone, Copy)]
struct Ids {
    posting: PostingId,
    audit: i64,
    payment: Option<PaymentId>,
}

/// The bound that `owner` has set for what he gives; root, who is not billed, has none.
fn overcommit(tx: &mut Tx<'_>, owner: &Customer) -> Result<Option<Overcommit>, StoreError> {
    let limits = &owner.profile.limits;
    if owner.is_root() || !limits.overcommit_protection {
        return Ok(None);
    }
    let own = money_of(tx, owner)?.amount;
    Ok(Some(Overcommit { own, slack: limits.overcommit_limit }))
}

fn money_of(tx: &mut Tx<'_>, customer: &Customer) -> Result<Balance, StoreError> {
    let currency = Commodity::Currency(customer.profile.base_currency);
    let balance = ledger::load_balance(tx, customer.key, currency)?;
    balance.ok_or_else(|| StoreError::inconsistent("a customer lacks a balance"))
}

fn write(
    tx: &mut Tx<'_>,
    context: &Context,
    found: &Found<EditCustomer>,
    request: &BookFunds,
    ids: Ids,
    entry: Entry,
) -> Result<(), StoreError> {
    let key = found.customer.key;
    let posting =
        Posting { id: ids.posting, branch: key.branch, kind: request.change.kind(), entries: vec![entry] };
    ledger::insert_posting(tx, &found.grant, &posting, context.now.0, context.request_id.as_str())?;
    let (Some(id), charging::LedgerAccount::Balance(balance)) = (ids.payment, entry.credit) else {
        return Ok(());
    };
    let payment = Payment {
        id,
        payer: key,
        balance,
        posting: ids.posting,
        amount: entry.amount,
        paid_at_micros: request.happened_at.unwrap_or(context.now).0,
        notes: request.notes.clone(),
    };
    payments::insert(tx, &found.grant, &payment)
}

fn describe(
    request: &BookFunds,
    customer: CustomerKey,
    payment: Option<PaymentId>,
    before: &Balance,
    after: &Balance,
) -> Change {
    Change {
        customer,
        operation: match request.change {
            FundsChange::Payment => "customer.add_funds",
            FundsChange::Credit => "customer.credit",
            FundsChange::Debit => "customer.debit",
        },
        object: format!("customer:{}", customer.id),
        before: Some(json!({ "balance": before.amount.to_decimal() })),
        after: Some(json!({
            "balance": after.amount.to_decimal(),
            "amount": request.amount.to_decimal(),
            "currency": request.amount.commodity().as_str(),
            "payment": payment.map(|payment| payment.0),
            "happened_at_micros": request.happened_at.map(|at| at.0),
            "notes": request.notes.as_str(),
        })),
    }
}
