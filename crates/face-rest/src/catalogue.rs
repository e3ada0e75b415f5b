//! Every operation of the dialect, one row each: what it takes, what it can answer, and where that is documented.
//!
//! The rows drive the presence checks, the OpenAPI document and the manual. Parameters are listed in the documented
//! order, which is the order in which they are checked: of several that are wrong, the first is named.

use crate::status::Status;

mod extensions;
pub(crate) mod fields;

pub(crate) use extensions::{RESELLERS_FORM, USERS_FORM};

/// Which operation a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OperationId {
    /// A customer and his first user.
    CustomerUserCreate,
    /// A user of a customer.
    UserCreate,
    /// A customer.
    CustomerCreate,
    /// A reseller.
    ResellerCreate,
    /// Credits for a customer.
    AddCredits,
    /// A customer's credits.
    Balance,
    /// A user's credits.
    CreditBalance,
    /// A customer, changed.
    CustomerUpdate,
    /// A customer, blocked.
    CustomerBlock,
    /// A customer, blocked no more.
    CustomerUnblock,
    /// A customer, removed.
    CustomerDelete,
    /// A reseller's customers.
    CustomerList,
    /// A user, changed.
    UserUpdate,
    /// A user with another password.
    UserChangePassword,
    /// A user, blocked.
    UserBlock,
    /// A user, blocked no more.
    UserUnblock,
    /// A user, removed.
    UserDelete,
    /// A customer's users.
    UserList,
    /// What a reseller lays down for his customers.
    ResellerSettings,
}

/// One operation.
#[derive(Debug)]
pub(crate) struct Operation {
    /// Which.
    pub(crate) id: OperationId,
    /// The path below `/services/rest/`; also its name in logs and metrics.
    pub(crate) name: &'static str,
    /// Whether GET does as well as POST.
    pub(crate) by_get: bool,
    /// Whether it changes something, and so takes an `Idempotency-Key`.
    pub(crate) is_write: bool,
    /// Who says so.
    pub(crate) origin: Origin,
    /// What it does, in a sentence.
    pub(crate) summary: &'static str,
    /// What else is worth knowing; may be empty.
    pub(crate) notes: &'static str,
    /// What it takes, in the documented order.
    pub(crate) parameters: &'static [Parameter],
    /// What an answer without failure looks like.
    pub(crate) success: &'static [Member],
    /// Every status that it can answer, ascending.
    pub(crate) statuses: &'static [Status],
}

/// Where an operation comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The platform's public documentation.
    Documented,
    /// The public documentation lacks it.
    Ours,
}

/// A field as one operation takes it.
#[derive(Debug)]
pub(crate) struct Parameter {
    /// The field.
    pub(crate) field: &'static Field,
    /// Whether it must be there.
    pub(crate) presence: Presence,
}

