//! A node of the tree, what is asked for when one is made, and the decision whether it may be.

use messaging::{RotationAlgorithm, SourceAddress};
use money::{Amount, CallRate, Commodity, Currency, Percent};

use crate::access::{AddCustomer, EditCustomer, Grant};
use crate::billing::{
    ApiRevision, BillingType, Commission, Limits, MessagingSettings, PaymentTerms, ResellerSettings,
};
use crate::branding::Branding;
use crate::contact::{Contact, ContactChange};
use crate::dictionary::{ExportType, Language, PaymentMethod, StartPage, TimeZone};
use crate::ids::{CustomerId, CustomerKey, ObjectId, ROOT, RoutingGroupId, TariffId};
use crate::matching_rule::MatchingRule;
use crate::names::{CustomerName, HostName};
use crate::password::PasswordPolicy;
use crate::rights::{Flag, Right, Rights, RightsChange};
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

/// Root: the customer that an installation begins with. He may do everything and is never billed.
#[must_use]
pub fn root(name: CustomerName, currency: Currency, object_id: ObjectId) -> Customer {
    let profile = bare_profile(name, Rights::root(), BillingType::Postpaid, currency);
    Customer { key: CustomerKey::ROOT, object_id, lineage: Vec::new(), blocked: false, profile }
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

/// Why a customer is not made, or not changed, as far as the tree decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// No customer may stand below the owner.
    #[error("no customer may stand below the owner")]
    DepthExhausted,
    /// An own tariff, where the owner has no right to one or the request denies it.
    #[error("an own tariff is not permitted")]
    OwnTariffForbidden,
    /// A right beyond what the owner has.
    #[error("the owner cannot grant {0}")]
    BeyondOwner(Right),
    /// Postpaid under a prepaid owner, asked for explicitly.
    #[error("a postpaid customer cannot stand under a prepaid one")]
    BillingTypeIncompatible,
    /// The currency of the new tariff is not that of the customer's balance.
    #[error("the currency of a customer's balance does not change")]
    CurrencyChange,
}

/// The customer that `draft` asks for under `owner`, if the tree's rules allow it. `base_currency` is that of the
/// tariff, or the owner's where there is none; the grant proves that somebody may add customers to this owner.
///
/// # Errors
/// See [`RuleError`], in that order.
pub fn create(
    grant: &Grant<AddCustomer>,
    owner: &Customer,
    draft: Draft,
    base_currency: Currency,
    id: CustomerId,
    object_id: ObjectId,
) -> Result<Customer, RuleError> {
    assert_eq!(grant.subject(), owner.key, "the grant is about the owner");
    let has = &owner.profile.rights;
    if has.depth_max <= 0 {
        return Err(RuleError::DepthExhausted);
    }
    let rights = match draft.rights {
        RightsChoice::None => Rights::none_below(has),
        RightsChoice::Reseller => Rights::reseller_below(has),
    };
    let billing_type = decide_billing_type(owner, &draft)?;
    let inherited = &owner.profile;
    let mut profile = Profile {
        password_policy: inherited.password_policy,
        time_zone: inherited.time_zone,
        language: inherited.language,
        export_type: inherited.export_type,
        ..bare_profile(draft.name.clone(), rights, billing_type, base_currency)
    };
    let change = Change { name: None, tariff: Some(draft.tariff), ..draft.change };
    profile.apply(owner, change)?;
    let lineage = owner.lineage.iter().copied().chain([owner.key.id]).collect();
    Ok(Customer { key: CustomerKey::under(owner.key, id), object_id, lineage, blocked: false, profile })
}

/// `customer` with what `change` gives, if the tree's rules allow it; `tariff_currency` is that of the new tariff, if
/// there is one. The grant proves that somebody may edit this customer.
///
/// # Errors
/// See [`RuleError`], in that order.
pub fn update(
    grant: &Grant<EditCustomer>,
    owner: &Customer,
    customer: &Customer,
    change: Change,
    tariff_currency: Option<Currency>,
) -> Result<Customer, RuleError> {
    assert_eq!(grant.subject(), customer.key, "the grant is about the customer");
    let mut changed = customer.clone();
    changed.profile.apply(owner, change)?;
    if tariff_currency.is_some_and(|currency| currency != customer.profile.base_currency) {
        return Err(RuleError::CurrencyChange);
    }
    Ok(changed)
}

