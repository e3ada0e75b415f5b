//! A service plan: the terms under which accounts are charged, on one tariff of the plan's owner.
//!
//! Promises: a plan's tariff is its owner's own, and a plan's currency is its tariff's and never changes: accounts
//! have balances in it. Knows nothing of rates and of charging.

use money::Currency;

use crate::dictionary::BillingCycle;
use crate::ids::{CustomerKey, ServicePlanId, TariffId};
use crate::tariff::Tariff;
use crate::text::{Line, Title};

/// A service plan, its owner and its tariff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServicePlan {
    /// Its number.
    pub id: ServicePlanId,
    /// Who owns it: his accounts may have it.
    pub owner: CustomerKey,
    /// What calls cost: a tariff of the owner.
    pub tariff: TariffId,
    /// The tariff's currency. Never changes.
    pub currency: Currency,
    /// Everything else.
    pub terms: ServicePlanTerms,
}

/// What a service plan says besides its tariff. Source of the members: article 107487.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServicePlanTerms {
    /// Name, 1 to 128 characters.
    pub name: Title,
    /// Free text.
    pub description: Line<255>,
    /// How often periodic charges fall due.
    pub billing_cycle: BillingCycle,
    /// Whether accounts pay before they call.
    pub prepaid: bool,
    /// Whether calls are suspended when all limits are exhausted.
    pub suspend_all_calls: bool,
}

impl ServicePlanTerms {
    /// The terms of a plan of which only the name is given.
    #[must_use]
    pub fn new(name: Title) -> Self {
        Self {
            name,
            description: Line::default(),
            billing_cycle: BillingCycle::DEFAULT,
            prepaid: true,
            suspend_all_calls: false,
        }
    }

    /// The same terms, with what is given changed.
    #[must_use]
    pub fn with(self, change: TermsChange) -> Self {
        Self {
            name: change.name.unwrap_or(self.name),
            description: change.description.unwrap_or(self.description),
            billing_cycle: change.billing_cycle.unwrap_or(self.billing_cycle),
            prepaid: change.prepaid.unwrap_or(self.prepaid),
            suspend_all_calls: change.suspend_all_calls.unwrap_or(self.suspend_all_calls),
        }
    }
}

/// What is to change of a plan's terms, or is given of a new one's; none: it stays, or is the default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TermsChange {
    /// Name.
    pub name: Option<Title>,
    /// Free text.
    pub description: Option<Line<255>>,
    /// How often periodic charges fall due.
    pub billing_cycle: Option<BillingCycle>,
    /// Whether accounts pay before they call.
    pub prepaid: Option<bool>,
    /// Whether calls are suspended when all limits are exhausted.
    pub suspend_all_calls: Option<bool>,
}

/// What is asked of a new service plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServicePlanDraft {
    /// Its tariff.
    pub tariff: TariffId,
    /// The currency that the tariff is believed to have.
    pub currency: Option<Currency>,
    /// Everything else.
    pub terms: ServicePlanTerms,
}

/// What is asked of an existing service plan.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServicePlanChange {
    /// The tariff that it is to have.
    pub tariff: Option<TariffId>,
    /// The currency that it is believed to have.
    pub currency: Option<Currency>,
    /// What else is to change.
    pub terms: TermsChange,
}

/// Why there is no such plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The owner has no such tariff.
    #[error("the owner has no such tariff")]
    WrongTariff,
    /// The currency named is not the plan's.
    #[error("the currency is not that of the plan's tariff")]
    WrongCurrency,
    /// The tariff would change the plan's currency.
    #[error("the tariff has another currency than the plan")]
    TariffInOtherCurrency,
}

/// The new plan `id` of `owner`; `tariff` is what was found of the drafted number among his tariffs.
///
/// # Errors
/// [`PlanError`].
pub fn create(
    id: ServicePlanId,
    owner: CustomerKey,
    draft: ServicePlanDraft,
    tariff: Option<&Tariff>,
) -> Result<ServicePlan, PlanError> {
    let tariff = owned(owner, draft.tariff, tariff)?;
    let currency = tariff.terms.currency;
    if draft.currency.is_some_and(|believed| believed != currency) {
        return Err(PlanError::WrongCurrency);
    }
    Ok(ServicePlan { id, owner, tariff: tariff.id, currency, terms: draft.terms })
}

