//! Undoing a posting by another one: nothing that was written down is ever changed or taken away.

use money::{Amount, Commodity};

use crate::balance::Balance;
use crate::funds::{BookError, Overcommit};
use crate::posting::{Entry, LedgerAccount, Posting, PostingId, PostingKind};
use crate::transfer::{TransferError, withdraw};

/// A balance that the posting moved, and what bounds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounded {
    /// What there is now.
    pub balance: Balance,
    /// How much more the owner lets its holder have; none: without a bound.
    pub overcommit: Option<Overcommit>,
}

/// Why a posting was not undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReverseError {
    /// It undid another one: what that had booked is booked anew instead.
    #[error("a reversal cannot be reversed")]
    IsReversal,
    /// One of those whose money it moved is gone.
    #[error("one of the balances is closed")]
    Closed,
    /// Message credits that would be taken back are spent.
    #[error(transparent)]
    Transfer(#[from] TransferError),
    /// Money that would be given back is more than may be booked.
    #[error(transparent)]
    Book(#[from] BookError),
}

impl PostingKind {
    /// Whether a posting of this kind may be undone at all: one that undid another may not, nor what closed a balance.
    ///
    /// # Errors
    /// [`ReverseError::IsReversal`] or [`ReverseError::Closed`].
    pub fn check_reversible(self) -> Result<(), ReverseError> {
        match self {
            Self::OpeningBalance
            | Self::FreeCredits
            | Self::CreditTransfer
            | Self::Payment
            | Self::Adjustment => Ok(()),
            Self::Closing => Err(ReverseError::Closed),
            Self::Reversal => Err(ReverseError::IsReversal),
        }
    }
}

/// The posting `id` that undoes `posting`, entry by entry; `held` are the balances that it moved, and become what they are
/// afterwards.
///
/// Each side is bounded as by what books such a thing anew: money is taken back however far that leads into debt, as a
/// debit takes it, and given back as far as a credit may; message credits are taken back as far as there are any.
///
/// # Errors
/// [`ReverseError`]; then no balance has changed.
pub fn reverse(posting: &Posting, id: PostingId, held: &mut [Bounded]) -> Result<Posting, ReverseError> {
    posting.kind.check_reversible()?;
    let mut after = held.to_vec();
    let mut entries = Vec::with_capacity(posting.entries.len());
    for entry in &posting.entries {
        let Entry { debit, credit, amount } = *entry;
        take(&mut after, credit, amount)?;
        give(&mut after, debit, amount)?;
        entries.push(Entry { debit: credit, credit: debit, amount });
    }
    for bounded in &after {
        bounded.balance.available().map_err(|_| BookError::TooLarge)?;
    }
    held.copy_from_slice(&after);
    Ok(Posting { id, branch: posting.branch, kind: PostingKind::Reversal, entries })
}

fn take(held: &mut [Bounded], side: LedgerAccount, amount: Amount) -> Result<(), ReverseError> {
    let Some(bounded) = find(held, side)? else { return Ok(()) };
    let balance = &mut bounded.balance;
    balance.amount = match amount.commodity() {
        Commodity::MessageCredits => withdraw(balance, amount)?,
        Commodity::Currency(_) => balance.amount.checked_sub(amount).map_err(|_| BookError::TooLarge)?,
    };
    Ok(())
}

fn give(held: &mut [Bounded], side: LedgerAccount, amount: Amount) -> Result<(), ReverseError> {
    let Some(bounded) = find(held, side)? else { return Ok(()) };
    let balance = &mut bounded.balance;
    balance.amount = balance.amount.checked_add(amount).map_err(|_| BookError::TooLarge)?;
    if let Commodity::Currency(_) = amount.commodity() {
        Overcommit::check(bounded.overcommit, balance)?;
    }
    Ok(())
}

/// The balance of a side; none for the system's, which can always pay.
fn find(held: &mut [Bounded], side: LedgerAccount) -> Result<Option<&mut Bounded>, ReverseError> {
    match side {
        LedgerAccount::System(_) => Ok(None),
        LedgerAccount::Balance(id) => {
            let found = held.iter_mut().find(|bounded| bounded.balance.id == id);
            found.map(Some).ok_or(ReverseError::Closed)
        }
    }
}

#[cfg(test)]
mod tests {
    use money::{Currency, Percent};
    use party::ids::{BranchId, CustomerKey};

    use super::*;
    use crate::balance::{BalanceId, CreditLimit};
    use crate::posting::SystemAccount;

    const CREDITS: Commodity = Commodity::MessageCredits;
    const SYSTEM: LedgerAccount = LedgerAccount::System(SystemAccount::Adjustments);

    fn usd() -> Commodity {
        Commodity::Currency(Currency::parse("USD").expect("a currency"))
    }

    fn side(id: i64) -> LedgerAccount {
        LedgerAccount::Balance(BalanceId(id))
    }

    fn holding(id: i64, units: i64, commodity: Commodity) -> Bounded {
        let limit = CreditLimit::Of(Amount::zero(commodity));
        let empty = Balance::empty(BalanceId(id), CustomerKey::ROOT, commodity, limit);
        Bounded { balance: Balance { amount: Amount::new(units, commodity), ..empty }, overcommit: None }
    }

    fn posting(kind: PostingKind, debit: LedgerAccount, credit: LedgerAccount, amount: Amount) -> Posting {
        Posting {
            id: PostingId(1),
            branch: BranchId(3),
            kind,
            entries: vec![Entry { debit, credit, amount }],
        }
    }

    /// What those who had `before` have after `posting` is undone.
    #[track_caller]
    fn check(posting: &Posting, before: &[Bounded], expected: Result<&[i64], ReverseError>) {
        let mut held = before.to_vec();
        let reversal = reverse(posting, PostingId(2), &mut held);
        let after: Vec<i64> = held.iter().map(|bounded| bounded.balance.amount.units()).collect();
        match (reversal, expected) {
            (Ok(reversal), Ok(expected)) => {
                assert_eq!(after, expected);
                assert_eq!(
                    (reversal.id, reversal.branch, reversal.kind),
                    (PostingId(2), BranchId(3), PostingKind::Reversal)
                );
                for (entry, undone) in reversal.entries.iter().zip(&posting.entries) {
                    let mirrored = (entry.credit, entry.debit, entry.amount);
                    assert_eq!(mirrored, (undone.debit, undone.credit, undone.amount));
                }
            }
            (reversal, expected) => {
                assert_eq!(reversal.map(|_| ()), expected.map(|_| ()));
                assert_eq!(held, before, "a refusal changes nothing");
            }
        }
    }

    #[test]
    fn money_is_taken_back_however_far_that_leads() {
        let paid = posting(PostingKind::Payment, SYSTEM, side(7), Amount::new(5, usd()));
        check(&paid, &[holding(7, 9, usd())], Ok(&[4]));
        check(&paid, &[holding(7, 0, usd())], Ok(&[-5]));
        check(&paid, &[holding(7, i64::MIN, usd())], Err(BookError::TooLarge.into()));
    }

    #[test]
    fn money_is_given_back_as_far_as_the_owner_covers_it() {
        let taken = posting(PostingKind::Adjustment, side(7), SYSTEM, Amount::new(5, usd()));
        let bound = |own| Some(Overcommit { own: Amount::new(own, usd()), slack: Percent::ZERO });
        let held = holding(7, 1, usd());
        check(&taken, &[held], Ok(&[6]));
        check(&taken, &[Bounded { overcommit: bound(6), ..held }], Ok(&[6]));
        check(&taken, &[Bounded { overcommit: bound(5), ..held }], Err(BookError::Overcommitted.into()));
        check(&taken, &[holding(7, i64::MAX, usd())], Err(BookError::TooLarge.into()));
    }

    #[test]
    fn credits_are_taken_back_as_far_as_there_are_any() {
        let given = posting(PostingKind::CreditTransfer, side(1), side(2), Amount::new(5, CREDITS));
        check(&given, &[holding(1, 0, CREDITS), holding(2, 5, CREDITS)], Ok(&[5, 0]));
        let spent = [holding(1, 0, CREDITS), holding(2, 4, CREDITS)];
        check(&given, &spent, Err(TransferError::InsufficientFunds.into()));
    }

    #[test]
    fn what_undid_something_stays_and_so_does_what_is_closed() {
        let amount = Amount::new(5, usd());
        let held = [holding(7, 9, usd())];
        check(&posting(PostingKind::Reversal, SYSTEM, side(7), amount), &held, Err(ReverseError::IsReversal));
        check(&posting(PostingKind::Closing, side(7), SYSTEM, amount), &held, Err(ReverseError::Closed));
        check(&posting(PostingKind::Payment, SYSTEM, side(8), amount), &held, Err(ReverseError::Closed));
    }

    #[test]
    fn several_entries_are_undone_together_or_not_at_all() {
        let (one, five) = (Amount::new(1, CREDITS), Amount::new(5, CREDITS));
        let mut both = posting(PostingKind::CreditTransfer, side(1), side(2), five);
        both.entries.push(Entry { debit: side(2), credit: side(3), amount: one });
        let third = |units| [holding(1, 0, CREDITS), holding(2, 6, CREDITS), holding(3, units, CREDITS)];
        check(&both, &third(1), Ok(&[5, 2, 0]));
        check(&both, &third(0), Err(TransferError::InsufficientFunds.into()));
    }
}
