//! Signing in: a web user with his login, the holder of an account with its name or e-mail address.

use std::net::IpAddr;

use party::access::Caller;
use party::ids::CustomerKey;
use party::password::Password;
use party::rights::Rights;
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::web_sessions::{self, Person, WebSession};
use store::tables::{accounts, web_users};
use store::{StoreError, Tx};

use super::token::SessionToken;
use super::{IDLE_MICROS, LIFETIME_MICROS, object_of};
use crate::app::{App, Sequence};
use crate::audit::{self, Change};
use crate::authenticate::web_user::{AuthenticateWebUserError, Credential, credential_of};
use crate::authenticate::{account, web_user};
use crate::context::{Actor, Context, Face};
use crate::request_id::RequestId;
use crate::throttle::Throttled;

/// Characters kept of what a browser calls itself.
const USER_AGENT_CHARACTERS_MAX: usize = 200;

/// Sessions of one person; with one more, the one that was not used for longest ends.
pub(super) const SESSIONS_MAX: usize = 32;

/// Who wants to sign in, and from where.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// A login, the name of an account, or an e-mail address.
    pub login: String,
    /// His password, or the one that serves once.
    pub password: Password,
    /// Only people of this customer and of those below him are let in; none: everybody.
    pub within: Option<CustomerKey>,
    /// From where.
    pub peer: Option<IpAddr>,
    /// What his browser calls itself.
    pub user_agent: String,
    /// Finds the log line and the audit record.
    pub request_id: RequestId,
}

/// A session that just began.
#[derive(Debug, Clone)]
pub struct SignedInSession {
    /// For the browser.
    pub token: SessionToken,
    /// He came with a password that serves once.
    pub must_change_password: bool,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Unknown, wrong or blocked: which is not told.
    #[error("the login or the password is wrong")]
    Denied,
    /// Too many failures: nothing was checked.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The store's.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AuthenticateWebUserError> for SignInError {
    fn from(error: AuthenticateWebUserError) -> Self {
        match error {
            AuthenticateWebUserError::Denied => Self::Denied,
            AuthenticateWebUserError::Throttled(throttled) => Self::Throttled(throttled),
            AuthenticateWebUserError::Store(error) => Self::Store(error),
        }
    }
}

/// Begins a session. Its token is a new one, whatever the browser had before.
///
/// # Errors
/// [`SignInError`].
pub async fn sign_in(app: &App, request: SignIn) -> Result<SignedInSession, SignInError> {
    let caller = match request.within {
        Some(key) => Caller::Customer { key, rights: Rights::NONE },
        None => Caller::System,
    };
    let context = Context {
        caller,
        actor: Actor::Visitor,
        face: Face::Portal,
        peer: request.peer,
        now: app.now(),
        request_id: request.request_id.clone(),
        idempotency: None,
    };
    let proven = prove(app, &context, &request).await?;
    begin(app, context, &request, proven).await
}

/// A person whose password was right.
#[derive(Debug, Clone, Copy)]
struct Proven {
    customer: CustomerKey,
    person: Person,
    credential: Credential,
    by_one_time_password: bool,
}

async fn prove(app: &App, context: &Context, request: &SignIn) -> Result<Proven, SignInError> {
    let login = request.login.clone();
    let claim = app.store().read("session.claim", move |tx| claims::find(tx, ClaimKind::Login, &login));
    // Logins and names of accounts share one name space. What is nobody's may still be an account's e-mail address.
    if matches!(claim.await?.map(|claim| claim.claimant), Some(Claimant::WebUser(_))) {
        let found = web_user::authenticate(app, context, &request.login, &request.password).await?;
        return Ok(Proven {
            customer: found.customer,
            person: Person::WebUser(found.id),
            credential: found.credential,
            by_one_time_password: found.by_one_time_password,
        });
    }
    let found = account::authenticate(app, context, None, &request.login, &request.password).await?;
    Ok(Proven {
        customer: found.customer,
        person: Person::Account(found.id),
        credential: found.credential,
        by_one_time_password: found.by_one_time_password,
    })
}

async fn begin(
    app: &App,
    context: Context,
    request: &SignIn,
    proven: Proven,
) -> Result<SignedInSession, SignInError> {
    let Proven { customer, person, credential, by_one_time_password } = proven;
    let token = SessionToken::generate(app, customer.branch);
    let now = context.now.0;
    let session = WebSession {
        token_hash: token.hash(),
        customer,
        person,
        credential,
        must_change_password: by_one_time_password,
        created_at_micros: now,
        seen_at_micros: now,
        expires_at_micros: now.saturating_add(LIFETIME_MICROS),
        peer: request.peer.map(|peer| peer.to_canonical().to_string()).unwrap_or_default(),
        user_agent: printable(&request.user_agent),
        acting_as: None,
    };
    let actor = match person {
        Person::WebUser(id) => Actor::WebUser { id, customer: customer.id },
        Person::Account(id) => Actor::Account(id),
    };
    let within = Context { actor, ..context };
    let audit_id = app.next_id(Sequence::Record).await?;
    app.store()
        .write("session.sign_in", move |tx| {
            // The password may have been changed since it was checked.
            if credential_now(tx, customer, person)? != Some(credential) {
                return Err(SignInError::Denied);
            }
            web_sessions::delete_ended(tx, customer.branch, now.saturating_sub(IDLE_MICROS))?;
            for surplus in web_sessions::list(tx, customer, person)?.iter().skip(SESSIONS_MAX - 1) {
                web_sessions::delete(tx, customer, person, &surplus.token_hash)?;
            }
            web_sessions::insert(tx, &session)?;
            let change = Change {
                customer,
                operation: "session.sign_in",
                object: object_of(person),
                before: None,
                after: None,
            };
            Ok(audit::record(tx, &within, audit_id, change)?)
        })
        .await?;
    Ok(SignedInSession { token, must_change_password: by_one_time_password })
}

fn credential_now(
    tx: &mut Tx<'_>,
    customer: CustomerKey,
    person: Person,
) -> Result<Option<Credential>, StoreError> {
    Ok(match person {
        Person::WebUser(id) => {
            let found = web_users::load(tx, customer.branch, id)?;
            found.map(|web_user| credential_of(web_user.password_hash.as_deref()))
        }
        Person::Account(id) => {
            let found = accounts::load_owned(tx, customer, id)?;
            found.map(|stored| credential_of(Some(&stored.password_hash)))
        }
    })
}

/// What can be stored and shown of a text that anybody may have sent.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(USER_AGENT_CHARACTERS_MAX).collect()
}
