//! What somebody wants to know first: what he has, how it came to that, and how many stand below him.

use charging::{Balance, Holder};
use money::Commodity;
use party::access::View;
use party::ids::CustomerKey;
pub use store::tables::ledger::Movement;
use store::tables::{customer_search, ledger, low_balances};
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

/// Movements that are looked at: where there are more, the older ones are left out.
const MOVEMENTS_MAX: i64 = 5_000;

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
}

/// One balance and what moved it lately.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Funds {
    /// What there is.
    pub holding: Holding,
    /// Less can be spent than the holder wants to be told of.
    pub is_low: bool,
    /// What moved it, the latest first.
    pub movements: Vec<Movement>,
    /// There were more movements since the moment that was asked for.
    pub is_cut: bool,
}

/// What a customer has and who stands below him.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// His money.
    pub money: Funds,
    /// His message credits.
    pub credits: Funds,
    /// Customers directly below him.
    pub customers: Count,
    /// His accounts.
    pub accounts: Count,
}

/// The overview of the caller himself; movements since `since`.
///
/// # Errors
/// The caller is no customer, or the store's.
pub async fn of_customer(
    app: &App,
    context: &Context,
    since: Timestamp,
) -> Result<Overview, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("overview.customer", move |tx| {
            let (_, customer) = locate::owner::<View>(tx, &caller, None, Lock::Share)?;
            let currency = Commodity::Currency(customer.profile.base_currency);
            Ok(Overview {
                money: of_commodity(tx, customer.key, currency, since)?,
                credits: of_commodity(tx, customer.key, Commodity::MessageCredits, since)?,
                customers: Count::up_to(
                    customer_search::count(tx, customer.key.id, COUNT_MAX + 1)?,
                    COUNT_MAX,
                ),
                accounts: Count::up_to(
                    customer_search::count_accounts(tx, customer.key, COUNT_MAX + 1)?,
                    COUNT_MAX,
                ),
            })
        })
        .await
}

/// What the holder of an account has himself; nothing where he spends his customer's funds, or is no such holder.
///
/// # Errors
/// The store's.
pub async fn of_account(app: &App, session: &Session, since: Timestamp) -> Result<Option<Funds>, StoreError> {
    let Identity::Account(account) = &session.identity else { return Ok(None) };
    if account.endpoint().is_none() {
        return Ok(None);
    }
    let holder = Holder::of_account(account.customer, account.id);
    app.store()
        .read("overview.account", move |tx| {
            let balance = ledger::load_account_balance(tx, holder)?;
            moved(tx, balance, since).map(Some)
        })
        .await
}

fn of_commodity(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    commodity: Commodity,
    since: Timestamp,
) -> Result<Funds, StoreError> {
    let missing = || StoreError::inconsistent("a customer lacks a balance");
    let balance = ledger::load_balance(tx, customer, commodity)?.ok_or_else(missing)?;
    moved(tx, balance, since)
}

fn moved(tx: &mut Tx<'_>, balance: Balance, since: Timestamp) -> Result<Funds, StoreError> {
    let mut movements = ledger::list_movements(tx, &balance, since.0, MOVEMENTS_MAX + 1)?;
    let most = usize::try_from(MOVEMENTS_MAX).unwrap_or_default();
    let is_cut = most < movements.len();
    movements.truncate(most);
    let settings = low_balances::load(tx, balance.holder)?;
    let settings = settings.filter(|settings| settings.commodity() == balance.commodity());
    let is_low = settings.map_or(Ok(false), |settings| low_balance::is_low(&settings, &balance))?;
    Ok(Funds { holding: holding(balance)?, is_low, movements, is_cut })
}
