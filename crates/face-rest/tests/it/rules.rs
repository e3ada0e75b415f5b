//! The rules of every parameter, one table an operation, after the tables of the platform's pages.

use crate::world::{ACME, Form, SECRET, World, everywhere, form, with, without};

const CREATES: [&str; 4] = ["customer-user/create", "user/create", "customer/create", "reseller/create"];
const CREDITS: [&str; 3] = ["admin/addCredits", "admin/balance", "user/creditBalance"];

/// Parameters that the operation accepts.
async fn valid(world: &World, operation: &str) -> Form {
    match operation {
        "admin/addCredits" => {
            let base =
                [("reseller", ACME), ("password", SECRET), ("customer", "prepaid"), ("creditsToAdd", "0")];
            form(&base)
        }
        "admin/balance" => form(&[("reseller", ACME), ("password", SECRET), ("customer", "prepaid")]),
        "user/creditBalance" => form(&[("username", "user"), ("password", "password")]),
        "user/create" => with(&world.valid(operation), &[("customerId", &customer_id(world).await)]),
        other => world.valid(other),
    }
}

async fn customer_id(world: &World) -> String {
    world.look_up("prepaid").await.unwrap().customer.object_id.to_string()
}

/// A prepaid customer and his user.
async fn lay_out(world: &World) {
    let id = world.customer(ACME, "prepaid", &[("billingType", "PRE_PAID")]).await;
    let user = with(&world.valid("user/create"), &[("customerId", &id), ("username", "user")]);
    assert_eq!(world.post("user/create", &user).await.status, 0);
}

/// Each value of `parameter` alone decides: with it the operation succeeds.
async fn accepts(world: &World, operation: &str, parameter: &str, values: &[&str]) {
    for value in values {
        let answer =
            world.post(operation, &with(&valid(world, operation).await, &[(parameter, value)])).await;
        assert_eq!(answer.status, 0, "{operation}: {parameter}={value:?} is answered {}", answer.body);
    }
}

/// Each value of `parameter` alone decides: it is named as malformed, and with a rule.
async fn refuses(world: &World, operation: &str, parameter: &str, values: &[&str]) {
    for value in values {
        let answer =
            world.post(operation, &with(&valid(world, operation).await, &[(parameter, value)])).await;
        let expected = (2, Some(parameter));
        assert_eq!(
            (answer.status, answer.parameter.as_deref()),
            expected,
            "{operation}: {parameter}={value:?}"
        );
        let message = answer.json["message"].as_str().unwrap();
        assert!(message.contains(parameter) && message.contains("Allowed: "), "{message}");
    }
}

#[tokio::test]
async fn what_is_required_is_missed_when_absent_or_empty() {
    everywhere(async |world| {
        lay_out(world).await;
        for operation in CREATES.into_iter().chain(CREDITS) {
            let required = &world.required[operation];
            assert!(!required.is_empty());
            for parameter in required {
                let base = valid(world, operation).await;
                for form in [without(&base, parameter), with(&base, &[(parameter, "")])] {
                    let answer = world.post(operation, &form).await;
                    let expected = (1, Some(parameter.as_str()));
                    assert_eq!((answer.status, answer.parameter.as_deref()), expected, "{}", answer.body);
                    assert!(answer.json["message"].as_str().unwrap().contains(parameter.as_str()));
                }
            }
        }
    })
    .await;
}

