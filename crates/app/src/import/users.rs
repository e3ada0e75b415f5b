//! Users who send at their customer's expense.

use messaging::{
    FinalStatusPush, MailAddress, MailAddressError, SourceAddress, SourceAddressError, UrlTemplate,
    UrlTemplateError,
};
use party::access::{AddAccount, Caller, Grant, Refusal};
use party::account::AccountProfile;
use party::contact::{PhoneNumber, PhoneNumberError};
use party::customer::Customer;
use party::ids::{CustomerId, ObjectId};
use party::names::CustomerName;
use party::password::{Password, PasswordError};
use party::text::{Line, NeitherYesNorNo, TextError, parse_truth};
use store::tables::claims::{self, ClaimKind};
use store::{Lock, StoreError, Tx};

use super::{ImportField, Imported, Stop};
use crate::account::create::{self, CreateAccountError, CreatedAccount, Prepared};
use crate::app::App;
use crate::context::Context;
use crate::customer::locate;

/// Rows become users, of one customer or of several.
#[derive(Debug, Clone, Copy)]
pub enum Users {}

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserField {
    /// What he signs in and sends with.
    Username,
    /// His password.
    Password,
    /// Whose user, by number or name; empty: the owner of the import.
    Customer,
    /// Contact person.
    ContactName,
    /// E-mail address.
    Email,
    /// Telephone.
    Phone,
    /// Sender when a message names none.
    SourceAddress,
    /// Whether the platform may replace the sender.
    SourceAddressSwappable,
    /// Where the final status of a message is pushed to.
    PushUrl,
}

/// Why a text cannot be read. The sentence completes "the field …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UserReason {
    /// The rule of a text.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The rule of a password.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The rule of an e-mail address.
    #[error("is wrong: {0}")]
    Email(#[from] MailAddressError),
    /// The rule of a telephone number.
    #[error(transparent)]
    Phone(#[from] PhoneNumberError),
    /// The rule of a sender.
    #[error("is wrong: {0}")]
    SourceAddress(#[from] SourceAddressError),
    /// The rule of an address to push to.
    #[error("is wrong: {0}")]
    PushUrl(#[from] UrlTemplateError),
    /// Neither yes nor no.
    #[error("must be yes or no")]
    NeitherYesNorNo,
}

impl From<NeitherYesNorNo> for UserReason {
    fn from(_: NeitherYesNorNo) -> Self {
        Self::NeitherYesNorNo
    }
}

/// A user to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    owner: Owner,
    profile: AccountProfile,
    password: Password,
}

#[derive(Debug, Clone)]
enum Owner {
    /// Of the whole import.
    Common(Option<CustomerId>),
    Number(CustomerId),
    Name(CustomerName),
}

impl Imported for Users {
    type Field = UserField;
    type Reason = UserReason;
    type Request = NewUser;
    type Refused = CreateAccountError;
    type Prepared = Prepared;
    type Made = CreatedAccount;

    const OPERATION: &'static str = "import.users";

    fn read(
        owner: Option<CustomerId>,
        texts: &[(UserField, String)],
    ) -> Result<NewUser, Vec<(UserField, UserReason)>> {
        let mut reading = Reading { texts, wrong: Vec::new() };
        let username = reading.required(UserField::Username, str::parse);
        let password = reading.required(UserField::Password, Password::parse);
        let owner =
            reading.optional(UserField::Customer, named).map(|named| named.unwrap_or(Owner::Common(owner)));
        let contact_name = reading.optional(UserField::ContactName, Line::parse);
        let email = reading.optional(UserField::Email, MailAddress::parse);
        let phone = reading.optional(UserField::Phone, PhoneNumber::parse);
        let sender = reading.optional(UserField::SourceAddress, SourceAddress::parse);
        let swappable = reading.optional(UserField::SourceAddressSwappable, parse_truth);
        let push = reading.optional(UserField::PushUrl, UrlTemplate::parse);
        let read = || {
            let profile = AccountProfile {
                username: username?,
                contact_name: contact_name?.unwrap_or_default(),
                email: email?,
                phone: phone?,
                final_status_push: push?.map(FinalStatusPush::Url),
                source_address_swappable: swappable?.unwrap_or_default(),
                source_address: sender?,
            };
            Some(NewUser { owner: owner?, profile, password: password? })
        };
        read().ok_or(reading.wrong)
    }

    fn decide(tx: &mut Tx<'_>, caller: &Caller, request: &NewUser) -> Result<(), CreateAccountError> {
        admit(tx, caller, request).map(|_| ())
    }

    async fn prepare(app: &App, request: &NewUser) -> Result<Prepared, StoreError> {
        create::prepare(app, &request.password).await
    }

    fn write(
        tx: &mut Tx<'_>,
        context: &Context,
        request: &NewUser,
        prepared: &Prepared,
    ) -> Result<CreatedAccount, CreateAccountError> {
        let (grant, customer) = admit(tx, &context.caller, request)?;
        create::write(tx, context, &grant, customer.key, request.profile.clone(), prepared)
    }

    fn ids(made: &CreatedAccount) -> (i64, ObjectId) {
        (made.account_id, made.object_id)
    }

    fn weigh(
        refused: CreateAccountError,
        request: &NewUser,
    ) -> Result<(Option<UserField>, CreateAccountError), Stop> {
        match refused {
            CreateAccountError::Store(error) => Err(error.into()),
            CreateAccountError::Refused(refusal) if matches!(request.owner, Owner::Common(_)) => {
                Err(refusal.into())
            }
            CreateAccountError::UnknownCustomer | CreateAccountError::Refused(_) => {
                Ok((Some(UserField::Customer), refused))
            }
            CreateAccountError::Taken | CreateAccountError::Name(_) => {
                Ok((Some(UserField::Username), refused))
            }
            CreateAccountError::Conflict(_) => Ok((None, refused)),
        }
    }
}

impl UserField {
    /// Every one, in the order in which a person thinks of them.
    pub const ALL: &'static [Self] = &[
        Self::Username,
        Self::Password,
        Self::Customer,
        Self::ContactName,
        Self::Email,
        Self::Phone,
        Self::SourceAddress,
        Self::SourceAddressSwappable,
        Self::PushUrl,
    ];
}

impl ImportField for UserField {
    fn all() -> &'static [Self] {
        Self::ALL
    }

    fn name(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Password => "password",
            Self::Customer => "customer",
            Self::ContactName => "contact_name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::SourceAddress => "source_address",
            Self::SourceAddressSwappable => "source_address_swappable",
            Self::PushUrl => "push_url",
        }
    }

    fn is_required(self) -> bool {
        matches!(self, Self::Username | Self::Password)
    }

    fn is_secret(self) -> bool {
        self == Self::Password
    }

    fn name_of(self, text: &str) -> Option<String> {
        (self == Self::Username).then(|| text.trim().to_owned())
    }

    fn is_number(self) -> bool {
        false
    }
}

