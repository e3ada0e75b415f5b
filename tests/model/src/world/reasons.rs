//! The errors of the use cases in the model's words: one function for each, one reason for each that a rule explains.

use app::account::block::ChangeAccountError;
use app::account::create::CreateAccountError;
use app::account::create_endpoint::{CreateEndpointError, TakenName};
use app::account::delete::DeleteAccountError;
use app::account::update::UpdateAccountError;
use app::account::update_endpoint::UpdateEndpointError;
use app::credits::transfer::TransferCreditsError;
use app::customer::block::ChangeCustomerError;
use app::customer::create::{CreateCustomerError, Taken};
use app::customer::delete::DeleteCustomerError;
use app::customer::settings::ChangeSettingsError;
use app::customer::update::UpdateCustomerError;
use app::funds::book::BookFundsError;
use app::funds::low_balance::LowBalanceError;
use app::owned::CreateOwnedError;
use app::owned::DeleteOwnedError;
use app::routing_group::update::UpdateRoutingGroupError;
use app::service_plan::create::CreateServicePlanError;
use app::service_plan::update::UpdateServicePlanError;
use app::tariff::update::UpdateTariffError;
use app::web_user::ChangeWebUserError;
use app::web_user::create::CreateWebUserError;
use charging::{BookError, TransferError};
use party::access::Refusal;
use party::customer::RuleError;
use party::service_plan::PlanError;

use super::{Unexplained, unexplained};
use crate::operation::Reason;

pub(super) fn of_refusal(refusal: Refusal) -> Reason {
    match refusal {
        Refusal::Absent => Reason::Absent,
        Refusal::Forbidden => Reason::Forbidden,
    }
}

pub(super) fn of_rule(rule: RuleError) -> Reason {
    match rule {
        RuleError::DepthExhausted => Reason::DepthExhausted,
        RuleError::OwnTariffForbidden => Reason::OwnTariff,
        RuleError::BeyondOwner(_) => Reason::BeyondOwner,
        RuleError::BillingTypeIncompatible => Reason::BillingIncompatible,
        RuleError::CurrencyChange => Reason::CurrencyChange,
    }
}

pub(super) fn of_taken(taken: Taken) -> Reason {
    match taken {
        Taken::CustomerName => Reason::NameTaken,
        Taken::Login => Reason::LoginTaken,
        Taken::HostName => Reason::HostTaken,
    }
}

pub(super) fn of_create(error: CreateCustomerError) -> Result<Reason, Unexplained> {
    Ok(match error {
        CreateCustomerError::Refused(refusal) => of_refusal(refusal),
        CreateCustomerError::WrongTariff => Reason::WrongTariff,
        CreateCustomerError::WrongRoutingGroup => Reason::WrongGroup,
        CreateCustomerError::WrongCommissionAgent => Reason::WrongAgent,
        CreateCustomerError::Taken(taken) => of_taken(taken),
        CreateCustomerError::Rule(rule) => of_rule(rule),
        CreateCustomerError::WebPassword(_) => Reason::WebPassword,
        CreateCustomerError::ApiPassword(_) => Reason::ApiPassword,
        CreateCustomerError::Amount(_) => Reason::DoesNotFit,
        CreateCustomerError::Book(error) => of_book(error),
        error => return Err(unexplained(error)),
    })
}

pub(super) fn of_update(error: UpdateCustomerError) -> Result<Reason, Unexplained> {
    Ok(match error {
        UpdateCustomerError::WrongOwner => Reason::WrongOwner,
        UpdateCustomerError::Refused(refusal) => of_refusal(refusal),
        UpdateCustomerError::WrongTariff => Reason::WrongTariff,
        UpdateCustomerError::WrongRoutingGroup => Reason::WrongGroup,
        UpdateCustomerError::WrongCommissionAgent => Reason::WrongAgent,
        UpdateCustomerError::Taken(taken) => of_taken(taken),
        UpdateCustomerError::Rule(rule) => of_rule(rule),
        UpdateCustomerError::DepthInUse => Reason::DepthInUse,
        UpdateCustomerError::ApiPasswordNeeded => Reason::ApiPasswordNeeded,
        UpdateCustomerError::WebPassword(_) => Reason::WebPassword,
        UpdateCustomerError::ApiPassword(_) => Reason::ApiPassword,
        UpdateCustomerError::Amount(_) => Reason::DoesNotFit,
        UpdateCustomerError::Book(error) => of_book(error),
        error => return Err(unexplained(error)),
    })
}

