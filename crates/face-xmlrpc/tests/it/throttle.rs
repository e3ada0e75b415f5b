//! Whoever guesses is made to wait; the owner of the login, coming from elsewhere, is not.

use std::net::SocketAddr;
use std::time::Duration;

use app::PeerAddress;
use http::{StatusCode, header};
use support::{ROOT_API_PASSWORD, ROOT_NAME, ROOT_WEB_PASSWORD};
use xmlrpc::{Struct, Value, parse_response, write_call};

use crate::client::{Answer, PATH, Reply, parameter, post, send};
use crate::world::World;

const ATTACKER: &str = "192.0.2.1:1";
const NEIGHBOUR: &str = "192.0.2.2:1";

/// One who asks from one address, each time with a new answer to a new challenge.
struct Asker<'a> {
    world: &'a World,
    from: SocketAddr,
}

impl<'a> Asker<'a> {
    fn new(world: &'a World, from: &str) -> Self {
        Self { world, from: from.parse().unwrap() }
    }

    async fn ask(&self, login: &str, password: &str, method: &str, members: Struct) -> Reply {
        let body = write_call(method, &[members.into()]);
        let challenged = send(&self.world.router, post(PATH, "text/xml", body.clone())).await;
        let nonce = parameter(&challenged.challenges[0], "nonce").to_owned();
        let answer = Answer { login, password, ..self.world.root.answer(&nonce) };
        let mut request = post(PATH, "text/xml", body);
        request.headers_mut().insert(header::AUTHORIZATION, answer.header().parse().unwrap());
        request.extensions_mut().insert(PeerAddress(self.from));
        send(&self.world.router, request).await
    }

    /// Status, code for the log, and how long to wait.
    async fn digest(&self, login: &str, password: &str) -> (StatusCode, String, Option<String>) {
        let reply = self.ask(login, password, "listCustomers", Struct::new()).await;
        (reply.status, reply.told.unwrap().code, reply.retry_after)
    }

    /// The code of the fault, 0 for none.
    async fn web(&self, login: &str, password: &str) -> i64 {
        let members = Struct::new().with("username", login).with("password", password);
        let reply = self.ask(ROOT_NAME, ROOT_API_PASSWORD, "authCustomer", members).await;
        match parse_response(&reply.body, Some("utf-8"), &xmlrpc::Limits::default()).unwrap() {
            Ok(Value::Struct(_)) => 0,
            Err(fault) => {
                assert_eq!(fault.string, "Authentication failed");
                i64::from(fault.code)
            }
            other => panic!("{other:?}"),
        }
    }
}

fn let_in() -> (StatusCode, String, Option<String>) {
    (StatusCode::OK, "ok".to_owned(), None)
}

fn wrong() -> (StatusCode, String, Option<String>) {
    (StatusCode::UNAUTHORIZED, "401".to_owned(), None)
}

fn wait(seconds: u64) -> (StatusCode, String, Option<String>) {
    (StatusCode::UNAUTHORIZED, "throttled".to_owned(), Some(seconds.to_string()))
}

#[tokio::test]
async fn wrong_answers_make_their_source_wait() {
    for world in World::all().await {
        let advance = |seconds| world.installation.clock.advance(Duration::from_secs(seconds));
        let (attacker, neighbour) = (Asker::new(&world, ATTACKER), Asker::new(&world, NEIGHBOUR));
        for _ in 0..6 {
            assert_eq!(attacker.digest("root", "guess").await, wrong(), "{}", world.engine());
        }
        for password in ["guess", ROOT_API_PASSWORD] {
            assert_eq!(attacker.digest("root", password).await, wait(1), "{password}: not even looked at");
        }
        let reply = attacker.ask("root", "guess", "listCustomers", Struct::new()).await;
        assert!(reply.challenges.len() == 1 && !reply.challenges[0].contains("stale"), "{reply:?}");
        assert_eq!(neighbour.digest("root", ROOT_API_PASSWORD).await, let_in(), "{}", world.engine());
        assert_eq!(attacker.digest("other", "guess").await, wrong(), "another login is another count");
        advance(1);
        assert_eq!(attacker.digest("root", "guess").await, wrong());
        assert_eq!(attacker.digest("root", ROOT_API_PASSWORD).await, wait(2));
        advance(2);
        assert_eq!(attacker.digest("root", ROOT_API_PASSWORD).await, let_in(), "{}", world.engine());
        for _ in 0..6 {
            assert_eq!(attacker.digest("root", "guess").await, wrong(), "a success forgives everything");
        }
        assert_eq!(attacker.digest("root", "guess").await, wait(1));
    }
}

#[tokio::test]
async fn wrong_web_credentials_make_their_source_wait() {
    for world in World::all().await {
        let (attacker, neighbour) = (Asker::new(&world, ATTACKER), Asker::new(&world, NEIGHBOUR));
        for login in ["root", "nobody"] {
            for _ in 0..6 {
                assert_eq!(attacker.web(login, "guess").await, 403, "{login}");
            }
        }
        assert_eq!(attacker.web("root", ROOT_WEB_PASSWORD).await, 403, "{}", world.engine());
        assert_eq!(neighbour.web("root", ROOT_WEB_PASSWORD).await, 0, "{}", world.engine());
        world.installation.clock.advance(Duration::from_secs(1));
        assert_eq!(attacker.web("root", ROOT_WEB_PASSWORD).await, 0, "{}", world.engine());
    }
}
