//! A node of the tree, what is asked for when one is made, and the decision whether it may be.

use messaging::{RotationAlgorithm, SourceAddress};
use money::{Amount, CallRate, Commodity, Currency, Percent};

use crate::access::{AddCustomer, Grant};
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
use crate::rights::{Flag, Flags, Manage, Right, Rights};
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

/// The rights asked for; what is not given follows from the owner's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RightsDraft {
    /// See [`Rights::accounts`].
    pub accounts: Manage,
    /// See [`Rights::customers`].
    pub customers: Manage,
    /// See [`Rights::tariffs`].
    pub tariffs: Manage,
    /// See [`Rights::vouchers`].
    pub vouchers: Manage,
    /// See [`Rights::flags`].
    pub flags: Flags,
    /// See [`Rights::depth_max`]; not given: one level less than the owner.
    pub depth_max: Option<i64>,
}

/// What is asked for when a customer is made. What is not given gets the default that the field names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Name.
    pub name: CustomerName,
    /// Tariff.
    pub tariff: TariffChoice,
    /// Whether the caller spoke about the right to an own tariff at all.
    pub own_tariff_denied: bool,
    /// Free text; empty.
    pub description: Block<255>,
    /// Contact data; empty.
    pub contact: Contact,
    /// Routing group; none.
    pub routing_group: Option<RoutingGroupId>,
    /// Initial money, positive or negative, in 10^-8 of the base currency; 0.
    pub balance_units: i64,
    /// How far into debt, in 10^-8 of the base currency, never negative; 0.
    pub credit_limit_units: i64,
    /// Asked for explicitly; else it follows from the credit limit: some makes postpaid.
    pub billing_type: BillingChoice,
    /// Preferred currency of payments; the base currency.
    pub payment_currency: Option<Currency>,
    /// Preferred method of payments; the dictionary's default.
    pub payment_method: Option<PaymentMethod>,
    /// Smallest payment in 10^-8 of its currency, never negative; 0.
    pub payment_minimum_units: i64,
    /// Commission; none.
    pub commission: Option<Commission>,
    /// Rights; none.
    pub rights: RightsChoice,
    /// Limits; none.
    pub limits: Limits,
    /// Rule for account names; none.
    pub accounts_matching_rule: Option<MatchingRule>,
    /// Password policy; the owner's.
    pub password_policy: Option<PasswordPolicy>,
    /// Time zone; the owner's.
    pub time_zone: Option<TimeZone>,
    /// Language; the owner's.
    pub language: Option<Language>,
    /// Download format; the owner's.
    pub export_type: Option<ExportType>,
    /// First page; the dictionary's default.
    pub start_page: Option<StartPage>,
    /// Look; none.
    pub branding: Branding,
    /// Identity in somebody else's system; empty.
    pub integration_id: Line<255>,
    /// How a reply number is picked; [`RotationAlgorithm::MaxRotation`].
    pub rotation: Option<RotationAlgorithm>,
    /// Price of an inbound message; 0.
    pub inbound_charge: i64,
    /// Sender when nothing else names one; none.
    pub source_address: Option<SourceAddress>,
    /// For a reseller: what he lays down; the defaults of [`ResellerDraft`].
    pub reseller: ResellerDraft,
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

/// How the rights of a new customer are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RightsChoice {
    /// As asked for.
    Given(RightsDraft),
    /// Those of a reseller, as far as the owner has them.
    Reseller,
}

/// What is asked for about a reseller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ResellerDraft {
    /// Billing type of customers made with their first user; the reseller's own.
    pub default_billing_type: Option<BillingType>,
    /// Free credits in 10^-8, never negative; 0.
    pub free_credits_units: i64,
    /// Revision of the interface; the newer.
    pub api_revision: Option<ApiRevision>,
}

