//! How a customer pays, and what a reseller lays down for his own customers.

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
        [Self::Prepaid, Self::Postpaid].into_iter().find(|candidate| candidate.code() == code)
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
        [Self::Older, Self::Newer].into_iter().find(|candidate| candidate.code() == code)
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
