//! What must be answered: every reason that speaks against a request, in the order in which they are documented.

use super::customers::is_movable;
use super::{
    ACCOUNTS, ADD, Account, CUSTOMERS, Customer, DELETE, EDIT, ROOT, SYSTEM_MANAGEMENT, TARIFFS, Tree,
};
use crate::operation::{AccountNamed, Actor, Named, Operation, Reason};

/// What may be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is done.
    Done,
    /// It is refused for the first of these, where the use case documents an order.
    First(Vec<Reason>),
    /// It is refused for any of these.
    Any(Vec<Reason>),
}

impl Verdict {
    pub(crate) fn admits(&self, answer: Result<(), Reason>) -> bool {
        match (self, answer) {
            (Self::Done, Ok(())) => true,
            (Self::First(reasons), Err(reason)) => reasons.first() == Some(&reason),
            (Self::Any(reasons), Err(reason)) => reasons.contains(&reason),
            _ => false,
        }
    }

    pub(super) fn first(reasons: Vec<Reason>) -> Self {
        if reasons.is_empty() { Self::Done } else { Self::First(reasons) }
    }

    pub(super) fn any(reasons: Vec<Reason>) -> Self {
        if reasons.is_empty() { Self::Done } else { Self::Any(reasons) }
    }

    fn of(refused: Result<Vec<Reason>, Reason>) -> Self {
        match refused {
            Ok(reasons) => Self::first(reasons),
            Err(reason) => Self::First(vec![reason]),
        }
    }

    /// Where the use case does not say which reason comes first.
    fn of_any(refused: Result<Vec<Reason>, Reason>) -> Self {
        match refused {
            Ok(reasons) => Self::any(reasons),
            Err(reason) => Self::Any(vec![reason]),
        }
    }
}

/// What must be answered to `operation`.
pub(crate) fn judge(tree: &Tree, actor: Actor, operation: &Operation) -> Verdict {
    if let Actor::Customer(id) = actor
        && tree.is_shut_out(id)
    {
        return Verdict::First(vec![Reason::ShutOut]);
    }
    match operation {
        Operation::CreateCustomer {
            owner,
            billing,
            with_reseller_rights,
            with_free_credits,
            asked,
            user,
        } => {
            let wanted = (*billing, *with_reseller_rights, *with_free_credits);
            tree.judge_create(actor, *owner, wanted, asked, user.as_deref())
        }
        Operation::UpdateCustomer { customer, owner, asked } => {
            let found = tree.acting_for(actor, *owner).and_then(|()| {
                tree.below(actor, customer, *owner, EDIT).map(|found| tree.judge_update(found, asked))
            });
            Verdict::of_any(found)
        }
        Operation::DeleteCustomer { customer, owner } => {
            let found = tree.acting_for(actor, *owner).and_then(|()| {
                tree.below(actor, customer, *owner, DELETE).map(|found| tree.judge_delete(found))
            });
            Verdict::of_any(found)
        }
        Operation::BlockCustomer { customer, above, .. } => {
            Verdict::of_any(tree.judge_block(actor, customer, *above))
        }
        Operation::ChangeSettings { name, default_billing, .. } => {
            Verdict::of(tree.judge_settings(actor, name, *default_billing))
        }
        Operation::Book { customer, owner, booking, units, currency } => {
            let found = tree.below(actor, &Named::Id(*customer), *owner, EDIT);
            Verdict::of_any(found.map(|found| tree.judge_booking(found, *booking, *units, currency)))
        }
        Operation::Transfer { name, units } => tree.judge_transfer(actor, name, *units),
        Operation::CreateOwnAccount { owner, asked } => tree.judge_new_own(actor, *owner, asked),
        Operation::UpdateOwnAccount { account, asked } => {
            Verdict::of_any(tree.judge_own_update(actor, account, asked))
        }
        Operation::BookOnAccount { account, booking, units, currency } => {
            Verdict::of_any(tree.judge_account_booking(actor, account, *booking, *units, currency))
        }
        Operation::SetLowBalance { customer, owner, charge_card, charge, .. } => {
            let found = tree.below(actor, &Named::Id(*customer), *owner, EDIT);
            Verdict::of(found.map(|found| judge_low_balance(found, *charge_card, *charge)))
        }
        owned => Verdict::of(judge_owned(tree, actor, owned)),
    }
}

