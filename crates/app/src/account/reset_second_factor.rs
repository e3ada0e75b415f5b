//! Taking the second factor of an account's holder from him, for whoever lost the program that makes his codes.

use party::access::{EditAccount, View};
use serde_json::json;
use store::tables::second_factors;
use store::tables::web_sessions::Person;

use super::hold::{AccountLookup, ChangeAccountError, Held, hold};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::idempotency::write_once;

/// Whether signing in asks the holder of the account for a code.
///
/// # Errors
/// [`ChangeAccountError`], but that everybody may see it who sees the account.
pub async fn has_second_factor(
    app: &App,
    context: &Context,
    lookup: AccountLookup,
) -> Result<bool, ChangeAccountError> {
    let caller = context.caller.clone();
    app.store()
        .read("account.has_second_factor", move |tx| {
            let Held { customer, stored, .. }: Held<View> = hold(tx, &caller, &lookup)?;
            let person = Person::Account(stored.account.id);
            let found = second_factors::load(tx, customer.key, person)?;
            Ok(found.is_some_and(|found| found.is_on))
        })
        .await
}

/// Turns the second factor of the account's holder off: his password lets him in. Nothing happens where it is so already.
///
/// # Errors
/// [`ChangeAccountError`], in the order in which it lists them.
pub async fn reset_second_factor(
    app: &App,
    context: &Context,
    lookup: AccountLookup,
) -> Result<(), ChangeAccountError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    write_once(app, context, "account.reset_second_factor", move |tx| {
        let Held { grant, customer, stored }: Held<EditAccount> = hold(tx, &within.caller, &lookup)?;
        let id = stored.account.id;
        if second_factors::delete_of_holder(tx, &grant, id)? == 0 {
            return Ok(());
        }
        let change = Change {
            customer: customer.key,
            operation: "account.reset_second_factor",
            object: format!("account:{id}"),
            before: Some(json!({ "second_factor": true })),
            after: Some(json!({ "second_factor": false })),
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}
