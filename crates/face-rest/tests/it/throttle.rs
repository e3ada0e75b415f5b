//! Whoever guesses is made to wait; the owner of the name, coming from elsewhere, is not.

use std::net::SocketAddr;
use std::time::Duration;

use app::PeerAddress;
use http::header::RETRY_AFTER;

use crate::world::{ACME, Answer, Form, SECRET, World, everywhere, form, post, with};

const ATTACKER: &str = "[2001:db8:1:2::1]:1";
const SAME_NETWORK: &str = "[2001:db8:1:2:ffff::1]:1";
const NEIGHBOUR: &str = "[2001:db8:1:3::1]:1";

async fn ask(world: &World, from: &str, operation: &str, form: &Form) -> Answer {
    let mut request = post(operation, form);
    request.extensions_mut().insert(PeerAddress(from.parse::<SocketAddr>().unwrap()));
    world.send(request).await
}

#[track_caller]
fn check_waits(answer: &Answer, seconds: u64) {
    assert_eq!((answer.http, answer.status), (200, 3), "{}", answer.body);
    assert_eq!(answer.headers.get(RETRY_AFTER).unwrap().to_str().unwrap(), seconds.to_string());
    let message = answer.json["message"].as_str().unwrap();
    assert!(message.ends_with(&format!("wait {seconds} s")), "{message}");
    assert_eq!(answer.outcome.caller, None);
}

#[track_caller]
fn check_answered(answer: &Answer, status: u64) {
    assert_eq!((answer.http, answer.status), (200, status), "{}", answer.body);
    assert!(!answer.headers.contains_key(RETRY_AFTER));
}

/// Guesses until there is a wait, and comes back for the right one.
async fn check(world: &World, operation: &str, right: &Form, password: &str, other: &Form) {
    let wrong = with(right, &[(password, "guess")]);
    for _ in 0..6 {
        check_answered(&ask(world, ATTACKER, operation, &wrong).await, 3);
    }
    check_waits(&ask(world, ATTACKER, operation, &wrong).await, 1);
    check_waits(&ask(world, SAME_NETWORK, operation, right).await, 1);
    check_answered(&ask(world, NEIGHBOUR, operation, right).await, 0);
    check_answered(&ask(world, ATTACKER, operation, other).await, 0);
    world.installation.clock.advance(Duration::from_secs(1));
    check_answered(&ask(world, ATTACKER, operation, &wrong).await, 3);
    check_waits(&ask(world, ATTACKER, operation, right).await, 2);
    world.installation.clock.advance(Duration::from_secs(2));
    check_answered(&ask(world, ATTACKER, operation, right).await, 0);
}

#[tokio::test]
async fn wrong_passwords_of_a_reseller_make_their_source_wait() {
    everywhere(async |world| {
        world.reseller("other", &[]).await;
        for name in [ACME, "other"] {
            world.customer(name, &format!("of-{name}"), &[]).await;
        }
        let balance =
            |name, customer| form(&[("reseller", name), ("password", SECRET), ("customer", customer)]);
        let (right, other) = (balance(ACME, "of-acme"), balance("other", "of-other"));
        check(world, "admin/balance", &right, "password", &other).await;
    })
    .await;
}

#[tokio::test]
async fn wrong_passwords_of_a_user_make_their_source_wait() {
    everywhere(async |world| {
        for user in ["first@acme", "second@acme"] {
            let names = [("username", user), ("customer", user), ("password", SECRET)];
            let form = with(&world.valid("customer-user/create"), &names);
            check_answered(&world.post("customer-user/create", &form).await, 0);
        }
        let credentials = |user| form(&[("username", user), ("password", SECRET)]);
        let (right, other) = (credentials("first@acme"), credentials("second@acme"));
        check(world, "user/creditBalance", &right, "password", &other).await;
        let unknown = form(&[("username", "nobody"), ("password", "guess")]);
        for _ in 0..6 {
            check_answered(&ask(world, ATTACKER, "user/creditBalance", &unknown).await, 3);
        }
        check_waits(&ask(world, ATTACKER, "user/creditBalance", &unknown).await, 1);
    })
    .await;
}
