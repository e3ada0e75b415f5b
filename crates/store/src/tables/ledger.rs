//! Balances and the postings that move them.
//!
//! A balance row is held while it is read for a write, and written back only if it still has the value that was read:
//! the arithmetic is the core's, never the engine's.

use std::collections::BTreeMap;

use charging::{Balance, BalanceId, CreditLimit, Holder, Posting, PostingId, PostingKind};
use money::{Amount, Commodity};
use party::access::Grant;
use party::ids::{AccountId, BranchId, CustomerId, CustomerKey};

use super::columns::Columns;
use crate::error::StoreError;
use crate::tx::{Lock, Param, Row, Tx};

/// A quarter of an hour. The statements that sum say the same number.
const QUARTER_MICROS: i64 = 900_000_000;

/// Sums are taken in two halves, of what is divided by this and of what is left, so that no engine's sum overflows. The
/// statements that sum say the same number.
const HALF: i128 = 4_294_967_296;

/// What moved one side of a balance: all of it stands in the index of that side.
macro_rules! sums {
    ($side:literal) => {
        concat!(
            "SELECT at_micros / 900000000, kind, COUNT(*), CAST(SUM(units / 4294967296) AS BIGINT), \
             CAST(SUM(units % 4294967296) AS BIGINT) FROM entry WHERE branch_id = $1 AND ",
            $side,
            " = $2 AND ",
            $side,
            " > 0 AND at_micros >= $3 GROUP BY at_micros / 900000000, kind"
        )
    };
}

