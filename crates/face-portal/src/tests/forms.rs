//! What is posted from elsewhere is not accepted, nobody is sent elsewhere, and every answer has its headers.

use std::collections::BTreeSet;

use http::Method;

use super::stage::Stage;
use super::world::{Answer, SECRET, World, everywhere};

/// Every form that anybody is shown, sent without its token, with another one, and from another site.
#[tokio::test]
async fn a_form_from_elsewhere_is_refused() {
    everywhere(async |world: &World| {
        let stage = Stage::set(world).await;
        let other = world.browser().signed_in("shop").await.form_token().await;
        let posted = crate::pages::all().into_iter().filter(|entry| entry.post.is_some());
        let (tokenless, posted): (Vec<_>, Vec<_>) = posted.partition(|entry| entry.is_without_token);
        let mut sent = BTreeSet::new();
        let before = world.installation.contents();
        for person in &stage.people {
            let stranger = person.browser.twin().from("https://evil.example");
            for (page, form) in person.forms().into_iter().filter(|(_, form)| form.is_post) {
                let form = form.complete();
                let whose = format!("{}: {page} {}", person.name, form.path);
                let own = form.value("form_token").unwrap();
                assert!(64 == own.len() && own != other, "{whose}");
                for token in ["", "wrong", &other, &own[1..]] {
                    let answer = form.clone().set("form_token", token).send(&person.browser).await;
                    assert_eq!(answer.status, 403, "{whose} with the token {token}");
                }
                assert_eq!(
                    form.clone().without("form_token").send(&person.browser).await.status,
                    403,
                    "{whose}"
                );
                assert_eq!(form.send(&stranger).await.status, 403, "{whose} from another site");
                let path = form.path.split('?').next().unwrap();
                sent.extend(
                    posted
                        .iter()
                        .map(|entry| entry.route)
                        .filter(|route| route.is_route_of(path))
                        .map(|route| route.pattern()),
                );
            }
        }
        let all: BTreeSet<&str> = posted.iter().map(|entry| entry.route.pattern()).collect();
        assert_eq!(
            Vec::from_iter(all.difference(&sent)),
            Vec::<&&str>::new(),
            "posted to, and no form leads there"
        );
        let nobody = world.browser().from("https://evil.example");
        for path in tokenless.iter().map(|entry| entry.route.pattern()) {
            let fields = [("login", "boss"), ("password", SECRET), ("theme", "dark"), ("code", "000000")];
            for is_own in [true, false] {
                assert_eq!(nobody.send(Method::POST, path, &fields, is_own).await.status, 403, "{path}");
            }
        }
        assert_eq!(support::difference(&before, &world.installation.contents()), [""; 0]);
    })
    .await;
}

/// A browser that says nothing about where a form comes from shows the token.
#[tokio::test]
async fn the_token_is_enough_for_a_silent_browser() {
    everywhere(async |world: &World| {
        world.family().await;
        for entry in crate::pages::all() {
            if entry.post.is_none() || entry.is_without_token {
                continue;
            }
            // Each anew: one of the forms signs out.
            let browser = world.browser().signed_in("acme").await;
            let token = browser.form_token().await;
            let path = entry.route.pattern();
            let answer = browser.send(Method::POST, path, &[("form_token", &token)], false).await;
            assert_ne!(answer.status, 403, "{path}");
        }
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

/// Another site in every hidden field of every form, and in every parameter of every page: no answer and no link leads there.
#[tokio::test]
async fn no_field_and_no_parameter_leads_to_another_site() {
    everywhere(async |world: &World| {
        let stage = Stage::set(world).await;
        let kept = world.installation.keep();
        let is_out = |answer: &Answer| {
            let is_sent = !answer.location().is_empty() && !is_own(answer.location());
            is_sent
                || ["href=\"", "src=\"", "action=\"", "content=\""].iter().any(|start| {
                    let mut places = answer.body.split(start).skip(1);
                    places.any(|place| {
                        ["//evil", "https://evil", "/\\evil", "javascript:"]
                            .iter()
                            .any(|evil| place.starts_with(evil))
                    })
                })
        };
        for evil in ["//evil.example/", "https://evil.example/", "/\\evil.example/", "javascript:alert(1)"] {
            for person in &stage.people {
                let mut names = BTreeSet::from(["next".to_owned(), "return".to_owned(), "url".to_owned()]);
                for (page, form) in person.forms() {
                    names.extend(form.open.iter().cloned());
                    let places: Vec<&String> = form
                        .choices
                        .iter()
                        .filter(|(name, choices)| choices.len() == 1 && *name != "form_token")
                        .map(|(name, _)| name)
                        .collect();
                    for name in places {
                        let answer = form.clone().set(name, evil).send(&person.browser.twin()).await;
                        assert!(
                            !is_out(&answer),
                            "{page} {name}={evil}: {} {}",
                            answer.location(),
                            answer.body
                        );
                    }
                }
                let pairs = names.iter().map(|name| (name.as_str(), evil));
                let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
                let paths: BTreeSet<&str> =
                    person.pages.iter().map(|page| page.path.split('?').next().unwrap()).collect();
                for path in paths {
                    let answer = person.browser.get(&format!("{path}?{query}")).await;
                    assert!(!is_out(&answer), "{path}?{query}: {} {}", answer.location(), answer.body);
                }
            }
            kept.put_back();
        }
    })
    .await;
}

/// A path of this site, and not one that a browser takes for another site's.
fn is_own(location: &str) -> bool {
    location.starts_with('/') && !location.starts_with("//") && !location.starts_with("/\\")
}

#[tokio::test]
async fn assets_are_kept_and_what_is_not_there_is_told_by_a_page() {
    everywhere(async |world: &World| {
        let browser = world.browser();
        let page = browser.get("/sign-in").await;
        assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
        let outcome = page.outcome.unwrap();
        assert_eq!(
            (outcome.face, outcome.operation.as_str(), outcome.code.as_str()),
            ("portal", "sign-in", "ok")
        );
        let assets: Vec<&str> = page.body.split('"').filter(|text| text.starts_with("/assets/")).collect();
        assert_eq!(assets.len(), 6, "{assets:?}");
        for path in assets {
            assert_eq!(browser.get(path).await.status, 200);
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
