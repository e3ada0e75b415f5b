//! Texts of the wire to values of the core, one function a kind. The reasons of refusals complete "is not valid: …".

use messaging::{FinalStatusPush, MailAddress, RotationAlgorithm, SourceAddress};
use money::{Amount, Commodity};
use party::billing::{ApiRevision, BillingType};
use party::contact::PhoneNumber;
use party::ids::ObjectId;
use party::names::{CustomerName, UserName, WebLogin};
use party::password::Password;
use party::text::Line;

use crate::push;

/// Why a text was refused.
pub(crate) type Reason = String;

/// One line of text.
pub(crate) fn line<const MAX: usize>(text: &str) -> Result<Line<MAX>, Reason> {
    Line::parse(text).map_err(it)
}

/// A password.
pub(crate) fn password(text: &str) -> Result<Password, Reason> {
    Password::parse(text).map_err(it)
}

/// A user's name.
pub(crate) fn user_name(text: &str) -> Result<UserName, Reason> {
    text.parse().map_err(it)
}

/// The name of a customer who may have been made through another interface: blanks within are welcome.
pub(crate) fn customer_name(text: &str) -> Result<CustomerName, Reason> {
    text.parse().map_err(it)
}

/// The name of a customer to be made: no white space.
pub(crate) fn new_customer_name(text: &str) -> Result<CustomerName, Reason> {
    without_white_space(text)?;
    customer_name(text)
}

/// A reseller's name: neither white space nor `@`.
pub(crate) fn reseller_name(text: &str) -> Result<CustomerName, Reason> {
    let name = customer_name(text)?;
    if !name.is_reseller_name() {
        return Err("it may contain neither white space nor @".to_owned());
    }
    Ok(name)
}

/// The name of a reseller to be made, which becomes his login, too.
pub(crate) fn new_reseller_name(text: &str) -> Result<(CustomerName, WebLogin), Reason> {
    Ok((reseller_name(text)?, text.parse().map_err(it)?))
}

/// An e-mail address.
pub(crate) fn email(text: &str) -> Result<MailAddress, Reason> {
    MailAddress::parse(text).map_err(|error| error.to_string())
}

/// A telephone number.
pub(crate) fn phone_number(text: &str) -> Result<PhoneNumber, Reason> {
    PhoneNumber::parse(text).map_err(it)
}

/// An object id.
pub(crate) fn object_id(text: &str) -> Result<ObjectId, Reason> {
    text.parse().map_err(it)
}

/// A source address.
pub(crate) fn source_address(text: &str) -> Result<SourceAddress, Reason> {
    SourceAddress::parse(text).map_err(|error| error.to_string())
}

/// A final-status push.
pub(crate) fn final_status_push(text: &str) -> Result<FinalStatusPush, Reason> {
    push::parse(text).map_err(|error| error.to_string())
}

/// `true` or `false`, in any case.
pub(crate) fn flag(text: &str) -> Result<bool, Reason> {
    if text.eq_ignore_ascii_case("true") {
        return Ok(true);
    }
    text.eq_ignore_ascii_case("false")
        .then_some(false)
        .ok_or_else(|| "it is neither true nor false".to_owned())
}

/// A rotation algorithm, in capitals.
pub(crate) fn rotation_algorithm(text: &str) -> Result<RotationAlgorithm, Reason> {
    match text {
        "CONVERSATION" => Ok(RotationAlgorithm::Conversation),
        "MAX_ROTATION" => Ok(RotationAlgorithm::MaxRotation),
        _ => Err(no_such_word()),
    }
}

/// A billing type, in capitals.
pub(crate) fn billing_type(text: &str) -> Result<BillingType, Reason> {
    match text {
        "PRE_PAID" => Ok(BillingType::Prepaid),
        "POST_PAID" => Ok(BillingType::Postpaid),
        _ => Err(no_such_word()),
    }
}

/// A revision of the interface.
pub(crate) fn api_revision(text: &str) -> Result<ApiRevision, Reason> {
    match text {
        "1" => Ok(ApiRevision::Older),
        "2" => Ok(ApiRevision::Newer),
        _ => Err(no_such_word()),
    }
}

/// The word of a rotation algorithm.
pub(crate) fn rotation_word(rotation: RotationAlgorithm) -> &'static str {
    match rotation {
        RotationAlgorithm::Conversation => "CONVERSATION",
        RotationAlgorithm::MaxRotation => "MAX_ROTATION",
    }
}

