//! One file per method, and the way to each.

mod account_parameters;
mod account_settings;
pub(crate) mod add_billing_plan;
pub(crate) mod add_routing_group;
pub(crate) mod auth_account;
pub(crate) mod auth_customer;
pub(crate) mod block_account;
pub(crate) mod block_customer;
pub(crate) mod block_web_user;
pub(crate) mod book_funds;
pub(crate) mod create_account;
pub(crate) mod create_customer;
pub(crate) mod create_tariff;
mod customer_settings;
pub(crate) mod del_routing_group;
pub(crate) mod delete_account;
pub(crate) mod delete_billing_plan;
pub(crate) mod delete_customer;
pub(crate) mod delete_tariff;
mod generator;
pub(crate) mod get_account_info;
pub(crate) mod get_audit_logs;
pub(crate) mod get_customer_info;
pub(crate) mod get_dictionary;
pub(crate) mod get_payments;
pub(crate) mod get_service_plans;
pub(crate) mod get_tariff_info;
pub(crate) mod get_tariffs_list;
pub(crate) mod list_accounts;
pub(crate) mod list_customers;
pub(crate) mod list_routing_groups;
pub(crate) mod low_balance;
mod payer;
pub(crate) mod reset_account_one_time_password;
pub(crate) mod reset_customer_one_time_password;
mod service_plan_terms;
mod shared_settings;
pub(crate) mod system;
mod tariff_terms;
pub(crate) mod update_account;
pub(crate) mod update_billing_plan;
pub(crate) mod update_customer;
pub(crate) mod update_routing_group;
pub(crate) mod update_tariff;
pub(crate) mod validate_password;

use std::pin::Pin;

use app::owned::NamedPage;
use app::{App, Context};
use charging::FundsChange;
use party::access::Caller;
use party::ids::CustomerId;
use party::text::Line;
use xmlrpc::{Fault, Struct, Value};

use crate::catalogue::{self, Kind, Parameter, optional};
use crate::fault::{BAD_PARAMETER, bad, fault, unknown_method};
use crate::parameters::Parameters;

/// A page of a list when the caller names no limit, and the largest that he may name.
pub(crate) const LIMIT_MAX: i64 = 10_000;

/// The owner of what a method makes, tells or changes.
const OWNER: Parameter = optional(
    "i_customer",
    Kind::Integer,
    "owner: the caller, or a customer in his branch; required in trusted mode",
);

/// Which names a list shows.
const NAME_PATTERN: Parameter = optional(
    "name_pattern",
    Kind::String,
    "only names like this: % is any text, _ any character, case does not matter; at most 128 characters",
);

/// A page of a list.
const PAGE: &[Parameter] = &[
    optional("offset", Kind::Integer, "skip so many; 0"),
    optional("limit", Kind::Integer, "at most so many, up to 10000; 10000"),
];

/// Calls the method `name`. Boxed, because a multicall calls it again.
pub(crate) fn dispatch<'a>(
    app: &'a App,
    context: &'a Context,
    name: &'a str,
    params: &'a [Value],
) -> Pin<Box<dyn Future<Output = Result<Value, Fault>> + Send + 'a>> {
    Box::pin(async move {
        match name {
            "system.listMethods" => Ok(system::list_methods()),
            "system.methodHelp" => system::method_help(params),
            "system.methodSignature" => system::method_signature(params),
            "system.multicall" => system::multicall(app, context, params).await,
            _ => call(app, context, name, params).await.map(Value::Struct),
        }
    })
}

