//! Texts to what is asked for: every text that cannot be read is told, each with its reason.

use messaging::{RotationAlgorithmError, SourceAddressError};
use money::{DecimalError, parse_decimal};
use party::billing::{BillingType, NotAShare, UnknownBillingType};
use party::customer::{BillingChoice, Draft, NotATariffChoice, TariffChoice};
use party::dictionary::UnknownTerm;
use party::ids::CustomerId;
use party::matching_rule::MatchingRuleError;
use party::password::PasswordError;
use party::rights::NotASetOfRights;
use party::text::{NeitherYesNorNo, TextError};

use super::{CustomerField, Kind};
use crate::customer::create::CreateCustomer;
use crate::customer::update::UpdateCustomer;

/// The largest count that every interface can tell: the voice dialect's integers have 32 bits.
const COUNT_MAX: i64 = i32::MAX as i64;

/// A text that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{} {reason}", .field.name())]
pub struct Wrong {
    /// Whose text it is.
    pub field: CustomerField,
    /// Why.
    pub reason: Reason,
}

/// Why a text cannot be read. The sentence completes "the field …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The rule of a text.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The rule of a password.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The rule of a sender.
    #[error("is wrong: {0}")]
    SourceAddress(#[from] SourceAddressError),
    /// Not a regular expression.
    #[error("must be a regular expression such as 1000[1-9]$")]
    NotAnExpression,
    /// Not a number at all.
    #[error("must be a number such as -12.5")]
    NotANumber,
    /// Not a whole number.
    #[error("must be a whole number")]
    NotWhole,
    /// More decimals than are kept.
    #[error("may have at most {0} decimals")]
    TooPrecise(u8),
    /// Beyond what is kept.
    #[error("is too large")]
    TooLarge,
    /// Below zero, where that means nothing.
    #[error("must not be negative")]
    Negative,
    /// Not a share.
    #[error("must be a percentage from -100 to 100")]
    NotAShare,
    /// No such currency.
    #[error("must be the code of a currency, such as USD")]
    UnknownCurrency,
    /// None of the few that there are.
    #[error("must be one of {0}")]
    NotOneOf(&'static str),
    /// Neither yes nor no.
    #[error("must be yes or no")]
    NeitherYesNorNo,
    /// No set of rights.
    #[error("must be all, none, or some of add, edit, delete")]
    NotASetOfRights,
    /// Names no tariff.
    #[error("must be the number of a tariff, own or none")]
    NotATariff,
    /// It is given once.
    #[error("does not change once the customer is made")]
    GivenOnce,
}

/// What is asked for so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    pub(super) update: UpdateCustomer,
    pub(super) billing_type: Option<BillingType>,
    pub(super) begins_with_free_credits: bool,
}

/// A customer to be made below `owner`, or below the caller where none is named. An empty text counts as not given.
///
/// # Errors
/// Every text that cannot be read, and a missing name, in the order of the settings.
pub fn read_new<'a>(
    owner: Option<CustomerId>,
    texts: impl IntoIterator<Item = (CustomerField, &'a str)>,
) -> Result<CreateCustomer, Vec<Wrong>> {
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
    let (asked, mut wrong) = read(texts);
    let is_wrong = |field| wrong.iter().any(|wrong: &Wrong| wrong.field == field);
    let name = asked.update.change.name.clone();
    if name.is_none() && !is_wrong(CustomerField::Name) {
        wrong.insert(0, Wrong { field: CustomerField::Name, reason: TextError::Empty.into() });
    }
    let (Some(name), true) = (name, wrong.is_empty()) else { return Err(wrong) };
    let Asked { update, billing_type, begins_with_free_credits } = asked;
    let tariff = update.change.tariff.unwrap_or(TariffChoice::Unset);
    let draft = Draft {
        balance_units: update.balance_units.unwrap_or(0),
        credit_limit_units: update.credit_limit_units.unwrap_or(0),
        billing_type: billing_type.map_or(BillingChoice::ByCreditLimit, BillingChoice::Explicit),
        change: update.change,
        ..Draft::new(name, tariff)
    };
    Ok(CreateCustomer {
        owner,
        draft,
        web_login: update.web_login.flatten(),
        web_password: update.web_password,
        api_password: update.api_password,
        free_credits: begins_with_free_credits,
    })
}

