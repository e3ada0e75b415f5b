//! The settings of customers in the reader's words: what they are called, what there is to choose, and why a text is not
//! accepted.

use app::customer::create::{CreateCustomerError, Taken};
use app::customer::fields::{Choice as Word, CustomerField, Kind, Reason};
use app::customer::find::CustomerView;
use app::customer::update::UpdateCustomerError;
use charging::BookError;
use party::customer::RuleError;
use party::dictionary::PaymentMethod;
use party::rights::{Manage, Right};

use crate::entered::text_error;
use crate::i18n::Reader;
use crate::messaging_words;
use crate::pages::password;
use crate::ui::Choice;

/// What the setting is called.
pub(crate) fn label(reader: &Reader, field: CustomerField) -> String {
    reader.t(&key(field))
}

/// What there is to say about it; empty where its name says all.
pub(crate) fn hint(reader: &Reader, field: CustomerField) -> String {
    let key = format!("{}-hint", key(field));
    if reader.has(&key) { reader.t(&key) } else { String::new() }
}

/// What there is to choose for it, as it is read and as the reader calls it.
pub(crate) fn choices(reader: &Reader, field: CustomerField) -> Vec<Choice> {
    let Kind::OneOf(words) = field.kind() else { return Vec::new() };
    let choice = |word: Word| Choice { value: word.text.to_owned(), label: choice(reader, field, word) };
    words().into_iter().map(choice).collect()
}

/// What the reader calls the choice that is told as `text`.
pub(crate) fn chosen(reader: &Reader, field: CustomerField, text: &str) -> String {
    let found = choices(reader, field).into_iter().find(|choice| choice.value == text);
    found.map_or_else(|| text.to_owned(), |choice| choice.label)
}

/// What the reader calls the rights over something.
pub(crate) fn manage_words(reader: &Reader) -> [(Manage, &'static str, String); 3] {
    let key = |word| match word {
        "add" => "right-add",
        "edit" => "right-edit",
        _ => "right-delete",
    };
    Manage::EACH.map(|(right, word)| (right, word, reader.t(key(word))))
}

/// Why a text cannot be read.
pub(crate) fn reason(reader: &Reader, reason: Reason) -> String {
    reader.t(match reason {
        Reason::Text(error) => return text_error(reader, error),
        Reason::Password(error) => return password::reason(reader, error),
        Reason::SourceAddress(error) => return messaging_words::source_address(reader, error),
        Reason::TooPrecise(decimals) => {
            return reader.t1("wrong-precise", "count", i64::from(decimals));
        }
        Reason::NotAnExpression => "wrong-expression",
        Reason::NotANumber => "wrong-number",
        Reason::NotWhole => "wrong-whole",
        Reason::TooLarge => "wrong-large",
        Reason::Negative => "wrong-negative",
        Reason::NotAShare => "wrong-share",
        Reason::UnknownCurrency => "wrong-currency",
        Reason::NotOneOf(_) | Reason::NotATariff => "wrong-choice",
        Reason::NeitherYesNorNo => "wrong-truth",
        Reason::NotASetOfRights => "wrong-rights",
        Reason::GivenOnce => "wrong-once",
    })
}

/// Why a customer was not made.
pub(crate) fn refused_new(reader: &Reader, error: &CreateCustomerError) -> String {
    reader.t(match error {
        CreateCustomerError::WrongTariff => "refused-tariff",
        CreateCustomerError::WrongRoutingGroup => "refused-routing-group",
        CreateCustomerError::WrongCommissionAgent => "refused-commission-agent",
        CreateCustomerError::Taken(taken) => of_taken(*taken),
        CreateCustomerError::Rule(rule) => of_rule(*rule),
        CreateCustomerError::WebPassword(error) | CreateCustomerError::ApiPassword(error) => {
            return password::reason(reader, *error);
        }
        CreateCustomerError::Amount(_) => "wrong-large",
        CreateCustomerError::Book(error) => of_booking(*error),
        CreateCustomerError::Refused(_)
        | CreateCustomerError::Conflict(_)
        | CreateCustomerError::Store(_) => "refused-again",
    })
}

/// That somebody else changed the setting, and to what.
pub(crate) fn changed_meanwhile(reader: &Reader, field: CustomerField, view: &CustomerView) -> String {
    const SHOWN_MAX: usize = 80;
    let text = chosen(reader, field, &field.tell(view));
    match text.as_str() {
        "" => reader.t("refused-cleared"),
        text if SHOWN_MAX < text.chars().count() => reader.t("refused-changed"),
        text => reader.t1("refused-changed-to", "value", text),
    }
}

/// Why a customer was not changed.
pub(crate) fn refused_change(reader: &Reader, error: &UpdateCustomerError) -> String {
    reader.t(match error {
        UpdateCustomerError::ChangedMeanwhile(_) => "refused-changed",
        UpdateCustomerError::WrongTariff => "refused-tariff",
        UpdateCustomerError::WrongRoutingGroup => "refused-routing-group",
        UpdateCustomerError::WrongCommissionAgent => "refused-commission-agent",
        UpdateCustomerError::Taken(taken) => of_taken(*taken),
        UpdateCustomerError::Rule(rule) => of_rule(*rule),
        UpdateCustomerError::DepthInUse => "refused-depth-in-use",
        UpdateCustomerError::ApiPasswordNeeded => "refused-api-password-needed",
        UpdateCustomerError::WebPassword(error) | UpdateCustomerError::ApiPassword(error) => {
            return password::reason(reader, *error);
        }
        UpdateCustomerError::Amount(_) => "wrong-large",
        UpdateCustomerError::Book(error) => of_booking(*error),
        UpdateCustomerError::WrongOwner
        | UpdateCustomerError::Refused(_)
        | UpdateCustomerError::Conflict(_)
        | UpdateCustomerError::Store(_) => "refused-again",
    })
}

fn of_taken(taken: Taken) -> &'static str {
    match taken {
        Taken::CustomerName => "refused-name-taken",
        Taken::Login => "refused-login-taken",
        Taken::HostName => "refused-host-taken",
    }
}

