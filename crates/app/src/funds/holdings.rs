//! What a holder has, of everything that he has something of.

use charging::{Balance, LowBalance};
use money::{Amount, Commodity};
use party::account::Account;
use party::customer::Customer;
use store::tables::{ledger, low_balances};
use store::{StoreError, Tx};

use super::holder::{self, FindHolderError, FoundHolder, HolderLookup};
use crate::app::App;
use crate::context::Context;

/// What a holder has.
#[derive(Debug, Clone, PartialEq)]
pub struct Holdings {
    /// The customer who holds, or whose the account is.
    pub customer: Customer,
    /// The account, if it is one that holds.
    pub account: Option<Account>,
    /// His money.
    pub money: Holding,
    /// His message credits; none for an account, which has money alone.
    pub credits: Option<Holding>,
    /// What is to happen when he has little money left.
    pub low_balance: LowBalance,
    /// He has so little left.
    pub is_low: bool,
}

/// What there is of one commodity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// The balance.
    pub balance: Balance,
    /// What can be spent of it; none: without a limit.
    pub available: Option<Amount>,
    /// What is reserved for what goes on at this moment. Nothing is: what is sold is charged when it is over.
    pub held: Amount,
}

/// What the holder whom `lookup` names has.
///
/// # Errors
/// [`FindHolderError`].
pub async fn find(app: &App, context: &Context, lookup: HolderLookup) -> Result<Holdings, FindHolderError> {
    let caller = context.caller.clone();
    app.store()
        .read("funds.holdings", move |tx| {
            let found = holder::find(tx, &caller, &lookup)?;
            let balances = balances_of(tx, &found)?;
            let low_balance = low_balances::load(tx, found.holder())?;
            let low_balance = low_balance.unwrap_or_else(|| LowBalance::off(balances.money.commodity()));
            Ok(Holdings {
                is_low: fits(low_balance.is_low(fits(balances.money.available())?))?,
                money: holding(balances.money)?,
                credits: balances.credits.map(holding).transpose()?,
                customer: found.customer,
                account: found.account,
                low_balance,
            })
        })
        .await
}

/// The balances of one holder.
pub(crate) struct Balances {
    pub(crate) money: Balance,
    /// An account has none.
    pub(crate) credits: Option<Balance>,
}

pub(crate) fn balances_of(tx: &mut Tx<'_>, found: &FoundHolder) -> Result<Balances, StoreError> {
    if found.account.is_some() {
        let money = ledger::load_account_balance(tx, found.holder())?;
        return Ok(Balances { money, credits: None });
    }
    let missing = || StoreError::inconsistent("a customer lacks a balance");
    let currency = Commodity::Currency(found.customer.profile.base_currency);
    let money = ledger::load_balance(tx, found.customer.key, currency)?.ok_or_else(missing)?;
    let credits = ledger::load_balance(tx, found.customer.key, Commodity::MessageCredits)?;
    Ok(Balances { money, credits: Some(credits.ok_or_else(missing)?) })
}

/// A balance with what can be spent of it.
pub(crate) fn holding(balance: Balance) -> Result<Holding, StoreError> {
    let available = fits(balance.available())?;
    Ok(Holding { balance, available, held: Amount::zero(balance.commodity()) })
}

/// A balance is never stored with a limit that it does not fit together with.
fn fits<T, E: std::fmt::Display>(result: Result<T, E>) -> Result<T, StoreError> {
    result.map_err(|error| StoreError::inconsistent(format!("table balance: {error}")))
}
