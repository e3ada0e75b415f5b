//! Customers made and changed by a form: everything is kept, nothing beyond the owner is given, nothing foreign is named.

use app::customer::create::{CreateCustomer, create};
use app::customer::fields::{CustomerField, Kind};
use app::customer::find::{CustomerView, Lookup, find};
use app::customer::update::{UpdateCustomer, update};
use party::billing::BillingType;
use party::customer::{BillingChoice, Change, Draft, TariffChoice};
use party::ids::{CustomerId, ROOT};
use party::rights::{Flag, Manage, RightsChange};

use super::filled::{Filled, error_of};
use super::owned::{group_of, tariff_of};
use super::people::id_of;
use super::world::{Browser, SECRET, World, everywhere};

/// What closes every kind of quotation and opens an element.
const HOSTILE: &str = "'\"><img src=x onerror=alert(1)>&amp;";

/// A reseller who has everything that can be had below root.
pub(super) async fn boss(world: &World) -> CustomerId {
    world
        .customer(ROOT, "boss", |draft| {
            draft.balance_units = 100_000_000_000;
            draft.billing_type = BillingChoice::Explicit(BillingType::Postpaid);
            draft.change.rights = everything(9);
        })
        .await
}

pub(super) fn everything(depth_max: i64) -> RightsChange {
    let all = Some(Manage::ALL);
    let rights = RightsChange {
        accounts: all,
        customers: all,
        tariffs: all,
        vouchers: all,
        depth_max: Some(depth_max),
        ..RightsChange::default()
    };
    Flag::ALL.iter().fold(rights, |rights, flag| rights.with(*flag, true))
}

pub(super) async fn view(world: &World, id: CustomerId) -> CustomerView {
    find(&world.installation.app, &world.installation.operator(), Lookup::Id(id)).await.unwrap()
}

pub(super) async fn changed(world: &World, id: CustomerId, change: Change) {
    let request = UpdateCustomer { change, ..UpdateCustomer::default() };
    update(&world.installation.app, &world.installation.operator(), id, request).await.unwrap();
}

pub(super) fn told(view: &CustomerView) -> Vec<(CustomerField, String)> {
    CustomerField::ALL.iter().map(|field| (*field, field.tell(view))).collect()
}

/// Every setting as the form sends it and as it is told afterwards; `numbers` are a tariff, a routing group and a sibling.
fn texts(numbers: [String; 3]) -> Vec<(CustomerField, String)> {
    use CustomerField::*;
    let [tariff, group, sibling] = numbers;
    let texts = [
        (Name, "Blue Phone Ltd."),
        (Description, "first\nsecond"),
        (CompanyName, "Blue Phone"),
        (Salutation, "Ms."),
        (FirstName, "Анна"),
        (MiddleInitial, "M"),
        (LastName, "Chen"),
        (StreetAddress, "1 Main Street"),
        (PostalCode, "00-001"),
        (City, "Warsaw"),
        (State, "Mazovia"),
        (Country, "Poland"),
        (ContactPerson, "Jan"),
        (Phone, "+48 601 000 000"),
        (Fax, "+48 601 000 001"),
        (AlternativeContact, "Ewa"),
        (AlternativePhone, "+48 601 000 002"),
        (Email, "a@example.com"),
        (Cc, "b@example.com"),
        (Bcc, "c@example.com"),
        (MailFrom, "d@example.com"),
        (WebLogin, "blue"),
        (WebPassword, "Secret-password-1"),
        (ApiPassword, "Secret-password-2"),
        (PasswordPolicy, "Strong"),
        (Tariff, &tariff),
        (BillingType, "postpaid"),
        (Balance, "-12.5"),
        (CreditLimit, "100"),
        (PaymentCurrency, "EUR"),
        (PaymentMethod, "Bank transfer"),
        (PaymentMinimum, "2.2"),
        (CommissionAgent, &sibling),
        (CommissionSize, "-15"),
        (SessionsMax, "0"),
        (CallsPerSecondMax, "0.5"),
        (OvercommitProtection, "yes"),
        (OvercommitLimit, "0.000000001"),
        (AccountsMatchingRule, "1000[1-9]$"),
        (RoutingGroup, &group),
        (ManageCustomers, "add, edit, delete"),
        (ManageAccounts, "add, delete"),
        (ManageTariffs, "edit"),
        (ManageVouchers, "delete"),
        (DepthMax, "3"),
        (SystemManagement, "yes"),
        (ApiAccess, "yes"),
        (ApiManagement, "yes"),
        (OwnTariff, "yes"),
        (Callshop, "yes"),
        (DidPool, "yes"),
        (IvrApplications, "yes"),
        (QualityReports, "yes"),
        (PaymentCards, "yes"),
        (Conferencing, "yes"),
        (SharePaymentProcessors, "yes"),
        (DoNotCallList, "yes"),
        (Language, "ru"),
        (TimeZone, "Europe/Warsaw"),
        (ExportType, "XLSX"),
        (StartPage, "Customers"),
        (DnsAlias, "blue.example.com"),
        (Css, "body { color: red }"),
        (IntegrationId, "blue-1"),
        (SourceAddress, "Blue"),
        (Rotation, "conversation"),
        (InboundCharge, "2"),
        (BeginsWithFreeCredits, "yes"),
        (DefaultBillingType, "postpaid"),
        (FreeCredits, "25"),
        (ApiRevision, "1"),
    ];
    texts.map(|(field, text)| (field, text.to_owned())).to_vec()
}