/// The lists of the platform's pages, and of the manual for our own operations; not those of the catalogue.
#[tokio::test]
async fn what_is_required_is_what_the_pages_say() {
    everywhere(async |world| {
        let expected = [
            (
                "customer-user/create",
                "username password customer resellerName resellerPassword applyFreeCredits",
            ),
            ("user/create", "username password resellerName resellerPassword customerId email phoneNumber"),
            ("customer/create", "name resellerName resellerPassword"),
            ("reseller/create", "name password resellerName resellerPassword"),
            ("admin/addCredits", "reseller password customer creditsToAdd"),
            ("admin/balance", "reseller password customer"),
            ("user/creditBalance", "username password"),
            ("customer/update", "customerId resellerName resellerPassword"),
            ("customer/block", "customerId resellerName resellerPassword"),
            ("customer/unblock", "customerId resellerName resellerPassword"),
            ("customer/delete", "customerId resellerName resellerPassword"),
            ("customer/list", "resellerName resellerPassword"),
            ("user/update", "userId resellerName resellerPassword"),
            ("user/changePassword", "newPassword"),
            ("user/block", "userId resellerName resellerPassword"),
            ("user/unblock", "userId resellerName resellerPassword"),
            ("user/delete", "userId resellerName resellerPassword"),
            ("user/list", "customerId resellerName resellerPassword"),
            ("reseller/settings", "resellerName resellerPassword"),
        ];
        for (operation, names) in expected {
            assert_eq!(world.required[operation].join(" "), names, "{operation}");
        }
        assert_eq!(world.required.len(), expected.len());
    })
    .await;
}

#[tokio::test]
async fn customer_user_create() {
    const OPERATION: &str = "customer-user/create";
    everywhere(async |world| {
        let long = "x".repeat(65);
        accepts(world, OPERATION, "contactName", &["John Doe", "", "Иван", &long[..64]]).await;
        refuses(world, OPERATION, "contactName", &[&long, "a\nb"]).await;
        accepts(world, OPERATION, "email", &["john@doe.com", "", "a+b@sub.doe.co"]).await;
        refuses(
            world,
            OPERATION,
            "email",
            &["john", "john@", "@doe.com", "john@doe", "a b@doe.com", "a@b@c.com"],
        )
        .await;
        accepts(world, OPERATION, "username", &["1212412@testReseller", "ü", &long[..64]]).await;
        refuses(world, OPERATION, "username", &["a b", " a", "a\t", "a\u{a0}b", "a\u{200b}b", &long]).await;
        accepts(world, OPERATION, "password", &["p", "with blanks", " ", "100% & = + ж", &"x".repeat(128)])
            .await;
        refuses(world, OPERATION, "password", &["a\0b", &"x".repeat(129)]).await;
        accepts(world, OPERATION, "customer", &["1212412@other", "ж", &"y".repeat(64)]).await;
        refuses(world, OPERATION, "customer", &["a b", "a\u{3000}b", " a", &long]).await;
        refuses(world, OPERATION, "resellerName", &["a b", "a@b", "acme ", &long]).await;
        refuses(world, OPERATION, "resellerPassword", &["a\0", &"x".repeat(129)]).await;
        accepts(world, OPERATION, "phoneNumber", &["999444111", "+48 601 000 000", "+", ""]).await;
        refuses(world, OPERATION, "phoneNumber", &["601-000", "(22) 5", "x", "٣", &"9".repeat(33)]).await;
        accepts(world, OPERATION, "applyFreeCredits", &["true", "false", "TRUE", "False", "tRuE"]).await;
        refuses(world, OPERATION, "applyFreeCredits", &["yes", "1", "0", "true ", "null"]).await;
    })
    .await;
}

