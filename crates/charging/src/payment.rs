//! A payment that was made, beside the posting that booked it.

use money::Amount;
use party::text::Line;

use crate::balance::{BalanceId, Holder};
use crate::posting::PostingId;

/// A payment's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaymentId(pub i64);

/// Money received from a customer or from the holder of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Its number.
    pub id: PaymentId,
    /// Who paid.
    pub payer: Holder,
    /// The balance that grew.
    pub balance: BalanceId,
    /// The posting that booked it.
    pub posting: PostingId,
    /// How much; positive.
    pub amount: Amount,
    /// When it was made, in microseconds since 1970: what the owner says, not when he said it.
    pub paid_at_micros: i64,
    /// What the owner noted.
    pub notes: Line<255>,
}
