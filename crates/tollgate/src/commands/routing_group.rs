//! `tollgate routing-group`: named routing policies.

use app::routing_group::{create, delete, read, update};
use clap::{Args, Subcommand};
use party::dictionary::RoutingPolicy;
use party::ids::RoutingGroupId;
use party::routing_group::{RoutingGroup, RoutingGroupChange, RoutingGroupTerms};
use party::text::{Line, Title};
use serde_json::json;

use super::Outcome;
use super::output::{Format, Record, tell};
use super::terminal::Owner;

/// See `tollgate routing-group --help`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the routing groups of one owner.
    List(List),
    /// Make a routing group.
    Create(Create),
    /// Change a routing group.
    Update(Update),
    /// Remove a routing group that no customer was given.
    Delete(Delete),
}

/// See `tollgate routing-group list --help`.
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    owner: Owner,
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
    owner: Owner,
    /// How its routes are ordered: least_cost, preference, weight.
    #[arg(long, value_name = "POLICY", default_value = "least_cost", value_parser = policy)]
    policy: RoutingPolicy,
    /// Free text.
    #[arg(long, value_name = "TEXT", default_value = "", value_parser = Line::<255>::parse)]
    description: Line<255>,
    #[command(flatten)]
    format: Format,
}

/// See `tollgate routing-group update --help`.
#[derive(Debug, Args)]
pub(crate) struct Update {
    /// Its number.
    routing_group: i64,
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
    /// How its routes are ordered: least_cost, preference, weight.
    #[arg(long, value_name = "POLICY", value_parser = policy)]
    policy: Option<RoutingPolicy>,
    /// Free text.
    #[arg(long, value_name = "TEXT", value_parser = Line::<255>::parse)]
    description: Option<Line<255>>,
}

/// See `tollgate routing-group delete --help`.
#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// Its number.
    routing_group: i64,
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
            let groups =
                read::list(&session.app, &session.context(), Some(owner), self.offset, self.limit).await?;
            self.format.list(groups.iter().map(record).collect())
        })
    }
}

impl Create {
    fn run(&self) -> Outcome {
        self.owner.with_session(async |session, owner| {
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

impl Update {
    fn run(&self) -> Outcome {
        self.owner.with_session(async |session, owner| {
            let id = RoutingGroupId(self.routing_group);
            let Changes { name, policy, description } = &self.changes;
            let change =
                RoutingGroupChange { name: name.clone(), policy: *policy, description: description.clone() };
            update::update(&session.app, &session.context(), Some(owner), id, change).await?;
            tell(&format!("routing group {id} is changed"))
        })
    }
}

impl Delete {
    fn run(&self) -> Outcome {
        self.owner.with_session(async |session, owner| {
            let id = RoutingGroupId(self.routing_group);
            delete::delete(&session.app, &session.context(), Some(owner), id).await?;
            tell(&format!("routing group {id} is removed"))
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
