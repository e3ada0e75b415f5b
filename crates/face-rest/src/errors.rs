//! Errors of the use cases as statuses: one closed match for each, so that a new error must find its status here.

use app::IdempotencyConflict;
use app::account::change_password::ChangeAccountError;
use app::account::create::CreateAccountError;
use app::account::delete::DeleteAccountError;
use app::account::update::UpdateAccountError;
use app::authenticate::user::AuthenticateUserError;
use app::credits::transfer::TransferCreditsError;
use app::customer::block::ChangeCustomerError;
use app::customer::create::{CreateCustomerError, Taken};
use app::customer::create_with_user::CreateWithUserError;
use app::customer::delete::DeleteCustomerError;
use app::customer::find::FindCustomerError;
use app::customer::settings::ChangeSettingsError;
use app::customer::update::UpdateCustomerError;
use charging::TransferError;
use party::access::Refusal;
use party::customer::RuleError;

use crate::answer::Failure;
use crate::call::malformed;
use crate::catalogue::{Field, fields};
use crate::status::Status;

/// How an operation calls the name of the customer that it makes, and what it answers when the name is taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewName {
    /// The parameter.
    pub(crate) field: &'static Field,
    /// The status.
    pub(crate) taken: Status,
}

/// Why a customer was not made.
pub(crate) fn of_create_customer(error: CreateCustomerError, name: NewName) -> Failure {
    match error {
        CreateCustomerError::Refused(Refusal::Absent) => Failure::plain(Status::ResellerUnknown),
        CreateCustomerError::Refused(Refusal::Forbidden) => {
            Failure::new(Status::NotPermitted, "the reseller may not add customers")
        }
        CreateCustomerError::Taken(Taken::CustomerName | Taken::Login) => {
            Failure::plain(name.taken).about(name.field.name)
        }
        CreateCustomerError::Rule(error) => of_rule(error),
        CreateCustomerError::WebPassword(error) | CreateCustomerError::ApiPassword(error) => {
            malformed(&fields::PASSWORD, format_args!("it {error}"))
        }
        CreateCustomerError::Conflict(error) => of_conflict(error),
        CreateCustomerError::Store(error) => error.into(),
        // The dialect has no word for any of these, so no request of it can be at fault.
        CreateCustomerError::WrongTariff
        | CreateCustomerError::WrongRoutingGroup
        | CreateCustomerError::WrongCommissionAgent
        | CreateCustomerError::Taken(Taken::HostName)
        | CreateCustomerError::Book(_)
        | CreateCustomerError::Amount(_) => {
            Failure::defect("a customer was refused for what was not asked for")
        }
    }
}

/// Why neither a customer nor his user was made.
pub(crate) fn of_create_with_user(error: CreateWithUserError, name: NewName) -> Failure {
    match error {
        CreateWithUserError::Customer(error) => of_create_customer(error, name),
        CreateWithUserError::User(error) => of_create_account(error),
        CreateWithUserError::Conflict(error) => of_conflict(error),
        CreateWithUserError::Store(error) => error.into(),
    }
}

/// Why a user was not made.
pub(crate) fn of_create_account(error: CreateAccountError) -> Failure {
    match error {
        CreateAccountError::UnknownCustomer => {
            Failure::plain(Status::CustomerUnknown).about(fields::CUSTOMER_ID.name)
        }
        CreateAccountError::Refused(Refusal::Absent) => {
            Failure::plain(Status::NotOfReseller).about(fields::CUSTOMER_ID.name)
        }
        CreateAccountError::Refused(Refusal::Forbidden) => {
            Failure::new(Status::NotPermitted, "the reseller may not add users")
        }
        CreateAccountError::Taken => Failure::plain(Status::UserTaken).about(fields::USERNAME.name),
        CreateAccountError::Name(error) => malformed(&fields::USERNAME, format_args!("it {error}")),
        CreateAccountError::Conflict(error) => of_conflict(error),
        CreateAccountError::Store(error) => error.into(),
    }
}

/// Why a user was not removed.
pub(crate) fn of_delete_account(error: DeleteAccountError) -> Failure {
    match error {
        DeleteAccountError::Change(error) => of_change_account(error),
        // A user has no money of his own, so no request can be at fault.
        DeleteAccountError::Amount(_) => Failure::defect("a user was kept for money that he cannot have"),
    }
}

