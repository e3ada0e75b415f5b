//! What is to happen when a customer has little left: kept, validated, and nobody else's.

use xmlrpc::{Struct, Value};

use crate::world::{World, double, merged, refused};

/// What holds for a customer of whom nothing was said.
fn off() -> Struct {
    Struct::new()
        .with("result", "OK")
        .with("threshold", Value::Nil)
        .with("notify_by_email", false)
        .with("charge_card", false)
        .with("charge_amount", double("0.0"))
        .with("i_debit_credit_card", Value::Nil)
        .with("notification_retry_count", 0)
        .with("notification_retry_interval", 0)
}

#[tokio::test]
async fn what_is_set_is_told_and_what_is_not_given_stays() {
    for world in World::all().await {
        let id = world.customer(&world.root, Struct::new()).await;
        let named = Struct::new().with("i_customer", id);
        let mut expected = off();
        for (change, shown) in [
            (Struct::new(), Struct::new()),
            (Struct::new().with("threshold", 10), Struct::new().with("threshold", double("10.0"))),
            (
                Struct::new().with("threshold", double("-2.5")),
                Struct::new().with("threshold", double("-2.5")),
            ),
            (Struct::new().with("notify_by_email", 1), Struct::new().with("notify_by_email", true)),
            (
                Struct::new().with("charge_card", true).with("charge_amount", "7.00000001"),
                Struct::new().with("charge_card", true).with("charge_amount", double("7.00000001")),
            ),
            (
                Struct::new().with("notification_retry_count", 3).with("notification_retry_interval", 3600),
                Struct::new().with("notification_retry_count", 3).with("notification_retry_interval", 3600),
            ),
            (Struct::new().with("i_debit_credit_card", Value::Nil).with("i_wholesaler", 1), Struct::new()),
            (Struct::new().with("notify_by_email", Value::Nil), Struct::new()),
            (Struct::new().with("threshold", Value::Nil), Struct::new().with("threshold", Value::Nil)),
        ] {
            expected = merged(expected, shown);
            let set = world.root.call("setLowBalance", merged(named.clone(), change.clone())).await;
            assert_eq!(set, Ok(Struct::new().with("result", "OK")), "{}: {change:?}", world.engine());
            let told = world.root.call("getLowBalance", named.clone()).await;
            assert_eq!(told, Ok(expected.clone()), "{}: {change:?}", world.engine());
        }
        let found = app::verify::verify(&world.installation.app).await.unwrap();
        assert_eq!(found, [], "{}", world.engine());
    }
}

#[tokio::test]
async fn what_is_malformed_is_refused_by_name() {
    for world in World::all().await {
        let id = world.customer(&world.root, Struct::new()).await;
        let with =
            |name: &str, value: Value| Struct::new().with("i_customer", id).with(name.to_owned(), value);
        for (request, code, string) in [
            (Struct::new(), 400, "Parameter i_customer or i_account is required"),
            (Struct::new().with("i_customer", 999), 401, "Wrong i_customer"),
            (Struct::new().with("i_customer", 1), 401, "Wrong i_customer"),
            (with("i_wholesaler", 999.into()), 401, "Wrong i_customer"),
            (with("threshold", "low".into()), 400, "Parameter threshold must be a number such as -12.5"),
            (with("threshold", double("1e-9")), 400, "Parameter threshold may have at most 8 decimals"),
            (with("threshold", double("1e11")), 400, "Parameter threshold is too large"),
            (with("notify_by_email", 2.into()), 400, "Parameter notify_by_email must be a boolean, 0 or 1"),
            (with("charge_card", "x".into()), 400, "Parameter charge_card must be a boolean, 0 or 1"),
            (
                with("charge_card", 1.into()),
                400,
                "Parameter charge_amount must be above 0 where charge_card is set",
            ),
            (with("charge_amount", double("-1")), 400, "Parameter charge_amount must not be negative"),
            (with("i_debit_credit_card", 1.into()), 401, "Wrong i_debit_credit_card"),
            (
                with("notification_retry_count", Value::Int(-1)),
                400,
                "Parameter notification_retry_count must not be negative",
            ),
            (
                with("notification_retry_interval", Value::Int(i64::from(i32::MAX) + 1)),
                400,
                "Parameter notification_retry_interval may be at most 2147483647",
            ),
        ] {
            let answer = world.root.call("setLowBalance", request.clone()).await;
            assert_eq!(answer, refused(code, string), "{}: {request:?}", world.engine());
        }
        let told = world.root.call("getLowBalance", Struct::new().with("i_customer", id)).await;
        assert_eq!(told, Ok(off()), "{}", world.engine());
    }
}

/// Everybody may look at his own customers; changing needs the right to edit them.
#[tokio::test]
async fn settings_are_the_owners() {
    const NO_RIGHT: &str = "No permission: bit 1 (edit) of customers_mgmt is needed";
    for world in World::all().await {
        let add_only = Struct::new().with("customers_mgmt", 1);
        let (owner_id, owner) = world.reseller_with(&world.root, "owner", add_only).await;
        let (_, stranger) = world.reseller(&world.root, "stranger").await;
        let child = Struct::new().with("i_customer", world.customer(&owner, Struct::new()).await);
        let himself = Struct::new().with("i_customer", owner_id);
        let wrong = || refused(401, "Wrong i_customer");
        let by = Struct::new().with("i_wholesaler", owner_id);
        for (caller, request, may_look, may_change) in [
            (&owner, child.clone(), Ok(()), refused(403, NO_RIGHT)),
            (&owner, himself.clone(), wrong(), wrong()),
            (&stranger, child.clone(), wrong(), wrong()),
            (&stranger, himself.clone(), wrong(), wrong()),
            (&world.root, child.clone(), wrong(), wrong()),
            (&world.root, merged(child, by), Ok(()), Ok(())),
            (&world.root, himself, Ok(()), Ok(())),
        ] {
            let looked = caller.call("getLowBalance", request.clone()).await.map(|_| ());
            assert_eq!(looked, may_look, "{}: {request:?}", world.engine());
            let change = merged(request.clone(), Struct::new().with("threshold", 1));
            let changed = caller.call("setLowBalance", change).await.map(|_| ());
            assert_eq!(changed, may_change, "{}: {request:?}", world.engine());
        }
    }
}
