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
}
