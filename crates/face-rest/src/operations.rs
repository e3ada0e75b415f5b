//! The operations: parameters to a request, the use case, its outcome to an answer. One file each.

mod add_credits;
mod balance;
mod credit_balance;
mod customer_create;
mod customer_user_create;
mod reseller_create;
mod user_create;

use crate::answer::{Failure, Success};
use crate::call::Call;
use crate::catalogue::OperationId;

/// Does what `call` asks for.
pub(crate) async fn run(call: &Call) -> Result<Success, Failure> {
    match call.operation.id {
        OperationId::CustomerUserCreate => customer_user_create::run(call).await,
        OperationId::UserCreate => user_create::run(call).await,
        OperationId::CustomerCreate => customer_create::run(call).await,
        OperationId::ResellerCreate => reseller_create::run(call).await,
        OperationId::AddCredits => add_credits::run(call).await,
        OperationId::Balance => balance::run(call).await,
        OperationId::CreditBalance => credit_balance::run(call).await,
    }
}
