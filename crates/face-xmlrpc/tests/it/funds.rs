//! Payments and corrections that an owner books: what moves, who may, and what bounds it.

use std::sync::Arc;

use app::funds::FundsOf;
use app::funds::book::{BookFunds, BookFundsError, book_funds};
use charging::FundsChange;
use money::Amount;
use party::ids::CustomerId;
use party::text::Line;
use support::START;
use tokio::task::JoinSet;
use xmlrpc::{Fault, Struct, Value};

use crate::client::Client;
use crate::world::{World, array, double, int, merged, of_struct, refused, text};

const METHODS: [&str; 3] = ["customerAddFunds", "customerCredit", "customerDebit"];

/// What each of the three needs.
pub(crate) fn funds(customer: i64, amount: &str) -> Struct {
    Struct::new().with("i_customer", customer).with("amount", double(amount)).with("currency", "USD")
}

/// Books and answers with nothing.
pub(crate) async fn booked(caller: &Client, method: &str, request: Struct) -> Result<(), Fault> {
    let answer = caller.call(method, request).await?;
    assert_eq!(answer, Struct::new().with("result", "OK"));
    Ok(())
}

/// What the caller is told that the customer owes.
async fn debt(world: &World, caller: &Client, customer: i64) -> Value {
    world.info(caller, customer).await.get("balance").unwrap().clone()
}

async fn violations(world: &World) -> Vec<String> {
    let found = app::verify::verify(&world.installation.app).await.unwrap();
    found.into_iter().map(|violation| violation.invariant).collect()
}

/// The arithmetic that the vendor's own test checks, to the last digit (reference section 3.1).
#[tokio::test]
async fn the_vendors_arithmetic_is_ours() {
    for world in World::all().await {
        let id = world.customer(&world.root, Struct::new().with("balance", 100)).await;
        assert_eq!(debt(&world, &world.root, id).await, double("-100.0"), "{}", world.engine());
        for (method, amount, expected) in [
            ("customerDebit", "50.12", "-49.88"),
            ("customerAddFunds", "20.12", "-70.0"),
            ("customerCredit", "22.12", "-92.12"),
        ] {
            assert_eq!(booked(&world.root, method, funds(id, amount)).await, Ok(()), "{}", world.engine());
            assert_eq!(debt(&world, &world.root, id).await, double(expected), "{}: {method}", world.engine());
        }
        assert_eq!(violations(&world).await, [""; 0], "{}", world.engine());
    }
}

#[tokio::test]
async fn every_parameter_is_read_as_the_dialect_reads_it() {
    for world in World::all().await {
        let id = world.customer(&world.root, Struct::new()).await;
        for method in METHODS {
            for (more, fits) in [
                (Struct::new(), true),
                (Struct::new().with("amount", 5), true),
                (Struct::new().with("amount", "0.00000001"), true),
                (Struct::new().with("amount", double("1e-08")), true),
                (Struct::new().with("i_wholesaler", 1), true),
                (Struct::new().with("payment_notes", "я".repeat(255)), true),
                (Struct::new().with("payment_notes", Value::Nil).with("payment_time", Value::Nil), true),
                (Struct::new().with("payment_notes", "").with("payment_time", ""), true),
                (Struct::new().with("payment_time", "09:57:29.000 GMT Wed Nov 18 2009"), true),
                (Struct::new().with("payment_time", "20091118T09:57:29"), true),
                (Struct::new().with("unknown", 1), true),
                (Struct::new().with("payment_notes", "a\nb"), false),
            ] {
                let answer = booked(&world.root, method, merged(funds(id, "1"), more.clone())).await;
                assert_eq!(answer.is_ok(), fits, "{}: {method} {more:.80?} {answer:?}", world.engine());
            }
        }
    }
}

