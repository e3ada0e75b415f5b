//! Giving one's own programs another password.

use party::password::Password;
use serde_json::json;
use store::tables::web_users;

use super::credential::{self, Sealing};
use super::{ChangeApiAccessError, hold};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::idempotency::write_once;

/// Makes `password` the caller's API password. The one before is refused at once.
///
/// # Errors
/// [`ChangeApiAccessError`], in the order in which it lists them.
pub async fn set_password(
    app: &App,
    context: &Context,
    password: Password,
) -> Result<(), ChangeApiAccessError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let (within, sealing) = (context.clone(), Sealing::new(app));
    write_once(app, context, "api_access.set_password", move |tx| {
        let (grant, customer) = hold(tx, &within)?;
        customer.profile.password_policy.check(&password)?;
        let login = web_users::load_default(tx, customer.key)?.login;
        let digest_user = login.as_deref().unwrap_or(customer.profile.name.as_str());
        credential::replace(tx, &grant, &sealing, digest_user, &password)?;
        let change = Change {
            customer: customer.key,
            operation: "api_access.set_password",
            object: format!("customer:{}", customer.key.id),
            before: None,
            after: Some(json!({ "api_password": "changed" })),
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}
