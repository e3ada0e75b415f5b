//! What the things and people are called now that lines of the log speak of by number.

use std::collections::{BTreeMap, BTreeSet};

use party::ids::{AccountId, BranchId, CustomerId, CustomerKey, ObjectId, WebUserId};
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::names;
use store::{StoreError, Tx};

use super::AuditLine;
use crate::app::App;

/// Names, by what lines say: `customer:9`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    names: BTreeMap<String, Named>,
}

/// What one thing or person is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Name, login or user name.
    pub name: String,
    /// The other id, of an account.
    pub object_id: Option<ObjectId>,
}

impl Names {
    /// What `said`, which a line says of one thing or person, is called; none: it is gone, or has no name.
    #[must_use]
    pub fn find(&self, said: &str) -> Option<&Named> {
        self.names.get(said)
    }

    /// Says what `said` is called.
    pub fn insert(&mut self, said: &str, named: Named) {
        self.names.insert(said.to_owned(), named);
    }
}

/// The names of whatever `lines` speak of: who may read the lines may know them.
///
/// # Errors
/// The store's.
pub async fn names(app: &App, lines: &[AuditLine]) -> Result<Names, StoreError> {
    let mut wanted: Vec<(String, Option<CustomerId>)> = Vec::new();
    for line in lines {
        wanted.push((line.object.clone(), line.customer));
        if let Some(actor) = &line.actor {
            wanted.extend(people(actor, line.customer));
        }
    }
    wanted.sort();
    wanted.dedup_by(|left, right| left.0 == right.0);
    app.store().read("audit.names", move |tx| find_all(tx, &wanted)).await
}

/// The names of everybody of whom `actor` speaks in a record about `customer`.
pub(crate) fn of_actor(
    tx: &mut Tx<'_>,
    actor: &str,
    customer: Option<CustomerId>,
) -> Result<Names, StoreError> {
    find_all(tx, &people(actor, customer))
}

/// The number of the customer, the web user or the account, as `noun` says, who is called `name`; none: nobody, or `noun` is
/// none of these. Whoever reads the log by the number sees no more of it than without.
///
/// # Errors
/// The store's.
pub async fn number_of(app: &App, noun: &str, name: &str) -> Result<Option<i64>, StoreError> {
    let kind = if noun == "customer" { ClaimKind::CustomerName } else { ClaimKind::Login };
    let name = name.to_owned();
    let claim = app.store().read("audit.number", move |tx| claims::find(tx, kind, &name)).await?;
    Ok(claim.and_then(|claim| match claim.claimant {
        Claimant::Customer(id) => (noun == "customer").then_some(id.0),
        Claimant::WebUser(id) => (noun == "web_user").then_some(id.0),
        Claimant::Account(id) => (noun == "account").then_some(id.0),
    }))
}

/// Asks for names together: customers first, who say in which branch, or among whose, the others are to be looked for.
fn find_all(tx: &mut Tx<'_>, wanted: &[(String, Option<CustomerId>)]) -> Result<Names, StoreError> {
    let mut names = Names::default();
    let parsed: Vec<Said<'_>> = wanted.iter().filter_map(|(said, about)| Said::parse(said, *about)).collect();
    let ids: BTreeSet<CustomerId> = parsed.iter().filter_map(Said::customer).collect();
    let ids: Vec<CustomerId> = ids.into_iter().collect();
    let customers: BTreeMap<CustomerId, (CustomerKey, String)> =
        names::of_customers(tx, &ids)?.into_iter().map(|(key, name)| (key.id, (key, name))).collect();
    let mut others: BTreeMap<(&str, BranchId, Option<CustomerId>), Vec<i64>> = BTreeMap::new();
    for said in &parsed {
        let Some((key, name)) = said.customer().and_then(|id| customers.get(&id)) else { continue };
        match said.noun {
            "customer" => {
                names.insert(&format!("customer:{}", said.id), Named { name: name.clone(), object_id: None })
            }
            // People have numbers of their own in the whole branch.
            noun @ ("web_user" | "account") => {
                others.entry((noun, key.branch, None)).or_default().push(said.id)
            }
            noun => others.entry((noun, key.branch, Some(key.id))).or_default().push(said.id),
        }
    }
    for ((noun, branch, owner), ids) in others {
        for (id, named) in find_of(tx, noun, branch, owner, &ids)? {
            names.insert(&format!("{noun}:{id}"), named);
        }
    }
    Ok(names)
}

