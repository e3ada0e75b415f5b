//! An operator's records: made, listed, changed and refused at the terminal.

use serde_json::{Value, json};

use crate::support::{CHEAP, Ended, Installation, ended, tollgate};

/// Runs a command that ends well and answers its data.
#[track_caller]
fn done(installation: &Installation, arguments: &[&str]) -> Value {
    let arguments = [arguments, &["--json"], &CHEAP].concat();
    installation.run(&arguments).json()
}

#[track_caller]
fn refused(installation: &Installation, arguments: &[&str], code: i32, words: &str) -> Ended {
    let ended = installation.run(arguments);
    assert_eq!((ended.code, ended.out.as_str()), (code, ""), "{ended:?}");
    assert!(ended.err.contains(words), "{ended:?}");
    ended
}

#[test]
fn a_business_is_made_at_the_terminal() {
    let (installation, _) = Installation::new();
    let tariff =
        done(&installation, &["tariff", "create", "Retail", "--currency", "EUR"])["tariff"].to_string();
    let group = done(&installation, &["routing-group", "create", "Cheapest"])["routing_group"].to_string();
    let reseller = done(
        &installation,
        &[
            "reseller",
            "create",
            "acme",
            "--login",
            "acme",
            "--tariff",
            &tariff,
            "--routing-group",
            &group,
            "--credit-limit",
            "500",
            "--free-credits",
            "5",
            "--default-billing-type",
            "prepaid",
        ],
    );
    assert_ne!(reseller["web_password"], reseller["api_password"]);
    let leaf = ["customer", "create", "shop", "--owner", "acme", "--balance=-1.5", "--apply-free-credits"];
    let customer = done(&installation, &leaf);
    let user = done(&installation, &["user", "create", "till@shop", "--customer", "shop"]);
    assert_eq!(user["password"].as_str().map(str::len), Some(23));

    let shown = done(&installation, &["customer", "show", &customer["customer"].to_string()]);
    for (field, value) in [
        ("name", json!("shop")),
        ("owner", reseller["customer"].clone()),
        ("currency", json!("EUR")),
        ("balance", json!("-1.5")),
        ("message_credits", json!("5")),
        ("billing_type", json!("prepaid")),
    ] {
        assert_eq!(shown[field], value, "{field}");
    }
    let names = |arguments: &[&str]| -> Vec<Value> {
        let list = done(&installation, arguments);
        list.as_array().unwrap().iter().map(|item| item["name"].clone()).collect()
    };
    assert_eq!(names(&["customer", "list"]), ["acme"]);
    assert_eq!(names(&["customer", "list", "--owner", "acme"]), ["shop"]);
    assert_eq!(names(&["reseller", "list", "--owner", "acme"]), [""; 0]);
    assert_eq!(names(&["tariff", "list"]), ["Retail"]);
    assert_eq!(names(&["routing-group", "list"]), ["Cheapest"]);
    assert_eq!(done(&installation, &["user", "list", "--customer", "shop"])[0]["username"], "till@shop");
    assert_eq!(installation.run(&["check"]).code, 0);
}

#[test]
fn changes_are_seen() {
    let (installation, _) = Installation::new();
    done(&installation, &["reseller", "create", "acme", "--credit-limit", "1"]);
    let set =
        done(&installation, &["reseller", "set", "acme", "--free-credits", "2.5", "--api-revision", "1"]);
    assert_eq!((&set["free_credits"], &set["api_revision"]), (&json!("2.5"), &json!(1)));
    for (command, blocked) in [("block", true), ("block", true), ("unblock", false)] {
        let changed = installation.run(&["customer", command, "acme"]);
        assert_eq!((changed.code, changed.out.as_str()), (0, ""), "{changed:?}");
        assert_eq!(done(&installation, &["customer", "show", "acme"])["blocked"], blocked);
    }
}

