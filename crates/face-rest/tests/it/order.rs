//! The order of checks: missing, malformed, reseller unknown, password, blocked, customer unknown, not the reseller's,
//! conflicts, billing. Among equals, the order of the documented tables.

use app::customer::block::set_blocked;

use crate::world::{ACME, Form, SECRET, World, everywhere, form, with, without};

/// Parameters in the documented order, each with a malformed value.
const ORDERS: [(&str, &[(&str, &str)]); 18] = [
    (
        "customer-user/create",
        &[
            ("contactName", "a\nb"),
            ("email", "x"),
            ("username", "a b"),
            ("password", "\0"),
            ("customer", "a b"),
            ("resellerName", "a@b"),
            ("resellerPassword", "\0"),
            ("phoneNumber", "x"),
            ("applyFreeCredits", "x"),
        ],
    ),
    (
        "user/create",
        &[
            ("username", "a b"),
            ("password", "\0"),
            ("resellerName", "a@b"),
            ("resellerPassword", "\0"),
            ("customerId", "x"),
            ("email", "x"),
            ("phoneNumber", "x"),
            ("finalStatusPush", "x"),
            ("swappingSourceAddressAllowed", "x"),
            ("sourceAddress", "1"),
        ],
    ),
    (
        "customer/create",
        &[
            ("name", "a b"),
            ("resellerName", "a@b"),
            ("resellerPassword", "\0"),
            ("integrationId", "\n"),
            ("rotationAlgorithm", "x"),
            ("billingType", "x"),
            ("moCharge", "x"),
        ],
    ),
    (
        "reseller/create",
        &[
            ("name", "a b"),
            ("password", "\0"),
            ("resellerName", "a@b"),
            ("resellerPassword", "\0"),
            ("billingType", "x"),
            ("defaultCustomerBillingType", "x"),
            ("freeCredits", "x"),
            ("apiRevision", "x"),
        ],
    ),
    (
        "admin/addCredits",
        &[("reseller", "a@b"), ("password", "\0"), ("customer", " a"), ("creditsToAdd", "x")],
    ),
    ("admin/balance", &[("reseller", "a@b"), ("password", "\0"), ("customer", " a")]),
    ("user/creditBalance", &[("username", "a b"), ("password", "\0")]),
    (
        "customer/update",
        &[
            ("customerId", "x"),
            ("resellerName", "a@b"),
            ("resellerPassword", "\0"),
            ("name", "a b"),
            ("integrationId", "\n"),
            ("rotationAlgorithm", "x"),
            ("moCharge", "x"),
            ("sourceAddress", "1"),
        ],
    ),
    ("customer/block", &[("customerId", "x"), ("resellerName", "a@b"), ("resellerPassword", "\0")]),
    ("customer/unblock", &[("customerId", "x"), ("resellerName", "a@b"), ("resellerPassword", "\0")]),
    ("customer/delete", &[("customerId", "x"), ("resellerName", "a@b"), ("resellerPassword", "\0")]),
    ("customer/list", &[("resellerName", "a@b"), ("resellerPassword", "\0"), ("after", "x"), ("limit", "x")]),
    (
        "user/update",
        &[
            ("userId", "x"),
            ("resellerName", "a@b"),
            ("resellerPassword", "\0"),
            ("contactName", "\n"),
            ("email", "x"),
            ("phoneNumber", "x"),
            ("finalStatusPush", "x"),
            ("swappingSourceAddressAllowed", "x"),
            ("sourceAddress", "1"),
            ("username", "a b"),
        ],
    ),
    ("user/block", &[("userId", "x"), ("resellerName", "a@b"), ("resellerPassword", "\0")]),
    ("user/unblock", &[("userId", "x"), ("resellerName", "a@b"), ("resellerPassword", "\0")]),
    ("user/delete", &[("userId", "x"), ("resellerName", "a@b"), ("resellerPassword", "\0")]),
    (
        "user/list",
        &[
            ("customerId", "x"),
            ("resellerName", "a@b"),
            ("resellerPassword", "\0"),
            ("after", "x"),
            ("limit", "x"),
        ],
    ),
    (
        "reseller/settings",
        &[
            ("resellerName", "a@b"),
            ("resellerPassword", "\0"),
            ("reseller", "a@b"),
            ("defaultCustomerBillingType", "x"),
            ("freeCredits", "x"),
            ("apiRevision", "x"),
        ],
    ),
];

/// A value that passes every check of form; nobody is called so.
fn well_formed(parameter: &str) -> &'static str {
    match parameter {
        "email" => "john@doe.com",
        "phoneNumber" | "moCharge" | "freeCredits" | "creditsToAdd" | "limit" => "5",
        "customerId" | "userId" | "after" => "5a4e96a030046095c7ef280f",
        "applyFreeCredits" | "swappingSourceAddressAllowed" => "true",
        "finalStatusPush" => r#"{"type":"SMPP"}"#,
        "sourceAddress" => "123",
        "rotationAlgorithm" => "CONVERSATION",
        "billingType" | "defaultCustomerBillingType" => "PRE_PAID",
        "apiRevision" => "2",
        _ => "nobody",
    }
}

