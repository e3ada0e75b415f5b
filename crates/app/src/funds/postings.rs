//! Reading what was booked on somebody: by whom, and what undid it.
//!
//! A holder sees every posting that moved his money and nothing of whose the other side is where that is above whoever
//! reads, nor who it was up there who booked it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use charging::{BalanceId, Holder, LedgerAccount, Payment, PaymentId, PostingId, PostingKind, SystemAccount};
use money::Amount;
use party::access::{Caller, View};
use party::ids::{BranchId, CustomerId};
pub use store::tables::latest::Page;
pub use store::tables::payments::PaymentLine;
pub use store::tables::postings::EntryKey;
use store::tables::postings::{self, PostingLine, Recorded, StoredPosting};
use store::tables::{customers, ledger, payments};
use store::{Lock, StoreError, Tx};

use super::holder::{self, FindHolderError, FoundHolder, HolderLookup};
use super::holdings::balances_of;
use crate::app::{App, Timestamp};
use crate::audit_log::{self, Names};
use crate::context::Context;

/// Which of a holder's balances is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// All of them.
    Everything,
    /// His money.
    Money,
    /// His message credits.
    Credits,
}

/// One line of what moved somebody's balances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    /// Which entry it is.
    pub key: EntryKey,
    /// Why.
    pub kind: PostingKind,
    /// Positive: it came in; negative: it went out.
    pub amount: Amount,
    /// Which posting undid this one.
    pub reversed_by: Option<PostingId>,
    /// Who did it.
    pub by: Doer,
}

/// Who made a posting, as the audit log says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Doer {
    /// Who: `customer:7`, `web_user:3 of customer:7`, `trusted:10.0.0.1`, `operator`; none: somebody above whoever reads.
    pub actor: Option<String>,
    /// Through what.
    pub face: String,
    /// What those are called of whom `actor` speaks.
    pub names: Names,
}

/// One posting, as somebody may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostingView {
    /// Its number.
    pub id: PostingId,
    /// Why.
    pub kind: PostingKind,
    /// When.
    pub at: Timestamp,
    /// What moved.
    pub entries: Vec<EntryView>,
    /// What moved of each commodity: as much was debited as was credited.
    pub totals: Vec<Amount>,
    /// Who did it.
    pub by: Doer,
    /// The request that did it.
    pub request_id: String,
    /// The payment that it booked.
    pub payment: Option<PaymentId>,
    /// Which posting it undid.
    pub reverses: Option<PostingId>,
    /// Which posting undid it.
    pub reversed_by: Option<PostingId>,
    /// Whether it can be undone by whoever reads, if he may change what the holder has.
    pub is_reversible: bool,
}

/// One entry of a posting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryView {
    /// Lost the amount.
    pub debit: Side,
    /// Gained the amount.
    pub credit: Side,
    /// How much; positive.
    pub amount: Amount,
}

/// Whose one side of an entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// Nobody's.
    System(SystemAccount),
    /// This holder's: the caller himself, or somebody below him.
    Of {
        /// Who.
        holder: Holder,
        /// The name of the customer who holds, or whose the account is.
        name: String,
    },
    /// Somebody's above the caller.
    Above,
    /// Somebody's who is gone.
    Gone,
}

/// One payment and how it was booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentView {
    /// The payment.
    pub payment: Payment,
    /// The posting that booked it.
    pub posting: PostingView,
}

/// At most `limit` of what moved the balances of the holder whom `lookup` names, the latest first.
///
/// # Errors
/// [`FindHolderError`].
pub async fn list(
    app: &App,
    context: &Context,
    lookup: HolderLookup,
    of: Of,
    page: Page<EntryKey>,
    limit: i64,
) -> Result<Vec<Booked>, FindHolderError> {
    let caller = context.caller.clone();
    app.store()
        .read("funds.postings", move |tx| {
            let found = holder::find(tx, &caller, &lookup)?;
            let balances = balances_of(tx, &found)?;
            let money = (of != Of::Credits).then_some(balances.money);
            let credits = balances.credits.filter(|_| of != Of::Money);
            let mut lines = Vec::new();
            for balance in money.into_iter().chain(credits) {
                lines.extend(postings::list_of_balance(tx, &balance, page, limit)?);
            }
            cut(&mut lines, page, limit);
            let mut known = Known::new();
            let booked = lines.into_iter().map(|line| booked(tx, &caller, &mut known, line));
            Ok(booked.collect::<Result<_, StoreError>>()?)
        })
        .await
}

