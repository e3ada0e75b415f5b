//! What the list of customers was asked for, besides what any list is: how they pay, who stands below them, what they have
//! left.

use app::customer::search::{CustomerSearch, LOOKS_MAX};
use party::billing::BillingType;
use party::ids::CustomerId;

use super::customers::ROUTE;
use crate::listing;
use crate::page::Frame;
use crate::ui::{Choice, Field, Kind, SearchBar};
use crate::visit::Fields;

/// What the list was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) list: listing::Asked,
    billing_type: Option<BillingType>,
    has_customers: Option<bool>,
    is_low: bool,
}

impl Asked {
    /// What the query says; what it does not say, or says wrongly, is as usual. Who does not see money cannot ask who has little.
    pub(super) fn read(query: &Fields, sees_money: bool) -> Self {
        let billing_type = match query.text("pays") {
            "before" => Some(BillingType::Prepaid),
            "after" => Some(BillingType::Postpaid),
            _ => None,
        };
        let has_customers = match query.text("below") {
            "some" => Some(true),
            "none" => Some(false),
            _ => None,
        };
        let is_low = sees_money && query.text("balance") == "low";
        let owner = query.text("owner").parse().ok().map(CustomerId);
        let words = [billing_word(billing_type), below_word(has_customers), balance_word(is_low)];
        let filters = ["pays", "below", "balance"].into_iter().zip(words);
        let list = listing::Asked::read(ROUTE, "owner", owner, query).filtered(filters);
        Self { list, billing_type, has_customers, is_low }
    }

    /// The same as the use case asks it.
    pub(super) fn wanted(&self, limit: i64) -> CustomerSearch {
        CustomerSearch {
            prefix: self.list.search.clone(),
            state: self.list.state,
            billing_type: self.billing_type,
            has_customers: self.has_customers,
            is_low: self.is_low,
            by_number: self.list.by_number,
            descending: self.list.descending,
            from: self.list.place.clone(),
            found_by: self.list.found_by,
            limit,
            looks_max: LOOKS_MAX,
        }
    }
}

/// What finds customers and chooses among them; `sees_money`: also those who have little.
pub(super) fn search_bar(frame: &Frame, asked: &Asked, sees_money: bool) -> SearchBar {
    let mut bar = asked.list.search_bar(frame, frame.t("customers-search"), frame.t("customers-search-hint"));
    let mut select = |name: &'static str, label: &str, value: &str, choices: &[(&str, &str)]| {
        let all = [("", "list-state-any")];
        let choices = all.iter().chain(choices);
        let choices = choices.map(|(value, key)| Choice { value: (*value).to_owned(), label: frame.t(key) });
        let kind = Kind::Select(choices.collect());
        bar.fields.push(Field { value: value.to_owned(), ..Field::new(name, frame.t(label), kind) });
    };
    let pays = [("before", "customer-prepaid"), ("after", "customer-postpaid")];
    select("pays", "customer-billing-type", billing_word(asked.billing_type), &pays);
    let below = [("some", "customers-below-some"), ("none", "customers-below-none")];
    select("below", "customers-below", below_word(asked.has_customers), &below);
    if sees_money {
        let low = [("low", "customers-balance-low")];
        select("balance", "customer-balance", balance_word(asked.is_low), &low);
    }
    bar
}

fn billing_word(billing_type: Option<BillingType>) -> &'static str {
    match billing_type {
        None => "",
        Some(BillingType::Prepaid) => "before",
        Some(BillingType::Postpaid) => "after",
    }
}

fn below_word(has_customers: Option<bool>) -> &'static str {
    match has_customers {
        None => "",
        Some(true) => "some",
        Some(false) => "none",
    }
}

fn balance_word(is_low: bool) -> &'static str {
    if is_low { "low" } else { "" }
}