pub(super) fn of_delete(error: DeleteCustomerError) -> Result<Reason, Unexplained> {
    Ok(match error {
        DeleteCustomerError::WrongOwner => Reason::WrongOwner,
        DeleteCustomerError::Refused(refusal) => of_refusal(refusal),
        DeleteCustomerError::HasCustomers => Reason::HasCustomers,
        DeleteCustomerError::HasAccounts => Reason::HasAccounts,
        DeleteCustomerError::Amount(_) => Reason::DoesNotFit,
        error => return Err(unexplained(error)),
    })
}

pub(super) fn of_block(error: ChangeCustomerError) -> Result<Reason, Unexplained> {
    Ok(match error {
        ChangeCustomerError::WrongOwner => Reason::WrongOwner,
        ChangeCustomerError::Refused(refusal) => of_refusal(refusal),
        error => return Err(unexplained(error)),
    })
}

pub(super) fn of_settings(error: ChangeSettingsError) -> Result<Reason, Unexplained> {
    Ok(match error {
        ChangeSettingsError::Unknown => Reason::Unknown,
        ChangeSettingsError::Refused(refusal) => of_refusal(refusal),
        ChangeSettingsError::Rule(rule) => of_rule(rule),
        error => return Err(unexplained(error)),
    })
}

pub(super) fn of_booking(error: BookFundsError) -> Result<Reason, Unexplained> {
    Ok(match error {
        BookFundsError::Refused(refusal) => of_refusal(refusal),
        BookFundsError::UnknownAccount => Reason::Unknown,
        BookFundsError::NoFunds => Reason::NoFunds,
        BookFundsError::Book(error) => of_book(error),
        error => return Err(unexplained(error)),
    })
}

fn of_book(error: BookError) -> Reason {
    match error {
        BookError::NotPositive => Reason::NotPositive,
        BookError::WrongCurrency => Reason::WrongCurrency,
        BookError::TooLarge => Reason::TooLarge,
        BookError::Overcommitted => Reason::Overcommitted,
        BookError::NotComparable => Reason::NotComparable,
    }
}

pub(super) fn of_new_endpoint(error: CreateEndpointError) -> Result<Reason, Unexplained> {
    Ok(match error {
        CreateEndpointError::Refused(refusal) => of_refusal(refusal),
        CreateEndpointError::WrongServicePlan => Reason::WrongPlan,
        CreateEndpointError::WrongRoutingGroup => Reason::WrongGroup,
        CreateEndpointError::RoutingGroupNeeded => Reason::GroupNeeded,
        CreateEndpointError::WrongCommissionAgent => Reason::WrongAgent,
        CreateEndpointError::Taken(TakenName::Username) => Reason::LoginTaken,
        CreateEndpointError::Taken(TakenName::Authname) => Reason::AuthnameTaken,
        CreateEndpointError::Name(_) => Reason::NotAdmitted,
        CreateEndpointError::Book(error) => of_book(error),
        CreateEndpointError::Amount(_) => Reason::DoesNotFit,
        error => return Err(unexplained(error)),
    })
}

pub(super) fn of_endpoint_update(error: UpdateEndpointError) -> Result<Reason, Unexplained> {
    Ok(match error {
        UpdateEndpointError::Unknown => Reason::Unknown,
        UpdateEndpointError::NotAnEndpoint => Reason::NoFunds,
        UpdateEndpointError::OtherCurrency => Reason::OtherCurrency,
        UpdateEndpointError::VoipPasswordNeeded => Reason::VoipPasswordNeeded,
        UpdateEndpointError::Endpoint(error) => of_new_endpoint(error)?,
        error => return Err(unexplained(error)),
    })
}

pub(super) fn of_account_delete(error: DeleteAccountError) -> Result<Reason, Unexplained> {
    Ok(match error {
        DeleteAccountError::Change(error) => of_account(error)?,
        DeleteAccountError::Amount(_) => Reason::DoesNotFit,
    })
}

pub(super) fn of_transfer(error: TransferCreditsError) -> Result<Reason, Unexplained> {
    Ok(match error {
        TransferCreditsError::UnknownCustomer => Reason::Unknown,
        TransferCreditsError::Refused(refusal) => of_refusal(refusal),
        TransferCreditsError::Postpaid => Reason::Postpaid,
        TransferCreditsError::Transfer(TransferError::InsufficientFunds) => Reason::NotEnough,
        TransferCreditsError::Transfer(TransferError::Amount(_)) => Reason::DoesNotFit,
        error => return Err(unexplained(error)),
    })
}

pub(super) fn of_low_balance(error: LowBalanceError) -> Result<Reason, Unexplained> {
    Ok(match error {
        LowBalanceError::Refused(refusal) => of_refusal(refusal),
        LowBalanceError::Rule(_) => Reason::ChargeNeeded,
        error => return Err(unexplained(error)),
    })
}

