//! Clients create without pause through both faces while the server dies or is told to stop. What was acknowledged is
//! there and whole, what was not is there as a whole or not at all, and nothing is there twice.
//!
//! Moments are random; `TOLLGATE_TEST_SEED` repeats those that a failed test names.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use crate::on_both_engines;
use crate::server::Server;
use crate::site::{FREE_CREDITS, Logins, Site};
use crate::wire::{Caller, Connection};

#[test]
fn twenty_kills_lose_nothing_on_sqlite() {
    survive_kills(&Site::on_sqlite(), 20);
}

#[test]
fn three_kills_lose_nothing_on_postgres() {
    if let Some(site) = Site::on_postgres() {
        survive_kills(&site, 3);
    }
}

on_both_engines! { on_sqlite; stopping_answers_what_it_accepted }

const WORKERS: usize = 9;

fn survive_kills(site: &Site, rounds: usize) {
    let seed = seed();
    let mut moments = StdRng::seed_from_u64(seed);
    let mut server = site.start();
    let mut names = BTreeSet::new();
    for round in 0..rounds {
        let (acknowledgements, delay) = (moments.random_range(1..150), moments.random_range(0..3_000));
        let moment =
            format!("seed {seed}, round {round}: killed {delay} µs after {acknowledgements} creates");
        let attempts = storm(site, server, round, |server, acknowledged| {
            await_creates(acknowledged, acknowledgements);
            pass(Duration::from_micros(delay));
            server.kill();
        });
        site.check();
        server = site.start();
        let mut witness = Witness::open(server.address(), site.logins());
        for attempt in &attempts {
            witness.check(attempt, &moment);
        }
        names.extend(attempts.into_iter().map(|attempt| attempt.name));
        assert_eq!(witness.listed_names(), names, "{moment}");
    }
    drop(server);
    site.check();
}

fn stopping_answers_what_it_accepted(site: &Site) {
    let server = site.start();
    let attempts = storm(site, server, 0, |server, acknowledged| {
        await_creates(acknowledged, 100);
        let status = server.stop();
        assert_eq!(status.code(), Some(0), "{status}");
    });
    site.check();
    let server = site.start();
    let acknowledged = attempts.iter().filter(|attempt| attempt.answer.is_some());
    let names: BTreeSet<String> = acknowledged.map(|attempt| attempt.name.clone()).collect();
    let mut witness = Witness::open(server.address(), site.logins());
    assert_eq!(witness.listed_names(), names, "done is what was answered, and nothing else");
    for attempt in attempts.iter().filter(|attempt| attempt.answer.is_some()) {
        witness.check(attempt, "stopped");
    }
}

/// Lets the workers create until the server ends, which `end` sees to.
fn storm(site: &Site, server: Server, round: usize, end: impl FnOnce(Server, &Receiver<()>)) -> Vec<Attempt> {
    let (address, logins) = (server.address(), site.logins());
    let (acknowledge, acknowledged) = channel();
    thread::scope(|scope| {
        let worker = |number: usize| {
            let (acknowledge, what) = (acknowledge.clone(), What::ALL[number % What::ALL.len()]);
            let worker =
                Worker { address, logins, what, name: format!("{PREFIX}r{round}w{number}"), acknowledge };
            scope.spawn(move || worker.run())
        };
        let workers: Vec<_> = (0..WORKERS).map(worker).collect();
        end(server, &acknowledged);
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    })
}

fn await_creates(acknowledged: &Receiver<()>, count: usize) {
    for _ in 0..count {
        acknowledged.recv_timeout(Duration::from_secs(60)).expect("the workers go on");
    }
}

/// The moment itself is what the test is about, so this waits for time and for nothing else.
fn pass(time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        std::hint::spin_loop();
    }
}

/// What a worker creates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// `customer-user/create`.
    Pair,
    /// `customer/create`.
    Customer,
    /// `createCustomer`.
    VoiceCustomer,
}

impl What {
    const ALL: [Self; 3] = [Self::Pair, Self::Customer, Self::VoiceCustomer];

    /// What one is told whose name is taken.
    fn taken(self) -> i64 {
        match self {
            Self::Pair | Self::Customer => 301,
            Self::VoiceCustomer => 490,
        }
    }
}

