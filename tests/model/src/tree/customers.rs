//! What speaks against making, changing, removing and paying customers.

use super::judge::Verdict;
use super::{
    ACCOUNTS, ADD, API_ACCESS, API_MANAGEMENT, CUSTOMERS, Customer, EDIT, OWN_TARIFF, ROOT, Rights, Tree,
};
use crate::operation::{Actor, Asked, Billing, BillingAsked, Booking, Named, Reason, TariffAsked};

/// Hundred percent, in 10^-10 percent.
const WHOLE: i128 = 1_000_000_000_000;

/// The rights that a change makes of `before`; what is denied is not had.
pub(super) fn changed_rights(before: Rights, asked: &Asked) -> Rights {
    let mut masks = before.masks;
    for (mask, wanted) in masks.iter_mut().zip(asked.masks) {
        *mask = wanted.unwrap_or(*mask);
    }
    let flags = (before.flags | asked.granted) & !asked.denied;
    Rights { masks, flags, depth: asked.depth.unwrap_or(before.depth) }
}

/// What a new customer of somebody with `owner` has.
pub(super) fn first_rights(owner: Rights, with_reseller_rights: bool, asked: &Asked) -> Rights {
    let [accounts, customers, tariffs, _] = owner.masks;
    let depth = owner.depth - 1;
    let bare = if with_reseller_rights {
        let flags = owner.grantable() & (API_ACCESS | API_MANAGEMENT);
        Rights { masks: [accounts, customers, tariffs, 0], flags, depth }
    } else {
        Rights { masks: [0; 4], flags: 0, depth }
    };
    changed_rights(bare, asked)
}

/// How a new customer pays.
pub(super) fn first_billing(owner: &Customer, billing: BillingAsked, asked: &Asked) -> Billing {
    match billing {
        BillingAsked::Explicit(billing) | BillingAsked::Default(billing) => billing,
        BillingAsked::OfOwner => owner.default_billing,
        BillingAsked::ByCreditLimit if asked.credit_limit.unwrap_or(0) > 0 => Billing::Postpaid,
        BillingAsked::ByCreditLimit => Billing::Prepaid,
    }
}

/// How strong a password is: the number of the strongest policy that it keeps.
fn strength(password: &str) -> u8 {
    let (long, longer) = (password.len() >= 8, password.len() >= 12);
    let mixed = password.bytes().any(|byte| byte.is_ascii_digit())
        && password.bytes().any(|byte| byte.is_ascii_alphabetic());
    let cases = password.bytes().any(|byte| byte.is_ascii_uppercase())
        && password.bytes().any(|byte| byte.is_ascii_lowercase());
    let symbol = password.bytes().any(|byte| byte.is_ascii_punctuation());
    match (long && mixed, longer && mixed && cases && symbol) {
        (_, true) => 3,
        (true, false) => 2,
        (false, false) => 1,
    }
}

pub(super) fn is_too_weak(policy: u8, password: Option<&str>) -> bool {
    password.is_some_and(|password| strength(password) < policy)
}

/// Whether a balance of `units` under `limit` is one that can be kept.
pub(super) fn fits(units: i128, limit: Option<i128>) -> bool {
    let whole = |value: i128| i64::try_from(value).is_ok();
    whole(units) && limit.is_none_or(|limit| whole(units + limit))
}

/// Whether so much can be moved at once, in either direction.
pub(super) fn is_movable(units: i128) -> bool {
    i64::try_from(units.abs()).is_ok()
}

