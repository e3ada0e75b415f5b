//! The model: what should be there, in maps and 128-bit sums, and what of it each caller may see and do.
//!
//! It is written from the documented rules and uses nothing of the crates that decide. [`judge`] says what must be
//! answered, [`Tree::apply`] what must be there afterwards.

pub(crate) mod apply;
mod customers;
pub(crate) mod judge;
mod own;
mod owned;

use std::collections::BTreeMap;

use crate::operation::{AccountNamed, Actor, Billing, Named};

/// Root's number.
pub(crate) const ROOT: i64 = 1;

/// Bits of [`Rights::masks`].
pub(crate) const ADD: u8 = 1;
pub(crate) const EDIT: u8 = 2;
pub(crate) const DELETE: u8 = 4;

/// Places in [`Rights::masks`].
pub(crate) const ACCOUNTS: usize = 0;
pub(crate) const CUSTOMERS: usize = 1;
pub(crate) const TARIFFS: usize = 2;

/// Bits of [`Rights::flags`].
pub(crate) const SYSTEM_MANAGEMENT: u16 = 1;
pub(crate) const API_ACCESS: u16 = 2;
pub(crate) const API_MANAGEMENT: u16 = 4;
pub(crate) const OWN_TARIFF: u16 = 8;
pub(crate) const ALL_FLAGS: u16 = 0xfff;

/// Everything that exists.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    pub(crate) customers: BTreeMap<i64, Customer>,
    pub(crate) accounts: BTreeMap<i64, Account>,
    pub(crate) web_users: BTreeMap<i64, WebUser>,
    pub(crate) tariffs: BTreeMap<i64, Tariff>,
    pub(crate) plans: BTreeMap<i64, Plan>,
    pub(crate) groups: BTreeMap<i64, Group>,
    pub(crate) payments: BTreeMap<i64, Payment>,
    /// What nobody in the tree holds, by commodity: with what everybody holds, nothing.
    pub(crate) outside: BTreeMap<&'static str, i128>,
    /// Records in the audit log.
    pub(crate) audited: usize,
}

/// What a customer may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rights {
    /// Over accounts, customers, tariffs, vouchers.
    pub(crate) masks: [u8; 4],
    pub(crate) flags: u16,
    pub(crate) depth: i64,
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Customer {
    pub(crate) id: i64,
    pub(crate) object_id: String,
    pub(crate) owner: Option<i64>,
    pub(crate) name: String,
    pub(crate) web_login: Option<String>,
    /// The name that his API password is bound to, if he has one.
    pub(crate) api_user: Option<String>,
    pub(crate) blocked: bool,
    pub(crate) rights: Rights,
    pub(crate) billing: Billing,
    pub(crate) default_billing: Billing,
    pub(crate) free_credits: i64,
    pub(crate) tariff: Option<i64>,
    pub(crate) group: Option<i64>,
    pub(crate) agent: Option<i64>,
    pub(crate) overcommit_protection: bool,
    pub(crate) overcommit_slack: i64,
    pub(crate) rule: bool,
    pub(crate) policy: u8,
    pub(crate) host: Option<String>,
    pub(crate) currency: &'static str,
    pub(crate) money: i128,
    /// How far below nothing; none: without limit.
    pub(crate) money_limit: Option<i128>,
    pub(crate) credits: i128,
    pub(crate) credits_limit: Option<i128>,
    pub(crate) low_balance: LowBalance,
}

/// What is to happen at a low balance.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct LowBalance {
    pub(crate) threshold: Option<i64>,
    pub(crate) charge_card: bool,
    pub(crate) charge: i64,
}

/// What an account with funds of its own has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Own {
    pub(crate) authname: String,
    pub(crate) plan: i64,
    pub(crate) group: Option<i64>,
    pub(crate) agent: Option<i64>,
    pub(crate) currency: &'static str,
    pub(crate) money: i128,
    pub(crate) money_limit: i128,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) object_id: String,
    pub(crate) customer: i64,
    pub(crate) username: String,
    pub(crate) password: &'static str,
    pub(crate) blocked: bool,
    /// None: it spends its customer's funds.
    pub(crate) own: Option<Own>,
}

/// A login of a customer besides the default one, which is known by its number alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WebUser {
    pub(crate) customer: i64,
    /// None: the default one, whose login is the customer's.
    pub(crate) login: Option<String>,
    pub(crate) blocked: bool,
}

/// A tariff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tariff {
    pub(crate) owner: i64,
    pub(crate) name: String,
    pub(crate) currency: &'static str,
}

/// A service plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) owner: i64,
    pub(crate) name: String,
    pub(crate) tariff: i64,
    pub(crate) currency: &'static str,
}

/// A routing group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) owner: i64,
    pub(crate) name: String,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Payment {
    /// The customer who paid, or whose account.
    pub(crate) payer: i64,
    pub(crate) account: Option<i64>,
    pub(crate) units: i64,
    pub(crate) at_micros: i64,
}

impl Rights {
    /// Root's: everything.
    pub(crate) const ROOT: Self = Self { masks: [7; 4], flags: ALL_FLAGS, depth: 32 };

    /// The flags that one who has these may give: API access only if he manages it.
    pub(crate) fn grantable(self) -> u16 {
        if self.flags & API_MANAGEMENT == 0 { self.flags & !API_ACCESS } else { self.flags }
    }

