//! What the list of customers was asked for: its query, the links that ask for another part of it, the fields that do.

use app::customer::search::{CustomerRow, CustomerSearch, Place, State};
use party::billing::BillingType;
use party::ids::CustomerId;

use super::customers::{EXPORT, ROUTE};
use crate::listing;
use crate::page::Frame;
use crate::route::{Path, Route};
use crate::ui::{Choice, Field, Kind, SearchBar};
use crate::visit::Fields;

/// What the list was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) owner: Option<CustomerId>,
    pub(super) search: String,
    state: State,
    billing_type: Option<BillingType>,
    has_customers: Option<bool>,
    is_low: bool,
    by_number: bool,
    pub(super) descending: bool,
    pub(super) place: Place,
}

impl Asked {
    /// What the query says; what it does not say, or says wrongly, is as usual. Who does not see money cannot ask who has little.
    pub(super) fn read(query: &Fields, sees_money: bool) -> Self {
        Self {
            owner: query.text("owner").parse().ok().map(CustomerId),
            search: query.text("search").trim().replace('\0', "").chars().take(64).collect(),
            state: match query.text("state") {
                "active" => State::Active,
                "blocked" => State::Blocked,
                _ => State::Any,
            },
            billing_type: match query.text("pays") {
                "before" => Some(BillingType::Prepaid),
                "after" => Some(BillingType::Postpaid),
                _ => None,
            },
            has_customers: match query.text("below") {
                "some" => Some(true),
                "none" => Some(false),
                _ => None,
            },
            is_low: sees_money && query.text("balance") == "low",
            by_number: query.text("order") == "number",
            descending: query.text("direction") == "descending",
            place: listing::place(query),
        }
    }

    /// The same as the use case asks it.
    pub(super) fn wanted(&self, limit: i64) -> CustomerSearch {
        CustomerSearch {
            prefix: self.search.clone(),
            state: self.state,
            billing_type: self.billing_type,
            has_customers: self.has_customers,
            is_low: self.is_low,
            by_number: self.by_number,
            descending: self.descending,
            from: self.place.clone(),
            limit,
        }
    }

    fn state_word(&self) -> &'static str {
        match self.state {
            State::Any => "",
            State::Active => "active",
            State::Blocked => "blocked",
        }
    }

    fn billing_word(&self) -> &'static str {
        match self.billing_type {
            None => "",
            Some(BillingType::Prepaid) => "before",
            Some(BillingType::Postpaid) => "after",
        }
    }

    fn below_word(&self) -> &'static str {
        match self.has_customers {
            None => "",
            Some(true) => "some",
            Some(false) => "none",
        }
    }

    fn balance_word(&self) -> &'static str {
        if self.is_low { "low" } else { "" }
    }

    /// Whether nobody is left out.
    pub(super) fn is_whole(&self) -> bool {
        *self
            == Self {
                owner: self.owner,
                by_number: self.by_number,
                descending: self.descending,
                place: self.place.clone(),
                ..Self::read(&Fields::default(), false)
            }
    }

    /// The first page in this order.
    pub(super) fn sorted(&self, by_number: bool, descending: bool) -> Path {
        self.sorted_at(ROUTE, by_number, descending)
    }

    /// The whole list in a file.
    pub(super) fn export(&self) -> Path {
        self.sorted_at(EXPORT, self.by_number, self.descending)
    }

    fn sorted_at(&self, route: Route, by_number: bool, descending: bool) -> Path {
        let owner = self.owner.map(|owner| owner.to_string()).unwrap_or_default();
        route
            .path()
            .with("owner", &owner)
            .with("search", &self.search)
            .with("state", self.state_word())
            .with("pays", self.billing_word())
            .with("below", self.below_word())
            .with("balance", self.balance_word())
            .with("order", if by_number { "number" } else { "" })
            .with("direction", if descending { "descending" } else { "" })
    }

    /// The page next to `row`; `side` is `after` or `before`.
    pub(super) fn next_to(&self, side: &str, row: &CustomerRow) -> Path {
        let path = self.sorted(self.by_number, self.descending).with(side, &row.id.to_string());
        path.with("name", if self.is_by_number() { "" } else { &row.name })
    }

    /// Whether the list goes by number.
    pub(super) fn is_by_number(&self) -> bool {
        self.by_number && self.has_numbers_in_order()
    }

    /// Whether it can: where something is searched for, it goes by name.
    pub(super) fn has_numbers_in_order(&self) -> bool {
        CustomerSearch { by_number: true, ..self.wanted(1) }.is_by_number()
    }
}

/// What finds customers and chooses among them; `sees_money`: also those who have little.
pub(super) fn search_bar(frame: &Frame, asked: &Asked, sees_money: bool) -> SearchBar {
    let choice = |value: &str, key: &str| Choice { value: value.to_owned(), label: frame.t(key) };
    let states = vec![
        choice("", "customers-state-any"),
        choice("active", "customers-state-active"),
        choice("blocked", "customers-state-blocked"),
    ];
    let billing_types = vec![
        choice("", "customers-state-any"),
        choice("before", "customer-prepaid"),
        choice("after", "customer-postpaid"),
    ];
    let below = vec![
        choice("", "customers-state-any"),
        choice("some", "customers-below-some"),
        choice("none", "customers-below-none"),
    ];
    let balances = vec![choice("", "customers-state-any"), choice("low", "customers-balance-low")];
    let mut hidden = Vec::new();
    if let Some(owner) = asked.owner {
        hidden.push(("owner", owner.to_string()));
    }
    if asked.by_number {
        hidden.push(("order", "number".to_owned()));
    }
    if asked.descending {
        hidden.push(("direction", "descending".to_owned()));
    }
    let mut fields = vec![
        Field {
            value: asked.search.clone(),
            ..Field::new("search", frame.t("customers-search"), Kind::Text)
        },
        Field {
            value: asked.state_word().to_owned(),
            ..Field::new("state", frame.t("customer-status"), Kind::Select(states))
        },
        Field {
            value: asked.billing_word().to_owned(),
            ..Field::new("pays", frame.t("customer-billing-type"), Kind::Select(billing_types))
        },
        Field {
            value: asked.below_word().to_owned(),
            ..Field::new("below", frame.t("customers-below"), Kind::Select(below))
        },
    ];
    if sees_money {
        fields.push(Field {
            value: asked.balance_word().to_owned(),
            ..Field::new("balance", frame.t("customer-balance"), Kind::Select(balances))
        });
    }
    SearchBar { action: ROUTE.path(), fields, hidden, submit: frame.t("search") }
}
