//! Bodies of real clients, byte for byte, and the bytes that they are answered with: `contracts/transcripts/voice`.
//!
//! A file is told in exchanges, one after the other on a fresh installation where root has tariff 1 and routing group
//! 1: lines that begin with `> ` and a blank one before the request's body, lines that begin with `< ` and a blank one
//! before the answer's. Lines before the first exchange say whose it is. `TOLLGATE_BLESS=1` writes the answers anew.

use std::fs;
use std::path::PathBuf;

use axum::body::Bytes;

use crate::contract::{is_blessing, repository};
use crate::world::World;

struct Exchange {
    /// `POST /xmlapi/xmlapi`, then `Content-Type: …`.
    request_head: Vec<String>,
    request: Vec<u8>,
    response_head: Vec<String>,
    response: Vec<u8>,
}

fn files() -> Vec<PathBuf> {
    let folder = repository("contracts/transcripts/voice");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The lines about the file, and its exchanges.
fn read(text: &[u8]) -> (Vec<u8>, Vec<Exchange>) {
    let text = text.strip_suffix(b"\n").unwrap();
    let mut lines = text.split(|byte| *byte == b'\n').peekable();
    let mut take = |stop: &[u8]| {
        let mut taken: Vec<&[u8]> = Vec::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with(stop)) {
            taken.push(line);
        }
        taken
    };
    let preface = take(b"> ").join(&b'\n');
    let mut exchanges = Vec::new();
    loop {
        let request = take(b"< ");
        if request.is_empty() {
            return (preface, exchanges);
        }
        let (request_head, request) = split_head(&request);
        let (response_head, response) = split_head(&take(b"> "));
        exchanges.push(Exchange { request_head, request, response_head, response });
    }
}

fn split_head(lines: &[&[u8]]) -> (Vec<String>, Vec<u8>) {
    let blank = lines.iter().position(|line| line.is_empty()).unwrap_or(lines.len());
    let head = lines[..blank].iter().map(|line| String::from_utf8(line[2..].to_vec()).unwrap()).collect();
    (head, lines.get(blank + 1..).unwrap_or_default().join(&b'\n'))
}

fn write(preface: &[u8], exchanges: &[Exchange]) -> Vec<u8> {
    let mut text = preface.to_vec();
    let mut part = |mark: &str, head: &[String], body: &[u8]| {
        for line in head {
            text.extend(format!("\n{mark} {line}").bytes());
        }
        text.extend(b"\n\n");
        text.extend(body);
    };
    for exchange in exchanges {
        part(">", &exchange.request_head, &exchange.request);
        part("<", &exchange.response_head, &exchange.response);
    }
    text.push(b'\n');
    text
}

async fn answer(world: &World, exchange: &Exchange) -> Exchange {
    let [line, content_type] = exchange.request_head.as_slice() else {
        panic!("{:?}", exchange.request_head)
    };
    assert_eq!(line, "POST /xmlapi/xmlapi");
    let content_type = content_type.strip_prefix("Content-Type: ").unwrap();
    let reply = world.root.post(content_type, Bytes::from(exchange.request.clone())).await;
    let status = reply.status.as_str().to_owned();
    Exchange {
        request_head: exchange.request_head.clone(),
        request: exchange.request.clone(),
        response_head: vec![status, format!("Content-Type: {}", reply.content_type.unwrap())],
        response: without_object_ids(&reply.body),
    }
}

/// The other id of a customer is made by chance: its digits are zeros in the files.
fn without_object_ids(body: &[u8]) -> Vec<u8> {
    const MEMBER: &str = "<name>customer_id</name><value><string>";
    let text = std::str::from_utf8(body).unwrap();
    let mut pieces = text.split(MEMBER);
    let mut settled = pieces.next().unwrap().to_owned();
    for piece in pieces {
        settled.extend([MEMBER, &"0".repeat(24), &piece[24..]]);
    }
    settled.into_bytes()
}

#[tokio::test]
async fn real_clients_are_answered_byte_for_byte() {
    let files = files();
    assert!(!files.is_empty());
    for file in files {
        let kept = fs::read(&file).unwrap();
        let (preface, exchanges) = read(&kept);
        assert!(!exchanges.is_empty(), "{}", file.display());
        for world in World::all().await {
            let made = (world.tariff(&world.root, "USD").await, world.routing_group(&world.root).await);
            assert_eq!(made, (1, 1));
            let mut answered = Vec::new();
            for exchange in &exchanges {
                answered.push(answer(&world, exchange).await);
            }
            let told = write(&preface, &answered);
            if is_blessing() {
                fs::write(&file, &told).unwrap();
            }
            let kept = fs::read(&file).unwrap();
            let (kept, told) = (String::from_utf8_lossy(&kept), String::from_utf8_lossy(&told));
            assert!(kept == told, "{} on {}, now:\n{told}", file.display(), world.engine());
        }
    }
}
