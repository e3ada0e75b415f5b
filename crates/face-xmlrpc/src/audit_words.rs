//! The audit log in the words of the dialect: action letters, and resources such as `customers:i_customer=7`.
//!
//! Letters and shapes are those of the imitated audit log (reference section 3.1, and article 3000117512 for what
//! is done to passwords). A resource reads `TABLE:i_NOUN=NUMBER`; of funds `add:i_customer=7:amount=20.12 USD`.

use app::audit_log::AuditLine;
use money::{Amount, Commodity, Currency};

/// A use case in the words of the dialect.
struct Words {
    operation: &'static str,
    action: &'static str,
    /// What the resource begins with; none: the plural of the object's noun.
    prefix: Option<&'static str>,
}

const fn words(operation: &'static str, action: &'static str) -> Words {
    Words { operation, action, prefix: None }
}

const fn funds(operation: &'static str, prefix: &'static str) -> Words {
    Words { operation, action: "FUNDS", prefix: Some(prefix) }
}

/// Every use case that leaves a record.
const WORDS: &[Words] = &[
    words("init", "A"),
    words("customer.create", "A"),
    words("customer.update", "U"),
    words("customer.delete", "D"),
    words("customer.block", "U"),
    words("customer.unblock", "U"),
    words("customer.set_low_balance", "U"),
    funds("customer.add_funds", "add"),
    funds("customer.credit", "credit"),
    funds("customer.debit", "debit"),
    funds("customer.reverse", "reverse"),
    funds("credits.transfer", "credits"),
    words("customer.change_settings", "U"),
    words("account.create", "A"),
    words("account.update", "U"),
    words("account.delete", "D"),
    words("account.block", "U"),
    words("account.unblock", "U"),
    words("account.change_password", "PSWD_CHNG"),
    words("account.reset_one_time", "OTP_RST"),
    words("account.use_one_time", "AUTH_OTP"),
    words("account.reset_second_factor", "U"),
    words("account.set_low_balance", "U"),
    words("account.test_push", "U"),
    funds("account.add_funds", "add"),
    funds("account.credit", "credit"),
    funds("account.debit", "debit"),
    funds("account.reverse", "reverse"),
    words("web_user.create", "A"),
    words("web_user.set_access_level", "U"),
    words("web_user.delete", "D"),
    words("web_user.block", "U"),
    words("web_user.unblock", "U"),
    words("web_user.reset_one_time", "OTP_RST"),
    words("web_user.use_one_time", "AUTH_OTP"),
    words("web_user.change_password", "PSWD_CHNG"),
    words("web_user.reset_second_factor", "U"),
    words("second_factor.turn_on", "U"),
    words("second_factor.turn_off", "U"),
    words("second_factor.renew_recovery_codes", "U"),
    words("api_access.set_password", "PSWD_CHNG"),
    words("api_access.switch_on", "U"),
    words("api_access.switch_off", "U"),
    words("brand.change", "U"),
    words("brand.set_logo", "U"),
    words("brand.remove_logo", "U"),
    words("session.sign_in", "AUTH"),
    words("session.sign_out", "LOGOUT"),
    words("session.revoke", "LOGOUT"),
    words("session.act_as", "AUTH"),
    words("session.return", "LOGOUT"),
    words("tariff.create", "A"),
    words("tariff.update", "U"),
    words("tariff.delete", "D"),
    words("routing_group.create", "A"),
    words("routing_group.update", "U"),
    words("routing_group.delete", "D"),
    words("service_plan.create", "A"),
    words("service_plan.update", "U"),
    words("service_plan.delete", "D"),
];

/// The action of `operation`. A use case of another release changed something.
pub(crate) fn action(operation: &str) -> &'static str {
    find(operation).map_or("U", |words| words.action)
}

/// The use cases whose action is `action`; none for an action that is not recorded here.
pub(crate) fn operations_of(action: &str) -> Vec<&'static str> {
    WORDS.iter().filter(|words| words.action == action).map(|words| words.operation).collect()
}

/// The resource of a line.
pub(crate) fn resource(line: &AuditLine) -> String {
    let prefix = find(&line.operation).and_then(|words| words.prefix);
    let Some((noun, id)) = line.object.split_once(':') else { return line.object.clone() };
    let head = prefix.map_or_else(|| format!("{noun}s"), str::to_owned);
    match &line.booked {
        Some((amount, currency)) => format!("{head}:i_{noun}={id}:amount={amount} {currency}"),
        None => format!("{head}:i_{noun}={id}"),
    }
}

