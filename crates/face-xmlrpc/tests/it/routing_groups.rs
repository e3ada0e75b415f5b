//! Routing groups: made, listed, and seen by nobody beside or below.

use xmlrpc::{Struct, Value};

use crate::world::{World, array, int, merged, refused};

fn named(name: &str) -> Struct {
    Struct::new().with("name", name)
}

#[tokio::test]
async fn every_parameter_is_kept_or_refused_by_name() {
    for world in World::all().await {
        let plain =
            Struct::new().with("name", "Default").with("policy", "least_cost").with("description", "");
        let mut expected = Vec::new();
        for (given, shown) in [
            (Struct::new(), Struct::new()),
            (named("Роутинг <1>"), named("Роутинг <1>")),
            (Struct::new().with("policy", "preference"), Struct::new().with("policy", "preference")),
            (Struct::new().with("policy", "weight"), Struct::new().with("policy", "weight")),
            (Struct::new().with("policy", ""), Struct::new()),
            (Struct::new().with("policy", Value::Nil).with("description", Value::Nil), Struct::new()),
            (
                Struct::new().with("description", "Cheap first"),
                Struct::new().with("description", "Cheap first"),
            ),
            (Struct::new().with("i_customer", 1), Struct::new()),
        ] {
            let created = world.root.call("addRoutingGroup", merged(named("Default"), given)).await.unwrap();
            let id = Struct::new().with("i_routing_group", int(&created, "i_routing_group"));
            expected.push(Value::from(merged(id, merged(plain.clone(), shown))));
        }
        let answer = world.root.call("listRoutingGroups", Struct::new()).await.unwrap();
        assert_eq!(array(&answer, "routing_groups"), expected, "{}", world.engine());
        let page = Struct::new().with("offset", 2).with("limit", 3);
        let answer = world.root.call("listRoutingGroups", page).await.unwrap();
        assert_eq!(array(&answer, "routing_groups"), &expected[2..5], "{}", world.engine());
    }
}

#[tokio::test]
async fn what_is_malformed_is_refused_by_name() {
    for world in World::all().await {
        for (given, code, string) in [
            (Struct::new(), 400, "Parameter name is required"),
            (named(""), 400, "Parameter name must not be empty"),
            (named(&"я".repeat(129)), 400, "Parameter name may have at most 128 characters"),
            (
                named("g").with("policy", "random"),
                400,
                "Parameter policy must be least_cost, preference or weight",
            ),
            (named("g").with("policy", 1), 400, "Parameter policy must be least_cost, preference or weight"),
            (
                named("g").with("description", "я".repeat(256)),
                400,
                "Parameter description may have at most 255 characters",
            ),
            (named("g").with("i_customer", 999), 401, "Wrong i_customer"),
            (named("g").with("i_customer", "x"), 400, "Parameter i_customer must be an integer"),
        ] {
            let answer = world.root.call("addRoutingGroup", given.clone()).await;
            assert_eq!(answer, refused(code, string), "{}: {given:.80?}", world.engine());
        }
        let answer = world.root.call("listRoutingGroups", Struct::new().with("limit", 10_001)).await;
        assert_eq!(answer, refused(400, "Parameter limit may be at most 10000"), "{}", world.engine());
        let answer = world.root.call("listRoutingGroups", Struct::new()).await.unwrap();
        assert_eq!(array(&answer, "routing_groups"), [], "{}", world.engine());
    }
}

#[tokio::test]
async fn a_list_shows_the_groups_of_one_owner() {
    for world in World::all().await {
        let (id, reseller) = world.reseller(&world.root, "reseller").await;
        world.routing_group(&world.root).await;
        world.routing_group(&reseller).await;
        let made = world.root.call("addRoutingGroup", named("for him").with("i_customer", id)).await;
        assert!(made.is_ok(), "{}: {made:?}", world.engine());
        for (caller, owner, expected) in [
            (&world.root, None, Ok(1)),
            (&world.root, Some(id), Ok(2)),
            (&reseller, None, Ok(2)),
            (&reseller, Some(1), refused(401, "Wrong i_customer")),
        ] {
            let answer = caller.call("listRoutingGroups", Struct::new().with("i_customer", owner)).await;
            let count = answer.map(|answer| array(&answer, "routing_groups").len());
            assert_eq!(count, expected, "{}: {owner:?}", world.engine());
        }
    }
}

