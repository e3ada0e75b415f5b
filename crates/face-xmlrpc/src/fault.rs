//! Fault codes of the dialect, and what every refusal of the core becomes.
//!
//! The imitated interface publishes no list. These are the codes on record for it, used as recommended by the
//! reference (section 1.5): they look like HTTP codes, and 4xx is the caller's to mend.

pub(crate) mod account;
pub(crate) mod funds;

use app::authenticate::web_user::AuthenticateWebUserError;
use app::customer::block::ChangeCustomerError;
use app::customer::create::{CreateCustomerError, Taken};
use app::customer::delete::DeleteCustomerError;
use app::customer::find::FindCustomerError;
use app::customer::update::UpdateCustomerError;
use app::owned::{CreateOwnedError, DeleteOwnedError};
use app::routing_group::update::UpdateRoutingGroupError;
use app::service_plan::create::CreateServicePlanError;
use app::service_plan::update::UpdateServicePlanError;
use app::tariff::update::UpdateTariffError;
use app::web_user::ChangeWebUserError;
use app::{RequestId, StoreError};
use party::access::Refusal;
use party::customer::RuleError;
use party::rights::{Flag, Right};
use party::service_plan::PlanError;
use party::tariff::FixedTerm;
use xmlrpc::Fault;

use self::funds::{Payer, of_opening};

/// A parameter is malformed or not allowed; a required one is missing, except in `createCustomer`.
pub(crate) const BAD_PARAMETER: i32 = 400;
/// A number refers to nothing, or to nothing of the caller's: `Wrong i_tariff`.
pub(crate) const WRONG_REFERENCE: i32 = 401;
/// The right is missing.
pub(crate) const FORBIDDEN: i32 = 403;
/// There is no such method.
pub(crate) const UNKNOWN_METHOD: i32 = 404;
/// The request cannot be repeated with another content under the same key.
pub(crate) const CONFLICT: i32 = 409;
/// A required parameter of `createCustomer` is missing, as observed on a live switch.
pub(crate) const MISSING_IN_CREATE_CUSTOMER: i32 = 410;
/// The password was right and served for the last time: it was a one-time password (`authCustomer`, `authAccount`).
pub(crate) const ONE_TIME_PASSWORD: i32 = 410;
/// What is said with it.
pub(crate) const BY_ONE_TIME_PASSWORD: &str = "Authenticated with a One Time Password";
/// What is said to whoever is not let in, for whatever reason.
const AUTHENTICATION_FAILED: &str = "Authentication failed";
/// What must be unique is taken: a constraint of the database, in the imitated product.
pub(crate) const TAKEN: i32 = 490;
/// Something else refers to what was to be removed: a constraint of the database, in the imitated product.
pub(crate) const IN_USE: i32 = 490;
/// Ours to mend.
pub(crate) const INTERNAL: i32 = 501;
/// Try again: storage is busy or away.
pub(crate) const UNAVAILABLE: i32 = 503;

/// Every code with its meaning, for the reference page.
pub(crate) const CODES: &[(i32, &str)] = &[
    (BAD_PARAMETER, "a parameter is malformed or not allowed, or a required one is missing"),
    (WRONG_REFERENCE, "a number or name refers to nothing that the caller can see"),
    (FORBIDDEN, "the right is missing, or a right beyond the owner's was asked for"),
    (UNKNOWN_METHOD, "there is no such method"),
    (CONFLICT, "an idempotency key was used with a different request"),
    (
        MISSING_IN_CREATE_CUSTOMER,
        "a required parameter of createCustomer is missing; in authCustomer and authAccount: the password was right, but a \
         one-time one",
    ),
    (TAKEN, "a name, login or host name is taken; what was to be removed is in use"),
    (INTERNAL, "a defect; the text names the request id"),
    (UNAVAILABLE, "storage is busy or away: try again"),
];

pub(crate) fn fault(code: i32, string: impl Into<String>) -> Fault {
    Fault { code, string: string.into() }
}

/// `Parameter NAME RULE`.
pub(crate) fn bad(name: &str, rule: impl std::fmt::Display) -> Fault {
    fault(BAD_PARAMETER, format!("Parameter {name} {rule}"))
}

/// `Method NAME not found`. Of a name that is longer than any method's its beginning is shown.
pub(crate) fn unknown_method(name: &str) -> Fault {
    fault(UNKNOWN_METHOD, format!("Method {name:.64} not found"))
}

/// `Wrong NAME`, as `Wrong i_billing_plan` is on record.
pub(crate) fn wrong(name: &str) -> Fault {
    fault(WRONG_REFERENCE, format!("Wrong {name}"))
}

