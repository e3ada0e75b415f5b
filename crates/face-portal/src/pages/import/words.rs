//! What can be imported, in the reader's words.

use app::account::create::CreateAccountError;
use app::import::{Cause, CustomerRefused, Customers, ImportField, Imported, UserField, UserReason, Users};
use sheets::{Place, ReadError};

use crate::customer_words;
use crate::entered::text_error;
use crate::i18n::{Locale, Reader};
use crate::messaging_words;
use crate::pages::password;

/// What a page says about what rows become.
pub(super) trait Words: Imported {
    /// What the field is called.
    fn label(reader: &Reader, field: Self::Field) -> String;

    /// Why a text cannot be read.
    fn reason(reader: &Reader, reason: &Self::Reason) -> String;

    /// Why a row is refused.
    fn refused(reader: &Reader, refused: &Self::Refused) -> String;
}

impl Words for Customers {
    fn label(reader: &Reader, field: Self::Field) -> String {
        customer_words::label(reader, field)
    }

    fn reason(reader: &Reader, reason: &Self::Reason) -> String {
        customer_words::reason(reader, *reason)
    }

    fn refused(reader: &Reader, refused: &Self::Refused) -> String {
        match refused {
            CustomerRefused::Create(refused) => customer_words::refused_new(reader, refused),
            CustomerRefused::Ambiguous { numbers, .. } => {
                let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
                reader.t1("import-ambiguous", "numbers", numbers.join(", "))
            }
        }
    }
}

impl Words for Users {
    fn label(reader: &Reader, field: UserField) -> String {
        reader.t(match field {
            UserField::Username => "user-name",
            UserField::Password => "user-password",
            UserField::Customer => "import-user-customer",
            UserField::ContactName => "user-contact",
            UserField::Email => "contact-email",
            UserField::Phone => "contact-phone",
            UserField::SourceAddress => "user-sender",
            UserField::SourceAddressSwappable => "user-swappable",
            UserField::PushUrl => "import-user-push",
        })
    }

    fn reason(reader: &Reader, reason: &UserReason) -> String {
        match *reason {
            UserReason::Text(error) => text_error(reader, error),
            UserReason::Password(error) => password::reason(reader, error),
            UserReason::Email(error) => messaging_words::mail_address(reader, error),
            UserReason::Phone(error) => messaging_words::phone_number(reader, error),
            UserReason::SourceAddress(error) => messaging_words::source_address(reader, error),
            UserReason::PushUrl(error) => messaging_words::url_template(reader, error),
            UserReason::NeitherYesNorNo => reader.t("wrong-truth"),
        }
    }

    fn refused(reader: &Reader, refused: &CreateAccountError) -> String {
        reader.t(match refused {
            CreateAccountError::UnknownCustomer | CreateAccountError::Refused(_) => "import-no-customer",
            CreateAccountError::Taken => "user-name-taken",
            CreateAccountError::Name(_) => "user-name-rule",
            CreateAccountError::Conflict(_) | CreateAccountError::Store(_) => "refused-again",
        })
    }
}

/// What is wrong with a cell or a row.
pub(super) fn cause<K: Words>(reader: &Reader, cause: &Cause<K>) -> String {
    match cause {
        Cause::Unread(reason) => K::reason(reader, reason),
        Cause::Refused(refused) => K::refused(reader, refused),
        Cause::Twice { row } => reader.t1("import-twice", "row", count(*row)),
    }
}

/// Everything that a heading may call the field: its names in every language.
pub(super) fn called<K: Words>(field: K::Field) -> Vec<String> {
    Locale::all().iter().map(|locale| K::label(&Reader::new(locale, "UTC"), field)).collect()
}

/// The field, for a heading or a choice.
pub(super) fn title<K: Words>(reader: &Reader, field: K::Field) -> String {
    let label = K::label(reader, field);
    if field.is_required() { reader.t1("import-needed", "label", label) } else { label }
}

/// Why a file is not read.
pub(super) fn unread(reader: &Reader, error: ReadError) -> String {
    let at = |place: Place, key| {
        let (row, column) = (place.row.to_string(), place.column_name());
        reader.tn(key, &[("row", &row), ("column", &column)])
    };
    let most = |key, most: i64| reader.t1(key, "most", reader.integer(most));
    match error {
        ReadError::TooManyBytes(bytes) => most("import-file-large", count(bytes) / MEGABYTE),
        ReadError::TooMuchUnpacked(_) | ReadError::TooMuchText(_) => reader.t("import-file-text"),
        ReadError::TooManyRows(rows) => most("import-file-rows", count(rows)),
        ReadError::TooManyColumns { columns_max, .. } => most("import-file-columns", count(columns_max)),
        ReadError::CellTooLong { place, .. } => at(place, "import-file-cell"),
        ReadError::Empty => reader.t("import-file-empty"),
        ReadError::NotText(place) => at(place, "import-file-encoding"),
        ReadError::UnclosedQuote(place) => at(place, "import-file-quote"),
        ReadError::TextAfterQuote(place) => at(place, "import-file-after-quote"),
        ReadError::BeyondHeadings(place) => at(place, "import-file-heading"),
        ReadError::FormulaError(place) => at(place, "import-file-formula"),
        ReadError::Protected => reader.t("import-file-protected"),
        ReadError::Damaged => reader.t("import-file-damaged"),
    }
}

const MEGABYTE: i64 = 1024 * 1024;

/// A number as texts count it.
pub(super) fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
