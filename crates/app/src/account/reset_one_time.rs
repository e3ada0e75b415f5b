//! Giving the holder of an account a password that serves once, for whoever has to let him in without knowing his own.

use party::access::EditAccount;
use party::password::Password;
use serde_json::json;
use store::tables::accounts;
use store::tables::web_users::OneTimePassword;

use super::hold::{AccountLookup, ChangeAccountError, Held, hold};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::secrets::generate_password;
use crate::web_user::reset_one_time::VALID_MICROS;

/// Makes the account that `lookup` names a new one-time password, in place of one that it may have, and shows it this one
/// time. It keeps every policy.
///
/// # Errors
/// [`ChangeAccountError`], in the order in which it lists them.
pub async fn reset(
    app: &App,
    context: &Context,
    lookup: AccountLookup,
) -> Result<Password, ChangeAccountError> {
    let (caller, rehearsed) = (context.caller.clone(), lookup.clone());
    app.store()
        .read("account.rehearse_one_time", move |tx| hold::<EditAccount>(tx, &caller, &rehearsed).map(|_| ()))
        .await?;
    let password = generate_password(app.entropy());
    let hash = app.hasher().hash(&password, app.random()).await?;
    let one_time = OneTimePassword { hash, until_micros: context.now.0.saturating_add(VALID_MICROS) };
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    app.store()
        .write("account.reset_one_time", move |tx| {
            let Held { grant, customer, stored }: Held<EditAccount> = hold(tx, &within.caller, &lookup)?;
            let id = stored.account.id;
            accounts::set_one_time(tx, &grant, id, &one_time)?;
            let change = Change {
                customer: customer.key,
                operation: "account.reset_one_time",
                object: format!("account:{id}"),
                before: None,
                after: Some(json!({ "until_micros": one_time.until_micros })),
            };
            Ok::<_, ChangeAccountError>(audit::record(tx, &within, audit_id, change)?)
        })
        .await?;
    Ok(password)
}
