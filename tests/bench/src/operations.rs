//! The operations and pages that are measured, what a request of each looks like, and what is asked of it.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::cast::{Chance, Reseller, reseller_name, signature};
use crate::client::Call;
use crate::server::PASSWORD;
use crate::template;

/// One operation, in the order in which they are measured: pages first, and what fills the database most last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    /// A customer's description, by number.
    GetCustomerInfo,
    /// Twenty lines from somewhere in the first thousand.
    ListCustomers,
    /// A customer's credits, by name.
    Balance,
    /// Credits from reseller to customer.
    AddCredits,
    /// A customer with a login.
    CreateCustomer,
    /// A customer and his first user.
    CustomerUserCreate,
    /// A customer without login and users.
    CustomerCreate,
    /// The portal's first page.
    PageOverview,
    /// The portal's table of customers.
    PageCustomers,
    /// Its thousandth page, or the last.
    PageCustomersLater,
    /// What a search finds in it.
    PageCustomersSearch,
    /// It in the order of numbers.
    PageCustomersByNumber,
    /// Those of them who have little.
    PageCustomersLow,
    /// Those of them who have customers themselves.
    PageCustomersBelow,
    /// One customer's page.
    PageCustomer,
}

/// What an operation is measured against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Bar {
    /// Requests in a second.
    PerSecond(f64),
    /// A part of what the engine alone does with the same rows.
    OfEngine(f64),
    /// A part of what the processors do of the same password hash.
    OfHash(f64),
    /// Milliseconds for the slowest twentieth of a page's requests.
    Within(f64),
    /// Nothing: it is told.
    Told,
}

impl Bar {
    /// Whether `value`, in its own unit, is what is asked.
    pub(crate) fn is_met(self, value: f64) -> bool {
        match self {
            Self::PerSecond(least) | Self::OfEngine(least) | Self::OfHash(least) => least <= value,
            Self::Within(most) => value <= most,
            Self::Told => true,
        }
    }
}

/// Makes names that nobody has.
static MADE: AtomicI64 = AtomicI64::new(0);

/// Lines of one page.
const PAGE_LINES: i64 = 20;

/// The first line of the last page that is asked for.
const OFFSET_MAX: i64 = 980;

/// Rows of a page of the portal's table.
const TABLE_ROWS: i64 = 50;

/// The rows before its thousandth page.
const ROWS_BEFORE: i64 = 999 * TABLE_ROWS;

/// Digits that a search leaves out at the end of a name: a hundred names begin alike.
const DIGITS_LEFT_OUT: usize = 2;

