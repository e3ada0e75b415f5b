//! Billing types: what is asked for, what is the default, what the reseller laid down, and what does not go together.

use app::customer::update::{UpdateCustomer, update};
use party::billing::BillingType;
use party::customer::Change;

use crate::world::{ACME, World, everywhere, with};

async fn type_of(world: &World, name: &str) -> BillingType {
    world.look_up(name).await.unwrap().customer.profile.billing_type
}

#[tokio::test]
async fn customer_create_defaults_to_postpaid_whoever_asks() {
    everywhere(async |world| {
        use BillingType::{Postpaid, Prepaid};
        world.reseller("poor", &[("billingType", "PRE_PAID")]).await;
        for (reseller, asked, expected) in [
            (ACME, None, Postpaid),
            (ACME, Some("PRE_PAID"), Prepaid),
            (ACME, Some("POST_PAID"), Postpaid),
            ("poor", None, Postpaid),
            ("poor", Some(""), Postpaid),
            ("poor", Some("PRE_PAID"), Prepaid),
        ] {
            let name = world.new_name();
            let asked: Vec<(&str, &str)> = asked.map(|asked| ("billingType", asked)).into_iter().collect();
            world.customer(reseller, &name, &asked).await;
            assert_eq!(type_of(world, &name).await, expected, "{reseller} {asked:?}");
        }
        let asked = [("resellerName", "poor"), ("billingType", "POST_PAID"), ("name", "too-much")];
        let answer = world.post("customer/create", &with(&world.valid("customer/create"), &asked)).await;
        assert_eq!(answer.status, 321, "{}", answer.body);
        assert!(world.look_up("too-much").await.is_none());
    })
    .await;
}

#[tokio::test]
async fn customer_user_create_follows_what_the_reseller_laid_down() {
    everywhere(async |world| {
        use BillingType::{Postpaid, Prepaid};
        world.reseller("poor", &[("billingType", "PRE_PAID")]).await;
        world.reseller("careful", &[("defaultCustomerBillingType", "PRE_PAID")]).await;
        for (reseller, expected) in [(ACME, Postpaid), ("poor", Prepaid), ("careful", Prepaid)] {
            let name = world.new_name();
            let changes = [("resellerName", reseller), ("customer", &name), ("username", &name)];
            let form = with(&world.valid("customer-user/create"), &changes);
            assert_eq!(world.post("customer-user/create", &form).await.status, 0);
            assert_eq!(type_of(world, &name).await, expected, "{reseller}");
        }
        let careful = world.look_up("careful").await.unwrap().customer.key.id;
        let change = Change { default_billing_type: Some(Postpaid), ..Change::default() };
        let change = UpdateCustomer { change, ..UpdateCustomer::default() };
        let (app, operator) = (&world.installation.app, world.installation.operator());
        update(app, &operator, careful, change).await.unwrap();
        let changes = [("resellerName", "careful"), ("customer", "later"), ("username", "later")];
        let form = with(&world.valid("customer-user/create"), &changes);
        assert_eq!(world.post("customer-user/create", &form).await.status, 0);
        assert_eq!(type_of(world, "later").await, Postpaid);
    })
    .await;
}

#[tokio::test]
async fn resellers_are_billed_compatibly() {
    everywhere(async |world| {
        use BillingType::{Postpaid, Prepaid};
        world.reseller("poor", &[("billingType", "PRE_PAID")]).await;
        assert_eq!(type_of(world, ACME).await, Postpaid);
        assert_eq!(type_of(world, "poor").await, Prepaid);
        let refused: [&[(&str, &str)]; 2] = [
            &[("billingType", "PRE_PAID"), ("defaultCustomerBillingType", "POST_PAID")],
            &[("resellerName", "poor"), ("billingType", "POST_PAID")],
        ];
        for changes in refused {
            let answer = world.post("reseller/create", &with(&world.valid("reseller/create"), changes)).await;
            assert_eq!(answer.status, 321, "{changes:?}: {}", answer.body);
        }
    })
    .await;
}
