//! Patterns of the accounts generator in `createAccount`.

use std::collections::BTreeSet;

use xmlrpc::{Struct, Value};

use super::Owner;
use crate::world::{World, int, refused, text};

#[tokio::test]
async fn what_patterns_make_is_told_and_kept() {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let patterns = Struct::new()
            .with("username", "acme-${N:[1-9][0-9][0-9][0,2,4,6,8]}")
            .with("authname", "${C:username}")
            .with("web_password", "${P:12}")
            .with("voip_password", "x${C:web_password}y")
            .with("vm_password", "${N:[0-9][0-9][0-9][0-9]}")
            .with("description", "Plan ${C:i_billing_plan}, ${C:username}")
            .with("max_sessions", "${N:[2]}")
            .with("i_password_policy", 2)
            .with("cpe_number", "${X} stays");
        let mut names = BTreeSet::new();
        for _ in 0..8 {
            let created = owner.create(patterns.clone()).await.unwrap();
            let name = text(&created, "username");
            let digits: Vec<char> = name.strip_prefix("acme-").unwrap().chars().collect();
            assert!(digits.len() == 4 && digits[0] != '0' && "02468".contains(digits[3]), "{name}");
            assert_eq!(text(&created, "authname"), name, "{}", world.engine());
            let password = text(&created, "web_password");
            assert!(password.len() == 12 && password.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            assert_eq!(text(&created, "voip_password"), format!("x{password}y"), "{}", world.engine());
            let pin = text(&created, "vm_password");
            assert!(pin.len() == 4 && pin.bytes().all(|byte| byte.is_ascii_digit()), "{pin}");
            let info = owner.info(int(&created, "i_account")).await;
            assert_eq!(info["username"], name.into(), "{}", world.engine());
            assert_eq!(
                info["description"],
                format!("Plan {}, {name}", owner.plan).into(),
                "{}",
                world.engine()
            );
            assert_eq!(info["max_sessions"], 2.into(), "{}", world.engine());
            assert_eq!(info["cpe_number"], "${X} stays".into(), "{}", world.engine());
            let credentials = Struct::new().with("username", name).with("password", password);
            let signed_in = world.root.call("authAccount", credentials).await.unwrap();
            assert_eq!(int(&signed_in, "i_account"), int(&created, "i_account"), "{}", world.engine());
            names.insert(name.to_owned());
        }
        assert_eq!(names.len(), 8, "{}", world.engine());
        world.check_sound().await;
    }
}

/// Names that chance made are made anew where they are taken, until there are none; others are refused at once.
#[tokio::test]
async fn taken_names_are_made_anew() {
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        let taken = |parameter: &str| {
            refused::<Struct>(490, &format!("Parameter {parameter} must be unique: it is already taken"))
        };
        for parameter in ["username", "authname"] {
            let pattern = Struct::new().with(parameter, format!("{parameter}${{N:[0-1]}}"));
            let mut made = BTreeSet::new();
            for _ in 0..2 {
                let created = owner.create(pattern.clone()).await.unwrap();
                made.insert(text(&created, parameter).to_owned());
            }
            assert_eq!(made.len(), 2, "{}: {made:?}", world.engine());
            assert_eq!(owner.create(pattern).await, taken(parameter), "{}", world.engine());
            let same = Struct::new().with(parameter, format!("{parameter}0"));
            assert_eq!(owner.create(same.clone()).await, taken(parameter), "{}", world.engine());
            // A reference to what chance did not make is as fixed as that.
            let fixed = same.with("cpe_number", format!("{parameter}1")).with(parameter, "${C:cpe_number}");
            assert_eq!(owner.create(fixed).await, taken(parameter), "{}", world.engine());
        }
        world.check_sound().await;
    }
}

#[tokio::test]
async fn a_malformed_pattern_is_refused_by_name() {
    let malformed = "has a malformed pattern: there are ${N:[0-9][1,3,5]} with at most 64 ranges, ${P:8} with at most 128 \
                     characters, and ${C:parameter}";
    for world in World::all().await {
        let owner = Owner::new(&world, &world.root).await;
        for (parameter, given, rule) in [
            ("username", "${N:[9-0]}", malformed),
            ("web_password", "${P:0}", malformed),
            ("description", "${N:[0-9]", malformed),
            ("balance", "${P:x}", malformed),
            ("username", "${C:name}", "refers to the parameter name, which is not given"),
            ("username", "${C:description}", "refers to the parameter description, which is not given"),
            ("username", "${C:username}", "refers to itself by way of username"),
            // What was made must still be what the parameter takes.
            ("balance", "${P:3}", "must be a number such as -12.5"),
            ("city", "${P:65}", "may have at most 64 characters"),
        ] {
            let answer = owner.create(Struct::new().with(parameter, given)).await;
            let expected = refused(400, &format!("Parameter {parameter} {rule}"));
            assert_eq!(answer, expected, "{}: {parameter} {given}", world.engine());
        }
        // Only what makes an account has patterns.
        let id = owner.account(Struct::new()).await;
        owner.update(id, Struct::new().with("description", "${P:8}")).await.unwrap();
        assert_eq!(owner.info(id).await["description"], Value::from("${P:8}"), "{}", world.engine());
    }
}
