//! `tollgate tariff`: price lists.

use app::owned::NamedPage;
use app::tariff::{create, delete, read, update};
use clap::{Args, Subcommand};
use money::Currency;
use party::ids::TariffId;
use party::tariff::{Tariff, TariffChange, TariffTerms, TermsChange};
use party::text::Title;
use serde_json::json;

use super::Outcome;
use super::output::{Format, Record, tell};
use super::terminal::{Owner, Page};

/// See `tollgate tariff --help`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the tariffs of one owner.
    List(List),
    /// Make a tariff; its currency never changes.
    Create(Create),
    /// Give a tariff another name.
    Update(Update),
    /// Remove a tariff that no customer and no service plan has.
    Delete(Delete),
}

/// See `tollgate tariff list --help`.
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    owner: Owner,
    #[command(flatten)]
    page: Page,
    #[command(flatten)]
    format: Format,
}

/// See `tollgate tariff create --help`.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// Its name.
    #[arg(value_parser = Title::parse)]
    name: Title,
    #[command(flatten)]
    owner: Owner,
    /// Currency of every price.
    #[arg(long, value_name = "CODE", value_parser = Currency::parse)]
    currency: Currency,
    #[command(flatten)]
    format: Format,
}

/// See `tollgate tariff update --help`.
#[derive(Debug, Args)]
pub(crate) struct Update {
    /// Its number.
    tariff: i64,
    #[command(flatten)]
    owner: Owner,
    /// Its new name.
    #[arg(long, value_name = "NAME", value_parser = Title::parse)]
    name: Title,
}

/// See `tollgate tariff delete --help`.
#[derive(Debug, Args)]
pub(crate) struct Delete {
    /// Its number.
    tariff: i64,
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
            let tariffs = read::list(&session.app, &session.context(), Some(owner), NamedPage::ALL).await?;
            self.format.list(self.page.of(tariffs, |tariff| tariff.id.0).iter().map(record).collect())
        })
    }
}

impl Create {
    fn run(&self) -> Outcome {
        self.owner.with_session(async |session, owner| {
            let terms = TariffTerms::new(self.name.clone(), self.currency);
            let made = create::create(&session.app, &session.context(), Some(owner), terms).await?;
            self.format.one(vec![("tariff", json!(made.tariff_id)), ("name", json!(self.name.as_str()))])
        })
    }
}

impl Update {
    fn run(&self) -> Outcome {
        self.owner.with_session(async |session, owner| {
            let id = TariffId(self.tariff);
            let terms = TermsChange { name: Some(self.name.clone()), ..TermsChange::default() };
            let change = TariffChange { terms, ..TariffChange::default() };
            update::update(&session.app, &session.context(), Some(owner), id, change).await?;
            tell(&format!("tariff {id} is changed"))
        })
    }
}

impl Delete {
    fn run(&self) -> Outcome {
        self.owner.with_session(async |session, owner| {
            let id = TariffId(self.tariff);
            delete::delete(&session.app, &session.context(), Some(owner), id).await?;
            tell(&format!("tariff {id} is removed"))
        })
    }
}

fn record(tariff: &Tariff) -> Record {
    vec![
        ("tariff", json!(tariff.id.0)),
        ("name", json!(tariff.terms.name.as_str())),
        ("owner", json!(tariff.owner.id.0)),
        ("currency", json!(tariff.terms.currency.as_str())),
        ("prices", json!(tariff.terms.tariff_type.label())),
    ]
}
