//! Users of the messaging dialect as the voice dialect sees them: accounts that spend their customer's funds.

use app::account::create::{CreateAccount, create};
use face_xmlrpc::catalogue;
use party::account::AccountProfile;
use party::contact::PhoneNumber;
use party::ids::ObjectId;
use party::password::Password;
use party::text::Line;
use xmlrpc::{Struct, Value};

use super::{Owner, done, listed, number};
use crate::world::{World, array, double, int, merged, of_struct, refused, text};

/// A user of the customer, made as the messaging dialect makes one.
async fn user(world: &World, customer: i64, username: &str) -> i64 {
    let info = world.info(&world.root, customer).await;
    let customer: ObjectId = text(&info, "customer_id").parse().unwrap();
    let request = CreateAccount {
        customer,
        profile: AccountProfile {
            username: username.parse().unwrap(),
            contact_name: Line::parse("John Doe").unwrap(),
            email: None,
            phone: PhoneNumber::parse("999444111").ok(),
            final_status_push: None,
            source_address_swappable: false,
            source_address: None,
        },
        password: Password::parse("password").unwrap(),
    };
    let installation = &world.installation;
    create(&installation.app, &installation.operator(), request).await.unwrap().account_id
}

#[tokio::test]
async fn a_user_is_shown_with_what_it_has() {
    for world in World::all().await {
        let tariff = world.tariff(&world.root, "EUR").await;
        let more = Struct::new().with("i_tariff", tariff).with("balance", 50);
        let (customer, client) = world.reseller_with(&world.root, "owner", more).await;
        let id = user(&world, customer, "user@owner").await;
        let plan = super::plan(&world, &client, "USD").await;
        let owner = Owner { world: &world, client: &client, plan, routing_group: 0 };
        let without: Struct =
            owner.least().into_iter().filter(|(name, _)| name != "i_routing_group").collect();
        let beside = int(&client.call("createAccount", without).await.unwrap(), "i_account");
        assert_eq!(listed(&client, Struct::new()).await, Ok(vec![id, beside]), "{}", world.engine());
        let answer = client.call("listAccounts", Struct::new()).await.unwrap();
        let expected = number(id)
            .with("username", "user@owner")
            .with("description", "")
            .with("blocked", false)
            .with("expired", false)
            .with("balance", double("0.0"))
            .with("credit_limit", double("0.0"))
            .with("base_currency", "EUR")
            .with("registration_status", Value::Nil);
        assert_eq!(of_struct(&array(&answer, "accounts")[0]), &expected, "{}", world.engine());
        let info = client.call("getAccountInfo", Struct::new().with("username", "user@owner")).await.unwrap();
        for (name, value) in [
            ("i_account", Value::from(id)),
            ("i_customer", customer.into()),
            ("username", "user@owner".into()),
            ("contact", "John Doe".into()),
            ("email", "".into()),
            ("company_name", "".into()),
            ("blocked", 0.into()),
            ("expired", false.into()),
            ("balance", double("0.0")),
            ("credit_limit", double("0.0")),
            ("base_currency", "EUR".into()),
            ("created_on", Value::Nil),
            ("authname", Value::Nil),
            ("i_billing_plan", Value::Nil),
            ("vm_enabled", Value::Nil),
            ("privacy_schemas", Value::Nil),
            ("i_time_zone", Value::Nil),
            ("lifetime", Value::Nil),
        ] {
            assert_eq!(info.get(name), Some(&value), "{}: {name}", world.engine());
        }
        // Every account is shown with the same members.
        let other = client.call("getAccountInfo", number(beside)).await.unwrap();
        let names = |info: &Struct| -> std::collections::BTreeSet<String> {
            info.iter().map(|(name, _)| name.to_owned()).collect()
        };
        assert_eq!(names(&info), names(&other), "{}", world.engine());
    }
}

