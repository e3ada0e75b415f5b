//! People at the self-care site: a web user by his login and his password, or by the one that serves once.

use party::access::View;
use party::ids::{CustomerKey, WebUserId};
use party::password::Password;
use party::web_user::AccessLevel;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::StoreError;
use store::tables::authentication;
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::web_users::{self, OneTimePassword, WebUser};

use crate::app::{App, Sequence, Timestamp};
use crate::audit::{self, Change};
use crate::context::Context;
use crate::throttle::{LoginAttempt, Secret, Throttled};

/// A web user whose password was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn {
    /// His number.
    pub id: WebUserId,
    /// His customer.
    pub customer: CustomerKey,
    /// What he may see and do.
    pub access_level: AccessLevel,
    /// It was the password that serves once, and it has served.
    pub by_one_time_password: bool,
    /// A digest of what his own password is checked against.
    pub credential: Credential,
}

/// A digest of what a password is checked against: it differs once the password is another.
pub type Credential = [u8; 32];

/// The digest of `password_hash`, or of there being none.
pub(crate) fn credential_of(password_hash: Option<&str>) -> Credential {
    Sha256::digest(password_hash.unwrap_or_default().as_bytes()).into()
}

/// Why a web user was not let in.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticateWebUserError {
    /// There is no such web user below the caller, his password is wrong, or he or his customer or somebody above is
    /// blocked. Which of these is not told, and takes equally long.
    #[error("the login or the password is wrong")]
    Denied,
    /// Too many failures: nothing was checked.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The web user called `login`, of the caller or of a customer below him, if `password` is his. A password that serves
/// once is taken from him.
///
/// # Errors
/// [`AuthenticateWebUserError`].
pub async fn authenticate(
    app: &App,
    context: &Context,
    login: &str,
    password: &Password,
) -> Result<SignedIn, AuthenticateWebUserError> {
    let attempt = app.login_attempt(context.face, context.peer, Secret::Password, login)?;
    let found = find(app, context, login).await?;
    let usual = found.as_ref().and_then(|web_user| web_user.password_hash.as_deref());
    let one_time = found.as_ref().and_then(|web_user| serving(web_user.one_time.as_ref(), context.now));
    let by_one_time = admit(app, attempt, usual, one_time, password).await?;
    let web_user = found.ok_or(AuthenticateWebUserError::Denied)?;
    let (id, customer, access_level) = (web_user.id, web_user.customer, web_user.access_level);
    let credential = credential_of(web_user.password_hash.as_deref());
    if by_one_time {
        consume(app, context, web_user).await?;
    }
    Ok(SignedIn { id, customer, access_level, by_one_time_password: by_one_time, credential })
}

/// Settles `attempt`: whether `password` was the one that serves once, if it was one of the two at all.
pub(super) async fn admit(
    app: &App,
    attempt: LoginAttempt<'_>,
    usual: Option<&str>,
    one_time: Option<&str>,
    password: &Password,
) -> Result<bool, AuthenticateWebUserError> {
    let by_usual = app.hasher().verify(usual, password).await?;
    // A second hash even where there is nothing to compare with: every refusal costs two.
    let by_one_time = !by_usual && app.hasher().verify(one_time, password).await?;
    attempt.settle(by_usual || by_one_time)?;
    if by_usual || by_one_time { Ok(by_one_time) } else { Err(AuthenticateWebUserError::Denied) }
}

/// The web user, if he may be let in at all.
async fn find(app: &App, context: &Context, login: &str) -> Result<Option<WebUser>, StoreError> {
    let (caller, login) = (context.caller.clone(), login.to_owned());
    app.store()
        .read("authenticate.web_user", move |tx| {
            let Some(claim) = claims::find(tx, ClaimKind::Login, &login)? else { return Ok(None) };
            let Claimant::WebUser(id) = claim.claimant else { return Ok(None) };
            let Some(web_user) = web_users::load(tx, claim.branch, id)? else { return Ok(None) };
            let above = authentication::load_above(tx, web_user.customer)?
                .ok_or_else(|| StoreError::inconsistent("table web_user: its customer is gone"))?;
            let is_seen = caller.grant_at::<View>(web_user.customer, &above.lineage).is_ok();
            Ok(Some(web_user).filter(|web_user| is_seen && !web_user.blocked && !above.blocked))
        })
        .await
}

/// The hash of the one-time password that serves at this moment.
pub(super) fn serving(one_time: Option<&OneTimePassword>, now: Timestamp) -> Option<&str> {
    let one_time = one_time.filter(|one_time| now.0 < one_time.until_micros);
    one_time.map(|one_time| one_time.hash.as_str())
}

/// Of many who use the same one-time password at the same time, one is let in.
async fn consume(app: &App, context: &Context, used: WebUser) -> Result<(), AuthenticateWebUserError> {
    let audit_id = app.next_id(Sequence::Record).await?;
    let within = context.clone();
    app.store()
        .write("authenticate.one_time", move |tx| {
            let key = used.customer;
            let held = web_users::load_for_update(tx, key.branch, used.id)?;
            if held.is_none_or(|held| held.one_time != used.one_time || held.blocked) {
                return Err(AuthenticateWebUserError::Denied);
            }
            web_users::consume_one_time(tx, key, used.id)?;
            let change = Change {
                customer: key,
                operation: "web_user.use_one_time",
                object: format!("web_user:{}", used.id),
                before: Some(json!({ "one_time": true })),
                after: None,
            };
            Ok(audit::record(tx, &within, audit_id, change)?)
        })
        .await
}
