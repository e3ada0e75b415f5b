//! The choices about what customers own: accounts, tariffs, service plans, routing groups, web users.

use super::{BOOKED, Choice, MONEY, NOBODY, NOTHING, PASSWORDS};
use crate::operation::{AccountNamed, Booking, Operation, OwnAsked};
use crate::steps::Kind;
use crate::tree::ROOT;

impl Choice<'_, '_> {
    pub(super) fn owned(&mut self, kind: Kind) -> Operation {
        match kind {
            Kind::CreateAccount => {
                // The one who asks has accounts, too.
                let id = if self.one_in(4) { self.acting_id() } else { self.somebody() };
                let customer = self.tree.customer(id).map(|customer| customer.object_id.clone());
                let customer = customer.unwrap_or_else(|| NOTHING.to_owned());
                Operation::CreateAccount { customer, username: self.login() }
            }
            Kind::CreateOwnAccount => self.create_own_account(),
            Kind::UpdateOwnAccount => self.update_own_account(),
            Kind::BookOnAccount => self.book_on_account(),
            Kind::UpdateAccount => Operation::UpdateAccount {
                account: self.account(false),
                username: if self.one_in(8) { None } else { Some(self.login()) },
            },
            Kind::ChangePassword => {
                Operation::ChangePassword { account: self.account(false), password: self.of(&PASSWORDS) }
            }
            Kind::BlockAccount => {
                Operation::BlockAccount { account: self.account(false), blocked: !self.one_in(2) }
            }
            Kind::DeleteAccount => Operation::DeleteAccount { account: self.account(false) },
            Kind::CreateTariff => self.create_tariff(),
            Kind::UpdateTariff => {
                let Some((owner, tariff)) = self.tariff_of() else { return self.create_tariff() };
                let currency = if self.one_in(3) { Some(self.currency()) } else { None };
                Operation::UpdateTariff { owner, tariff, name: self.name(), currency }
            }
            Kind::DeleteTariff => {
                let Some((owner, tariff)) = self.tariff_of() else { return self.create_tariff() };
                Operation::DeleteTariff { owner, tariff }
            }
            Kind::CreatePlan => self.create_plan(),
            Kind::UpdatePlan => {
                let Some((owner, plan)) = self.plan_of() else { return self.create_plan() };
                let tariff = self.among(self.tree.tariffs.keys().copied());
                let tariff = if self.one_in(2) { tariff } else { None };
                Operation::UpdatePlan { owner, plan, tariff, name: self.name() }
            }
            Kind::DeletePlan => {
                let Some((owner, plan)) = self.plan_of() else { return self.create_plan() };
                Operation::DeletePlan { owner, plan }
            }
            Kind::CreateGroup => Operation::CreateGroup { owner: self.for_whom() },
            Kind::UpdateGroup => {
                let Some((owner, group)) = self.group_of() else { return self.owned(Kind::CreateGroup) };
                Operation::UpdateGroup { owner, group, name: self.name() }
            }
            Kind::DeleteGroup => {
                let Some((owner, group)) = self.group_of() else { return self.owned(Kind::CreateGroup) };
                Operation::DeleteGroup { owner, group }
            }
            Kind::BlockWebUser => self.block_web_user(),
            _ => self.create_web_user(),
        }
    }

    fn create_tariff(&mut self) -> Operation {
        Operation::CreateTariff { owner: self.for_whom(), currency: self.currency() }
    }

    fn create_plan(&mut self) -> Operation {
        let Some((owner, tariff)) = self.tariff_of() else { return self.create_tariff() };
        let currency = if self.one_in(3) { Some(self.currency()) } else { None };
        Operation::CreatePlan { owner, tariff, currency }
    }

    fn create_web_user(&mut self) -> Operation {
        Operation::CreateWebUser {
            customer: self.for_whom(),
            login: self.login(),
            password: self.of(&PASSWORDS),
        }
    }

    fn block_web_user(&mut self) -> Operation {
        let (tree, actor, any) = (self.tree, self.actor, self.one_in(6));
        let further = tree
            .web_users
            .iter()
            .filter(|(_, found)| any || (found.login.is_some() && tree.sees(actor, found.customer)));
        let Some((id, found)) = self.among(further) else { return self.create_web_user() };
        let customer = if self.one_in(6) { self.for_whom() } else { Some(found.customer) };
        Operation::BlockWebUser { customer, web_user: *id, blocked: !self.one_in(3) }
    }

    fn acting_id(&self) -> i64 {
        self.tree.acting(self.actor).map_or(ROOT, |customer| customer.id)
    }