/// Calls a method that takes one struct and answers with one.
async fn call(app: &App, context: &Context, name: &str, params: &[Value]) -> Result<Struct, Fault> {
    let method = catalogue::find(name).ok_or_else(|| unknown_method(name))?;
    let nothing = Struct::new();
    let members = match params {
        [] => &nothing,
        [Value::Struct(members)] => members,
        _ => return Err(fault(BAD_PARAMETER, format!("{name} takes one struct"))),
    };
    let parameters = Parameters::new(method, members);
    match name {
        "accountAddFunds" => book_funds::of_account(app, context, &parameters, FundsChange::Payment).await,
        "accountCredit" => book_funds::of_account(app, context, &parameters, FundsChange::Credit).await,
        "accountDebit" => book_funds::of_account(app, context, &parameters, FundsChange::Debit).await,
        "authAccount" => auth_account::call(app, context, &parameters).await,
        "blockAccount" => block_account::call(app, context, &parameters, true).await,
        "createAccount" => create_account::call(app, context, &parameters).await,
        "deleteAccount" => delete_account::call(app, context, &parameters).await,
        "getAccountInfo" => get_account_info::call(app, context, &parameters).await,
        "listAccounts" => list_accounts::call(app, context, &parameters).await,
        "resetAccountOneTimePassword" => {
            reset_account_one_time_password::call(app, context, &parameters).await
        }
        "unblockAccount" => block_account::call(app, context, &parameters, false).await,
        "updateAccount" => update_account::call(app, context, &parameters).await,
        "addBillingPlan" => add_billing_plan::call(app, context, &parameters).await,
        "addRoutingGroup" => add_routing_group::call(app, context, &parameters).await,
        "blockCustomer" => block_customer::call(app, context, &parameters, true).await,
        "authCustomer" => auth_customer::call(app, context, &parameters).await,
        "blockWebUser" => block_web_user::call(app, context, &parameters, true).await,
        "createCustomer" => create_customer::call(app, context, &parameters).await,
        "createTariff" => create_tariff::call(app, context, &parameters).await,
        "customerAddFunds" => book_funds::of_customer(app, context, &parameters, FundsChange::Payment).await,
        "customerCredit" => book_funds::of_customer(app, context, &parameters, FundsChange::Credit).await,
        "customerDebit" => book_funds::of_customer(app, context, &parameters, FundsChange::Debit).await,
        "delRoutingGroup" => del_routing_group::call(app, context, &parameters).await,
        "deleteBillingPlan" => delete_billing_plan::call(app, context, &parameters).await,
        "deleteCustomer" => delete_customer::call(app, context, &parameters).await,
        "deleteTariff" => delete_tariff::call(app, context, &parameters).await,
        "getAuditLogs" => get_audit_logs::call(app, context, &parameters).await,
        "getCustomerInfo" => get_customer_info::call(app, context, &parameters).await,
        "getDictionary" => get_dictionary::call(&parameters),
        "getLowBalance" => low_balance::get(app, context, &parameters).await,
        "getPaymentInfo" => get_payments::info(app, context, &parameters).await,
        "getPaymentsList" => get_payments::listed(app, context, &parameters).await,
        "getServicePlanInfo" => get_service_plans::info(app, context, &parameters).await,
        "getTariffInfo" => get_tariff_info::call(app, context, &parameters).await,
        "getTariffsList" => get_tariffs_list::call(app, context, &parameters).await,
        "listBillingPlans" => get_service_plans::listed(app, context, &parameters).await,
        "listCustomers" => list_customers::call(app, context, &parameters).await,
        "listRoutingGroups" => list_routing_groups::call(app, context, &parameters).await,
        "setLowBalance" => low_balance::put(app, context, &parameters).await,
        "unblockCustomer" => block_customer::call(app, context, &parameters, false).await,
        "updateBillingPlan" => update_billing_plan::call(app, context, &parameters).await,
        "updateCustomer" => update_customer::call(app, context, &parameters).await,
        "updateRoutingGroup" => update_routing_group::call(app, context, &parameters).await,
        "updateTariff" => update_tariff::call(app, context, &parameters).await,
        "resetCustomerOneTimePassword" => {
            reset_customer_one_time_password::call(app, context, &parameters).await
        }
        "unblockWebUser" => block_web_user::call(app, context, &parameters, false).await,
        "validatePassword" => validate_password::call(&parameters),
        _ => Err(unknown_method(name)),
    }
}

/// `result: OK`, with which every answer begins.
pub(crate) fn ok() -> Struct {
    Struct::new().with("result", "OK")
}

/// The customer on whose behalf the method is called: the one named by `parameter`. In trusted mode somebody must be
/// named; otherwise nobody named is the caller himself (reference section 1.3).
pub(crate) fn acting_for(
    context: &Context,
    parameters: &Parameters<'_>,
    parameter: &str,
) -> Result<Option<CustomerId>, Fault> {
    let named = parameters.int(parameter)?.map(CustomerId);
    match (&context.caller, named) {
        (Caller::System, None) => Err(parameters.missing(parameter)),
        (_, named) => Ok(named),
    }
}

/// Whom the method acts for: the one named, else the caller himself.
pub(crate) fn acting_id(context: &Context, named: Option<CustomerId>) -> Option<CustomerId> {
    named.or(context.acting_customer().map(|key| key.id))
}

/// `offset` and `limit` of a list.
pub(crate) fn page(parameters: &Parameters<'_>) -> Result<(i64, i64), Fault> {
    let offset = parameters.count("offset")?.unwrap_or(0);
    let limit = parameters.count("limit")?.unwrap_or(LIMIT_MAX);
    if LIMIT_MAX < limit {
        return Err(bad("limit", format!("may be at most {LIMIT_MAX}")));
    }
    Ok((offset, limit))
}

/// `name_pattern`, `offset` and `limit` of a list.
fn named_page(parameters: &Parameters<'_>) -> Result<NamedPage, Fault> {
    let pattern = parameters.parsed_filled("name_pattern", Line::<128>::parse)?;
    let (offset, limit) = page(parameters)?;
    Ok(NamedPage {
        pattern: pattern.map(|pattern| pattern.as_str().to_owned()),
        offset: usize::try_from(offset).unwrap_or(usize::MAX),
        limit: usize::try_from(limit).unwrap_or(0),
    })
}
