//! Money, percentages, rates and counts.

use xmlrpc::{Struct, Value};

use super::Row;
use crate::world::double;

const NO_NUMBER: &str = "must be a number such as -12.5";

pub(crate) fn rows() -> Vec<Row> {
    let rows = [
        balance(),
        amount("credit_limit"),
        amount("min_payment_amount"),
        commission_size(),
        overcommit_limit(),
    ];
    rows.into_iter().chain([count("max_sessions"), max_calls_per_second()]).collect()
}

/// Given in natural sign, shown as a debt.
pub(crate) fn balance() -> Row {
    let row = Row::new("balance", double("0.0"))
        .shows(100, double("-100.0"))
        .shows(double("100"), double("-100.0"))
        .shows(double("-7.25"), double("7.25"))
        .shows("12.5", double("-12.5"))
        .shows(double("0.00000001"), double("-0.00000001"))
        .shows(double("1e-08"), double("-0.00000001"))
        .shows(double("1.5E+3"), double("-1500.0"))
        .shows(double(".5"), double("-0.5"))
        .shows(double("+5."), double("-5.0"))
        .shows(double("92.12"), double("-92.12"))
        .shows(double("0.1"), double("-0.1"))
        .shows(double("0.30000000000000004"), double("-0.3"))
        .shows(double("92233720368.54775807"), double("-92233720368.54775807"))
        .shows(double("-92233720368.54775807"), double("92233720368.54775807"))
        .bad(double("-92233720368.54775808"), "is too large, by itself or with credit_limit");
    zeros(malformed(row, 8))
}

pub(crate) fn amount(parameter: &'static str) -> Row {
    let row = Row::new(parameter, double("0.0"))
        .shows(2000, double("2000.0"))
        .shows(double("2.2"), double("2.2"))
        .shows("0.00000001", double("0.00000001"))
        .shows(double("92233720368.54775807"), double("92233720368.54775807"));
    not_negative(zeros(malformed(row, 8)), "-0.00000001")
}

pub(crate) fn commission_size() -> Row {
    const RULE: &str = "must be a percentage from -100 to 100";
    let row = Row::new("commission_size", double("0.0"))
        .shows(15, double("15.0"))
        .shows(double("-2.5"), double("-2.5"))
        .shows(double("0.0000000001"), double("0.0000000001"))
        .shows(100, double("100.0"))
        .shows(-100, double("-100.0"))
        .bad(double("100.0000000001"), RULE)
        .bad(double("-100.0000000001"), RULE);
    zeros(malformed(row, 10))
}

fn overcommit_limit() -> Row {
    let row = Row::new("overcommit_limit", double("0.0"))
        .shows(double("1e-09"), double("0.000000001"))
        .shows(10, double("10.0"))
        .shows("12.5", double("12.5"))
        .shows(1000, double("1000.0"));
    not_negative(zeros(malformed(row, 10)), "-1e-10")
}

pub(crate) fn max_calls_per_second() -> Row {
    let row = Row::new("max_calls_per_second", Value::Nil)
        .shows(double("0.5"), double("0.5"))
        .shows(20, double("20.0"))
        .shows("2.25", double("2.25"))
        .keeps(Value::Nil)
        .shows(0, double("0.0"));
    not_negative(malformed(row, 8), "-0.5")
}

/// From 0 up, or nil.
pub(crate) fn count(parameter: &'static str) -> Row {
    Row::new(parameter, Value::Nil)
        .keeps(25)
        .keeps(0)
        .shows("30", 30)
        .shows(double("5.0"), 5)
        .keeps(Value::Nil)
        .keeps(2_147_483_647)
        .bad(2_147_483_648, "may be at most 2147483647")
        .bad(-1, "must not be negative")
        .bad(double("5.5"), "must be an integer")
        .bad("many", "must be an integer")
        .bad("", "must be an integer")
        .bad(Struct::new(), "must be an integer, not struct")
}

fn zeros(row: Row) -> Row {
    let zero = double("0.0");
    row.shows(0, zero.clone())
        .shows(double("0"), zero.clone())
        .shows(double("-0.0"), zero.clone())
        .shows("-0", zero.clone())
        .shows(double("0e99"), zero.clone())
        .shows(Value::Nil, zero)
}

fn malformed(row: Row, decimals: usize) -> Row {
    let too_precise = format!("0.{}1", "0".repeat(decimals));
    let rule = format!("may have at most {decimals} decimals");
    row.bad(double(&too_precise), &rule)
        .bad(too_precise, &rule)
        .bad(double("1e-300"), &rule)
        .bad(double("1e300"), "is too large")
        .bad(double("92233720368.54775808"), "is too large")
        .bad("", NO_NUMBER)
        .bad("NaN", NO_NUMBER)
        .bad("Infinity", NO_NUMBER)
        .bad("1,5", NO_NUMBER)
        .bad(" 1", NO_NUMBER)
        .bad("0x10", NO_NUMBER)
        .bad(true, "must be a double, not boolean")
        .bad(Value::Array(Vec::new()), "must be a double, not array")
}

fn not_negative(row: Row, least: &str) -> Row {
    row.bad(-1, "must not be negative").bad(double(least), "must not be negative")
}
