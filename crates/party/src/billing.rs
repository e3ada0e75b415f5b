//! How a customer pays, and what a reseller lays down for his own customers.

use std::str::FromStr;

use messaging::{RotationAlgorithm, SourceAddress};
use money::{Amount, CallRate, Currency, Percent};

use crate::dictionary::PaymentMethod;
use crate::ids::CustomerId;
use crate::text::Line;

/// Pays before or after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BillingType {
    /// Spends what he has.
    Prepaid,
    /// Spends now and pays an invoice.
    Postpaid,
}

impl BillingType {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Prepaid, Self::Postpaid];

    /// The number it is stored under.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            Self::Prepaid => 1,
            Self::Postpaid => 2,
        }
    }

    /// The type stored under `code`.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|candidate| candidate.code() == code)
    }

    /// The word, in lower case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prepaid => "prepaid",
            Self::Postpaid => "postpaid",
        }
    }
}

/// The text names no billing type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be prepaid or postpaid")]
pub struct UnknownBillingType;

impl FromStr for BillingType {
    type Err = UnknownBillingType;

    fn from_str(text: &str) -> Result<Self, UnknownBillingType> {
        Self::ALL.into_iter().find(|candidate| candidate.as_str() == text).ok_or(UnknownBillingType)
    }
}

/// How a customer prefers to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentTerms {
    /// Preferred currency of payments.
    pub currency: Currency,
    /// Preferred method.
    pub method: PaymentMethod,
    /// Smallest payment taken, in `currency`; never negative.
    pub minimum: Amount,
}

/// The share of a customer's calls that another customer of the same owner earns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commission {
    /// Who earns it: a sibling. None: nobody.
    pub agent: Option<CustomerId>,
    /// Percent of call revenue, −100 to 100; negative when the agent pays instead.
    pub size: Percent,
}

/// The share is above the whole, one way or the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a percentage from -100 to 100")]
pub struct NotAShare;

impl Commission {
    /// Takes a size if it is a share.
    ///
    /// # Errors
    /// Above the whole, one way or the other.
    pub fn check_size(size: Percent) -> Result<Percent, NotAShare> {
        let whole = 100 * 10_i64.pow(u32::from(Percent::SCALE));
        if (-whole..=whole).contains(&size.units()) { Ok(size) } else { Err(NotAShare) }
    }
}

/// What bounds a customer's calls and what he may hand out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Concurrent calls; none = unlimited.
    pub sessions_max: Option<i64>,
    /// Call set-ups per second; none = unlimited.
    pub calls_per_second_max: Option<CallRate>,
    /// Whether what is given to those below is bounded by what the customer has.
    pub overcommit_protection: bool,
    /// Slack over the customer's own funds, in percent; never negative.
    pub overcommit_limit: Percent,
}

/// Settings of a customer who sends and receives texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagingSettings {
    /// Identity in somebody else's system; free text.
    pub integration_id: Line<255>,
    /// How a number is picked from the reply pool.
    pub rotation: RotationAlgorithm,
    /// Price of one inbound message, in whole credits.
    pub inbound_charge: i64,
    /// Used when neither the message nor its user names a sender.
    pub source_address: Option<SourceAddress>,
}

/// Which of the two published revisions of the messaging interface a reseller's programs speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ApiRevision {
    /// The integration id is optional; a customer has no sender of his own.
    Older,
    /// The integration id must be named; a customer may have a sender of his own.
    Newer,
}

impl ApiRevision {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Older, Self::Newer];

    /// The number it is stored under, and set by.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            Self::Older => 1,
            Self::Newer => 2,
        }
    }

    /// The revision stored under `code`.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|candidate| candidate.code() == code)
    }
}

/// What a reseller lays down for the customers he makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResellerSettings {
    /// Billing type of a customer made together with his first user.
    pub default_billing_type: BillingType,
    /// Credits given to a new customer on request, in message credits; never negative.
    pub free_credits: Amount,
    /// Revision of the interface that his programs speak.
    pub api_revision: ApiRevision,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn billing_types_are_read_as_they_are_written() {
        for billing_type in BillingType::ALL {
            assert_eq!(billing_type.as_str().parse(), Ok(billing_type));
        }
        for text in ["", "Prepaid", "prepaid ", "1"] {
            assert_eq!(text.parse::<BillingType>(), Err(UnknownBillingType), "{text:?}");
        }
    }

    #[test]
    fn a_commission_is_at_most_the_whole() {
        for (text, is_share) in
            [("100", true), ("-100", true), ("100.0000000001", false), ("-100.0000000001", false)]
        {
            let size = Percent::parse(text).expect("a percentage");
            assert_eq!(Commission::check_size(size).is_ok(), is_share, "{text}");
        }
    }
}
