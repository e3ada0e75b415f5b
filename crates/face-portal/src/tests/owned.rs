//! Tariffs, routing groups, service plans: made, changed and removed by those who may, looked at by the others.

use app::routing_group::create as create_group;
use app::service_plan::create as create_plan;
use app::tariff::create as create_tariff;
use money::Currency;
use party::customer::TariffChoice;
use party::dictionary::RoutingPolicy;
use party::ids::{CustomerId, ROOT, RoutingGroupId, ServicePlanId, TariffId};
use party::rights::{Flag, Manage};
use party::routing_group::RoutingGroupTerms;
use party::service_plan::{ServicePlanDraft, ServicePlanTerms};
use party::tariff::TariffTerms;
use party::text::{Line, Title};
use party::web_user::AccessLevel;

use super::people;
use super::world::{Browser, World, everywhere};

/// A reseller who manages tariffs and routing groups.
async fn manager(world: &World, owner: CustomerId, name: &str) -> CustomerId {
    world
        .customer(owner, name, |draft| {
            let rights = draft.change.rights.with(Flag::SystemManagement, true);
            draft.change.rights = party::rights::RightsChange { tariffs: Some(Manage::ALL), ..rights };
        })
        .await
}

/// Makes a tariff of `owner`.
pub(crate) async fn tariff_of(world: &World, owner: CustomerId, name: &str) -> TariffId {
    let (app, operator) = (&world.installation.app, world.installation.operator());
    let terms = TariffTerms::new(Title::parse(name).unwrap(), Currency::parse("USD").unwrap());
    TariffId(create_tariff::create(app, &operator, Some(owner), terms).await.unwrap().tariff_id)
}

/// Makes a routing group of `owner`.
pub(crate) async fn group_of(world: &World, owner: CustomerId, name: &str) -> RoutingGroupId {
    let (app, operator) = (&world.installation.app, world.installation.operator());
    let (name, policy) = (Title::parse(name).unwrap(), RoutingPolicy::DEFAULT);
    let terms = RoutingGroupTerms { name, policy, description: Line::default() };
    let made = create_group::create(app, &operator, Some(owner), terms).await.unwrap();
    RoutingGroupId(made.routing_group_id)
}

/// Makes a service plan of `owner` on his tariff.
pub(crate) async fn plan_of(world: &World, owner: CustomerId, tariff: TariffId, name: &str) -> ServicePlanId {
    let (app, operator) = (&world.installation.app, world.installation.operator());
    let terms = ServicePlanTerms::new(Title::parse(name).unwrap());
    let draft = ServicePlanDraft { tariff, currency: None, terms };
    let made = create_plan::create(app, &operator, Some(owner), draft).await.unwrap();
    ServicePlanId(made.service_plan_id)
}

const TARIFF: &[(&str, &str)] = &[
    ("currency", "EUR"),
    ("type", "1"),
    ("connect_fee", "0.012"),
    ("free_seconds", "5"),
    ("grace_period", "0"),
    ("surcharge", "1.5"),
    ("precision", "4"),
    ("average_duration", "200"),
    ("loss_max", ""),
    ("local_rule", ""),
    ("round_up", "1"),
];

fn with<'a>(name: &'a str, rest: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![("name", name)];
    fields.extend(rest);
    fields
}

/// Makes something by the form at `new` and answers with the path of its page.
async fn make(browser: &Browser<'_>, new: &str, fields: &[(&str, &str)]) -> String {
    let made = browser.post(new, fields).await;
    assert_eq!(made.status, 303, "{new}: {}", made.body);
    made.location().to_owned()
}

