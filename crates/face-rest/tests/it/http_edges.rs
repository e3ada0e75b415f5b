//! The HTTP around the parameters: methods, paths, where parameters may stand, how they are encoded, how long they may be.

use axum::body::Body;
use http::header::{ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use http::{Method, Request};
use http_body_util::{Full, Limited};
use serde_json::Value;

use crate::world::{ACME, Answer, SECRET, World, encode, everywhere, form};

const BALANCE: &str = "/services/rest/admin/balance";

fn question() -> String {
    encode(&form(&[("reseller", ACME), ("password", SECRET), ("customer", ACME)]))
}

async fn ask(world: &World, method: Method, uri: &str, kind: Option<&str>, body: impl Into<Body>) -> Answer {
    let mut request = Request::builder().method(method).uri(uri);
    if let Some(kind) = kind {
        request = request.header(CONTENT_TYPE, kind);
    }
    world.send(request.body(body.into()).unwrap()).await
}

#[tokio::test]
async fn methods() {
    everywhere(async |world| {
        for (path, methods, allowed) in [
            ("customer-user/create", "GET PUT DELETE OPTIONS", "POST"),
            ("user/create", "GET", "POST"),
            ("customer/create", "GET", "POST"),
            ("reseller/create", "GET", "POST"),
            ("admin/addCredits", "GET PATCH", "POST"),
            ("admin/balance", "PUT DELETE", "GET, HEAD, POST"),
            ("user/creditBalance", "PUT", "GET, HEAD, POST"),
            ("openapi.json", "POST", "GET, HEAD"),
        ] {
            for method in methods.split(' ') {
                let method = Method::from_bytes(method.as_bytes()).unwrap();
                let answer = ask(world, method.clone(), &format!("/services/rest/{path}"), None, "").await;
                assert_eq!((answer.http, answer.status), (405, 2), "{method} {path}");
                assert_eq!(answer.headers[ALLOW], allowed);
                assert_eq!(answer.outcome.operation, path);
            }
        }
        for method in [Method::GET, Method::POST] {
            let answer = ask(world, method, &format!("{BALANCE}?{}", question()), None, "").await;
            assert_eq!((answer.http, answer.status), (200, 0));
        }
        for (path, http) in
            [("openapi.json", 200), ("admin/balance", 200), ("admin/addCredits", 405), ("x", 404)]
        {
            let request = Request::head(format!("/services/rest/{path}")).body(Body::empty()).unwrap();
            assert_eq!(world.raw(request).await.status(), http, "HEAD {path}");
        }
    })
    .await;
}

#[tokio::test]
async fn unknown_paths() {
    everywhere(async |world| {
        for path in [
            "",
            "/",
            "/nothing",
            "/admin",
            "/admin/balance/",
            "/admin//balance",
            "/Admin/balance",
            "/user/messages",
        ] {
            for method in [Method::GET, Method::POST] {
                let answer = ask(world, method, &format!("/services/rest{path}"), None, "").await;
                assert_eq!((answer.http, answer.status), (404, 2), "{path}");
                assert_eq!(answer.outcome.operation, "other");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn parameters_come_in_the_query_or_in_the_body_or_in_both() {
    everywhere(async |world| {
        let own = format!("reseller={ACME}&password={SECRET}");
        for (query, body) in [
            (question(), String::new()),
            (String::new(), question()),
            (own.clone(), format!("customer={ACME}")),
            (format!("customer={ACME}&{own}"), question()),
            (format!("{own}&{own}&customer={ACME}"), "unknown=1&unknown=2".to_owned()),
        ] {
            let answer = ask(world, Method::POST, &format!("{BALANCE}?{query}"), None, body).await;
            assert_eq!(answer.status, 0, "{}", answer.body);
        }
        for (query, body) in [
            (format!("{own}&customer={ACME}"), "customer=other".to_owned()),
            (format!("{own}&customer={ACME}&customer="), String::new()),
        ] {
            let answer = ask(world, Method::POST, &format!("{BALANCE}?{query}"), None, body).await;
            assert_eq!((answer.status, answer.parameter.as_deref()), (2, Some("customer")));
        }
    })
    .await;
}

#[tokio::test]
async fn content_types() {
    everywhere(async |world| {
        for kind in [
            None,
            Some(""),
            Some("application/x-www-form-urlencoded"),
            Some("application/x-www-form-urlencoded; charset=UTF-8"),
            Some("Application/X-WWW-Form-URLEncoded;charset=utf-8"),
        ] {
            assert_eq!(ask(world, Method::POST, BALANCE, kind, question()).await.status, 0, "{kind:?}");
        }
        for kind in ["application/json", "text/plain; charset=utf-8", "multipart/form-data; boundary=x"] {
            let answer = ask(world, Method::POST, BALANCE, Some(kind), question()).await;
            assert_eq!((answer.http, answer.status), (200, 2), "{kind}");
            let named = kind.split(';').next().unwrap();
            assert!(answer.json["message"].as_str().unwrap().contains(named), "{}", answer.body);
            let uri = format!("{BALANCE}?{}", question());
            assert_eq!(
                ask(world, Method::POST, &uri, Some(kind), "").await.status,
                0,
                "{kind} without a body"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn what_does_not_decode_is_refused() {
    everywhere(async |world| {
        for text in ["%", "x=%4", "x=%zz", "%=1"] {
            let in_query =
                ask(world, Method::POST, &format!("{BALANCE}?{}&{text}", question()), None, "").await;
            let in_body = ask(world, Method::POST, BALANCE, None, format!("{}&{text}", question())).await;
            assert_eq!((in_query.status, in_body.status), (2, 2), "{text}");
            assert!(in_query.json["message"].as_str().unwrap().contains("query string"));
            assert!(in_body.json["message"].as_str().unwrap().contains("body"));
        }
        for bytes in [b"x=%ff".as_slice(), b"x=\xff", b"\xc3\x28=1"] {
            assert_eq!(ask(world, Method::POST, BALANCE, None, bytes.to_vec()).await.status, 2, "{bytes:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn bodies_are_bounded() {
    everywhere(async |world| {
        let padding = |length: usize| {
            let question = question();
            format!("{question}&x={}", "y".repeat(length - question.len() - 3))
        };
        let longest = ask(world, Method::POST, BALANCE, None, padding(65_536)).await;
        assert_eq!((longest.http, longest.status), (200, 0));
        let longer = ask(world, Method::POST, BALANCE, None, padding(65_537)).await;
        assert_eq!((longer.http, longer.status), (413, 2));
        assert_eq!(longer.outcome.operation, "admin/balance");
    })
    .await;
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_answered() {
    everywhere(async |world| {
        // Any body that fails while it is read: here one that is longer than it may be.
        let broken = Body::new(Limited::new(Full::from(question()), 1));
        let answer = ask(world, Method::POST, BALANCE, None, broken).await;
        assert_eq!((answer.http, answer.status), (408, 2));
    })
    .await;
}

#[tokio::test]
async fn the_document_describes_every_operation() {
    everywhere(async |world| {
        let request = Request::get("/services/rest/openapi.json").body(Body::empty()).unwrap();
        let response = world.raw(request).await;
        assert_eq!(response.extensions().get::<app::RequestOutcome>().unwrap().operation, "openapi.json");
        let text = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let document: Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(document["openapi"], "3.1.0");
        for (path, methods) in document["paths"].as_object().unwrap() {
            let answer = ask(world, Method::POST, path, None, "").await;
            assert_eq!((answer.http, answer.status), (200, 1), "{path}");
            let by_get = ask(world, Method::GET, path, None, "").await;
            assert_eq!(by_get.http == 200, methods.get("get").is_some(), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_store_that_cannot_serve_is_worth_another_try() {
    everywhere(async |world| {
        let form = world.valid("customer/create");
        world.installation.app.store().clone().close();
        let answer = world.post("customer/create", &form).await;
        assert_eq!((answer.http, answer.status), (503, 9999));
        assert_eq!(
            (&answer.headers[RETRY_AFTER], answer.outcome.code.as_str()),
            (&HeaderValue::from_static("1"), "9999")
        );
    })
    .await;
}
