//! Changing what a web user may see and do.

use party::ids::{CustomerId, WebUserId};
use party::web_user::AccessLevel;
use serde_json::json;
use store::StoreError;
use store::tables::web_users;

use super::{ChangeWebUserError, Further, hold_further};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::idempotency::{IdempotencyConflict, write_once};

/// Why a web user was not given another level. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum SetAccessLevelError {
    /// He is not the caller's to change.
    #[error(transparent)]
    Refused(#[from] ChangeWebUserError),
    /// The customer lacks what the access level needs.
    #[error("the customer lacks what the access level needs")]
    LevelBeyondCustomer,
}

impl From<StoreError> for SetAccessLevelError {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<IdempotencyConflict> for SetAccessLevelError {
    fn from(error: IdempotencyConflict) -> Self {
        Self::Refused(error.into())
    }
}

/// Gives the web user `id` of `customer`, or of the caller where none is named, another level. It holds from his next
/// click on, in the sessions that he has. Nothing happens where it is his already.
///
/// # Errors
/// [`SetAccessLevelError`], in the order in which it lists them.
pub async fn set_access_level(
    app: &App,
    context: &Context,
    customer: Option<CustomerId>,
    id: WebUserId,
    level: AccessLevel,
) -> Result<(), SetAccessLevelError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "web_user.set_access_level", move |tx| {
        let Further { grant, web_user, rights } = hold_further(tx, &within, customer, id)?;
        if web_user.access_level == level {
            return Ok(());
        }
        if !level.is_within(&rights) {
            return Err(SetAccessLevelError::LevelBeyondCustomer);
        }
        web_users::set_access_level(tx, &grant, id, level)?;
        let change = Change {
            customer: web_user.customer,
            operation: "web_user.set_access_level",
            object: format!("web_user:{id}"),
            before: Some(json!({ "access_level": web_user.access_level.as_str() })),
            after: Some(json!({ "access_level": level.as_str() })),
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}
