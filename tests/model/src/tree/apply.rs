//! What is there after a request was done.

use super::customers::{api_user_after, changed_rights, first_billing, first_rights};
use super::{Account, Customer, Group, LowBalance, Own, Payment, Plan, ROOT, Tariff, Tree, WebUser};
use crate::operation::{
    AccountNamed, Actor, Asked, Billing, BillingAsked, Booking, Made, Operation, OwnAsked, TariffAsked,
};

/// The password that every account begins with.
pub(crate) const FIRST_PASSWORD: &str = "first-password";

impl Tree {
    /// Changes what `operation`, which was done and made `made`, changes.
    pub(crate) fn apply(&mut self, actor: Actor, operation: &Operation, made: &Made, now_micros: i64) {
        match operation {
            Operation::CreateCustomer {
                owner,
                billing,
                with_reseller_rights,
                with_free_credits,
                asked,
                user,
            } => {
                let owner = self.owner_of_new(actor, *owner);
                let wanted = (*billing, *with_reseller_rights, *with_free_credits);
                let customer = self.add_customer(owner, wanted, asked, made);
                if let Some(user) = user {
                    self.add_account(customer, user, made);
                }
            }
            Operation::UpdateCustomer { customer, asked, .. } => {
                if let Some(id) = self.named(customer).map(|found| found.id) {
                    self.change_customer(id, asked);
                }
            }
            Operation::DeleteCustomer { customer, .. } => {
                if let Some(id) = self.named(customer).map(|found| found.id) {
                    self.remove_customer(id);
                }
            }
            Operation::BlockCustomer { customer, blocked, .. } => {
                if let Some(id) = self.named(customer).map(|found| found.id) {
                    let changed = self.customer(id).is_some_and(|customer| customer.blocked != *blocked);
                    self.change(id, |customer| customer.blocked = *blocked);
                    self.audited += usize::from(changed);
                }
            }
            Operation::ChangeSettings { name, default_billing, free_credits } => {
                let found = self.customers.values_mut().find(|customer| customer.name == *name);
                if let Some(customer) = found {
                    set(&mut customer.default_billing, *default_billing);
                    set(&mut customer.free_credits, *free_credits);
                    self.audited += 1;
                }
            }
            Operation::Book { customer, booking, units, .. } => {
                self.book(*customer, *booking, *units, made, now_micros);
            }
            Operation::BookOnAccount { account, booking, units, .. } => {
                self.book_on_account(actor, account, (*booking, *units), made, now_micros);
            }
            Operation::Transfer { name, units } => self.transfer(actor, name, *units),
            Operation::SetLowBalance { customer, threshold, charge_card, charge, .. } => {
                let mut after =
                    self.customer(*customer).map(|customer| customer.low_balance.clone()).unwrap_or_default();
                set(&mut after.threshold, *threshold);
                set(&mut after.charge_card, *charge_card);
                set(&mut after.charge, *charge);
                self.set_low_balance(*customer, after);
            }
            owned => self.apply_owned(actor, owned, made),
        }
    }