impl Draft {
    /// The least that can be asked for.
    #[must_use]
    pub fn new(name: CustomerName, tariff: TariffChoice) -> Self {
        Self {
            name,
            tariff,
            own_tariff_denied: false,
            description: Block::default(),
            contact: Contact::default(),
            routing_group: None,
            balance_units: 0,
            credit_limit_units: 0,
            billing_type: BillingChoice::ByCreditLimit,
            payment_currency: None,
            payment_method: None,
            payment_minimum_units: 0,
            commission: None,
            rights: RightsChoice::Given(RightsDraft::default()),
            limits: Limits {
                sessions_max: None,
                calls_per_second_max: None::<CallRate>,
                overcommit_protection: false,
                overcommit_limit: Percent::ZERO,
            },
            accounts_matching_rule: None,
            password_policy: None,
            time_zone: None,
            language: None,
            export_type: None,
            start_page: None,
            branding: Branding::default(),
            integration_id: Line::default(),
            rotation: None,
            inbound_charge: 0,
            source_address: None,
            reseller: ResellerDraft::default(),
        }
    }
}

/// Root: the customer that an installation begins with. He may do everything and is never billed.
#[must_use]
pub fn root(name: CustomerName, currency: Currency, object_id: ObjectId) -> Customer {
    let draft = Draft::new(name, TariffChoice::Unset);
    let profile = Profile {
        name: draft.name,
        description: draft.description,
        contact: draft.contact,
        tariff: None,
        routing_group: None,
        base_currency: currency,
        billing_type: BillingType::Postpaid,
        payment: PaymentTerms {
            currency,
            method: PaymentMethod::DEFAULT,
            minimum: Amount::zero(Commodity::Currency(currency)),
        },
        commission: Commission { agent: None, size: Percent::ZERO },
        rights: Rights::root(),
        limits: draft.limits,
        accounts_matching_rule: None,
        password_policy: PasswordPolicy::Open,
        time_zone: TimeZone::DEFAULT,
        language: Language::DEFAULT,
        export_type: ExportType::DEFAULT,
        start_page: StartPage::DEFAULT,
        branding: draft.branding,
        messaging: MessagingSettings {
            integration_id: draft.integration_id,
            rotation: RotationAlgorithm::MaxRotation,
            inbound_charge: 0,
            source_address: None,
        },
        reseller: ResellerSettings {
            default_billing_type: BillingType::Postpaid,
            free_credits: Amount::zero(Commodity::MessageCredits),
            api_revision: ApiRevision::Newer,
        },
    };
    Customer { key: CustomerKey::ROOT, object_id, lineage: Vec::new(), blocked: false, profile }
}

/// Why a customer was not made, as far as the tree decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreateError {
    /// No customer may stand below the owner.
    #[error("no customer may stand below the owner")]
    DepthExhausted,
    /// A right beyond what the owner has.
    #[error("the owner cannot grant {0}")]
    BeyondOwner(Right),
    /// An own tariff, where the owner has no right to one or the request denies it.
    #[error("an own tariff is not permitted")]
    OwnTariffForbidden,
    /// Postpaid under a prepaid owner, asked for explicitly.
    #[error("a postpaid customer cannot stand under a prepaid one")]
    BillingTypeIncompatible,
}

