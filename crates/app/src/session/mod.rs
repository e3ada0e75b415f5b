//! Being signed in to the self-care site.
//!
//! A session begins with a password, and a code beside it where the person's second factor is on. It is known by a token
//! that only the browser has; the store keeps its hash. It ends when nobody used it for an hour, twelve hours after it
//! began, with the password that it began with, and with the person: whoever is blocked, removed or given another password
//! is out at his next click. In his session a web user may act as a customer below. Knows no cookie and no page.

mod acting;
mod change_password;
mod enter_code;
mod find;
mod lists;
mod sign_in;
mod token;

use std::net::IpAddr;

use party::access::Caller;
use party::account::Account;
use party::customer::Customer;
use party::ids::{CustomerKey, WebUserId};
use party::password::PasswordPolicy;
use party::rights::Rights;
use party::web_user::{AccessLevel, Area, Reach};
use store::tables::web_sessions::Person;
pub use store::tables::web_sessions::TokenHash;

pub use self::acting::{ActAsError, Acting, act_as, end_acting};
pub(crate) use self::acting::{record_ends, record_ids};
pub(crate) use self::change_password::is_password_of;
pub use self::change_password::{ChangeOwnPasswordError, change_password};
pub use self::enter_code::{EnterCode, EnterCodeError, enter_code, is_waiting};
pub use self::find::find;
pub use self::lists::{SessionLine, list, revoke, revoke_others, sign_out};
pub use self::sign_in::{SignIn, SignInError, SignInStep, SignedInSession, sign_in};
pub use self::token::{SessionToken, parse_hash, print_hash};
use crate::app::App;
use crate::context::{Actor, Context, Face};
use crate::request_id::RequestId;

/// How long a session lasts that nobody uses.
pub const IDLE_MICROS: i64 = 60 * MINUTE_MICROS;

/// How long a session lasts at most.
pub const LIFETIME_MICROS: i64 = 12 * 60 * MINUTE_MICROS;

/// How long there is time for the code after the password.
pub const CODE_MICROS: i64 = 5 * MINUTE_MICROS;

/// How often it is written down that a session is used.
const SEEN_EVERY_MICROS: i64 = MINUTE_MICROS;

const MINUTE_MICROS: i64 = 60_000_000;

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Which of his sessions it is.
    pub token_hash: TokenHash,
    /// On whose behalf he is here: his own customer, or the one below as whom he acts.
    pub customer: Customer,
    /// Who he is.
    pub identity: Identity,
    /// He does nothing else before he has another password.
    pub must_change_password: bool,
    /// He acts as a customer below.
    pub acting: Option<Acting>,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq)]
pub enum Identity {
    /// A web user: he acts for his customer, as far as his level goes.
    WebUser {
        /// His number.
        id: WebUserId,
        /// What he signs in with.
        login: String,
        /// What he may see and do.
        access_level: AccessLevel,
    },
    /// The holder of an account: he acts for himself alone.
    Account(Box<Account>),
}

impl Session {
    /// The circumstances of a request in this session.
    #[must_use]
    pub fn context(&self, app: &App, peer: Option<IpAddr>, request_id: RequestId) -> Context {
        self.context_with(AccessLevel::rights, app, peer, request_id)
    }

    /// The circumstances of a request about money in this session, for the use cases of [`crate::funds`] and
    /// [`crate::credits`] alone: some may change money and nothing else.
    #[must_use]
    pub fn context_about_money(&self, app: &App, peer: Option<IpAddr>, request_id: RequestId) -> Context {
        self.context_with(AccessLevel::rights_about_money, app, peer, request_id)
    }

    fn context_with(
        &self,
        rights_of: fn(AccessLevel, &Rights) -> Rights,
        app: &App,
        peer: Option<IpAddr>,
        request_id: RequestId,
    ) -> Context {
        let rights = match &self.identity {
            _ if self.is_acting_over() => Rights::NONE,
            Identity::WebUser { access_level, .. } => rights_of(*access_level, &self.customer.profile.rights),
            Identity::Account(_) => Rights::NONE,
        };
        Context {
            caller: Caller::Customer { key: self.customer.key, rights },
            actor: self.actor(),
            face: Face::Portal,
            peer,
            now: app.now(),
            request_id,
            idempotency: None,
        }
    }

    /// How far he gets in `area`: the holder of an account has only what is his own. Which people and programs may sign in
    /// for a customer, and how, is not changed by one who acts as him.
    #[must_use]
    pub fn reach(&self, area: Area) -> Reach {
        let reach = match &self.identity {
            Identity::WebUser { access_level, .. } => access_level.reach(area),
            Identity::Account(_) if area == Area::Own => Reach::Change,
            Identity::Account(_) => Reach::Nothing,
        };
        match (&self.acting, area) {
            (Some(acting), _) if acting.is_over => Reach::Nothing,
            (Some(_), Area::Own | Area::WebUsers | Area::Api) => reach.min(Reach::See),
            _ => reach,
        }
    }

    /// The customer whose person he is, whomever he acts as.
    #[must_use]
    pub fn own_customer(&self) -> &Customer {
        self.acting.as_ref().map_or(&self.customer, |acting| &acting.own)
    }

    /// Whether he acted as a customer below and can no longer.
    #[must_use]
    pub fn is_acting_over(&self) -> bool {
        self.acting.as_ref().is_some_and(|acting| acting.is_over)
    }

    /// What he signs in with.
    #[must_use]
    pub fn login(&self) -> &str {
        match &self.identity {
            Identity::WebUser { login, .. } => login,
            Identity::Account(account) => account.profile.username.as_str(),
        }
    }

    /// The number of the web user who he is; none for the holder of an account.
    #[must_use]
    pub fn web_user(&self) -> Option<WebUserId> {
        match &self.identity {
            Identity::WebUser { id, .. } => Some(*id),
            Identity::Account(_) => None,
        }
    }

    /// What his password must look like.
    #[must_use]
    pub fn password_policy(&self) -> PasswordPolicy {
        match &self.identity {
            Identity::Account(account) => account.endpoint().map(|endpoint| endpoint.password_policy),
            Identity::WebUser { .. } => None,
        }
        .unwrap_or(self.customer.profile.password_policy)
    }

    fn actor(&self) -> Actor {
        let customer = self.own_customer().key.id;
        match (&self.identity, &self.acting) {
            (Identity::WebUser { id, .. }, Some(acting)) if !acting.is_over => {
                Actor::Acting { id: *id, customer, acting_as: acting.customer }
            }
            (Identity::WebUser { id, .. }, _) => Actor::WebUser { id: *id, customer },
            (Identity::Account(account), _) => Actor::Account(account.id),
        }
    }

    /// What is the person's own: his password, his sessions. None where he acts as a customer, who has none here.
    pub(crate) fn own(&self) -> Option<(CustomerKey, Person)> {
        self.acting.is_none().then(|| (self.customer.key, self.person()))
    }

    pub(crate) fn person(&self) -> Person {
        match &self.identity {
            Identity::WebUser { id, .. } => Person::WebUser(*id),
            Identity::Account(account) => Person::Account(account.id),
        }
    }

    /// How the audit log names him as an object.
    pub(crate) fn object(&self) -> String {
        object_of(self.person())
    }
}

fn object_of(person: Person) -> String {
    match person {
        Person::WebUser(id) => format!("web_user:{id}"),
        Person::Account(id) => format!("account:{id}"),
    }
}
