//! The branding page: name, host name, style sheet and logo, seen before they are saved, and shown where they belong.

use app::customer::find::Lookup;
use app::customer::update::{UpdateCustomer, update};
use party::customer::Change;
use party::ids::ROOT;
use party::web_user::AccessLevel;

use super::world::{Answer, SECRET, World, everywhere};
use crate::logo::tests::png;

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><path d=\"M0 0h9v9z\"/>\
                   <script>alert(1)</script></svg>";

/// The address in an attribute that begins with `begins`.
fn address(page: &Answer, begins: &str) -> Option<String> {
    page.body.split('"').find(|text| text.starts_with(begins)).map(str::to_owned)
}

fn fields<'a>(name: &'a str, host: &'a str, css: &'a str) -> [(&'a str, &'a str); 3] {
    [("name", name), ("host", host), ("css", css)]
}

/// Claims the installation's own host name, as an operator does before anybody may choose one.
async fn root_is_at_home(world: &World) {
    let root = world.browser();
    root.sign_in(support::ROOT_NAME, support::ROOT_WEB_PASSWORD).await.is_sent_to("/");
    root.post("/branding", &fields("", "portal.example", "")).await.is_sent_to("/branding");
}

#[tokio::test]
async fn a_look_is_seen_before_it_is_saved() {
    everywhere(async |world: &World| {
        world.family().await;
        let browser = world.browser().signed_in("acme").await;
        let css = "a { color: red }\n@import url(//evil.example);\nb { background: url(//evil.example) }";
        let mut typed = fields("Acme & Co", "", css).to_vec();
        typed.push(("step", "preview"));
        let page = browser.post("/branding", &typed).await;
        assert_eq!(page.status, 200);
        for said in
            ["Nothing is saved yet", "Acme &#38; Co", "Left out of the style sheet", "Line 2:", "Line 3:"]
        {
            assert!(page.body.contains(said), "{said}: {}", page.body);
        }
        let sheet = address(&page, "/branding/preview/").unwrap();
        let served = browser.get(&sheet).await;
        assert_eq!((served.status, served.body.trim()), (200, "a { color: red; }"));
        assert_eq!(served.headers["content-type"], "text/css; charset=utf-8");
        assert_eq!(address(&browser.get("/").await, "/brand/"), None, "nobody else sees it");
        for login in ["shop", "other"] {
            if login == "other" {
                world.customer(ROOT, "other", |_| ()).await;
            }
            assert_eq!(world.browser().signed_in(login).await.get(&sheet).await.status, 404, "{login}");
        }
        world.browser().get(&sheet).await.is_sent_to(&format!("/sign-in?next={}", sheet.replace('/', "%2F")));
        assert_eq!(browser.get("/branding/preview/0000000000000000.css").await.status, 404);

        browser.post("/branding", &fields("Acme & Co", "", css)).await.is_sent_to("/branding");
        assert_eq!(browser.get(&sheet).await.status, 404, "what was looked at is forgotten");
        let home = browser.get("/").await;
        assert!(home.body.contains(">Acme &#38; Co</a>"), "{}", home.body);
        let saved = browser.get(&address(&home, "/brand/").unwrap()).await;
        assert_eq!(saved.body.trim(), "a { color: red; }");
        let page = browser.get("/branding").await;
        assert!(page.body.contains("@import url(//evil.example);"), "as it was written: {}", page.body);
        assert!(world.operations().await.contains(&"brand.change".to_owned()));
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn host_names_are_chosen_once_the_installation_has_its_own() {
    everywhere(async |world: &World| {
        world.family().await;
        let browser = world.browser().signed_in("acme").await;
        assert!(browser.get("/branding").await.body.contains("Whoever manages your account"));
        // What is locked is not taken from the form, either.
        browser.post("/branding", &fields("Acme", "portal.example", "")).await.is_sent_to("/branding");
        assert!(world.browser().get("/sign-in").await.body.contains(">Tollgate</a>"));
        root_is_at_home(world).await;
        assert!(world.browser().get("/sign-in").await.body.contains(">root</a>"));
        for (host, said) in [
            ("portal.example", "This host name belongs to somebody else."),
            ("PORTAL.example", "This host name belongs to somebody else."),
            ("https://acme.example/", "This is no host name."),
            ("acme", "This is no host name."),
            ("192.0.2.1", "This is no host name."),
        ] {
            let answer = browser.post("/branding", &fields("Acme", host, "")).await;
            assert!(answer.status == 422 && answer.body.contains(said), "{host}: {}", answer.body);
            assert!(answer.body.contains(&format!("value=\"{host}\"")), "what was typed is kept");
        }
        browser.post("/branding", &fields("Acme", "acme.example", "")).await.is_sent_to("/branding");
        let there = world.browser_at("acme.example");
        assert!(there.get("/sign-in").await.body.contains(">Acme</a>"));
        there.sign_in("shop", SECRET).await.is_sent_to("/");
        browser.post("/branding", &fields("Acme", "calls.example", "")).await.is_sent_to("/branding");
        let other = world.customer(ROOT, "other", |_| ()).await;
        let change = Change { dns_alias: Some("acme.example".parse().ok()), ..Change::default() };
        let request = UpdateCustomer { change, ..UpdateCustomer::default() };
        let (app, operator) = (&world.installation.app, world.installation.operator());
        update(app, &operator, Lookup::Id(other), request).await.unwrap();
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_logo_stands_in_the_place_of_the_name() {
    everywhere(async |world: &World| {
        world.family().await;
        root_is_at_home(world).await;
        let browser = world.browser().signed_in("acme").await;
        browser.post("/branding", &fields("Acme", "acme.example", "")).await.is_sent_to("/branding");
        browser.upload("/branding/logo", &[], SVG.as_bytes()).await.is_sent_to("/branding");
        // At the sign-in of his host, for his people, and for those below who have none.
        let below = world.browser().signed_in("shop").await;
        let there = world.browser_at("acme.example");
        for (browser, path) in [(&there, "/sign-in"), (&browser, "/"), (&below, "/")] {
            let page = browser.get(path).await;
            assert!(page.body.contains("alt=\"Acme\""), "{}", page.body);
            assert!(page.body.contains("rel=\"icon\" href=\"/brand/logo/"), "{}", page.body);
            let logo = browser.get(&address(&page, "/brand/logo/").unwrap()).await;
            assert_eq!(logo.status, 200);
            assert_eq!(logo.headers["content-type"], "image/svg+xml");
            assert_eq!(logo.headers["x-content-type-options"], "nosniff");
            assert_eq!(logo.headers["cache-control"], "private, max-age=31536000, immutable");
            let policy = logo.headers["content-security-policy"].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'") && policy.ends_with("sandbox"), "{policy}");
            assert!(logo.body.contains("<path") && !logo.body.contains("script"), "{}", logo.body);
        }
        let drawn = address(&browser.get("/").await, "/brand/logo/").unwrap();
        assert_eq!(world.browser().get(&drawn).await.status, 404, "only where the site looks so");
        browser.upload("/branding/logo", &[], &png(40, 30)).await.is_sent_to("/branding");
        let page = browser.get("/branding").await;
        let dots = address(&page, "/brand/logo/").unwrap();
        assert!(dots != drawn && browser.get(&drawn).await.status == 404);
        let logo = browser.get(&dots).await;
        assert_eq!(logo.headers["content-type"], "image/png");
        assert!(logo.bytes.starts_with(b"\x89PNG") && !logo.body.contains("Comment"));
        // One below has his own; he sees it on his page even where the site looks otherwise.
        let below = world.browser_at("acme.example");
        below.sign_in("shop", SECRET).await.is_sent_to("/");
        below.upload("/branding/logo", &[], SVG.as_bytes()).await.is_sent_to("/branding");
        let page = below.get("/branding").await.body;
        let mut shown: Vec<&str> = page.split('"').filter(|text| text.starts_with("/brand/logo/")).collect();
        shown.sort_unstable();
        shown.dedup();
        assert_eq!(shown.len(), 2, "{page}");
        for path in shown {
            assert_eq!(below.get(path).await.status, 200);
        }
        browser.post("/branding/logo/remove", &[]).await.is_sent_to("/branding");
        assert!(browser.get("/").await.body.contains(">Acme</a>"));
        for operation in ["brand.set_logo", "brand.remove_logo"] {
            assert!(world.operations().await.contains(&operation.to_owned()), "{operation}");
        }
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_no_logo_is_told_beside_its_field() {
    everywhere(async |world: &World| {
        world.family().await;
        let browser = world.browser().signed_in("acme").await;
        let large = vec![b'x'; 300 * 1024];
        for (bytes, said) in [
            (b"".as_slice(), "This is no PNG or SVG"),
            (b"GIF89a", "This is no PNG or SVG"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'><!ENTITY a 'b'></svg>", "declares entities"),
            (&large, "larger than 256 KiB"),
            (&png(2_000, 2), "more than 1,024 pixels"),
        ] {
            let answer = browser.upload("/branding/logo", &[], bytes).await;
            assert!(answer.status == 422 && answer.body.contains(said), "{said}: {}", answer.body);
        }
        assert_eq!(browser.post("/branding/logo", &[]).await.status, 422, "no file was chosen");
        let huge = vec![b'x'; 600 * 1024];
        assert_eq!(browser.upload("/branding/logo", &[], &huge).await.status, 413);
    })
    .await;
}

#[tokio::test]
async fn the_look_is_the_administrators() {
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        for (login, level) in [("reporter", AccessLevel::Reporter), ("billing", AccessLevel::Billing)] {
            world.web_user(acme, login, level).await;
            let browser = world.browser().signed_in(login).await;
            assert_eq!(browser.get("/branding").await.status, 404, "{login}");
            assert_eq!(browser.post("/branding", &fields("Mine", "", "")).await.status, 404, "{login}");
            let upload = browser.upload("/branding/logo", &[], SVG.as_bytes()).await;
            assert_eq!(upload.status, 404, "{login}");
            assert!(!browser.get("/").await.body.contains("/branding"), "{login}");
        }
    })
    .await;
}
