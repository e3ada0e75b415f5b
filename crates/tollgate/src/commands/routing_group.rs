//! `tollgate routing-group`: named routing policies.

use app::routing_group::{create, list};
use clap::{Args, Subcommand};
use party::dictionary::RoutingPolicy;
use party::routing_group::{RoutingGroup, RoutingGroupTerms};
use party::text::{Line, Title};
use serde_json::json;

use super::Outcome;
use super::output::{Format, Record};
use super::terminal::{Who, with_session};
use crate::config::Settings;

/// See `tollgate routing-group --help`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the routing groups of one owner.
    List(List),
    /// Make a routing group.
    Create(Create),
}

/// See `tollgate routing-group list --help`.
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    settings: Settings,
    /// Whose routing groups, by number or name.
    #[arg(long, value_name = "CUSTOMER", default_value = "1")]
    owner: Who,
    /// Leave out so many at the start.
    #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..))]
    offset: i64,
    /// At most so many.
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=10_000))]
    limit: i64,
    #[command(flatten)]
    format: Format,
}

/// See `tollgate routing-group create --help`.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// Its name.
    #[arg(value_parser = Title::parse)]
    name: Title,
    #[command(flatten)]
    settings: Settings,
    /// Whose it will be, by number or name.
    #[arg(long, value_name = "CUSTOMER", default_value = "1")]
    owner: Who,
    /// How its routes are ordered: least_cost, preference, weight.
    #[arg(long, value_name = "POLICY", default_value = "least_cost", value_parser = policy)]
    policy: RoutingPolicy,
    /// Free text.
    #[arg(long, value_name = "TEXT", default_value = "", value_parser = Line::<255>::parse)]
    description: Line<255>,
    #[command(flatten)]
    format: Format,
}

impl Command {
    pub(crate) fn run(&self) -> Outcome {
        match self {
            Self::List(command) => command.run(),
            Self::Create(command) => command.run(),
        }
    }
}

impl List {
    fn run(&self) -> Outcome {
        with_session(&self.settings, async |session| {
            let owner = session.customer_id(&self.owner).await?;
            let groups =
                list::list(&session.app, &session.context(), Some(owner), self.offset, self.limit).await?;
            self.format.list(groups.iter().map(record).collect())
        })
    }
}

impl Create {
    fn run(&self) -> Outcome {
        with_session(&self.settings, async |session| {
            let owner = session.customer_id(&self.owner).await?;
            let terms = RoutingGroupTerms {
                name: self.name.clone(),
                policy: self.policy,
                description: self.description.clone(),
            };
            let made = create::create(&session.app, &session.context(), Some(owner), terms).await?;
            self.format.one(vec![
                ("routing_group", json!(made.routing_group_id)),
                ("name", json!(self.name.as_str())),
            ])
        })
    }
}

fn policy(text: &str) -> Result<RoutingPolicy, String> {
    let found = RoutingPolicy::all().find(|term| term.label == text);
    let refused = || "must be one of least_cost, preference, weight".to_owned();
    RoutingPolicy::new(found.ok_or_else(refused)?.id).map_err(|error| error.to_string())
}

fn record(group: &RoutingGroup) -> Record {
    vec![
        ("routing_group", json!(group.id.0)),
        ("name", json!(group.terms.name.as_str())),
        ("owner", json!(group.owner.id.0)),
        ("policy", json!(group.terms.policy.label())),
        ("description", json!(group.terms.description.as_str())),
    ]
}