/// The word of a billing type.
pub(crate) fn billing_word(billing_type: BillingType) -> &'static str {
    match billing_type {
        BillingType::Prepaid => "PRE_PAID",
        BillingType::Postpaid => "POST_PAID",
    }
}

/// A billing type where none may be given: it stays what it was when the customer was made.
pub(crate) fn no_billing_type(_: &str) -> Result<BillingType, Reason> {
    Err("it does not change once the customer is made".to_owned())
}

/// What an empty text takes away, and any other text sets.
pub(crate) fn clearable<T>(
    parse: impl FnOnce(&str) -> Result<T, Reason>,
) -> impl FnOnce(&str) -> Result<Option<T>, Reason> {
    move |text| if text.is_empty() { Ok(None) } else { parse(text).map(Some) }
}

/// How many lines a page may have.
pub(crate) fn page_limit(text: &str) -> Result<usize, Reason> {
    // The integer parser of the language takes a sign, which the published rule does not.
    let digits = Some(text).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let limit = digits.and_then(|text| text.parse().ok()).filter(|limit| (1..=1_000).contains(limit));
    limit.ok_or_else(|| "it is not a number from 1 to 1000".to_owned())
}

/// A whole number: a sign or none, then digits.
pub(crate) fn integer(text: &str) -> Result<i64, Reason> {
    text.parse().map_err(|_| "it is not an integer of 64 bits".to_owned())
}

/// Credits in 10^-8, exactly; no exponent.
pub(crate) fn credits(text: &str) -> Result<i64, Reason> {
    if text.contains(['e', 'E']) {
        return Err("an exponent is not understood".to_owned());
    }
    let amount = Amount::parse(text, Commodity::MessageCredits).map_err(|error| error.to_string())?;
    Ok(amount.units())
}

/// Credits in 10^-8, exactly; not negative.
pub(crate) fn credits_not_negative(text: &str) -> Result<i64, Reason> {
    let units = credits(text)?;
    if units < 0 { Err("it is negative".to_owned()) } else { Ok(units) }
}

fn without_white_space(text: &str) -> Result<(), Reason> {
    if text.contains(char::is_whitespace) {
        return Err("it may not contain white space".to_owned());
    }
    Ok(())
}

/// The core's reasons complete "the field …".
fn it(reason: impl std::fmt::Display) -> Reason {
    format!("it {reason}")
}

