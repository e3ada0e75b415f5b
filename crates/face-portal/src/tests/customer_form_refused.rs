//! Customers that are not made or changed as asked: what is wrong is said beside its field, the rest is kept, and nobody
//! overwrites what he did not see.

use app::customer::fields::CustomerField;
use app::customer::update::{UpdateCustomer, update};
use money::Currency;
use party::contact::ContactChange;
use party::customer::{Change, Draft};
use party::ids::ROOT;
use party::rights::RightsChange;
use party::tariff::TariffTerms;
use party::text::{Block, Line, Title};

use super::customer_form::{boss, changed, everything, full_customer, told, view};
use super::filled::{Filled, error_of};
use super::owned::{group_of, tariff_of};
use super::world::{Browser, World, everywhere};

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept() {
    everywhere(async |world: &World| {
        let boss = boss(world).await;
        world
            .customer(boss, "taken", |draft| draft.change.dns_alias = Some("taken.example.com".parse().ok()))
            .await;
        let other = world.customer(ROOT, "other", |_| ()).await;
        let (tariff, group) =
            (tariff_of(world, other, "Foreign").await, group_of(world, other, "Foreign").await);
        let shop = world.customer(boss, "shop", |_| ()).await;
        let browser = world.browser().signed_in("boss").await;
        let (tariff, group, other) = (tariff.to_string(), group.to_string(), other.to_string());
        let long = "x".repeat(65_537);
        let wrong = [
            ("name", "", "Fill this in."),
            ("name", " blank ", "There are blanks at its ends, or invisible characters in it."),
            ("name", "taken", "Another customer has this name."),
            ("description", &long[..256], "At most 255 characters."),
            ("mail_from", "a\tb", "There is a character in it that cannot stand here."),
            ("web_login", "a b", "There can be no blanks in it."),
            ("web_login", "taken", "Somebody else has this login."),
            ("password_policy", "Weak", "Choose one of the list."),
            ("tariff", "gold", "Choose one of the list."),
            ("tariff", &tariff, "The owner has no such tariff."),
            ("balance", "1,5", "Type a number such as 1234.56, without commas."),
            ("balance", "1e30", "The number is too large."),
            ("balance", "0.000000001", "At most 8 decimals."),
            ("credit_limit", "-1", "It cannot be negative."),
            ("payment_currency", "XYZ", "Choose a currency of the list."),
            ("payment_method", "9", "Choose one of the list."),
            ("commission_agent", &other, "The owner has no other customer like that."),
            ("commission_agent", "Ann", "Only whole numbers."),
            ("commission_size", "101", "Type a percentage from -100 to 100."),
            ("sessions_max", "2147483648", "The number is too large."),
            ("calls_per_second_max", "-1", "It cannot be negative."),
            ("accounts_matching_rule", "1000[", "Type a regular expression such as 1000[1-9]$."),
            ("routing_group", &group, "The owner cannot give this routing group."),
            ("depth_max", "9", "There must be fewer levels than the owner has."),
            ("time_zone", "Mars/Base", "Choose one of the list."),
            ("dns_alias", "http://a.com", "This is not a host name such as portal.example.com."),
            ("dns_alias", "taken.example.com", "Another customer's portal has this host name."),
            ("css", &long, "At most 65536 characters."),
            ("source_address", "12", "Of digits alone there must be 3 to 16."),
            ("inbound_charge", "0.5", "Only whole numbers."),
            ("default_billing_type", "postpaid", "Below one who pays before use nobody pays after it."),
        ];
        for path in ["/customers/new".to_owned(), format!("/customers/{shop}/edit")] {
            let before = told(&view(world, shop).await);
            let form = Filled::at(&browser, &path).await;
            let form = form.set("city", "kept").set("callshop", "1").set("manage_accounts-edit", "1");
            let form = form.set("web_password", "Secret-password-3");
            let form = if path.ends_with("new") { form.set("name", "new one") } else { form };
            for (name, value, expected) in wrong {
                let (again, page) = form.clone().set(name, value).refused(&browser).await;
                assert_eq!(error_of(&page, name), expected, "{path} {name} {value:.20}");
                let kept =
                    [again.value("city"), again.value("callshop"), again.value("manage_accounts-edit")];
                assert_eq!(kept, [Some("kept"), Some("1"), Some("1")]);
                assert_eq!(
                    (again.value(name).unwrap_or_default(), again.value("web_password")),
                    (value, Some(""))
                );
                assert_eq!(error_of(&page, "web_password"), "Type it again: passwords are not sent back.");
                assert!(!page.contains("Secret-password-3"));
            }
            assert_eq!(told(&view(world, shop).await), before);
        }
        let form = Filled::at(&browser, "/customers/new").await.set("name", "new one");
        let (_, page) = form.set("overcommit_protection", "maybe").refused(&browser).await;
        assert_eq!(error_of(&page, "overcommit_protection"), "This is yes or no.");
        // All at once, and each beside its field.
        let form = Filled::at(&browser, "/customers/new").await.set("balance", "x").set("css", "\0");
        let (_, page) = form.refused(&browser).await;
        assert!(page.contains("Nothing is saved yet. 3 fields need another look."), "{page}");
        for field in ["name", "balance", "css"] {
            assert!(!error_of(&page, field).is_empty() && page.contains(&format!("<a href=\"#{field}\">")));
        }
        assert!(!browser.get("/customers").await.body.contains("new one"));
    })
    .await;
}

