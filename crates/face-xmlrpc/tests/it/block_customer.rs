//! `blockCustomer` and `unblockCustomer`: anybody below the caller, and with him everybody below.

use xmlrpc::{Fault, Struct, Value};

use crate::client::Client;
use crate::tree::Tree;
use crate::world::{API_PASSWORD, World, refused};

async fn set(
    caller: &Client,
    blocked: bool,
    wholesaler: Option<i64>,
    id: impl Into<Value>,
) -> Result<(), Fault> {
    let method = if blocked { "blockCustomer" } else { "unblockCustomer" };
    let request = Struct::new().with("i_customer", id.into()).with("i_wholesaler", wholesaler);
    let answer = caller.call(method, request).await?;
    assert_eq!(answer, Struct::new().with("result", "OK"));
    Ok(())
}

async fn check_let_in(world: &World, expected: [bool; 4]) {
    for (login, expected) in ["first", "second", "third", "beside"].into_iter().zip(expected) {
        assert_eq!(world.is_let_in(login, API_PASSWORD).await, expected, "{}: {login}", world.engine());
    }
}

#[tokio::test]
async fn a_block_holds_below_and_twice_is_once() {
    for world in World::all().await {
        let tree = Tree::grow(&world).await;
        let [first, second, third] = [&tree.first, &tree.second, &tree.third].map(|(id, _)| *id);
        for (id, blocked, let_in) in [
            (second, true, [true, false, false, true]),
            (second, true, [true, false, false, true]),
            // Each block is lifted by itself.
            (third, true, [true, false, false, true]),
            (second, false, [true, true, false, true]),
            (first, true, [false, false, false, true]),
            (first, false, [true, true, false, true]),
            (third, false, [true, true, true, true]),
            (third, false, [true, true, true, true]),
        ] {
            assert_eq!(set(&world.root, blocked, None, id).await, Ok(()), "{}", world.engine());
            check_let_in(&world, let_in).await;
        }
        world.check_sound().await;
    }
}

#[tokio::test]
async fn a_block_is_shown_of_the_blocked_alone() {
    for world in World::all().await {
        let tree = Tree::grow(&world).await;
        let (first, second) = (tree.first.0, tree.second.0);
        let mut expected = world.info(&world.root, first).await;
        set(&world.root, true, None, first).await.unwrap();
        expected.insert("blocked", true);
        assert_eq!(world.info(&world.root, first).await, expected, "{}", world.engine());
        let below = Struct::new().with("i_customer", second).with("i_wholesaler", first);
        let answer = world.root.call("getCustomerInfo", below).await.unwrap();
        let info = crate::world::structure(&answer, "customer");
        assert_eq!(info.get("blocked"), Some(&false.into()), "{}", world.engine());
        // A blocked customer can be changed, and stays blocked.
        world.update(&world.root, first, Struct::new().with("phone", "1")).await.unwrap();
        expected.insert("phone", "1");
        assert_eq!(world.info(&world.root, first).await, expected, "{}", world.engine());
    }
}

#[tokio::test]
async fn anybody_below_is_reached_and_nobody_else() {
    for world in World::all().await {
        let tree = Tree::grow(&world).await;
        let [first, beside, second, third] =
            [&tree.first, &tree.beside, &tree.second, &tree.third].map(|(id, _)| *id);
        let root = &world.root;
        let customer = || refused(401, "Wrong i_customer");
        let owner = || refused(401, "Wrong i_wholesaler");
        for (caller, wholesaler, id, expected) in [
            (root, None, first, Ok(())),
            (root, None, third, Ok(())),
            (root, None, 1, customer()),
            (root, None, 0, customer()),
            (root, None, 999_999, customer()),
            (root, Some(1), third, Ok(())),
            (root, Some(first), third, Ok(())),
            (root, Some(first), first, customer()),
            (root, Some(beside), third, customer()),
            (root, Some(999_999), third, owner()),
            (&tree.first.1, None, second, Ok(())),
            (&tree.first.1, None, third, Ok(())),
            (&tree.first.1, None, first, customer()),
            (&tree.first.1, None, 1, customer()),
            (&tree.first.1, None, beside, customer()),
            (&tree.first.1, None, tree.below_beside, customer()),
            (&tree.first.1, Some(second), third, Ok(())),
            (&tree.first.1, Some(third), second, customer()),
            (&tree.first.1, Some(1), third, owner()),
            (&tree.first.1, Some(beside), tree.below_beside, owner()),
            (&tree.third.1, None, second, customer()),
        ] {
            for blocked in [true, false] {
                let answer = set(caller, blocked, wholesaler, id).await;
                assert_eq!(answer, expected, "{}: {caller:?} {wholesaler:?} {id}", world.engine());
            }
        }
        for (given, string) in [
            (Value::Nil, "Parameter i_customer is required"),
            ("first".into(), "Parameter i_customer must be an integer"),
        ] {
            assert_eq!(set(root, true, None, given).await, refused(400, string), "{}", world.engine());
        }
        check_let_in(&world, [true; 4]).await;
    }
}

#[tokio::test]
async fn a_caller_needs_the_right_to_edit() {
    for world in World::all().await {
        let forbidden = || refused(403, "No permission: bit 1 (edit) of customers_mgmt is needed");
        for (login, mask, expected) in [("edit", 3, Ok(())), ("others", 5, forbidden())] {
            let masks = Struct::new().with("customers_mgmt", mask);
            let (_, caller) = world.reseller_with(&world.root, login, masks).await;
            let child = world.customer(&caller, Struct::new()).await;
            for blocked in [true, false] {
                let answer = set(&caller, blocked, None, child).await;
                assert_eq!(answer, expected, "{}: {login}", world.engine());
            }
        }
    }
}