fn no_such_word() -> Reason {
    "there is no such choice".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Kind, fields};

    #[track_caller]
    fn check<T: PartialEq + std::fmt::Debug>(
        parse: fn(&str) -> Result<T, Reason>,
        good: &[(&str, T)],
        bad: &[&str],
    ) {
        for (text, value) in good {
            assert_eq!(parse(text).as_ref(), Ok(value), "{text:?}");
        }
        for text in bad {
            let reason = parse(text).expect_err(text);
            assert!(!reason.ends_with('.') && !reason.is_empty(), "{text:?}: {reason}");
        }
    }

    #[test]
    fn words_are_exact_and_flags_have_any_case() {
        use BillingType::{Postpaid, Prepaid};
        use RotationAlgorithm::{Conversation, MaxRotation};
        check(
            rotation_algorithm,
            &[("CONVERSATION", Conversation), ("MAX_ROTATION", MaxRotation)],
            &[
                "",
                "max_rotation",
                "Conversation",
                " MAX_ROTATION",
                "MAX-ROTATION",
                "CONVERSATIONMAX_ROTATION",
            ],
        );
        check(
            billing_type,
            &[("PRE_PAID", Prepaid), ("POST_PAID", Postpaid)],
            &["", "pre_paid", "PREPAID", "POST_PAID ", "1"],
        );
        check(
            api_revision,
            &[("1", ApiRevision::Older), ("2", ApiRevision::Newer)],
            &["", "0", "3", "01", "two"],
        );
        check(
            flag,
            &[("true", true), ("TRUE", true), ("TrUe", true), ("false", false), ("False", false)],
            &["", "yes", "1", "true ", "ｔrue"],
        );
    }

    #[test]
    fn the_words_of_the_catalogue_are_those_that_are_read() {
        let words = |kind| match kind {
            Kind::OneOf(words) => words,
            _ => &[],
        };
        assert!(words(fields::ROTATION_ALGORITHM.kind).iter().all(|word| rotation_algorithm(word).is_ok()));
        assert!(words(fields::BILLING_TYPE.kind).iter().all(|word| billing_type(word).is_ok()));
        assert!(words(fields::API_REVISION.kind).iter().all(|word| api_revision(word).is_ok()));
    }

    #[test]
    fn words_are_written_as_they_are_read() {
        for word in ["PRE_PAID", "POST_PAID"] {
            assert_eq!(billing_type(word).map(billing_word), Ok(word));
        }
        for word in ["CONVERSATION", "MAX_ROTATION"] {
            assert_eq!(rotation_algorithm(word).map(rotation_word), Ok(word));
        }
        let sender =
            |text| clearable(source_address)(text).map(|sender| sender.map(|sender| sender.to_string()));
        assert_eq!((sender(""), sender("A1")), (Ok(None), Ok(Some("A1".to_owned()))));
        assert!(sender("A").is_err());
    }

    #[test]
    fn a_page_has_a_thousand_lines_at_most() {
        check(page_limit, &[("1", 1), ("1000", 1_000)], &["", "0", "1001", "-1", "x", "1.0"]);
    }

    #[test]
    fn integers_have_digits_only() {
        check(
            integer,
            &[("0", 0), ("42", 42), ("-7", -7), ("+420", 420), ("007", 7), ("9223372036854775807", i64::MAX)],
            &["", " 1", "1 ", "0x10", "1e3", "1.0", "+", "-", "--1", "1_000", "9223372036854775808", "٣"],
        );
    }

    #[test]
    fn credits_are_plain_exact_decimals() {
        check(
            credits,
            &[
                ("1000", 100_000_000_000),
                ("-0.00000001", -1),
                ("+1.50", 150_000_000),
                ("92233720368.54775807", i64::MAX),
                ("1.000000000", 100_000_000),
            ],
            &[
                "",
                " 1",
                "1e3",
                "1E3",
                "0.000000001",
                "1,5",
                "NaN",
                "inf",
                "0x10",
                "92233720368.54775808",
                ".",
            ],
        );
        check(
            credits_not_negative,
            &[("0", 0), ("-0", 0), ("2.5", 250_000_000)],
            &["-1", "-0.00000001", "x"],
        );
    }

    #[test]
    fn names_refuse_white_space_and_resellers_also_the_at() {
        let name = |text: &str| text.parse::<CustomerName>().expect("a name");
        let user = "1212412@testReseller";
        check(customer_name, &[(user, name(user)), ("Acme Telecom", name("Acme Telecom"))], &["", " a"]);
        check(
            new_customer_name,
            &[(user, name(user))],
            &["", "a b", "a\tb", "a\u{a0}b", " a", &"x".repeat(65)],
        );
        check(reseller_name, &[("acme", name("acme"))], &["", "a@b", "a b", "a\u{200b}b", &"x".repeat(65)]);
        let login = "acme".parse().expect("a login");
        check(new_reseller_name, &[("acme", (name("acme"), login))], &["", "a@b", "a b", &"x".repeat(33)]);
    }

    #[test]
    fn examples_of_the_catalogue_are_allowed() {
        assert!(email(fields::EMAIL.example).is_ok());
        assert!(user_name(fields::USERNAME.example).is_ok());
        assert!(password(fields::PASSWORD.example).is_ok());
        assert!(new_customer_name(fields::NEW_CUSTOMER.example).is_ok());
        assert!(new_customer_name(fields::NEW_NAME.example).is_ok());
        assert!(new_reseller_name(fields::NEW_RESELLER.example).is_ok());
        assert!(reseller_name(fields::RESELLER_NAME.example).is_ok());
        assert!(object_id(fields::CUSTOMER_ID.example).is_ok());
        assert!(phone_number(fields::PHONE_NUMBER.example).is_ok());
        assert!(final_status_push(fields::FINAL_STATUS_PUSH.example).is_ok());
        assert!(source_address(fields::SOURCE_ADDRESS.example).is_ok());
        assert!(integer(fields::MO_CHARGE.example).is_ok());
        assert!(credits(fields::CREDITS_TO_ADD.example).is_ok());
        assert!(credits_not_negative(fields::FREE_CREDITS.example).is_ok());
        assert!(page_limit(fields::LIMIT.example).is_ok());
        assert!(object_id(fields::USER_ID.example).is_ok());
        assert!(object_id(fields::AFTER_USER.example).is_ok());
    }
}
