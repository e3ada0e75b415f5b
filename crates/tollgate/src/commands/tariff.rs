//! `tollgate tariff`: price lists.

use app::tariff::{create, read};
use clap::{Args, Subcommand};
use money::Currency;
use party::tariff::{Tariff, TariffTerms};
use party::text::Title;
use serde_json::json;

use super::Outcome;
use super::output::{Format, Record};
use super::terminal::{Page, Who, with_session};
use crate::config::Settings;

/// See `tollgate tariff --help`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the tariffs of one owner.
    List(List),
    /// Make a tariff; its currency never changes.
    Create(Create),
}

/// See `tollgate tariff list --help`.
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    settings: Settings,
    /// Whose tariffs, by number or name.
    #[arg(long, value_name = "CUSTOMER", default_value = "1")]
    owner: Who,
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
    settings: Settings,
    /// Whose it will be, by number or name.
    #[arg(long, value_name = "CUSTOMER", default_value = "1")]
    owner: Who,
    /// Currency of every price.
    #[arg(long, value_name = "CODE", value_parser = Currency::parse)]
    currency: Currency,
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
            let all = read::list(&session.app, &session.context(), Some(owner), None, 0, usize::MAX).await?;
            let after = all.into_iter().filter(|tariff| self.page.after < tariff.id.0);
            let page = after.take(usize::try_from(self.page.limit).unwrap_or_default());
            self.format.list(page.map(|tariff| record(&tariff)).collect())
        })
    }
}

impl Create {
    fn run(&self) -> Outcome {
        with_session(&self.settings, async |session| {
            let owner = session.customer_id(&self.owner).await?;
            let terms = TariffTerms::new(self.name.clone(), self.currency);
            let made = create::create(&session.app, &session.context(), Some(owner), terms).await?;
            self.format.one(vec![("tariff", json!(made.tariff_id)), ("name", json!(self.name.as_str()))])
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