impl Tree {
    pub(super) fn judge_create(
        &self,
        actor: Actor,
        owner: Option<i64>,
        (billing, with_reseller_rights, with_free_credits): (BillingAsked, bool, bool),
        asked: &Asked,
        user: Option<&str>,
    ) -> Verdict {
        let owner = match self.for_whom(actor, owner, |rights| rights.allow(CUSTOMERS, ADD)) {
            Ok(owner) => owner,
            Err(reason) => return Verdict::First(vec![reason]),
        };
        let mut reasons = self.wrong_references(owner, asked, None);
        reasons.extend(self.taken(asked, None));
        if owner.rights.depth <= 0 {
            reasons.push(Reason::DepthExhausted);
        }
        let rights = first_rights(owner.rights, with_reseller_rights, asked);
        reasons.extend(beyond(owner, rights, asked));
        let is = first_billing(owner, billing, asked);
        let default = asked.default_billing.unwrap_or(is);
        let unpaid =
            owner.billing == Billing::Prepaid && billing == BillingAsked::Explicit(Billing::Postpaid);
        if unpaid || (is == Billing::Prepaid && default == Billing::Postpaid) {
            reasons.push(Reason::BillingIncompatible);
        }
        reasons.extend(unmanaged(owner, asked));
        reasons.extend(too_weak(asked.policy.unwrap_or(owner.policy), asked));
        let opening = i128::from(asked.balance.unwrap_or(0));
        let limit = i128::from(asked.credit_limit.unwrap_or(0));
        let free = if with_free_credits { owner.free_credits } else { 0 };
        if !is_movable(opening) || !fits(opening, Some(limit)) || free < 0 {
            reasons.push(Reason::DoesNotFit);
        }
        let tariff = match asked.tariff {
            Some(TariffAsked::Of(tariff)) => self.tariffs.get(&tariff),
            _ => None,
        };
        let currency = tariff.map_or(owner.currency, |tariff| tariff.currency);
        if opening > 0 {
            reasons.extend(self.overcommitted(Some(owner.id), opening, currency));
        }
        match user {
            Some(user) if reasons.is_empty() => Verdict::any(self.judge_first_user(actor, asked, user)),
            _ => Verdict::first(reasons),
        }
    }