    fn apply_owned(&mut self, actor: Actor, operation: &Operation, made: &Made) {
        let mut audited = 1;
        match operation {
            Operation::CreateAccount { customer, username } => {
                let found = self.customers.values().find(|found| found.object_id == *customer);
                if let Some(customer) = found.map(|found| found.id) {
                    self.add_account(customer, username, made);
                    audited = 0;
                }
            }
            Operation::CreateOwnAccount { owner, asked } => {
                let customer = self.owner_of_new(actor, *owner);
                self.add_own_account(customer, asked, made);
            }
            Operation::UpdateOwnAccount { account, asked } => {
                if let Some((id, _)) = self.account(actor, account) {
                    self.change_own_account(id, asked);
                }
            }
            Operation::UpdateAccount { account, username } => {
                self.change_account(actor, account, |account| set(&mut account.username, username.clone()));
            }
            Operation::ChangePassword { account, password } => {
                self.change_account(actor, account, |account| account.password = password);
            }
            Operation::BlockAccount { account, blocked } => {
                let found = self.account(actor, account);
                audited = usize::from(found.is_some_and(|(_, account)| account.blocked != *blocked));
                self.change_account(actor, account, |account| account.blocked = *blocked);
            }
            Operation::DeleteAccount { account } => {
                let found = self.account(actor, account).map(|(id, _)| id);
                if let Some(own) = found.and_then(|id| self.accounts.remove(&id)?.own) {
                    *self.outside.entry(own.currency).or_default() += own.money;
                }
            }
            Operation::CreateTariff { owner, currency } => {
                let owner = self.owner_of_new(actor, *owner);
                let tariff = Tariff { owner, name: "tariff".to_owned(), currency };
                self.tariffs.extend(made.number.map(|id| (id, tariff)));
            }
            Operation::UpdateTariff { tariff, name, .. } => {
                if let Some(found) = self.tariffs.get_mut(tariff) {
                    audited = usize::from(found.name != *name);
                    found.name.clone_from(name);
                }
            }
            Operation::DeleteTariff { tariff, .. } => drop(self.tariffs.remove(tariff)),
            Operation::CreatePlan { owner, tariff, .. } => {
                let owner = self.owner_of_new(actor, *owner);
                let currency = self.tariffs.get(tariff).map_or("", |tariff| tariff.currency);
                let plan = Plan { owner, name: "plan".to_owned(), tariff: *tariff, currency };
                self.plans.extend(made.number.map(|id| (id, plan)));
            }
            Operation::UpdatePlan { plan, tariff, name, .. } => {
                if let Some(found) = self.plans.get_mut(plan) {
                    let before = found.clone();
                    found.name.clone_from(name);
                    set(&mut found.tariff, *tariff);
                    audited = usize::from(*found != before);
                }
            }
            Operation::DeletePlan { plan, .. } => drop(self.plans.remove(plan)),
            Operation::CreateGroup { owner } => {
                let group = Group { owner: self.owner_of_new(actor, *owner), name: "group".to_owned() };
                self.groups.extend(made.number.map(|id| (id, group)));
            }
            Operation::UpdateGroup { group, name, .. } => {
                if let Some(found) = self.groups.get_mut(group) {
                    audited = usize::from(found.name != *name);
                    found.name.clone_from(name);
                }
            }
            Operation::DeleteGroup { group, .. } => drop(self.groups.remove(group)),
            Operation::CreateWebUser { customer, login, .. } => {
                let customer = self.owner_of_new(actor, *customer);
                let web_user = WebUser { customer, login: Some(login.clone()), blocked: false };
                self.web_users.extend(made.number.map(|id| (id, web_user)));
            }
            Operation::BlockWebUser { web_user, blocked, .. } => {
                if let Some(found) = self.web_users.get_mut(web_user) {
                    audited = usize::from(found.blocked != *blocked);
                    found.blocked = *blocked;
                }
            }
            _ => audited = 0,
        }
        self.audited += audited;
    }

    fn owner_of_new(&self, actor: Actor, named: Option<i64>) -> i64 {
        named.or(self.acting(actor).map(|customer| customer.id)).unwrap_or(ROOT)
    }

    fn add_customer(
        &mut self,
        owner: i64,
        (billing, with_reseller_rights, with_free_credits): (BillingAsked, bool, bool),
        asked: &Asked,
        made: &Made,
    ) -> i64 {
        let (Some(owner), Some((id, object_id))) = (self.customer(owner), made.customer.clone()) else {
            return ROOT;
        };
        let is = first_billing(owner, billing, asked);
        let free = if with_free_credits { i128::from(owner.free_credits) } else { 0 };
        let currency = match asked.tariff {
            Some(TariffAsked::Of(tariff)) => self.tariffs.get(&tariff).map(|tariff| tariff.currency),
            _ => None,
        };
        let mut customer = Customer {
            id,
            object_id,
            owner: Some(owner.id),
            rights: first_rights(owner.rights, with_reseller_rights, asked),
            billing: is,
            default_billing: is,
            policy: owner.policy,
            currency: currency.unwrap_or(owner.currency),
            money: asked.balance.map_or(0, i128::from),
            money_limit: Some(asked.credit_limit.map_or(0, i128::from)),
            credits: free,
            credits_limit: (is == Billing::Prepaid).then_some(0),
            ..blank()
        };
        customer.take_on(asked);
        let (currency, money) = (customer.currency, customer.money);
        self.customers.insert(id, customer);
        *self.outside.entry(currency).or_default() -= money;
        *self.outside.entry("credits").or_default() -= free;
        let default = WebUser { customer: id, login: None, blocked: false };
        self.web_users.extend(made.number.map(|number| (number, default)));
        self.audited += 1;
        id
    }

