//! What happens when a customer has little left: one row for each customer of whom something was said.

use charging::LowBalance;
use money::{Amount, Commodity};
use party::access::{DeleteCustomer, EditCustomer, Grant};
use party::ids::CustomerKey;

use super::columns::Columns;
use crate::error::StoreError;
use crate::tx::{Row, Tx};

/// Writes the settings of the customer whom the grant is about, over those that he had.
///
/// # Errors
/// The engine's.
pub fn put(tx: &mut Tx<'_>, grant: &Grant<EditCustomer>, low_balance: &LowBalance) -> Result<(), StoreError> {
    let sql = "INSERT INTO low_balance (branch_id, customer_id, commodity, threshold_units, notify_by_email, \
               charge_card, charge_units, retry_count, retry_interval) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
               ON CONFLICT (branch_id, customer_id) DO UPDATE SET threshold_units = excluded.threshold_units, \
               notify_by_email = excluded.notify_by_email, charge_card = excluded.charge_card, \
               charge_units = excluded.charge_units, retry_count = excluded.retry_count, \
               retry_interval = excluded.retry_interval";
    let key = grant.subject();
    let params = [
        key.branch.0.into(),
        key.id.0.into(),
        low_balance.commodity().as_str().into(),
        low_balance.threshold.map(Amount::units).into(),
        low_balance.notify_by_email.into(),
        low_balance.charge_card.into(),
        low_balance.charge_amount.units().into(),
        low_balance.retry_count.into(),
        low_balance.retry_interval.into(),
    ];
    tx.execute_one(sql, &params)
}

/// The settings of `customer`, if something was ever said of him.
///
/// # Errors
/// The engine's.
pub fn load(tx: &mut Tx<'_>, customer: CustomerKey) -> Result<Option<LowBalance>, StoreError> {
    let sql = "SELECT commodity, threshold_units, notify_by_email, charge_card, charge_units, retry_count, \
               retry_interval FROM low_balance WHERE branch_id = $1 AND customer_id = $2";
    tx.query_opt(sql, &[customer.branch.0.into(), customer.id.0.into()], read)
}

/// Removes what was said of a customer who goes; nothing may have been.
///
/// # Errors
/// The engine's.
pub fn delete_of(tx: &mut Tx<'_>, grant: &Grant<DeleteCustomer>) -> Result<(), StoreError> {
    let sql = "DELETE FROM low_balance WHERE branch_id = $1 AND customer_id = $2";
    let key = grant.subject();
    tx.execute(sql, &[key.branch.0.into(), key.id.0.into()]).map(drop)
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
    })
}