#[tokio::test]
async fn user_create() {
    const OPERATION: &str = "user/create";
    everywhere(async |world| {
        lay_out(world).await;
        let id = customer_id(world).await;
        accepts(world, OPERATION, "username", &["1212412@testReseller"]).await;
        refuses(world, OPERATION, "username", &["a b", &"x".repeat(65)]).await;
        refuses(world, OPERATION, "password", &["a\nb", &"x".repeat(129)]).await;
        refuses(world, OPERATION, "resellerName", &["a b", "a@b"]).await;
        refuses(world, OPERATION, "resellerPassword", &["\u{7f}"]).await;
        accepts(world, OPERATION, "customerId", &[&id, &id.to_uppercase()]).await;
        refuses(world, OPERATION, "customerId", &["1", "twelve bytes", "5a4e96a030046095c7ef280", &format!("{id}0"), &format!("{}g", &id[..23])]).await;
        accepts(world, OPERATION, "email", &["john@doe.com"]).await;
        refuses(world, OPERATION, "email", &["john", "john@doe", &format!("{}@doe.com", "x".repeat(250))]).await;
        accepts(world, OPERATION, "phoneNumber", &["999444111", "+48 601", "+", " "]).await;
        refuses(world, OPERATION, "phoneNumber", &["x", "48-601", &"9".repeat(33)]).await;
        accepts(
            world,
            OPERATION,
            "finalStatusPush",
            &[
                "",
                r#"{"type": "URL", "data": {"url": "http://push.example.com"}}"#,
                r#"{"type": "URL", "data": {"url": "https://push.example.com?s={{statusCode}}&i={{id}}"}}"#,
                r#"{"type": "EMAIL", "data": {"to": "user@example.com", "subject": "Message subject", "body": "Message body"}}"#,
                r#"{"type": "SMPP"}"#,
                r#"{"type": "SMPP", "data": {"ignored": true}}"#,
            ],
        )
        .await;
        refuses(
            world,
            OPERATION,
            "finalStatusPush",
            &[
                "URL",
                "{}",
                "[]",
                r#"{"type": "url", "data": {"url": "http://push.example.com"}}"#,
                r#"{"type": "FAX"}"#,
                r#"{"type": "URL"}"#,
                r#"{"type": "URL", "data": {"url": "push.example.com"}}"#,
                r#"{"type": "EMAIL", "data": {"to": "user@example.com", "subject": "Message subject"}}"#,
                r#"{"type": "EMAIL", "data": {"to": "user", "subject": "a", "body": "b"}}"#,
                &format!(r#"{{"type":"SMPP","x":"{}"}}"#, "y".repeat(16_384)),
                &format!(r#"{{"type":"SMPP","x":{}{}}}"#, "[".repeat(4_000), "]".repeat(4_000)),
            ],
        )
        .await;
        accepts(world, OPERATION, "swappingSourceAddressAllowed", &["true", "FALSE", ""]).await;
        refuses(world, OPERATION, "swappingSourceAddressAllowed", &["yes", "1"]).await;
        accepts(world, OPERATION, "sourceAddress", &["", "123", "48123456789", "1234567890123456", "A1", "My Shop Ltd"]).await;
        refuses(world, OPERATION, "sourceAddress", &["1", "12", "12345678901234567", "A", "My Shop Ltd.", "Żabka", "+48123456789"]).await;
    })
    .await;
}

#[tokio::test]
async fn customer_create() {
    const OPERATION: &str = "customer/create";
    everywhere(async |world| {
        accepts(world, OPERATION, "name", &["test-customer", "1212412@testReseller", &"x".repeat(64)]).await;
        refuses(world, OPERATION, "name", &["a b", "a\tb", " a", "a\u{202e}b", &"x".repeat(65)]).await;
        refuses(world, OPERATION, "resellerName", &["a b", "a@b"]).await;
        refuses(world, OPERATION, "resellerPassword", &["\0"]).await;
        accepts(
            world,
            OPERATION,
            "integrationId",
            &["integrationId", "", "any text, with blanks", &"ж".repeat(255)],
        )
        .await;
        refuses(world, OPERATION, "integrationId", &[&"x".repeat(256), "a\nb"]).await;
        accepts(world, OPERATION, "rotationAlgorithm", &["CONVERSATION", "MAX_ROTATION", ""]).await;
        refuses(
            world,
            OPERATION,
            "rotationAlgorithm",
            &["conversation", "Max_Rotation", "RANDOM", " MAX_ROTATION"],
        )
        .await;
        accepts(world, OPERATION, "billingType", &["PRE_PAID", "POST_PAID", ""]).await;
        refuses(world, OPERATION, "billingType", &["pre_paid", "PREPAID", "POST-PAID"]).await;
        accepts(
            world,
            OPERATION,
            "moCharge",
            &["42", "0", "-1", "+420", "", "9223372036854775807", "-9223372036854775808"],
        )
        .await;
        refuses(
            world,
            OPERATION,
            "moCharge",
            &[" 1", "1 ", "0x10", "1e3", "1.0", "x", "9223372036854775808", "1,000"],
        )
        .await;
        accepts(world, OPERATION, "sourceAddress", &["48123456789", "", "My Shop Ltd"]).await;
        refuses(world, OPERATION, "sourceAddress", &["12", "A", "Żabka"]).await;
    })
    .await;
}

#[tokio::test]
async fn reseller_create() {
    const OPERATION: &str = "reseller/create";
    everywhere(async |world| {
        accepts(world, OPERATION, "name", &["testReseller", "ж", &"x".repeat(32)]).await;
        refuses(world, OPERATION, "name", &["a b", "a@b", " a", &"x".repeat(33)]).await;
        accepts(world, OPERATION, "password", &["p", "two words"]).await;
        refuses(world, OPERATION, "password", &["\0", &"x".repeat(129)]).await;
        refuses(world, OPERATION, "resellerName", &["a b", "a@b"]).await;
        refuses(world, OPERATION, "resellerPassword", &["\0"]).await;
        accepts(world, OPERATION, "billingType", &["PRE_PAID", "POST_PAID", ""]).await;
        refuses(world, OPERATION, "billingType", &["pre_paid", "x"]).await;
        accepts(world, OPERATION, "defaultCustomerBillingType", &["PRE_PAID", "POST_PAID", ""]).await;
        refuses(world, OPERATION, "defaultCustomerBillingType", &["post_paid", "x"]).await;
        accepts(world, OPERATION, "freeCredits", &["0", "10", "2.5", "0.00000001", "+3", "", "92233720368"])
            .await;
        refuses(world, OPERATION, "freeCredits", &["-1", "1e3", "0.000000001", "x", " 1", "92233720369"])
            .await;
        accepts(world, OPERATION, "apiRevision", &["1", "2", ""]).await;
        refuses(world, OPERATION, "apiRevision", &["0", "3", "1.0", "newer"]).await;
    })
    .await;
}

#[tokio::test]
async fn credit_operations() {
    everywhere(async |world| {
        lay_out(world).await;
        accepts(world, "admin/addCredits", "creditsToAdd", &["0", "0.0", "-0", "+0"]).await;
        let bad = ["1e3", "1E3", "x", "1,5", " 1", "0.000000001", "NaN", "92233720369", "--1", "1 000"];
        refuses(world, "admin/addCredits", "creditsToAdd", &bad).await;
        for operation in ["admin/addCredits", "admin/balance"] {
            refuses(world, operation, "reseller", &["a b", "a@b", &"x".repeat(65)]).await;
            refuses(world, operation, "password", &["\0", &"x".repeat(129)]).await;
            refuses(world, operation, "customer", &[" a", "a\u{200b}", &"x".repeat(65)]).await;
        }
        refuses(world, "user/creditBalance", "username", &["a b", " a", &"x".repeat(65)]).await;
        refuses(world, "user/creditBalance", "password", &["\0", &"x".repeat(129)]).await;
    })
    .await;
}

#[tokio::test]
async fn names_are_case_sensitive_and_old_ones_are_unknown() {
    everywhere(async |world| {
        lay_out(world).await;
        for (operation, new, old) in [
            ("customer-user/create", "username", "userName"),
            ("customer-user/create", "resellerName", "reseller"),
            ("admin/addCredits", "customer", "customerName"),
            ("admin/balance", "customer", "customerName"),
            ("admin/balance", "customer", "customerId"),
            ("admin/balance", "reseller", "RESELLER"),
        ] {
            let base = valid(world, operation).await;
            let value = base[new].clone();
            let answer = world.post(operation, &with(&without(&base, new), &[(old, &value)])).await;
            assert_eq!((answer.status, answer.parameter.as_deref()), (1, Some(new)), "{operation} {old}");
            let answer = world.post(operation, &with(&base, &[(old, "ignored")])).await;
            assert_eq!(answer.status, 0, "{operation} {old}: {}", answer.body);
        }
    })
    .await;
}
