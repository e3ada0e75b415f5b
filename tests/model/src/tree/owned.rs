//! What speaks against making, changing and removing what customers own: accounts, tariffs, service plans, routing groups,
//! web users. What is not there is told before what is not permitted.

use super::customers::{is_admitted, is_too_weak};
use super::{ACCOUNTS, ADD, CUSTOMERS, Customer, DELETE, EDIT, Plan, SYSTEM_MANAGEMENT, TARIFFS, Tree};
use crate::operation::{AccountNamed, Actor, Named, Reason};

type Judged = Result<Vec<Reason>, Reason>;

impl Tree {
    pub(super) fn judge_new_account(&self, actor: Actor, customer: &str, username: &str) -> Judged {
        let customer = self.named(&Named::Object(customer.to_owned())).ok_or(Reason::Unknown)?;
        self.for_whom(actor, Some(customer.id), |rights| rights.allow(ACCOUNTS, ADD))?;
        Ok(self.unfit_username(customer, username))
    }

    pub(super) fn judge_account_update(
        &self,
        actor: Actor,
        account: &AccountNamed,
        username: Option<&str>,
    ) -> Judged {
        let (_, account) = self.judge_account(actor, account, EDIT)?;
        let Some(customer) = self.customer(account.customer) else { return Err(Reason::Unknown) };
        let other = username.filter(|username| account.username != **username);
        Ok(other.map_or_else(Vec::new, |username| self.unfit_username(customer, username)))
    }

    pub(super) fn unfit_username(&self, customer: &Customer, username: &str) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if self.is_login_taken(username) {
            reasons.push(Reason::LoginTaken);
        }
        if customer.rule && !is_admitted(username) {
            reasons.push(Reason::NotAdmitted);
        }
        reasons
    }

    pub(super) fn judge_tariff_update(
        &self,
        actor: Actor,
        owner: Option<i64>,
        tariff: i64,
        currency: Option<&str>,
    ) -> Judged {
        let owner = self.for_whom(actor, owner, |_| true)?;
        let found = self.tariffs.get(&tariff).filter(|tariff| tariff.owner == owner.id);
        let found = found.ok_or(Reason::Unknown)?;
        self.for_whom(actor, Some(owner.id), |rights| rights.allow(TARIFFS, EDIT))?;
        let other = currency.is_some_and(|currency| currency != found.currency);
        Ok(if other { vec![Reason::FixedTerm] } else { Vec::new() })
    }

    pub(super) fn judge_tariff_delete(&self, actor: Actor, owner: Option<i64>, tariff: i64) -> Judged {
        let owner = self.for_whom(actor, owner, |_| true)?;
        let found = self.tariffs.get(&tariff).filter(|tariff| tariff.owner == owner.id);
        found.ok_or(Reason::Unknown)?;
        self.for_whom(actor, Some(owner.id), |rights| rights.allow(TARIFFS, DELETE))?;
        let used = self.customers.values().any(|customer| customer.tariff == Some(tariff))
            || self.plans.values().any(|plan| plan.tariff == tariff);
        Ok(if used { vec![Reason::InUse] } else { Vec::new() })
    }

    pub(super) fn judge_new_plan(
        &self,
        actor: Actor,
        owner: Option<i64>,
        tariff: i64,
        currency: Option<&str>,
    ) -> Judged {
        let owner = self.for_whom(actor, owner, |rights| rights.allow(TARIFFS, ADD))?;
        let found = self.tariffs.get(&tariff).filter(|tariff| tariff.owner == owner.id);
        let found = found.ok_or(Reason::WrongTariff)?;
        let other = currency.is_some_and(|currency| currency != found.currency);
        Ok(if other { vec![Reason::WrongCurrency] } else { Vec::new() })
    }

    pub(super) fn judge_plan_update(
        &self,
        actor: Actor,
        owner: Option<i64>,
        plan: i64,
        tariff: Option<i64>,
    ) -> Judged {
        let plan = self.judge_plan(actor, owner, plan, EDIT)?;
        let Some(tariff) = tariff else { return Ok(Vec::new()) };
        let found = self.tariffs.get(&tariff).filter(|tariff| tariff.owner == plan.owner);
        let other = found.ok_or(Reason::WrongTariff)?.currency != plan.currency;
        Ok(if other { vec![Reason::CurrencyChange] } else { Vec::new() })
    }

    /// The plan, if the one who asks may `what` tariffs of its owner: plans go with tariffs.
    pub(super) fn judge_plan(
        &self,
        actor: Actor,
        owner: Option<i64>,
        plan: i64,
        what: u8,
    ) -> Result<&Plan, Reason> {
        let owner = self.for_whom(actor, owner, |_| true)?;
        let found = self.plans.get(&plan).filter(|plan| plan.owner == owner.id).ok_or(Reason::Unknown)?;
        self.for_whom(actor, Some(owner.id), |rights| rights.allow(TARIFFS, what))?;
        Ok(found)
    }

    pub(super) fn judge_plan_delete(&self, actor: Actor, owner: Option<i64>, plan: i64) -> Judged {
        self.judge_plan(actor, owner, plan, DELETE)?;
        let used =
            self.accounts.values().filter_map(|account| account.own.as_ref()).any(|own| own.plan == plan);
        Ok(if used { vec![Reason::InUse] } else { Vec::new() })
    }

    pub(super) fn judge_group(&self, actor: Actor, owner: Option<i64>, group: i64) -> Result<(), Reason> {
        let owner = self.for_whom(actor, owner, |_| true)?;
        let found = self.groups.get(&group).filter(|group| group.owner == owner.id);
        found.ok_or(Reason::Unknown)?;
        self.for_whom(actor, Some(owner.id), |rights| rights.has(SYSTEM_MANAGEMENT)).map(|_| ())
    }

    pub(super) fn judge_group_delete(&self, actor: Actor, owner: Option<i64>, group: i64) -> Judged {
        self.judge_group(actor, owner, group)?;
        let of_accounts = self.accounts.values().filter_map(|account| account.own.as_ref());
        let groups = self.customers.values().map(|customer| customer.group);
        let used = groups.chain(of_accounts.map(|own| own.group)).any(|used| used == Some(group));
        Ok(if used { vec![Reason::InUse] } else { Vec::new() })
    }

    pub(super) fn judge_new_web_user(
        &self,
        actor: Actor,
        customer: Option<i64>,
        login: &str,
        password: &str,
    ) -> Judged {
        let customer = self.for_whose_web_users(actor, customer)?;
        let mut reasons = Vec::new();
        if self.is_login_taken(login) {
            reasons.push(Reason::LoginTaken);
        }
        if is_too_weak(customer.policy, Some(password)) {
            reasons.push(Reason::WebPassword);
        }
        Ok(reasons)
    }

    pub(super) fn judge_web_user_block(&self, actor: Actor, customer: Option<i64>, web_user: i64) -> Judged {
        let customer = self.for_whose_web_users(actor, customer)?;
        let found = self.web_users.get(&web_user).filter(|web_user| web_user.customer == customer.id);
        let is_default = found.ok_or(Reason::Unknown)?.login.is_none();
        Ok(if is_default { vec![Reason::DefaultWebUser] } else { Vec::new() })
    }

    /// Everybody manages his own web users; those of customers below, who may change these.
    fn for_whose_web_users(&self, actor: Actor, named: Option<i64>) -> Result<&Customer, Reason> {
        let customer = self.for_whom(actor, named, |_| true)?;
        if actor == Actor::Customer(customer.id) {
            return Ok(customer);
        }
        self.for_whom(actor, Some(customer.id), |rights| rights.allow(CUSTOMERS, EDIT))
    }
}
