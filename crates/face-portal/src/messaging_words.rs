//! Why what belongs to text messaging is not accepted: the reasons of the core, in the reader's words.

use messaging::{MailAddressError, PlaceholderError, SourceAddressError, TemplateError, UrlTemplateError};
use party::contact::PhoneNumberError;

use crate::i18n::Reader;

/// Why an e-mail address is not.
pub(crate) fn mail_address(reader: &Reader, error: MailAddressError) -> String {
    reader.t(match error {
        MailAddressError::TooLong => "wrong-mail-long",
        MailAddressError::ForbiddenCharacter => "wrong-mail-character",
        MailAddressError::NotOneAt => "wrong-mail-at",
        MailAddressError::NoLocalPart => "wrong-mail-name",
        MailAddressError::Domain => "wrong-mail-domain",
    })
}

/// Why a telephone number is not.
pub(crate) fn phone_number(reader: &Reader, error: PhoneNumberError) -> String {
    let PhoneNumberError = error;
    reader.t("wrong-phone")
}

/// Why a sender is not.
pub(crate) fn source_address(reader: &Reader, error: SourceAddressError) -> String {
    reader.t(match error {
        SourceAddressError::Empty => "wrong-empty",
        SourceAddressError::DigitCount => "wrong-sender-digits",
        SourceAddressError::NotGsm => "wrong-sender-alphabet",
        SourceAddressError::Length => "wrong-sender-length",
    })
}

/// Why an address to push to is not.
pub(crate) fn url_template(reader: &Reader, error: UrlTemplateError) -> String {
    reader.t(match error {
        UrlTemplateError::TooLong => "wrong-url-long",
        UrlTemplateError::ForbiddenCharacter => "wrong-url-character",
        UrlTemplateError::NotHttp => "wrong-url-scheme",
        UrlTemplateError::PlaceholderInHost => "wrong-url-placeholder",
        UrlTemplateError::Host => "wrong-url-host",
        UrlTemplateError::Placeholder(error) => return placeholder(reader, error),
    })
}

/// Why a subject or a body is not.
pub(crate) fn template(reader: &Reader, error: TemplateError) -> String {
    match error {
        TemplateError::TooLong { max } => {
            reader.t1("wrong-long", "count", i64::try_from(max).unwrap_or(i64::MAX))
        }
        TemplateError::ControlCharacter => reader.t("wrong-control"),
        TemplateError::Placeholder(error) => placeholder(reader, error),
    }
}

fn placeholder(reader: &Reader, error: PlaceholderError) -> String {
    reader.t(match error {
        PlaceholderError::Unknown => "wrong-placeholder",
        PlaceholderError::Unbalanced => "wrong-braces",
    })
}