#[tokio::test]
async fn what_is_named_is_changed_and_the_rest_stays() {
    for world in World::all().await {
        let made = named("Default").with("policy", "weight").with("description", "text");
        let id = int(&world.root.call("addRoutingGroup", made.clone()).await.unwrap(), "i_routing_group");
        let id = Struct::new().with("i_routing_group", id);
        let mut expected = merged(id.clone(), made);
        for (change, shown) in [
            (Struct::new(), Struct::new()),
            (Struct::new().with("name", Value::Nil).with("policy", ""), Struct::new()),
            (named("Other"), named("Other")),
            (Struct::new().with("policy", "preference"), Struct::new().with("policy", "preference")),
            (Struct::new().with("description", ""), Struct::new().with("description", "")),
        ] {
            let answer = world.root.call("updateRoutingGroup", merged(id.clone(), change)).await;
            assert_eq!(answer, Ok(Struct::new().with("result", "OK")), "{}", world.engine());
            expected = merged(expected, shown);
            let answer = world.root.call("listRoutingGroups", Struct::new()).await.unwrap();
            assert_eq!(array(&answer, "routing_groups"), [expected.clone().into()], "{}", world.engine());
        }
        for (given, string) in [
            (named(""), "Parameter name must not be empty"),
            (named(&"я".repeat(129)), "Parameter name may have at most 128 characters"),
            (
                Struct::new().with("policy", "random"),
                "Parameter policy must be least_cost, preference or weight",
            ),
            (
                Struct::new().with("description", "я".repeat(256)),
                "Parameter description may have at most 255 characters",
            ),
            (Struct::new().with("i_customer", "x"), "Parameter i_customer must be an integer"),
            (Struct::new().with("i_routing_group", Value::Nil), "Parameter i_routing_group is required"),
            (Struct::new().with("i_routing_group", "x"), "Parameter i_routing_group must be an integer"),
        ] {
            let answer = world.root.call("updateRoutingGroup", merged(id.clone(), given.clone())).await;
            assert_eq!(answer, refused(400, string), "{}: {given:.80?}", world.engine());
        }
    }
}

/// Whoever was given it, directly or by way of his owner, keeps it.
#[tokio::test]
async fn a_group_that_a_customer_has_stays() {
    for world in World::all().await {
        let group = Struct::new().with("i_routing_group", world.routing_group(&world.root).await);
        let (id, _) = world.reseller_with(&world.root, "reseller", group.clone()).await;
        let below = group.clone().with("i_wholesaler", id);
        let below = world.customer(&world.root, below).await;
        let delete = async || world.root.call("delRoutingGroup", group.clone()).await.map(|_| ());
        let used = refused(490, "Routing group cannot be deleted: customers or accounts refer to it");
        assert_eq!(delete().await, used, "{}", world.engine());
        for (customer, owner) in [(below, id), (id, 1)] {
            assert_eq!(delete().await, used, "{}", world.engine());
            let gone = Struct::new().with("i_customer", customer).with("i_wholesaler", owner);
            world.root.call("deleteCustomer", gone).await.unwrap();
        }
        assert_eq!(delete().await, Ok(()), "{}", world.engine());
        assert_eq!(delete().await, refused(401, "Wrong i_routing_group"), "{}", world.engine());
    }
}

#[tokio::test]
async fn a_group_is_changed_by_its_owner_and_those_above() {
    for world in World::all().await {
        let (id, reseller) = world.reseller(&world.root, "reseller").await;
        let (_, beside) = world.reseller(&world.root, "beside").await;
        let without_system = Struct::new().with("system_mgmt", 0);
        let (no_system_id, no_system) = world.reseller_with(&world.root, "no-system", without_system).await;
        let his = named("his").with("i_customer", no_system_id);
        let his = int(&world.root.call("addRoutingGroup", his).await.unwrap(), "i_routing_group");
        let of_root = world.routing_group(&world.root).await;
        let wrong = |name: &str| refused(401, &format!("Wrong {name}"));
        for method in ["updateRoutingGroup", "delRoutingGroup"] {
            let group = world.routing_group(&reseller).await;
            for (caller, owner, asked, expected) in [
                (&world.root, None, group, wrong("i_routing_group")),
                (&reseller, None, of_root, wrong("i_routing_group")),
                (&reseller, Some(1), of_root, wrong("i_customer")),
                (&beside, None, group, wrong("i_routing_group")),
                (&beside, Some(id), group, wrong("i_customer")),
                (&no_system, Some(id), group, wrong("i_customer")),
                (&no_system, None, his, refused(403, "No permission: system_mgmt is needed")),
                (&no_system, None, group, wrong("i_routing_group")),
                (&no_system, None, 0, wrong("i_routing_group")),
                (&reseller, None, 0, wrong("i_routing_group")),
                (&world.root, Some(id), group, Ok(())),
            ] {
                let request = named("x").with("i_routing_group", asked).with("i_customer", owner);
                let answer = caller.call(method, request).await.map(|_| ());
                assert_eq!(answer, expected, "{}: {method} {asked} of {owner:?}", world.engine());
            }
        }
        let answer = world.root.call("delRoutingGroup", Struct::new()).await;
        assert_eq!(answer, refused(400, "Parameter i_routing_group is required"), "{}", world.engine());
    }
}
