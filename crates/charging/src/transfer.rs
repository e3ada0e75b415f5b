//! Moving funds between two holders.

use std::cmp::Ordering;

use money::{Amount, AmountError};

use crate::balance::Balance;
use crate::posting::{Entry, LedgerAccount, SystemAccount};

/// Who gives or takes: a customer's balance, or the installation itself.
#[derive(Debug, PartialEq, Eq)]
pub enum Funds<'a> {
    /// A balance, which changes with the transfer.
    Of(&'a mut Balance),
    /// A system account, which can always pay.
    System(SystemAccount),
}

/// Why a transfer was refused. Nothing has changed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransferError {
    /// The giving side has less than that.
    #[error("not enough funds")]
    InsufficientFunds,
    /// The amounts do not fit, or count different things.
    #[error(transparent)]
    Amount(#[from] AmountError),
}

/// Moves `amount` from `giver` to `taker`, or back when it is negative, and returns the entry to write; none for
/// nothing. The side that loses must have the amount available.
///
/// # Errors
/// [`TransferError`]; then neither side has changed.
pub fn transfer(
    giver: Funds<'_>,
    taker: &mut Balance,
    amount: Amount,
) -> Result<Option<Entry>, TransferError> {
    let (giver_account, giver_after) = match &giver {
        Funds::System(account) => (LedgerAccount::System(*account), None),
        Funds::Of(balance) => (LedgerAccount::Balance(balance.id), Some(withdraw(balance, amount)?)),
    };
    let back = amount.checked_neg()?;
    let taker_after = withdraw(taker, back)?;
    let taker_account = LedgerAccount::Balance(taker.id);
    let entry = match amount.units().cmp(&0) {
        Ordering::Equal => return Ok(None),
        Ordering::Greater => Entry { debit: giver_account, credit: taker_account, amount },
        Ordering::Less => Entry { debit: taker_account, credit: giver_account, amount: back },
    };
    if let (Funds::Of(balance), Some(after)) = (giver, giver_after) {
        balance.amount = after;
    }
    taker.amount = taker_after;
    Ok(Some(entry))
}

/// Gives a new balance its first `amount` from `source`, negative for an initial debt, which no limit bounds.
///
/// # Errors
/// The amount counts another commodity, or does not fit.
pub fn endow(
    balance: &mut Balance,
    source: SystemAccount,
    amount: Amount,
) -> Result<Option<Entry>, AmountError> {
    let after = balance.amount.checked_add(amount)?;
    let (account, source) = (LedgerAccount::Balance(balance.id), LedgerAccount::System(source));
    let entry = match amount.units().cmp(&0) {
        Ordering::Equal => return Ok(None),
        Ordering::Greater => Entry { debit: source, credit: account, amount },
        Ordering::Less => Entry { debit: account, credit: source, amount: amount.checked_neg()? },
    };
    balance.amount = after;
    Ok(Some(entry))
}

/// What is left of `balance` without `amount`. Only a loss is bounded: one who owes may always be given something.
pub(crate) fn withdraw(balance: &Balance, amount: Amount) -> Result<Amount, TransferError> {
    let after = balance.amount.checked_sub(amount)?;
    let short = balance.available()?.is_some_and(|available| available.units() < amount.units());
    if amount.is_positive() && short {
        return Err(TransferError::InsufficientFunds);
    }
    Ok(after)
}

#[cfg(test)]
mod tests {
    use money::Commodity;
    use party::ids::CustomerKey;
    use proptest::prelude::*;

    use super::*;
    use crate::balance::{BalanceId, CreditLimit};

    const CREDITS: Commodity = Commodity::MessageCredits;

    fn amount(units: i64) -> Amount {
        Amount::new(units, CREDITS)
    }

    fn balance(id: i64, units: i64, limit: Option<i64>) -> Balance {
        let credit_limit = limit.map_or(CreditLimit::Unlimited, |units| CreditLimit::Of(amount(units)));
        Balance {
            amount: amount(units),
            ..Balance::empty(BalanceId(id), CustomerKey::ROOT, CREDITS, credit_limit)
        }
    }

    /// (giver has, giver's limit), (taker has, taker's limit), moved → what both have after, or the error.
    #[track_caller]
    fn check(
        giver: (i64, Option<i64>),
        taker: (i64, Option<i64>),
        moved: i64,
        expected: Result<(i64, i64), TransferError>,
    ) {
        let (mut from, mut to) = (balance(1, giver.0, giver.1), balance(2, taker.0, taker.1));
        let entry = transfer(Funds::Of(&mut from), &mut to, amount(moved));
        let after = (from.amount.units(), to.amount.units());
        assert_eq!(entry.map(|_| after), expected);
        if expected.is_err() {
            assert_eq!(after, (giver.0, taker.0), "a refusal changes nothing");
        }
    }

    #[test]
    fn the_losing_side_must_have_it() {
        let short = Err(TransferError::InsufficientFunds);
        check((10, Some(0)), (0, Some(0)), 10, Ok((0, 10)));
        check((10, Some(0)), (0, Some(0)), 11, short);
        check((10, Some(5)), (0, Some(0)), 15, Ok((-5, 15)));
        check((10, Some(5)), (0, Some(0)), 16, short);
        check((0, None), (0, Some(0)), 1_000, Ok((-1_000, 1_000)));
        check((0, Some(0)), (7, Some(0)), -7, Ok((7, 0)));
        check((0, Some(0)), (7, Some(0)), -8, short);
        check((-9, Some(0)), (7, Some(0)), -1, Ok((-8, 6)));
        check((1, Some(0)), (2, Some(0)), 0, Ok((1, 2)));
    }

    #[test]
    fn nothing_moved_is_no_entry() {
        let mut taker = balance(2, 0, Some(0));
        assert_eq!(transfer(Funds::System(SystemAccount::Issued), &mut taker, amount(0)), Ok(None));
        assert_eq!(endow(&mut taker, SystemAccount::OpeningBalances, amount(0)), Ok(None));
    }

    #[test]
    fn a_customer_may_begin_in_debt() {
        let mut new = balance(2, 0, Some(0));
        let entry =
            endow(&mut new, SystemAccount::OpeningBalances, amount(-5)).expect("fits").expect("moved");
        assert_eq!((entry.debit.code(), entry.credit.code(), entry.amount.units()), (2, -1, 5));
        assert_eq!(new.amount, amount(-5));
    }

    proptest! {
        #[test]
        fn a_balance_is_the_sum_of_its_entries(moves in prop::collection::vec(-1_000i64..1_000, 0..40)) {
            let (mut from, mut to) = (balance(1, 0, Some(3_000)), balance(2, 0, Some(0)));
            let (mut debits, mut credits) = (0, 0);
            for moved in moves {
                if let Ok(Some(entry)) = transfer(Funds::Of(&mut from), &mut to, amount(moved)) {
                    let signed = entry.amount.units() * if entry.credit.code() == 2 { 1 } else { -1 };
                    debits -= signed;
                    credits += signed;
                }
                prop_assert_eq!((from.amount.units(), to.amount.units()), (debits, credits));
                prop_assert!(-3_000 <= debits && 0 <= credits);
            }
        }
    }
}
