//! What creates leave behind, and what they leave untouched when they fail.

use app::account::list::list;
use messaging::RotationAlgorithm;
use party::account::Account;
use party::billing::BillingType;
use party::customer::Draft;
use party::ids::AccountId;
use party::matching_rule::MatchingRule;
use party::password::PasswordPolicy;
use support::ROOT_NAME;

use crate::world::{ACME, SECRET, World, everywhere, form, password_of, with};

async fn users_of(world: &World, customer: &str) -> Vec<Account> {
    let key = world.look_up(customer).await.unwrap().customer.key;
    let (app, operator) = (&world.installation.app, world.installation.operator());
    list(app, &operator, key.id, AccountId(0), 100).await.unwrap()
}

#[tokio::test]
async fn a_customer_and_his_user() {
    everywhere(async |world| {
        let details = [
            ("customer", "1212412@testReseller"),
            ("username", "1212412@testReseller"),
            ("contactName", "John Doe"),
            ("email", "john@doe.com"),
            ("phoneNumber", "+48 999 444 111"),
        ];
        let answer =
            world.post("customer-user/create", &with(&world.valid("customer-user/create"), &details)).await;
        assert_eq!((answer.http, answer.body.as_str()), (200, r#"{"status":0}"#));
        let made = world.look_up("1212412@testReseller").await.unwrap();
        let profile = &made.customer.profile;
        assert_eq!(profile.messaging.rotation, RotationAlgorithm::Conversation);
        assert_eq!(profile.messaging.integration_id.as_str(), "");
        let acme = world.look_up(ACME).await.unwrap().customer;
        assert_eq!(made.customer.owner(), Some(acme.key.id));
        let [user] = users_of(world, "1212412@testReseller").await.try_into().unwrap();
        assert_eq!(user.profile.username.as_str(), "1212412@testReseller");
        assert_eq!(user.profile.contact_name.as_str(), "John Doe");
        assert_eq!(user.profile.email.unwrap().as_str(), "john@doe.com");
        assert_eq!(user.profile.phone.unwrap().as_str(), "+48 999 444 111");
    })
    .await;
}

#[tokio::test]
async fn both_or_neither() {
    everywhere(async |world| {
        let first = [("customer", "first"), ("username", "first-user")];
        let create = async |changes: &[(&str, &str)]| {
            world.post("customer-user/create", &with(&world.valid("customer-user/create"), changes)).await
        };
        assert_eq!(create(&first).await.status, 0);
        let answer = create(&[("customer", "second"), ("username", "first-user")]).await;
        assert_eq!((answer.status, answer.parameter.as_deref()), (201, Some("username")));
        assert!(world.look_up("second").await.is_none());
        let answer = create(&[("customer", "first"), ("username", "second-user")]).await;
        assert_eq!((answer.status, answer.parameter.as_deref()), (301, Some("customer")));
        assert_eq!(users_of(world, "first").await.len(), 1);
        assert_eq!(create(&first).await.status, 301);
        assert_eq!(create(&[("customer", "second"), ("username", "second-user")]).await.status, 0);
    })
    .await;
}

#[tokio::test]
async fn a_user_of_a_customer() {
    everywhere(async |world| {
        let id = world.customer(ACME, "exampleCustomer", &[]).await;
        let details = [
            ("customerId", id.as_str()),
            ("username", "1212412@testReseller"),
            ("password", "pass word"),
            ("finalStatusPush", r#"{"type": "URL", "data": {"url": "http://push.example.com"}}"#),
            ("swappingSourceAddressAllowed", "TRUE"),
            ("sourceAddress", "48123456789"),
        ];
        let answer = world.post("user/create", &with(&world.valid("user/create"), &details)).await;
        let [user] = users_of(world, "exampleCustomer").await.try_into().unwrap();
        assert_eq!(answer.body, format!(r#"{{"status":0,"userId":"{}"}}"#, user.object_id));
        assert!(user.profile.source_address_swappable);
        assert_eq!(user.profile.source_address.unwrap().as_str(), "48123456789");
        let messaging::FinalStatusPush::Url(url) = user.profile.final_status_push.unwrap() else { panic!() };
        assert_eq!(url.as_str(), "http://push.example.com");
        let login = form(&[("username", "1212412@testReseller"), ("password", "pass word")]);
        assert_eq!(world.post("user/creditBalance", &login).await.status, 0);

        let again = world.post("user/create", &with(&world.valid("user/create"), &details)).await;
        assert_eq!((again.status, again.parameter.as_deref()), (201, Some("username")));
        let plain = with(&world.valid("user/create"), &[("customerId", &id), ("username", "plain")]);
        assert_eq!(world.post("user/create", &plain).await.status, 0);
        let plain = users_of(world, "exampleCustomer").await.into_iter().last().unwrap().profile;
        assert!(!plain.source_address_swappable);
        assert_eq!((plain.source_address, plain.final_status_push), (None, None));
        assert_eq!(plain.contact_name.as_str(), "");
    })
    .await;
}

#[tokio::test]
async fn a_user_needs_a_customer_of_the_reseller() {
    everywhere(async |world| {
        world.reseller("foreign", &[]).await;
        let foreign = world.customer("foreign", "foreign-customer", &[]).await;
        for (id, status) in [("5a4e96a030046095c7ef280f", 300), (foreign.as_str(), 420)] {
            let answer =
                world.post("user/create", &with(&world.valid("user/create"), &[("customerId", id)])).await;
            assert_eq!((answer.status, answer.parameter.as_deref()), (status, Some("customerId")));
        }
    })
    .await;
}

#[tokio::test]
async fn a_customer_with_everything_and_with_nothing() {
    everywhere(async |world| {
        let everything = [
            ("name", "everything"),
            ("integrationId", "their id"),
            ("rotationAlgorithm", "CONVERSATION"),
            ("billingType", "PRE_PAID"),
            ("moCharge", "-42"),
            ("sourceAddress", "My Shop Ltd"),
        ];
        let answer = world.post("customer/create", &with(&world.valid("customer/create"), &everything)).await;
        let made = world.look_up("everything").await.unwrap().customer;
        assert_eq!(answer.body, format!(r#"{{"status":0,"customerId":"{}"}}"#, made.object_id));
        let messaging = made.profile.messaging;
        assert_eq!(messaging.integration_id.as_str(), "their id");
        assert_eq!(messaging.rotation, RotationAlgorithm::Conversation);
        assert_eq!(messaging.inbound_charge, -42);
        assert_eq!(messaging.source_address.unwrap().as_str(), "My Shop Ltd");
        assert_eq!(made.profile.billing_type, BillingType::Prepaid);

        world.customer(ACME, "nothing", &[]).await;
        let made = world.look_up("nothing").await.unwrap().customer.profile;
        assert_eq!(made.messaging.rotation, RotationAlgorithm::MaxRotation);
        assert_eq!((made.messaging.inbound_charge, made.messaging.source_address), (0, None));
        assert_eq!(made.billing_type, BillingType::Postpaid);

        let again = with(&world.valid("customer/create"), &[("name", "nothing")]);
        let again = world.post("customer/create", &again).await;
        assert_eq!((again.status, again.parameter.as_deref()), (301, Some("name")));
    })
    .await;
}

#[tokio::test]
async fn a_reseller_can_begin_to_work() {
    everywhere(async |world| {
        let settings = [("billingType", "PRE_PAID"), ("freeCredits", "2.5"), ("apiRevision", "1")];
        let answer = world.reseller("fresh", &settings).await;
        let made = world.look_up("fresh").await.unwrap().customer;
        assert_eq!(answer.body, format!(r#"{{"status":0,"resellerId":"{}"}}"#, made.object_id));
        assert_eq!(made.profile.reseller.default_billing_type, BillingType::Prepaid);
        assert_eq!(made.profile.reseller.free_credits.to_decimal(), "2.5");
        assert_eq!(made.profile.reseller.api_revision, party::billing::ApiRevision::Older);
        world.reseller_below("fresh", SECRET, "grandchild", &[]).await;
        let id = world.customer("grandchild", "leaf", &[]).await;
        let user = [("customerId", id.as_str()), ("resellerName", "fresh")];
        assert_eq!(world.post("user/create", &with(&world.valid("user/create"), &user)).await.status, 0);
    })
    .await;
}

#[tokio::test]
async fn a_resellers_name_is_taken_by_customers_and_by_logins() {
    everywhere(async |world| {
        world.customer(ACME, "customer", &[]).await;
        let user = [("username", "user"), ("customer", "other")];
        let user =
            world.post("customer-user/create", &with(&world.valid("customer-user/create"), &user)).await;
        assert_eq!(user.status, 0);
        for name in [ACME, ROOT_NAME, "customer", "user"] {
            let answer = world
                .post("reseller/create", &with(&world.valid("reseller/create"), &[("name", name)]))
                .await;
            assert_eq!((answer.status, answer.parameter.as_deref()), (401, Some("name")), "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_laid_down_for_a_customer_is_kept() {
    everywhere(async |world| {
        let acme = world.look_up(ACME).await.unwrap().customer.key.id;
        let numbers = world.customer_with(acme, "numbers", |draft| {
            draft.change.accounts_matching_rule = Some(MatchingRule::parse("1000[1-9]$").ok());
        });
        let numbers = numbers.await.object_id.to_string();
        for (username, status) in [("10001", 0), ("10000", 2)] {
            let changes = [("customerId", numbers.as_str()), ("username", username)];
            let answer = world.post("user/create", &with(&world.valid("user/create"), &changes)).await;
            let parameter = (status != 0).then_some("username");
            assert_eq!((answer.status, answer.parameter.as_deref()), (status, parameter), "{username}");
        }
        let strict = |draft: &mut Draft| draft.change.password_policy = Some(PasswordPolicy::Medium);
        world.customer_with(acme, "strict", strict).await;
        for (name, password, status, parameter) in [
            (ACME, "password", 401, Some("name")),
            ("fresh", "password", 2, Some("password")),
            ("fresh", "passw0rd", 0, None),
        ] {
            let changes = [("resellerName", "strict"), ("name", name), ("password", password)];
            let answer =
                world.post("reseller/create", &with(&world.valid("reseller/create"), &changes)).await;
            assert_eq!(
                (answer.status, answer.parameter.as_deref()),
                (status, parameter),
                "{name} {password}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn free_credits_are_given_where_they_are_asked_for() {
    everywhere(async |world| {
        for (flag, credits) in [("true", "10"), ("TRUE", "10"), ("false", "0")] {
            let name = world.new_name();
            let changes = [("applyFreeCredits", flag), ("customer", &name), ("username", &name)];
            let form = with(&world.valid("customer-user/create"), &changes);
            assert_eq!(world.post("customer-user/create", &form).await.status, 0);
            assert_eq!(world.credits(ACME, &name).await, credits);
            let login = crate::world::form(&[("username", &name), ("password", "password")]);
            let answer = world.post("user/creditBalance", &login).await;
            assert_eq!(answer.body, format!(r#"{{"creditBalance":"{credits}","status":"0"}}"#));
        }
        let root = [("resellerName", ROOT_NAME), ("resellerPassword", password_of(ROOT_NAME))];
        let form = with(
            &world.valid("customer-user/create"),
            &[("applyFreeCredits", "true"), ("customer", "of-root")],
        );
        assert_eq!(world.post("customer-user/create", &with(&form, &root)).await.status, 0);
        assert_eq!(world.credits(ROOT_NAME, "of-root").await, "0");
    })
    .await;
}