pub(crate) fn of_store(error: &StoreError, request_id: &RequestId) -> Fault {
    match error {
        StoreError::Unavailable { .. } => fault(UNAVAILABLE, "Storage is away, try again"),
        StoreError::Busy => fault(UNAVAILABLE, "Storage is busy, try again"),
        StoreError::Inconsistent { .. }
        | StoreError::Migration(_)
        | StoreError::Backup(_)
        | StoreError::Defect(_) => {
            tracing::error!(request.id = request_id.as_str(), detail = error.detail(), "request failed");
            fault(INTERNAL, format!("Fatal error (request {request_id})"))
        }
    }
}

pub(crate) fn of_create_customer(error: &CreateCustomerError, request_id: &RequestId) -> Fault {
    match error {
        CreateCustomerError::Refused(Refusal::Absent) => wrong("i_wholesaler"),
        CreateCustomerError::Refused(Refusal::Forbidden) => {
            fault(FORBIDDEN, "No permission: bit 0 (add) of customers_mgmt is needed")
        }
        CreateCustomerError::WrongTariff => wrong("i_tariff"),
        CreateCustomerError::WrongRoutingGroup => wrong("i_routing_group"),
        CreateCustomerError::WrongCommissionAgent => wrong("i_commission_agent"),
        CreateCustomerError::Taken(Taken::CustomerName) => taken("name"),
        CreateCustomerError::Taken(Taken::Login) => taken("web_login"),
        CreateCustomerError::Taken(Taken::HostName) => taken("dns_alias"),
        CreateCustomerError::Rule(rule) => of_rule(*rule),
        CreateCustomerError::WebPassword(error) => bad("web_password", error),
        CreateCustomerError::ApiPassword(error) => bad("api_password", error),
        CreateCustomerError::Book(error) => of_opening(*error, Payer::Customer),
        CreateCustomerError::Amount(_) => bad("balance", "is too large, by itself or with credit_limit"),
        CreateCustomerError::Conflict(error) => fault(CONFLICT, error.to_string()),
        CreateCustomerError::Store(error) => of_store(error, request_id),
    }
}

pub(crate) fn of_update_customer(error: &UpdateCustomerError, request_id: &RequestId) -> Fault {
    match error {
        UpdateCustomerError::Refused(refusal) => of_refusal(*refusal, "bit 1 (edit) of customers_mgmt"),
        UpdateCustomerError::WrongOwner => wrong("i_wholesaler"),
        // This dialect says nothing of what it saw.
        UpdateCustomerError::ChangedMeanwhile(_) => fault(CONFLICT, error.to_string()),
        UpdateCustomerError::WrongTariff => wrong("i_tariff"),
        UpdateCustomerError::WrongRoutingGroup => wrong("i_routing_group"),
        UpdateCustomerError::WrongCommissionAgent => wrong("i_commission_agent"),
        UpdateCustomerError::Taken(Taken::CustomerName) => taken("name"),
        UpdateCustomerError::Taken(Taken::Login) => taken("web_login"),
        UpdateCustomerError::Taken(Taken::HostName) => taken("dns_alias"),
        UpdateCustomerError::Rule(rule) => of_rule(*rule),
        UpdateCustomerError::DepthInUse => bad("max_depth", "must leave room for the customers below"),
        UpdateCustomerError::ApiPasswordNeeded => {
            bad("api_password", "is required: it is bound to the API user name, which changes")
        }
        UpdateCustomerError::WebPassword(error) => bad("web_password", error),
        UpdateCustomerError::ApiPassword(error) => bad("api_password", error),
        UpdateCustomerError::Book(error) => of_opening(*error, Payer::Customer),
        UpdateCustomerError::Amount(_) => bad("balance", "is too large, by itself or with credit_limit"),
        UpdateCustomerError::Conflict(error) => fault(CONFLICT, error.to_string()),
        UpdateCustomerError::Store(error) => of_store(error, request_id),
    }
}

pub(crate) fn of_delete_customer(error: &DeleteCustomerError, request_id: &RequestId) -> Fault {
    match error {
        DeleteCustomerError::WrongOwner => wrong("i_wholesaler"),
        DeleteCustomerError::Refused(refusal) => of_refusal(*refusal, "bit 2 (delete) of customers_mgmt"),
        DeleteCustomerError::HasCustomers => fault(
            IN_USE,
            "Customer cannot be deleted: customers or accounts refer to him as owner or commission agent",
        ),
        DeleteCustomerError::HasAccounts => fault(IN_USE, "Customer cannot be deleted: he has accounts"),
        DeleteCustomerError::Amount(error) => bad("i_customer", format!("holds too much: {error}")),
        DeleteCustomerError::Conflict(error) => fault(CONFLICT, error.to_string()),
        DeleteCustomerError::Store(error) => of_store(error, request_id),
    }
}

