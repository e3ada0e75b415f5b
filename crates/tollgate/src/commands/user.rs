//! `tollgate user`: accounts that send with their customer's credits.

use app::account::create::{self, CreateAccount};
use app::account::list;
use clap::{Args, Subcommand};
use messaging::{MailAddress, SourceAddress};
use party::account::{Account, AccountProfile};
use party::contact::PhoneNumber;
use party::ids::AccountId;
use party::names::UserName;
use party::text::Line;
use serde_json::json;

use super::Outcome;
use super::output::{Format, Record};
use super::passwords::UserPassword;
use super::terminal::{Page, Who, with_session};
use crate::config::Settings;
use crate::world;

/// See `tollgate user --help`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the users of one customer.
    List(List),
    /// Make a user of a customer.
    Create(Create),
}

/// See `tollgate user list --help`.
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    settings: Settings,
    /// Whose users, by number or name.
    #[arg(long, value_name = "CUSTOMER")]
    customer: Who,
    #[command(flatten)]
    page: Page,
    #[command(flatten)]
    format: Format,
}

/// See `tollgate user create --help`.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// What the user signs in and sends with, such as desk@acme.
    username: UserName,
    #[command(flatten)]
    settings: Settings,
    /// Whose user, by number or name.
    #[arg(long, value_name = "CUSTOMER")]
    customer: Who,
    /// Contact person.
    #[arg(long, value_name = "TEXT", default_value = "", value_parser = Line::<64>::parse)]
    contact_name: Line<64>,
    /// E-mail address.
    #[arg(long, value_name = "ADDRESS", value_parser = MailAddress::parse)]
    email: Option<MailAddress>,
    /// Telephone number.
    #[arg(long, value_name = "NUMBER", value_parser = PhoneNumber::parse)]
    phone: Option<PhoneNumber>,
    /// Sender of messages that name none.
    #[arg(long, value_name = "ADDRESS", value_parser = SourceAddress::parse)]
    source_address: Option<SourceAddress>,
    #[command(flatten)]
    password: UserPassword,
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
            let customer = session.customer_id(&self.customer).await?;
            let after = AccountId(self.page.after);
            let page = list::list(&session.app, &session.context(), customer, after, self.page.limit).await?;
            self.format.list(page.iter().map(record).collect())
        })
    }
}

impl Create {
    fn run(&self) -> Outcome {
        let chosen = self.password.choose(&world::entropy())?;
        with_session(&self.settings, async |session| {
            let customer = session.customer(&self.customer).await?.customer;
            let profile = AccountProfile {
                username: self.username.clone(),
                contact_name: self.contact_name.clone(),
                email: self.email.clone(),
                phone: self.phone.clone(),
                final_status_push: None,
                source_address_swappable: false,
                source_address: self.source_address.clone(),
            };
            let request =
                CreateAccount { customer: customer.object_id, profile, password: chosen.password.clone() };
            let made = create::create(&session.app, &session.context(), request).await?;
            let mut record = vec![
                ("user", json!(made.account_id)),
                ("object_id", json!(made.object_id.to_string())),
                ("username", json!(self.username.as_str())),
            ];
            record.extend(chosen.to_show().map(|password| ("password", json!(password))));
            self.format.one(record)
        })
    }
}

fn record(account: &Account) -> Record {
    let profile = &account.profile;
    vec![
        ("user", json!(account.id.0)),
        ("object_id", json!(account.object_id.to_string())),
        ("username", json!(profile.username.as_str())),
        ("contact_name", json!(profile.contact_name.as_str())),
        ("email", json!(profile.email.as_ref().map(MailAddress::as_str))),
        ("phone", json!(profile.phone.as_ref().map(PhoneNumber::as_str))),
        ("blocked", json!(account.blocked)),
    ]
}
