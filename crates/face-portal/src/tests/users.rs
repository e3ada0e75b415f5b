//! Users are found, made, changed, blocked, given passwords and removed; each by those who may, and by nobody else.

use http::Method;
use party::ids::{CustomerId, ROOT};
use party::web_user::AccessLevel;

use super::people;
use super::world::{Answer, Browser, SECRET, World, everywhere};

/// The names in the list, in its order.
fn listed(page: &str) -> String {
    let cells = page.split("<th scope=\"row\">").skip(1);
    let names = cells.map(|cell| cell.split("\">").nth(1).unwrap().split('<').next().unwrap());
    names.collect::<Vec<_>>().join(" ")
}

fn link(page: &str, rel: &str) -> Option<String> {
    let rest = page.split(&format!("rel=\"{rel}\" href=\"")).nth(1)?;
    Some(rest.split('"').next()?.replace("&#38;", "&"))
}

/// What is said to be wrong with the field `name`; empty where nothing is.
pub(super) fn wrong<'a>(page: &'a str, name: &str) -> &'a str {
    let mark = format!("<p class=\"error\" id=\"{name}-error\">");
    page.split(&mark).nth(1).map_or("", |rest| rest.split('<').next().unwrap())
}

async fn names(browser: &Browser<'_>, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    listed(&answer.body)
}

#[tokio::test]
async fn users_are_searched_sorted_and_filtered() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        for name in ["Beta", "alpha", "ALPHA2", "Жук"] {
            people::user(&world.installation, shop, name).await;
        }
        people::endpoint(&world.installation, shop, "phone").await;
        people::user(&world.installation, acme, "own").await;
        let acme = world.browser().signed_in("acme").await;
        let blocked = user_path(&acme, &format!("/users?customer={shop}"), "Beta").await;
        acme.post(&format!("{blocked}/block"), &[]).await.is_sent_to(&blocked);
        assert_eq!(names(&acme, "/users").await, "own");
        let browser = world.browser().signed_in("shop").await;
        for (query, expected) in [
            ("", "alpha ALPHA2 Beta phone Жук"),
            ("direction=descending", "Жук phone Beta ALPHA2 alpha"),
            ("order=number", "Beta alpha ALPHA2 Жук phone"),
            ("order=number&direction=descending", "phone Жук ALPHA2 alpha Beta"),
            ("search=AL", "alpha ALPHA2"),
            ("search=%D0%B6", "Жук"),
            ("search=%25", ""),
            ("state=blocked", "Beta"),
            ("state=blocked&order=number", "Beta"),
            ("state=active&search=b", ""),
            ("state=active", "alpha ALPHA2 phone Жук"),
            ("after=nonsense&state=x&order=y", "alpha ALPHA2 Beta phone Жук"),
        ] {
            assert_eq!(names(&browser, &format!("/users?{query}")).await, expected, "{query}");
            assert_eq!(names(&acme, &format!("/users?customer={shop}&{query}")).await, expected, "{query}");
        }
        let page = browser.get("/users").await.body;
        assert!(page.contains("12.50") && page.contains("Voice") && page.contains("Messages"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn pages_of_users_lead_forwards_and_back() {
    everywhere(async |world: &World| {
        let (_, shop) = world.family().await;
        for number in 0..60 {
            people::user(&world.installation, shop, &format!("user{:02}", number * 7 % 60)).await;
        }
        let browser = world.browser().signed_in("acme").await;
        for order in ["", "&order=number", "&search=user", "&direction=descending"] {
            let first = browser.get(&format!("/users?customer={shop}{order}")).await.body;
            let next = link(&first, "next").unwrap();
            let second = browser.get(&next).await.body;
            let (first, last) = (listed(&first), listed(&second));
            assert_eq!((first.split(' ').count(), last.split(' ').count()), (50, 10), "{order}");
            assert_eq!(link(&second, "next"), None);
            let back = browser.get(&link(&second, "prev").unwrap()).await.body;
            assert_eq!((listed(&back), link(&back, "prev")), (first, None), "{order}");
        }
    })
    .await;
}

/// The page of the user called `name` in the list at `path`.
pub(super) async fn user_path(browser: &Browser<'_>, path: &str, name: &str) -> String {
    let page = browser.get(path).await.body;
    let before = page.split(&format!("\">{name}</a>")).next().unwrap();
    before.rsplit("href=\"").next().unwrap().to_owned()
}

const TYPED: [(&str, &str); 9] = [
    ("username", "desk@shop"),
    ("contact_name", "Mia Chen"),
    ("email", "mia@example.com"),
    ("phone", "+61 7 5550 0101"),
    ("source_address", "Shop"),
    ("source_address_swappable", "1"),
    ("push_type", "url"),
    ("push_url", "https://push.example/?id={{id}}"),
    ("password", "A new password 1"),
];

fn typed<'a>(change: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = TYPED.to_vec();
    fields.push(("repeated", "A new password 1"));
    for (name, value) in change {
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some(field) => field.1 = value,
            None => fields.push((name, value)),
        }
    }
    fields
}