impl Profile {
    /// Changes what is given, within what `owner` may grant.
    fn apply(&mut self, owner: &Customer, change: Change) -> Result<(), RuleError> {
        self.apply_tariff(owner, &change)?;
        self.rights = self.rights.changed(&change.rights);
        if let Some(right) = self.rights.beyond(&owner.profile.rights) {
            return Err(RuleError::BeyondOwner(right));
        }
        set(&mut self.name, change.name);
        set(&mut self.description, change.description);
        self.contact.apply(change.contact);
        set(&mut self.routing_group, change.routing_group);
        set(&mut self.commission.agent, change.commission_agent);
        set(&mut self.commission.size, change.commission_size);
        set(&mut self.limits.sessions_max, change.sessions_max);
        set(&mut self.limits.calls_per_second_max, change.calls_per_second_max);
        set(&mut self.limits.overcommit_protection, change.overcommit_protection);
        set(&mut self.limits.overcommit_limit, change.overcommit_limit);
        set(&mut self.accounts_matching_rule, change.accounts_matching_rule);
        set(&mut self.password_policy, change.password_policy);
        set(&mut self.time_zone, change.time_zone);
        set(&mut self.language, change.language);
        set(&mut self.export_type, change.export_type);
        set(&mut self.start_page, change.start_page);
        set(&mut self.branding.css, change.css);
        set(&mut self.branding.dns_alias, change.dns_alias);
        set(&mut self.messaging.integration_id, change.integration_id);
        set(&mut self.messaging.rotation, change.rotation);
        set(&mut self.messaging.inbound_charge, change.inbound_charge);
        set(&mut self.messaging.source_address, change.source_address);
        self.apply_payment(change.payment_currency, change.payment_method, change.payment_minimum_units);
        self.apply_reseller(change.default_billing_type, change.free_credits_units, change.api_revision)
    }

    /// An own tariff needs the owner's right to one, and must not be denied in the same breath.
    fn apply_tariff(&mut self, owner: &Customer, change: &Change) -> Result<(), RuleError> {
        let Some(choice) = change.tariff else { return Ok(()) };
        let permitted =
            owner.profile.rights.flags.has(Flag::OwnTariff) && !change.rights.denied.has(Flag::OwnTariff);
        self.tariff = match choice {
            TariffChoice::Own if !permitted => return Err(RuleError::OwnTariffForbidden),
            TariffChoice::Own | TariffChoice::Unset => None,
            TariffChoice::Of(tariff) => Some(tariff),
        };
        Ok(())
    }

    fn apply_payment(
        &mut self,
        currency: Option<Currency>,
        method: Option<PaymentMethod>,
        minimum: Option<i64>,
    ) {
        set(&mut self.payment.currency, currency);
        set(&mut self.payment.method, method);
        let units = minimum.unwrap_or(self.payment.minimum.units());
        self.payment.minimum = Amount::new(units, Commodity::Currency(self.payment.currency));
    }

    fn apply_reseller(
        &mut self,
        default_billing_type: Option<BillingType>,
        free_credits_units: Option<i64>,
        api_revision: Option<ApiRevision>,
    ) -> Result<(), RuleError> {
        set(&mut self.reseller.default_billing_type, default_billing_type);
        set(&mut self.reseller.api_revision, api_revision);
        if let Some(units) = free_credits_units {
            self.reseller.free_credits = Amount::new(units, Commodity::MessageCredits);
        }
        let default = self.reseller.default_billing_type;
        if self.billing_type == BillingType::Prepaid && default == BillingType::Postpaid {
            return Err(RuleError::BillingTypeIncompatible);
        }
        Ok(())
    }
}

fn set<T>(slot: &mut T, given: Option<T>) {
    if let Some(value) = given {
        *slot = value;
    }
}

