//! The audit log of a part of a branch is what a look at every line finds, whether it is little or much; what it speaks of has
//! names.

use party::access::{AddAccount, AddCustomer};
use party::account::Account;
use party::customer::Customer;
use party::ids::{AccountId, CustomerId, CustomerKey};
use party::tariff::Tariff;
use store::tables::audit::{self, ActorFilter, AuditFilter, AuditRecord, ObjectFilter};
use store::tables::claims::{self, ClaimKind, Claimant};
use store::tables::{accounts, customers, names, tariffs};

use crate::damage::audit_record;
use crate::owned::{account, tariff};
use crate::support::{Fresh, conformance};
use crate::tables::{child, grant, insert, root, write};

conformance! { store::MigrationSet::PRODUCT;
    whoever_reads_finds_what_a_look_at_every_line_finds
    names_are_asked_for_together
}

/// Every customer of [`people`] but the last has a few, or more lines than are little.
const LINES: i64 = 16_000;

/// 2 has 3, 33 and 34; 3 has 4, who has 5; 20 stands beside 2. Numbers begin alike, so that no text is mistaken for another.
fn people() -> [Customer; 7] {
    let top = child(&root(), 2, |_| ());
    let middle = child(&top, 3, |_| ());
    let leaf = child(&middle, 4, |_| ());
    let last = child(&leaf, 5, |_| ());
    let (beside, quiet) = (child(&top, 33, |_| ()), child(&top, 34, |_| ()));
    [top, middle, leaf, last, beside, quiet, child(&root(), 20, |_| ())]
}

fn record(id: i64, people: &[Customer; 7]) -> AuditRecord {
    // Most lines are of those who stand below 3; 34 has hardly any, and 20 is of another branch.
    let index = match id % 16 {
        0..7 => 2,
        7..10 => 1,
        10..12 => 3,
        12..14 => 4,
        14 => 6,
        _ if id % 160 == 15 => 5,
        _ => 0,
    };
    let customer = &people[index];
    let actors =
        ["operator", "customer:2", "web_user:1 of customer:2", "web_user:1 of customer:2 as customer:3"];
    AuditRecord {
        customer: customer.key,
        object: format!("customer:{}", customer.key.id),
        // Several lines of one moment, and some that were written down late.
        at_micros: id / 3 - if id % 50 == 0 { 30 } else { 0 },
        actor: actors[usize::try_from(id / 5 % 4).unwrap()].to_owned(),
        face: if id % 7 == 0 { "rest" } else { "test" },
        operation: match id {
            11 | 4_000 | 9_001 => "test.rare",
            _ if id % 2 == 0 => "test.even",
            _ => "test.odd",
        },
        after: Some(format!("{{\"amount\":\"{}\"}}", id % 9)),
        ..audit_record(id)
    }
}

/// What a look at every line finds.
fn naive(records: &[(AuditRecord, Vec<CustomerId>)], filter: &AuditFilter) -> Vec<i64> {
    let is_wanted = |(record, path): &&(AuditRecord, Vec<CustomerId>)| {
        let is_below = filter.below == CustomerKey::ROOT || path.contains(&filter.below.id);
        let is_before = filter.before.is_none_or(|before| (record.at_micros, record.id) < before);
        let object = filter.object.as_ref().is_none_or(|wanted| {
            let after = wanted.after.as_ref().map(|pattern| pattern.trim_matches('%'));
            wanted.object == record.object
                && after.is_none_or(|after| record.after.as_ref().is_some_and(|text| text.contains(after)))
        });
        let actor = filter.actor.as_ref().is_none_or(|actor| match actor {
            ActorFilter::Exactly(actor) => *actor == record.actor,
            ActorFilter::Beginning(actor) => record.actor.starts_with(&format!("{actor} ")),
        });
        let operation = filter.operations.as_ref().is_none_or(|names| names.contains(&record.operation));
        let face = filter.face.as_ref().is_none_or(|face| face == record.face);
        let is_in_time = filter.from_micros <= record.at_micros && record.at_micros <= filter.until_micros;
        is_below && is_before && object && actor && operation && face && is_in_time
    };
    let mut found: Vec<&AuditRecord> = records.iter().filter(is_wanted).map(|(record, _)| record).collect();
    found.sort_by_key(|record| std::cmp::Reverse((record.at_micros, record.id)));
    let (skipped, limit) = (usize::try_from(filter.offset).unwrap(), usize::try_from(filter.limit).unwrap());
    found.into_iter().skip(skipped).take(limit).map(|record| record.id).collect()
}

