//! The same create a hundred times at once: one wins, the others are told that it is taken, and nothing else happens.

use std::net::SocketAddr;
use std::sync::Barrier;
use std::thread;

use serde_json::{Value, json};

use crate::on_both_engines;
use crate::site::Site;
use crate::wire::{Caller, Connection};

on_both_engines! { on_sqlite; one_voice_create_wins one_messaging_create_wins one_repeated_create_is_done_once }

const CALLERS: usize = 100;

fn one_voice_create_wins(site: &Site) {
    let server = site.start();
    let root = &site.logins().root;
    let members = json!({
        "name": "Wanted", "web_login": "wanted", "web_password": "x", "i_tariff": site.logins().i_tariff,
    });
    let open = || Caller::open(server.address(), &root.web_login, &root.api_password).unwrap();
    let codes = at_once(open, |caller| match caller.call("createCustomer", &members).unwrap() {
        Ok(answer) => i32::from(answer["result"] != "OK"),
        Err(fault) => fault.code,
    });
    assert_one_of(&codes, 0, 490);
    let listed = open().call("listCustomers", &json!({})).unwrap().unwrap();
    let lines = listed["customers"].as_array().unwrap();
    assert_eq!(lines.iter().filter(|line| line["name"] == "Wanted").count(), 1);
    server.kill();
    site.check();
}

fn one_messaging_create_wins(site: &Site) {
    let server = site.start();
    let answers = create_pairs(site, server.address(), None);
    let statuses: Vec<i32> = answers.iter().map(status).collect();
    assert_one_of(&statuses, 0, 301);
    server.kill();
    site.check();
}

fn one_repeated_create_is_done_once(site: &Site) {
    let server = site.start();
    let answers = create_pairs(site, server.address(), Some("one-key"));
    assert!(answers.iter().all(|answer| *answer == json!({ "status": 0 })), "{answers:?}");
    let statuses: Vec<i32> = create_pairs(site, server.address(), None).iter().map(status).collect();
    assert_eq!(statuses, [301; CALLERS]);
    server.kill();
    site.check();
}

/// What everybody is answered who asks for the same customer and user.
fn create_pairs(site: &Site, address: SocketAddr, key: Option<&str>) -> Vec<Value> {
    let reseller = &site.logins().reseller_postpaid;
    let form = [
        ("customer", "wanted"),
        ("username", "wanted"),
        ("password", "x"),
        ("resellerName", reseller.name.as_str()),
        ("resellerPassword", &reseller.api_password),
        ("applyFreeCredits", "true"),
    ];
    let open = || Connection::open(address).unwrap();
    at_once(open, |connection| connection.rest_once("customer-user/create", &form, key).unwrap())
}

/// Opens a connection for each caller, and lets all act in the same moment.
fn at_once<C, T: Send>(open: impl Fn() -> C + Sync, act: impl Fn(&mut C) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(CALLERS);
    thread::scope(|scope| {
        let caller = |_| {
            let (open, act, barrier) = (&open, &act, &barrier);
            scope.spawn(move || {
                let mut connection = open();
                barrier.wait();
                act(&mut connection)
            })
        };
        let callers: Vec<_> = (0..CALLERS).map(caller).collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    })
}

fn status(answer: &Value) -> i32 {
    answer["status"].as_i64().unwrap().try_into().unwrap()
}

#[track_caller]
fn assert_one_of(codes: &[i32], won: i32, lost: i32) {
    let count = |wanted: i32| codes.iter().filter(|code| **code == wanted).count();
    assert_eq!((count(won), count(lost)), (1, CALLERS - 1), "{codes:?}");
}
