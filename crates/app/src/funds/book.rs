//! Booking a payment or a correction on the money of a customer or of an account.
//!
//! The owner's own money does not move with it: what he sells is not what he holds. It bounds what he gives, if he has
//! overcommit protection.

use charging::{
    Balance, BookError, Entry, FundsChange, Holder, Overcommit, Payment, PaymentId, Posting, PostingId, book,
};
use money::{Amount, Commodity};
use party::access::{EditAccount, EditCustomer, Grant, Refusal};
use party::customer::Customer;
use party::text::Line;
use serde_json::json;
use store::tables::{ledger, payments};
use store::{StoreError, Tx};

use super::FundsOf;
use crate::account::hold::{self, Held, hold};
use crate::app::{App, Sequence, Timestamp};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::locate;
use crate::customer::update::{self, Found};
use crate::idempotency::{IdempotencyConflict, write_once};
use crate::outbox;

/// What is to be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookFunds {
    /// On whose money.
    pub of: FundsOf,
    /// A payment, or a correction up or down.
    pub change: FundsChange,
    /// How much; must be positive, in the currency of the balance.
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
    /// There is no such account, or it is not the owner's.
    #[error("there is no such account")]
    UnknownAccount,
    /// The account spends its customer's funds.
    #[error("the account spends its customer's funds")]
    NoFunds,
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
hold::error_into!(BookFundsError);

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
        match &request.of {
            FundsOf::Customer { id, owner } => {
                let found: Found<EditCustomer> = update::find(tx, &within.caller, *id, *owner)?;
                // The owner's balance is held before the customer's, as everywhere.
                let overcommit = overcommit_of(tx, &found.owner)?;
                let before = money_of(tx, &found.customer)?;
                book_on(tx, &within, &found.grant, before, overcommit, &request, ids)?;
            }
            FundsOf::Account(lookup) => {
                let held: Held<EditAccount> = hold(tx, &within.caller, lookup)?;
                held.stored.account.endpoint().ok_or(BookFundsError::NoFunds)?;
                let overcommit = overcommit_of(tx, &held.customer)?;
                let holder = Holder::of_account(held.customer.key, held.stored.account.id);
                let before = ledger::load_account_balance(tx, holder)?;
                book_on(tx, &within, &held.grant, before, overcommit, &request, ids)?;
            }
        }
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
pub(crate) fn overcommit_of(tx: &mut Tx<'_>, owner: &Customer) -> Result<Option<Overcommit>, StoreError> {
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

fn book_on<A>(
    tx: &mut Tx<'_>,
    context: &Context,
    grant: &Grant<A>,
    before: Balance,
    overcommit: Option<Overcommit>,
    request: &BookFunds,
    ids: Ids,
) -> Result<(), BookFundsError> {
    let mut after = before;
    let entry = book(&mut after, request.change, request.amount, overcommit)?;
    write(tx, context, grant, before.holder, request, ids, entry)?;
    ledger::update_balance(tx, grant, &before, after.amount)?;
    outbox::watch(tx, context, grant, &before, &after)?;
    let change = describe(request, ids.payment, &before, &after);
    Ok(audit::record(tx, context, ids.audit, change)?)
}

fn write<A>(
    tx: &mut Tx<'_>,
    context: &Context,
    grant: &Grant<A>,
    payer: Holder,
    request: &BookFunds,
    ids: Ids,
    entry: Entry,
) -> Result<(), StoreError> {
    let (branch, kind) = (payer.customer.branch, request.change.kind());
    let posting = Posting { id: ids.posting, branch, kind, entries: vec![entry] };
    ledger::insert_posting(tx, grant, &posting, context.now.0, context.request_id.as_str())?;
    let (Some(id), charging::LedgerAccount::Balance(balance)) = (ids.payment, entry.credit) else {
        return Ok(());
    };
    let payment = Payment {
        id,
        payer,
        balance,
        posting: ids.posting,
        amount: entry.amount,
        paid_at_micros: request.happened_at.unwrap_or(context.now).0,
        notes: request.notes.clone(),
    };
    payments::insert(tx, grant, &payment)
}

fn describe(request: &BookFunds, payment: Option<PaymentId>, before: &Balance, after: &Balance) -> Change {
    let Holder { customer, account } = before.holder;
    Change {
        customer,
        operation: match (request.change, account) {
            (FundsChange::Payment, None) => "customer.add_funds",
            (FundsChange::Credit, None) => "customer.credit",
            (FundsChange::Debit, None) => "customer.debit",
            (FundsChange::Payment, Some(_)) => "account.add_funds",
            (FundsChange::Credit, Some(_)) => "account.credit",
            (FundsChange::Debit, Some(_)) => "account.debit",
        },
        object: super::object_of(before.holder),
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
