//! `user/changePassword`: another password for a user, by his reseller or by himself.

use app::account::change_password::{change_own, change_password};
use app::{Context, Face};

use crate::answer::{Failure, Success};
use crate::authenticate::{self, Credentials};
use crate::call::{Call, malformed, missing};
use crate::catalogue::{RESELLERS_FORM, USERS_FORM, fields};
use crate::errors::{of_change_account, of_user};
use crate::values;

pub(super) async fn run(call: &Call) -> Result<Success, Failure> {
    call.read()?;
    match (call.given_in_form(RESELLERS_FORM), call.given_in_form(USERS_FORM)) {
        (Some(resellers), Some(users)) => {
            let reason = format!("it is given together with {}", resellers.name);
            Err(malformed(users, reason))
        }
        (None, Some(_)) => by_himself(call).await,
        (Some(_), None) => by_reseller(call).await,
        (None, None) => Err(missing(&fields::RESELLER_NAME)),
    }
}

async fn by_reseller(call: &Call) -> Result<Success, Failure> {
    let reader = call.read_form(RESELLERS_FORM)?;
    let credentials = Credentials::read(reader, &fields::RESELLER_NAME, &fields::RESELLER_PASSWORD)?;
    let user = reader.required(&fields::USER_ID, values::object_id)?;
    let password = reader.required(&fields::NEW_PASSWORD, values::password)?;
    let reseller = authenticate::reseller(call, &credentials).await?;
    let changed = change_password(&call.app, &reseller.context, user, &password).await;
    changed.map_err(of_change_account)?;
    Ok(Success::Done)
}

async fn by_himself(call: &Call) -> Result<Success, Failure> {
    let reader = call.read_form(USERS_FORM)?;
    let username = reader.required(&fields::USERNAME, values::user_name)?;
    let old = reader.required(&fields::OLD_PASSWORD, values::password)?;
    let new = reader.required(&fields::NEW_PASSWORD, values::password)?;
    let user = authenticate::user(call, &username, &old).await?;
    let context = Context {
        caller: user.caller(),
        actor: user.actor(),
        face: Face::Rest,
        peer: call.peer,
        now: call.app.now(),
        request_id: call.request_id.clone(),
        idempotency: None,
    };
    change_own(&call.app, &context, &user, &new).await.map_err(of_user)?;
    Ok(Success::Done)
}
