//! Accounts with funds of their own are made and changed with every setting that they have.

use app::account::AccountLookup;
use app::account::find;
use party::account::{Endpoint, Feature};
use party::customer::Change;
use party::ids::CustomerId;
use party::rights::{Flag, RightsChange};

use super::users::{user_path, wrong};
use super::world::{Browser, SECRET, World, everywhere};
use super::{customer_form, people};

/// The fields of a form as a browser would send them back.
fn fields_of(page: &str) -> Vec<(String, String)> {
    let form = page.split("<form class=\"form\"").nth(1).unwrap().split("</form>").next().unwrap();
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
        Some(rest.split('"').next()?.replace("&#38;", "&"))
    };
    let mut fields = Vec::new();
    for tag in form.split("<input").skip(1).filter_map(|rest| rest.split('>').next()) {
        let is_box = tag.contains("type=\"checkbox\"");
        if !is_box || tag.contains(" checked") {
            fields.push((attribute(tag, "name").unwrap(), attribute(tag, "value").unwrap_or_default()));
        }
    }
    for select in form.split("<select").skip(1) {
        let chosen = select.split("<option").skip(1).find(|option| option.contains(" selected"));
        let chosen = chosen.or_else(|| select.split("<option").nth(1)).unwrap();
        fields.push((attribute(select, "name").unwrap(), attribute(chosen, "value").unwrap_or_default()));
    }
    fields
}

