//! What a page refers to is called by its name where the reader may know it, and linked where there is a page of it.

use party::web_user::AccessLevel;

use super::world::{World, everywhere};
use super::{owned, people};

#[tokio::test]
async fn settings_of_a_customer_are_told_by_name() {
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        let group = owned::group_of(world, acme, "Night routes").await;
        let broker = world.customer(acme, "broker", |_| ()).await;
        let mall = world
            .customer(acme, "mall", |draft| {
                draft.change.routing_group = Some(Some(group));
                draft.change.commission_agent = Some(Some(broker));
            })
            .await;
        let deep = world.customer(mall, "deep", |draft| draft.change.routing_group = Some(Some(group))).await;
        let browser = world.browser().signed_in("acme").await;
        let page = browser.get(&format!("/customers/{mall}")).await.body;
        assert!(page.contains("Night routes"), "{page}");
        assert!(page.contains(&format!("<a href=\"/customers/{broker}\">broker</a>")), "{page}");
        assert!(page.contains(&format!("<a href=\"/web-users?customer={mall}\">Web users</a>")), "{page}");
        let page = browser.get(&format!("/customers/{deep}")).await.body;
        assert!(page.contains("Night routes"), "passed on by one below: {page}");
        let page = world.browser().signed_in("mall").await.get(&format!("/customers/{deep}")).await.body;
        assert!(page.contains("Night routes"), "given from above: {page}");
        world.web_user(acme, "noc", AccessLevel::Noc).await;
        let page = world.browser().signed_in("noc").await.get(&format!("/customers/{mall}")).await.body;
        assert!(!page.contains("/web-users"), "who may not see web users has no way there: {page}");
    })
    .await;
}

#[tokio::test]
async fn terms_of_an_account_are_told_by_name() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        let browser = world.browser().signed_in("acme").await;
        for (customer, login, query) in
            [(shop, "phone-of-shop", format!("?customer={shop}")), (acme, "phone-of-acme", String::new())]
        {
            people::endpoint(&world.installation, customer, login).await;
            let list = browser.get(&format!("/users{query}")).await.body;
            let path = list.split("<th scope=\"row\"><a href=\"").nth(1).unwrap().split('"').next().unwrap();
            let page = browser.get(path).await.body;
            assert!(page.contains(login) && page.contains("Monthly"), "{page}");
        }
    })
    .await;
}
