//! `deleteCustomer`: one of whom nobody depends goes with everything that was his, and his names are free.

use xmlrpc::{Fault, Struct, Value};

use crate::client::Client;
use crate::tree::Tree;
use crate::world::{API_PASSWORD, World, array, double, merged, refused};

async fn delete(caller: &Client, wholesaler: Option<i64>, id: impl Into<Value>) -> Result<(), Fault> {
    let request = Struct::new().with("i_customer", id.into()).with("i_wholesaler", wholesaler);
    let answer = caller.call("deleteCustomer", request).await?;
    assert_eq!(answer, Struct::new().with("result", "OK"));
    Ok(())
}

fn in_use<T>() -> Result<T, Fault> {
    refused(
        490,
        "Customer cannot be deleted: customers or accounts refer to him as owner or commission agent",
    )
}

fn absent<T>() -> Result<T, Fault> {
    refused(401, "Wrong i_customer")
}

#[tokio::test]
async fn he_is_gone_and_his_names_are_free() {
    for world in World::all().await {
        let names = Struct::new()
            .with("name", "Acme")
            .with("web_login", "acme")
            .with("dns_alias", "acme.example.com")
            .with("api_password", API_PASSWORD)
            .with("api_access", 1)
            .with("balance", double("-12.5"))
            .with("credit_limit", 20);
        let kept = world.customer(&world.root, Struct::new()).await;
        let mut last = 0;
        for _ in 0..3 {
            let id = world.customer(&world.root, names.clone()).await;
            assert!(last < id, "{}: a number is never given twice", world.engine());
            last = id;
            assert!(world.is_let_in("acme", API_PASSWORD).await, "{}", world.engine());
            assert_eq!(delete(&world.root, None, id).await, Ok(()), "{}", world.engine());
            for (member, value, wrong) in
                [("i_customer", Value::from(id), "Wrong i_customer"), ("name", "Acme".into(), "Wrong name")]
            {
                let answer = world.root.call("getCustomerInfo", Struct::new().with(member, value)).await;
                assert_eq!(answer, refused(401, wrong), "{}", world.engine());
            }
            assert_eq!(world.children(&world.root).await, [kept], "{}", world.engine());
            assert!(!world.is_let_in("acme", API_PASSWORD).await, "{}", world.engine());
            assert_eq!(delete(&world.root, None, id).await, absent(), "{}", world.engine());
            assert_eq!(world.update(&world.root, id, Struct::new()).await, absent(), "{}", world.engine());
            world.check_sound().await;
        }
    }
}

/// What he owed and what he had stays in the books, closed.
#[tokio::test]
async fn a_balance_is_no_obstacle() {
    for world in World::all().await {
        for balance in ["0", "0.00000001", "-92.12", "92233720368.54775807", "-92233720368.54775807"] {
            let id = world.customer(&world.root, Struct::new().with("balance", double(balance))).await;
            assert_eq!(delete(&world.root, None, id).await, Ok(()), "{}: {balance}", world.engine());
            world.check_sound().await;
        }
    }
}

#[tokio::test]
async fn who_is_referred_to_stays() {
    for world in World::all().await {
        let (owner, client) = world.reseller(&world.root, "owner").await;
        let child = world.customer(&client, Struct::new()).await;
        assert_eq!(delete(&world.root, None, owner).await, in_use(), "{}", world.engine());
        assert_eq!(delete(&client, None, child).await, Ok(()), "{}", world.engine());
        let paid = world.customer(&world.root, Struct::new().with("i_commission_agent", owner)).await;
        assert_eq!(delete(&world.root, None, owner).await, in_use(), "{}", world.engine());
        let without = Struct::new().with("i_commission_agent", Value::Nil);
        world.update(&world.root, paid, without).await.unwrap();
        assert_eq!(delete(&world.root, None, owner).await, Ok(()), "{}", world.engine());
        world.check_sound().await;
    }
}