/// One create that was sent.
#[derive(Debug)]
struct Attempt {
    what: What,
    name: String,
    /// Under which it may be sent again.
    key: Option<String>,
    /// None: the server was gone before it had answered.
    answer: Option<Value>,
}

struct Worker<'a> {
    address: SocketAddr,
    logins: &'a Logins,
    what: What,
    name: String,
    acknowledge: Sender<()>,
}

impl Worker<'_> {
    /// Creates one after the other until the server is gone.
    fn run(self) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        let Ok(mut client) = Client::open(self.address, self.logins) else { return attempts };
        loop {
            let number = attempts.len();
            let name = format!("{}n{number}", self.name);
            // Every other one carries a key; the voice dialect knows none.
            let keyed = self.what != What::VoiceCustomer && number % 2 == 0;
            let key = keyed.then(|| format!("key-{name}"));
            let answer = client.create(self.what, &name, key.as_deref());
            let answer = answer.ok().map(|answer| answer.expect("nothing refuses it"));
            let is_answered = answer.is_some();
            attempts.push(Attempt { what: self.what, name, key, answer });
            if !is_answered {
                return attempts;
            }
            // Whoever listened may have heard enough.
            let _ = self.acknowledge.send(());
        }
    }
}

/// Looks at what a server made of its past.
struct Witness<'a> {
    client: Client<'a>,
}

impl<'a> Witness<'a> {
    fn open(address: SocketAddr, logins: &'a Logins) -> Self {
        Self { client: Client::open(address, logins).unwrap() }
    }

    /// What was acknowledged is there; what is there is whole; what is sent again is done once.
    fn check(&mut self, attempt: &Attempt, moment: &str) {
        let is_there = match attempt.what {
            What::Pair => self.is_pair_there(&attempt.name, moment),
            What::Customer => self.client.credits(&attempt.name) == Some(json!(0)),
            What::VoiceCustomer => self.is_voice_customer_there(attempt, moment),
        };
        if attempt.answer.is_none() {
            eprintln!("unanswered {:?} there={is_there}", attempt.what);
        }
        assert!(is_there || attempt.answer.is_none(), "{moment}: {attempt:?} is lost");
        let again = self.client.create(attempt.what, &attempt.name, attempt.key.as_deref()).unwrap();
        match (&attempt.key, &attempt.answer) {
            (Some(_), Some(answer)) => assert_eq!(again.as_ref(), Ok(answer), "{moment}: {attempt:?}"),
            (Some(_), None) => assert!(again.is_ok(), "{moment}: {attempt:?}: {again:?}"),
            (None, _) if is_there => assert_eq!(again, Err(attempt.what.taken()), "{moment}: {attempt:?}"),
            (None, _) => assert!(again.is_ok(), "{moment}: {attempt:?}: {again:?}"),
        }
    }

    /// Customer and user, both or neither, and the credits with which they begin.
    fn is_pair_there(&mut self, name: &str, moment: &str) -> bool {
        let customers = self.client.credits(name);
        let users = self.client.own_credits(name);
        match (&customers, &users) {
            (None, None) => false,
            (Some(customers), Some(users)) => {
                assert_eq!(
                    (customers, users),
                    (&json!(FREE_CREDITS), &FREE_CREDITS.to_string()),
                    "{moment}: {name}"
                );
                true
            }
            _ => panic!("{moment}: {name} is half there: customer {customers:?}, user {users:?}"),
        }
    }

    fn is_voice_customer_there(&mut self, attempt: &Attempt, moment: &str) -> bool {
        let Some(told) = self.client.customer_info(&attempt.name) else { return false };
        assert_eq!(
            (&told["web_login"], &told["balance"], &told["company_name"]),
            (&json!(attempt.name), &json!(-12.5), &json!("Söhne & Co")),
            "{moment}: {told}"
        );
        if let Some(answer) = &attempt.answer {
            assert_eq!(told["i_customer"], answer["i_customer"], "{moment}: {told}");
        }
        true
    }

