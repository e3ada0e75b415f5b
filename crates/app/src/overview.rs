//! What somebody wants to know first: what he has, how it came to that, and how many stand below him.

use charging::{Balance, Holder};
use money::Commodity;
use party::access::View;
use party::account::Funding;
use party::customer::Customer;
pub use store::tables::ledger::{Movement, MovementSum};
use store::tables::{customer_search, customer_tree, ledger, low_balances};
use store::{Lock, StoreError, Tx};

use crate::app::{App, Timestamp};
use crate::context::Context;
use crate::customer::find::FindCustomerError;
use crate::customer::locate;
use crate::funds::holdings::{Holding, holding};
use crate::funds::low_balance;
use crate::session::{Identity, Session};

/// What is counted no further than this.
const COUNT_MAX: i64 = 10_000;

/// A number of things that were counted up to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// How many were counted.
    pub counted: i64,
    /// There are more than that.
    pub is_more: bool,
}

impl Count {
    /// What `counted` says, where `most` and one more were counted at most.
    pub(crate) fn up_to(counted: i64, most: i64) -> Self {
        Self { counted: counted.min(most), is_more: most < counted }
    }

    /// These and `others`, who are none of them.
    #[must_use]
    pub fn and(self, others: Self) -> Self {
        Self { counted: self.counted.saturating_add(others.counted), is_more: self.is_more || others.is_more }
    }
}

/// One balance and what moved it last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funds {
    /// What there is.
    pub holding: Holding,
    /// Less can be spent than the holder wants to be told of.
    pub is_low: bool,
    /// What moved it last, the latest first.
    pub last: Vec<Movement>,
}

/// How one balance came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// What there is now.
    pub balance: Balance,
    /// All that moved it since the moment that was asked for, the earliest first.
    pub sums: Vec<MovementSum>,
}

/// What somebody has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Of each commodity that he can have.
    pub funds: Vec<Funds>,
    /// How the first of them that moved came about.
    pub history: Option<History>,
}

/// Who is below a customer. Users are those that he has himself, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Below {
    /// Customers below him, at any depth.
    pub customers: Counts,
    /// Users who send at the expense of their customers.
    pub senders: Counts,
    /// Accounts that call at their own.
    pub callers: Counts,
}

/// How many there are in a whole branch, and how many of them belong to the one at its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// His, and those of everybody below him.
    pub all: Count,
    /// His.
    pub own: Count,
}

/// Which movements an overview tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lately {
    /// Those since this moment. It begins a quarter of an hour, as every day does wherever one is.
    pub since: Timestamp,
    /// One by one so many of the last.
    pub last: i64,
}

/// What the caller has.
///
/// # Errors
/// The caller is no customer, or the store's.
pub async fn of_customer(app: &App, context: &Context, lately: Lately) -> Result<Figures, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("overview.customer", move |tx| {
            let (_, customer) = locate::owner::<View>(tx, &caller, None, Lock::Share)?;
            let mut held = |commodity| {
                let missing = || StoreError::inconsistent("a customer lacks a balance");
                ledger::load_balance(tx, customer.key, commodity)?.ok_or_else(missing)
            };
            let money = held(Commodity::Currency(customer.profile.base_currency))?;
            let credits = held(Commodity::MessageCredits)?;
            Ok(figures(tx, &[money, credits], lately)?)
        })
        .await
}

/// What the holder of an account has himself; nothing where he spends his customer's funds, or is no such holder.
///
/// # Errors
/// The store's.
pub async fn of_account(app: &App, session: &Session, lately: Lately) -> Result<Option<Figures>, StoreError> {
    let Identity::Account(account) = &session.identity else { return Ok(None) };
    if account.endpoint().is_none() {
        return Ok(None);
    }
    let holder = Holder::of_account(account.customer, account.id);
    app.store()
        .read("overview.account", move |tx| {
            let balance = ledger::load_account_balance(tx, holder)?;
            figures(tx, &[balance], lately).map(Some)
        })
        .await
}

/// Who is below the caller.
///
/// # Errors
/// The caller is no customer, or the store's.
pub async fn below(app: &App, context: &Context) -> Result<Below, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("overview.below", move |tx| {
            let (_, customer) = locate::owner::<View>(tx, &caller, None, Lock::Share)?;
            Ok(count(tx, &customer)?)
        })
        .await
}

fn count(tx: &mut Tx<'_>, customer: &Customer) -> Result<Below, StoreError> {
    const MOST: i64 = COUNT_MAX + 1;
    let customers = Counts {
        all: Count::up_to(customer_tree::count_below(tx, customer, MOST)?, COUNT_MAX),
        own: Count::up_to(customer_search::count(tx, customer.key.id, MOST)?, COUNT_MAX),
    };
    let mut accounts = |funding| -> Result<Counts, StoreError> {
        Ok(Counts {
            all: Count::up_to(customer_tree::count_accounts_below(tx, customer, funding, MOST)?, COUNT_MAX),
            own: Count::up_to(customer_tree::count_own_accounts(tx, customer, funding, MOST)?, COUNT_MAX),
        })
    };
    let (senders, callers) = (accounts(Funding::CUSTOMER)?, accounts(Funding::OWN)?);
    Ok(Below { customers, senders, callers })
}

fn figures(tx: &mut Tx<'_>, balances: &[Balance], lately: Lately) -> Result<Figures, StoreError> {
    let (mut funds, mut history) = (Vec::new(), None);
    for balance in balances {
        let last = ledger::list_movements(tx, balance, lately.since.0, lately.last)?;
        if history.is_none() && !last.is_empty() {
            let sums = ledger::sum_movements(tx, balance, lately.since.0)?;
            history = Some(History { balance: *balance, sums });
        }
        let settings = low_balances::load(tx, balance.holder)?;
        let settings = settings.filter(|settings| settings.commodity() == balance.commodity());
        let is_low = settings.map_or(Ok(false), |settings| low_balance::is_low(&settings, balance))?;
        funds.push(Funds { holding: holding(*balance)?, is_low, last });
    }
    Ok(Figures { funds, history })
}
