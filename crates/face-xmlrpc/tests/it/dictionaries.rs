//! Dictionaries, each term of which is taken where it belongs; and the judge of passwords.

use xmlrpc::{Struct, Value};

use crate::world::{World, int, merged, refused, structure, text};

async fn dictionary(world: &World, name: &str) -> Struct {
    let answer = world.root.call("getDictionary", Struct::new().with("name", name)).await.unwrap();
    structure(&answer, "dictionary").clone()
}

#[tokio::test]
async fn every_dictionary_is_told() {
    for world in World::all().await {
        for (name, id, label) in [
            ("account_start_pages", "4", "My Preferences"),
            ("billing_cycles", "2", "Bi-weekly"),
            ("caller_name_types", "1", "As sent"),
            ("codecs", "18", "G.729"),
            ("currencies", "USD", "US Dollar"),
            ("export_types", "1", "CSV"),
            ("incoming_anonymous_actions", "3", "Voice mail"),
            ("languages", "ru", "Русский"),
            ("media_relay_types", "2", "Always"),
            ("on_payment_actions", "0", "Extend lifetime"),
            ("password_policies", "1", "Default"),
            ("payment_methods", "1", "Credit card"),
            ("routing_policies", "1", "least_cost"),
            ("start_pages", "3", "Call records"),
            ("tariff_types", "1", "Voice"),
            ("timezones", "370", "UTC"),
        ] {
            let terms = dictionary(&world, name).await;
            assert_eq!(text(&terms, id), label, "{}: {name}", world.engine());
            assert!(
                terms.iter().all(|(_, label)| matches!(label, Value::Str(label) if !label.is_empty())),
                "{name}"
            );
        }
        for kind in ["web", "ivr", ""] {
            let request = Struct::new().with("name", "languages").with("type", kind);
            let answer = world.root.call("getDictionary", request).await.unwrap();
            assert_eq!(*structure(&answer, "dictionary"), dictionary(&world, "languages").await);
        }
        let allowed = "account_start_pages, billing_cycles, caller_name_types, codecs, currencies, export_types, \
            incoming_anonymous_actions, languages, media_relay_types, on_payment_actions, password_policies, \
            payment_methods, routing_policies, start_pages, tariff_types or timezones";
        for (given, string) in [
            (Struct::new(), "Parameter name is required".to_owned()),
            (Struct::new().with("name", ""), format!("Parameter name must be one of {allowed}")),
            (Struct::new().with("name", "vendors"), format!("Parameter name must be one of {allowed}")),
            (
                Struct::new().with("name", "languages").with("type", "tty"),
                "Parameter type must be web or ivr".to_owned(),
            ),
            (
                Struct::new().with("name", "currencies").with("type", "x".repeat(300)),
                "Parameter type must be web or ivr".to_owned(),
            ),
        ] {
            assert_eq!(
                world.root.call("getDictionary", given).await,
                refused(400, &string),
                "{}",
                world.engine()
            );
        }
    }
}

/// A client that offers its user a dictionary's terms never offers one that is refused.
#[tokio::test]
async fn every_term_is_taken_where_it_belongs() {
    for world in World::all().await {
        for (dictionary_name, parameter) in [
            ("currencies", "payment_currency"),
            ("export_types", "i_export_type"),
            ("languages", "i_lang"),
            ("password_policies", "i_password_policy"),
            ("payment_methods", "payment_method"),
            ("start_pages", "start_page"),
            ("timezones", "i_time_zone"),
        ] {
            let terms = dictionary(&world, dictionary_name).await;
            // The long ones by sample: every term is checked by the same look-up.
            let step = 1 + terms.len() / 20;
            for (id, _) in terms.iter().step_by(step) {
                let given = id.parse::<i64>().map_or(Value::from(id), Value::from);
                let customer =
                    world.customer(&world.root, Struct::new().with(parameter, given.clone())).await;
                let info = world.info(&world.root, customer).await;
                assert_eq!(info.get(parameter), Some(&given), "{}: {dictionary_name}", world.engine());
            }
        }
    }
}

