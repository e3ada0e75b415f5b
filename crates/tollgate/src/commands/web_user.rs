//! `tollgate web-user`: logins of a customer to the self-care site.

use app::web_user::block::set_blocked;
use app::web_user::create::{self, CreateWebUser};
use app::web_user::delete::delete;
use app::web_user::list::{self, WebUserLine};
use app::web_user::reset_second_factor::reset_second_factor;
use clap::{Args, Subcommand};
use party::ids::WebUserId;
use party::names::WebLogin;
use party::web_user::AccessLevel;
use serde_json::json;

use super::Outcome;
use super::output::{Format, Record, tell};
use super::passwords::UserPassword;
use super::terminal::{Page, Who, with_session};
use crate::config::Settings;
use crate::world;

/// See `tollgate web-user --help`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the web users of one customer.
    List(List),
    /// Make a further web user of a customer.
    Create(Create),
    /// Keep a web user from signing in.
    Block(Change),
    /// Let a blocked web user sign in again.
    Unblock(Change),
    /// Remove a web user, though never the one that was made with the customer.
    Delete(Change),
    /// Let a web user who lost his telephone sign in without a code.
    ResetSecondFactor(Change),
}

/// See `tollgate web-user list --help`.
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    settings: Settings,
    /// Whose web users, by number or name.
    #[arg(long, value_name = "CUSTOMER")]
    customer: Who,
    #[command(flatten)]
    page: Page,
    #[command(flatten)]
    format: Format,
}

/// See `tollgate web-user create --help`.
#[derive(Debug, Args)]
pub(crate) struct Create {
    /// The name to sign in with.
    login: WebLogin,
    #[command(flatten)]
    settings: Settings,
    /// Whose web user, by number or name.
    #[arg(long, value_name = "CUSTOMER")]
    customer: Who,
    /// What it may see and do: administrator, reporter, billing, noc or call_shop_operator.
    #[arg(long, value_name = "LEVEL", default_value_t = AccessLevel::Reporter)]
    access_level: AccessLevel,
    #[command(flatten)]
    password: UserPassword,
    #[command(flatten)]
    format: Format,
}

/// See `tollgate web-user block --help`.
#[derive(Debug, Args)]
pub(crate) struct Change {
    /// The web user's number.
    web_user: i64,
    #[command(flatten)]
    settings: Settings,
    /// Whose web user, by number or name.
    #[arg(long, value_name = "CUSTOMER")]
    customer: Who,
}

impl Command {
    pub(crate) fn run(&self) -> Outcome {
        match self {
            Self::List(command) => command.run(),
            Self::Create(command) => command.run(),
            Self::Block(command) => command.set_blocked(true),
            Self::Unblock(command) => command.set_blocked(false),
            Self::Delete(command) => command.delete(),
            Self::ResetSecondFactor(command) => command.reset_second_factor(),
        }
    }
}

impl List {
    fn run(&self) -> Outcome {
        with_session(&self.settings, async |session| {
            let customer = Some(session.customer_id(&self.customer).await?);
            let after = WebUserId(self.page.after);
            let page = list::list(&session.app, &session.context(), customer, after, self.page.limit).await?;
            self.format.list(page.iter().map(record).collect())
        })
    }
}

impl Create {
    fn run(&self) -> Outcome {
        let chosen = self.password.choose(&world::entropy())?;
        with_session(&self.settings, async |session| {
            let request = CreateWebUser {
                customer: Some(session.customer_id(&self.customer).await?),
                login: self.login.clone(),
                password: chosen.password.clone(),
                access_level: self.access_level,
            };
            let made = create::create(&session.app, &session.context(), request).await?;
            let mut record = vec![
                ("web_user", json!(made.web_user_id)),
                ("login", json!(self.login.as_str())),
                ("access_level", json!(self.access_level.as_str())),
            ];
            record.extend(chosen.to_show().map(|password| ("password", json!(password))));
            self.format.one(record)
        })
    }
}

impl Change {
    fn set_blocked(&self, blocked: bool) -> Outcome {
        with_session(&self.settings, async |session| {
            let customer = Some(session.customer_id(&self.customer).await?);
            let id = WebUserId(self.web_user);
            set_blocked(&session.app, &session.context(), customer, id, blocked).await?;
            let state = if blocked { "blocked" } else { "not blocked" };
            tell(&format!("web user {id} is {state}"))
        })
    }

    fn delete(&self) -> Outcome {
        with_session(&self.settings, async |session| {
            let customer = Some(session.customer_id(&self.customer).await?);
            let id = WebUserId(self.web_user);
            delete(&session.app, &session.context(), customer, id).await?;
            tell(&format!("web user {id} is removed"))
        })
    }

    fn reset_second_factor(&self) -> Outcome {
        with_session(&self.settings, async |session| {
            let customer = Some(session.customer_id(&self.customer).await?);
            let id = WebUserId(self.web_user);
            reset_second_factor(&session.app, &session.context(), customer, id).await?;
            tell(&format!("web user {id} signs in without a code"))
        })
    }
}

fn record(line: &WebUserLine) -> Record {
    vec![
        ("web_user", json!(line.id.0)),
        ("login", json!(line.login)),
        ("access_level", json!(line.access_level.as_str())),
        ("default", json!(line.is_default)),
        ("blocked", json!(line.blocked)),
        ("second_factor", json!(line.has_second_factor)),
    ]
}
