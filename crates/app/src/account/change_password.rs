//! Giving an account another password: by one who manages it, or by its holder, who knows the one before.

use std::ops::ControlFlow;

use party::access::EditAccount;
use party::ids::{AccountId, CustomerKey};
use party::password::Password;
use serde_json::json;
use store::tables::accounts;
use store::{StoreError, Tx};

pub use super::hold::ChangeAccountError;
use super::hold::{AccountLookup, Held, hold};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::authenticate::user::{AuthenticateUserError, User};
use crate::context::Context;
use crate::idempotency::{recall_or_rehearse, write_once};

/// Sets the password of the account.
///
/// # Errors
/// [`ChangeAccountError`], in the order in which it lists them.
pub async fn change_password(
    app: &App,
    context: &Context,
    account: impl Into<AccountLookup>,
    password: &Password,
) -> Result<(), ChangeAccountError> {
    // Refusals come before the password is hashed: they must not cost what a success costs.
    let account = account.into();
    let (caller, rehearsed) = (context.caller.clone(), account.clone());
    let answered = recall_or_rehearse(app, context, "account.rehearse_password", move |tx| {
        hold::<EditAccount>(tx, &caller, &rehearsed).map(|_| ())
    });
    if let ControlFlow::Break(()) = answered.await? {
        return Ok(());
    }
    let hash = app.hasher().hash(password, app.random()).await?;
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "account.change_password", move |tx| {
        let Held { grant, customer, stored }: Held<EditAccount> = hold(tx, &within.caller, &account)?;
        let id = stored.account.id;
        accounts::set_password(tx, &grant, id, &hash)?;
        Ok(record(tx, &within, customer.key, id, audit_id)?)
    })
    .await
}

/// Sets the password that the signed-in `user` chose.
///
/// # Errors
/// [`AuthenticateUserError`]: he was removed, or his password was changed, since he signed in.
pub async fn change_own(
    app: &App,
    context: &Context,
    user: &User,
    password: &Password,
) -> Result<(), AuthenticateUserError> {
    let hash = app.hasher().hash(password, app.random()).await?;
    let audit_id = app.next_id(Sequence::Record).await?;
    let (within, user) = (context.clone(), user.clone());
    app.store()
        .write("account.change_own_password", move |tx| {
            let id = user.account.id;
            let stored = accounts::load(tx, user.customer.branch, id)?;
            let stored = stored.ok_or(AuthenticateUserError::Unknown)?;
            // What he signed in with must still be his password: it may have been taken from him meanwhile.
            if stored.password_hash != user.password_hash {
                return Err(AuthenticateUserError::WrongPassword);
            }
            accounts::set_own_password(tx, user.customer, id, &hash)?;
            Ok(record(tx, &within, user.customer, id, audit_id)?)
        })
        .await
}

fn record(
    tx: &mut Tx<'_>,
    context: &Context,
    customer: CustomerKey,
    id: AccountId,
    audit_id: i64,
) -> Result<(), StoreError> {
    let change = Change {
        customer,
        operation: "account.change_password",
        object: format!("account:{id}"),
        before: None,
        after: Some(json!({ "password": "changed" })),
    };
    audit::record(tx, context, audit_id, change)
}
