//! Every method of this face: one row each. The rows drive the dispatcher, `system.methodHelp`, the reference page and
//! the contract file.

use std::sync::LazyLock;

use crate::methods::{
    add_billing_plan, add_routing_group, auth_account, auth_customer, block_account, block_customer,
    block_web_user, book_funds, create_account, create_customer, create_tariff, del_routing_group,
    delete_account, delete_billing_plan, delete_customer, delete_tariff, get_account_info, get_audit_logs,
    get_customer_info, get_dictionary, get_payments, get_service_plans, get_tariff_info, get_tariffs_list,
    list_accounts, list_customers, list_routing_groups, low_balance, reset_account_one_time_password,
    reset_customer_one_time_password, system, update_account, update_billing_plan, update_customer,
    update_routing_group, update_tariff, validate_password,
};

/// A method.
pub struct Method {
    /// Its name on the wire.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// Where the imitated interface documents it: article number or section of the reference.
    pub source: &'static str,
    /// The parameter that names the customer on whose behalf a trusted host, or an ancestor, calls; none: the method
    /// needs no customer.
    pub acting_for: Option<&'static str>,
    /// What it takes, in groups: some are shared by several methods.
    pub parameters: &'static [&'static [Parameter]],
    /// What it answers with, beside `result`.
    pub returns: &'static str,
}

/// A parameter of a method.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its type on the wire.
    pub kind: Kind,
    /// Whether it must be there.
    pub presence: Presence,
    /// Meaning, what is allowed; the default after a semicolon.
    pub meaning: &'static str,
}

/// Types, in the words of the imitated documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `<int>`.
    Integer,
    /// `<double>`, exact decimal text.
    Double,
    /// `<string>`.
    String,
    /// `<boolean>`.
    Boolean,
    /// `<array>`.
    Array,
}

impl Kind {
    /// The word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Integer => "Integer",
            Self::Double => "Double",
            Self::String => "String",
            Self::Boolean => "Boolean",
            Self::Array => "Array",
        }
    }
}

/// Whether a parameter must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It must, with a value.
    Required,
    /// It must, with a value or nil.
    RequiredNullable,
    /// It may; nil counts as absent.
    Optional,
    /// It may, with a value or nil.
    Nullable,
}

impl Presence {
    /// The words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::RequiredNullable => "required, may be nil",
            Self::Optional => "optional",
            Self::Nullable => "optional, may be nil",
        }
    }
}

impl Method {
    /// What it takes, in order.
    pub fn parameters(&self) -> impl Iterator<Item = &'static Parameter> {
        self.parameters.iter().copied().flatten()
    }

    /// The parameter called `name`.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.parameters().find(|parameter| parameter.name == name)
    }
}

/// Every method, ascending by name.
pub static METHODS: LazyLock<Vec<&'static Method>> = LazyLock::new(|| {
    let mut methods = vec![
        &auth_account::METHOD,
        &block_account::BLOCK,
        &block_account::UNBLOCK,
        &book_funds::ACCOUNT_ADD_FUNDS,
        &book_funds::ACCOUNT_CREDIT,
        &book_funds::ACCOUNT_DEBIT,
        &create_account::METHOD,
        &delete_account::METHOD,
        &get_account_info::METHOD,
        &list_accounts::METHOD,
        &reset_account_one_time_password::METHOD,
        &update_account::METHOD,
        &add_billing_plan::METHOD,
        &add_routing_group::METHOD,
        &auth_customer::METHOD,
        &block_web_user::BLOCK,
        &block_web_user::UNBLOCK,
        &reset_customer_one_time_password::METHOD,
        &block_customer::BLOCK,
        &block_customer::UNBLOCK,
        &book_funds::ADD_FUNDS,
        &book_funds::CREDIT,
        &book_funds::DEBIT,
        &create_customer::METHOD,
        &create_tariff::METHOD,
        &delete_billing_plan::METHOD,
        &delete_customer::METHOD,
        &get_customer_info::METHOD,
        &get_dictionary::METHOD,
        &get_payments::INFO,
        &get_payments::LIST,
        &get_service_plans::INFO,
        &get_service_plans::LIST,
        &get_tariff_info::METHOD,
        &get_tariffs_list::METHOD,
        &list_customers::METHOD,
        &list_routing_groups::METHOD,
        &low_balance::GET,
        &low_balance::SET,
        &system::LIST_METHODS,
        &system::METHOD_HELP,
        &system::METHOD_SIGNATURE,
        &system::MULTICALL,
        &del_routing_group::METHOD,
        &delete_tariff::METHOD,
        &get_audit_logs::METHOD,
        &update_billing_plan::METHOD,
        &update_customer::METHOD,
        &update_routing_group::METHOD,
        &update_tariff::METHOD,
        &validate_password::METHOD,
    ];
    methods.sort_by_key(|method| method.name);
    methods
});

/// The method called `name`.
#[must_use]
pub fn find(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name == name).copied()
}

pub(crate) const fn required(name: &'static str, kind: Kind, meaning: &'static str) -> Parameter {
    Parameter { name, kind, presence: Presence::Required, meaning }
}

pub(crate) const fn required_nullable(name: &'static str, kind: Kind, meaning: &'static str) -> Parameter {
    Parameter { name, kind, presence: Presence::RequiredNullable, meaning }
}

pub(crate) const fn optional(name: &'static str, kind: Kind, meaning: &'static str) -> Parameter {
    Parameter { name, kind, presence: Presence::Optional, meaning }
}

pub(crate) const fn nullable(name: &'static str, kind: Kind, meaning: &'static str) -> Parameter {
    Parameter { name, kind, presence: Presence::Nullable, meaning }
}