/// Types a text as a person does: boxes are ticked.
fn typed(form: Filled, field: CustomerField, text: &str) -> Filled {
    match field.kind() {
        Kind::Flag if text == "yes" => form.set(field.name(), "1"),
        Kind::Flag => form.without(field.name()),
        Kind::Manage => {
            let given: Manage = text.parse().unwrap();
            Manage::EACH.into_iter().fold(form, |form, (right, word)| {
                let name = format!("{}-{word}", field.name());
                if given.contains(right) { form.set(&name, "1") } else { form.without(&name) }
            })
        }
        Kind::Area(_) => form.set(field.name(), &text.replace('\n', "\r\n")),
        _ => form.set(field.name(), text),
    }
}

async fn make(browser: &Browser<'_>, form: Filled) -> CustomerId {
    let made = form.send(browser).await;
    assert_eq!(made.status, 303, "{}", made.body);
    CustomerId(made.location().rsplit('/').next().unwrap().parse().unwrap())
}

pub(super) async fn full_customer(world: &World, browser: &Browser<'_>, boss: CustomerId) -> CustomerId {
    let sibling = world.customer(boss, "sibling", |_| ()).await;
    let tariff = tariff_of(world, boss, "Gold").await;
    let group = group_of(world, boss, "Cheap routes").await;
    let numbers = [tariff.to_string(), group.to_string(), sibling.to_string()];
    let form = Filled::at(browser, "/customers/new").await;
    let texts = texts(numbers);
    let form = texts.iter().fold(form, |form, (field, text)| typed(form, *field, text));
    let made = make(browser, form).await;
    let stored = view(world, made).await;
    for (field, text) in &texts {
        let is_told = !matches!(field.kind(), Kind::Secret) && !field.is_given_once();
        assert!(!is_told || field.tell(&stored) == *text, "{field:?}: {}", field.tell(&stored));
    }
    assert_eq!(CustomerField::BillingType.tell(&stored), "postpaid");
    assert!(stored.has_api_password && stored.web_user.password_hash.is_some());
    made
}

