//! Who sees whom: one's own branch, level by level, and nothing above or beside it.

use xmlrpc::{Fault, Struct, Value};

use crate::client::Client;
use crate::world::{World, array, int, merged, of_struct, refused, structure, text};

/// Who asks, on whose behalf, for which customer, and what he is answered.
type Lookup<'a> = (&'a Client, Option<i64>, i64, Result<(), Fault>);

/// Root has two customers; the first of them has a customer, who has one.
pub(crate) struct Tree {
    pub(crate) first: (i64, Client),
    pub(crate) beside: (i64, Client),
    pub(crate) second: (i64, Client),
    pub(crate) third: (i64, Client),
    pub(crate) below_beside: i64,
}

impl Tree {
    pub(crate) async fn grow(world: &World) -> Self {
        let first = world.reseller(&world.root, "first").await;
        let beside = world.reseller(&world.root, "beside").await;
        let second = world.reseller(&first.1, "second").await;
        let third = world.reseller(&second.1, "third").await;
        let below_beside = world.customer(&beside.1, Struct::new()).await;
        Self { first, beside, second, third, below_beside }
    }

    /// Every kind of lookup, where only direct customers count.
    pub(crate) fn direct_customers<'a>(&'a self, root: &'a Client) -> Vec<Lookup<'a>> {
        let [first, beside, second, third] =
            [&self.first, &self.beside, &self.second, &self.third].map(|(id, _)| *id);
        let nobody = 999_999;
        let (customer, owner) = (refused(401, "Wrong i_customer"), refused(401, "Wrong i_wholesaler"));
        let found = || Ok(());
        vec![
            // Without a wholesaler: the caller's own customers, one level down.
            (root, None, first, found()),
            (root, None, second, customer.clone()),
            (root, None, 1, customer.clone()),
            (root, None, nobody, customer.clone()),
            (&self.first.1, None, second, found()),
            (&self.first.1, None, first, customer.clone()),
            (&self.first.1, None, third, customer.clone()),
            (&self.first.1, None, beside, customer.clone()),
            (&self.first.1, None, self.below_beside, customer.clone()),
            (&self.second.1, None, first, customer.clone()),
            (&self.second.1, None, 1, customer.clone()),
            // With one: the caller himself, or somebody in his branch.
            (root, Some(1), first, found()),
            (root, Some(first), second, found()),
            (root, Some(second), third, found()),
            (root, Some(beside), second, customer.clone()),
            (root, Some(nobody), first, owner.clone()),
            (&self.first.1, Some(first), second, found()),
            (&self.first.1, Some(second), third, found()),
            (&self.first.1, Some(1), first, owner.clone()),
            (&self.first.1, Some(1), second, owner.clone()),
            (&self.first.1, Some(beside), self.below_beside, owner.clone()),
            (&self.second.1, Some(first), second, owner.clone()),
        ]
    }
}

/// The number of the customer found, when the lookup is made for `wholesaler`.
async fn find(caller: &Client, wholesaler: Option<i64>, lookup: (&str, Value)) -> Result<i64, Fault> {
    let request = Struct::new().with(lookup.0.to_owned(), lookup.1).with("i_wholesaler", wholesaler);
    let answer = caller.call("getCustomerInfo", request).await?;
    Ok(int(structure(&answer, "customer"), "i_customer"))
}

#[tokio::test]
async fn a_customer_is_found_by_his_owner_and_those_above() {
    for world in World::all().await {
        let tree = Tree::grow(&world).await;
        for (caller, wholesaler, id, expected) in tree.direct_customers(&world.root) {
            let answer = find(caller, wholesaler, ("i_customer", id.into())).await;
            let expected = expected.map(|()| id);
            assert_eq!(answer, expected, "{}: {caller:?} {wholesaler:?} {id}", world.engine());
        }
    }
}

#[tokio::test]
async fn a_name_finds_what_a_number_finds() {
    for world in World::all().await {
        let tree = Tree::grow(&world).await;
        let name = text(&world.info(&world.root, tree.first.0).await, "name").to_owned();
        let by_name = |caller, name: &str| find(caller, None, ("name", name.into()));
        assert_eq!(by_name(&world.root, &name).await, Ok(tree.first.0));
        let wrong = refused(401, "Wrong name");
        for (caller, name) in [
            (&tree.second.1, &*name),
            (&tree.beside.1, &*name),
            (&world.root, "nobody"),
            (&world.root, "root"),
        ] {
            assert_eq!(by_name(caller, name).await, wrong, "{}: {name}", world.engine());
        }
        // The number outranks the name.
        let both = Struct::new().with("i_customer", tree.beside.0).with("name", name);
        let answer = world.root.call("getCustomerInfo", both).await.unwrap();
        assert_eq!(int(structure(&answer, "customer"), "i_customer"), tree.beside.0);
    }
}

#[tokio::test]
async fn a_lookup_needs_a_number_or_a_name() {
    for world in World::all().await {
        for (given, string) in [
            (Struct::new(), "Parameter i_customer or name is required"),
            (Struct::new().with("i_customer", Value::Nil), "Parameter i_customer or name is required"),
            (Struct::new().with("i_customer", "x"), "Parameter i_customer must be an integer"),
            (Struct::new().with("name", ""), "Parameter name must not be empty"),
            (Struct::new().with("name", true), "Parameter name must be a string, not boolean"),
        ] {
            assert_eq!(
                world.root.call("getCustomerInfo", given).await,
                refused(400, string),
                "{}",
                world.engine()
            );
        }
    }
}

