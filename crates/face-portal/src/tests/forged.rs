//! Fields that a form does not have, or shows and does not let one change: sent all the same, they change nothing more than
//! the form without them does. Every form, with every name that any form has, and with names that only the program has.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use support::StoredRow;

use super::filled::Filled;
use super::stage::{Person, Stage};
use super::world::{World, everywhere};

/// Names under which somebody may guess what is stored.
const GUESSED: &[&str] = &[
    "id",
    "object_id",
    "i_customer",
    "i_account",
    "customer_id",
    "account_id",
    "owner_id",
    "owner",
    "customer",
    "user",
    "web_user",
    "branch",
    "lineage",
    "blocked",
    "is_default",
    "access_level",
    "level",
    "rights",
    "flags",
    "accounts_rights",
    "customers_rights",
    "tariffs_rights",
    "vouchers_rights",
    "balance",
    "units",
    "credits",
    "credit_limit",
    "base_currency",
    "currency",
    "commodity",
    "funding",
    "password_hash",
    "created_at_micros",
    "must_change_password",
    "second_factor",
    "is_on",
    "reversed",
    "posting",
    "payment",
    "kind",
    "noun",
    "actor",
];

/// What is typed into a field for which nothing else is needed.
const TYPED: &str = "7077";

/// Columns of numbers that are given out; a new one is another each time.
const NUMBERS: &[&str] = &[
    "account_id",
    "audit_id",
    "balance_id",
    "customer_id",
    "payment_id",
    "posting_id",
    "routing_group_id",
    "service_plan_id",
    "tariff_id",
    "web_user_id",
];

/// Forms that are accepted from nobody here, because they ask for a file or a code: what is forged cannot be told from what
/// is not.
const REFUSED: &[&str] = &[
    "/branding/logo",
    "/import",
    "/second-factor/recovery-codes",
    "/second-factor/set-up",
    "/second-factor/turn-off",
];

#[tokio::test]
async fn what_a_form_does_not_offer_changes_nothing() {
    everywhere(async |world: &World| {
        let stage = Stage::set(world).await;
        let forged = forged(&stage.people);
        let (mut refused, mut accepted, mut changed) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        let trial = Trial { world, before: world.installation.contents(), kept: world.installation.keep() };
        for person in &stage.people {
            for (page, form) in person.forms().into_iter().filter(|(_, form)| form.is_post) {
                // What it begins goes on behind the answer, and it has nothing to forge.
                if form.path.ends_with("/start") {
                    continue;
                }
                let form = form.complete();
                let what = format!("{}: {page} {}", person.name, form.path);
                let plain = trial.send(person, &form).await;
                if ![200, 303].contains(&plain.status) {
                    refused.insert(form.path.clone());
                    continue;
                }
                accepted.insert(form.path.clone());
                let mut added: Vec<(&String, &String)> =
                    forged.iter().filter(|(name, _)| !form.open.contains(*name)).collect();
                loop {
                    let with = added.iter().fold(form.clone(), |form, (name, value)| form.set(name, value));
                    let got = trial.send(person, &with).await;
                    let told = wrong_fields(&got.page);
                    let is_told = |name: &str| told.iter().any(|field| name.starts_with(field.as_str()));
                    if got.changes != plain.changes && !(got.status == 422 && got.changes.is_empty()) {
                        changed.push(format!("{what} with {added:?}: {plain:#?}, then {got:#?}"));
                    }
                    // Whoever is told of some of them has not seen what becomes of the others.
                    let left: Vec<_> = added.iter().copied().filter(|(name, _)| !is_told(name)).collect();
                    if got.status != 422 {
                        break;
                    }
                    assert!(left.len() < added.len(), "{what} with {added:?}: {}", got.page);
                    added = left;
                }
            }
        }
        assert!(changed.is_empty(), "{}", changed.join("\n"));
        assert_eq!(Vec::from_iter(refused.difference(&accepted)), REFUSED);
    })
    .await;
}

/// Every name that any form has, each with a value that would be taken where it is open.
fn forged(people: &[Person<'_>]) -> BTreeMap<String, String> {
    let mut forged: BTreeMap<String, String> =
        GUESSED.iter().map(|name| ((*name).to_owned(), "1".to_owned())).collect();
    for (_, form) in people.iter().flat_map(Person::forms).filter(|(_, form)| form.is_post) {
        for name in form.open.union(&form.locked) {
            let chosen = form.choices.get(name).and_then(|choices| choices.last()).cloned();
            let is_tick = chosen.is_none() && form.value(name).is_none();
            let typed = match name.as_str() {
                name if name.contains("password") || name == "new" || name == "repeated" => {
                    "Forged-password-3"
                }
                name if name.contains("email") => "forged@example.com",
                _ if is_tick => "1",
                _ => TYPED,
            };
            forged.entry(name.clone()).or_insert(chosen.unwrap_or_else(|| typed.to_owned()));
        }
    }
    for name in ["form_token", "step"] {
        forged.remove(name);
    }
    forged
}

struct Trial<'a> {
    world: &'a World,
    before: Vec<StoredRow>,
    kept: support::Snapshot,
}

/// What came of a form.
struct Outcome {
    status: u16,
    page: String,
    /// Rows that are gone and rows that are new.
    changes: Vec<String>,
}

impl fmt::Debug for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {:#?}", self.status, self.changes)
    }
}

/// The fields beside which something is said.
fn wrong_fields(page: &str) -> Vec<String> {
    let before = page.split("-error\">").map(|before| before.rsplit('"').next().unwrap_or_default());
    let mut names: Vec<String> = before.map(str::to_owned).collect();
    names.pop();
    names
}

impl Trial<'_> {
    /// Sends the form and puts back what it changes.
    async fn send(&self, person: &Person<'_>, form: &Filled) -> Outcome {
        // A session may end by what is sent.
        let answer = form.send(&person.browser.twin()).await;
        let after = self.world.installation.contents();
        let mut changes = Vec::new();
        if after != self.before {
            self.kept.put_back();
            changes = self.difference(&after);
        }
        Outcome { status: answer.status, page: answer.body, changes }
    }

    fn difference(&self, after: &[StoredRow]) -> Vec<String> {
        let numbers = |rows: &[StoredRow]| -> BTreeSet<(String, String)> {
            let values = rows.iter().flat_map(|row| row.values.clone());
            values.filter(|(column, value)| NUMBERS.contains(&column.as_str()) && value != TYPED).collect()
        };
        let (known, all) = (numbers(&self.before), numbers(after));
        let new: BTreeSet<&str> = all.difference(&known).map(|(_, number)| number.as_str()).collect();
        let lines = support::difference(&self.before, after);
        let mut lines: Vec<String> = lines.iter().map(|line| without_chance(line, &new)).collect();
        lines.sort();
        lines
    }
}

/// A row without what is different each time: new numbers, and what chance makes.
fn without_chance(line: &str, new: &BTreeSet<&str>) -> String {
    let mut text = String::new();
    // Hashes have marks among their letters.
    let parts = line.split(", ").map(|part| part.split_once("=$").map_or(part, |(column, _)| column));
    for part in parts {
        for word in part.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
            let plain = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            let digits = plain.trim_start_matches('x');
            let is_random = 16 <= digits.len() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let is_chance = is_random || new.contains(plain);
            text.push_str(if is_chance { "#" } else { plain });
            text.push_str(&word[plain.len()..]);
        }
        text.push_str(", ");
    }
    text
}
