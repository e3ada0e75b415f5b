//! What the refusals about money become.

use app::RequestId;
use app::funds::book::BookFundsError;
use app::funds::low_balance::LowBalanceError;
use app::funds::payments::FindPaymentError;
use charging::BookError;
use party::access::Refusal;
use xmlrpc::Fault;

use super::{CONFLICT, FORBIDDEN, bad, fault, of_refusal, of_store, wrong};

/// Whose money it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Payer {
    Customer,
    Account,
}

impl Payer {
    /// The right that is needed, in wire words.
    fn needed(self) -> &'static str {
        match self {
            Self::Customer => "bit 1 (edit) of customers_mgmt",
            Self::Account => "bit 1 (edit) of accounts_mgmt",
        }
    }

    fn charge_rule(self) -> &'static str {
        match self {
            Self::Customer => "must be above 0 where charge_card is set",
            Self::Account => {
                "must be above 0 where charge_card is set, and br_charge_amount where br_charge_card is"
            }
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Customer => "a customer",
            Self::Account => "an account",
        }
    }
}

pub(crate) fn of_book_funds(error: &BookFundsError, payer: Payer, request_id: &RequestId) -> Fault {
    match error {
        BookFundsError::UnknownAccount => wrong("i_account"),
        BookFundsError::Refused(refusal) => of_refusal(*refusal, payer.needed()),
        BookFundsError::NoFunds => no_funds(),
        BookFundsError::Book(error) => of_book(*error, payer),
        BookFundsError::Conflict(error) => fault(CONFLICT, error.to_string()),
        BookFundsError::Store(error) => of_store(error, request_id),
    }
}

/// About the balance that somebody begins with, or is to have.
pub(super) fn of_opening(error: BookError, payer: Payer) -> Fault {
    match error {
        BookError::TooLarge => bad("balance", "is too large, by itself or with credit_limit"),
        error => of_book(error, payer),
    }
}

fn of_book(error: BookError, payer: Payer) -> Fault {
    match error {
        BookError::NotPositive => bad("amount", "must be above 0"),
        BookError::WrongCurrency => wrong("currency"),
        BookError::TooLarge => bad("amount", "is too large, by itself or with balance and credit_limit"),
        BookError::Overcommitted => {
            let noun = payer.noun();
            fault(
                FORBIDDEN,
                format!("No permission: overcommit_protection of the owner bounds what {noun} has"),
            )
        }
        BookError::NotComparable => {
            fault(FORBIDDEN, "No permission: overcommit_protection of the owner counts another currency")
        }
    }
}

pub(crate) fn of_find_payment(error: &FindPaymentError, request_id: &RequestId) -> Fault {
    match error {
        FindPaymentError::NoOwner => wrong("i_wholesaler"),
        FindPaymentError::Refused(Refusal::Absent) => wrong("i_customer"),
        FindPaymentError::Refused(Refusal::Forbidden) => fault(FORBIDDEN, "No permission"),
        FindPaymentError::UnknownAccount => wrong("i_account"),
        FindPaymentError::Unknown => wrong("i_payment"),
        FindPaymentError::Store(error) => of_store(error, request_id),
    }
}

pub(crate) fn of_low_balance(error: &LowBalanceError, payer: Payer, request_id: &RequestId) -> Fault {
    match error {
        LowBalanceError::UnknownAccount => wrong("i_account"),
        // Here `i_customer` never names the owner of an account.
        LowBalanceError::Refused(Refusal::Absent) if payer == Payer::Account => wrong("i_wholesaler"),
        LowBalanceError::Refused(refusal) => of_refusal(*refusal, payer.needed()),
        LowBalanceError::NoFunds => no_funds(),
        LowBalanceError::Rule(_) => bad("charge_amount", payer.charge_rule()),
        LowBalanceError::Conflict(error) => fault(CONFLICT, error.to_string()),
        LowBalanceError::Store(error) => of_store(error, request_id),
    }
}

fn no_funds() -> Fault {
    fault(FORBIDDEN, "Account spends its customer's funds: it has none of its own")
}
