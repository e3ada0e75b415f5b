//! What ends a command early: one sentence for the operator, perhaps a hint what to do, and the exit code.
//!
//! The operator may read what a driver said, so a store's error is told with its detail; no secret is ever in one.

use std::fmt::Write as _;

use app::account::create::CreateAccountError;
use app::account::create_endpoint::CreateEndpointError;
use app::credits::transfer::TransferCreditsError;
use app::customer::block::ChangeCustomerError;
use app::customer::create::{CreateCustomerError, Taken};
use app::customer::find::FindCustomerError;
use app::customer::update::UpdateCustomerError;
use app::funds::book::BookFundsError;
use app::funds::low_balance::LowBalanceError;
use app::init::InitError;
use app::owned::{CreateOwnedError, DeleteOwnedError};
use app::routing_group::update::UpdateRoutingGroupError;
use app::service_plan::create::CreateServicePlanError;
use app::service_plan::update::UpdateServicePlanError;
use app::tariff::update::UpdateTariffError;
use app::web_user::ChangeWebUserError;
use app::web_user::create::CreateWebUserError;
use store::StoreError;

/// Why a command did not do what it was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    message: String,
    hint: Option<String>,
    exit_code: u8,
}

impl Failure {
    /// It was understood and could not be done: exit code 1.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, exit_code: 1 }
    }

    /// It was not understood: a flag, a variable or the configuration is wrong. Exit code 2.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { exit_code: 2, ..Self::new(message) }
    }

    /// The same, and what to do about it.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The exit code of the process.
    pub(crate) fn exit_code(&self) -> u8 {
        self.exit_code
    }

    /// `error: …`, and a second line `hint: …` where there is one.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("error: {}\n", self.message);
        if let Some(hint) = &self.hint {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "hint: {hint}");
        }
        text
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let (shown, detail) = (error.to_string(), error.detail());
        if detail.is_empty() || shown.contains(&detail) {
            return Self::new(shown);
        }
        Self::new(format!("{shown}: {detail}"))
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::new(format!("{error:#}"))
    }
}

/// Errors of use cases: the store's are told in full, every other is its own sentence.
macro_rules! refusals {
    ($($error:ident),+) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                match error {
                    $error::Store(error) => error.into(),
                    refusal => Self::new(refusal.to_string()),
                }
            }
        }
    )+};
}

refusals!(
    BookFundsError,
    ChangeCustomerError,
    ChangeWebUserError,
    UpdateCustomerError,
    CreateAccountError,
    CreateEndpointError,
    CreateOwnedError,
    CreateServicePlanError,
    CreateWebUserError,
    DeleteOwnedError,
    FindCustomerError,
    InitError,
    LowBalanceError,
    TransferCreditsError,
    UpdateRoutingGroupError,
    UpdateServicePlanError,
    UpdateTariffError
);

impl From<CreateCustomerError> for Failure {
    fn from(error: CreateCustomerError) -> Self {
        match error {
            CreateCustomerError::Store(error) => error.into(),
            CreateCustomerError::Taken(Taken::CustomerName) => Self::new("the customer name is taken"),
            CreateCustomerError::Taken(Taken::Login) => Self::new("the login is taken"),
            CreateCustomerError::Taken(Taken::HostName) => Self::new("the host name is taken"),
            refusal => Self::new(refusal.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(failure: impl Into<Failure>, text: &str, exit_code: u8) {
        let failure = failure.into();
        assert_eq!((failure.text().as_str(), failure.exit_code()), (text, exit_code));
    }

    #[test]
    fn one_line_and_perhaps_a_hint() {
        check(Failure::new("no"), "error: no\n", 1);
        check(Failure::usage("no").hint("yes"), "error: no\nhint: yes\n", 2);
        let detail = StoreError::Unavailable("disk full".to_owned());
        check(detail, "error: storage is unavailable, try again later: disk full\n", 1);
        check(StoreError::Backup("b.db exists".to_owned()), "error: backup: b.db exists\n", 1);
        let inner = CreateCustomerError::Store(StoreError::Defect("no such table".to_owned()));
        check(inner, "error: storage defect: no such table\n", 1);
        check(CreateCustomerError::Taken(Taken::Login), "error: the login is taken\n", 1);
        let chain = anyhow::anyhow!("address in use").context("cannot listen on 127.0.0.1:80");
        check(chain, "error: cannot listen on 127.0.0.1:80: address in use\n", 1);
    }
}
