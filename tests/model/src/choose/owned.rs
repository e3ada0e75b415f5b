//! The choices about what customers own: accounts, tariffs, service plans, routing groups, web users.

use super::{Choice, NOBODY, NOTHING, PASSWORDS};
use crate::operation::Operation;
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
            Kind::UpdateAccount => Operation::UpdateAccount {
                account: self.account(),
                username: if self.one_in(8) { None } else { Some(self.login()) },
            },
            Kind::ChangePassword => {
                Operation::ChangePassword { account: self.account(), password: self.of(&PASSWORDS) }
            }
            Kind::BlockAccount => {
                Operation::BlockAccount { account: self.account(), blocked: !self.one_in(2) }
            }
            Kind::DeleteAccount => Operation::DeleteAccount { account: self.account() },
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

    /// Mostly one that the one who asks sees; sometimes what is none.
    fn account(&mut self) -> String {
        let (tree, actor) = (self.tree, self.actor);
        let all = tree.accounts.values();
        let found = match self.byte() % 8 {
            0..=5 => self.among(all.filter(|account| tree.sees(actor, account.customer))),
            _ => self.among(all),
        };
        let customer = tree.customers.values().next_back();
        match (found, self.one_in(12)) {
            (Some(account), false) => account.object_id.clone(),
            (_, true) => customer.map_or_else(String::new, |customer| customer.object_id.clone()),
            (None, false) => NOTHING.to_owned(),
        }
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
