//! What is to be said outside the house: who is to hear of what, when it is due, how often it failed.
//!
//! A row is claimed before it is sent, by moving its due time into the future: of many senders one gets it, and what a sender that
//! died had claimed falls due again. So everything is sent at least once.

use charging::Holder;
use party::access::Grant;
use party::ids::{AccountId, BranchId, CustomerId, CustomerKey};

use super::columns::Columns;
use super::ledger::holder_params;
use crate::error::StoreError;
use crate::tx::{Param, Row, Tx};

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageKind {
    /// Little is left.
    LowBalance,
}

/// One message that waits, or was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Who is to hear.
    pub holder: Holder,
    /// What.
    pub kind: MessageKind,
    /// Since when it waits, in microseconds since 1970.
    pub created_at_micros: i64,
    /// When it is to be sent, in microseconds since 1970; none: it was given up.
    pub due_at_micros: Option<i64>,
    /// How often it is said again after this time.
    pub repeats_left: i64,
    /// How often sending it failed, or began and was not heard of again.
    pub attempts: i64,
    /// Why it failed last; empty where it did not.
    pub last_error: String,
}

macro_rules! columns {
    () => {
        "branch_id, customer_id, account_id, kind, created_at_micros, due_at_micros, repeats_left, attempts, last_error"
    };
}

impl MessageKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::LowBalance => "low_balance",
        }
    }
}

impl Message {
    /// Little is left: due at once, and `repeats` times after that.
    #[must_use]
    pub fn low_balance(holder: Holder, now_micros: i64, repeats: i64) -> Self {
        Self {
            holder,
            kind: MessageKind::LowBalance,
            created_at_micros: now_micros,
            due_at_micros: Some(now_micros),
            repeats_left: repeats,
            attempts: 0,
            last_error: String::new(),
        }
    }
}

/// Lets a message wait. One that waits already, or was given up, begins anew.
///
/// # Errors
/// The engine's.
pub fn put<A>(tx: &mut Tx<'_>, grant: &Grant<A>, message: &Message) -> Result<(), StoreError> {
    assert_eq!(grant.subject(), message.holder.customer, "the grant is about the holder's customer");
    let sql = concat!(
        "INSERT INTO outbox (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (branch_id, customer_id, account_id, kind) \
         DO UPDATE SET created_at_micros = excluded.created_at_micros, due_at_micros = excluded.due_at_micros, \
         repeats_left = excluded.repeats_left, attempts = excluded.attempts, last_error = excluded.last_error"
    );
    let [branch, customer, account] = holder_params(message.holder);
    let params = [
        branch,
        customer,
        account,
        message.kind.as_str().into(),
        message.created_at_micros.into(),
        message.due_at_micros.into(),
        message.repeats_left.into(),
        message.attempts.into(),
        message.last_error.as_str().into(),
    ];
    tx.execute_one(sql, &params)
}

/// What waits for `holder`, or was given up.
///
/// # Errors
/// The engine's.
pub fn load(
    tx: &mut Tx<'_>,
    holder: impl Into<Holder>,
    kind: MessageKind,
) -> Result<Option<Message>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM outbox WHERE branch_id = $1 AND customer_id = $2 AND account_id = $3 AND kind = $4"
    );
    let [branch, customer, account] = holder_params(holder.into());
    tx.query_opt(sql, &[branch, customer, account, kind.as_str().into()], read)
}

/// What is due at `now_micros`, the oldest first, at most `limit`.
///
/// # Errors
/// The engine's.
pub fn list_due(tx: &mut Tx<'_>, now_micros: i64, limit: i64) -> Result<Vec<Message>, StoreError> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM outbox WHERE due_at_micros <= $1 ORDER BY due_at_micros, branch_id, customer_id, account_id LIMIT $2"
    );
    tx.query(sql, &[now_micros.into(), limit.into()], read)
}

/// Makes a message the caller's until `until_micros`; tells whether it still was as `seen`.
///
/// # Errors
/// The engine's.
pub fn claim(tx: &mut Tx<'_>, seen: &Message, until_micros: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE outbox SET due_at_micros = $1, attempts = attempts + 1 WHERE branch_id = $2 AND customer_id = $3 \
               AND account_id = $4 AND kind = $5 AND due_at_micros = $6";
    let [branch, customer, account] = holder_params(seen.holder);
    let params: [Param<'_>; 6] = [
        until_micros.into(),
        branch,
        customer,
        account,
        seen.kind.as_str().into(),
        seen.due_at_micros.into(),
    ];
    Ok(tx.execute(sql, &params)? == 1)
}

/// Writes down what became of a message that was claimed until `claimed_until_micros`; nothing where it began anew, or went,
/// meanwhile.
///
/// # Errors
/// The engine's.
pub fn settle(tx: &mut Tx<'_>, claimed_until_micros: i64, after: &Message) -> Result<(), StoreError> {
    let sql = "UPDATE outbox SET due_at_micros = $1, repeats_left = $2, attempts = $3, last_error = $4 \
               WHERE branch_id = $5 AND customer_id = $6 AND account_id = $7 AND kind = $8 AND due_at_micros = $9";
    let [branch, customer, account] = holder_params(after.holder);
    let params: [Param<'_>; 9] = [
        after.due_at_micros.into(),
        after.repeats_left.into(),
        after.attempts.into(),
        after.last_error.as_str().into(),
        branch,
        customer,
        account,
        after.kind.as_str().into(),
        claimed_until_micros.into(),
    ];
    tx.execute(sql, &params).map(drop)
}

/// Removes a message that was claimed until `claimed_until_micros`, unless it began anew meanwhile.
///
/// # Errors
/// The engine's.
pub fn remove(tx: &mut Tx<'_>, claimed_until_micros: i64, message: &Message) -> Result<(), StoreError> {
    let sql = "DELETE FROM outbox WHERE branch_id = $1 AND customer_id = $2 AND account_id = $3 AND kind = $4 \
               AND due_at_micros = $5";
    let [branch, customer, account] = holder_params(message.holder);
    let params: [Param<'_>; 5] =
        [branch, customer, account, message.kind.as_str().into(), claimed_until_micros.into()];
    tx.execute(sql, &params).map(drop)
}

/// Removes what waits for a holder who goes; nothing may.
///
/// # Errors
/// The engine's.
pub fn delete_of<A>(tx: &mut Tx<'_>, grant: &Grant<A>, holder: impl Into<Holder>) -> Result<(), StoreError> {
    let holder = holder.into();
    assert_eq!(grant.subject(), holder.customer, "the grant is about the holder's customer");
    let sql = "DELETE FROM outbox WHERE branch_id = $1 AND customer_id = $2 AND account_id = $3";
    tx.execute(sql, &holder_params(holder)).map(drop)
}

fn read(row: &dyn Row) -> Result<Message, StoreError> {
    let mut columns = Columns::of("outbox", row);
    let branch = BranchId(columns.int()?);
    let customer = CustomerKey { branch, id: CustomerId(columns.int()?) };
    let account = columns.int()?;
    let kind = columns.text()?;
    Ok(Message {
        holder: Holder { customer, account: (account != 0).then_some(AccountId(account)) },
        kind: match kind.as_str() {
            "low_balance" => MessageKind::LowBalance,
            _ => return Err(StoreError::inconsistent("table outbox: a kind that nobody knows")),
        },
        created_at_micros: columns.int()?,
        due_at_micros: columns.opt_int()?,
        repeats_left: columns.int()?,
        attempts: columns.int()?,
        last_error: columns.text()?,
    })
}