#[tokio::test]
async fn what_is_missing_or_malformed_is_refused_by_name() {
    let moment = "must be a moment such as 20091118T09:57:29 or 09:57:29.000 GMT Wed Nov 18 2009";
    for world in World::all().await {
        let id = world.customer(&world.root, Struct::new()).await;
        let without = |name: &str| -> Struct {
            funds(id, "1").into_iter().filter(|(member, _)| member != name).collect()
        };
        let with =
            |name: &str, value: Value| merged(funds(id, "1"), Struct::new().with(name.to_owned(), value));
        for method in METHODS {
            for (request, code, string) in [
                (Struct::new(), 400, "Parameter i_customer is required".to_owned()),
                (without("i_customer"), 400, "Parameter i_customer is required".to_owned()),
                (without("amount"), 400, "Parameter amount is required".to_owned()),
                (without("currency"), 400, "Parameter currency is required".to_owned()),
                (with("amount", Value::Nil), 400, "Parameter amount is required".to_owned()),
                (with("i_customer", "x".into()), 400, "Parameter i_customer must be an integer".to_owned()),
                (with("amount", 0.into()), 400, "Parameter amount must be above 0".to_owned()),
                (with("amount", double("-0.01")), 400, "Parameter amount must be above 0".to_owned()),
                (
                    with("amount", double("1e-9")),
                    400,
                    "Parameter amount may have at most 8 decimals".to_owned(),
                ),
                (with("amount", double("1e11")), 400, "Parameter amount is too large".to_owned()),
                (
                    with("amount", "".into()),
                    400,
                    "Parameter amount must be a number such as -12.5".to_owned(),
                ),
                (with("currency", "EUR".into()), 401, "Wrong currency".to_owned()),
                (
                    with("payment_notes", "я".repeat(256).into()),
                    400,
                    "Parameter payment_notes may have at most 255 characters".to_owned(),
                ),
                (with("payment_time", "yesterday".into()), 400, format!("Parameter payment_time {moment}")),
                (with("i_customer", 999.into()), 401, "Wrong i_customer".to_owned()),
                (with("i_customer", 1.into()), 401, "Wrong i_customer".to_owned()),
                (with("i_wholesaler", 999.into()), 401, "Wrong i_customer".to_owned()),
            ] {
                let answer = booked(&world.root, method, request.clone()).await;
                assert_eq!(answer, refused(code, &string), "{}: {method} {request:.90?}", world.engine());
            }
            let unknown = booked(&world.root, method, with("currency", "XYZ".into())).await;
            assert_eq!(unknown.map_err(|fault| fault.code), Err(400), "{}", world.engine());
        }
        assert_eq!(debt(&world, &world.root, id).await, double("0.0"), "{}", world.engine());
    }
}

/// Directly below the caller, or below whom he names in his branch; with the right to edit customers.
#[tokio::test]
async fn only_an_owner_with_the_right_books() {
    const NO_RIGHT: &str = "No permission: bit 1 (edit) of customers_mgmt is needed";
    for world in World::all().await {
        let (first_id, first) = world.reseller(&world.root, "first").await;
        let (_, second) = world.reseller(&world.root, "second").await;
        let child = world.customer(&first, Struct::new()).await;
        let without = Struct::new().with("customers_mgmt", 5);
        let (lacking_id, lacking) = world.reseller_with(&first, "lacking", without).await;
        let grandchild = world.customer(&lacking, Struct::new()).await;
        let of = |customer: i64, owner: i64| funds(customer, "1").with("i_wholesaler", owner);
        let wrong = || refused(401, "Wrong i_customer");
        for method in METHODS {
            for (caller, request, expected) in [
                (&first, funds(child, "1"), Ok(())),
                (&first, of(child, first_id), Ok(())),
                (&first, of(grandchild, lacking_id), Ok(())),
                (&first, funds(grandchild, "1"), wrong()),
                (&first, funds(first_id, "1"), wrong()),
                (&world.root, of(child, first_id), Ok(())),
                (&world.root, funds(child, "1"), wrong()),
                (&second, funds(child, "1"), wrong()),
                (&second, of(child, first_id), wrong()),
                (&lacking, funds(child, "1"), wrong()),
                (&lacking, funds(grandchild, "1"), refused(403, NO_RIGHT)),
            ] {
                let answer = booked(caller, method, request.clone()).await;
                assert_eq!(answer, expected, "{}: {method} {request:?}", world.engine());
            }
        }
        // The owner's own money stays where it is (reference section 7.6).
        assert_eq!(debt(&world, &world.root, first_id).await, double("0.0"), "{}", world.engine());
        assert_eq!(violations(&world).await, [""; 0], "{}", world.engine());
    }
}

/// A debit records what is owed; it is no spending that a limit could refuse.
#[tokio::test]
async fn a_debit_goes_beyond_the_credit_limit() {
    for world in World::all().await {
        let more = Struct::new().with("balance", 1).with("credit_limit", 2);
        let id = world.customer(&world.root, more).await;
        assert_eq!(booked(&world.root, "customerDebit", funds(id, "100")).await, Ok(()));
        assert_eq!(debt(&world, &world.root, id).await, double("99.0"), "{}", world.engine());
        let large = "Parameter amount is too large, by itself or with balance and credit_limit";
        for (method, amount, expected) in [
            ("customerDebit", "92233720368", refused(400, large)),
            ("customerCredit", "92233720368.54775807", Ok(())),
            ("customerCredit", "99", refused(400, large)),
        ] {
            let answer = booked(&world.root, method, funds(id, amount)).await;
            assert_eq!(answer, expected, "{}: {method} {amount}", world.engine());
        }
    }
}

