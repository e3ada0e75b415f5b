//! What is posted from elsewhere is not accepted, nobody is sent elsewhere, and every answer has its headers.

use http::Method;

use super::world::{SECRET, World, everywhere};

#[tokio::test]
async fn a_form_from_elsewhere_is_refused() {
    everywhere(async |world: &World| {
        world.family().await;
        let other = world.browser().signed_in("shop").await.form_token().await;
        for entry in crate::pages::all() {
            if entry.post.is_none() || entry.is_without_token {
                continue;
            }
            // Each anew: one of the forms signs out.
            let browser = world.browser().signed_in("acme").await;
            let token = browser.form_token().await;
            assert!(64 == token.len() && token != other);
            let path = entry.route.pattern();
            for given in ["", "wrong", &other] {
                let answer = browser.send(Method::POST, path, &[("form_token", given)], true).await;
                assert_eq!(answer.status, 403, "{path} with the token {given}");
            }
            let foreign = browser.send(Method::POST, path, &[("form_token", &token)], false).await;
            assert_ne!(foreign.status, 403, "{path}: a browser that says nothing shows the token");
        }
        let stranger = world.browser();
        let fields = [("login", "acme"), ("password", SECRET)];
        assert_eq!(stranger.send(Method::POST, "/sign-in", &fields, false).await.status, 403);
        assert_eq!(
            stranger.send(Method::POST, "/preferences", &[("theme", "dark")], false).await.status,
            403
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_is_sent_out_of_the_site() {
    everywhere(async |world: &World| {
        world.family().await;
        for next in [
            "//evil.example",
            "https://evil.example/",
            "/\\evil.example",
            "/nowhere",
            "/assets/a/b",
            "/sign-out",
        ] {
            let browser = world.browser();
            let fields = [("login", "acme"), ("password", SECRET), ("next", next)];
            browser.send(Method::POST, "/sign-in", &fields, true).await.is_sent_to("/");
            browser.post("/preferences", &[("return", next), ("theme", "dark")]).await.is_sent_to("/");
        }
        let browser = world.browser();
        browser.get("/customers?search=a").await.is_sent_to("/sign-in?next=%2Fcustomers%3Fsearch%3Da");
        let fields = [("login", "acme"), ("password", SECRET), ("next", "/customers?search=a")];
        browser.send(Method::POST, "/sign-in", &fields, true).await.is_sent_to("/customers?search=a");
    })
    .await;
}

#[tokio::test]
async fn every_answer_has_its_headers_and_the_assets_are_kept() {
    everywhere(async |world: &World| {
        let browser = world.browser();
        let page = browser.get("/sign-in").await;
        for (name, value) in [
            ("cache-control", "no-store"),
            ("referrer-policy", "same-origin"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("content-type", "text/html; charset=utf-8"),
        ] {
            assert_eq!(page.headers[name], value);
        }
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
        let outcome = page.outcome.unwrap();
        assert_eq!(
            (outcome.face, outcome.operation.as_str(), outcome.code.as_str()),
            ("portal", "sign-in", "ok")
        );
        let assets: Vec<&str> = page.body.split('"').filter(|text| text.starts_with("/assets/")).collect();
        assert_eq!(assets.len(), 6, "{assets:?}");
        for path in assets {
            let asset = browser.get(path).await;
            assert_eq!(
                (asset.status, asset.headers["cache-control"].to_str().unwrap()),
                (200, "public, max-age=31536000, immutable")
            );
        }
        assert_eq!(browser.get("/assets/0000000000000000/base.css").await.status, 404);
        let missing = browser.get("/nowhere").await;
        assert!(missing.status == 404 && missing.body.contains("There is no such page"));
        assert_eq!(browser.send(Method::PUT, "/sign-in", &[], true).await.status, 405);
    })
    .await;
}

#[tokio::test]
async fn a_path_leads_to_no_file() {
    everywhere(async |world: &World| {
        world.family().await;
        let browser = world.browser().signed_in("acme").await;
        let page = browser.get("/").await.body;
        let asset = page.split('"').find(|text| text.ends_with("base.css")).unwrap();
        let (folder, _) = asset.rsplit_once('/').unwrap();
        let ups = ["..", "%2e%2e", "..%2f..", "%2e%2e%2f%2e%2e", "..%5c..", "%252e%252e", "..;", "%00"];
        let files = ["Cargo.toml", "key", "tollgate.db", "base.css", "etc/passwd", "base.css%00.png"];
        for base in ["", "/assets", folder, "/brand", "/brand/logo"] {
            for up in ups {
                for file in files {
                    let path = format!("{base}/{up}/{up}/{file}");
                    assert_eq!(browser.get(&path).await.status, 404, "{path}");
                    let path = format!("{base}/{up}%2f{file}");
                    assert_eq!(browser.get(&path).await.status, 404, "{path}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn language_and_appearance_are_chosen_and_kept() {
    everywhere(async |world: &World| {
        let browser = world.browser();
        let fields = [("language", "ru"), ("theme", "dark"), ("return", "/sign-in?next=%2Fcustomers")];
        browser.post("/preferences", &fields).await.is_sent_to("/sign-in?next=%2Fcustomers");
        let page = browser.get("/sign-in").await.body;
        assert!(page.contains("<html lang=\"ru\" data-theme=\"dark\">") && page.contains("Вход"), "{page}");
        browser
            .post("/preferences", &[("language", "xx"), ("theme", "\"><script>")])
            .await
            .is_sent_to("/sign-in");
        assert!(browser.get("/sign-in").await.body.contains("lang=\"ru\" data-theme=\"dark\""));
    })
    .await;
}