/// What is to change of a customer; what is not named stays. An empty text takes away what may be absent; an empty
/// password stays as it is.
///
/// # Errors
/// Every text that cannot be read, in the order of the settings.
pub fn read_change<'a>(
    texts: impl IntoIterator<Item = (CustomerField, &'a str)>,
) -> Result<UpdateCustomer, Vec<Wrong>> {
    let is_secret = |field: CustomerField| matches!(field.kind(), Kind::Secret);
    let texts: Vec<_> =
        texts.into_iter().filter(|(field, text)| !(is_secret(*field) && text.is_empty())).collect();
    let (asked, mut wrong) = read(texts.iter().copied());
    for (field, _) in texts.iter().filter(|(field, _)| field.is_given_once()) {
        wrong.retain(|wrong| wrong.field != *field);
        wrong.push(Wrong { field: *field, reason: Reason::GivenOnce });
    }
    wrong.sort_by_key(|wrong| wrong.field);
    if wrong.is_empty() { Ok(asked.update) } else { Err(wrong) }
}

fn read<'a>(texts: impl Iterator<Item = (CustomerField, &'a str)>) -> (Asked, Vec<Wrong>) {
    let (mut asked, mut wrong) = (Asked::default(), Vec::new());
    for (field, text) in texts {
        if let Err(reason) = field.read_into(&mut asked, trimmed(field, text)) {
            wrong.push(Wrong { field, reason });
        }
    }
    wrong.sort_by_key(|wrong: &Wrong| wrong.field);
    (asked, wrong)
}

/// White space around a text is the writer's; around a number or a word it is an accident.
fn trimmed(field: CustomerField, text: &str) -> &str {
    match field.kind() {
        Kind::Text(_) | Kind::Area(_) | Kind::Secret => text,
        Kind::Number
        | Kind::Decimal
        | Kind::Money
        | Kind::Percent
        | Kind::Flag
        | Kind::Manage
        | Kind::OneOf(_)
        | Kind::Tariff
        | Kind::RoutingGroup
        | Kind::Sibling => text.trim(),
    }
}

/// Nothing for an empty text.
pub(super) fn optional<T, E>(
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>, Reason>
where
    Reason: From<E>,
{
    if text.is_empty() { Ok(None) } else { Ok(Some(parse(text)?)) }
}

/// A whole number.
pub(super) fn number(text: &str) -> Result<i64, Reason> {
    match parse_decimal(text, 0) {
        Ok(number) => Ok(number),
        Err(DecimalError::OutOfRange) => Err(Reason::TooLarge),
        Err(DecimalError::Empty | DecimalError::Malformed | DecimalError::TooPrecise) => {
            Err(Reason::NotWhole)
        }
    }
}

/// A whole number from 0 up that every interface can tell.
pub(super) fn count(text: &str) -> Result<i64, Reason> {
    match number(text)? {
        count if count < 0 => Err(Reason::Negative),
        count if COUNT_MAX < count => Err(Reason::TooLarge),
        count => Ok(count),
    }
}

/// A number, in units of 10^-`scale`.
pub(super) fn signed(text: &str, scale: u8) -> Result<i64, Reason> {
    parse_decimal(text, scale).map_err(|error| match error {
        DecimalError::Empty | DecimalError::Malformed => Reason::NotANumber,
        DecimalError::TooPrecise => Reason::TooPrecise(scale),
        DecimalError::OutOfRange => Reason::TooLarge,
    })
}

/// A number from 0 up, in units of 10^-`scale`.
pub(super) fn positive(text: &str, scale: u8) -> Result<i64, Reason> {
    let units = signed(text, scale)?;
    if units < 0 { Err(Reason::Negative) } else { Ok(units) }
}

impl From<MatchingRuleError> for Reason {
    fn from(error: MatchingRuleError) -> Self {
        match error {
            MatchingRuleError::Text(error) => Self::Text(error),
            MatchingRuleError::Malformed => Self::NotAnExpression,
        }
    }
}

impl From<UnknownTerm> for Reason {
    fn from(error: UnknownTerm) -> Self {
        Self::NotOneOf(error.0)
    }
}

impl From<UnknownBillingType> for Reason {
    fn from(_: UnknownBillingType) -> Self {
        Self::NotOneOf("prepaid, postpaid")
    }
}

impl From<RotationAlgorithmError> for Reason {
    fn from(_: RotationAlgorithmError) -> Self {
        Self::NotOneOf("conversation, max_rotation")
    }
}

impl From<NotATariffChoice> for Reason {
    fn from(_: NotATariffChoice) -> Self {
        Self::NotATariff
    }
}

impl From<NotAShare> for Reason {
    fn from(_: NotAShare) -> Self {
        Self::NotAShare
    }
}

impl From<NotASetOfRights> for Reason {
    fn from(_: NotASetOfRights) -> Self {
        Self::NotASetOfRights
    }
}

impl From<NeitherYesNorNo> for Reason {
    fn from(_: NeitherYesNorNo) -> Self {
        Self::NeitherYesNorNo
    }
}
