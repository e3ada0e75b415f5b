//! Payments: listed, told, and seen by nobody beside or below.

use xmlrpc::{Struct, Value};

use crate::client::Client;
use crate::funds::{booked, funds};
use crate::world::{World, array, double, int, merged, of_struct, refused};

/// The numbers of the payments that a list shows.
async fn listed(caller: &Client, request: Struct) -> Vec<i64> {
    let answer = caller.call("getPaymentsList", request).await.unwrap();
    array(&answer, "payments").iter().map(|payment| int(of_struct(payment), "i_payment")).collect()
}

/// Books one payment and answers with its number.
async fn paid(caller: &Client, customer: i64, amount: &str, more: Struct) -> i64 {
    booked(caller, "customerAddFunds", merged(funds(customer, amount), more)).await.unwrap();
    *listed(caller, Struct::new().with("i_customer", customer)).await.last().unwrap()
}

#[tokio::test]
async fn a_payment_is_told_as_documented() {
    for world in World::all().await {
        let id = world.customer(&world.root, Struct::new()).await;
        let more = Struct::new()
            .with("payment_time", "20091118T09:57:29.123")
            .with("payment_notes", "cash <counted> twice");
        let number = paid(&world.root, id, "20.12", more).await;
        let expected = Struct::new()
            .with("i_payment", number)
            .with("i_customer", id)
            .with("i_account", Value::Nil)
            .with("payment_time", "09:57:29.000 GMT Wed Nov 18 2009")
            .with("amount", double("20.12"))
            .with("currency", "USD")
            .with("tx_id", Value::Nil)
            .with("tx_error", Value::Nil)
            .with("tx_result", 1)
            .with("by_credit_debit_card", false)
            .with("by_voucher", false)
            .with("notes", "cash <counted> twice");
        let list = world.root.call("getPaymentsList", Struct::new()).await.unwrap();
        assert_eq!(array(&list, "payments"), [Value::Struct(expected.clone())], "{}", world.engine());
        let request = Struct::new().with("i_customer", id).with("i_payment", number);
        let told = world.root.call("getPaymentInfo", request).await;
        assert_eq!(told, Ok(merged(Struct::new().with("result", "OK"), expected)), "{}", world.engine());
    }
}

/// Corrections are no payments (reference section 7.5).
#[tokio::test]
async fn corrections_are_no_payments() {
    for world in World::all().await {
        let id = world.customer(&world.root, Struct::new().with("balance", 5)).await;
        for method in ["customerCredit", "customerDebit"] {
            booked(&world.root, method, funds(id, "1")).await.unwrap();
        }
        assert_eq!(listed(&world.root, Struct::new()).await, [0; 0], "{}", world.engine());
    }
}

#[tokio::test]
async fn a_list_is_narrowed_by_each_filter() {
    for world in World::all().await {
        let one = world.customer(&world.root, Struct::new()).await;
        let other = world.customer(&world.root, Struct::new()).await;
        let mut made = Vec::new();
        for (customer, time) in [
            (one, "00:00:00.000 GMT Tue Dec 1 2009"),
            (other, "20091201T12:00:00"),
            (one, "20091202T00:00:00"),
        ] {
            made.push(paid(&world.root, customer, "1", Struct::new().with("payment_time", time)).await);
        }
        let noon = Struct::new().with("start_date", "20091201T12:00:00");
        for (filter, expected) in [
            (Struct::new(), &made[..]),
            (Struct::new().with("i_customer", other), &made[1..2]),
            (Struct::new().with("i_wholesaler", 1), &made[..]),
            (Struct::new().with("type", "credit"), &made[..]),
            (Struct::new().with("type", ""), &made[..]),
            (Struct::new().with("type", "debit"), &[]),
            (Struct::new().with("offset", 1), &made[1..]),
            (Struct::new().with("limit", 1), &made[..1]),
            (Struct::new().with("offset", 1).with("limit", 1), &made[1..2]),
            (Struct::new().with("limit", 0), &[]),
            (noon.clone(), &made[1..]),
            (Struct::new().with("end_date", "20091201T12:00:00"), &made[..2]),
            (Struct::new().with("end_date", "20091201T11:59:59"), &made[..1]),
            (noon.with("end_date", "12:00:00.000 GMT Tue Dec 01 2009"), &made[1..2]),
            (Struct::new().with("start_date", "20100101T00:00:00"), &[]),
        ] {
            assert_eq!(listed(&world.root, filter.clone()).await, expected, "{}: {filter:?}", world.engine());
        }
    }
}

