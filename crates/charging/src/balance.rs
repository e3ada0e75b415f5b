//! One balance: what a customer or an account has of one commodity, and how far it may go below nothing.

use money::{Amount, AmountError, Commodity};
use party::ids::{AccountId, CustomerKey};

/// A balance's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BalanceId(pub i64);

/// Whose a balance is: a customer's own, or that of one of his accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Holder {
    /// The customer himself, or whose the account is.
    pub customer: CustomerKey,
    /// The account; none: the customer's own.
    pub account: Option<AccountId>,
}

impl Holder {
    /// The account `account` of `customer`.
    #[must_use]
    pub fn of_account(customer: CustomerKey, account: AccountId) -> Self {
        Self { customer, account: Some(account) }
    }
}

impl From<CustomerKey> for Holder {
    fn from(customer: CustomerKey) -> Self {
        Self { customer, account: None }
    }
}

/// How far below nothing a balance may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditLimit {
    /// So far; never negative.
    Of(Amount),
    /// As far as it takes: the holder pays afterwards.
    Unlimited,
}

/// What a holder has of one commodity. Positive means that it has money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    /// Its number.
    pub id: BalanceId,
    /// Whose it is.
    pub holder: Holder,
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
        holder: impl Into<Holder>,
        commodity: Commodity,
        credit_limit: CreditLimit,
    ) -> Self {
        Self { id, holder: holder.into(), amount: Amount::zero(commodity), credit_limit }
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