/// Everybody whom `web_user:3 of customer:7 as customer:9` speaks of; a web user beside his customer. The holder of an
/// account stands beside the customer whom the line is about, who is his own.
pub(crate) fn people(actor: &str, about: Option<CustomerId>) -> Vec<(String, Option<CustomerId>)> {
    let (person, acting_as) =
        actor.split_once(" as ").map_or((actor, None), |(person, whom)| (person, Some(whom)));
    let (who, of) = person.split_once(" of ").map_or((person, None), |(who, of)| (who, Some(of)));
    let customer = of.and_then(customer_of).or(about);
    let others = [of, acting_as].into_iter().flatten();
    let mut people = vec![(who.to_owned(), customer)];
    people.extend(others.map(|said| (said.to_owned(), customer_of(said))));
    people
}

fn customer_of(said: &str) -> Option<CustomerId> {
    said.strip_prefix("customer:")?.parse().ok().map(CustomerId)
}

/// What a line says of one thing or person: `tariff:3`.
struct Said<'a> {
    noun: &'a str,
    id: i64,
    /// Whose it is.
    owner: Option<CustomerId>,
}

impl<'a> Said<'a> {
    fn parse(said: &'a str, owner: Option<CustomerId>) -> Option<Self> {
        let (noun, id) = said.split_once(':')?;
        Some(Self { noun, id: id.parse().ok()?, owner })
    }

    /// The customer whom one has to know to find it.
    fn customer(&self) -> Option<CustomerId> {
        if self.noun == "customer" { Some(CustomerId(self.id)) } else { self.owner }
    }
}

/// The names of the people of a branch, or of what one owner has, of one noun.
fn find_of(
    tx: &mut Tx<'_>,
    noun: &str,
    branch: BranchId,
    owner: Option<CustomerId>,
    ids: &[i64],
) -> Result<Vec<(i64, Named)>, StoreError> {
    let plain = |found: Vec<(i64, String)>| -> Vec<(i64, Named)> {
        found.into_iter().map(|(id, name)| (id, Named { name, object_id: None })).collect()
    };
    let owner = owner.map(|id| CustomerKey { branch, id });
    Ok(match (noun, owner) {
        ("web_user", _) => {
            let ids: Vec<WebUserId> = ids.iter().copied().map(WebUserId).collect();
            let found = names::of_web_users(tx, branch, &ids)?;
            plain(found.into_iter().map(|(id, name)| (id.0, name)).collect())
        }
        ("account", _) => {
            let ids: Vec<AccountId> = ids.iter().copied().map(AccountId).collect();
            let found = names::of_accounts(tx, branch, &ids)?;
            let named = |(id, name, object_id): (AccountId, String, ObjectId)| {
                (id.0, Named { name, object_id: Some(object_id) })
            };
            found.into_iter().map(named).collect()
        }
        ("tariff", Some(owner)) => plain(names::of_tariffs(tx, owner, ids)?),
        ("routing_group", Some(owner)) => plain(names::of_routing_groups(tx, owner, ids)?),
        ("service_plan", Some(owner)) => plain(names::of_service_plans(tx, owner, ids)?),
        _ => Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(actor: &str, expected: &[(&str, Option<i64>)]) {
        let found = people(actor, Some(CustomerId(4)));
        let found: Vec<(&str, Option<i64>)> =
            found.iter().map(|(said, customer)| (said.as_str(), customer.map(|id| id.0))).collect();
        assert_eq!(found, expected, "{actor}");
    }

    #[test]
    fn everybody_of_whom_an_actor_speaks() {
        check("customer:7", &[("customer:7", Some(4))]);
        check("account:3", &[("account:3", Some(4))]);
        check("operator", &[("operator", Some(4))]);
        check("web_user:3 of customer:7", &[("web_user:3", Some(7)), ("customer:7", Some(7))]);
        check(
            "web_user:3 of customer:7 as customer:9",
            &[("web_user:3", Some(7)), ("customer:7", Some(7)), ("customer:9", Some(9))],
        );
    }
}
