//! Payments: append-only, each written with the posting that books it.

use charging::{BalanceId, Holder, Payment, PaymentId, PostingId};
use money::{Amount, Commodity};
use party::access::Grant;
use party::ids::{BranchId, CustomerKey};

use super::columns::Columns;
use super::latest::Page;
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

/// The number of the payment that the posting `id` of `branch` booked, if it booked one.
///
/// # Errors
/// The engine's.
pub fn find_of_posting(
    tx: &mut Tx<'_>,
    branch: BranchId,
    id: PostingId,
) -> Result<Option<PaymentId>, StoreError> {
    let sql = "SELECT payment_id FROM payment WHERE branch_id = $1 AND posting_id = $2";
    tx.query_opt(sql, &[branch.0.into(), id.0.into()], |row| row.int(0).map(PaymentId))
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

/// A payment in a list, and whether it was undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentLine {
    /// The payment.
    pub payment: Payment,
    /// Which posting undid the one that booked it.
    pub reversed_by: Option<PostingId>,
}

/// A page of at most `limit` of what `payer` paid, the latest number first.
///
/// # Errors
/// The engine's.
pub fn list_latest_of_payer(
    tx: &mut Tx<'_>,
    payer: impl Into<Holder>,
    page: Page<PaymentId>,
    limit: i64,
) -> Result<Vec<PaymentLine>, StoreError> {
    let older = "SELECT p.branch_id, p.customer_id, p.account_id, p.payment_id, p.balance_id, p.posting_id, \
                 p.commodity, p.units, p.paid_at_micros, p.notes, r.posting_id FROM payment p \
                 LEFT JOIN reversal r ON r.branch_id = p.branch_id AND r.reversed_id = p.posting_id \
                 WHERE p.branch_id = $1 AND p.customer_id = $2 AND p.account_id = $3 AND p.payment_id < $4 \
                 ORDER BY p.payment_id DESC LIMIT $5";
    let newer = "SELECT p.branch_id, p.customer_id, p.account_id, p.payment_id, p.balance_id, p.posting_id, \
                 p.commodity, p.units, p.paid_at_micros, p.notes, r.posting_id FROM payment p \
                 LEFT JOIN reversal r ON r.branch_id = p.branch_id AND r.reversed_id = p.posting_id \
                 WHERE p.branch_id = $1 AND p.customer_id = $2 AND p.account_id = $3 AND p.payment_id > $4 \
                 ORDER BY p.payment_id LIMIT $5";
    let (sql, edge, is_backwards) = match page {
        Page::Latest => (older, PaymentId(i64::MAX), false),
        Page::OlderThan(id) => (older, id, false),
        Page::NewerThan(id) => (newer, id, true),
    };
    let [branch, customer, account] = holder_params(payer.into());
    let mut lines = tx.query(sql, &[branch, customer, account, edge.0.into(), limit.into()], |row| {
        Ok(PaymentLine { payment: read(row)?, reversed_by: row.opt_int(10)?.map(PostingId) })
    })?;
    if is_backwards {
        lines.reverse();
    }
    Ok(lines)
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
