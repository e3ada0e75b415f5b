//! What becomes of a balance that is set or closed. A balance is never edited: what it gains or loses is posted.

use charging::{
    Balance, BookError, CreditLimit, Overcommit, Posting, PostingId, PostingKind, SystemAccount, endow,
};
use money::{Amount, AmountError};
use party::access::Grant;
use serde_json::{Value, json};
use store::tables::ledger;
use store::{StoreError, Tx};

use crate::audit;
use crate::context::Context;
use crate::outbox;

/// What is to be set; what is not given stays.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    /// The amount afterwards, in units of 10^-8.
    pub(crate) balance_units: Option<i64>,
    /// How far it may go into debt, in the same units; never negative.
    pub(crate) credit_limit_units: Option<i64>,
    /// Under which number the difference is posted.
    pub(crate) posting: PostingId,
}

impl Settings {
    /// Whether nothing is to be set.
    pub(crate) fn is_empty(self) -> bool {
        self.balance_units.is_none() && self.credit_limit_units.is_none()
    }
}

/// Sets credit limit and amount of `held`; the difference is posted as an adjustment, and `after`
/// says what was set. Only a gain is bounded by `overcommit`.
pub(crate) fn set<A, E>(
    tx: &mut Tx<'_>,
    context: &Context,
    grant: &Grant<A>,
    held: Balance,
    settings: Settings,
    overcommit: Option<Overcommit>,
    after: &mut Value,
) -> Result<(), E>
where
    E: From<AmountError> + From<BookError> + From<StoreError>,
{
    let mut balance = held;
    if let Some(units) = settings.credit_limit_units {
        let limit = Amount::new(units, balance.commodity());
        balance.credit_limit = CreditLimit::Of(limit);
        ledger::set_credit_limit(tx, grant, &balance)?;
        audit::note(after, "credit_limit", json!(limit.to_decimal()));
    }
    let asked = settings.balance_units.map(|units| Amount::new(units, balance.commodity()));
    let difference = asked.unwrap_or(balance.amount).checked_sub(balance.amount)?;
    let entry = endow(&mut balance, SystemAccount::Adjustments, difference)?;
    // Every later movement asks what is available: a sum that does not fit is refused here, where it is named.
    balance.available()?;
    // A limit that shrinks leaves less as well.
    outbox::watch(tx, context, grant, &held, &balance)?;
    let Some(entry) = entry else { return Ok(()) };
    if difference.is_positive() {
        Overcommit::check(overcommit, &balance)?;
    }
    ledger::update_balance(tx, grant, &held, balance.amount)?;
    let (branch, kind) = (held.holder.customer.branch, PostingKind::Adjustment);
    let posting = Posting { id: settings.posting, branch, kind, entries: vec![entry] };
    ledger::insert_posting(tx, grant, &posting, context.now.0, context.request_id.as_str())?;
    audit::note(after, "balance", json!(balance.amount.to_decimal()));
    Ok(())
}

/// Posts everything that `held` has to the closed under the number `posting`, so that its entries sum to nothing, and
/// removes it.
pub(crate) fn close<A, E>(
    tx: &mut Tx<'_>,
    context: &Context,
    grant: &Grant<A>,
    held: Balance,
    posting: PostingId,
) -> Result<(), E>
where
    E: From<AmountError> + From<StoreError>,
{
    let mut balance = held;
    let everything = held.amount.checked_neg()?;
    if let Some(entry) = endow(&mut balance, SystemAccount::Closed, everything)? {
        let (branch, kind) = (held.holder.customer.branch, PostingKind::Closing);
        let posting = Posting { id: posting, branch, kind, entries: vec![entry] };
        ledger::insert_posting(tx, grant, &posting, context.now.0, context.request_id.as_str())?;
        ledger::update_balance(tx, grant, &held, balance.amount)?;
    }
    Ok(ledger::delete_balance(tx, grant, &balance)?)
}
