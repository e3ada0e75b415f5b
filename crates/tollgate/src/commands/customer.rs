//! `tollgate customer`: the nodes of the tree.

use app::customer::block;
use app::customer::find::CustomerView;
use app::customer::list::{self, CustomerLine, ListCustomers};
use charging::{Balance, CreditLimit};
use clap::{Args, Subcommand};
use party::ids::{CustomerId, ROOT};
use party::rights::{Flag, Manage, RightsChange};
use serde_json::{Value, json};

use super::Outcome;
use super::new_customer::NewCustomer;
use super::output::{Format, Record, tell};
use super::terminal::{Page, Session, Who, with_session};
use crate::config::Settings;
use crate::failure::Failure;

/// See `tollgate customer --help`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the customers of one owner.
    List(List),
    /// Show one customer with his money.
    Show(Show),
    /// Make a customer.
    Create(Box<Create>),
    /// Refuse everything to a customer and everybody below him.
    Block(Change),
    /// Lift the block of a customer.
    Unblock(Change),
}

/// See `tollgate customer list --help`.
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    settings: Settings,
    /// Whose customers, by number or name.
    #[arg(long, value_name = "CUSTOMER", default_value = "1")]
    owner: Who,
    #[command(flatten)]
    page: Page,
    #[command(flatten)]
    format: Format,
}

/// See `tollgate customer show --help`.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Number or name.
    customer: Who,
    #[command(flatten)]
    settings: Settings,
    #[command(flatten)]
    format: Format,
}

/// See `tollgate customer create --help`.
#[derive(Debug, Args)]
pub(crate) struct Create {
    #[command(flatten)]
    customer: NewCustomer,
    /// May use the interfaces with his API password.
    #[arg(long)]
    api_access: bool,
    /// What he may do to accounts of his own: add 1, edit 2, delete 4, or their sum.
    #[arg(long, value_name = "MASK", default_value = "0", value_parser = mask)]
    accounts_rights: Manage,
    /// The same for customers of his own.
    #[arg(long, value_name = "MASK", default_value = "0", value_parser = mask)]
    customers_rights: Manage,
    /// The same for tariffs of his own.
    #[arg(long, value_name = "MASK", default_value = "0", value_parser = mask)]
    tariffs_rights: Manage,
    /// The same for vouchers of his own.
    #[arg(long, value_name = "MASK", default_value = "0", value_parser = mask)]
    vouchers_rights: Manage,
}

/// See `tollgate customer block --help`.
#[derive(Debug, Args)]
pub(crate) struct Change {
    /// Number or name.
    customer: Who,
    #[command(flatten)]
    settings: Settings,
}

impl Command {
    pub(crate) fn run(&self) -> Outcome {
        match self {
            Self::List(command) => command.run(),
            Self::Show(command) => command.run(),
            Self::Create(command) => command.run(),
            Self::Block(command) => command.run(true),
            Self::Unblock(command) => command.run(false),
        }
    }
}

impl List {
    fn run(&self) -> Outcome {
        with_session(&self.settings, async |session| {
            let owner = session.customer_id(&self.owner).await?;
            let page = page_of(session, owner, self.page.after, self.page.limit).await?;
            self.format.list(page.iter().map(line_record).collect())
        })
    }
}

impl Show {
    fn run(&self) -> Outcome {
        with_session(&self.settings, async |session| {
            let view = session.customer(&self.customer).await?;
            self.format.one(view_record(&view))
        })
    }
}

impl Create {
    fn run(&self) -> Outcome {
        let masks = RightsChange {
            accounts: Some(self.accounts_rights),
            customers: Some(self.customers_rights),
            tariffs: Some(self.tariffs_rights),
            vouchers: Some(self.vouchers_rights),
            ..RightsChange::default()
        };
        let rights = masks.with(Flag::ApiAccess, self.api_access);
        self.customer.create(self.api_access, |draft| draft.change.rights = rights)
    }
}

impl Change {
    fn run(&self, blocked: bool) -> Outcome {
        with_session(&self.settings, async |session| {
            let customer = session.customer_id(&self.customer).await?;
            if customer == ROOT {
                return Err(Failure::new("root cannot be blocked"));
            }
            block::set_blocked(&session.app, &session.context(), customer, None, blocked).await?;
            let state = if blocked { "blocked" } else { "not blocked" };
            tell(&format!("customer {} is {state}", self.customer))
        })
    }
}

/// At most `limit` customers directly below `owner` with numbers above `after`.
pub(crate) async fn page_of(
    session: &Session,
    owner: CustomerId,
    after: i64,
    limit: i64,
) -> Result<Vec<CustomerLine>, Failure> {
    let request = ListCustomers { owner: Some(owner), after: CustomerId(after), offset: 0, limit };
    Ok(list::list(&session.app, &session.context(), request).await?)
}

fn line_record(line: &CustomerLine) -> Record {
    vec![
        ("customer", json!(line.id.0)),
        ("name", json!(line.name)),
        ("web_login", json!(line.web_login)),
        ("description", json!(line.description)),
        ("balance", json!(line.balance.to_decimal())),
        ("credit_limit", line.credit_limit.map_or(json!("unlimited"), |limit| json!(limit.to_decimal()))),
        ("currency", json!(line.balance.commodity().as_str())),
        ("blocked", json!(line.blocked)),
    ]
}

fn view_record(view: &CustomerView) -> Record {
    let customer = &view.customer;
    let profile = &customer.profile;
    let rights = &profile.rights;
    vec![
        ("customer", json!(customer.key.id.0)),
        ("object_id", json!(customer.object_id.to_string())),
        ("name", json!(profile.name.as_str())),
        ("owner", json!(customer.owner().map(|owner| owner.0))),
        ("blocked", json!(customer.blocked)),
        ("company", json!(profile.contact.company_name.as_str())),
        ("email", json!(profile.contact.email.as_str())),
        ("phone", json!(profile.contact.phone.as_str())),
        ("description", json!(profile.description.as_str())),
        ("web_login", json!(view.web_user.login)),
        ("api_access", json!(rights.flags.has(Flag::ApiAccess))),
        ("has_api_password", json!(view.has_api_password)),
        ("billing_type", json!(profile.billing_type.as_str())),
        ("tariff", json!(profile.tariff.map(|tariff| tariff.0))),
        ("routing_group", json!(profile.routing_group.map(|group| group.0))),
        ("currency", json!(profile.base_currency.as_str())),
        ("balance", json!(view.money.amount.to_decimal())),
        ("credit_limit", credit_limit(&view.money)),
        ("message_credits", json!(view.credits.amount.to_decimal())),
        ("message_credit_limit", credit_limit(&view.credits)),
        ("accounts_rights", json!(rights.accounts.bits())),
        ("customers_rights", json!(rights.customers.bits())),
        ("tariffs_rights", json!(rights.tariffs.bits())),
        ("vouchers_rights", json!(rights.vouchers.bits())),
        ("levels_below_max", json!(rights.depth_max)),
    ]
}

fn credit_limit(balance: &Balance) -> Value {
    match balance.credit_limit {
        CreditLimit::Of(limit) => json!(limit.to_decimal()),
        CreditLimit::Unlimited => json!("unlimited"),
    }
}

fn mask(text: &str) -> Result<Manage, String> {
    let bits = text.parse().ok().and_then(Manage::from_bits);
    bits.ok_or_else(|| "must be a whole number from 0 to 7".to_owned())
}