    fn judge_first_user(&self, actor: Actor, asked: &Asked, user: &str) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let his_customers = asked.web_login.as_ref().is_some_and(|login| login.as_deref() == Some(user));
        if his_customers || self.is_login_taken(user) {
            reasons.push(Reason::UserNameTaken);
        }
        if asked.rule == Some(true) && !is_admitted(user) {
            reasons.push(Reason::NotAdmitted);
        }
        if !self.acting(actor).is_none_or(|customer| customer.rights.allow(ACCOUNTS, ADD)) {
            reasons.push(Reason::UserForbidden);
        }
        reasons
    }

    pub(super) fn judge_update(&self, customer: &Customer, asked: &Asked) -> Vec<Reason> {
        let Some(owner) = customer.owner.and_then(|owner| self.customer(owner)) else {
            return vec![Reason::Absent];
        };
        let mut reasons = self.wrong_references(owner, asked, Some(customer.id));
        reasons.extend(self.taken(asked, Some(customer)));
        let rights = changed_rights(customer.rights, asked);
        reasons.extend(beyond(owner, rights, asked));
        let default = asked.default_billing.unwrap_or(customer.default_billing);
        if customer.billing == Billing::Prepaid && default == Billing::Postpaid {
            reasons.push(Reason::BillingIncompatible);
        }
        if let Some(TariffAsked::Of(tariff)) = asked.tariff
            && self.tariffs.get(&tariff).is_some_and(|tariff| tariff.currency != customer.currency)
        {
            reasons.push(Reason::CurrencyChange);
        }
        if rights.depth < self.height(customer.id) {
            reasons.push(Reason::DepthInUse);
        }
        let is_bound_elsewhere =
            customer.api_user.as_ref().is_some_and(|user| *user != api_user_after(customer, asked));
        if asked.api_password.is_none() && is_bound_elsewhere {
            reasons.push(Reason::ApiPasswordNeeded);
        }
        reasons.extend(unmanaged(owner, asked));
        reasons.extend(too_weak(asked.policy.unwrap_or(customer.policy), asked));
        if asked.balance.is_some() || asked.credit_limit.is_some() {
            let after = asked.balance.map_or(customer.money, i128::from);
            let limit = asked.credit_limit.map(i128::from).or(customer.money_limit);
            if !is_movable(after - customer.money) || !fits(after, limit) {
                reasons.push(Reason::DoesNotFit);
            }
            if customer.money < after {
                reasons.extend(self.overcommitted(customer.owner, after, customer.currency));
            }
        }
        reasons
    }

    pub(super) fn judge_delete(&self, customer: &Customer) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let agents = self.customers.values().map(|other| other.agent);
        let of_accounts = self.accounts.values().filter_map(|account| account.own.as_ref());
        let earns = agents.chain(of_accounts.map(|own| own.agent)).any(|agent| agent == Some(customer.id));
        if earns || self.children(customer.id).next().is_some() {
            reasons.push(Reason::HasCustomers);
        }
        if self.accounts.values().any(|account| account.customer == customer.id) {
            reasons.push(Reason::HasAccounts);
        }
        if !is_movable(customer.money) || !is_movable(customer.credits) {
            reasons.push(Reason::DoesNotFit);
        }
        reasons
    }

    pub(super) fn judge_block(
        &self,
        actor: Actor,
        customer: &Named,
        above: Option<i64>,
    ) -> Result<Vec<Reason>, Reason> {
        self.acting_for(actor, above)?;
        let found = self.named(customer).filter(|found| self.sees(actor, found.id)).ok_or(Reason::Absent)?;
        let elsewhere = above.is_some_and(|above| !self.above(found.id).contains(&above));
        let mut reasons = Vec::new();
        reasons.extend(self.below(actor, customer, None, EDIT).err());
        reasons.extend(elsewhere.then_some(Reason::Absent));
        Ok(reasons)
    }

    pub(super) fn judge_settings(
        &self,
        actor: Actor,
        name: &str,
        default_billing: Option<Billing>,
    ) -> Result<Vec<Reason>, Reason> {
        let named = Named::Name(name.to_owned());
        self.named(&named).ok_or(Reason::Unknown)?;
        let customer = self.below(actor, &named, None, EDIT)?;
        let default = default_billing.unwrap_or(customer.default_billing);
        let incompatible = customer.billing == Billing::Prepaid && default == Billing::Postpaid;
        Ok(if incompatible { vec![Reason::BillingIncompatible] } else { Vec::new() })
    }

    pub(super) fn judge_booking(
        &self,
        customer: &Customer,
        booking: Booking,
        units: i64,
        currency: &str,
    ) -> Vec<Reason> {
        let balance = (customer.money, customer.money_limit, customer.currency);
        self.judge_booking_on(customer.owner, balance, booking, units, currency)
    }

    /// What speaks against a booking on a balance in a currency, with a limit, that stands directly below `owner`.
    pub(super) fn judge_booking_on(
        &self,
        owner: Option<i64>,
        (money, limit, counted_in): (i128, Option<i128>, &str),
        booking: Booking,
        units: i64,
        currency: &str,
    ) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if units <= 0 {
            reasons.push(Reason::NotPositive);
        }
        if currency != counted_in {
            reasons.push(Reason::WrongCurrency);
            return reasons;
        }
        let units = i128::from(units);
        let after = money + if booking == Booking::Debit { -units } else { units };
        if !fits(after, limit) {
            reasons.push(Reason::TooLarge);
        }
        if booking != Booking::Debit {
            reasons.extend(self.overcommitted(owner, after, counted_in));
        }
        reasons
    }

    /// Whether somebody directly below `owner` may not have `after`.
    pub(super) fn overcommitted(&self, owner: Option<i64>, after: i128, currency: &str) -> Option<Reason> {
        let owner = owner.and_then(|owner| self.customer(owner));
        let owner = owner.filter(|owner| owner.id != ROOT && owner.overcommit_protection)?;
        if owner.currency != currency {
            return Some(Reason::NotComparable);
        }
        let slack = owner.money.max(0) * i128::from(owner.overcommit_slack);
        (slack < (after - owner.money) * WHOLE).then_some(Reason::Overcommitted)
    }

    pub(super) fn judge_transfer(&self, actor: Actor, name: &str, units: i64) -> Verdict {
        let refused = |reason| Verdict::First(vec![reason]);
        let Some(taker) = self.named(&Named::Name(name.to_owned())) else { return refused(Reason::Unknown) };
        if !self.sees(actor, taker.id) {
            return refused(Reason::Absent);
        }
        // The same right as for booking money.
        let permitted = self.acting(actor).is_none_or(|giver| giver.rights.allow(CUSTOMERS, EDIT));
        let mut reasons = Vec::new();
        reasons.extend((actor == Actor::Customer(taker.id)).then_some(Reason::Absent));
        reasons.extend((!permitted).then_some(Reason::Forbidden));
        if !reasons.is_empty() {
            return Verdict::Any(reasons);
        }
        if taker.billing == Billing::Postpaid {
            return refused(Reason::Postpaid);
        }
        let giver = self.acting(actor).filter(|customer| customer.id != ROOT);
        let units = i128::from(units);
        for (holder, gain) in [(giver, -units), (Some(taker), units)] {
            let Some(holder) = holder else { continue };
            let after = holder.credits + gain;
            if !fits(after, None) {
                reasons.push(Reason::DoesNotFit);
            }
            if gain < 0 && holder.credits_limit.is_some_and(|limit| after + limit < 0) {
                reasons.push(Reason::NotEnough);
            }
        }
        if !is_movable(units) {
            reasons.push(Reason::DoesNotFit);
        }
        Verdict::any(reasons)
    }

    /// Tariff, routing group and commission agent that are not the owner's to give.
    fn wrong_references(&self, owner: &Customer, asked: &Asked, himself: Option<i64>) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if let Some(TariffAsked::Of(id)) = asked.tariff
            && self.tariffs.get(&id).is_none_or(|tariff| tariff.owner != owner.id)
        {
            reasons.push(Reason::WrongTariff);
        }
        reasons.extend(self.wrong_group(owner, asked.group));
        let agent = asked.agent.flatten();
        let is_himself = agent.is_some() && himself == agent;
        reasons.extend(
            is_himself.then_some(Reason::WrongAgent).or_else(|| self.wrong_agent(owner, asked.agent)),
        );
        reasons
    }

    pub(super) fn wrong_group(&self, owner: &Customer, asked: Option<Option<i64>>) -> Option<Reason> {
        let id = asked.flatten().filter(|id| owner.group != Some(*id))?;
        let is_his = self.groups.get(&id).is_some_and(|group| group.owner == owner.id);
        (!is_his).then_some(Reason::WrongGroup)
    }

    pub(super) fn wrong_agent(&self, owner: &Customer, asked: Option<Option<i64>>) -> Option<Reason> {
        let is_child = |id| self.customer(id).is_some_and(|agent| agent.owner == Some(owner.id));
        asked.flatten().filter(|id| !is_child(*id)).map(|_| Reason::WrongAgent)
    }

    /// What must be unique and is somebody else's.
    fn taken(&self, asked: &Asked, himself: Option<&Customer>) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let is_new = |wanted: &&String, has: Option<&String>| has != Some(*wanted);
        let name = asked.name.as_ref().filter(|name| is_new(name, himself.map(|he| &he.name)));
        if name.is_some_and(|name| self.is_name_taken(name)) {
            reasons.push(Reason::NameTaken);
        }
        let login = asked.web_login.iter().flatten().next();
        let login = login.filter(|login| is_new(login, himself.and_then(|he| he.web_login.as_ref())));
        if login.is_some_and(|login| self.is_login_taken(login)) {
            reasons.push(Reason::LoginTaken);
        }
        let host = asked.host.iter().flatten().next();
        let host = host.filter(|host| is_new(host, himself.and_then(|he| he.host.as_ref())));
        if host.is_some_and(|host| self.is_host_taken(host)) {
            reasons.push(Reason::HostTaken);
        }
        reasons
    }
}