/// The customer that `draft` asks for under `owner`, if the tree's rules allow it. `base_currency` is that of the
/// tariff, or the owner's where there is none; the grant proves that somebody may add customers to this owner.
///
/// # Errors
/// See [`CreateError`], in that order.
pub fn create(
    grant: &Grant<AddCustomer>,
    owner: &Customer,
    draft: Draft,
    base_currency: Currency,
    id: CustomerId,
    object_id: ObjectId,
) -> Result<Customer, CreateError> {
    assert_eq!(grant.subject(), owner.key, "the grant is about the owner");
    let rights = decide_rights(owner, &draft)?;
    let billing_type = decide_billing_type(owner, &draft)?;
    let inherited = &owner.profile;
    let money = |units, currency| Amount::new(units, Commodity::Currency(currency));
    let payment_currency = draft.payment_currency.unwrap_or(base_currency);
    let profile = Profile {
        name: draft.name,
        description: draft.description,
        contact: draft.contact,
        tariff: match draft.tariff {
            TariffChoice::Of(tariff) => Some(tariff),
            TariffChoice::Own | TariffChoice::Unset => None,
        },
        routing_group: draft.routing_group,
        base_currency,
        billing_type,
        payment: PaymentTerms {
            currency: payment_currency,
            method: draft.payment_method.unwrap_or(PaymentMethod::DEFAULT),
            minimum: money(draft.payment_minimum_units, payment_currency),
        },
        commission: draft.commission.unwrap_or(Commission { agent: None, size: Percent::ZERO }),
        rights,
        limits: draft.limits,
        accounts_matching_rule: draft.accounts_matching_rule,
        password_policy: draft.password_policy.unwrap_or(inherited.password_policy),
        time_zone: draft.time_zone.unwrap_or(inherited.time_zone),
        language: draft.language.unwrap_or(inherited.language),
        export_type: draft.export_type.unwrap_or(inherited.export_type),
        start_page: draft.start_page.unwrap_or(StartPage::DEFAULT),
        branding: draft.branding,
        messaging: MessagingSettings {
            integration_id: draft.integration_id,
            rotation: draft.rotation.unwrap_or(RotationAlgorithm::MaxRotation),
            inbound_charge: draft.inbound_charge,
            source_address: draft.source_address,
        },
        reseller: decide_reseller(draft.reseller, billing_type)?,
    };
    let lineage = owner.lineage.iter().copied().chain([owner.key.id]).collect();
    Ok(Customer { key: CustomerKey::under(owner.key, id), object_id, lineage, blocked: false, profile })
}

fn decide_rights(owner: &Customer, draft: &Draft) -> Result<Rights, CreateError> {
    let has = &owner.profile.rights;
    if has.depth_max <= 0 {
        return Err(CreateError::DepthExhausted);
    }
    let own_tariff_allowed = has.flags.has(Flag::OwnTariff) && !draft.own_tariff_denied;
    if draft.tariff == TariffChoice::Own && !own_tariff_allowed {
        return Err(CreateError::OwnTariffForbidden);
    }
    let rights = match draft.rights {
        RightsChoice::Reseller => Rights::reseller_below(has),
        RightsChoice::Given(given) => Rights {
            accounts: given.accounts,
            customers: given.customers,
            tariffs: given.tariffs,
            vouchers: given.vouchers,
            flags: given.flags,
            depth_max: given.depth_max.unwrap_or(Rights::none_below(has).depth_max),
        },
    };
    match rights.beyond(has) {
        Some(right) => Err(CreateError::BeyondOwner(right)),
        None => Ok(rights),
    }
}

fn decide_billing_type(owner: &Customer, draft: &Draft) -> Result<BillingType, CreateError> {
    let by_limit = if 0 < draft.credit_limit_units { BillingType::Postpaid } else { BillingType::Prepaid };
    match draft.billing_type {
        BillingChoice::Explicit(BillingType::Postpaid)
            if owner.profile.billing_type == BillingType::Prepaid =>
        {
            Err(CreateError::BillingTypeIncompatible)
        }
        BillingChoice::Explicit(asked) | BillingChoice::Default(asked) => Ok(asked),
        BillingChoice::OfOwner => Ok(owner.profile.reseller.default_billing_type),
        BillingChoice::ByCreditLimit => Ok(by_limit),
    }
}

