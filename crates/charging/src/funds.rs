//! Money that an owner books on the balance of a customer below him: payments received, and corrections.

use money::{Amount, AmountError, Percent};

use crate::balance::Balance;
use crate::posting::{Entry, PostingKind, SystemAccount};
use crate::transfer::endow;

/// What is booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FundsChange {
    /// A payment received: the customer has more.
    Payment,
    /// A correction without payment: the customer has more.
    Credit,
    /// A correction: the customer has less. Booked however far it takes him into debt, beyond his credit limit too: it
    /// records what he owes, and an owner who could not record it would not thereby be owed less.
    Debit,
}

/// What bounds the balance of everybody directly below an owner with overcommit protection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overcommit {
    /// What the owner has himself.
    pub own: Amount,
    /// How much more than that each of his customers may have, in percent; never negative.
    pub slack: Percent,
}

/// Why nothing was booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    /// Nothing, or less, was to be booked.
    #[error("the amount must be above zero")]
    NotPositive,
    /// The balance counts something else.
    #[error("the amount is not in the currency of the balance")]
    WrongCurrency,
    /// The balance afterwards, by itself or with its credit limit, does not fit.
    #[error("the amount is too large")]
    TooLarge,
    /// The customer would have more than his owner's overcommit protection lets him.
    #[error("the customer would have more than the owner can cover")]
    Overcommitted,
    /// The owner's protection counts another currency than the customer's balance, so nothing can be covered.
    #[error("the owner has no funds in the currency of the customer")]
    NotComparable,
}

impl FundsChange {
    /// Why its posting is made.
    #[must_use]
    pub fn kind(self) -> PostingKind {
        match self {
            Self::Payment => PostingKind::Payment,
            Self::Credit | Self::Debit => PostingKind::Adjustment,
        }
    }

    fn counterpart(self) -> SystemAccount {
        match self {
            Self::Payment => SystemAccount::Payments,
            Self::Credit | Self::Debit => SystemAccount::Adjustments,
        }
    }
}

/// Books `amount` on `balance` and returns the entry to write. A debit is never bounded, neither by the credit limit nor by
/// `overcommit`.
///
/// # Errors
/// [`BookError`]; then the balance has not changed.
pub fn book(
    balance: &mut Balance,
    change: FundsChange,
    amount: Amount,
    overcommit: Option<Overcommit>,
) -> Result<Entry, BookError> {
    if amount.commodity() != balance.commodity() {
        return Err(BookError::WrongCurrency);
    }
    if !amount.is_positive() {
        return Err(BookError::NotPositive);
    }
    let signed = match change {
        FundsChange::Payment | FundsChange::Credit => amount,
        FundsChange::Debit => amount.checked_neg().map_err(too_large)?,
    };
    let mut after = *balance;
    let entry = endow(&mut after, change.counterpart(), signed).map_err(too_large)?;
    after.available().map_err(too_large)?;
    if change != FundsChange::Debit {
        Overcommit::check(overcommit, &after)?;
    }
    *balance = after;
    entry.ok_or(BookError::NotPositive)
}

impl Overcommit {
    /// Whether somebody directly below the owner may have `after`; without protection, anything.
    ///
    /// # Errors
    /// [`BookError::Overcommitted`] or [`BookError::NotComparable`].
    pub fn check(protection: Option<Self>, after: &Balance) -> Result<(), BookError> {
        let Some(Self { own, slack }) = protection else { return Ok(()) };
        match slack.allows_over(own, after.amount) {
            Ok(true) => Ok(()),
            Ok(false) => Err(BookError::Overcommitted),
            Err(AmountError::CommodityMismatch | AmountError::Overflow) => Err(BookError::NotComparable),
        }
    }
}

fn too_large(_: AmountError) -> BookError {
    BookError::TooLarge
}

#[cfg(test)]
mod tests {
    use money::{Commodity, Currency};
    use party::ids::CustomerKey;
    use proptest::prelude::*;

    use super::*;
    use crate::balance::{BalanceId, CreditLimit};

    fn commodity(code: &str) -> Commodity {
        Currency::parse(code).expect("a currency").into()
    }

    fn usd(text: &str) -> Amount {
        Amount::parse(text, commodity("USD")).expect("an amount")
    }