/// A row that is being read: everything that is wrong is told at once.
struct Reading<'a> {
    texts: &'a [(UserField, String)],
    wrong: Vec<(UserField, UserReason)>,
}

impl Reading<'_> {
    fn required<T, E: Into<UserReason>>(
        &mut self,
        field: UserField,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(field);
        let parsed =
            if text.is_empty() { Err(TextError::Empty.into()) } else { parse(text).map_err(Into::into) };
        parsed.map_err(|reason| self.wrong.push((field, reason))).ok()
    }

    /// Nothing where nothing is said.
    fn optional<T, E: Into<UserReason>>(
        &mut self,
        field: UserField,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Option<T>> {
        if self.text(field).is_empty() { Some(None) } else { self.required(field, parse).map(Some) }
    }

    /// Blanks around a text are an accident, but those of a password are its own.
    fn text(&self, field: UserField) -> &str {
        let text = self.texts.iter().find(|(of, _)| *of == field).map_or("", |(_, text)| text);
        if field == UserField::Password { text } else { text.trim() }
    }
}

fn named(text: &str) -> Result<Owner, TextError> {
    match text.parse() {
        Ok(number) => Ok(Owner::Number(CustomerId(number))),
        Err(_) => text.parse().map(Owner::Name),
    }
}

/// Whose user it will be, and the proof that the caller may.
fn admit(
    tx: &mut Tx<'_>,
    caller: &Caller,
    request: &NewUser,
) -> Result<(Grant<AddAccount>, Customer), CreateAccountError> {
    let named = match &request.owner {
        Owner::Common(owner) => *owner,
        Owner::Number(id) => Some(*id),
        Owner::Name(name) => {
            let claim = claims::find(tx, ClaimKind::CustomerName, name.as_str())?;
            let key = claim.and_then(|claim| claim.customer()).ok_or(Refusal::Absent)?;
            Some(key.id)
        }
    };
    let (grant, customer) = locate::owner::<AddAccount>(tx, caller, named, Lock::Share)?;
    create::check_name(tx, &customer, &request.profile.username)?;
    Ok((grant, customer))
}
