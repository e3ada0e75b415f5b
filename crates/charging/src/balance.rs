//! One balance: what a customer has of one commodity, and how far he may go below nothing.

use money::{Amount, AmountError, Commodity};
use party::ids::CustomerKey;

/// A balance's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BalanceId(pub i64);

/// How far below nothing a balance may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditLimit {
    /// So far; never negative.
    Of(Amount),
    /// As far as it takes: the holder pays afterwards.
    Unlimited,
}

/// What a customer has of one commodity. Positive means that he has money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    /// Its number.
    pub id: BalanceId,
    /// Whose it is.
    pub holder: CustomerKey,
    /// The sum of its entries.
    pub amount: Amount,
    /// How far below nothing it may go.
    pub credit_limit: CreditLimit,
}

impl Balance {
    /// A balance without entries.
    #[must_use]
    pub fn empty(
        id: BalanceId,
        holder: CustomerKey,
        commodity: Commodity,
        credit_limit: CreditLimit,
    ) -> Self {
        Self { id, holder, amount: Amount::zero(commodity), credit_limit }
    }

    /// What it is counted in.
    #[must_use]
    pub fn commodity(&self) -> Commodity {
        self.amount.commodity()
    }

    /// What can be spent: balance and credit limit together; none where there is no limit.
    ///
    /// # Errors
    /// The sum does not fit.
    pub fn available(&self) -> Result<Option<Amount>, AmountError> {
        match self.credit_limit {
            CreditLimit::Unlimited => Ok(None),
            CreditLimit::Of(limit) => self.amount.checked_add(limit).map(Some),
        }
    }
}