/// Writes a new balance.
///
/// # Errors
/// The engine's.
pub fn insert_balance<A>(tx: &mut Tx<'_>, _grant: &Grant<A>, balance: &Balance) -> Result<(), StoreError> {
    let sql = "INSERT INTO balance (branch_id, customer_id, account_id, commodity, balance_id, units, \
               credit_limit_units) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let [branch, customer, account] = holder_params(balance.holder);
    let params = [
        branch,
        customer,
        account,
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
    holder: impl Into<Holder>,
    commodity: Commodity,
) -> Result<Option<Balance>, StoreError> {
    let sql = "SELECT branch_id, customer_id, account_id, commodity, balance_id, units, credit_limit_units \
               FROM balance WHERE branch_id = $1 AND customer_id = $2 AND account_id = $3 AND commodity = $4";
    let [branch, customer, account] = holder_params(holder.into());
    let params = [branch, customer, account, commodity.as_str().into()];
    if tx.is_write() {
        return tx.query_locked_opt(sql, &params, Lock::Update, read_balance);
    }
    tx.query_opt(sql, &params, read_balance)
}

/// What an account with funds of its own has; held for change where the transaction writes.
///
/// # Errors
/// The engine's; it has no balance, or several.
pub fn load_account_balance(tx: &mut Tx<'_>, holder: Holder) -> Result<Balance, StoreError> {
    let sql = "SELECT branch_id, customer_id, account_id, commodity, balance_id, units, credit_limit_units \
               FROM balance WHERE branch_id = $1 AND customer_id = $2 AND account_id = $3";
    let params = holder_params(holder);
    let found = match tx.is_write() {
        true => tx.query_locked_opt(sql, &params, Lock::Update, read_balance)?,
        false => tx.query_opt(sql, &params, read_balance)?,
    };
    found.ok_or_else(|| StoreError::inconsistent("an account with funds of its own lacks a balance"))
}

/// The balance `id` of `branch`, whoever holds it; none where its holder is gone. It is not held: who is about to change
/// it loads it by its holder.
///
/// # Errors
/// The engine's.
pub fn find_balance(tx: &mut Tx<'_>, branch: BranchId, id: BalanceId) -> Result<Option<Balance>, StoreError> {
    let sql = "SELECT branch_id, customer_id, account_id, commodity, balance_id, units, credit_limit_units \
               FROM balance WHERE branch_id = $1 AND balance_id = $2";
    tx.query_opt(sql, &[branch.0.into(), id.0.into()], read_balance)
}

/// The money of the accounts of `customer` with numbers from `first` to `last`, in their order.
///
/// # Errors
/// The engine's.
pub fn list_of_accounts(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    first: AccountId,
    last: AccountId,
) -> Result<Vec<Balance>, StoreError> {
    let sql = "SELECT branch_id, customer_id, account_id, commodity, balance_id, units, credit_limit_units \
               FROM balance WHERE branch_id = $1 AND customer_id = $2 AND account_id >= $3 AND account_id <= $4 \
               ORDER BY account_id";
    let params = [customer.branch.0.into(), customer.id.0.into(), first.0.into(), last.0.into()];
    tx.query(sql, &params, read_balance)
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
               WHERE branch_id = $2 AND customer_id = $3 AND account_id = $4 AND commodity = $5 AND units = $6";
    let [branch, customer, account] = holder_params(before.holder);
    let params = [
        after.units().into(),
        branch,
        customer,
        account,
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
               WHERE branch_id = $2 AND customer_id = $3 AND account_id = $4 AND commodity = $5";
    let [branch, customer, account] = holder_params(balance.holder);
    let params =
        [limit_units(balance).into(), branch, customer, account, balance.commodity().as_str().into()];
    tx.execute_one(sql, &params)
}

/// Removes a balance that holds nothing.
///
/// # Errors
/// The engine's; it holds something.
pub fn delete_balance<A>(tx: &mut Tx<'_>, _grant: &Grant<A>, balance: &Balance) -> Result<(), StoreError> {
    let sql = "DELETE FROM balance \
               WHERE branch_id = $1 AND customer_id = $2 AND account_id = $3 AND commodity = $4 AND units = 0";
    let [branch, customer, account] = holder_params(balance.holder);
    let commodity = balance.commodity();
    let params = [branch, customer, account, commodity.as_str().into()];
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
        let sql = "INSERT INTO entry (branch_id, posting_id, line, debit, credit, commodity, units, at_micros, kind) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let line: i64 = line;
        let params = [
            branch,
            id,
            line.into(),
            entry.debit.code().into(),
            entry.credit.code().into(),
            entry.amount.commodity().as_str().into(),
            entry.amount.units().into(),
            at_micros.into(),
            posting.kind.code().into(),
        ];
        tx.execute_one(sql, &params)?;
    }
    Ok(())
}

/// What one entry did to a balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Movement {
    /// When, in microseconds since 1970.
    pub at_micros: i64,
    /// Of which posting.
    pub posting: PostingId,
    /// Why.
    pub kind: PostingKind,
    /// Positive: it came in; negative: it went out.
    pub amount: Amount,
}

/// At most `limit` movements of `balance` at `from_micros` or later, the latest first.
///
/// # Errors
/// The engine's.
pub fn list_movements(
    tx: &mut Tx<'_>,
    balance: &Balance,
    from_micros: i64,
    limit: i64,
) -> Result<Vec<Movement>, StoreError> {
    // Each side is read from its own index, already in order, so that a page costs a page however much there is.
    let went = "SELECT at_micros, posting_id, kind, units FROM entry \
                WHERE branch_id = $1 AND debit = $2 AND debit > 0 AND at_micros >= $3 \
                ORDER BY at_micros DESC LIMIT $4";
    let came = "SELECT at_micros, posting_id, kind, units FROM entry \
                WHERE branch_id = $1 AND credit = $2 AND credit > 0 AND at_micros >= $3 \
                ORDER BY at_micros DESC LIMIT $4";
    let branch = balance.holder.customer.branch;
    let params = [branch.0.into(), balance.id.0.into(), from_micros.into(), limit.into()];
    let commodity = balance.commodity();
    let mut movements = tx.query(came, &params, |row| read_movement(row, commodity))?;
    for movement in tx.query(went, &params, |row| read_movement(row, commodity))? {
        let amount = movement.amount.checked_neg();
        let amount = amount.map_err(|error| StoreError::inconsistent(format!("table entry: {error}")))?;
        movements.push(Movement { amount, ..movement });
    }
    movements.sort_by_key(|movement| std::cmp::Reverse((movement.at_micros, movement.posting)));
    movements.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(movements)
}

