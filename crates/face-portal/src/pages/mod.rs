//! Every page of the portal, one file per noun: its routes, its handlers, its template's struct and samples of it.

pub(crate) mod acting;
pub(crate) mod api;
mod api_password;
mod api_samples;
pub(crate) mod audit;
mod audit_file;
mod audit_values;
pub(crate) mod branding;
pub(crate) mod confirm;
pub(crate) mod customer;
pub(crate) mod customer_fields;
pub(crate) mod customer_form;
pub(crate) mod customer_state;
pub(crate) mod customer_tree;
pub(crate) mod customers;
mod customers_asked;
pub(crate) mod endpoint_facts;
mod endpoint_fields;
pub(crate) mod endpoint_form;
pub(crate) mod errors;
pub(crate) mod files;
pub(crate) mod import;
pub(crate) mod money;
mod names;
pub(crate) mod overview;
pub(crate) mod owned;
pub(crate) mod password;
pub(crate) mod preferences;
pub(crate) mod push_fields;
mod push_seen;
pub(crate) mod second_factor;
pub(crate) mod sessions;
pub(crate) mod sign_in;
pub(crate) mod sign_in_code;
pub(crate) mod sign_out;
pub(crate) mod user;
pub(crate) mod user_form;
pub(crate) mod user_password;
pub(crate) mod user_push;
pub(crate) mod users;
pub(crate) mod web_user;
pub(crate) mod web_users;
mod web_users_file;

use crate::entry::Entry;
#[cfg(test)]
use crate::page::Frame;

/// Every page, in the order in which the menus link them.
pub(crate) fn all() -> Vec<Entry> {
    [
        overview::entries(),
        customers::entries(),
        customer_tree::entries(),
        customer::entries(),
        customer_form::entries(),
        customer_state::entries(),
        acting::entries(),
        users::entries(),
        user::entries(),
        user_form::entries(),
        endpoint_form::entries(),
        user_password::entries(),
        user_push::entries(),
        money::entries(),
        owned::tariffs::entries(),
        owned::service_plans::entries(),
        owned::routing_groups::entries(),
        import::entries(),
        audit::entries(),
        api::entries(),
        api_password::entries(),
        branding::entries(),
        web_users::entries(),
        web_user::entries(),
        sessions::entries(),
        password::entries(),
        second_factor::entries(),
        sign_in::entries(),
        sign_in_code::entries(),
        sign_out::entries(),
        preferences::entries(),
        files::entries(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a page looks like with made-up content: `text` stands wherever somebody may have written something.
#[cfg(test)]
pub(crate) type Samples = fn(&Frame, &str) -> Vec<Result<String, askama::Error>>;

/// The samples of every page.
#[cfg(test)]
pub(crate) const SAMPLES: &[(&str, Samples)] = &[
    ("overview", overview::samples),
    ("customers", customers::samples),
    ("customer_tree", customer_tree::samples),
    ("customer", customer::samples),
    ("customer_form", customer_form::samples),
    ("customer_state", customer_state::samples),
    ("acting", acting::samples),
    ("users", users::samples),
    ("user", user::samples),
    ("user_form", user_form::samples),
    ("endpoint_form", endpoint_form::samples),
    ("user_password", user_password::samples),
    ("user_push", user_push::samples),
    ("money", money::samples),
    ("branding", branding::samples),
    ("web_users", web_users::samples),
    ("web_user", web_user::samples),
    ("tariffs", owned::tariffs::samples),
    ("service_plans", owned::service_plans::samples),
    ("routing_groups", owned::routing_groups::samples),
    ("import", import::samples),
    ("audit", audit::samples),
    ("api", api::samples),
    ("api_password", api_password::samples),
    ("sessions", sessions::samples),
    ("password", password::samples),
    ("second_factor", second_factor::samples),
    ("sign_in", sign_in::samples),
    ("sign_in_code", sign_in_code::samples),
    ("errors", errors::samples),
];