#[tokio::test]
async fn what_the_use_cases_refuse_is_said_beside_its_field() {
    everywhere(async |world: &World| {
        let boss = boss(world).await;
        let id = {
            let browser = world.browser().signed_in("boss").await;
            let id = full_customer(world, &browser, boss).await;
            let path = format!("/customers/{id}/edit");
            let form = Filled::at(&browser, &path).await;
            let refused = async |form: Filled, name: &str, expected: &str| {
                let (_, page) = form.refused(&browser).await;
                assert_eq!(error_of(&page, name), expected, "{name}");
            };
            let own = id.to_string();
            refused(
                form.clone().set("commission_agent", &own),
                "commission_agent",
                "The owner has no other customer like that.",
            )
            .await;
            refused(
                form.clone().set("web_login", "azure"),
                "api_password",
                "The API password is bound to the login that changes: type a new one.",
            )
            .await;
            refused(
                form.clone().set("web_password", "short"),
                "web_password",
                "At least 12 characters are needed.",
            )
            .await;
            refused(
                form.clone().set("api_password", "a\u{1}"),
                "api_password",
                "There is a character in it that no keyboard types.",
            )
            .await;
            let both = form.clone().set("balance", "92233720368").set("credit_limit", "92233720368");
            refused(both, "balance", "The number is too large.").await;
            let euro = TariffTerms::new(Title::parse("Euro").unwrap(), Currency::parse("EUR").unwrap());
            let (app, operator) = (&world.installation.app, world.installation.operator());
            let euro = app::tariff::create::create(app, &operator, Some(boss), euro).await.unwrap().tariff_id;
            assert!(!browser.get(&path).await.body.contains("Euro (EUR)"), "of another currency");
            refused(
                form.clone().set("tariff", &euro.to_string()),
                "tariff",
                "The tariff is in another currency than his balance.",
            )
            .await;
            let bare = |depth| {
                move |draft: &mut Draft| {
                    draft.change.rights = RightsChange { depth_max: Some(depth), ..RightsChange::default() };
                }
            };
            let child = world.customer(id, "child", bare(2)).await;
            world.customer(child, "grandchild", bare(1)).await;
            refused(
                form.clone().set("depth_max", "0"),
                "depth_max",
                "Customers stand deeper below him than that.",
            )
            .await;
            id
        };
        // Nobody pays after use below one who pays before, and nobody is given what his owner protects.
        changed(world, id, Change { overcommit_protection: Some(true), ..Change::default() }).await;
        let form_of =
            async |browser: &Browser<'_>| Filled::at(browser, "/customers/new").await.set("name", "poor");
        let blue = world.browser().signed_in("blue").await;
        let (_, page) = form_of(&blue).await.set("balance", "1000000").refused(&blue).await;
        assert_eq!(error_of(&page, "balance"), "Защита владельца от перерасхода не позволяет дать столько.");
        let before = world.customer(boss, "before", |draft| {
            draft.change.rights = everything(3);
        });
        before.await;
        let prepaid = world.browser().signed_in("before").await;
        let (_, page) = form_of(&prepaid).await.set("billing_type", "postpaid").refused(&prepaid).await;
        assert_eq!(error_of(&page, "billing_type"), "Below one who pays before use nobody pays after it.");
    })
    .await;
}

