//! What a new customer may refer to: things of his owner, and of nobody else.

use xmlrpc::{Struct, Value};

use crate::client::Client;
use crate::world::{World, int, merged, refused};

/// Creates with one parameter more; the number that a success shows for it.
async fn create_with(
    world: &World,
    caller: &Client,
    parameter: &str,
    value: i64,
) -> Result<i64, xmlrpc::Fault> {
    let request = merged(world.least(), Struct::new().with(parameter.to_owned(), value));
    let created = caller.call("createCustomer", request).await?;
    Ok(int(&world.info(caller, int(&created, "i_customer")).await, parameter))
}

#[tokio::test]
async fn a_tariff_is_the_owners() {
    for world in World::all().await {
        let (reseller_id, reseller) = world.reseller(&world.root, "reseller").await;
        let (_, sibling) = world.reseller(&world.root, "sibling").await;
        let (_, child) = world.reseller(&reseller, "child").await;
        let of_root = world.tariff(&world.root, "USD").await;
        let of_reseller = world.tariff(&reseller, "EUR").await;
        let of_sibling = world.tariff(&sibling, "EUR").await;
        let of_child = world.tariff(&child, "EUR").await;
        for foreign in [of_root, of_sibling, of_child] {
            let answer = create_with(&world, &reseller, "i_tariff", foreign).await;
            assert_eq!(answer, refused(401, "Wrong i_tariff"), "{}", world.engine());
        }
        assert_eq!(create_with(&world, &reseller, "i_tariff", of_reseller).await, Ok(of_reseller));
        // On behalf of the reseller it is his tariffs that count, not the caller's.
        for (tariff, expected) in [(of_reseller, Ok(())), (of_root, refused(401, "Wrong i_tariff"))] {
            let more = Struct::new().with("i_wholesaler", reseller_id).with("i_tariff", tariff);
            let answer = world.root.call("createCustomer", merged(world.least(), more)).await;
            assert_eq!(answer.map(|_| ()), expected, "{}", world.engine());
        }
    }
}

/// The base currency follows the tariff, and the currency of payments follows it unless it is given.
#[tokio::test]
async fn a_tariff_brings_its_currency() {
    for world in World::all().await {
        let euros = world.tariff(&world.root, "EUR").await;
        let on_euros = Struct::new().with("i_tariff", euros).with("balance", 5);
        let id = world.customer(&world.root, on_euros.clone()).await;
        let info = world.info(&world.root, id).await;
        assert_eq!(info.get("base_currency"), Some(&"EUR".into()));
        assert_eq!(info.get("payment_currency"), Some(&"EUR".into()));
        let paying = world.customer(&world.root, on_euros.with("payment_currency", "JPY")).await;
        let info = world.info(&world.root, paying).await;
        assert_eq!(info.get("base_currency"), Some(&"EUR".into()));
        assert_eq!(info.get("payment_currency"), Some(&"JPY".into()));
    }
}

#[tokio::test]
async fn a_routing_group_is_the_owners_or_was_given_to_him() {
    for world in World::all().await {
        let (given, kept) = (world.routing_group(&world.root).await, world.routing_group(&world.root).await);
        let with_group = Struct::new().with("i_routing_group", given);
        let (_, reseller) = world.reseller_with(&world.root, "reseller", with_group.clone()).await;
        let (_, without) = world.reseller(&world.root, "without").await;
        let own = world.routing_group(&reseller).await;
        for usable in [own, given] {
            let answer = create_with(&world, &reseller, "i_routing_group", usable).await;
            assert_eq!(answer, Ok(usable), "{}", world.engine());
        }
        let (_, child) = world.reseller_with(&reseller, "child", with_group).await;
        assert_eq!(create_with(&world, &child, "i_routing_group", given).await, Ok(given));
        let wrong =
            [(&reseller, kept), (&without, given), (&without, own), (&child, own), (&world.root, own)];
        for (caller, foreign) in wrong {
            let answer = create_with(&world, caller, "i_routing_group", foreign).await;
            assert_eq!(answer, refused(401, "Wrong i_routing_group"), "{}", world.engine());
        }
    }
}

#[tokio::test]
async fn a_commission_agent_is_a_sibling() {
    for world in World::all().await {
        let (reseller_id, reseller) = world.reseller(&world.root, "reseller").await;
        let beside = world.customer(&world.root, Struct::new()).await;
        let (child_id, child) = world.reseller(&reseller, "child").await;
        let grandchild = world.customer(&child, Struct::new()).await;
        assert_eq!(create_with(&world, &reseller, "i_commission_agent", child_id).await, Ok(child_id));
        assert_eq!(create_with(&world, &world.root, "i_commission_agent", beside).await, Ok(beside));
        let wrong =
            [(&reseller, reseller_id), (&reseller, beside), (&reseller, grandchild), (&world.root, child_id)];
        for (caller, agent) in wrong {
            let answer = create_with(&world, caller, "i_commission_agent", agent).await;
            assert_eq!(answer, refused(401, "Wrong i_commission_agent"), "{}: {agent}", world.engine());
        }
    }
}

/// What one level is not asked for, it has from the level above.
#[tokio::test]
async fn locale_and_policy_are_the_owners_unless_given() {
    for world in World::all().await {
        let chosen = Struct::new()
            .with("i_lang", "ru")
            .with("i_time_zone", 1)
            .with("i_export_type", 2)
            .with("start_page", 3)
            .with("i_password_policy", 2);
        let (_, reseller) = world.reseller_with(&world.root, "reseller", chosen).await;
        let inherited = world.customer(&reseller, Struct::new().with("i_export_type", 1)).await;
        let info = world.info(&reseller, inherited).await;
        let expected: [(&str, Value); 5] = [
            ("i_lang", "ru".into()),
            ("i_time_zone", 1.into()),
            ("i_export_type", 1.into()),
            ("start_page", 1.into()),
            ("i_password_policy", 2.into()),
        ];
        for (name, value) in expected {
            assert_eq!(info.get(name), Some(&value), "{}: {name}", world.engine());
        }
        // The inherited policy holds for the passwords of the same request.
        for (parameter, password, rule) in [
            ("web_password", "abc", "must have at least 8 characters"),
            ("web_password", "12345678", "must contain a letter"),
            ("api_password", "abcdefgh", "must contain a digit"),
        ] {
            let request = merged(world.least(), Struct::new().with(parameter, password));
            let answer = reseller.call("createCustomer", request).await;
            assert_eq!(answer, refused(400, &format!("Parameter {parameter} {rule}")), "{}", world.engine());
        }
    }
}
