//! Many clients, several listeners.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, watch};
use tollgate::edge::{Edge, EdgeOptions, Listen};

use crate::support::{Client, Running, plain_routes, within};

#[tokio::test]
async fn connections_over_the_cap_wait_and_are_then_served() {
    let (inside, mut seen) = watch::channel((0_usize, 0_usize));
    let gate = Arc::new(Semaphore::new(0));
    let enter = {
        let gate = Arc::clone(&gate);
        move || {
            let (inside, gate) = (inside.clone(), Arc::clone(&gate));
            async move {
                inside.send_modify(|(now, most)| (*now, *most) = (*now + 1, (*most).max(*now + 1)));
                gate.acquire().await.unwrap().forget();
                inside.send_modify(|(now, _)| *now -= 1);
            }
        }
    };
    let router = Router::new().route("/", get(enter));
    let edge = Running::start(router, |options| options.connections_max = 2).await;

    let mut clients = Vec::new();
    for _ in 0..6 {
        let mut client = edge.connect().await;
        client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").await;
        clients.push(client);
    }
    for waiting in (0..6).rev() {
        let expected = if waiting == 0 { 1 } else { 2 };
        within(seen.wait_for(|(now, _)| *now == expected)).await.unwrap();
        gate.add_permits(1);
        within(seen.wait_for(|(now, _)| *now == expected - 1 || 0 < waiting)).await.unwrap();
    }
    for client in &mut clients {
        assert_eq!(client.answer().await.status, 200);
    }
    assert_eq!(seen.borrow().1, 2);
}

#[tokio::test]
async fn every_listener_is_served_at_the_address_it_tells() {
    let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let listen = vec![Listen { address: any, tls: None }, Listen { address: any, tls: None }];
    let mut options = EdgeOptions::new(listen, Arc::new(|| "0123456789abcdef".to_owned()));
    // A listener that nobody calls must not sit on the only slot.
    options.connections_max = 1;
    let edge = Edge::bind(options).await.unwrap();
    let addresses = edge.local_addresses();
    let running = tokio::spawn(edge.run(plain_routes(), std::future::pending()));
    for address in [addresses[0], addresses[0], addresses[1], addresses[1]] {
        let mut client = Client::new(TcpStream::connect(address).await.unwrap());
        client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").await;
        assert_eq!(client.answer().await.id(), "0123456789abcdef");
    }
    running.abort();
}

#[tokio::test]
async fn an_address_that_cannot_be_bound_is_named() {
    let edge = Running::start(plain_routes(), |_| {}).await;
    let taken = vec![Listen { address: edge.address, tls: None }];
    let error = Edge::bind(EdgeOptions::new(taken, Arc::new(String::new))).await.err().unwrap();
    assert_eq!(error.to_string(), format!("cannot listen on {}", edge.address));
    assert!(Edge::bind(EdgeOptions::new(Vec::new(), Arc::new(String::new))).await.is_err());
}
