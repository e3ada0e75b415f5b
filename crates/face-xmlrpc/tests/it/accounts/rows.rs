//! The table of `createAccount`: every parameter, and what becomes of the values that a client may give it.

use party::dictionary::{
    AccountStartPage, CallerNameType, Codec, ExportType, IncomingAnonymousAction, MediaRelayType,
    OnPaymentAction, PaymentMethod, TimeZone, UnknownTerm,
};
use party::password::PasswordPolicy;
use xmlrpc::{Struct, Value};

use super::Owner;
use crate::create_customer::flags::{boolean_flag, integer_flag};
use crate::create_customer::numbers::{amount, balance, commission_size, count, max_calls_per_second};
use crate::create_customer::references::numbers;
use crate::create_customer::settings::{i_lang, payment_currency, term};
use crate::create_customer::texts::{DECEPTIVE, line, no_text, password};
use crate::create_customer::{Outcome, Row};
use crate::world::double;

const NO_INTEGER: &str = "must be an integer";

/// Families of rows; `agent` is a customer of the owner.
pub(super) fn families(owner: &Owner<'_>, agent: i64) -> [Vec<Row>; 5] {
    [texts(), flags(), quantities(), settings(), references(owner, agent)]
}

/// Nil is not enough.
fn required(mut row: Row) -> Row {
    let string = format!("Parameter {} is required", row.parameter);
    for (given, outcome) in &mut row.cases {
        if *given == Value::Nil {
            *outcome = Outcome::Refused(400, string.clone());
        }
    }
    row
}

fn texts() -> Vec<Row> {
    let contact = [
        ("company_name", 64),
        ("salutation", 16),
        ("first_name", 32),
        ("last_name", 32),
        ("mid_init", 8),
        ("street_addr", 128),
        ("state", 32),
        ("postal_code", 16),
        ("city", 64),
        ("country", 32),
        ("contact", 64),
        ("phone", 32),
        ("fax", 32),
        ("alt_phone", 32),
        ("alt_contact", 64),
        ("email", 254),
        ("cc", 254),
        ("bcc", 254),
        ("translation_rule", 255),
        ("cli_translation_rule", 255),
        ("cpe_number", 64),
        ("vm_notify_emails", 255),
        ("vm_forward_emails", 255),
    ];
    let optional = [
        ("vm_check_number", 64),
        ("batch_tag", 64),
        ("caller_name", 64),
        ("description", 255),
        ("p_assrt_id_translation_rule", 255),
    ];
    let own = [
        login("username"),
        login("authname"),
        secret("web_password"),
        secret("voip_password"),
        pin(),
        privacy_schemas(),
    ];
    let contact = contact.map(|(parameter, max)| required(line(parameter, max)));
    let optional = optional.map(|(parameter, max)| line(parameter, max));
    contact.into_iter().chain(optional).chain(own).collect()
}

fn login(parameter: &'static str) -> Row {
    let row = Row::new(parameter, Value::Nil)
        .keeps("логін-1@example.com")
        .keeps("x".repeat(64))
        .shows(4711, "4711")
        .bad("x".repeat(65), "may have at most 64 characters")
        .bad("", "must not be empty")
        .bad("a b", "may not contain white space")
        .bad("a\u{202e}b", DECEPTIVE)
        .keeps(Value::Nil);
    required(no_text(row))
}

fn secret(parameter: &'static str) -> Row {
    required(no_text(password(parameter).takes(Value::Nil).bad("", "must not be empty")))
}

fn pin() -> Row {
    const RULE: &str = "must be 1 to 16 digits";
    let row = Row::never_shown("vm_password")
        .takes("0042")
        .takes(4711)
        .takes("1234567890123456")
        .takes("")
        .takes(Value::Nil)
        .bad("12345678901234567", RULE)
        .bad("12a", RULE)
        .bad("٣٤", RULE)
        .bad(-1, RULE);
    required(no_text(row))
}

fn schemes(names: &[&str]) -> Value {
    Value::Array(names.iter().map(|name| Value::from(*name)).collect())
}

fn privacy_schemas() -> Row {
    const RULE: &str = "must be an array of pai and rpid, each at most once";
    Row::new("privacy_schemas", schemes(&["pai", "rpid"]))
        .keeps(schemes(&["rpid"]))
        .keeps(schemes(&["rpid", "pai"]))
        .keeps(schemes(&[]))
        .shows("pai", schemes(&["pai"]))
        .shows("rpid,pai", schemes(&["rpid", "pai"]))
        .shows("", schemes(&[]))
        .shows(Value::Nil, schemes(&["pai", "rpid"]))
        .bad(schemes(&["pai", "pai"]), RULE)
        .bad(schemes(&["pai,rpid"]), RULE)
        .bad(schemes(&[""]), RULE)
        .bad("PAI", RULE)
        .bad(Value::Array(vec![true.into()]), "must be a string, not boolean")
        .bad(Struct::new(), "must be a string, not struct")
}

