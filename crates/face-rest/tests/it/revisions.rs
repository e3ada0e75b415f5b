//! The two published versions of `customer/create`, one a reseller.

use app::customer::update::{UpdateCustomer, update};
use party::billing::ApiRevision;
use party::customer::Change;

use crate::world::{ACME, World, everywhere, with, without};

const OPERATION: &str = "customer/create";

#[tokio::test]
async fn the_newer_revision_needs_an_integration_id() {
    everywhere(async |world| {
        let absent = without(&world.valid(OPERATION), "integrationId");
        let answer = world.post(OPERATION, &absent).await;
        assert_eq!((answer.status, answer.parameter.as_deref()), (1, Some("integrationId")));
        assert!(answer.outcome.caller.is_some(), "it is missed only once the reseller is known");
        let wrong = world.post(OPERATION, &with(&absent, &[("resellerPassword", "wrong")])).await;
        assert_eq!(wrong.status, 3);
        assert_eq!(world.post(OPERATION, &with(&absent, &[("integrationId", "")])).await.status, 0);
    })
    .await;
}

#[tokio::test]
async fn in_the_newer_revision_a_customer_has_a_sender() {
    everywhere(async |world| {
        world.customer(ACME, "shop", &[("sourceAddress", "48123456789")]).await;
        assert_eq!(sender(world, "shop").await.as_deref(), Some("48123456789"));
        let both = with(&without(&world.valid(OPERATION), "integrationId"), &[("sourceAddress", "1")]);
        let answer = world.post(OPERATION, &both).await;
        assert_eq!((answer.status, answer.parameter.as_deref()), (1, Some("integrationId")));
    })
    .await;
}

#[tokio::test]
async fn the_older_revision_knows_no_sender_and_needs_no_id() {
    everywhere(async |world| {
        world.reseller("old", &[("apiRevision", "1")]).await;
        let base = with(&world.valid(OPERATION), &[("resellerName", "old"), ("name", "without")]);
        let answer = world.post(OPERATION, &without(&base, "integrationId")).await;
        assert_eq!(answer.status, 0, "{}", answer.body);
        assert_eq!(
            world.look_up("without").await.unwrap().customer.profile.messaging.integration_id.as_str(),
            ""
        );
        world.customer("old", "with", &[("integrationId", "theirs"), ("sourceAddress", "48123456789")]).await;
        let made = world.look_up("with").await.unwrap().customer.profile.messaging;
        assert_eq!((made.integration_id.as_str(), made.source_address), ("theirs", None));
        world.customer("old", "nonsense", &[("sourceAddress", "1")]).await;
    })
    .await;
}

#[tokio::test]
async fn the_revision_can_be_changed() {
    everywhere(async |world| {
        let acme = world.look_up(ACME).await.unwrap().customer.key.id;
        let absent = without(&world.valid(OPERATION), "integrationId");
        assert_eq!(world.post(OPERATION, &absent).await.status, 1);
        let change = Change { api_revision: Some(ApiRevision::Older), ..Change::default() };
        let change = UpdateCustomer { change, ..UpdateCustomer::default() };
        let (app, operator) = (&world.installation.app, world.installation.operator());
        update(app, &operator, acme, change).await.unwrap();
        assert_eq!(world.post(OPERATION, &absent).await.status, 0);
    })
    .await;
}

async fn sender(world: &World, name: &str) -> Option<String> {
    let messaging = world.look_up(name).await.unwrap().customer.profile.messaging;
    messaging.source_address.map(|address| address.as_str().to_owned())
}
