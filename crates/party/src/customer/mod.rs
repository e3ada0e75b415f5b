//! A node of the tree. `change` says what may be asked for, `rules` whether it may be.

mod change;
mod rules;

use messaging::RotationAlgorithm;
use money::{Amount, Commodity, Currency, Percent};

pub use self::change::{BillingChoice, Change, Draft, NotATariffChoice, RightsChoice, TariffChoice};
pub use self::rules::{RuleError, create, update};
use crate::billing::{
    ApiRevision, BillingType, Commission, Limits, MessagingSettings, PaymentTerms, ResellerSettings,
};
use crate::branding::Branding;
use crate::contact::Contact;
use crate::dictionary::{ExportType, Language, PaymentMethod, StartPage, TimeZone};
use crate::ids::{CustomerId, CustomerKey, ObjectId, ROOT, RoutingGroupId, TariffId};
use crate::matching_rule::MatchingRule;
use crate::names::CustomerName;
use crate::password::PasswordPolicy;
use crate::rights::Rights;
use crate::text::{Block, Line};

/// A customer of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Branch and number.
    pub key: CustomerKey,
    /// His identity in the messaging dialect.
    pub object_id: ObjectId,
    /// Every ancestor from root to the owner; empty for root alone.
    pub lineage: Vec<CustomerId>,
    /// Refused everything while blocked.
    pub blocked: bool,
    /// Customers stand below him, or once did.
    pub had_customers: bool,
    /// Everything that was given at creation or changed since.
    pub profile: Profile,
}

impl Customer {
    /// The owner; none for root.
    #[must_use]
    pub fn owner(&self) -> Option<CustomerId> {
        self.lineage.last().copied()
    }

    /// Whether he is `ancestor` or stands below him.
    #[must_use]
    pub fn is_within(&self, ancestor: CustomerKey) -> bool {
        self.key == ancestor || self.lineage.contains(&ancestor.id)
    }

    /// Whether he is root.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.key.id == ROOT
    }
}

/// What describes a customer, apart from his place and his money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Name, unique over the installation.
    pub name: CustomerName,
    /// Free text.
    pub description: Block<255>,
    /// Who to write to and where.
    pub contact: Contact,
    /// The tariff of his owner that he is charged by; none: a tariff of his own.
    pub tariff: Option<TariffId>,
    /// Routing group given to him.
    pub routing_group: Option<RoutingGroupId>,
    /// Currency of his money balance; follows the tariff.
    pub base_currency: Currency,
    /// Pays before or after.
    pub billing_type: BillingType,
    /// How he prefers to pay.
    pub payment: PaymentTerms,
    /// Who earns a share of his calls.
    pub commission: Commission,
    /// What he may do.
    pub rights: Rights,
    /// What bounds his calls and what he may hand out.
    pub limits: Limits,
    /// What his account names must match.
    pub accounts_matching_rule: Option<MatchingRule>,
    /// What his passwords must look like.
    pub password_policy: PasswordPolicy,
    /// Zone of his pages and reports.
    pub time_zone: TimeZone,
    /// Language of his pages.
    pub language: Language,
    /// Format of his downloads.
    pub export_type: ExportType,
    /// First page after sign-in.
    pub start_page: StartPage,
    /// His portal's look.
    pub branding: Branding,
    /// How he sends and receives texts.
    pub messaging: MessagingSettings,
    /// What he lays down for the customers he makes.
    pub reseller: ResellerSettings,
}

/// Root: the customer that an installation begins with. He may do everything and is never billed.
#[must_use]
pub fn root(name: CustomerName, currency: Currency, object_id: ObjectId) -> Customer {
    let profile = bare_profile(name, Rights::root(), BillingType::Postpaid, currency);
    Customer {
        key: CustomerKey::ROOT,
        object_id,
        lineage: Vec::new(),
        blocked: false,
        had_customers: false,
        profile,
    }
}

/// Everything at its default.
fn bare_profile(
    name: CustomerName,
    rights: Rights,
    billing_type: BillingType,
    currency: Currency,
) -> Profile {
    Profile {
        name,
        description: Block::default(),
        contact: Contact::default(),
        tariff: None,
        routing_group: None,
        base_currency: currency,
        billing_type,
        payment: PaymentTerms {
            currency,
            method: PaymentMethod::DEFAULT,
            minimum: Amount::zero(Commodity::Currency(currency)),
        },
        commission: Commission { agent: None, size: Percent::ZERO },
        rights,
        limits: Limits {
            sessions_max: None,
            calls_per_second_max: None,
            overcommit_protection: false,
            overcommit_limit: Percent::ZERO,
        },
        accounts_matching_rule: None,
        password_policy: PasswordPolicy::Open,
        time_zone: TimeZone::DEFAULT,
        language: Language::DEFAULT,
        export_type: ExportType::DEFAULT,
        start_page: StartPage::DEFAULT,
        branding: Branding::default(),
        messaging: MessagingSettings {
            integration_id: Line::default(),
            rotation: RotationAlgorithm::MaxRotation,
            inbound_charge: 0,
            source_address: None,
        },
        reseller: ResellerSettings {
            default_billing_type: billing_type,
            free_credits: Amount::zero(Commodity::MessageCredits),
            api_revision: ApiRevision::Newer,
        },
    }
}
