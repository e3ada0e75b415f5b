//! What every use case stands on: the store, the key, the clock, the source of randomness.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use party::ids::ObjectId;
use store::{Store, StoreError};

use crate::account::test_push::PushTests;
use crate::api_access::RecentCalls;
use crate::secrets::{HashCost, InstallationKey, PasswordHasher};
use crate::throttle::LoginThrottle;

/// A moment: microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Whole seconds since 1970.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }
}

/// Tells the time. The program gives the real one, a test its own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Fills bytes that nobody can guess.
pub type Entropy = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// What an installation's owner chooses.
#[derive(Debug, Clone)]
pub struct AppOptions {
    /// The digest realm. A part of every stored digest: it never changes once the first customer is made.
    pub realm: String,
    /// What one password hash costs.
    pub hash_cost: HashCost,
}

/// The running application. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    key: InstallationKey,
    realm: String,
    hasher: PasswordHasher,
    throttle: Mutex<LoginThrottle>,
    push_tests: Mutex<PushTests>,
    recent_calls: RecentCalls,
    clock: Clock,
    entropy: Entropy,
    object_id_counter: AtomicU32,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("realm", &self.inner.realm).finish_non_exhaustive()
    }
}

impl App {
    /// Puts the parts together. The store must have been migrated.
    #[must_use]
    pub fn new(
        store: Store,
        key: InstallationKey,
        options: AppOptions,
        clock: Clock,
        entropy: Entropy,
    ) -> Self {
        let mut process_key = [0; 32];
        entropy(&mut process_key);
        let mut start = [0; 4];
        entropy(&mut start);
        let inner = Inner {
            store,
            key,
            realm: options.realm,
            hasher: PasswordHasher::new(options.hash_cost, process_key),
            throttle: Mutex::default(),
            push_tests: Mutex::default(),
            recent_calls: RecentCalls::default(),
            clock,
            entropy,
            object_id_counter: AtomicU32::new(u32::from_be_bytes(start)),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The installation's key.
    #[must_use]
    pub fn key(&self) -> &InstallationKey {
        &self.inner.key
    }

    /// The digest realm.
    #[must_use]
    pub fn realm(&self) -> &str {
        &self.inner.realm
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.inner.clock)()
    }

    /// `N` bytes that nobody can guess.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.inner.entropy)(&mut bytes);
        bytes
    }

    /// A request id: 16 hexadecimal digits.
    #[must_use]
    pub fn new_request_id(&self) -> crate::RequestId {
        format!("{:016x}", u64::from_be_bytes(self.random())).into()
    }

    /// The last calls of customers' programs. Whoever answers requests tells it of each.
    #[must_use]
    pub fn recent_calls(&self) -> &RecentCalls {
        &self.inner.recent_calls
    }

    pub(crate) fn entropy(&self) -> &Entropy {
        &self.inner.entropy
    }

    pub(crate) fn throttle(&self) -> &Mutex<LoginThrottle> {
        &self.inner.throttle
    }

    pub(crate) fn push_tests(&self) -> &Mutex<PushTests> {
        &self.inner.push_tests
    }

    pub(crate) fn hasher(&self) -> &PasswordHasher {
        &self.inner.hasher
    }

    pub(crate) fn new_object_id(&self) -> ObjectId {
        let counter = self.inner.object_id_counter.fetch_add(1, Ordering::Relaxed);
        ObjectId::compose(self.now().seconds(), self.random(), counter)
    }

    /// The next number of what the dialects refer to by number.
    pub(crate) async fn next_id(&self, sequence: Sequence) -> Result<i64, StoreError> {
        self.inner.store.next_id(sequence.stored()).await
    }
}

/// What is numbered. Numbers that a dialect shows have a sequence of their own, so that they stay small.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sequence {
    Customer,
    Account,
    WebUser,
    Tariff,
    RoutingGroup,
    ServicePlan,
    Payment,
    /// Balances, postings and audit records.
    Record,
}

impl Sequence {
    /// Records are numbered by the thousand: nobody sees their numbers, and a create takes five.
    pub(crate) fn stored(self) -> store::Sequence {
        let (name, block) = match self {
            Self::Customer => ("customer", 64),
            Self::Account => ("account", 64),
            Self::WebUser => ("web_user", 64),
            Self::Tariff => ("tariff", 16),
            Self::RoutingGroup => ("routing_group", 16),
            Self::ServicePlan => ("service_plan", 16),
            Self::Payment => ("payment", 64),
            Self::Record => ("record", 4_096),
        };
        store::Sequence { name, block }
    }
}
