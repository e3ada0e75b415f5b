//! The decision whether a customer may be made or changed as asked: what a parent may grant, and what never changes.

use money::{Amount, Commodity, Currency};

use super::{BillingChoice, Change, Customer, Draft, Profile, RightsChoice, TariffChoice, bare_profile};
use crate::access::{AddCustomer, EditCustomer, Grant};
use crate::billing::{ApiRevision, BillingType};
use crate::dictionary::PaymentMethod;
use crate::ids::{CustomerId, CustomerKey, ObjectId};
use crate::rights::{Flag, Right, Rights};

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
    let billing_type = decide_billing_type(owner, &draft);
    let asked_to_pay_later = draft.billing_type == BillingChoice::Explicit(BillingType::Postpaid);
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
    if asked_to_pay_later && owner.profile.billing_type == BillingType::Prepaid {
        return Err(RuleError::BillingTypeIncompatible);
    }
    let lineage = owner.lineage.iter().copied().chain([owner.key.id]).collect();
    Ok(Customer {
        key: CustomerKey::under(owner.key, id),
        object_id,
        lineage,
        blocked: false,
        had_customers: false,
        profile,
    })
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

fn decide_billing_type(owner: &Customer, draft: &Draft) -> BillingType {
    match draft.billing_type {
        BillingChoice::Explicit(asked) | BillingChoice::Default(asked) => asked,
        BillingChoice::OfOwner => owner.profile.reseller.default_billing_type,
        BillingChoice::ByCreditLimit if 0 < draft.credit_limit_units => BillingType::Postpaid,
        BillingChoice::ByCreditLimit => BillingType::Prepaid,
    }
}

#[cfg(test)]
mod tests {
    use messaging::RotationAlgorithm;

    use super::super::root;
    use super::*;
    use crate::access::Caller;
    use crate::dictionary::Language;
    use crate::ids::{ROOT, TariffId};
    use crate::rights::{Flags, Manage, RightsChange};
    use crate::text::{Block, Line};

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
    fn of_several_broken_rules_the_first_is_told() {
        let prepaid = child_of(&top(), |_| ()).expect("allowed");
        let beyond = |draft: &mut Draft| {
            draft.billing_type = BillingChoice::Explicit(BillingType::Postpaid);
            draft.change.rights.accounts = Some(Manage::ADD);
        };
        check(&prepaid, beyond, Err(RuleError::BeyondOwner(Right::Accounts)));
        let own = |draft: &mut Draft| {
            beyond(draft);
            draft.tariff = TariffChoice::Own;
        };
        check(&prepaid, own, Err(RuleError::OwnTariffForbidden));
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