    fn add_account(&mut self, customer: i64, username: &str, made: &Made) {
        let Some((id, object_id)) = made.account.clone() else { return };
        let username = username.to_owned();
        let password = FIRST_PASSWORD;
        let account = Account { object_id, customer, username, password, blocked: false, own: None };
        self.accounts.insert(id, account);
        self.audited += 1;
    }

    fn change(&mut self, id: i64, change: impl FnOnce(&mut Customer)) {
        if let Some(customer) = self.customers.get_mut(&id) {
            change(customer);
        }
    }

    fn add_own_account(&mut self, customer: i64, asked: &OwnAsked, made: &Made) {
        let Some((id, object_id)) = made.account.clone() else { return };
        let plan = asked.plan.unwrap_or_default();
        let own = Own {
            authname: asked.authname.clone().unwrap_or_default(),
            plan,
            group: asked.group.flatten(),
            agent: asked.agent.flatten(),
            currency: self.plans.get(&plan).map_or("", |plan| plan.currency),
            money: asked.balance.map_or(0, i128::from),
            money_limit: asked.credit_limit.map_or(0, i128::from),
        };
        *self.outside.entry(own.currency).or_default() -= own.money;
        let (username, password) = (asked.username.clone().unwrap_or_default(), FIRST_PASSWORD);
        let blocked = asked.blocked == Some(true);
        let account = Account { object_id, customer, username, password, blocked, own: Some(own) };
        self.accounts.insert(id, account);
    }

    fn change_own_account(&mut self, id: i64, asked: &OwnAsked) {
        let Some(account) = self.accounts.get_mut(&id) else { return };
        set(&mut account.username, asked.username.clone());
        set(&mut account.blocked, asked.blocked);
        let Some(own) = &mut account.own else { return };
        set(&mut own.authname, asked.authname.clone());
        set(&mut own.plan, asked.plan);
        set(&mut own.group, asked.group);
        set(&mut own.agent, asked.agent);
        set(&mut own.money_limit, asked.credit_limit.map(i128::from));
        if let Some(money) = asked.balance.map(i128::from) {
            *self.outside.entry(own.currency).or_default() -= money - own.money;
            own.money = money;
        }
    }

    fn book_on_account(
        &mut self,
        actor: Actor,
        named: &AccountNamed,
        (booking, units): (Booking, i64),
        made: &Made,
        now_micros: i64,
    ) {
        let found = self.account(actor, named).map(|(id, _)| id);
        let Some((id, account)) = found.and_then(|id| Some((id, self.accounts.get_mut(&id)?))) else {
            return;
        };
        let Some(own) = &mut account.own else { return };
        let gain = if booking == Booking::Debit { -i128::from(units) } else { i128::from(units) };
        own.money += gain;
        *self.outside.entry(own.currency).or_default() -= gain;
        let payment = Payment { payer: account.customer, account: Some(id), units, at_micros: now_micros };
        self.payments.extend(made.number.map(|number| (number, payment)));
        self.audited += 1;
    }

    fn change_account(&mut self, actor: Actor, named: &AccountNamed, change: impl FnOnce(&mut Account)) {
        let found = self.account(actor, named).map(|(id, _)| id);
        if let Some(account) = found.and_then(|id| self.accounts.get_mut(&id)) {
            change(account);
        }
    }

    fn change_customer(&mut self, id: i64, asked: &Asked) {
        let Some(before) = self.customer(id).cloned() else { return };
        let mut after = before.clone();
        after.rights = changed_rights(before.rights, asked);
        after.take_on(asked);
        set(&mut after.money, asked.balance.map(i128::from));
        if let Some(limit) = asked.credit_limit {
            after.money_limit = Some(i128::from(limit));
        }
        *self.outside.entry(before.currency).or_default() -= after.money - before.money;
        let group = after.group;
        self.customers.insert(id, after);
        self.follow(id, before.group, group);
        self.audited += 1;
    }

    /// Nobody below keeps a right that is gone, and who was passed on the routing group `old` has `new`.
    fn follow(&mut self, id: i64, old: Option<i64>, new: Option<i64>) {
        let Some(rights) = self.customer(id).map(|customer| customer.rights) else { return };
        // His accounts were passed it on, too.
        let his = self.accounts.values_mut().filter(|account| account.customer == id);
        for own in his.filter_map(|account| account.own.as_mut()) {
            if old.is_some() && own.group == old {
                own.group = new;
            }
        }
        let children: Vec<i64> = self.children(id).map(|child| child.id).collect();
        for child in children {
            let passed_on = self.customer(child).is_some_and(|child| old.is_some() && child.group == old);
            self.change(child, |child| {
                child.rights = child.rights.cut_to(rights);
                if passed_on {
                    child.group = new;
                }
            });
            let (old, new) = if passed_on { (old, new) } else { (None, None) };
            self.follow(child, old, new);
        }
    }