fn judge_owned(tree: &Tree, actor: Actor, operation: &Operation) -> Result<Vec<Reason>, Reason> {
    match operation {
        Operation::CreateAccount { customer, username } => tree.judge_new_account(actor, customer, username),
        Operation::UpdateAccount { account, username } => {
            tree.judge_account_update(actor, account, username.as_deref())
        }
        Operation::ChangePassword { account, .. } | Operation::BlockAccount { account, .. } => {
            tree.judge_account(actor, account, EDIT).map(|_| Vec::new())
        }
        Operation::DeleteAccount { account } => {
            tree.judge_account(actor, account, DELETE).map(|(_, account)| unclosable(account))
        }
        Operation::CreateTariff { owner, .. } => {
            tree.for_whom(actor, *owner, |rights| rights.allow(TARIFFS, ADD)).map(|_| Vec::new())
        }
        Operation::UpdateTariff { owner, tariff, currency, .. } => {
            tree.judge_tariff_update(actor, *owner, *tariff, *currency)
        }
        Operation::DeleteTariff { owner, tariff } => tree.judge_tariff_delete(actor, *owner, *tariff),
        Operation::CreatePlan { owner, tariff, currency } => {
            tree.judge_new_plan(actor, *owner, *tariff, *currency)
        }
        Operation::UpdatePlan { owner, plan, tariff, .. } => {
            tree.judge_plan_update(actor, *owner, *plan, *tariff)
        }
        Operation::DeletePlan { owner, plan } => tree.judge_plan_delete(actor, *owner, *plan),
        Operation::CreateGroup { owner } => {
            tree.for_whom(actor, *owner, |rights| rights.has(SYSTEM_MANAGEMENT)).map(|_| Vec::new())
        }
        Operation::UpdateGroup { owner, group, .. } => {
            tree.judge_group(actor, *owner, *group).map(|_| Vec::new())
        }
        Operation::DeleteGroup { owner, group } => tree.judge_group_delete(actor, *owner, *group),
        Operation::CreateWebUser { customer, login, password } => {
            tree.judge_new_web_user(actor, *customer, login, password)
        }
        Operation::BlockWebUser { customer, web_user, .. } => {
            tree.judge_web_user_block(actor, *customer, *web_user)
        }
        _ => Ok(Vec::new()),
    }
}

impl Tree {
    /// The customer for whom something is made: the one named, else the one who asks.
    pub(super) fn for_whom(
        &self,
        actor: Actor,
        named: Option<i64>,
        may: impl Fn(super::Rights) -> bool,
    ) -> Result<&Customer, Reason> {
        let himself = self.acting(actor).map(|customer| customer.id);
        let subject = named.or(himself).ok_or(Reason::Absent)?;
        if !self.sees(actor, subject) {
            return Err(Reason::Absent);
        }
        if !self.acting(actor).is_none_or(|customer| may(customer.rights)) {
            return Err(Reason::Forbidden);
        }
        self.customer(subject).ok_or(Reason::Absent)
    }

    /// Whoever is named as the one acted for must be visible.
    pub(super) fn acting_for(&self, actor: Actor, named: Option<i64>) -> Result<(), Reason> {
        if named.is_none_or(|owner| self.sees(actor, owner)) { Ok(()) } else { Err(Reason::WrongOwner) }
    }

    /// A customer below the one who asks, whom he may `what`; directly below `owner` where one is named.
    pub(super) fn below(
        &self,
        actor: Actor,
        named: &Named,
        owner: Option<i64>,
        what: u8,
    ) -> Result<&Customer, Reason> {
        let found = self.named(named).filter(|found| self.sees(actor, found.id)).ok_or(Reason::Absent)?;
        let himself = actor == Actor::Customer(found.id);
        if found.id == ROOT || himself || owner.is_some_and(|owner| found.owner != Some(owner)) {
            return Err(Reason::Absent);
        }
        if !self.acting(actor).is_none_or(|customer| customer.rights.allow(CUSTOMERS, what)) {
            return Err(Reason::Forbidden);
        }
        Ok(found)
    }

    /// The account, if the one who asks may `what` accounts of its customer. What is not there is told before what is not
    /// permitted.
    pub(super) fn judge_account(
        &self,
        actor: Actor,
        named: &AccountNamed,
        what: u8,
    ) -> Result<(i64, &Account), Reason> {
        let customer = match named {
            AccountNamed::Number { owner, .. } | AccountNamed::Name { owner, .. } => {
                self.for_whom(actor, *owner, |_| true)?.id
            }
            AccountNamed::Object(object_id) => {
                let account = self.accounts.values().find(|account| account.object_id == *object_id);
                let customer = account.ok_or(Reason::Unknown)?.customer;
                self.for_whom(actor, Some(customer), |_| true)?.id
            }
        };
        let found = self.account(actor, named).ok_or(Reason::Unknown)?;
        self.for_whom(actor, Some(customer), |rights| rights.allow(ACCOUNTS, what))?;
        Ok(found)
    }
}

/// What speaks against closing what the account holds.
fn unclosable(account: &Account) -> Vec<Reason> {
    let is_too_much = account.own.as_ref().is_some_and(|own| !is_movable(own.money));
    if is_too_much { vec![Reason::DoesNotFit] } else { Vec::new() }
}

fn judge_low_balance(customer: &Customer, charge_card: Option<bool>, charge: Option<i64>) -> Vec<Reason> {
    let before = &customer.low_balance;
    let charged = charge_card.unwrap_or(before.charge_card);
    let nothing = charge.unwrap_or(before.charge) <= 0;
    if charged && nothing { vec![Reason::ChargeNeeded] } else { Vec::new() }
}
