//! What refers to a tariff, a routing group or another customer.

use xmlrpc::{Struct, Value};

use super::{Known, Row};
use crate::world::double;

pub(crate) fn rows(known: &Known) -> Vec<Row> {
    vec![
        numbers(Row::new("i_tariff", Value::Nil), known.tariff).keeps(Value::Nil),
        numbers(Row::new("i_routing_group", Value::Nil), known.routing_group).keeps(Value::Nil),
        // Root is a customer, but nobody's sibling.
        numbers(Row::new("i_commission_agent", Value::Nil), known.sibling).keeps(Value::Nil).wrong(1),
        // Shown under an owner other than root, where the other tests look.
        numbers(Row::new("i_wholesaler", 1), 1).shows(Value::Nil, 1),
    ]
}

/// The spellings of a number that exists, and numbers of nothing.
pub(crate) fn numbers(row: Row, existing: i64) -> Row {
    row.keeps(existing)
        .shows(existing.to_string(), existing)
        .shows(double(&format!("{existing}.0")), existing)
        .wrong(0)
        .wrong(-existing)
        .wrong(999_999)
        .wrong(i64::MAX)
        .bad("first", "must be an integer")
        .bad("", "must be an integer")
        .bad(double("1.5"), "must be an integer")
        .bad(Value::Array(Vec::new()), "must be an integer, not array")
        .bad(Struct::new(), "must be an integer, not struct")
}