pub(crate) fn of_block_customer(error: &ChangeCustomerError, request_id: &RequestId) -> Fault {
    match error {
        ChangeCustomerError::WrongOwner => wrong("i_wholesaler"),
        ChangeCustomerError::Refused(refusal) => of_refusal(*refusal, "bit 1 (edit) of customers_mgmt"),
        ChangeCustomerError::Conflict(error) => fault(CONFLICT, error.to_string()),
        ChangeCustomerError::Store(error) => of_store(error, request_id),
    }
}

/// About a customer named by his number; `needed` is the right, in wire words.
fn of_refusal(refusal: Refusal, needed: &str) -> Fault {
    match refusal {
        Refusal::Absent => wrong("i_customer"),
        Refusal::Forbidden => fault(FORBIDDEN, format!("No permission: {needed} is needed")),
    }
}

fn taken(name: &str) -> Fault {
    fault(TAKEN, format!("Parameter {name} must be unique: it is already taken"))
}

fn of_rule(error: RuleError) -> Fault {
    match error {
        RuleError::DepthExhausted => {
            fault(FORBIDDEN, "No permission: max_depth of the owner allows no customer")
        }
        RuleError::BeyondOwner(right) => {
            let name = right_name(right);
            fault(FORBIDDEN, format!("Parameter {name} grants more than the owner may grant"))
        }
        RuleError::OwnTariffForbidden => {
            fault(FORBIDDEN, "Parameter i_tariff may be nil only with the right use_own_tariff")
        }
        RuleError::CurrencyChange => {
            bad("i_tariff", "must be in the currency of the customer's balance, which does not change")
        }
        RuleError::BillingTypeIncompatible => {
            fault(FORBIDDEN, "Parameter credit_limit makes a postpaid customer under a prepaid one")
        }
    }
}

/// The wire name of a right.
pub(crate) fn right_name(right: Right) -> &'static str {
    match right {
        Right::Accounts => "accounts_mgmt",
        Right::Customers => "customers_mgmt",
        Right::Tariffs => "tariffs_mgmt",
        Right::Vouchers => "vouchers_mgmt",
        Right::Depth => "max_depth",
        Right::ApiPassword => "api_password",
        Right::Flag(flag) => flag_name(flag),
    }
}

/// The wire name of a flag.
pub(crate) fn flag_name(flag: Flag) -> &'static str {
    match flag {
        Flag::SystemManagement => "system_mgmt",
        Flag::ApiAccess => "api_access",
        Flag::ApiManagement => "api_mgmt",
        Flag::OwnTariff => "use_own_tariff",
        Flag::Callshop => "callshop_enabled",
        Flag::DidPool => "did_pool_enabled",
        Flag::IvrApplications => "ivr_apps_enabled",
        Flag::QualityReports => "asr_acd_enabled",
        Flag::PaymentCards => "debit_credit_cards_enabled",
        Flag::Conferencing => "conferencing_enabled",
        Flag::SharePaymentProcessors => "share_payment_processors",
        Flag::DoNotCallList => "dncl_enabled",
    }
}

/// `named` is the parameter that named the customer, `owner` the one that named whose customer he is.
pub(crate) fn of_find_owned(
    error: &FindCustomerError,
    named: &str,
    owner: &str,
    request_id: &RequestId,
) -> Fault {
    match error {
        FindCustomerError::Unknown => wrong(named),
        FindCustomerError::Refused(_) => of_find(error, owner, request_id),
        FindCustomerError::Store(error) => of_store(error, request_id),
    }
}

/// `named` is the parameter that named the customer.
pub(crate) fn of_find(error: &FindCustomerError, named: &str, request_id: &RequestId) -> Fault {
    match error {
        FindCustomerError::Unknown | FindCustomerError::Refused(Refusal::Absent) => wrong(named),
        FindCustomerError::Refused(Refusal::Forbidden) => fault(FORBIDDEN, "No permission"),
        FindCustomerError::Store(error) => of_store(error, request_id),
    }
}

/// `named` is the parameter that named the web user.
pub(crate) fn of_change_web_user(error: &ChangeWebUserError, named: &str, request_id: &RequestId) -> Fault {
    match error {
        ChangeWebUserError::Refused(Refusal::Absent) => wrong("i_customer"),
        ChangeWebUserError::Refused(Refusal::Forbidden) => {
            fault(FORBIDDEN, "No permission: bit 1 (edit) of customers_mgmt is needed")
        }
        ChangeWebUserError::Unknown => wrong(named),
        ChangeWebUserError::Default => {
            bad(named, "must not be the customer's default web user: block the customer instead")
        }
        // Programs act as the customer, whom no web user is.
        ChangeWebUserError::Himself => bad(named, "must be another web user"),
        ChangeWebUserError::Conflict(error) => fault(CONFLICT, error.to_string()),
        ChangeWebUserError::Store(error) => of_store(error, request_id),
    }
}

