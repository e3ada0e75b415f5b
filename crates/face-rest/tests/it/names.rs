//! Names that look like others: this dialect keeps the rules that the voice dialect keeps, in every operation that names
//! a customer, a reseller or a user.

use party::names::{CustomerName, UserName};

use crate::world::{ACME, Form, SECRET, World, everywhere, form, with};

/// What is no name, with the reason that both dialects give.
const REFUSED: &[(&str, &str)] = &[
    ("ac\u{200b}me", DECEPTIVE),
    ("ac\u{200d}me", DECEPTIVE),
    ("ac\u{ad}me", DECEPTIVE),
    ("\u{feff}acme", DECEPTIVE),
    ("ac\u{202e}em", DECEPTIVE),
    ("\u{2066}acme\u{2069}", DECEPTIVE),
    ("acme\u{e0041}", DECEPTIVE),
    ("acme\u{3164}", DECEPTIVE),
    ("ac\u{7}me", "may not contain control characters"),
    ("Jose\u{301}", DECOMPOSED),
    ("\u{212b}ngstro\u{308}m", DECOMPOSED),
    ("\u{1112}\u{1161}\u{11ab}", DECOMPOSED),
    ("\u{2126}", DECOMPOSED),
];

const DECEPTIVE: &str =
    "may not begin or end with white space, nor contain invisible or direction-changing characters";
const DECOMPOSED: &str = "must be in composed characters (Unicode normal form C)";

/// Different names, each of which may be taken beside the others: case counts, and scripts are not compared.
const ACCEPTED: &[&str] = &[
    "José",
    "jose",
    "JOSÉ",
    "\u{e5}ngstr\u{f6}m",
    "한",
    "q\u{323}\u{307}",
    "p\u{430}ypal",
    "paypal",
    "ｐａｙｐａｌ",
    "ﬁrma",
];

/// The operations that give a name, with the parameter.
const GIVE: [(&str, &str); 6] = [
    ("customer-user/create", "username"),
    ("customer-user/create", "customer"),
    ("user/create", "username"),
    ("customer/create", "name"),
    ("customer/update", "name"),
    ("user/update", "username"),
];

/// Those that look one up.
const LOOK_UP: [(&str, &str); 5] = [
    ("admin/balance", "customer"),
    ("admin/addCredits", "customer"),
    ("user/creditBalance", "username"),
    ("customer/list", "resellerName"),
    ("reseller/settings", "reseller"),
];

/// Whom the changes are about.
struct Subjects {
    customer: String,
    user: String,
}

impl Subjects {
    async fn of(world: &World) -> Self {
        let customer = world.customer(ACME, "subject", &[]).await;
        let fields = [("customerId", customer.as_str()), ("username", "subject-user")];
        let made = world.post("user/create", &with(&world.valid("user/create"), &fields)).await;
        Self { user: made.json["userId"].as_str().unwrap().to_owned(), customer }
    }

    /// A request that succeeds if `name` is one.
    fn request(&self, world: &World, operation: &str, parameter: &str, name: &str) -> Form {
        let asker = form(&[("resellerName", ACME), ("resellerPassword", SECRET)]);
        let base = match operation {
            "customer/update" => with(&asker, &[("customerId", &self.customer)]),
            "user/update" => with(&asker, &[("userId", &self.user)]),
            "user/create" => with(&world.valid(operation), &[("customerId", &self.customer)]),
            "customer/list" | "reseller/settings" => asker,
            "admin/balance" | "admin/addCredits" => {
                form(&[("reseller", ACME), ("password", SECRET), ("creditsToAdd", "0")])
            }
            "user/creditBalance" => form(&[("password", "x")]),
            other => world.valid(other),
        };
        with(&base, &[(parameter, name)])
    }
}

#[tokio::test]
async fn what_looks_like_another_name_is_none() {
    everywhere(async |world| {
        let subjects = Subjects::of(world).await;
        let resellers = [("reseller/create", "name")];
        for (name, reason) in REFUSED {
            // The same words in the other dialect: they are the core's.
            let by_core = name.parse::<CustomerName>().unwrap_err().to_string();
            assert_eq!(by_core, *reason, "{name:?}");
            assert_eq!(name.parse::<UserName>().unwrap_err().to_string(), *reason, "{name:?}");
            for (operation, parameter) in GIVE.iter().chain(&LOOK_UP).chain(&resellers) {
                let request = subjects.request(world, operation, parameter, name);
                let answer = world.post(operation, &request).await;
                let shown = format!("{operation}: {parameter}={name:?}: {}", answer.body);
                assert_eq!((answer.status, answer.parameter.as_deref()), (2, Some(*parameter)), "{shown}");
                assert!(answer.json["message"].as_str().unwrap().contains(reason), "{shown}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_another_name_is_kept_as_it_was_sent() {
    everywhere(async |world| {
        let subjects = Subjects::of(world).await;
        for name in ACCEPTED {
            let made = subjects.request(world, "customer/create", "name", name);
            assert_eq!(world.post("customer/create", &made).await.status, 0, "{name:?}");
            let again = world.post("customer/create", &made).await;
            assert_eq!((again.status, again.parameter.as_deref()), (301, Some("name")), "{name:?}");
            let found = world.look_up(name).await.unwrap();
            assert_eq!(found.customer.profile.name.as_str(), *name);
            let user = subjects.request(world, "user/update", "username", name);
            assert_eq!(world.post("user/update", &user).await.status, 0, "{name:?}");
            let users = [("customerId", subjects.customer.as_str()), ("resellerName", ACME)];
            let users = with(&form(&users), &[("resellerPassword", SECRET)]);
            let listed = world.post("user/list", &users).await;
            assert_eq!(listed.json["users"][0]["username"], *name);
        }
    })
    .await;
}