#[tokio::test]
async fn everything_is_made_shown_and_changed() {
    everywhere(async |world: &World| {
        let boss = boss(world).await;
        // What he lays down for his customers: the new one begins with it.
        changed(world, boss, Change { free_credits_units: Some(700_000_000), ..Change::default() }).await;
        let browser = world.browser().signed_in("boss").await;
        let id = full_customer(world, &browser, boss).await;
        let before = view(world, id).await;
        assert_eq!(before.credits.amount.to_decimal(), "7");
        let page = browser.get(&format!("/customers/{id}")).await.body;
        for shown in [
            "Blue Phone Ltd.",
            "Ms. Анна M Chen",
            "1 Main Street\n00-001 Warsaw\nMazovia\nPoland",
            "Gold",
            "After use",
            "Bank transfer",
            "1000[1-9]$",
            "add, edit, delete",
            "blue.example.com",
            "Europe/Warsaw",
            "The same number for the same pair",
            "At least 12 characters of every kind",
        ] {
            assert!(page.contains(shown), "{shown}");
        }
        let path = format!("/customers/{id}/edit");
        let form = Filled::at(&browser, &path).await;
        assert_eq!((form.value("web_password"), form.value("billing_type")), (Some(""), None));
        let same = form.send(&browser).await;
        same.is_sent_to(&format!("/customers/{id}"));
        assert_eq!(told(&view(world, id).await), told(&before), "nothing was changed");
        // Each setting alone, there and back: everything else stays.
        let others = [
            (CustomerField::City, "Łódź"),
            (CustomerField::Balance, "0.00000001"),
            (CustomerField::Tariff, "own"),
            (CustomerField::CommissionAgent, ""),
            (CustomerField::SessionsMax, ""),
            (CustomerField::Callshop, "no"),
            (CustomerField::ManageVouchers, "none"),
            (CustomerField::TimeZone, "UTC"),
            (CustomerField::Description, ""),
            (CustomerField::DnsAlias, ""),
        ];
        for (field, text) in others {
            let form = typed(Filled::at(&browser, &path).await, field, text);
            assert_eq!(form.send(&browser).await.status, 303, "{field:?}");
            let after = view(world, id).await;
            assert_eq!(field.tell(&after), text);
            for (other, kept) in told(&before).iter().filter(|(other, _)| *other != field) {
                assert_eq!(other.tell(&after), *kept, "{other:?} stays when {field:?} changes");
            }
            let form = typed(Filled::at(&browser, &path).await, field, &field.tell(&before));
            assert_eq!(form.send(&browser).await.status, 303, "{field:?}");
        }
        assert_eq!(told(&view(world, id).await), told(&before));
        let hash = before.web_user.password_hash.unwrap();
        let form = Filled::at(&browser, &path).await.set("web_password", "Another-password-1");
        assert_eq!(form.send(&browser).await.status, 303);
        assert_ne!(view(world, id).await.web_user.password_hash, Some(hash));
        world.is_sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_name_is_enough_and_the_rest_is_as_usual() {
    everywhere(async |world: &World| {
        let boss = boss(world).await;
        let browser = world.browser().signed_in("boss").await;
        let form = Filled::at(&browser, "/customers/new").await;
        assert_eq!(form.value("name"), Some(""));
        let id = make(&browser, form.set("name", "plain")).await;
        let usual = CreateCustomer {
            owner: Some(boss),
            draft: Draft::new("usual".parse().unwrap(), TariffChoice::Unset),
            web_login: None,
            web_password: None,
            api_password: None,
            free_credits: false,
        };
        let (app, operator) = (&world.installation.app, world.installation.operator());
        let usual = CustomerId(create(app, &operator, usual).await.unwrap().customer_id);
        let (made, usual) = (view(world, id).await, view(world, usual).await);
        for (field, text) in told(&usual).iter().filter(|(field, _)| *field != CustomerField::Name) {
            assert_eq!(field.tell(&made), *text, "{field:?}");
        }
        // Below a customer of his own, under whose name the form stands.
        let below = Filled::at(&browser, &format!("/customers/new?owner={}", made.customer.key.id)).await;
        let below = make(&browser, below.set("name", "below")).await;
        assert_eq!(view(world, below).await.customer.owner(), Some(id));
        let list = browser.get(&format!("/customers?owner={id}")).await.body;
        assert!(list.contains(&format!("href=\"/customers/new?owner={id}\"")), "{list}");
    })
    .await;
}

#[tokio::test]
async fn nobody_gives_what_his_owner_lacks() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        let browser = world.browser().signed_in("acme").await;
        let page = browser.get("/customers/new").await.body;
        for lacking in ["manage_vouchers-add", "manage_vouchers-delete"] {
            assert!(page.contains(&format!("name=\"{lacking}\" value=\"1\" disabled")), "{lacking}");
        }
        assert!(page.contains("not available") && page.contains("acme does not have this right."));
        assert!(page.contains("name=\"manage_tariffs-add\" value=\"1\">"), "what he has is open");
        let before = told(&view(world, shop).await);
        for path in ["/customers/new".to_owned(), format!("/customers/{shop}/edit")] {
            let open = Filled::at(&browser, &path).await.set("name", "forged");
            for (name, value, field) in [
                ("manage_vouchers-add", "1", "manage_vouchers"),
                ("api_access", "1", "api_access"),
                ("api_management", "1", "api_management"),
                ("own_tariff", "1", "own_tariff"),
                ("callshop", "1", "callshop"),
                ("payment_cards", "1", "payment_cards"),
                ("depth_max", "32", "depth_max"),
                ("tariff", "own", "tariff"),
                ("api_password", "Secret-password-2", "api_password"),
            ] {
                let (again, page) = open.clone().set(name, value).refused(&browser).await;
                assert!(!error_of(&page, field).is_empty(), "{path} {name}: {page}");
                assert!(page.contains(&format!("<a href=\"#{field}\">")), "{name} is in the summary");
                assert_eq!(again.value("name"), Some("forged"));
            }
        }
        assert_eq!(told(&view(world, shop).await), before);
        let list = browser.get("/customers").await.body;
        assert!(!list.contains("forged"));
        // The more has the child of the richer: what is taken from the owner is taken from him.
        let rights = RightsChange { tariffs: Some(Manage::EDIT), ..RightsChange::default() };
        changed(world, acme, Change { rights, ..Change::default() }).await;
        let page = browser.get("/customers/new").await.body;
        assert!(page.contains("name=\"manage_tariffs-add\" value=\"1\" disabled"));
        assert!(page.contains("name=\"manage_tariffs-edit\" value=\"1\">"));
    })
    .await;
}