#[tokio::test]
async fn a_protected_owner_gives_what_he_can_cover() {
    let over =
        || refused(403, "No permission: overcommit_protection of the owner bounds what a customer has");
    for world in World::all().await {
        let protection = Struct::new()
            .with("balance", 100)
            .with("overcommit_protection", true)
            .with("overcommit_limit", 10);
        let (owner_id, owner) = world.reseller_with(&world.root, "protected", protection).await;
        let (one, other) =
            (world.customer(&owner, Struct::new()).await, world.customer(&owner, Struct::new()).await);
        for (caller, method, customer, amount, expected) in [
            (&owner, "customerAddFunds", one, "110.00000001", over()),
            (&owner, "customerCredit", one, "110.00000001", over()),
            (&owner, "customerAddFunds", one, "100", Ok(())),
            (&owner, "customerCredit", one, "10", Ok(())),
            (&owner, "customerAddFunds", one, "0.00000001", over()),
            // Each customer is bounded by himself, and whoever books for the owner is bound as he is.
            (&owner, "customerAddFunds", other, "110", Ok(())),
            (&world.root, "customerCredit", other, "0.00000001", over()),
            (&owner, "customerDebit", other, "1000", Ok(())),
            // Root is not billed, so nothing bounds what he gives.
            (&world.root, "customerAddFunds", owner_id, "1000000", Ok(())),
            (&owner, "customerCredit", one, "1000", Ok(())),
        ] {
            let owner = if customer == owner_id { 1 } else { owner_id };
            let request = funds(customer, amount).with("i_wholesaler", owner);
            let answer = booked(caller, method, request).await;
            assert_eq!(answer, expected, "{}: {method} {amount}", world.engine());
        }
        // What counts another currency covers nothing.
        let tariff = world.tariff(&owner, "EUR").await;
        let european = world.customer(&owner, Struct::new().with("i_tariff", tariff)).await;
        let answer = booked(&owner, "customerCredit", funds(european, "1").with("currency", "EUR")).await;
        let other = "No permission: overcommit_protection of the owner counts another currency";
        assert_eq!(answer, refused(403, other), "{}", world.engine());
        let debited = booked(&owner, "customerDebit", funds(european, "1").with("currency", "EUR")).await;
        assert_eq!(debited, Ok(()), "{}", world.engine());
    }
}

/// What a new customer brings, and what an old one is said to have, is given to him as well.
#[tokio::test]
async fn a_protected_owner_bounds_what_customers_are_made_with_and_changed_to() {
    let over =
        || refused(403, "No permission: overcommit_protection of the owner bounds what a customer has");
    for world in World::all().await {
        let protection = Struct::new()
            .with("balance", 100)
            .with("overcommit_protection", true)
            .with("overcommit_limit", 10);
        let (owner_id, owner) = world.reseller_with(&world.root, "protected", protection).await;
        let made = |name: &'static str, balance: &'static str| {
            let members = Struct::new().with("name", name).with("web_password", "a password");
            members.with("i_tariff", Value::Nil).with("balance", double(balance))
        };
        for (name, balance, expected) in [
            ("over", "110.00000001", over()),
            ("full", "110", Ok(())),
            ("in-debt", "-1000", Ok(())),
            ("empty", "0", Ok(())),
        ] {
            let answer = owner.call("createCustomer", made(name, balance)).await.map(drop);
            assert_eq!(answer, expected, "{}: {name}", world.engine());
        }
        let id = world.customer(&owner, Struct::new()).await;
        for (caller, balance, expected) in [
            (&owner, "110.00000001", over()),
            (&owner, "110", Ok(())),
            (&owner, "-500", Ok(())),
            (&world.root, "111", over()),
            (&owner, "1", Ok(())),
        ] {
            let change = Struct::new().with("i_customer", id).with("balance", double(balance));
            let change = change.with("i_wholesaler", owner_id);
            let answer = caller.call("updateCustomer", change).await.map(drop);
            assert_eq!(answer, expected, "{}: {balance}", world.engine());
        }
    }
}

/// What was done, by whom, and how it looked before and after: in the transaction that did it.
#[tokio::test]
async fn everything_booked_is_in_the_audit_log() {
    for world in World::all().await {
        let id = world.customer(&world.root, Struct::new()).await;
        for method in METHODS {
            let request = funds(id, "2.5").with("payment_notes", "cash");
            booked(&world.root, method, request).await.unwrap();
        }
        let log = world.root.call("getAuditLogs", Struct::new().with("action", "FUNDS")).await.unwrap();
        let records: Vec<&Struct> = array(&log, "records").iter().map(of_struct).collect();
        let mut operations = Vec::new();
        for record in records {
            assert_eq!(int(record, "i_customer"), id, "{}", world.engine());
            assert_eq!(text(record, "actor"), "customer:1", "{}", world.engine());
            let info = of_struct(record.get("audit_info").unwrap());
            let (before, after) = (text(info, "before"), text(info, "after"));
            assert!(before.contains("\"balance\":") && after.contains("\"notes\":\"cash\""), "{after}");
            assert!(after.contains("\"amount\":\"2.5\""), "{}: {after}", world.engine());
            operations.push(text(info, "operation"));
        }
        operations.sort_unstable();
        let expected = ["customer.add_funds", "customer.credit", "customer.debit"];
        assert_eq!(operations, expected, "{}", world.engine());
    }
}