/// The posting `id`, if it moved a balance of the holder whom `lookup` names.
///
/// # Errors
/// [`FindHolderError`].
pub async fn find(
    app: &App,
    context: &Context,
    lookup: HolderLookup,
    id: PostingId,
) -> Result<Option<PostingView>, FindHolderError> {
    let caller = context.caller.clone();
    app.store()
        .read("funds.posting", move |tx| {
            let found = holder::find(tx, &caller, &lookup)?;
            let stored = load_of(tx, &found, id)?;
            Ok(stored.map(|stored| view(tx, &caller, &found, stored)).transpose()?)
        })
        .await
}

/// At most `limit` payments of the holder whom `lookup` names, the latest first.
///
/// # Errors
/// [`FindHolderError`].
pub async fn list_payments(
    app: &App,
    context: &Context,
    lookup: HolderLookup,
    page: Page<PaymentId>,
    limit: i64,
) -> Result<Vec<PaymentLine>, FindHolderError> {
    let caller = context.caller.clone();
    app.store()
        .read("funds.payments", move |tx| {
            let found = holder::find(tx, &caller, &lookup)?;
            Ok(payments::list_latest_of_payer(tx, found.holder(), page, limit)?)
        })
        .await
}

/// The payment `id`, if the holder whom `lookup` names made it.
///
/// # Errors
/// [`FindHolderError`].
pub async fn find_payment(
    app: &App,
    context: &Context,
    lookup: HolderLookup,
    id: PaymentId,
) -> Result<Option<PaymentView>, FindHolderError> {
    let caller = context.caller.clone();
    app.store()
        .read("funds.payment", move |tx| {
            let found = holder::find(tx, &caller, &lookup)?;
            let Some(payment) = payments::load(tx, found.holder(), id)? else { return Ok(None) };
            let stored = postings::load(tx, found.customer.key.branch, payment.posting)?;
            let stored = stored.ok_or_else(|| StoreError::inconsistent("a payment lacks its posting"))?;
            Ok(Some(PaymentView { payment, posting: view(tx, &caller, &found, stored)? }))
        })
        .await
}

/// The posting `id`, if it moved a balance of `found`. No balance is held by this.
pub(crate) fn load_of(
    tx: &mut Tx<'_>,
    found: &FoundHolder,
    id: PostingId,
) -> Result<Option<StoredPosting>, StoreError> {
    let (branch, holder) = (found.customer.key.branch, found.holder());
    let Some(stored) = postings::load(tx, branch, id)? else { return Ok(None) };
    for entry in &stored.posting.entries {
        for side in [entry.debit, entry.credit] {
            let LedgerAccount::Balance(balance) = side else { continue };
            if ledger::find_balance(tx, branch, balance)?.is_some_and(|balance| balance.holder == holder) {
                return Ok(Some(stored));
            }
        }
    }
    Ok(None)
}

/// What the two balances have, as one list.
fn cut(lines: &mut Vec<PostingLine>, page: Page<EntryKey>, limit: i64) {
    let most = usize::try_from(limit).unwrap_or_default();
    lines.sort_by_key(|line| line.key);
    let from = match page {
        Page::Latest | Page::OlderThan(_) => lines.len().saturating_sub(most),
        Page::NewerThan(_) => 0,
    };
    lines.drain(..from);
    lines.truncate(most);
    lines.reverse();
}