#[tokio::test]
async fn foreign_and_forbidden_things_cannot_be_named() {
    everywhere(async |world: &World| {
        let (acme, shop) = world.family().await;
        let other = world.customer(ROOT, "other", |_| ()).await;
        let leaf = world.customer(acme, "leaf", |draft| draft.change.rights.depth_max = Some(0)).await;
        let browser = world.browser().signed_in("acme").await;
        let shops = Filled::at(&browser, &format!("/customers/{shop}/edit")).await;
        for foreign in
            [acme.to_string(), other.to_string(), ROOT.to_string(), "x".into(), "007".into(), "-1".into()]
        {
            let path = format!("/customers/{foreign}/edit");
            assert_eq!(browser.get(&path).await.status, 404, "{path}");
            assert_eq!(browser.post(&path, &[("name", "mine")]).await.status, 404, "{path}");
        }
        let nobody = ["999999", "x", "99999999999999999999"].map(str::to_owned);
        for owner in [other.to_string(), ROOT.to_string(), leaf.to_string()].into_iter().chain(nobody) {
            let path = format!("/customers/new?owner={owner}");
            assert_eq!(browser.get(&path).await.status, 404, "{path}");
            let fields = [("name", "mine"), ("owner", &owner)];
            assert_eq!(browser.post("/customers/new", &fields).await.status, 404, "{path}");
        }
        // What the form does not have changes nothing.
        let before = view(world, shop).await;
        let forged = [
            ("owner", other.to_string()),
            ("customer", other.to_string()),
            ("id", other.to_string()),
            ("object_id", "0".repeat(24)),
            ("blocked", "1".into()),
            ("lineage", "1".into()),
            ("base_currency", "EUR".into()),
            ("billing_type", "postpaid".into()),
            ("begins_with_free_credits", "1".into()),
            ("credits", "1000".into()),
            ("has_api_password", "1".into()),
            ("password_hash", SECRET.into()),
        ];
        let form = forged.iter().fold(shops.clone(), |form, (name, value)| form.set(name, value));
        form.send(&browser).await.is_sent_to(&format!("/customers/{shop}"));
        assert_eq!(view(world, shop).await, before);
        // A form that does not say what it showed, or leaves fields out, changes only what it says.
        for form in
            [shops.clone().set("seen", "").set("city", "x"), shops.clone().without("city").without("name")]
        {
            form.send(&browser).await.is_sent_to(&format!("/customers/{shop}"));
            assert_eq!(view(world, shop).await, before);
        }
        let made = Filled::at(&browser, "/customers/new").await.set("name", "made").set("blocked", "1");
        let made = make(&browser, made.set("credits", "1000").set("id", "1")).await;
        let made = view(world, made).await;
        assert!(
            !made.customer.blocked && made.credits.amount.is_zero() && made.customer.owner() == Some(acme)
        );
        assert_eq!(id_of(&world.installation, "made").await, made.customer.key.id);
    })
    .await;
}