/// Nothing is lost and nothing is counted twice, however many book at the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_at_once_sum_exactly() {
    for world in World::all().await.into_iter().map(Arc::new) {
        let id = world.customer(&world.root, Struct::new().with("balance", 7)).await;
        let mut running = JoinSet::new();
        for number in 0..200 {
            let world = Arc::clone(&world);
            let method = METHODS[number % 3];
            running.spawn(async move {
                booked(&world.root, method, funds(id, "0.00000001")).await.map(|()| method)
            });
        }
        let mut units = 700_000_000;
        for answer in running.join_all().await {
            units += if answer.unwrap() == "customerDebit" { -1 } else { 1 };
        }
        let expected = double(&format!("-7.{:08}", units - 700_000_000));
        assert_eq!(debt(&world, &world.root, id).await, expected, "{}", world.engine());
        let payments = world.root.call("getPaymentsList", Struct::new()).await.unwrap();
        let payments = array(&payments, "payments").iter().map(of_struct);
        let mut numbers: Vec<i64> = payments.map(|payment| int(payment, "i_payment")).collect();
        numbers.dedup();
        assert_eq!(numbers.len(), 67, "{}", world.engine());
        assert_eq!(violations(&world).await, [""; 0], "{}", world.engine());
    }
}

/// The same key books once, and another content under it is refused.
#[tokio::test]
async fn a_repeated_write_books_once() {
    for world in World::all().await {
        let id = world.customer(&world.root, Struct::new()).await;
        let app = &world.installation.app;
        let usd = money::Commodity::Currency(money::Currency::parse("USD").unwrap());
        let book = async |units: i64, content: &[u8]| {
            let key = app::IdempotencyKey::new(app, "key", content).unwrap();
            let context = app::Context { idempotency: Some(key), ..world.installation.operator() };
            let request = BookFunds {
                of: FundsOf::Customer { id: CustomerId(id), owner: None },
                change: FundsChange::Payment,
                amount: Amount::new(units, usd),
                notes: Line::default(),
                happened_at: None,
            };
            book_funds(app, &context, request).await
        };
        let first = book(5, b"five").await.unwrap();
        assert!(first.is_some(), "{}", world.engine());
        assert_eq!(book(5, b"five").await.unwrap(), first, "{}", world.engine());
        let other = book(6, b"six").await;
        assert!(matches!(other, Err(BookFundsError::Conflict(_))), "{}: {other:?}", world.engine());
        assert_eq!(debt(&world, &world.root, id).await, double("-0.00000005"), "{}", world.engine());
    }
}

/// A removed customer's payments stay in the books, and the books stay sound.
#[tokio::test]
async fn a_customer_who_paid_can_be_removed() {
    for world in World::all().await {
        let id = world.customer(&world.root, Struct::new()).await;
        booked(&world.root, "customerAddFunds", funds(id, "5")).await.unwrap();
        let watch = Struct::new().with("i_customer", id).with("threshold", 1);
        world.root.call("setLowBalance", watch).await.unwrap();
        let removed = world.root.call("deleteCustomer", Struct::new().with("i_customer", id)).await;
        assert!(removed.is_ok(), "{}: {removed:?}", world.engine());
        assert_eq!(violations(&world).await, [""; 0], "{}", world.engine());
        let listed = world.root.call("getPaymentsList", Struct::new()).await.unwrap();
        assert_eq!(array(&listed, "payments"), [], "{}", world.engine());
    }
}

/// Without a moment, a payment was made when it was booked.
#[tokio::test]
async fn now_is_the_installations_time() {
    for world in World::all().await {
        let id = world.customer(&world.root, Struct::new()).await;
        assert_eq!(world.installation.clock.now(), START);
        booked(&world.root, "customerAddFunds", funds(id, "5")).await.unwrap();
        let listed = world.root.call("getPaymentsList", Struct::new()).await.unwrap();
        let payment = of_struct(&array(&listed, "payments")[0]);
        assert_eq!(text(payment, "payment_time"), "00:00:00.000 GMT Thu Jan 01 2026", "{}", world.engine());
    }
}
