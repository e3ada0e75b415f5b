//! The rows of the operations that the platform does not document: what a reseller needs once something was made.

use super::{Field, Member, Operation, OperationId, Origin, Parameter, Presence, STATUS, Shape, fields};
use super::{member, optional, required};
use crate::status::Status;

/// What a parameter of a change that is not given means.
const AS_BEFORE: &str = "as before";

/// The same, where an empty value says something.
const AS_BEFORE_OR_NONE: &str = "as before; empty: none";

/// The form of `user/changePassword` in which a reseller asks.
pub(crate) const RESELLERS_FORM: &str = "reseller";

/// The form in which the user asks for himself.
pub(crate) const USERS_FORM: &str = "user";

pub(super) const CUSTOMER_UPDATE: Operation = Operation {
    id: OperationId::CustomerUpdate,
    name: "customer/update",
    by_get: false,
    is_write: true,
    origin: Origin::Ours,
    summary: "Changes a customer.",
    notes: "A reseller who is given a name with an @ in it cannot sign in here until he is renamed. One whose API password is bound \
            to the name is not renamed: status 102.",
    parameters: &[
        required(&fields::SUBJECT_CUSTOMER_ID),
        required(&fields::RESELLER_NAME),
        required(&fields::RESELLER_PASSWORD),
        optional(&fields::CHANGED_NAME, AS_BEFORE),
        optional(&fields::INTEGRATION_ID, "as before; empty: empty"),
        optional(&fields::ROTATION_ALGORITHM, AS_BEFORE),
        optional(&fields::FIXED_BILLING_TYPE, AS_BEFORE),
        optional(&fields::MO_CHARGE, AS_BEFORE),
        optional(&fields::SOURCE_ADDRESS, AS_BEFORE_OR_NONE),
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
        Status::InUse,
        Status::CustomerUnknown,
        Status::CustomerTaken,
        Status::ResellerUnknown,
        Status::NotOfReseller,
        Status::Internal,
    ],
};

const CUSTOMER_CHANGE: &[Status] = &[
    Status::Done,
    Status::Missing,
    Status::Malformed,
    Status::AuthenticationFailed,
    Status::Blocked,
    Status::KeyConflict,
    Status::NotPermitted,
    Status::CustomerUnknown,
    Status::ResellerUnknown,
    Status::NotOfReseller,
    Status::Internal,
];

pub(super) const CUSTOMER_BLOCK: Operation = Operation {
    id: OperationId::CustomerBlock,
    name: "customer/block",
    by_get: false,
    is_write: true,
    origin: Origin::Ours,
    summary: "Blocks a customer, with his users and everybody below him.",
    notes: "A customer who is blocked already stays so.",
    parameters: &[
        required(&fields::SUBJECT_CUSTOMER_ID),
        required(&fields::RESELLER_NAME),
        required(&fields::RESELLER_PASSWORD),
    ],
    success: &[STATUS],
    statuses: CUSTOMER_CHANGE,
};

pub(super) const CUSTOMER_UNBLOCK: Operation = Operation {
    id: OperationId::CustomerUnblock,
    name: "customer/unblock",
    by_get: false,
    is_write: true,
    origin: Origin::Ours,
    summary: "Lifts a customer's block.",
    notes: "Whoever stands below somebody blocked stays blocked with him.",
    parameters: &[
        required(&fields::SUBJECT_CUSTOMER_ID),
        required(&fields::RESELLER_NAME),
        required(&fields::RESELLER_PASSWORD),
    ],
    success: &[STATUS],
    statuses: CUSTOMER_CHANGE,
};

pub(super) const CUSTOMER_DELETE: Operation = Operation {
    id: OperationId::CustomerDelete,
    name: "customer/delete",
    by_get: false,
    is_write: true,
    origin: Origin::Ours,
    summary: "Removes a customer who has no users and no customers.",
    notes: "The credits that he still has go with him: take them back first. His name is free again.",
    parameters: &[
        required(&fields::SUBJECT_CUSTOMER_ID),
        required(&fields::RESELLER_NAME),
        required(&fields::RESELLER_PASSWORD),
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
        Status::InUse,
        Status::CustomerUnknown,
        Status::ResellerUnknown,
        Status::NotOfReseller,
        Status::Internal,
    ],
};