#[tokio::test]
async fn who_may_not_add_or_edit_finds_no_form() {
    everywhere(async |world: &World| {
        for (name, right, new, edit) in [
            ("adder", Manage::ADD, 200, 404),
            ("editor", Manage::EDIT, 404, 200),
            ("neither", Manage::DELETE, 404, 404),
        ] {
            let owner = world.customer(ROOT, name, |draft| draft.change.rights.customers = Some(right)).await;
            let bare = |draft: &mut Draft| draft.change.rights = RightsChange::default();
            let below = world.customer(owner, &format!("below-{name}"), bare).await;
            let browser = world.browser().signed_in(name).await;
            let (list, page) = (
                browser.get("/customers").await.body,
                browser.get(&format!("/customers/{below}")).await.body,
            );
            let path = format!("/customers/{below}/edit");
            assert_eq!(browser.get("/customers/new").await.status, new, "{name}");
            assert_eq!(browser.get(&path).await.status, edit, "{name}");
            assert_eq!(browser.post("/customers/new", &[("name", "x")]).await.status == 404, new == 404);
            assert_eq!(browser.post(&path, &[("name", "x")]).await.status == 404, edit == 404);
            assert_eq!(list.contains("href=\"/customers/new\""), new == 200, "{name}");
            assert_eq!(page.contains(&format!("href=\"{path}\"")), edit == 200, "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn hostile_text_stays_text() {
    everywhere(async |world: &World| {
        let boss = boss(world).await;
        tariff_of(world, boss, HOSTILE).await;
        group_of(world, boss, HOSTILE).await;
        let browser = world.browser().signed_in("boss").await;
        // In every field: what cannot stand there comes back as it was typed.
        let form = Filled::at(&browser, "/customers/new").await;
        let is_clean = |page: &str, whose: &str| {
            assert!(!page.contains("<img") && !page.contains("'\""), "{whose}: {page}");
        };
        for field in CustomerField::ALL {
            let answer =
                form.clone().set("name", field.name()).set(field.name(), HOSTILE).send(&browser).await;
            is_clean(&answer.body, field.name());
            assert!([303, 422].contains(&answer.status), "{field:?}: {}", answer.status);
            if answer.status == 303 {
                for path in [answer.location().to_owned(), format!("{}/edit", answer.location())] {
                    is_clean(&browser.get(&path).await.body, field.name());
                }
            }
        }
        let named = id_of(&world.installation, HOSTILE).await;
        assert_eq!(view(world, named).await.customer.profile.name.as_str(), HOSTILE);
        is_clean(&browser.get(&format!("/customers/new?owner={named}")).await.body, "owner");
        is_clean(&browser.get("/customers").await.body, "list");
    })
    .await;
}
