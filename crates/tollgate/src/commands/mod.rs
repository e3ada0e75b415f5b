//! The command line: one file for each command. Data goes to standard output, everything else to standard error;
//! exit code 0 is done, 1 could not be done, 2 was not understood.

mod backup;
mod check;
mod customer;
mod demo;
mod import;
mod init;
mod migrate;
mod new_customer;
mod output;
mod passwords;
mod reseller;
mod routing_group;
mod serve;
mod service_plan;
mod tariff;
mod terminal;
mod user;
mod web_user;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tokio::runtime::Runtime;

use crate::failure::Failure;

/// What a command comes to.
type Outcome = Result<(), Failure>;

/// The back office of a telecom reseller business in one program.
#[derive(Debug, Parser)]
#[command(name = "tollgate", version, arg_required_else_help = true, disable_help_subcommand = true)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a small made-up business to look at, with logins and calls to paste.
    Demo(demo::Demo),
    /// Run an installation.
    Serve(serve::Serve),
    /// Make an installation: database, key file, root.
    Init(init::Init),
    /// Bring the database up to this program.
    Migrate(migrate::Migrate),
    /// Copy the database into a new SQLite file while work goes on.
    Backup(backup::Backup),
    /// Check every invariant of what is stored.
    Check(check::Check),
    /// Customers: list, show, create, block, unblock.
    #[command(subcommand)]
    Customer(customer::Command),
    /// Resellers, who are customers that may have customers: list, create, set.
    #[command(subcommand)]
    Reseller(reseller::Command),
    /// Users, who send with their customer's credits: list, create.
    #[command(subcommand)]
    User(user::Command),
    /// Web users, who sign in to a customer's self-care site: list, create, block, unblock.
    #[command(subcommand)]
    WebUser(web_user::Command),
    /// Many customers or users from a CSV or XLSX file: all of its rows or none.
    #[command(subcommand)]
    Import(import::Command),
    /// Tariffs: list, create, update, delete.
    #[command(subcommand)]
    Tariff(tariff::Command),
    /// Routing groups: list, create, update, delete.
    #[command(subcommand)]
    RoutingGroup(routing_group::Command),
    /// Service plans, which accounts are charged by: list, create, update, delete.
    #[command(subcommand)]
    ServicePlan(service_plan::Command),
}

impl CommandLine {
    /// Does what was asked for, and tells on standard error why not.
    pub fn run(self) -> ExitCode {
        let Err(failure) = self.command.run() else { return ExitCode::SUCCESS };
        // Where standard error is closed there is nobody to tell.
        let _ = std::io::stderr().write_all(failure.text().as_bytes());
        ExitCode::from(failure.exit_code())
    }
}

impl Command {
    fn run(self) -> Outcome {
        match self {
            Self::Demo(command) => command.run(),
            Self::Serve(command) => command.run(),
            Self::Init(command) => command.run(),
            Self::Migrate(command) => command.run(),
            Self::Backup(command) => command.run(),
            Self::Check(command) => command.run(),
            Self::Customer(command) => command.run(),
            Self::Reseller(command) => command.run(),
            Self::User(command) => command.run(),
            Self::WebUser(command) => command.run(),
            Self::Import(command) => command.run(),
            Self::Tariff(command) => command.run(),
            Self::RoutingGroup(command) => command.run(),
            Self::ServicePlan(command) => command.run(),
        }
    }
}

fn runtime() -> Result<Runtime, Failure> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.enable_all().build().map_err(|error| Failure::new(format!("no threads: {error}")))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }
}