/// The same of those that a tariff, a service plan and a routing group refer to.
#[tokio::test]
async fn every_term_is_taken_by_what_a_customer_owns() {
    for world in World::all().await {
        let tariff = world.tariff(&world.root, "USD").await;
        let plain = Struct::new().with("name", "x");
        for (id, _) in dictionary(&world, "tariff_types").await.iter() {
            let terms = plain.clone().with("currency", "USD").with("i_tariff_type", id);
            let made = world.root.call("createTariff", terms).await.unwrap();
            let asked = Struct::new().with("i_tariff", int(&made, "i_tariff"));
            let told = world.root.call("getTariffInfo", asked).await.unwrap();
            assert_eq!(int(structure(&told, "tariff"), "i_tariff_type").to_string(), id);
        }
        for (id, _) in dictionary(&world, "billing_cycles").await.iter() {
            let terms = plain.clone().with("i_tariff", tariff).with("billing_cycle", id);
            let made = world.root.call("addBillingPlan", terms).await.unwrap();
            let asked = Struct::new().with("i_billing_plan", int(&made, "i_billing_plan"));
            let told = world.root.call("getServicePlanInfo", asked).await.unwrap();
            assert_eq!(int(structure(&told, "service_plan"), "billing_cycle").to_string(), id);
        }
        for (_, policy) in dictionary(&world, "routing_policies").await.iter() {
            let terms = plain.clone().with("policy", policy.clone());
            assert!(world.root.call("addRoutingGroup", terms).await.is_ok(), "{policy:?}");
        }
    }
}

#[tokio::test]
async fn a_password_is_judged_in_the_language_asked_for() {
    for world in World::all().await {
        let judge = |policy: i64, password: &str, more: Struct| {
            let request = Struct::new().with("i_password_policy", policy).with("password", password);
            world.root.call("validatePassword", merged(request, more))
        };
        let none = Struct::new;
        let russian = || Struct::new().with("lang", "ru");
        for (policy, password, more) in [
            (1, "x", none()),
            (2, "abcdefg1", none()),
            (3, "Abcdefghij1!", none()),
            (3, "Пароль-для-1", russian()),
        ] {
            assert_eq!(
                judge(policy, password, more).await,
                Ok(Struct::new().with("result", "OK")),
                "{password}"
            );
        }
        let long = "x".repeat(129);
        for (policy, password, more, string) in [
            (1, "", none(), "Password must not be empty"),
            (1, &*long, none(), "Password may have at most 128 characters"),
            (1, "a\tb", none(), "Password may not contain control characters"),
            (2, "abc1", none(), "Password must have at least 8 characters"),
            (2, "12345678", none(), "Password must contain a letter"),
            (2, "abcdefgh", none(), "Password must contain a digit"),
            (3, "abcdefghij1!", none(), "Password must contain a capital and a small letter"),
            (
                3,
                "Abcdefghijk1",
                none(),
                "Password must contain a character that is neither a letter nor a digit",
            ),
            (1, "", russian(), "Пароль не может быть пустым"),
            (1, &*long, russian(), "Пароль должен содержать не более 128 символов"),
            (1, "a\tb", russian(), "Пароль не может содержать управляющие символы"),
            (2, "abc1", russian(), "Пароль должен содержать не менее 8 символов"),
            (2, "12345678", russian(), "Пароль должен содержать букву"),
            (2, "abcdefgh", russian(), "Пароль должен содержать цифру"),
            (3, "abcdefghij1!", russian(), "Пароль должен содержать заглавную и строчную буквы"),
            (
                3,
                "Abcdefghijk1",
                russian(),
                "Пароль должен содержать символ, который не является буквой или цифрой",
            ),
            (2, "abc1", none().with("lang", "de"), "Password must have at least 8 characters"),
            (2, "abc1", none().with("web_label", "PIN"), "PIN must have at least 8 characters"),
            (2, "abc1", russian().with("web_label", "Код"), "Код должен содержать не менее 8 символов"),
        ] {
            assert_eq!(
                judge(policy, password, more).await,
                refused(400, string),
                "{}: {password}",
                world.engine()
            );
        }
    }
}

#[tokio::test]
async fn the_judge_needs_a_policy_and_a_password() {
    for world in World::all().await {
        for (given, string) in [
            (Struct::new(), "Parameter i_password_policy is required"),
            (Struct::new().with("i_password_policy", 1), "Parameter password is required"),
            (
                Struct::new().with("i_password_policy", 9).with("password", "x"),
                "Parameter i_password_policy must be one of 1 (Default), 2 (Medium), 3 (Strong)",
            ),
            (
                Struct::new().with("i_password_policy", 1).with("password", true),
                "Parameter password must be a string, not boolean",
            ),
        ] {
            assert_eq!(
                world.root.call("validatePassword", given).await,
                refused(400, string),
                "{}",
                world.engine()
            );
        }
    }
}
