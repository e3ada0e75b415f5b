//! Blocking a web user, and lifting the block.

use party::ids::{CustomerId, WebUserId};
use serde_json::json;
use store::tables::web_users;

use super::{ChangeWebUserError, Further, hold_further};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::idempotency::write_once;

/// Blocks the web user `id` of `customer`, or of the caller where none is named, or lifts his block. Nothing happens
/// where it is so already.
///
/// # Errors
/// [`ChangeWebUserError`], in the order in which it lists them.
pub async fn set_blocked(
    app: &App,
    context: &Context,
    customer: Option<CustomerId>,
    id: WebUserId,
    blocked: bool,
) -> Result<(), ChangeWebUserError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "web_user.set_blocked", move |tx| {
        let Further { grant, web_user, .. } = hold_further(tx, &within, customer, id)?;
        if web_user.blocked == blocked {
            return Ok(());
        }
        web_users::set_blocked(tx, &grant, id, blocked)?;
        let change = Change {
            customer: web_user.customer,
            operation: if blocked { "web_user.block" } else { "web_user.unblock" },
            object: format!("web_user:{id}"),
            before: Some(json!({ "blocked": web_user.blocked })),
            after: Some(json!({ "blocked": blocked })),
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}
