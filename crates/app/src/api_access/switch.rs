//! Switching one's own programs off, and on again with the same password.

use serde_json::json;
use store::tables::api_credentials;

use super::{ChangeApiAccessError, hold};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::idempotency::write_once;

/// Lets the caller's programs call, or refuses them at once. Nothing happens where it is so already.
///
/// # Errors
/// [`ChangeApiAccessError`], in the order in which it lists them.
pub async fn switch(app: &App, context: &Context, on: bool) -> Result<(), ChangeApiAccessError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "api_access.switch", move |tx| {
        let (grant, customer) = hold(tx, &within)?;
        let stored = api_credentials::load(tx, customer.key)?;
        let stored = stored.ok_or(ChangeApiAccessError::NoPassword)?;
        if stored.is_off != on {
            return Ok(());
        }
        api_credentials::set_off(tx, &grant, !on)?;
        let change = Change {
            customer: customer.key,
            operation: if on { "api_access.switch_on" } else { "api_access.switch_off" },
            object: format!("customer:{}", customer.key.id),
            before: Some(json!({ "programs_may_call": !on })),
            after: Some(json!({ "programs_may_call": on })),
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}
