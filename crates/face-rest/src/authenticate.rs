//! Who asks: a reseller by his name and API password, or a user by his name and password.
//!
//! A blocked reseller hears of the block only with the right password. One without API access is told what one with a
//! wrong password is told. Who guesses is made to wait, and then not even listened to.

use app::authenticate::api;
use app::authenticate::user::{self, AuthenticateUserError, User};
use app::context::Actor;
use app::{Context, Face, Secret};
use party::billing::ApiRevision;
use party::names::{CustomerName, UserName};
use party::password::Password;

use crate::answer::Failure;
use crate::call::{Call, Reader};
use crate::catalogue::Field;
use crate::errors::of_user;
use crate::status::Status;
use crate::values;

/// What a reseller presents.
pub(crate) struct Credentials {
    name: CustomerName,
    password: Password,
    name_field: &'static Field,
}

impl Credentials {
    /// Reads the pair; the two groups of operations name it differently.
    pub(crate) fn read(
        reader: Reader<'_>,
        name: &'static Field,
        password: &'static Field,
    ) -> Result<Self, Failure> {
        Ok(Self {
            name: reader.required(name, values::reseller_name)?,
            password: reader.required(password, values::password)?,
            name_field: name,
        })
    }
}

/// A reseller whose credentials were right, and the circumstances in which he asks.
pub(crate) struct Reseller {
    /// For the use case.
    pub(crate) context: Context,
    /// What his programs speak.
    pub(crate) revision: ApiRevision,
}

/// The user whose name and password these are.
pub(crate) async fn user(call: &Call, username: &UserName, password: &Password) -> Result<User, Failure> {
    let attempt = call.login_attempt(Secret::Password, username.as_str())?;
    let found = user::authenticate(&call.app, username, password).await;
    match &found {
        Ok(_) | Err(AuthenticateUserError::Blocked) => attempt.settle(true)?,
        Err(AuthenticateUserError::Unknown | AuthenticateUserError::WrongPassword) => {
            attempt.settle(false)?
        }
        Err(AuthenticateUserError::Store(_)) => drop(attempt),
    }
    let user = found.map_err(of_user)?;
    call.caller.get_or_init(|| user.actor());
    Ok(user)
}

/// The reseller whose credentials these are.
pub(crate) async fn reseller(call: &Call, credentials: &Credentials) -> Result<Reseller, Failure> {
    let idempotency = if call.operation.is_write { call.idempotency()? } else { None };
    let attempt = call.login_attempt(Secret::ApiPassword, credentials.name.as_str())?;
    let found = api::find_by_name(&call.app, &credentials.name).await?;
    let unknown = || Failure::plain(Status::ResellerUnknown).about(credentials.name_field.name);
    let login = found.ok_or_else(unknown)?;
    let is_right = login.has_access() && login.verify(&call.app, &credentials.password);
    attempt.settle(is_right)?;
    if !is_right {
        return Err(Failure::plain(Status::AuthenticationFailed));
    }
    let key = login.key;
    call.caller.get_or_init(|| Actor::Customer(key.id));
    if login.blocked {
        return Err(Failure::plain(Status::Blocked));
    }
    let context = Context {
        caller: login.caller(),
        actor: Actor::Customer(key.id),
        face: Face::Rest,
        peer: call.peer,
        now: call.app.now(),
        request_id: call.request_id.clone(),
        idempotency,
    };
    Ok(Reseller { context, revision: login.api_revision })
}
