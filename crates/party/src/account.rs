//! Accounts: who calls and sends. An account either has funds of its own or spends its customer's.

use messaging::{FinalStatusPush, MailAddress, SourceAddress};

use crate::contact::PhoneNumber;
use crate::customer::Customer;
use crate::ids::{AccountId, CustomerKey, ObjectId};
use crate::names::UserName;
use crate::text::Line;

/// Whose money an account spends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Funding {
    /// Its customer's: the messaging dialect's user.
    Customer,
}

impl Funding {
    /// The number it is stored under.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            Self::Customer => 1,
        }
    }

    /// The funding stored under `code`.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        (code == Self::Customer.code()).then_some(Self::Customer)
    }
}

/// An account and its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// Its identity in the messaging dialect.
    pub object_id: ObjectId,
    /// Whose it is.
    pub customer: CustomerKey,
    /// Whose money it spends.
    pub funding: Funding,
    /// Refused while blocked.
    pub blocked: bool,
    /// Everything that was given at creation.
    pub profile: AccountProfile,
}

/// What is known about the holder of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountProfile {
    /// What it signs in and sends with.
    pub username: UserName,
    /// Contact person.
    pub contact_name: Line<64>,
    /// E-mail address.
    pub email: Option<MailAddress>,
    /// Telephone.
    pub phone: Option<PhoneNumber>,
    /// Where the final status of a sent message goes.
    pub final_status_push: Option<FinalStatusPush>,
    /// Whether the platform may replace the sender of a message.
    pub source_address_swappable: bool,
    /// Used when a message names no sender.
    pub source_address: Option<SourceAddress>,
}

/// The customer's rule does not admit the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("does not match the rule that the customer's account names must match")]
pub struct NameNotAdmitted;

/// Whether `customer` may have an account called `username`.
///
/// # Errors
/// His matching rule refuses the name.
pub fn admit(customer: &Customer, username: &UserName) -> Result<(), NameNotAdmitted> {
    match &customer.profile.accounts_matching_rule {
        Some(rule) if !rule.admits(username) => Err(NameNotAdmitted),
        _ => Ok(()),
    }
}
