//! The operations: parameters to a request, the use case, its outcome to an answer. One file each.

mod add_credits;
mod balance;
mod credit_balance;
mod customer_block;
mod customer_create;
mod customer_delete;
mod customer_list;
mod customer_update;
mod customer_user_create;
mod reseller_create;
mod reseller_settings;
mod user_block;
mod user_change_password;
mod user_create;
mod user_delete;
mod user_list;
mod user_update;

use app::customer::find::{FindCustomerError, Lookup, find};
use party::ids::ObjectId;

use crate::answer::{Failure, Success};
use crate::authenticate::Reseller;
use crate::call::Call;
use crate::catalogue::{OperationId, fields};
use crate::errors::of_find;
use crate::status::Status;

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
        OperationId::CustomerUpdate => customer_update::run(call).await,
        OperationId::CustomerBlock => customer_block::run(call, true).await,
        OperationId::CustomerUnblock => customer_block::run(call, false).await,
        OperationId::CustomerDelete => customer_delete::run(call).await,
        OperationId::CustomerList => customer_list::run(call).await,
        OperationId::UserUpdate => user_update::run(call).await,
        OperationId::UserChangePassword => user_change_password::run(call).await,
        OperationId::UserBlock => user_block::run(call, true).await,
        OperationId::UserUnblock => user_block::run(call, false).await,
        OperationId::UserDelete => user_delete::run(call).await,
        OperationId::UserList => user_list::run(call).await,
        OperationId::ResellerSettings => reseller_settings::run(call).await,
    }
}

/// Lines of a page where the request names no limit.
const LINES: usize = 100;

/// Lines to read for a page of `limit`: one more, which tells whether there are more.
fn one_more(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}

/// A customer whom the reseller cannot change is unknown to everybody, or he is somebody else's: a second look tells.
async fn told_apart(
    call: &Call,
    reseller: &Reseller,
    customer: ObjectId,
    outcome: Result<(), Failure>,
) -> Result<Success, Failure> {
    let Err(failure) = outcome else { return Ok(Success::Done) };
    if failure.status() != Status::NotOfReseller {
        return Err(failure);
    }
    match find(&call.app, &reseller.context, Lookup::ObjectId(customer)).await {
        Err(FindCustomerError::Unknown) => {
            Err(of_find(FindCustomerError::Unknown, &fields::SUBJECT_CUSTOMER_ID))
        }
        Ok(_) | Err(FindCustomerError::Refused(_) | FindCustomerError::Store(_)) => Err(failure),
    }
}
