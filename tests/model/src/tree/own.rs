//! What speaks against making and changing accounts with funds of their own, and booking on them.

use super::customers::{fits, is_movable};
use super::judge::Verdict;
use super::{ACCOUNTS, ADD, Account, Customer, EDIT, Own, ROOT, Tree};
use crate::operation::{AccountNamed, Actor, Booking, OwnAsked, Reason};

type Judged = Result<Vec<Reason>, Reason>;

impl Tree {
    pub(super) fn judge_new_own(&self, actor: Actor, owner: Option<i64>, asked: &OwnAsked) -> Verdict {
        let owner = match self.for_whom(actor, owner, |rights| rights.allow(ACCOUNTS, ADD)) {
            Ok(owner) => owner,
            Err(reason) => return Verdict::First(vec![reason]),
        };
        let plan = asked.plan.and_then(|plan| self.plans.get(&plan)).filter(|plan| plan.owner == owner.id);
        let mut reasons = Vec::new();
        reasons.extend(plan.is_none().then_some(Reason::WrongPlan));
        reasons.extend(self.wrong_group(owner, asked.group));
        reasons.extend(self.wrong_agent(owner, asked.agent));
        if owner.id == ROOT && asked.group.flatten().is_none() {
            reasons.push(Reason::GroupNeeded);
        }
        let unfit = self.unfit_username(owner, asked.username.as_deref().unwrap_or_default());
        let (taken, not_admitted) =
            unfit.into_iter().partition::<Vec<_>, _>(|why| *why == Reason::LoginTaken);
        reasons.extend(taken);
        let taken = asked.authname.as_deref().is_some_and(|authname| self.is_authname_taken(authname));
        reasons.extend(taken.then_some(Reason::AuthnameTaken));
        reasons.extend(not_admitted);
        let opening = i128::from(asked.balance.unwrap_or(0));
        let limit = i128::from(asked.credit_limit.unwrap_or(0));
        if !is_movable(opening) || !fits(opening, Some(limit)) {
            reasons.push(Reason::DoesNotFit);
        }
        if let Some(plan) = plan.filter(|_| opening > 0) {
            reasons.extend(self.overcommitted(Some(owner.id), opening, plan.currency));
        }
        Verdict::first(reasons)
    }

    pub(super) fn judge_own_update(&self, actor: Actor, account: &AccountNamed, asked: &OwnAsked) -> Judged {
        let (_, account) = self.judge_account(actor, account, EDIT)?;
        let customer = self.customer(account.customer).ok_or(Reason::Unknown)?;
        let username = asked.username.as_deref().filter(|username| account.username != **username);
        let mut reasons = username.map_or_else(Vec::new, |username| self.unfit_username(customer, username));
        match &account.own {
            Some(own) => reasons.extend(self.judge_settings_of_own(customer, own, asked)),
            None => reasons.extend(has_more(account, asked).then_some(Reason::NoFunds)),
        }
        Ok(reasons)
    }

    fn judge_settings_of_own(&self, customer: &Customer, own: &Own, asked: &OwnAsked) -> Vec<Reason> {
        let mut reasons = Vec::new();
        reasons.extend(self.wrong_group(customer, asked.group));
        reasons.extend(self.wrong_agent(customer, asked.agent));
        if let Some(plan) = asked.plan {
            match self.plans.get(&plan).filter(|plan| plan.owner == customer.id) {
                None => reasons.push(Reason::WrongPlan),
                Some(plan) if plan.currency != own.currency => reasons.push(Reason::OtherCurrency),
                Some(_) => {}
            }
        }
        if customer.id == ROOT && asked.group.unwrap_or(own.group).is_none() {
            reasons.push(Reason::GroupNeeded);
        }
        if let Some(authname) = asked.authname.as_deref().filter(|authname| own.authname != **authname) {
            reasons.extend((!asked.with_voip_password).then_some(Reason::VoipPasswordNeeded));
            reasons.extend(self.is_authname_taken(authname).then_some(Reason::AuthnameTaken));
        }
        if asked.balance.is_some() || asked.credit_limit.is_some() {
            let after = asked.balance.map_or(own.money, i128::from);
            let limit = asked.credit_limit.map_or(own.money_limit, i128::from);
            if !is_movable(after - own.money) || !fits(after, Some(limit)) {
                reasons.push(Reason::DoesNotFit);
            }
            if own.money < after {
                reasons.extend(self.overcommitted(Some(customer.id), after, own.currency));
            }
        }
        reasons
    }

    pub(super) fn judge_account_booking(
        &self,
        actor: Actor,
        account: &AccountNamed,
        booking: Booking,
        units: i64,
        currency: &str,
    ) -> Judged {
        let (_, account) = self.judge_account(actor, account, EDIT)?;
        let own = account.own.as_ref().ok_or(Reason::NoFunds)?;
        let balance = (own.money, Some(own.money_limit), own.currency);
        Ok(self.judge_booking_on(Some(account.customer), balance, booking, units, currency))
    }
}

/// Whether more is asked than what an account that spends its customer's funds has.
fn has_more(account: &Account, asked: &OwnAsked) -> bool {
    let (username, blocked) = (asked.username.clone(), asked.blocked);
    account.own.is_none() && *asked != OwnAsked { username, blocked, ..OwnAsked::default() }
}