/// The plan after `change`; `tariff` is what was found, among his owner's tariffs, of the number that the change names.
///
/// # Errors
/// [`PlanError`].
pub fn update(
    plan: &ServicePlan,
    change: ServicePlanChange,
    tariff: Option<&Tariff>,
) -> Result<ServicePlan, PlanError> {
    if change.currency.is_some_and(|believed| believed != plan.currency) {
        return Err(PlanError::WrongCurrency);
    }
    if let Some(named) = change.tariff
        && owned(plan.owner, named, tariff)?.terms.currency != plan.currency
    {
        return Err(PlanError::TariffInOtherCurrency);
    }
    let tariff = change.tariff.unwrap_or(plan.tariff);
    Ok(ServicePlan { tariff, terms: plan.terms.clone().with(change.terms), ..*plan })
}

fn owned(owner: CustomerKey, named: TariffId, tariff: Option<&Tariff>) -> Result<&Tariff, PlanError> {
    tariff.filter(|tariff| tariff.id == named && tariff.owner == owner).ok_or(PlanError::WrongTariff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::CustomerId;
    use crate::tariff::TariffTerms;

    fn tariff(id: i64, currency: &str) -> Tariff {
        let name = Title::parse("Retail").expect("a title");
        let terms = TariffTerms::new(name, Currency::parse(currency).expect("a currency"));
        Tariff { id: TariffId(id), owner: CustomerKey::ROOT, terms }
    }

    fn terms() -> ServicePlanTerms {
        ServicePlanTerms::new(Title::parse("Basic").expect("a title"))
    }

    fn plan() -> ServicePlan {
        let currency = Currency::parse("USD").expect("a currency");
        let (id, owner) = (ServicePlanId(7), CustomerKey::ROOT);
        ServicePlan { id, owner, tariff: TariffId(1), currency, terms: terms() }
    }

    #[track_caller]
    fn check_create(
        currency: Option<&str>,
        tariff: Option<&Tariff>,
        expected: Result<ServicePlan, PlanError>,
    ) {
        let currency = currency.map(|code| Currency::parse(code).expect("a currency"));
        let draft = ServicePlanDraft { tariff: TariffId(1), currency, terms: terms() };
        assert_eq!(create(ServicePlanId(7), CustomerKey::ROOT, draft, tariff), expected);
    }

    #[test]
    fn a_plan_has_the_currency_of_a_tariff_that_its_owner_owns() {
        let of_another = CustomerKey { id: CustomerId(2), ..CustomerKey::ROOT };
        check_create(None, Some(&tariff(1, "USD")), Ok(plan()));
        check_create(Some("USD"), Some(&tariff(1, "USD")), Ok(plan()));
        check_create(Some("EUR"), Some(&tariff(1, "USD")), Err(PlanError::WrongCurrency));
        check_create(None, None, Err(PlanError::WrongTariff));
        check_create(None, Some(&tariff(2, "USD")), Err(PlanError::WrongTariff));
        let foreign = Tariff { owner: of_another, ..tariff(1, "USD") };
        check_create(None, Some(&foreign), Err(PlanError::WrongTariff));
    }

    #[track_caller]
    fn check_update(
        change: ServicePlanChange,
        tariff: Option<&Tariff>,
        expected: Result<ServicePlan, PlanError>,
    ) {
        assert_eq!(update(&plan(), change, tariff), expected);
    }

    #[test]
    fn a_plan_keeps_its_currency_whatever_else_changes() {
        let nothing = ServicePlanChange::default();
        let currency =
            |code| ServicePlanChange { currency: Currency::parse(code).ok(), ..ServicePlanChange::default() };
        let moved = ServicePlanChange { tariff: Some(TariffId(2)), ..nothing.clone() };
        check_update(nothing, None, Ok(plan()));
        check_update(currency("USD"), None, Ok(plan()));
        check_update(currency("EUR"), None, Err(PlanError::WrongCurrency));
        check_update(moved.clone(), None, Err(PlanError::WrongTariff));
        check_update(moved.clone(), Some(&tariff(1, "USD")), Err(PlanError::WrongTariff));
        check_update(moved.clone(), Some(&tariff(2, "EUR")), Err(PlanError::TariffInOtherCurrency));
        check_update(moved, Some(&tariff(2, "USD")), Ok(ServicePlan { tariff: TariffId(2), ..plan() }));
    }

    #[test]
    fn what_is_not_named_stays() {
        let weekly = BillingCycle::new(1).expect("a cycle");
        let description = Line::parse("text").expect("a line");
        let terms = TermsChange {
            name: Title::parse("Renamed").ok(),
            description: Some(description.clone()),
            billing_cycle: Some(weekly),
            prepaid: Some(false),
            suspend_all_calls: Some(true),
        };
        let all = plan().terms.with(terms);
        let expected = ServicePlanTerms {
            name: Title::parse("Renamed").expect("a title"),
            description,
            billing_cycle: weekly,
            prepaid: false,
            suspend_all_calls: true,
        };
        assert_eq!(all, expected);
        assert_eq!(all.clone().with(TermsChange::default()), all);
    }
}