#[tokio::test]
async fn what_is_malformed_is_refused_by_name() {
    let moment = "must be a moment such as 20091118T09:57:29 or 09:57:29.000 GMT Wed Nov 18 2009";
    for world in World::all().await {
        let id = world.customer(&world.root, Struct::new()).await;
        let number = paid(&world.root, id, "1", Struct::new()).await;
        let other = world.customer(&world.root, Struct::new()).await;
        let info = |customer: i64, payment: i64| {
            Struct::new().with("i_customer", customer).with("i_payment", payment)
        };
        for (method, request, code, string) in [
            (
                "getPaymentsList",
                Struct::new().with("type", "both"),
                400,
                "Parameter type must be credit or debit",
            ),
            (
                "getPaymentsList",
                Struct::new().with("limit", 10_001),
                400,
                "Parameter limit may be at most 10000",
            ),
            (
                "getPaymentsList",
                Struct::new().with("offset", -1),
                400,
                "Parameter offset must not be negative",
            ),
            ("getPaymentsList", Struct::new().with("i_customer", 999), 401, "Wrong i_customer"),
            ("getPaymentsList", Struct::new().with("i_wholesaler", 999), 401, "Wrong i_wholesaler"),
            ("getPaymentInfo", Struct::new(), 400, "Parameter i_customer or i_account is required"),
            ("getPaymentInfo", Struct::new().with("i_customer", id), 400, "Parameter i_payment is required"),
            ("getPaymentInfo", info(id, number + 1), 401, "Wrong i_payment"),
            ("getPaymentInfo", info(other, number), 401, "Wrong i_payment"),
            ("getPaymentInfo", info(999, number), 401, "Wrong i_customer"),
            ("getPaymentInfo", info(1, number), 401, "Wrong i_customer"),
        ] {
            let answer = world.root.call(method, request.clone()).await;
            assert_eq!(answer, refused(code, string), "{}: {method} {request:?}", world.engine());
        }
        for name in ["start_date", "end_date"] {
            let answer = world.root.call("getPaymentsList", Struct::new().with(name, "2009")).await;
            assert_eq!(answer, refused(400, &format!("Parameter {name} {moment}")), "{}", world.engine());
        }
    }
}

#[tokio::test]
async fn an_owner_sees_the_payments_of_his_own_customers() {
    for world in World::all().await {
        let (first_id, first) = world.reseller(&world.root, "first").await;
        let (_, second) = world.reseller(&world.root, "second").await;
        let child = world.customer(&first, Struct::new()).await;
        let of_child = paid(&first, child, "1", Struct::new()).await;
        let of_first = paid(&world.root, first_id, "1", Struct::new()).await;
        let by = |owner: i64| Struct::new().with("i_wholesaler", owner);
        assert_eq!(listed(&world.root, Struct::new()).await, [of_first], "{}", world.engine());
        assert_eq!(listed(&world.root, by(first_id)).await, [of_child], "{}", world.engine());
        assert_eq!(listed(&first, Struct::new()).await, [of_child], "{}", world.engine());
        assert_eq!(listed(&second, Struct::new()).await, [0; 0], "{}", world.engine());
        let info = Struct::new().with("i_customer", child).with("i_payment", of_child);
        for (caller, method, request, string) in [
            (&first, "getPaymentsList", by(1), "Wrong i_wholesaler"),
            (&first, "getPaymentsList", Struct::new().with("i_customer", first_id), "Wrong i_customer"),
            (&second, "getPaymentsList", Struct::new().with("i_customer", child), "Wrong i_customer"),
            (&second, "getPaymentsList", by(first_id), "Wrong i_wholesaler"),
            (&second, "getPaymentInfo", info.clone(), "Wrong i_customer"),
            (&world.root, "getPaymentInfo", info.clone(), "Wrong i_customer"),
        ] {
            let answer = caller.call(method, request.clone()).await;
            assert_eq!(answer, refused(401, string), "{}: {method} {request:?}", world.engine());
        }
        let told = world.root.call("getPaymentInfo", merged(info, by(first_id))).await;
        assert!(told.is_ok(), "{}: {told:?}", world.engine());
    }
}