    fn balance(amount: &str) -> Balance {
        let limit = CreditLimit::Of(usd("10"));
        let empty = Balance::empty(BalanceId(7), CustomerKey::ROOT, commodity("USD"), limit);
        Balance { amount: usd(amount), ..empty }
    }

    fn bound(own: &str, slack: &str) -> Option<Overcommit> {
        Some(Overcommit { own: usd(own), slack: Percent::parse(slack).expect("a percentage") })
    }

    #[track_caller]
    fn check(
        before: &str,
        change: FundsChange,
        amount: Amount,
        overcommit: Option<Overcommit>,
        expected: Result<(&str, i64, i64), BookError>,
    ) {
        let mut booked = balance(before);
        let entry = book(&mut booked, change, amount, overcommit);
        let sides = entry.map(|entry| (entry.debit.code(), entry.credit.code(), entry.amount));
        assert_eq!(sides, expected.map(|(_, debit, credit)| (debit, credit, amount)));
        let after = expected.map_or(before, |(after, ..)| after);
        assert_eq!(booked, balance(after));
    }

    #[test]
    fn each_change_has_its_direction_and_its_counterpart() {
        check("100", FundsChange::Debit, usd("50.12"), None, Ok(("49.88", 7, -5)));
        check("49.88", FundsChange::Payment, usd("20.12"), None, Ok(("70", -4, 7)));
        check("70", FundsChange::Credit, usd("22.12"), None, Ok(("92.12", -5, 7)));
    }

    #[test]
    fn a_debit_is_booked_beyond_every_limit() {
        check("0", FundsChange::Debit, usd("10"), None, Ok(("-10", 7, -5)));
        check("0", FundsChange::Debit, usd("10.00000001"), None, Ok(("-10.00000001", 7, -5)));
        check("-500", FundsChange::Debit, usd("1"), bound("-1000", "0"), Ok(("-501", 7, -5)));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let credit = FundsChange::Credit;
        check("1", credit, usd("0"), None, Err(BookError::NotPositive));
        check("1", FundsChange::Debit, usd("-1"), None, Err(BookError::NotPositive));
        check("1", credit, Amount::new(1, commodity("EUR")), None, Err(BookError::WrongCurrency));
        check("1", credit, Amount::new(0, Commodity::MessageCredits), None, Err(BookError::WrongCurrency));
        check("1", credit, usd("92233720368.54775807"), None, Err(BookError::TooLarge));
        // It fits by itself, but not with the credit limit.
        check("1", credit, usd("92233720360"), None, Err(BookError::TooLarge));
        check("-92233720368", FundsChange::Debit, usd("1"), None, Err(BookError::TooLarge));
    }

    #[test]
    fn a_protected_owner_covers_what_each_customer_has_afterwards() {
        let over = Err(BookError::Overcommitted);
        for change in [FundsChange::Payment, FundsChange::Credit] {
            let side = if change == FundsChange::Payment { -4 } else { -5 };
            check("0", change, usd("110"), bound("100", "10"), Ok(("110", side, 7)));
            check("0", change, usd("110.00000001"), bound("100", "10"), over);
            check("100", change, usd("0.00000001"), bound("100", "0"), over);
            check("-60", change, usd("10"), bound("-50", "10"), Ok(("-50", side, 7)));
            check("-60", change, usd("10.00000001"), bound("-50", "10"), over);
        }
        let euros = Overcommit { own: Amount::new(i64::MAX, commodity("EUR")), slack: Percent::ZERO };
        check("0", FundsChange::Credit, usd("1"), Some(euros), Err(BookError::NotComparable));
    }

    proptest! {
        #[test]
        fn a_balance_is_the_sum_of_its_entries(moves in prop::collection::vec((0_u8..3, -5_i64..1_000), 0..40)) {
            let mut booked = balance("0");
            let mut sum = 0;
            for (change, units) in moves {
                let change = [FundsChange::Payment, FundsChange::Credit, FundsChange::Debit][usize::from(change)];
                if let Ok(entry) = book(&mut booked, change, Amount::new(units, commodity("USD")), None) {
                    sum += if entry.credit.code() == 7 { units } else { -units };
                }
                prop_assert_eq!(booked.amount.units(), sum);
            }
        }
    }
}
