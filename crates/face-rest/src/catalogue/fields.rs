//! The dialect's parameters, each told once.

use super::{Field, Kind};

pub(crate) const CONTACT_NAME: Field = Field {
    name: "contactName",
    description: "The user's contact name.",
    rule: "one line of at most 64 characters",
    example: "John Doe",
    kind: Kind::Text(64),
};

pub(crate) const EMAIL: Field = Field {
    name: "email",
    description: "The user's e-mail address.",
    rule: "one e-mail address with a dotted domain, at most 254 characters",
    example: "john@doe.com",
    kind: Kind::Email,
};

pub(crate) const USERNAME: Field = Field {
    name: "username",
    description: "The name that the user signs in and sends with.",
    rule: "1 to 64 characters without white space, control or invisible characters, in composed form (Unicode NFC)",
    example: "1212412@testReseller",
    kind: Kind::Text(64),
};

pub(crate) const PASSWORD: Field = Field {
    name: "password",
    description: "The password of that name.",
    rule: "1 to 128 characters without control characters",
    example: "password",
    kind: Kind::Secret(128),
};

pub(crate) const NEW_CUSTOMER: Field = Field {
    name: "customer",
    description: "The new customer's name.",
    rule: "1 to 64 characters without white space, control or invisible characters, in composed form (Unicode NFC); a name that nobody has",
    example: "exampleCustomer",
    kind: Kind::Text(64),
};

pub(crate) const NEW_NAME: Field = Field {
    name: "name",
    description: "The new customer's name.",
    rule: NEW_CUSTOMER.rule,
    example: "test-customer",
    kind: Kind::Text(64),
};

pub(crate) const NEW_RESELLER: Field = Field {
    name: "name",
    description: "The new reseller's name.",
    rule: "1 to 32 characters without white space, @, control or invisible characters, in composed form (Unicode NFC); a name that nobody has",
    example: "testReseller",
    kind: Kind::Pattern("^[^\\s@]{1,32}$"),
};

pub(crate) const RESELLER_NAME: Field = Field {
    name: "resellerName",
    description: "The name of the reseller who asks.",
    rule: "1 to 64 characters without white space, @, control or invisible characters, in composed form (Unicode NFC)",
    example: "resellerName",
    kind: Kind::Pattern("^[^\\s@]{1,64}$"),
};

pub(crate) const RESELLER_PASSWORD: Field = Field {
    name: "resellerPassword",
    description: "His API password.",
    rule: PASSWORD.rule,
    example: "password",
    kind: Kind::Secret(128),
};

pub(crate) const RESELLER: Field = Field { name: "reseller", ..RESELLER_NAME };

pub(crate) const OWN_PASSWORD: Field = Field { name: "password", ..RESELLER_PASSWORD };

pub(crate) const CUSTOMER: Field = Field {
    name: "customer",
    description: "The customer's name.",
    rule: "1 to 64 characters without control or invisible characters and without white space at the ends, in composed form (Unicode NFC)",
    example: "exampleCustomer",
    kind: Kind::Text(64),
};

pub(crate) const CUSTOMER_ID: Field = Field {
    name: "customerId",
    description: "The id of the customer whose user it will be.",
    rule: "24 hexadecimal digits",
    example: "5a4e96a030046095c7ef280f",
    kind: Kind::Pattern("^[0-9A-Fa-f]{24}$"),
};

pub(crate) const SUBJECT_CUSTOMER_ID: Field = Field { description: "The customer's id.", ..CUSTOMER_ID };

pub(crate) const USERS_CUSTOMER_ID: Field =
    Field { description: "The id of the customer whose users are asked for.", ..CUSTOMER_ID };

pub(crate) const CHANGED_NAME: Field =
    Field { name: "name", description: "The customer's new name.", ..NEW_CUSTOMER };

pub(crate) const FIXED_BILLING_TYPE: Field = Field {
    description: "Not a thing to change: named here because any value is refused.",
    rule: "nothing; the billing type stays what it was when the customer was made",
    example: "",
    kind: Kind::Text(0),
    ..BILLING_TYPE
};

pub(crate) const USER_ID: Field = Field {
    name: "userId",
    description: "The user's id.",
    rule: CUSTOMER_ID.rule,
    example: "5a4e96a030046095c7ef2810",
    kind: CUSTOMER_ID.kind,
};

pub(crate) const CHANGED_USERNAME: Field =
    Field { description: "The name that the user signs in and sends with from now on.", ..USERNAME };

pub(crate) const OLD_PASSWORD: Field = Field { description: "The user's password until now.", ..PASSWORD };

pub(crate) const NEW_PASSWORD: Field =
    Field { name: "newPassword", description: "The user's password from now on.", ..PASSWORD };

pub(crate) const SUBJECT_RESELLER: Field = Field {
    name: "reseller",
    description: "The name of the reseller whose settings they are.",
    ..RESELLER_NAME
};