#[tokio::test]
async fn a_user_is_let_in_blocked_and_removed_like_any_account() {
    for world in World::all().await {
        let (customer, client) = world.reseller(&world.root, "owner").await;
        let id = user(&world, customer, "user@owner").await;
        let sign_in = async |name: &str, password: &str| {
            let request = Struct::new().with("username", name).with("password", password);
            client.call("authAccount", request).await.map(|answer| int(&answer, "i_account"))
        };
        let denied = || refused(403, "Authentication failed");
        assert_eq!(sign_in("user@owner", "password").await, Ok(id), "{}", world.engine());
        done(&client, "blockAccount", number(id)).await.unwrap();
        assert_eq!(sign_in("user@owner", "password").await, denied(), "{}", world.engine());
        done(&client, "unblockAccount", number(id)).await.unwrap();
        let reset = Struct::new().with("username", "user@owner");
        let once = client.call("resetAccountOneTimePassword", reset).await.unwrap();
        let used = sign_in("user@owner", text(&once, "password")).await;
        assert_eq!(used, refused(410, "Authenticated with a One Time Password"), "{}", world.engine());
        let kept = world.root.call("deleteCustomer", Struct::new().with("i_customer", customer)).await;
        assert_eq!(kept, refused(490, "Customer cannot be deleted: he has accounts"), "{}", world.engine());
        done(&client, "deleteAccount", number(id)).await.unwrap();
        assert_eq!(sign_in("user@owner", "password").await, denied(), "{}", world.engine());
        world.check_sound().await;
    }
}

#[tokio::test]
async fn a_user_has_no_funds_of_its_own() {
    let none = || refused(403, "Account spends its customer's funds: it has none of its own");
    for world in World::all().await {
        let (customer, client) = world.reseller(&world.root, "owner").await;
        let id = user(&world, customer, "user@owner").await;
        let funds = number(id).with("amount", 1).with("currency", "USD");
        for method in ["accountAddFunds", "accountCredit", "accountDebit"] {
            assert_eq!(done(&client, method, funds.clone()).await, none(), "{}: {method}", world.engine());
        }
        let watched = number(id).with("threshold", 1);
        for method in ["setLowBalance", "getLowBalance"] {
            let answer = client.call(method, watched.clone()).await.map(|_| ());
            assert_eq!(answer, none(), "{}: {method}", world.engine());
        }
        let payments = client.call("getPaymentsList", number(id)).await.unwrap();
        assert_eq!(array(&payments, "payments"), [], "{}", world.engine());
    }
}

/// Name, password, block and contact data change; nothing else is there that could.
#[tokio::test]
async fn a_user_changes_what_it_has() {
    for world in World::all().await {
        let (customer, client) = world.reseller(&world.root, "owner").await;
        let id = user(&world, customer, "user@owner").await;
        let change = Struct::new()
            .with("username", "renamed@owner")
            .with("web_password", "password 2")
            .with("contact", "Jane Doe")
            .with("phone", "+48 601 000 000")
            .with("email", "jane@example.com")
            .with("blocked", 1);
        done(&client, "updateAccount", merged(number(id), change.clone())).await.unwrap();
        let info = client.call("getAccountInfo", number(id)).await.unwrap();
        for (name, value) in change.iter().filter(|(name, _)| *name != "web_password") {
            assert_eq!(info.get(name), Some(value), "{}: {name}", world.engine());
        }
        done(&client, "unblockAccount", number(id)).await.unwrap();
        let credentials = Struct::new().with("username", "jane@example.com").with("password", "password 2");
        let signed_in = client.call("authAccount", credentials).await.unwrap();
        assert_eq!(int(&signed_in, "i_account"), id, "{}", world.engine());
        for (name, given, code, rule) in [
            ("email", "a@b, c@d", 400, "Parameter email must be an e-mail address, or empty"),
            (
                "phone",
                "601-000",
                400,
                "Parameter phone may contain only \"+\", blanks and digits, at most 32 characters",
            ),
        ] {
            let answer = done(&client, "updateAccount", number(id).with(name, given)).await;
            assert_eq!(answer, refused(code, rule), "{}: {name}", world.engine());
        }
        let has =
            ["i_customer", "i_account", "username", "web_password", "blocked", "contact", "phone", "email"];
        // Nothing is kept of these, so there is nothing to change.
        let of_nothing = ["i_account_class", "i_provisioning", "i_invoice_template"];
        let parameters = catalogue::find("updateAccount").unwrap().parameters();
        for parameter in parameters.filter(|row| !has.contains(&row.name) && !of_nothing.contains(&row.name))
        {
            let given: Value = match parameter.name {
                "i_lang" => "en".into(),
                "payment_currency" => "USD".into(),
                "privacy_schemas" => "pai".into(),
                "i_time_zone" => 370.into(),
                _ => 1.into(),
            };
            let given = if parameter.name == "preferred_codec" { 8.into() } else { given };
            let answer = done(&client, "updateAccount", number(id).with(parameter.name, given)).await;
            let string = "Account spends its customer's funds: only username, web_password, blocked, contact, phone and \
                          email can change";
            assert_eq!(answer, refused(403, string), "{}: {}", world.engine(), parameter.name);
        }
        world.check_sound().await;
    }
}
