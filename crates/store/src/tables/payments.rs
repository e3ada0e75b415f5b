//! Payments: append-only, each written with the posting that books it.

use charging::{BalanceId, Holder, Payment, PaymentId, PostingId};
use money::{Amount, Commodity};
use party::access::Grant;
use party::ids::CustomerKey;

use super::columns::Columns;
use super::ledger::{holder_params, read_holder};
use crate::error::StoreError;
use crate::tx::{Row, Tx};

/// Appends a payment.
///
/// # Errors
/// The engine's.
pub fn insert<A>(tx: &mut Tx<'_>, grant: &Grant<A>, payment: &Payment) -> Result<(), StoreError> {
    assert_eq!(grant.subject(), payment.payer.customer, "the grant is about the payer");
    let sql = "INSERT INTO payment (branch_id, customer_id, account_id, payment_id, balance_id, posting_id, \
               commodity, units, paid_at_micros, notes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let [branch, customer, account] = holder_params(payment.payer);
    let params = [
        branch,
        customer,
        account,
        payment.id.0.into(),
        payment.balance.0.into(),
        payment.posting.0.into(),
        payment.amount.commodity().as_str().into(),
        payment.amount.units().into(),
        payment.paid_at_micros.into(),
        payment.notes.as_str().into(),
    ];
    tx.execute_one(sql, &params)
}

/// The payment `id`, if `payer` made it.
///
/// # Errors
/// The engine's.
pub fn load(tx: &mut Tx<'_>, payer: impl Into<Holder>, id: PaymentId) -> Result<Option<Payment>, StoreError> {
    let sql = "SELECT branch_id, customer_id, account_id, payment_id, balance_id, posting_id, commodity, units, \
               paid_at_micros, notes FROM payment \
               WHERE branch_id = $1 AND customer_id = $2 AND account_id = $3 AND payment_id = $4";
    let [branch, customer, account] = holder_params(payer.into());
    tx.query_opt(sql, &[branch, customer, account, id.0.into()], read)
}

/// Some payments of a list, ascending by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaymentPage {
    /// Only those made at this moment or later, in microseconds since 1970.
    pub from_micros: i64,
    /// Only those made at this moment or before.
    pub until_micros: i64,
    /// Skip so many of them.
    pub offset: i64,
    /// At most so many.
    pub limit: i64,
}

/// A page of what `payer` paid.
///
/// # Errors
/// The engine's.
pub fn list_of_payer(
    tx: &mut Tx<'_>,
    payer: impl Into<Holder>,
    page: PaymentPage,
) -> Result<Vec<Payment>, StoreError> {
    let sql = "SELECT branch_id, customer_id, account_id, payment_id, balance_id, posting_id, commodity, units, \
               paid_at_micros, notes FROM payment WHERE branch_id = $1 AND customer_id = $2 AND account_id = $3 \
               AND paid_at_micros >= $4 AND paid_at_micros <= $5 ORDER BY payment_id LIMIT $6 OFFSET $7";
    let [branch, customer, account] = holder_params(payer.into());
    let params = [
        branch,
        customer,
        account,
        page.from_micros.into(),
        page.until_micros.into(),
        page.limit.into(),
        page.offset.into(),
    ];
    tx.query(sql, &params, read)
}

/// A page of what the customers directly below `owner`, and the holders of his accounts, paid.
///
/// # Errors
/// The engine's.
pub fn list_of_owner(
    tx: &mut Tx<'_>,
    owner: CustomerKey,
    page: PaymentPage,
) -> Result<Vec<Payment>, StoreError> {
    let sql = "SELECT p.branch_id, p.customer_id, p.account_id, p.payment_id, p.balance_id, p.posting_id, \
               p.commodity, p.units, p.paid_at_micros, p.notes FROM customer c \
               JOIN payment p ON p.branch_id = c.branch_id AND p.customer_id = c.customer_id AND p.account_id = 0 \
               WHERE c.owner_id = $1 AND p.paid_at_micros >= $2 AND p.paid_at_micros <= $3 \
               UNION ALL SELECT branch_id, customer_id, account_id, payment_id, balance_id, posting_id, \
               commodity, units, paid_at_micros, notes FROM payment \
               WHERE branch_id = $4 AND customer_id = $5 AND account_id <> 0 AND paid_at_micros >= $6 \
               AND paid_at_micros <= $7 ORDER BY payment_id LIMIT $8 OFFSET $9";
    let params = [
        owner.id.0.into(),
        page.from_micros.into(),
        page.until_micros.into(),
        owner.branch.0.into(),
        owner.id.0.into(),
        page.from_micros.into(),
        page.until_micros.into(),
        page.limit.into(),
        page.offset.into(),
    ];
    tx.query(sql, &params, read)
}

fn read(row: &dyn Row) -> Result<Payment, StoreError> {
    let mut columns = Columns::of("payment", row);
    let payer = read_holder(&mut columns)?;
    let id = PaymentId(columns.int()?);
    let (balance, posting) = (BalanceId(columns.int()?), PostingId(columns.int()?));
    let commodity = columns.parse(Commodity::parse)?;
    let amount = Amount::new(columns.int()?, commodity);
    Ok(Payment {
        id,
        payer,
        balance,
        posting,
        amount,
        paid_at_micros: columns.int()?,
        notes: columns.line()?,
    })
}
