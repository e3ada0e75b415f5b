//! A price list: its name, currency and the terms that all its rates share.

use money::{Commodity, Currency, Percent, UnitPrice};

use crate::dictionary::TariffType;
use crate::ids::{CustomerKey, TariffId};
use crate::text::{Line, Title};

/// A tariff and its owner. Currency and type never change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tariff {
    /// Its number.
    pub id: TariffId,
    /// Who owns it: his customers may be put on it.
    pub owner: CustomerKey,
    /// Everything else.
    pub terms: TariffTerms,
}

/// What a tariff says besides its rates. Defaults are those that the voice dialect documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TariffTerms {
    /// Name, 1 to 128 characters.
    pub name: Title,
    /// Currency of every price.
    pub currency: Currency,
    /// What it prices.
    pub tariff_type: TariffType,
    /// Charged once when a call is answered.
    pub connect_fee: UnitPrice,
    /// Seconds at the start that cost nothing.
    pub free_seconds: i64,
    /// Part of the call's cost added at its end, in percent.
    pub post_call_surcharge: Percent,
    /// A call that ends within so many seconds costs nothing.
    pub grace_period_seconds: i64,
    /// Whether a call that would lose money is refused.
    pub loss_protection: bool,
    /// The loss that is borne all the same; none: none.
    pub loss_max: Option<UnitPrice>,
    /// Whether the cost is rounded up, else to the nearest.
    pub cost_round_up: bool,
    /// Decimals that a cost keeps.
    pub decimal_precision: i64,
    /// Expected call duration, for comparing prices.
    pub average_duration_seconds: i64,
    /// Whether calls between neighbours have prices of their own.
    pub local_calling: bool,
    /// Which callers count as neighbours.
    pub local_calling_rule: Line<255>,
}

impl TariffTerms {
    /// The terms of a tariff of which only name and currency are given.
    #[must_use]
    pub fn new(name: Title, currency: Currency) -> Self {
        Self {
            name,
            currency,
            tariff_type: TariffType::DEFAULT,
            connect_fee: UnitPrice::new(0, Commodity::Currency(currency)),
            free_seconds: 0,
            post_call_surcharge: Percent::ZERO,
            grace_period_seconds: 0,
            loss_protection: false,
            loss_max: None,
            cost_round_up: false,
            decimal_precision: 20,
            average_duration_seconds: 200,
            local_calling: false,
            local_calling_rule: Line::default(),
        }
    }

    /// The same terms, with what is given changed.
    #[must_use]
    pub fn with(self, change: TermsChange) -> Self {
        let price = |units| UnitPrice::new(units, Commodity::Currency(self.currency));
        Self {
            name: change.name.unwrap_or(self.name),
            connect_fee: change.connect_fee_units.map_or(self.connect_fee, price),
            free_seconds: change.free_seconds.unwrap_or(self.free_seconds),
            post_call_surcharge: change.post_call_surcharge.unwrap_or(self.post_call_surcharge),
            grace_period_seconds: change.grace_period_seconds.unwrap_or(self.grace_period_seconds),
            loss_protection: change.loss_protection.unwrap_or(self.loss_protection),
            loss_max: change.loss_max_units.map_or(self.loss_max, |units| units.map(price)),
            cost_round_up: change.cost_round_up.unwrap_or(self.cost_round_up),
            decimal_precision: change.decimal_precision.unwrap_or(self.decimal_precision),
            average_duration_seconds: change
                .average_duration_seconds
                .unwrap_or(self.average_duration_seconds),
            local_calling: change.local_calling.unwrap_or(self.local_calling),
            local_calling_rule: change.local_calling_rule.unwrap_or(self.local_calling_rule),
            ..self
        }
    }
}

