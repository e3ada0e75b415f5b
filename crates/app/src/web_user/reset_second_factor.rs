//! Taking a web user's second factor from him, for whoever lost the program that makes his codes, and his recovery codes.

use party::ids::{CustomerId, WebUserId};
use serde_json::json;
use store::tables::{second_factors, web_users};

use super::{ChangeWebUserError, customer, is_himself};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::idempotency::write_once;

/// Turns the second factor of the web user `id` of `customer`, or of the caller where none is named, off: his password lets
/// him in. Nothing happens where it is so already. Nobody does it for himself: he has a page for that, which asks for a
/// code.
///
/// # Errors
/// [`ChangeWebUserError`], in the order in which it lists them; the default web user can lose his telephone, too.
pub async fn reset_second_factor(
    app: &App,
    context: &Context,
    named: Option<CustomerId>,
    id: WebUserId,
) -> Result<(), ChangeWebUserError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "web_user.reset_second_factor", move |tx| {
        let (grant, customer) = customer(tx, &within.caller, named)?;
        let found = web_users::load_for_update(tx, customer.key.branch, id)?;
        if found.is_none_or(|web_user| web_user.customer != customer.key) {
            return Err(ChangeWebUserError::Unknown);
        }
        if is_himself(&within, id) {
            return Err(ChangeWebUserError::Himself);
        }
        if second_factors::delete_of_web_user(tx, &grant, id)? == 0 {
            return Ok(());
        }
        let change = Change {
            customer: customer.key,
            operation: "web_user.reset_second_factor",
            object: format!("web_user:{id}"),
            before: Some(json!({ "second_factor": true })),
            after: Some(json!({ "second_factor": false })),
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}
