//! What a line of the audit log changed, in the reader's words: names of fields, and what their numbers and codes mean.

use app::Timestamp;
use app::audit_log::{AuditLine, FieldChange, Said, changes as fields_changed};
use party::dictionary::{ExportType, Language, StartPage, TimeZone};
use party::rights::{Flag, Flags, Manage};

use crate::customer_words;
use crate::i18n::Reader;
use crate::page::Frame;
use crate::ui::{Cell, Change, Changes, Value};

/// Fields that are shown without being asked for.
const SHOWN: usize = 4;

/// Fields that hold money, credits or prices.
const AMOUNTS: &[&str] = &[
    "amount",
    "balance",
    "charge_amount",
    "connect_fee",
    "credit_limit",
    "free_credits",
    "loss_max",
    "minimum",
    "overcommit_limit",
    "threshold",
];

/// The fields that differ; of something that was made or removed, folded.
pub(super) fn changes(frame: &Frame, line: &AuditLine) -> Cell {
    let mut all: Vec<Change> = fields_changed(line.before.as_deref(), line.after.as_deref())
        .into_iter()
        .map(|change| described(frame, change))
        .collect();
    if all.is_empty() {
        return Cell::Empty;
    }
    // What was made or removed as a whole says much that nobody compares.
    let is_whole = line.before.is_none() || line.after.is_none();
    let shown = if is_whole && SHOWN < all.len() { 0 } else { SHOWN.min(all.len()) };
    let folded = all.split_off(shown);
    let count = i64::try_from(folded.len()).unwrap_or(i64::MAX);
    let key = if shown == 0 { "audit-fields" } else { "audit-more-fields" };
    Cell::Changes(Box::new(Changes { shown: all, folded, more: frame.reader.t1(key, "count", count) }))
}

/// The fields that differ, all of them, in one line.
pub(super) fn told(reader: &Reader, line: &AuditLine) -> String {
    let changes = fields_changed(line.before.as_deref(), line.after.as_deref());
    let told: Vec<String> = changes.into_iter().map(|change| told_of_one(reader, change)).collect();
    told.join("; ")
}

fn told_of_one(reader: &Reader, change: FieldChange) -> String {
    let FieldChange { field, before, after } = change;
    let said = |said: Option<Said>| said.map(|said| value(reader, &field, said));
    let (name, before, after) = (label(reader, &field), said(before), said(after));
    match (before, after) {
        (Some(before), Some(after)) => {
            reader.tn("audit-changed", &[("field", &name), ("before", &before), ("after", &after)])
        }
        (Some(before), None) => reader.tn("audit-removed", &[("field", &name), ("before", &before)]),
        (None, after) => {
            let after = after.unwrap_or_default();
            reader.tn("audit-added", &[("field", &name), ("after", &after)])
        }
    }
}

fn described(frame: &Frame, change: FieldChange) -> Change {
    let FieldChange { field, before, after } = change;
    let said = |said: Said| Value::new(value(&frame.reader, &field, said));
    Change {
        before: before.map(said),
        after: after.map(said),
        field: label(&frame.reader, &field),
        before_label: frame.t("audit-before"),
        after_label: frame.t("audit-after"),
    }
}

/// What a field is called: by all of its name, else by as much of its end as has a text.
fn label(reader: &Reader, field: &str) -> String {
    let name = field.replace(['.', '_'], "-");
    let parts: Vec<&str> = field.split('.').collect();
    let mut from = 0;
    for part in &parts {
        let rest = name.get(from..).unwrap_or_default();
        for key in [format!("said-{rest}"), format!("field-{rest}")] {
            if reader.has(&key) {
                return reader.t(&key);
            }
        }
        from += part.len() + 1;
    }
    parts.last().map(|last| last.replace('_', " ")).unwrap_or_default()
}

/// What a value means. What has no words of its own is shown as it was written down.
fn value(reader: &Reader, field: &str, said: Said) -> String {
    let last = field.rsplit('.').next().unwrap_or(field);
    match said {
        Said::Hidden => reader.t("audit-hidden"),
        Said::Truth(truth) => reader.t(if truth { "yes" } else { "no" }),
        Said::Number(number) => match number.parse() {
            Ok(id) => meaning(reader, field, last, id).unwrap_or(number),
            Err(_) => number,
        },
        Said::Text(text) => {
            let key = format!("said-{}-{}", last.replace('_', "-"), text.to_lowercase().replace('_', "-"));
            if reader.has(&key) {
                return reader.t(&key);
            }
            let level = format!("access-level-{}", text.replace('_', "-"));
            match last {
                "access_level" if reader.has(&level) => reader.t(&level),
                "language" => {
                    let known = Language::TERMS.iter().find(|(code, _)| *code == text);
                    known.map_or(text, |(_, name)| (*name).to_owned())
                }
                _ if AMOUNTS.contains(&last) => amount(reader, text),
                _ => text,
            }
        }
    }
}

/// A plain decimal as an amount; what is none as it is.
fn amount(reader: &Reader, text: String) -> String {
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let is_decimal = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit());
    if is_decimal { reader.decimal(&text, if text.contains('.') { 2 } else { 0 }) } else { text }
}