fn of_rule(rule: RuleError) -> &'static str {
    match rule {
        RuleError::DepthExhausted => "refused-depth",
        RuleError::OwnTariffForbidden => "refused-own-tariff",
        RuleError::BeyondOwner(Right::Depth) => "refused-too-deep",
        RuleError::BeyondOwner(_) => "refused-beyond-owner",
        RuleError::BillingTypeIncompatible => "refused-billing-type",
        RuleError::CurrencyChange => "refused-currency",
    }
}

fn of_booking(error: BookError) -> &'static str {
    match error {
        BookError::NotPositive | BookError::WrongCurrency | BookError::TooLarge => "wrong-large",
        BookError::Overcommitted => "refused-overcommitted",
        BookError::NotComparable => "refused-not-comparable",
    }
}

fn key(field: CustomerField) -> String {
    format!("field-{}", field.name().replace('_', "-"))
}

/// Names of languages, zones and currencies are the same in every language; other words are said in the reader's.
fn choice(reader: &Reader, field: CustomerField, word: Word) -> String {
    let key = match field {
        CustomerField::PaymentCurrency => return word.text.to_owned(),
        CustomerField::BillingType | CustomerField::DefaultBillingType => format!("customer-{}", word.text),
        CustomerField::PaymentMethod => {
            let id = PaymentMethod::find(word.text).map_or(0, PaymentMethod::id);
            format!("payment-method-{id}")
        }
        field => {
            let word = word.text.to_ascii_lowercase().replace([' ', '_'], "-");
            format!("choice-{}-{word}", field.name().replace('_', "-"))
        }
    };
    if reader.has(&key) { reader.t(&key) } else { word.label.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;

    #[test]
    fn every_setting_has_a_name_and_its_choices_are_translated() {
        for locale in Locale::all() {
            let reader = Reader::new(locale, "UTC");
            for field in CustomerField::ALL {
                assert!(reader.has(&key(*field)), "{}: {}", locale.code(), key(*field));
            }
            for field in [
                CustomerField::PasswordPolicy,
                CustomerField::BillingType,
                CustomerField::DefaultBillingType,
                CustomerField::PaymentMethod,
                CustomerField::StartPage,
                CustomerField::Rotation,
                CustomerField::ApiRevision,
            ] {
                for choice in choices(&reader, field) {
                    let is_translated = choice.label != choice.value;
                    assert!(is_translated || locale.code() == "en", "{}: {choice:?}", locale.code());
                    assert!(!choice.label.contains('_'), "{choice:?}");
                }
            }
        }
    }
}