fn flags() -> Vec<Row> {
    let integers = ["vm_enabled", "blocked", "reg_allowed", "welcome_call_ivr"].map(integer_flag);
    let booleans = ["use_preferred_codec_only", "trust_cli", "disallow_loops", "vm_del_after_fwd"];
    let optional = [
        "lan_access",
        "invoicing_enabled",
        "followme_enabled",
        "vm_dialin_access",
        "hide_own_cli",
        "block_incoming_anonymous",
        "dnd_enabled",
        "pass_p_asserted_id",
        "dncl_lookup",
        "generate_ringbacktone",
        "allow_free_onnet_calls",
        "trust_privacy_hdrs",
    ];
    let needed = integers.into_iter().chain(booleans.map(boolean_flag)).map(required);
    needed.chain(optional.map(boolean_flag)).collect()
}

fn quantities() -> Vec<Row> {
    vec![
        required(balance()),
        required(amount("credit_limit")),
        required(amount("min_payment_amount")),
        commission_size(),
        max_calls_per_second(),
        limit("max_sessions").keeps(0),
        limit("max_credit_time").keeps(0),
        // None at all has a test of its own: such an account is expired.
        limit("lifetime"),
        count("vm_timeout"),
    ]
}

/// A count, where -1 is none.
fn limit(parameter: &'static str) -> Row {
    Row::new(parameter, -1)
        .keeps(25)
        .keeps(-1)
        .shows("30", 30)
        .shows("-1", -1)
        .shows(double("5.0"), 5)
        .shows(Value::Nil, -1)
        .keeps(2_147_483_647)
        .bad(2_147_483_648, "may be at most 2147483647")
        .bad(-2, "must be -1 for unlimited, or from 0 up")
        .bad(double("5.5"), NO_INTEGER)
        .bad("many", NO_INTEGER)
        .bad("", NO_INTEGER)
        .bad(Struct::new(), "must be an integer, not struct")
}

fn allowed<T: std::fmt::Debug>(find: fn(i64) -> Result<T, UnknownTerm>) -> &'static str {
    find(-1).unwrap_err().0
}

fn settings() -> Vec<Row> {
    let nullable = |parameter: &'static str, allowed: &str, first: i64, second: i64| {
        let rule = format!("must be one of {allowed}");
        Row::new(parameter, Value::Nil)
            .keeps(first)
            .keeps(second)
            .shows(first.to_string(), first)
            .keeps(Value::Nil)
            .bad(-1, &rule)
            .bad(100, &rule)
            .bad("first", NO_INTEGER)
            .bad("", NO_INTEGER)
    };
    let relay = format!("must be one of {}", allowed(MediaRelayType::new));
    let relay = Row::new("i_media_relay_type", 1)
        .keeps(2)
        .keeps(0)
        .shows("1", 1)
        .keeps(Value::Nil)
        .bad(-1, &relay)
        .bad(99, &relay)
        .bad("", NO_INTEGER);
    vec![
        required(term("payment_method", 2, 1, allowed(PaymentMethod::new))),
        required(term("i_time_zone", 1, 370, allowed(TimeZone::new))),
        required(term("i_export_type", 2, 1, allowed(ExportType::new))),
        required(term("i_password_policy", 2, 1, allowed(PasswordPolicy::new))),
        required(relay),
        required(i_lang()),
        required(payment_currency()),
        term("start_page", 4, 1, allowed(AccountStartPage::new)),
        term("i_caller_name_type", 2, 1, allowed(CallerNameType::new)),
        term("i_incoming_anonymous_action", 2, 1, allowed(IncomingAnonymousAction::new)),
        nullable("preferred_codec", allowed(Codec::new), 18, 0),
        nullable("on_payment_action", allowed(OnPaymentAction::new), 2, 0),
        of_nothing("i_account_class"),
        of_nothing("i_provisioning"),
        of_nothing("i_invoice_template"),
    ]
}

fn of_nothing(parameter: &'static str) -> Row {
    Row::new(parameter, Value::Nil).keeps(Value::Nil).wrong(1).wrong(0).wrong("1").bad("x", NO_INTEGER)
}

fn references(owner: &Owner<'_>, agent: i64) -> Vec<Row> {
    let (plan, group) = (owner.plan, owner.routing_group);
    vec![
        required(numbers(Row::new("i_billing_plan", plan), plan).keeps(Value::Nil)),
        required(numbers(Row::new("i_routing_group", group), group).keeps(Value::Nil)),
        // Root has accounts, but nobody earns from his own.
        numbers(Row::new("i_commission_agent", Value::Nil), agent).keeps(Value::Nil).wrong(1),
        numbers(Row::new("i_customer", 1), 1).shows(Value::Nil, 1),
    ]
}