#[tokio::test]
async fn who_saw_something_else_is_told_before_he_replaces_it() {
    everywhere(async |world: &World| {
        let boss = boss(world).await;
        let browser = world.browser().signed_in("boss").await;
        let id = full_customer(world, &browser, boss).await;
        let path = format!("/customers/{id}/edit");
        let city = |text: &str| Change {
            contact: ContactChange { city: Line::parse(text).ok(), ..Default::default() },
            ..Change::default()
        };
        // Something else was changed meanwhile: both changes are there.
        let open = Filled::at(&browser, &path).await;
        changed(world, id, city("Kraków")).await;
        assert_eq!(open.clone().set("phone", "1").send(&browser).await.status, 303);
        let stored = view(world, id).await;
        assert_eq!(
            (CustomerField::City.tell(&stored), CustomerField::Phone.tell(&stored)),
            ("Kraków".into(), "1".into())
        );
        // The same was changed meanwhile: he is told, and may replace it then.
        let (again, page) = open.set("city", "Łódź").set("fax", "2").refused(&browser).await;
        assert_eq!(
            error_of(&page, "city"),
            "Somebody else changed this to “Kraków” meanwhile. Save again to replace it."
        );
        assert_eq!(error_of(&page, "fax"), "");
        assert_eq!((again.value("city"), again.value("fax")), (Some("Łódź"), Some("2")));
        assert_eq!(CustomerField::City.tell(&view(world, id).await), "Kraków");
        // Again meanwhile, while something else is wrong with the form: what was seen stays in mind.
        let (wrong, _) = again.clone().set("dns_alias", "wrong").refused(&browser).await;
        changed(world, id, city("Gdańsk")).await;
        let (wrong, page) = wrong.refused(&browser).await;
        assert_eq!(error_of(&page, "city"), "", "what cannot be read is said first");
        let (again, page) = wrong.set("dns_alias", "right.example.com").refused(&browser).await;
        assert_eq!(
            error_of(&page, "city"),
            "Somebody else changed this to “Gdańsk” meanwhile. Save again to replace it."
        );
        assert_eq!(again.send(&browser).await.status, 303);
        let stored = view(world, id).await;
        assert_eq!(
            (CustomerField::City.tell(&stored), CustomerField::Fax.tell(&stored)),
            ("Łódź".into(), "2".into())
        );
        // Money that moved is not set back.
        let open = Filled::at(&browser, &path).await;
        let request = UpdateCustomer { balance_units: Some(5_000_000_000), ..UpdateCustomer::default() };
        let (app, operator) = (&world.installation.app, world.installation.operator());
        update(app, &operator, id, request).await.unwrap();
        assert_eq!(open.clone().set("phone", "3").send(&browser).await.status, 303);
        assert_eq!(CustomerField::Balance.tell(&view(world, id).await), "50");
        let (_, page) = open.set("balance", "1").refused(&browser).await;
        assert_eq!(
            error_of(&page, "balance"),
            "Somebody else changed this to “50” meanwhile. Save again to replace it."
        );
        changed(world, id, Change { description: Block::parse("").ok(), ..city("Łódź") }).await;
        world.is_sound().await;
    })
    .await;
}
