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