/// What a resource names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// `customer:7`.
    pub(crate) object: String,
    /// The use cases that are shown with this resource.
    pub(crate) operations: Vec<&'static str>,
    /// The amount, if one stands there.
    pub(crate) booked: Option<Amount>,
}

/// What the resource `text` names; none where no line is shown with it.
pub(crate) fn parse_resource(text: &str) -> Option<Named> {
    let (prefix, rest) = text.split_once(':')?;
    let (key, amount) = match rest.split_once(':') {
        Some((key, amount)) => (key, Some(amount)),
        None => (rest, None),
    };
    let (noun, id) = key.strip_prefix("i_")?.split_once('=')?;
    let plural = prefix.strip_suffix('s') == Some(noun);
    let shown = |words: &&Words| words.prefix.map_or(plural, |of_funds| of_funds == prefix);
    let operations = WORDS.iter().filter(shown).map(|words| words.operation).collect();
    let booked = match amount {
        Some(amount) => Some(parse_amount(amount)?),
        None => None,
    };
    Some(Named { object: format!("{noun}:{id}"), operations, booked })
}

/// `amount=20.12 USD`.
fn parse_amount(text: &str) -> Option<Amount> {
    let (number, currency) = text.strip_prefix("amount=")?.split_once(' ')?;
    let commodity = Commodity::Currency(Currency::parse(currency).ok()?);
    Amount::parse(number, commodity).ok()
}

fn find(operation: &str) -> Option<&'static Words> {
    WORDS.iter().find(|words| words.operation == operation)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use app::Timestamp;
    use app::audit_log::OPERATIONS;

    use super::*;

    #[track_caller]
    fn check(operation: &str, object: &str, booked: Option<(&str, &str)>, action: &str, resource: &str) {
        let line = AuditLine {
            record: 1,
            at: Timestamp(0),
            actor: None,
            face: String::new(),
            operation: operation.to_owned(),
            object: object.to_owned(),
            customer: None,
            before: None,
            after: None,
            booked: booked.map(|(amount, currency)| (amount.to_owned(), currency.to_owned())),
            request_id: String::new(),
        };
        assert_eq!((super::action(operation), super::resource(&line).as_str()), (action, resource));
        let named = parse_resource(resource).expect("what is shown is understood");
        assert_eq!(named.object, object);
        assert!(named.operations.contains(&operation), "{named:?}");
        let shown = named.booked.map(|amount| (amount.to_decimal(), amount.commodity().as_str().to_owned()));
        assert_eq!(shown, line.booked);
    }

    #[test]
    fn records_have_the_words_of_the_imitated_log() {
        check("customer.create", "customer:7", None, "A", "customers:i_customer=7");
        check("customer.update", "customer:7", None, "U", "customers:i_customer=7");
        check("customer.delete", "customer:7", None, "D", "customers:i_customer=7");
        let amount = Some(("50.12", "USD"));
        check("customer.debit", "customer:7", amount, "FUNDS", "debit:i_customer=7:amount=50.12 USD");
        let amount = Some(("20.12", "USD"));
        check("customer.add_funds", "customer:7", amount, "FUNDS", "add:i_customer=7:amount=20.12 USD");
        check("account.create", "account:9", None, "A", "accounts:i_account=9");
        check("account.use_one_time", "account:9", None, "AUTH_OTP", "accounts:i_account=9");
        let amount = Some(("20.12", "USD"));
        check("account.add_funds", "account:9", amount, "FUNDS", "add:i_account=9:amount=20.12 USD");
        check("tariff.update", "tariff:3", None, "U", "tariffs:i_tariff=3");
        check("routing_group.delete", "routing_group:3", None, "D", "routing_groups:i_routing_group=3");
        check("web_user.use_one_time", "web_user:3", None, "AUTH_OTP", "web_users:i_web_user=3");
    }

    #[test]
    fn what_is_shown_nowhere_names_nothing() {
        for text in [
            "",
            "customers",
            "customers:7",
            "customers:i_customer",
            "add:i_customer=7:amount=USD",
            "add:i_customer=7:amount=x USD",
            "add:i_customer=7:20.12 USD",
        ] {
            assert_eq!(parse_resource(text), None, "{text}");
        }
        let other = parse_resource("vendors:i_customer=7").expect("a resource");
        assert_eq!(other.operations, [""; 0]);
        assert_eq!(operations_of("R"), [""; 0]);
    }

    /// Whoever adds a use case that leaves a record says here what the dialect calls it.
    #[test]
    fn every_use_case_that_leaves_a_record_has_its_words() {
        let known: BTreeSet<&str> = WORDS.iter().map(|words| words.operation).collect();
        assert_eq!(known, OPERATIONS.iter().copied().collect());
    }
}
