//! From a few bytes to a request that makes sense in the tree as it is: who asks, for what, of whom.
//!
//! Every choice is taken by its byte modulo what there is to choose from, and zero is the plainest choice. So a step
//! keeps its meaning when steps before it are left out, and a failing sequence becomes simpler as its bytes become zero.

mod owned;

use crate::operation::{Actor, Asked, Billing, BillingAsked, Booking, Named, Operation, TariffAsked};
use crate::steps::{Kind, Step};
use crate::tree::{ADD, ALL_FLAGS, CUSTOMERS, Customer, ROOT, Rights, Tree};

/// A number that nobody has.
const NOBODY: i64 = 999_999;

/// An id that nothing has.
const NOTHING: &str = "ffffffffffffffffffffffff";

const PASSWORDS: [&str; 3] = ["Strong-12345!", "medium-99", "weak"];

const MONEY: [i64; 6] = [0, 10_000_000_000, -5_000_000_000, 1, 123_456_789, 99_999_999_999];

const LIMITS: [i64; 4] = [0, 5_000_000_000, 1, 100_000_000_000];

const BOOKED: [i64; 5] = [1_000_000_000, 1, 700_000_000, 10_000_000_001, 50_000_000_000];

const TRANSFERRED: [i64; 6] = [1_000_000_000, 300_000_000, -300_000_000, 1, -1_000_000_000, -1];

/// See `ask_facet`; the last few are one.
const FACETS: u8 = 14;

/// Rare, and hardly ever right: nothing, less, and as much as there is room for.
const EXTREMES: [i64; 5] = [0, -1, i64::MAX, -i64::MAX, i64::MIN];

/// Nothing, ten percent, nearly nothing, ten times as much.
const SLACKS: [i64; 4] = [0, 100_000_000_000, 1, 10_000_000_000_000];

/// One request, and how it is sent.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) actor: Actor,
    pub(crate) operation: Operation,
    /// Sent twice under one idempotency key.
    pub(crate) twice: bool,
    /// Seconds that pass before.
    pub(crate) wait: u64,
    /// Who else looks afterwards.
    pub(crate) onlooker: i64,
}

/// What `step` means in `tree`.
pub(crate) fn choose(tree: &Tree, step: &Step) -> Request {
    let mut bytes = step.bytes.iter();
    let mut choice =
        Choice { tree, actor: Actor::Customer(ROOT), theme: step.theme % FACETS, bytes: &mut bytes };
    choice.actor = choice.actor();
    let twice = choice.one_in(6);
    let wait = u64::from(choice.byte() % 4);
    let onlooker = choice.among(tree.customers.keys().copied()).unwrap_or(ROOT);
    Request { actor: choice.actor, operation: choice.operation(step.kind), twice, wait, onlooker }
}

struct Choice<'a, 'b> {
    tree: &'a Tree,
    actor: Actor,
    theme: u8,
    bytes: &'b mut std::slice::Iter<'a, u8>,
}

impl Choice<'_, '_> {
    fn byte(&mut self) -> u8 {
        self.bytes.next().copied().unwrap_or(0)
    }

    fn one_in(&mut self, many: u8) -> bool {
        self.byte() % many == many - 1
    }

    fn among<T>(&mut self, candidates: impl Iterator<Item = T>) -> Option<T> {
        let mut candidates: Vec<T> = candidates.collect();
        let byte = usize::from(self.byte());
        (!candidates.is_empty()).then(|| candidates.swap_remove(byte % candidates.len()))
    }

    fn of<T: Copy>(&mut self, candidates: &[T]) -> T {
        let byte = usize::from(self.byte());
        candidates[byte % candidates.len()]
    }

    fn units(&mut self, usual: &[i64]) -> i64 {
        if self.one_in(16) { self.of(&EXTREMES) } else { self.of(usual) }
    }

    /// Units of what is never negative.
    fn limit(&mut self) -> i64 {
        if self.one_in(16) { i64::MAX } else { self.of(&LIMITS) }
    }

    /// Mostly one who has somebody below him, or could have.
    fn actor(&mut self) -> Actor {
        let tree = self.tree;
        let everybody = tree.customers.values();
        let found = match self.byte() % 16 {
            0..=2 => Some(ROOT),
            3 => return Actor::System,
            4..=8 => {
                self.among(tree.customers.keys().copied().filter(|id| tree.children(*id).next().is_some()))
            }
            9..=12 => self.among(everybody.filter(|he| he.rights.allow(CUSTOMERS, ADD)).map(|he| he.id)),
            _ => self.among(tree.customers.keys().copied()),
        };
        Actor::Customer(found.unwrap_or(ROOT))
    }