/// Why no credits moved.
pub(crate) fn of_transfer(error: TransferCreditsError) -> Failure {
    let about_customer = |status| Failure::plain(status).about(fields::CUSTOMER.name);
    match error {
        TransferCreditsError::UnknownCustomer => about_customer(Status::CustomerUnknown),
        TransferCreditsError::Refused(Refusal::Absent) => about_customer(Status::NotOfReseller),
        TransferCreditsError::Refused(Refusal::Forbidden) => {
            Failure::new(Status::NotPermitted, "the reseller may not move credits")
        }
        TransferCreditsError::Postpaid => about_customer(Status::PostpaidCustomer),
        TransferCreditsError::Transfer(TransferError::InsufficientFunds) => {
            Failure::plain(Status::NotEnoughCredits).about(fields::CREDITS_TO_ADD.name)
        }
        TransferCreditsError::Transfer(TransferError::Amount(error)) => {
            malformed(&fields::CREDITS_TO_ADD, error)
        }
        TransferCreditsError::Conflict(error) => of_conflict(error),
        TransferCreditsError::Store(error) => error.into(),
    }
}

/// Why a customer was not found; `field` named him.
pub(crate) fn of_find(error: FindCustomerError, field: &'static Field) -> Failure {
    let about_customer = |status| Failure::plain(status).about(field.name);
    match error {
        FindCustomerError::Unknown => about_customer(Status::CustomerUnknown),
        FindCustomerError::Refused(Refusal::Absent) => about_customer(Status::NotOfReseller),
        FindCustomerError::Refused(Refusal::Forbidden) => Failure::plain(Status::NotPermitted),
        FindCustomerError::Store(error) => error.into(),
    }
}

/// Why a customer was not changed.
pub(crate) fn of_update_customer(error: UpdateCustomerError) -> Failure {
    match error {
        UpdateCustomerError::Refused(refusal) => {
            of_refused_customer(refusal, "the reseller may not change customers")
        }
        UpdateCustomerError::Taken(Taken::CustomerName) => {
            Failure::plain(Status::CustomerTaken).about(fields::CHANGED_NAME.name)
        }
        UpdateCustomerError::ApiPasswordNeeded => {
            Failure::new(Status::InUse, "the customer's API password is bound to his name")
                .about(fields::CHANGED_NAME.name)
        }
        UpdateCustomerError::Rule(error) => of_rule(error),
        UpdateCustomerError::Conflict(error) => of_conflict(error),
        UpdateCustomerError::Store(error) => error.into(),
        // The dialect has no word for any of these, so no request of it can be at fault.
        UpdateCustomerError::WrongOwner
        | UpdateCustomerError::ChangedMeanwhile(_)
        | UpdateCustomerError::DepthInUse
        | UpdateCustomerError::WrongTariff
        | UpdateCustomerError::WrongRoutingGroup
        | UpdateCustomerError::WrongCommissionAgent
        | UpdateCustomerError::Taken(Taken::Login | Taken::HostName)
        | UpdateCustomerError::WebPassword(_)
        | UpdateCustomerError::ApiPassword(_)
        | UpdateCustomerError::Book(_)
        | UpdateCustomerError::Amount(_) => {
            Failure::defect("a customer's change was refused for what was not asked for")
        }
    }
}

/// Why a customer was neither blocked nor unblocked.
pub(crate) fn of_block_customer(error: ChangeCustomerError) -> Failure {
    match error {
        ChangeCustomerError::Refused(refusal) => {
            of_refused_customer(refusal, "the reseller may not change customers")
        }
        ChangeCustomerError::Conflict(error) => of_conflict(error),
        ChangeCustomerError::Store(error) => error.into(),
        ChangeCustomerError::WrongOwner => Failure::defect("an owner was refused whom nobody named"),
    }
}

/// Why a customer was not removed.
pub(crate) fn of_delete_customer(error: DeleteCustomerError) -> Failure {
    let in_use = |message| Failure::new(Status::InUse, message).about(fields::CUSTOMER_ID.name);
    match error {
        DeleteCustomerError::Refused(refusal) => {
            of_refused_customer(refusal, "the reseller may not remove customers")
        }
        DeleteCustomerError::HasCustomers => in_use("the customer has customers"),
        DeleteCustomerError::HasAccounts => in_use("the customer has users"),
        DeleteCustomerError::Conflict(error) => of_conflict(error),
        DeleteCustomerError::Store(error) => error.into(),
        DeleteCustomerError::WrongOwner => Failure::defect("an owner was refused whom nobody named"),
        DeleteCustomerError::Amount(_) => Failure::defect("what a customer holds cannot be closed"),
    }
}

fn of_refused_customer(refusal: Refusal, not_permitted: &'static str) -> Failure {
    match refusal {
        Refusal::Absent => Failure::plain(Status::NotOfReseller).about(fields::CUSTOMER_ID.name),
        Refusal::Forbidden => Failure::new(Status::NotPermitted, not_permitted),
    }
}

