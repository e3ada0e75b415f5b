//! Names that exist once: a new one is claimed, the old one is free again.

use xmlrpc::{Struct, Value};

use super::shown;
use crate::world::{World, refused};

/// What getCustomerInfo calls them.
const UNIQUE: [(&str, &str, &str); 3] = [
    ("name", "Old", "New"),
    ("web_login", "old", "new"),
    ("dns_alias", "old.example.com", "new.example.com"),
];

#[tokio::test]
async fn the_old_is_free_and_the_new_is_claimed() {
    for world in World::all().await {
        for (parameter, old, new) in UNIQUE {
            let with = |value: &str| Struct::new().with(parameter, value);
            let taken =
                || refused(490, &format!("Parameter {parameter} must be unique: it is already taken"));
            let (id, other) = (
                world.customer(&world.root, with(old)).await,
                world.customer(&world.root, Struct::new()).await,
            );
            let before = shown(&world, other).await;
            assert_eq!(world.update(&world.root, other, with(old)).await, taken(), "{parameter}");
            assert_eq!(shown(&world, other).await, before, "{}: {parameter}", world.engine());
            // One's own is not taken.
            assert_eq!(world.update(&world.root, id, with(old)).await, Ok(()), "{parameter}");
            assert_eq!(world.update(&world.root, id, with(new)).await, Ok(()), "{parameter}");
            assert_eq!(world.update(&world.root, other, with(new)).await, taken(), "{parameter}");
            assert_eq!(world.update(&world.root, other, with(old)).await, Ok(()), "{parameter}");
            assert_eq!(world.update(&world.root, id, with(old)).await, taken(), "{parameter}");
            assert_eq!(shown(&world, other).await[parameter], old.into(), "{}", world.engine());
            assert_eq!(shown(&world, id).await[parameter], new.into(), "{}", world.engine());
        }
        world.check_sound().await;
    }
}

/// A refusal for one name gives back the others that were claimed on the way.
#[tokio::test]
async fn a_refused_change_claims_nothing() {
    for world in World::all().await {
        world.customer(&world.root, Struct::new().with("dns_alias", "taken.example.com")).await;
        let id = world.customer(&world.root, Struct::new()).await;
        let before = shown(&world, id).await;
        let change = Struct::new().with("name", "Wanted").with("web_login", "wanted").with("balance", 5);
        let string = "Parameter dns_alias must be unique: it is already taken";
        let answer =
            world.update(&world.root, id, change.clone().with("dns_alias", "taken.example.com")).await;
        assert_eq!(answer, refused(490, string), "{}", world.engine());
        assert_eq!(shown(&world, id).await, before, "{}", world.engine());
        world.customer(&world.root, change).await;
        world.check_sound().await;
    }
}

#[tokio::test]
async fn none_frees_the_old() {
    for world in World::all().await {
        for (parameter, old, _) in &UNIQUE[1..] {
            for none in [Value::Nil, "".into()] {
                let with = Struct::new().with(*parameter, *old);
                let id = world.customer(&world.root, with.clone()).await;
                world.update(&world.root, id, Struct::new().with(*parameter, none)).await.unwrap();
                let other = world.customer(&world.root, with).await;
                let away = Struct::new().with(*parameter, Value::Nil);
                world.update(&world.root, other, away).await.unwrap();
            }
        }
        world.check_sound().await;
    }
}