#[tokio::test]
async fn a_user_is_made_with_everything_and_changed() {
    everywhere(async |world: &World| {
        let (_, shop) = world.family().await;
        let browser = world.browser().signed_in("acme").await;
        let of_shop = shop.to_string();
        let made = browser.post("/users/new", &typed(&[("customer", &of_shop)])).await;
        let user = made.location().to_owned();
        let page = browser.get(&user).await.body;
        assert!(page.contains("The user is made."), "{page}");
        for said in ["desk@shop", "Mia Chen", "mia@example.com", "+61 7 5550 0101", ">Shop<", "Web request"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(page.contains("https://push.example/?id={{id}}"), "{page}");
        let holder = world.browser();
        holder.sign_in("desk@shop", "A new password 1").await.is_sent_to("/");

        let edit = format!("{user}/edit");
        let form = browser.get(&edit).await.body;
        for (name, value) in &TYPED[..5] {
            assert!(form.contains(&format!("name=\"{name}\" type=\"text\"")), "{name}: {form}");
            assert!(form.contains(&format!("value=\"{value}\"")), "{name}: {form}");
        }
        let fields = [("username", "front@shop"), ("contact_name", ""), ("email", ""), ("phone", "")];
        browser.post(&edit, &fields).await.is_sent_to(&user);
        let page = browser.get(&user).await.body;
        assert!(page.contains("front@shop") && !page.contains("mia@example.com"), "{page}");
        assert!(page.contains("https://push.example/?id={{id}}"), "what is not in the form stays: {page}");
        holder.get("/account").await.body.contains("front@shop").then_some(()).unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field() {
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        people::user(&world.installation, acme, "taken").await;
        let browser = world.browser().signed_in("acme").await;
        for (name, value, reason) in [
            ("username", "", "Fill this in."),
            ("username", "two words", "There can be no blanks in it."),
            ("username", "taken", "Somebody has this name already."),
            ("contact_name", "a\u{7}b", "There is a character in it that cannot stand here."),
            ("email", "mia", "An address has exactly one @."),
            ("phone", "call me", "Only digits, blanks and +, at most 32 of them."),
            ("source_address", "12", "Of digits alone there must be 3 to 16."),
            ("push_url", "ftp://push.example", "An address begins with http:// or https://."),
            ("push_url", "https://push.example/{{who}}", "There is no such placeholder. See the list above."),
            ("password", "", "Type a password."),
            ("repeated", "Another", "The two passwords differ."),
        ] {
            let answer = browser.post("/users/new", &typed(&[(name, value)])).await;
            assert_eq!((answer.status, wrong(&answer.body, name)), (422, reason), "{name}: {}", answer.body);
            assert!(!answer.body.contains("A new password 1"), "secrets are never sent back");
            assert!(answer.body.contains(">No <") || !answer.body.contains("The user is made."));
        }
        let email =
            [("push_type", "email"), ("push_to", "mia"), ("push_subject", "{{id"), ("push_body", "{{x}}")];
        let answer = browser.post("/users/new", &typed(&email)).await;
        for name in ["push_to", "push_subject", "push_body"] {
            assert_ne!(wrong(&answer.body, name), "", "{name}: {}", answer.body);
        }
        assert_eq!(names(&browser, "/users").await, "taken");
    })
    .await;
}

#[tokio::test]
async fn the_fields_of_a_push_come_with_its_type() {
    everywhere(async |world: &World| {
        world.family().await;
        let browser = world.browser().signed_in("acme").await;
        for (push_type, there) in
            [("none", ""), ("url", "push_url"), ("email", "push_to push_subject push_body"), ("smpp", "")]
        {
            let asked = [("push_type", push_type), ("step", "show"), ("username", "bad name")];
            let answer = browser.post("/users/new", &typed(&asked)).await;
            let page = &answer.body;
            let fields = ["push_url", "push_to", "push_subject", "push_body"]
                .into_iter()
                .filter(|name| page.contains(&format!("name=\"{name}\"")));
            assert_eq!(fields.collect::<Vec<_>>().join(" "), there, "{push_type}");
            assert_eq!((answer.status, wrong(page, "username")), (200, ""), "{push_type}");
            assert!(page.contains("value=\"bad name\""), "{push_type}: what was typed is kept");
        }
        assert_eq!(names(&browser, "/users").await, "");
    })
    .await;
}

#[tokio::test]
async fn a_user_is_blocked_given_passwords_and_removed() {
    everywhere(async |world: &World| {
        let (_, shop) = world.family().await;
        let user = format!("/users/{}", people::user(&world.installation, shop, "desk@shop").await);
        let browser = world.browser().signed_in("acme").await;
        let signs_in = async |password: &str| {
            let answer = world.browser().sign_in("desk@shop", password).await;
            answer.status == 303
        };
        assert!(signs_in(SECRET).await);
        browser.post(&format!("{user}/block"), &[]).await.is_sent_to(&user);
        assert!(browser.get(&user).await.body.contains("The user is blocked.") && !signs_in(SECRET).await);
        browser.post(&format!("{user}/unblock"), &[]).await.is_sent_to(&user);
        assert!(signs_in(SECRET).await);

        let password = format!("{user}/password");
        let wrong_one = [("password", "One"), ("repeated", "Other")];
        assert_eq!(browser.post(&password, &wrong_one).await.status, 422);
        let fields = [("password", "Another-1"), ("repeated", "Another-1")];
        browser.post(&password, &fields).await.is_sent_to(&user);
        assert!(!signs_in(SECRET).await && signs_in("Another-1").await);
        let page = browser.post(&format!("{user}/one-time-password"), &[]).await.body;
        let once = page.split("<code>").nth(1).unwrap().split('<').next().unwrap();
        assert!(signs_in(once).await && signs_in("Another-1").await && !signs_in(once).await);

        let ask = browser.get(&format!("{user}/delete")).await.body;
        assert!(ask.contains("desk@shop") && ask.contains("sessions here end at once"), "{ask}");
        assert_eq!(browser.get(&user).await.status, 200);
        let list = format!("/users?customer={shop}");
        browser.post(&format!("{user}/delete"), &[]).await.is_sent_to(&list);
        assert_eq!((browser.get(&user).await.status, names(&browser, &list).await.as_str()), (404, ""));
        assert!(!signs_in("Another-1").await);
    })
    .await;
}

#[tokio::test]
async fn an_account_with_funds_of_its_own_is_shown_and_removed() {
    everywhere(async |world: &World| {
        let (_, shop) = world.family().await;
        people::endpoint(&world.installation, shop, "phone").await;
        let browser = world.browser().signed_in("shop").await;
        let user = user_path(&browser, "/users", "phone").await;
        let page = browser.get(&user).await.body;
        for said in ["sip-phone", "12.50", "Voice", "Concurrent calls", "Voice mailbox"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let fields = [("password", "Another-1"), ("repeated", "Another-1")];
        browser.post(&format!("{user}/password"), &fields).await.is_sent_to(&user);
        let holder = world.browser();
        holder.sign_in("phone", "Another-1").await.is_sent_to("/");
        assert!(holder.get("/account").await.body.contains("sip-phone"));
        let ask = browser.get(&format!("{user}/delete")).await.body;
        assert!(ask.contains("12.50") && ask.contains("sip-phone"), "{ask}");
        browser.post(&format!("{user}/delete"), &[]).await.is_sent_to("/users");
        assert_eq!(browser.get(&user).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn users_of_others_are_not_there() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        let other = world.customer(ROOT, "other", |_| ()).await;
        let of =
            async |customer: CustomerId, name: &str| people::user(&world.installation, customer, name).await;
        let (theirs, above, own) =
            (of(other, "x@other").await, of(acme, "x@acme").await, of(shop, "x@shop").await);
        let browser = world.browser().signed_in("shop").await;
        for (id, is_there) in [(theirs, false), (above, false), (own, true)] {
            for page in ["", "/edit", "/password", "/delete", "/block", "/push"] {
                let status = browser.get(&format!("/users/{id}{page}")).await.status;
                assert_eq!(status, if is_there { 200 } else { 404 }, "{id}{page}");
            }
            if is_there {
                continue;
            }
            for page in ["/edit", "/password", "/delete", "/block", "/unblock", "/push", "/one-time-password"]
            {
                let fields = [("username", "mine"), ("password", "x"), ("repeated", "x")];
                assert_eq!(browser.post(&format!("/users/{id}{page}"), &fields).await.status, 404, "{page}");
            }
        }
        for customer in [other, acme, ROOT] {
            assert_eq!(browser.get(&format!("/users?customer={customer}")).await.status, 404);
            assert_eq!(browser.get(&format!("/users/new?customer={customer}")).await.status, 404);
            let named = customer.to_string();
            let fields = typed(&[("customer", &named)]);
            assert_eq!(browser.post("/users/new", &fields).await.status, 404);
        }
        let odd = own.to_string().to_uppercase();
        for id in ["x", "1", &odd, "%00", "5a4e96a030046095c7ef280f0"] {
            assert_eq!(browser.get(&format!("/users/{id}")).await.status, 404, "{id}");
        }
    })
    .await;
}

#[tokio::test]
async fn one_who_may_only_look_is_shown_no_more() {
    everywhere(async |world: &World| {
        let (_, shop) = world.family().await;
        world.web_user(shop, "reporter", AccessLevel::Reporter).await;
        let user = format!("/users/{}", people::user(&world.installation, shop, "desk@shop").await);
        let browser = world.browser().signed_in("reporter").await;
        let page: Answer = browser.get(&user).await;
        for link in ["/edit", "/password", "/delete", "/block", "/push"] {
            assert!(!page.body.contains(&format!("{user}{link}")), "{link}");
            let status = browser.send(Method::POST, &format!("{user}{link}"), &[], true).await.status;
            assert_eq!(status, 404, "{link}");
        }
        assert!(!browser.get("/users").await.body.contains("/users/new"));
    })
    .await;
}