    /// Mostly somebody below the one who asks.
    fn somebody(&mut self) -> i64 {
        let (tree, actor) = (self.tree, self.actor);
        let himself = tree.acting(actor).map_or(ROOT, |customer| customer.id);
        let everybody = tree.customers.keys().copied();
        let below = everybody.clone().filter(|id| *id != himself && tree.sees(actor, *id));
        let found = match self.byte() % 32 {
            0..=18 => self.among(below),
            19..=25 => self.among(tree.children(himself).map(|child| child.id)),
            26..=27 => Some(himself),
            28..=30 => None,
            _ => return NOBODY,
        };
        found.or_else(|| self.among(everybody)).unwrap_or(NOBODY)
    }

    /// One below the one who asks who is such as `is`.
    fn below(&mut self, is: impl Fn(&Customer) -> bool) -> Option<i64> {
        let (tree, actor) = (self.tree, self.actor);
        let himself = tree.acting(actor).map_or(ROOT, |customer| customer.id);
        let below = tree.customers.values().filter(|he| he.id != himself && tree.sees(actor, he.id));
        self.among(below.filter(|he| is(he)).map(|he| he.id))
    }

    fn named(&mut self) -> Named {
        let id = self.somebody();
        let customer = self.tree.customer(id);
        match self.byte() % 4 {
            0..=1 => Named::Id(id),
            2 => Named::Name(customer.map_or_else(|| "nobody".to_owned(), |found| found.name.clone())),
            _ => Named::Object(customer.map_or_else(|| NOTHING.to_owned(), |found| found.object_id.clone())),
        }
    }

    fn id_of(&self, named: &Named) -> Option<i64> {
        self.tree.named(named).map(|customer| customer.id)
    }

    /// For whom something is made.
    fn for_whom(&mut self) -> Option<i64> {
        match self.byte() % 8 {
            0..=3 if self.actor == Actor::System => Some(ROOT),
            0..=3 => None,
            _ => Some(self.somebody()),
        }
    }

    /// The owner that a request about `customer` names, if any.
    fn owner_of(&mut self, customer: Option<i64>) -> Option<i64> {
        match self.byte() % 8 {
            0..=3 => None,
            4..=6 => customer.and_then(|id| self.tree.customer(id)?.owner),
            _ => Some(self.somebody()),
        }
    }

    fn billing(&mut self) -> Billing {
        if self.one_in(2) { Billing::Postpaid } else { Billing::Prepaid }
    }

    fn name(&mut self) -> String {
        let byte = self.byte() % 72;
        if byte < 64 { format!("n{byte}") } else { format!("N{}", byte % 8) }
    }

    /// Half of them keep the rule that an account name may have to keep.
    fn login(&mut self) -> String {
        let byte = self.byte() % 64;
        if byte < 32 { format!("u{byte}") } else { format!("m{}", byte % 32) }
    }

