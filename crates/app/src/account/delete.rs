//! Removing an account. Its name is free again; its audit records stay.

use party::access::DeleteAccount;
use party::ids::ObjectId;
use store::tables::accounts;
use store::tables::claims::{self, ClaimKind};

pub use super::hold::ChangeAccountError;
use super::hold::{Held, hold};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::idempotency::write_once;

/// Removes the account.
///
/// # Errors
/// [`ChangeAccountError`], in the order in which it lists them.
pub async fn delete(app: &App, context: &Context, account: ObjectId) -> Result<(), ChangeAccountError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "account.delete", move |tx| {
        let Held { grant, customer, stored }: Held<DeleteAccount> = hold(tx, &within.caller, account)?;
        let account = stored.account;
        claims::release(tx, ClaimKind::Login, account.profile.username.as_str())?;
        claims::release(tx, ClaimKind::ObjectId, &account.object_id.to_string())?;
        accounts::delete(tx, &grant, account.id)?;
        let change = Change {
            customer: customer.key,
            operation: "account.delete",
            object: format!("account:{}", account.id),
            before: Some(audit::account(&account)),
            after: None,
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}
