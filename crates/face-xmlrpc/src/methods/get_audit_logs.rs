//! `getAuditLogs`: article 3000038971, where it is root's alone. Here everybody reads of his own branch.

use app::audit_log::{AuditLine, ListAudit, list};
use app::{App, Context, Timestamp};
use party::ids::CustomerId;
use party::text::Line;
use xmlrpc::{Fault, Struct, Value};

use super::ok;
use crate::audit_words::{self, Named};
use crate::catalogue::{Kind, Method, Parameter, optional};
use crate::dates;
use crate::fault::{bad, of_find};
use crate::parameters::Parameters;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "getAuditLogs",
    summary: "Lists what was done to the caller, to everybody below him and to what is theirs, the newest first.",
    source: "3000038971",
    acting_for: None,
    parameters: &[PARAMETERS],
    returns: "records (Array of Struct): timestamp, action, resource, i_customer, actor, audit_info (Struct: \
              operation, interface, request_id, before, after)",
};

const PARAMETERS: &[Parameter] = &[
    optional(
        "start_date",
        Kind::String,
        "from then on, in either format of a moment; one hour before end_date",
    ),
    optional(
        "end_date",
        Kind::String,
        "until then and including it; one hour after start_date, or now where that is not named either",
    ),
    optional(
        "i_customer",
        Kind::Integer,
        "only what concerns this customer and everybody below him; the caller, in trusted mode everybody",
    ),
    optional(
        "resource",
        Kind::String,
        "only this resource, such as customers:i_customer=7; at most 255 characters",
    ),
    optional(
        "action",
        Kind::String,
        "only this action: A, U, D, FUNDS, PSWD_CHNG, OTP_RST or AUTH_OTP; at most 32 characters",
    ),
    optional("limit", Kind::Integer, "at most so many, up to 100; 100"),
    optional("offset", Kind::Integer, "skip so many; 0"),
];

/// A page of records when the caller names no limit, and the largest that he may name.
const RECORDS_MAX: i64 = 100;

const HOUR_MICROS: i64 = 3_600_000_000;

/// Lists it.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let (from, until) = window(context.now, parameters)?;
    let limit = parameters.count("limit")?.unwrap_or(RECORDS_MAX);
    if RECORDS_MAX < limit {
        return Err(bad("limit", format!("may be at most {RECORDS_MAX}")));
    }
    let resource = parameters.parsed_filled("resource", Line::<255>::parse)?;
    let named = resource.as_ref().map(|text| audit_words::parse_resource(text.as_str()).unwrap_or(NOTHING));
    let action = parameters.parsed_filled("action", Line::<32>::parse)?;
    let operations = operations(action.as_ref().map(Line::as_str), named.as_ref());
    let request = ListAudit {
        customer: parameters.int("i_customer")?.map(CustomerId),
        from,
        until,
        object: named.as_ref().map(|named| named.object.clone()),
        operations,
        booked: named.and_then(|named| named.booked),
        offset: parameters.count("offset")?.unwrap_or(0),
        ..ListAudit::newest(limit)
    };
    let lines = list(app, context, request).await;
    let lines = lines.map_err(|error| of_find(&error, "i_customer", &context.request_id))?;
    let records: Vec<Value> = lines.into_iter().map(describe).collect();
    Ok(ok().with("records", records))
}

/// What a resource that no record has names: no use case.
const NOTHING: Named = Named { object: String::new(), operations: Vec::new(), booked: None };

/// The wanted time: an hour where only one end is named, and the last one where none is.
fn window(now: Timestamp, parameters: &Parameters<'_>) -> Result<(Timestamp, Timestamp), Fault> {
    let from = parameters.moment("start_date")?;
    let until = parameters.moment("end_date")?;
    let hour_after = |at: Timestamp| Timestamp(at.0.saturating_add(HOUR_MICROS));
    let hour_before = |at: Timestamp| Timestamp(at.0.saturating_sub(HOUR_MICROS));
    let until = until.unwrap_or_else(|| from.map_or(now, hour_after));
    let from = from.unwrap_or_else(|| hour_before(until));
    if until < from {
        return Err(bad("end_date", "must not be before start_date"));
    }
    Ok((from, until))
}

/// The use cases that have both the action and the resource; none: all of them.
fn operations(action: Option<&str>, named: Option<&Named>) -> Option<Vec<&'static str>> {
    let of_action = action.map(audit_words::operations_of);
    match (of_action, named) {
        (None, None) => None,
        (Some(operations), None) => Some(operations),
        (None, Some(named)) => Some(named.operations.clone()),
        (Some(mut operations), Some(named)) => {
            operations.retain(|operation| named.operations.contains(operation));
            Some(operations)
        }
    }
}

fn describe(line: AuditLine) -> Value {
    let info = Struct::new()
        .with("operation", line.operation.as_str())
        .with("interface", line.face.as_str())
        .with("request_id", line.request_id.as_str())
        .with("before", line.before.as_deref())
        .with("after", line.after.as_deref());
    let record = Struct::new()
        .with("timestamp", dates::format(line.at))
        .with("action", audit_words::action(&line.operation))
        .with("resource", audit_words::resource(&line))
        .with("i_customer", line.customer.map(|customer| customer.0))
        .with("actor", line.actor.as_deref())
        .with("audit_info", info);
    Value::Struct(record)
}