    fn remove_customer(&mut self, id: i64) {
        let Some(gone) = self.customers.remove(&id) else { return };
        *self.outside.entry(gone.currency).or_default() += gone.money;
        *self.outside.entry("credits").or_default() += gone.credits;
        self.web_users.retain(|_, web_user| web_user.customer != id);
        self.tariffs.retain(|_, tariff| tariff.owner != id);
        self.plans.retain(|_, plan| plan.owner != id);
        self.groups.retain(|_, group| group.owner != id);
        self.payments.retain(|_, payment| payment.payer != id);
        self.audited += 1;
    }

    fn book(&mut self, id: i64, booking: Booking, units: i64, made: &Made, now_micros: i64) {
        let Some(customer) = self.customers.get_mut(&id) else { return };
        let gain = if booking == Booking::Debit { -i128::from(units) } else { i128::from(units) };
        customer.money += gain;
        *self.outside.entry(customer.currency).or_default() -= gain;
        let payment = Payment { payer: id, account: None, units, at_micros: now_micros };
        self.payments.extend(made.number.map(|number| (number, payment)));
        self.audited += 1;
    }

    fn transfer(&mut self, actor: Actor, name: &str, units: i64) {
        if units == 0 {
            return;
        }
        let giver = self.acting(actor).map(|customer| customer.id).filter(|id| *id != ROOT);
        match giver.and_then(|giver| self.customers.get_mut(&giver)) {
            Some(giver) => giver.credits -= i128::from(units),
            None => *self.outside.entry("credits").or_default() -= i128::from(units),
        }
        if let Some(taker) = self.customers.values_mut().find(|customer| customer.name == name) {
            taker.credits += i128::from(units);
        }
        self.audited += 1;
    }

    fn set_low_balance(&mut self, id: i64, after: LowBalance) {
        let changed = self.customer(id).is_some_and(|customer| customer.low_balance != after);
        self.change(id, |customer| customer.low_balance = after);
        self.audited += usize::from(changed);
    }
}

impl Customer {
    /// What is given apart from rights and money.
    fn take_on(&mut self, asked: &Asked) {
        let api_user = api_user_after(self, asked);
        set(&mut self.name, asked.name.clone());
        set(&mut self.web_login, asked.web_login.clone());
        if asked.api_password.is_some() {
            self.api_user = Some(api_user);
        }
        match asked.tariff {
            Some(TariffAsked::Of(tariff)) => self.tariff = Some(tariff),
            Some(TariffAsked::Own | TariffAsked::Unset) => self.tariff = None,
            None => {}
        }
        set(&mut self.group, asked.group);
        set(&mut self.agent, asked.agent);
        set(&mut self.overcommit_protection, asked.overcommit_protection);
        set(&mut self.overcommit_slack, asked.overcommit_slack);
        set(&mut self.rule, asked.rule);
        set(&mut self.policy, asked.policy);
        set(&mut self.host, asked.host.clone());
        set(&mut self.default_billing, asked.default_billing);
        set(&mut self.free_credits, asked.free_credits);
    }
}

/// A customer of whom nothing is known; root, once he has his ids and names.
pub(crate) fn blank() -> Customer {
    Customer {
        id: ROOT,
        object_id: String::new(),
        owner: None,
        name: String::new(),
        web_login: None,
        api_user: None,
        blocked: false,
        rights: super::Rights::ROOT,
        billing: Billing::Postpaid,
        default_billing: Billing::Postpaid,
        free_credits: 0,
        tariff: None,
        group: None,
        agent: None,
        overcommit_protection: false,
        overcommit_slack: 0,
        rule: false,
        policy: 1,
        host: None,
        currency: "USD",
        money: 0,
        money_limit: None,
        credits: 0,
        credits_limit: None,
        low_balance: LowBalance::default(),
    }
}

fn set<T>(slot: &mut T, given: Option<T>) {
    if let Some(value) = given {
        *slot = value;
    }
}