/// Why a user was not changed in this way.
pub(crate) fn of_change_account(error: ChangeAccountError) -> Failure {
    let about_user = |status| Failure::plain(status).about(fields::USER_ID.name);
    match error {
        ChangeAccountError::Unknown => about_user(Status::UserUnknown),
        ChangeAccountError::Refused(Refusal::Absent) => about_user(Status::NotOfReseller),
        ChangeAccountError::Refused(Refusal::Forbidden) => {
            Failure::new(Status::NotPermitted, "the reseller may not do this to users")
        }
        ChangeAccountError::Conflict(error) => of_conflict(error),
        ChangeAccountError::Store(error) => error.into(),
    }
}

/// Why a user was not changed.
pub(crate) fn of_update_account(error: UpdateAccountError) -> Failure {
    match error {
        UpdateAccountError::Change(error) => of_change_account(error),
        UpdateAccountError::Taken => Failure::plain(Status::UserTaken).about(fields::USERNAME.name),
        UpdateAccountError::Name(error) => malformed(&fields::USERNAME, format_args!("it {error}")),
    }
}

/// Why nothing of what is laid down was told.
pub(crate) fn of_read_settings(error: FindCustomerError) -> Failure {
    match error {
        FindCustomerError::Unknown => of_settings_of_nobody(),
        FindCustomerError::Refused(refusal) => of_refused_settings(refusal),
        FindCustomerError::Store(error) => error.into(),
    }
}

/// Why nothing of what is laid down was changed.
pub(crate) fn of_change_settings(error: ChangeSettingsError) -> Failure {
    match error {
        ChangeSettingsError::Unknown => of_settings_of_nobody(),
        ChangeSettingsError::Refused(refusal) => of_refused_settings(refusal),
        ChangeSettingsError::Rule(error) => of_rule(error),
        ChangeSettingsError::Conflict(error) => of_conflict(error),
        ChangeSettingsError::Store(error) => error.into(),
    }
}

fn of_settings_of_nobody() -> Failure {
    Failure::plain(Status::ResellerUnknown).about(fields::SUBJECT_RESELLER.name)
}

fn of_refused_settings(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::Absent => Failure::plain(Status::NotOfReseller).about(fields::SUBJECT_RESELLER.name),
        Refusal::Forbidden => Failure::new(Status::NotPermitted, "the reseller may not change customers"),
    }
}

/// Why a user was not let in. Which of name and password is wrong is not told: it would tell which names exist.
pub(crate) fn of_user(error: AuthenticateUserError) -> Failure {
    match error {
        AuthenticateUserError::Unknown | AuthenticateUserError::WrongPassword => {
            Failure::plain(Status::AuthenticationFailed)
        }
        AuthenticateUserError::Blocked => Failure::plain(Status::Blocked),
        AuthenticateUserError::Store(error) => error.into(),
    }
}

fn of_rule(error: RuleError) -> Failure {
    match error {
        RuleError::DepthExhausted => {
            Failure::new(Status::NotPermitted, "no customer may stand below the reseller")
        }
        RuleError::BeyondOwner(right) => {
            Failure::new(Status::NotPermitted, format!("the reseller cannot grant the right {right}"))
        }
        RuleError::OwnTariffForbidden => Failure::plain(Status::NotPermitted),
        RuleError::BillingTypeIncompatible => Failure::plain(Status::BillingTypeIncompatible),
        RuleError::CurrencyChange => Failure::plain(Status::NotPermitted),
    }
}

fn of_conflict(_: IdempotencyConflict) -> Failure {
    Failure::plain(Status::KeyConflict)
}

#[cfg(test)]
mod tests {
    use app::StoreError;
    use money::AmountError;
    use party::account::NameNotAdmitted;
    use party::password::PasswordError;
    use party::rights::Right;

    use super::*;

    const NAME: NewName = NewName { field: &fields::NEW_NAME, taken: Status::CustomerTaken };