fn changed(page: &str, change: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = fields_of(page);
    for (name, value) in change {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields.retain(|(name, _)| name != "form_token");
    fields
}

async fn post(
    browser: &Browser<'_>,
    path: &str,
    page: &str,
    change: &[(&str, &str)],
) -> super::world::Answer {
    let fields = changed(page, change);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    browser.post(path, &fields).await
}

async fn stored(world: &World, path: &str) -> (Endpoint, Option<i64>, String) {
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let (app, operator) = (&world.installation.app, world.installation.operator());
    let found = find::find(app, &operator, AccountLookup::Any(id)).await.unwrap();
    let balance = found.funds.map(|funds| funds.amount.units());
    let username = found.account.profile.username.as_str().to_owned();
    (found.account.endpoint().unwrap().clone(), balance, username)
}

/// What the form for a new one begins with, at a customer who has a service plan and an account called `first`.
async fn ready(world: &World) -> (Browser<'_>, CustomerId, String) {
    let (_, shop) = world.family().await;
    people::endpoint(&world.installation, shop, "first").await;
    let browser = world.browser().signed_in("acme").await;
    let page = browser.get(&format!("/users/new/voice?customer={shop}")).await;
    assert_eq!(page.status, 200, "{}", page.body);
    (browser, shop, page.body)
}

const NAMES: [(&str, &str); 4] =
    [("username", "phone2"), ("authname", "sip2"), ("password", SECRET), ("voip_password", SECRET)];

const SETTINGS: [(&str, &str); 24] = [
    ("balance", "7.5"),
    ("credit_limit", "20"),
    ("pin", "0042"),
    ("payment_currency", "EUR"),
    ("payment_method", "2"),
    ("payment_minimum", "5"),
    ("commission_size", "-12.5"),
    ("sessions_max", "3"),
    ("calls_per_second_max", "0.5"),
    ("session_seconds_max", "7200"),
    ("called_number_rule", "s/^00//"),
    ("preferred_codec", "18"),
    ("media_relay_type", "2"),
    ("caller_name_type", "3"),
    ("caller_name", "Shop"),
    ("incoming_anonymous_action", "3"),
    ("privacy_schemes", "rpid"),
    ("voice_mail_after_seconds", "20"),
    ("feature-voice-mail", "1"),
    ("feature-registration", "1"),
    ("company_name", "Shop Ltd"),
    ("language", "ru"),
    ("password_policy", "2"),
    ("lifetime_days", "365"),
];

#[tokio::test]
async fn a_voice_user_is_made_with_every_setting_and_changed() {
    everywhere(async |world: &World| {
        let (browser, shop, page) = ready(world).await;
        let list = format!("/users?customer={shop}");
        let all = [NAMES.as_slice(), &SETTINGS].concat();
        post(&browser, "/users/new/voice", &page, &all).await.is_sent_to(&list);
        let user = user_path(&browser, &list, "phone2").await;
        let (made, balance, _) = stored(world, &user).await;
        assert_eq!(balance, Some(750_000_000));
        assert_eq!((made.payment.currency.as_str(), made.payment.minimum.units()), ("EUR", 500_000_000));
        assert_eq!(made.commission.size.to_decimal(), "-12.5");
        assert_eq!((made.sessions_max, made.session_seconds_max), (Some(3), Some(7_200)));
        assert_eq!(made.calls_per_second_max.map(|rate| rate.to_decimal()).as_deref(), Some("0.5"));
        assert_eq!((made.called_number_rule.as_str(), made.caller_name.as_str()), ("s/^00//", "Shop"));
        assert_eq!((made.privacy_schemes.as_str(), made.lifetime_days), ("rpid", Some(365)));
        assert!(made.features.has(Feature::VoiceMail) && made.features.has(Feature::Registration));
        assert!(!made.features.has(Feature::FollowMe));
        assert_eq!((made.contact.company_name.as_str(), made.language.code()), ("Shop Ltd", "ru"));
        world.browser().sign_in("phone2", SECRET).await.is_sent_to("/");

        // Sent back as it came, the form changes nothing.
        let edit = format!("{user}/edit");
        let form = browser.get(&edit).await.body;
        post(&browser, &edit, &form, &[]).await.is_sent_to(&user);
        assert_eq!(stored(world, &user).await, (made.clone(), balance, "phone2".to_owned()));

        let change = [("username", "phone3"), ("sessions_max", ""), ("feature-voice-mail", "")];
        post(&browser, &edit, &form, &change).await.is_sent_to(&user);
        let (changed, after, name) = stored(world, &user).await;
        assert_eq!((name.as_str(), changed.sessions_max, after), ("phone3", None, balance));
        assert!(!changed.features.has(Feature::VoiceMail) && changed.features.has(Feature::Registration));
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_a_voice_user_is_said_beside_its_field() {
    everywhere(async |world: &World| {
        let (browser, shop, page) = ready(world).await;
        for (name, value, reason) in [
            ("username", "first", "Somebody has this name already."),
            ("authname", "sip-first", "Other telephones sign in as this already."),
            ("service_plan", "99", "Choose one of the list."),
            ("balance", "much", "Type a number such as 1234.56, without commas."),
            ("credit_limit", "-1", "It cannot be negative."),
            ("password", "", "Type a password."),
            ("voip_password", "", "Type a password."),
            ("pin", "12a", "Digits only, 1 to 16 of them."),
            ("payment_currency", "XXY", "Choose one of the list."),
            ("commission_size", "half", "Type a percentage from -100 to 100."),
            ("commission_agent", "99", "There is no such customer."),
            ("routing_group", "99", "The owner cannot give this routing group."),
            ("sessions_max", "-1", "It cannot be negative."),
            ("preferred_codec", "1", "Choose one of the list."),
            ("privacy_schemes", "none", "Choose one of the list."),
            ("caller_name", &"x".repeat(65), "At most 64 characters."),
            ("company_name", "a\u{7}", "There is a character in it that cannot stand here."),
            ("language", "xx", "Choose one of the list."),
            ("lifetime_days", "soon", "Only whole numbers."),
        ] {
            let all = [NAMES.as_slice(), &[(name, value)]].concat();
            let answer = post(&browser, "/users/new/voice", &page, &all).await;
            assert_eq!((answer.status, wrong(&answer.body, name)), (422, reason), "{name}: {}", answer.body);
            assert!(!answer.body.contains(SECRET), "secrets are never sent back");
        }
        let strong = [NAMES.as_slice(), &[("password_policy", "3"), ("voip_password", "weak")]].concat();
        let answer = post(&browser, "/users/new/voice", &page, &strong).await;
        assert!(!wrong(&answer.body, "voip_password").is_empty(), "{}", answer.body);

        let user = user_path(&browser, &format!("/users?customer={shop}"), "first").await;
        let edit = format!("{user}/edit");
        let form = browser.get(&edit).await.body;
        let answer = post(&browser, &edit, &form, &[("authname", "other")]).await;
        let reason = "The password is bound to what the telephones sign in as: type a new one.";
        assert_eq!((answer.status, wrong(&answer.body, "voip_password")), (422, reason), "{}", answer.body);
        let both = [("authname", "other"), ("voip_password", "Another-1")];
        post(&browser, &edit, &form, &both).await.is_sent_to(&user);
        assert_eq!(stored(world, &user).await.0.authname.as_str(), "other");
    })
    .await;
}

/// What the customer lacks cannot be switched on; what is on since better days can be switched off.
#[tokio::test]
async fn a_feature_needs_the_customers_own() {
    const LOOK_UP: &str = "feature-do-not-call-list-lookup";
    const WHY: &str = "The customer does not have this feature.";
    everywhere(async |world: &World| {
        let (browser, shop, page) = ready(world).await;
        let acme = customer_form::view(world, shop).await.customer.owner().unwrap();
        let list = format!("/users?customer={shop}");
        let is_locked = |page: &str| page.contains(&format!("name=\"{LOOK_UP}\" value=\"1\" disabled"));
        assert!(is_locked(&page) && page.contains(WHY), "{page}");
        let forged = [NAMES.as_slice(), &[(LOOK_UP, "1")]].concat();
        let answer = post(&browser, "/users/new/voice", &page, &forged).await;
        assert_eq!((answer.status, wrong(&answer.body, LOOK_UP)), (422, WHY), "{}", answer.body);
        let user = user_path(&browser, &list, "first").await;
        let edit = format!("{user}/edit");
        let form = browser.get(&edit).await.body;
        assert!(is_locked(&form), "{form}");
        let answer = post(&browser, &edit, &form, &[(LOOK_UP, "1")]).await;
        assert_eq!((answer.status, wrong(&answer.body, LOOK_UP)), (422, WHY), "{}", answer.body);

        let give = async |is_on: bool| {
            let flag = |rights: RightsChange| rights.with(Flag::DoNotCallList, is_on);
            for id in if is_on { [acme, shop] } else { [shop, shop] } {
                let change = Change { rights: flag(RightsChange::default()), ..Change::default() };
                customer_form::changed(world, id, change).await;
            }
        };
        let has = async || stored(world, &user).await.0.features.has(Feature::DoNotCallListLookup);
        give(true).await;
        let form = browser.get(&edit).await.body;
        assert!(!is_locked(&form) && !form.contains(WHY), "{form}");
        post(&browser, &edit, &form, &[(LOOK_UP, "1")]).await.is_sent_to(&user);
        assert!(has().await);
        give(false).await;
        let form = browser.get(&edit).await.body;
        assert!(!is_locked(&form), "it can be switched off: {form}");
        post(&browser, &edit, &form, &[("city", "Riga")]).await.is_sent_to(&user);
        assert!(has().await, "and stays until it is");
        post(&browser, &edit, &form, &[(LOOK_UP, "")]).await.is_sent_to(&user);
        assert!(!has().await && is_locked(&browser.get(&edit).await.body));
    })
    .await;
}
