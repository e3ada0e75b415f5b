//! What happens when a customer or an account has little left: one row for each of whom something was said.

use charging::{Holder, LowBalance};
use money::{Amount, Commodity};
use party::access::Grant;

use super::columns::Columns;
use super::ledger::holder_params;
use crate::error::StoreError;
use crate::tx::{Row, Tx};

/// Writes the settings of `holder` over those that he had.
///
/// # Errors
/// The engine's.
pub fn put<A>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    holder: impl Into<Holder>,
    low_balance: &LowBalance,
) -> Result<(), StoreError> {
    let holder = holder.into();
    assert_eq!(grant.subject(), holder.customer, "the grant is about the holder's customer");
    let sql = "INSERT INTO low_balance (branch_id, customer_id, account_id, commodity, threshold_units, \
               notify_by_email, charge_card, charge_units, retry_count, retry_interval, billing_run_charge_card, \
               billing_run_charge_units) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
               ON CONFLICT (branch_id, customer_id, account_id) DO UPDATE SET \
               threshold_units = excluded.threshold_units, notify_by_email = excluded.notify_by_email, \
               charge_card = excluded.charge_card, charge_units = excluded.charge_units, \
               retry_count = excluded.retry_count, retry_interval = excluded.retry_interval, \
               billing_run_charge_card = excluded.billing_run_charge_card, \
               billing_run_charge_units = excluded.billing_run_charge_units";
    let [branch, customer, account] = holder_params(holder);
    let params = [
        branch,
        customer,
        account,
        low_balance.commodity().as_str().into(),
        low_balance.threshold.map(Amount::units).into(),
        low_balance.notify_by_email.into(),
        low_balance.charge_card.into(),
        low_balance.charge_amount.units().into(),
        low_balance.retry_count.into(),
        low_balance.retry_interval.into(),
        low_balance.billing_run_charge_card.into(),
        low_balance.billing_run_charge_amount.units().into(),
    ];
    tx.execute_one(sql, &params)
}

/// The settings of `holder`, if something was ever said of him.
///
/// # Errors
/// The engine's.
pub fn load(tx: &mut Tx<'_>, holder: impl Into<Holder>) -> Result<Option<LowBalance>, StoreError> {
    let sql = "SELECT commodity, threshold_units, notify_by_email, charge_card, charge_units, retry_count, \
               retry_interval, billing_run_charge_card, billing_run_charge_units FROM low_balance \
               WHERE branch_id = $1 AND customer_id = $2 AND account_id = $3";
    tx.query_opt(sql, &holder_params(holder.into()), read)
}

/// Removes what was said of a holder who goes; nothing may have been.
///
/// # Errors
/// The engine's.
pub fn delete_of<A>(tx: &mut Tx<'_>, grant: &Grant<A>, holder: impl Into<Holder>) -> Result<(), StoreError> {
    let holder = holder.into();
    assert_eq!(grant.subject(), holder.customer, "the grant is about the holder's customer");
    let sql = "DELETE FROM low_balance WHERE branch_id = $1 AND customer_id = $2 AND account_id = $3";
    tx.execute(sql, &holder_params(holder)).map(drop)
}

fn read(row: &dyn Row) -> Result<LowBalance, StoreError> {
    let mut columns = Columns::of("low_balance", row);
    let commodity = columns.parse(Commodity::parse)?;
    Ok(LowBalance {
        threshold: columns.opt_int()?.map(|units| Amount::new(units, commodity)),
        notify_by_email: columns.bool()?,
        charge_card: columns.bool()?,
        charge_amount: Amount::new(columns.int()?, commodity),
        retry_count: columns.int()?,
        retry_interval: columns.int()?,
        billing_run_charge_card: columns.bool()?,
        billing_run_charge_amount: Amount::new(columns.int()?, commodity),
    })
}
