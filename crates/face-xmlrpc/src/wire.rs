//! Strict out: how values of the core look on this wire.

use charging::CreditLimit;
use money::{Amount, CallRate, Percent, format_double};
use party::web_user::AccessLevel;
use xmlrpc::Value;

/// An amount with its natural sign: positive means that the customer has money.
pub(crate) fn double(amount: Amount) -> Value {
    lexeme(amount.units(), Amount::SCALE)
}

/// An amount of a customer's or account's balance as the `get…Info` methods show it: negated, because the imitated
/// ledger counts debt (reference section 0, fact 5).
pub(crate) fn debt(amount: Amount) -> Value {
    amount.checked_neg().map_or(Value::Nil, double)
}

/// How far below nothing somebody may go; nil for as far as it takes.
pub(crate) fn credit_limit(limit: CreditLimit) -> Value {
    match limit {
        CreditLimit::Of(limit) => double(limit),
        CreditLimit::Unlimited => Value::Nil,
    }
}

/// A percentage.
pub(crate) fn percent(percent: Percent) -> Value {
    lexeme(percent.units(), Percent::SCALE)
}

/// A fraction: the wire says 0.05 where the core says 5 %.
pub(crate) fn fraction(percent: Percent) -> Value {
    lexeme(percent.units(), FRACTION_SCALE)
}

/// A percentage in steps of 10^-10 is a fraction in steps of 10^-12.
pub(crate) const FRACTION_SCALE: u8 = Percent::SCALE + 2;

/// A rate of calls per second, or nil for none.
pub(crate) fn call_rate(rate: Option<CallRate>) -> Value {
    rate.map_or(Value::Nil, |rate| lexeme(rate.units(), CallRate::SCALE))
}

/// What a web user may see and do; `ADMINISTRATOR` is on record, the others follow its form (reference section 2).
pub(crate) fn access_level(level: AccessLevel) -> &'static str {
    match level {
        AccessLevel::Administrator => "ADMINISTRATOR",
        AccessLevel::Reporter => "REPORTER",
        AccessLevel::Billing => "BILLING",
        AccessLevel::Noc => "NOC",
        AccessLevel::CallShopOperator => "CALL_SHOP_OPERATOR",
    }
}

/// Yes or no as an integer: the older flags of the interface (reference section 0, fact 10).
pub(crate) fn int_flag(on: bool) -> Value {
    Value::Int(i64::from(on))
}

/// A number with so many decimals.
pub(crate) fn lexeme(units: i64, scale: u8) -> Value {
    format_double(units, scale).parse().map_or(Value::Nil, Value::Double)
}

#[cfg(test)]
mod tests {
    use money::{Commodity, Currency};

    use super::*;

    #[track_caller]
    fn check(value: &Value, expected: &str) {
        let Value::Double(lexeme) = value else { panic!("{value:?} is no double") };
        assert_eq!(lexeme.as_str(), expected);
    }

    #[test]
    fn debts_are_negated_and_zero_has_no_sign() {
        let amount =
            |units| Amount::new(units, Commodity::Currency(Currency::parse("USD").expect("a currency")));
        check(&debt(amount(100_0000_0000)), "-100.0");
        check(&debt(amount(0)), "0.0");
        check(&double(amount(-92_1200_0000)), "-92.12");
    }

    #[test]
    fn percentages_and_fractions() {
        let five = Percent::parse("5").expect("a percentage");
        check(&percent(five), "5.0");
        check(&fraction(five), "0.05");
    }
}