/// What the number of a field refers to.
fn meaning(reader: &Reader, field: &str, last: &str, number: i64) -> Option<String> {
    let known = |key: String| reader.has(&key).then(|| reader.t(&key));
    match last {
        "customers" | "accounts" | "tariffs" | "vouchers" if field.starts_with("rights.") => {
            Manage::from_bits(number).map(|mask| manage_words(reader, mask))
        }
        "flags" if field.starts_with("rights.") => {
            Flags::from_bits(number).map(|flags| flag_words(reader, flags))
        }
        "time_zone" => TimeZone::new(number).ok().map(|zone| zone.label().to_owned()),
        "export_type" => ExportType::new(number).ok().map(|kind| kind.label().to_owned()),
        "password_policy" => known(format!("password-rule-{number}")),
        "start_page" => {
            let label = StartPage::new(number).ok()?.label();
            known(format!("choice-start-page-{}", label.to_lowercase().replace(' ', "-")))
        }
        "method" => known(format!("payment-method-{number}")),
        "billing_cycle" => known(format!("billing-cycle-{number}")),
        "tariff_type" => known(format!("tariff-type-{number}")),
        "policy" => known(format!("said-policy-{number}")),
        "until_micros" | "happened_at_micros" => Some(reader.moment(Timestamp(number)).text),
        _ => None,
    }
}

fn manage_words(reader: &Reader, mask: Manage) -> String {
    let words = customer_words::manage_words(reader).into_iter();
    listed(reader, words.filter(|(right, ..)| mask.contains(*right)).map(|(_, _, word)| word).collect())
}

fn flag_words(reader: &Reader, flags: Flags) -> String {
    let has = Flag::ALL.iter().filter(|flag| flags.has(**flag));
    listed(reader, has.map(|flag| reader.t(flag_key(*flag))).collect())
}

fn listed(reader: &Reader, words: Vec<String>) -> String {
    if words.is_empty() { reader.t("none") } else { words.join(", ") }
}

fn flag_key(flag: Flag) -> &'static str {
    match flag {
        Flag::SystemManagement => "field-system-management",
        Flag::ApiAccess => "field-api-access",
        Flag::ApiManagement => "field-api-management",
        Flag::OwnTariff => "field-own-tariff",
        Flag::Callshop => "field-callshop",
        Flag::DidPool => "field-did-pool",
        Flag::IvrApplications => "field-ivr-applications",
        Flag::QualityReports => "field-quality-reports",
        Flag::PaymentCards => "field-payment-cards",
        Flag::Conferencing => "field-conferencing",
        Flag::SharePaymentProcessors => "field-share-payment-processors",
        Flag::DoNotCallList => "field-do-not-call-list",
    }
}

/// Operation, object, state before and after of made-up lines that have every kind of value.
#[cfg(test)]
pub(super) fn samples(text: &str) -> [(&'static str, &'static str, String, String); 6] {
    let quoted = text.replace('\\', "\\\\").replace('"', "\\\"");
    let long = quoted.repeat(9);
    let before = r#"{"rights":{"customers":7,"flags":1,"tariffs":0},"time_zone":370,"export_type":1,"language":"en","password_policy":1,"billing_type":"Prepaid","blocked":true}"#;
    let after = format!(
        r#"{{"rights":{{"customers":1,"flags":0,"tariffs":8}},"time_zone":0,"export_type":2,"language":"ru","password_policy":2,"billing_type":"Postpaid","css":"{long}","api_password":"changed","unheard_of":"{quoted}","endpoint":{{"contact":{{"city":"{quoted}"}}}},"payment":{{"method":2}}}}"#
    );
    [
        ("customer.update", "customer:9", before.to_owned(), after.clone()),
        ("account.create", "account:4", String::new(), after),
        ("web_user.create", "web_user:3", String::new(), r#"{"access_level":"noc","login":"x"}"#.to_owned()),
        ("tariff.update", "tariff:5", r#"{"tariff_type":1}"#.to_owned(), r#"{"tariff_type":2}"#.to_owned()),
        (
            "routing_group.update",
            "routing_group:6",
            r#"{"policy":1}"#.to_owned(),
            r#"{"policy":3}"#.to_owned(),
        ),
        (
            "service_plan.delete",
            "service_plan:8",
            r#"{"billing_cycle":1,"until_micros":1767225600000000}"#.to_owned(),
            String::new(),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;

    #[track_caller]
    fn check(field: &str, said: Said, expected: (&str, &str)) {
        let reader = Reader::new(Locale::fallback(), "UTC");
        let found = (label(&reader, field), value(&reader, field, said));
        assert_eq!((found.0.as_str(), found.1.as_str()), expected, "{field}");
    }

    #[test]
    fn fields_and_values_are_told_in_words() {
        let text = |text: &str| Said::Text(text.to_owned());
        let number = |number: &str| Said::Number(number.to_owned());
        check("contact.city", text("Minsk"), ("City", "Minsk"));
        check("endpoint.contact.city", text("Minsk"), ("City", "Minsk"));
        check("unheard_of", text("x"), ("unheard of", "x"));
        check("rights.customers", number("3"), ("Rights over customers", "add, edit"));
        check("rights.customers", number("9"), ("Rights over customers", "9"));
        check("rights.flags", number("2"), ("Features", "API access"));
        check("time_zone", number("370"), ("Time zone", "UTC"));
        check("billing_type", text("Prepaid"), ("Pays", "Before use"));
        check("access_level", text("noc"), ("Access level", "NOC"));
        check("language", text("ru"), ("Language", "Русский"));
        check("blocked", Said::Truth(true), ("Blocked", "Yes"));
        check("api_password", Said::Hidden, ("API password", "hidden"));
        check("balance", text("-16947.8"), ("Balance", "\u{2212}16,947.80"));
        check("payment.minimum", text("5"), ("Smallest payment", "5"));
        check("credit_limit", text("-"), ("Credit limit", "-"));
        check("until_micros", number("1767225600000000"), ("Until", "1 Jan 2026, 00:00"));
    }
}