fn decide_reseller(draft: ResellerDraft, own: BillingType) -> Result<ResellerSettings, CreateError> {
    let default_billing_type = draft.default_billing_type.unwrap_or(own);
    if own == BillingType::Prepaid && default_billing_type == BillingType::Postpaid {
        return Err(CreateError::BillingTypeIncompatible);
    }
    Ok(ResellerSettings {
        default_billing_type,
        free_credits: Amount::new(draft.free_credits_units, Commodity::MessageCredits),
        api_revision: draft.api_revision.unwrap_or(ApiRevision::Newer),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Caller;

    fn top() -> Customer {
        let name = "root".parse().expect("a name");
        root(name, Currency::parse("USD").expect("a currency"), ObjectId::compose(0, [0; 5], 0))
    }

    fn child_of(owner: &Customer, change: impl FnOnce(&mut Draft)) -> Result<Customer, CreateError> {
        let mut draft = Draft::new("child".parse().expect("a name"), TariffChoice::Unset);
        change(&mut draft);
        let grant = Caller::System.grant(owner).expect("the system may");
        let object_id = ObjectId::compose(1, [0; 5], 1);
        create(&grant, owner, draft, owner.profile.base_currency, CustomerId(2), object_id)
    }

    fn given(change: impl FnOnce(&mut RightsDraft)) -> RightsChoice {
        let mut rights = RightsDraft::default();
        change(&mut rights);
        RightsChoice::Given(rights)
    }

    #[track_caller]
    fn check(owner: &Customer, change: impl FnOnce(&mut Draft), expected: Result<(), CreateError>) {
        assert_eq!(child_of(owner, change).map(|_| ()), expected);
    }

    #[test]
    fn a_child_stands_below_its_owner_in_its_branch() {
        let child = child_of(&top(), |_| ()).expect("allowed");
        assert_eq!(child.lineage, [ROOT]);
        assert_eq!(child.key.branch.0, 2);
        assert!(child.is_within(CustomerKey::ROOT) && !top().is_within(child.key));
    }

    #[test]
    fn locale_is_inherited_and_the_rest_has_its_default() {
        let mut owner = top();
        owner.profile.language = Language::new("ru").expect("a language");
        let child = child_of(&owner, |_| ()).expect("allowed").profile;
        assert_eq!(child.language.code(), "ru");
        assert_eq!(child.rights, Rights::none_below(&owner.profile.rights));
        assert_eq!(child.billing_type, BillingType::Prepaid);
        assert_eq!(child.messaging.rotation, RotationAlgorithm::MaxRotation);
    }

    #[test]
    fn rights_are_bounded_by_the_owner() {
        let reseller = child_of(&top(), |draft| draft.rights = RightsChoice::Reseller).expect("allowed");
        check(&reseller, |draft| draft.rights = given(|rights| rights.customers = Manage::ALL), Ok(()));
        let vouchers = |draft: &mut Draft| draft.rights = given(|rights| rights.vouchers = Manage::ADD);
        check(&reseller, vouchers, Err(CreateError::BeyondOwner(Right::Vouchers)));
        let leaf = child_of(&top(), |draft| draft.rights = given(|rights| rights.depth_max = Some(0)))
            .expect("allowed");
        check(&leaf, |_| (), Err(CreateError::DepthExhausted));
    }

    #[test]
    fn an_own_tariff_needs_the_owners_right_and_no_denial() {
        let own = |draft: &mut Draft| draft.tariff = TariffChoice::Own;
        check(&top(), own, Ok(()));
        let denied = |draft: &mut Draft| (draft.tariff, draft.own_tariff_denied) = (TariffChoice::Own, true);
        check(&top(), denied, Err(CreateError::OwnTariffForbidden));
        let reseller = child_of(&top(), |draft| draft.rights = RightsChoice::Reseller).expect("allowed");
        check(&reseller, own, Err(CreateError::OwnTariffForbidden));
    }

    #[test]
    fn billing_types() {
        use BillingType::{Postpaid, Prepaid};
        let prepaid = child_of(&top(), |_| ()).expect("allowed");
        let by = |choice| move |draft: &mut Draft| draft.billing_type = choice;
        check(&prepaid, by(BillingChoice::Explicit(Postpaid)), Err(CreateError::BillingTypeIncompatible));
        check(&prepaid, by(BillingChoice::Explicit(Prepaid)), Ok(()));
        check(&prepaid, by(BillingChoice::Default(Postpaid)), Ok(()));
        let of_owner = child_of(&prepaid, by(BillingChoice::OfOwner)).expect("allowed");
        assert_eq!(of_owner.profile.billing_type, Prepaid);
        let limited = child_of(&prepaid, |draft| draft.credit_limit_units = 1).expect("allowed");
        assert_eq!(limited.profile.billing_type, Postpaid);
        let reseller = ResellerDraft { default_billing_type: Some(Postpaid), ..ResellerDraft::default() };
        check(&top(), |draft| draft.reseller = reseller, Err(CreateError::BillingTypeIncompatible));
    }
}
