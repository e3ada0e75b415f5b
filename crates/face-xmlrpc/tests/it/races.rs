//! Many at once: what is unique is won by one, and nothing is left of those who lost.

use std::sync::Arc;

use tokio::task::JoinSet;
use xmlrpc::{Fault, Struct};

use crate::world::{World, int, merged, refused};

/// Sends all requests at the same time and waits for all answers.
async fn all_at_once(world: &Arc<World>, requests: Vec<Struct>) -> Vec<Result<Struct, Fault>> {
    // The nonce is asked for once, before.
    world.children(&world.root).await;
    let mut running = JoinSet::new();
    for request in requests {
        let world = Arc::clone(world);
        running.spawn(async move { world.root.call("createCustomer", request).await });
    }
    running.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_a_hundred_equal_requests_wins() {
    for world in World::all().await.into_iter().map(Arc::new) {
        let more =
            Struct::new().with("web_login", "acme").with("dns_alias", "acme.example.com").with("balance", 5);
        let request = merged(world.least(), more);
        let answers = all_at_once(&world, vec![request; 100]).await;
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
        let requests: Vec<Struct> =
            (0..20).map(|_| merged(world.least(), Struct::new().with("web_login", "same"))).collect();
        let answers = all_at_once(&world, requests.clone()).await;
        let taken = refused(490, "Parameter web_login must be unique: it is already taken");
        let lost = answers.iter().filter(|answer| **answer == taken).count();
        assert_eq!((answers.len(), lost), (20, 19), "{}: {answers:?}", world.engine());
        assert_eq!(world.children(&world.root).await.len(), 1, "{}", world.engine());
        let without_login = requests
            .into_iter()
            .map(|request| merged(request, Struct::new().with("web_login", "")))
            .collect();
        let answers = all_at_once(&world, without_login).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 19, "{}", world.engine());
    }
}
