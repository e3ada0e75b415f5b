//! Accounts: who calls and sends. An account either has funds of its own or spends its customer's.

mod endpoint;
mod pin;

use messaging::{FinalStatusPush, MailAddress, SourceAddress};

pub use self::endpoint::{
    Endpoint, EndpointChange, Feature, Features, PRIVACY_SCHEME_SEPARATOR, PRIVACY_SCHEMES,
    every_privacy_scheme,
};
pub use self::pin::{Pin, PinError};
use crate::contact::PhoneNumber;
use crate::customer::Customer;
use crate::ids::{AccountId, CustomerKey, ObjectId};
use crate::names::UserName;
use crate::text::Line;

/// Whose money an account spends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Funding {
    /// Its customer's: the messaging dialect's user.
    Customer,
    /// Its own, by the terms of a service plan: the voice dialect's account.
    Own(Box<Endpoint>),
}

impl Funding {
    /// What [`Funding::Customer`] is stored under.
    pub const CUSTOMER: i64 = 1;
    /// What [`Funding::Own`] is stored under.
    pub const OWN: i64 = 2;

    /// The number it is stored under.
    #[must_use]
    pub fn code(&self) -> i64 {
        match self {
            Self::Customer => Self::CUSTOMER,
            Self::Own(_) => Self::OWN,
        }
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
    /// Who holds it.
    pub profile: AccountProfile,
}

impl Account {
    /// How it calls and is billed, if it has funds of its own.
    #[must_use]
    pub fn endpoint(&self) -> Option<&Endpoint> {
        match &self.funding {
            Funding::Customer => None,
            Funding::Own(endpoint) => Some(endpoint),
        }
    }
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

impl AccountProfile {
    /// What is known of the holder of an account that calls: its name, and what of its contact data has the shape that
    /// messaging asks for.
    #[must_use]
    pub fn of_endpoint(username: UserName, endpoint: &Endpoint) -> Self {
        Self {
            username,
            contact_name: endpoint.contact.contact.clone(),
            email: MailAddress::parse(endpoint.contact.email.as_str()).ok(),
            phone: PhoneNumber::parse(endpoint.contact.phone.as_str()).ok(),
            final_status_push: None,
            source_address_swappable: false,
            source_address: None,
        }
    }
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
