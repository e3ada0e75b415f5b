//! `tollgate service-plan`: the terms under which accounts are charged.

use app::owned::NamedPage;
use app::service_plan::{create, delete, read, update};
use clap::{Args, Subcommand};
use party::dictionary::BillingCycle;
use party::ids::{ServicePlanId, TariffId};
use party::service_plan::{ServicePlan, ServicePlanChange, ServicePlanDraft, ServicePlanTerms, TermsChange};
use party::text::{Line, Title};
use serde_json::json;

use super::Outcome;
use super::output::{Format, Record, tell};
use super::terminal::{Owner, Page};

/// See `tollgate service-plan --help`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the service plans of one owner.
    List(List),
    /// Make a service plan; its currency is its tariff's and never changes.
    Create(Create),
    /// Change a service plan.
    Update(Update),
    /// Remove a service plan that no account has.
    Delete(Delete),
}

/// See `tollgate service-plan list --help`.
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    owner: Owner,
    #[command(flatten)]
    page: Page,
    #[command(flatten)]
    format: Format,
}

/// See `tollgate service-plan create --help`.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// Its name.
    #[arg(value_parser = Title::parse)]
    name: Title,
    #[command(flatten)]
    owner: Owner,
    /// What calls cost: a tariff of the owner's, by number.
    #[arg(long, value_name = "NUMBER")]
    tariff: i64,
    /// Free text.
    #[arg(long, value_name = "TEXT", default_value = "", value_parser = Line::<255>::parse)]
    description: Line<255>,
    /// How often charges fall due: weekly, bi-weekly, monthly.
    #[arg(long, value_name = "CYCLE", default_value = "monthly", value_parser = cycle)]
    billing_cycle: BillingCycle,
    /// Charges are due when a cycle ends, not when it begins.
    #[arg(long)]
    postpaid: bool,
    /// Calls stop when all limits are exhausted.
    #[arg(long)]
    suspend_all_calls: bool,
    #[command(flatten)]
    format: Format,
}

/// See `tollgate service-plan update --help`.
#[derive(Debug, Args)]
pub(crate) struct Update {
    /// Its number.
    service_plan: i64,
    #[command(flatten)]
    owner: Owner,
    #[command(flatten)]
    changes: Changes,
}

/// What may change.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct Changes {
    /// Its name.
    #[arg(long, value_name = "NAME", value_parser = Title::parse)]
    name: Option<Title>,
    /// A tariff of the owner's in the same currency, by number.
    #[arg(long, value_name = "NUMBER")]
    tariff: Option<i64>,
    /// Free text.
    #[arg(long, value_name = "TEXT", value_parser = Line::<255>::parse)]
    description: Option<Line<255>>,
    /// How often charges fall due: weekly, bi-weekly, monthly.
    #[arg(long, value_name = "CYCLE", value_parser = cycle)]
    billing_cycle: Option<BillingCycle>,
    /// Whether charges are due when a cycle begins.
    #[arg(long, value_name = "BOOL")]
    prepaid: Option<bool>,
    /// Whether calls stop when all limits are exhausted.
    #[arg(long, value_name = "BOOL")]
    suspend_all_calls: Option<bool>,
}

/// See `tollgate service-plan delete --help`.
#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// Its number.
    service_plan: i64,
    #[command(flatten)]
    owner: Owner,
}

impl Command {
    pub(crate) fn run(&self) -> Outcome {
        match self {
            Self::List(command) => command.run(),
            Self::Create(command) => command.run(),
            Self::Update(command) => command.run(),
            Self::Delete(command) => command.run(),
        }
    }
}

impl List {
    fn run(&self) -> Outcome {
        self.owner.with_session(async |session, owner| {
            let plans = read::list(&session.app, &session.context(), Some(owner), NamedPage::ALL).await?;
            self.format.list(self.page.of(plans, |plan| plan.id.0).iter().map(record).collect())
        })
    }
}

impl Create {
    fn run(&self) -> Outcome {
        self.owner.with_session(async |session, owner| {
            let terms = ServicePlanTerms {
                name: self.name.clone(),
                description: self.description.clone(),
                billing_cycle: self.billing_cycle,
                prepaid: !self.postpaid,
                suspend_all_calls: self.suspend_all_calls,
            };
            let draft = ServicePlanDraft { tariff: TariffId(self.tariff), currency: None, terms };
            let made = create::create(&session.app, &session.context(), Some(owner), draft).await?;
            self.format
                .one(vec![("service_plan", json!(made.service_plan_id)), ("name", json!(self.name.as_str()))])
        })
    }
}

impl Update {
    fn run(&self) -> Outcome {
        self.owner.with_session(async |session, owner| {
            let id = ServicePlanId(self.service_plan);
            let changes = &self.changes;
            let change = ServicePlanChange {
                tariff: changes.tariff.map(TariffId),
                currency: None,
                terms: TermsChange {
                    name: changes.name.clone(),
                    description: changes.description.clone(),
                    billing_cycle: changes.billing_cycle,
                    prepaid: changes.prepaid,
                    suspend_all_calls: changes.suspend_all_calls,
                },
            };
            update::update(&session.app, &session.context(), Some(owner), id, change).await?;
            tell(&format!("service plan {id} is changed"))
        })
    }
}

impl Delete {
    fn run(&self) -> Outcome {
        self.owner.with_session(async |session, owner| {
            let id = ServicePlanId(self.service_plan);
            delete::delete(&session.app, &session.context(), Some(owner), id).await?;
            tell(&format!("service plan {id} is removed"))
        })
    }
}

fn cycle(text: &str) -> Result<BillingCycle, String> {
    let found = BillingCycle::all().find(|term| term.label.eq_ignore_ascii_case(text));
    let refused = || "must be one of weekly, bi-weekly, monthly".to_owned();
    BillingCycle::new(found.ok_or_else(refused)?.id).map_err(|error| error.to_string())
}

fn record(plan: &ServicePlan) -> Record {
    vec![
        ("service_plan", json!(plan.id.0)),
        ("name", json!(plan.terms.name.as_str())),
        ("owner", json!(plan.owner.id.0)),
        ("tariff", json!(plan.tariff.0)),
        ("currency", json!(plan.currency.as_str())),
        ("billing_cycle", json!(plan.terms.billing_cycle.label().to_lowercase())),
        ("prepaid", json!(plan.terms.prepaid)),
        ("suspend_all_calls", json!(plan.terms.suspend_all_calls)),
        ("description", json!(plan.terms.description.as_str())),
    ]
}
