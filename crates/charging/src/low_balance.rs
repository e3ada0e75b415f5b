//! What is to happen when a customer or an account has little left. Kept and checked here; who watches and acts is elsewhere.

use money::{Amount, AmountError, Commodity};

/// The settings of one customer or account. The threshold is compared with what he has available: balance and credit limit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LowBalance {
    /// Below this something happens; none: nothing does. May be negative.
    pub threshold: Option<Amount>,
    /// Whether he is written to.
    pub notify_by_email: bool,
    /// Whether his payment card is charged.
    pub charge_card: bool,
    /// With how much; positive where the card is charged, never negative.
    pub charge_amount: Amount,
    /// How often he is written to again while nothing changes.
    pub retry_count: i64,
    /// Seconds between.
    pub retry_interval: i64,
    /// Whether the payment card of an account is charged when its service plan falls due. Never of a customer.
    pub billing_run_charge_card: bool,
    /// With how much; positive where the card is charged then, never negative.
    pub billing_run_charge_amount: Amount,
}

/// What is to change; what is not given stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LowBalanceChange {
    /// The threshold, in 10^-8 of the base currency, or none.
    pub threshold_units: Option<Option<i64>>,
    /// See [`LowBalance::notify_by_email`].
    pub notify_by_email: Option<bool>,
    /// See [`LowBalance::charge_card`].
    pub charge_card: Option<bool>,
    /// See [`LowBalance::charge_amount`], in 10^-8 of the base currency; never negative.
    pub charge_units: Option<i64>,
    /// See [`LowBalance::retry_count`]; never negative.
    pub retry_count: Option<i64>,
    /// See [`LowBalance::retry_interval`]; never negative.
    pub retry_interval: Option<i64>,
    /// See [`LowBalance::billing_run_charge_card`].
    pub billing_run_charge_card: Option<bool>,
    /// See [`LowBalance::billing_run_charge_amount`], in 10^-8 of the base currency; never negative.
    pub billing_run_charge_units: Option<i64>,
}

/// The card is to be charged with nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a card that is charged needs an amount above zero")]
pub struct ChargeAmountNeeded;

impl LowBalance {
    /// Nothing happens: what holds for a customer of whom nothing else was said.
    #[must_use]
    pub fn off(commodity: Commodity) -> Self {
        Self {
            threshold: None,
            notify_by_email: false,
            charge_card: false,
            charge_amount: Amount::zero(commodity),
            retry_count: 0,
            retry_interval: 0,
            billing_run_charge_card: false,
            billing_run_charge_amount: Amount::zero(commodity),
        }
    }

    /// What it is counted in.
    #[must_use]
    pub fn commodity(&self) -> Commodity {
        self.charge_amount.commodity()
    }

    /// Whether little is left where `available` can be spent; none: without limit, and so never.
    ///
    /// # Errors
    /// The two are counted in different things.
    pub fn is_low(&self, available: Option<Amount>) -> Result<bool, AmountError> {
        match (self.threshold, available) {
            (Some(threshold), Some(available)) => Ok(available.checked_sub(threshold)?.is_negative()),
            _ => Ok(false),
        }
    }

    /// These settings after `change`.
    ///
    /// # Errors
    /// [`ChargeAmountNeeded`].
    pub fn changed(self, change: LowBalanceChange) -> Result<Self, ChargeAmountNeeded> {
        let amount = |units| Amount::new(units, self.commodity());
        let changed = Self {
            threshold: change.threshold_units.map_or(self.threshold, |units| units.map(amount)),
            notify_by_email: change.notify_by_email.unwrap_or(self.notify_by_email),
            charge_card: change.charge_card.unwrap_or(self.charge_card),
            charge_amount: change.charge_units.map_or(self.charge_amount, amount),
            retry_count: change.retry_count.unwrap_or(self.retry_count),
            retry_interval: change.retry_interval.unwrap_or(self.retry_interval),
            billing_run_charge_card: change.billing_run_charge_card.unwrap_or(self.billing_run_charge_card),
            billing_run_charge_amount: change
                .billing_run_charge_units
                .map_or(self.billing_run_charge_amount, amount),
        };
        let is_charged_nothing = |card: bool, amount: Amount| card && !amount.is_positive();
        if is_charged_nothing(changed.charge_card, changed.charge_amount)
            || is_charged_nothing(changed.billing_run_charge_card, changed.billing_run_charge_amount)
        {
            return Err(ChargeAmountNeeded);
        }
        Ok(changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREDITS: Commodity = Commodity::MessageCredits;

    #[track_caller]
    fn check(before: LowBalance, change: LowBalanceChange, expected: Result<LowBalance, ChargeAmountNeeded>) {
        assert_eq!(before.changed(change), expected);
    }

    #[test]
    fn what_is_not_given_stays() {
        let off = LowBalance::off(CREDITS);
        let none = LowBalanceChange::default();
        let full = LowBalance {
            threshold: Some(Amount::new(-5, CREDITS)),
            notify_by_email: true,
            charge_card: true,
            charge_amount: Amount::new(7, CREDITS),
            retry_count: 3,
            retry_interval: 60,
            billing_run_charge_card: true,
            billing_run_charge_amount: Amount::new(8, CREDITS),
        };
        let all = LowBalanceChange {
            threshold_units: Some(Some(-5)),
            notify_by_email: Some(true),
            charge_card: Some(true),
            charge_units: Some(7),
            retry_count: Some(3),
            retry_interval: Some(60),
            billing_run_charge_card: Some(true),
            billing_run_charge_units: Some(8),
        };
        check(off, none, Ok(off));
        check(off, all, Ok(full));
        check(full, none, Ok(full));
        let quiet = LowBalanceChange { threshold_units: Some(None), ..none };
        check(full, quiet, Ok(LowBalance { threshold: None, ..full }));
    }

    #[test]
    fn a_card_is_charged_with_something() {
        let off = LowBalance::off(CREDITS);
        let charge = LowBalanceChange { charge_card: Some(true), ..LowBalanceChange::default() };
        check(off, charge, Err(ChargeAmountNeeded));
        let known = LowBalance { charge_amount: Amount::new(1, CREDITS), ..off };
        check(known, charge, Ok(LowBalance { charge_card: true, ..known }));
        let nothing = LowBalanceChange { charge_units: Some(0), ..LowBalanceChange::default() };
        check(LowBalance { charge_card: true, ..known }, nothing, Err(ChargeAmountNeeded));
        let billed = LowBalanceChange { billing_run_charge_card: Some(true), ..LowBalanceChange::default() };
        check(known, billed, Err(ChargeAmountNeeded));
        let with_amount = LowBalanceChange { billing_run_charge_units: Some(1), ..billed };
        let amount = Amount::new(1, CREDITS);
        let expected =
            LowBalance { billing_run_charge_card: true, billing_run_charge_amount: amount, ..known };
        check(known, with_amount, Ok(expected));
    }

    #[test]
    fn little_is_left_below_the_threshold() {
        let credits = |units| Amount::new(units, CREDITS);
        let watched = LowBalance { threshold: Some(credits(10)), ..LowBalance::off(CREDITS) };
        for (settings, available, expected) in [
            (watched, Some(10), false),
            (watched, Some(9), true),
            (watched, Some(-1), true),
            (watched, None, false),
            (LowBalance { threshold: None, ..watched }, Some(-1), false),
        ] {
            assert_eq!(settings.is_low(available.map(credits)), Ok(expected), "{available:?}");
        }
    }
}
