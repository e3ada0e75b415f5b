//! What is written down when money moves.

use money::{Amount, AmountError};
use party::ids::BranchId;

use crate::balance::BalanceId;

/// A posting's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostingId(pub i64);

/// Where the money of an installation comes from and goes to that no customer holds. Their totals are read off the
/// entries; there is no balance row, so that no create waits for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SystemAccount {
    /// What customers brought with them when they were made.
    OpeningBalances,
    /// Credits given for free.
    FreeCredits,
    /// What root, who is not billed, gave or took back.
    Issued,
    /// Payments received from outside.
    Payments,
    /// Corrections that are no payment.
    Adjustments,
    /// What customers held when they went.
    Closed,
}

/// One side of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LedgerAccount {
    /// A customer's balance.
    Balance(BalanceId),
    /// No customer's.
    System(SystemAccount),
}

impl SystemAccount {
    /// Every system account.
    pub const ALL: [Self; 6] = [
        Self::OpeningBalances,
        Self::FreeCredits,
        Self::Issued,
        Self::Payments,
        Self::Adjustments,
        Self::Closed,
    ];
}

impl LedgerAccount {
    /// The number it is stored under: balances are positive, system accounts negative.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            Self::Balance(BalanceId(id)) => id,
            Self::System(SystemAccount::OpeningBalances) => -1,
            Self::System(SystemAccount::FreeCredits) => -2,
            Self::System(SystemAccount::Issued) => -3,
            Self::System(SystemAccount::Payments) => -4,
            Self::System(SystemAccount::Adjustments) => -5,
            Self::System(SystemAccount::Closed) => -6,
        }
    }

    /// The account stored under `code`.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        if 0 < code {
            return Some(Self::Balance(BalanceId(code)));
        }
        SystemAccount::ALL.into_iter().map(Self::System).find(|candidate| candidate.code() == code)
    }
}

/// `amount` leaves `debit` and arrives at `credit`. The amount is positive, and both sides count in its commodity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Loses the amount.
    pub debit: LedgerAccount,
    /// Gains the amount.
    pub credit: LedgerAccount,
    /// How much; positive.
    pub amount: Amount,
}

/// Why money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PostingKind {
    /// The initial balance of a new customer.
    OpeningBalance,
    /// Free credits of a new customer.
    FreeCredits,
    /// Credits from a reseller to his customer, or back.
    CreditTransfer,
    /// A payment received.
    Payment,
    /// A correction, up or down.
    Adjustment,
    /// What a customer held when he went.
    Closing,
    /// Another posting, undone.
    Reversal,
}

impl PostingKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::OpeningBalance,
        Self::FreeCredits,
        Self::CreditTransfer,
        Self::Payment,
        Self::Adjustment,
        Self::Closing,
        Self::Reversal,
    ];

    /// The number it is stored under.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            Self::OpeningBalance => 1,
            Self::FreeCredits => 2,
            Self::CreditTransfer => 3,
            Self::Payment => 4,
            Self::Adjustment => 5,
            Self::Closing => 6,
            Self::Reversal => 7,
        }
    }

    /// The kind stored under `code`.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|candidate| candidate.code() == code)
    }
}

/// One event's entries, written together with the balances they move. Who did it and when is in the audit record of
/// the same transaction, found by the request id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// Its number.
    pub id: PostingId,
    /// The branch whose money moved.
    pub branch: BranchId,
    /// Why.
    pub kind: PostingKind,
    /// What moved; never empty.
    pub entries: Vec<Entry>,
}

impl Posting {
    /// What moved of each commodity, in the order in which the entries name them: as much was debited as was credited.
    ///
    /// # Errors
    /// A sum does not fit.
    pub fn totals(&self) -> Result<Vec<Amount>, AmountError> {
        let mut totals: Vec<Amount> = Vec::new();
        for entry in &self.entries {
            let commodity = entry.amount.commodity();
            match totals.iter_mut().find(|total| total.commodity() == commodity) {
                Some(total) => *total = total.checked_add(entry.amount)?,
                None => totals.push(entry.amount),
            }
        }
        Ok(totals)
    }
}

#[cfg(test)]
mod tests {
    use money::{Commodity, Currency};

    use super::*;

    #[test]
    fn what_moved_is_summed_by_commodity() {
        let usd = Commodity::Currency(Currency::parse("USD").expect("a currency"));
        let entry = |units, commodity| Entry {
            debit: LedgerAccount::System(SystemAccount::Payments),
            credit: LedgerAccount::Balance(BalanceId(7)),
            amount: Amount::new(units, commodity),
        };
        let credits = Commodity::MessageCredits;
        let posting = Posting {
            id: PostingId(1),
            branch: BranchId(1),
            kind: PostingKind::Payment,
            entries: vec![entry(3, usd), entry(9, credits), entry(4, usd)],
        };
        assert_eq!(posting.totals(), Ok(vec![Amount::new(7, usd), Amount::new(9, credits)]));
        let much = Posting { entries: vec![entry(i64::MAX, usd), entry(1, usd)], ..posting };
        assert_eq!(much.totals(), Err(AmountError::Overflow));
    }

    #[test]
    fn codes_round_trip() {
        for account in SystemAccount::ALL.map(LedgerAccount::System) {
            assert_eq!(LedgerAccount::from_code(account.code()), Some(account));
        }
        assert_eq!(LedgerAccount::from_code(7), Some(LedgerAccount::Balance(BalanceId(7))));
        assert_eq!(LedgerAccount::from_code(0), None);
        assert_eq!(LedgerAccount::from_code(-9), None);
        for kind in PostingKind::ALL {
            assert_eq!(PostingKind::from_code(kind.code()), Some(kind));
        }
    }
}