    /// The names of all that the storm made, each of which must be there once.
    fn listed_names(&mut self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for name in self.client.listed_names().into_iter().filter(|name| name.starts_with(PREFIX)) {
            assert!(names.insert(name.clone()), "{name} is there twice");
        }
        names
    }
}

/// One who speaks both dialects: as a reseller the one, as root the other.
struct Client<'a> {
    rest: Connection,
    voice: Caller,
    reseller: Caller,
    logins: &'a Logins,
}

impl<'a> Client<'a> {
    fn open(address: SocketAddr, logins: &'a Logins) -> io::Result<Self> {
        let Logins { root, reseller_postpaid: reseller, .. } = logins;
        Ok(Self {
            rest: Connection::open(address)?,
            voice: Caller::open(address, &root.web_login, &root.api_password)?,
            reseller: Caller::open(address, &reseller.web_login, &reseller.api_password)?,
            logins,
        })
    }

    /// The answer, or the status or fault code of a refusal.
    fn create(&mut self, what: What, name: &str, key: Option<&str>) -> io::Result<Result<Value, i64>> {
        let pair = [("customer", name), ("username", name), ("password", name), ("applyFreeCredits", "true")];
        let customer = [("name", name), ("integrationId", name)];
        match what {
            What::Pair => self.create_by_rest("customer-user/create", &pair, key),
            What::Customer => self.create_by_rest("customer/create", &customer, key),
            What::VoiceCustomer => {
                let members = json!({
                    "name": name,
                    "web_login": name,
                    "web_password": name,
                    "i_tariff": self.logins.i_tariff,
                    "balance": 12.5,
                    "company_name": "Söhne & Co",
                });
                Ok(self.voice.call("createCustomer", &members)?.map_err(|fault| fault.code.into()))
            }
        }
    }

    fn create_by_rest(
        &mut self,
        operation: &str,
        fields: &[(&str, &str)],
        key: Option<&str>,
    ) -> io::Result<Result<Value, i64>> {
        let reseller = &self.logins.reseller_postpaid;
        let credentials =
            [("resellerName", reseller.name.as_str()), ("resellerPassword", &reseller.api_password)];
        let answer = self.rest.rest_once(operation, &[fields, &credentials].concat(), key)?;
        let status = answer["status"].as_i64().unwrap();
        Ok(if status == 0 { Ok(answer) } else { Err(status) })
    }

    /// What a customer of the reseller's has; none if there is no such customer.
    fn credits(&mut self, customer: &str) -> Option<Value> {
        let reseller = &self.logins.reseller_postpaid;
        let form = [
            ("reseller", reseller.name.as_str()),
            ("password", &reseller.api_password),
            ("customer", customer),
        ];
        let answer = self.rest.rest("admin/balance", &form).unwrap();
        assert!(answer["status"] == 0 || answer["status"] == 300, "{answer}");
        answer.get("credits").cloned()
    }

    /// What a user sees of it; none if he cannot sign in.
    fn own_credits(&mut self, user: &str) -> Option<String> {
        let form = [("username", user), ("password", user)];
        let answer = self.rest.rest("user/creditBalance", &form).unwrap();
        assert!(answer["status"] == "0" || answer["status"] == 3, "{answer}");
        answer["creditBalance"].as_str().map(str::to_owned)
    }

    fn customer_info(&mut self, name: &str) -> Option<Value> {
        match self.voice.call("getCustomerInfo", &json!({ "name": name })).unwrap() {
            Ok(answer) => Some(answer["customer"].clone()),
            Err(fault) => {
                assert_eq!(fault.code, 401, "{fault}");
                None
            }
        }
    }

    /// The customers of both.
    fn listed_names(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        for caller in [&mut self.voice, &mut self.reseller] {
            let listed = caller.call("listCustomers", &json!({})).unwrap().unwrap();
            let lines = listed["customers"].as_array().unwrap();
            names.extend(lines.iter().map(|line| line["name"].as_str().unwrap().to_owned()));
        }
        names
    }
}

/// Begins the name of everything that a storm makes.
const PREFIX: &str = "storm-";

/// From the environment, or at random.
fn seed() -> u64 {
    let given = std::env::var("TOLLGATE_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| RandomState::new().build_hasher().finish());
    println!("seed {seed}");
    seed
}
