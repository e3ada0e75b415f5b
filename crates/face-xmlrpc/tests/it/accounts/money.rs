//! Money of accounts: payments and corrections, what bounds them, payments told, and little left.

use xmlrpc::{Fault, Struct, Value};

use super::{Owner, done, number};
use crate::client::Client;
use crate::world::{World, array, double, int, merged, of_struct, refused};

const METHODS: [&str; 3] = ["accountAddFunds", "accountCredit", "accountDebit"];

fn funds(account: i64, amount: &str) -> Struct {
    number(account).with("amount", double(amount)).with("currency", "USD")
}

/// The arithmetic that the vendor's own test checks, to the last digit (reference section 3.1).
#[tokio::test]
async fn the_vendors_arithmetic_is_ours() {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let id = owner.account(Struct::new().with("balance", 100)).await;
        assert_eq!(owner.info(id).await["balance"], double("-100.0"), "{}", world.engine());
        for (method, amount, expected) in [
            ("accountDebit", "50.12", "-49.88"),
            ("accountAddFunds", "20.12", "-70.0"),
            ("accountCredit", "22.12", "-92.12"),
        ] {
            assert_eq!(done(&world.root, method, funds(id, amount)).await, Ok(()), "{}", world.engine());
            assert_eq!(owner.info(id).await["balance"], double(expected), "{}: {method}", world.engine());
        }
        owner.update(id, Struct::new().with("balance", 100)).await.unwrap();
        assert_eq!(owner.info(id).await["balance"], double("-100.0"), "{}", world.engine());
        let list = world.root.call("listAccounts", Struct::new()).await.unwrap();
        let line = of_struct(&array(&list, "accounts")[0]);
        assert_eq!(line.get("balance"), Some(&double("100.0")), "{}", world.engine());
        world.check_sound().await;
    }
}

#[tokio::test]
async fn what_is_missing_or_malformed_is_refused_by_name() {
    let moment = "must be a moment such as 20091118T09:57:29 or 09:57:29.000 GMT Wed Nov 18 2009";
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let id = owner.account(Struct::new()).await;
        let without = |name: &str| -> Struct {
            funds(id, "1").into_iter().filter(|(member, _)| member != name).collect()
        };
        let with = |name: &'static str, value: Value| merged(funds(id, "1"), Struct::new().with(name, value));
        for method in METHODS {
            for (request, code, string) in [
                (Struct::new(), 400, "Parameter i_account is required".to_owned()),
                (without("i_account"), 400, "Parameter i_account is required".to_owned()),
                (without("amount"), 400, "Parameter amount is required".to_owned()),
                (without("currency"), 400, "Parameter currency is required".to_owned()),
                (with("i_account", "x".into()), 400, "Parameter i_account must be an integer".to_owned()),
                (with("amount", 0.into()), 400, "Parameter amount must be above 0".to_owned()),
                (with("amount", double("-0.01")), 400, "Parameter amount must be above 0".to_owned()),
                (
                    with("amount", double("1e-9")),
                    400,
                    "Parameter amount may have at most 8 decimals".to_owned(),
                ),
                (with("amount", double("1e11")), 400, "Parameter amount is too large".to_owned()),
                (with("currency", "EUR".into()), 401, "Wrong currency".to_owned()),
                (with("payment_time", "yesterday".into()), 400, format!("Parameter payment_time {moment}")),
                (
                    with("payment_notes", "я".repeat(256).into()),
                    400,
                    "Parameter payment_notes may have at most 255 characters".to_owned(),
                ),
                (with("i_account", 999.into()), 401, "Wrong i_account".to_owned()),
                (with("i_customer", 999.into()), 401, "Wrong i_customer".to_owned()),
            ] {
                let answer = done(&world.root, method, request.clone()).await;
                assert_eq!(answer, refused(code, &string), "{}: {method} {request:.90?}", world.engine());
            }
        }
        assert_eq!(owner.info(id).await["balance"], double("0.0"), "{}", world.engine());
    }
}

/// A debit records what is owed; no sum may leave what can be kept.
#[tokio::test]
async fn a_debit_goes_beyond_the_credit_limit() {
    let large = "Parameter amount is too large, by itself or with balance and credit_limit";
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let id = owner.account(Struct::new().with("balance", 1).with("credit_limit", 2)).await;
        for (method, amount, expected) in [
            ("accountDebit", "100", Ok(())),
            ("accountDebit", "92233720368", refused(400, large)),
            ("accountCredit", "92233720368.54775807", Ok(())),
            ("accountCredit", "99", refused(400, large)),
        ] {
            let answer = done(&world.root, method, funds(id, amount)).await;
            assert_eq!(answer, expected, "{}: {method} {amount}", world.engine());
        }
        world.check_sound().await;
    }
}

