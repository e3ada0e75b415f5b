//! What blocking, unblocking or removing a customer touches, told before it is done.
//!
//! The work is bounded: no more of each kind is counted than somebody reads with attention, however many there are.

use charging::Balance;
use money::Commodity;
use party::access::{Caller, Refusal, View};
use party::customer::Customer;
use party::ids::CustomerId;
use store::tables::customer_tree::Below;
use store::tables::{accounts, authentication, customer_tree, customers, ledger};
use store::{Lock, StoreError, Tx};

use super::find::FindCustomerError;
use super::locate;
use crate::app::App;
use crate::context::Context;
use crate::overview::Count;
use crate::owned;

/// What is counted no further than this.
const COUNT_MAX: i64 = 1_000;

/// Balances that are looked at, empty ones among them.
const BALANCES_MAX: i64 = 10_000;

/// Why a customer cannot be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Obstacle {
    /// He has customers.
    Customers,
    /// He has accounts.
    Accounts,
    /// He earns a commission of another customer, or of an account.
    Commission,
}

/// What hangs on a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impact {
    /// He.
    pub customer: Customer,
    /// His money.
    pub money: Balance,
    /// His message credits.
    pub credits: Balance,
    /// Customers below him, at any depth.
    pub customers: Count,
    /// Accounts, his and those of the customers counted.
    pub accounts: Count,
    /// Balances that hold or owe something: his, of the customers counted, of all their accounts.
    pub open_balances: Count,
    /// His logins to the self-care site.
    pub web_users: Count,
    /// Tariffs that he owns.
    pub tariffs: Count,
    /// Service plans that he owns.
    pub service_plans: Count,
    /// Routing groups that he owns.
    pub routing_groups: Count,
    /// Why he cannot be removed; none: he can.
    pub obstacle: Option<Obstacle>,
}

/// What unblocking a customer gives back: whoever is blocked for a reason of his own stays so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// He.
    pub customer: Customer,
    /// Somebody above him is blocked, so that unblocking him lets nobody in.
    pub is_blocked_above: bool,
    /// Who and what is let in again.
    pub returning: Admitted,
    /// What stays blocked: itself, or with a customer between.
    pub staying: Admitted,
}

/// Who and what is blocked with a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admitted {
    /// Customers below him, at any depth.
    pub customers: Count,
    /// Accounts, his and those of the customers counted.
    pub accounts: Count,
    /// His logins to the self-care site.
    pub web_users: Count,
}

/// What hangs on a customer below the caller.
///
/// # Errors
/// There is no such customer below the caller, or the store's.
pub async fn impact(app: &App, context: &Context, id: CustomerId) -> Result<Impact, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("customer.impact", move |tx| {
            let customer = below(tx, &caller, id)?;
            Ok(of_customer(tx, customer)?)
        })
        .await
}

/// What unblocking a customer below the caller gives back.
///
/// # Errors
/// There is no such customer below the caller, or the store's.
pub async fn returning(app: &App, context: &Context, id: CustomerId) -> Result<Return, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("customer.return", move |tx| {
            let customer = below(tx, &caller, id)?;
            Ok(of_blocked(tx, customer)?)
        })
        .await
}

fn below(tx: &mut Tx<'_>, caller: &Caller, id: CustomerId) -> Result<Customer, FindCustomerError> {
    if caller.customer_id() == Some(id) {
        return Err(Refusal::Absent.into());
    }
    let (_, customer) = locate::owner::<View>(tx, caller, Some(id), Lock::Share)?;
    Ok(customer)
}