#[tokio::test]
async fn a_list_shows_the_direct_customers_of_one() {
    for world in World::all().await {
        let tree = Tree::grow(&world).await;
        let list = async |caller: &Client, wholesaler: Option<i64>| {
            let request = Struct::new().with("i_wholesaler", wholesaler);
            let answer = caller.call("listCustomers", request).await?;
            let ids = array(&answer, "customers").iter().map(|line| int(of_struct(line), "i_customer"));
            Ok(ids.collect::<Vec<_>>())
        };
        let [first, beside, second, third] =
            [&tree.first, &tree.beside, &tree.second, &tree.third].map(|(id, _)| *id);
        let wrong = refused(401, "Wrong i_wholesaler");
        for (caller, wholesaler, expected) in [
            (&world.root, None, Ok(vec![first, beside])),
            (&world.root, Some(1), Ok(vec![first, beside])),
            (&world.root, Some(first), Ok(vec![second])),
            (&world.root, Some(third), Ok(vec![])),
            (&world.root, Some(0), wrong.clone()),
            (&tree.first.1, Some(second), Ok(vec![third])),
            (&tree.first.1, Some(1), wrong.clone()),
            (&tree.first.1, Some(beside), wrong.clone()),
            (&tree.third.1, Some(second), wrong),
        ] {
            assert_eq!(list(caller, wholesaler).await, expected, "{}: {wholesaler:?}", world.engine());
        }
    }
}

#[tokio::test]
async fn a_customer_is_made_below_oneself_or_in_ones_branch() {
    for world in World::all().await {
        let tree = Tree::grow(&world).await;
        let wrong = refused(401, "Wrong i_wholesaler");
        for (caller, wholesaler, expected) in [
            (&tree.first.1, tree.first.0, Ok(())),
            (&tree.first.1, tree.second.0, Ok(())),
            (&tree.first.1, tree.third.0, Ok(())),
            (&tree.first.1, tree.beside.0, wrong.clone()),
            (&tree.first.1, tree.below_beside, wrong.clone()),
            (&tree.first.1, 1, wrong.clone()),
            (&tree.third.1, tree.second.0, wrong),
        ] {
            let request = world.least().with("i_wholesaler", wholesaler);
            let name = text(&request, "name").to_owned();
            let answer = caller.call("createCustomer", request).await.map(|_| ());
            assert_eq!(answer, expected, "{}: {wholesaler}", world.engine());
            if answer.is_ok() {
                let found = find(caller, Some(wholesaler), ("name", name.into())).await;
                assert!(found.is_ok(), "{}: {found:?}", world.engine());
            }
        }
    }
}

#[tokio::test]
async fn a_list_goes_page_by_page() {
    for world in World::all().await {
        let mut ids = Vec::new();
        for _ in 0..7 {
            ids.push(world.customer(&world.root, Struct::new()).await);
        }
        for (given, expected) in [
            (Struct::new(), &ids[..]),
            (Struct::new().with("limit", 3), &ids[..3]),
            (Struct::new().with("limit", 3).with("offset", 2), &ids[2..5]),
            (Struct::new().with("offset", 5), &ids[5..]),
            (Struct::new().with("offset", "7").with("limit", "10000"), &[]),
            (Struct::new().with("offset", 2_147_483_647), &[]),
            (Struct::new().with("limit", 0), &[]),
            (Struct::new().with("limit", Value::Nil).with("offset", Value::Nil), &ids[..]),
        ] {
            let answer = world.root.call("listCustomers", given.clone()).await.unwrap();
            let found: Vec<i64> =
                array(&answer, "customers").iter().map(|line| int(of_struct(line), "i_customer")).collect();
            assert_eq!(found, expected, "{}: {given:?}", world.engine());
        }
        for (given, string) in [
            (Struct::new().with("limit", 10_001), "Parameter limit may be at most 10000"),
            (Struct::new().with("limit", -1), "Parameter limit must not be negative"),
            (Struct::new().with("offset", -1), "Parameter offset must not be negative"),
            (Struct::new().with("offset", "x"), "Parameter offset must be an integer"),
        ] {
            assert_eq!(
                world.root.call("listCustomers", given).await,
                refused(400, string),
                "{}",
                world.engine()
            );
        }
    }
}

#[tokio::test]
async fn a_line_of_a_list_says_what_is_published() {
    for world in World::all().await {
        let more =
            Struct::new().with("web_login", "acme").with("description", "Pays late").with("balance", 5);
        let plain = world.least();
        let id = world.customer(&world.root, merged(more, Struct::new().with("name", "Acme"))).await;
        let other = int(&world.root.call("createCustomer", plain.clone()).await.unwrap(), "i_customer");
        let line = |id: i64, name: &str, login: Value, description: &str, balance: &str| {
            Struct::new()
                .with("i_customer", id)
                .with("name", name)
                .with("web_login", login)
                .with("description", description)
                .with("balance", crate::world::double(balance))
                .with("credit_limit", crate::world::double("0.0"))
                .with("base_currency", "USD")
        };
        let expected: [Value; 2] = [
            line(id, "Acme", "acme".into(), "Pays late", "5.0").into(),
            line(other, text(&plain, "name"), Value::Nil, "", "0.0").into(),
        ];
        let answer = world.root.call("listCustomers", Struct::new()).await.unwrap();
        assert_eq!(array(&answer, "customers"), expected, "{}", world.engine());
    }
}
