//! What is asked for of a customer: when he is made, and after.

use std::fmt;
use std::str::FromStr;

use messaging::{RotationAlgorithm, SourceAddress};
use money::{CallRate, Currency, Percent};

use crate::billing::{ApiRevision, BillingType};
use crate::contact::ContactChange;
use crate::dictionary::{ExportType, Language, PaymentMethod, StartPage, TimeZone};
use crate::ids::{CustomerId, RoutingGroupId, TariffId};
use crate::matching_rule::MatchingRule;
use crate::names::{CustomerName, HostName};
use crate::password::PasswordPolicy;
use crate::rights::RightsChange;
use crate::text::{Block, Line};

/// Which tariff a new customer is put on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TariffChoice {
    /// One of his own.
    Own,
    /// One of his owner's.
    Of(TariffId),
    /// None named, as in the messaging dialect: he has no price for calls until he is put on a tariff.
    Unset,
}

/// The text names no tariff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be the number of a tariff, own or none")]
pub struct NotATariffChoice;

impl FromStr for TariffChoice {
    type Err = NotATariffChoice;

    fn from_str(text: &str) -> Result<Self, NotATariffChoice> {
        match text {
            "own" => Ok(Self::Own),
            "none" => Ok(Self::Unset),
            number => number.parse().map(|id| Self::Of(TariffId(id))).map_err(|_| NotATariffChoice),
        }
    }
}

impl fmt::Display for TariffChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own => f.write_str("own"),
            Self::Unset => f.write_str("none"),
            Self::Of(tariff) => tariff.fmt(f),
        }
    }
}

/// What of a customer is to change, or differs from the default when he is made. What is not given stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// Name.
    pub name: Option<CustomerName>,
    /// Tariff.
    pub tariff: Option<TariffChoice>,
    /// Free text.
    pub description: Option<Block<255>>,
    /// Contact data.
    pub contact: ContactChange,
    /// Routing group, or none.
    pub routing_group: Option<Option<RoutingGroupId>>,
    /// Preferred currency of payments.
    pub payment_currency: Option<Currency>,
    /// Preferred method of payments.
    pub payment_method: Option<PaymentMethod>,
    /// Smallest payment in 10^-8 of its currency, never negative.
    pub payment_minimum_units: Option<i64>,
    /// Who earns a commission, or nobody.
    pub commission_agent: Option<Option<CustomerId>>,
    /// Size of the commission.
    pub commission_size: Option<Percent>,
    /// Rights.
    pub rights: RightsChange,
    /// Concurrent calls, or without limit.
    pub sessions_max: Option<Option<i64>>,
    /// Call set-ups per second, or without limit.
    pub calls_per_second_max: Option<Option<CallRate>>,
    /// Whether what is given to those below is bounded.
    pub overcommit_protection: Option<bool>,
    /// Slack over the customer's own funds.
    pub overcommit_limit: Option<Percent>,
    /// Rule for account names, or none.
    pub accounts_matching_rule: Option<Option<MatchingRule>>,
    /// Password policy.
    pub password_policy: Option<PasswordPolicy>,
    /// Time zone.
    pub time_zone: Option<TimeZone>,
    /// Language.
    pub language: Option<Language>,
    /// Download format.
    pub export_type: Option<ExportType>,
    /// First page.
    pub start_page: Option<StartPage>,
    /// Style sheet.
    pub css: Option<Block<65_536>>,
    /// Host name of the portal, or none.
    pub dns_alias: Option<Option<HostName>>,
    /// Identity in somebody else's system.
    pub integration_id: Option<Line<255>>,
    /// How a reply number is picked.
    pub rotation: Option<RotationAlgorithm>,
    /// Price of an inbound message.
    pub inbound_charge: Option<i64>,
    /// Sender when nothing else names one, or none.
    pub source_address: Option<Option<SourceAddress>>,
    /// For a reseller: billing type of customers made with their first user.
    pub default_billing_type: Option<BillingType>,
    /// For a reseller: free credits in 10^-8, never negative.
    pub free_credits_units: Option<i64>,
    /// For a reseller: revision of the messaging interface.
    pub api_revision: Option<ApiRevision>,
}

/// What is asked for when a customer is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Name.
    pub name: CustomerName,
    /// Tariff.
    pub tariff: TariffChoice,
    /// Initial money, positive or negative, in 10^-8 of the base currency.
    pub balance_units: i64,
    /// How far into debt, in 10^-8 of the base currency, never negative.
    pub credit_limit_units: i64,
    /// How the billing type is found.
    pub billing_type: BillingChoice,
    /// What he begins with before [`Change::rights`].
    pub rights: RightsChoice,
    /// What differs from the defaults: those of locale and password policy are the owner's, everything else is empty,
    /// none or zero. Its name and tariff are not looked at.
    pub change: Change,
}

/// How the billing type of a new customer is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BillingChoice {
    /// Asked for: must be compatible with the owner's.
    Explicit(BillingType),
    /// Not asked for, and this is what the interface promises then, whatever the owner's.
    Default(BillingType),
    /// What the owner laid down for his customers.
    OfOwner,
    /// Postpaid if there is a credit limit, else prepaid.
    ByCreditLimit,
}

/// The rights a new customer begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RightsChoice {
    /// None, and the depth that is left.
    None,
    /// Those of a reseller, as far as the owner has them.
    Reseller,
}

impl Draft {
    /// The least that can be asked for.
    #[must_use]
    pub fn new(name: CustomerName, tariff: TariffChoice) -> Self {
        Self {
            name,
            tariff,
            balance_units: 0,
            credit_limit_units: 0,
            billing_type: BillingChoice::ByCreditLimit,
            rights: RightsChoice::None,
            change: Change::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tariffs_are_read_as_they_are_written() {
        for choice in [TariffChoice::Own, TariffChoice::Unset, TariffChoice::Of(TariffId(12))] {
            assert_eq!(choice.to_string().parse(), Ok(choice));
        }
        for text in ["", "Own", "12 ", "1.5", "gold"] {
            assert_eq!(text.parse::<TariffChoice>(), Err(NotATariffChoice), "{text:?}");
        }
    }
}