    /// Mostly one that the one who asks sees and the dialect can name; sometimes what is none. With funds of its own, if
    /// that is asked for.
    fn account(&mut self, with_funds: bool) -> AccountNamed {
        let (tree, actor, any) = (self.tree, self.actor, self.one_in(6));
        let all = tree.accounts.iter().filter(|(_, account)| any || tree.sees(actor, account.customer));
        let all = all.filter(|(_, account)| !with_funds || account.own.is_some());
        let Some((id, account)) = self.among(all) else { return AccountNamed::Object(NOTHING.to_owned()) };
        let is_own = account.own.is_some();
        let owner = if self.one_in(8) { self.for_whom() } else { Some(account.customer) };
        match self.byte() % 16 {
            0..=6 if is_own => AccountNamed::Number { owner, id: *id },
            7..=11 if is_own => AccountNamed::Name { owner, username: account.username.clone() },
            12 => AccountNamed::Number { owner, id: if self.one_in(2) { *id } else { NOBODY } },
            13 => AccountNamed::Name { owner, username: self.login() },
            14 => AccountNamed::Name { owner, username: account.username.clone() },
            15 if self.one_in(3) => {
                let customer = tree.customers.values().next_back();
                AccountNamed::Object(customer.map_or_else(String::new, |he| he.object_id.clone()))
            }
            _ => AccountNamed::Object(account.object_id.clone()),
        }
    }

    fn create_own_account(&mut self) -> Operation {
        let plan = self.plan_of();
        let Some((owner, plan)) = plan else { return self.create_plan() };
        let of = owner.unwrap_or_else(|| self.acting_id());
        let asked = OwnAsked {
            username: Some(self.login()),
            authname: Some(self.authname()),
            with_voip_password: true,
            plan: Some(plan),
            // Root's accounts need one.
            group: if of == ROOT || self.one_in(3) { Some(self.group(of)) } else { None },
            agent: if self.one_in(6) { Some(self.agent(of)) } else { None },
            balance: if self.one_in(2) { Some(self.units(&MONEY)) } else { None },
            credit_limit: if self.one_in(3) { Some(self.limit()) } else { None },
            blocked: Some(self.one_in(8)),
        };
        Operation::CreateOwnAccount { owner, asked }
    }

    /// Whether there is one that the one who asks sees.
    fn has_own_accounts(&self) -> bool {
        let mut accounts = self.tree.accounts.values();
        accounts.any(|account| account.own.is_some() && self.tree.sees(self.actor, account.customer))
    }

    fn update_own_account(&mut self) -> Operation {
        if !self.has_own_accounts() {
            return self.create_own_account();
        }
        let with_funds = !self.one_in(8);
        let account = self.account(with_funds);
        let of = self.tree.account(self.actor, &account).map_or(ROOT, |(_, account)| account.customer);
        let mut asked = OwnAsked::default();
        for _ in 0..=self.byte() % 3 {
            match self.byte() % 8 {
                0 => asked.username = Some(self.login()),
                1 => {
                    asked.authname = Some(self.authname());
                    asked.with_voip_password = !self.one_in(4);
                }
                2 => asked.plan = self.plan_of().map(|(_, plan)| plan),
                3 => asked.group = Some(self.group(of)),
                4 => asked.agent = Some(self.agent(of)),
                5 => asked.balance = Some(self.units(&MONEY)),
                6 => asked.credit_limit = Some(self.limit()),
                _ => asked.blocked = Some(self.one_in(2)),
            }
        }
        Operation::UpdateOwnAccount { account, asked }
    }

    fn book_on_account(&mut self) -> Operation {
        if !self.has_own_accounts() {
            return self.create_own_account();
        }
        let with_funds = !self.one_in(8);
        let account = self.account(with_funds);
        let own = self.tree.account(self.actor, &account).and_then(|(_, account)| account.own.as_ref());
        let its = own.map_or("USD", |own| own.currency);
        Operation::BookOnAccount {
            account,
            booking: self.of(&[Booking::Payment, Booking::Credit, Booking::Debit]),
            units: self.units(&BOOKED),
            currency: if self.one_in(12) { self.currency() } else { its },
        }
    }

    fn authname(&mut self) -> String {
        format!("t{}", self.byte() % 24)
    }

    /// A tariff and mostly its owner; mostly one that the one who asks sees, and none where there is none.
    fn tariff_of(&mut self) -> Option<(Option<i64>, i64)> {
        let owners = self.tree.tariffs.iter().map(|(id, tariff)| (*id, tariff.owner));
        self.owned_by(owners)
    }

    /// The same of a service plan.
    fn plan_of(&mut self) -> Option<(Option<i64>, i64)> {
        let owners = self.tree.plans.iter().map(|(id, plan)| (*id, plan.owner));
        self.owned_by(owners)
    }

    /// The same of a routing group.
    fn group_of(&mut self) -> Option<(Option<i64>, i64)> {
        let owners = self.tree.groups.iter().map(|(id, group)| (*id, group.owner));
        self.owned_by(owners)
    }

    fn owned_by(&mut self, all: impl Iterator<Item = (i64, i64)>) -> Option<(Option<i64>, i64)> {
        let (tree, actor, any) = (self.tree, self.actor, self.one_in(6));
        let found = self.among(all.filter(|(_, owner)| any || tree.sees(actor, *owner)));
        let (id, owner) = if self.one_in(24) { (NOBODY, ROOT) } else { found? };
        let named = if self.one_in(6) { self.for_whom() } else { Some(owner) };
        Some((named, id))
    }
}
