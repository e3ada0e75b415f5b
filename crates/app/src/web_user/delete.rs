//! Removing a further web user. His login is free again, his sessions end, his audit records stay.

use party::ids::{CustomerId, WebUserId};
use store::tables::claims::{self, ClaimKind};
use store::tables::web_sessions::Person;
use store::tables::{second_factors, web_sessions, web_users};

use super::{ChangeWebUserError, Further, hold_further};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::idempotency::write_once;
use crate::session;

/// Removes the web user `id` of `customer`, or of the caller where none is named.
///
/// # Errors
/// [`ChangeWebUserError`], in the order in which it lists them.
pub async fn delete(
    app: &App,
    context: &Context,
    customer: Option<CustomerId>,
    id: WebUserId,
) -> Result<(), ChangeWebUserError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let ids = session::record_ids(app).await?;
    let within = context.clone();
    write_once(app, context, "web_user.delete", move |tx| {
        let Further { grant, web_user, .. } = hold_further(tx, &within, customer, id)?;
        if let Some(login) = &web_user.login {
            claims::release(tx, ClaimKind::Login, login)?;
        }
        let owner = (web_user.customer, Person::WebUser(id));
        session::record_ends(tx, &within, &ids, owner, |_| true)?;
        web_sessions::delete_of_web_user(tx, &grant, id)?;
        second_factors::delete_of_web_user(tx, &grant, id)?;
        web_users::delete(tx, &grant, id)?;
        let change = Change {
            customer: web_user.customer,
            operation: "web_user.delete",
            object: format!("web_user:{id}"),
            before: Some(audit::web_user(&web_user)),
            after: None,
        };
        Ok(audit::record(tx, &within, audit_id, change)?)
    })
    .await
}
