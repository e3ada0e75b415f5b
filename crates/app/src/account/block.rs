//! Blocking an account, and lifting the block.

use party::access::EditAccount;
use party::account::Account;
use serde_json::json;
use store::tables::accounts;

pub use super::hold::ChangeAccountError;
use super::hold::{AccountLookup, Held, hold};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::idempotency::write_once;

/// Blocks the account, or lifts its block. Nothing happens where it is so already.
///
/// # Errors
/// [`ChangeAccountError`], in the order in which it lists them.
pub async fn set_blocked(
    app: &App,
    context: &Context,
    account: impl Into<AccountLookup>,
    blocked: bool,
) -> Result<(), ChangeAccountError> {
    let account = account.into();
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "account.set_blocked", move |tx| {
        let Held { grant, customer, stored }: Held<EditAccount> = hold(tx, &within.caller, &account)?;
        if stored.account.blocked == blocked {
            return Ok(());
        }
        let changed = Account { blocked, ..stored.account };
        accounts::update(tx, &grant, &changed)?;
        let change = Change {
            customer: customer.key,
            operation: if blocked { "account.block" } else { "account.unblock" },
            object: format!("account:{}", changed.id),
            before: Some(json!({ "blocked": !blocked })),
            after: Some(json!({ "blocked": blocked })),
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}