    fn currency(&mut self) -> &'static str {
        self.of(&["USD", "EUR"])
    }

    fn operation(&mut self, kind: Kind) -> Operation {
        match kind {
            Kind::CreateCustomer => self.create_customer(),
            Kind::UpdateCustomer => {
                // A change of one who has customers has more to follow from it.
                let tree = self.tree;
                let customer = match self.one_in(2) {
                    true => self.below(|he| tree.children(he.id).next().is_some()).map(Named::Id),
                    false => None,
                };
                let customer = customer.unwrap_or_else(|| self.named());
                let id = self.id_of(&customer);
                Operation::UpdateCustomer { owner: self.owner_of(id), asked: self.update(id), customer }
            }
            Kind::DeleteCustomer => {
                let customer = self.named();
                Operation::DeleteCustomer { owner: self.owner_of(self.id_of(&customer)), customer }
            }
            Kind::BlockCustomer => {
                let customer = self.named();
                let above = self.id_of(&customer).map(|id| self.tree.above(id)).unwrap_or_default();
                let above = match self.byte() % 8 {
                    0..=4 => None,
                    5..=6 => self.among(above.into_iter()),
                    _ => Some(self.somebody()),
                };
                // Most blocks are lifted again, or nobody would be left to act.
                let is_blocked =
                    self.id_of(&customer).and_then(|id| self.tree.customer(id)).map(|he| he.blocked);
                let blocked = if self.one_in(4) { self.one_in(2) } else { is_blocked != Some(true) };
                Operation::BlockCustomer { customer, above, blocked }
            }
            Kind::ChangeSettings => {
                let id = self.somebody();
                let found = self.tree.customer(id).map(|customer| customer.name.clone());
                Operation::ChangeSettings {
                    name: found.unwrap_or_else(|| "nobody".to_owned()),
                    default_billing: if self.one_in(2) { Some(self.billing()) } else { None },
                    free_credits: Some(self.limit()),
                }
            }
            Kind::Book => self.book(),
            Kind::Transfer => {
                let taker = self.below(|he| he.billing == Billing::Prepaid);
                let id = if self.one_in(4) { self.somebody() } else { taker.unwrap_or(NOBODY) };
                let found = self.tree.customer(id).map(|customer| customer.name.clone());
                let name = found.unwrap_or_else(|| "nobody".to_owned());
                Operation::Transfer { name, units: self.units(&TRANSFERRED) }
            }
            Kind::SetLowBalance => {
                let customer = self.somebody();
                Operation::SetLowBalance {
                    customer,
                    owner: self.owner_of(Some(customer)),
                    threshold: if self.one_in(2) { Some(Some(self.units(&MONEY))) } else { None },
                    charge_card: if self.one_in(2) { Some(self.one_in(2)) } else { None },
                    charge: if self.one_in(2) { Some(self.limit()) } else { None },
                }
            }
            owned => self.owned(owned),
        }
    }

    fn create_customer(&mut self) -> Operation {
        let owner = self.for_whom();
        let above = owner.or(self.tree.acting(self.actor).map(|customer| customer.id)).unwrap_or(ROOT);
        let mut asked = Asked { name: Some(self.name()), ..Asked::default() };
        let user = if self.one_in(4) { Some(self.login()) } else { None };
        self.ask_rights(&mut asked, above, None);
        asked.tariff = Some(self.tariff(above));
        asked.web_login = if self.one_in(3) { Some(Some(self.login())) } else { None };
        asked.balance = if self.one_in(2) { Some(self.units(&MONEY)) } else { None };
        asked.credit_limit = if self.one_in(3) { Some(self.limit()) } else { None };
        let billing = match self.byte() % 8 {
            0..=2 => BillingAsked::ByCreditLimit,
            3 => BillingAsked::OfOwner,
            4 => BillingAsked::Default(self.billing()),
            _ => BillingAsked::Explicit(self.billing()),
        };
        for facet in 0..FACETS {
            if self.one_in(if facet == self.theme { 2 } else { 8 }) {
                self.ask_facet(&mut asked, above, facet);
            }
        }
        Operation::CreateCustomer {
            owner,
            billing,
            with_reseller_rights: self.one_in(3),
            with_free_credits: self.one_in(3),
            asked,
            user,
        }
    }

    /// A few things at once: the more are asked for, the sooner one of them is refused.
    fn update(&mut self, id: Option<i64>) -> Asked {
        let mut asked = Asked::default();
        let owner = id.and_then(|id| self.tree.customer(id)?.owner).unwrap_or(ROOT);
        for _ in 0..=self.byte() % 3 {
            match self.byte() % 16 {
                0..=4 => self.ask_rights(&mut asked, owner, id),
                5 => asked.name = Some(self.name()),
                6 => asked.web_login = Some(if self.one_in(3) { None } else { Some(self.login()) }),
                7 => asked.balance = Some(self.units(&MONEY)),
                8 => asked.credit_limit = Some(self.limit()),
                9 => asked.tariff = Some(self.tariff(owner)),
                _ => {
                    let facet = if self.one_in(2) { self.byte() } else { self.theme };
                    self.ask_facet(&mut asked, owner, facet);
                }
            }
        }
        asked
    }

    /// What is asked for of new and of known customers of `owner` alike.
    fn ask_facet(&mut self, asked: &mut Asked, owner: i64, facet: u8) {
        match facet % FACETS {
            0 => asked.api_password = Some(self.of(&PASSWORDS)),
            1 => asked.web_password = Some(self.of(&PASSWORDS)),
            2 => asked.agent = Some(self.agent(owner)),
            3..=4 => {
                asked.overcommit_protection = Some(!self.one_in(4));
                asked.overcommit_slack = Some(self.of(&SLACKS));
            }
            5 => asked.rule = Some(!self.one_in(3)),
            6 => asked.policy = Some(1 + self.byte() % 3),
            7 => {
                let host = format!("h{}.example.com", self.byte() % 4);
                asked.host = Some(if self.one_in(3) { None } else { Some(host) });
            }
            8 => asked.default_billing = Some(self.billing()),
            9 => asked.free_credits = Some(self.limit()),
            _ => asked.group = Some(self.group(owner)),
        }
    }

    fn ask_rights(&mut self, asked: &mut Asked, owner: i64, customer: Option<i64>) {
        let has = self.tree.customer(owner).map_or(Rights::ROOT, |owner| owner.rights);
        let is = customer.and_then(|id| self.tree.customer(id)).map(|customer| customer.rights);
        match self.byte() % 8 {
            0..=2 => {
                asked.masks = has.masks.map(Some);
                asked.granted = has.grantable();
            }
            3..=4 => {
                asked.masks = has.masks.map(|mask| Some(mask & self.byte()));
                asked.granted = has.grantable() & self.flags();
                asked.depth = if self.one_in(2) { Some((has.depth - 1).min(self.depth())) } else { None };
            }
            5..=6 => {
                let is = is.unwrap_or(has);
                asked.masks = is.masks.map(|mask| Some(mask & self.byte()));
                asked.denied = self.flags();
                asked.depth = if self.one_in(2) { Some((is.depth - 1).max(0)) } else { None };
            }
            _ => {
                asked.masks = [0; 4].map(|_| if self.one_in(2) { Some(self.byte() % 8) } else { None });
                asked.granted = self.flags();
                asked.denied = self.flags() & !asked.granted;
                asked.depth = if self.one_in(2) { Some(self.depth()) } else { None };
            }
        }
    }

    fn flags(&mut self) -> u16 {
        u16::from_be_bytes([self.byte(), self.byte()]) & ALL_FLAGS
    }

    fn depth(&mut self) -> i64 {
        i64::from(self.of(&[3_u8, 2, 1, 0, 5, 31, 32, 40]))
    }

    fn tariff(&mut self, owner: i64) -> TariffAsked {
        let tariffs = &self.tree.tariffs;
        let found = match self.byte() % 16 {
            0..=3 => return TariffAsked::Unset,
            4..=5 => return TariffAsked::Own,
            6..=14 => self.among(tariffs.iter().filter(|(_, tariff)| tariff.owner == owner)),
            _ => return TariffAsked::Of(self.among(tariffs.keys().copied()).unwrap_or(NOBODY)),
        };
        found.map_or(TariffAsked::Unset, |(id, _)| TariffAsked::Of(*id))
    }

    /// One of the owner's customers, or another.
    fn agent(&mut self, owner: i64) -> Option<i64> {
        let customer = self.among(self.tree.children(owner).map(|child| child.id));
        if self.one_in(4) { Some(self.somebody()) } else { customer }
    }

    /// The group that the owner was given, or one of his own, or another.
    fn group(&mut self, owner: i64) -> Option<i64> {
        let groups = &self.tree.groups;
        let given = self.tree.customer(owner).and_then(|owner| owner.group);
        let mut own = groups.iter().filter(|(_, group)| group.owner == owner).map(|(id, _)| *id);
        match self.byte() % 16 {
            0..=3 => None,
            4..=8 => given.or_else(|| own.next()),
            9..=14 => self.among(own).or(given),
            _ => Some(self.among(groups.keys().copied()).unwrap_or(NOBODY)),
        }
    }

    fn book(&mut self) -> Operation {
        let tree = self.tree;
        let is_bound = |he: &Customer| {
            he.owner.and_then(|owner| tree.customer(owner)).is_some_and(|owner| owner.overcommit_protection)
        };
        let bound = if self.one_in(2) { self.below(is_bound) } else { None };
        let customer = bound.unwrap_or_else(|| self.somebody());
        let his = self.tree.customer(customer).map_or("USD", |customer| customer.currency);
        Operation::Book {
            customer,
            owner: self.owner_of(Some(customer)),
            booking: self.of(&[Booking::Payment, Booking::Credit, Booking::Debit]),
            units: self.units(&BOOKED),
            currency: if self.one_in(12) { self.currency() } else { his },
        }
    }
}