const CUSTOMER_LINE: &[Member] = &[
    member("customerId", "His id.", r#""5a4e96a030046095c7ef280f""#),
    member("name", "His name.", r#""test-customer""#),
    member("integrationId", "His identity in somebody else's system; may be empty.", r#""""#),
    member("billingType", "Whether he pays before or after.", r#""PRE_PAID""#),
    member("rotationAlgorithm", "How a number is picked for a message without sender.", r#""MAX_ROTATION""#),
    member("moCharge", "What one inbound message costs.", "0"),
    nullable("sourceAddress", "The sender of a message that names none.", r#""48123456789""#),
    member("blocked", "Whether he himself is blocked.", "false"),
    member("credits", "His credits, an exact decimal.", "1500"),
];

pub(super) const CUSTOMER_LIST: Operation = Operation {
    id: OperationId::CustomerList,
    name: "customer/list",
    by_get: true,
    is_write: false,
    origin: Origin::Ours,
    summary: "Lists the customers directly below the reseller, page by page, in the order of their ids.",
    notes: "Ask for the next page with the last `customerId` as `after`, until `hasMore` is false.",
    parameters: &[
        required(&fields::RESELLER_NAME),
        required(&fields::RESELLER_PASSWORD),
        optional(&fields::AFTER_CUSTOMER, FROM_THE_FIRST),
        optional(&fields::LIMIT, "100"),
    ],
    success: &[STATUS, lines("customers", "The customers.", CUSTOMER_LINE), HAS_MORE],
    statuses: &[
        Status::Done,
        Status::Missing,
        Status::Malformed,
        Status::AuthenticationFailed,
        Status::Blocked,
        Status::ResellerUnknown,
        Status::Internal,
    ],
};

pub(super) const USER_UPDATE: Operation = Operation {
    id: OperationId::UserUpdate,
    name: "user/update",
    by_get: false,
    is_write: true,
    origin: Origin::Ours,
    summary: "Changes a user.",
    notes: "A new `username` must match the rule that is laid down for the users of his customer; his password stays.",
    parameters: &[
        required(&fields::USER_ID),
        required(&fields::RESELLER_NAME),
        required(&fields::RESELLER_PASSWORD),
        optional(&fields::CONTACT_NAME, AS_BEFORE_OR_NONE),
        optional(&fields::EMAIL, AS_BEFORE),
        optional(&fields::PHONE_NUMBER, AS_BEFORE),
        optional(&fields::FINAL_STATUS_PUSH, AS_BEFORE_OR_NONE),
        optional(&fields::SWAPPING_SOURCE_ADDRESS_ALLOWED, AS_BEFORE),
        optional(&fields::SOURCE_ADDRESS, AS_BEFORE_OR_NONE),
        optional(&fields::CHANGED_USERNAME, AS_BEFORE),
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
        Status::UserUnknown,
        Status::UserTaken,
        Status::ResellerUnknown,
        Status::NotOfReseller,
        Status::Internal,
    ],
};

const USER_CHANGE: &[Status] = &[
    Status::Done,
    Status::Missing,
    Status::Malformed,
    Status::AuthenticationFailed,
    Status::Blocked,
    Status::KeyConflict,
    Status::NotPermitted,
    Status::UserUnknown,
    Status::ResellerUnknown,
    Status::NotOfReseller,
    Status::Internal,
];

pub(super) const USER_CHANGE_PASSWORD: Operation = Operation {
    id: OperationId::UserChangePassword,
    name: "user/changePassword",
    by_get: false,
    is_write: true,
    origin: Origin::Ours,
    summary: "Gives a user another password.",
    notes: "The reseller asks with `resellerName`, `resellerPassword` and `userId`, the user himself with `username` and \
            `password`; parameters of both forms together are status 2. The user's form takes no `Idempotency-Key`: \
            repeated, it is status 3, because the password is no longer his.",
    parameters: &[
        in_form(&fields::RESELLER_NAME, RESELLERS_FORM),
        in_form(&fields::RESELLER_PASSWORD, RESELLERS_FORM),
        in_form(&fields::USER_ID, RESELLERS_FORM),
        in_form(&fields::USERNAME, USERS_FORM),
        in_form(&fields::OLD_PASSWORD, USERS_FORM),
        required(&fields::NEW_PASSWORD),
    ],
    success: &[STATUS],
    statuses: USER_CHANGE,
};

pub(super) const USER_BLOCK: Operation = Operation {
    id: OperationId::UserBlock,
    name: "user/block",
    by_get: false,
    is_write: true,
    origin: Origin::Ours,
    summary: "Blocks a user.",
    notes: "A user who is blocked already stays so.",
    parameters: &[
        required(&fields::USER_ID),
        required(&fields::RESELLER_NAME),
        required(&fields::RESELLER_PASSWORD),
    ],
    success: &[STATUS],
    statuses: USER_CHANGE,
};

pub(super) const USER_UNBLOCK: Operation = Operation {
    id: OperationId::UserUnblock,
    name: "user/unblock",
    by_get: false,
    is_write: true,
    origin: Origin::Ours,
    summary: "Lifts a user's block.",
    notes: "A user of a blocked customer stays blocked with him.",
    parameters: &[
        required(&fields::USER_ID),
        required(&fields::RESELLER_NAME),
        required(&fields::RESELLER_PASSWORD),
    ],
    success: &[STATUS],
    statuses: USER_CHANGE,
};

pub(super) const USER_DELETE: Operation = Operation {
    id: OperationId::UserDelete,
    name: "user/delete",
    by_get: false,
    is_write: true,
    origin: Origin::Ours,
    summary: "Removes a user.",
    notes: "His name is free again.",
    parameters: &[
        required(&fields::USER_ID),
        required(&fields::RESELLER_NAME),
        required(&fields::RESELLER_PASSWORD),
    ],
    success: &[STATUS],
    statuses: USER_CHANGE,
};

const USER_LINE: &[Member] = &[
    member("userId", "The user's id.", r#""5a4e96a030046095c7ef2810""#),
    member("username", "The name that he signs in and sends with.", r#""1212412@testReseller""#),
    member("contactName", "His contact name; may be empty.", r#""John Doe""#),
    nullable("email", "His e-mail address.", r#""john@doe.com""#),
    nullable("phoneNumber", "Where to call him.", r#""999444111""#),
    nullable("finalStatusPush", "How the final status of his messages is reported.", r#"{"type":"SMPP"}"#),
    member("swappingSourceAddressAllowed", "Whether his source address may be replaced.", "false"),
    nullable("sourceAddress", "The sender of a message that names none.", r#""48123456789""#),
    member("blocked", "Whether he himself is blocked.", "false"),
];

pub(super) const USER_LIST: Operation = Operation {
    id: OperationId::UserList,
    name: "user/list",
    by_get: true,
    is_write: false,
    origin: Origin::Ours,
    summary: "Lists the users of a customer, page by page, in the order of their ids.",
    notes: "Ask for the next page with the last `userId` as `after`, until `hasMore` is false.",
    parameters: &[
        required(&fields::USERS_CUSTOMER_ID),
        required(&fields::RESELLER_NAME),
        required(&fields::RESELLER_PASSWORD),
        optional(&fields::AFTER_USER, FROM_THE_FIRST),
        optional(&fields::LIMIT, "100"),
    ],
    success: &[STATUS, lines("users", "The users.", USER_LINE), HAS_MORE],
    statuses: &[
        Status::Done,
        Status::Missing,
        Status::Malformed,
        Status::AuthenticationFailed,
        Status::Blocked,
        Status::CustomerUnknown,
        Status::ResellerUnknown,
        Status::NotOfReseller,
        Status::Internal,
    ],
};

pub(super) const RESELLER_SETTINGS: Operation = Operation {
    id: OperationId::ResellerSettings,
    name: "reseller/settings",
    by_get: true,
    is_write: true,
    origin: Origin::Ours,
    summary: "Tells, and by POST changes, what a reseller lays down for the customers that he makes.",
    notes: "Without `reseller` a reseller reads his own settings. Nobody changes his own: with one of the last three parameters, \
            `reseller` must name somebody below the caller; without it that is status 1, with his own name 420. By GET \
            those three are refused with HTTP 405.",
    parameters: &[
        required(&fields::RESELLER_NAME),
        required(&fields::RESELLER_PASSWORD),
        optional(&fields::SUBJECT_RESELLER, "the caller, who can only read then"),
        by_post(&fields::DEFAULT_CUSTOMER_BILLING_TYPE),
        by_post(&fields::FREE_CREDITS),
        by_post(&fields::API_REVISION),
    ],
    success: &[
        STATUS,
        member(
            "defaultCustomerBillingType",
            "Billing type of the customers that he makes together with their first user.",
            r#""PRE_PAID""#,
        ),
        member("freeCredits", "What his customers begin with where `applyFreeCredits` asks for it.", "10"),
        member("apiRevision", "Which published version of `customer/create` his programs speak.", "2"),
    ],
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
        Status::NotOfReseller,
        Status::Internal,
    ],
};

const FROM_THE_FIRST: &str = "from the first";
const HAS_MORE: Member = member("hasMore", "Whether there are lines after the last one.", "false");

const fn in_form(field: &'static Field, form: &'static str) -> Parameter {
    Parameter { field, presence: Presence::RequiredInForm(form) }
}

const fn by_post(field: &'static Field) -> Parameter {
    Parameter { field, presence: Presence::OptionalByPost(AS_BEFORE) }
}

const fn nullable(name: &'static str, description: &'static str, example: &'static str) -> Member {
    Member { shape: Shape::ValueOrNull, ..member(name, description, example) }
}

const fn lines(name: &'static str, description: &'static str, members: &'static [Member]) -> Member {
    Member { shape: Shape::Lines(members), ..member(name, description, "") }
}
