//! Ids of another branch in every field of every form, and in every parameter of every link: as good as ids that nothing
//! has. What a field may be filled with freely is listed here, so that a field that is added must be looked at.

use std::collections::{BTreeMap, BTreeSet};

use super::crawl::kind;
use super::filled::{Filled, error_of, unescaped};
use super::stage::{ABSENT, FOREIGN, Stage};
use super::world::{Browser, World, everywhere};

/// Fields that name nothing which belongs to anybody: texts, amounts, what is one of a fixed few.
const FREE: &[&str] = &[
    "accounts_matching_rule",
    "alternative_contact",
    "alternative_phone",
    "amount",
    "api_password",
    "asserted_identity_rule",
    "authname",
    "average_duration",
    "balance",
    "batch_tag",
    "bcc",
    "called_number_rule",
    "caller_name",
    "caller_number_rule",
    "calls_per_second_max",
    "cc",
    "city",
    "commission_size",
    "company_name",
    "connect_fee",
    "contact_name",
    "contact_person",
    "country",
    "credit_limit",
    "css",
    "current",
    "depth_max",
    "description",
    "direction",
    "email",
    "equipment_number",
    "export_type",
    "fax",
    "first_name",
    "free_credits",
    "free_seconds",
    "grace_period",
    "inbound_charge",
    "integration_id",
    "language",
    "last_name",
    "lifetime_days",
    "local_calling",
    "local_rule",
    "login",
    "loss_max",
    "loss_protection",
    "mail_from",
    "middle_initial",
    "name",
    "new",
    "no_pin",
    "notes",
    "notify",
    "once",
    "overcommit_limit",
    "password",
    "password_policy",
    "payment_method",
    "payment_minimum",
    "phone",
    "pin",
    "postal_code",
    "precision",
    "preferred_codec",
    "prepaid",
    "push_type",
    "repeated",
    "retry_count",
    "retry_interval",
    "return",
    "round_up",
    "salutation",
    "seen",
    "session_seconds_max",
    "sessions_max",
    "source_address",
    "source_address_swappable",
    "start_page",
    "state",
    "street_address",
    "surcharge",
    "suspend",
    "theme",
    "threshold",
    "time_zone",
    "username",
    "voice_mail_after_seconds",
    "voice_mail_forward",
    "voice_mail_notify",
    "voice_mail_number",
    "voip_password",
    "web_login",
    "web_password",
];

/// How further ones of them begin.
const FREE_STARTS: &[&str] = &["column-", "feature-", "manage_"];

/// Parameters that name nothing which belongs to anybody: how a list is filtered, sorted and turned over, and in what
/// format it is downloaded.
const FREE_PARAMETERS: &[&str] = &[
    "actor_kind",
    "balance",
    "below",
    "direction",
    "face",
    "format",
    "from",
    "object_kind",
    "operation",
    "order",
    "pays",
    "search",
    "state",
    "until",
];

#[tokio::test]
async fn no_field_takes_what_is_another_branch_s() {
    everywhere(async |world: &World| {
        let stage = Stage::set(world).await;
        let before = world.installation.contents();
        let mut free = BTreeSet::new();
        let mut named = BTreeSet::new();
        let (mut told, mut taken) = (BTreeSet::new(), Vec::new());
        for person in &stage.people {
            for (page, form) in person.forms().into_iter().filter(|(_, form)| form.is_post) {
                let form = form.complete();
                for name in form.open.iter().filter(|name| *name != "form_token") {
                    if is_free(name) {
                        free.insert(name.clone());
                        continue;
                    }
                    named.insert(name.clone());
                    for id in &stage.foreign {
                        let what = format!("{}: {page} {} {name}={id}", person.name, form.path);
                        let answer = form.clone().set(name, id).send(&person.browser).await;
                        assert!(!answer.body.contains(FOREIGN), "{what}: {}", answer.body);
                        let is_told = answer.status == 404 || !error_of(&answer.body, name).is_empty();
                        if is_told {
                            told.insert(name.clone());
                        }
                        // Where something else is wrong as well, that may be told first.
                        if ![404, 422].contains(&answer.status) {
                            taken.push(format!("{what}: {} {}", answer.status, answer.location()));
                        }
                    }
                }
            }
        }
        assert_eq!(taken, [""; 0]);
        assert_eq!(told, named, "each is told beside its field, or is not there");
        assert_eq!(support::difference(&before, &world.installation.contents()), [""; 0]);
        let gone: Vec<_> = FREE.iter().filter(|name| !free.contains(**name)).collect();
        assert!(gone.is_empty(), "no form has {gone:?}");
        for name in ["commission_agent", "customer", "owner", "routing_group", "service_plan", "tariff"] {
            assert!(named.contains(name), "{name} is not tried: {named:?}");
        }
    })
    .await;
}

