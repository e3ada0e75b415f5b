//! Turning the second factor off: by the person himself, with both factors.

use party::password::Password;
use serde_json::json;
use store::tables::second_factors;

use super::codes::Typed;
use super::{ChangeSecondFactorError, Owner, check, try_code};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::session::{self, Session};
use crate::throttle::Secret;

/// Turns the second factor of who is signed in off; his recovery codes go with it. `code` may be one of those.
///
/// # Errors
/// [`ChangeSecondFactorError`], in the order in which it lists them; without a second factor no code is right.
pub async fn turn_off(
    app: &App,
    context: &Context,
    session: &Session,
    password: Option<&Password>,
    code: &str,
) -> Result<(), ChangeSecondFactorError> {
    let owner = Owner::of(session)?;
    let attempt = app.login_attempt(context.face, context.peer, Secret::Password, session.login())?;
    let is_right = session::is_password_of(app, session, password).await?;
    attempt.settle(is_right)?;
    if !is_right {
        return Err(ChangeSecondFactorError::WrongPassword);
    }
    let typed = Typed::parse(code);
    try_code(app, context, session, typed.clone()).await?;
    let audit_id = app.next_id(Sequence::Record).await?;
    let (within, object, key) = (context.clone(), session.object(), app.key().clone());
    app.store()
        .write("second_factor.turn_off", move |tx| {
            if check(tx, &key, owner, &typed, within.now)?.is_none() {
                return Err(ChangeSecondFactorError::WrongCode);
            }
            second_factors::delete_own(tx, owner.customer, owner.person)?;
            let change = Change {
                customer: owner.customer,
                operation: "second_factor.turn_off",
                object: object.clone(),
                before: Some(json!({ "second_factor": true })),
                after: Some(json!({ "second_factor": false })),
            };
            Ok(audit::record(tx, &within, audit_id, change)?)
        })
        .await
}
