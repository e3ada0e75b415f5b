//! Many at once: what is unique is won by one, and nothing is left of those who lost.

use std::sync::Arc;

use tokio::task::JoinSet;
use xmlrpc::{Fault, Struct, Value};

use crate::world::{World, double, int, merged, refused, text};

/// Sends all requests at the same time and waits for all answers.
async fn all_at_once(world: &Arc<World>, calls: Vec<(&'static str, Struct)>) -> Vec<Result<Struct, Fault>> {
    // The nonce is asked for once, before.
    world.children(&world.root).await;
    let mut running = JoinSet::new();
    for (method, request) in calls {
        let world = Arc::clone(world);
        running.spawn(async move { world.root.call(method, request).await });
    }
    running.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_a_hundred_equal_requests_wins() {
    for world in World::all().await.into_iter().map(Arc::new) {
        let more =
            Struct::new().with("web_login", "acme").with("dns_alias", "acme.example.com").with("balance", 5);
        let request = merged(world.least(), more);
        let answers = all_at_once(&world, vec![("createCustomer", request); 100]).await;
        let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!((won.len(), lost.len()), (1, 99), "{}", world.engine());
        let taken = refused(490, "Parameter name must be unique: it is already taken");
        lost.into_iter().for_each(|answer| assert_eq!(answer, taken, "{}", world.engine()));
        let id = int(won[0].as_ref().unwrap(), "i_customer");
        assert_eq!(world.children(&world.root).await, [id], "{}", world.engine());
    }
}

/// Those who lost a login have not taken the name that they wanted with it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_loser_leaves_nothing_behind() {
    for world in World::all().await.into_iter().map(Arc::new) {
        let make = |_| ("createCustomer", merged(world.least(), Struct::new().with("web_login", "same")));
        let requests: Vec<_> = (0..20).map(make).collect();
        let answers = all_at_once(&world, requests.clone()).await;
        let taken = refused(490, "Parameter web_login must be unique: it is already taken");
        let lost = answers.iter().filter(|answer| **answer == taken).count();
        assert_eq!((answers.len(), lost), (20, 19), "{}: {answers:?}", world.engine());
        assert_eq!(world.children(&world.root).await.len(), 1, "{}", world.engine());
        let without_login = requests
            .into_iter()
            .map(|(method, request)| (method, merged(request, Struct::new().with("web_login", ""))))
            .collect();
        let answers = all_at_once(&world, without_login).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 19, "{}", world.engine());
    }
}

/// Every change is whole: what is read afterwards is what one of them asked for, and every difference was posted.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_changes_of_one_customer_all_hold() {
    for world in World::all().await.into_iter().map(Arc::new) {
        let id = world.customer(&world.root, Struct::new()).await;
        let change = |n: i64| {
            let change = Struct::new().with("i_customer", id).with("balance", n).with("credit_limit", n);
            let named = change.with("name", format!("name {n}")).with("web_login", format!("login-{n}"));
            ("updateCustomer", named.with("description", n.to_string()))
        };
        let answers = all_at_once(&world, (1..=50).map(change).collect()).await;
        assert!(answers.iter().all(Result::is_ok), "{}: {answers:?}", world.engine());
        let info = world.info(&world.root, id).await;
        let n: i64 = text(&info, "description").parse().unwrap();
        let shown = ["name", "web_login", "balance", "credit_limit"].map(|member| info.get(member).unwrap());
        let expected: [Value; 4] = [
            format!("name {n}").into(),
            format!("login-{n}").into(),
            double(&format!("-{n}.0")),
            double(&format!("{n}.0")),
        ];
        assert_eq!(shown, expected.each_ref(), "{}", world.engine());
        world.check_sound().await;
    }
}

/// Changes come before the end, or find nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn changes_and_a_removal_of_one_customer() {
    for world in World::all().await.into_iter().map(Arc::new) {
        let sibling = world.customer(&world.root, Struct::new()).await;
        for _ in 0..3 {
            let id = world.customer(&world.root, Struct::new().with("balance", 1)).await;
            let him = || Struct::new().with("i_customer", id);
            let mut calls: Vec<_> = (0..20_i64)
                .map(|n| ("updateCustomer", him().with("balance", n).with("name", format!("{id} {n}"))))
                .collect();
            // Half-way; and somebody whose agent he would be.
            calls.insert(10, ("deleteCustomer", him()));
            let agent = Struct::new().with("i_customer", sibling).with("i_commission_agent", id);
            calls.insert(10, ("updateCustomer", agent));
            let answers = all_at_once(&world, calls).await;
            let allowed = [
                refused(401, "Wrong i_customer"),
                refused(401, "Wrong i_commission_agent"),
                refused(
                    490,
                    "Customer cannot be deleted: customers or accounts refer to him as owner or commission agent",
                ),
            ];
            for answer in &answers {
                assert!(answer.is_ok() || allowed.contains(answer), "{}: {answer:?}", world.engine());
            }
            world.check_sound().await;
            let without = Struct::new().with("i_commission_agent", Value::Nil);
            world.update(&world.root, sibling, without).await.unwrap();
        }
    }
}

/// Whoever is made while his owner loses a right does not keep it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_right_is_revoked_from_those_who_come_meanwhile() {
    for world in World::all().await.into_iter().map(Arc::new) {
        let (first, client) = world.reseller(&world.root, "first").await;
        let (second, _) = world.reseller(&client, "second").await;
        for round in 0..3 {
            let owner = if round == 1 { first } else { second };
            let make = || {
                let more = Struct::new().with("i_wholesaler", owner).with("vouchers_mgmt", 1);
                ("createCustomer", merged(world.least(), more))
            };
            let set = |mask: i64| Struct::new().with("i_customer", first).with("vouchers_mgmt", mask);
            let mut calls: Vec<_> = (0..20).map(|_| make()).collect();
            calls.insert(10, ("updateCustomer", set(0)));
            let answers = all_at_once(&world, calls).await;
            let beyond = refused(403, "Parameter vouchers_mgmt grants more than the owner may grant");
            for answer in &answers {
                assert!(answer.is_ok() || *answer == beyond, "{}: {answer:?}", world.engine());
            }
            world.check_sound().await;
            world.root.call("updateCustomer", set(7)).await.unwrap();
            let again = Struct::new().with("i_wholesaler", first).with("vouchers_mgmt", 7);
            world.update(&world.root, second, again).await.unwrap();
        }
    }
}
