//! Giving a web user a password that serves once, for whoever has to let him in without knowing his own.

use party::access::{Caller, Grant, ManageWebUsers, Refusal};
use party::password::Password;
use serde_json::json;
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::web_users::{self, OneTimePassword, WebUser};
use store::{Lock, Tx};

use super::{ChangeWebUserError, permit};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::customer::locate::{self, LocateError};
use crate::secrets::generate_password;

/// How long an unused one-time password serves: a day, so that one that was sent in the evening does in the morning.
pub(crate) const VALID_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

/// Makes the web user called `login` a new one-time password, in place of one that he may have, and shows it this one
/// time. It keeps every policy.
///
/// # Errors
/// [`ChangeWebUserError::Unknown`]: there is no such web user, or he stands outside the caller's branch.
pub async fn reset(app: &App, context: &Context, login: &str) -> Result<Password, ChangeWebUserError> {
    let (caller, rehearsed) = (context.caller.clone(), login.to_owned());
    app.store().read("web_user.rehearse", move |tx| find(tx, &caller, &rehearsed).map(|_| ())).await?;
    let password = generate_password(app.entropy());
    let hash = app.hasher().hash(&password, app.random()).await?;
    let one_time = OneTimePassword { hash, until_micros: context.now.0.saturating_add(VALID_MICROS) };
    let audit_id = app.next_id(Sequence::Record).await?;
    let (within, login) = (context.clone(), login.to_owned());
    app.store()
        .write("web_user.reset_one_time", move |tx| {
            let (grant, web_user) = find(tx, &within.caller, &login)?;
            web_users::set_one_time(tx, &grant, web_user.id, Some(&one_time))?;
            let change = Change {
                customer: web_user.customer,
                operation: "web_user.reset_one_time",
                object: format!("web_user:{}", web_user.id),
                before: None,
                after: Some(json!({ "until_micros": one_time.until_micros })),
            };
            Ok::<_, ChangeWebUserError>(audit::record(tx, &within, audit_id, change)?)
        })
        .await?;
    Ok(password)
}

fn find(
    tx: &mut Tx<'_>,
    caller: &Caller,
    login: &str,
) -> Result<(Grant<ManageWebUsers>, WebUser), ChangeWebUserError> {
    let claim = claims::find(tx, ClaimKind::Login, login)?.ok_or(ChangeWebUserError::Unknown)?;
    let Claimant::WebUser(id) = claim.claimant else { return Err(ChangeWebUserError::Unknown) };
    let web_user = web_users::load(tx, claim.branch, id)?.ok_or(ChangeWebUserError::Unknown)?;
    let (grant, customer) = match locate::by_key(tx, caller, web_user.customer, Lock::Share) {
        Ok(found) => found,
        Err(LocateError::Refused(Refusal::Absent)) => return Err(ChangeWebUserError::Unknown),
        Err(error) => return Err(error.into()),
    };
    permit(caller, &customer)?;
    Ok((grant, web_user))
}
