//! Making a customer and his first user: both or neither.

use std::ops::ControlFlow;

use party::access::{AddAccount, Caller};
use party::account::AccountProfile;
use party::password::Password;
use serde::{Deserialize, Serialize};
use store::{Lock, StoreError, Tx};

use super::create::{self as customer_create, CreateCustomer, CreateCustomerError, NewCustomerIds};
use crate::account::create::{self as account_create, CreateAccountError};
use crate::app::App;
use crate::context::Context;
use crate::idempotency::{IdempotencyConflict, recall_or_rehearse, write_once};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct CreateWithUser {
    /// The customer.
    pub customer: CreateCustomer,
    /// His first user.
    pub user: AccountProfile,
    /// The user's password.
    pub password: Password,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedWithUser {
    /// The customer.
    pub customer: customer_create::CreatedCustomer,
    /// The user.
    pub account: account_create::CreatedAccount,
}

/// Why neither was made. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum CreateWithUserError {
    /// On account of the customer.
    #[error(transparent)]
    Customer(CreateCustomerError),
    /// On account of the user.
    #[error(transparent)]
    User(CreateAccountError),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<CreateCustomerError> for CreateWithUserError {
    fn from(error: CreateCustomerError) -> Self {
        match error {
            CreateCustomerError::Store(error) => Self::Store(error),
            CreateCustomerError::Conflict(error) => Self::Conflict(error),
            other => Self::Customer(other),
        }
    }
}

impl From<CreateAccountError> for CreateWithUserError {
    fn from(error: CreateAccountError) -> Self {
        match error {
            CreateAccountError::Store(error) => Self::Store(error),
            CreateAccountError::Conflict(error) => Self::Conflict(error),
            other => Self::User(other),
        }
    }
}

/// Makes both.
///
/// # Errors
/// [`CreateWithUserError`]; the customer's side is told first.
pub async fn create(
    app: &App,
    context: &Context,
    request: CreateWithUser,
) -> Result<CreatedWithUser, CreateWithUserError> {
    let (rehearsed, caller) = (request.clone(), context.caller.clone());
    let answered = recall_or_rehearse(app, context, "customer_with_user.rehearse", move |tx| {
        rehearse(tx, &caller, &rehearsed)
    });
    let owner_lock = match answered.await? {
        ControlFlow::Break(answered) => return Ok(answered),
        ControlFlow::Continue(owner_lock) => owner_lock,
    };
    let customer = customer_create::prepare(app, &request.customer).await?;
    let account = account_create::prepare(app, &request.password).await?;
    let within = context.clone();
    write_once(app, context, "customer_with_user.create", move |tx| {
        let decided =
            customer_create::decide(tx, &within.caller, &request.customer, customer.ids, owner_lock)?;
        let new = decided.customer.clone();
        // The customer's names are claimed first: of two equal requests, the later one is told of the customer.
        let made = customer_create::write(tx, &within, decided, &customer)?;
        account_create::check_name(tx, &new, &request.user.username)?;
        let key = new.key;
        let grant = account_create::grant_for_new(tx, &within.caller, key)?;
        let user = account_create::write(tx, &within, &grant, key, request.user.clone(), &account)?;
        Ok(CreatedWithUser { customer: made, account: user })
    })
    .await
}

/// Everything that can be refused before anything is hashed.
fn rehearse(tx: &mut Tx<'_>, caller: &Caller, request: &CreateWithUser) -> Result<Lock, CreateWithUserError> {
    let ids = NewCustomerIds::REHEARSAL;
    let decided = customer_create::decide(tx, caller, &request.customer, ids, Lock::Share)?;
    account_create::check_name(tx, &decided.customer, &request.user.username)?;
    caller.grant::<AddAccount>(&decided.customer).map_err(CreateAccountError::Refused)?;
    Ok(decided.owner_lock())
}