/// What is to change of a tariff's terms, or is given of a new one's; none: it stays, or is the default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TermsChange {
    /// Name.
    pub name: Option<Title>,
    /// Charged once when a call is answered, in 10^-10 of the tariff's currency.
    pub connect_fee_units: Option<i64>,
    /// Seconds at the start that cost nothing.
    pub free_seconds: Option<i64>,
    /// Part of the call's cost added at its end.
    pub post_call_surcharge: Option<Percent>,
    /// A call that ends within so many seconds costs nothing.
    pub grace_period_seconds: Option<i64>,
    /// Whether a call that would lose money is refused.
    pub loss_protection: Option<bool>,
    /// The loss that is borne all the same, in 10^-10 of the tariff's currency, or none.
    pub loss_max_units: Option<Option<i64>>,
    /// Whether the cost is rounded up.
    pub cost_round_up: Option<bool>,
    /// Decimals that a cost keeps.
    pub decimal_precision: Option<i64>,
    /// Expected call duration.
    pub average_duration_seconds: Option<i64>,
    /// Whether calls between neighbours have prices of their own.
    pub local_calling: Option<bool>,
    /// Which callers count as neighbours.
    pub local_calling_rule: Option<Line<255>>,
}

/// What is asked of an existing tariff.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TariffChange {
    /// The currency that it is believed to have.
    pub currency: Option<Currency>,
    /// What it is believed to price.
    pub tariff_type: Option<TariffType>,
    /// What is to change.
    pub terms: TermsChange,
}

/// What of a tariff never changes: customers were given balances in its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FixedTerm {
    /// The currency.
    #[error("the currency of a tariff never changes")]
    Currency,
    /// What it prices.
    #[error("the type of a tariff never changes")]
    TariffType,
}

/// The tariff after `change`.
///
/// # Errors
/// Currency or type are named, and are not what they are.
pub fn update(tariff: &Tariff, change: TariffChange) -> Result<Tariff, FixedTerm> {
    let terms = tariff.terms.clone();
    if change.currency.is_some_and(|currency| currency != terms.currency) {
        return Err(FixedTerm::Currency);
    }
    if change.tariff_type.is_some_and(|tariff_type| tariff_type != terms.tariff_type) {
        return Err(FixedTerm::TariffType);
    }
    Ok(Tariff { terms: terms.with(change.terms), ..*tariff })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tariff() -> Tariff {
        let name = Title::parse("Retail").expect("a title");
        let terms = TariffTerms::new(name, Currency::parse("USD").expect("a currency"));
        Tariff { id: TariffId(1), owner: CustomerKey::ROOT, terms }
    }

    #[track_caller]
    fn check(currency: Option<&str>, tariff_type: Option<i64>, expected: Result<(), FixedTerm>) {
        let change = TariffChange {
            currency: currency.map(|code| Currency::parse(code).expect("a currency")),
            tariff_type: tariff_type.map(|id| TariffType::new(id).expect("a type")),
            terms: TermsChange { free_seconds: Some(5), ..TermsChange::default() },
        };
        let updated = update(&tariff(), change);
        assert_eq!(updated.as_ref().map(|_| ()).map_err(|error| *error), expected);
        if let Ok(updated) = updated {
            let terms = TariffTerms { free_seconds: 5, ..tariff().terms };
            assert_eq!(updated, Tariff { terms, ..tariff() });
        }
    }

    #[test]
    fn currency_and_type_may_be_named_as_they_are() {
        check(None, None, Ok(()));
        check(Some("USD"), Some(1), Ok(()));
        check(Some("EUR"), None, Err(FixedTerm::Currency));
        check(None, Some(2), Err(FixedTerm::TariffType));
        check(Some("EUR"), Some(2), Err(FixedTerm::Currency));
    }

    #[test]
    fn a_loss_is_set_kept_and_taken_away() {
        let loss = |units: Option<Option<i64>>, terms: TariffTerms| {
            terms.with(TermsChange { loss_max_units: units, ..TermsChange::default() })
        };
        let price = |units| UnitPrice::new(units, Commodity::Currency(tariff().terms.currency));
        let set = loss(Some(Some(7)), tariff().terms);
        assert_eq!(set.loss_max, Some(price(7)));
        assert_eq!(loss(None, set.clone()), set);
        assert_eq!(loss(Some(None), set).loss_max, None);
    }
}