fn of_blocked(tx: &mut Tx<'_>, customer: Customer) -> Result<Return, StoreError> {
    let key = customer.key;
    let most = usize::try_from(COUNT_MAX).unwrap_or_default();
    let mut everybody = customer_tree::list_below(tx, key.id, most + 1)?;
    let is_cut = most < everybody.len();
    everybody.truncate(most);
    let (staying, returning): (Vec<Below>, Vec<Below>) = everybody.iter().partition(|below| below.blocked);
    let ids = |below: &[Below]| -> Vec<CustomerId> { below.iter().map(|below| below.id).collect() };
    let (staying, mut returning) = (ids(&staying), ids(&returning));
    let customers = |ids: &[CustomerId]| Count { counted: whole(ids.len()), is_more: is_cut };
    let (customers_staying, customers_returning) = (customers(&staying), customers(&returning));
    returning.push(key.id);
    let his = customer_tree::count_accounts(tx, key.branch, &returning, COUNT_MAX + 1)?;
    let theirs = customer_tree::count_accounts(tx, key.branch, &staying, COUNT_MAX + 1)?;
    let accounts = |counted: i64, is_more: bool| {
        let count = Count::up_to(counted, COUNT_MAX);
        Count { is_more: count.is_more || is_more || is_cut, ..count }
    };
    let logins = customer_tree::count_owned(tx, key, COUNT_MAX + 1)?;
    let owner = customer.owner().map(|owner| owned::key_above(&customer, owner));
    let above = owner.map(|owner| authentication::load_above(tx, owner)).transpose()?.flatten();
    let is_blocked_above = above.is_some_and(|above| above.blocked);
    Ok(Return {
        is_blocked_above,
        returning: Admitted {
            customers: customers_returning,
            accounts: accounts(his.counted - his.blocked, COUNT_MAX < his.counted),
            web_users: Count::up_to(logins.web_users - logins.blocked_web_users, COUNT_MAX),
        },
        staying: Admitted {
            customers: customers_staying,
            accounts: accounts(his.blocked + theirs.counted, COUNT_MAX < his.counted),
            web_users: Count::up_to(logins.blocked_web_users, COUNT_MAX),
        },
        customer,
    })
}

fn of_customer(tx: &mut Tx<'_>, customer: Customer) -> Result<Impact, StoreError> {
    let key = customer.key;
    let most = usize::try_from(COUNT_MAX).unwrap_or_default();
    let mut everybody = customer_tree::list_below(tx, key.id, most + 1)?;
    let is_cut = most < everybody.len();
    everybody.truncate(most);
    let mut everybody: Vec<CustomerId> = everybody.iter().map(|below| below.id).collect();
    let customers = Count { counted: whole(everybody.len()), is_more: is_cut };
    everybody.insert(0, key.id);
    let accounts = customer_tree::count_accounts(tx, key.branch, &everybody, COUNT_MAX + 1)?;
    let accounts = Count::up_to(accounts.counted, COUNT_MAX);
    let balances = customer_tree::count_balances(tx, key.branch, &everybody, BALANCES_MAX)?;
    let open_balances = Count::up_to(balances.open, COUNT_MAX);
    let owned = customer_tree::count_owned(tx, key, COUNT_MAX + 1)?;
    let mut held = |commodity| {
        let missing = || StoreError::inconsistent("a customer lacks a balance");
        ledger::load_balance(tx, key, commodity)?.ok_or_else(missing)
    };
    Ok(Impact {
        money: held(Commodity::Currency(customer.profile.base_currency))?,
        credits: held(Commodity::MessageCredits)?,
        customers,
        accounts: Count { is_more: accounts.is_more || is_cut, ..accounts },
        open_balances: Count {
            is_more: open_balances.is_more || is_cut || BALANCES_MAX <= balances.looked_at,
            ..open_balances
        },
        web_users: Count::up_to(owned.web_users, COUNT_MAX),
        tariffs: Count::up_to(owned.tariffs, COUNT_MAX),
        service_plans: Count::up_to(owned.service_plans, COUNT_MAX),
        routing_groups: Count::up_to(owned.routing_groups, COUNT_MAX),
        obstacle: obstacle(tx, &customer, customers)?,
        customer,
    })
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// What removing him would be refused for, in the order in which it is asked there.
fn obstacle(
    tx: &mut Tx<'_>,
    customer: &Customer,
    customers_below: Count,
) -> Result<Option<Obstacle>, StoreError> {
    if 0 < customers_below.counted {
        return Ok(Some(Obstacle::Customers));
    }
    if customers::is_referred_to(tx, customer.key.id)? {
        return Ok(Some(Obstacle::Commission));
    }
    Ok(accounts::has_any(tx, customer.key)?.then_some(Obstacle::Accounts))
}