pub(super) fn of_new_account(error: CreateAccountError) -> Result<Reason, Unexplained> {
    Ok(match error {
        CreateAccountError::UnknownCustomer => Reason::Unknown,
        CreateAccountError::Refused(refusal) => of_refusal(refusal),
        CreateAccountError::Taken => Reason::LoginTaken,
        CreateAccountError::Name(_) => Reason::NotAdmitted,
        error => return Err(unexplained(error)),
    })
}

/// The same of the user who is made with a customer.
pub(super) fn of_first_user(error: CreateAccountError) -> Result<Reason, Unexplained> {
    Ok(match of_new_account(error)? {
        Reason::LoginTaken => Reason::UserNameTaken,
        Reason::Forbidden => Reason::UserForbidden,
        other => other,
    })
}

pub(super) fn of_account(error: ChangeAccountError) -> Result<Reason, Unexplained> {
    Ok(match error {
        ChangeAccountError::Unknown => Reason::Unknown,
        ChangeAccountError::Refused(refusal) => of_refusal(refusal),
        error => return Err(unexplained(error)),
    })
}

pub(super) fn of_account_update(error: UpdateAccountError) -> Result<Reason, Unexplained> {
    Ok(match error {
        UpdateAccountError::Change(error) => of_account(error)?,
        UpdateAccountError::Taken => Reason::LoginTaken,
        UpdateAccountError::Name(_) => Reason::NotAdmitted,
    })
}

pub(super) fn of_new_owned(error: CreateOwnedError) -> Result<Reason, Unexplained> {
    Ok(match error {
        CreateOwnedError::Refused(refusal) => of_refusal(refusal),
        error => return Err(unexplained(error)),
    })
}

pub(super) fn of_new_plan(error: CreateServicePlanError) -> Result<Reason, Unexplained> {
    Ok(match error {
        CreateServicePlanError::Refused(refusal) => of_refusal(refusal),
        CreateServicePlanError::Plan(error) => of_plan(error),
        error => return Err(unexplained(error)),
    })
}

pub(super) fn of_plan_update(error: UpdateServicePlanError) -> Result<Reason, Unexplained> {
    Ok(match error {
        UpdateServicePlanError::Refused(refusal) => of_refusal(refusal),
        UpdateServicePlanError::Unknown => Reason::Unknown,
        UpdateServicePlanError::Plan(error) => of_plan(error),
        error => return Err(unexplained(error)),
    })
}

fn of_plan(error: PlanError) -> Reason {
    match error {
        PlanError::WrongTariff => Reason::WrongTariff,
        PlanError::WrongCurrency => Reason::WrongCurrency,
        PlanError::TariffInOtherCurrency => Reason::CurrencyChange,
    }
}

pub(super) fn of_tariff_update(error: UpdateTariffError) -> Result<Reason, Unexplained> {
    Ok(match error {
        UpdateTariffError::Refused(refusal) => of_refusal(refusal),
        UpdateTariffError::Unknown => Reason::Unknown,
        UpdateTariffError::Fixed(_) => Reason::FixedTerm,
        error => return Err(unexplained(error)),
    })
}

pub(super) fn of_group_update(error: UpdateRoutingGroupError) -> Result<Reason, Unexplained> {
    Ok(match error {
        UpdateRoutingGroupError::Refused(refusal) => of_refusal(refusal),
        UpdateRoutingGroupError::Unknown => Reason::Unknown,
        error => return Err(unexplained(error)),
    })
}

pub(super) fn of_owned_delete(error: DeleteOwnedError) -> Result<Reason, Unexplained> {
    Ok(match error {
        DeleteOwnedError::Refused(refusal) => of_refusal(refusal),
        DeleteOwnedError::Unknown => Reason::Unknown,
        DeleteOwnedError::InUse => Reason::InUse,
        error => return Err(unexplained(error)),
    })
}

pub(super) fn of_new_web_user(error: CreateWebUserError) -> Result<Reason, Unexplained> {
    Ok(match error {
        CreateWebUserError::Refused(refusal) => of_refusal(refusal),
        CreateWebUserError::Taken => Reason::LoginTaken,
        CreateWebUserError::Password(_) => Reason::WebPassword,
        error => return Err(unexplained(error)),
    })
}

pub(super) fn of_web_user(error: ChangeWebUserError) -> Result<Reason, Unexplained> {
    Ok(match error {
        ChangeWebUserError::Refused(refusal) => of_refusal(refusal),
        ChangeWebUserError::Unknown => Reason::Unknown,
        ChangeWebUserError::Default => Reason::DefaultWebUser,
        error => return Err(unexplained(error)),
    })
}
