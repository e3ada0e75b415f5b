//! Making an account that spends its customer's funds: the messaging dialect's user.

use std::ops::ControlFlow;

use party::access::{AddAccount, Caller, Grant, Refusal};
use party::account::{self, Account, AccountProfile, Funding, NameNotAdmitted};
use party::customer::Customer;
use party::ids::{AccountId, CustomerKey, ObjectId};
use party::names::UserName;
use party::password::Password;
use serde::{Deserialize, Serialize};
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::{accounts, customers};
use store::{Lock, StoreError, Tx};

use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::create::object_id_text;
use crate::customer::locate;
use crate::idempotency::{IdempotencyConflict, recall_or_rehearse, write_once};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct CreateAccount {
    /// Whose it will be.
    pub customer: ObjectId,
    /// Everything that describes it.
    pub profile: AccountProfile,
    /// The password to sign in and send with.
    pub password: Password,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedAccount {
    /// Its number.
    pub account_id: i64,
    /// Its other id.
    #[serde(with = "object_id_text")]
    pub object_id: ObjectId,
}

/// Why an account was not made. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum CreateAccountError {
    /// There is no such customer at all.
    #[error("there is no such customer")]
    UnknownCustomer,
    /// The customer stands outside the caller's branch, or the caller may not add accounts.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The name is taken.
    #[error("the user name is taken")]
    Taken,
    /// The customer's rule refuses the name.
    #[error(transparent)]
    Name(#[from] NameNotAdmitted),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(CreateAccountError);

/// Makes an account.
///
/// # Errors
/// [`CreateAccountError`], in the order in which it lists them.
pub async fn create(
    app: &App,
    context: &Context,
    request: CreateAccount,
) -> Result<CreatedAccount, CreateAccountError> {
    let (rehearsed, caller) = (request.clone(), context.caller.clone());
    let answered = recall_or_rehearse(app, context, "account.rehearse", move |tx| {
        decide(tx, &caller, &rehearsed).map(|_| ())
    });
    if let ControlFlow::Break(answered) = answered.await? {
        return Ok(answered);
    }
    let prepared = prepare(app, &request.password).await?;
    let within = context.clone();
    write_once(app, context, "account.create", move |tx| {
        let (grant, customer) = decide(tx, &within.caller, &request)?;
        write(tx, &within, &grant, customer, request.profile.clone(), &prepared)
    })
    .await
}

/// What a create needs that takes time or is not decided.
#[derive(Debug, Clone)]
pub struct Prepared {
    id: AccountId,
    object_id: ObjectId,
    password_hash: String,
    audit_id: i64,
}

pub(crate) async fn prepare(app: &App, password: &Password) -> Result<Prepared, StoreError> {
    Ok(Prepared {
        // Before the hash, which takes as long as it takes: of several at once the numbers go as they were asked for.
        id: AccountId(app.next_id(Sequence::Account).await?),
        password_hash: app.hasher().hash(password, app.random()).await?,
        object_id: app.new_object_id(),
        audit_id: app.next_id(Sequence::Record).await?,
    })
}

fn decide(
    tx: &mut Tx<'_>,
    caller: &Caller,
    request: &CreateAccount,
) -> Result<(Grant<AddAccount>, CustomerKey), CreateAccountError> {
    let claim = claims::find(tx, ClaimKind::ObjectId, &request.customer.to_string())?;
    let key = claim.and_then(|claim| claim.customer()).ok_or(CreateAccountError::UnknownCustomer)?;
    let (grant, customer) = locate::by_key::<AddAccount>(tx, caller, key, Lock::Share)?;
    check_name(tx, &customer, &request.profile.username)?;
    Ok((grant, customer.key))
}

/// Whether the name is free and admitted.
pub(crate) fn check_name(
    tx: &mut Tx<'_>,
    customer: &Customer,
    username: &UserName,
) -> Result<(), CreateAccountError> {
    if claims::find(tx, ClaimKind::Login, username.as_str())?.is_some() {
        return Err(CreateAccountError::Taken);
    }
    Ok(account::admit(customer, username)?)
}

/// Writes the account and describes it.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    context: &Context,
    grant: &Grant<AddAccount>,
    customer: CustomerKey,
    profile: AccountProfile,
    prepared: &Prepared,
) -> Result<CreatedAccount, CreateAccountError> {
    let (id, object_id) = (prepared.id, prepared.object_id);
    let claimant = Claimant::Account(id);
    if !claims::take(tx, ClaimKind::Login, profile.username.as_str(), customer.branch, claimant)? {
        return Err(CreateAccountError::Taken);
    }
    if !claims::take(tx, ClaimKind::ObjectId, &object_id.to_string(), customer.branch, claimant)? {
        return Err(StoreError::inconsistent("a new number is taken").into());
    }
    let account = Account { id, object_id, customer, funding: Funding::Customer, blocked: false, profile };
    accounts::insert(tx, grant, &account, &prepared.password_hash)?;
    let change = Change {
        customer,
        operation: "account.create",
        object: format!("account:{id}"),
        before: None,
        after: Some(audit::account(&account)),
    };
    audit::record(tx, context, prepared.audit_id, change)?;
    Ok(CreatedAccount { account_id: id.0, object_id })
}

/// The proof for an account of a customer that this transaction has just written.
pub(crate) fn grant_for_new(
    tx: &mut Tx<'_>,
    caller: &Caller,
    customer: CustomerKey,
) -> Result<Grant<AddAccount>, CreateAccountError> {
    let customer = customers::load(tx, customer, Lock::Share)?.ok_or(Refusal::Absent)?;
    Ok(caller.grant(&customer)?)
}
