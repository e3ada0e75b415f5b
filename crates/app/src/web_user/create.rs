//! Making a further web user of a customer. No documented method of either dialect does: it is for the command line and
//! the self-care site.

use std::ops::ControlFlow;

use party::access::{Caller, Grant, ManageWebUsers, Refusal};
use party::customer::Customer;
use party::ids::{CustomerId, WebUserId};
use party::names::WebLogin;
use party::password::{Password, PasswordError};
use party::web_user::AccessLevel;
use serde::{Deserialize, Serialize};
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::web_users::{self, WebUser};
use store::{StoreError, Tx};

use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::locate;
use crate::idempotency::{IdempotencyConflict, recall_or_rehearse, write_once};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct CreateWebUser {
    /// Whose it will be; none: the caller's.
    pub customer: Option<CustomerId>,
    /// The name to sign in with.
    pub login: WebLogin,
    /// The password to sign in with; it keeps the customer's policy.
    pub password: Password,
    /// What it may see and do.
    pub access_level: AccessLevel,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedWebUser {
    /// Its number.
    pub web_user_id: i64,
}

/// Why a web user was not made. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum CreateWebUserError {
    /// The customer is absent, or the right is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The customer lacks what the access level needs.
    #[error("the customer lacks what the access level needs")]
    LevelBeyondCustomer,
    /// The login is taken.
    #[error("the login is taken")]
    Taken,
    /// The password breaks the customer's policy.
    #[error("the password {0}")]
    Password(#[from] PasswordError),
    /// The idempotency key was used for something else.
    #[error(transparent)]
    Conflict(#[from] IdempotencyConflict),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

locate::error_into!(CreateWebUserError);

/// Makes a web user.
///
/// # Errors
/// [`CreateWebUserError`], in the order in which it lists them.
pub async fn create(
    app: &App,
    context: &Context,
    request: CreateWebUser,
) -> Result<CreatedWebUser, CreateWebUserError> {
    // Refusals come before the password is hashed: they must not cost what a success costs.
    let (rehearsed, caller) = (request.clone(), context.caller.clone());
    let answered = recall_or_rehearse(app, context, "web_user.rehearse", move |tx| {
        decide(tx, &caller, &rehearsed).map(|_| ())
    });
    if let ControlFlow::Break(answered) = answered.await? {
        return Ok(answered);
    }
    let hash = app.hasher().hash(&request.password, app.random()).await?;
    let id = WebUserId(app.next_id(Sequence::WebUser).await?);
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "web_user.create", move |tx| {
        let (grant, customer) = decide(tx, &within.caller, &request)?;
        let web_user = WebUser {
            id,
            customer: customer.key,
            login: Some(request.login.as_str().to_owned()),
            password_hash: Some(hash.clone()),
            access_level: request.access_level,
            is_default: false,
            blocked: false,
            one_time: None,
        };
        write(tx, &grant, &web_user)?;
        let change = Change {
            customer: customer.key,
            operation: "web_user.create",
            object: format!("web_user:{id}"),
            before: None,
            after: Some(audit::web_user(&web_user)),
        };
        audit::record(tx, &within, audit_id, change)?;
        Ok(CreatedWebUser { web_user_id: id.0 })
    })
    .await
}

fn decide(
    tx: &mut Tx<'_>,
    caller: &Caller,
    request: &CreateWebUser,
) -> Result<(Grant<ManageWebUsers>, Customer), CreateWebUserError> {
    let (grant, customer) = super::customer(tx, caller, request.customer)?;
    if !request.access_level.is_within(&customer.profile.rights) {
        return Err(CreateWebUserError::LevelBeyondCustomer);
    }
    if claims::find(tx, ClaimKind::Login, request.login.as_str())?.is_some() {
        return Err(CreateWebUserError::Taken);
    }
    customer.profile.password_policy.check(&request.password)?;
    Ok((grant, customer))
}

fn write(
    tx: &mut Tx<'_>,
    grant: &Grant<ManageWebUsers>,
    web_user: &WebUser,
) -> Result<(), CreateWebUserError> {
    let login = web_user.login.as_deref().unwrap_or_default();
    let claimant = Claimant::WebUser(web_user.id);
    if !claims::take(tx, ClaimKind::Login, login, web_user.customer.branch, claimant)? {
        return Err(CreateWebUserError::Taken);
    }
    Ok(web_users::insert(tx, grant, web_user)?)
}