/// The protection of the customer bounds each of his accounts by what he has himself.
#[tokio::test]
async fn a_protected_customer_gives_what_he_can_cover() {
    let over =
        || refused(403, "No permission: overcommit_protection of the owner bounds what an account has");
    for world in World::all().await {
        let protection = Struct::new()
            .with("balance", 100)
            .with("overcommit_protection", true)
            .with("overcommit_limit", 10);
        let (customer, client) = world.reseller_with(&world.root, "protected", protection).await;
        let owner = Owner::new(&world, &client).await;
        let beginning = Struct::new().with("balance", double("110.00000001"));
        assert_eq!(owner.create(beginning).await.map(|_| ()), over(), "{}", world.engine());
        let one = owner.account(Struct::new().with("balance", 110)).await;
        let other = owner.account(Struct::new()).await;
        for (caller, method, account, amount, expected) in [
            (&client, "accountAddFunds", one, "0.00000001", over()),
            (&client, "accountAddFunds", other, "110.00000001", over()),
            (&client, "accountCredit", other, "110.00000001", over()),
            (&client, "accountAddFunds", other, "100", Ok(())),
            (&client, "accountCredit", other, "10", Ok(())),
            // Whoever books for him is bound as he is.
            (&world.root, "accountCredit", other, "0.00000001", over()),
            (&client, "accountDebit", other, "1000", Ok(())),
        ] {
            let request = funds(account, amount).with("i_customer", customer);
            let answer = done(caller, method, request).await;
            assert_eq!(answer, expected, "{}: {method} {amount}", world.engine());
        }
        for (balance, expected) in [("110.00000001", over()), ("110", Ok(())), ("-5", Ok(())), ("0", Ok(()))]
        {
            let answer = owner.update(one, Struct::new().with("balance", double(balance))).await;
            assert_eq!(answer, expected, "{}: {balance}", world.engine());
        }
        // The customer's own money stays where it is.
        let info = world.info(&world.root, customer).await;
        assert_eq!(info.get("balance"), Some(&double("-100.0")), "{}", world.engine());
        // What counts another currency covers nothing.
        let euros = super::plan(&world, &client, "EUR").await;
        let european = owner.account(Struct::new().with("i_billing_plan", euros)).await;
        let credit = merged(funds(european, "1"), Struct::new().with("currency", "EUR"));
        let string = "No permission: overcommit_protection of the owner counts another currency";
        assert_eq!(done(&client, "accountCredit", credit.clone()).await, refused(403, string));
        assert_eq!(done(&client, "accountDebit", credit).await, Ok(()), "{}", world.engine());
        world.check_sound().await;
    }
}

async fn payments(caller: &Client, request: Struct) -> Result<Vec<i64>, Fault> {
    let answer = caller.call("getPaymentsList", request).await?;
    Ok(array(&answer, "payments").iter().map(|payment| int(of_struct(payment), "i_payment")).collect())
}

#[tokio::test]
async fn payments_of_an_account_are_told_to_its_owner() {
    for world in World::all().await {
        let (customer, client) = world.reseller(&world.root, "owner").await;
        let (_, beside) = world.reseller(&world.root, "beside").await;
        let owner = Owner::new(&world, &client).await;
        let id = owner.account(Struct::new()).await;
        let child = world.customer(&client, Struct::new()).await;
        let more = Struct::new().with("payment_time", "20091118T09:57:29").with("payment_notes", "cash");
        for method in METHODS {
            done(&client, method, merged(funds(id, "2.5"), more.clone())).await.unwrap();
        }
        let of_child = Struct::new().with("i_customer", child).with("amount", 1).with("currency", "USD");
        done(&client, "customerAddFunds", of_child).await.unwrap();
        let number_of_payment = payments(&client, number(id)).await.unwrap()[0];
        let told = number(id).with("i_payment", number_of_payment);
        let expected = Struct::new()
            .with("result", "OK")
            .with("i_payment", number_of_payment)
            .with("i_customer", Value::Nil)
            .with("i_account", id)
            .with("payment_time", "09:57:29.000 GMT Wed Nov 18 2009")
            .with("amount", double("2.5"))
            .with("currency", "USD")
            .with("tx_id", Value::Nil)
            .with("tx_error", Value::Nil)
            .with("tx_result", 1)
            .with("by_credit_debit_card", false)
            .with("by_voucher", false)
            .with("notes", "cash");
        assert_eq!(client.call("getPaymentInfo", told.clone()).await, Ok(expected), "{}", world.engine());
        let by_owner = Struct::new().with("i_wholesaler", customer);
        for (caller, request, expected) in [
            (&client, number(id), Ok(1)),
            (&client, Struct::new().with("i_customer", child), Ok(1)),
            (&client, Struct::new(), Ok(2)),
            (&world.root, by_owner.clone(), Ok(2)),
            (&world.root, merged(number(id), by_owner), Ok(1)),
            (&world.root, number(id), refused(401, "Wrong i_account")),
            (&beside, number(id), refused(401, "Wrong i_account")),
            (&beside, number(id).with("i_wholesaler", customer), refused(401, "Wrong i_wholesaler")),
            (
                &client,
                number(id).with("i_customer", child),
                refused(400, "Parameters i_customer and i_account exclude each other"),
            ),
            (
                &client,
                Struct::new().with("i_account", "x"),
                refused(400, "Parameter i_account must be an integer"),
            ),
        ] {
            let count = payments(caller, request.clone()).await.map(|payments| payments.len());
            assert_eq!(count, expected, "{}: {request:?}", world.engine());
        }
        let other = owner.account(Struct::new()).await;
        for (caller, request, string) in [
            (&client, number(other).with("i_payment", number_of_payment), "Wrong i_payment"),
            (
                &client,
                Struct::new().with("i_customer", child).with("i_payment", number_of_payment),
                "Wrong i_payment",
            ),
            (&beside, told, "Wrong i_account"),
        ] {
            let answer = caller.call("getPaymentInfo", request).await;
            assert_eq!(answer, refused(401, string), "{}", world.engine());
        }
        world.check_sound().await;
    }
}