    #[test]
    fn customers() {
        use Status::*;
        let errors = [
            (CreateCustomerError::Refused(Refusal::Absent), ResellerUnknown),
            (CreateCustomerError::Refused(Refusal::Forbidden), NotPermitted),
            (CreateCustomerError::WrongTariff, Internal),
            (CreateCustomerError::Taken(Taken::CustomerName), CustomerTaken),
            (CreateCustomerError::Taken(Taken::Login), CustomerTaken),
            (CreateCustomerError::Taken(Taken::HostName), Internal),
            (CreateCustomerError::Rule(RuleError::DepthExhausted), NotPermitted),
            (CreateCustomerError::Rule(RuleError::BeyondOwner(Right::Depth)), NotPermitted),
            (CreateCustomerError::Rule(RuleError::BillingTypeIncompatible), BillingTypeIncompatible),
            (CreateCustomerError::WebPassword(PasswordError::NoDigit), Malformed),
            (CreateCustomerError::ApiPassword(PasswordError::NoDigit), Malformed),
            (CreateCustomerError::Amount(AmountError::Overflow), Internal),
            (CreateCustomerError::Conflict(IdempotencyConflict), KeyConflict),
            (CreateCustomerError::Store(StoreError::Busy), Internal),
        ];
        for (error, status) in errors {
            let shown = format!("{error:?}");
            assert_eq!(of_create_customer(error, NAME).status(), status, "{shown}");
        }
    }

    #[test]
    fn users() {
        let errors = [
            (CreateAccountError::UnknownCustomer, Status::CustomerUnknown),
            (CreateAccountError::Refused(Refusal::Absent), Status::NotOfReseller),
            (CreateAccountError::Refused(Refusal::Forbidden), Status::NotPermitted),
            (CreateAccountError::Taken, Status::UserTaken),
            (CreateAccountError::Name(NameNotAdmitted), Status::Malformed),
            (CreateAccountError::Conflict(IdempotencyConflict), Status::KeyConflict),
            (CreateAccountError::Store(StoreError::Busy), Status::Internal),
        ];
        for (error, status) in errors {
            let shown = format!("{error:?}");
            assert_eq!(of_create_with_user(error.into(), NAME).status(), status, "{shown}");
        }
    }

    #[test]
    fn changed_customers() {
        use Status::*;
        let errors = [
            (UpdateCustomerError::Refused(Refusal::Absent), NotOfReseller),
            (UpdateCustomerError::Refused(Refusal::Forbidden), NotPermitted),
            (UpdateCustomerError::Taken(Taken::CustomerName), CustomerTaken),
            (UpdateCustomerError::Taken(Taken::Login), Internal),
            (UpdateCustomerError::ApiPasswordNeeded, InUse),
            (UpdateCustomerError::WrongOwner, Internal),
            (UpdateCustomerError::Conflict(IdempotencyConflict), KeyConflict),
            (UpdateCustomerError::Store(StoreError::Busy), Internal),
        ];
        for (error, status) in errors {
            let shown = format!("{error:?}");
            assert_eq!(of_update_customer(error).status(), status, "{shown}");
        }
        assert_eq!(of_delete_customer(DeleteCustomerError::HasCustomers).status(), InUse);
        assert_eq!(of_delete_customer(DeleteCustomerError::HasAccounts).status(), InUse);
        assert_eq!(of_delete_customer(DeleteCustomerError::WrongOwner).status(), Internal);
        assert_eq!(
            of_block_customer(ChangeCustomerError::Conflict(IdempotencyConflict)).status(),
            KeyConflict
        );
    }

    #[test]
    fn changed_users() {
        use Status::*;
        let errors = [
            (ChangeAccountError::Unknown.into(), UserUnknown),
            (ChangeAccountError::Refused(Refusal::Absent).into(), NotOfReseller),
            (ChangeAccountError::Refused(Refusal::Forbidden).into(), NotPermitted),
            (ChangeAccountError::Conflict(IdempotencyConflict).into(), KeyConflict),
            (ChangeAccountError::Store(StoreError::Busy).into(), Internal),
            (UpdateAccountError::Taken, UserTaken),
            (UpdateAccountError::Name(NameNotAdmitted), Malformed),
        ];
        for (error, status) in errors {
            let shown = format!("{error:?}");
            assert_eq!(of_update_account(error).status(), status, "{shown}");
        }
    }

    #[test]
    fn credits() {
        let too_large = TransferError::Amount(AmountError::Overflow);
        let errors = [
            (TransferCreditsError::UnknownCustomer, Status::CustomerUnknown),
            (TransferCreditsError::Refused(Refusal::Absent), Status::NotOfReseller),
            (TransferCreditsError::Refused(Refusal::Forbidden), Status::NotPermitted),
            (TransferCreditsError::Postpaid, Status::PostpaidCustomer),
            (TransferCreditsError::Transfer(TransferError::InsufficientFunds), Status::NotEnoughCredits),
            (TransferCreditsError::Transfer(too_large), Status::Malformed),
            (TransferCreditsError::Conflict(IdempotencyConflict), Status::KeyConflict),
            (TransferCreditsError::Store(StoreError::Busy), Status::Internal),
        ];
        for (error, status) in errors {
            let shown = format!("{error:?}");
            assert_eq!(of_transfer(error).status(), status, "{shown}");
        }
    }
}