impl Operation {
    /// Everything that is measured, in its order.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Self::PAGES.into_iter().chain(Self::OF_DIALECTS)
    }

    /// The pages of the portal.
    pub(crate) const PAGES: [Self; 8] = [
        Self::PageOverview,
        Self::PageCustomers,
        Self::PageCustomersLater,
        Self::PageCustomersSearch,
        Self::PageCustomersByNumber,
        Self::PageCustomersLow,
        Self::PageCustomersBelow,
        Self::PageCustomer,
    ];

    /// The operations of both dialects.
    pub(crate) const OF_DIALECTS: [Self; 7] = [
        Self::GetCustomerInfo,
        Self::ListCustomers,
        Self::Balance,
        Self::AddCredits,
        Self::CreateCustomer,
        Self::CustomerUserCreate,
        Self::CustomerCreate,
    ];

    /// Whether it is a page of the portal.
    pub(crate) fn is_page(self) -> bool {
        Self::PAGES.contains(&self)
    }

    /// Its name on the wire, or of the page.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::GetCustomerInfo => "getCustomerInfo",
            Self::ListCustomers => "listCustomers",
            Self::Balance => "admin/balance",
            Self::AddCredits => "admin/addCredits",
            Self::CreateCustomer => "createCustomer",
            Self::CustomerUserCreate => "customer-user/create",
            Self::CustomerCreate => "customer/create",
            Self::PageOverview => "page:overview",
            Self::PageCustomers => "page:customers",
            Self::PageCustomersLater => "page:customers-1000",
            Self::PageCustomersSearch => "page:customers-search",
            Self::PageCustomersByNumber => "page:customers-by-number",
            Self::PageCustomersLow => "page:customers-low",
            Self::PageCustomersBelow => "page:customers-below",
            Self::PageCustomer => "page:customer",
        }
    }

    /// What is asked of it.
    pub(crate) fn bar(self) -> Bar {
        match self {
            Self::GetCustomerInfo | Self::ListCustomers | Self::Balance => Bar::PerSecond(10_000.0),
            Self::AddCredits | Self::CustomerCreate => Bar::OfEngine(0.4),
            Self::CreateCustomer | Self::CustomerUserCreate => Bar::OfHash(0.9),
            Self::PageCustomers
            | Self::PageCustomersLater
            | Self::PageCustomersSearch
            | Self::PageCustomersByNumber
            | Self::PageCustomersLow
            | Self::PageCustomersBelow => Bar::Within(200.0),
            Self::PageOverview | Self::PageCustomer => Bar::Told,
        }
    }

    /// A request of `reseller`, whose tariff is `tariff`, about somebody.
    pub(crate) fn request(self, reseller: &Reseller, tariff: i64, chance: &mut Chance) -> Call {
        let index = reseller.index;
        match self {
            Self::GetCustomerInfo => {
                let number = reseller.customer(chance);
                voice(self.name(), &[("i_customer", "int", &number.to_string())])
            }
            Self::ListCustomers => {
                let offset = chance.below(OFFSET_MAX.min(reseller.count) / PAGE_LINES + 1) * PAGE_LINES;
                let page =
                    [("offset", "int", &*offset.to_string()), ("limit", "int", &*PAGE_LINES.to_string())];
                voice(self.name(), &page)
            }
            Self::Balance | Self::AddCredits => {
                let (reseller_name, customer) = (reseller_name(index), reseller.customer_name(chance));
                let form = format!("reseller={reseller_name}&password={PASSWORD}&customer={customer}");
                let credits = if self == Self::AddCredits { "&creditsToAdd=1" } else { "" };
                Call::Messaging(self.name(), form + credits)
            }
            Self::CreateCustomer | Self::CustomerUserCreate | Self::CustomerCreate => {
                let name = format!("s{:010}", MADE.fetch_add(1, Ordering::Relaxed));
                self.create(index, tariff, &name)
            }
            Self::PageOverview => Call::Page("/".to_owned()),
            Self::PageCustomers => Call::Page("/customers".to_owned()),
            Self::PageCustomersLater => Call::Page(later_page(reseller)),
            Self::PageCustomersSearch => {
                let mut begins = reseller.customer_name(chance);
                begins.truncate(begins.len() - DIGITS_LEFT_OUT);
                Call::Page(format!("/customers?search={begins}"))
            }
            Self::PageCustomersByNumber => Call::Page("/customers?order=number".to_owned()),
            Self::PageCustomersLow => Call::Page("/customers?balance=low".to_owned()),
            Self::PageCustomersBelow => Call::Page("/customers?below=some".to_owned()),
            Self::PageCustomer => Call::Page(format!("/customers/{}", reseller.customer(chance))),
        }
    }

    /// The request that makes the customer `name`.
    pub(crate) fn create(self, reseller: usize, tariff: i64, name: &str) -> Call {
        let signature = signature(reseller);
        match self {
            Self::CustomerCreate => {
                let form = format!("name={name}&integrationId=&billingType=PRE_PAID&{signature}");
                Call::Messaging("customer/create", form)
            }
            Self::CustomerUserCreate => {
                let form = format!(
                    "customer={name}&username={name}&password=User-password-1&applyFreeCredits=true&{signature}"
                );
                Call::Messaging("customer-user/create", form)
            }
            _ => voice(
                "createCustomer",
                &[
                    ("name", "string", name),
                    ("web_login", "string", name),
                    ("web_password", "string", "Customer-password-1"),
                    ("i_tariff", "int", &tariff.to_string()),
                ],
            ),
        }
    }
}

/// The thousandth page of a reseller's customers by name, or the last full one: names rise with numbers.
fn later_page(reseller: &Reseller) -> String {
    let before = ROWS_BEFORE.min((reseller.count - 1) / TABLE_ROWS * TABLE_ROWS).max(1);
    let last = reseller.first + before - 1;
    format!("/customers?after={last}&name={}", template::name(last))
}

/// A document of the voice dialect with one struct.
pub(crate) fn voice(method: &str, members: &[(&str, &str, &str)]) -> Call {
    let member = |(name, kind, value): &(&str, &str, &str)| {
        format!("<member><name>{name}</name><value><{kind}>{value}</{kind}></value></member>")
    };
    let members: String = members.iter().map(member).collect();
    Call::Voice(format!(
        "<?xml version=\"1.0\"?><methodCall><methodName>{method}</methodName><params><param><value><struct>\
         {members}</struct></value></param></params></methodCall>"
    ))
}