pub(crate) const AFTER_CUSTOMER: Field = Field {
    name: "after",
    description: "The `customerId` of the last line of the page before; he may be gone by now.",
    ..CUSTOMER_ID
};

pub(crate) const AFTER_USER: Field = Field {
    name: "after",
    description: "The `userId` of the last line of the page before; the user may be gone by now.",
    ..USER_ID
};

pub(crate) const LIMIT: Field = Field {
    name: "limit",
    description: "How many lines the answer has at most.",
    rule: "a number from 1 to 1000",
    example: "100",
    kind: Kind::Pattern("^0*([1-9][0-9]{0,2}|1000)$"),
};

pub(crate) const PHONE_NUMBER: Field = Field {
    name: "phoneNumber",
    description: "Where to call the user.",
    rule: "at most 32 characters: +, blanks and digits",
    example: "999444111",
    kind: Kind::Pattern("^[+ 0-9]{1,32}$"),
};

pub(crate) const APPLY_FREE_CREDITS: Field = Field {
    name: "applyFreeCredits",
    description: "Whether the customer begins with the credits that the reseller gives for free.",
    rule: FLAG_RULE,
    example: "false",
    kind: FLAG,
};

pub(crate) const FINAL_STATUS_PUSH: Field = Field {
    name: "finalStatusPush",
    description: "How the final status of the user's messages is reported.",
    rule: "JSON of at most 16384 bytes: {\"type\": \"URL\", \"data\": {\"url\": TEXT}}, \
           {\"type\": \"EMAIL\", \"data\": {\"to\": TEXT, \"subject\": TEXT, \"body\": TEXT}} or {\"type\": \"SMPP\"}",
    example: r#"{"type": "URL", "data": {"url": "http://push.example.com"}}"#,
    kind: Kind::Json,
};

pub(crate) const SWAPPING_SOURCE_ADDRESS_ALLOWED: Field = Field {
    name: "swappingSourceAddressAllowed",
    description: "Whether the platform may replace the source address of a message.",
    rule: FLAG_RULE,
    example: "true",
    kind: FLAG,
};

pub(crate) const SOURCE_ADDRESS: Field = Field {
    name: "sourceAddress",
    description: "The sender of a message that names none.",
    rule: "3 to 16 digits, or 2 to 11 characters of the GSM alphabet of which one at least is no digit",
    example: "48123456789",
    kind: Kind::Text(16),
};

pub(crate) const INTEGRATION_ID: Field = Field {
    name: "integrationId",
    description: "The customer's identity in somebody else's system.",
    rule: "one line of at most 255 characters",
    example: "integrationId",
    kind: Kind::Text(255),
};

pub(crate) const ROTATION_ALGORITHM: Field = Field {
    name: "rotationAlgorithm",
    description: "How a number is picked for a message without sender.",
    rule: "CONVERSATION or MAX_ROTATION",
    example: "MAX_ROTATION",
    kind: Kind::OneOf(&["CONVERSATION", "MAX_ROTATION"]),
};

pub(crate) const BILLING_TYPE: Field = Field {
    name: "billingType",
    description: "Whether the customer pays before or after.",
    rule: "PRE_PAID or POST_PAID",
    example: "PRE_PAID",
    kind: Kind::OneOf(&["PRE_PAID", "POST_PAID"]),
};

pub(crate) const DEFAULT_CUSTOMER_BILLING_TYPE: Field = Field {
    name: "defaultCustomerBillingType",
    description: "Billing type of the customers that he makes together with their first user.",
    ..BILLING_TYPE
};

pub(crate) const MO_CHARGE: Field = Field {
    name: "moCharge",
    description: "What one inbound message costs.",
    rule: "an integer of 64 bits: a sign or none, then digits",
    example: "42",
    kind: Kind::Integer,
};

pub(crate) const FREE_CREDITS: Field = Field {
    name: "freeCredits",
    description: "The credits that his customers begin with where `applyFreeCredits` asks for them.",
    rule: "a decimal from 0 to 92233720368, with at most 8 decimal places",
    example: "10",
    kind: Kind::Pattern(r"^\+?[0-9]+(\.[0-9]{1,8})?$"),
};

pub(crate) const API_REVISION: Field = Field {
    name: "apiRevision",
    description: "Which published version of `customer/create` his programs speak.",
    rule: "1 or 2",
    example: "2",
    kind: Kind::OneOf(&["1", "2"]),
};

pub(crate) const CREDITS_TO_ADD: Field = Field {
    name: "creditsToAdd",
    description: "How many credits; a negative number takes back.",
    rule: "a decimal between -92233720368 and 92233720368, with at most 8 decimal places and no exponent",
    example: "1000",
    kind: Kind::Pattern(r"^[+-]?[0-9]+(\.[0-9]{1,8})?$"),
};

const FLAG: Kind = Kind::Pattern("^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$");
const FLAG_RULE: &str = "true or false, in any case";