#[tokio::test]
async fn each_is_made_changed_and_removed() {
    everywhere(async |world: &World| {
        manager(world, ROOT, "acme").await;
        let browser = world.browser().signed_in("acme").await;
        let tariff = make(&browser, "/tariffs/new", &with("Home", TARIFF)).await;
        let tariff_id = tariff.rsplit('/').next().unwrap();
        let group = [("policy", "3"), ("description", "by night")];
        let plan = [("tariff", tariff_id), ("cycle", "1"), ("description", "")];
        for (list, fields, shown) in [
            ("/tariffs", TARIFF, "0.012"),
            ("/routing-groups", &group[..], "By weight"),
            ("/service-plans", &plan[..], "Weekly"),
        ] {
            let path = make(&browser, &format!("{list}/new"), &with("Night", fields)).await;
            let page = browser.get(&path).await.body;
            assert!(page.contains("<h1>Night</h1>") && page.contains(shown), "{page}");
            assert!(
                browser.get(list).await.body.contains(&format!("<a href=\"{path}\">Night</a>")),
                "{list}"
            );
            let form = browser.get(&format!("{path}/edit")).await.body;
            assert!(form.contains("value=\"Night\""), "{form}");
            let fields = with("Day", fields);
            browser.post(&format!("{path}/edit"), &fields).await.is_sent_to(&path);
            assert!(browser.get(&path).await.body.contains("<h1>Day</h1>"), "{path}");
            let question = browser.get(&format!("{path}/delete")).await.body;
            assert!(question.contains("“Day” will be gone for good"), "{question}");
            browser.post(&format!("{path}/delete"), &[]).await.is_sent_to(list);
            for gone in [path.clone(), format!("{path}/edit"), format!("{path}/delete")] {
                assert_eq!(browser.get(&gone).await.status, 404, "{gone}");
            }
        }
        assert_eq!(browser.get(&tariff).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_and_nothing_is_lost() {
    everywhere(async |world: &World| {
        manager(world, ROOT, "acme").await;
        let other = manager(world, ROOT, "other").await;
        let foreign = tariff_of(world, other, "Foreign").await.to_string();
        let browser = world.browser().signed_in("acme").await;
        let euros = make(&browser, "/tariffs/new", &with("Euros", TARIFF)).await;
        let euros = euros.rsplit('/').next().unwrap().to_owned();
        let dollars: Vec<_> = TARIFF
            .iter()
            .map(|(name, value)| (*name, if *name == "currency" { "USD" } else { value }))
            .collect();
        let dollars = make(&browser, "/tariffs/new", &with("Dollars", &dollars)).await;
        let dollars = dollars.rsplit('/').next().unwrap().to_owned();
        let plan = |tariff: &str| {
            [("name", "Plan"), ("tariff", tariff), ("cycle", "3"), ("description", "kept")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        let made = plan(&euros);
        let made: Vec<(&str, &str)> =
            made.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let path = make(&browser, "/service-plans/new", &made).await;
        for (to, tariff, why) in [
            ("/service-plans/new".to_owned(), foreign.as_str(), "Choose one of the list."),
            ("/service-plans/new".to_owned(), "x", "Choose one of the list."),
            (format!("{path}/edit"), foreign.as_str(), "Choose one of the list."),
            (format!("{path}/edit"), dollars.as_str(), "Only a tariff in the currency of the plan"),
        ] {
            let fields = plan(tariff);
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let page = browser.post(&to, &fields).await;
            assert_eq!(page.status, 422, "{to} {tariff}");
            assert!(page.body.contains(&format!("id=\"tariff-error\">{why}")), "{}", page.body);
            assert!(page.body.contains("value=\"kept\""), "{}", page.body);
        }
        for (name, value, why) in [
            ("name", " ", "Fill this in."),
            ("currency", "XXX", "Choose one of the list."),
            ("type", "9", "Choose one of the list."),
            ("connect_fee", "1,5", "Type a number such as 1234.56, without commas."),
            ("connect_fee", "-1", "It cannot be negative."),
            ("connect_fee", "0.12345678901", "At most 10 decimals."),
            ("free_seconds", "1.5", "Only whole numbers."),
            ("grace_period", "2147483648", "At most 2,147,483,647."),
            ("surcharge", "", "Fill this in."),
            ("precision", "21", "At most 20."),
            ("loss_max", "99999999999", "The number is too large."),
            ("local_rule", "a\nb", "There is a character in it that cannot stand here."),
        ] {
            let mut fields = with("Typed name", TARIFF);
            fields.iter_mut().filter(|(given, _)| *given == name).for_each(|field| field.1 = value);
            let page = browser.post("/tariffs/new", &fields).await;
            assert_eq!(page.status, 422, "{name} {value}");
            assert!(page.body.contains(&format!("id=\"{name}-error\">{why}")), "{name}: {}", page.body);
            assert!(name == "name" || page.body.contains("value=\"Typed name\""), "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_in_use_is_not_removed_and_says_by_whom() {
    everywhere(async |world: &World| {
        let acme = manager(world, ROOT, "acme").await;
        let (tariff, group) = (tariff_of(world, acme, "Retail").await, group_of(world, acme, "Main").await);
        let shop = world
            .customer(acme, "shop", |draft| {
                draft.tariff = TariffChoice::Of(tariff);
                draft.change.routing_group = Some(Some(group));
            })
            .await;
        let deep = world.customer(shop, "deep", |draft| draft.change.routing_group = Some(Some(group))).await;
        let browser = world.browser().signed_in("acme").await;
        let plan = [("name", "Plan"), ("tariff", &tariff.to_string()), ("cycle", "3")];
        let plan = make(&browser, "/service-plans/new", &plan).await;
        for (path, list, users) in [
            (format!("/tariffs/{tariff}"), "/tariffs", vec![format!("/customers/{shop}"), plan]),
            (
                format!("/routing-groups/{group}"),
                "/routing-groups",
                vec![format!("/customers/{shop}"), format!("/customers/{deep}")],
            ),
        ] {
            let page = browser.get(&format!("{path}/delete")).await.body;
            for user in users {
                assert!(page.contains(&format!("href=\"{user}\"")), "{path} is used by {user}: {page}");
            }
            let refused = browser.post(&format!("{path}/delete"), &[]).await;
            assert_eq!(refused.status, 422, "{path}");
            assert_eq!(browser.get(&path).await.status, 200, "{list}");
        }
        // Those who were given them see what they are, and nothing else of them.
        let below = world.browser().signed_in("shop").await;
        for (list, name, path) in [
            ("/tariffs", "Retail", format!("/tariffs/{tariff}")),
            ("/routing-groups", "Main", format!("/routing-groups/{group}")),
        ] {
            let page = below.get(list).await.body;
            assert!(page.contains(name) && !page.contains(&path) && !page.contains("/new"), "{page}");
            for foreign in [path.clone(), format!("{path}/edit"), format!("{path}/delete")] {
                assert_eq!(below.get(&foreign).await.status, 404, "{foreign}");
            }
        }
        let page = world.browser().signed_in("deep").await.get("/routing-groups").await.body;
        assert!(page.contains("Main"), "a group is passed on: {page}");
    })
    .await;
}

#[tokio::test]
async fn who_may_not_change_does_not() {
    everywhere(async |world: &World| {
        let acme = manager(world, ROOT, "acme").await;
        let other = manager(world, ROOT, "other").await;
        let own = (tariff_of(world, acme, "Own").await, group_of(world, acme, "Own").await);
        let foreign = (tariff_of(world, other, "Foreign").await, group_of(world, other, "Foreign").await);
        world.web_user(acme, "reporter", AccessLevel::Reporter).await;
        world.customer(acme, "plain", |_| ()).await;
        let paths = |tariff: TariffId, group: RoutingGroupId| {
            [format!("/tariffs/{tariff}"), format!("/routing-groups/{group}")]
        };
        let reporter = world.browser().signed_in("reporter").await;
        for path in paths(own.0, own.1) {
            let page = reporter.get(&path).await;
            assert_eq!((page.status, page.body.contains("/edit")), (200, false), "{}", page.body);
            for deed in ["edit", "delete"] {
                let path = format!("{path}/{deed}");
                assert_eq!(
                    (reporter.get(&path).await.status, reporter.post(&path, &[]).await.status),
                    (404, 404)
                );
            }
        }
        for list in ["/tariffs", "/routing-groups", "/service-plans"] {
            let new = format!("{list}/new");
            assert!(!reporter.get(list).await.body.contains(&new), "{list}");
            assert_eq!((reporter.get(&new).await.status, reporter.post(&new, &[]).await.status), (404, 404));
        }
        let plain = world.browser().signed_in("plain").await;
        let acme = world.browser().signed_in("acme").await;
        for path in paths(foreign.0, foreign.1).into_iter().chain(["/tariffs/x".to_owned()]) {
            for deed in ["", "/edit", "/delete"] {
                let path = format!("{path}{deed}");
                for browser in [&acme, &plain] {
                    assert_eq!(browser.get(&path).await.status, 404, "{path}");
                }
            }
            assert_eq!(acme.post(&format!("{path}/delete"), &[]).await.status, 404, "{path}");
            assert_eq!(acme.post(&format!("{path}/edit"), &[("name", "x")]).await.status, 404, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn lists_are_searched_sorted_and_paged() {
    everywhere(async |world: &World| {
        let acme = manager(world, ROOT, "acme").await;
        for number in 0..60 {
            tariff_of(world, acme, &format!("Tariff {:02}", number * 7 % 60)).await;
        }
        tariff_of(world, acme, "Ночной").await;
        let browser = world.browser().signed_in("acme").await;
        let names = |page: &str| -> Vec<String> {
            let cells = page.split("<th scope=\"row\">").skip(1);
            cells
                .map(|cell| cell.split("\">").nth(1).unwrap().split('<').next().unwrap().to_owned())
                .collect()
        };
        let link = |page: &str, rel: &str| {
            let rest = page.split(&format!("rel=\"{rel}\" href=\"")).nth(1)?;
            Some(rest.split('"').next()?.replace("&#38;", "&"))
        };
        for start in ["/tariffs", "/tariffs?order=number&direction=descending", "/tariffs?search=TARIFF"] {
            let first = browser.get(start).await.body;
            let next = browser.get(&link(&first, "next").unwrap()).await.body;
            let total = if start.contains("search") { 60 } else { 61 };
            assert_eq!((names(&first).len(), names(&next).len()), (50, total - 50), "{start}");
            let back = browser.get(&link(&next, "prev").unwrap()).await.body;
            assert_eq!((names(&back), link(&next, "next"), link(&back, "prev")), (names(&first), None, None));
        }
        assert_eq!(names(&browser.get("/tariffs").await.body)[0], "Tariff 00");
        let found = browser.get("/tariffs?search=%D0%9D%D0%9E%D0%A7").await.body;
        assert_eq!(names(&found), ["Ночной"]);
        let nothing = browser.get("/tariffs?search=%25").await.body;
        assert!(nothing.contains("Nothing found") && nothing.contains("value=\"%\""), "{nothing}");
    })
    .await;
}

#[tokio::test]
async fn settings_of_a_customer_are_told_by_name() {
    everywhere(async |world: &World| {
        let (acme, _) = world.family().await;
        let group = group_of(world, acme, "Night routes").await;
        let broker = world.customer(acme, "broker", |_| ()).await;
        let mall = world
            .customer(acme, "mall", |draft| {
                draft.change.routing_group = Some(Some(group));
                draft.change.commission_agent = Some(Some(broker));
            })
            .await;
        let deep = world.customer(mall, "deep", |draft| draft.change.routing_group = Some(Some(group))).await;
        let browser = world.browser().signed_in("acme").await;
        let page = browser.get(&format!("/customers/{mall}")).await.body;
        assert!(page.contains("Night routes"), "{page}");
        assert!(page.contains(&format!("<a href=\"/customers/{broker}\">broker</a>")), "{page}");
        assert!(page.contains(&format!("<a href=\"/web-users?customer={mall}\">Web users</a>")), "{page}");
        let page = browser.get(&format!("/customers/{deep}")).await.body;
        assert!(page.contains("Night routes"), "passed on by one below: {page}");
        let page = world.browser().signed_in("mall").await.get(&format!("/customers/{deep}")).await.body;
        assert!(page.contains("Night routes"), "given from above: {page}");
        world.web_user(acme, "noc", AccessLevel::Noc).await;
        let page = world.browser().signed_in("noc").await.get(&format!("/customers/{mall}")).await.body;
        assert!(!page.contains("/web-users"), "who may not see web users has no way there: {page}");
    })
    .await;
}

#[tokio::test]
async fn terms_of_an_account_are_told_by_name() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        let browser = world.browser().signed_in("acme").await;
        for (customer, login, query) in
            [(shop, "phone-of-shop", format!("?customer={shop}")), (acme, "phone-of-acme", String::new())]
        {
            people::endpoint(&world.installation, customer, login).await;
            let list = browser.get(&format!("/users{query}")).await.body;
            let path = list.split("<th scope=\"row\"><a href=\"").nth(1).unwrap().split('"').next().unwrap();
            let page = browser.get(path).await.body;
            assert!(page.contains(login) && page.contains("Monthly"), "{page}");
        }
    })
    .await;
}
