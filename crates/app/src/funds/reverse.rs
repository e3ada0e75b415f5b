//! Undoing what was booked, by another posting.
//!
//! Who may book on somebody may undo what was booked on him, if nobody above himself gives or takes by it: a transfer is
//! undone by who made it, or by somebody above. A posting is undone once; what undid it is not undone, but booked anew.

use charging::{
    Balance, Bounded, Entry, Holder, LedgerAccount, Overcommit, Posting, PostingId, ReverseError,
    reverse as mirror,
};
use money::Commodity;
use party::access::{Caller, EditAccount, EditCustomer, Grant, Refusal};
use party::customer::Customer;
use party::ids::CustomerId;
use serde_json::json;
use store::tables::{ledger, postings};
use store::{StoreError, Tx};

use super::FundsOf;
use super::book::overcommit_of;
use super::holder::FoundHolder;
use super::postings::load_of;
use crate::account::hold::{self, Held, hold};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::locate;
use crate::customer::update::{self, Found};
use crate::idempotency::{IdempotencyConflict, write_once};
use crate::outbox;

/// Why nothing was undone.
#[derive(Debug, thiserror::Error)]
pub enum ReverseFundsError {
    /// The customer is absent, not the owner's, or the right is missing; or somebody above the caller is concerned.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such account, or it is not the owner's.
    #[error("there is no such account")]
    UnknownAccount,
    /// The account spends its customer's funds.
    #[error("the account spends its customer's funds")]
    NoFunds,
    /// No posting of this number moved what the holder has.
    #[error("there is no such posting of theirs")]
    UnknownPosting,
    /// It was undone before.
    #[error("the posting was reversed before")]
    AlreadyReversed,
    /// The ledger's rules.
    #[error(transparent)]
    Rule(#[from] ReverseError),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(ReverseFundsError);
hold::error_into!(ReverseFundsError);

/// Undoes the posting `id`, which moved what the holder whom `of` names has. Answers with the number of the posting that
/// undid it.
///
/// # Errors
/// [`ReverseFundsError`]; then nothing has changed.
pub async fn reverse(
    app: &App,
    context: &Context,
    of: FundsOf,
    id: PostingId,
) -> Result<i64, ReverseFundsError> {
    let ids = Ids {
        reversed: id,
        posting: PostingId(app.next_id(Sequence::Record).await?),
        audit: app.next_id(Sequence::Record).await?,
    };
    let within = context.clone();
    write_once(app, context, "funds.reverse", move |tx| {
        match &of {
            FundsOf::Customer { id, owner } => {
                let Found { grant, customer, owner }: Found<EditCustomer> =
                    update::find(tx, &within.caller, *id, *owner)?;
                let found = FoundHolder { customer, account: None };
                undo(tx, &within, &grant, &found, &owner, ids)?;
            }
            FundsOf::Account(lookup) => {
                let Held { grant, customer, stored }: Held<EditAccount> = hold(tx, &within.caller, lookup)?;
                stored.account.endpoint().ok_or(ReverseFundsError::NoFunds)?;
                let owner = customer.clone();
                let found = FoundHolder { customer, account: Some(stored.account) };
                undo(tx, &within, &grant, &found, &owner, ids)?;
            }
        }
        Ok(ids.posting.0)
    })
    .await
}

#[derive(Debug, Clone, Copy)]
struct Ids {
    reversed: PostingId,
    posting: PostingId,
    audit: i64,
}

fn undo<A>(
    tx: &mut Tx<'_>,
    context: &Context,
    grant: &Grant<A>,
    found: &FoundHolder,
    owner: &Customer,
    ids: Ids,
) -> Result<(), ReverseFundsError> {
    let stored = load_of(tx, found, ids.reversed)?.ok_or(ReverseFundsError::UnknownPosting)?;
    let undone = stored.posting;
    undone.kind.check_reversible()?;
    if !postings::insert_reversal(tx, grant, undone.id, ids.posting)? {
        return Err(ReverseFundsError::AlreadyReversed);
    }
    let holders = holders_of(tx, &context.caller, found, &undone)?;
    // The owner's balance is held before the customer's, as everywhere.
    let overcommit = if moves_money(&undone) { overcommit_of(tx, owner)? } else { None };
    let before = hold_all(tx, found.holder(), &holders, overcommit)?;
    let mut after = before.clone();
    let posting = mirror(&undone, ids.posting, &mut after)?;
    ledger::insert_posting(tx, grant, &posting, context.now.0, context.request_id.as_str())?;
    for (before, after) in before.iter().zip(&after) {
        ledger::update_balance(tx, grant, &before.balance, after.balance.amount)?;
        // Of message credits nobody is told that there are few.
        if moves_money(&undone) && before.balance.holder == found.holder() {
            outbox::watch(tx, context, grant, &before.balance, &after.balance)?;
        }
    }
    let his = |bounded: &&Bounded| bounded.balance.holder == found.holder();
    let balances = before.iter().find(his).zip(after.iter().find(his));
    let change =
        describe(found.holder(), &undone, balances.map(|(before, after)| (before.balance, after.balance)));
    Ok(audit::record(tx, context, ids.audit, change)?)
}

fn moves_money(posting: &Posting) -> bool {
    posting.entries.iter().any(|entry| matches!(entry.amount.commodity(), Commodity::Currency(_)))
}

/// Whose balances `posting` moved, the higher in the tree first.
fn holders_of(
    tx: &mut Tx<'_>,
    caller: &Caller,
    found: &FoundHolder,
    posting: &Posting,
) -> Result<Vec<(Holder, Commodity)>, ReverseFundsError> {
    let path: Vec<CustomerId> =
        found.customer.lineage.iter().copied().chain([found.customer.key.id]).collect();
    let place = |id: CustomerId| path.iter().position(|step| *step == id);
    let own = caller.customer_id().map_or(Some(0), place).ok_or(Refusal::Absent)?;
    let mut placed = Vec::new();
    for Entry { debit, credit, amount } in &posting.entries {
        for side in [debit, credit] {
            let LedgerAccount::Balance(id) = side else { continue };
            let balance = ledger::find_balance(tx, posting.branch, *id)?.ok_or(ReverseError::Closed)?;
            // Only those on the way down to the holder are concerned, and none of them may stand above the caller.
            let at = place(balance.holder.customer.id).filter(|at| own <= *at).ok_or(Refusal::Forbidden)?;
            let mover = (at, balance.holder, amount.commodity());
            if !placed.contains(&mover) {
                placed.push(mover);
            }
        }
    }
    placed.sort_by_key(|(at, holder, _)| (*at, holder.account));
    Ok(placed.into_iter().map(|(_, holder, commodity)| (holder, commodity)).collect())
}

fn hold_all(
    tx: &mut Tx<'_>,
    bounded: Holder,
    holders: &[(Holder, Commodity)],
    overcommit: Option<Overcommit>,
) -> Result<Vec<Bounded>, ReverseFundsError> {
    let mut held = Vec::new();
    for (holder, commodity) in holders {
        let balance = ledger::load_balance(tx, *holder, *commodity)?.ok_or(ReverseError::Closed)?;
        held.push(Bounded { balance, overcommit: overcommit.filter(|_| *holder == bounded) });
    }
    Ok(held)
}

fn describe(holder: Holder, undone: &Posting, balances: Option<(Balance, Balance)>) -> Change {
    let amount = undone.entries.first().map(|entry| entry.amount);
    Change {
        customer: holder.customer,
        operation: match holder.account {
            None => "customer.reverse",
            Some(_) => "account.reverse",
        },
        object: super::object_of(holder),
        before: balances.map(|(before, _)| json!({ "balance": before.amount.to_decimal() })),
        after: Some(json!({
            "balance": balances.map(|(_, after)| after.amount.to_decimal()),
            "amount": amount.map(money::Amount::to_decimal),
            "currency": amount.map(|amount| amount.commodity().as_str().to_owned()),
            "reversed": undone.id.0,
        })),
    }
}
