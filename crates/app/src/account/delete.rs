//! Removing an account. Its names are free again; its postings and audit records stay.

use charging::{Holder, PostingId};
use money::AmountError;
use party::access::{DeleteAccount, Grant};
use party::account::Account;
use party::customer::Customer;
use serde_json::{Value, json};
use store::tables::claims::{self, ClaimKind};
use store::tables::{accounts, ledger, low_balances, outbox, web_sessions};
use store::{StoreError, Tx};

use super::hold::{AccountLookup, ChangeAccountError, Held, hold};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::funds::settle;
use crate::idempotency::{IdempotencyConflict, write_once};

/// Why an account was not removed. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum DeleteAccountError {
    /// For a reason that can meet every change.
    #[error(transparent)]
    Change(#[from] ChangeAccountError),
    /// What it holds does not fit.
    #[error(transparent)]
    Amount(#[from] AmountError),
}

impl From<IdempotencyConflict> for DeleteAccountError {
    fn from(conflict: IdempotencyConflict) -> Self {
        Self::Change(conflict.into())
    }
}

impl From<StoreError> for DeleteAccountError {
    fn from(error: StoreError) -> Self {
        Self::Change(error.into())
    }
}

/// Removes the account. What it holds is posted to the closed.
///
/// # Errors
/// [`DeleteAccountError`], in the order in which it lists them.
pub async fn delete(
    app: &App,
    context: &Context,
    account: impl Into<AccountLookup>,
) -> Result<(), DeleteAccountError> {
    let lookup = account.into();
    let posting = PostingId(app.next_id(Sequence::Record).await?);
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "account.delete", move |tx| {
        let Held { grant, customer, stored }: Held<DeleteAccount> = hold(tx, &within.caller, &lookup)?;
        let account = stored.account;
        let mut before = audit::account(&account);
        if let Some(held) = close_balance(tx, &within, &grant, &customer, &account, posting)? {
            audit::note(&mut before, "balance", held);
        }
        release_names(tx, &account)?;
        web_sessions::delete_of_account(tx, &grant, account.id)?;
        accounts::delete(tx, &grant, &account)?;
        let change = Change {
            customer: customer.key,
            operation: "account.delete",
            object: format!("account:{}", account.id),
            before: Some(before),
            after: None,
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}

fn release_names(tx: &mut Tx<'_>, account: &Account) -> Result<(), StoreError> {
    claims::release(tx, ClaimKind::Login, account.profile.username.as_str())?;
    claims::release(tx, ClaimKind::ObjectId, &account.object_id.to_string())?;
    match account.endpoint() {
        Some(endpoint) => claims::release(tx, ClaimKind::VoipLogin, endpoint.authname.as_str()),
        None => Ok(()),
    }
}

/// Posts what the account holds to the closed, so that its entries sum to nothing, and removes its balance. Answers with
/// what it held.
fn close_balance(
    tx: &mut Tx<'_>,
    context: &Context,
    grant: &Grant<DeleteAccount>,
    customer: &Customer,
    account: &Account,
    posting: PostingId,
) -> Result<Option<Value>, DeleteAccountError> {
    if account.endpoint().is_none() {
        return Ok(None);
    }
    let holder = Holder::of_account(customer.key, account.id);
    let held = ledger::load_account_balance(tx, holder)?;
    settle::close::<_, DeleteAccountError>(tx, context, grant, held, posting)?;
    low_balances::delete_of(tx, grant, holder)?;
    outbox::delete_of(tx, grant, holder)?;
    Ok(Some(json!(held.amount.to_decimal())))
}