fn decide_billing_type(owner: &Customer, draft: &Draft) -> Result<BillingType, RuleError> {
    let by_limit = if 0 < draft.credit_limit_units { BillingType::Postpaid } else { BillingType::Prepaid };
    match draft.billing_type {
        BillingChoice::Explicit(BillingType::Postpaid)
            if owner.profile.billing_type == BillingType::Prepaid =>
        {
            Err(RuleError::BillingTypeIncompatible)
        }
        BillingChoice::Explicit(asked) | BillingChoice::Default(asked) => Ok(asked),
        BillingChoice::OfOwner => Ok(owner.profile.reseller.default_billing_type),
        BillingChoice::ByCreditLimit => Ok(by_limit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Caller;
    use crate::rights::{Flags, Manage};

    fn top() -> Customer {
        let name = "root".parse().expect("a name");
        root(name, Currency::parse("USD").expect("a currency"), ObjectId::compose(0, [0; 5], 0))
    }

    fn child_of(owner: &Customer, change: impl FnOnce(&mut Draft)) -> Result<Customer, RuleError> {
        let mut draft = Draft::new("child".parse().expect("a name"), TariffChoice::Unset);
        change(&mut draft);
        let grant = Caller::System.grant(owner).expect("the system may");
        let object_id = ObjectId::compose(1, [0; 5], 1);
        create(&grant, owner, draft, owner.profile.base_currency, CustomerId(2), object_id)
    }

    #[track_caller]
    fn check(owner: &Customer, change: impl FnOnce(&mut Draft), expected: Result<(), RuleError>) {
        assert_eq!(child_of(owner, change).map(|_| ()), expected);
    }

    #[test]
    fn a_child_stands_below_its_owner_in_its_branch() {
        let child = child_of(&top(), |_| ()).expect("allowed");
        assert_eq!(child.lineage, [ROOT]);
        assert_eq!(child.key.branch.0, 2);
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
        check(&reseller, |draft| draft.change.rights.customers = Some(Manage::ALL), Ok(()));
        let vouchers = |draft: &mut Draft| draft.change.rights.vouchers = Some(Manage::ADD);
        check(&reseller, vouchers, Err(RuleError::BeyondOwner(Right::Vouchers)));
        let leaf = child_of(&top(), |draft| draft.change.rights.depth_max = Some(0)).expect("allowed");
        check(&leaf, |_| (), Err(RuleError::DepthExhausted));
    }

    #[test]
    fn an_own_tariff_needs_the_owners_right_and_no_denial() {
        let own = |draft: &mut Draft| draft.tariff = TariffChoice::Own;
        check(&top(), own, Ok(()));
        let denied = |draft: &mut Draft| {
            draft.tariff = TariffChoice::Own;
            draft.change.rights = RightsChange::default().with(Flag::OwnTariff, false);
        };
        check(&top(), denied, Err(RuleError::OwnTariffForbidden));
        let reseller = child_of(&top(), |draft| draft.rights = RightsChoice::Reseller).expect("allowed");
        check(&reseller, own, Err(RuleError::OwnTariffForbidden));
    }

    #[test]
    fn billing_types() {
        use BillingType::{Postpaid, Prepaid};
        let prepaid = child_of(&top(), |_| ()).expect("allowed");
        let by = |choice| move |draft: &mut Draft| draft.billing_type = choice;
        check(&prepaid, by(BillingChoice::Explicit(Postpaid)), Err(RuleError::BillingTypeIncompatible));
        check(&prepaid, by(BillingChoice::Explicit(Prepaid)), Ok(()));
        check(&prepaid, by(BillingChoice::Default(Postpaid)), Ok(()));
        let of_owner = child_of(&prepaid, by(BillingChoice::OfOwner)).expect("allowed");
        assert_eq!(of_owner.profile.billing_type, Prepaid);
        let limited = child_of(&prepaid, |draft| draft.credit_limit_units = 1).expect("allowed");
        assert_eq!(limited.profile.billing_type, Postpaid);
        let laid_down = |draft: &mut Draft| draft.change.default_billing_type = Some(Postpaid);
        check(&top(), laid_down, Err(RuleError::BillingTypeIncompatible));
    }

    #[test]
    fn an_update_changes_what_is_given_and_keeps_the_rest() {
        let owner = top();
        let customer = child_of(&owner, |draft| {
            draft.change.integration_id = Line::parse("kept").ok();
            draft.change.rights = RightsChange::default().with(Flag::Callshop, true);
        });
        let customer = customer.expect("allowed");
        let change = Change {
            description: Block::parse("new").ok(),
            rights: RightsChange { accounts: Some(Manage::ADD), ..RightsChange::default() }
                .with(Flag::Callshop, false),
            ..Change::default()
        };
        let grant = Caller::System.grant(&customer).expect("the system may");
        let changed = update(&grant, &owner, &customer, change, None).expect("allowed").profile;
        assert_eq!(
            (changed.description.as_str(), changed.messaging.integration_id.as_str()),
            ("new", "kept")
        );
        assert_eq!((changed.rights.accounts, changed.rights.flags), (Manage::ADD, Flags::NONE));
    }

    #[test]
    fn an_update_keeps_the_rules_of_a_create() {
        let owner = child_of(&top(), |draft| draft.rights = RightsChoice::Reseller).expect("allowed");
        let customer = child_of(&owner, |_| ()).expect("allowed");
        let grant = Caller::System.grant(&customer).expect("the system may");
        let euro = Currency::parse("EUR").ok();
        let vouchers = RightsChange { vouchers: Some(Manage::ADD), ..RightsChange::default() };
        for (change, currency, expected) in [
            (
                Change { tariff: Some(TariffChoice::Own), ..Change::default() },
                None,
                RuleError::OwnTariffForbidden,
            ),
            (Change { rights: vouchers, ..Change::default() }, None, RuleError::BeyondOwner(Right::Vouchers)),
            (
                Change { default_billing_type: Some(BillingType::Postpaid), ..Change::default() },
                None,
                RuleError::BillingTypeIncompatible,
            ),
            (
                Change { tariff: Some(TariffChoice::Of(TariffId(1))), ..Change::default() },
                euro,
                RuleError::CurrencyChange,
            ),
        ] {
            assert_eq!(update(&grant, &owner, &customer, change, currency), Err(expected));
        }
    }
}
