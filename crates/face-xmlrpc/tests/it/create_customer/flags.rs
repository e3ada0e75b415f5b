//! Rights and features: masks of three bits, and yes or no.

use xmlrpc::{Struct, Value};

use super::Row;
use crate::world::double;

const YES_OR_NO: &str = "must be a boolean, 0 or 1";

pub(crate) fn rows() -> Vec<Row> {
    let masks = ["accounts_mgmt", "customers_mgmt", "tariffs_mgmt", "vouchers_mgmt"].map(mask);
    let integers = ["api_access", "api_mgmt", "use_own_tariff"].map(integer_flag);
    let booleans = [
        "callshop_enabled",
        "overcommit_protection",
        "did_pool_enabled",
        "ivr_apps_enabled",
        "asr_acd_enabled",
        "debit_credit_cards_enabled",
        "conferencing_enabled",
        "share_payment_processors",
        "dncl_enabled",
    ]
    .map(boolean_flag);
    masks.into_iter().chain(integers).chain(booleans).chain([system_mgmt(), max_depth()]).collect()
}

fn mask(parameter: &'static str) -> Row {
    const RULE: &str = "must be 0 to 7: bit 0 add, bit 1 edit, bit 2 delete";
    let row = (0..=7).rev().fold(Row::new(parameter, 0), Row::keeps);
    row.shows("3", 3)
        .shows(double("5.0"), 5)
        .shows(true, 1)
        .shows(Value::Nil, 0)
        .bad(8, RULE)
        .bad(-1, RULE)
        .bad(1_i64 << 40, RULE)
        .bad(double("1.5"), "must be an integer")
        .bad("seven", "must be an integer")
        .bad("", "must be an integer")
        .bad(Value::Array(Vec::new()), "must be an integer, not array")
}

/// An older flag: an integer on the wire.
pub(crate) fn integer_flag(parameter: &'static str) -> Row {
    // An own tariff is what `i_tariff` asks for in every request of this table: it cannot be denied there.
    let denies = |row: Row, given: Value| match parameter {
        "use_own_tariff" => {
            row.refuses(given, 403, "Parameter i_tariff may be nil only with the right use_own_tariff")
        }
        _ => row.shows(given, 0),
    };
    let row = yes(Row::new(parameter, 0), 1.into());
    let row = no().into_iter().fold(row, denies);
    neither(row.shows(Value::Nil, 0))
}

/// A newer flag: a boolean on the wire.
pub(crate) fn boolean_flag(parameter: &'static str) -> Row {
    let row = yes(Row::new(parameter, false), true.into());
    let row = no().into_iter().fold(row, |row, given| row.shows(given, false));
    neither(row.shows(Value::Nil, false))
}

fn yes(row: Row, shown: Value) -> Row {
    let spellings: [Value; 5] = [1.into(), true.into(), "1".into(), "true".into(), "TRUE".into()];
    spellings.into_iter().fold(row, |row, given| row.shows(given, shown.clone()))
}

fn no() -> [Value; 5] {
    [0.into(), false.into(), "0".into(), "false".into(), "False".into()]
}

fn neither(row: Row) -> Row {
    row.bad(2, YES_OR_NO)
        .bad(-1, YES_OR_NO)
        .bad("yes", YES_OR_NO)
        .bad("", YES_OR_NO)
        .bad(double("1.0"), YES_OR_NO)
        .bad(Struct::new(), YES_OR_NO)
}

/// An integer without a table of bits.
fn system_mgmt() -> Row {
    Row::new("system_mgmt", 0)
        .shows(1, 1)
        .shows(true, 1)
        .shows("1", 1)
        .shows(5, 1)
        .shows(-1, 1)
        .shows(0, 0)
        .shows(false, 0)
        .shows(Value::Nil, 0)
        .bad("yes", "must be an integer")
        .bad(double("0.5"), "must be an integer")
}

/// Root has 32 levels.
fn max_depth() -> Row {
    Row::new("max_depth", 31)
        .keeps(9)
        .keeps(0)
        .keeps(31)
        .shows("3", 3)
        .shows(double("3.0"), 3)
        .shows(Value::Nil, 31)
        .refuses(32, 403, "Parameter # grants more than the owner may grant")
        .bad(-1, "must not be negative")
        .bad("deep", "must be an integer")
        .bad(2_147_483_648, "may be at most 2147483647")
}