/// The name that an API password is bound to: the login, without one the name.
pub(super) fn api_user_after(customer: &Customer, asked: &Asked) -> String {
    let login = asked.web_login.clone().unwrap_or_else(|| customer.web_login.clone());
    login.or_else(|| asked.name.clone()).unwrap_or_else(|| customer.name.clone())
}

/// Whether a user name keeps the one rule that these tests give.
pub(super) fn is_admitted(username: &str) -> bool {
    let mut bytes = username.bytes();
    bytes.next() == Some(b'u') && bytes.next().is_some_and(|byte| byte.is_ascii_digit())
}

/// What the owner cannot give: an own tariff, a right.
fn beyond(owner: &Customer, rights: Rights, asked: &Asked) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let permitted = owner.rights.has(OWN_TARIFF) && asked.denied & OWN_TARIFF == 0;
    if asked.tariff == Some(TariffAsked::Own) && !permitted {
        reasons.push(Reason::OwnTariff);
    }
    if rights.exceed(owner.rights) {
        reasons.push(Reason::BeyondOwner);
    }
    reasons
}

/// An API password is given only where the owner manages API access.
fn unmanaged(owner: &Customer, asked: &Asked) -> Option<Reason> {
    let permitted = asked.api_password.is_none() || owner.rights.has(API_MANAGEMENT);
    (!permitted).then_some(Reason::BeyondOwner)
}

fn too_weak(policy: u8, asked: &Asked) -> Vec<Reason> {
    let web = is_too_weak(policy, asked.web_password).then_some(Reason::WebPassword);
    let api = is_too_weak(policy, asked.api_password).then_some(Reason::ApiPassword);
    web.into_iter().chain(api).collect()
}
