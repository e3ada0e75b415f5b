//! A right that is revoked is revoked from the whole branch, so that nobody ever has more than his owner.

use xmlrpc::{Fault, Struct, Value};

use crate::tree::Tree;
use crate::world::{World, int, refused, structure};

const MASKS: [&str; 4] = ["accounts_mgmt", "customers_mgmt", "tariffs_mgmt", "vouchers_mgmt"];

const FLAGS: [&str; 12] = [
    "system_mgmt",
    "api_mgmt",
    "api_access",
    "use_own_tariff",
    "callshop_enabled",
    "did_pool_enabled",
    "ivr_apps_enabled",
    "asr_acd_enabled",
    "debit_credit_cards_enabled",
    "conferencing_enabled",
    "share_payment_processors",
    "dncl_enabled",
];

fn beyond<T>(parameter: &str) -> Result<T, Fault> {
    refused(403, &format!("Parameter {parameter} grants more than the owner may grant"))
}

/// What root is shown of a customer under `owner`.
async fn member(world: &World, owner: i64, id: i64, name: &str) -> Value {
    let request = Struct::new().with("i_customer", id).with("i_wholesaler", owner);
    let answer = world.root.call("getCustomerInfo", request).await.unwrap();
    structure(&answer, "customer").get(name).cloned().unwrap()
}

/// Whether a flag is on, in either form.
fn is_on(value: &Value) -> bool {
    matches!(value, Value::Int(1) | Value::Bool(true))
}

#[tokio::test]
async fn nobody_is_given_more_than_his_owner_has() {
    for world in World::all().await {
        let limited = Struct::new().with("vouchers_mgmt", 5).with("max_depth", 3);
        let (reseller_id, reseller) = world.reseller_with(&world.root, "reseller", limited).await;
        let child = world.customer(&reseller, Struct::new()).await;
        for (parameter, given, expected) in [
            ("vouchers_mgmt", 2, beyond("vouchers_mgmt")),
            ("vouchers_mgmt", 4, Ok(())),
            ("dncl_enabled", 1, beyond("dncl_enabled")),
            ("max_depth", 3, beyond("max_depth")),
            ("max_depth", 2, Ok(())),
            ("accounts_mgmt", 7, Ok(())),
        ] {
            let change = Struct::new().with(parameter, given);
            let before = world.info(&reseller, child).await;
            let answer = world.update(&reseller, child, change.clone()).await;
            assert_eq!(answer, expected, "{}: {parameter} {given}", world.engine());
            if answer.is_err() {
                assert_eq!(world.info(&reseller, child).await, before, "{}", world.engine());
            }
            // Root has every right, but it is the owner's that count.
            let of_owner = change.with("i_wholesaler", reseller_id);
            assert_eq!(world.update(&world.root, child, of_owner).await, expected, "{parameter} {given}");
        }
    }
}

#[tokio::test]
async fn a_mask_is_cut_on_every_level() {
    for world in World::all().await {
        let tree = Tree::grow(&world).await;
        let [first, beside, second, third] =
            [&tree.first, &tree.beside, &tree.second, &tree.third].map(|(id, _)| *id);
        for parameter in MASKS {
            let narrow = Struct::new().with(parameter, 6).with("i_wholesaler", second);
            world.update(&world.root, third, narrow).await.unwrap();
            world.update(&world.root, first, Struct::new().with(parameter, 3)).await.unwrap();
            for (owner, id, expected) in
                [(1, first, 3), (first, second, 3), (second, third, 2), (1, beside, 7)]
            {
                let has = member(&world, owner, id, parameter).await;
                assert_eq!(has, expected.into(), "{}: {parameter} of {id}", world.engine());
            }
            // What is given back is given to him alone.
            world.update(&world.root, first, Struct::new().with(parameter, 7)).await.unwrap();
            assert_eq!(member(&world, first, second, parameter).await, 3.into(), "{}", world.engine());
        }
        world.check_sound().await;
    }
}

#[tokio::test]
async fn a_flag_is_taken_on_every_level() {
    for world in World::all().await {
        let everything: Struct = FLAGS.iter().map(|flag| ((*flag).to_owned(), Value::from(1))).collect();
        let (first, client) = world.reseller_with(&world.root, "first", everything.clone()).await;
        let (second, client) = world.reseller_with(&client, "second", everything.clone()).await;
        let (third, _) = world.reseller_with(&client, "third", everything.clone()).await;
        let levels = [(1, first), (first, second), (second, third)];
        let all = async |flag: &str, expected: bool| {
            for (owner, id) in levels {
                let on = is_on(&member(&world, owner, id, flag).await);
                assert_eq!(on, expected, "{}: {flag} of {id}", world.engine());
            }
        };
        for flag in FLAGS {
            all(flag, true).await;
            world.update(&world.root, first, Struct::new().with(flag, 0)).await.unwrap();
            all(flag, false).await;
            world.check_sound().await;
            for (owner, id) in levels {
                // All of them: whoever does not manage API access cannot pass it on.
                let again = everything.clone().with("i_wholesaler", owner);
                world.update(&world.root, id, again).await.unwrap();
            }
        }
    }
}

/// API access is the owner's to give only while he manages it.
#[tokio::test]
async fn without_api_management_nobody_below_has_access() {
    for world in World::all().await {
        let tree = Tree::grow(&world).await;
        let first = tree.first.0;
        world.update(&world.root, first, Struct::new().with("api_mgmt", 0)).await.unwrap();
        for (login, expected) in [("first", true), ("second", false), ("third", false), ("beside", true)] {
            let let_in = world.is_let_in(login, crate::world::API_PASSWORD).await;
            assert_eq!(let_in, expected, "{}: {login}", world.engine());
        }
        world.check_sound().await;
    }
}

#[tokio::test]
async fn depth_is_cut_as_far_as_customers_stand() {
    for world in World::all().await {
        let tree = Tree::grow(&world).await;
        let [first, second, third] = [&tree.first, &tree.second, &tree.third].map(|(id, _)| *id);
        let depths = async || {
            let mut depths = Vec::new();
            for (owner, id) in [(1, first), (first, second), (second, third)] {
                let request = Struct::new().with("i_customer", id).with("i_wholesaler", owner);
                let answer = world.root.call("getCustomerInfo", request).await.unwrap();
                depths.push(int(structure(&answer, "customer"), "max_depth"));
            }
            depths
        };
        let room = || refused(400, "Parameter max_depth must leave room for the customers below");
        for (given, expected, left) in [
            (31, Ok(()), [31, 30, 29]),
            (5, Ok(()), [5, 4, 3]),
            (2, Ok(()), [2, 1, 0]),
            (1, room(), [2, 1, 0]),
            (0, room(), [2, 1, 0]),
            (31, Ok(()), [31, 1, 0]),
        ] {
            let answer = world.update(&world.root, first, Struct::new().with("max_depth", given)).await;
            assert_eq!(answer, expected, "{}: {given}", world.engine());
            assert_eq!(depths().await, left, "{}: {given}", world.engine());
            world.check_sound().await;
        }
        // Below the last nobody stands.
        let change = Struct::new().with("i_wholesaler", second).with("max_depth", 0);
        assert_eq!(world.update(&world.root, third, change).await, Ok(()), "{}", world.engine());
    }
}