/// What an owner offers is his alone, and stays while something refers to it.
#[test]
fn what_an_owner_offers_is_made_changed_and_removed() {
    let (installation, _) = Installation::new();
    done(&installation, &["reseller", "create", "acme"]);
    let his =
        |arguments: &[&str]| -> Value { done(&installation, &[arguments, &["--owner", "acme"]].concat()) };
    let changed = |arguments: &[&str], words: &str| {
        let ended = installation.run(&[arguments, &["--owner", "acme"]].concat());
        assert_eq!((ended.code, ended.out.as_str()), (0, ""), "{ended:?}");
        assert!(ended.err.ends_with(words), "{ended:?}");
    };
    let not = |arguments: &[&str], code: i32, words: &str| {
        refused(&installation, &[arguments, &["--owner", "acme"]].concat(), code, words);
    };
    let tariff = |name: &str| his(&["tariff", "create", name, "--currency", "EUR"])["tariff"].to_string();
    let (retail, other) = (tariff("Retail"), tariff("Other"));
    let group = his(&["routing-group", "create", "Cheapest"])["routing_group"].to_string();
    let made = ["--tariff", &retail, "--billing-cycle", "weekly", "--postpaid"];
    let plan = his(&[&["service-plan", "create", "Family"][..], &made].concat());
    let plan = plan["service_plan"].to_string();

    changed(&["tariff", "update", &retail, "--name", "Retail 2"], "is changed\n");
    assert_eq!(his(&["tariff", "list"])[0]["name"], "Retail 2");
    changed(&["routing-group", "update", &group, "--policy", "weight"], "is changed\n");
    let shown = his(&["routing-group", "list"])[0].clone();
    assert_eq!((&shown["name"], &shown["policy"]), (&json!("Cheapest"), &json!("weight")));
    let moved = ["service-plan", "update", &plan, "--tariff", &other, "--suspend-all-calls", "true"];
    changed(&moved, "is changed\n");
    let shown = his(&["service-plan", "list"])[0].clone();
    for (field, value) in [
        ("name", json!("Family")),
        ("currency", json!("EUR")),
        ("billing_cycle", json!("weekly")),
        ("prepaid", json!(false)),
        ("suspend_all_calls", json!(true)),
    ] {
        assert_eq!(shown[field], value, "{field}");
    }
    assert_eq!(shown["tariff"].to_string(), other);

    not(&["tariff", "delete", &other], 1, "error: something else refers to it\n");
    not(&["tariff", "delete", "999"], 1, "error: the owner has no such thing\n");
    not(&["service-plan", "update", &plan, "--tariff", "999"], 1, "error: the owner has no such tariff\n");
    not(&["service-plan", "update", "999", "--name", "x"], 1, "error: the owner has no such service plan\n");
    not(&["service-plan", "create", "x", "--tariff", "999"], 1, "error: the owner has no such tariff\n");
    let daily = ["service-plan", "create", "x", "--tariff", &other, "--billing-cycle", "daily"];
    not(&daily, 2, "must be one of weekly, bi-weekly, monthly");
    for noun in ["tariff", "routing-group", "service-plan"] {
        not(&[noun, "update", "1"], 2, "required");
    }
    let of_root = ["routing-group", "delete", &group];
    refused(&installation, &of_root, 1, "error: the owner has no such thing\n");
    changed(&["service-plan", "delete", &plan], "is removed\n");
    changed(&["tariff", "delete", &other], "is removed\n");
    changed(&["routing-group", "delete", &group], "is removed\n");
    assert_eq!(installation.run(&["check"]).code, 0);
}