    /// Whether `owner` may not have given these.
    pub(crate) fn exceed(self, owner: Self) -> bool {
        let masks = self.masks.iter().zip(owner.masks).any(|(has, may)| has & !may != 0);
        masks || self.flags & !owner.grantable() != 0 || owner.depth <= self.depth
    }

    /// What of them is left under `owner`.
    pub(crate) fn cut_to(self, owner: Self) -> Self {
        let [a, b, c, d] = owner.masks;
        let [e, f, g, h] = self.masks;
        Self {
            masks: [a & e, b & f, c & g, d & h],
            flags: self.flags & owner.grantable(),
            depth: self.depth.min(owner.depth - 1),
        }
    }

    pub(crate) fn has(self, flag: u16) -> bool {
        self.flags & flag != 0
    }

    pub(crate) fn allow(self, over: usize, what: u8) -> bool {
        self.masks.get(over).is_some_and(|mask| mask & what != 0)
    }
}

impl Tree {
    pub(crate) fn customer(&self, id: i64) -> Option<&Customer> {
        self.customers.get(&id)
    }

    /// The customer that is so named, wherever he stands.
    pub(crate) fn named(&self, named: &Named) -> Option<&Customer> {
        self.customers.values().find(|customer| match named {
            Named::Id(id) => customer.id == *id,
            Named::Name(name) => customer.name == *name,
            Named::Object(object_id) => customer.object_id == *object_id,
        })
    }

    /// The one that `actor` is, if he is one.
    pub(crate) fn acting(&self, actor: Actor) -> Option<&Customer> {
        match actor {
            Actor::System => None,
            Actor::Customer(id) => self.customer(id),
        }
    }

    pub(crate) fn children(&self, id: i64) -> impl Iterator<Item = &Customer> {
        self.customers.values().filter(move |customer| customer.owner == Some(id))
    }

    /// The owners of `id`, from his own to root.
    pub(crate) fn above(&self, id: i64) -> Vec<i64> {
        let mut above = Vec::new();
        let mut at = self.customer(id).and_then(|customer| customer.owner);
        while let Some(owner) = at {
            above.push(owner);
            at = self.customer(owner).and_then(|customer| customer.owner);
        }
        above
    }

    /// Whether somebody who asks sees `id`: himself and everybody below him.
    pub(crate) fn sees(&self, actor: Actor, id: i64) -> bool {
        self.customers.contains_key(&id)
            && match actor {
                Actor::System => true,
                Actor::Customer(himself) => id == himself || self.above(id).contains(&himself),
            }
    }

    /// Whether he or somebody above him is blocked.
    pub(crate) fn is_shut_out(&self, id: i64) -> bool {
        let blocked = |id: &i64| self.customer(*id).is_some_and(|customer| customer.blocked);
        blocked(&id) || self.above(id).iter().any(blocked)
    }

    /// Levels of customers that stand below `id`.
    pub(crate) fn height(&self, id: i64) -> i64 {
        self.children(id).map(|child| 1 + self.height(child.id)).max().unwrap_or(0)
    }

    /// Whether a login or user name is somebody's.
    pub(crate) fn is_login_taken(&self, login: &str) -> bool {
        let customers = self.customers.values().filter_map(|customer| customer.web_login.as_deref());
        let further = self.web_users.values().filter_map(|web_user| web_user.login.as_deref());
        let accounts = self.accounts.values().map(|account| account.username.as_str());
        customers.chain(further).chain(accounts).any(|taken| taken == login)
    }

    pub(crate) fn is_name_taken(&self, name: &str) -> bool {
        self.customers.values().any(|customer| customer.name == name)
    }

    pub(crate) fn is_host_taken(&self, host: &str) -> bool {
        self.customers.values().any(|customer| customer.host.as_deref() == Some(host))
    }

    pub(crate) fn is_authname_taken(&self, authname: &str) -> bool {
        self.accounts.values().filter_map(|account| account.own.as_ref()).any(|own| own.authname == authname)
    }

    /// The account that `actor` means, if there is one.
    pub(crate) fn account(&self, actor: Actor, named: &AccountNamed) -> Option<(i64, &Account)> {
        let himself = self.acting(actor).map(|customer| customer.id);
        let is_his = |account: &Account, owner: &Option<i64>| Some(account.customer) == owner.or(himself);
        let mut accounts = self.accounts.iter();
        let found = accounts.find(|(number, account)| match named {
            AccountNamed::Object(object_id) => account.object_id == *object_id && account.own.is_none(),
            AccountNamed::Number { owner, id } => *number == id && is_his(account, owner),
            AccountNamed::Name { owner, username } => account.username == *username && is_his(account, owner),
        });
        found.map(|(number, account)| (*number, account))
    }

    /// What is created out of nothing or lost: none, by commodity.
    pub(crate) fn imbalance(&self) -> BTreeMap<&'static str, i128> {
        let mut sums = self.outside.clone();
        for customer in self.customers.values() {
            *sums.entry(customer.currency).or_default() += customer.money;
            *sums.entry("credits").or_default() += customer.credits;
        }
        for own in self.accounts.values().filter_map(|account| account.own.as_ref()) {
            *sums.entry(own.currency).or_default() += own.money;
        }
        sums.retain(|_, sum| *sum != 0);
        sums
    }
}
