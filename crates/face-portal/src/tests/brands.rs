//! A customer's own host name: his name, his look, his people.

use party::ids::ROOT;
use party::text::Block;

use super::world::{SECRET, World, everywhere};

#[tokio::test]
async fn a_host_name_has_its_owners_look_and_people() {
    everywhere(async |world: &World| {
        let acme = world
            .customer(ROOT, "acme", |draft| {
                draft.change.dns_alias = Some("calls.acme.example".parse().ok());
                draft.change.css =
                    Block::parse(":root { --accent: #a00 } a { background: url(//evil.example) }").ok();
            })
            .await;
        world
            .customer(acme, "shop", |draft| draft.change.dns_alias = Some("shop.example".parse().ok()))
            .await;
        world.customer(ROOT, "other", |_| ()).await;
        let sheet_of = |page: &str| {
            let path = page.split('"').find(|text| text.starts_with("/brand/"));
            path.map(str::to_owned)
        };
        let plain = world.browser().get("/sign-in").await.body;
        assert!(plain.contains(">Tollgate</a>") && sheet_of(&plain).is_none());
        for (host, name) in
            [("calls.acme.example:8443", "acme"), ("CALLS.ACME.EXAMPLE", "acme"), ("shop.example", "shop")]
        {
            let browser = world.browser_at(host);
            let page = browser.get("/sign-in").await.body;
            assert!(page.contains(&format!(">{name}</a>")), "{page}");
            let sheet = browser.get(&sheet_of(&page).unwrap()).await;
            assert_eq!((sheet.status, sheet.body.trim()), (200, ":root { --accent: #a00; }"));
            assert_eq!(sheet.headers["content-type"], "text/css; charset=utf-8");
            assert_eq!(world.browser().get(&sheet_of(&page).unwrap()).await.status, 404, "only at that host");
        }
        let at_acme = world.browser_at("calls.acme.example");
        at_acme.sign_in("shop", SECRET).await.is_sent_to("/");
        assert_eq!(world.browser_at("calls.acme.example").sign_in("other", SECRET).await.status, 422);
        assert_eq!(world.browser_at("shop.example").sign_in("acme", SECRET).await.status, 422);
        // Elsewhere, people see the look of the nearest above them.
        let page = world.browser().signed_in("shop").await.get("/").await.body;
        assert!(page.contains(">shop</a>"), "{page}");
        let page = world.browser().signed_in("other").await.get("/").await.body;
        assert!(page.contains(">Tollgate</a>"), "{page}");
        // A session of somebody else's branch is none at a branded host.
        let other = world.browser().signed_in("other").await;
        let stray = world.browser_at("shop.example");
        stray.set_cookie("__Host-session", &other.cookie("__Host-session").unwrap());
        stray.get("/").await.is_sent_to("/sign-in");
    })
    .await;
}