/// What moved a balance in a quarter of an hour, of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovementSum {
    /// When that quarter begins, in microseconds since 1970.
    pub from_micros: i64,
    /// Why.
    pub kind: PostingKind,
    /// How many movements.
    pub count: i64,
    /// What came in less what went out, in 10^-8: more than fits a balance where much went to and fro.
    pub units: i128,
}

/// What moved `balance` at `from_micros` or later, the earliest first. Every day of every time zone is a number of whole
/// quarters of an hour, whose first is the earliest that is told if `from_micros` is its beginning.
///
/// # Errors
/// The engine's.
pub fn sum_movements(
    tx: &mut Tx<'_>,
    balance: &Balance,
    from_micros: i64,
) -> Result<Vec<MovementSum>, StoreError> {
    let went = sums!("debit");
    let came = sums!("credit");
    let branch = balance.holder.customer.branch;
    let params = [branch.0.into(), balance.id.0.into(), from_micros.into()];
    let mut sums: BTreeMap<(i64, i64), MovementSum> = BTreeMap::new();
    for (sql, sign) in [(came, 1), (went, -1)] {
        for found in tx.query(sql, &params, read_sum)? {
            let sum = MovementSum { units: found.units * sign, ..found };
            let key = (sum.from_micros, sum.kind.code());
            let kept = sums.entry(key).or_insert(MovementSum { count: 0, units: 0, ..sum });
            kept.count += sum.count;
            kept.units += sum.units;
        }
    }
    Ok(sums.into_values().collect())
}

fn read_sum(row: &dyn Row) -> Result<MovementSum, StoreError> {
    let mut columns = Columns::of("entry", row);
    Ok(MovementSum {
        from_micros: columns.int()? * QUARTER_MICROS,
        kind: columns.code(PostingKind::from_code)?,
        count: columns.int()?,
        units: i128::from(columns.int()?) * HALF + i128::from(columns.int()?),
    })
}

fn read_movement(row: &dyn Row, commodity: Commodity) -> Result<Movement, StoreError> {
    let mut columns = Columns::of("entry", row);
    Ok(Movement {
        at_micros: columns.int()?,
        posting: PostingId(columns.int()?),
        kind: columns.code(PostingKind::from_code)?,
        amount: Amount::new(columns.int()?, commodity),
    })
}

fn limit_units(balance: &Balance) -> Option<i64> {
    match balance.credit_limit {
        CreditLimit::Of(limit) => Some(limit.units()),
        CreditLimit::Unlimited => None,
    }
}

/// Branch, customer, account; account 0: the customer's own.
pub(super) fn holder_params(holder: Holder) -> [Param<'static>; 3] {
    let account = holder.account.map_or(0, |account| account.0);
    [holder.customer.branch.0.into(), holder.customer.id.0.into(), account.into()]
}

pub(super) fn read_holder(columns: &mut Columns<'_>) -> Result<Holder, StoreError> {
    let customer = CustomerKey { branch: BranchId(columns.int()?), id: CustomerId(columns.int()?) };
    let account = Some(columns.int()?).filter(|account| *account != 0).map(AccountId);
    Ok(Holder { customer, account })
}

fn read_balance(row: &dyn Row) -> Result<Balance, StoreError> {
    let mut columns = Columns::of("balance", row);
    let holder = read_holder(&mut columns)?;
    let commodity = columns.parse(Commodity::parse)?;
    let id = BalanceId(columns.int()?);
    let amount = Amount::new(columns.int()?, commodity);
    let credit_limit = match columns.opt_int()? {
        None => CreditLimit::Unlimited,
        Some(units) => CreditLimit::Of(Amount::new(units, commodity)),
    };
    Ok(Balance { id, holder, amount, credit_limit })
}
