//! What every answer carries, whatever it is: a page, a file, a redirect, a refusal.

use http::Method;

use super::stage::Stage;
use super::world::{Answer, World, everywhere};

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                      img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
/// A drawing may have rules for itself; opened alone it can do nothing else.
const DRAWING_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/// Of answers that are for one person, and so of nearly all.
const PRIVATE: &str = "no-store";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_EVER_PRIVATE: &str = "private, max-age=31536000, immutable";

#[track_caller]
fn check(what: &str, answer: &Answer, policy: &str, cache: &str) {
    for (name, value) in [
        ("content-security-policy", policy),
        ("cache-control", cache),
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        let given: Vec<_> = answer.headers.get_all(name).iter().collect();
        assert_eq!(given, [value], "{what}: {} {name}", answer.status);
    }
    assert!(!answer.headers.contains_key("access-control-allow-origin"), "{what}");
    let has_type = answer.headers.contains_key("content-type");
    assert_eq!(has_type, !answer.bytes.is_empty(), "{what}: {}", answer.status);
}

/// Every route, asked by everybody in every way, with nothing that is there and nothing that is accepted.
#[tokio::test]
async fn every_answer_of_every_route_has_its_headers() {
    everywhere(async |world: &World| {
        world.family().await;
        let people = [world.browser(), world.browser().signed_in("acme").await];
        let mut statuses = std::collections::BTreeSet::new();
        for entry in crate::pages::all() {
            let path = entry.route.pattern().replace(['{', '}'], "");
            for browser in &people {
                for method in [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::OPTIONS] {
                    let answer = browser.send(method.clone(), &path, &[], true).await;
                    statuses.insert(answer.status);
                    if method == Method::HEAD {
                        // The server leaves the body away.
                        continue;
                    }
                    check(&format!("{method} {path}"), &answer, POLICY, PRIVATE);
                }
            }
        }
        check("nowhere", &people[1].get("/nowhere").await, POLICY, PRIVATE);
        let long = "x".repeat(2_000_000);
        let large = people[1].post("/password", &[("current", &long)]).await;
        check("too large", &large, POLICY, PRIVATE);
        statuses.insert(large.status);
        assert_eq!(Vec::from_iter(statuses), [200, 303, 403, 404, 405, 413, 422]);
    })
    .await;
}

/// Every page that somebody comes to, with every file that it names.
#[tokio::test]
async fn every_page_and_what_it_is_made_of_has_its_headers() {
    everywhere(async |world: &World| {
        let stage = Stage::set(world).await;
        let owner = &stage.people[0];
        let mut files = std::collections::BTreeSet::new();
        for person in &stage.people {
            for page in &person.pages {
                let answer = person.browser.get(&page.path).await;
                check(&page.path, &answer, POLICY, PRIVATE);
                let named = answer.body.split(['"']).filter(|text| {
                    text.starts_with("/assets/") || text.starts_with("/brand/") || text.contains("/export?")
                });
                files.extend(named.map(super::filled::unescaped));
            }
        }
        let mut caches = std::collections::BTreeMap::new();
        for file in &files {
            let answer = owner.browser.get(file).await;
            if answer.status != 200 {
                continue;
            }
            let (policy, cache) = match file.as_str() {
                logo if logo.starts_with("/brand/logo/") => (DRAWING_POLICY, FOR_EVER_PRIVATE),
                sheet if sheet.starts_with("/brand/") => (POLICY, FOR_EVER_PRIVATE),
                asset if asset.starts_with("/assets/") => (POLICY, FOR_EVER),
                _ => (POLICY, PRIVATE),
            };
            check(file, &answer, policy, cache);
            *caches.entry((policy, cache)).or_insert(0) += 1;
        }
        assert_eq!(caches.len(), 4, "{files:?}");
    })
    .await;
}
