//! The audit log: who reads of what, in the words of the dialect, page by page.

use std::time::Duration;

use xmlrpc::{Fault, Struct, Value};

use crate::client::Client;
use crate::world::{World, array, double, of_struct, refused, text};

/// Action and resource of each record that `caller` is shown.
async fn shown(caller: &Client, request: Struct) -> Result<Vec<String>, Fault> {
    let answer = caller.call("getAuditLogs", request).await?;
    let line = |record: &Value| {
        let record = of_struct(record);
        format!("{} {}", text(record, "action"), text(record, "resource"))
    };
    Ok(array(&answer, "records").iter().map(line).collect())
}

fn of(resource: &str) -> Struct {
    Struct::new().with("resource", resource)
}

#[tokio::test]
async fn what_is_done_to_a_customer_is_recorded_as_in_the_imitated_product() {
    for world in World::all().await {
        let id = world.customer(&world.root, Struct::new().with("balance", 100)).await;
        let customer = Struct::new().with("i_customer", id);
        for (method, amount) in
            [("customerDebit", "50.12"), ("customerAddFunds", "20.12"), ("customerCredit", "22.12")]
        {
            let request = customer.clone().with("amount", double(amount)).with("currency", "USD");
            world.root.call(method, request).await.unwrap();
        }
        world.root.call("updateCustomer", customer.clone().with("description", "x")).await.unwrap();
        world.root.call("deleteCustomer", customer.clone()).await.unwrap();
        let resource = format!("customers:i_customer={id}");
        let records = shown(&world.root, of(&resource)).await.unwrap();
        let expected = ["D", "U", "A"].map(|action| format!("{action} {resource}"));
        assert_eq!(records, expected, "{}", world.engine());
        let funds = ["credit:i_customer={}:amount=22.12 USD", "add:i_customer={}:amount=20.12 USD"];
        let debit = "debit:i_customer={}:amount=50.12 USD";
        let named = |shape: &str| shape.replace("{}", &id.to_string());
        let expected: Vec<String> =
            funds.into_iter().chain([debit]).map(|shape| format!("FUNDS {}", named(shape))).collect();
        let records = shown(&world.root, Struct::new().with("action", "FUNDS")).await.unwrap();
        assert_eq!(records, expected, "{}", world.engine());
        for (resource, expected) in [
            (named(debit), 1),
            (format!("debit:i_customer={id}"), 1),
            (format!("debit:i_customer={id}:amount=50.13 USD"), 0),
            (format!("debit:i_customer={id}:amount=50.12 EUR"), 0),
            (format!("debit:i_customer={id}0"), 0),
            (format!("vendors:i_customer={id}"), 0),
            ("nothing".to_owned(), 0),
        ] {
            let request = of(&resource).with("action", "FUNDS");
            let count = shown(&world.root, request).await.map(|records| records.len());
            assert_eq!(count, Ok(expected), "{}: {resource}", world.engine());
        }
        let both = shown(&world.root, of(&resource).with("action", "D")).await;
        assert_eq!(both, Ok(vec![format!("D {resource}")]), "{}", world.engine());
    }
}

/// Root reads everything; a reseller of himself and of those below; nobody of who is above or beside.
#[tokio::test]
async fn everybody_reads_of_his_own_branch() {
    for world in World::all().await {
        let (top_id, top) = world.reseller(&world.root, "top").await;
        let (middle_id, middle) = world.reseller(&top, "middle").await;
        let (_, beside) = world.reseller(&top, "beside").await;
        let leaf = world.customer(&middle, Struct::new()).await;
        let created = |id: i64| format!("A customers:i_customer={id}");
        let list = async |caller: &Client, of: Option<i64>| {
            shown(caller, Struct::new().with("i_customer", of)).await
        };
        let of_middle = Ok(vec![created(leaf), created(middle_id)]);
        assert_eq!(list(&middle, None).await, of_middle, "{}", world.engine());
        assert_eq!(list(&middle, Some(middle_id)).await, of_middle, "{}", world.engine());
        assert_eq!(list(&top, Some(middle_id)).await, of_middle, "{}", world.engine());
        assert_eq!(list(&world.root, Some(middle_id)).await, of_middle, "{}", world.engine());
        assert_eq!(list(&middle, Some(leaf)).await, Ok(vec![created(leaf)]), "{}", world.engine());
        assert_eq!(list(&top, None).await.map(|records| records.len()), Ok(4), "{}", world.engine());
        // Root himself was made as well.
        assert_eq!(list(&world.root, None).await.map(|records| records.len()), Ok(5), "{}", world.engine());
        assert_eq!(list(&beside, None).await.map(|records| records.len()), Ok(1), "{}", world.engine());
        for (caller, asked) in
            [(&beside, middle_id), (&middle, top_id), (&middle, 1), (&top, 1), (&world.root, 999)]
        {
            let answer = list(caller, Some(asked)).await;
            assert_eq!(answer, refused(401, "Wrong i_customer"), "{}: {asked}", world.engine());
        }
        // A customer who is gone stays in the log of those above him.
        let gone = Struct::new().with("i_customer", leaf);
        middle.call("deleteCustomer", gone).await.unwrap();
        let first = list(&middle, None).await.unwrap().into_iter().next();
        assert_eq!(first, Some(format!("D customers:i_customer={leaf}")), "{}", world.engine());
    }
}