#[tokio::test]
async fn little_left_on_an_account_is_watched() {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let id = owner.account(Struct::new()).await;
        let mut expected = Struct::new()
            .with("result", "OK")
            .with("threshold", Value::Nil)
            .with("notify_by_email", false)
            .with("charge_card", false)
            .with("charge_amount", double("0.0"))
            .with("i_debit_credit_card", Value::Nil)
            .with("notification_retry_count", 0)
            .with("notification_retry_interval", 0)
            .with("br_charge_card", false)
            .with("br_charge_amount", double("0.0"))
            .with("br_i_debit_credit_card", Value::Nil);
        for (change, shown) in [
            (Struct::new(), Struct::new()),
            (Struct::new().with("threshold", 10), Struct::new().with("threshold", double("10.0"))),
            (
                Struct::new().with("br_charge_card", 1).with("br_charge_amount", "7.5"),
                Struct::new().with("br_charge_card", true).with("br_charge_amount", double("7.5")),
            ),
            (Struct::new().with("notify_by_email", true), Struct::new().with("notify_by_email", true)),
            (
                Struct::new().with("br_i_debit_credit_card", Value::Nil).with("br_charge_amount", Value::Nil),
                Struct::new(),
            ),
            (Struct::new().with("br_charge_card", false), Struct::new().with("br_charge_card", false)),
        ] {
            expected = merged(expected, shown);
            let set = done(&world.root, "setLowBalance", merged(number(id), change.clone())).await;
            assert_eq!(set, Ok(()), "{}: {change:?}", world.engine());
            let told = world.root.call("getLowBalance", number(id)).await;
            assert_eq!(told, Ok(expected.clone()), "{}: {change:?}", world.engine());
        }
        let needed = "Parameter charge_amount must be above 0 where charge_card is set, and br_charge_amount where \
                      br_charge_card is";
        let customer = world.customer(&world.root, Struct::new()).await;
        let of_customer = Struct::new().with("i_customer", customer);
        for (request, code, string) in [
            (Struct::new(), 400, "Parameter i_customer or i_account is required"),
            (
                number(id).with("i_customer", customer),
                400,
                "Parameters i_customer and i_account exclude each other",
            ),
            (number(999), 401, "Wrong i_account"),
            (number(id).with("i_wholesaler", customer), 401, "Wrong i_account"),
            (number(id).with("i_wholesaler", 999), 401, "Wrong i_wholesaler"),
            (number(id).with("charge_card", 1), 400, needed),
            (number(id).with("br_charge_card", 1).with("br_charge_amount", 0), 400, needed),
            (number(id).with("br_charge_amount", -1), 400, "Parameter br_charge_amount must not be negative"),
            (number(id).with("br_charge_card", 2), 400, "Parameter br_charge_card must be a boolean, 0 or 1"),
            (number(id).with("br_i_debit_credit_card", 1), 401, "Wrong br_i_debit_credit_card"),
            (
                of_customer.clone().with("br_charge_card", 0),
                400,
                "Parameter br_charge_card is for accounts alone",
            ),
            (
                of_customer.with("br_charge_amount", 1),
                400,
                "Parameter br_charge_amount is for accounts alone",
            ),
        ] {
            let answer = world.root.call("setLowBalance", request.clone()).await;
            assert_eq!(answer, refused(code, string), "{}: {request:?}", world.engine());
        }
        let told = world.root.call("getLowBalance", number(id)).await;
        assert_eq!(told, Ok(expected), "{}", world.engine());
        world.check_sound().await;
    }
}

/// Everybody may look at his own accounts; changing needs the right to edit them.
#[tokio::test]
async fn settings_are_the_owners() {
    for world in World::all().await {
        let group = world.routing_group(&world.root).await;
        let add_only = Struct::new().with("accounts_mgmt", 1).with("i_routing_group", group);
        let (customer, client) = world.reseller_with(&world.root, "owner", add_only).await;
        let owner = Owner::new(&world, &client).await;
        let id = owner.account(Struct::new()).await;
        assert!(client.call("getLowBalance", number(id)).await.is_ok(), "{}", world.engine());
        let change = number(id).with("threshold", 1);
        let string = "No permission: bit 1 (edit) of accounts_mgmt is needed";
        assert_eq!(done(&client, "setLowBalance", change.clone()).await, refused(403, string));
        let by_root = change.with("i_wholesaler", customer);
        assert_eq!(done(&world.root, "setLowBalance", by_root).await, Ok(()), "{}", world.engine());
    }
}