/// One text for whatever is wrong, and for an attempt that was not even checked.
pub(crate) fn of_authenticate(error: &AuthenticateWebUserError, request_id: &RequestId) -> Fault {
    match error {
        AuthenticateWebUserError::Denied | AuthenticateWebUserError::Throttled(_) => {
            fault(FORBIDDEN, AUTHENTICATION_FAILED)
        }
        AuthenticateWebUserError::Store(error) => of_store(error, request_id),
    }
}

/// `needed` is the right, in wire words.
pub(crate) fn of_create_owned(error: &CreateOwnedError, needed: &str, request_id: &RequestId) -> Fault {
    match error {
        CreateOwnedError::Refused(Refusal::Absent) => wrong("i_customer"),
        CreateOwnedError::Refused(Refusal::Forbidden) => {
            fault(FORBIDDEN, format!("No permission: {needed} is needed"))
        }
        CreateOwnedError::Conflict(error) => fault(CONFLICT, error.to_string()),
        CreateOwnedError::Store(error) => of_store(error, request_id),
    }
}

pub(crate) fn of_update_tariff(error: &UpdateTariffError, request_id: &RequestId) -> Fault {
    match error {
        UpdateTariffError::Refused(refusal) => of_refusal(*refusal, "bit 1 (edit) of tariffs_mgmt"),
        UpdateTariffError::Unknown => wrong("i_tariff"),
        UpdateTariffError::Fixed(FixedTerm::Currency) => bad("currency", NEVER_CHANGES),
        UpdateTariffError::Fixed(FixedTerm::TariffType) => bad("i_tariff_type", NEVER_CHANGES),
        UpdateTariffError::Conflict(error) => fault(CONFLICT, error.to_string()),
        UpdateTariffError::Store(error) => of_store(error, request_id),
    }
}

/// The rule for what is fixed when a thing is made.
const NEVER_CHANGES: &str = "never changes after creation";

pub(crate) fn of_update_routing_group(error: &UpdateRoutingGroupError, request_id: &RequestId) -> Fault {
    match error {
        UpdateRoutingGroupError::Refused(refusal) => of_refusal(*refusal, "system_mgmt"),
        UpdateRoutingGroupError::Unknown => wrong("i_routing_group"),
        UpdateRoutingGroupError::Conflict(error) => fault(CONFLICT, error.to_string()),
        UpdateRoutingGroupError::Store(error) => of_store(error, request_id),
    }
}

pub(crate) fn of_create_service_plan(error: &CreateServicePlanError, request_id: &RequestId) -> Fault {
    match error {
        CreateServicePlanError::Refused(refusal) => of_refusal(*refusal, "bit 0 (add) of tariffs_mgmt"),
        CreateServicePlanError::Plan(error) => of_plan(*error),
        CreateServicePlanError::Conflict(error) => fault(CONFLICT, error.to_string()),
        CreateServicePlanError::Store(error) => of_store(error, request_id),
    }
}

pub(crate) fn of_update_service_plan(error: &UpdateServicePlanError, request_id: &RequestId) -> Fault {
    match error {
        UpdateServicePlanError::Refused(refusal) => of_refusal(*refusal, "bit 1 (edit) of tariffs_mgmt"),
        UpdateServicePlanError::Unknown => wrong("i_billing_plan"),
        UpdateServicePlanError::Plan(error) => of_plan(*error),
        UpdateServicePlanError::Conflict(error) => fault(CONFLICT, error.to_string()),
        UpdateServicePlanError::Store(error) => of_store(error, request_id),
    }
}

fn of_plan(error: PlanError) -> Fault {
    match error {
        PlanError::WrongTariff => wrong("i_tariff"),
        PlanError::WrongCurrency => {
            bad("iso_4217", "must be the currency of the plan's tariff: it never changes")
        }
        PlanError::TariffInOtherCurrency => {
            bad("i_tariff", "must be in the currency of the plan: it never changes")
        }
    }
}

/// What somebody owns, in wire words.
pub(crate) struct OwnedWords {
    /// The parameter that numbers it.
    pub(crate) number: &'static str,
    /// The right that removing it needs.
    pub(crate) needed: &'static str,
    /// What is answered while something refers to it.
    pub(crate) in_use: &'static str,
}

pub(crate) fn of_delete_owned(error: &DeleteOwnedError, words: &OwnedWords, request_id: &RequestId) -> Fault {
    match error {
        DeleteOwnedError::Refused(refusal) => of_refusal(*refusal, words.needed),
        DeleteOwnedError::Unknown => wrong(words.number),
        DeleteOwnedError::InUse => fault(IN_USE, words.in_use),
        DeleteOwnedError::Conflict(error) => fault(CONFLICT, error.to_string()),
        DeleteOwnedError::Store(error) => of_store(error, request_id),
    }
}