/// Names that were looked up, by whom and in a record about whom: most lines are a few people's.
type Known = BTreeMap<(String, Option<CustomerId>), Names>;

fn booked(
    tx: &mut Tx<'_>,
    caller: &Caller,
    known: &mut Known,
    line: PostingLine,
) -> Result<Booked, StoreError> {
    let PostingLine { key, kind, amount, reversed_by, recorded } = line;
    Ok(Booked { key, kind, amount, reversed_by, by: doer(tx, caller, known, recorded)? })
}

fn doer(
    tx: &mut Tx<'_>,
    caller: &Caller,
    known: &mut Known,
    recorded: Option<Recorded>,
) -> Result<Doer, StoreError> {
    let Some(recorded) = recorded else { return Ok(Doer::default()) };
    let Recorded { actor, face, customer, lineage } = recorded;
    if !audit_log::may_name(caller.customer_id(), &actor, customer, &lineage) {
        return Ok(Doer { face, ..Doer::default() });
    }
    let names = match known.entry((actor.clone(), customer)) {
        Entry::Occupied(entry) => entry.into_mut(),
        Entry::Vacant(entry) => entry.insert(audit_log::of_actor(tx, &actor, customer)?),
    };
    let names = names.clone();
    Ok(Doer { actor: Some(actor), face, names })
}

fn view(
    tx: &mut Tx<'_>,
    caller: &Caller,
    found: &FoundHolder,
    stored: StoredPosting,
) -> Result<PostingView, StoreError> {
    let StoredPosting { posting, at_micros, request_id, recorded, reverses, reversed_by } = stored;
    let totals = posting.totals();
    let totals = totals.map_err(|error| StoreError::inconsistent(format!("table entry: {error}")))?;
    let mut entries = Vec::new();
    for entry in &posting.entries {
        entries.push(EntryView {
            debit: side(tx, caller, found, posting.branch, entry.debit)?,
            credit: side(tx, caller, found, posting.branch, entry.credit)?,
            amount: entry.amount,
        });
    }
    let sides = || entries.iter().flat_map(|entry| [&entry.debit, &entry.credit]);
    let is_whole = sides().all(|side| matches!(side, Side::System(_) | Side::Of { .. }));
    let is_his_own = caller.customer_id() == Some(found.customer.key.id) && found.account.is_none();
    let can_be = posting.kind.check_reversible().is_ok() && reversed_by.is_none();
    Ok(PostingView {
        id: posting.id,
        kind: posting.kind,
        at: Timestamp(at_micros),
        is_reversible: can_be && is_whole && !is_his_own,
        entries,
        totals,
        by: doer(tx, caller, &mut Known::new(), recorded)?,
        request_id,
        payment: payments::find_of_posting(tx, posting.branch, posting.id)?,
        reverses,
        reversed_by,
    })
}

fn side(
    tx: &mut Tx<'_>,
    caller: &Caller,
    found: &FoundHolder,
    branch: BranchId,
    account: LedgerAccount,
) -> Result<Side, StoreError> {
    match account {
        LedgerAccount::System(account) => Ok(Side::System(account)),
        LedgerAccount::Balance(id) => side_of(tx, caller, found, branch, id),
    }
}

fn side_of(
    tx: &mut Tx<'_>,
    caller: &Caller,
    found: &FoundHolder,
    branch: BranchId,
    id: BalanceId,
) -> Result<Side, StoreError> {
    let Some(balance) = ledger::find_balance(tx, branch, id)? else { return Ok(Side::Gone) };
    let holder = balance.holder;
    let named = |name: &str| Side::Of { holder, name: name.to_owned() };
    if holder.customer == found.customer.key {
        return Ok(named(found.customer.profile.name.as_str()));
    }
    let Some(customer) = customers::load(tx, holder.customer, Lock::Share)? else { return Ok(Side::Gone) };
    match caller.grant::<View>(&customer) {
        Ok(_) => Ok(named(customer.profile.name.as_str())),
        Err(_) => Ok(Side::Above),
    }
}
