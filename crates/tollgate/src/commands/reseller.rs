//! `tollgate reseller`: customers who may have customers, and what they lay down for them.

use app::customer::update::{self, UpdateCustomer};
use clap::{Args, Subcommand};
use party::billing::{ApiRevision, BillingType};
use party::customer::{Change, Customer, RightsChoice};
use party::ids::CustomerId;
use party::rights::{Flag, Manage};
use serde_json::json;

use super::Outcome;
use super::customer::page_of;
use super::new_customer::NewCustomer;
use super::output::{Format, Record};
use super::terminal::{Page, Session, Who, positive_units, with_session};
use crate::config::Settings;
use crate::failure::Failure;

/// See `tollgate reseller --help`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the resellers directly below one owner.
    List(List),
    /// Make a reseller with access to the interfaces.
    Create(Box<Create>),
    /// Change what a reseller lays down for his customers.
    Set(Set),
}

/// See `tollgate reseller list --help`.
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    settings: Settings,
    /// Whose resellers, by number or name.
    #[arg(long, value_name = "CUSTOMER", default_value = "1")]
    owner: Who,
    #[command(flatten)]
    page: Page,
    #[command(flatten)]
    format: Format,
}

/// See `tollgate reseller create --help`.
#[derive(Debug, Args)]
pub(crate) struct Create {
    #[command(flatten)]
    customer: NewCustomer,
    #[command(flatten)]
    terms: Terms,
}

/// See `tollgate reseller set --help`.
#[derive(Debug, Args)]
pub(crate) struct Set {
    /// Number or name.
    reseller: Who,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    terms: Terms,
    #[command(flatten)]
    format: Format,
}

/// What a reseller lays down for the customers he makes; what is not said stays, or is the default.
#[derive(Debug, Args)]
pub(crate) struct Terms {
    /// Billing type of customers made together with their first user: prepaid or postpaid.
    #[arg(long, value_name = "TYPE")]
    default_billing_type: Option<BillingType>,
    /// Message credits that a new customer is given on request.
    #[arg(long, value_name = "CREDITS", value_parser = positive_units)]
    free_credits: Option<i64>,
    /// Revision of the messaging interface that his programs speak: 1 (older) or 2 (newer).
    #[arg(long, value_name = "REVISION", value_parser = api_revision)]
    api_revision: Option<ApiRevision>,
}

impl Command {
    pub(crate) fn run(&self) -> Outcome {
        match self {
            Self::List(command) => command.run(),
            Self::Create(command) => command.run(),
            Self::Set(command) => command.run(),
        }
    }
}

impl List {
    fn run(&self) -> Outcome {
        with_session(&self.settings, async |session| {
            let owner = session.customer_id(&self.owner).await?;
            let resellers = resellers_of(session, owner, self.page).await?;
            self.format.list(resellers.iter().map(record).collect())
        })
    }
}

impl Create {
    fn run(&self) -> Outcome {
        self.customer.create(true, |draft| {
            draft.rights = RightsChoice::Reseller;
            draft.change.default_billing_type = self.terms.default_billing_type;
            draft.change.free_credits_units = self.terms.free_credits;
            draft.change.api_revision = self.terms.api_revision;
        })
    }
}

impl Set {
    fn run(&self) -> Outcome {
        let Terms { default_billing_type, free_credits, api_revision } = self.terms;
        let change = Change {
            default_billing_type,
            free_credits_units: free_credits,
            api_revision,
            ..Change::default()
        };
        if change == Change::default() {
            return Err(Failure::usage("nothing to set").hint("see `tollgate reseller set --help`"));
        }
        with_session(&self.settings, async |session| {
            let reseller = session.customer_id(&self.reseller).await?;
            let request = UpdateCustomer { change: change.clone(), ..UpdateCustomer::default() };
            update::update(&session.app, &session.context(), reseller, request).await?;
            let customer = session.customer(&self.reseller).await?.customer;
            self.format.one(record(&customer))
        })
    }
}

/// Customers who may add customers; the others are read and left out.
async fn resellers_of(session: &Session, owner: CustomerId, page: Page) -> Result<Vec<Customer>, Failure> {
    let wanted = usize::try_from(page.limit).unwrap_or_default();
    let mut after = page.after;
    let mut found = Vec::new();
    loop {
        let lines = page_of(session, owner, after, READ_AT_ONCE).await?;
        let Some(last) = lines.last() else { return Ok(found) };
        after = last.id.0;
        for line in lines {
            let customer = session.customer(&Who::Number(line.id)).await?.customer;
            if is_reseller(&customer) {
                found.push(customer);
            }
            if found.len() == wanted {
                return Ok(found);
            }
        }
    }
}

const READ_AT_ONCE: i64 = 500;

fn is_reseller(customer: &Customer) -> bool {
    customer.profile.rights.customers.contains(Manage::ADD)
}

fn record(customer: &Customer) -> Record {
    let profile = &customer.profile;
    vec![
        ("customer", json!(customer.key.id.0)),
        ("name", json!(profile.name.as_str())),
        ("company", json!(profile.contact.company_name.as_str())),
        ("billing_type", json!(profile.billing_type.as_str())),
        ("api_access", json!(profile.rights.flags.has(Flag::ApiAccess))),
        ("default_billing_type", json!(profile.reseller.default_billing_type.as_str())),
        ("free_credits", json!(profile.reseller.free_credits.to_decimal())),
        ("api_revision", json!(profile.reseller.api_revision.code())),
        ("blocked", json!(customer.blocked)),
    ]
}

fn api_revision(text: &str) -> Result<ApiRevision, String> {
    let revision = text.parse().ok().and_then(ApiRevision::from_code);
    revision.ok_or_else(|| "must be 1 (older) or 2 (newer)".to_owned())
}
