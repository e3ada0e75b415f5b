//! Reading what was done: each caller reads of himself and of everybody below him, root and the system of everybody.
//!
//! What is above a caller stays unseen: who up there did something to him is not told, nor what his owner keeps about
//! him.

mod changes;
mod names;
mod operations;

use money::Amount;
use party::access::{Caller, View};
use party::ids::{CustomerId, CustomerKey};
use serde_json::Value;
use store::Lock;
pub use store::tables::audit::ActorFilter;
use store::tables::audit::{self, AuditEntry, AuditFilter, ObjectFilter};

pub use self::changes::{FieldChange, Said, changes};
pub(crate) use self::names::of_actor;
pub use self::names::{Named, Names, names, number_of};
pub use self::operations::OPERATIONS;
use crate::app::{App, Timestamp};
use crate::context::{Context, Face};
use crate::customer::find::FindCustomerError;
use crate::customer::locate;

/// What these write down about a customer is his owner's: rights, commission, notes.
const OF_THE_OWNER: [&str; 3] = ["customer.create", "customer.update", "init"];

/// Which part of the log is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListAudit {
    /// What is about this customer and everybody below him; none: about the caller and everybody below.
    pub customer: Option<CustomerId>,
    /// From this moment on.
    pub from: Timestamp,
    /// Up to and including this moment.
    pub until: Timestamp,
    /// What was written down before this line: its moment and its number.
    pub before: Option<(Timestamp, i64)>,
    /// What is about this object alone: `tariff:3`.
    pub object: Option<String>,
    /// What this actor did alone; nothing where the caller may not know that it was he.
    pub actor: Option<ActorFilter>,
    /// What these use cases did alone.
    pub operations: Option<Vec<&'static str>>,
    /// What came through this face alone.
    pub face: Option<Face>,
    /// What booked this amount alone; only with an object.
    pub booked: Option<Amount>,
    /// Skip so many.
    pub offset: i64,
    /// At most so many.
    pub limit: i64,
}

impl ListAudit {
    /// The newest of all that the caller may read.
    #[must_use]
    pub fn newest(limit: i64) -> Self {
        Self {
            customer: None,
            from: Timestamp(i64::MIN),
            until: Timestamp(i64::MAX),
            before: None,
            object: None,
            actor: None,
            operations: None,
            face: None,
            booked: None,
            offset: 0,
            limit,
        }
    }
}

/// One line of the log, as a caller may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// Its number.
    pub record: i64,
    /// When.
    pub at: Timestamp,
    /// Who: `customer:7`, `web_user:3 of customer:7`, the same with ` as customer:9` where he acted as one below,
    /// `trusted:10.0.0.1`, `operator`; none: somebody above the caller.
    pub actor: Option<String>,
    /// Through what.
    pub face: String,
    /// Which use case.
    pub operation: String,
    /// To what: `customer:9`.
    pub object: String,
    /// The customer that the object is, or belongs to; unknown for the oldest lines.
    pub customer: Option<CustomerId>,
    /// Its state before, as JSON, if there was one that the caller may read.
    pub before: Option<String>,
    /// Its state after, as JSON, if there was one that the caller may read.
    pub after: Option<String>,
    /// What was booked, if that is what was done: amount and currency.
    pub booked: Option<(String, String)>,
    /// The request that did it.
    pub request_id: String,
}

/// The wanted part of the log, the newest first.
///
/// # Errors
/// The customer does not stand in the caller's branch, or the store's.
pub async fn list(
    app: &App,
    context: &Context,
    request: ListAudit,
) -> Result<Vec<AuditLine>, FindCustomerError> {
    let caller = context.caller.clone();
    app.store()
        .read("audit.list", move |tx| {
            let below = match (&caller, request.customer) {
                (Caller::System, None) => CustomerKey::ROOT,
                (_, named) => locate::owner::<View>(tx, &caller, named, Lock::Share)?.1.key,
            };
            let filter = AuditFilter {
                below,
                from_micros: request.from.0,
                until_micros: request.until.0,
                before: request.before.map(|(at, record)| (at.0, record)),
                object: request
                    .object
                    .clone()
                    .map(|object| ObjectFilter { object, after: request.booked.map(pattern_of) }),
                actor: request.actor.clone(),
                operations: request.operations.clone(),
                face: request.face.map(|face| face.name().to_owned()),
                limit: request.limit,
                offset: request.offset,
            };
            let entries = audit::list(tx, &filter)?;
            let mut lines: Vec<AuditLine> =
                entries.into_iter().map(|entry| shown_to(caller.customer_id(), entry)).collect();
            if request.actor.is_some() {
                // That somebody above did it is not told by leaving out his name alone.
                lines.retain(|line| line.actor.is_some());
            }
            Ok(lines)
        })
        .await
}

/// What a record of a booked amount holds: amount and currency stand in this order.
fn pattern_of(amount: Amount) -> String {
    format!("%\"amount\":\"{}\"%\"currency\":\"{}\"%", amount.to_decimal(), amount.commodity().as_str())
}