/// A record tells who did it and what changed, but nothing of what is above its reader.
#[tokio::test]
async fn a_record_tells_nothing_of_what_is_above() {
    for world in World::all().await {
        let (id, reseller) = world.reseller(&world.root, "reseller").await;
        let one = async |caller: &Client| {
            let request = of(&format!("customers:i_customer={id}"));
            let answer = caller.call("getAuditLogs", request).await.unwrap();
            of_struct(&array(&answer, "records")[0]).clone()
        };
        let told = one(&world.root).await;
        assert_eq!(text(&told, "actor"), "customer:1", "{}", world.engine());
        assert_eq!(text(&told, "timestamp"), "20260101T00:00:00.000", "{}", world.engine());
        assert_eq!(told.get("i_customer"), Some(&id.into()), "{}", world.engine());
        let info = of_struct(told.get("audit_info").unwrap());
        assert_eq!((text(info, "operation"), text(info, "interface")), ("customer.create", "xmlrpc"));
        assert_eq!(info.get("before"), Some(&Value::Nil), "{}", world.engine());
        assert!(text(info, "after").contains("\"name\""), "{}", world.engine());
        let told = one(&reseller).await;
        assert_eq!(told.get("actor"), Some(&Value::Nil), "{}", world.engine());
        let info = of_struct(told.get("audit_info").unwrap());
        assert_eq!(info.get("after"), Some(&Value::Nil), "{}", world.engine());
    }
}

#[tokio::test]
async fn the_log_is_read_by_time_in_both_formats_and_by_page() {
    for world in World::all().await {
        // One each hour: at midnight, at one, at two.
        let mut made = Vec::new();
        for _ in 0..3 {
            made.insert(0, world.routing_group(&world.root).await);
            world.installation.clock.advance(Duration::from_secs(3_600));
        }
        let records: Vec<String> =
            made.iter().map(|id| format!("A routing_groups:i_routing_group={id}")).collect();
        let [second, first, zeroth] = &records[..] else { panic!("{records:?}") };
        let at = |start: Value, end: Value| Struct::new().with("start_date", start).with("end_date", end);
        let root_was_made = "A customers:i_customer=1".to_owned();
        for (request, expected) in [
            // It is three: the last hour begins at two.
            (Struct::new(), vec![second]),
            (at("".into(), Value::Nil), vec![second]),
            (at("20260101T00:30:00".into(), Value::Nil), vec![first]),
            (at("00:30:00.000 GMT Thu Jan 1 2026".into(), Value::Nil), vec![first]),
            (at(Value::DateTime("20260101T00:30:00".to_owned()), Value::Nil), vec![first]),
            (at(Value::Nil, "20260101T01:00:00.000".into()), vec![first, zeroth, &root_was_made]),
            (at("20260101T00:00:00.001".into(), "20260101T02:00:00".into()), vec![second, first]),
            (at("20260101T00:00:01".into(), "20260101T00:00:01".into()), vec![]),
        ] {
            let expected: Vec<String> = expected.into_iter().cloned().collect();
            assert_eq!(shown(&world.root, request.clone()).await, Ok(expected), "{request:?}");
        }
        let all = || at("20260101T00:00:00".into(), "20260101T03:00:00".into());
        for (page, expected) in [
            (all().with("limit", 1), &records[..1]),
            (all().with("limit", 1).with("offset", 1), &records[1..2]),
            (all().with("limit", 0), &[]),
            (all().with("limit", 100).with("offset", 9), &[]),
        ] {
            let found = shown(&world.root, page.clone()).await.unwrap();
            assert_eq!(found, expected, "{}: {page:?}", world.engine());
        }
    }
}

#[tokio::test]
async fn what_is_malformed_is_refused_by_name() {
    const NO_MOMENT: &str = "must be a moment such as 20091118T09:57:29 or 09:57:29.000 GMT Wed Nov 18 2009";
    for world in World::all().await {
        for (parameter, given, rule) in [
            ("start_date", Value::from("yesterday"), NO_MOMENT),
            ("end_date", "20260230T00:00:00".into(), NO_MOMENT),
            ("end_date", Value::DateTime("2026".to_owned()), NO_MOMENT),
            ("start_date", true.into(), "must be a string, not boolean"),
            ("i_customer", "x".into(), "must be an integer"),
            ("resource", true.into(), "must be a string, not boolean"),
            ("action", true.into(), "must be a string, not boolean"),
            ("limit", 101.into(), "may be at most 100"),
            ("limit", (-1).into(), "must not be negative"),
            ("offset", (-1).into(), "must not be negative"),
            ("offset", "x".into(), "must be an integer"),
        ] {
            let answer = shown(&world.root, Struct::new().with(parameter, given.clone())).await;
            let expected = refused(400, &format!("Parameter {parameter} {rule}"));
            assert_eq!(answer, expected, "{}: {given:?}", world.engine());
        }
        let backwards =
            Struct::new().with("start_date", "20260102T00:00:00").with("end_date", "20260101T00:00:00");
        let expected = refused(400, "Parameter end_date must not be before start_date");
        assert_eq!(shown(&world.root, backwards).await, expected, "{}", world.engine());
        // Nothing is recorded with another action, and empty texts select nothing.
        assert_eq!(shown(&world.root, Struct::new().with("action", "R")).await, Ok(Vec::new()));
        let empty = Struct::new().with("action", "").with("resource", "").with("limit", Value::Nil);
        assert_eq!(shown(&world.root, empty).await.map(|records| records.len()), Ok(1));
    }
}
