//! What blocking or removing a customer touches, told before it is done.
//!
//! The work is bounded: no more of each kind is counted than somebody reads with attention, however many there are.

use charging::Balance;
use money::Commodity;
use party::access::{Refusal, View};
use party::customer::Customer;
use party::ids::CustomerId;
use store::tables::{accounts, customer_tree, customers, ledger};
use store::{Lock, StoreError, Tx};

use super::find::FindCustomerError;
use super::locate;
use crate::app::App;
use crate::context::Context;
use crate::overview::Count;

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

/// What hangs on a customer below the caller.
///
/// # Errors
/// There is no such customer below the caller, or the store's.
pub async fn impact(app: &App, context: &Context, id: CustomerId) -> Result<Impact, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("customer.impact", move |tx| {
            if caller.customer_id() == Some(id) {
                return Err(Refusal::Absent.into());
            }
            let (_, customer) = locate::owner::<View>(tx, &caller, Some(id), Lock::Share)?;
            Ok(of_customer(tx, customer)?)
        })
        .await
}

fn of_customer(tx: &mut Tx<'_>, customer: Customer) -> Result<Impact, StoreError> {
    let key = customer.key;
    let most = usize::try_from(COUNT_MAX).unwrap_or_default();
    let mut everybody = customer_tree::list_below(tx, key.id, most + 1)?;
    let is_cut = most < everybody.len();
    everybody.truncate(most);
    let customers = Count { counted: i64::try_from(everybody.len()).unwrap_or(COUNT_MAX), is_more: is_cut };
    everybody.insert(0, key.id);
    let accounts = customer_tree::count_accounts(tx, key.branch, &everybody, COUNT_MAX + 1)?;
    let accounts = Count::up_to(accounts, COUNT_MAX);
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