fn is_free(name: &str) -> bool {
    FREE.contains(&name) || FREE_STARTS.iter().any(|start| name.starts_with(start))
}

#[tokio::test]
async fn no_parameter_leads_to_what_is_another_branch_s() {
    everywhere(async |world: &World| {
        let stage = Stage::set(world).await;
        let mut names = parameters(&stage);
        let gone: Vec<_> = FREE_PARAMETERS.iter().filter(|free| !names.contains_key(**free)).collect();
        assert!(gone.is_empty(), "no link has {gone:?}");
        names.retain(|name, _| !FREE_PARAMETERS.contains(&name.as_str()));
        let (mut found, mut tried) = (BTreeSet::new(), 0);
        for person in &stage.people {
            let mut seen = BTreeSet::new();
            for path in person.pages.iter().map(|page| page.path.split('?').next().unwrap()) {
                if !seen.insert(kind(path)) {
                    continue;
                }
                for (name, before) in &names {
                    let none = shown(&person.browser, path, name, &format!("{before}{ABSENT}")).await;
                    for id in &stage.foreign {
                        tried += 1;
                        let got = shown(&person.browser, path, name, &format!("{before}{id}")).await;
                        let is_foreign = got.as_ref().is_some_and(|got| got.contains(FOREIGN));
                        assert!(!is_foreign, "{}: {path}?{name}={before}{id}", person.name);
                        if got != none && !is_object_id(id) {
                            found.insert(name.clone());
                        }
                    }
                }
            }
        }
        assert_eq!(Vec::from_iter(&found), Vec::<&String>::new(), "what finds something");
        assert!(1_000 < tried, "{tried}");
    })
    .await;
}

/// The parameters of all links and of all forms that ask, with what stands before the number where it is not alone.
fn parameters(stage: &Stage<'_>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for page in stage.people.iter().flat_map(|person| &person.pages) {
        let asks = Filled::all(&page.html).into_iter().filter(|form| !form.is_post);
        found.extend(asks.flat_map(|form| form.open).map(|name| (name, String::new())));
        let links = page.html.split("href=\"/").skip(1).filter_map(|rest| rest.split('"').next());
        for query in
            links.filter_map(|link| unescaped(link).split_once('?').map(|(_, query)| query.to_owned()))
        {
            for (name, value) in form_urlencoded::parse(query.as_bytes()) {
                let before =
                    value.split_once(':').map(|(before, _)| format!("{before}:")).unwrap_or_default();
                found.insert(name.into_owned(), before);
            }
        }
    }
    found
}

fn is_object_id(id: &str) -> bool {
    id.len() == 24
}

/// The page at `path` with this parameter, without what it says about itself; none if there is no such page.
async fn shown(browser: &Browser<'_>, path: &str, name: &str, value: &str) -> Option<String> {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
    let answer = browser.get(&format!("{path}?{query}")).await;
    if answer.status == 404 {
        return None;
    }
    let text = answer.body.replace(&query, "");
    // Keys that are made anew each time.
    let words = text.split("portal-").map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
    Some(words.collect::<Vec<_>>().concat().replace(|c: char| c.is_ascii_digit(), ""))
}
