//! Balances and the postings that move them.
//!
//! A balance row is held while it is read for a write, and written back only if it still has the value that was read:
//! the arithmetic is the core's, never the engine's.

use charging::{Balance, BalanceId, CreditLimit, Posting};
use money::{Amount, Commodity};
use party::access::Grant;
use party::ids::{BranchId, CustomerId, CustomerKey};

use super::columns::Columns;
use crate::error::StoreError;
use crate::tx::{Lock, Row, Tx};

/// Writes a new balance.
///
/// # Errors
/// The engine's.
pub fn insert_balance<A>(tx: &mut Tx<'_>, _grant: &Grant<A>, balance: &Balance) -> Result<(), StoreError> {
    let sql = "INSERT INTO balance (branch_id, customer_id, commodity, balance_id, units, credit_limit_units) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    let params = [
        balance.holder.branch.0.into(),
        balance.holder.id.0.into(),
        balance.commodity().as_str().into(),
        balance.id.0.into(),
        balance.amount.units().into(),
        limit_units(balance).into(),
    ];
    tx.execute_one(sql, &params)
}

/// What `holder` has of `commodity`; held for change where the transaction writes.
///
/// # Errors
/// The engine's.
pub fn load_balance(
    tx: &mut Tx<'_>,
    holder: CustomerKey,
    commodity: Commodity,
) -> Result<Option<Balance>, StoreError> {
    let sql = "SELECT branch_id, customer_id, commodity, balance_id, units, credit_limit_units FROM balance \
               WHERE branch_id = $1 AND customer_id = $2 AND commodity = $3";
    let params = [holder.branch.0.into(), holder.id.0.into(), commodity.as_str().into()];
    if tx.is_write() {
        return tx.query_locked_opt(sql, &params, Lock::Update, read_balance);
    }
    tx.query_opt(sql, &params, read_balance)
}

/// Writes the new amount of a balance that was read as `before` in this transaction.
///
/// # Errors
/// The engine's; the row has another value than was read.
pub fn update_balance<A>(
    tx: &mut Tx<'_>,
    _grant: &Grant<A>,
    before: &Balance,
    after: Amount,
) -> Result<(), StoreError> {
    let sql = "UPDATE balance SET units = $1 \
               WHERE branch_id = $2 AND customer_id = $3 AND commodity = $4 AND units = $5";
    let params = [
        after.units().into(),
        before.holder.branch.0.into(),
        before.holder.id.0.into(),
        before.commodity().as_str().into(),
        before.amount.units().into(),
    ];
    tx.execute_one(sql, &params)
}

/// Sets how far below nothing a balance may go.
///
/// # Errors
/// The engine's; the balance is gone.
pub fn set_credit_limit<A>(tx: &mut Tx<'_>, _grant: &Grant<A>, balance: &Balance) -> Result<(), StoreError> {
    let sql = "UPDATE balance SET credit_limit_units = $1 \
               WHERE branch_id = $2 AND customer_id = $3 AND commodity = $4";
    let params = [
        limit_units(balance).into(),
        balance.holder.branch.0.into(),
        balance.holder.id.0.into(),
        balance.commodity().as_str().into(),
    ];
    tx.execute_one(sql, &params)
}

/// Removes a balance that holds nothing.
///
/// # Errors
/// The engine's; it holds something.
pub fn delete_balance<A>(tx: &mut Tx<'_>, _grant: &Grant<A>, balance: &Balance) -> Result<(), StoreError> {
    let sql =
        "DELETE FROM balance WHERE branch_id = $1 AND customer_id = $2 AND commodity = $3 AND units = 0";
    let commodity = balance.commodity();
    let params = [balance.holder.branch.0.into(), balance.holder.id.0.into(), commodity.as_str().into()];
    tx.execute_one(sql, &params)
}

/// Writes a posting and its entries.
///
/// # Errors
/// The engine's.
pub fn insert_posting<A>(
    tx: &mut Tx<'_>,
    _grant: &Grant<A>,
    posting: &Posting,
    at_micros: i64,
    request_id: &str,
) -> Result<(), StoreError> {
    assert!(!posting.entries.is_empty(), "a posting moves something");
    let sql = "INSERT INTO posting (branch_id, posting_id, kind, at_micros, request_id) VALUES ($1, $2, $3, $4, $5)";
    let (branch, id) = (posting.branch.0.into(), posting.id.0.into());
    tx.execute_one(sql, &[branch, id, posting.kind.code().into(), at_micros.into(), request_id.into()])?;
    for (line, entry) in (1..).zip(&posting.entries) {
        let sql = "INSERT INTO entry (branch_id, posting_id, line, debit, credit, commodity, units) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let line: i64 = line;
        let params = [
            branch,
            id,
            line.into(),
            entry.debit.code().into(),
            entry.credit.code().into(),
            entry.amount.commodity().as_str().into(),
            entry.amount.units().into(),
        ];
        tx.execute_one(sql, &params)?;
    }
    Ok(())
}

fn limit_units(balance: &Balance) -> Option<i64> {
    match balance.credit_limit {
        CreditLimit::Of(limit) => Some(limit.units()),
        CreditLimit::Unlimited => None,
    }
}

fn read_balance(row: &dyn Row) -> Result<Balance, StoreError> {
    let mut columns = Columns::of("balance", row);
    let holder = CustomerKey { branch: BranchId(columns.int()?), id: CustomerId(columns.int()?) };
    let commodity = columns.parse(Commodity::parse)?;
    let id = BalanceId(columns.int()?);
    let amount = Amount::new(columns.int()?, commodity);
    let credit_limit = match columns.opt_int()? {
        None => CreditLimit::Unlimited,
        Some(units) => CreditLimit::Of(Amount::new(units, commodity)),
    };
    Ok(Balance { id, holder, amount, credit_limit })
}