/// Whether a parameter must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Missing or empty: status 1.
    Required,
    /// Missing or empty: this applies.
    Optional(&'static str),
    /// In revision 1 optional and empty by default; in revision 2 it must be there, but may be empty.
    RequiredSinceNewer,
    /// In revision 2 optional; in revision 1 not a parameter at all.
    OptionalSinceNewer,
    /// Missing or empty: status 1, where the operation is asked for in this one of its two forms; in the other it must
    /// not be there.
    RequiredInForm(&'static str),
    /// Changes something, and so is welcome by POST alone; missing or empty: this applies.
    OptionalByPost(&'static str),
}

/// What a parameter means and may be, whatever operation takes it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// Its name; case matters.
    pub(crate) name: &'static str,
    /// What it is.
    pub(crate) description: &'static str,
    /// What is allowed, as a phrase.
    pub(crate) rule: &'static str,
    /// One that is allowed.
    pub(crate) example: &'static str,
    /// Its shape for programs.
    pub(crate) kind: Kind,
}

/// The shape of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text of at most so many characters.
    Text(u16),
    /// Text of at most so many characters that must not be shown.
    Secret(u16),
    /// Text of this form.
    Pattern(&'static str),
    /// An e-mail address.
    Email,
    /// JSON in a text.
    Json,
    /// A whole number of 64 bits.
    Integer,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

/// A member of a successful answer.
#[derive(Debug)]
pub(crate) struct Member {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it holds.
    pub(crate) description: &'static str,
    /// The value of the example, as JSON; of a list, nothing: its members tell.
    pub(crate) example: &'static str,
    /// What kind of value it is.
    pub(crate) shape: Shape,
}

/// What kind of value a member has.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// That of the example.
    Value,
    /// That of the example, or null.
    ValueOrNull,
    /// A list of objects with these members.
    Lines(&'static [Member]),
}

/// Every operation, in the order of the manual.
pub(crate) static OPERATIONS: [Operation; 19] = [
    Operation {
        id: OperationId::CustomerUserCreate,
        name: "customer-user/create",
        by_get: false,
        is_write: true,
        origin: Origin::Documented,
        summary: "Makes a customer and his first user: both or neither.",
        notes: "The customer's billing type is what the reseller laid down for his customers \
                (`defaultCustomerBillingType`); his rotation algorithm is `CONVERSATION`.",
        parameters: &[
            optional(&fields::CONTACT_NAME, "none"),
            optional(&fields::EMAIL, "none"),
            required(&fields::USERNAME),
            required(&fields::PASSWORD),
            required(&fields::NEW_CUSTOMER),
            required(&fields::RESELLER_NAME),
            required(&fields::RESELLER_PASSWORD),
            optional(&fields::PHONE_NUMBER, "none"),
            required(&fields::APPLY_FREE_CREDITS),
        ],
        success: &[STATUS],
        statuses: &[
            Status::Done,
            Status::Missing,
            Status::Malformed,
            Status::AuthenticationFailed,
            Status::Blocked,
            Status::KeyConflict,
            Status::NotPermitted,
            Status::UserTaken,
            Status::CustomerTaken,
            Status::ResellerUnknown,
            Status::Internal,
        ],
    },
    Operation {
        id: OperationId::UserCreate,
        name: "user/create",
        by_get: false,
        is_write: true,
        origin: Origin::Documented,
        summary: "Makes a user of a customer.",
        notes: "",
        parameters: &[
            required(&fields::USERNAME),
            required(&fields::PASSWORD),
            required(&fields::RESELLER_NAME),
            required(&fields::RESELLER_PASSWORD),
            required(&fields::CUSTOMER_ID),
            required(&fields::EMAIL),
            required(&fields::PHONE_NUMBER),
            optional(&fields::FINAL_STATUS_PUSH, "none"),
            optional(&fields::SWAPPING_SOURCE_ADDRESS_ALLOWED, "false"),
            optional(&fields::SOURCE_ADDRESS, "none"),
        ],
        success: &[STATUS, member("userId", "The new user's id.", r#""5a4e96a030046095c7ef2810""#)],
        statuses: &[
            Status::Done,
            Status::Missing,
            Status::Malformed,
            Status::AuthenticationFailed,
            Status::Blocked,
            Status::KeyConflict,
            Status::NotPermitted,
            Status::UserTaken,
            Status::CustomerUnknown,
            Status::ResellerUnknown,
            Status::NotOfReseller,
            Status::Internal,
        ],
    },
    Operation {
        id: OperationId::CustomerCreate,
        name: "customer/create",
        by_get: false,
        is_write: true,
        origin: Origin::Documented,
        summary: "Makes a customer without users.",
        notes: "The two published versions of this operation differ in `integrationId` and `sourceAddress`. Which one a \
                reseller's programs speak is a setting of the reseller (`apiRevision`), so these two are judged only \
                once the reseller is known. `POST_PAID` under a prepaid reseller is status 321 when asked for, and \
                accepted when it is only the default.",
        parameters: &[
            required(&fields::NEW_NAME),
            required(&fields::RESELLER_NAME),
            required(&fields::RESELLER_PASSWORD),
            Parameter { field: &fields::INTEGRATION_ID, presence: Presence::RequiredSinceNewer },
            optional(&fields::ROTATION_ALGORITHM, "MAX_ROTATION"),
            optional(&fields::BILLING_TYPE, "POST_PAID, whatever the reseller's default"),
            optional(&fields::MO_CHARGE, "0"),
            Parameter { field: &fields::SOURCE_ADDRESS, presence: Presence::OptionalSinceNewer },
        ],
        success: &[
            STATUS,
            member(
                "customerId",
                "The new customer's id, for `user/create`.",
                r#""5a4e96a030046095c7ef280f""#,
            ),
        ],
        statuses: &[
            Status::Done,
            Status::Missing,
            Status::Malformed,
            Status::AuthenticationFailed,
            Status::Blocked,
            Status::KeyConflict,
            Status::NotPermitted,
            Status::CustomerTaken,
            Status::BillingTypeIncompatible,
            Status::ResellerUnknown,
            Status::Internal,
        ],
    },
    Operation {
        id: OperationId::ResellerCreate,
        name: "reseller/create",
        by_get: false,
        is_write: true,
        origin: Origin::Ours,
        summary: "Makes a reseller below the one who asks.",
        notes: "The name also becomes the login to the self-care site and the user name in the voice dialect; the \
                password serves all three. The new reseller may manage customers, users and their API access as far as \
                his parent may.",
        parameters: &[
            required(&fields::NEW_RESELLER),
            required(&fields::PASSWORD),
            required(&fields::RESELLER_NAME),
            required(&fields::RESELLER_PASSWORD),
            optional(&fields::BILLING_TYPE, "POST_PAID, whatever the parent's default"),
            optional(&fields::DEFAULT_CUSTOMER_BILLING_TYPE, "the new reseller's own"),
            optional(&fields::FREE_CREDITS, "0"),
            optional(&fields::API_REVISION, "2"),
        ],
        success: &[STATUS, member("resellerId", "The new reseller's id.", r#""5a4e96a030046095c7ef2811""#)],
        statuses: &[
            Status::Done,
            Status::Missing,
            Status::Malformed,
            Status::AuthenticationFailed,
            Status::Blocked,
            Status::KeyConflict,
            Status::NotPermitted,
            Status::BillingTypeIncompatible,
            Status::ResellerUnknown,
            Status::ResellerTaken,
            Status::Internal,
        ],
    },
    Operation {
        id: OperationId::AddCredits,
        name: "admin/addCredits",
        by_get: false,
        is_write: true,
        origin: Origin::Documented,
        summary: "Moves credits from the reseller to a customer below him, or back.",
        notes: "The older parameter name `customerName` is not understood.",
        parameters: &[
            required(&fields::RESELLER),
            required(&fields::OWN_PASSWORD),
            required(&fields::CUSTOMER),
            required(&fields::CREDITS_TO_ADD),
        ],
        success: &[STATUS, CREDITS],
        statuses: &[
            Status::Done,
            Status::Missing,
            Status::Malformed,
            Status::AuthenticationFailed,
            Status::Blocked,
            Status::KeyConflict,
            Status::NotPermitted,
            Status::CustomerUnknown,
            Status::NotEnoughCredits,
            Status::ResellerUnknown,
            Status::NotOfReseller,
            Status::PostpaidCustomer,
            Status::Internal,
        ],
    },
    Operation {
        id: OperationId::Balance,
        name: "admin/balance",
        by_get: true,
        is_write: false,
        origin: Origin::Documented,
        summary: "Tells a customer's credits to a reseller above him.",
        notes: "A reseller may ask for himself. `credits` is there only when `status` is 0. The older parameter names \
                `customerName` and `customerId` are not understood.",
        parameters: &[
            required(&fields::RESELLER),
            required(&fields::OWN_PASSWORD),
            required(&fields::CUSTOMER),
        ],
        success: &[STATUS, CREDITS],
        statuses: &[
            Status::Done,
            Status::Missing,
            Status::Malformed,
            Status::AuthenticationFailed,
            Status::Blocked,
            Status::NotPermitted,
            Status::CustomerUnknown,
            Status::ResellerUnknown,
            Status::NotOfReseller,
            Status::Internal,
        ],
    },
    Operation {
        id: OperationId::CreditBalance,
        name: "user/creditBalance",
        by_get: true,
        is_write: false,
        origin: Origin::Documented,
        summary: "Tells a user the credits that he can spend: his customer's.",
        notes: "A success has two strings, a failure a numeric `status`, as documented. An unknown user and a wrong \
                password are both status 3.",
        parameters: &[required(&fields::USERNAME), required(&fields::PASSWORD)],
        success: &[
            member("creditBalance", "The credits, as a decimal in a string.", r#""100""#),
            member("status", "0, in a string.", r#""0""#),
        ],
        statuses: &[
            Status::Done,
            Status::Missing,
            Status::Malformed,
            Status::AuthenticationFailed,
            Status::Blocked,
            Status::Internal,
        ],
    },
    extensions::CUSTOMER_UPDATE,
    extensions::CUSTOMER_BLOCK,
    extensions::CUSTOMER_UNBLOCK,
    extensions::CUSTOMER_DELETE,
    extensions::CUSTOMER_LIST,
    extensions::USER_UPDATE,
    extensions::USER_CHANGE_PASSWORD,
    extensions::USER_BLOCK,
    extensions::USER_UNBLOCK,
    extensions::USER_DELETE,
    extensions::USER_LIST,
    extensions::RESELLER_SETTINGS,
];

const STATUS: Member = member("status", "0", "0");
const CREDITS: Member = member("credits", "The customer's credits, an exact decimal.", "1500");

const fn member(name: &'static str, description: &'static str, example: &'static str) -> Member {
    Member { name, description, example, shape: Shape::Value }
}

const fn required(field: &'static Field) -> Parameter {
    Parameter { field, presence: Presence::Required }
}

const fn optional(field: &'static Field, default: &'static str) -> Parameter {
    Parameter { field, presence: Presence::Optional(default) }
}

impl Operation {
    /// The methods it answers, as in an `Allow` header.
    pub(crate) fn methods(&self) -> &'static str {
        if self.by_get { "GET, HEAD, POST" } else { "POST" }
    }

    /// Its path on the server.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}", crate::router::BASE, self.name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rows_are_well_formed() {
        for operation in &OPERATIONS {
            let name = operation.name;
            let codes: Vec<u16> = operation.statuses.iter().map(|status| status.code()).collect();
            assert!(codes.is_sorted_by(|a, b| a < b), "{name}: {codes:?}");
            let names: BTreeSet<&str> =
                operation.parameters.iter().map(|parameter| parameter.field.name).collect();
            assert_eq!(names.len(), operation.parameters.len(), "{name} takes a parameter twice");
            assert_eq!(operation.is_write, codes.contains(&Status::KeyConflict.code()), "{name}");
            let by_post = |parameter: &Parameter| matches!(parameter.presence, Presence::OptionalByPost(_));
            let is_guarded = operation.parameters.iter().any(by_post);
            assert_eq!(operation.is_write && operation.by_get, is_guarded, "{name} changes something by GET");
        }
    }
}
