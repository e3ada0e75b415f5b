//! Who is let in: HTTP Digest as the clients of this dialect do it.

use std::time::Duration;

use app::context::Actor;
use app::customer::block::set_blocked;
use axum::body::Body;
use face_xmlrpc::Options;
use http::{Request, StatusCode, header};
use party::ids::{CustomerId, ROOT};
use xmlrpc::{Struct, write_call};

use crate::client::{Answer, Client, PATH, Reply, md5, parameter, post, send};
use crate::world::{API_PASSWORD, WEB_PASSWORD, World};

fn listing() -> String {
    write_call("listCustomers", &[Struct::new().into()])
}

/// Posts a listing with this `Authorization` header.
async fn send_with(world: &World, path: &str, authorization: &str) -> Reply {
    let mut request = post(path, "text/xml", listing());
    request.headers_mut().insert(header::AUTHORIZATION, authorization.parse().unwrap());
    send(&world.router, request).await
}

/// A nonce from a challenge.
async fn nonce(world: &World) -> String {
    let reply = send(&world.router, post(PATH, "text/xml", listing())).await;
    parameter(&reply.challenges[0], "nonce").to_owned()
}

#[track_caller]
fn check_refused(reply: &Reply, is_stale: bool) {
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{}", reply.text());
    let [challenge] = reply.challenges.as_slice() else { panic!("{:?}", reply.challenges) };
    let nonce = parameter(challenge, "nonce");
    let stale = if is_stale { ", stale=true" } else { "" };
    assert_eq!(*challenge, format!(r#"Digest realm="tollgate test", nonce="{nonce}", qop="auth"{stale}"#));
    assert!(nonce.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{nonce}");
    // A client takes a page for a failed login, and searches the text for a fault.
    assert_eq!(reply.content_type.as_deref(), Some("text/plain; charset=utf-8"));
    assert!(!reply.text().contains("fault"), "{}", reply.text());
}

#[tokio::test]
async fn without_an_answer_everybody_is_challenged() {
    for world in World::all().await {
        for body in [listing(), String::new(), "not XML".to_owned()] {
            let reply = send(&world.router, post(PATH, "text/xml", body)).await;
            check_refused(&reply, false);
            assert!(!reply.closes, "the client goes on with the same connection");
        }
        let nonces = [nonce(&world).await, nonce(&world).await];
        assert_ne!(nonces[0], nonces[1]);
    }
}

#[tokio::test]
async fn a_long_body_of_a_stranger_is_not_read() {
    for world in World::all().await {
        let reply = send(&world.router, post(PATH, "text/xml", vec![b' '; 64 * 1024])).await;
        check_refused(&reply, false);
        assert!(!reply.closes);
        let reply = send(&world.router, post(PATH, "text/xml", vec![b' '; 64 * 1024 + 1])).await;
        check_refused(&reply, false);
        assert!(reply.closes);
    }
}

#[tokio::test]
async fn only_the_right_answer_is_let_in() {
    for world in World::all().await {
        let nonce = nonce(&world).await;
        let right = world.root.answer(&nonce);
        let forged = nonce.chars().rev().collect::<String>();
        let wrong = [
            Answer { password: "root-web-password", ..right },
            Answer { password: "", ..right },
            Answer { login: "nobody", ..right },
            Answer { login: "", ..right },
            Answer { login: "ROOT", ..right },
            Answer { realm: "another", ..right },
            Answer { nonce: &forged, ..right },
            Answer { nonce: "", ..right },
            Answer { uri: "/", ..right },
            Answer { uri: "/xmlapi/xmlapi/", ..right },
            Answer { uri: "/xmlapi/xmlapi?a=b", ..right },
        ];
        for answer in wrong {
            let reply = send_with(&world, PATH, &answer.header()).await;
            check_refused(&reply, false);
            assert_eq!(reply.told.unwrap().code, "401", "{}: {answer:?}", world.engine());
        }
        let mangled = right.header().replace("response=\"", "response=\"0");
        check_refused(&send_with(&world, PATH, &mangled).await, false);
        assert_eq!(send_with(&world, PATH, &right.header()).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn what_is_no_digest_answer_is_challenged() {
    for world in World::all().await {
        let nonce = nonce(&world).await;
        let right = world.root.answer(&nonce).header();
        let headers = [
            "Basic cm9vdDpyb290LWFwaS1wYXNzd29yZA==",
            "Bearer token",
            "Digest",
            "Digest username=\"root\"",
            &right.replace("qop=auth", "qop=auth-int"),
            &right.replace("qop=auth", "qop=auth, algorithm=MD5-sess"),
        ];
        for header in headers {
            let reply = send_with(&world, PATH, header).await;
            check_refused(&reply, false);
            assert_eq!(reply.told.unwrap().code, "malformed", "{}: {header}", world.engine());
        }
        assert_eq!(send_with(&world, PATH, &right).await.status, StatusCode::OK);
    }
}

/// The older form without `qop`, and a header that names the algorithm: some clients send the one, some the other.
#[tokio::test]
async fn older_and_wordier_answers_are_let_in() {
    for world in World::all().await {
        let nonce = nonce(&world).await;
        let Answer { login, password, realm, .. } = world.root.answer(&nonce);
        let (secret, request) = (md5(&format!("{login}:{realm}:{password}")), md5(&format!("POST:{PATH}")));
        let response = md5(&format!("{secret}:{nonce}:{request}"));
        let older = format!(
            "Digest username=\"{login}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{PATH}\", response=\"{response}\""
        );
        assert_eq!(send_with(&world, PATH, &older).await.status, StatusCode::OK);
        check_refused(&send_with(&world, PATH, &older).await, true);
        let wordier = format!("{}, algorithm=\"MD5\", opaque=\"\"", world.root.answer(&nonce).header());
        assert_eq!(send_with(&world, PATH, &wordier).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn an_answer_serves_once_and_a_nonce_often() {
    for world in World::all().await {
        let nonce = nonce(&world).await;
        let first = world.root.answer(&nonce);
        assert_eq!(send_with(&world, PATH, &first.header()).await.status, StatusCode::OK);
        let again = send_with(&world, PATH, &first.header()).await;
        check_refused(&again, true);
        assert_eq!(again.told.unwrap().code, "stale");
        // The same nonce and the first counter, with a client nonce of its own each time.
        for client_nonce in ["a", "b", "c"] {
            let answer = Answer { client_nonce, ..first };
            assert_eq!(
                send_with(&world, PATH, &answer.header()).await.status,
                StatusCode::OK,
                "{client_nonce}"
            );
        }
    }
}

#[tokio::test]
async fn a_nonce_grows_old() {
    for world in World::all().await {
        let nonce = nonce(&world).await;
        let first = world.root.answer(&nonce);
        let second = Answer { client_nonce: "b", ..first };
        world.installation.clock.advance(Duration::from_secs(299));
        assert_eq!(send_with(&world, PATH, &first.header()).await.status, StatusCode::OK);
        world.installation.clock.advance(Duration::from_secs(2));
        check_refused(&send_with(&world, PATH, &second.header()).await, true);
        // The client asks for the next by itself.
        assert!(world.root.call("listCustomers", Struct::new()).await.is_ok());
    }
}

/// Any server with the key knows the nonces of another.
#[tokio::test]
async fn a_nonce_is_good_on_every_server() {
    for world in World::all().await {
        let nonce = nonce(&world).await;
        let another = face_xmlrpc::router(world.installation.app.clone(), Options::default());
        let mut request = post(PATH, "text/xml", listing());
        let answer = world.root.answer(&nonce).header();
        request.headers_mut().insert(header::AUTHORIZATION, answer.parse().unwrap());
        assert_eq!(send(&another, request).await.status, StatusCode::OK);
    }
}

/// A published client sends the path twice; the answer is made for the path as sent.
#[tokio::test]
async fn the_path_is_a_prefix() {
    for world in World::all().await {
        let nonce = nonce(&world).await;
        for path in ["/xmlapi/xmlapi/xmlapi/xmlapi", "/xmlapi/xmlapi/", "/xmlapi/xmlapi?x=1"] {
            // An answer serves once, for whatever path.
            let answer = Answer { uri: path, client_nonce: path, ..world.root.answer(&nonce) };
            assert_eq!(send_with(&world, path, &answer.header()).await.status, StatusCode::OK, "{path}");
            let of_other = Answer { uri: PATH, client_nonce: "other", ..answer };
            check_refused(&send_with(&world, path, &of_other.header()).await, false);
        }
        let elsewhere = send_with(&world, "/xmlapi/other", &world.root.answer(&nonce).header()).await;
        assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn another_method_is_not_allowed() {
    for world in World::all().await {
        for method in ["GET", "PUT", "DELETE"] {
            let request = Request::builder().method(method).uri(PATH).body(Body::empty()).unwrap();
            let reply = send(&world.router, request).await;
            assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
            assert_eq!(reply.allow.as_deref(), Some("POST"));
        }
    }
}

#[tokio::test]
async fn access_needs_a_login_a_password_and_the_right() {
    for world in World::all().await {
        let with = |more: fn(Struct) -> Struct| more(Struct::new());
        world.reseller(&world.root, "whole").await;
        world.reseller_with(&world.root, "no-right", with(|s| s.with("api_access", 0))).await;
        world.reseller_with(&world.root, "no-password", with(|s| s.with("api_password", ""))).await;
        world.reseller_with(&world.root, "", with(|s| s.with("name", "no login"))).await;
        for (login, password, expected) in [
            ("whole", API_PASSWORD, true),
            ("whole", WEB_PASSWORD, false),
            ("no-right", API_PASSWORD, false),
            ("no-password", API_PASSWORD, false),
            ("no-password", "", false),
            ("no-password", WEB_PASSWORD, false),
            ("no login", API_PASSWORD, false),
            ("", API_PASSWORD, false),
        ] {
            let let_in = world.is_let_in(login, password).await;
            assert_eq!(let_in, expected, "{}: {login} {password}", world.engine());
        }
    }
}

/// Letters beyond ASCII go into the digest as UTF-8.
#[tokio::test]
async fn a_password_may_have_any_letters() {
    for world in World::all().await {
        let secret = Struct::new().with("api_password", "Пароль \"\\ €");
        world.reseller_with(&world.root, "логін", secret).await;
        assert!(world.is_let_in("логін", "Пароль \"\\ €").await, "{}", world.engine());
    }
}

#[tokio::test]
async fn a_block_shuts_out_everybody_below() {
    for world in World::all().await {
        let (top, client) = world.reseller(&world.root, "top").await;
        world.reseller(&client, "middle").await;
        world.reseller(&world.client("middle"), "leaf").await;
        world.reseller(&world.root, "beside").await;
        let app = &world.installation.app;
        for (blocked, expected) in [(true, false), (false, true)] {
            set_blocked(app, &world.installation.operator(), CustomerId(top), None, blocked).await.unwrap();
            for login in ["top", "middle", "leaf"] {
                assert_eq!(
                    world.is_let_in(login, API_PASSWORD).await,
                    expected,
                    "{}: {login}",
                    world.engine()
                );
            }
            assert!(world.is_let_in("beside", API_PASSWORD).await, "{}", world.engine());
            // Those above go on seeing the branch, and adding to it.
            assert_eq!(world.info(&world.root, top).await.get("blocked"), Some(&blocked.into()));
            let more = Struct::new().with("i_wholesaler", top);
            assert!(0 < world.customer(&world.root, more).await, "{}", world.engine());
        }
    }
}

#[tokio::test]
async fn a_second_algorithm_is_offered_after_the_first() {
    for world in World::all().await {
        let options = Options { offer_sha256: true, ..Options::default() };
        let router = face_xmlrpc::router(world.installation.app.clone(), options);
        let reply = send(&router, post(PATH, "text/xml", listing())).await;
        let [first, second] = reply.challenges.as_slice() else { panic!("{:?}", reply.challenges) };
        assert!(first.ends_with("qop=\"auth\""), "{first}");
        assert!(second.ends_with("qop=\"auth\", algorithm=SHA-256"), "{second}");
        let client = Client::new(router, support::ROOT_NAME, support::ROOT_API_PASSWORD);
        assert!(client.call("listCustomers", Struct::new()).await.is_ok(), "{}", world.engine());
    }
}

/// What the edge is told for its log line and its counters: closed lists, never a client's text.
#[tokio::test]
async fn the_edge_is_told_how_it_went() {
    for world in World::all().await {
        for (method, operation, code) in [
            ("listCustomers", "listCustomers", "ok"),
            ("system.listMethods", "system.listMethods", "ok"),
            ("createCustomer", "createCustomer", "410"),
            ("no.such.method", "other", "404"),
        ] {
            let told = world.root.post("text/xml", write_call(method, &[])).await.told.unwrap();
            let expected = ("xmlrpc", operation, Some(Actor::Customer(ROOT)), code);
            assert_eq!((told.face, &*told.operation, told.caller, &*told.code), expected, "{method}");
        }
        let told = world.root.post("text/xml", "<methodCall>").await.told.unwrap();
        assert_eq!((&*told.operation, &*told.code), ("other", "400"));
        let stranger = Client::new(world.router.clone(), "root", "wrong");
        let told = stranger.post("text/xml", listing()).await.told.unwrap();
        assert_eq!((&*told.operation, told.caller, &*told.code), ("other", None, "401"));
    }
}
