//! `listCustomers`: article 107423. Balances have their natural sign here, as in `listAccounts`.

use app::customer::list::{CustomerLine, ListCustomers, list};
use app::{App, Context};
use party::ids::CustomerId;
use xmlrpc::{Fault, Struct, Value};

use super::{acting_for, ok, page};
use crate::catalogue::{Kind, Method, Parameter, optional};
use crate::fault::of_find;
use crate::parameters::Parameters;
use crate::wire;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "listCustomers",
    summary: "Lists the customers directly below the caller, or below i_wholesaler, ascending by number.",
    source: "107423",
    acting_for: Some("i_wholesaler"),
    parameters: &[PARAMETERS],
    returns: "customers (Array of Struct): i_customer, name, web_login, description, balance, credit_limit, \
              base_currency",
};

const PARAMETERS: &[Parameter] = &[
    optional(
        "i_wholesaler",
        Kind::Integer,
        "whose customers: the caller, or a customer in his branch; required in trusted mode",
    ),
    optional("offset", Kind::Integer, "skip so many; 0"),
    optional("limit", Kind::Integer, "at most so many, up to 10000; 10000"),
];

/// Lists them.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let owner = acting_for(context, parameters, "i_wholesaler")?;
    let (offset, limit) = page(parameters)?;
    let request = ListCustomers { owner, after: CustomerId(0), offset, limit };
    let lines = list(app, context, request).await;
    let lines = lines.map_err(|error| of_find(&error, "i_wholesaler", &context.request_id))?;
    let customers: Vec<Value> = lines.into_iter().map(describe).collect();
    Ok(ok().with("customers", customers))
}

fn describe(line: CustomerLine) -> Value {
    let customer = Struct::new()
        .with("i_customer", line.id.0)
        .with("name", line.name)
        .with("web_login", line.web_login)
        .with("description", line.description)
        .with("balance", wire::double(line.balance))
        .with("credit_limit", line.credit_limit.map_or(Value::Nil, wire::double))
        .with("base_currency", line.balance.commodity().as_str());
    Value::Struct(customer)
}
