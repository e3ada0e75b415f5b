//! `listAccounts`: article 107322. Balances have their natural sign here, unlike in `getAccountInfo`.

use app::account::find::FoundAccount;
use app::account::list_page::list_page;
use app::{App, Context, Timestamp};
use xmlrpc::{Fault, Struct, Value};

use super::get_account_info::is_expired;
use super::{OWNER, PAGE, account_settings, acting_for, ok, page};
use crate::catalogue::Method;
use crate::fault::account::of_find_account;
use crate::parameters::Parameters;
use crate::wire;

/// Its row in the catalogue.
pub(crate) const METHOD: Method = Method {
    name: "listAccounts",
    summary: "Lists the accounts of the caller, or of i_customer, ascending by number.",
    source: "107322",
    acting_for: Some("i_customer"),
    parameters: &[&[OWNER], PAGE],
    returns: "accounts (Array of Struct): i_account, username, description, blocked (Boolean), expired (Boolean), \
              balance, credit_limit, base_currency, registration_status (nil)",
};

/// Lists them.
pub(crate) async fn call(app: &App, context: &Context, parameters: &Parameters<'_>) -> Result<Struct, Fault> {
    let owner = acting_for(context, parameters, "i_customer")?;
    let (offset, limit) = page(parameters)?;
    let found = list_page(app, context, owner, offset, limit).await;
    let found = found.map_err(|error| of_find_account(&error, "i_customer", &context.request_id))?;
    let accounts: Vec<Value> = found.iter().map(|found| describe(found, context.now)).collect();
    Ok(ok().with("accounts", accounts))
}

fn describe(found: &FoundAccount, now: Timestamp) -> Value {
    let account = &found.account;
    let (balance, credit_limit) = account_settings::funds(found);
    let line = Struct::new()
        .with("i_account", account.id.0)
        .with("username", account.profile.username.as_str())
        .with("description", account.endpoint().map_or("", |endpoint| endpoint.description.as_str()))
        .with("blocked", account.blocked)
        .with("expired", is_expired(account, now))
        .with("balance", wire::double(balance))
        .with("credit_limit", wire::credit_limit(credit_limit))
        .with("base_currency", found.currency.as_str())
        .with("registration_status", Value::Nil);
    Value::Struct(line)
}
