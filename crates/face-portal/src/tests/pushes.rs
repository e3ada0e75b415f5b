//! How a user is told what became of his messages: set type by type, previewed before it is saved, and tried out for real.

use app::audit_log::{self, ListAudit};
use party::ids::ROOT;
use support::Temper;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::people;
use super::users::wrong;
use super::world::{Browser, World, everywhere};

/// A server on a free port that answers one request; its port, and what it was sent.
async fn server(answer: &'static str) -> (u16, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8(head).unwrap()
    });
    (port, served)
}

/// The texts of machines on a page, as they are read.
fn transcripts(page: &str) -> Vec<String> {
    let texts = page.split("<pre>\n").skip(1).map(|rest| rest.split("</pre>").next().unwrap());
    let unescaped = [("&#38;", "&"), ("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'")];
    texts
        .map(|text| {
            unescaped
                .iter()
                .rev()
                .fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
        })
        .collect()
}

/// Somebody who may change the user whose push is at the path.
async fn ready(world: &World) -> (Browser<'_>, String) {
    let (_, shop) = world.family().await;
    let user = people::user(&world.installation, shop, "desk@shop").await;
    (world.browser().signed_in("acme").await, format!("/users/{user}"))
}

#[tokio::test]
async fn each_type_is_saved_and_shown_again() {
    everywhere(async |world: &World| {
        let (browser, user) = ready(world).await;
        let push = format!("{user}/push");
        let url = "https://push.example/?id={{id}}";
        let mail = [
            ("push_type", "email"),
            ("push_to", "desk@example.com"),
            ("push_subject", "{{status}}"),
            ("push_body", "One\r\ntwo {{id}}"),
        ];
        for (fields, shown, form) in [
            (vec![("push_type", "url"), ("push_url", url)], url, format!("value=\"{url}\"")),
            (mail.to_vec(), "One\ntwo {{id}}", "One\ntwo {{id}}</textarea>".to_owned()),
            (vec![("push_type", "smpp")], "SMPP receipt", "value=\"smpp\" selected".to_owned()),
            (vec![("push_type", "none")], ">None<", "value=\"none\"".to_owned()),
        ] {
            browser.post(&push, &fields).await.is_sent_to(&user);
            let page = browser.get(&user).await.body;
            assert!(page.contains(shown), "{shown}: {page}");
            let page = browser.get(&push).await.body;
            assert!(page.contains(&form), "{form}: {page}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_a_push_is_said_beside_its_field() {
    everywhere(async |world: &World| {
        let (browser, user) = ready(world).await;
        let push = format!("{user}/push");
        for step in ["", "preview", "test"] {
            let fields = [("push_type", "url"), ("push_url", "push.example"), ("step", step)];
            let answer = browser.post(&push, &fields).await;
            assert_eq!(answer.status, 422, "{step}");
            assert_eq!(wrong(&answer.body, "push_url"), "An address begins with http:// or https://.");
            assert!(answer.body.contains("value=\"push.example\""), "{}", answer.body);
            let fields = [("push_type", "email"), ("push_to", "x"), ("push_subject", "{{"), ("step", step)];
            let page = browser.post(&push, &fields).await.body;
            assert!(
                !wrong(&page, "push_to").is_empty() && !wrong(&page, "push_subject").is_empty(),
                "{page}"
            );
        }
        assert!(browser.get(&user).await.body.contains(">None<"));
    })
    .await;
}

#[tokio::test]
async fn a_preview_shows_what_is_not_saved_as_it_would_be_sent() {
    everywhere(async |world: &World| {
        let (browser, user) = ready(world).await;
        let push = format!("{user}/push");
        let url = "https://u:p@push.example:8443/in?s={{status}}&t={{text}}#x";
        let fields = [("push_type", "url"), ("push_url", url), ("step", "preview")];
        let answer = browser.post(&push, &fields).await;
        let text = "s=Delivered&t=Made-up%20message%3A%201%20%2B%201%20%3D%202%20%26%20%3C%C3%A9%3E%3F";
        let agent = env!("CARGO_PKG_VERSION");
        let expected = format!(
            "GET /in?{text} HTTP/1.1\nHost: push.example:8443\nUser-Agent: Tollgate/{agent}\nAccept: */*\n\
             Authorization: Basic dTpw"
        );
        assert_eq!((answer.status, transcripts(&answer.body)), (200, vec![expected]));
        let shown = format!("https://push.example:8443/in?{text}").replace('&', "&#38;");
        assert!(answer.body.contains(&shown), "{}", answer.body);
        let fields = [
            ("push_type", "email"),
            ("push_to", "desk@example.com"),
            ("push_subject", "{{id}}"),
            ("push_body", "{{text}}\n{{chargedAmount}}"),
            ("step", "preview"),
        ];
        let page = browser.post(&push, &fields).await.body;
        let expected = "To: desk@example.com\nSubject: 4fbb6c371a88393bc47baf32\n\n\
                        Made-up message: 1 + 1 = 2 & <é>?\n1.000";
        assert_eq!(transcripts(&page), [expected]);
        assert!(browser.get(&user).await.body.contains(">None<"), "nothing was saved");
    })
    .await;
}

#[tokio::test]
async fn a_test_is_sent_shown_and_written_down() {
    everywhere(async |world: &World| {
        let (browser, user) = ready(world).await;
        let (port, served) =
            server("HTTP/1.1 418 I'm a teapot\r\nX-Seen: <b>\r\nContent-Length: 12\r\n\r\n<script>no</")
                .await;
        let url = format!("http://127.0.0.1:{port}/?id={{{{id}}}}&to={{{{to}}}}");
        let fields = [("push_type", "url"), ("push_url", &*url), ("step", "test")];
        let answer = browser.post(&format!("{user}/push"), &fields).await;
        let sent = served.await.unwrap().replace("\r\n", "\n").trim_end().to_owned();
        assert!(sent.starts_with("GET /?id=4fbb6c371a88393bc47baf32&to=61755500199 HTTP/1.1\n"), "{sent}");
        let answered = "HTTP/1.1 418 I'm a teapot\nx-seen: <b>\ncontent-length: 12\n\n<script>no</";
        assert_eq!((answer.status, transcripts(&answer.body)), (200, vec![sent, answered.to_owned()]));
        assert!(!answer.body.contains("<script>no") && answer.body.contains("What came back"));
        assert!(browser.get(&user).await.body.contains(">None<"), "nothing was saved");

        let operator = world.installation.operator();
        let wanted = ListAudit { operations: Some(vec!["account.test_push"]), ..ListAudit::newest(9) };
        let logged = audit_log::list(&world.installation.app, &operator, wanted).await.unwrap();
        let [line] = logged.as_slice() else { panic!("{logged:?}") };
        assert!(line.after.as_deref().unwrap_or_default().contains(&url), "{line:?}");
        assert!(line.actor.as_deref().unwrap_or_default().starts_with("web_user:"), "{line:?}");
    })
    .await;
}

#[tokio::test]
async fn a_test_mail_is_sent_and_shown_with_what_the_server_said() {
    everywhere(async |world: &World| {
        let (browser, user) = ready(world).await;
        let fields = [
            ("push_type", "email"),
            ("push_to", "desk@example.com"),
            ("push_subject", "{{status}} {{id}}"),
            ("push_body", "To {{to}}\r\n.\r\n{{chargedAmount}}"),
            ("step", "test"),
        ];
        let answer = browser.post(&format!("{user}/push"), &fields).await;
        let shown = transcripts(&answer.body);
        let [sent, answered] = shown.as_slice() else { panic!("{}", answer.body) };
        assert_eq!((answer.status, answered.as_str()), (200, "250 taken"));
        let taken = world.mail_server.taken();
        let [mail] = taken.as_slice() else { panic!("{taken:?}") };
        let recipient = ["MAIL FROM:<noreply@tollgate.example>", "RCPT TO:<desk@example.com>"];
        assert_eq!(mail.envelope, recipient);
        // On the wire a line that is a dot is two (RFC 5321, section 4.5.2).
        assert_eq!(mail.letter.replace("\n..\n", "\n.\n").trim_end(), sent);
        assert!(sent.contains("Subject: Delivered 4fbb6c371a88393bc47baf32\n"), "{sent}");
        assert!(sent.ends_with("\n\nTo 61755500199\n.\n1.000"), "{sent}");
        assert!(browser.get(&user).await.body.contains(">None<"), "nothing was saved");

        world.mail_server.set(Temper::Refusing);
        let answer = browser.post(&format!("{user}/push"), &fields).await;
        let said = transcripts(&answer.body).pop().unwrap();
        assert!(answer.status == 200 && said.contains("550"), "{said}");
        assert!(answer.body.contains("The mail was not taken"), "{}", answer.body);
        let fields = [("push_type", "smpp"), ("step", "test")];
        let answer = browser.post(&format!("{user}/push"), &fields).await;
        assert!(answer.status == 200 && transcripts(&answer.body).is_empty(), "{}", answer.body);
        assert!(world.mail_server.taken().is_empty());
    })
    .await;
}

#[tokio::test]
async fn why_nothing_came_back_is_told() {
    everywhere(async |world: &World| {
        let (browser, user) = ready(world).await;
        let (port, _served) = server("nonsense\r\n\r\n").await;
        for (url, said) in [
            ("http://10.0.0.1/".to_owned(), "the network of 10.0.0.1 is not allowed"),
            ("http://[::1]:9/".to_owned(), "the network of ::1 is not allowed"),
            (format!("http://127.0.0.1:{port}/"), "invalid HTTP"),
            ("http://999.1.1.1/".to_owned(), "invalid IPv4 address"),
        ] {
            let fields = [("push_type", "url"), ("push_url", &*url), ("step", "test")];
            let answer = browser.post(&format!("{user}/push"), &fields).await;
            let said_there = transcripts(&answer.body).pop().unwrap();
            assert!(answer.status == 200 && said_there.contains(said), "{url}: {}", answer.body);
        }
    })
    .await;
}

#[tokio::test]
async fn tests_are_seldom_and_ones_own() {
    everywhere(async |world: &World| {
        let (browser, user) = ready(world).await;
        let other = world.customer(ROOT, "other", |_| ()).await;
        let theirs = people::user(&world.installation, other, "x@other").await;
        let fields = [("push_type", "url"), ("push_url", "http://10.0.0.1/"), ("step", "test")];
        assert_eq!(browser.post(&format!("/users/{theirs}/push"), &fields).await.status, 404);
        for _ in 0..app::account::test_push::TESTS_PER_MINUTE {
            let page = browser.post(&format!("{user}/push"), &fields).await.body;
            assert!(page.contains("Nothing came back"), "{page}");
        }
        let page = browser.post(&format!("{user}/push"), &fields).await.body;
        assert!(page.contains("Wait 60 seconds") && transcripts(&page).is_empty(), "{page}");
        let colleague = world.browser().signed_in("other").await;
        let page = colleague.post(&format!("/users/{theirs}/push"), &fields).await.body;
        assert!(page.contains("Nothing came back"), "{page}");
    })
    .await;
}
