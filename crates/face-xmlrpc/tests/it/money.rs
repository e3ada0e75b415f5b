//! Balances: natural sign in, debt out in the information about one customer, natural sign in the list.

use xmlrpc::Struct;

use crate::world::{World, array, double, merged, of_struct, refused};

#[tokio::test]
async fn one_balance_has_two_signs() {
    for world in World::all().await {
        let mut expected = Vec::new();
        for (given, natural, debt) in [
            ("100", "100.0", "-100.0"),
            ("-92.12", "-92.12", "92.12"),
            ("0.1", "0.1", "-0.1"),
            ("0.2", "0.2", "-0.2"),
            ("0.30000000000000004", "0.3", "-0.3"),
            ("0.00000001", "0.00000001", "-0.00000001"),
            ("0", "0.0", "0.0"),
            ("-0.0", "0.0", "0.0"),
            ("92233720368.54775807", "92233720368.54775807", "-92233720368.54775807"),
        ] {
            let id = world.customer(&world.root, Struct::new().with("balance", double(given))).await;
            let info = world.info(&world.root, id).await;
            assert_eq!(info.get("balance"), Some(&double(debt)), "{}: {given}", world.engine());
            expected.push(double(natural));
        }
        let answer = world.root.call("listCustomers", Struct::new()).await.unwrap();
        let lines = array(&answer, "customers").iter();
        let shown: Vec<_> = lines.map(|line| of_struct(line).get("balance").unwrap().clone()).collect();
        assert_eq!(shown, expected, "{}", world.engine());
    }
}

/// What is sent is in the text of the answer as well: no client has to undo binary dust or a sign before nothing.
#[tokio::test]
async fn numbers_are_printed_short() {
    for world in World::all().await {
        let more = Struct::new().with("balance", double("-0.10")).with("credit_limit", double("1e3"));
        let id = world.customer(&world.root, more).await;
        for (method, request, shown) in [
            ("getCustomerInfo", Struct::new().with("i_customer", id), "<double>0.1</double>"),
            ("getCustomerInfo", Struct::new().with("i_customer", id), "<double>1000.0</double>"),
            ("listCustomers", Struct::new(), "<double>-0.1</double>"),
        ] {
            let body = xmlrpc::write_call(method, &[request.into()]);
            let reply = world.root.post("text/xml", body).await;
            assert!(reply.text().contains(shown), "{}: {}", world.engine(), reply.text());
            assert!(!reply.text().contains("<double>-0.0</double>"), "{}", reply.text());
        }
    }
}

/// What a customer could ever spend fits as well.
#[tokio::test]
async fn balance_and_credit_limit_fit_together() {
    for world in World::all().await {
        for (balance, limit, fits) in [
            ("92233720368.54775807", "0.00000001", false),
            ("92233720368", "92233720368", false),
            ("92233720368.54775806", "0.00000001", true),
            ("-92233720368.54775807", "92233720368.54775807", true),
        ] {
            let more = Struct::new().with("balance", double(balance)).with("credit_limit", double(limit));
            let answer = world.root.call("createCustomer", merged(world.least(), more)).await.map(|_| ());
            let string = "Parameter balance is too large, by itself or with credit_limit";
            assert_eq!(
                answer,
                if fits { Ok(()) } else { refused(400, string) },
                "{}: {balance}",
                world.engine()
            );
        }
    }
}

/// Giving a customer a balance takes nothing from his owner, and may be more than the owner has.
#[tokio::test]
async fn an_initial_balance_comes_from_nobody() {
    for world in World::all().await {
        let (reseller_id, reseller) =
            world.reseller_with(&world.root, "reseller", Struct::new().with("balance", 10)).await;
        world.customer(&reseller, Struct::new().with("balance", 1_000_000)).await;
        let info = world.info(&world.root, reseller_id).await;
        assert_eq!(info.get("balance"), Some(&double("-10.0")), "{}", world.engine());
    }
}