/// Every filter that is asked of each of the people.
fn filters(below: CustomerKey) -> Vec<AuditFilter> {
    let plain = AuditFilter {
        below,
        from_micros: 0,
        until_micros: i64::MAX,
        before: None,
        object: None,
        actor: None,
        operations: None,
        face: None,
        limit: 9,
        offset: 0,
    };
    let object = |after: Option<&str>| {
        Some(ObjectFilter { object: "customer:4".to_owned(), after: after.map(str::to_owned) })
    };
    let exactly = |actor: &str| Some(ActorFilter::Exactly(actor.to_owned()));
    let beginning = Some(ActorFilter::Beginning("web_user:1".to_owned()));
    vec![
        AuditFilter { offset: 4, ..plain.clone() },
        AuditFilter { before: Some((4_000, 12_001)), ..plain.clone() },
        AuditFilter { before: Some((9, 28)), limit: 100, ..plain.clone() },
        AuditFilter { from_micros: 100, until_micros: 102, limit: 100, ..plain.clone() },
        AuditFilter { operations: Some(vec!["test.rare"]), ..plain.clone() },
        AuditFilter { operations: Some(vec!["test.rare", "test.even"]), ..plain.clone() },
        AuditFilter { operations: Some(vec![]), ..plain.clone() },
        AuditFilter { face: Some("rest".to_owned()), before: Some((700, 1)), ..plain.clone() },
        AuditFilter { object: object(None), ..plain.clone() },
        AuditFilter { object: object(Some("%:\"7\"%")), ..plain.clone() },
        AuditFilter { object: object(None), actor: exactly("customer:2"), ..plain.clone() },
        AuditFilter { actor: exactly("operator"), ..plain.clone() },
        AuditFilter { actor: exactly("web_user:1 of customer:2"), offset: 2, ..plain.clone() },
        AuditFilter { actor: beginning, ..plain.clone() },
        plain,
    ]
}

async fn whoever_reads_finds_what_a_look_at_every_line_finds(fresh: &Fresh) {
    let people = people();
    insert(&fresh.store, &root(), &root()).await;
    for customer in &people {
        insert(&fresh.store, &root(), customer).await;
    }
    let records: Vec<AuditRecord> = (1..=LINES).map(|id| record(id, &people)).collect();
    let written = records.clone();
    write(&fresh.store, move |tx| written.iter().try_for_each(|record| audit::append(tx, record))).await;
    let path = |record: &AuditRecord| {
        let customer = people.iter().find(|customer| customer.key == record.customer).unwrap();
        customer.lineage.iter().copied().chain([customer.key.id]).collect()
    };
    let records: Vec<_> = records
        .into_iter()
        .map(|record| {
            let path = path(&record);
            (record, path)
        })
        .collect();
    for key in people.iter().map(|customer| customer.key).chain([CustomerKey::ROOT]) {
        for filter in filters(key) {
            let wanted = filter.clone();
            let lines = fresh.store.read("test", move |tx| audit::list(tx, &wanted)).await.unwrap();
            let found: Vec<i64> = lines.iter().map(|line| line.id).collect();
            assert_eq!(found, naive(&records, &filter), "{filter:?}");
        }
    }
}

async fn names_are_asked_for_together(fresh: &Fresh) {
    let root = root();
    // More than one statement asks about; one in three is not there.
    let customers: Vec<Customer> = (2..42).map(|id| child(&root, id, |_| ())).collect();
    let there: Vec<Customer> =
        customers.iter().filter(|customer| customer.key.id.0 % 3 != 0).cloned().collect();
    let written = there.clone();
    write(&fresh.store, move |tx| {
        for customer in &written {
            customers::insert(tx, &grant::<AddCustomer>(&root), customer)?;
            let (id, claimant) = (customer.key.id.to_string(), Claimant::Customer(customer.key.id));
            assert!(claims::take(tx, ClaimKind::CustomerId, &id, customer.key.branch, claimant)?);
        }
        for id in 100..140 {
            let owner = CustomerKey::ROOT;
            tariffs::insert(tx, &grant(&root), &Tariff { owner, ..tariff(id) })?;
            let customer = CustomerKey::ROOT;
            accounts::insert(
                tx,
                &grant::<AddAccount>(&root),
                &Account { customer, ..account(id, None) },
                "",
            )?;
        }
        Ok(())
    })
    .await;
    let asked: Vec<CustomerId> = customers.iter().map(|customer| customer.key.id).collect();
    let mut found = write(&fresh.store, move |tx| names::of_customers(tx, &asked)).await;
    found.sort();
    let name = |customer: &Customer| (customer.key, customer.profile.name.as_str().to_owned());
    assert_eq!(found, there.iter().map(name).collect::<Vec<_>>());
    let ids: Vec<i64> = (90..135).collect();
    let (tariffs, elsewhere, accounts) = write(&fresh.store, move |tx| {
        let stranger = CustomerKey { id: CustomerId(9), ..CustomerKey::ROOT };
        let accounts: Vec<AccountId> = ids.iter().copied().map(AccountId).collect();
        Ok((
            names::of_tariffs(tx, CustomerKey::ROOT, &ids)?,
            names::of_tariffs(tx, stranger, &ids)?,
            names::of_accounts(tx, CustomerKey::ROOT.branch, &accounts)?,
        ))
    })
    .await;
    let ids_of = |mut ids: Vec<i64>| {
        ids.sort_unstable();
        ids
    };
    let there: Vec<i64> = (100..135).collect();
    assert_eq!(ids_of(tariffs.into_iter().map(|(id, _)| id).collect()), there);
    assert_eq!(elsewhere, []);
    assert_eq!(ids_of(accounts.into_iter().map(|(id, ..)| id.0).collect()), there);
}
