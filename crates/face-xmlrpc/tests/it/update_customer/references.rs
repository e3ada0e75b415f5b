//! What a change may refer to: the same as in a new customer, and what that means for those below.

use xmlrpc::{Struct, Value};

use super::shown;
use crate::tree::Tree;
use crate::world::{World, merged, refused};

#[tokio::test]
async fn a_tariff_keeps_the_currency_and_is_the_owners() {
    let currency = || {
        refused(
            400,
            "Parameter i_tariff must be in the currency of the customer's balance, which does not change",
        )
    };
    let wrong = || refused(401, "Wrong i_tariff");
    for world in World::all().await {
        let (_, reseller) = world.reseller(&world.root, "reseller").await;
        let of_root = world.tariff(&world.root, "USD").await;
        let dollars = world.tariff(&reseller, "USD").await;
        let other_dollars = world.tariff(&reseller, "USD").await;
        let euros = world.tariff(&reseller, "EUR").await;
        let child = world.customer(&reseller, Struct::new().with("i_tariff", dollars)).await;
        for (tariff, expected, left) in [
            (Value::from(euros), currency(), Value::from(dollars)),
            (of_root.into(), wrong(), dollars.into()),
            (other_dollars.into(), Ok(()), other_dollars.into()),
            (Value::Nil, Ok(()), Value::Nil),
            (euros.into(), currency(), Value::Nil),
            (dollars.into(), Ok(()), dollars.into()),
        ] {
            let answer = world.update(&reseller, child, Struct::new().with("i_tariff", tariff.clone())).await;
            assert_eq!(answer, expected, "{}: {tariff:?}", world.engine());
            let info = world.info(&reseller, child).await;
            assert_eq!(info.get("i_tariff"), Some(&left), "{}", world.engine());
            assert_eq!(info.get("base_currency"), Some(&"USD".into()), "{}", world.engine());
        }
        world.check_sound().await;
    }
}

#[tokio::test]
async fn an_own_tariff_needs_the_owners_right() {
    let forbidden = || refused(403, "Parameter i_tariff may be nil only with the right use_own_tariff");
    for world in World::all().await {
        let of_root = world.tariff(&world.root, "USD").await;
        for (login, owner_has, more, expected) in [
            ("a", 1, Struct::new(), Ok(())),
            ("b", 1, Struct::new().with("use_own_tariff", 1), Ok(())),
            ("c", 1, Struct::new().with("use_own_tariff", 0), forbidden()),
            ("d", 0, Struct::new(), forbidden()),
            ("e", 0, Struct::new().with("use_own_tariff", 1), forbidden()),
        ] {
            let right = Struct::new().with("use_own_tariff", owner_has).with("i_tariff", of_root);
            let (_, owner) = world.reseller_with(&world.root, login, right).await;
            let tariff = world.tariff(&owner, "USD").await;
            let child = world.customer(&owner, Struct::new().with("i_tariff", tariff)).await;
            let answer = world.update(&owner, child, more.with("i_tariff", Value::Nil)).await;
            assert_eq!(answer, expected, "{}: {login}", world.engine());
        }
    }
}

#[tokio::test]
async fn a_commission_agent_is_a_sibling_and_not_himself() {
    for world in World::all().await {
        let tree = Tree::grow(&world).await;
        let (first, beside) = (tree.first.0, tree.beside.0);
        let agent = |id: i64| Struct::new().with("i_commission_agent", id);
        let before = shown(&world, first).await;
        for wrong in [first, 1, tree.second.0, tree.below_beside, 999_999] {
            let answer = world.update(&world.root, first, agent(wrong)).await;
            assert_eq!(answer, refused(401, "Wrong i_commission_agent"), "{}: {wrong}", world.engine());
            assert_eq!(shown(&world, first).await, before, "{}", world.engine());
        }
        assert_eq!(world.update(&world.root, first, agent(beside)).await, Ok(()), "{}", world.engine());
        // Each the agent of the other is allowed.
        assert_eq!(world.update(&world.root, beside, agent(first)).await, Ok(()), "{}", world.engine());
        world.check_sound().await;
    }
}

/// A group that was passed on is whichever its owner has; groups of one's own stay.
#[tokio::test]
async fn who_was_passed_on_a_routing_group_follows_his_owner() {
    for world in World::all().await {
        let group = |id: Value| Struct::new().with("i_routing_group", id);
        let (one, two) = (world.routing_group(&world.root).await, world.routing_group(&world.root).await);
        let (first, first_client) = world.reseller_with(&world.root, "first", group(one.into())).await;
        let (second, second_client) = world.reseller_with(&first_client, "second", group(one.into())).await;
        let third = world.customer(&second_client, group(one.into())).await;
        let own = world.routing_group(&first_client).await;
        let apart = world.customer(&first_client, group(own.into())).await;
        for given in [Value::from(two), Value::Nil, two.into()] {
            world.update(&world.root, first, group(given.clone())).await.unwrap();
            let following = if given == Value::Nil { Value::Nil } else { two.into() };
            // Who has none any more does not get one back.
            let again = world.info(&first_client, second).await.get("i_routing_group").cloned().unwrap();
            assert!(again == following || again == Value::Nil, "{}: {again:?}", world.engine());
            let info = world.info(&second_client, third).await;
            assert_eq!(info.get("i_routing_group"), Some(&again), "{}", world.engine());
            let info = world.info(&first_client, apart).await;
            assert_eq!(info.get("i_routing_group"), Some(&own.into()), "{}", world.engine());
            world.check_sound().await;
        }
        let wrong = merged(group(own.into()), Struct::new().with("phone", "1"));
        let answer = world.update(&world.root, first, wrong).await;
        assert_eq!(answer, refused(401, "Wrong i_routing_group"), "{}", world.engine());
    }
}