#[test]
fn web_users_are_made_and_blocked() {
    let (installation, _) = Installation::new();
    done(&installation, &["customer", "create", "shop", "--login", "shop"]);
    let create = ["web-user", "create", "till", "--customer", "shop", "--access-level", "billing"];
    let made = done(&installation, &create);
    assert_eq!(made["password"].as_str().map(str::len), Some(23));
    let number = made["web_user"].to_string();
    let states = || -> Vec<Value> {
        let list = done(&installation, &["web-user", "list", "--customer", "shop"]);
        let fields = ["login", "access_level", "default", "blocked"];
        list.as_array().unwrap().iter().map(|item| json!(fields.map(|field| item[field].clone()))).collect()
    };
    assert_eq!(
        states(),
        [json!(["shop", "administrator", true, false]), json!(["till", "billing", false, false])]
    );
    for (command, blocked) in [("block", true), ("block", true), ("unblock", false)] {
        let changed = installation.run(&["web-user", command, &number, "--customer", "shop"]);
        assert_eq!((changed.code, changed.out.as_str()), (0, ""), "{changed:?}");
        assert_eq!(states()[1][3], blocked);
    }
    refused(&installation, &create, 1, "error: the login is taken\n");
    let other = ["web-user", "block", &number, "--customer", "1"];
    refused(&installation, &other, 1, "error: there is no such web user\n");
    let first = ["web-user", "block", "1", "--customer", "1"];
    refused(
        &installation,
        &first,
        1,
        "error: the default web user is neither blocked nor removed, and stays an administrator\n",
    );
    let level = ["web-user", "create", "x", "--customer", "shop", "--access-level", "boss"];
    refused(&installation, &level, 2, "must be administrator, reporter, billing, noc or call_shop_operator");
    assert_eq!(installation.run(&["check"]).code, 0);
}

#[test]
fn refusals_are_one_line() {
    let (installation, _) = Installation::new();
    done(&installation, &["customer", "create", "17"]);
    refused(&installation, &["customer", "show", "nobody"], 1, "error: there is no customer nobody\n");
    refused(&installation, &["customer", "show", "17"], 1, "error: there is no customer 17\n");
    assert_eq!(done(&installation, &["customer", "show", "name:17"])["name"], "17");
    refused(&installation, &["customer", "create", "17"], 1, "error: the customer name is taken\n");
    refused(
        &installation,
        &["customer", "create", "a", "--tariff", "9"],
        1,
        "tariff is not one of the owner's\n",
    );
    refused(&installation, &["customer", "block", "root"], 1, "error: root cannot be blocked\n");
    refused(&installation, &["reseller", "set", "name:17"], 2, "error: nothing to set\nhint: ");
    refused(&installation, &["customer", "create", "a", "--balance", "much"], 2, "--balance");
    refused(&installation, &["tariff", "create", "a", "--currency", "XXQ"], 2, "--currency");
}

#[test]
fn tables_are_for_people() {
    let (installation, _) = Installation::new();
    done(&installation, &["customer", "create", "acme", "--description", "of old"]);
    let table = installation.run(&["customer", "list"]);
    let lines: Vec<&str> = table.out.lines().collect();
    assert!(lines[1].contains("customer") && lines[1].contains("web login"), "{}", table.out);
    assert!(lines[3].contains("acme") && lines[3].contains("of old"), "{}", table.out);
    let empty = installation.run(&["user", "list", "--customer", "acme"]);
    assert_eq!((empty.code, empty.out.as_str(), empty.err.as_str()), (0, "", "nothing found\n"));
}

#[test]
fn passwords_come_from_where_they_are_not_seen() {
    use std::io::Write as _;
    use std::process::Stdio;

    let (installation, _) = Installation::new();
    let mut child =
        tollgate(["reseller", "create", "acme", "--login", "acme", "--passwords-stdin", "--data"])
            .arg(installation.folder())
            .args(CHEAP)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
    child.stdin.take().unwrap().write_all(b"For-The-Site-1\nFor-Programs-2\n").unwrap();
    let made = ended(child.wait_with_output().unwrap());
    assert_eq!(made.code, 0, "{made:?}");
    assert!(!made.out.contains("For-") && !made.out.contains("password"), "{made:?}");
    assert_eq!(done(&installation, &["customer", "show", "acme"])["has_api_password"], true);
    let empty = refused(
        &installation,
        &["reseller", "create", "other", "--login", "other", "--passwords-stdin"],
        2,
        "standard input: the password must not be empty",
    );
    assert_eq!(empty.code, 2);
}
