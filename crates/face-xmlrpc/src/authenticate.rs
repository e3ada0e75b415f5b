//! Who calls: HTTP Digest with web login and API password, or a trusted host without any (reference sections 1.2, 1.3).

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use app::authenticate::api::{self, ApiLogin};
use app::context::Actor;
use app::{App, Context, Face, RequestId, Secret, StoreError, Throttled};
use http::request::Parts;
use http::{HeaderValue, header};
use httpdigest::{Algorithm, Authorization, NonceError, Nonces, ReplayGuard, challenge};
use party::access::Caller;

/// What the operator chooses about this face.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Networks whose hosts may call without credentials and name the customer they act for. None by default.
    pub trusted_networks: Vec<ipnet::IpNet>,
    /// Whether SHA-256 is offered beside MD5. Off by default: published clients know MD5 only.
    pub offer_sha256: bool,
}

/// How long a client may use one nonce. It is then told that it is stale and asks for the next by itself.
const NONCE_SECONDS: u32 = 300;

/// Answers remembered against replay, per generation. When they overflow, clients are asked to answer afresh.
const REMEMBERED_ANSWERS: usize = 200_000;

/// Checks credentials.
pub(crate) struct Authenticator {
    options: Options,
    nonces: Nonces,
    seen: Mutex<ReplayGuard>,
}

/// Why nobody was let in.
pub(crate) enum Denied {
    /// Answer with this challenge; the nonce was too old or the answer was used before.
    Stale,
    /// Answer with a challenge: no, wrong or blocked credentials, or no access.
    Credentials,
    /// Answer like [`Self::Credentials`], and say how long to wait: too many wrong answers, this one was not checked.
    Throttled(Throttled),
    /// The header is no digest answer.
    Malformed,
    /// The store's.
    Store(StoreError),
}

/// One who was let in.
pub(crate) struct Admitted {
    pub(crate) caller: Caller,
    pub(crate) actor: Actor,
    peer: Option<IpAddr>,
}

impl Admitted {
    pub(crate) fn context(self, app: &App, request_id: RequestId) -> Context {
        let Self { caller, actor, peer } = self;
        Context { caller, actor, face: Face::XmlRpc, peer, now: app.now(), request_id, idempotency: None }
    }
}

impl Authenticator {
    pub(crate) fn new(app: &App, options: Options) -> Self {
        let nonces = Nonces::new(app.key().derive("digest nonce"), NONCE_SECONDS);
        Self { options, nonces, seen: Mutex::new(ReplayGuard::new(NONCE_SECONDS, REMEMBERED_ANSWERS)) }
    }

    /// The headers that ask for credentials; MD5 comes first, because clients take the first that they know.
    pub(crate) fn challenges(&self, app: &App, stale: bool) -> Vec<HeaderValue> {
        let nonce = self.nonces.issue(app.now().seconds(), app.random());
        let algorithms = match self.options.offer_sha256 {
            false => &[Algorithm::Md5][..],
            true => &[Algorithm::Md5, Algorithm::Sha256],
        };
        let text = |algorithm| challenge(app.realm(), &nonce, stale, algorithm);
        algorithms.iter().filter_map(|algorithm| HeaderValue::from_str(&text(*algorithm)).ok()).collect()
    }

    /// Who sent the request. A trusted host's credentials are not even looked at.
    pub(crate) async fn admit(
        &self,
        app: &App,
        parts: &Parts,
        peer: Option<IpAddr>,
    ) -> Result<Admitted, Denied> {
        // A socket for both families shows an IPv4 host as ::ffff:a.b.c.d.
        let peer = peer.map(|peer| peer.to_canonical());
        let trusted =
            peer.filter(|peer| self.options.trusted_networks.iter().any(|network| network.contains(peer)));
        if let Some(trusted) = trusted {
            return Ok(Admitted {
                caller: Caller::System,
                actor: Actor::TrustedHost(trusted.to_string()),
                peer,
            });
        }
        let mut headers = parts.headers.get_all(header::AUTHORIZATION).iter();
        let header = headers.next().ok_or(Denied::Credentials)?;
        if headers.next().is_some() {
            // A proxy may have looked at the other one.
            return Err(Denied::Malformed);
        }
        // Logins may have any letters; `to_str` would take ASCII only.
        let header = std::str::from_utf8(header.as_bytes()).map_err(|_| Denied::Malformed)?;
        let answer = Authorization::parse(header).map_err(|_| Denied::Malformed)?;
        let now = app.now().seconds();
        let issued = self.nonces.check(answer.nonce(), now).map_err(|error| match error {
            NonceError::Stale => Denied::Stale,
            NonceError::Foreign => Denied::Credentials,
        })?;
        let attempt = app
            .login_attempt(Face::XmlRpc, peer, Secret::ApiPassword, answer.username())
            .map_err(Denied::Throttled)?;
        let login = api::find_by_web_login(app, answer.username()).await.map_err(Denied::Store)?;
        let Some(login) = verify(app, parts, &answer, login) else {
            attempt.settle(false).map_err(Denied::Throttled)?;
            return Err(Denied::Credentials);
        };
        // Before the attempt counts as right: an answer that somebody overheard must not forgive his guesses.
        if !self.seen.lock().unwrap_or_else(PoisonError::into_inner).first_use(&answer, issued, now) {
            return Err(Denied::Stale);
        }
        attempt.settle(true).map_err(Denied::Throttled)?;
        Ok(Admitted { caller: login.caller(), actor: Actor::Customer(login.key.id), peer })
    }
}

/// The login, if the answer was made with its password and it may call. An unknown login costs the same work.
fn verify(app: &App, parts: &Parts, answer: &Authorization, login: Option<ApiLogin>) -> Option<ApiLogin> {
    let decoy = vec![0; answer.algorithm().digest_length()];
    let digests = login.as_ref().and_then(|login| login.digests.as_ref());
    let ha1 = digests.map_or(decoy.as_slice(), |digests| digests.ha1(answer.algorithm()));
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let right = answer.verify(parts.method.as_str(), target, app.realm(), ha1).is_ok() && digests.is_some();
    login.filter(|login| right && login.has_access() && !login.blocked)
}