#[tokio::test]
async fn what_he_owned_goes_with_him() {
    for world in World::all().await {
        let (id, client) = world.reseller(&world.root, "owner").await;
        let (tariff, group) = (world.tariff(&client, "EUR").await, world.routing_group(&client).await);
        let kept = world.tariff(&world.root, "USD").await;
        assert_eq!(delete(&world.root, None, id).await, Ok(()), "{}", world.engine());
        let request = Struct::new().with("i_tariff", tariff);
        let answer = world.root.call("getTariffInfo", request).await;
        assert_eq!(answer, refused(401, "Wrong i_tariff"), "{}", world.engine());
        let (_, again) = world.reseller(&world.root, "owner").await;
        for (method, list) in [("getTariffsList", "tariffs"), ("listRoutingGroups", "routing_groups")] {
            let answer = again.call(method, Struct::new()).await.unwrap();
            assert!(array(&answer, list).is_empty(), "{}: {method}", world.engine());
        }
        let request = merged(world.least(), Struct::new().with("i_routing_group", group));
        let answer = again.call("createCustomer", request).await;
        assert_eq!(answer, refused(401, "Wrong i_routing_group"), "{}", world.engine());
        assert!(world.root.call("getTariffInfo", Struct::new().with("i_tariff", kept)).await.is_ok());
        world.check_sound().await;
    }
}

/// The branch that begins with a customer of root ends with him.
#[tokio::test]
async fn a_branch_goes_from_below() {
    for world in World::all().await {
        let tree = Tree::grow(&world).await;
        let [first, second, third] = [&tree.first, &tree.second, &tree.third].map(|(id, _)| *id);
        let owners = [(1, first), (first, second), (second, third)];
        for (owner, id) in owners.into_iter().take(2) {
            assert_eq!(delete(&world.root, Some(owner), id).await, in_use(), "{}", world.engine());
        }
        for (owner, id) in owners.into_iter().rev() {
            assert_eq!(delete(&world.root, Some(owner), id).await, Ok(()), "{}", world.engine());
            world.check_sound().await;
        }
    }
}

#[tokio::test]
async fn only_a_direct_customer_is_removed() {
    for world in World::all().await {
        let tree = Tree::grow(&world).await;
        // So that everybody who is found has somebody below him.
        world.customer(&tree.third.1, Struct::new()).await;
        for (caller, wholesaler, id, expected) in tree.direct_customers(&world.root) {
            let expected = expected.and_then(|()| in_use());
            let answer = delete(caller, wholesaler, id).await;
            assert_eq!(answer, expected, "{}: {caller:?} {wholesaler:?} {id}", world.engine());
        }
        for (given, code, string) in [
            (Value::Nil, 400, "Parameter i_customer is required"),
            ("first".into(), 400, "Parameter i_customer must be an integer"),
            (0.into(), 401, "Wrong i_customer"),
        ] {
            assert_eq!(delete(&world.root, None, given).await, refused(code, string), "{}", world.engine());
        }
    }
}

#[tokio::test]
async fn a_caller_needs_the_right_to_delete() {
    let forbidden = || refused(403, "No permission: bit 2 (delete) of customers_mgmt is needed");
    for world in World::all().await {
        for (login, mask, expected) in
            [("delete", 5, Ok(())), ("all", 7, Ok(())), ("add", 1, forbidden()), ("others", 3, forbidden())]
        {
            let masks = Struct::new().with("customers_mgmt", mask);
            let (_, caller) = world.reseller_with(&world.root, login, masks).await;
            let child = world.customer(&caller, Struct::new()).await;
            let foreign = world.customer(&world.root, Struct::new()).await;
            assert_eq!(delete(&caller, None, foreign).await, absent(), "{}: {login}", world.engine());
            assert_eq!(delete(&caller, None, child).await, expected, "{}: {login}", world.engine());
            let left = world.children(&caller).await.len();
            assert_eq!(left, usize::from(expected.is_err()), "{}: {login}", world.engine());
        }
    }
}