#[tokio::test]
async fn of_several_the_first_of_the_table_is_named() {
    everywhere(async |world| {
        for (operation, parameters) in ORDERS {
            let mut malformed: Form = form(parameters);
            let mut missing = Form::new();
            for (name, _) in parameters {
                let answer = world.post(operation, &malformed).await;
                assert_eq!((answer.status, answer.parameter.as_deref()), (2, Some(*name)), "{operation}");
                malformed = with(&malformed, &[(name, well_formed(name))]);
                if world.required[operation].iter().any(|required| required == name) {
                    let answer = world.post(operation, &missing).await;
                    assert_eq!((answer.status, answer.parameter.as_deref()), (1, Some(*name)), "{operation}");
                }
                missing = with(&missing, &[(name, well_formed(name))]);
            }
            let answer = world.post(operation, &malformed).await;
            let expected = if operation == "user/creditBalance" { 3 } else { 400 };
            assert_eq!(answer.status, expected, "{operation}");
        }
    })
    .await;
}

#[tokio::test]
async fn missing_comes_before_malformed() {
    everywhere(async |world| {
        for (operation, parameters) in ORDERS {
            let last = world.required[operation].last().unwrap();
            let answer = world.post(operation, &without(&form(parameters), last)).await;
            assert_eq!((answer.status, answer.parameter.as_ref()), (1, Some(last)), "{operation}");
        }
    })
    .await;
}

/// Each row breaks one thing more than the one below it, and the first broken thing is told.
async fn check(world: &World, operation: &str, base: &Form, rows: &[(&[(&str, &str)], u64)]) {
    for row in 0..rows.len() {
        let changes: Vec<(&str, &str)> =
            rows[row..].iter().rev().flat_map(|(changes, _)| changes.iter().copied()).collect();
        let answer = world.post(operation, &with(base, &changes)).await;
        assert_eq!(answer.status, rows[row].1, "{operation} {changes:?}: {}", answer.body);
    }
}

#[tokio::test]
async fn from_form_to_conflict() {
    everywhere(async |world| {
        world.reseller("foreign", &[]).await;
        world.reseller("shut", &[]).await;
        world.reseller_below("shut", SECRET, "inside", &[]).await;
        let shut = world.look_up("shut").await.unwrap().customer.key.id;
        let (app, operator) = (&world.installation.app, world.installation.operator());
        set_blocked(app, &operator, shut, None, true).await.unwrap();
        let own = world.customer(ACME, "own", &[("billingType", "PRE_PAID")]).await;
        let foreign = world.customer("foreign", "foreign-customer", &[]).await;
        let taken = with(&world.valid("user/create"), &[("customerId", &own), ("username", "taken")]);
        assert_eq!(world.post("user/create", &taken).await.status, 0);

        let base = with(&world.valid("user/create"), &[("customerId", &own)]);
        let rows: &[(&[(&str, &str)], u64)] = &[
            (&[("email", "")], 1),
            (&[("phoneNumber", "x")], 2),
            (&[("resellerName", "nobody")], 400),
            (&[("resellerPassword", "wrong")], 3),
            (&[("resellerName", "inside")], 4),
            (&[("customerId", "5a4e96a030046095c7ef280f")], 300),
            (&[("customerId", &foreign)], 420),
            (&[("username", "taken")], 201),
            (&[], 0),
        ];
        check(world, "user/create", &base, rows).await;

        let base =
            form(&[("reseller", ACME), ("password", SECRET), ("customer", "own"), ("creditsToAdd", "0")]);
        let rows: &[(&[(&str, &str)], u64)] = &[
            (&[("creditsToAdd", "")], 1),
            (&[("creditsToAdd", "x")], 2),
            (&[("reseller", "nobody")], 400),
            (&[("password", "wrong")], 3),
            (&[("reseller", "shut")], 4),
            (&[("customer", "nobody")], 300),
            (&[("customer", "foreign-customer")], 420),
            (&[("creditsToAdd", "-5")], 320),
            (&[], 0),
        ];
        check(world, "admin/addCredits", &base, rows).await;

        let base = world.valid("customer-user/create");
        let rows: &[(&[(&str, &str)], u64)] = &[
            (&[("applyFreeCredits", "")], 1),
            (&[("applyFreeCredits", "x")], 2),
            (&[("resellerName", "nobody")], 400),
            (&[("resellerPassword", "wrong")], 3),
            (&[("resellerName", "shut")], 4),
            (&[("customer", "own")], 301),
            (&[("username", "taken")], 201),
            (&[], 0),
        ];
        check(world, "customer-user/create", &base, rows).await;
    })
    .await;
}

#[tokio::test]
async fn conflicts_come_before_billing() {
    everywhere(async |world| {
        world.reseller("poor", &[("billingType", "PRE_PAID")]).await;
        world.customer("poor", "taken", &[]).await;
        let base = with(&world.valid("customer/create"), &[("resellerName", "poor")]);
        let rows: &[(&[(&str, &str)], u64)] =
            &[(&[("name", "taken")], 301), (&[("billingType", "POST_PAID")], 321), (&[], 0)];
        check(world, "customer/create", &base, rows).await;
    })
    .await;
}