/// Amount and currency of a record of a booked amount.
fn booked(after: &str) -> Option<(String, String)> {
    let after: Value = serde_json::from_str(after).ok()?;
    let text = |name: &str| after.get(name)?.as_str().map(str::to_owned);
    Some((text("amount")?, text("currency")?))
}

/// `entry` without what is above `reader`; none: the system reads.
fn shown_to(reader: Option<CustomerId>, entry: AuditEntry) -> AuditLine {
    let reader = reader.filter(|reader| *reader != CustomerKey::ROOT.id);
    let himself = reader.is_some_and(|reader| entry.object == format!("customer:{reader}"));
    let told = !(himself && OF_THE_OWNER.contains(&entry.operation.as_str()));
    let named = may_name(reader, &entry.actor, entry.customer, &entry.lineage);
    AuditLine {
        booked: entry.after.as_deref().and_then(booked),
        record: entry.id,
        at: Timestamp(entry.at_micros),
        actor: Some(entry.actor).filter(|_| named),
        face: entry.face,
        operation: entry.operation,
        object: entry.object,
        customer: entry.customer,
        before: entry.before.filter(|_| told),
        after: entry.after.filter(|_| told),
        request_id: entry.request_id,
    }
}

/// Whether `reader` may know that `actor` acted on `customer`, whose ancestors are `lineage`: the actor is he himself or
/// stands between him and that customer, for whoever acts does so at or above his object. Root and the system know all.
pub(crate) fn may_name(
    reader: Option<CustomerId>,
    actor: &str,
    customer: Option<CustomerId>,
    lineage: &[CustomerId],
) -> bool {
    let Some(reader) = reader.filter(|reader| *reader != CustomerKey::ROOT.id) else { return true };
    let mut path = lineage.iter().copied().chain(customer);
    // A web user is a person of his customer, who is named after him, whomever he acts as.
    let actor = actor.split_once(" as ").map_or(actor, |(person, _)| person);
    let actor = actor.split_once(" of ").map_or(actor, |(_, customer)| customer);
    let actor_is = |id: CustomerId| actor == format!("customer:{id}");
    actor_is(reader) || (path.any(|id| id == reader) && path.any(actor_is))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `reader` is told of a change to customer 9, who stands under 1, 5 and 7.
    #[track_caller]
    fn check(reader: Option<i64>, actor: &str, object: &str, named: bool, told: bool) {
        let entry = AuditEntry {
            id: 1,
            at_micros: 1,
            actor: actor.to_owned(),
            face: "xmlrpc".to_owned(),
            operation: "customer.update".to_owned(),
            object: object.to_owned(),
            before: Some("{}".to_owned()),
            after: Some("{}".to_owned()),
            request_id: "request".to_owned(),
            customer: Some(CustomerId(9)),
            lineage: [1, 5, 7].map(CustomerId).to_vec(),
        };
        let line = shown_to(reader.map(CustomerId), entry);
        let expected = (named.then(|| actor.to_owned()), told, told);
        assert_eq!((line.actor, line.before.is_some(), line.after.is_some()), expected, "{reader:?} {actor}");
    }

    #[test]
    fn what_was_booked_is_found_in_the_record() {
        let after = r#"{"balance":"30","amount":"20.12","currency":"USD"}"#;
        assert_eq!(booked(after), Some(("20.12".to_owned(), "USD".to_owned())));
        assert_eq!(booked(r#"{"credits":"5"}"#), None);
        assert_eq!(booked("no JSON"), None);
        let amount = Amount::new(2_012_000_000, money::Commodity::MessageCredits);
        assert_eq!(pattern_of(amount), r#"%"amount":"20.12"%"currency":"credits"%"#);
    }

    #[test]
    fn who_is_above_is_not_named() {
        check(None, "operator", "customer:9", true, true);
        check(Some(1), "trusted:10.0.0.1", "customer:9", true, true);
        check(Some(5), "customer:7", "customer:9", true, true);
        check(Some(7), "customer:7", "customer:9", true, true);
        check(Some(7), "customer:9", "tariff:9", true, true);
        check(Some(7), "customer:5", "customer:9", false, true);
        check(Some(7), "web_user:3 of customer:7", "customer:9", true, true);
        check(Some(7), "web_user:3 of customer:5", "customer:9", false, true);
        check(Some(7), "web_user:3 of customer:7 as customer:9", "customer:9", true, true);
        check(Some(7), "web_user:3 of customer:5 as customer:7", "customer:9", false, true);
        check(Some(9), "web_user:3 of customer:7 as customer:9", "tariff:3", false, true);
        check(Some(7), "trusted:10.0.0.1", "customer:9", false, true);
        check(Some(7), "operator", "customer:9", false, true);
        check(Some(9), "customer:7", "customer:9", false, false);
        check(Some(9), "customer:7", "tariff:3", false, true);
        check(Some(9), "customer:9", "account:9", true, true);
    }
}
